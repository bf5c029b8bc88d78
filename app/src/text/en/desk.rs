//! Words of the front desk: bookings by hand, and what becomes of a visit.

use clinic::desk::{ChartLeftOut, UndoKind};
use domain::appointment::{AppointmentState, Step};
use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::person::EmailAddress;

/// Button on Today, and the page's name without a patient.
pub const NEW_BOOKING: &str = "New booking";
/// Field of the page without a patient.
pub const WHO: &str = "Who";
/// Row.
pub const MAIL_TO: &str = "Email";
/// In place of an address.
pub const NO_ADDRESS: &str = "No email address, so nothing is sent.";
/// Over a visit, when the patient has another one at the same time.
pub const BESIDE_ANOTHER: &str = "They have another appointment at this time.";
/// Heading of what can be changed.
pub const CHANGE: &str = "Change what and with whom";
/// Legend.
pub const SERVICE: &str = "What";
/// Legend.
pub const PERSON: &str = "With";
/// Answer.
pub const FIRST: &str = "Whoever is free first";
/// Button.
pub const SHOW_TIMES: &str = "Show times";
/// Heading.
pub const OTHER_TIMES: &str = "Other times";
/// Heading of cards.
pub const SOONEST: &str = "Soonest";
/// Field.
pub const TYPED: &str = "Type a time";
/// Under it.
pub const TYPED_HINT: &str = "Such as thu 10:15, tomorrow 9, or +2w for that day.";
/// Field.
pub const NOTE: &str = "Note for the practitioner";
/// Button.
pub const BOOK: &str = "Book";
/// Tick.
pub const ANYWAY: &str = "Book anyway";
/// Field.
pub const REASON: &str = "Reason";
/// Title of a warning.
pub const WARNINGS: &str = "A patient couldn’t book this";
/// Title of a warning.
pub const TAKEN: &str = "This time is taken";
/// Under it.
pub const OVER_HINT: &str = "You can book over it. Both visits then stand at the same time.";
/// Over a form that was refused: more speaks against the time, or the visit was changed.
pub const CHANGED_SINCE: &str =
    "Something changed after this page was shown. It’s up to date now; check it again.";
/// Under a time that somebody keeps.
pub const HELD: &str = "Someone is booking it online right now. Choose another time, or try again \
     in a few minutes.";
/// Title over a time that the clocks show twice.
pub const TWICE: &str = "The clocks go back that day, and show this time twice";
/// Button.
pub const OVER: &str = "Book over it";
/// Without any time.
pub const NO_TIMES: &str = "No free times. Type one instead.";
/// Without times on a date.
pub const NONE_THAT_DAY: &str = "No free times that day.";
/// A time not even staff can book.
pub const NEVER: &str =
    "That time has passed, or isn’t a multiple of 5 minutes. Choose another one.";
/// Badge.
pub const OVERBOOKED: &str = "Overbooked";
/// Badge.
pub const BOOKED: &str = "Booked";
/// Badge of what the clinic has yet to confirm.
pub const REQUEST: &str = "Request";
/// Button.
pub const CONFIRM: &str = "Confirm";
/// Button in the place of [`CANCEL`].
pub const DECLINE: &str = "Decline";
/// Over a request.
pub const REQUEST_HINT: &str = "They asked for this time online, and it’s kept for them. Confirm it, \
     or decline it. Matching their registration confirms it, too.";
/// Button.
pub const CANCEL: &str = "Cancel appointment";
/// Heading.
pub const CANCEL_IT: &str = "Cancel this appointment?";
/// Link back.
pub const KEEP: &str = "Keep it";
/// Legend.
pub const ASKED_BY: &str = "Who asked?";
/// Answer.
pub const BY_PATIENT: &str = "The patient";
/// Answer.
pub const BY_CLINIC: &str = "The clinic";
/// Under the first answer.
pub const BY_PATIENT_MAIL: &str = "Their email says it’s cancelled, as they asked.";
/// Under the second answer.
pub const BY_CLINIC_MAIL: &str =
    "Their email says we had to cancel, that we’re sorry, and offers the three soonest times.";
/// Under the tick.
pub const GRACE: &str = "It leaves in 3 minutes, unless you undo this.";
/// Button: to the form, and in it.
pub const MOVE: &str = "Move appointment";
/// Tick.
pub const MOVE_ANYWAY: &str = "Move anyway";
/// Under a taken time.
pub const MOVE_OVER_HINT: &str =
    "You can move it there all the same. Both visits then stand at the same time.";
/// Button.
pub const MOVE_OVER: &str = "Move over it";
/// Link back.
pub const KEEP_TIME: &str = "Keep the time";
/// In place of the button.
pub const THERE_ALREADY: &str = "It’s there already. Choose another time.";
/// Heading of what can be changed.
pub const CHANGE_PERSON: &str = "Change with whom";
/// The way back to the patient from a booking for them.
pub const PROFILE: &str = "Profile";
/// The way back to an appointment from what is done with it.
pub const APPOINTMENT: &str = "Appointment";
/// Heading.
pub const EXCEPTIONS: &str = "Exceptions";
/// Heading.
pub const HISTORY: &str = "History";
/// Link.
pub const BOOK_AGAIN: &str = "Book again";
/// Under it.
pub const FIND_BY: &str = "Name, date of birth, mobile or email";
/// Button.
pub const FIND: &str = "Search";
/// The page without a patient.
pub const WHOM: &str = "Who is it for?";

/// Button under the people that a search found.
#[must_use]
pub fn add(name: &str) -> String {
    format!("Add “{name}” as a new patient")
}

/// "Book for Amara Okafor".
#[must_use]
pub fn book_for(name: &str) -> String {
    format!("Book for {name}")
}

/// "Move Amara Okafor’s appointment".
#[must_use]
pub fn move_of(name: &str) -> String {
    format!("Move {name}’s appointment")
}

/// "Thursday, March 12, 10:15 am with Priya Raman".
#[must_use]
pub fn with(moment: &str, name: &str) -> String {
    format!("{moment} with {name}")
}

/// Under [`TWICE`]: "This is the first 1:30 am."
#[must_use]
pub fn this_is_the(time: &str) -> String {
    format!("This is the {time}.")
}

/// Button: "Take the second 1:30 am".
#[must_use]
pub fn take_the(time: &str) -> String {
    format!("Take the {time}")
}

/// "Email amara@example.com about it", "Email amara@example.com and leo@example.com about it".
#[must_use]
pub fn tell(mail_to: &[EmailAddress]) -> String {
    let mut addresses: Vec<&str> = mail_to.iter().map(EmailAddress::as_str).collect();
    let last = addresses.pop().unwrap_or_default();
    match addresses.as_slice() {
        [] => format!("Email {last} about it"),
        others => format!("Email {} and {last} about it", others.join(", ")),
    }
}

/// Why the address in a chart gets nothing of a visit.
#[must_use]
pub const fn chart_left_out(why: ChartLeftOut) -> &'static str {
    match why {
        ChartLeftOut::ShutOut => {
            "No mail goes to the address in their chart: a safeguarding stop is set, or it’s that \
             of someone whose access was ended."
        }
        ChartLeftOut::BornUnknown => {
            "Their birth date isn’t known, so no mail about this confidential visit goes to the \
             address in their chart."
        }
        ChartLeftOut::OfAge => {
            "At their age, no mail about this confidential visit goes to the address in their \
             chart: it may be a parent’s."
        }
    }
}

/// "Leo Example, 10:15 to 11:00 am".
#[must_use]
pub fn taken_by(name: &str, times: &str) -> String {
    format!("{name}, {times}")
}

/// What a rule says to staff.
#[must_use]
pub fn warning(rule: &BookRefusal) -> String {
    match rule {
        BookRefusal::TooSoon { .. } => String::from("It’s nearer than this service allows."),
        BookRefusal::TooFar { horizon_days } => {
            format!("It’s more than {horizon_days} days ahead.")
        }
        BookRefusal::OutsideHours => String::from("It’s outside working hours."),
        BookRefusal::NewPatientsOnly => String::from("This service is for new patients."),
        BookRefusal::ExistingPatientsOnly => {
            String::from("This service is for people who have been here before.")
        }
        BookRefusal::PatientBusy => {
            String::from("The patient has another appointment at that time.")
        }
        BookRefusal::TooManyUpcoming { cap } => {
            format!("The patient has {cap} appointments coming up already.")
        }
        BookRefusal::TooManyOfService { cap } => {
            format!("The patient has {cap} of these coming up already.")
        }
        BookRefusal::TooManyByAccount { cap } => {
            format!("The account has {cap} appointments coming up already.")
        }
        BookRefusal::ServiceNotOffered | BookRefusal::NotOnGrid | BookRefusal::Taken => {
            String::from("This time isn’t one of the usual ones.")
        }
    }
}

/// What a written-down exception was about, by the rule's code.
#[must_use]
pub fn exception(code: &str) -> &'static str {
    match code {
        "too_soon" => "Short notice",
        "too_far" => "Far ahead",
        "outside_hours" => "Outside hours",
        "new_patients_only" => "For new patients",
        "existing_patients_only" => "Not a first visit",
        "patient_busy" => "Two at once",
        "too_many_upcoming" | "too_many_of_service" | "too_many_by_account" => "Many ahead",
        _ => "Other",
    }
}

/// A step as a button.
#[must_use]
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Arrive => "Arrived",
        Step::Finish => "Finished",
        Step::Miss => "Didn’t come",
    }
}

/// How far an appointment has come.
#[must_use]
pub fn state(state: AppointmentState) -> &'static str {
    match state {
        AppointmentState::Confirmed => BOOKED,
        AppointmentState::Arrived => "Arrived",
        AppointmentState::Completed => "Finished",
        AppointmentState::NoShow => "Didn’t come",
        AppointmentState::Cancelled => "Cancelled",
    }
}

/// The line over the page while the last thing can be taken back.
#[must_use]
pub fn undo(kind: UndoKind, until: &str) -> String {
    let done = match kind {
        UndoKind::Booking => "Booked.",
        UndoKind::Cancelling => "Cancelled.",
        UndoKind::Moving => "Moved.",
        UndoKind::Step(Step::Arrive) => "Arrived.",
        UndoKind::Step(Step::Finish) => "Finished.",
        UndoKind::Step(Step::Miss) => "Didn’t come.",
    };
    format!("{done} You can undo this until {until}.")
}

/// The line over the page for what can't be taken back, or was.
#[must_use]
pub fn done(what: &str) -> Option<&'static str> {
    match what {
        "booked" => Some("Booked."),
        "moved" => Some("Moved."),
        "confirmed" => Some("Confirmed. They hear of it by email."),
        "cancelled" => Some("Cancelled."),
        "undone" => Some("Undone."),
        _ => None,
    }
}

/// A line of an appointment's history; none for what changed nothing of it.
#[must_use]
pub fn event(action: &str) -> Option<&'static str> {
    match Action::parse(action)? {
        Action::AppointmentBook | Action::AppointmentBookFor => Some("Booked"),
        Action::AppointmentCancel => Some("Cancelled"),
        Action::AppointmentConfirm => Some("Confirmed"),
        Action::AppointmentUndoCancel => Some("Cancelling undone"),
        Action::AppointmentUndoBook => Some("Booking undone"),
        Action::AppointmentMove => Some("Moved"),
        Action::AppointmentUndoMove => Some("Move undone"),
        Action::AppointmentArrive => Some("Arrived"),
        Action::AppointmentFinish => Some("Finished"),
        Action::AppointmentMiss => Some("Didn’t come"),
        Action::AppointmentUndoStep => Some("Taken back"),
        _ => None,
    }
}

/// "Monday, March 9, 4:10 pm, by Dana Example".
#[must_use]
pub fn at_by(moment: &str, name: Option<&str>) -> String {
    match name {
        Some(name) => format!("{moment}, by {name}"),
        None => format!("{moment}, online"),
    }
}

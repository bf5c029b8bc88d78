//! What went wrong, and what to do: one sentence for each code.

use domain::booking::BookRefusal;
use domain::cancellation::CancelRefusal;
use domain::invitation::InviteRefusal;
use domain::limits;
use domain::merge::MergeRefusal;
use domain::moving::MoveRefusal;
use domain::person::Invalid;
use domain::refusal::Refusal;

use super::{booking, desk, invitations};
use crate::error::ApiError;

/// Heading of the summary over a form.
pub const PROBLEM: &str = "There’s a problem";
/// Page title.
pub const NOT_FOUND: &str = "We can’t find that page";
/// Page title.
pub const BROKEN: &str = "Something went wrong on our side";
/// Page title.
pub const NO_ACCESS: &str = "You don’t have access to this";
/// Page title.
pub const BUSY: &str = "We can’t save anything right now";
/// Page title.
pub const TOO_MANY: &str = "Too many tries";
/// Under [`BUSY`].
pub const BUSY_HINT: &str = "Nothing was booked or changed. Try again in a minute.";
/// Under [`NOT_FOUND`], before a link to a page.
pub const CHECK_LINK_GO: &str = "Check the link, or go to";
/// Name of that link, for patients.
pub const YOUR_APPOINTMENTS: &str = "your appointments";
/// Under [`NOT_FOUND`], before a link to something to do.
pub const CHECK_LINK_OR: &str = "Check the link, or";
/// Name of that link.
pub const BOOK_ONE: &str = "book an appointment";

/// Under [`BROKEN`].
#[must_use]
pub fn broken(phone: &str) -> String {
    format!("Nothing was booked or changed. Try again, or call {phone}.")
}

/// Under [`BROKEN`].
#[must_use]
pub fn reference(incident: &str) -> String {
    format!("Reference {incident}")
}

/// Under [`NO_ACCESS`].
#[must_use]
pub fn ask_admin(name: &str) -> String {
    format!("Ask {name} (admin).")
}

/// "Wait 5 minutes and try again."
#[must_use]
pub fn wait(seconds: u32) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => String::from("Too many tries. Wait a minute and try again."),
        minutes => format!("Too many tries. Wait {minutes} minutes and try again."),
    }
}

/// What is wrong with a field of a form.
#[must_use]
pub fn field(name: &str, invalid: Invalid) -> &'static str {
    match (name, invalid) {
        ("full_name", Invalid::Missing) => "Enter your full name",
        ("full_name", Invalid::TooLong) => "Enter a name of at most 200 characters",
        ("full_name", _) => "Enter your name as letters",
        ("name", Invalid::Missing) => "Enter the patient’s name",
        ("name", Invalid::TooLong) => "Enter a name of at most 200 characters",
        ("name", _) => "Enter the name as letters",
        ("email", Invalid::Missing | Invalid::Malformed) => {
            "Enter an email address, like name@example.com"
        }
        ("email", Invalid::NotAChoice) => "Enter another address than your present one",
        ("email", _) => "Enter a shorter email address",
        ("bday", Invalid::Missing) => "Enter your date of birth",
        ("bday", Invalid::DayMissing) => "Date of birth must include a day",
        ("bday", Invalid::MonthMissing) => "Date of birth must include a month",
        ("bday", Invalid::YearMissing) => "Date of birth must include a year of four digits",
        ("bday", Invalid::InFuture) => "Date of birth must be in the past",
        ("bday", Invalid::TooLongAgo) => "Date of birth must be after 1900",
        ("bday", _) => "Enter a date that exists, like 27 3 1988",
        ("born", Invalid::InFuture) => "Date of birth must be in the past",
        ("born", Invalid::Malformed) => "Write the month as a word, like 3 April 1988",
        ("born", _) => "Write the date of birth in at most 40 characters",
        ("pronouns" | "street" | "suburb" | "state" | "postcode" | "record_number", _) => {
            "Write this on one line of at most 120 characters"
        }
        ("mobile", _) => "Enter a phone number, like 902 555 0148, or leave it empty",
        ("kinship", _) => "Choose what you are to them",
        ("allowed", _) => "Tick the box if you’re allowed to manage their care",
        ("subject", _) => "Choose who the appointment is for",
        ("reason", Invalid::Missing) => "Enter a reason",
        ("reason", Invalid::TooLong) => "Shorten the reason to 300 characters",
        ("reason", _) => "Take out the characters that can’t be printed",
        ("asked_by", _) => "Choose who asked",
        ("when", Invalid::NoSuchDate) => "Enter a date that exists, like mar 12 10:15",
        ("when", Invalid::SkippedTime) => {
            "The clocks go forward that day and leave this time out. Enter another one"
        }
        ("when", _) => "Enter a time, like thu 10:15 or tomorrow 9",
        ("note", Invalid::TooLong) => "Shorten the note to 1,000 characters",
        ("note", _) => "Take out the characters that can’t be printed",
        ("code", _) => "Enter the 6-digit code from the email",
        ("app_code", _) => "Enter the 6 digits from your app, or a recovery code",
        ("relations", _) => "Choose whether they are the patient, or act for them",
        ("sex", _) => "Choose what the record should say",
        ("relation", _) => "Choose whose log-in it is",
        ("rights", _) => "Choose at least one thing they can do",
        ("ground", _) => "Choose why guardianship goes on",
        ("document", Invalid::Missing) => "Enter which document you saw",
        ("document", Invalid::TooLong) => "Shorten this to 300 characters",
        ("document", _) => "Take out the characters that can’t be printed",
        ("basis", _) => "Choose why they may act for the patient",
        ("until", Invalid::NotAChoice) => "The last day must be today or later",
        ("until", _) => "Enter a whole date, or leave it empty",
        ("password", Invalid::Missing) => "Enter your password",
        ("password", Invalid::TooShort) => "Use at least 12 characters",
        ("password", Invalid::TooLong) => "Use at most 200 characters",
        ("password", _) => "Choose a password that is harder to guess",
        ("identity", _) => "Tick that you checked who this is, or untick who would see more",
        ("confirmed", _) => "Tick that they are the same person all the same",
        ("self", _) => "Choose which portal account stays",
        ("overlap", _) => "Choose what happens to the appointments at the same time",
        ("phone", _) => "Enter a phone number, like 902 555 0148, or leave it empty",
        ("address", _) => "Write each part of the address in at most 120 characters",
        ("been_here", Invalid::Missing) => "Choose yes or no",
        ("been_here", _) => "Choose yes, or leave what was different empty",
        ("other_name", Invalid::TooLong) => "Enter a name of at most 200 characters",
        ("other_name", _) => "Enter the name as letters, or leave it empty",
        ("other_email", _) => "Enter an email address, like name@example.com, or leave it empty",
        ("other_phone", _) => "Enter a phone number, like 902 555 0148, or leave it empty",
        ("policy", _) => "Choose who can sign up",
        ("message", Invalid::TooLong) => "Shorten the message to 300 characters",
        ("message", _) => "Take out the characters that can’t be printed",
        ("leap", _) => "Choose one of the two days",
        (name, invalid) if name.starts_with("age_") => age(invalid),
        (name, invalid) if name.starts_with("effect_") => effect(invalid),
        (_, _) => "Check this field",
    }
}

fn age(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::Missing => "Enter the age, or choose that nothing happens",
        Invalid::OutOfBounds => "Enter an age from 1 to 25",
        Invalid::OutOfOrder => "Enter an age above the one in the row before",
        _ => "Enter a whole number of years, like 12",
    }
}

fn effect(invalid: Invalid) -> &'static str {
    match invalid {
        Invalid::OutOfOrder => "Only the last row ends what was given, and it must",
        _ => "Choose what happens from this age on",
    }
}

/// Where an admin is needed to merge.
pub const ADMIN_FOR_STOP: &str =
    "There is or was a safeguarding stop. Ask an admin to merge these profiles.";

/// Why two profiles can’t be merged, or split.
#[must_use]
pub fn merging(refusal: MergeRefusal) -> String {
    let said = match refusal {
        MergeRefusal::Itself => "That’s one and the same profile. Choose another one.",
        MergeRefusal::AlreadyMerged => "One of these profiles was merged already.",
        MergeRefusal::Different => {
            "These two were marked as different people. Take that back first if it was wrong."
        }
        MergeRefusal::SurvivorIsSignUp => {
            "The profile that stays is a new sign-up. Merge the other way round."
        }
        MergeRefusal::SurvivorPutAway => {
            "The profile that stays was archived. Keep the other one, if that wasn’t."
        }
        MergeRefusal::RecordNumbers => {
            "Their confirmed record numbers differ. If one is wrong, whoever runs Kith for the \
             clinic corrects it by importing that patient’s row with the right number."
        }
        MergeRefusal::Deceased => {
            "Only one of them is marked as deceased, or on another day. If that is wrong, only \
             whoever runs Kith for the clinic can correct it, in its database."
        }
        MergeRefusal::Safeguarding => ADMIN_FOR_STOP,
        MergeRefusal::Outer => "A later merge has to be undone first.",
        MergeRefusal::Doubled => {
            "Something you ticked can’t go to the other profile: it has one like it. Untick that."
        }
    };
    String::from(said)
}

/// What a rule said, with the clinic's phone number where that is the way out.
#[must_use]
pub fn refusal(refusal: &Refusal, phone: &str) -> String {
    match refusal {
        Refusal::Book(refusal) => book(refusal, phone),
        Refusal::Cancel(CancelRefusal::TooLateToCancel { .. }) => {
            format!("It’s too late to cancel this online. Call {phone}.")
        }
        Refusal::Cancel(_) => String::from("This appointment is over, so it can’t be cancelled."),
        Refusal::Move(refusal) => moving(refusal, phone),
        Refusal::Invite(refusal) => inviting(*refusal, phone),
        Refusal::Invitation(refusal) => invitations::said(*refusal, "the clinic"),
        Refusal::Merge(refusal) => merging(*refusal),
        Refusal::NeedsReason(_) => {
            String::from("Tick the box in the warning and say why, or choose another time.")
        }
        Refusal::HeldOnline => String::from(
            "Someone is booking this time online right now. Choose another time, or try again in a \
             few minutes.",
        ),
        Refusal::Past => String::from("That time has passed. Choose another one."),
        Refusal::NotYet => String::from("It’s too early to say that."),
        Refusal::HoldGone => String::from("That time has just gone. Choose another one."),
        Refusal::HoldExtended => {
            String::from("We can’t hold this time any longer. Book it now, or choose another.")
        }
        Refusal::TooYoung => booking::call_for_age(phone, limits::SELF_BOOKING_AGE_YEARS),
        Refusal::CodeWrong { .. } => {
            String::from("That code isn’t right. Check the newest email from us.")
        }
        Refusal::CodeExpired => String::from("That code has expired. Ask for a new one below."),
        Refusal::CodesLocked => {
            String::from("That was too many wrong codes. Ask for a new one below.")
        }
        Refusal::LogInFailed => {
            String::from("We can’t find an account with that email and password.")
        }
        Refusal::PasswordWrong => String::from("That password isn’t right. Try again."),
        Refusal::SecondFactorWrong => {
            String::from("That code isn’t right or was used already. Try the next one.")
        }
        Refusal::SecondFactorNeeded => {
            String::from("Your role needs the authenticator app, so it can’t be turned off.")
        }
        Refusal::LogInOver => {
            String::from("That took too long, or there were too many tries. Log in again.")
        }
        Refusal::LinkUnusable => {
            String::from("This link was used already or is too old. Ask for a new one.")
        }
        Refusal::LinkElsewhere => String::from(
            "Type the 6-digit code in the window where you asked for it. This link works only there.",
        ),
        Refusal::InviteOnly => {
            format!(
                "Nobody new can sign up here without an invitation. Call {phone} to ask for one."
            )
        }
        Refusal::Blocked => format!("This account can’t be used online. Call {phone}."),
        Refusal::AlreadyResolved => {
            String::from("Someone else has just dealt with this. The page is up to date now.")
        }
        Refusal::LastGuardian => format!(
            "Nobody else here looks after them. Tick the box to leave all the same, or call {phone}."
        ),
        Refusal::OfAge => format!(
            "Adults can’t be added here. Call {phone}: the clinic asks them, and then sets it up."
        ),
        Refusal::TooManyPeople { cap } => {
            format!("You look after {cap} people already, the most one account can. Call {phone}.")
        }
        Refusal::OtherPerson => {
            String::from("You switched to someone else in another tab. Say who this is for.")
        }
        Refusal::ChangedMeanwhile => String::from(
            "Someone else changed this a moment ago. We’ve updated the page; check it again.",
        ),
        Refusal::AlreadyHere => String::from("Someone like this is already here."),
        Refusal::UndoTooLate => {
            String::from("It’s too late to undo this. The time may be given away.")
        }
        Refusal::NotEmpty => String::from("There are patients here already."),
        Refusal::AddressTaken => String::from("This address is in use already."),
    }
}

fn inviting(refusal: InviteRefusal, phone: &str) -> String {
    match refusal {
        InviteRefusal::PatientGone => {
            String::from("This profile was put away or merged, so no one can be invited to it.")
        }
        InviteRefusal::SafeguardingStop => String::from(
            "A safeguarding stop is set, so no one else can be given access. An admin can lift it.",
        ),
        InviteRefusal::AskTheClinic => {
            format!("We can’t add someone online at the moment. Call {phone}.")
        }
        InviteRefusal::NotSeenYet => super::family::not_seen(None, phone),
        InviteRefusal::HasAccess => String::from("This address already has access."),
        InviteRefusal::Invited => {
            String::from("This address was already invited. You can send the invitation again.")
        }
        InviteRefusal::OwnLogInExists => {
            String::from("The patient already has a log-in of their own. They can have only one.")
        }
        InviteRefusal::GuardiansAddress => String::from(
            "This is the address of someone who looks after the patient. Their own log-in needs \
             an address of their own. Until they have one, that person can book for them.",
        ),
        InviteRefusal::AddressOfAnother => String::from(
            "Another patient logs in with this address. Invite them as someone who acts for this \
             patient, or ask for an address of the patient’s own.",
        ),
    }
}

fn moving(refusal: &MoveRefusal, phone: &str) -> String {
    match refusal {
        MoveRefusal::NotAhead => String::from("This appointment is over, so it can’t be changed."),
        MoveRefusal::TooLateToMove { .. } => {
            format!("It’s too late to change this online. Call {phone}.")
        }
        MoveRefusal::TooManyMoves { cap } => {
            format!("This was changed {cap} times already, the most we take online. Call {phone}.")
        }
    }
}

fn book(refusal: &BookRefusal, phone: &str) -> String {
    match refusal {
        BookRefusal::Taken => String::from("Someone just took that time. Choose another one."),
        BookRefusal::TooSoon { .. } => {
            format!("That time is too soon to book online. Call {phone}.")
        }
        BookRefusal::TooFar { horizon_days } => {
            format!("Online booking is open for the next {horizon_days} days. Call {phone}.")
        }
        BookRefusal::PatientBusy => {
            String::from("There’s an appointment at that time already. Choose another time.")
        }
        BookRefusal::TooManyUpcoming { cap } => {
            format!("{cap} appointments are coming up, the most we take online. Call {phone}.")
        }
        BookRefusal::TooManyOfService { cap } => {
            format!("{cap} of these are coming up, the most we take online. Call {phone}.")
        }
        BookRefusal::TooManyByAccount { cap } => format!(
            "This account has {cap} appointments coming up, the most one account can book online. Call {phone}."
        ),
        BookRefusal::NewPatientsOnly => {
            String::from("This is for a first visit. Choose a follow-up instead.")
        }
        BookRefusal::ExistingPatientsOnly => {
            String::from("This is for people who have been here before. Choose a first visit.")
        }
        BookRefusal::OutsideHours | BookRefusal::NotOnGrid => {
            String::from("That time isn’t open for booking. Choose another one.")
        }
        BookRefusal::ServiceNotOffered => {
            String::from("This can’t be booked with that person. Choose someone else.")
        }
    }
}

/// What a rule of booking says to staff over a form of theirs.
#[must_use]
pub fn book_to_staff(rule: &BookRefusal) -> String {
    match rule {
        // What was wrong with the choice; these say it to anybody.
        BookRefusal::Taken | BookRefusal::NotOnGrid | BookRefusal::ServiceNotOffered => {
            book(rule, "")
        }
        rule => desk::warning(rule),
    }
}

/// What to say over a form for an error that belongs to no field.
#[must_use]
pub fn summary(error: &ApiError, phone: &str) -> String {
    match error {
        ApiError::Refused(found) => refusal(found, phone),
        ApiError::TooMany { retry_after_s } => wait(*retry_after_s),
        ApiError::Unavailable => format!("{BUSY}. {BUSY_HINT}"),
        ApiError::Unauthenticated => String::from("You were logged out. Log in and try again."),
        ApiError::Reauthenticate => String::from("Confirm that it’s you and try again."),
        ApiError::Forbidden => format!("{NO_ACCESS}."),
        ApiError::NotFound => String::from("That isn’t there any more."),
        ApiError::Malformed | ApiError::Transport => {
            String::from("The form didn’t reach us whole. Try again.")
        }
        ApiError::Fault { incident } => {
            format!("{BROKEN}. {} {}.", broken(phone), reference(incident))
        }
        ApiError::Invalid(_) => String::from(PROBLEM),
    }
}

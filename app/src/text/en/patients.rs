//! Words of the clinic's patients: the list, a profile, its visits and its history.

use domain::audit::Action;

/// Navigation and heading.
pub const PATIENTS: &str = "Patients";
/// Button.
pub const ADD: &str = "Add patient";
/// The search field.
pub const SEARCH: &str = "Name, date of birth, mobile or email";
/// Link back from a search.
pub const ALL: &str = "All patients";
/// The name of the table.
pub const TABLE: &str = "Patients by name";
/// Column.
pub const NAME: &str = "Name";
/// Column and fact.
pub const BORN: &str = "Born";
/// Column and fact.
pub const MOBILE: &str = "Mobile";
/// Column.
pub const LAST_VISIT: &str = "Last visit";
/// Column and heading.
pub const NEXT_VISIT: &str = "Next visit";
/// Without any.
pub const NONE: &str = "–";
/// Read instead of the dash.
pub const NONE_READ: &str = "none";
/// Pages of the list.
pub const PAGES: &str = "Pages of patients";
/// Link.
pub const PREVIOUS: &str = "Previous";
/// Link.
pub const NEXT: &str = "Next";
/// An empty clinic.
pub const NO_PATIENTS: &str = "No patients yet. Add one.";
/// When more fit than are shown.
pub const TYPE_MORE: &str = "These are the first ones that fit. Type more to find the others.";
/// A search that can't be one.
pub const TOO_LONG: &str = "That’s too much to look for. Type part of a name, a date of birth, \
     a phone number or an email address.";
/// Badge: signed up online and not looked at yet.
pub const PROVISIONAL: &str = "New sign-up";
/// Badge.
pub const ARCHIVED: &str = "Archived";
/// Badge.
pub const DECEASED: &str = "Deceased";

/// Heading of the form.
pub const ADD_HEADING: &str = "Add a patient";
/// Under it.
pub const ADD_HINT: &str = "A name is enough. You can add the rest later.";
/// Field.
pub const FULL_NAME: &str = "Full name";
/// Field.
pub const BIRTH_DATE: &str = "Date of birth";
/// Under that field.
pub const BIRTH_DATE_HINT: &str = "Like 27 3 1988. If you know only part of it, write that.";
/// Field and fact.
pub const EMAIL: &str = "Email";
/// Heading when somebody like this is here.
pub const ALREADY: &str = "Already here?";
/// Button.
pub const ADD_ANYWAY: &str = "Add anyway";
/// Link of a match.
pub const OPEN: &str = "Open";
/// The name of the table of matches.
pub const MATCHES: &str = "Patients like this";

/// Tab.
pub const OVERVIEW: &str = "Overview";
/// Tab.
pub const APPOINTMENTS: &str = "Appointments";
/// Tab.
pub const HISTORY: &str = "History";
/// In the menu of a profile.
pub const EDIT: &str = "Edit details";
/// Heading.
pub const ABOUT: &str = "About";
/// Fact and field.
pub const PRONOUNS: &str = "Pronouns";
/// Fact.
pub const ADDRESS: &str = "Address";
/// Field.
pub const STREET: &str = "Street and number";
/// Field.
pub const SUBURB: &str = "Town or suburb";
/// Field.
pub const STATE: &str = "Province";
/// Field.
pub const POSTCODE: &str = "Postal code";
/// Fact.
pub const RECORD_NUMBER: &str = "Record number";
/// Beside a record number that nobody has checked.
pub const NOT_CONFIRMED: &str = "Not confirmed";
/// Fact.
pub const PORTAL: &str = "Portal account";
/// Nobody can log in.
pub const NO_PORTAL: &str = "No one can log in";
/// Fact.
pub const SINCE: &str = "Patient since";
/// Beside a birth date that is none, or what is no number and no address.
pub const AS_GIVEN: &str = "as given";
/// Without a contact fact.
pub const NOT_KNOWN: &str = "Not known";
/// Without visits ahead.
pub const NOTHING_AHEAD: &str = "Nothing coming up.";
/// Without any visit.
pub const NO_VISITS: &str = "No visits yet.";
/// Heading.
pub const UPCOMING: &str = "Coming up";
/// Heading of the visits that follow the next one.
pub const AFTER_THAT: &str = "After that";
/// Heading.
pub const PAST: &str = "Past and cancelled";
/// Pages of the visits.
pub const VISIT_PAGES: &str = "Pages of visits";
/// Link to older ones.
pub const OLDER: &str = "Older";
/// Link to the newest ones.
pub const NEWEST: &str = "Newest";
/// Column.
pub const WHEN: &str = "When";
/// Column.
pub const WHAT: &str = "What";
/// Column.
pub const WITH: &str = "With";
/// Column.
pub const STATE_OF_VISIT: &str = "State";
/// Column.
pub const WHO: &str = "Who";
/// The name of the table of events.
pub const EVENTS: &str = "What was done, the newest first";
/// Pages of the history.
pub const EVENT_PAGES: &str = "Pages of history";
/// Who did it, when nobody was logged in.
pub const SOMEBODY: &str = "Someone not logged in";
/// Who did it.
pub const THE_SYSTEM: &str = "Kith";

/// Heading of the form that changes a patient.
#[must_use]
pub fn edit_heading(name: &str) -> String {
    format!("Edit {name}")
}

/// Under a field that somebody else has changed while this form was open.
#[must_use]
pub fn saved_meanwhile(value: &str) -> String {
    if value.is_empty() {
        String::from("Someone else has just emptied this.")
    } else {
        format!("Someone else has just saved “{value}” here.")
    }
}

/// Button.
pub const SAVE: &str = "Save";
/// Link back without a change.
pub const BACK: &str = "Cancel";

/// "No one found for “okfor”."
#[must_use]
pub fn no_one(typed: &str) -> String {
    format!("No one found for “{typed}”.")
}

/// Before the searches that were perhaps meant.
pub const DID_YOU_MEAN: &str = "Did you mean";

/// "Okafor (2)".
#[must_use]
pub fn meant(text: &str, people: usize, more: bool) -> String {
    let plus = if more { "+" } else { "" };
    format!("{text} ({people}{plus})")
}

/// "Add “okfor”".
#[must_use]
pub fn add_called(typed: &str) -> String {
    format!("Add “{typed}”")
}

/// Over the matches.
#[must_use]
pub fn already(people: usize) -> &'static str {
    if people == 1 {
        "Someone who may be the same person is already here. Open them, or add another patient."
    } else {
        "People who may be the same person are already here. Open one, or add another patient."
    }
}

/// The browser's title of a tab of a profile.
#[must_use]
pub fn tab_title(tab: &str, name: &str) -> String {
    format!("{tab} – {name}")
}

/// Who can log in for the patient.
#[must_use]
pub fn portal(accounts: i64) -> String {
    match accounts {
        0 => String::from(NO_PORTAL),
        1 => String::from("One person can log in"),
        n => format!("{n} people can log in"),
    }
}

/// "Died March 3, 2024".
#[must_use]
pub fn died(date: &str) -> String {
    format!("Died {date}")
}

/// "Found 3 patients."
#[must_use]
pub fn found(people: usize) -> String {
    match people {
        1 => String::from("1 patient found"),
        n => format!("{n} patients found"),
    }
}

/// What was just done, over the page.
#[must_use]
pub fn done(what: &str) -> Option<&'static str> {
    match what {
        "added" => Some("Patient added."),
        "saved" => Some("Saved."),
        _ => None,
    }
}

/// What was done, in plain words; the details are codes.
#[must_use]
pub fn event(action: &str, detail: &str) -> String {
    let Some(known) = Action::parse(action) else {
        return unnamed(action);
    };
    let plain = match known {
        Action::AccessAgain => "Gave someone access again",
        Action::AccessChange => "Changed what somebody can do online",
        Action::AccessEnd => "Ended someone’s access",
        Action::AccessGiveBack => "Gave someone access again, themselves",
        Action::AccessGuardianship => "Changed whether legal guardianship goes on",
        Action::AccessKeep => "Kept someone’s unused access",
        Action::AccessLogInLink => "Sent somebody a link to log in",
        Action::AccessRemove => "Removed somebody’s access",
        Action::AccessesReviewed => "Looked at unused access",
        Action::ActingChosen => "Looks after them from now on",
        Action::AccountCreate => "Signed up online",
        Action::AccountEmailAsk => "Asked to change the address for logging in",
        Action::AccountEmailChange => "Changed the address for logging in",
        Action::AccountEmailConfirm => "Agreed to a change of the address for logging in",
        Action::AccountEmailRefuse => "Refused a change of the address for logging in",
        Action::AccountEmailRevert => "Took a change of the address for logging in back",
        Action::AccountEmailStop => "Gave up a change of the address for logging in",
        Action::AccountPasswordRemoved => "Took the password away",
        Action::AccountPasswordSet => "Set a password",
        Action::AccountSecondFactorCodes => "Made new recovery codes",
        Action::AccountSecondFactorRecovered => "Used a recovery code",
        Action::AccountSecondFactorRemoved => "Turned the authenticator app off",
        Action::AccountSecondFactorReset => "Turned their authenticator app off for them",
        Action::AccountSecondFactorSetUp => "Set up an authenticator app",
        Action::AppointmentArrive => "Marked as arrived",
        Action::AppointmentBook => "Booked an appointment",
        Action::AppointmentBookFor => "Booked an appointment for them",
        Action::AppointmentCancel => "Cancelled an appointment",
        Action::AppointmentConfirm => "Confirmed a request",
        Action::AppointmentExported => "Took an appointment into a calendar",
        Action::AppointmentFinish => "Marked as finished",
        Action::AppointmentMiss => "Marked as didn’t come",
        Action::AppointmentMove => "Moved an appointment",
        Action::AppointmentSeen => "Looked at an appointment",
        Action::AppointmentUndoBook
        | Action::AppointmentUndoCancel
        | Action::AppointmentUndoMove
        | Action::AppointmentUndoStep => "Took the last step of an appointment back",
        Action::AppointmentsSeen => "Looked at the list of appointments",
        Action::BookingPrepare => "Looked for a time",
        Action::DiarySeen => "Looked at who did what",
        Action::FamilyAdd => "Added them to look after",
        Action::FamilySeen => "Looked at who looks after whom",
        Action::InvitationAccept => "Accepted an invitation to the portal",
        Action::InvitationAsk => "Asked for a new link to an invitation",
        Action::InvitationCopy => "Copied an invitation’s link",
        Action::InvitationDecline => "Declined an invitation to the portal",
        Action::InvitationDelete => "Deleted an invitation",
        Action::InvitationLocked => "Locked an invitation by wrong answers",
        Action::InvitationPutAside => "Put news of an invitation aside",
        Action::InvitationRefused => "Couldn’t accept an invitation",
        Action::InvitationResend => "Sent an invitation again",
        Action::InvitationRestore => "Took the deletion of an invitation back",
        Action::InvitationSend => "Invited somebody to the portal",
        Action::InvitationSupersede => "Sent an invitation to another address instead",
        Action::InvitationWrong => "Gave a wrong answer to an invitation",
        Action::InvitationsPrepare => "Looked at whether they could be invited with others",
        Action::InvitationsSeen => "Looked at what became of invitations",
        Action::InvitationsStart => "Chose them to be invited with others",
        Action::MailDismissed => "Put an undelivered email aside",
        Action::MailSentAgain => "Sent an undelivered email again",
        Action::MergeDifferent => "Noted that this and another profile are different people",
        Action::MergeDifferentForgotten => {
            "Took back that this and another profile are different people"
        }
        Action::MergeDisclosuresSeen => "Looked at what was seen while profiles were merged",
        Action::MergeDone => "Merged two profiles into one",
        Action::MergeSeen => "Compared this profile with another",
        Action::MergeUndone => "Split a merged profile into two again",
        Action::MergesSeen => "Looked at the merged profiles",
        Action::PatientAccountsSeen => "Looked at the portal accounts",
        Action::PatientAdd => "Added the patient",
        Action::PatientContactEdit => "Changed how to reach them",
        Action::PatientContactSeen => "Looked at how they are reached",
        Action::PatientEdit => return edited(detail),
        Action::PatientHistorySeen => "Looked at the history",
        Action::PatientSeen => "Looked at the profile",
        Action::PatientVisitsSeen => "Looked at the appointments",
        Action::PatientsCompared => "Shown as a possible match for a new patient",
        Action::PatientsImported => "Added the patient out of a file",
        Action::PatientsImportedAgain => "Changed the profile by a file",
        Action::PatientsSearched => "Found in a search",
        Action::PatientsSeen => "Saw the list of patients",
        Action::RegistrationAdded => "Accepted the sign-up as a new patient",
        Action::RegistrationAnswered => "Said whether they have been here before",
        Action::RegistrationAsked => "Asked whether they have been here before",
        Action::RegistrationBlocked => "Blocked the portal account",
        Action::RegistrationPolicyChange => "Changed who can sign up",
        Action::RegistrationsSeen => "Saw the new registrations",
        Action::SafeguardingLifted => "Lifted a safeguarding stop",
        Action::SafeguardingSeen => "Looked at safeguarding stops",
        Action::SafeguardingSet => "Set a safeguarding stop",
        Action::SessionEnd | Action::SessionEndOthers => "Logged out",
        Action::SessionStart => "Logged in",
        Action::TodaySeen => "Saw Today",
        // None of these is about a patient.
        Action::AccessRefused
        | Action::AccountLogInRefused
        | Action::AccountPasswordRefused
        | Action::AccountSecondFactorAsked
        | Action::AccountSecondFactorRefused
        | Action::AgePolicyChange
        | Action::CodeAsk
        | Action::CodeRefused
        | Action::DemoFilled
        | Action::MatchingTrained
        | Action::RecoveryAsk
        | Action::SessionProve
        | Action::SessionRefused
        | Action::StaffAdd
        | Action::StaffLogInRefused
        | Action::StaffPasswordRefused
        | Action::StaffPasswordSet
        | Action::StaffSecondFactorAsked
        | Action::StaffSecondFactorCodes
        | Action::StaffSecondFactorPolicy
        | Action::StaffSecondFactorRecovered
        | Action::StaffSecondFactorRefused
        | Action::StaffSecondFactorRemoved
        | Action::StaffSecondFactorReset
        | Action::StaffSecondFactorSetUp
        | Action::StaffSessionEnd
        | Action::StaffSessionStart => return unnamed(action),
    };
    plain.to_owned()
}

/// "Changed name, email".
fn edited(detail: &str) -> String {
    let words = detail.split(' ').filter_map(|code| match code {
        "name" => Some("name"),
        "born" => Some("date of birth"),
        "pronouns" => Some("pronouns"),
        "email" => Some("email"),
        "phone" => Some("mobile"),
        "address" => Some("address"),
        _ => None,
    });
    let words: Vec<&str> = words.collect();
    format!("Changed {}", words.join(", "))
}

/// "Appointment: note seen", for an event that has no words here.
fn unnamed(action: &str) -> String {
    let text = action.replace('.', ": ").replace(['_', '-'], " ");
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

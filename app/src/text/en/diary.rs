//! Words of a patient's access diary, as the patient reads it and as those who act for them
//! do. `of` is the first name of the patient where that is somebody else.

use clinic::diary::Who;
use domain::audit::Action;

use super::{invitations, patients, staff};

/// Heading and link.
pub const DIARY: &str = "Access diary";
/// Under the heading, for the patient.
pub const RECORDED: &str = "Whenever somebody looks at your details or appointments, or changes \
     something, it’s written here: who, what and when. Nobody can change or delete a line.";
/// Line that opens the choice of people.
pub const ONE_PERSON: &str = "Show what one person did";
/// The choice's name.
pub const PEOPLE: &str = "People in this diary";
/// Link.
pub const EVERYBODY: &str = "Show everybody";
/// Without any line.
pub const NOTHING_OLDER: &str = "Nothing older.";
/// Pages of the diary.
pub const PAGES: &str = "Pages of the diary";
/// Whoever reads it.
pub const YOU: &str = "You";
/// Somebody with an account who was never let in.
pub const AN_ACCOUNT: &str = "Someone who couldn’t get in";
/// Role.
const PATIENT: &str = "patient";
/// Role.
pub const GUARDIAN: &str = "guardian";

/// Heading and link.
#[must_use]
pub fn diary(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("{name}’s access diary"),
        None => DIARY.to_owned(),
    }
}

/// Under the heading.
#[must_use]
pub fn recorded(of: Option<&str>) -> String {
    match of {
        Some(name) => format!(
            "Bookings and changes for {name}, and who may act for {name}, are written here: who, \
             what and when. Nobody can change or delete a line. What is between {name} and the \
             clinic alone isn’t shown."
        ),
        None => RECORDED.to_owned(),
    }
}

/// Link on an appointment.
#[must_use]
pub fn who_did_what(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("Who did what for {name}"),
        None => String::from("Who looked at this, and who changed it"),
    }
}

/// A name with what somebody is here: "Rosa Example, guardian".
#[must_use]
pub fn with_role(name: &str, role: &str) -> String {
    format!("{name}, {role}")
}

/// Who did it.
#[must_use]
pub fn who(who: &Who) -> String {
    match who {
        Who::You => YOU.to_owned(),
        Who::Patient(name) => with_role(name.as_str(), PATIENT),
        Who::Guardian(name) => with_role(name.as_str(), GUARDIAN),
        Who::Staff(name, role) => invitations::staff(name.as_str(), staff::role(*role)),
        Who::Account => AN_ACCOUNT.to_owned(),
        Who::NotLoggedIn => patients::SOMEBODY.to_owned(),
        Who::Kith => patients::THE_SYSTEM.to_owned(),
    }
}

/// Over what one person did.
#[must_use]
pub fn only(of: &Who) -> String {
    match of {
        Who::You => String::from("Only what you did."),
        other => format!("Only what {} did.", who(other)),
    }
}

/// What was done; the details are codes. What reads the same for everybody has the words that
/// staff read.
#[must_use]
pub fn what(action: Action, detail: &str, of: Option<&str>) -> String {
    let whom = of.unwrap_or("you");
    let whose = of.map_or_else(|| String::from("your"), |name| format!("{name}’s"));
    match action {
        Action::AccessChange => format!("Changed what somebody can do for {whom}"),
        Action::AccessEnd if detail == "holder" => String::from("Gave up their own access"),
        Action::AccessGiveBack => format!("Let somebody act for {whom} again"),
        Action::AccessRemove => String::from("Removed somebody’s access"),
        Action::AccessesReviewed => format!("Saw {whose} name in a list of unused access"),
        Action::AccountSecondFactorReset => format!("Turned off {whose} authenticator app"),
        Action::ActingChosen => format!("Began to look after {whom} in their browser"),
        Action::AppointmentBookFor => String::from("Booked an appointment"),
        Action::AppointmentsSeen => format!("Looked at {whose} appointments"),
        Action::BookingPrepare => format!("Looked for a time for {whom}"),
        Action::DiarySeen => String::from("Looked at this diary"),
        Action::FamilyAdd => format!("Added {whom} to look after"),
        Action::FamilySeen => format!("Looked at who can act for {whom}"),
        Action::InvitationsPrepare => format!("Looked at whether {whom} could be invited"),
        Action::InvitationsStart => format!("Chose {whom} to be invited to the portal"),
        Action::MergeDifferent | Action::MergeDifferentForgotten => {
            format!("Noted whether {whose} profile and another belong to one person")
        }
        Action::MergeDisclosuresSeen => {
            format!("Looked at who had seen {whose} details while profiles were merged")
        }
        Action::MergeDone => format!("Joined two profiles that are {whose}"),
        Action::MergeSeen => format!("Compared {whose} profile with another"),
        Action::MergeUndone => format!("Took apart two profiles that had been joined as {whose}"),
        Action::MergesSeen => format!("Saw {whose} name in the list of merged profiles"),
        Action::PatientAccountsSeen => format!("Looked at who can log in for {whom}"),
        Action::PatientAdd => format!("Added {whom} as a patient"),
        Action::PatientContactEdit => format!("Changed {whose} contact details"),
        Action::PatientContactSeen => format!("Looked at {whose} contact details"),
        Action::PatientHistorySeen => format!("Looked at {whose} history at the clinic"),
        Action::PatientSeen => format!("Looked at {whose} profile"),
        Action::PatientVisitsSeen => format!("Looked at {whose} appointments"),
        Action::PatientsCompared => {
            format!("Saw {whose} name among possible matches for a new patient")
        }
        Action::PatientsImported => format!("Added {whom} as a patient, out of a file"),
        Action::PatientsImportedAgain => format!("Changed {whose} profile, by a file"),
        Action::PatientsSearched => format!("Saw {whose} name in a search"),
        Action::PatientsSeen => format!("Saw {whose} name in the list of patients"),
        Action::RegistrationAdded => format!("Accepted {whose} sign-up"),
        Action::RegistrationAnswered => format!("Answered a question about {whose} sign-up"),
        Action::RegistrationAsked => format!("Asked by email about {whose} sign-up"),
        Action::RegistrationsSeen => format!("Looked at {whose} sign-up"),
        Action::TodaySeen => format!("Saw {whose} name on the day’s list"),
        other => patients::event(other.as_str(), detail),
    }
}

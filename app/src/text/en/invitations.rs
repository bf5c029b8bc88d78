//! Words of an invitation's page, for whoever was invited.

use domain::access::{Ability, Kinship, Relation};
use domain::invitation::{InvitationRefusal, Unusable};

/// The browser's title: it may stand in a shared history, so it names nobody.
pub const TITLE: &str = "Your invitation";
/// Heading where it can't be used.
pub const NOT_VALID: &str = "This invitation can’t be used";
/// Heading of the form for somebody new.
pub const CREATE: &str = "Create your account";
/// Heading of the form for the address of an account.
pub const LOG_IN: &str = "Log in to accept";
/// Button of it; the question comes after.
pub const LOG_IN_BUTTON: &str = "Log in and go on";
/// Button beside it.
pub const SEND_CODE: &str = "Email me a code instead";
/// Field.
pub const PASSWORD_HINT: &str = "Leave it empty and we email you a 6-digit code.";
/// Heading over what must be answered.
pub const ACCEPT_HEADING: &str = "Accept it";
/// Button.
pub const CREATE_AND_ACCEPT: &str = "Create account and accept";
/// Button.
pub const ACCEPT: &str = "Accept";
/// Link beside it.
pub const NOT_NOW: &str = "Not now";
/// Link under the form for somebody new.
pub const OTHER_ACCOUNT: &str = "I have an account with another email";
/// Row.
pub const YOU_CAN: &str = "You’ll be able to";
/// Row.
pub const UNTIL: &str = "Until";
/// Row.
pub const AS: &str = "You are";
/// Row.
pub const INVITED_BY: &str = "Invited by";
/// Row, before the masked address.
pub const SENT_TO: &str = "Sent to";
/// Field.
pub const DESK_CODE: &str = "Code from the clinic";
/// Its hint.
pub const DESK_CODE_HINT: &str = "6 digits. The clinic told you, or tells you when you call.";
/// Hint of the birth date.
pub const BIRTH_DATE_HINT: &str =
    "We ask so that nobody else can use your link. For example 27 3 2016.";
/// Field.
pub const MAIL_CODE: &str = "Code from the email";
/// Button.
pub const SEND_MAIL_CODE: &str = "Email me the code";
/// Button.
pub const SEND_MAIL_CODE_AGAIN: &str = "Send another code";
/// Summary of the part that declines.
pub const DECLINE_SUMMARY: &str = "I don’t want this";
/// Field.
pub const REASON: &str = "Why not?";
/// Button.
pub const DECLINE: &str = "Decline invitation";
/// Button where it can't be used.
pub const ASK: &str = "Ask for a new link";
/// Button.
pub const SEE_APPOINTMENTS: &str = "See your appointments";
/// Why nobody else may accept.
pub const ONLY_INVITED: &str = "Only the invited address can accept this invitation: a different \
                                account can’t be used.";

/// "Harbour Lane invites you to manage Leo’s appointments".
#[must_use]
pub fn heading(clinic: &str, first_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Guardian => {
            format!("{clinic} invites you to manage {first_name}’s appointments")
        }
        Relation::Myself => {
            format!("{clinic} invites you to manage your appointments online, {first_name}")
        }
    }
}

/// One thing somebody will be able to do.
#[must_use]
pub fn ability(ability: Ability, first_name: &str) -> String {
    match ability {
        Ability::ViewAppointments => format!("see {first_name}’s appointments"),
        Ability::Book => format!("book for {first_name}"),
        Ability::Reschedule => String::from("move appointments to another time"),
        Ability::Cancel => String::from("cancel appointments"),
        Ability::EditContact => format!("change how {first_name} is reached"),
        Ability::ReceiveNotices => format!("get the emails about {first_name}’s appointments"),
        Ability::ManageAccess => format!("say who else can act for {first_name}"),
    }
}

/// What somebody will be able to do for themself.
pub const OWN_ABILITIES: &str = "book, see, move and cancel your own appointments";

/// What somebody is to the patient.
#[must_use]
pub fn kinship(kinship: Kinship, first_name: &str) -> String {
    let word = match kinship {
        Kinship::Mother => "mother",
        Kinship::Father => "father",
        Kinship::Parent => "parent",
        Kinship::Grandparent => "grandparent",
        Kinship::Guardian => "legal guardian",
        Kinship::FosterCarer => "foster carer",
        Kinship::Partner => "partner",
        Kinship::Child => "child",
        Kinship::Sibling => "brother or sister",
        Kinship::Carer => "carer",
        Kinship::Other => return format!("Somebody who looks after {first_name}"),
    };
    format!("{first_name}’s {word}")
}

/// "Dana Whitfield, front desk".
#[must_use]
pub fn staff(name: &str, role: &str) -> String {
    format!("{name}, {}", role.to_lowercase())
}

/// "Amara Okafor, who looks after Leo".
#[must_use]
pub fn guardian(name: &str, first_name: &str) -> String {
    format!("{name}, who looks after {first_name}")
}

/// "Leo’s date of birth".
#[must_use]
pub fn birth_date(first_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Guardian => format!("{first_name}’s date of birth"),
        Relation::Myself => String::from("Your date of birth"),
    }
}

/// Over the form for another account.
#[must_use]
pub fn logged_in_as(own: &str, invited: &str) -> String {
    format!("You’re logged in as {own}. This invitation was sent to {invited}.")
}

/// The question under it.
#[must_use]
pub fn which_account(first_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Guardian => format!("Which account should manage {first_name}’s appointments?"),
        Relation::Myself => String::from("Which account should be yours here?"),
    }
}

/// Button.
#[must_use]
pub fn use_account(address: &str) -> String {
    format!("Use {address}")
}

/// Button.
#[must_use]
pub fn switch_to(address: &str) -> String {
    format!("Log out and use {address}")
}

/// Under the form for another account.
#[must_use]
pub fn both_told(own: &str, invited: &str) -> String {
    format!("If you use {own}, we email both {own} and {invited} that you did.")
}

/// Under the form for somebody new.
#[must_use]
pub fn proven(address: &str) -> String {
    format!("Your account gets the address {address}. Your link shows that it’s yours.")
}

/// Under the form for somebody new whose link was copied.
#[must_use]
pub fn to_be_proven(address: &str) -> String {
    format!("Your account gets the address {address}.")
}

/// Under the heading of the log-in.
#[must_use]
pub fn log_in_as(address: &str) -> String {
    format!("The invited address, {address}, has an account here.")
}

/// Why a code is needed.
#[must_use]
pub fn why_code(address: &str) -> String {
    format!(
        "This link didn’t come by email, so we email a 6-digit code to {address} to be sure that \
         it reached the right person."
    )
}

/// Beside the field of the code.
#[must_use]
pub fn code_sent(address: &str) -> String {
    format!("We email it to {address}.")
}

/// What somebody reads who has accepted it already.
#[must_use]
pub fn already(first_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Guardian => format!("You already manage {first_name}’s appointments."),
        Relation::Myself => String::from("You already manage your appointments here."),
    }
}

/// Why it can't be used.
#[must_use]
pub fn closed(refusal: InvitationRefusal, clinic: &str, expired_on: Option<&str>) -> String {
    match (refusal, expired_on) {
        (InvitationRefusal::Closed(Unusable::Expired), Some(date)) => {
            format!("This link stopped working on {date}. Ask {clinic} to send a new one.")
        }
        (InvitationRefusal::Closed(unusable), _) => match unusable {
            Unusable::Accepted => String::from("This invitation was already used."),
            Unusable::Declined => String::from("This invitation was declined."),
            Unusable::Deleted => {
                format!("{clinic} took this invitation back. If you need one, ask the clinic.")
            }
            Unusable::Superseded => String::from("We sent a newer link. Use the newest email."),
            Unusable::Locked => format!(
                "There were too many wrong answers, so this link is locked. Ask {clinic} to send \
                 a new one."
            ),
            Unusable::Expired => {
                format!("This link stopped working. Ask {clinic} to send a new one.")
            }
        },
        (refusal, _) => said(refusal, clinic),
    }
}

/// Where there is no such link.
#[must_use]
pub fn unknown(clinic: &str, phone: &str) -> String {
    format!(
        "Open the link in the newest email from {clinic} again. If that doesn’t help, call {phone}."
    )
}

/// What a refusal says over the form; without the clinic's name where it isn't known.
#[must_use]
pub fn said(refusal: InvitationRefusal, clinic: &str) -> String {
    match refusal {
        InvitationRefusal::Closed(_) => closed(refusal, clinic, None),
        InvitationRefusal::Void => {
            format!("This invitation is no longer valid. Ask {clinic} if you still need it.")
        }
        InvitationRefusal::OwnTaken => format!(
            "There is an account for this already. Log in with it, or ask {clinic} for help."
        ),
        InvitationRefusal::OwnElsewhere => format!(
            "Your account belongs to another profile here. {clinic} can put the two together: ask \
             them."
        ),
        InvitationRefusal::GuardianAddress => format!(
            "This email address already looks after this person, so it can’t be their own log-in \
             as well. Give {clinic} another address for them, or go on looking after them with \
             your account."
        ),
        InvitationRefusal::OtherAccount => {
            String::from("Only the invited address can accept this invitation.")
        }
        InvitationRefusal::CheckWrong { tries_left } => wrong(tries_left),
    }
}

fn wrong(tries_left: u32) -> String {
    let left = match tries_left {
        1 => String::from("one more time"),
        n => format!("{n} more times"),
    };
    format!("That isn’t what the clinic has on file. Check it: you can try {left}.")
}

/// What was just done, over the page.
#[must_use]
pub fn done(what: &str, clinic: &str) -> Option<String> {
    match what {
        "asked" => Some(format!(
            "{clinic} knows that you need a new link. Watch your email."
        )),
        "declined" => Some(format!("Declined. {clinic} knows.")),
        "code" => Some(String::from("The code is on its way.")),
        _ => None,
    }
}

/// Over the page where somebody arrives who has just accepted.
#[must_use]
pub fn arrived(first_name: &str, relation: Relation, can_book: bool) -> String {
    match (relation, can_book) {
        (Relation::Guardian, true) => format!("You can now book for {first_name}."),
        (Relation::Guardian, false) => format!("You now help look after {first_name}."),
        (Relation::Myself, _) => String::from("You can now book and see your appointments online."),
    }
}

/// Button.
#[must_use]
pub fn book_for(first_name: &str, relation: Relation) -> String {
    match relation {
        Relation::Guardian => format!("Book for {first_name}"),
        Relation::Myself => String::from("Book an appointment"),
    }
}

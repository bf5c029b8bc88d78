//! Mails about how long somebody may act for a patient: the last day is near, or the access was
//! given again.

use askama::Template;

use super::SendError;
use super::email_change::mail;
use super::letter::ClinicCard;
use crate::portal_accounts::AgainMail;
use crate::warnings::When;
use crate::warnings::last_days::{LastDayMail, Side};

type Words = Result<(String, String, String), SendError>;

mail!(words, Html, "mail/access_time.html", Text, "mail/access_time.txt",
    heading: &'a str, lines: &'a [String], link: &'a str);

/// Subject, text and HTML of the warning of a last day.
pub(crate) fn last_day(mail: &LastDayMail, clinic: &ClinicCard) -> Words {
    let today = mail.when == When::Today;
    let subject = match (mail.side, today) {
        (Side::Holder, false) => "Your access at the clinic will end",
        (Side::Holder, true) => "Today is the last day of your access at the clinic",
        (Side::Patient | Side::Manager, false) => "Somebody’s access at the clinic will end",
        (Side::Patient | Side::Manager, true) => {
            "Today is the last day of somebody’s access at the clinic"
        }
    };
    let (who, first_name, on) = (&mail.who, &mail.first_name, &mail.on);
    let day = if today {
        format!("today, {on}")
    } else {
        on.clone()
    };
    let (heading, meaning, then) = match mail.side {
        Side::Holder => (
            format!("Your last day of acting for {first_name} is {day}"),
            format!(
                "After it you can’t see, book or change anything for {first_name} at {}, and get \
                 no emails.",
                clinic.name
            ),
            String::from("Call us if you still need it."),
        ),
        Side::Patient => (
            format!("The last day on which {who} can act for you is {day}"),
            format!(
                "After it they can’t see, book or change anything for you at {}.",
                clinic.name
            ),
            String::from("Nothing is to be done if that’s right. Call us if it should go on."),
        ),
        Side::Manager => (
            format!("The last day on which {who} can act for {first_name} is {day}"),
            format!(
                "After it they can’t see, book or change anything for {first_name} at {}.",
                clinic.name
            ),
            String::from("Nothing is to be done if that’s right. Call us if it should go on."),
        ),
    };
    let link = format!("{}/family", clinic.origin);
    words(clinic, subject, &heading, &[meaning, then], &link)
}

/// Subject, text and HTML of what is told when an access was given again.
pub(crate) fn access_again(mail: &AgainMail, clinic: &ClinicCard) -> Words {
    let (who, first_name) = (&mail.who, &mail.first_name);
    let (subject, heading) = match mail.side {
        Side::Holder => (
            "You have access at the clinic again",
            format!("You can act for {first_name} again"),
        ),
        Side::Patient => (
            "Somebody can act for you at the clinic again",
            format!("{who} can act for you again"),
        ),
        Side::Manager => (
            "Somebody has access at the clinic again",
            format!("{who} can act for {first_name} again"),
        ),
    };
    let giver = if mail.by_patient {
        first_name
    } else {
        &clinic.name
    };
    let until = match &mail.until {
        Some(until) => format!("{giver} gave it until {until}."),
        None => format!("{giver} gave it without an end date."),
    };
    let then = match mail.side {
        Side::Holder => String::from("Log in to see what you can do."),
        Side::Patient => String::from("You can end it at any time. Call us if it isn’t right."),
        Side::Manager => String::from("Call us if it isn’t right."),
    };
    let link = format!("{}/family", clinic.origin);
    words(clinic, subject, &heading, &[until, then], &link)
}

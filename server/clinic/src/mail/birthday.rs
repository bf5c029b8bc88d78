//! Mails about a birthday that changes what somebody may do for a patient.

use askama::Template;
use domain::age_policy::AgeEffect;

use super::SendError;
use super::email_change::mail;
use super::letter::ClinicCard;
use crate::warnings::When;
use crate::warnings::birthdays::BirthdayMail;

type Words = Result<(String, String, String), SendError>;

mail!(words, Html, "mail/birthday.html", Text, "mail/birthday.txt",
    mail: &'a BirthdayMail, changes: &'a str, then: &'a str, link: &'a str);

/// Subject, text and HTML of a warning.
pub(crate) fn birthday(mail: &BirthdayMail, clinic: &ClinicCard) -> Words {
    let subject = match (mail.own, mail.when) {
        (false, When::Ahead) => "What you can do at the clinic will change",
        (false, When::Today) => "What you can do at the clinic changes today",
        (false, When::Past) => "What you can do at the clinic has changed",
        (true, When::Ahead) => "What others can do for you will change",
        (true, When::Today) => "What others can do for you changes today",
        (true, When::Past) => "What others can do for you has changed",
    };
    let changes = match mail.when {
        When::Ahead => format!("changes on {}", mail.on),
        When::Today => format!("changes today, {}", mail.on),
        When::Past => format!("changed on {}", mail.on),
    };
    let then = then(mail);
    let link = format!("{}/family", clinic.origin);
    words(clinic, subject, mail, &changes, &then, &link)
}

fn then(mail: &BirthdayMail) -> String {
    let name = &mail.first_name;
    match (mail.own, mail.effect) {
        (false, AgeEffect::BookingsOnly) => String::from(
            "From that day on, you can do no more than see, book, move and cancel appointments \
             and get the emails about them.",
        ),
        (false, AgeEffect::Ask) => format!(
            "From that day on, {name} decides who goes on acting for them. Your access doesn’t \
             end by itself."
        ),
        (false, AgeEffect::Review) => String::from(
            "From that day on, your access waits until we have looked at it again. Call us if \
             you still need it.",
        ),
        (false, AgeEffect::End) => {
            let own = format!("Your access ends on that day. {name} can give it to you again.");
            if mail.has_own {
                own
            } else {
                format!(
                    "{own} For that {name} needs an account of their own, with an email address \
                     that is theirs alone: call us, and we send {name} an invitation."
                )
            }
        }
        (true, AgeEffect::BookingsOnly) => String::from(
            "From that day on, people who act for you can do no more than see, book, move and \
             cancel appointments and get the emails about them.",
        ),
        (true, AgeEffect::Ask) => String::from(
            "From that day on, you decide who goes on acting for you, and can end anybody’s \
             access. Nothing ends by itself.",
        ),
        (true, AgeEffect::Review) => {
            String::from("From that day on, nobody acts for you until we have looked at it again.")
        }
        (true, AgeEffect::End) => String::from(
            "What others were given ends on that day. You can give it again to whom you like.",
        ),
    }
}

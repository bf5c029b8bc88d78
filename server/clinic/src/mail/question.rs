//! The mail that asks somebody who signed up whether they have been here before. It tells
//! nothing of any profile that the clinic has.

use askama::Template;

use super::SendError;
use super::letter::ClinicCard;
use crate::registrations::answering::QuestionMail;

#[derive(Template)]
#[template(path = "mail/question.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    mail: &'a QuestionMail,
}

#[derive(Template)]
#[template(path = "mail/question.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    mail: &'a QuestionMail,
}

/// Subject, text and HTML.
pub(crate) fn question(
    mail: &QuestionMail,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let subject = format!("A question from {}", clinic.name);
    let text = Text { clinic, mail }.render()?;
    let html = Html {
        clinic,
        subject: &subject,
        mail,
    }
    .render()?;
    Ok((subject, text, html))
}

//! The mail with a link to log in with, which staff have sent.

use askama::Template;

use super::SendError;
use super::letter::ClinicCard;

#[derive(Template)]
#[template(path = "mail/log_in_link.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    link: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/log_in_link.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    link: &'a str,
    minutes: i64,
}

/// Subject, text and HTML.
pub(crate) fn log_in_link(
    link: &str,
    minutes: i64,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let subject = String::from("Your link to log in");
    let text = Text {
        clinic,
        link,
        minutes,
    }
    .render()?;
    let html = Html {
        clinic,
        subject: &subject,
        link,
        minutes,
    }
    .render()?;
    Ok((subject, text, html))
}

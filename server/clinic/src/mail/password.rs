//! Mails about an account's password: the link that sets a new one, and that it changed.

use askama::Template;

use super::SendError;
use super::letter::ClinicCard;

/// What became of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PasswordMail {
    /// It is a new one.
    Changed,
    /// There is none any more.
    Removed,
}

#[derive(Template)]
#[template(path = "mail/recovery.html")]
struct LinkHtml<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    link: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/recovery.txt")]
struct LinkText<'a> {
    clinic: &'a ClinicCard,
    link: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/password.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    removed: bool,
    recover_link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/password.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    removed: bool,
    recover_link: &'a str,
}

/// Subject, text and HTML of the mail with the link.
pub(crate) fn recovery(
    link: &str,
    minutes: i64,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let subject = String::from("Set a new password");
    let text = LinkText {
        clinic,
        link,
        minutes,
    }
    .render()?;
    let html = LinkHtml {
        clinic,
        subject: &subject,
        link,
        minutes,
    }
    .render()?;
    Ok((subject, text, html))
}

/// Subject, text and HTML of the mail that tells of a change.
pub(crate) fn password(
    what: PasswordMail,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let removed = what == PasswordMail::Removed;
    let subject = if removed {
        "Your password was removed"
    } else {
        "Your password was changed"
    };
    let recover_link = &format!("{}/recover", clinic.origin);
    let text = Text {
        clinic,
        removed,
        recover_link,
    }
    .render()?;
    let html = Html {
        clinic,
        subject,
        removed,
        recover_link,
    }
    .render()?;
    Ok((subject.to_owned(), text, html))
}

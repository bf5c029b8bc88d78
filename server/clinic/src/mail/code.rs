//! The mail that carries a code, and the one that says there is no account.

use askama::Template;

use super::SendError;
use super::access::invitation_code;
use super::email_change::{email_code, email_taken};
use super::letter::ClinicCard;

/// What is told to whoever asked for a code.
pub(crate) enum CodeMail {
    /// An address that is new here: a code that proves it.
    New(CodeWords),
    /// The address of an account: a code to log in.
    Known(CodeWords),
    /// Somebody who is logged in confirms that it's them.
    Confirm {
        /// Six digits.
        code: String,
        /// How long it works.
        minutes: i64,
    },
    /// The same, for somebody who typed the details of a new person.
    HasAccount(CodeWords),
    /// An address that an account is to have: a code that proves it.
    NewEmail {
        /// Six digits.
        code: String,
        /// How long it works.
        minutes: i64,
    },
    /// The address of an invitation: a code that proves it.
    Invitation {
        /// Six digits.
        code: String,
        /// How long it works.
        minutes: i64,
    },
    /// An address that an account is to have, and that has an account of its own.
    Taken,
    /// The log-in page was given an address without an account.
    NoAccount,
}

/// A code and a link, fresh and told to nobody yet.
pub(crate) struct CodeWords {
    /// Six digits.
    pub(crate) code: String,
    /// The absolute address behind the button.
    pub(crate) link: String,
    /// How long both work.
    pub(crate) minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/code.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    known: bool,
    has_account: bool,
    code: &'a str,
    link: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/code.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    known: bool,
    has_account: bool,
    code: &'a str,
    link: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/confirm.html")]
struct ConfirmHtml<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/confirm.txt")]
struct ConfirmText<'a> {
    clinic: &'a ClinicCard,
    code: &'a str,
    minutes: i64,
}

#[derive(Template)]
#[template(path = "mail/no_account.html")]
struct NoAccountHtml<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    book_link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/no_account.txt")]
struct NoAccountText<'a> {
    clinic: &'a ClinicCard,
    book_link: &'a str,
}

/// Subject, text and HTML.
pub(crate) fn code(
    mail: &CodeMail,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let (words, known) = match mail {
        CodeMail::New(words) => (words, false),
        CodeMail::Known(words) | CodeMail::HasAccount(words) => (words, true),
        CodeMail::Confirm { code, minutes } => return confirm(code, *minutes, clinic),
        CodeMail::NewEmail { code, minutes } => return email_code(code, *minutes, clinic),
        CodeMail::Invitation { code, minutes } => return invitation_code(code, *minutes, clinic),
        CodeMail::Taken => return email_taken(clinic),
        CodeMail::NoAccount => return no_account(clinic),
    };
    let has_account = matches!(mail, CodeMail::HasAccount(_));
    let subject = String::from(if known {
        "Here’s your code to log in"
    } else {
        "Here’s your code"
    });
    let CodeWords {
        code,
        link,
        minutes,
    } = words;
    let html = Html {
        clinic,
        subject: &subject,
        known,
        has_account,
        code,
        link,
        minutes: *minutes,
    };
    let text = Text {
        clinic,
        known,
        has_account,
        code,
        link,
        minutes: *minutes,
    };
    let (text, html) = (text.render()?, html.render()?);
    Ok((subject, text, html))
}

fn confirm(
    code: &str,
    minutes: i64,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let subject = String::from("Here’s your code to confirm it’s you");
    let text = ConfirmText {
        clinic,
        code,
        minutes,
    }
    .render()?;
    let html = ConfirmHtml {
        clinic,
        subject: &subject,
        code,
        minutes,
    }
    .render()?;
    Ok((subject, text, html))
}

fn no_account(clinic: &ClinicCard) -> Result<(String, String, String), SendError> {
    let subject = format!("Logging in at {}", clinic.name);
    let book_link = &format!("{}/book", clinic.origin);
    let text = NoAccountText { clinic, book_link }.render()?;
    let html = NoAccountHtml {
        clinic,
        subject: &subject,
        book_link,
    }
    .render()?;
    Ok((subject, text, html))
}

impl From<askama::Error> for SendError {
    /// A template that can't be rendered is a mistake of ours; it names no value.
    fn from(_: askama::Error) -> Self {
        Self::for_now("message")
    }
}

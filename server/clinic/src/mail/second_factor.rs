//! Mails about a second factor: each change of it is told.

use askama::Template;

use super::SendError;
use super::letter::ClinicCard;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FactorMail {
    /// It was set up.
    On,
    /// Its owner turned it off.
    Off,
    /// The clinic turned it off.
    Reset,
    /// There are new recovery codes.
    Codes,
    /// A recovery code was used.
    Used,
}

impl FactorMail {
    /// Subject, and heading of the HTML.
    fn subject(self) -> &'static str {
        match self {
            Self::On => "Your authenticator app is on",
            Self::Off => "Your authenticator app is off",
            Self::Reset => "The clinic turned your authenticator app off",
            Self::Codes => "You have new recovery codes",
            Self::Used => "A recovery code was used",
        }
    }

    /// What it means, at a clinic.
    fn meaning(self, staff: bool) -> &'static str {
        match (self, staff) {
            (Self::On, _) => {
                "From now on, logging in asks for a code from your app as well. Every other \
                 browser that was logged in is logged out."
            }
            (Self::Off, _) => {
                "Logging in asks for no code from an app any more. Every other browser that was \
                 logged in is logged out."
            }
            (Self::Reset, false) => {
                "You asked the clinic for help, so logging in asks for no code from an app any \
                 more. You’re logged out everywhere. Set the app up again under Security."
            }
            (Self::Reset, true) => {
                "Logging in asks for no code from your app any more, until you set it up again. \
                 You’re logged out everywhere."
            }
            (Self::Codes, _) => {
                "The earlier ones don’t work any more. Every other browser that was logged in is \
                 logged out."
            }
            (Self::Used, _) => {
                "Somebody typed one of your recovery codes in place of a code from your app. It \
                 doesn’t work again."
            }
        }
    }
}

#[derive(Template)]
#[template(path = "mail/second_factor.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    meaning: &'a str,
    staff: bool,
    recover_link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/second_factor.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    meaning: &'a str,
    staff: bool,
    recover_link: &'a str,
}

/// Subject, text and HTML. Staff have no page of their own to set a new password.
pub(crate) fn second_factor(
    what: FactorMail,
    staff: bool,
    clinic: &ClinicCard,
) -> Result<(String, String, String), SendError> {
    let (subject, meaning) = (what.subject(), what.meaning(staff));
    let recover_link = &format!("{}/recover", clinic.origin);
    let text = Text {
        clinic,
        subject,
        meaning,
        staff,
        recover_link,
    }
    .render()?;
    let html = Html {
        clinic,
        subject,
        meaning,
        staff,
        recover_link,
    }
    .render()?;
    Ok((subject.to_owned(), text, html))
}

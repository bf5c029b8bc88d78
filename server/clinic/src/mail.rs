//! Mail to patients: what it says and how it leaves the house.
//!
//! | module | what it settles |
//! |---|---|
//! | [`code`], [`booked`], [`confirmed`], [`moved`], [`cancelled`], [`password`], `email_change`, `access`, `birthday`, `access_time`, `second_factor`, `invitation`, `log_in_link`, `merged`, `question` | the words of each mail, with its templates |
//! | [`letter`] | a mail as an Internet message |
//! | [`smtp`], [`files`] | the two ways out |
//!
//! Subjects stand on lock screens: they carry no service, no person and no kind of
//! practitioner. When a mail is sent, and what happens if it can't be, is not here
//! but in [`crate::worker`].

use std::path::PathBuf;
use std::time::Duration;

mod access;
mod access_time;
mod birthday;
mod booked;
mod cancelled;
mod code;
mod confirmed;
mod email_change;
mod files;
mod invitation;
mod letter;
mod log_in_link;
mod merged;
mod moved;
mod name;
mod password;
mod question;
mod second_factor;
mod smtp;
mod visit;

pub use files::FileMailer;
pub use smtp::{BadSmtpUrl, SmtpMailer};
pub use store::notice::NoticeKind;

pub(crate) use access::access;
pub(crate) use access_time::{access_again, last_day};
pub(crate) use birthday::birthday;
pub(crate) use booked::booked;
pub(crate) use cancelled::{CancelledBy, OtherTime, cancelled};
pub(crate) use code::{CodeMail, CodeWords, code};
pub(crate) use confirmed::confirmed;
pub(crate) use email_change::email_change;
pub(crate) use invitation::invitation;
pub(crate) use letter::{ClinicCard, Letter};
pub(crate) use log_in_link::log_in_link;
pub(crate) use merged::{MergedMail, merged};
pub(crate) use moved::moved;
pub(crate) use name::in_mail;
pub(crate) use password::{PasswordMail, password, recovery};
pub(crate) use question::question;
pub(crate) use second_factor::{FactorMail, second_factor};
pub(crate) use visit::VisitFacts;

/// A connection or a command that takes longer than this has failed.
const SMTP_STEP: Duration = Duration::from_secs(20);

/// How mail leaves the house.
#[derive(Clone, Debug)]
pub enum Mailer {
    /// Through a mail server.
    Smtp(SmtpMailer),
    /// As files in a folder, for a clinic without a mail server: development, demo.
    Files(FileMailer),
}

/// Why a mail didn't leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// `smtp_` and the reply code (`smtp_550`), or `timeout`, `unreachable`, `tls`,
    /// `protocol`, `network`, `address`, `message`, `file`. Never the server's text.
    pub code: String,
    /// Whether another try would end the same way.
    pub lasting: Lasting,
}

/// Whether an error lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// The mail server won't take this mail, or mail for this address.
    ForGood,
    /// It may go another time.
    ForNow,
}

impl SendError {
    pub(crate) fn for_now(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            lasting: Lasting::ForNow,
        }
    }

    pub(crate) fn for_good(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            lasting: Lasting::ForGood,
        }
    }
}

impl Mailer {
    /// A mail server by its address, `smtp://user:password@host:port` or `smtps://…`.
    ///
    /// `smtps` speaks TLS from the first byte. `smtp` changes to TLS with STARTTLS: it
    /// must if there is a password, and does if it can otherwise; on this machine
    /// itself it stays plain. `?tls=required` and `?tls=opportunistic` say so openly.
    ///
    /// # Errors
    /// [`BadSmtpUrl`].
    pub fn smtp(url: &str) -> Result<Self, BadSmtpUrl> {
        Self::smtp_within(url, SMTP_STEP)
    }

    /// As [`Self::smtp`], with another bound on each step of the conversation.
    ///
    /// # Errors
    /// [`BadSmtpUrl`].
    pub fn smtp_within(url: &str, step: Duration) -> Result<Self, BadSmtpUrl> {
        SmtpMailer::new(url, step).map(Self::Smtp)
    }

    /// A folder; it is made with the first mail.
    #[must_use]
    pub fn files(folder: PathBuf) -> Self {
        Self::Files(FileMailer::new(folder))
    }

    /// Sends one mail.
    pub(crate) async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        let message = letter.message()?;
        match self {
            Self::Smtp(mailer) => mailer.send(message).await,
            Self::Files(mailer) => mailer.write(letter, &message.formatted()).await,
        }
    }
}

#[cfg(test)]
mod tests;

//! A mail as an Internet message (RFC 5322): headers, parts, attachment.
//!
//! Every value that a person typed goes through [`one_line`] and lettre's types, which
//! encode it, so none can begin a header of its own (lettre stops the thread at one).

use std::fmt;
use std::time::{Duration, SystemTime};

use domain::id::NoticeId;
use domain::person::EmailAddress;
use jiff::Timestamp;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use store::notice::NoticeKind;

use super::SendError;
use crate::calendar::{House, Method, one_line};

/// Who writes, as each mail shows it.
#[derive(Clone, Debug)]
pub(crate) struct ClinicCard {
    /// The clinic's name.
    pub(crate) name: String,
    /// Its phone number, as shown.
    pub(crate) phone: String,
    /// The address its mails come from.
    pub(crate) email: String,
    /// Its public address on the web, without a slash at the end.
    pub(crate) origin: String,
    /// Whether somebody new may sign up there.
    pub(crate) takes_sign_ups: bool,
}

impl ClinicCard {
    /// Whose calendar files they are.
    pub(super) fn house(&self) -> House<'_> {
        House {
            name: &self.name,
            email: &self.email,
            origin: &self.origin,
        }
    }
}

/// What a mail says, ready to be sent.
#[derive(Clone)]
pub(crate) struct Letter {
    /// Which notice it is; its `Message-ID` too, so that a mail that is sent twice
    /// after a crash is known as one.
    pub(crate) id: NoticeId,
    /// What it tells.
    pub(crate) kind: NoticeKind,
    /// The time of sending.
    pub(crate) at: Timestamp,
    /// Who writes.
    pub(crate) from: ClinicCard,
    /// To whom.
    pub(crate) to: EmailAddress,
    /// The subject.
    pub(crate) subject: String,
    /// The words as plain text.
    pub(crate) text: String,
    /// The words as HTML.
    pub(crate) html: String,
    /// A calendar file.
    pub(crate) invite: Option<(Method, String)>,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// RFC 3834: answering machines leave it alone.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), String::from("auto-generated"))
    }
}

impl Letter {
    /// The message to be sent.
    pub(crate) fn message(&self) -> Result<Message, SendError> {
        let from: Address = self
            .from
            .email
            .parse()
            .map_err(|_| SendError::for_now("message"))?;
        let to: Address = self
            .to
            .as_str()
            .parse()
            .map_err(|_| SendError::for_good("address"))?;
        let message_id = format!("<{}@{}>", self.id, from.domain());
        Message::builder()
            .from(Mailbox::new(Some(one_line(&self.from.name)), from))
            .to(Mailbox::new(None, to))
            .subject(one_line(&self.subject))
            .date(system_time(self.at))
            .message_id(Some(message_id))
            .header(AutoSubmitted)
            .multipart(self.parts()?)
            .map_err(|_| SendError::for_now("message"))
    }

    fn parts(&self) -> Result<MultiPart, SendError> {
        let words = MultiPart::alternative()
            .singlepart(SinglePart::plain(self.text.clone()))
            .singlepart(SinglePart::html(self.html.clone()));
        let Some((method, calendar)) = &self.invite else {
            return Ok(words);
        };
        let kind = format!("text/calendar; charset=utf-8; method={}", method.as_str());
        let kind = ContentType::parse(&kind).map_err(|_| SendError::for_now("message"))?;
        let inline = SinglePart::builder()
            .header(kind.clone())
            .body(calendar.clone());
        let attached = Attachment::new(String::from("invite.ics")).body(calendar.clone(), kind);
        Ok(MultiPart::mixed()
            .multipart(words.singlepart(inline))
            .singlepart(attached))
    }
}

/// Times before 1970 become 1970: no mail is older.
fn system_time(at: Timestamp) -> SystemTime {
    let since = u64::try_from(at.as_millisecond()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(since)
}

//! Mail as its addressee reads it.

use mail_parser::MessageParser;

/// A mail that has left the house.
pub(crate) struct Mail {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The calendar file in it; empty without one.
    pub(crate) calendar: String,
    /// As it went over the wire.
    pub(crate) raw: String,
}

/// Reads a mail.
pub(crate) fn read(raw: &[u8]) -> Mail {
    let parsed = MessageParser::default().parse(raw).unwrap();
    let to = parsed.to().and_then(|to| to.first()?.address());
    let calendar = parsed.parts.iter().find_map(|part| {
        use mail_parser::MimeHeaders as _;
        let kind = part.content_type()?;
        (kind.ctype() == "text" && kind.subtype() == Some("calendar"))
            .then(|| part.text_contents().unwrap_or_default().to_owned())
    });
    Mail {
        to: to.unwrap_or_default().to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
        html: parsed.body_html(0).unwrap_or_default().into_owned(),
        calendar: calendar.unwrap_or_default(),
        raw: String::from_utf8_lossy(raw).into_owned(),
    }
}

impl Mail {
    /// The six digits in it.
    #[track_caller]
    pub(crate) fn code(&self) -> String {
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        let mut lines = self.text.lines().map(str::trim);
        lines
            .find(is_code)
            .expect("a mail without a code")
            .to_owned()
    }

    /// The token of the link in it.
    #[track_caller]
    pub(crate) fn link_token(&self) -> String {
        self.token_after("/log-in/link/")
    }

    /// What follows `path` in the address of a link.
    #[track_caller]
    pub(crate) fn token_after(&self, path: &str) -> String {
        let link = self.text.split(path).nth(1);
        let token = link
            .expect("a mail without a link")
            .split_whitespace()
            .next();
        token.unwrap().to_owned()
    }
}

//! The mail server's address, which may hold a password and therefore never shows itself.

use std::fmt;

use http::Uri;

use super::origin::port;

/// `smtp://…` or `smtps://…`, as lettre reads them.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    text: String,
    shown: String,
}

impl SmtpUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// What is wrong with it, without the value.
    pub fn parse(value: &str) -> Result<Self, &'static str> {
        if value.trim().is_empty() {
            return Err("is empty; leave it out to write mails to files");
        }
        let scheme = match value.split_once("://") {
            Some((scheme @ ("smtp" | "smtps"), _)) => scheme,
            _ => return Err("must begin with smtp:// or smtps://"),
        };
        let uri: Uri = value
            .parse()
            .map_err(|_| "is not an address (%-encode the password)")?;
        let authority = uri.authority().ok_or("has no host")?;
        if authority.host().is_empty() {
            return Err("has no host");
        }
        let port = port(authority)?
            .map(|port| format!(":{port}"))
            .unwrap_or_default();
        let log_in = if authority.as_str().contains('@') {
            "[redacted]@"
        } else {
            ""
        };
        let shown = format!("{scheme}://{log_in}{}{port}", authority.host());
        Ok(Self {
            text: value.to_owned(),
            shown,
        })
    }

    /// The whole address with its log-in, for the mailer only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

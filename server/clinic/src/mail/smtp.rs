//! Mail through a mail server (RFC 5321), and what its answers mean.
//!
//! One connection for each mail, every step with a bound of its own. lettre speaks the
//! protocol; its pooled transport isn't used, because it bounds the connecting alone and
//! puts a connection whose conversation was broken off back among the good ones.

use std::sync::Arc;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::DEFAULT_MECHANISMS;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::{Lasting, SendError};

mod address;

pub use address::BadSmtpUrl;
use address::{Server, Tls};

/// A server may look at a whole mail before it answers: so many steps' time.
const LAST_STEPS: u32 = 3;
/// Saying goodbye is a courtesy.
const QUIT_MAX: Duration = Duration::from_secs(1);

/// Sends mail through a mail server.
#[derive(Clone)]
pub struct SmtpMailer {
    server: Arc<Server>,
    step: Duration,
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMailer").finish_non_exhaustive()
    }
}

impl SmtpMailer {
    pub(super) fn new(url: &str, step: Duration) -> Result<Self, BadSmtpUrl> {
        Ok(Self {
            server: Arc::new(Server::parse(url)?),
            step,
        })
    }

    pub(super) async fn send(&self, message: Message) -> Result<(), SendError> {
        let mut connection = self.connect().await?;
        let sent = self.hand_over(&mut connection, &message).await;
        // What was said before is what counts.
        let _ = tokio::time::timeout(QUIT_MAX, connection.abort()).await;
        sent
    }

    /// Up to the point where mail can be handed over. Nothing here is the mail's fault.
    async fn connect(&self) -> Result<AsyncSmtpConnection, SendError> {
        let server = &*self.server;
        let hello = ClientId::default();
        let tls = || TlsParameters::new(server.host.clone());
        let wrapped = match server.tls {
            Tls::Wrapped => Some(tls().map_err(|_| SendError::for_now("tls"))?),
            Tls::Required | Tls::IfOffered | Tls::Never => None,
        };
        let place = (server.host.as_str(), server.port);
        let opening =
            AsyncSmtpConnection::connect_tokio1(place, Some(self.step), &hello, wrapped, None);
        // The connection, and then the greeting and EHLO.
        let mut connection = within(self.step * 2, Lasting::ForNow, opening).await?;
        let upgrade = match server.tls {
            Tls::Required => true,
            Tls::IfOffered => connection.can_starttls(),
            Tls::Wrapped | Tls::Never => false,
        };
        if upgrade {
            let tls = tls().map_err(|_| SendError::for_now("tls"))?;
            within(self.step, Lasting::ForNow, connection.starttls(tls, &hello)).await?;
        }
        if let Some(credentials) = &server.credentials {
            let log_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            within(self.step, Lasting::ForNow, log_in).await?;
        }
        Ok(connection)
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        message: &Message,
    ) -> Result<(), SendError> {
        let envelope = message.envelope();
        // A sender that isn't wanted is a matter of set-up: once somebody has mended
        // that, the mail can go. From the recipient on, a lasting no is one to this mail.
        let from = Mail::new(envelope.from().cloned(), Vec::new());
        within(self.step, Lasting::ForNow, connection.command(from)).await?;
        for to in envelope.to() {
            let to = Rcpt::new(to.clone(), Vec::new());
            within(self.step, Lasting::ForGood, connection.command(to)).await?;
        }
        within(self.step, Lasting::ForGood, connection.command(Data)).await?;
        let raw = message.formatted();
        within(
            self.step * LAST_STEPS,
            Lasting::ForGood,
            connection.message(&raw),
        )
        .await?;
        Ok(())
    }
}

/// One step of the conversation; `refused` says whether a permanent reply to it lasts.
async fn within<T>(
    limit: Duration,
    refused: Lasting,
    step: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, SendError> {
    match tokio::time::timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(meaning(&error, refused)),
        Err(_) => Err(SendError::for_now("timeout")),
    }
}

/// The error as a code. The server's text goes no further, since it repeats the address.
fn meaning(error: &smtp::Error, refused: Lasting) -> SendError {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        let lasting = if lasts(code) {
            refused
        } else {
            Lasting::ForNow
        };
        return SendError {
            code: format!("smtp_{code}"),
            lasting,
        };
    }
    let code = if error.is_timeout() {
        "timeout"
    } else if error.is_tls() {
        "tls"
    } else if error.is_response() {
        "protocol"
    } else if error.is_client() {
        "client"
    } else {
        "unreachable"
    };
    SendError::for_now(code)
}

/// Permanent replies, but for those that speak of commands that the server won't have
/// (RFC 5321, 4.2.2: 500 to 504) and of logging in (RFC 4954, 6: 530 to 538).
fn lasts(code: u16) -> bool {
    matches!(code, 505..=529 | 539..=599)
}

#[cfg(test)]
mod tests;

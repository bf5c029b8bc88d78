//! Where the mail server is and how it is spoken to: `smtp://user:password@host:port`.

use lettre::transport::smtp::authentication::Credentials;

/// The address of the mail server can't be used. It isn't shown: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a mail server's address, for example smtps://user:password@mail.example.com")]
pub struct BadSmtpUrl;

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tls {
    /// With the first byte.
    Wrapped,
    /// With STARTTLS, or no mail is sent.
    Required,
    /// With STARTTLS where the server has it.
    IfOffered,
    /// Never; for this machine itself.
    Never,
}

/// A mail server.
pub(super) struct Server {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

impl Server {
    /// Reads the address. Percent signs escape in user and password.
    pub(super) fn parse(url: &str) -> Result<Self, BadSmtpUrl> {
        let (wrapped, rest) = match (url.strip_prefix("smtps://"), url.strip_prefix("smtp://")) {
            (Some(rest), _) => (Some(Tls::Wrapped), rest),
            (None, Some(rest)) => (None, rest),
            (None, None) => return Err(BadSmtpUrl),
        };
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let place = place.strip_suffix('/').unwrap_or(place);
        let (user, place) = match place.rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, place),
        };
        let credentials = user.map(credentials).transpose()?;
        let (host, port) = host_and_port(place)?;
        let chosen = match (wrapped, query) {
            (Some(wrapped), "") => wrapped,
            (None, "tls=required") => Tls::Required,
            (None, "tls=opportunistic") => Tls::IfOffered,
            (None, "") if is_this_machine(&host) => Tls::Never,
            // A password never goes over the wire in the clear.
            (None, "") if credentials.is_some() => Tls::Required,
            (None, "") => Tls::IfOffered,
            _ => return Err(BadSmtpUrl),
        };
        let usual = match (chosen, &credentials) {
            (Tls::Wrapped, _) => 465,
            (Tls::Required, _) | (_, Some(_)) => 587,
            (Tls::IfOffered | Tls::Never, None) => 25,
        };
        Ok(Self {
            host,
            port: port.unwrap_or(usual),
            tls: chosen,
            credentials,
        })
    }
}

fn credentials(text: &str) -> Result<Credentials, BadSmtpUrl> {
    let (user, password) = text.split_once(':').ok_or(BadSmtpUrl)?;
    Ok(Credentials::new(unescaped(user)?, unescaped(password)?))
}

fn host_and_port(place: &str) -> Result<(String, Option<u16>), BadSmtpUrl> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or(BadSmtpUrl)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| BadSmtpUrl)?;
            (
                host,
                if port.is_empty() {
                    None
                } else {
                    port.strip_prefix(':').or(Some("bad"))
                },
            )
        }
        None => match place.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (place, None),
        },
    };
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':');
    if host.is_empty() || !host.chars().all(good) {
        return Err(BadSmtpUrl);
    }
    let port = port
        .map(|port| port.parse().map_err(|_| BadSmtpUrl))
        .transpose()?;
    if port == Some(0) {
        return Err(BadSmtpUrl);
    }
    Ok((host.to_owned(), port))
}

/// Nobody listens in on the loopback device.
fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// `%40` becomes `@` (RFC 3986, 2.1).
fn unescaped(text: &str) -> Result<String, BadSmtpUrl> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (high, low) = (digit(rest.next()), digit(rest.next()));
        let value = high
            .zip(low)
            .and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
        bytes.push(value.ok_or(BadSmtpUrl)?);
    }
    String::from_utf8(bytes).map_err(|_| BadSmtpUrl)
}

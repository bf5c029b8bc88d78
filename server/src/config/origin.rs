//! The public address of the site, in the form in which browsers send it as `Origin`.

use std::fmt;
use std::net::IpAddr;

use http::Uri;
use http::uri::Authority;

/// Scheme, host and port; no slash at the end, no default port, lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    text: String,
    authority: String,
    https: bool,
    loopback: bool,
}

impl Origin {
    /// Reads an origin.
    ///
    /// # Errors
    /// What is wrong with it, without the value.
    pub fn parse(value: &str) -> Result<Self, &'static str> {
        let Some((scheme, rest)) = value.split_once("://") else {
            return Err("must begin with https:// or http://");
        };
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("must begin with https:// or http://"),
        };
        if rest.contains(['/', '?', '#']) {
            return Err("must end after the host and port, without a slash or path");
        }
        let uri: Uri = value.parse().map_err(|_| "is not an address")?;
        let authority = uri.authority().ok_or("is not an address")?;
        if authority.as_str().contains('@') {
            return Err("must not hold a log-in");
        }
        let host = authority.host().to_ascii_lowercase();
        if host.is_empty() {
            return Err("has no host");
        }
        let port = port(authority)?;
        let loopback = is_loopback(&host);
        if !https && !loopback {
            return Err("must begin with https:// (http:// only on this machine)");
        }
        let default = if https { 443 } else { 80 };
        let authority = match port {
            Some(port) if port != default => format!("{host}:{port}"),
            _ => host,
        };
        let scheme = if https { "https" } else { "http" };
        Ok(Self {
            text: format!("{scheme}://{authority}"),
            authority,
            https,
            loopback,
        })
    }

    /// `https://book.example.org`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether browsers reach the site by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether only this machine can reach the address.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The port, also when it is the default one.
    #[must_use]
    pub fn port(&self) -> u16 {
        let default = if self.https { 443 } else { 80 };
        let end = self.authority.rsplit_once(':').map(|(_, port)| port);
        end.and_then(|port| port.parse().ok()).unwrap_or(default)
    }

    /// Whether a `Host` header names this origin.
    #[must_use]
    pub fn is_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let default = if self.https { ":443" } else { ":80" };
        host.strip_suffix(default).unwrap_or(&host) == self.authority
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The port of an authority, if it has one: the parser drops what is no port.
pub(super) fn port(authority: &Authority) -> Result<Option<u16>, &'static str> {
    let text = authority.as_str();
    let after_host = text.rsplit_once(']').map_or(text, |(_, rest)| rest);
    let after_log_in = after_host
        .rsplit_once('@')
        .map_or(after_host, |(_, rest)| rest);
    match after_log_in
        .rsplit_once(':')
        .map(|(_, port)| port.parse::<u16>())
    {
        None => Ok(None),
        Some(Ok(port)) if port > 0 => Ok(Some(port)),
        Some(_) => Err("has a colon without a usable port"),
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.to_canonical().is_loopback())
}

//! The settings, judged before anything starts.
//!
//! A bad value is one line that names the variable, the problem and an example. Values
//! are never echoed: an address may hold a password. `Debug` and `check-config` show a
//! mail server without its log-in.

use std::ffi::OsString;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;

use crate::cli::Settings;

mod origin;
mod smtp;

pub use origin::Origin;
pub use smtp::SmtpUrl;

/// Our variables; another one that begins with `KITH_` is a mistake.
const KNOWN: [&str; 5] = [
    "KITH_ORIGIN",
    "KITH_SMTP_URL",
    "KITH_TRUSTED_PROXIES",
    "KITH_DATA_DIR",
    "KITH_LOG",
];

/// Everything that is set outside the database.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database's address, for example `sqlite:data/kith.db`.
    pub database_url: String,
    /// The public address of the site.
    pub origin: Origin,
    /// The mail server; without one, mails are files.
    pub smtp: Option<SmtpUrl>,
    /// Whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Where mails are kept.
    pub data_dir: PathBuf,
    /// What to log.
    pub log: String,
    /// Where to listen.
    pub site_addr: SocketAddr,
    /// The folder of assets.
    pub site_root: String,
    /// The folder inside it with the styles and the WASM.
    pub site_pkg_dir: String,
}

/// What is wrong with one setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The variable.
    pub variable: String,
    /// What is wrong, without the value.
    pub problem: String,
    /// A value that would do.
    pub example: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {}; example: {}",
            self.variable, self.problem, self.example
        )
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Judges the settings, and the names of all variables of the environment.
    ///
    /// # Errors
    /// The first setting that is wrong.
    pub fn load(
        settings: &Settings,
        environment: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, ConfigError> {
        refuse_unknown(environment)?;
        let smtp = settings.smtp_url.as_deref().map(SmtpUrl::parse).transpose();
        Ok(Self {
            database_url: database_url(&settings.database_url)?,
            origin: Origin::parse(&settings.origin).map_err(|problem| {
                let example = "KITH_ORIGIN=https://book.example.org";
                bad("KITH_ORIGIN", problem, example)
            })?,
            smtp: smtp.map_err(|problem| {
                bad(
                    "KITH_SMTP_URL",
                    problem,
                    "KITH_SMTP_URL=smtps://name:password@mail.example.org",
                )
            })?,
            trusted_proxies: proxies(settings.trusted_proxies.as_deref())?,
            data_dir: PathBuf::from(folder(
                "KITH_DATA_DIR",
                &settings.data_dir,
                "KITH_DATA_DIR=data",
            )?),
            log: filter(&settings.log)?,
            site_addr: site_addr(&settings.site_addr)?,
            site_root: folder(
                "LEPTOS_SITE_ROOT",
                &settings.site_root,
                "LEPTOS_SITE_ROOT=target/site",
            )?,
            site_pkg_dir: pkg_dir(&settings.site_pkg_dir)?,
        })
    }

    /// What is in effect, a setting a line, without secrets.
    #[must_use]
    pub fn summary(&self) -> String {
        let smtp = self.smtp.as_ref().map_or_else(
            || format!("unset: mails are written to {}", self.mail_dir().display()),
            |url| format!("{url:?}"),
        );
        let proxies: Vec<String> = self
            .trusted_proxies
            .iter()
            .map(ToString::to_string)
            .collect();
        let proxies = if proxies.is_empty() {
            "none".to_owned()
        } else {
            proxies.join(",")
        };
        format!(
            "DATABASE_URL={}\nKITH_ORIGIN={}\nKITH_SMTP_URL={smtp}\nKITH_TRUSTED_PROXIES={proxies}\n\
             KITH_DATA_DIR={}\nKITH_LOG={}\nLEPTOS_SITE_ADDR={}\nLEPTOS_SITE_ROOT={}\n\
             LEPTOS_SITE_PKG_DIR={}",
            self.database_url,
            self.origin,
            self.data_dir.display(),
            self.log,
            self.site_addr,
            self.site_root,
            self.site_pkg_dir,
        )
    }

    /// Where mails are written when there is no mail server.
    #[must_use]
    pub fn mail_dir(&self) -> PathBuf {
        self.data_dir.join("mail")
    }

    /// What is allowed but is likely a slip, in one line.
    #[must_use]
    pub fn warning(&self) -> Option<&'static str> {
        // Kith speaks plain HTTP: behind an https address there is a proxy, and unless it
        // is trusted all visitors look like one.
        let one_for_all = self.origin.is_https() && self.trusted_proxies.is_empty();
        one_for_all.then_some(
            "KITH_ORIGIN is https, so a proxy stands in front, but KITH_TRUSTED_PROXIES is empty: \
             all visitors count as one address and share its limits. \
             Example: KITH_TRUSTED_PROXIES=127.0.0.1/32",
        )
    }

    /// Demo mode prints passwords and shows mails, so it must stay on this machine.
    ///
    /// # Errors
    /// The setting that would let others in.
    pub fn check_demo(&self) -> Result<(), ConfigError> {
        let only = "isn't on this machine, and the database is a demo whose log-ins are public";
        if !self.site_addr.ip().to_canonical().is_loopback() {
            return Err(bad(
                "LEPTOS_SITE_ADDR",
                only,
                "LEPTOS_SITE_ADDR=127.0.0.1:3000",
            ));
        }
        if !self.origin.is_loopback() {
            return Err(bad(
                "KITH_ORIGIN",
                only,
                "KITH_ORIGIN=http://127.0.0.1:3000",
            ));
        }
        Ok(())
    }
}

pub(crate) fn bad(
    variable: &str,
    problem: impl Into<String>,
    example: &'static str,
) -> ConfigError {
    ConfigError {
        variable: variable.to_owned(),
        problem: problem.into(),
        example,
    }
}

fn refuse_unknown(
    environment: impl Iterator<Item = (OsString, OsString)>,
) -> Result<(), ConfigError> {
    let mut unknown: Vec<String> = environment
        .map(|(name, _)| name.to_string_lossy().into_owned())
        .filter(|name| name.to_ascii_uppercase().starts_with("KITH_"))
        .filter(|name| !KNOWN.contains(&name.as_str()))
        .collect();
    // The environment has no order of its own; the message should.
    unknown.sort();
    match unknown.into_iter().next() {
        None => Ok(()),
        Some(variable) => {
            let problem = format!("is not a setting of kith (there are {})", KNOWN.join(", "));
            Err(bad(
                &variable,
                problem,
                "KITH_ORIGIN=https://book.example.org",
            ))
        }
    }
}

fn database_url(value: &str) -> Result<String, ConfigError> {
    let problem = match value.split_once(':') {
        Some(("sqlite", path)) => {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() {
                "names no file"
            } else if path == ":memory:" {
                "would keep the clinic in memory only"
            } else if path.contains('?') {
                "has options behind a question mark, and there are none"
            } else {
                return Ok(value.to_owned());
            }
        }
        Some(("postgres" | "postgresql", _)) => {
            "is a PostgreSQL address, and only SQLite is supported"
        }
        Some(_) => "is not a sqlite: address",
        None => "has no scheme",
    };
    Err(bad(
        "DATABASE_URL",
        problem,
        "DATABASE_URL=sqlite:data/kith.db",
    ))
}

fn proxies(value: Option<&str>) -> Result<Vec<IpNet>, ConfigError> {
    let Some(value) = value else {
        return Ok(Vec::new());
    };
    let wrong = |problem: String| {
        bad(
            "KITH_TRUSTED_PROXIES",
            problem,
            "KITH_TRUSTED_PROXIES=127.0.0.1,10.0.0.0/8",
        )
    };
    let mut nets = Vec::new();
    for (index, part) in value.split(',').map(str::trim).enumerate() {
        let net = part
            .parse::<IpNet>()
            .ok()
            .or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from));
        let Some(net) = net else {
            return Err(wrong(format!(
                "has no address or CIDR in place {}",
                index + 1
            )));
        };
        if net.prefix_len() == 0 {
            return Err(wrong("would trust the whole internet".to_owned()));
        }
        nets.push(net.trunc());
    }
    Ok(nets)
}

fn filter(value: &str) -> Result<String, ConfigError> {
    match tracing_subscriber::EnvFilter::builder().parse(value) {
        Ok(_) if !value.trim().is_empty() => Ok(value.to_owned()),
        _ => Err(bad("KITH_LOG", "is not a log filter", "KITH_LOG=info")),
    }
}

fn site_addr(value: &str) -> Result<SocketAddr, ConfigError> {
    value.parse().map_err(|_| {
        let problem = "is not an IP address with a port";
        bad(
            "LEPTOS_SITE_ADDR",
            problem,
            "LEPTOS_SITE_ADDR=127.0.0.1:3000",
        )
    })
}

fn folder(variable: &str, value: &str, example: &'static str) -> Result<String, ConfigError> {
    if value.trim().is_empty() {
        return Err(bad(variable, "is empty", example));
    }
    Ok(value.to_owned())
}

/// One segment, since it is a part of addresses too.
fn pkg_dir(value: &str) -> Result<String, ConfigError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if value.is_empty() || !value.chars().all(plain) {
        let problem = "must be one folder name of letters, digits, - and _";
        return Err(bad(
            "LEPTOS_SITE_PKG_DIR",
            problem,
            "LEPTOS_SITE_PKG_DIR=pkg",
        ));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests;

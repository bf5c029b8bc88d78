//! Time-based codes, as every authenticator app makes them: SHA-1, six digits, a step of 30
//! seconds, and one step of tolerance on either side.
//!
//! The secret is stored as it is. Codes are made of the secret itself, so no hash would
//! do, and a key to encrypt it with would have to lie beside the database. Whoever has a
//! copy of the database can make the codes; they have neither the password nor the mailbox.

use std::fmt;

use fast_qr::{ECL, QRBuilder};
use jiff::Timestamp;
use store::second_factor::Secret;
use totp_rs::{Builder, Totp};

use crate::failure::{Failure, Fault};
use crate::rng::Rng;

/// Light modules around the picture, as its norm (ISO 18004) wants them.
const QUIET: usize = 4;

/// A secret as it is shown: once, to whoever sets it up.
#[derive(Clone, PartialEq, Eq)]
pub struct Shown {
    /// The address that an app on the same device opens: `otpauth://…`.
    pub uri: String,
    /// The secret in letters and digits, in groups of four.
    pub secret: String,
    /// The address as a picture for the app's camera.
    pub picture: Picture,
}

/// Without the secret.
impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown([redacted])")
    }
}

/// A QR code as one SVG path of dark squares on light ground.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Width and height, with the quiet margin.
    pub size: usize,
    /// What is dark.
    pub path: String,
}

/// Without the secret.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Picture([redacted])")
    }
}

/// A fresh secret of 160 bits, as long as the hash that it keys.
pub(super) fn new_secret(rng: &dyn Rng) -> Secret {
    let mut bytes = [0; 20];
    rng.fill(&mut bytes);
    Secret(bytes)
}

/// The step of time that a code of six digits is of, if it is of one that is near enough.
/// Steps are compared in constant time.
pub(super) fn step_of(secret: Secret, code: &str, now: Timestamp) -> Result<Option<i64>, Failure> {
    let Ok(seconds) = u64::try_from(now.as_second()) else {
        return Ok(None);
    };
    let step = codes(Builder::new(), secret)?.check(code, seconds);
    Ok(step.and_then(|step| i64::try_from(step).ok()))
}

/// The secret for an app, which lists it under the clinic's name and the person's address.
pub(super) fn show(secret: Secret, clinic: &str, address: &str) -> Result<Shown, Failure> {
    // The form of the address has a meaning for colons.
    let plain = |text: &str| text.replace(':', " ");
    let builder = Builder::new()
        .with_issuer(Some(plain(clinic)))
        .with_account_name(plain(address));
    let totp = codes(builder, secret)?;
    let uri = totp.to_url().map_err(broken)?;
    let letters: Vec<char> = totp.secret().to_base32().chars().collect();
    let groups = letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>());
    Ok(Shown {
        picture: picture(&uri)?,
        secret: groups.collect::<Vec<_>>().join(" "),
        uri,
    })
}

fn codes(builder: Builder, secret: Secret) -> Result<Totp, Failure> {
    builder.with_secret(secret.0).build().map_err(broken)
}

/// None of its causes carries a secret, but the address may be in one.
fn broken(_: totp_rs::TotpError) -> Failure {
    Failure::fault("a second factor that no app can take")
}

fn picture(text: &str) -> Result<Picture, Failure> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|error| Failure::Fault(Fault::new(error.to_string())))?;
    let mut path = String::new();
    let rows = code.data.chunks_exact(code.size.max(1)).take(code.size);
    for (y, row) in (QUIET..).zip(rows) {
        let mut x = QUIET;
        for run in row.chunk_by(|one, next| one.value() == next.value()) {
            let long = run.len();
            if run.first().is_some_and(|module| module.value()) {
                path.push_str(&format!("M{x} {y}h{long}v1h-{long}z"));
            }
            x += long;
        }
    }
    Ok(Picture {
        size: code.size + 2 * QUIET,
        path,
    })
}

#[cfg(test)]
mod tests;

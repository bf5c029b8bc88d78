//! What somebody types as their second factor: the code that their authenticator app shows,
//! or one of their recovery codes.
//!
//! How a code is checked is not here.

use std::fmt;

use crate::limits;
use crate::person::Invalid;

/// Digits of an app's code.
const APP_DIGITS: usize = 6;
/// Characters of a recovery code: 60 bits.
const RECOVERY_CHARS: usize = 12;
/// Characters between two dashes.
const GROUP: usize = 4;
/// Crockford's base 32: none of its characters is easily taken for another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What was typed.
#[derive(Clone, PartialEq, Eq)]
pub enum Typed {
    /// What the app shows: six digits.
    App(String),
    /// A recovery code.
    Recovery(RecoveryCode),
}

impl Typed {
    /// Reads what was typed; blanks, dashes and capitals don't matter.
    ///
    /// # Errors
    /// `Missing`, or `Malformed` for what can be neither.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.chars().count() > limits::SECOND_FACTOR_CHARS_MAX {
            return Err(Invalid::Malformed);
        }
        let plain = |c: &char| !c.is_whitespace() && *c != '-';
        let bare: String = text.chars().filter(plain).collect();
        if bare.is_empty() {
            return Err(Invalid::Missing);
        }
        if bare.len() == APP_DIGITS && bare.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::App(bare));
        }
        RecoveryCode::read(&bare)
            .map(Self::Recovery)
            .ok_or(Invalid::Malformed)
    }
}

/// Without the code.
impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed([redacted])")
    }
}

/// A code that stands in once for a lost phone, in its one form: `4f7k-9tqm-w2xc`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// The code that these random bytes make; four bits of them are left over.
    #[must_use]
    pub fn of_random(bytes: [u8; 8]) -> Self {
        let mut bits = u64::from_le_bytes(bytes);
        let mut next = || {
            let at = usize::try_from(bits % 32).ok();
            bits /= 32;
            ALPHABET.get(at?).copied().map(char::from)
        };
        Self((0..RECOVERY_CHARS).filter_map(|_| next()).collect())
    }

    /// The code without its dashes, as it is hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Capitals, and what is easily taken for another character, are read as what was meant.
    fn read(bare: &str) -> Option<Self> {
        let meant = |typed: char| {
            let small = match typed.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            ALPHABET
                .iter()
                .any(|known| char::from(*known) == small)
                .then_some(small)
        };
        let code: String = bare.chars().map(meant).collect::<Option<_>>()?;
        (code.len() == RECOVERY_CHARS).then_some(Self(code))
    }
}

impl fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, character) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{character}")?;
        }
        Ok(())
    }
}

/// Without the code.
impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode([redacted])")
    }
}

#[cfg(test)]
mod tests;

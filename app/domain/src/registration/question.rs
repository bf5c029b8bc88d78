//! *Ask the patient*: whether somebody who signed up has been here before, perhaps under
//! another name, address or phone number; and what their answer adds to what speaks for a
//! profile.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use crate::limits;
#[cfg(feature = "matching")]
use crate::matching::linkage::Profile;
use crate::person::{EmailAddress, Invalid, PersonName};

/// What is asked for beside yes or no: what was different then. Each may be missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Earlier {
    /// The full name.
    pub full_name: Option<PersonName>,
    /// The address.
    pub email: Option<EmailAddress>,
    /// The phone number in E.164 form.
    pub phone: Option<String>,
}

/// Nothing of what was answered.
impl fmt::Debug for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Earlier([redacted])")
    }
}

impl Earlier {
    /// Whether nothing was different, or nothing was remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.full_name.is_none() && self.email.is_none() && self.phone.is_none()
    }

    /// The profile as it may have been known here then: with what was answered in its place.
    /// None where the answer changes nothing of it.
    #[cfg(feature = "matching")]
    #[must_use]
    pub fn in_place(&self, profile: &Profile) -> Option<Profile> {
        let mut then = profile.clone();
        if let Some(full_name) = &self.full_name {
            then.full_name = Some(full_name.as_str().to_owned());
            // The parts of the present name say nothing of the earlier one.
            then.given = None;
            then.family = None;
        }
        if let Some(email) = &self.email {
            then.email = Some(email.as_str().to_owned());
        }
        if let Some(phone) = &self.phone {
            then.phone = Some(phone.clone());
        }
        (then != *profile).then_some(then)
    }
}

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// They have been here before.
    Yes(Earlier),
    /// They haven't.
    No,
}

impl Answer {
    /// Reads an answer: `yes` or `no`, and what was typed of then. Who says no has nothing to
    /// say of then; where both were sent, it isn't known which of them is meant.
    ///
    /// # Errors
    /// [`Invalid::Missing`] without an answer; [`Invalid::NotAChoice`] for another word, and
    /// for a no with something of then.
    pub fn read(word: &str, earlier: Earlier) -> Result<Self, Invalid> {
        match word {
            "yes" => Ok(Self::Yes(earlier)),
            "no" if earlier.is_empty() => Ok(Self::No),
            "" => Err(Invalid::Missing),
            _ => Err(Invalid::NotAChoice),
        }
    }

    /// What was different then, if anything was.
    #[must_use]
    pub fn earlier(&self) -> Option<&Earlier> {
        match self {
            Self::Yes(earlier) if !earlier.is_empty() => Some(earlier),
            Self::Yes(_) | Self::No => None,
        }
    }
}

/// What decides whether a question can be answered by its link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Whether the sign-up still waits for staff.
    pub waits: bool,
    /// Whether its account can log in.
    pub account_here: bool,
    /// Whether it was asked again since.
    pub replaced: bool,
    /// Whether it was answered.
    pub answered: bool,
    /// Until when its link works.
    pub expires_at: Timestamp,
}

/// Why a question can't be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It was answered, and nobody has decided yet.
    Answered,
    /// Staff have decided, asked again, blocked the account, or it took too long.
    Over,
}

impl Facts {
    /// Whether it can be answered at `now`.
    ///
    /// # Errors
    /// Why it can't.
    pub fn open(&self, now: Timestamp) -> Result<(), Closed> {
        if !self.waits || !self.account_here || self.replaced || self.expires_at <= now {
            Err(Closed::Over)
        } else if self.answered {
            Err(Closed::Answered)
        } else {
            Ok(())
        }
    }
}

/// Until when the link of a question works that is asked at `now`; none beyond the end of time.
#[must_use]
pub fn expires_at(now: Timestamp) -> Option<Timestamp> {
    let days = SignedDuration::from_hours(24 * limits::QUESTION_DAYS);
    now.checked_add(days).ok()
}

#[cfg(test)]
mod tests;

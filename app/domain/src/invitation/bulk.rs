//! Many patients are invited at once, each to their own portal at the address on their
//! profile: who can be, and why somebody isn't.
//!
//! What one invitation by hand may do with care, many at once don't: whoever gives rise to a
//! question is left to a person.

use std::fmt;

use jiff::civil::Date;

use super::{InviteRefusal, Inviter, Situation, may_invite};
use crate::access::Relation;
use crate::limits;
use crate::person::BirthDate;

/// Why somebody isn't invited with the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// The profile was put away or merged into another, or the patient has died.
    Gone,
    /// The patient has a log-in already.
    HasAccess,
    /// There is no address on the profile.
    NoEmail,
    /// The address has an invitation that nobody has answered.
    Invited,
    /// Too young to book for themself: a guardian is to be invited.
    TooYoung,
    /// Nobody knows how old they are, and so whose portal it would be.
    AgeUnknown,
    /// The same address stands on another profile.
    SharedAddress,
    /// The address is the log-in of another patient, or of somebody who acts for this one.
    OthersAddress,
    /// The address's account is blocked.
    Blocked,
    /// A safeguarding stop stands.
    Stopped,
    /// The address is another one than was shown.
    AddressChanged,
    /// The address has had as many mails of this kind as it may.
    TooMany,
    /// Whoever sent them doesn't work here any more, or may no longer invite.
    SenderGone,
    /// It went wrong for a reason of ours.
    Failed,
}

impl LeftOut {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 14] = [
        Self::HasAccess,
        Self::Invited,
        Self::NoEmail,
        Self::TooYoung,
        Self::AgeUnknown,
        Self::SharedAddress,
        Self::OthersAddress,
        Self::Blocked,
        Self::Stopped,
        Self::Gone,
        Self::AddressChanged,
        Self::TooMany,
        Self::SenderGone,
        Self::Failed,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::HasAccess => "has_access",
            Self::NoEmail => "no_email",
            Self::Invited => "already_invited",
            Self::TooYoung => "too_young",
            Self::AgeUnknown => "age_unknown",
            Self::SharedAddress => "shared_address",
            Self::OthersAddress => "others_address",
            Self::Blocked => "blocked",
            Self::Stopped => "stopped",
            Self::AddressChanged => "address_changed",
            Self::TooMany => "too_many",
            Self::SenderGone => "sender_gone",
            Self::Failed => "failed",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == text)
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What bears on inviting a patient with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneOfMany {
    /// What bears on inviting the address on the profile at all.
    pub situation: Situation,
    /// Whether there is one.
    pub has_email: bool,
    /// Whether it stands on another profile as well.
    pub shared: bool,
    /// Whether its account is blocked.
    pub blocked: bool,
    /// When the patient was born.
    pub born_on: Option<BirthDate>,
}

/// Whether the patient can be invited with others, on the clinic's date.
///
/// # Errors
/// What speaks against it: of several reasons the one that helps most.
pub fn may_invite_with_others(one: &OneOfMany, today: Date) -> Result<(), LeftOut> {
    let situation = &one.situation;
    if !situation.patient_here {
        return Err(LeftOut::Gone);
    }
    if situation.stopped {
        return Err(LeftOut::Stopped);
    }
    if situation.has_own_log_in {
        return Err(LeftOut::HasAccess);
    }
    if !one.has_email {
        return Err(LeftOut::NoEmail);
    }
    if one.shared {
        return Err(LeftOut::SharedAddress);
    }
    let Some(born_on) = one.born_on else {
        return Err(LeftOut::AgeUnknown);
    };
    if born_on.age_years(today) < limits::SELF_BOOKING_AGE_YEARS {
        return Err(LeftOut::TooYoung);
    }
    may_invite(Relation::Myself, Inviter::Staff, situation).map_err(LeftOut::from)?;
    if one.blocked {
        return Err(LeftOut::Blocked);
    }
    Ok(())
}

impl From<InviteRefusal> for LeftOut {
    fn from(refusal: InviteRefusal) -> Self {
        match refusal {
            InviteRefusal::PatientGone => Self::Gone,
            InviteRefusal::SafeguardingStop
            | InviteRefusal::AskTheClinic
            | InviteRefusal::NotSeenYet => Self::Stopped,
            InviteRefusal::HasAccess | InviteRefusal::OwnLogInExists => Self::HasAccess,
            InviteRefusal::Invited => Self::Invited,
            InviteRefusal::GuardiansAddress | InviteRefusal::AddressOfAnother => {
                Self::OthersAddress
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! May this address be invited to this patient's portal?

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::access::Relation;

/// Why an address can't be invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InviteRefusal {
    /// The profile was put away or merged into another, or the patient has died.
    PatientGone,
    /// A safeguarding stop shuts everybody out who acts for the patient. Told to staff alone.
    SafeguardingStop,
    /// It can't be done online, for a reason that is for the clinic to tell.
    AskTheClinic,
    /// Whoever added the patient, or is the patient, may invite once the clinic has looked at
    /// them: until then a name that goes out in its mail is whatever somebody typed.
    NotSeenYet,
    /// The address's account has access already.
    HasAccess,
    /// The address was invited already: sending again is what helps.
    Invited,
    /// It is to be the patient's own log-in, and the patient has one.
    OwnLogInExists,
    /// It is to be the patient's own log-in, and is that of somebody who acts for them.
    GuardiansAddress,
    /// It is to be the patient's own log-in, and is that of another patient. Told to staff
    /// alone.
    AddressOfAnother,
}

impl InviteRefusal {
    /// The stable code, as on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PatientGone => "patient_gone",
            Self::SafeguardingStop => "safeguarding_stop",
            Self::AskTheClinic => "ask_the_clinic",
            Self::NotSeenYet => "not_seen_yet",
            Self::HasAccess => "has_access",
            Self::Invited => "already_invited",
            Self::OwnLogInExists => "own_log_in_exists",
            Self::GuardiansAddress => "guardians_address",
            Self::AddressOfAnother => "address_of_another",
        }
    }

    /// Whether it came of what others did.
    #[must_use]
    pub const fn is_conflict(self) -> bool {
        match self {
            Self::PatientGone | Self::HasAccess | Self::Invited | Self::OwnLogInExists => true,
            Self::SafeguardingStop
            | Self::AskTheClinic
            | Self::NotSeenYet
            | Self::GuardiansAddress
            | Self::AddressOfAnother => false,
        }
    }
}

impl fmt::Display for InviteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for InviteRefusal {}

/// Who sent an open invitation, to whoever would invite the same address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentBy {
    /// They did.
    Themself,
    /// Somebody else.
    Another,
}

/// Who invites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inviter {
    /// The clinic, which sees who is whose.
    Staff,
    /// An account, which must not learn who else has one here.
    Account,
}

/// What bears on an invitation to a patient's portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// Whether the profile stands for itself, and the patient lives.
    pub patient_here: bool,
    /// Whether nobody at the clinic has looked at the profile yet.
    pub provisional: bool,
    /// Whether a safeguarding stop stands.
    pub stopped: bool,
    /// Whether some account is the patient's own.
    pub has_own_log_in: bool,
    /// What the address's account may do for the patient already.
    pub held: Option<Relation>,
    /// Whether others ended what the address's account could do for the patient.
    pub shut_out: bool,
    /// Whether the address's account is another patient's own.
    pub is_another_patients: bool,
    /// Who sent the address an invitation that nobody has decided about, if somebody did.
    pub invited: Option<SentBy>,
}

/// Whether `inviter` may invite an address as `relation`. An account that invites is not told
/// who has access: whoever has it already gets an invitation that gives nothing new.
///
/// # Errors
/// What speaks against it.
pub fn may_invite(
    relation: Relation,
    inviter: Inviter,
    situation: &Situation,
) -> Result<(), InviteRefusal> {
    let own = relation == Relation::Myself;
    if !situation.patient_here {
        return Err(InviteRefusal::PatientGone);
    }
    if situation.stopped && !own {
        return Err(match inviter {
            Inviter::Staff => InviteRefusal::SafeguardingStop,
            Inviter::Account => InviteRefusal::AskTheClinic,
        });
    }
    if situation.provisional && inviter == Inviter::Account {
        return Err(InviteRefusal::NotSeenYet);
    }
    // An account isn't told whose address it is: whoever opens the letter can't accept it.
    let says_whose = own && inviter == Inviter::Staff;
    if says_whose && situation.shut_out {
        return Err(InviteRefusal::GuardiansAddress);
    }
    match situation.held {
        Some(Relation::Guardian) if says_whose => return Err(InviteRefusal::GuardiansAddress),
        Some(_) if inviter == Inviter::Staff => return Err(InviteRefusal::HasAccess),
        Some(_) | None => {}
    }
    match (situation.invited, inviter) {
        (Some(SentBy::Themself), _) | (Some(SentBy::Another), Inviter::Staff) => {
            return Err(InviteRefusal::Invited);
        }
        (Some(SentBy::Another), Inviter::Account) => return Err(InviteRefusal::AskTheClinic),
        (None, _) => {}
    }
    if own && situation.has_own_log_in {
        Err(InviteRefusal::OwnLogInExists)
    } else if own && situation.is_another_patients && inviter == Inviter::Staff {
        Err(InviteRefusal::AddressOfAnother)
    } else {
        Ok(())
    }
}

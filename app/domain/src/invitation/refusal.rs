//! Why an invitation can't be accepted, as far as whoever holds its link may know.

use serde::{Deserialize, Serialize};

use super::Unusable;

/// What speaks against accepting an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationRefusal {
    /// What has become of it.
    Closed(Unusable),
    /// Something about the patient, or about whoever invited, has changed since. Not told
    /// what: it is nobody's business who only has a link.
    Void,
    /// The patient has an account of their own already.
    OwnTaken,
    /// The account is another patient's own.
    OwnElsewhere,
    /// The account acts for the patient: it can't be the patient's own besides.
    GuardianAddress,
    /// Only the invited address can accept it.
    OtherAccount,
    /// The second check went wrong.
    CheckWrong {
        /// How often one may try before it is locked.
        tries_left: u32,
    },
}

impl InvitationRefusal {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Closed(unusable) => unusable.code(),
            Self::Void => "invitation_void",
            Self::OwnTaken => "invitation_own_taken",
            Self::OwnElsewhere => "invitation_own_elsewhere",
            Self::GuardianAddress => "invitation_guardian_address",
            Self::OtherAccount => "invitation_other_account",
            Self::CheckWrong { .. } => "invitation_check_wrong",
        }
    }

    /// Whether it came of what others did meanwhile.
    #[must_use]
    pub const fn is_conflict(self) -> bool {
        match self {
            Self::Closed(_) | Self::Void | Self::OwnTaken => true,
            Self::OwnElsewhere
            | Self::GuardianAddress
            | Self::OtherAccount
            | Self::CheckWrong { .. } => false,
        }
    }
}

/// What staff are told of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationNews {
    /// Somebody accepted it.
    Accepted,
    /// Somebody declined it.
    Declined,
    /// Too many wrong answers.
    Locked,
    /// Whoever has its link asks for a new one.
    Asked,
    /// Somebody who knew the answer wanted to accept it, and couldn't.
    Refused,
}

impl InvitationNews {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Declined,
        Self::Locked,
        Self::Asked,
        Self::Refused,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Locked => "locked",
            Self::Asked => "asked",
            Self::Refused => "refused",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|news| news.as_str() == text)
    }
}

//! Invitations to a patient's portal: what may become of them, and what the one who accepts
//! must know.
//!
//! Nothing here waits for a job: an invitation is expired from its instant on, whatever its
//! row says.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::person::BirthDate;

mod bulk;
mod inviting;
mod passing_on;
mod refusal;

pub use bulk::{LeftOut, OneOfMany, may_invite_with_others};
pub use inviting::{InviteRefusal, Inviter, SentBy, Situation, may_invite};
pub use passing_on::{Length, may_pass_on, passable};
pub use refusal::{InvitationNews, InvitationRefusal};

/// What has become of an invitation, as far as somebody decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    /// Nobody has yet.
    Pending,
    /// It gave an access.
    Accepted,
    /// Whoever was invited doesn't want it.
    Declined,
    /// It was taken back.
    Deleted,
    /// Another one took its place: it had gone to the wrong address.
    Superseded,
}

impl InvitationState {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Accepted,
        Self::Declined,
        Self::Deleted,
        Self::Superseded,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Deleted => "deleted",
            Self::Superseded => "superseded",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// How the one who holds a link came by it: only what was mailed proves the mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkMade {
    /// We mailed it to the invited address.
    Mailed,
    /// Staff copied it, and gave it away by a road of their own.
    Copied,
}

impl LinkMade {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mailed => "mailed",
            Self::Copied => "copied",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Mailed, Self::Copied]
            .into_iter()
            .find(|made| made.as_str() == text)
    }
}

/// What bears on whether an invitation can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What somebody decided.
    pub state: InvitationState,
    /// From then on it can't be used.
    pub expires_at: Timestamp,
    /// How often the second check went wrong since the link was sent.
    pub wrong_tries: u32,
    /// Whether the very link that is held was replaced by a newer one.
    pub link: LinkState,
}

/// Whether the link that somebody holds is the one that works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It is, or nobody asks about one.
    Live,
    /// A newer one was sent.
    Replaced,
}

/// Why an invitation can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    /// It gave an access already.
    Accepted,
    /// It was declined.
    Declined,
    /// It was taken back.
    Deleted,
    /// A newer link was sent, or it went to another address instead.
    Superseded,
    /// Too many wrong answers.
    Locked,
    /// Its time is over.
    Expired,
}

impl Unusable {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "invitation_accepted",
            Self::Declined => "invitation_declined",
            Self::Deleted => "invitation_deleted",
            Self::Superseded => "invitation_superseded",
            Self::Locked => "invitation_locked",
            Self::Expired => "invitation_expired",
        }
    }
}

/// Whether an invitation can be used at `now`.
///
/// # Errors
/// What speaks against it; what somebody decided before what time did.
pub fn usable(facts: &Facts, now: Timestamp) -> Result<(), Unusable> {
    match facts.state {
        InvitationState::Accepted => return Err(Unusable::Accepted),
        InvitationState::Declined => return Err(Unusable::Declined),
        InvitationState::Deleted => return Err(Unusable::Deleted),
        InvitationState::Superseded => return Err(Unusable::Superseded),
        InvitationState::Pending => {}
    }
    if facts.link == LinkState::Replaced {
        Err(Unusable::Superseded)
    } else if facts.wrong_tries >= limits::INVITATION_TRIES {
        Err(Unusable::Locked)
    } else if facts.expires_at <= now {
        Err(Unusable::Expired)
    } else {
        Ok(())
    }
}

/// Until when an invitation that is sent at `now` can be used, where the clinic gives it
/// `days`; none after the end of time.
#[must_use]
pub fn expires_at(now: Timestamp, days: u32) -> Option<Timestamp> {
    now.checked_add(SignedDuration::from_hours(i64::from(days) * 24))
        .ok()
}

/// Whole days that an invitation can still be used, the one that has begun among them.
#[must_use]
pub fn days_left(expires_at: Timestamp, now: Timestamp) -> i64 {
    let seconds = expires_at.duration_since(now).as_secs().max(0);
    (seconds + 86_399) / 86_400
}

/// What whoever accepts must know besides having the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecondCheck {
    /// When the patient was born.
    BirthDate(BirthDate),
    /// The code that staff tell them, where no birth date is known.
    DeskCode(String),
}

/// What somebody answers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A birth date.
    BirthDate(BirthDate),
    /// A code, as typed.
    DeskCode(String),
}

impl SecondCheck {
    /// Whether it is the right answer. Blanks and dashes in a code are as good as none.
    #[must_use]
    pub fn accepts(&self, answer: &Answer) -> bool {
        match (self, answer) {
            (Self::BirthDate(born_on), Answer::BirthDate(said)) => born_on == said,
            (Self::DeskCode(code), Answer::DeskCode(said)) => {
                let said: String = said
                    .chars()
                    .filter(|c| !c.is_whitespace() && *c != '-')
                    .collect();
                !code.is_empty() && *code == said
            }
            (Self::BirthDate(_), Answer::DeskCode(_))
            | (Self::DeskCode(_), Answer::BirthDate(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests;

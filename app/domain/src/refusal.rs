//! Every "no" of the system, with its stable code: the contract of the wire.
//!
//! Refusals say which rule spoke and the numbers of that rule. They carry no names,
//! no addresses and no ids, since they may end in a log.

use serde::{Deserialize, Serialize};

use crate::booking::BookRefusal;
use crate::cancellation::CancelRefusal;
use crate::invitation::{InvitationRefusal, InviteRefusal};
use crate::merge::MergeRefusal;
use crate::moving::MoveRefusal;
use crate::person::Invalid;

/// An expected outcome that is not the one asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The time can't be booked.
    Book(BookRefusal),
    /// The appointment can't be cancelled online.
    Cancel(CancelRefusal),
    /// The appointment can't be moved online.
    Move(MoveRefusal),
    /// The address can't be invited.
    Invite(InviteRefusal),
    /// The invitation can't be accepted.
    Invitation(InvitationRefusal),
    /// The profiles can't be made one, or two again.
    Merge(MergeRefusal),
    /// Rules speak against it that staff may pass over, if they say so and why.
    NeedsReason(Vec<BookRefusal>),
    /// Somebody who is booking online keeps the time right now.
    HeldOnline,
    /// The time has passed.
    Past,
    /// It can't be said before the visit begins.
    NotYet,
    /// The hold has ended and its time is taken.
    HoldGone,
    /// The hold was made longer once already.
    HoldExtended,
    /// Younger than the age from which people book for themselves.
    TooYoung,
    /// The code is not one of those that were sent.
    CodeWrong {
        /// How often one may try before the codes stop working.
        tries_left: u32,
    },
    /// The code was right once.
    CodeExpired,
    /// Too many wrong codes: none of those sent works any more.
    CodesLocked,
    /// Address and password, or address and code, don't belong together.
    LogInFailed,
    /// It is not the account's password.
    PasswordWrong,
    /// Neither the code that the app shows nor a recovery code; or one that was used.
    SecondFactorWrong,
    /// The role can't do without a second factor.
    SecondFactorNeeded,
    /// A log-in that was half done took too long, or was tried too often.
    LogInOver,
    /// A link that was used, is too old, or never was.
    LinkUnusable,
    /// A link that works only in the browser that asked for it.
    LinkElsewhere,
    /// Nobody new signs up here without an invitation.
    InviteOnly,
    /// The clinic has blocked this account.
    Blocked,
    /// Somebody else has dealt with it already.
    AlreadyResolved,
    /// The form was made for somebody else than the browser looks after by now.
    OtherPerson,
    /// Nobody else looks after this minor: whoever leaves must say that they mean it.
    LastGuardian,
    /// Of age: nobody adds them to those they look after without the clinic.
    OfAge,
    /// As many are looked after by this account as one may.
    TooManyPeople {
        /// How many that is.
        cap: u32,
    },
    /// It isn't any more what the page was made of.
    ChangedMeanwhile,
    /// Somebody like this is here already; whoever asks may say that it is another.
    AlreadyHere,
    /// The three minutes are over, or the time was given away.
    UndoTooLate,
    /// There is something in the database that must not be overwritten.
    NotEmpty,
    /// The address belongs to somebody already.
    AddressTaken,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Book(refusal) => refusal.code(),
            Self::Cancel(refusal) => refusal.code(),
            Self::Move(refusal) => refusal.code(),
            Self::Invite(refusal) => refusal.code(),
            Self::Invitation(refusal) => refusal.code(),
            Self::Merge(refusal) => refusal.code(),
            Self::NeedsReason(_) => "needs_reason",
            Self::HeldOnline => "held_online",
            Self::Past => "past",
            Self::NotYet => "not_yet",
            Self::HoldGone => "hold_gone",
            Self::HoldExtended => "hold_extended",
            Self::TooYoung => "too_young",
            Self::CodeWrong { .. } => "code_wrong",
            Self::CodeExpired => "code_expired",
            Self::CodesLocked => "codes_locked",
            Self::LogInFailed => "log_in_failed",
            Self::PasswordWrong => "password_wrong",
            Self::SecondFactorWrong => "second_factor_wrong",
            Self::SecondFactorNeeded => "second_factor_needed",
            Self::LogInOver => "log_in_over",
            Self::LinkUnusable => "link_unusable",
            Self::LinkElsewhere => "link_elsewhere",
            Self::InviteOnly => "invite_only",
            Self::Blocked => "blocked",
            Self::AlreadyResolved => "already_resolved",
            Self::OtherPerson => "other_person",
            Self::LastGuardian => "last_guardian",
            Self::OfAge => "of_age",
            Self::TooManyPeople { .. } => "too_many_people",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::AlreadyHere => "already_here",
            Self::UndoTooLate => "undo_too_late",
            Self::NotEmpty => "not_empty",
            Self::AddressTaken => "address_taken",
        }
    }

    /// Whether the answer came of what others did meanwhile (taken, used, changed), so
    /// that the same request may have been right a moment ago. HTTP says 409 for these
    /// and 422 for the others.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        match self {
            Self::Invite(refusal) => refusal.is_conflict(),
            Self::Invitation(refusal) => refusal.is_conflict(),
            Self::Merge(refusal) => refusal.is_conflict(),
            Self::Book(BookRefusal::Taken)
            | Self::HeldOnline
            | Self::HoldGone
            | Self::HoldExtended
            | Self::CodesLocked
            | Self::CodeExpired
            | Self::LogInOver
            | Self::LinkUnusable
            | Self::LinkElsewhere
            | Self::AlreadyResolved
            | Self::OtherPerson
            | Self::ChangedMeanwhile
            | Self::AlreadyHere
            | Self::UndoTooLate
            | Self::NotEmpty
            | Self::AddressTaken => true,
            Self::Book(_)
            | Self::Cancel(_)
            | Self::Move(_)
            | Self::NeedsReason(_)
            | Self::Past
            | Self::NotYet
            | Self::TooYoung
            | Self::LastGuardian
            | Self::OfAge
            | Self::TooManyPeople { .. }
            | Self::CodeWrong { .. }
            | Self::LogInFailed
            | Self::PasswordWrong
            | Self::SecondFactorWrong
            | Self::SecondFactorNeeded
            | Self::InviteOnly
            | Self::Blocked => false,
        }
    }
}

/// What is wrong with a form, field by field, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(Vec<(String, Invalid)>);

impl FieldErrors {
    /// One field that is wrong.
    #[must_use]
    pub fn one(field: &str, invalid: Invalid) -> Self {
        Self(vec![(field.to_owned(), invalid)])
    }

    /// Notes what is wrong with `field` and gives the value if nothing is.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Invalid>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.0.push((field.to_owned(), invalid));
                None
            }
        }
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with `field`, if anything.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<Invalid> {
        self.0
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, invalid)| *invalid)
    }

    /// All that is wrong, in the order of the page.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Invalid)> {
        self.0
            .iter()
            .map(|(field, invalid)| (field.as_str(), *invalid))
    }
}

#[cfg(test)]
mod tests;

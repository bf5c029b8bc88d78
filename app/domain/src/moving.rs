//! May this appointment be moved to another time, and which time may it get?
//!
//! A move keeps the appointment: the same visit at another time, perhaps with
//! somebody else who offers the service. The new time is judged by
//! [`crate::booking::may_book`] as for a booking, with two differences that
//! [`PatientFacts`] says: the visit takes no further place among those ahead, and
//! whom the service is for was settled when it was booked. The old time, and times
//! that an earlier step has released, are left out by whoever reads the diary.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::booking::PatientFacts;
use crate::cancellation::undo_until;
use crate::limits::MOVES_MAX;
use crate::span::{Span, earlier_by};

/// Why an appointment can't be moved online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum MoveRefusal {
    /// It has begun, is over, or was cancelled.
    NotAhead,
    /// It is nearer than the notice that the service asks for.
    TooLateToMove {
        /// The notice asked for, in minutes of elapsed time.
        notice_minutes: u32,
    },
    /// It was moved as often as may be.
    TooManyMoves {
        /// How often it may be.
        cap: u32,
    },
}

impl MoveRefusal {
    /// The stable code, as on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotAhead => "not_ahead",
            Self::TooLateToMove { .. } => "too_late_to_move",
            Self::TooManyMoves { .. } => "too_many_moves",
        }
    }
}

impl fmt::Display for MoveRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for MoveRefusal {}

/// What the rule asks about an appointment that somebody would like to move.
#[derive(Clone, Copy, Debug)]
pub struct Movable {
    /// Whether it is booked: neither cancelled nor under way.
    pub stands: bool,
    /// Its start as it is now.
    pub starts_at: Timestamp,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The notice its service asked for when it was booked.
    pub notice_minutes: u32,
    /// How often it was moved; a move that was taken back counts as none.
    pub moves: u32,
}

/// May the appointment be moved by its patient at `now`? Exactly at the notice it
/// may; within the grace of its booking whatever the notice.
///
/// # Errors
/// The first rule that speaks against it, in the order of [`MoveRefusal`].
pub fn may_move(visit: &Movable, now: Timestamp) -> Result<(), MoveRefusal> {
    if !visit.stands || now >= visit.starts_at {
        return Err(MoveRefusal::NotAhead);
    }
    let just_booked = now < undo_until(visit.booked_at);
    if !just_booked && now > move_until(visit.starts_at, visit.notice_minutes) {
        return Err(MoveRefusal::TooLateToMove {
            notice_minutes: visit.notice_minutes,
        });
    }
    if visit.moves >= MOVES_MAX {
        return Err(MoveRefusal::TooManyMoves { cap: MOVES_MAX });
    }
    Ok(())
}

/// The last instant at which an appointment that starts at `starts_at` may be moved,
/// were it not for its start: that many minutes of elapsed time before it.
#[must_use]
pub fn move_until(starts_at: Timestamp, notice_minutes: u32) -> Timestamp {
    earlier_by(starts_at, notice_minutes)
}

/// Until when a move made at `moved_at` can be taken back: the end of its grace, or
/// the start of the time that it left, if that is sooner.
#[must_use]
pub fn undo_move_until(moved_at: Timestamp, left: Timestamp) -> Timestamp {
    undo_until(moved_at).min(left)
}

/// What the rules ask about the patient of a visit that moves, given their other
/// appointments around the new time.
#[must_use]
pub fn facts(others: &[Span]) -> PatientFacts<'_> {
    PatientFacts {
        appointments: others,
        further: None,
    }
}

#[cfg(test)]
mod tests;

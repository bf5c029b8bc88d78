//! May this appointment be cancelled by its patient, and until when may the
//! step be taken back?
//!
//! Notice is elapsed time, never wall-clock time: "24 hours before" a visit on
//! the Sunday when the clocks go forward falls an hour earlier on the wall of
//! the Saturday. The words around it must show the instant, not compute it.
//! Who may cancel for whom is settled elsewhere, by the witness.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits::GRACE_MINUTES;
use crate::span::earlier_by;

/// Why an appointment can't be cancelled online.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum CancelRefusal {
    /// It has begun, or is over.
    AlreadyStarted,
    /// It is nearer than the notice that the service asks for.
    TooLateToCancel {
        /// The notice asked for, in minutes of elapsed time.
        notice_minutes: u32,
    },
}

impl CancelRefusal {
    /// The stable code, as on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AlreadyStarted => "already_started",
            Self::TooLateToCancel { .. } => "too_late_to_cancel",
        }
    }
}

impl fmt::Display for CancelRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for CancelRefusal {}

/// May an appointment that starts at `starts_at` be cancelled at `now`? Exactly
/// at the notice it may.
///
/// # Errors
/// [`CancelRefusal::AlreadyStarted`] from the start on, else
/// [`CancelRefusal::TooLateToCancel`] after [`cancel_until`].
pub fn may_cancel(
    starts_at: Timestamp,
    notice_minutes: u32,
    now: Timestamp,
) -> Result<(), CancelRefusal> {
    if now >= starts_at {
        Err(CancelRefusal::AlreadyStarted)
    } else if now > cancel_until(starts_at, notice_minutes) {
        Err(CancelRefusal::TooLateToCancel { notice_minutes })
    } else {
        Ok(())
    }
}

/// The last instant at which an appointment that starts at `starts_at` may be
/// cancelled, were it not for its start: that many minutes of elapsed time
/// before it.
#[must_use]
pub fn cancel_until(starts_at: Timestamp, notice_minutes: u32) -> Timestamp {
    earlier_by(starts_at, notice_minutes)
}

/// The end of the grace of something done at `done_at` (booked, cancelled,
/// moved): before it the step can be taken back without a trace, and mail
/// about it waits; from it on it stands.
#[must_use]
pub fn undo_until(done_at: Timestamp) -> Timestamp {
    done_at
        .checked_add(SignedDuration::from_mins(GRACE_MINUTES))
        .unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;

//! Which start times are free.
//!
//! [`free_slots`] lists them and [`crate::booking::may_book`] judges one; both
//! ask the same judge, so the list and the commit can't disagree. The
//! list has no authority: it is never stored, and the commit decides anew.
//! Patients are not here: who may book is settled in [`crate::booking`].
//!
//! Start times step in instants from each shift's start, after both of its
//! ends were converted. So a change of clocks neither loses nor invents one.

use std::num::NonZeroU32;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Serialize};

use crate::id::PractitionerId;
use crate::limits::QUANTUM_MINUTES;
use crate::shift::WorkingHours;
use crate::span::{Span, earlier_by, later_by};

mod choice;
mod judge;

pub use choice::{Candidate, Offer, by_date, count_by_date, first_available, nearest, soonest};
use judge::grid;
pub use judge::in_the_way;
pub(crate) use judge::{Judge, last_date};

/// How far apart start times are: a multiple of 5 minutes, at most a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step(NonZeroU32);

/// The minutes were 0, no multiple of 5, or more than a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a step is a multiple of 5 minutes, at most a day")]
pub struct InvalidStep;

impl Step {
    /// The step of that many minutes.
    ///
    /// # Errors
    /// [`InvalidStep`] unless `minutes` is one of 5, 10, … 1440.
    pub fn new(minutes: u32) -> Result<Self, InvalidStep> {
        let whole = i64::from(minutes) % QUANTUM_MINUTES == 0 && minutes <= 24 * 60;
        NonZeroU32::new(minutes)
            .filter(|_| whole)
            .map(Self)
            .ok_or(InvalidStep)
    }

    /// The step in minutes.
    #[must_use]
    pub fn minutes(self) -> u32 {
        self.0.get()
    }
}

/// What a service asks of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The length of the visit.
    pub minutes: NonZeroU32,
    /// The rest that the visit needs after an earlier neighbour.
    pub buffer_before_minutes: u32,
    /// The rest that the visit needs before a later neighbour.
    pub buffer_after_minutes: u32,
    /// How far apart its start times are.
    pub step: Step,
    /// The earliest start is this long after now; exactly then is allowed.
    pub lead_minutes: u32,
    /// The latest start is on the local date this many days after today.
    pub horizon_days: u32,
}

/// Time that is taken, by an appointment or a live hold, with the buffers of
/// its own service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// The visit itself.
    pub span: Span,
    /// The rest that it needs after an earlier neighbour.
    pub buffer_before_minutes: u32,
    /// The rest that it needs before a later neighbour.
    pub buffer_after_minutes: u32,
}

/// A free time with one practitioner. Slots order by start, then by practitioner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// The visit, without buffers.
    pub span: Span,
    /// Who would see the patient.
    pub practitioner: PractitionerId,
}

/// The half-open part of the day in which a time stands on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOfDay {
    /// Before 12:00.
    Morning,
    /// From 12:00, before 17:00.
    Afternoon,
    /// From 17:00.
    Evening,
}

/// Which of two equal wall-clock times an instant is, on the day when the
/// clocks go back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fold {
    /// The wall shows this time once: every time but those of the repeated stretch.
    Only,
    /// The wall will show this time again.
    First,
    /// The wall has shown this time before.
    Second,
}

impl PartOfDay {
    /// The part of day in which `start` falls, by the local wall clock.
    #[must_use]
    pub fn of(start: Timestamp, zone: &TimeZone) -> Self {
        let time = zone.to_datetime(start).time();
        if time < Time::constant(12, 0, 0, 0) {
            Self::Morning
        } else if time < Time::constant(17, 0, 0, 0) {
            Self::Afternoon
        } else {
            Self::Evening
        }
    }
}

impl Fold {
    /// Whether the wall-clock time of `instant` occurs twice, and which it is.
    #[must_use]
    pub fn of(instant: Timestamp, zone: &TimeZone) -> Self {
        match zone
            .to_ambiguous_timestamp(zone.to_datetime(instant))
            .offset()
        {
            AmbiguousOffset::Fold { before, .. } if before == zone.to_offset(instant) => {
                Self::First
            }
            AmbiguousOffset::Fold { .. } => Self::Second,
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Gap { .. } => Self::Only,
        }
    }
}

/// The other instant at which the wall shows the same time as at this one: on the day when
/// the clocks go back, in the stretch that they repeat.
#[must_use]
pub fn twin(instant: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
    let reading = zone.to_ambiguous_timestamp(zone.to_datetime(instant));
    match Fold::of(instant, zone) {
        Fold::Only => None,
        Fold::First => reading.later().ok(),
        Fold::Second => reading.earlier().ok(),
    }
}

/// The free slots that start on a local date from `first` to `last`, both
/// included, in order, each start once.
///
/// - `hours` must cover the asked dates ([`WorkingHours::expand`]).
/// - `busy` is what the practitioner has around them, in any order. A visit
///   shortly before the first or after the last date counts, for its buffers
///   and its length.
///
/// One pass over sorted lists: O(n log n) in shifts, busy times and starts.
#[must_use]
pub fn free_slots(
    terms: &Terms,
    hours: &WorkingHours,
    busy: &[Busy],
    (first, last): (Date, Date),
    now: Timestamp,
    zone: &TimeZone,
) -> Vec<Slot> {
    let mut judge = Judge::new(terms, hours, busy, now, zone);
    let last = last.min(judge.last_date);
    // Wall clocks are less than a day off UTC's. So what starts outside of
    // `from..until` can't count, and what starts inside of `surely` does
    // without a conversion, which would cost more than all the rest.
    let (first_utc, last_utc) = (midnight_utc(first), midnight_utc(last));
    let from = first_utc.map_or(Timestamp::MIN, |at| earlier_by(at, A_DAY_MINUTES));
    let from = from.max(judge.earliest);
    let until = last_utc.map_or(Timestamp::MAX, |at| later_by(at, 2 * A_DAY_MINUTES));
    let surely = first_utc
        .zip(last_utc)
        .and_then(|(first, last)| Span::new(later_by(first, A_DAY_MINUTES), last).ok());
    let is_asked = |start: Timestamp| {
        surely.is_some_and(|surely| surely.has(start))
            || (first..=last).contains(&zone.to_datetime(start).date())
    };

    let mut starts: Vec<Timestamp> = hours
        .shifts()
        .iter()
        .flat_map(|shift| grid(*shift, terms.step, from).take_while(|start| *start < until))
        .collect();
    starts.sort_unstable();
    starts.dedup();

    starts
        .into_iter()
        .filter(|start| is_asked(*start))
        .filter_map(|start| judge.visit(start).ok())
        .map(|span| Slot {
            span,
            practitioner: hours.practitioner(),
        })
        .collect()
}

const A_DAY_MINUTES: u32 = 24 * 60;

fn midnight_utc(date: Date) -> Option<Timestamp> {
    TimeZone::UTC
        .to_timestamp(date.to_datetime(Time::midnight()))
        .ok()
}

#[cfg(test)]
mod tests;

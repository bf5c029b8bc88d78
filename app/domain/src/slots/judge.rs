//! The one judge of start times, behind the list of free slots and behind the
//! verdict on a single one. Patients are not its matter.

use std::iter::{Peekable, successors};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{A_DAY_MINUTES, Busy, Step, Terms, midnight_utc};
use crate::booking::BookRefusal;
use crate::claim::snap_up;
use crate::shift::WorkingHours;
use crate::span::{Span, earlier_by, later_by};

/// Decides about start times, which must be asked in ascending order: its two
/// cursors only move forward.
pub(crate) struct Judge<'a> {
    terms: &'a Terms,
    zone: &'a TimeZone,
    shifts: &'a [Span],
    open: Peekable<std::slice::Iter<'a, Span>>,
    blocks: Peekable<std::vec::IntoIter<Block>>,
    blocked_until: Timestamp,
    /// The first instant that the lead time allows.
    pub(crate) earliest: Timestamp,
    /// The last local date that the horizon allows.
    pub(crate) last_date: Date,
    /// Before this instant no local date can be beyond the horizon; spares
    /// most starts of a month the conversion to local time.
    horizon_near: Timestamp,
}

/// The starts that one busy time rules out: those after `after` and before
/// `until`. Orders by `after`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Block {
    after: Timestamp,
    until: Timestamp,
}

impl Block {
    /// Neighbours keep the larger of the two buffers between them, not the sum.
    fn of(busy: &Busy, terms: &Terms) -> Self {
        let before_busy = terms.buffer_after_minutes.max(busy.buffer_before_minutes);
        let after_busy = terms.buffer_before_minutes.max(busy.buffer_after_minutes);
        let latest_end = earlier_by(busy.span.start(), before_busy);
        Self {
            after: earlier_by(latest_end, terms.minutes.get()),
            until: later_by(busy.span.end(), after_busy),
        }
    }
}

impl<'a> Judge<'a> {
    pub(crate) fn new(
        terms: &'a Terms,
        hours: &'a WorkingHours,
        busy: &[Busy],
        now: Timestamp,
        zone: &'a TimeZone,
    ) -> Self {
        let mut blocks: Vec<Block> = busy.iter().map(|busy| Block::of(busy, terms)).collect();
        blocks.sort_unstable();
        let last_date = last_date(terms, now, zone);
        Self {
            terms,
            zone,
            shifts: hours.shifts(),
            open: hours.open().iter().peekable(),
            blocks: blocks.into_iter().peekable(),
            blocked_until: Timestamp::MIN,
            earliest: later_by(now, terms.lead_minutes),
            last_date,
            // No wall clock is a day ahead of UTC's.
            horizon_near: midnight_utc(last_date).unwrap_or(Timestamp::MIN),
        }
    }

    /// The visit that starts at `start`, if the practitioner is free for it.
    pub(crate) fn visit(&mut self, start: Timestamp) -> Result<Span, BookRefusal> {
        if start < self.earliest {
            return Err(BookRefusal::TooSoon {
                lead_minutes: self.terms.lead_minutes,
            });
        }
        if start >= self.horizon_near && self.zone.to_datetime(start).date() > self.last_date {
            return Err(BookRefusal::TooFar {
                horizon_days: self.terms.horizon_days,
            });
        }
        let visit = Span::lasting(start, self.terms.minutes.get())
            .map_err(|_| BookRefusal::OutsideHours)?;
        while self.open.next_if(|open| open.end() <= start).is_some() {}
        if !self.open.peek().is_some_and(|open| open.contains(visit)) {
            return Err(BookRefusal::OutsideHours);
        }
        if !self.is_on_grid(start) {
            return Err(BookRefusal::NotOnGrid);
        }
        while let Some(block) = self.blocks.next_if(|block| block.after < start) {
            self.blocked_until = self.blocked_until.max(block.until);
        }
        if start < self.blocked_until {
            return Err(BookRefusal::Taken);
        }
        Ok(visit)
    }

    /// Whether a step from the start of a shift that has `start` leads to it.
    fn is_on_grid(&self, start: Timestamp) -> bool {
        // Sorted by start, and none lasts longer than a day and a change of clocks.
        let begun = self.shifts.partition_point(|shift| shift.start() <= start);
        let near = earlier_by(start, 2 * A_DAY_MINUTES);
        let mut shifts = self
            .shifts
            .iter()
            .take(begun)
            .rev()
            .take_while(|shift| shift.start() >= near);
        shifts.any(|shift| {
            shift.has(start) && grid(*shift, self.terms.step, start).next() == Some(start)
        })
    }
}

/// The last local date that the horizon allows.
pub(crate) fn last_date(terms: &Terms, now: Timestamp, zone: &TimeZone) -> Date {
    let horizon = SignedDuration::from_hours(24 * i64::from(terms.horizon_days));
    zone.to_datetime(now).date().saturating_add(horizon)
}

/// Whether `busy`, or the rest it needs, is in the way of a visit that starts then.
#[must_use]
pub fn in_the_way(terms: &Terms, busy: &Busy, start: Timestamp) -> bool {
    let block = Block::of(busy, terms);
    block.after < start && start < block.until
}

/// The grid of one shift: its start, snapped up to a multiple of 5 minutes, and
/// every step after it that is still in the shift. What comes before the last
/// one at or before `from` is skipped.
pub(super) fn grid(shift: Span, step: Step, from: Timestamp) -> impl Iterator<Item = Timestamp> {
    let anchor = snap_up(shift.start()).filter(|anchor| shift.has(*anchor));
    let length = SignedDuration::from_mins(i64::from(step.minutes()));
    let skipped = anchor.map_or(0, |anchor| {
        let missing = from.duration_since(anchor).as_secs().max(0);
        missing / length.as_secs()
    });
    let first = anchor.and_then(|anchor| {
        anchor
            .checked_add(SignedDuration::from_secs(skipped * length.as_secs()))
            .ok()
    });
    successors(first, move |start| start.checked_add(length).ok())
        .take_while(move |start| shift.has(*start))
}

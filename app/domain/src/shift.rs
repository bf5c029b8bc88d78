//! When somebody works: weekly rules and closures in local wall time, and
//! their expansion to instants. This is the one place where they meet.
//!
//! How a wall-clock time becomes an instant on the days when clocks change:
//!
//! - *The clock skips it* (02:30 when 02:00 is followed by 03:00): it is read
//!   with the offset from before the gap, so 02:30 is the instant called
//!   03:30. Temporal and jiff name this rule "compatible", and RFC 5545
//!   (3.3.5) asks for the same.
//! - *The clock shows it twice*: a start is the first, an end is the second,
//!   so nothing of the shift on the wall is lost. An end at the very first
//!   moment of the repeated stretch is the first: the stretch isn't part of it.
//! - *A closure that starts in a gap* starts where the gap is. Read as above
//!   it would open the minutes after the gap, which the wall shows as closed.
//!
//! Rooms and equipment are not here.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::id::PractitionerId;
use crate::span::{self, Span};

/// Working hours that repeat every week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftRule {
    /// Who works.
    pub practitioner: PractitionerId,
    /// The day on which the shift starts.
    pub weekday: Weekday,
    /// The wall-clock start.
    pub starts: Time,
    /// The wall-clock end. At or before `starts` it is the next day's, so
    /// equal times are a shift around the clock.
    pub ends: Time,
    /// The first date on which a shift may start.
    pub valid_from: Date,
    /// The last date on which a shift may start; none is "until further notice".
    pub valid_until: Option<Date>,
}

/// A stretch of wall-clock time without work: a holiday, time off, a lunch.
/// One that doesn't end after it starts closes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Who is away; none is the whole clinic.
    pub practitioner: Option<PractitionerId>,
    /// The wall-clock start.
    pub starts: DateTime,
    /// The wall-clock end, not included.
    pub ends: DateTime,
}

/// One practitioner's working time over some dates, in instants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingHours {
    practitioner: PractitionerId,
    open: Vec<Span>,
    shifts: Vec<Span>,
}

impl ShiftRule {
    /// Whether a shift of this rule starts on `date`.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        date.weekday() == self.weekday
            && self.valid_from <= date
            && self.valid_until.is_none_or(|until| date <= until)
    }

    /// The shift of this rule that starts on `date`, whether or not the rule
    /// covers that date. None if a change of clocks leaves nothing of it.
    #[must_use]
    pub fn on(&self, date: Date, zone: &TimeZone) -> Option<Span> {
        let end_date = if self.ends <= self.starts {
            date.tomorrow().ok()?
        } else {
            date
        };
        let start = start_instant(date.to_datetime(self.starts), zone)?;
        let end = end_instant(end_date.to_datetime(self.ends), zone)?;
        Span::new(start, end).ok()
    }
}

impl Closure {
    /// The instants that are closed.
    #[must_use]
    pub fn span(&self, zone: &TimeZone) -> Option<Span> {
        if self.ends <= self.starts {
            return None;
        }
        let start = closing_instant(self.starts, zone)?;
        let end = end_instant(self.ends, zone)?;
        Span::new(start, end).ok()
    }
}

impl WorkingHours {
    /// The hours of `practitioner` on every date from `first` to `last`, both
    /// included, in the location's `zone`. Rules and closures of others are
    /// left out, so the clinic's whole lists can be given.
    ///
    /// A day more is taken at either end, for shifts that reach over midnight
    /// and visits that run on into the next day's shift. So the hours of two
    /// ranges agree on every date that is in both.
    #[must_use]
    pub fn expand(
        practitioner: PractitionerId,
        rules: &[ShiftRule],
        closures: &[Closure],
        (first, last): (Date, Date),
        zone: &TimeZone,
    ) -> Self {
        let rules: Vec<_> = rules
            .iter()
            .filter(|rule| rule.practitioner == practitioner)
            .collect();
        let from = first.yesterday().unwrap_or(first);
        let until = last.tomorrow().unwrap_or(last);
        let mut shifts: Vec<Span> = dates(from, until)
            .flat_map(|date| rules.iter().map(move |rule| (date, rule)))
            .filter(|(date, rule)| rule.covers(*date))
            .filter_map(|(date, rule)| rule.on(date, zone))
            .collect();
        shifts.sort_unstable();
        let closed = closures
            .iter()
            .filter(|closure| closure.practitioner.is_none_or(|who| who == practitioner))
            // Local dates and instants differ by less than a day, so two days
            // of margin keep every closure that can matter.
            .filter(|closure| closure.starts.date() <= until.saturating_add(TWO_DAYS))
            .filter(|closure| closure.ends.date() >= from.saturating_sub(TWO_DAYS))
            .filter_map(|closure| closure.span(zone))
            .collect();
        let open = span::subtract(&span::merge(shifts.clone()), &span::merge(closed));
        Self {
            practitioner,
            open,
            shifts,
        }
    }

    /// Whose hours these are.
    #[must_use]
    pub fn practitioner(&self) -> PractitionerId {
        self.practitioner
    }

    /// The time at work: shifts that overlap or touch are one, closures are
    /// cut out. Sorted, nothing overlaps or touches.
    #[must_use]
    pub fn open(&self) -> &[Span] {
        &self.open
    }

    /// Each shift as its rule gives it, sorted, closures not cut out. Their
    /// starts anchor the grid of start times, so a closure doesn't shift the
    /// times of the rest of the day.
    #[must_use]
    pub fn shifts(&self) -> &[Span] {
        &self.shifts
    }
}

const TWO_DAYS: SignedDuration = SignedDuration::from_hours(48);

/// The dates from `first` to `last`, both included.
fn dates(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.tomorrow().ok())
        .take_while(move |date| *date <= last)
}

fn start_instant(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(wall).compatible().ok()
}

fn end_instant(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let reading = zone.to_ambiguous_timestamp(wall);
    if is_fold(reading.offset()) {
        let just_before = wall.checked_sub(SignedDuration::from_nanos(1)).ok()?;
        if !is_fold(zone.to_ambiguous_timestamp(just_before).offset()) {
            return reading.earlier().ok();
        }
    }
    // "Later" is the second of two, and in a gap the compatible one.
    reading.later().ok()
}

fn closing_instant(wall: DateTime, zone: &TimeZone) -> Option<Timestamp> {
    let reading = zone.to_ambiguous_timestamp(wall);
    if !matches!(reading.offset(), AmbiguousOffset::Gap { .. }) {
        return reading.earlier().ok();
    }
    // The change of clocks is the last one at or before the later reading.
    let after = reading
        .later()
        .ok()?
        .checked_add(SignedDuration::from_nanos(1))
        .ok()?;
    Some(zone.preceding(after).next()?.timestamp())
}

fn is_fold(offset: AmbiguousOffset) -> bool {
    matches!(offset, AmbiguousOffset::Fold { .. })
}

#[cfg(test)]
mod tests;

//! Stretches of dates: months, and how far a search looks.

use domain::slots::{self, Slot};
use jiff::SignedDuration;
use jiff::civil::Date;

use super::Choice;
use crate::authz::Look;
use crate::failure::Failure;
use crate::schedule::{Own, Schedule};

/// The `n` soonest times from a date on, as [`slots::soonest`] chooses them among those
/// of the first stretch of dates that has enough.
pub(super) async fn search(
    look: &mut Look,
    schedule: &Schedule,
    choice: Choice,
    from: Date,
    n: usize,
    own: Own,
) -> Result<Vec<Slot>, Failure> {
    let mut found = Vec::new();
    for dates in Windows::from(from, schedule) {
        found.extend(
            schedule
                .diary(&mut **look, choice, dates, own)
                .await?
                .offers(),
        );
        if found.len() >= n {
            break;
        }
    }
    Ok(slots::soonest(&found, n, &schedule.zone))
}
/// Stretches of dates up to the horizon, each twice as long as the one before: a
/// clinic with free times soon costs one short read, a full one a handful.
pub(crate) struct Windows {
    from: Date,
    last: Date,
    days: i64,
}

impl Windows {
    pub(crate) fn from(from: Date, schedule: &Schedule) -> Self {
        Self {
            from: from.max(schedule.today()),
            last: schedule.last_date(),
            days: 14,
        }
    }
}

impl Iterator for Windows {
    type Item = (Date, Date);

    fn next(&mut self) -> Option<(Date, Date)> {
        if self.from > self.last {
            return None;
        }
        let after = self
            .from
            .saturating_add(SignedDuration::from_hours(24 * self.days));
        let dates = (self.from, after.yesterday().unwrap_or(after).min(self.last));
        self.from = after;
        self.days *= 2;
        Some(dates)
    }
}

/// A month of a year; orders by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Month {
    pub(super) year: i16,
    pub(super) month: i8,
}

impl Month {
    pub(super) fn of(date: Date) -> Self {
        Self {
            year: date.year(),
            month: date.month(),
        }
    }

    /// Its first day; of a month that doesn't exist, the last day there is.
    pub(super) fn first(self) -> Date {
        Date::new(self.year, self.month, 1).unwrap_or(Date::MAX)
    }

    pub(super) fn last(self) -> Date {
        self.first().last_of_month()
    }

    pub(super) fn next(self) -> Self {
        Self::of(self.last().tomorrow().unwrap_or(Date::MAX))
    }

    pub(super) fn dates(self) -> impl Iterator<Item = Date> {
        let last = self.last();
        std::iter::successors(Some(self.first()), |date| date.tomorrow().ok())
            .take_while(move |date| *date <= last)
    }
}

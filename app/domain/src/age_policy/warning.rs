//! How early people are told of a birthday that changes what somebody may do.

use jiff::civil::Date;

use super::{AgePolicy, Coming};
use crate::person::BirthDate;
use crate::warning::Turns;

/// A birthday that people are told of today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warned {
    /// What it brings, and when.
    pub coming: Coming,
    /// Which of the warnings is due: how many days before the birthday its turn begins; 0 on
    /// the birthday itself.
    pub turn: u8,
}

impl AgePolicy {
    /// The birthday of somebody born then of which people are told today.
    #[must_use]
    pub fn warned(&self, born_on: BirthDate, today: Date) -> Option<Warned> {
        self.steps.iter().find_map(|step| {
            let on = self.birthday(born_on, step.from_age)?;
            let coming = Coming { step: *step, on };
            let turn = Turns::BIRTHDAY.turn(on, today)?;
            Some(Warned { coming, turn })
        })
    }

    /// The birth dates, from the first to the last, among which are all whose birthday at an
    /// age people are told of today.
    pub fn born_for_warnings(&self, today: Date) -> impl Iterator<Item = (Date, Date)> + '_ {
        // A day more on both sides, for birthdays that 29 February moves.
        let ahead = i64::from(Turns::BIRTHDAY.earliest()) + 1;
        let behind = i64::from(Turns::BIRTHDAY.late()) + 1;
        self.steps.iter().filter_map(move |step| {
            let span = jiff::Span::new();
            let years = span.years(i64::from(step.from_age));
            let first = today.checked_sub(span.days(behind)).ok()?;
            let last = today.checked_add(span.days(ahead)).ok()?;
            Some((
                first.checked_sub(years).ok()?,
                last.checked_sub(years).ok()?,
            ))
        })
    }
}

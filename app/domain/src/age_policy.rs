//! What a patient's age changes for those who act for them: a table that a clinic edits.
//!
//! Everything is counted in the clinic's dates: a step is reached as its birthday begins
//! there. An access that the patient gives, or that staff confirm, on that day or later is
//! none that the step ends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::{Abilities, Preset};
use crate::limits;
use crate::person::BirthDate;

mod presets;
mod typed;
mod warning;
mod written;

pub use presets::PolicyPreset;
pub use typed::{TypedPolicy, TypedRow};
pub use warning::Warned;

/// What happens at an age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeEffect {
    /// Guardians may book and are told, and do no more; confidential visits are hidden.
    BookingsOnly,
    /// The young person is asked who shall go on, and may take any access back.
    Ask,
    /// What was given before gives nothing until staff have confirmed it.
    Review,
    /// What was given before ends.
    End,
}

impl AgeEffect {
    /// All of them, from the mildest on.
    pub const ALL: [Self; 4] = [Self::BookingsOnly, Self::Ask, Self::Review, Self::End];

    /// The stored form, and the one of a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BookingsOnly => "bookings_only",
            Self::Ask => "ask",
            Self::Review => "review",
            Self::End => "end",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|effect| effect.as_str() == text)
    }
}

/// What happens from an age on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeStep {
    /// The age in whole years.
    pub from_age: u8,
    /// What happens.
    pub effect: AgeEffect,
}

/// When somebody born on 29 February has their birthday in other years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeapBirthday {
    /// On 28 February.
    February28,
    /// On 1 March.
    #[default]
    March1,
}

impl LeapBirthday {
    /// The stored form, and the one of a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::February28 => "february_28",
            Self::March1 => "march_1",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::February28, Self::March1]
            .into_iter()
            .find(|day| day.as_str() == text)
    }
}

/// Why rows are no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{}", self.code())]
pub enum NotAPolicy {
    /// More rows than a table has.
    TooMany,
    /// Two rows for one age.
    AgeTwice,
    /// An age outside of the bounds.
    AgeOutOfBounds,
    /// A row after the one that ends every access.
    AfterTheEnd,
    /// No row ends what guardians were given: nobody would ever be of age.
    NoEnd,
}

impl NotAPolicy {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::AgeTwice => "age_twice",
            Self::AgeOutOfBounds => "age_out_of_bounds",
            Self::AfterTheEnd => "after_the_end",
            Self::NoEnd => "no_end",
        }
    }
}

/// A clinic's table: its rows from the youngest age on, the last one ending every access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgePolicy {
    steps: Vec<AgeStep>,
    leap: LeapBirthday,
}

/// What age has made of an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aged {
    /// Nothing.
    Unchanged,
    /// It gives these at most.
    Narrowed(Abilities),
    /// It waits for staff.
    ToReview,
    /// It is over.
    Ended,
}

/// A step that lies ahead, or is reached today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The step.
    pub step: AgeStep,
    /// Its birthday.
    pub on: Date,
}

impl AgePolicy {
    /// A table of these rows, in any order.
    ///
    /// # Errors
    /// [`NotAPolicy`].
    pub fn new(mut steps: Vec<AgeStep>, leap: LeapBirthday) -> Result<Self, NotAPolicy> {
        if steps.len() > limits::AGE_STEPS_MAX {
            return Err(NotAPolicy::TooMany);
        }
        let bounds = limits::AGE_STEP_YEARS_MIN..=limits::AGE_STEP_YEARS_MAX;
        if steps.iter().any(|step| !bounds.contains(&step.from_age)) {
            return Err(NotAPolicy::AgeOutOfBounds);
        }
        steps.sort_by_key(|step| step.from_age);
        let pairs = steps.iter().zip(steps.iter().skip(1));
        if pairs.into_iter().any(|(a, b)| a.from_age == b.from_age) {
            return Err(NotAPolicy::AgeTwice);
        }
        let end = steps.iter().position(|step| step.effect == AgeEffect::End);
        match end {
            None => Err(NotAPolicy::NoEnd),
            Some(end) if end + 1 < steps.len() => Err(NotAPolicy::AfterTheEnd),
            Some(_) => Ok(Self { steps, leap }),
        }
    }

    /// Its rows, the youngest age first.
    #[must_use]
    pub fn steps(&self) -> &[AgeStep] {
        &self.steps
    }

    /// When somebody born on 29 February has their birthday.
    #[must_use]
    pub fn leap(&self) -> LeapBirthday {
        self.leap
    }

    /// The day on which somebody becomes `age`, by the clinic's rule for 29 February; none
    /// after the end of the calendar.
    #[must_use]
    pub fn birthday(&self, born_on: BirthDate, age: u8) -> Option<Date> {
        let born = born_on.date();
        let year = born.year().checked_add(i16::from(age))?;
        Date::new(year, born.month(), born.day())
            .or_else(|_| match self.leap {
                LeapBirthday::February28 => Date::new(year, 2, 28),
                LeapBirthday::March1 => Date::new(year, 3, 1),
            })
            .ok()
    }

    fn reached(&self, born_on: BirthDate, today: Date) -> impl Iterator<Item = Coming> {
        let on = move |step: &AgeStep| {
            let on = self.birthday(born_on, step.from_age)?;
            Some(Coming { step: *step, on })
        };
        let reached = move |step: &Coming| step.on <= today;
        self.steps.iter().filter_map(on).filter(reached)
    }

    /// What age has made by `today` of an access that was given or last confirmed on
    /// `confirmed_on`.
    #[must_use]
    pub fn aged(&self, born_on: BirthDate, confirmed_on: Date, today: Date) -> Aged {
        let mut aged = Aged::Unchanged;
        for Coming { step, on } in self.reached(born_on, today) {
            aged = match step.effect {
                AgeEffect::BookingsOnly if aged == Aged::ToReview => aged,
                AgeEffect::BookingsOnly => Aged::Narrowed(Preset::Bookings.abilities()),
                AgeEffect::Ask => aged,
                AgeEffect::Review if confirmed_on < on => Aged::ToReview,
                AgeEffect::Review => aged,
                AgeEffect::End if confirmed_on < on => Aged::Ended,
                // Of age, they gave it themself: what was made narrow for a child is no
                // longer.
                AgeEffect::End => Aged::Unchanged,
            };
        }
        aged
    }

    /// Whether every access that was given before has ended by `today`.
    #[must_use]
    pub fn is_of_age(&self, born_on: BirthDate, today: Date) -> bool {
        self.reached(born_on, today)
            .any(|reached| reached.step.effect == AgeEffect::End)
    }

    /// Whether no step at all is reached on `today`.
    #[must_use]
    pub fn is_before_steps(&self, born_on: BirthDate, today: Date) -> bool {
        self.reached(born_on, today).next().is_none()
    }

    /// The next step after `today`, if one is left.
    #[must_use]
    pub fn coming(&self, born_on: BirthDate, today: Date) -> Option<Coming> {
        self.steps
            .iter()
            .filter_map(|step| {
                let on = self.birthday(born_on, step.from_age)?;
                Some(Coming { step: *step, on })
            })
            .find(|coming| today < coming.on)
    }
}

#[cfg(test)]
mod tests;

//! The table as somebody types it, row by row.

use super::{AgeEffect, AgePolicy, AgeStep, LeapBirthday};
use crate::limits;
use crate::person::Invalid;
use crate::refusal::FieldErrors;

/// A row as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedRow {
    /// The age.
    pub age: String,
    /// The word of what happens.
    pub effect: String,
}

impl TypedRow {
    fn is_empty(&self) -> bool {
        self.age.trim().is_empty() && self.effect.is_empty()
    }
}

/// A table as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPolicy {
    /// Its rows, from the top; those that are empty count for nothing.
    pub rows: [TypedRow; limits::AGE_STEPS_MAX],
    /// The word of when a birthday on 29 February is.
    pub leap: String,
}

impl TypedPolicy {
    /// A table as a form shows it.
    #[must_use]
    pub fn of(steps: &[AgeStep], leap: LeapBirthday) -> Self {
        let mut rows = <[TypedRow; limits::AGE_STEPS_MAX]>::default();
        for (row, step) in rows.iter_mut().zip(steps) {
            row.age = step.from_age.to_string();
            step.effect.as_str().clone_into(&mut row.effect);
        }
        let leap = leap.as_str().to_owned();
        Self { rows, leap }
    }

    /// The names of a row's two fields, the first row being 1.
    #[must_use]
    pub fn names(row: usize) -> (String, String) {
        (format!("age_{row}"), format!("effect_{row}"))
    }

    /// Reads it: each row older than the one above it, and the last one ends everything.
    ///
    /// # Errors
    /// What is wrong with which field.
    pub fn read(&self) -> Result<AgePolicy, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut steps: Vec<AgeStep> = Vec::new();
        let last = self.rows.iter().rposition(|row| !row.is_empty());
        for (place, row) in self.rows.iter().enumerate() {
            // Of an empty table, the first row is the one that is missing.
            if row.is_empty() && (place > 0 || last.is_some()) {
                continue;
            }
            let (age_name, effect_name) = Self::names(place + 1);
            let above = steps.last().map(|step| step.from_age);
            let from_age = errors.take(&age_name, age(&row.age, above));
            let ends_here = last.unwrap_or(place) == place;
            let effect = errors.take(&effect_name, effect(&row.effect, ends_here));
            if let (Some(from_age), Some(effect)) = (from_age, effect) {
                steps.push(AgeStep { from_age, effect });
            }
        }
        let leap = LeapBirthday::parse(&self.leap).ok_or(Invalid::NotAChoice);
        match errors.take("leap", leap) {
            Some(leap) if errors.is_empty() => AgePolicy::new(steps, leap)
                .map_err(|_| FieldErrors::one(&Self::names(1).0, Invalid::OutOfOrder)),
            _ => Err(errors),
        }
    }
}

fn age(typed: &str, above: Option<u8>) -> Result<u8, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Invalid::Missing);
    }
    if !typed.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Invalid::Malformed);
    }
    // A number without end is none that an age could be.
    let age = typed.parse().map_err(|_| Invalid::OutOfBounds)?;
    if !(limits::AGE_STEP_YEARS_MIN..=limits::AGE_STEP_YEARS_MAX).contains(&age) {
        return Err(Invalid::OutOfBounds);
    }
    match above {
        Some(above) if age <= above => Err(Invalid::OutOfOrder),
        _ => Ok(age),
    }
}

fn effect(typed: &str, last: bool) -> Result<AgeEffect, Invalid> {
    if typed.is_empty() {
        return Err(Invalid::Missing);
    }
    let effect = AgeEffect::parse(typed).ok_or(Invalid::NotAChoice)?;
    if (effect == AgeEffect::End) == last {
        Ok(effect)
    } else {
        Err(Invalid::OutOfOrder)
    }
}

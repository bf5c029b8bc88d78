//! A table in one line: what a form says that it was made of, and the audit what it became.

use super::{AgeEffect, AgePolicy, AgeStep, LeapBirthday, PolicyPreset};

impl AgePolicy {
    /// The table in words: `12.bookings_only 18.end march_1`.
    #[must_use]
    pub fn to_words(&self) -> String {
        let mut words = String::new();
        for AgeStep { from_age, effect } in &self.steps {
            words.push_str(&format!("{from_age}.{} ", effect.as_str()));
        }
        words + self.leap.as_str()
    }

    /// Reads them; none for what is no table.
    #[must_use]
    pub fn parse(words: &str) -> Option<Self> {
        let (steps, leap) = words.rsplit_once(' ')?;
        let step = |word: &str| {
            let (age, effect) = word.split_once('.')?;
            Some(AgeStep {
                from_age: age.parse().ok()?,
                effect: AgeEffect::parse(effect)?,
            })
        };
        let steps: Option<Vec<AgeStep>> = steps.split(' ').map(step).collect();
        Self::new(steps?, LeapBirthday::parse(leap)?).ok()
    }

    /// The table with a name whose rows these are.
    #[must_use]
    pub fn preset(&self) -> Option<PolicyPreset> {
        PolicyPreset::ALL
            .into_iter()
            .find(|preset| preset.steps() == self.steps)
    }
}

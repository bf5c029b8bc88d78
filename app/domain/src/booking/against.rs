//! What speaks against a booking by staff: as the page showed it, and as the commit finds it.
//!
//! Staff agree to what they were shown. What has come to speak against it since, another
//! rule or another visit at that time, they haven't agreed to, however sure they were.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::BookRefusal;
use crate::id::AppointmentId;

/// The rules that are broken, by their codes, and the visits that it would stand over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Against {
    rules: BTreeSet<String>,
    /// With the millisecond of its start: one that has moved is another one.
    over: BTreeSet<(AppointmentId, i64)>,
}

impl Against {
    /// These rules and these visits, in whatever order.
    #[must_use]
    pub fn new<'a>(
        rules: impl IntoIterator<Item = &'a BookRefusal>,
        over: impl IntoIterator<Item = (AppointmentId, Timestamp)>,
    ) -> Self {
        let over = over.into_iter();
        Self {
            rules: rules.into_iter().map(|rule| rule.code().into()).collect(),
            over: over.map(|(id, at)| (id, at.as_millisecond())).collect(),
        }
    }

    /// Whether whoever was shown this was shown all of `current`. What speaks against it no
    /// longer asks for nothing.
    #[must_use]
    pub fn covers(&self, current: &Self) -> bool {
        self.rules.is_superset(&current.rules) && self.over.is_superset(&current.over)
    }

    /// The form that stands in a form's field: `outside_hours {visit}@{milliseconds}`.
    #[must_use]
    pub fn to_field(&self) -> String {
        let rules = self.rules.iter().cloned();
        let over = self.over.iter().map(|(id, at)| format!("{id}@{at}"));
        rules.chain(over).collect::<Vec<_>>().join(" ")
    }

    /// Reads the form that stands in a form's field. In what no page of ours wrote, nothing
    /// was shown.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut read = Self::default();
        let words = text.split(' ').filter(|_| !text.is_empty());
        for word in words {
            if read.take(word).is_none() {
                return Self::default();
            }
        }
        read
    }

    fn take(&mut self, word: &str) -> Option<()> {
        if let Some((id, at)) = word.split_once('@') {
            self.over.insert((id.parse().ok()?, at.parse().ok()?));
            return Some(());
        }
        let is_code = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
        if word.is_empty() || !word.bytes().all(is_code) {
            return None;
        }
        self.rules.insert(word.to_owned());
        Some(())
    }
}

#[cfg(test)]
mod tests;

//! What an account may do for a patient.
//!
//! "Self" is an access like any other: the account of the patient. The table of
//! presets for guardians and the age steps come with family access; a self access
//! holds every ability.

use serde::{Deserialize, Serialize};

/// What the person behind the account is to the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The patient themself.
    Myself,
    /// Somebody who acts for them.
    Guardian,
}

impl Relation {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Myself => "self",
            Self::Guardian => "guardian",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Myself, Self::Guardian]
            .into_iter()
            .find(|relation| relation.as_str() == text)
    }
}

/// One thing an account may do for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// See when the patient has appointments.
    ViewAppointments,
    /// Book for the patient.
    Book,
    /// Cancel, and take the cancelling back.
    Cancel,
    /// See and change how the patient is reached.
    EditContact,
    /// Move to another time, and take the move back.
    Reschedule,
}

/// The abilities that a live access of this relation gives.
#[must_use]
pub const fn may(relation: Relation, ability: Ability) -> bool {
    match (relation, ability) {
        (
            Relation::Myself,
            Ability::ViewAppointments
            | Ability::Book
            | Ability::Cancel
            | Ability::EditContact
            | Ability::Reschedule,
        ) => true,
        // A guardian's abilities are granted one by one with the invitation; the bare
        // relation gives none.
        (
            Relation::Guardian,
            Ability::ViewAppointments
            | Ability::Book
            | Ability::Cancel
            | Ability::EditContact
            | Ability::Reschedule,
        ) => false,
    }
}

#[cfg(test)]
mod tests;

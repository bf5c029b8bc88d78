//! What an account may do for a patient, and for how long.
//!
//! "Self" is an access like any other: the account of the patient, with every ability.
//! A guardian has the abilities that were given to them one by one, and less where their
//! access has an end date, waits for a review, or the patient has grown older
//! ([`crate::age_policy`]). Who may give what to whom stands with the use cases.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::age_policy::{AgePolicy, Aged};
use crate::person::BirthDate;

mod abilities;
mod words;

pub use abilities::{Abilities, Preset};
pub use words::{Basis, EndedBy, Kinship, Relation};

/// One thing an account may do for a patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ability {
    /// See when the patient has appointments.
    ViewAppointments,
    /// Book for the patient.
    Book,
    /// Move to another time, and take the move back.
    Reschedule,
    /// Cancel, and take the cancelling back.
    Cancel,
    /// See and change how the patient is reached.
    EditContact,
    /// Get the mails about the patient's appointments.
    ReceiveNotices,
    /// Invite others, and take back what they were given.
    ManageAccess,
}

/// What a guardian was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What they may do.
    pub abilities: Abilities,
    /// On what ground, if that was recorded.
    pub basis: Option<Basis>,
    /// The clinic's date on which it was given, or last confirmed.
    pub confirmed_on: Date,
    /// The last date on which it works, if it has one.
    pub until_on: Option<Date>,
    /// Whether the patient's age changes it.
    pub with_age: WithAge,
    /// Whether it works, or waits for somebody to look at it.
    pub standing: Standing,
}

/// Whether the patient's age changes an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithAge {
    /// As the clinic's table says.
    Changes,
    /// Legal guardianship goes on whatever the age.
    Continues,
}

/// Whether an access that was given works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Given,
    /// It gives nothing until staff have looked at it.
    Suspended,
}

/// Whether visits at confidential services are among what an access shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidential {
    /// They are.
    Shown,
    /// They are not, and nothing counts them.
    Hidden,
}

/// What an access allows on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// What may be done.
    pub abilities: Abilities,
    /// Whether confidential visits are seen.
    pub confidential: Confidential,
}

impl Rights {
    /// No right at all.
    pub const NONE: Self = Self {
        abilities: Abilities::NONE,
        confidential: Confidential::Hidden,
    };
}

/// What a patient's own account allows: everything, at any age.
#[must_use]
pub const fn own_rights(standing: Standing) -> Rights {
    match standing {
        Standing::Given => Rights {
            abilities: Abilities::ALL,
            confidential: Confidential::Shown,
        },
        Standing::Suspended => Rights::NONE,
    }
}

/// The ground on which somebody who is this to a child, and says that they may manage the
/// child's care, acts for a profile that they have just added themself. Others than those who
/// commonly have it are given none, and so don't say who else has access.
#[must_use]
pub const fn claimed_basis(kinship: Kinship) -> Option<Basis> {
    match kinship {
        Kinship::Mother
        | Kinship::Father
        | Kinship::Parent
        | Kinship::Guardian
        | Kinship::FosterCarer => Some(Basis::ParentalResponsibility),
        Kinship::Grandparent
        | Kinship::Partner
        | Kinship::Child
        | Kinship::Sibling
        | Kinship::Carer
        | Kinship::Other => None,
    }
}

/// What a grant allows on `today`, the clinic's date, to act for somebody born on `born_on`.
///
/// An unknown birth date reaches no age step, but is no child's either: confidential visits
/// stay hidden from a guardian, and nobody manages access without a recorded basis.
#[must_use]
pub fn guardian_rights(
    grant: &Grant,
    born_on: Option<BirthDate>,
    policy: &AgePolicy,
    today: Date,
) -> Rights {
    let over = grant.until_on.is_some_and(|until| until < today);
    if over || grant.standing == Standing::Suspended {
        return Rights::NONE;
    }
    let aged = match (grant.with_age, born_on) {
        (WithAge::Changes, Some(born_on)) => policy.aged(born_on, grant.confirmed_on, today),
        (WithAge::Continues, _) | (_, None) => Aged::Unchanged,
    };
    let given = match aged {
        Aged::Unchanged => grant.abilities,
        Aged::Narrowed(most) => grant.abilities.and(most),
        Aged::ToReview | Aged::Ended => return Rights::NONE,
    };
    let grown = born_on.is_some_and(|born_on| policy.is_of_age(born_on, today));
    let abilities = if grant.basis.is_some() || grown {
        given
    } else {
        given.without(Ability::ManageAccess)
    };
    let child = born_on.is_some_and(|born_on| policy.is_before_steps(born_on, today));
    Rights {
        abilities,
        confidential: if child {
            Confidential::Shown
        } else {
            Confidential::Hidden
        },
    }
}

#[cfg(test)]
mod tests;

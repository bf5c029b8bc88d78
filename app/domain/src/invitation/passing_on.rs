//! What somebody may let others do for a patient, and for how long.
//!
//! Whoever may say who has access gives away no more than they have, and never that very
//! right: on what ground somebody manages access to a patient is for the clinic to record.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::access::{Abilities, Ability, Preset};

/// For how long an access is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Length {
    /// For two weeks: a holiday, a stay with the grandparents.
    TwoWeeks,
    /// For three months: a treatment.
    ThreeMonths,
    /// Until somebody ends it.
    Open,
}

impl Length {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::TwoWeeks, Self::ThreeMonths, Self::Open];

    /// The one of a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TwoWeeks => "two_weeks",
            Self::ThreeMonths => "three_months",
            Self::Open => "open",
        }
    }

    /// Reads a form's field.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }

    /// The last date on which an access works that is given on `today`, the clinic's date; none
    /// where it has no end, or at the end of time.
    #[must_use]
    pub fn last_date(self, today: Date) -> Option<Date> {
        match self {
            Self::TwoWeeks => today.checked_add(14.days()).ok(),
            Self::ThreeMonths => today.checked_add(3.months()).ok(),
            Self::Open => None,
        }
    }
}

/// Whether somebody who may do `mine` for a patient may let somebody else do `offered`.
#[must_use]
pub const fn may_pass_on(mine: Abilities, offered: Abilities) -> bool {
    mine.has(Ability::ManageAccess)
        && !offered.is_empty()
        && !offered.has(Ability::ManageAccess)
        && offered.are_within(mine)
}

/// The sets with a name that somebody who may do `mine` may give away, in their order.
pub fn passable(mine: Abilities) -> impl Iterator<Item = Preset> {
    Preset::ALL
        .into_iter()
        .filter(move |preset| may_pass_on(mine, preset.abilities()))
}

//! Sets of abilities, and the sets that have a name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Ability;

impl Ability {
    /// All of them, in the order in which they are listed and stored.
    pub const ALL: [Self; 7] = [
        Self::ViewAppointments,
        Self::Book,
        Self::Reschedule,
        Self::Cancel,
        Self::EditContact,
        Self::ReceiveNotices,
        Self::ManageAccess,
    ];

    /// The stored form, and the one of a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ViewAppointments => "view_appointments",
            Self::Book => "book",
            Self::Reschedule => "reschedule",
            Self::Cancel => "cancel",
            Self::EditContact => "edit_contact",
            Self::ReceiveNotices => "receive_notices",
            Self::ManageAccess => "manage_access",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|ability| ability.as_str() == text)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of abilities.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Abilities(u8);

/// The text names something that is no ability, or one of them twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a set of abilities")]
pub struct NotAbilities;

impl Abilities {
    /// None at all.
    pub const NONE: Self = Self(0);
    /// Every one.
    pub const ALL: Self = Self::of(&Ability::ALL);

    /// These.
    #[must_use]
    pub const fn of(abilities: &[Ability]) -> Self {
        let mut bits = 0;
        let mut rest = abilities;
        while let [first, others @ ..] = rest {
            bits |= first.bit();
            rest = others;
        }
        Self(bits)
    }

    /// Whether `ability` is among them.
    #[must_use]
    pub const fn has(self, ability: Ability) -> bool {
        self.0 & ability.bit() != 0
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These and `ability`.
    #[must_use]
    pub const fn with(self, ability: Ability) -> Self {
        Self(self.0 | ability.bit())
    }

    /// These without `ability`.
    #[must_use]
    pub const fn without(self, ability: Ability) -> Self {
        Self(self.0 & !ability.bit())
    }

    /// Those that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether each of these is among `other`.
    #[must_use]
    pub const fn are_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// In their order.
    pub fn iter(self) -> impl Iterator<Item = Ability> {
        Ability::ALL
            .into_iter()
            .filter(move |ability| self.has(*ability))
    }

    /// The stored form: their words in their order, a blank between them.
    #[must_use]
    pub fn to_words(self) -> String {
        let words: Vec<&str> = self.iter().map(Ability::as_str).collect();
        words.join(" ")
    }

    /// Reads the stored form, and no second spelling of it.
    ///
    /// # Errors
    /// [`NotAbilities`].
    pub fn parse(text: &str) -> Result<Self, NotAbilities> {
        let mut all = Self::NONE;
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            all = all.with(Ability::parse(word).ok_or(NotAbilities)?);
        }
        if all.to_words() == text {
            Ok(all)
        } else {
            Err(NotAbilities)
        }
    }

    /// What goes without saying where these are given: nobody books, moves or cancels what
    /// they can't see.
    #[must_use]
    pub const fn completed(self) -> Self {
        let acts = Self::of(&[Ability::Book, Ability::Reschedule, Ability::Cancel]);
        if self.and(acts).is_empty() {
            self
        } else {
            self.with(Ability::ViewAppointments)
        }
    }
}

impl TryFrom<String> for Abilities {
    type Error = NotAbilities;
    fn try_from(text: String) -> Result<Self, NotAbilities> {
        Self::parse(&text)
    }
}

impl From<Abilities> for String {
    fn from(abilities: Abilities) -> Self {
        abilities.to_words()
    }
}

impl fmt::Debug for Abilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// A set of abilities that has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Everything.
    Full,
    /// To see, book, move and cancel, and to be told.
    Bookings,
    /// To see.
    View,
    /// To be told.
    Notices,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Full, Self::Bookings, Self::View, Self::Notices];

    /// What it gives.
    #[must_use]
    pub const fn abilities(self) -> Abilities {
        match self {
            Self::Full => Abilities::ALL,
            Self::Bookings => Abilities::of(&[
                Ability::ViewAppointments,
                Ability::Book,
                Ability::Reschedule,
                Ability::Cancel,
                Ability::ReceiveNotices,
            ]),
            Self::View => Abilities::of(&[Ability::ViewAppointments]),
            Self::Notices => Abilities::of(&[Ability::ReceiveNotices]),
        }
    }

    /// The one that gives exactly these, if one does.
    #[must_use]
    pub fn of(abilities: Abilities) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|preset| preset.abilities() == abilities)
    }
}

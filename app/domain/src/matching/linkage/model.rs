//! The weights: how people differ from themselves over time, how slips happen, and how
//! people differ from those whom they live with.
//!
//! A pair is explained in competing ways: one person whose details are as they were, one
//! person whose life has changed, twins, other sisters and brothers, parent and child, a
//! child named after a parent, a couple, others in one household, or strangers. Each way
//! says how often the two *share* a name, a phone number, an address and so on; whatever
//! is shared went through the same slips of the keyboard ([`Slips`]), whatever is not
//! is as with strangers. So a phone number, an e-mail and an address that agree speak
//! for one person and for one family alike, and only what tells these apart decides.

use serde::{Deserialize, Serialize};

use super::contact::ContactAlike;
use super::date::DateAlike;
use super::evidence::{Outcome, PartAlike};
use super::place::{PlaceAlike, StreetAlike};

/// Goes up when [`Model`] gets another form, or a number in it another meaning: weights that
/// were estimated before say nothing from then on.
pub const RULES_OF_WEIGHTS: i64 = 1;

/// Ways to explain a pair other than that they are strangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kin {
    /// One person, as before.
    Same,
    /// One person who has moved, married or changed the phone since.
    Changed,
    /// One person, written down with little care.
    Careless,
    /// Twins.
    Twin,
    /// Sisters or brothers.
    Sibling,
    /// Parent and child.
    Parent,
    /// Parent and child of the same name.
    Junior,
    /// A couple.
    Spouse,
    /// Others in one household.
    Household,
}

impl Kin {
    /// Every way.
    pub const ALL: [Self; 9] = [
        Self::Same,
        Self::Changed,
        Self::Careless,
        Self::Twin,
        Self::Sibling,
        Self::Parent,
        Self::Junior,
        Self::Spouse,
        Self::Household,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Careless => "careless",
            Self::Twin => "twin",
            Self::Sibling => "sibling",
            Self::Parent => "parent",
            Self::Junior => "junior",
            Self::Spouse => "spouse",
            Self::Household => "household",
        }
    }

    /// Whether it is one person.
    #[must_use]
    pub const fn is_same(self) -> bool {
        matches!(self, Self::Same | Self::Changed | Self::Careless)
    }
}

/// How often two share what, 0 to 1, and how many such others a patient has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Relation {
    /// Which.
    pub kin: Kin,
    /// How many other profiles stand so to a profile.
    pub others: f64,
    /// The given name.
    pub given: f64,
    /// The family name, where neither is a woman.
    pub family: f64,
    /// The family name, where one is a woman.
    pub family_of_women: f64,
    /// The birth date.
    pub born: f64,
    /// The sex as noted.
    pub sex: f64,
    /// The phone number.
    pub phone: f64,
    /// The e-mail address.
    pub email: f64,
    /// House and street.
    pub home: f64,
    /// The record number.
    pub record_number: f64,
    /// How many times as often what is shared is written with a slip.
    pub slips: f64,
}

impl Relation {
    /// How often a shared value comes out at this level, of which `usual` is how often it
    /// is with usual care, and `equal` how often no slip happens then.
    pub(super) fn with_care(&self, usual: f64, is_equal: bool, equal: f64) -> f64 {
        if is_equal {
            (1.0 - self.slips * (1.0 - equal)).max(equal * EQUAL_LEAST)
        } else {
            usual * self.slips
        }
    }
}

/// However little care is taken, so much of what would be written right is.
const EQUAL_LEAST: f64 = 0.3;

/// How a value that two share is written the second time: how often each outcome is.
/// What is missing to 1 is nothing like it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Slips {
    /// Given names: equal, nickname, sounds the same, one letter, begins with the other,
    /// two letters, half of the letters, overlap.
    pub given: [f64; 8],
    /// Family names in the same order; no nicknames.
    pub family: [f64; 8],
    /// Birth dates: equal, day and month swapped, one digit, two digits transposed, year
    /// near, two of three parts, two digits, the year.
    pub born: [f64; 8],
    /// Phone numbers: equal, one digit, two.
    pub phone: [f64; 3],
    /// E-mail addresses: equal, one slip, two, another provider.
    pub email: [f64; 4],
    /// House and street: equal, near, number near, half, same street, another flat, weak.
    pub street: [f64; 7],
    /// Suburb and postcode: equal, near, half, weak.
    pub place: [f64; 4],
}

/// The weights, as data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Where they come from.
    pub source: String,
    /// Patients that the clinic is part of, beyond those it knows.
    pub strangers: f64,
    /// How often names are given in the wrong order.
    pub crossed: f64,
    /// How often words of a name stand in another part of it.
    pub shuffled: f64,
    /// How often who has moved stays in the place.
    pub same_place: f64,
    /// How often who has moved stays in the state.
    pub same_state: f64,
    /// How many others share somebody's house or phone number in a clinic that the
    /// numbers of kin are of; where fewer do, there are fewer kin.
    pub housemates: f64,
    /// How many other profiles have somebody's name and birth date in a clinic that the
    /// numbers of those who are one person are of; where more do, there are more.
    pub doubles: f64,
    /// Of those known twice, how many have moved in a clinic that the number of changed
    /// ones is of; where fewer do, fewer have changed.
    pub movers: f64,
    /// Of those who stayed, how many have the place written another way in a clinic that
    /// the number of carelessly written ones is of.
    pub careless: f64,
    /// The ways to explain a pair.
    pub relations: Vec<Relation>,
    /// How values are written.
    pub slips: Slips,
}

impl Model {
    /// The weights that Kith comes with.
    #[must_use]
    pub fn shipped() -> Self {
        super::shipped::model()
    }
}

impl PartAlike {
    /// Where it stands in [`Slips`]. None for what is no slip: less is known.
    pub(super) const fn place(self) -> Option<usize> {
        Some(match self {
            Self::Equal => 0,
            Self::Nickname => 1,
            Self::Sounds => 2,
            Self::OneLetter => 3,
            Self::Begins => 4,
            Self::TwoLetters => 5,
            Self::Vague => 6,
            Self::Overlap => 7,
            Self::Subset | Self::Initial | Self::Different => return None,
        })
    }
}

impl DateAlike {
    pub(super) const fn place(self) -> Option<usize> {
        Some(match self {
            Self::Equal => 0,
            Self::Swapped => 1,
            Self::OneDigit => 2,
            Self::Transposed => 3,
            Self::YearNear => 4,
            Self::TwoOfThree => 5,
            Self::TwoDigits => 6,
            Self::SameYear => 7,
            Self::YearOnly | Self::Doubtful | Self::Different => return None,
        })
    }
}

impl ContactAlike {
    pub(super) const fn place(self) -> Option<usize> {
        Some(match self {
            Self::Equal => 0,
            Self::OneSlip => 1,
            Self::TwoSlips => 2,
            Self::SameLocal => 3,
            Self::Different => return None,
        })
    }
}

impl StreetAlike {
    pub(super) const fn place(self) -> Option<usize> {
        Some(match self {
            Self::Equal => 0,
            Self::Near => 1,
            Self::NumberNear => 2,
            Self::Half => 3,
            Self::SameStreet => 4,
            Self::OtherFlat => 5,
            Self::Weak => 6,
            Self::NoNumbers | Self::Different => return None,
        })
    }
}

impl PlaceAlike {
    pub(super) const fn place(self) -> Option<usize> {
        Some(match self {
            Self::Equal => 0,
            Self::Near => 1,
            Self::Half => 2,
            Self::Weak => 3,
            Self::Different => return None,
        })
    }
}

/// How often a shared value comes out so; nothing of it left is never, unless `rest`.
impl Slips {
    pub(super) fn given(&self, level: PartAlike) -> f64 {
        name(&self.given, level)
    }

    pub(super) fn family(&self, level: PartAlike) -> f64 {
        name(&self.family, level)
    }

    /// In names that stand in another's place: the family name may be a nickname then.
    pub(super) fn either(&self, level: PartAlike) -> f64 {
        self.given(level).max(self.family(level))
    }

    pub(super) fn born(&self, level: DateAlike) -> f64 {
        match level {
            // Less is known than a date: no slip, and no more than the year agrees.
            DateAlike::YearOnly => 0.5,
            DateAlike::Doubtful => 0.2,
            _ => nth(&self.born, level.place()),
        }
    }

    pub(super) fn phone(&self, level: ContactAlike) -> f64 {
        nth(&self.phone, level.place())
    }

    pub(super) fn email(&self, level: ContactAlike) -> f64 {
        nth(&self.email, level.place())
    }

    pub(super) fn street(&self, level: StreetAlike) -> f64 {
        match level {
            // Less is known than a house: no slip.
            StreetAlike::NoNumbers => nth(&self.street, StreetAlike::Equal.place()),
            StreetAlike::Different => rest(&self.street),
            _ => nth(&self.street, level.place()),
        }
    }

    pub(super) fn place(&self, level: PlaceAlike) -> f64 {
        match level {
            PlaceAlike::Different => rest(&self.place),
            _ => nth(&self.place, level.place()),
        }
    }
}

/// Of a home that is shared, and written so that nothing of it is left.
fn rest(levels: &[f64]) -> f64 {
    (1.0 - levels.iter().sum::<f64>()).max(0.002)
}

impl Model {
    /// How many times likelier a shared given name is to come out so than one of a
    /// stranger; the others likewise.
    pub(super) fn given(&self, relation: &Relation, outcome: Outcome<PartAlike>) -> f64 {
        let usual = self.slips.given(outcome.level);
        let equal = outcome.level == PartAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.given, Some(0))) * outcome.lift
    }

    pub(super) fn family(&self, relation: &Relation, outcome: Outcome<PartAlike>) -> f64 {
        let usual = self.slips.family(outcome.level);
        let equal = outcome.level == PartAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.family, Some(0))) * outcome.lift
    }

    pub(super) fn born(&self, relation: &Relation, outcome: Outcome<DateAlike>) -> f64 {
        let usual = self.slips.born(outcome.level);
        let equal = outcome.level == DateAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.born, Some(0))) * outcome.lift
    }

    pub(super) fn phone(&self, relation: &Relation, outcome: Outcome<ContactAlike>) -> f64 {
        let usual = self.slips.phone(outcome.level);
        let equal = outcome.level == ContactAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.phone, Some(0))) * outcome.lift
    }

    pub(super) fn email(&self, relation: &Relation, outcome: Outcome<ContactAlike>) -> f64 {
        let usual = self.slips.email(outcome.level);
        let equal = outcome.level == ContactAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.email, Some(0))) * outcome.lift
    }

    pub(super) fn street(&self, relation: &Relation, outcome: Outcome<StreetAlike>) -> f64 {
        let usual = self.slips.street(outcome.level);
        let equal = matches!(outcome.level, StreetAlike::Equal | StreetAlike::NoNumbers);
        relation.with_care(usual, equal, nth(&self.slips.street, Some(0))) * outcome.lift
    }

    pub(super) fn place(&self, relation: &Relation, outcome: Outcome<PlaceAlike>) -> f64 {
        let usual = self.slips.place(outcome.level);
        let equal = outcome.level == PlaceAlike::Equal;
        relation.with_care(usual, equal, nth(&self.slips.place, Some(0))) * outcome.lift
    }
}

fn name(levels: &[f64; 8], level: PartAlike) -> f64 {
    match level {
        // Less is known than a name: no slip.
        PartAlike::Subset => 0.35,
        PartAlike::Initial => 0.5,
        _ => nth(levels, level.place()),
    }
}

fn nth(levels: &[f64], place: Option<usize>) -> f64 {
    place.and_then(|at| levels.get(at)).copied().unwrap_or(0.0)
}

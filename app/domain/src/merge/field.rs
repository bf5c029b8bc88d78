//! What of two charts is compared, which side is the better guess, and what stands in the
//! survivor's chart afterwards.

use serde::{Deserialize, Serialize};

use super::{Side, Whose};
use crate::access::{Relation, Standing};

/// Something that a chart says, in the order in which it is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The name, with its parts where they are known.
    Name,
    /// The birth date, or what was written in its place.
    Born,
    /// The sex.
    Sex,
    /// The pronouns.
    Pronouns,
    /// The e-mail address.
    Email,
    /// The phone number.
    Phone,
    /// Street, town, province, postal code.
    Address,
    /// The number on the health card, and when it was confirmed.
    RecordNumber,
}

impl Field {
    /// All of them, in their order.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Born,
        Self::Sex,
        Self::Pronouns,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::RecordNumber,
    ];

    /// The stored form, and the one of a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Born => "born",
            Self::Sex => "sex",
            Self::Pronouns => "pronouns",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::RecordNumber => "record_number",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }

    /// What it is made of, by the names under which it is stored. They go together: none of
    /// them is ever taken from the one chart and another from the other.
    #[must_use]
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["full_name", "given_name", "family_name"],
            Self::Born => &["born_on", "born_as_given"],
            Self::Sex => &["sex", "sex_as_given"],
            Self::Pronouns => &["pronouns"],
            Self::Email => &["email", "email_as_given"],
            Self::Phone => &["phone", "phone_as_given"],
            Self::Address => &["street", "suburb", "state", "postcode"],
            Self::RecordNumber => &["record_number", "record_number_confirmed_at"],
        }
    }

    /// How many of its columns say the same thing in the same words: the rest only explains
    /// them.
    const fn meaning(self) -> usize {
        match self {
            Self::Name | Self::RecordNumber => 1,
            Self::Born | Self::Sex | Self::Pronouns | Self::Email | Self::Phone | Self::Address => {
                self.columns().len()
            }
        }
    }
}

/// The stored forms that a field is made of, as many as [`Field::columns`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    field: Field,
    parts: Vec<Option<String>>,
}

/// Nothing: all of it is about a person.
impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

/// A number or a word without what people write differently: case, blanks, hyphens.
pub(super) fn folded(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl Parts {
    /// Of this field; what is missing is none, what is too much is left out.
    #[must_use]
    pub fn of(field: Field, parts: impl IntoIterator<Item = Option<String>>) -> Self {
        let count = field.columns().len();
        let mut parts: Vec<Option<String>> = parts.into_iter().take(count).collect();
        parts.resize(count, None);
        Self { field, parts }
    }

    /// Nothing known.
    #[must_use]
    pub fn none(field: Field) -> Self {
        Self::of(field, [])
    }

    /// In the order of [`Field::columns`].
    #[must_use]
    pub fn parts(&self) -> &[Option<String>] {
        &self.parts
    }

    /// Its first column: the value itself, without what only explains it or stands in its place.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.parts.first().and_then(Option::as_deref)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let mut meaning = self.parts.iter().take(self.field.meaning());
        meaning.all(Option::is_none)
    }

    /// What it says, in one line.
    #[must_use]
    pub fn text(&self) -> String {
        let meaning = self.parts.iter().take(self.field.meaning());
        let said: Vec<&str> = meaning.flatten().map(String::as_str).collect();
        said.join(", ")
    }

    /// Whether both say the same.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        let said = |of: &Self| -> Vec<Option<String>> {
            let meaning = of.parts.iter().take(of.field.meaning()).cloned();
            match of.field {
                Field::Email => meaning
                    .map(|part| part.map(|text| text.to_ascii_lowercase()))
                    .collect(),
                Field::RecordNumber | Field::Sex => {
                    meaning.map(|part| part.map(|text| folded(&text))).collect()
                }
                Field::Name | Field::Born | Field::Pronouns | Field::Phone | Field::Address => {
                    meaning.collect()
                }
            }
        };
        self.field == other.field && said(self) == said(other)
    }

    /// The same with what only the other one explains: parts of an equal name, or that an equal
    /// number was confirmed.
    fn explained_by(&self, other: &Self) -> Self {
        let pairs = self.parts.iter().zip(&other.parts).enumerate();
        let parts = pairs.map(|(n, (own, others))| match own {
            None if n >= self.field.meaning() => others.clone(),
            own => own.clone(),
        });
        Self::of(self.field, parts)
    }

    /// Whether it is a record number that was confirmed.
    fn is_confirmed(&self) -> bool {
        self.parts.get(1).is_some_and(Option::is_some)
    }
}

/// Which value a field has afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// That of one of the two.
    Of(Whose),
    /// A third one.
    Typed(Parts),
}

/// A field whose two values differ.
#[derive(Clone, Debug)]
pub struct Differing {
    /// Which.
    pub field: Field,
    /// What the survivor's chart says.
    pub survivor: Parts,
    /// What the absorbed one's says.
    pub absorbed: Parts,
    /// The better guess.
    pub default: Whose,
}

impl Differing {
    /// The value of one of the two.
    #[must_use]
    pub const fn of(&self, whose: Whose) -> &Parts {
        match whose {
            Whose::Survivor => &self.survivor,
            Whose::Absorbed => &self.absorbed,
        }
    }
}

/// The fields that differ, and those that both have and that say the same.
pub(super) fn compare(survivor: &Side, absorbed: &Side) -> (Vec<Differing>, Vec<Field>) {
    let (mut differing, mut same) = (Vec::new(), Vec::new());
    for field in Field::ALL {
        let (one, other) = (survivor.field(field), absorbed.field(field));
        if one.means(&other) {
            if !one.is_empty() {
                same.push(field);
            }
        } else {
            differing.push(Differing {
                field,
                default: default(field, (survivor, &one), (absorbed, &other)),
                survivor: one,
                absorbed: other,
            });
        }
    }
    (differing, same)
}

/// The value that an equal field has afterwards: the survivor's, explained by the other's.
pub(super) fn of_same(field: Field, survivor: &Side, absorbed: &Side) -> Parts {
    survivor.field(field).explained_by(&absorbed.field(field))
}

/// The better guess: what is known beats what isn't; then an address that its account has
/// proven, the newer phone number, the fuller name, a confirmed record number; and else what
/// the profile says that goes on.
fn default(field: Field, survivor: (&Side, &Parts), absorbed: (&Side, &Parts)) -> Whose {
    let ((one, of_one), (other, of_other)) = (survivor, absorbed);
    let better = match (of_one.is_empty(), of_other.is_empty()) {
        (_, true) => false,
        (true, false) => true,
        // What could not be read as an address, a number or a sex gives way to one that can.
        (false, false) if of_one.value().is_none() && field != Field::Born => {
            of_other.value().is_some()
        }
        (false, false) => match field {
            Field::Name => is_fuller(&of_other.text(), &of_one.text()),
            Field::Email => proven_at(other, of_other) > proven_at(one, of_one),
            Field::Phone => other.changed_at > one.changed_at,
            Field::RecordNumber => of_other.is_confirmed() && !of_one.is_confirmed(),
            Field::Born | Field::Sex | Field::Pronouns | Field::Address => false,
        },
    };
    if better {
        Whose::Absorbed
    } else {
        Whose::Survivor
    }
}

/// When an own account proved the address, if one did.
fn proven_at(side: &Side, email: &Parts) -> Option<jiff::Timestamp> {
    let address = email.value()?.to_ascii_lowercase();
    let own = side.accesses.iter().filter(|access| {
        access.relation == Relation::Myself
            && access.standing == Standing::Given
            && access.email == address
    });
    own.map(|access| access.verified_at).max()
}

/// Whether `name` has every word of `other` and says more: another word, or a word where the
/// other has its first letter.
fn is_fuller(name: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split_whitespace()
            .map(folded)
            .filter(|word| !word.is_empty())
            .collect()
    };
    let (mut left, theirs) = (words(name), words(other));
    let letters =
        |words: &[String]| -> usize { words.iter().map(|word| word.chars().count()).sum() };
    let more = letters(&left) > letters(&theirs);
    // Whole words first: a letter may stand for one that another word needs.
    let (whole, initials): (Vec<_>, Vec<_>) = theirs
        .into_iter()
        .partition(|word| word.chars().count() > 1);
    for word in whole.iter().chain(&initials) {
        let is_letter = word.chars().count() == 1;
        let exact = left.iter().position(|own| own == word);
        let begun = || {
            left.iter()
                .position(|own| is_letter && own.starts_with(word.as_str()))
        };
        match exact.or_else(begun) {
            Some(at) => drop(left.remove(at)),
            None => return false,
        }
    }
    more
}

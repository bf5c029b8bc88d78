//! What is compared of a person, and its form in which comparing is quick.

use jiff::civil::Date;

use super::contact::{Email, Phone};
use super::date::Birth;
use super::name::Name;
use super::place::Address;

/// What is known of a person, as it is stored; each may be missing. The external id is
/// deliberately not here: it is a key of imports, never evidence.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// In one field; read only where `given` and `family` are both missing.
    pub full_name: Option<String>,
    /// Given names.
    pub given: Option<String>,
    /// Family names.
    pub family: Option<String>,
    /// The birth date.
    pub born: Option<Date>,
    /// What was written where a birth date should be, such as `19450631`.
    pub born_as_given: Option<String>,
    /// `female`, `F`, `male`, `M`; anything else says nothing.
    pub sex: Option<String>,
    /// The address that mail goes to.
    pub email: Option<String>,
    /// In E.164 or as given.
    pub phone: Option<String>,
    /// House number and street.
    pub street: Option<String>,
    /// Town or suburb.
    pub suburb: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// State or province.
    pub state: Option<String>,
    /// A health card's number, say; only where it is confirmed.
    pub record_number: Option<String>,
}

/// Nothing of what is known.
impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Profile([redacted])")
    }
}

/// What a profile's sex says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sex {
    Female,
    Male,
}

/// A profile, normalised once and compared often.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Prepared {
    pub(super) name: Name,
    pub(super) born: Option<Birth>,
    pub(super) sex: Option<Sex>,
    pub(super) email: Option<Email>,
    pub(super) phone: Option<Phone>,
    pub(super) address: Address,
    pub(super) record_number: Option<String>,
}

/// Nothing of what is known.
impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prepared([redacted])")
    }
}

impl Prepared {
    /// Normalises what is compared. Values that say nothing (`1900-01-01`,
    /// `none@example.org`, `000 0000`) are as good as missing from here on.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let text = |value: &Option<String>| value.as_deref().map(str::trim).map(str::to_owned);
        let text = |value: &Option<String>| text(value).filter(|value| !value.is_empty());
        let born = match profile.born {
            Some(date) => Birth::on(date),
            None => text(&profile.born_as_given).and_then(|given| Birth::as_given(&given)),
        };
        Self {
            name: Name::of(
                text(&profile.given).as_deref(),
                text(&profile.family).as_deref(),
                text(&profile.full_name).as_deref(),
            ),
            born,
            sex: text(&profile.sex).and_then(|sex| match sex.to_lowercase().as_str() {
                "f" | "female" | "w" | "woman" | "girl" => Some(Sex::Female),
                "m" | "male" | "man" | "boy" => Some(Sex::Male),
                _ => None,
            }),
            email: text(&profile.email).and_then(|email| Email::of(&email)),
            phone: text(&profile.phone).and_then(|phone| Phone::of(&phone)),
            address: Address::of(
                text(&profile.street).as_deref(),
                text(&profile.suburb).as_deref(),
                text(&profile.postcode).as_deref(),
                text(&profile.state).as_deref(),
            ),
            record_number: text(&profile.record_number).map(|number| {
                number
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .flat_map(char::to_uppercase)
                    .collect()
            }),
        }
    }
}

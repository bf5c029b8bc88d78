//! Phone numbers: whatever people type, stored as E.164, shown as they are read aloud.
//!
//! Numbers without a country code are Canadian. The rules of all countries are a large
//! data set, so this lives on the server and not in `domain`.

use std::fmt;

use domain::limits;
use domain::person::Invalid;
use rlibphonenumber::enums::Region;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat};

/// The country, by its two letters (ISO 3166-1), that a number without a country code is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneRegion(Region);

impl PhoneRegion {
    /// Where the clinic is.
    pub const HERE: Self = Self(Region::CA);

    /// Reads two letters; none if no numbers are known of such a country.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let region = Region::from_code(code.trim()).ok()?;
        let known = PHONE_NUMBER_UTIL
            .get_country_code_for_region(region)
            .is_some();
        known.then_some(Self(region))
    }
}

impl fmt::Display for PhoneRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.as_region_str())
    }
}

/// The stored form (E.164, such as `+19025550148`) of a number as typed; nothing typed
/// is no number.
///
/// # Errors
/// [`Invalid::TooLong`], [`Invalid::Malformed`].
pub fn parse(typed: &str) -> Result<Option<String>, Invalid> {
    parse_in(typed, PhoneRegion::HERE)
}

/// The same for a number that is of that region when it has no country code.
///
/// # Errors
/// As [`parse`].
pub fn parse_in(typed: &str, region: PhoneRegion) -> Result<Option<String>, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed.chars().count() > limits::PHONE_CHARS_MAX {
        return Err(Invalid::TooLong);
    }
    let number = number(typed, region)
        .filter(PhoneNumber::is_valid)
        .ok_or(Invalid::Malformed)?;
    Ok(Some(number.format_as(PhoneNumberFormat::E164).into_owned()))
}

/// A stored number as it is read here: `902 555 0148`, or with its country code when it
/// is another country's. What is no number is given back as it is.
#[must_use]
pub fn local(stored: &str) -> String {
    let Some(number) = number(stored, PhoneRegion::HERE) else {
        return stored.to_owned();
    };
    let e164 = number.format_as(PhoneNumberFormat::E164);
    match e164
        .strip_prefix("+1")
        .map(|digits| (digits.get(..3), digits.get(3..6), digits.get(6..)))
    {
        Some((Some(area), Some(exchange), Some(line))) => format!("{area} {exchange} {line}"),
        _ => number
            .format_as(PhoneNumberFormat::International)
            .into_owned(),
    }
}

fn number(text: &str, region: PhoneRegion) -> Option<PhoneNumber> {
    PHONE_NUMBER_UTIL.parse(text, Some(region.0)).ok()
}

#[cfg(test)]
mod tests;

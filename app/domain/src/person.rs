//! What we know about people, parsed once: a value of these types is a good one.
//!
//! Deliberately not here: phone numbers (their rules are a large data set that
//! lives on the server), and any "correction" of a name. What somebody typed is
//! what we keep, less the blanks around it.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::limits;

mod sex;

pub use sex::Sex;

/// Why a typed value was not taken. The code names the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[error("{}", self.code())]
pub enum Invalid {
    /// Nothing was typed.
    Missing,
    /// More than the field's bound.
    TooLong,
    /// Not of the field's form.
    Malformed,
    /// A control character or a direction override, which no name has.
    BadCharacter,
    /// A birth date without its day.
    DayMissing,
    /// A birth date without its month.
    MonthMissing,
    /// A birth date without its year.
    YearMissing,
    /// The day does not exist (31 April).
    NoSuchDate,
    /// A time that the clocks leave out on that day, when they go forward.
    SkippedTime,
    /// A birth date that is still to come.
    InFuture,
    /// A birth date too long ago.
    TooLongAgo,
    /// A password shorter than the bound.
    TooShort,
    /// A password that is easy to guess.
    TooEasy,
    /// A choice that is not on the list.
    NotAChoice,
    /// A number outside of its bounds.
    OutOfBounds,
    /// Not where it belongs among the others.
    OutOfOrder,
}

impl Invalid {
    /// The stable code, as on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Malformed => "malformed",
            Self::BadCharacter => "bad_character",
            Self::DayMissing => "day_missing",
            Self::MonthMissing => "month_missing",
            Self::YearMissing => "year_missing",
            Self::NoSuchDate => "no_such_date",
            Self::SkippedTime => "skipped_time",
            Self::InFuture => "in_future",
            Self::TooLongAgo => "too_long_ago",
            Self::TooShort => "too_short",
            Self::TooEasy => "too_easy",
            Self::NotAChoice => "not_a_choice",
            Self::OutOfBounds => "out_of_bounds",
            Self::OutOfOrder => "out_of_order",
        }
    }
}

/// Characters that never belong to one line of text: control characters, and the
/// marks that turn the direction of what follows (they make `exe.txt` of `txt.exe`).
#[must_use]
pub fn is_bad(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// A person's full name, as given: any script, one word or many, 1 to 200 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// Trims blanks at both ends and folds runs of blanks inside to one.
    ///
    /// # Errors
    /// [`Invalid::Missing`], [`Invalid::TooLong`], [`Invalid::BadCharacter`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        if text.chars().any(|c| is_bad(c) && !c.is_whitespace()) {
            return Err(Invalid::BadCharacter);
        }
        let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            Err(Invalid::Missing)
        } else if name.chars().count() > limits::NAME_CHARS_MAX {
            Err(Invalid::TooLong)
        } else if !name.chars().any(char::is_alphabetic) {
            Err(Invalid::Malformed)
        } else {
            Ok(Self(name))
        }
    }

    /// The name as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first word, for a greeting.
    #[must_use]
    pub fn first_word(&self) -> &str {
        self.0.split(' ').next().unwrap_or_default()
    }
}

impl TryFrom<String> for PersonName {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName([redacted])")
    }
}

/// An e-mail address as typed, with the one form by which addresses are compared.
///
/// The canonical form is the address in lower case: `Ana@X.org` and `ana@x.org`
/// are one mailbox. A `+tag` is kept, since it may be another mailbox. Only ASCII
/// is taken, so no look-alike letter of another script can pass for a known address.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes `name@example.com`, with blanks around it trimmed.
    ///
    /// # Errors
    /// [`Invalid::Missing`], [`Invalid::TooLong`], [`Invalid::Malformed`].
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Invalid::Missing);
        }
        if text.len() > limits::EMAIL_BYTES_MAX {
            return Err(Invalid::TooLong);
        }
        let plain = text.bytes().all(|b| b.is_ascii_graphic())
            && !text.contains(['"', '<', '>', '(', ')', '[', ']', ',', ';', ':', '\\']);
        let options = email_address::Options::default()
            .with_required_tld()
            .without_display_text()
            .without_domain_literal();
        let parsed = email_address::EmailAddress::parse_with_options(text, options);
        match parsed {
            Ok(address) if plain && !address.domain().ends_with('.') => Ok(Self(text.to_owned())),
            _ => Err(Invalid::Malformed),
        }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which addresses are compared.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The address for a page that may be seen by others: `a***@example.com`.
    #[must_use]
    pub fn masked(&self) -> String {
        match self.0.split_once('@') {
            Some((local, domain)) => {
                let first: String = local.chars().take(1).collect();
                format!("{first}***@{domain}")
            }
            None => String::from("***"),
        }
    }
}

impl TryFrom<String> for EmailAddress {
    type Error = Invalid;
    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<EmailAddress> for String {
    fn from(address: EmailAddress) -> Self {
        address.0
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress([redacted])")
    }
}

/// A day of birth between 1900 and today.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BirthDate(Date);

impl BirthDate {
    /// Takes the three fields of the form. The month may be a number or an English
    /// name of at least three letters ("3", "03", "Mar", "march").
    ///
    /// `today` is the clinic's date: a birth date may be today, never later.
    ///
    /// # Errors
    /// Names the part that is missing or wrong.
    pub fn parse(day: &str, month: &str, year: &str, today: Date) -> Result<Self, Invalid> {
        let (day, month, year) = (day.trim(), month.trim(), year.trim());
        match (day.is_empty(), month.is_empty(), year.is_empty()) {
            (true, true, true) => return Err(Invalid::Missing),
            (true, _, _) => return Err(Invalid::DayMissing),
            (_, true, _) => return Err(Invalid::MonthMissing),
            (_, _, true) => return Err(Invalid::YearMissing),
            (false, false, false) => {}
        }
        let year = digits(year, 4)
            .filter(|_| year.len() == 4)
            .ok_or(Invalid::YearMissing)?;
        let day = digits(day, 2).ok_or(Invalid::NoSuchDate)?;
        let month = month_number(month).ok_or(Invalid::NoSuchDate)?;
        let day = i8::try_from(day).map_err(|_| Invalid::NoSuchDate)?;
        Self::from_date(
            Date::new(year, month, day).map_err(|_| Invalid::NoSuchDate)?,
            today,
        )
    }

    /// Takes a date that is already one.
    ///
    /// # Errors
    /// [`Invalid::InFuture`], [`Invalid::TooLongAgo`].
    pub fn from_date(date: Date, today: Date) -> Result<Self, Invalid> {
        if date > today {
            Err(Invalid::InFuture)
        } else if date.year() < limits::BIRTH_YEAR_MIN {
            Err(Invalid::TooLongAgo)
        } else {
            Ok(Self(date))
        }
    }

    /// The date as stored, checked when it was first taken.
    #[must_use]
    pub const fn from_stored(date: Date) -> Self {
        Self(date)
    }

    /// The date.
    #[must_use]
    pub const fn date(self) -> Date {
        self.0
    }

    /// Whole years lived on `on`. Somebody born on 29 February has their birthday on
    /// 1 March in other years.
    #[must_use]
    pub fn age_years(self, on: Date) -> i16 {
        let born = self.0;
        let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
        on.year() - born.year() - i16::from(before_birthday)
    }
}

impl fmt::Debug for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BirthDate([redacted])")
    }
}

fn digits(text: &str, len_max: usize) -> Option<i16> {
    let good = text.len() <= len_max && text.bytes().all(|b| b.is_ascii_digit());
    if good { text.parse().ok() } else { None }
}

/// The month with this number or English name.
pub(crate) fn month_number(text: &str) -> Option<i8> {
    match digits(text, 2) {
        Some(number) => i8::try_from(number).ok(),
        None => month_of_name(text),
    }
}

/// The month with this English name, or the beginning of one: three letters at least.
pub(crate) fn month_of_name(text: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_ascii_lowercase();
    let text = text.trim_end_matches('.');
    if text.len() < 3 {
        return None;
    }
    let at = NAMES.iter().position(|name| name.starts_with(text))?;
    i8::try_from(at + 1).ok()
}

/// One line of text, such as a street: blanks at its ends trimmed and runs of them folded to
/// one, at most `chars_max` characters. An empty one is `None`.
///
/// # Errors
/// [`Invalid::TooLong`], [`Invalid::BadCharacter`].
pub fn parse_line(text: &str, chars_max: usize) -> Result<Option<String>, Invalid> {
    if text.chars().any(|c| is_bad(c) && !c.is_whitespace()) {
        return Err(Invalid::BadCharacter);
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > chars_max {
        Err(Invalid::TooLong)
    } else if line.is_empty() {
        Ok(None)
    } else {
        Ok(Some(line))
    }
}

/// Text of several lines, such as a note: trimmed, at most `chars_max` characters.
///
/// Line breaks become `\n`; other control characters are refused. An empty text is `None`.
///
/// # Errors
/// [`Invalid::TooLong`], [`Invalid::BadCharacter`].
pub fn parse_note(text: &str, chars_max: usize) -> Result<Option<String>, Invalid> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim();
    if text.chars().any(|c| is_bad(c) && c != '\n' && c != '\t') {
        Err(Invalid::BadCharacter)
    } else if text.chars().count() > chars_max {
        Err(Invalid::TooLong)
    } else if text.is_empty() {
        Ok(None)
    } else {
        Ok(Some(text.to_owned()))
    }
}

/// A reason that must be given: a note with at least one letter or digit, so that nobody
/// gives one that can't be seen.
///
/// # Errors
/// As [`parse_note`]; [`Invalid::Missing`].
pub fn parse_reason(text: &str, chars_max: usize) -> Result<String, Invalid> {
    let said = |reason: &String| reason.chars().any(char::is_alphanumeric);
    parse_note(text, chars_max)?
        .filter(said)
        .ok_or(Invalid::Missing)
}

#[cfg(test)]
mod tests;

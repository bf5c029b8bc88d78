//! A birth date as staff type it: a date in any usual form, or whatever is known of it.

use jiff::civil::Date;

use super::search::typed_dates;
use crate::limits;
use crate::person::{BirthDate, Invalid};

/// What is known of somebody's birth date.
#[derive(Clone, PartialEq, Eq)]
pub enum Born {
    /// The date.
    On(BirthDate),
    /// What was written, which is no date: "about 1950". Nothing is reckoned from it.
    AsGiven(String),
}

/// Not what was written.
impl std::fmt::Debug for Born {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Born([redacted])")
    }
}

/// Reads what was typed; nothing typed is nothing known. A text that can be two dates
/// (`3/4/1988`) is asked about rather than guessed.
///
/// # Errors
/// [`Invalid::Malformed`] for two dates, [`Invalid::InFuture`], [`Invalid::TooLong`],
/// [`Invalid::BadCharacter`].
pub fn parse_born(typed: &str, today: Date) -> Result<Option<Born>, Invalid> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    if typed.chars().count() > limits::BORN_CHARS_MAX {
        return Err(Invalid::TooLong);
    }
    if typed.chars().any(char::is_control) {
        return Err(Invalid::BadCharacter);
    }
    let mut possible = Vec::new();
    let mut future = false;
    for date in typed_dates(typed) {
        match BirthDate::from_date(date, today) {
            Ok(born) => possible.push(born),
            Err(invalid) => future |= invalid == Invalid::InFuture,
        }
    }
    match *possible {
        [born] => Ok(Some(Born::On(born))),
        [] if future => Err(Invalid::InFuture),
        [] => Ok(Some(Born::AsGiven(typed.to_owned()))),
        _ => Err(Invalid::Malformed),
    }
}

//! A time as staff type it: `thu 10:15`, `tomorrow 9`, `+2w`, `mar 12 2:30pm`.
//!
//! Wall-clock time of the clinic, without a zone. English words only, like the pages.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span, Timestamp, ToSpan as _};

use crate::limits::TYPED_TIME_CHARS_MAX;
use crate::person::{Invalid, month_of_name};

/// What was typed: a day, and perhaps a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedTime {
    /// The day; today's if only a time was typed.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
}

impl TypedTime {
    /// The instant at which the clocks of `zone` show it, if it has a time of day. On the
    /// day when they go back and show it twice it is the first of the two, whose
    /// [`twin`](crate::slots::twin) is the other.
    ///
    /// # Errors
    /// [`Invalid::SkippedTime`] on the day when they go forward over it: an hour later would
    /// be a time that nobody typed. [`Invalid::NoSuchDate`] at the ends of time.
    pub fn starts_at(self, zone: &TimeZone) -> Result<Option<Timestamp>, Invalid> {
        let Some(time) = self.time else {
            return Ok(None);
        };
        let reading = zone.to_ambiguous_timestamp(self.date.to_datetime(time));
        match reading.offset() {
            AmbiguousOffset::Gap { .. } => Err(Invalid::SkippedTime),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => {
                let starts_at = reading.earlier().map_err(|_| Invalid::NoSuchDate)?;
                Ok(Some(starts_at))
            }
        }
    }
}

/// Reads what was typed at `now`. A bare hour from 1 to 6 is in the afternoon, when
/// people work; a weekday is the next one, today's only while its time is ahead.
///
/// # Errors
/// [`Invalid::Missing`]; [`Invalid::TooLong`]; [`Invalid::NoSuchDate`];
/// [`Invalid::Malformed`].
pub fn parse(text: &str, now: DateTime) -> Result<TypedTime, Invalid> {
    if text.chars().count() > TYPED_TIME_CHARS_MAX {
        return Err(Invalid::TooLong);
    }
    let text = text.to_lowercase().replace(',', " ");
    let words: Vec<&str> = text.split_whitespace().collect();
    let (first, rest) = words.split_first().ok_or(Invalid::Missing)?;
    if let Some(weekday) = weekday(first) {
        let time = time_if_any(rest)?;
        return Ok(next(weekday, time, now));
    }
    if let Some(date) = near(first, now.date()) {
        let time = time_if_any(rest)?;
        return Ok(TypedTime { date: date?, time });
    }
    if let Some((second, rest)) = rest.split_first()
        && let Some(date) = month_and_day(first, second, now.date())
    {
        let time = time_if_any(rest)?;
        return Ok(TypedTime { date: date?, time });
    }
    let time = Some(time(&words.concat()).ok_or(Invalid::Malformed)?);
    Ok(TypedTime {
        date: now.date(),
        time,
    })
}

fn next(weekday: Weekday, time: Option<Time>, now: DateTime) -> TypedTime {
    let days = now.weekday().until(weekday);
    let over = days == 0 && time.is_some_and(|time| time <= now.time());
    let days = i64::from(days) + if over { 7 } else { 0 };
    TypedTime {
        date: now.date().saturating_add(days.days()),
        time,
    }
}

/// A day said by how near it is, or in the form of ISO 8601.
fn near(word: &str, today: Date) -> Option<Result<Date, Invalid>> {
    let later = |span: Span| today.checked_add(span).map_err(|_| Invalid::NoSuchDate);
    match word {
        "today" => return Some(Ok(today)),
        "tomorrow" | "tom" => return Some(later(1.day())),
        _ => {}
    }
    if let Some(ahead) = word.strip_prefix('+') {
        let (number, unit) = ahead.split_at_checked(ahead.len().checked_sub(1)?)?;
        // A century is far enough.
        let number = number
            .parse::<i64>()
            .ok()
            .filter(|n| (1..=5_000).contains(n))?;
        return match unit {
            "d" => Some(later(number.days())),
            "w" => Some(later(number.weeks())),
            _ => None,
        };
    }
    let mut parts = word.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    Some(Date::new(year, month, day).map_err(|_| Invalid::NoSuchDate))
}

/// "mar 12" or "12 march": of this year, or of the next if that has passed.
fn month_and_day(first: &str, second: &str, today: Date) -> Option<Result<Date, Invalid>> {
    let (month, day) = match (month_of_name(first), month_of_name(second)) {
        (Some(month), None) => (month, second),
        (None, Some(month)) => (month, first),
        _ => return None,
    };
    let day = day
        .trim_end_matches(|c: char| c.is_alphabetic())
        .parse()
        .ok()?;
    let this = Date::new(today.year(), month, day);
    let next = || Date::new(today.year().saturating_add(1), month, day);
    let date = match this {
        Ok(date) if date < today => next(),
        other => other.or_else(|_| next()),
    };
    Some(date.map_err(|_| Invalid::NoSuchDate))
}

fn time_if_any(words: &[&str]) -> Result<Option<Time>, Invalid> {
    match words {
        [] => Ok(None),
        words => time(&words.concat()).map(Some).ok_or(Invalid::Malformed),
    }
}

/// "9", "9:30", "9am", "2:30pm", "14:00", "noon".
fn time(text: &str) -> Option<Time> {
    if text == "noon" {
        return Time::new(12, 0, 0, 0).ok();
    }
    let half = text.strip_suffix("am").map(|rest| (rest, Some(0)));
    let half = half.or_else(|| text.strip_suffix("pm").map(|rest| (rest, Some(12))));
    let (clock, afternoon) = half.unwrap_or((text, None));
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "0"));
    let digits = |part: &str| part.len() <= 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match afternoon {
        Some(plus) if (1..=12).contains(&hour) => hour % 12 + plus,
        Some(_) => return None,
        None if (1..=6).contains(&hour) => hour + 12,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn weekday(word: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let found = DAYS.iter().find(|(name, _)| begins(name, word));
    found.map(|(_, day)| *day)
}

/// Whether `word` is the beginning of `name`, three letters at least.
fn begins(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

#[cfg(test)]
mod tests;

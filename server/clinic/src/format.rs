//! Dates, times, money and phone numbers as people read them: the one formatter for
//! page, mail and calendar file.
//!
//! Times are the clinic's, never the browser's. English; the words of a sentence stand
//! with the sentence, not here.

use domain::slots::Fold;
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

/// "Thursday".
#[must_use]
pub fn weekday(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// "March" for 3; empty for a number that is no month.
#[must_use]
pub fn month(number: i8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let at = usize::try_from(number).unwrap_or(0).wrapping_sub(1);
    NAMES.get(at).copied().unwrap_or_default()
}

/// "March 2026".
#[must_use]
pub fn month_of_year(year: i16, number: i8) -> String {
    format!("{} {year}", month(number))
}

/// "Thursday, March 12", with the year when it is not the year of `today`.
#[must_use]
pub fn date(date: Date, today: Date) -> String {
    let day = format!("{}, {} {}", weekday(date), month(date.month()), date.day());
    if date.year() == today.year() {
        day
    } else {
        format!("{day}, {}", date.year())
    }
}

/// "May 3, 1988", for a birth date.
#[must_use]
pub fn birth_date(date: Date) -> String {
    format!("{} {}, {}", month(date.month()), date.day(), date.year())
}

/// "Mar 12" for tables, with the year when it is not the year of `today`.
#[must_use]
pub fn short_date(date: Date, today: Date) -> String {
    let month: String = month(date.month()).chars().take(3).collect();
    if date.year() == today.year() {
        format!("{month} {}", date.day())
    } else {
        format!("{month} {}, {}", date.day(), date.year())
    }
}

/// "Today", "Tomorrow", "Yesterday"; a weekday within six days; else as [`date`].
#[must_use]
pub fn near_date(of: Date, today: Date) -> String {
    let days = (of - today).get_days();
    match days {
        0 => String::from("Today"),
        1 => String::from("Tomorrow"),
        -1 => String::from("Yesterday"),
        2..=6 => weekday(of).to_owned(),
        _ => date(of, today),
    }
}

/// "10:15 am"; `noon` and midnight are 12:00 pm and 12:00 am.
fn clock(time: Time) -> String {
    let (hour, half) = match time.hour() {
        0 => (12, "am"),
        h @ 1..=11 => (h, "am"),
        12 => (12, "pm"),
        h => (h - 12, "pm"),
    };
    format!("{hour}:{:02} {half}", time.minute())
}

/// "10:15 am", and in the repeated hour of a clock change "first 1:30 am" or
/// "second 1:30 am".
#[must_use]
pub fn time(at: Timestamp, zone: &TimeZone) -> String {
    let shown = clock(at.to_zoned(zone.clone()).time());
    match Fold::of(at, zone) {
        Fold::Only => shown,
        Fold::First => format!("first {shown}"),
        Fold::Second => format!("second {shown}"),
    }
}

/// "10:15 to 11:00 am"; both halves of the day are named when they differ.
#[must_use]
pub fn time_range(starts: Timestamp, ends: Timestamp, zone: &TimeZone) -> String {
    let (from, to) = (time(starts, zone), time(ends, zone));
    let half = |text: &str| text.rsplit(' ').next().map(str::to_owned);
    let plain = Fold::of(starts, zone) == Fold::Only && Fold::of(ends, zone) == Fold::Only;
    if plain && half(&from) == half(&to) {
        let short = from.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == ' ');
        format!("{short} to {to}")
    } else {
        format!("{from} to {to}")
    }
}

/// "Thursday, March 12, 10:15 am".
#[must_use]
pub fn moment(at: Timestamp, zone: &TimeZone, today: Date) -> String {
    format!("{}, {}", date(local_date(at, zone), today), time(at, zone))
}

/// "Tomorrow, 9:00 am".
#[must_use]
pub fn near_moment(at: Timestamp, zone: &TimeZone, today: Date) -> String {
    format!(
        "{}, {}",
        near_date(local_date(at, zone), today),
        time(at, zone)
    )
}

/// [`near_moment`] inside a sentence: "tomorrow, 9:00 am". Names of days keep their capital.
#[must_use]
pub fn near_moment_inside(at: Timestamp, zone: &TimeZone, today: Date) -> String {
    let moment = near_moment(at, zone, today);
    for word in ["Today", "Tomorrow", "Yesterday"] {
        if let Some(rest) = moment.strip_prefix(word) {
            return format!("{}{rest}", word.to_lowercase());
        }
    }
    moment
}

/// The date on the clinic's wall.
#[must_use]
pub fn local_date(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// "2026-03-12T10:15:00-03:00", for `<time datetime>`.
#[must_use]
pub fn machine(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// "$95", "$47.50".
#[must_use]
pub fn money(cents: i64) -> String {
    if cents % 100 == 0 {
        format!("${}", cents / 100)
    } else {
        format!("${}.{:02}", cents / 100, cents % 100)
    }
}

/// "45 minutes", "1 hour", "24 hours", "90 minutes".
#[must_use]
pub fn duration(minutes: i64) -> String {
    match minutes {
        1 => String::from("1 minute"),
        60 => String::from("1 hour"),
        m if m >= 120 && m % 60 == 0 => format!("{} hours", m / 60),
        m => format!("{m} minutes"),
    }
}

/// "7 years old" under 18, months under 2; an adult's age is not said.
#[must_use]
pub fn young_age(born_on: Date, today: Date) -> Option<String> {
    let age = domain::person::BirthDate::from_stored(born_on).age_years(today);
    match age {
        ..0 | 18.. => None,
        0 | 1 => {
            let before = i32::from(today.day() < born_on.day());
            let years = i32::from(today.year()) - i32::from(born_on.year());
            let months = i32::from(today.month()) - i32::from(born_on.month());
            match years * 12 + months - before {
                1 => Some(String::from("1 month old")),
                n => Some(format!("{n} months old")),
            }
        }
        years => Some(format!("{years} years old")),
    }
}

#[cfg(test)]
mod tests;

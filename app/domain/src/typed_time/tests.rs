use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;

/// A Tuesday, quarter past ten.
fn now() -> DateTime {
    date(2026, 3, 10).at(10, 15, 0, 0)
}

fn day(month: i8, day: i8) -> Date {
    date(2026, month, day)
}

#[test]
fn people_type_times_in_many_ways() {
    for (text, on, at) in [
        ("thu 10:15", day(3, 12), Some(time(10, 15, 0, 0))),
        ("Thursday, 9", day(3, 12), Some(time(9, 0, 0, 0))),
        ("tomorrow 9", day(3, 11), Some(time(9, 0, 0, 0))),
        ("tomorrow 2", day(3, 11), Some(time(14, 0, 0, 0))),
        ("today 4 pm", day(3, 10), Some(time(16, 0, 0, 0))),
        ("tue 10:30", day(3, 10), Some(time(10, 30, 0, 0))),
        ("tue 10:15", day(3, 17), Some(time(10, 15, 0, 0))),
        ("tue", day(3, 10), None),
        ("+2w", day(3, 24), None),
        ("+3d noon", day(3, 13), Some(time(12, 0, 0, 0))),
        ("mar 12 8:30am", day(3, 12), Some(time(8, 30, 0, 0))),
        ("12th march 12am", day(3, 12), Some(time(0, 0, 0, 0))),
        ("2026-04-01 14:05", day(4, 1), Some(time(14, 5, 0, 0))),
        ("7:30", day(3, 10), Some(time(7, 30, 0, 0))),
        ("jan 5", date(2027, 1, 5), None),
    ] {
        assert_eq!(
            parse(text, now()),
            Ok(TypedTime { date: on, time: at }),
            "{text}"
        );
    }
}

#[test]
fn what_is_no_time_is_told_apart() {
    for (text, why) in [
        ("", Invalid::Missing),
        ("soon", Invalid::Malformed),
        ("thu soon", Invalid::Malformed),
        ("13pm", Invalid::Malformed),
        ("25", Invalid::Malformed),
        ("9:60", Invalid::Malformed),
        ("feb 30", Invalid::NoSuchDate),
        ("2026-13-01", Invalid::NoSuchDate),
        ("+w", Invalid::Malformed),
        ("+99999999999w", Invalid::Malformed),
    ] {
        assert_eq!(parse(text, now()), Err(why), "{text}");
    }
}

#[test]
fn more_than_a_time_can_be_is_not_read() {
    let most = format!("{:width$}9", "", width = TYPED_TIME_CHARS_MAX - 1);
    assert!(parse(&most, now()).is_ok());
    assert_eq!(parse(&format!(" {most}"), now()), Err(Invalid::TooLong));
}

#[test]
fn what_the_clocks_leave_out_is_no_time_and_of_two_alike_it_is_the_first() {
    let halifax = TimeZone::get("America/Halifax").unwrap();
    let starts_at = |text: &str| {
        parse(text, now())
            .and_then(|typed| typed.starts_at(&halifax))
            .map(|at| at.map(|at| at.to_string()))
    };
    for (text, at) in [
        // After 1:59 comes 3:00.
        ("2027-03-14 1:59am", Ok("2027-03-14T05:59:00Z")),
        ("2027-03-14 2:00am", Err(Invalid::SkippedTime)),
        ("2027-03-14 2:30am", Err(Invalid::SkippedTime)),
        ("2027-03-14 2:59am", Err(Invalid::SkippedTime)),
        ("2027-03-14 3:00am", Ok("2027-03-14T06:00:00Z")),
        ("2027-03-14 2:30pm", Ok("2027-03-14T17:30:00Z")),
        // After 1:59 comes 1:00 once more.
        ("2026-11-01 12:59am", Ok("2026-11-01T03:59:00Z")),
        ("2026-11-01 1:00am", Ok("2026-11-01T04:00:00Z")),
        ("2026-11-01 1:30am", Ok("2026-11-01T04:30:00Z")),
        ("2026-11-01 2:00am", Ok("2026-11-01T06:00:00Z")),
        // 29 February, in years that have one.
        ("2028-02-29 10:15", Ok("2028-02-29T14:15:00Z")),
        ("2027-02-29 10:15", Err(Invalid::NoSuchDate)),
    ] {
        let expected = at.map(|at| Some(at.to_owned()));
        assert_eq!(starts_at(text), expected, "{text}");
    }
    assert_eq!(starts_at("2027-03-14"), Ok(None));
    // The whole day is left out where the date line was moved over.
    let apia = TimeZone::get("Pacific/Apia").unwrap();
    let typed = parse("2011-12-30 10:00", now()).unwrap();
    assert_eq!(typed.starts_at(&apia), Err(Invalid::SkippedTime));
}

proptest! {
    #[test]
    fn nothing_that_is_typed_breaks_it(text in any::<String>()) {
        let _ = parse(&text, now());
    }

    #[test]
    fn an_iso_date_and_time_is_read_as_it_stands(
        on in (2020_i16..2100, 1_i8..=12, 1_i8..=28), at in (7_i8..24, 0_i8..60),
    ) {
        let text = format!("{:04}-{:02}-{:02} {}:{:02}", on.0, on.1, on.2, at.0, at.1);
        let expected = TypedTime { date: date(on.0, on.1, on.2), time: Some(time(at.0, at.1, 0, 0)) };
        prop_assert_eq!(parse(&text, now()), Ok(expected));
    }
}

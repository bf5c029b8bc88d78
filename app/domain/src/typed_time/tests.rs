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

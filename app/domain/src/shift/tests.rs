//! The expected instants were computed with Python's zoneinfo.

use jiff::civil::{Date, DateTime, Time, Weekday, date, time};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::{Closure, ShiftRule, WorkingHours};
use crate::id::PractitionerId;
use crate::span::Span;

fn practitioner(n: u128) -> PractitionerId {
    PractitionerId::from_stored(Uuid::from_u128(n))
}

fn rule(weekday: Weekday, starts: Time, ends: Time) -> ShiftRule {
    ShiftRule {
        practitioner: practitioner(1),
        weekday,
        starts,
        ends,
        valid_from: date(2027, 1, 1),
        valid_until: None,
    }
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn span(start: &str, end: &str) -> Span {
    Span::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn wall(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// The shift from `starts` to `ends` (wall clock) on the date `on`.
fn check(zone_name: &str, on: &str, starts: &str, ends: &str, expected: Option<(&str, &str)>) {
    let rule = rule(
        day(on).weekday(),
        starts.parse().unwrap(),
        ends.parse().unwrap(),
    );
    let expected = expected.map(|(start, end)| span(start, end));
    assert_eq!(
        rule.on(day(on), &zone(zone_name)),
        expected,
        "{zone_name} {on} {starts}-{ends}"
    );
}

#[test]
fn toronto_afternoons_keep_their_wall_clock_hours_around_both_changes() {
    for (on, start, end) in [
        ("2027-03-12", "2027-03-12T18:00Z", "2027-03-12T23:00Z"),
        ("2027-03-14", "2027-03-14T17:00Z", "2027-03-14T22:00Z"),
        ("2027-03-15", "2027-03-15T17:00Z", "2027-03-15T22:00Z"),
        ("2027-11-06", "2027-11-06T17:00Z", "2027-11-06T22:00Z"),
        ("2027-11-07", "2027-11-07T18:00Z", "2027-11-07T23:00Z"),
    ] {
        check("America/Toronto", on, "13:00", "18:00", Some((start, end)));
    }
}

#[test]
fn a_toronto_night_lasts_seven_hours_in_march_and_nine_in_november() {
    let march = ("2027-03-14T03:00Z", "2027-03-14T10:00Z");
    let november = ("2027-11-07T02:00Z", "2027-11-07T11:00Z");
    check(
        "America/Toronto",
        "2027-03-13",
        "22:00",
        "06:00",
        Some(march),
    );
    check(
        "America/Toronto",
        "2027-11-06",
        "22:00",
        "06:00",
        Some(november),
    );
    assert_eq!(span(march.0, march.1).duration().as_hours(), 7);
    assert_eq!(span(november.0, november.1).duration().as_hours(), 9);
}

#[test]
fn london_days_and_nights() {
    for (on, starts, ends, start, end) in [
        (
            "2027-03-28",
            "09:00",
            "17:00",
            "2027-03-28T08:00Z",
            "2027-03-28T16:00Z",
        ),
        (
            "2027-03-27",
            "22:00",
            "06:00",
            "2027-03-27T22:00Z",
            "2027-03-28T05:00Z",
        ),
        (
            "2027-10-31",
            "09:00",
            "17:00",
            "2027-10-31T09:00Z",
            "2027-10-31T17:00Z",
        ),
        (
            "2027-10-30",
            "22:00",
            "06:00",
            "2027-10-30T21:00Z",
            "2027-10-31T06:00Z",
        ),
    ] {
        check("Europe/London", on, starts, ends, Some((start, end)));
    }
}

#[test]
fn lord_howe_moves_its_clocks_by_half_an_hour() {
    for (on, starts, ends, start, end) in [
        (
            "2027-04-03",
            "09:00",
            "17:00",
            "2027-04-02T22:00Z",
            "2027-04-03T06:00Z",
        ),
        (
            "2027-04-04",
            "00:00",
            "06:00",
            "2027-04-03T13:00Z",
            "2027-04-03T19:30Z",
        ),
        (
            "2027-04-04",
            "09:00",
            "17:00",
            "2027-04-03T22:30Z",
            "2027-04-04T06:30Z",
        ),
        (
            "2027-04-04",
            "01:30",
            "02:00",
            "2027-04-03T14:30Z",
            "2027-04-03T15:30Z",
        ),
        (
            "2027-10-03",
            "00:00",
            "06:00",
            "2027-10-02T13:30Z",
            "2027-10-02T19:00Z",
        ),
    ] {
        check("Australia/Lord_Howe", on, starts, ends, Some((start, end)));
    }
}

#[test]
fn cairo_has_a_day_without_a_midnight() {
    for (on, starts, ends, start, end) in [
        (
            "2027-04-30",
            "00:00",
            "08:00",
            "2027-04-29T22:00Z",
            "2027-04-30T05:00Z",
        ),
        (
            "2027-04-30",
            "09:00",
            "17:00",
            "2027-04-30T06:00Z",
            "2027-04-30T14:00Z",
        ),
        (
            "2027-04-29",
            "22:00",
            "06:00",
            "2027-04-29T20:00Z",
            "2027-04-30T03:00Z",
        ),
        (
            "2027-10-28",
            "22:00",
            "06:00",
            "2027-10-28T19:00Z",
            "2027-10-29T04:00Z",
        ),
    ] {
        check("Africa/Cairo", on, starts, ends, Some((start, end)));
    }
}

#[test]
fn phoenix_and_kathmandu_never_change() {
    for (zone_name, on, starts, ends, start, end) in [
        (
            "America/Phoenix",
            "2027-03-14",
            "09:00",
            "17:00",
            "2027-03-14T16:00Z",
            "2027-03-15T00:00Z",
        ),
        (
            "America/Phoenix",
            "2027-03-13",
            "22:00",
            "06:00",
            "2027-03-14T05:00Z",
            "2027-03-14T13:00Z",
        ),
        (
            "America/Phoenix",
            "2027-11-07",
            "09:00",
            "17:00",
            "2027-11-07T16:00Z",
            "2027-11-08T00:00Z",
        ),
        (
            "Asia/Kathmandu",
            "2027-03-14",
            "09:00",
            "17:00",
            "2027-03-14T03:15Z",
            "2027-03-14T11:15Z",
        ),
        (
            "Asia/Kathmandu",
            "2027-03-14",
            "22:00",
            "06:00",
            "2027-03-14T16:15Z",
            "2027-03-15T00:15Z",
        ),
    ] {
        check(zone_name, on, starts, ends, Some((start, end)));
    }
}

#[test]
fn a_skipped_time_is_read_with_the_offset_before_the_gap() {
    let toronto = "America/Toronto";
    let on = "2027-03-14";
    check(
        toronto,
        on,
        "02:30",
        "06:00",
        Some(("2027-03-14T07:30Z", "2027-03-14T10:00Z")),
    );
    check(
        toronto,
        "2027-03-13",
        "22:00",
        "02:30",
        Some(("2027-03-14T03:00Z", "2027-03-14T07:30Z")),
    );
    check(
        toronto,
        on,
        "02:00",
        "06:00",
        Some(("2027-03-14T07:00Z", "2027-03-14T10:00Z")),
    );
    check(toronto, on, "02:30", "03:15", None);
}

#[test]
fn a_repeated_time_starts_at_the_first_and_ends_at_the_second() {
    let toronto = "America/Toronto";
    let on = "2027-11-07";
    check(
        toronto,
        on,
        "01:30",
        "01:45",
        Some(("2027-11-07T05:30Z", "2027-11-07T06:45Z")),
    );
    check(
        toronto,
        on,
        "00:00",
        "02:00",
        Some(("2027-11-07T04:00Z", "2027-11-07T07:00Z")),
    );
    // Nothing of the repeated hour is in a shift that ends as it begins.
    check(
        toronto,
        on,
        "00:00",
        "01:00",
        Some(("2027-11-07T04:00Z", "2027-11-07T05:00Z")),
    );
}

#[test]
fn equal_times_are_a_shift_around_the_clock() {
    check(
        "America/Phoenix",
        "2027-03-12",
        "08:00",
        "08:00",
        Some(("2027-03-12T15:00Z", "2027-03-13T15:00Z")),
    );
    check(
        "America/Toronto",
        "2027-03-14",
        "00:00",
        "00:00",
        Some(("2027-03-14T05:00Z", "2027-03-15T04:00Z")),
    );
}

#[test]
fn both_ends_of_a_rules_validity_are_included_and_mean_the_start() {
    let mut rule = rule(Weekday::Friday, time(22, 0, 0, 0), time(6, 0, 0, 0));
    rule.valid_from = date(2027, 3, 5);
    rule.valid_until = Some(date(2027, 3, 12));
    let dates = (date(2027, 2, 20), date(2027, 3, 25));
    let hours = WorkingHours::expand(practitioner(1), &[rule], &[], dates, &TimeZone::UTC);
    let expected = [
        span("2027-03-05T22:00Z", "2027-03-06T06:00Z"),
        span("2027-03-12T22:00Z", "2027-03-13T06:00Z"),
    ];
    assert_eq!(hours.open(), expected);
    assert_eq!(hours.shifts(), expected);
}

#[test]
fn overlapping_shifts_are_one_and_other_peoples_are_left_out() {
    let mut theirs = rule(Weekday::Friday, time(6, 0, 0, 0), time(22, 0, 0, 0));
    theirs.practitioner = practitioner(2);
    let rules = [
        rule(Weekday::Friday, time(12, 0, 0, 0), time(17, 0, 0, 0)),
        rule(Weekday::Friday, time(9, 0, 0, 0), time(13, 0, 0, 0)),
        theirs,
    ];
    let friday = date(2027, 3, 12);
    let hours = WorkingHours::expand(
        practitioner(1),
        &rules,
        &[],
        (friday, friday),
        &TimeZone::UTC,
    );
    assert_eq!(hours.practitioner(), practitioner(1));
    assert_eq!(
        hours.open(),
        [span("2027-03-12T09:00Z", "2027-03-12T17:00Z")]
    );
    assert_eq!(
        hours.shifts(),
        [
            span("2027-03-12T09:00Z", "2027-03-12T13:00Z"),
            span("2027-03-12T12:00Z", "2027-03-12T17:00Z")
        ]
    );
}

fn open_with(
    zone_name: &str,
    rule: ShiftRule,
    on: Date,
    closures: &[(Option<u128>, &str, &str)],
) -> Vec<Span> {
    let closures: Vec<Closure> = closures
        .iter()
        .map(|(who, starts, ends)| Closure {
            practitioner: who.map(practitioner),
            starts: wall(starts),
            ends: wall(ends),
        })
        .collect();
    let hours = WorkingHours::expand(
        practitioner(1),
        &[rule],
        &closures,
        (on, on),
        &zone(zone_name),
    );
    hours.open().to_vec()
}

#[test]
fn closures_of_the_clinic_and_of_the_person_cut_the_day() {
    let friday = rule(Weekday::Friday, time(9, 0, 0, 0), time(17, 0, 0, 0));
    let on = date(2027, 3, 12);
    let closures = [
        (None, "2027-03-12T12:00", "2027-03-12T13:00"),
        (Some(1), "2027-03-12T16:00", "2027-03-13T00:00"),
        (Some(2), "2027-03-12T09:00", "2027-03-12T17:00"),
        (None, "2027-03-12T11:00", "2027-03-12T10:00"),
    ];
    assert_eq!(
        open_with("UTC", friday.clone(), on, &closures),
        [
            span("2027-03-12T09:00Z", "2027-03-12T12:00Z"),
            span("2027-03-12T13:00Z", "2027-03-12T16:00Z")
        ]
    );
    assert_eq!(
        open_with(
            "UTC",
            friday,
            on,
            &[(None, "2027-01-01T00:00", "2028-01-01T00:00")]
        ),
        []
    );
}

#[test]
fn a_closure_of_the_repeated_hour_closes_it_twice() {
    let night = rule(Weekday::Sunday, time(0, 0, 0, 0), time(6, 0, 0, 0));
    let closure = [(None, "2027-11-07T01:00", "2027-11-07T02:00")];
    assert_eq!(
        open_with("America/Toronto", night, date(2027, 11, 7), &closure),
        [
            span("2027-11-07T04:00Z", "2027-11-07T05:00Z"),
            span("2027-11-07T07:00Z", "2027-11-07T11:00Z")
        ]
    );
}

#[test]
fn a_closure_that_starts_in_a_gap_leaves_no_minute_of_it_open() {
    let night = rule(Weekday::Sunday, time(0, 0, 0, 0), time(6, 0, 0, 0));
    let closure = [(None, "2027-03-14T02:30", "2027-03-14T03:15")];
    assert_eq!(
        open_with("America/Toronto", night, date(2027, 3, 14), &closure),
        [
            span("2027-03-14T05:00Z", "2027-03-14T07:00Z"),
            span("2027-03-14T07:15Z", "2027-03-14T10:00Z")
        ]
    );
}

#[test]
fn a_whole_day_closure_closes_the_day_without_a_midnight() {
    let night = rule(Weekday::Thursday, time(20, 0, 0, 0), time(6, 0, 0, 0));
    let closure = [(None, "2027-04-30T00:00", "2027-05-01T00:00")];
    assert_eq!(
        open_with("Africa/Cairo", night, date(2027, 4, 30), &closure),
        [span("2027-04-29T18:00Z", "2027-04-29T22:00Z")]
    );
}

#[test]
fn dates_at_the_ends_of_the_calendar_are_harmless() {
    let always = ShiftRule {
        valid_from: Date::MIN,
        ..rule(Date::MAX.weekday(), time(9, 0, 0, 0), time(9, 0, 0, 0))
    };
    let ends = [
        (Date::MAX, Date::MAX),
        (Date::MIN, Date::MIN),
        (Date::MAX, Date::MIN),
    ];
    for dates in ends {
        let closures = [Closure {
            practitioner: None,
            starts: DateTime::MIN,
            ends: DateTime::MAX,
        }];
        let hours = WorkingHours::expand(
            practitioner(1),
            std::slice::from_ref(&always),
            &closures,
            dates,
            &zone("America/Toronto"),
        );
        assert!(hours.shifts().len() <= 1);
    }
}

use jiff::civil::date as day;

use super::*;

fn halifax() -> TimeZone {
    TimeZone::get("America/Halifax").unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn dates_are_prose_and_name_the_year_only_when_it_is_another() {
    let today = day(2026, 3, 10);
    assert_eq!(date(day(2026, 3, 12), today), "Thursday, March 12");
    assert_eq!(date(day(2027, 1, 4), today), "Monday, January 4, 2027");
    assert_eq!(near_date(today, today), "Today");
    assert_eq!(near_date(day(2026, 3, 11), today), "Tomorrow");
    assert_eq!(near_date(day(2026, 3, 9), today), "Yesterday");
    assert_eq!(near_date(day(2026, 3, 12), today), "Thursday");
    assert_eq!(near_date(day(2026, 3, 17), today), "Tuesday, March 17");
    assert_eq!(birth_date(day(1988, 5, 3)), "May 3, 1988");
    assert_eq!(month_of_year(2026, 12), "December 2026");
    assert_eq!(month(0), "");
    assert_eq!(month(13), "");
}

#[test]
fn times_are_the_clinics_with_am_and_pm() {
    let zone = halifax();
    assert_eq!(time(at("2026-03-12T13:15:00Z"), &zone), "10:15 am");
    assert_eq!(time(at("2026-03-12T15:00:00Z"), &zone), "12:00 pm");
    assert_eq!(time(at("2026-03-12T03:05:00Z"), &zone), "12:05 am");
    let range = |a, b| time_range(at(a), at(b), &zone);
    assert_eq!(
        range("2026-03-12T13:15:00Z", "2026-03-12T14:00:00Z"),
        "10:15 to 11:00 am"
    );
    assert_eq!(
        range("2026-03-12T14:30:00Z", "2026-03-12T15:15:00Z"),
        "11:30 am to 12:15 pm"
    );
    assert_eq!(
        moment(at("2026-03-12T13:15:00Z"), &zone, day(2026, 3, 10)),
        "Thursday, March 12, 10:15 am"
    );
    let inside = |text| near_moment_inside(at(text), &zone, day(2026, 3, 10));
    assert_eq!(inside("2026-03-11T12:00:00Z"), "tomorrow, 9:00 am");
    assert_eq!(inside("2026-03-12T13:15:00Z"), "Thursday, 10:15 am");
    assert_eq!(
        machine(at("2026-03-12T13:15:00Z"), &zone),
        "2026-03-12T10:15:00-03:00"
    );
}

#[test]
fn the_repeated_hour_is_told_apart() {
    let zone = TimeZone::get("America/Toronto").unwrap();
    assert_eq!(time(at("2027-11-07T05:30:00Z"), &zone), "first 1:30 am");
    assert_eq!(time(at("2027-11-07T06:30:00Z"), &zone), "second 1:30 am");
    assert_eq!(
        time_range(
            at("2027-11-07T05:30:00Z"),
            at("2027-11-07T06:15:00Z"),
            &zone
        ),
        "first 1:30 am to second 1:15 am"
    );
}

#[test]
fn money_durations_and_ages_read_as_said() {
    assert_eq!(money(9_500), "$95");
    assert_eq!(money(4_750), "$47.50");
    assert_eq!(duration(45), "45 minutes");
    assert_eq!(duration(60), "1 hour");
    assert_eq!(duration(90), "90 minutes");
    assert_eq!(duration(1_440), "24 hours");
    let today = day(2026, 3, 10);
    assert_eq!(
        young_age(day(2018, 9, 1), today).as_deref(),
        Some("7 years old")
    );
    assert_eq!(
        young_age(day(2025, 2, 10), today).as_deref(),
        Some("13 months old")
    );
    assert_eq!(
        young_age(day(2026, 2, 11), today).as_deref(),
        Some("0 months old")
    );
    assert_eq!(young_age(day(1988, 5, 3), today), None);
}

#[test]
fn tables_shorten_the_month_and_name_another_year() {
    let today = jiff::civil::date(2026, 3, 10);
    let short = |year, month, day| short_date(jiff::civil::date(year, month, day), today);
    assert_eq!(short(2026, 3, 12), "Mar 12");
    assert_eq!(short(2025, 9, 1), "Sep 1, 2025");
}

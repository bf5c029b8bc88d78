use jiff::civil::{date, datetime, time};
use proptest::prelude::*;

use super::*;

#[test]
fn instants_are_unix_milliseconds() {
    let at = At("2026-11-22T14:00:00.25Z".parse().unwrap());
    assert_eq!(at.to_column(), 1_795_356_000_250);
    assert_eq!(At::from_column(1_795_356_000_250), Ok(at));
    assert!(At::from_column(i64::MAX).is_err());
}

#[test]
fn dates_and_times_have_one_spelling() {
    assert_eq!(Day(date(2024, 2, 29)).to_column(), "2024-02-29");
    assert_eq!(Clock(time(9, 5, 0, 0)).to_column().unwrap(), "09:05");
    assert_eq!(
        Wall(datetime(2026, 3, 8, 2, 30, 0, 0)).to_column().unwrap(),
        "2026-03-08T02:30"
    );
    for bad in [
        "2024-02-30",
        "2024-2-29",
        "20240229",
        "2024-02-29T10:00",
        "",
        " 2024-02-29",
    ] {
        assert!(Day::from_column(bad).is_err(), "{bad}");
    }
    for bad in ["9:05", "24:00", "09:60", "09:05:00", "+9:05", "0905", ""] {
        assert!(Clock::from_column(bad).is_err(), "{bad}");
    }
    for bad in [
        "2026-03-08 02:30",
        "2026-03-08",
        "2026-03-08T02:30:00",
        "2026-03-08T2:30",
    ] {
        assert!(Wall::from_column(bad).is_err(), "{bad}");
    }
}

#[test]
fn seconds_are_refused_rather_than_lost() {
    assert!(Clock(time(9, 5, 1, 0)).to_column().is_err());
    assert!(Wall(datetime(2026, 3, 8, 2, 30, 0, 1)).to_column().is_err());
}

proptest! {
    #[test]
    fn what_is_stored_is_read_back(ms in -200_000_000_000_000_i64..200_000_000_000_000, minute in 0_i64..1440) {
        let at = At::from_column(ms).unwrap();
        prop_assert_eq!(at.to_column(), ms);
        let wall = at.0.to_zoned(jiff::tz::TimeZone::UTC).datetime();
        let day = Day(wall.date());
        prop_assert_eq!(Day::from_column(&day.to_column()), Ok(day));
        let clock = Clock(time((minute / 60) as i8, (minute % 60) as i8, 0, 0));
        prop_assert_eq!(Clock::from_column(&clock.to_column().unwrap()), Ok(clock));
        let both = Wall(day.0.to_datetime(clock.0));
        prop_assert_eq!(Wall::from_column(&both.to_column().unwrap()), Ok(both));
    }
}

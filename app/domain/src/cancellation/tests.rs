use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;

use super::{CancelRefusal, cancel_until, may_cancel, undo_until};

const DAY: u32 = 24 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn exactly_at_the_notice_is_allowed_and_after_it_not() {
    let starts_at = at("2027-03-12T14:00:00Z");
    assert_eq!(
        may_cancel(starts_at, DAY, at("2027-03-11T14:00:00Z")),
        Ok(())
    );
    let late = Err(CancelRefusal::TooLateToCancel {
        notice_minutes: DAY,
    });
    assert_eq!(
        may_cancel(starts_at, DAY, at("2027-03-11T14:00:00.001Z")),
        late
    );
    assert_eq!(may_cancel(starts_at, DAY, at("2027-03-12T13:59:59Z")), late);
}

#[test]
fn from_its_start_on_an_appointment_stands() {
    let starts_at = at("2027-03-12T14:00:00Z");
    for notice in [0, DAY] {
        for now in [
            "2027-03-12T14:00:00Z",
            "2027-03-12T14:10:00Z",
            "2028-01-01T00:00:00Z",
        ] {
            assert_eq!(
                may_cancel(starts_at, notice, at(now)),
                Err(CancelRefusal::AlreadyStarted)
            );
        }
    }
    assert_eq!(
        may_cancel(starts_at, 0, at("2027-03-12T13:59:59.999Z")),
        Ok(())
    );
}

/// Sunday 10:00 on the day the clocks go forward: until Saturday 09:00.
#[test]
fn notice_is_elapsed_time_across_a_change_of_clocks() {
    let toronto = TimeZone::get("America/Toronto").unwrap();
    let wall = |day, hour| {
        toronto
            .to_timestamp(date(2027, 3, day).at(hour, 0, 0, 0))
            .unwrap()
    };
    assert_eq!(cancel_until(wall(14, 10), DAY), wall(13, 9));
    assert_eq!(may_cancel(wall(14, 10), DAY, wall(13, 9)), Ok(()));
    assert!(may_cancel(wall(14, 10), DAY, wall(13, 10)).is_err());
}

#[test]
fn undo_ends_three_minutes_after_the_step() {
    assert_eq!(
        undo_until(at("2027-03-12T14:00:00Z")),
        at("2027-03-12T14:03:00Z")
    );
    assert_eq!(undo_until(Timestamp::MAX), Timestamp::MAX);
}

#[test]
fn codes_are_those_on_the_wire() {
    for refusal in [
        CancelRefusal::AlreadyStarted,
        CancelRefusal::TooLateToCancel { notice_minutes: 60 },
    ] {
        let wire = serde_json::to_value(&refusal).unwrap();
        assert_eq!(wire["code"], refusal.code());
        assert_eq!(refusal.to_string(), refusal.code());
        assert_eq!(
            serde_json::from_value::<CancelRefusal>(wire).unwrap(),
            refusal
        );
    }
}

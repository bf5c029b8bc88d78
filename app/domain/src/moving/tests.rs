use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

const DAY: u32 = 24 * 60;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn visit() -> Movable {
    Movable {
        stands: true,
        starts_at: at("2027-03-12T14:00:00Z"),
        booked_at: at("2027-03-01T14:00:00Z"),
        notice_minutes: DAY,
        moves: 0,
    }
}

#[test]
fn exactly_at_the_notice_is_allowed_and_after_it_not() {
    let late = Err(MoveRefusal::TooLateToMove {
        notice_minutes: DAY,
    });
    assert_eq!(may_move(&visit(), at("2027-03-11T14:00:00Z")), Ok(()));
    assert_eq!(may_move(&visit(), at("2027-03-11T14:00:00.001Z")), late);
    assert_eq!(
        move_until(visit().starts_at, DAY),
        at("2027-03-11T14:00:00Z")
    );
}

#[test]
fn what_was_just_booked_moves_inside_its_notice_until_it_begins() {
    let just_booked = Movable {
        booked_at: at("2027-03-12T13:58:00Z"),
        ..visit()
    };
    assert_eq!(may_move(&just_booked, at("2027-03-12T13:59:59Z")), Ok(()));
    assert_eq!(
        may_move(&just_booked, at("2027-03-12T14:00:00Z")),
        Err(MoveRefusal::NotAhead)
    );
}

#[test]
fn what_does_not_stand_or_has_moved_too_often_stays() {
    let now = at("2027-03-02T14:00:00Z");
    let cancelled = Movable {
        stands: false,
        ..visit()
    };
    assert_eq!(may_move(&cancelled, now), Err(MoveRefusal::NotAhead));
    for moves in 0..MOVES_MAX {
        assert_eq!(may_move(&Movable { moves, ..visit() }, now), Ok(()));
    }
    let restless = Movable {
        moves: MOVES_MAX,
        ..visit()
    };
    assert_eq!(
        may_move(&restless, now),
        Err(MoveRefusal::TooManyMoves { cap: MOVES_MAX })
    );
}

#[test]
fn a_move_is_taken_back_in_its_grace_and_never_into_the_past() {
    let moved = at("2027-03-12T13:00:00Z");
    let undo = |left| undo_move_until(moved, at(left));
    assert_eq!(undo("2027-03-12T14:00:00Z"), at("2027-03-12T13:03:00Z"));
    assert_eq!(undo("2027-03-12T13:01:00Z"), at("2027-03-12T13:01:00Z"));
}

#[test]
fn codes_are_those_on_the_wire() {
    for refusal in [
        MoveRefusal::NotAhead,
        MoveRefusal::TooLateToMove { notice_minutes: 60 },
        MoveRefusal::TooManyMoves { cap: 3 },
    ] {
        let wire = serde_json::to_value(&refusal).unwrap();
        assert_eq!(wire["code"], refusal.code());
        assert_eq!(refusal.to_string(), refusal.code());
        assert_eq!(
            serde_json::from_value::<MoveRefusal>(wire).unwrap(),
            refusal
        );
    }
}

proptest! {
    /// Waiting never turns a no into a yes.
    #[test]
    fn what_is_refused_stays_refused(
        lead in -100_i64..5_000,
        notice_minutes in 0_u32..3_000,
        booked_before in 0_i64..10,
        wait in 0_i64..5_000,
    ) {
        let now = at("2027-03-01T14:00:00Z");
        let visit = Movable {
            starts_at: now + SignedDuration::from_mins(lead),
            booked_at: now - SignedDuration::from_mins(booked_before),
            notice_minutes,
            ..visit()
        };
        if may_move(&visit, now).is_err() {
            prop_assert!(may_move(&visit, now + SignedDuration::from_mins(wait)).is_err());
        }
    }
}

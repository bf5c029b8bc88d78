use std::num::NonZeroU32;

use jiff::civil::{Date, Weekday, date, time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Busy, Candidate, Fold, InvalidStep, PartOfDay, Slot, Step, Terms, by_date, count_by_date,
    first_available, free_slots, nearest, soonest, twin,
};
use crate::id::PractitionerId;
use crate::shift::{Closure, ShiftRule, WorkingHours};
use crate::span::Span;

mod oracle;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn practitioner(n: u128) -> PractitionerId {
    PractitionerId::from_stored(Uuid::from_u128(n))
}

fn terms(minutes: u32, step: u32) -> Terms {
    Terms {
        minutes: NonZeroU32::new(minutes).unwrap(),
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        step: Step::new(step).unwrap(),
        lead_minutes: 0,
        horizon_days: 400,
    }
}

fn rule(on: Date, starts: (i8, i8), ends: (i8, i8)) -> ShiftRule {
    ShiftRule {
        practitioner: practitioner(1),
        weekday: on.weekday(),
        starts: time(starts.0, starts.1, 0, 0),
        ends: time(ends.0, ends.1, 0, 0),
        valid_from: on,
        valid_until: Some(on),
    }
}

/// The wall-clock start times, as `HH:MM`, of the slots that start on `on`.
fn starts(
    terms: &Terms,
    rules: &[ShiftRule],
    closures: &[Closure],
    busy: &[Busy],
    on: Date,
    zone: &TimeZone,
) -> Vec<String> {
    let hours = WorkingHours::expand(practitioner(1), rules, closures, (on, on), zone);
    free_slots(terms, &hours, busy, (on, on), at("2027-01-01T00:00Z"), zone)
        .iter()
        .map(|slot| {
            zone.to_datetime(slot.span.start())
                .strftime("%H:%M")
                .to_string()
        })
        .collect()
}

#[test]
fn a_step_is_a_multiple_of_five_minutes_up_to_a_day() {
    for minutes in [5, 15, 60, 1440] {
        assert_eq!(Step::new(minutes).map(Step::minutes), Ok(minutes));
    }
    for minutes in [0, 1, 7, 1445, u32::MAX] {
        assert_eq!(Step::new(minutes), Err(InvalidStep));
    }
}

#[test]
fn starts_step_from_the_start_of_the_shift_and_the_visit_fits() {
    let on = date(2027, 3, 12);
    let rules = [rule(on, (9, 10), (11, 0))];
    let found = starts(&terms(45, 30), &rules, &[], &[], on, &TimeZone::UTC);
    assert_eq!(found, ["09:10", "09:40", "10:10"]);
}

#[test]
fn a_shift_off_the_grid_starts_at_the_next_multiple_of_five() {
    let on = date(2027, 3, 12);
    let rules = [rule(on, (9, 3), (10, 0))];
    let found = starts(&terms(20, 20), &rules, &[], &[], on, &TimeZone::UTC);
    assert_eq!(found, ["09:05", "09:25"]);
}

#[test]
fn a_closure_cuts_times_out_and_moves_none() {
    let on = date(2027, 3, 12);
    let lunch = Closure {
        practitioner: None,
        starts: date(2027, 3, 12).at(10, 0, 0, 0),
        ends: date(2027, 3, 12).at(10, 20, 0, 0),
    };
    let found = starts(
        &terms(30, 30),
        &[rule(on, (9, 0), (12, 0))],
        &[lunch],
        &[],
        on,
        &TimeZone::UTC,
    );
    assert_eq!(found, ["09:00", "09:30", "10:30", "11:00", "11:30"]);
}

#[test]
fn a_visit_may_run_from_one_shift_into_the_next() {
    let on = date(2027, 3, 12);
    let next = date(2027, 3, 13);
    let rules = [rule(on, (22, 0), (0, 0)), rule(next, (0, 0), (2, 0))];
    let found = starts(&terms(60, 30), &rules, &[], &[], on, &TimeZone::UTC);
    assert_eq!(found, ["22:00", "22:30", "23:00", "23:30"]);
    let found = starts(&terms(60, 30), &rules, &[], &[], next, &TimeZone::UTC);
    assert_eq!(found, ["00:00", "00:30", "01:00"]);
}

#[test]
fn overlapping_shifts_offer_each_start_once() {
    let on = date(2027, 3, 12);
    let rules = [rule(on, (9, 0), (10, 30)), rule(on, (9, 30), (11, 0))];
    let found = starts(&terms(30, 30), &rules, &[], &[], on, &TimeZone::UTC);
    assert_eq!(found, ["09:00", "09:30", "10:00", "10:30"]);
}

#[test]
fn an_early_long_visit_still_blocks_behind_a_later_short_one() {
    let on = date(2027, 3, 12);
    let busy = |start: &str, end: &str, buffer_after_minutes| Busy {
        span: Span::new(at(start), at(end)).unwrap(),
        buffer_before_minutes: 0,
        buffer_after_minutes,
    };
    let busy = [
        busy("2027-03-12T10:00Z", "2027-03-12T10:10Z", 0),
        busy("2027-03-12T09:00Z", "2027-03-12T09:30Z", 90),
    ];
    let found = starts(
        &terms(30, 30),
        &[rule(on, (9, 0), (12, 0))],
        &[],
        &busy,
        on,
        &TimeZone::UTC,
    );
    assert_eq!(found, ["11:00", "11:30"]);
}

#[test]
fn the_skipped_hour_is_never_offered() {
    let on = date(2027, 3, 14);
    let toronto = zone("America/Toronto");
    let found = starts(
        &terms(30, 30),
        &[rule(on, (1, 0), (4, 0))],
        &[],
        &[],
        on,
        &toronto,
    );
    assert_eq!(found, ["01:00", "01:30", "03:00", "03:30"]);
}

#[test]
fn the_repeated_hour_is_offered_twice_and_told_apart() {
    let on = date(2027, 11, 7);
    let toronto = zone("America/Toronto");
    let hours = WorkingHours::expand(
        practitioner(1),
        &[rule(on, (0, 30), (2, 30))],
        &[],
        (on, on),
        &toronto,
    );
    let slots = free_slots(
        &terms(30, 30),
        &hours,
        &[],
        (on, on),
        at("2027-11-01T00:00Z"),
        &toronto,
    );
    let found: Vec<_> = slots
        .iter()
        .map(|slot| {
            let start = slot.span.start();
            let wall = toronto.to_datetime(start).strftime("%H:%M").to_string();
            (start.to_string(), wall, Fold::of(start, &toronto))
        })
        .collect();
    let expected = [
        ("2027-11-07T04:30:00Z", "00:30", Fold::Only),
        ("2027-11-07T05:00:00Z", "01:00", Fold::First),
        ("2027-11-07T05:30:00Z", "01:30", Fold::First),
        ("2027-11-07T06:00:00Z", "01:00", Fold::Second),
        ("2027-11-07T06:30:00Z", "01:30", Fold::Second),
        ("2027-11-07T07:00:00Z", "02:00", Fold::Only),
    ];
    assert_eq!(
        found,
        expected.map(|(start, wall, fold)| (start.into(), wall.into(), fold))
    );
}

#[test]
fn the_fold_of_lord_howe_is_half_an_hour() {
    let lord_howe = zone("Australia/Lord_Howe");
    for (instant, fold) in [
        ("2027-04-03T14:29Z", Fold::Only),
        ("2027-04-03T14:30Z", Fold::First),
        ("2027-04-03T14:59Z", Fold::First),
        ("2027-04-03T15:00Z", Fold::Second),
        ("2027-04-03T15:29Z", Fold::Second),
        ("2027-04-03T15:30Z", Fold::Only),
    ] {
        assert_eq!(Fold::of(at(instant), &lord_howe), fold, "{instant}");
        // Of two that look alike, half an hour apart, each is the other's twin.
        let other = match fold {
            Fold::Only => None,
            Fold::First => Some(at(instant) + SignedDuration::from_mins(30)),
            Fold::Second => Some(at(instant) - SignedDuration::from_mins(30)),
        };
        assert_eq!(twin(at(instant), &lord_howe), other, "{instant}");
    }
    assert_eq!(
        Fold::of(at("2027-03-14T07:00Z"), &zone("America/Toronto")),
        Fold::Only
    );
}

#[test]
fn parts_of_day_follow_the_wall() {
    let toronto = zone("America/Toronto");
    for (instant, part) in [
        ("2027-03-14T15:59Z", PartOfDay::Morning),
        ("2027-03-14T16:00Z", PartOfDay::Afternoon),
        ("2027-03-14T20:59Z", PartOfDay::Afternoon),
        ("2027-03-14T21:00Z", PartOfDay::Evening),
        ("2027-03-15T03:59Z", PartOfDay::Evening),
        ("2027-03-15T04:00Z", PartOfDay::Morning),
    ] {
        assert_eq!(PartOfDay::of(at(instant), &toronto), part, "{instant}");
    }
}

fn slot(who: u128, start: &str) -> Slot {
    Slot {
        span: Span::lasting(at(start), 30).unwrap(),
        practitioner: practitioner(who),
    }
}

#[test]
fn the_soonest_are_of_different_people_or_half_days() {
    // At noon in UTC it is eight in the morning there.
    let zone = TimeZone::get("America/New_York").unwrap();
    let slots = [
        slot(1, "2027-03-16T12:00Z"),
        slot(1, "2027-03-16T12:15Z"),
        slot(2, "2027-03-16T12:30Z"),
        slot(1, "2027-03-16T15:45Z"),
        slot(1, "2027-03-16T16:00Z"),
        slot(2, "2027-03-17T12:00Z"),
    ];
    let chosen = |n| soonest(&slots, n, &zone);
    assert_eq!(chosen(3), [slots[0], slots[2], slots[4]]);
    assert_eq!(chosen(4), [slots[0], slots[2], slots[4], slots[5]]);
    // Too few of them: what else is soonest, in its place.
    assert_eq!(
        chosen(5),
        [slots[0], slots[1], slots[2], slots[4], slots[5]]
    );
    assert_eq!(soonest(&slots[..2], 3, &zone), slots[..2]);
    assert_eq!(chosen(9), slots);
    assert_eq!(chosen(0), []);
}

#[test]
fn the_nearest_lie_on_either_side_and_come_in_order() {
    let slots = ["08:00", "09:00", "10:00", "11:30", "13:00"]
        .map(|time| slot(1, &format!("2027-03-12T{time}Z")));
    assert_eq!(nearest(&slots, at("2027-03-12T10:15Z"), 3), slots[1..4]);
    assert_eq!(nearest(&slots, at("2027-03-12T20:00Z"), 2), slots[3..5]);
    // 09:00 and 10:00 are equally near.
    assert_eq!(nearest(&slots, at("2027-03-12T09:30Z"), 1), slots[1..2]);
    let twice = [slot(2, "2027-03-12T09:00Z"), slot(1, "2027-03-12T09:00Z")];
    assert_eq!(nearest(&twice, at("2027-03-12T09:00Z"), 3), [twice[1]]);
}

#[test]
fn days_are_those_of_the_location() {
    let kathmandu = zone("Asia/Kathmandu");
    let slots = [
        slot(1, "2027-03-12T18:14Z"),
        slot(1, "2027-03-12T18:15Z"),
        slot(2, "2027-03-12T18:15Z"),
    ];
    let days = by_date(&slots, &kathmandu);
    assert_eq!(days[&date(2027, 3, 12)], slots[..1]);
    assert_eq!(days[&date(2027, 3, 13)], slots[1..]);
    let counts: Vec<_> = count_by_date(&slots, &kathmandu).into_iter().collect();
    assert_eq!(counts, [(date(2027, 3, 12), 1), (date(2027, 3, 13), 1)]);
}

#[test]
fn first_available_is_whoever_has_least_to_do_that_day() {
    let busy = |start: &str, minutes| Busy {
        span: Span::lasting(at(start), minutes).unwrap(),
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
    };
    // 1 works late into the 13th, 2 has a short visit on the 12th, 3 nothing.
    let busy_1 = [busy("2027-03-12T22:00Z", 180)];
    let busy_2 = [busy("2027-03-12T15:00Z", 20)];
    let nine = ["2027-03-12T09:00Z", "2027-03-13T09:00Z"];
    let slots_1 = nine.map(|start| slot(1, start));
    let slots_2 = nine.map(|start| slot(2, start));
    let slots_3 = [slot(3, nine[0])];
    let candidates = [
        Candidate {
            practitioner: practitioner(1),
            slots: &slots_1,
            busy: &busy_1,
        },
        Candidate {
            practitioner: practitioner(2),
            slots: &slots_2,
            busy: &busy_2,
        },
        Candidate {
            practitioner: practitioner(3),
            slots: &slots_3,
            busy: &[],
        },
    ];
    let offers = first_available(&candidates, &TimeZone::UTC);
    assert_eq!(offers.len(), 2);
    assert_eq!(offers[0].slot, slots_3[0]);
    assert_eq!(offers[0].others, [practitioner(2), practitioner(1)]);
    // On the 13th only 1 has anything: the hour after midnight.
    assert_eq!(offers[1].slot, slots_2[1]);
    assert_eq!(offers[1].others, [practitioner(1)]);
}

#[test]
fn equal_load_goes_by_id_in_whatever_order_they_are_given() {
    let (a, b) = (
        [slot(1, "2027-03-12T09:00Z")],
        [slot(2, "2027-03-12T09:00Z")],
    );
    let one = Candidate {
        practitioner: practitioner(1),
        slots: &a,
        busy: &[],
    };
    let two = Candidate {
        practitioner: practitioner(2),
        slots: &b,
        busy: &[],
    };
    let offers = first_available(&[two, one], &TimeZone::UTC);
    assert_eq!(offers, first_available(&[one, two], &TimeZone::UTC));
    assert_eq!(
        (offers[0].slot, &offers[0].others[..]),
        (a[0], &[practitioner(2)][..])
    );
}

#[test]
fn dates_at_the_ends_of_the_calendar_are_harmless() {
    let utc = TimeZone::UTC;
    for dates in [
        (Date::MIN, Date::MIN),
        (Date::MAX, Date::MAX),
        (Date::MAX, Date::MIN),
    ] {
        let on = date(2027, 3, 12);
        let always = ShiftRule {
            valid_from: Date::MIN,
            valid_until: None,
            weekday: Weekday::Friday,
            ..rule(on, (0, 0), (0, 0))
        };
        let hours = WorkingHours::expand(practitioner(1), &[always], &[], dates, &utc);
        let found = free_slots(
            &Terms {
                horizon_days: u32::MAX,
                lead_minutes: u32::MAX,
                ..terms(30, 15)
            },
            &hours,
            &[],
            dates,
            Timestamp::MAX,
            &utc,
        );
        assert_eq!(found, []);
    }
}

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::slots::Step;
use crate::span::Span;

fn practitioner(n: u128) -> PractitionerId {
    PractitionerId::from_stored(Uuid::from_u128(n))
}

fn terms(minutes: u32, buffers: (u32, u32)) -> Terms {
    Terms {
        minutes: NonZeroU32::new(minutes).unwrap(),
        buffer_before_minutes: buffers.0,
        buffer_after_minutes: buffers.1,
        step: Step::new(5).unwrap(),
        lead_minutes: 0,
        horizon_days: 60,
    }
}

/// An instant so many minutes after ten.
fn ten(minutes: u32) -> Timestamp {
    let ten: Timestamp = "2026-03-12T10:00:00Z".parse().unwrap();
    ten + SignedDuration::from_mins(i64::from(minutes))
}

fn slot(who: u128, minutes: u32, lasting: u32) -> Slot {
    Slot {
        span: Span::lasting(ten(minutes), lasting).unwrap(),
        practitioner: practitioner(who),
    }
}

/// Times with one practitioner.
fn with(who: u128, minutes: &[u32], lasting: u32) -> Vec<Slot> {
    minutes.iter().map(|at| slot(who, *at, lasting)).collect()
}

/// The starts of each plan, in minutes after ten, with the practitioners.
fn found(pattern: Pattern, guests: &[(&Terms, &[Slot])]) -> Vec<Vec<(i64, u128)>> {
    let guests: Vec<Guest<'_>> = guests
        .iter()
        .map(|(terms, free)| Guest { terms, free })
        .collect();
    let of = |slot: &Slot| {
        let minutes = slot.span.start().duration_since(ten(0)).as_mins();
        (minutes, slot.practitioner.uuid().as_u128())
    };
    let plans = plans(pattern, &guests);
    plans
        .iter()
        .map(|plan| plan.iter().map(of).collect())
        .collect()
}

#[test]
fn one_comes_right_after_the_other() {
    let half = terms(30, (0, 0));
    let free = with(1, &[0, 15, 30, 45, 120], 30);
    let plans = found(Pattern::InTurn, &[(&half, &free), (&half, &free)]);
    assert_eq!(plans, [[(0, 1), (30, 1)], [(15, 1), (45, 1)]]);
    // A pause of a quarter of an hour is still right after, more is not.
    let (first, late, later) = (with(1, &[0], 30), with(1, &[45], 30), with(1, &[50], 30));
    let paused = found(Pattern::InTurn, &[(&half, &first), (&half, &late)]);
    assert_eq!(paused, [[(0, 1), (45, 1)]]);
    let apart = found(Pattern::InTurn, &[(&half, &first), (&half, &later)]);
    assert!(apart.is_empty());
}

#[test]
fn whoever_is_named_first_comes_first_where_that_can_be() {
    let half = terms(30, (0, 0));
    let (early, late) = (with(1, &[0], 30), with(1, &[30], 30));
    let given = found(Pattern::InTurn, &[(&half, &late), (&half, &early)]);
    assert_eq!(given, [[(30, 1), (0, 1)]], "the other way round");
}

#[test]
fn the_rest_that_a_visit_needs_stays_between_them() {
    let (rested, half) = (terms(30, (0, 20)), terms(30, (0, 0)));
    let free = with(1, &[0, 30, 45, 50, 65, 70], 30);
    let plans = found(Pattern::InTurn, &[(&rested, &free[..1]), (&half, &free)]);
    assert_eq!(plans, [[(0, 1), (50, 1)]]);
}

#[test]
fn at_the_same_time_each_has_a_practitioner_of_their_own() {
    let (half, long) = (terms(30, (0, 0)), terms(60, (0, 0)));
    let both: Vec<Slot> = vec![slot(1, 0, 30), slot(2, 0, 30), slot(1, 15, 30)];
    let plans = found(Pattern::AtOnce, &[(&half, &both), (&half, &both)]);
    assert_eq!(plans, [[(0, 1), (0, 2)]]);
    // The first gives way where the other has no choice.
    let only = vec![slot(1, 0, 60)];
    let plans = found(Pattern::AtOnce, &[(&half, &both), (&long, &only)]);
    assert_eq!(plans, [[(0, 2), (0, 1)]]);
}

#[test]
fn of_one_or_of_nobody_there_is_nothing_in_one_go() {
    let half = terms(30, (0, 0));
    let free = with(1, &[0, 30], 30);
    for pattern in [Pattern::InTurn, Pattern::AtOnce] {
        assert!(found(pattern, &[]).is_empty());
        assert!(found(pattern, &[(&half, &free)]).is_empty());
    }
    assert_eq!(pattern_of(&[]), None);
    assert_eq!(pattern_of(&[(&half, slot(1, 0, 30))]), None);
}

/// Somebody's service and free times, as a table of small numbers.
#[derive(Clone, Debug)]
struct Drawn {
    terms: Terms,
    free: Vec<Slot>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let buffers = (0_u32..3, 0_u32..3);
    let service = (
        1_u32..5,
        buffers,
        prop::collection::btree_set((0_u32..14, 1_u128..4), 0..9),
    );
    service.prop_map(|(length, (before, after), free)| {
        let lasting = length * 10;
        let terms = terms(lasting, (before * 10, after * 10));
        let free = free.into_iter();
        let mut free: Vec<Slot> = free.map(|(at, who)| slot(who, at * 10, lasting)).collect();
        free.sort_unstable();
        Drawn { terms, free }
    })
}

/// Every list of one time for each.
fn all(guests: &[Drawn]) -> Vec<Vec<(&Terms, Slot)>> {
    let mut lists: Vec<Vec<(&Terms, Slot)>> = vec![Vec::new()];
    for guest in guests {
        let mut longer = Vec::new();
        for list in &lists {
            for slot in &guest.free {
                longer.push([&list[..], &[(&guest.terms, *slot)]].concat());
            }
        }
        lists = longer;
    }
    lists
}

/// The same question, minute by minute: nobody's visit or the larger of two rests overlaps,
/// and the pauses are short.
fn is_in_turn(list: &[(&Terms, Slot)]) -> bool {
    let minute = |at: Timestamp| at.duration_since(ten(0)).as_mins();
    let mut list = list.to_vec();
    list.sort_by_key(|(_, slot)| slot.span.start());
    let same = list
        .iter()
        .all(|(_, slot)| slot.practitioner == list[0].1.practitioner);
    let apart = list.iter().enumerate().all(|(n, (one, first))| {
        list[n + 1..].iter().all(|(other, second)| {
            let rest = one.buffer_after_minutes.max(other.buffer_before_minutes);
            minute(first.span.end()) + i64::from(rest) <= minute(second.span.start())
        })
    });
    let near = list.windows(2).all(|pair| {
        let [(one, first), (other, second)] = pair else {
            return false;
        };
        let rest = one.buffer_after_minutes.max(other.buffer_before_minutes);
        let pause = minute(second.span.start()) - minute(first.span.end());
        pause <= i64::from(rest) + i64::from(TOGETHER_GAP_MINUTES)
    });
    same && apart && near
}

fn is_at_once(list: &[(&Terms, Slot)]) -> bool {
    let people: BTreeSet<PractitionerId> = list.iter().map(|(_, slot)| slot.practitioner).collect();
    let starts: BTreeSet<Timestamp> = list.iter().map(|(_, slot)| slot.span.start()).collect();
    starts.len() == 1 && people.len() == list.len()
}

/// Where lists begin, and with whom; at the same time it is with several.
fn beginnings<'a>(
    pattern: Pattern,
    lists: impl Iterator<Item = Vec<Slot>> + 'a,
) -> BTreeSet<(Timestamp, Option<PractitionerId>)> {
    let beginning = |list: Vec<Slot>| {
        let first = list.into_iter().min().unwrap();
        let who = (pattern == Pattern::InTurn).then_some(first.practitioner);
        (first.span.start(), who)
    };
    lists.map(beginning).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_way_is_found_and_nothing_else(guests in prop::collection::vec(drawn(), 2..=3)) {
        for pattern in [Pattern::InTurn, Pattern::AtOnce] {
            let fits = |list: &[(&Terms, Slot)]| match pattern {
                Pattern::InTurn => is_in_turn(list) && !is_at_once(list),
                Pattern::AtOnce => is_at_once(list),
            };
            let lists = all(&guests);
            let fitting = lists.iter().filter(|list| fits(list));
            let slots = fitting.map(|list| list.iter().map(|(_, slot)| *slot).collect());
            let expected = beginnings(pattern, slots);
            let asked: Vec<Guest<'_>> = guests
                .iter()
                .map(|guest| Guest { terms: &guest.terms, free: &guest.free })
                .collect();
            let found = plans(pattern, &asked);
            prop_assert_eq!(beginnings(pattern, found.iter().cloned()), expected.clone());
            prop_assert_eq!(found.len(), expected.len(), "each beginning once");
            for plan in &found {
                let of: Vec<(&Terms, Slot)> =
                    guests.iter().map(|guest| &guest.terms).zip(plan.iter().copied()).collect();
                prop_assert_eq!(pattern_of(&of), Some(pattern));
                for (guest, slot) in guests.iter().zip(plan) {
                    prop_assert!(guest.free.contains(slot));
                }
            }
            let firsts: Vec<_> = found.iter().map(|plan| plan.iter().min().unwrap().span.start()).collect();
            prop_assert!(firsts.is_sorted());
        }
    }

    #[test]
    fn what_a_list_is_is_said_of_every_list(guests in prop::collection::vec(drawn(), 2..=3)) {
        for list in all(&guests) {
            let expected = match (is_at_once(&list), is_in_turn(&list)) {
                (true, _) => Some(Pattern::AtOnce),
                (false, true) => Some(Pattern::InTurn),
                (false, false) => None,
            };
            prop_assert_eq!(pattern_of(&list), expected);
        }
    }
}

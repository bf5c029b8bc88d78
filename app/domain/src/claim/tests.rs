use jiff::Timestamp;
use proptest::prelude::*;

use super::{is_on_quantum, quanta, snap_up};
use crate::booking::BookRefusal;
use crate::span::Span;

fn span(start: &str, minutes: u32) -> Span {
    Span::lasting(start.parse().unwrap(), minutes).unwrap()
}

#[test]
fn a_visit_takes_the_quanta_from_its_start_up_to_its_end() {
    assert_eq!(quanta(span("1970-01-01T00:00:00Z", 5)), Ok(0..=0));
    assert_eq!(quanta(span("1970-01-01T00:05:00Z", 30)), Ok(1..=6));
    // 2027-03-12T14:15:00Z is 1 804 860 900 s after the epoch.
    assert_eq!(
        quanta(span("2027-03-12T14:15:00Z", 45)),
        Ok(6_016_203..=6_016_211)
    );
}

#[test]
fn an_end_off_the_grid_takes_its_whole_quantum() {
    assert_eq!(quanta(span("1970-01-01T00:05:00Z", 6)), Ok(1..=2));
    assert_eq!(quanta(span("1970-01-01T00:05:00Z", 9)), Ok(1..=2));
    assert_eq!(quanta(span("1970-01-01T00:05:00Z", 10)), Ok(1..=2));
    assert_eq!(quanta(span("1970-01-01T00:05:00Z", 11)), Ok(1..=3));
}

#[test]
fn before_the_epoch_numbers_go_on_downwards() {
    assert_eq!(quanta(span("1969-12-31T23:50:00Z", 15)), Ok(-2..=0));
}

#[test]
fn a_start_off_the_grid_is_refused() {
    for start in [
        "2027-03-12T14:16:00Z",
        "2027-03-12T14:15:00.000000001Z",
        "1969-12-31T23:59:00Z",
    ] {
        assert_eq!(
            quanta(span(start, 30)),
            Err(BookRefusal::NotOnGrid),
            "{start}"
        );
    }
}

#[test]
fn snapping_goes_up_and_leaves_the_grid_alone() {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(
        snap_up(at("2027-03-12T14:15:00Z")),
        Some(at("2027-03-12T14:15:00Z"))
    );
    assert_eq!(
        snap_up(at("2027-03-12T14:15:00.1Z")),
        Some(at("2027-03-12T14:20:00Z"))
    );
    assert_eq!(
        snap_up(at("1969-12-31T23:56:00Z")),
        Some(at("1970-01-01T00:00:00Z"))
    );
    assert_eq!(snap_up(Timestamp::MAX), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn visits_overlap_exactly_if_they_share_a_quantum(
        first in -50_i64..50, first_quanta in 1_u32..12,
        second in -50_i64..50, second_quanta in 1_u32..12,
    ) {
        let span = |quantum: i64, count: u32| {
            Span::lasting(Timestamp::from_second(quantum * 300).unwrap(), count * 5).unwrap()
        };
        let (one, other) = (span(first, first_quanta), span(second, second_quanta));
        prop_assert!(is_on_quantum(one.start()));
        let (one_claims, other_claims) = (quanta(one).unwrap(), quanta(other).unwrap());
        prop_assert_eq!(one_claims.clone().count(), first_quanta as usize);
        let shared = one_claims.filter(|quantum| other_claims.contains(quantum)).count();
        prop_assert_eq!(shared > 0, one.overlaps(other));
    }
}

use jiff::Timestamp;
use proptest::prelude::*;

use super::{EmptySpan, Span, earlier_by, intersect, later_by, merge, subtract};

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(minute * 60).unwrap()
}

fn span(start: i64, end: i64) -> Span {
    Span::new(at(start), at(end)).unwrap()
}

fn spans(ends: &[(i64, i64)]) -> Vec<Span> {
    ends.iter().map(|(start, end)| span(*start, *end)).collect()
}

#[test]
fn empty_and_backward_spans_are_refused() {
    assert_eq!(Span::new(at(5), at(5)), Err(EmptySpan));
    assert_eq!(Span::new(at(6), at(5)), Err(EmptySpan));
    assert_eq!(Span::lasting(at(5), 0), Err(EmptySpan));
    assert_eq!(Span::lasting(Timestamp::MAX, 5), Err(EmptySpan));
    assert_eq!(Span::lasting(at(5), 10), Ok(span(5, 15)));
}

#[test]
fn the_end_is_not_part_of_a_span() {
    let morning = span(0, 10);
    assert!(!morning.overlaps(span(10, 20)));
    assert!(!span(10, 20).overlaps(morning));
    assert!(morning.overlaps(span(9, 20)));
    assert!(morning.has(at(0)) && morning.has(at(9)) && !morning.has(at(10)));
    assert_eq!(morning.intersect(span(10, 20)), None);
    assert_eq!(morning.intersect(span(5, 20)), Some(span(5, 10)));
    assert!(morning.contains(morning) && !morning.contains(span(5, 11)));
    assert_eq!(morning.duration().as_mins(), 10);
}

#[test]
fn merging_joins_what_overlaps_or_touches() {
    let given = spans(&[(20, 30), (0, 5), (5, 8), (25, 40), (26, 27)]);
    assert_eq!(merge(given), spans(&[(0, 8), (20, 40)]));
}

#[test]
fn one_hole_can_cut_several_spans() {
    let from = spans(&[(0, 10), (20, 30), (40, 50)]);
    assert_eq!(
        subtract(&from, &spans(&[(5, 45)])),
        spans(&[(0, 5), (45, 50)])
    );
    assert_eq!(
        subtract(&from, &spans(&[(0, 10), (22, 24)])),
        spans(&[(20, 22), (24, 30), (40, 50)])
    );
    assert_eq!(subtract(&from, &[]), from);
}

#[test]
fn moving_beyond_representable_time_stops_at_its_ends() {
    assert_eq!(later_by(Timestamp::MAX, 1), Timestamp::MAX);
    assert_eq!(earlier_by(Timestamp::MIN, 1), Timestamp::MIN);
    assert_eq!(earlier_by(at(7), 7), at(0));
}

/// One flag a minute, the slow and obvious form of a list of spans.
fn flags(spans: &[Span]) -> [bool; 64] {
    std::array::from_fn(|minute| spans.iter().any(|span| span.has(at(minute as i64))))
}

fn some_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::vec((0_i64..60, 1_i64..12), 0..10).prop_map(|list| {
        list.into_iter()
            .map(|(start, minutes)| span(start, (start + minutes).min(64)))
            .collect()
    })
}

fn is_normal(spans: &[Span]) -> bool {
    spans.windows(2).all(|pair| pair[0].end() < pair[1].start())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_algebra_agrees_with_flags(left in some_spans(), right in some_spans()) {
        let (l, r) = (flags(&left), flags(&right));
        let (left, right) = (merge(left), merge(right));
        prop_assert!(is_normal(&left));
        prop_assert_eq!(flags(&left), l);

        let common = intersect(&left, &right);
        prop_assert!(is_normal(&common));
        prop_assert_eq!(flags(&common), std::array::from_fn(|i| l[i] && r[i]));

        let rest = subtract(&left, &right);
        prop_assert!(is_normal(&rest));
        prop_assert_eq!(flags(&rest), std::array::from_fn(|i| l[i] && !r[i]));
    }
}

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const RULES: [BookRefusal; 4] = [
    BookRefusal::OutsideHours,
    BookRefusal::PatientBusy,
    BookRefusal::TooSoon { lead_minutes: 120 },
    BookRefusal::TooManyUpcoming { cap: 3 },
];

fn visit(n: u128, at: i64) -> (AppointmentId, Timestamp) {
    let id = AppointmentId::from_stored(Uuid::from_u128(n));
    (id, Timestamp::from_millisecond(at).unwrap())
}

fn of_rules(rules: &[BookRefusal]) -> Against {
    Against::new(rules, [])
}

#[test]
fn nothing_covers_nothing_and_only_that() {
    let nothing = Against::default();
    assert!(nothing.covers(&nothing));
    assert!(!nothing.covers(&of_rules(&RULES[..1])));
    assert!(!nothing.covers(&Against::new([], [visit(1, 0)])));
    assert_eq!(nothing.to_field(), "");
}

#[test]
fn a_rule_stands_for_no_other_and_for_no_visit() {
    let hours = of_rules(&RULES[..1]);
    assert!(!hours.covers(&of_rules(&RULES[1..2])));
    assert!(!hours.covers(&Against::new(&RULES[..1], [visit(1, 0)])));
    assert!(Against::new(&RULES, [visit(1, 0)]).covers(&hours));
}

#[test]
fn a_visit_that_has_moved_and_another_at_its_time_were_not_shown() {
    let shown = Against::new([], [visit(1, 1_000)]);
    assert!(shown.covers(&Against::new([], [visit(1, 1_000)])));
    assert!(!shown.covers(&Against::new([], [visit(1, 2_000)])));
    assert!(!shown.covers(&Against::new([], [visit(2, 1_000)])));
}

#[test]
fn it_has_one_spelling_whatever_the_order_and_the_numbers_of_a_rule() {
    let (one, two) = (visit(1, 1_000), visit(2, -5));
    let there = Against::new(&RULES[..2], [one, two]);
    let back = Against::new(RULES[..2].iter().rev(), [two, one]);
    assert_eq!(there, back);
    let field = "outside_hours patient_busy \
        00000000-0000-0000-0000-000000000001@1000 00000000-0000-0000-0000-000000000002@-5";
    assert_eq!(there.to_field(), field);
    let cap = |cap| of_rules(&[BookRefusal::TooManyUpcoming { cap }]);
    assert_eq!(cap(3), cap(4));
}

#[test]
fn in_what_no_page_wrote_nothing_was_shown() {
    for garbled in [
        " ",
        "outside_hours ",
        "outside_hours  patient_busy",
        "outside_hours\tpatient_busy",
        "Outside_hours",
        "outside-hours",
        "@",
        "outside_hours x@1",
        "outside_hours 00000000-0000-0000-0000-000000000001@",
        "outside_hours 00000000-0000-0000-0000-000000000001@soon",
        "outside_hours 00000000-0000-0000-0000-000000000001@1@2",
        "<script>alert(1)</script>",
    ] {
        assert_eq!(Against::parse(garbled), Against::default(), "{garbled:?}");
    }
}

fn some() -> impl Strategy<Value = Against> {
    let rules = proptest::sample::subsequence(RULES.to_vec(), 0..=RULES.len());
    let over = proptest::collection::vec((0_u128..6, 0_i64..3), 0..5);
    (rules, over).prop_map(|(rules, over)| {
        let over = over.into_iter().map(|(n, at)| visit(n, at));
        Against::new(&rules, over)
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(against in some()) {
        prop_assert_eq!(Against::parse(&against.to_field()), against);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".*") {
        let _ = Against::parse(&text);
    }

    /// Covering is what the words of the field say: each of them was among those shown.
    #[test]
    fn it_covers_what_is_a_part_of_it(shown in some(), current in some()) {
        let (was, is) = (shown.to_field(), current.to_field());
        let was: Vec<&str> = was.split_whitespace().collect();
        let all = is.split_whitespace().all(|word| was.contains(&word));
        prop_assert_eq!(shown.covers(&current), all);
    }

    /// Whatever goes away, nobody is asked again; whatever comes, they are.
    #[test]
    fn less_is_covered_and_more_is_not(shown in some(), rule in 0..RULES.len(), n in 6_u128..9) {
        let mut less = shown.clone();
        less.rules.remove(RULES[rule].code());
        less.over.pop_first();
        prop_assert!(shown.covers(&less));
        prop_assert_eq!(less.covers(&shown), less == shown);
        let mut more = shown.clone();
        more.over.insert((visit(n, 0).0, 0));
        prop_assert!(!shown.covers(&more));
    }
}

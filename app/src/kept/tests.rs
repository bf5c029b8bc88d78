use super::*;

fn form() -> KeptForm {
    KeptForm {
        endpoint: "booking/details",
        fields: vec![("full_name".into(), "Ana Silva".into())],
        error: Some(ApiError::Malformed),
    }
}

#[test]
fn only_the_visitor_who_typed_it_sees_it_again() {
    let (kept, here) = (KeptForms::default(), ([1; 32], Owner::Nobody));
    kept.keep("a".into(), here, form());
    assert_eq!(
        kept.find("a", here).unwrap().typed("full_name"),
        "Ana Silva"
    );
    assert_eq!(kept.find("a", here).unwrap().typed("email"), "");
    assert!(kept.find("a", ([2; 32], Owner::Nobody)).is_none());
    assert!(kept.find("b", here).is_none());
}

#[test]
fn only_whoever_was_signed_in_sees_it_again() {
    let kept = KeptForms::default();
    let staff = |n: u8| Owner::Session([n; 32]);
    kept.keep("a".into(), ([1; 32], staff(1)), form());
    assert!(kept.find("a", ([1; 32], staff(1))).is_some());
    for other in [staff(2), Owner::Nobody] {
        assert!(kept.find("a", ([1; 32], other)).is_none(), "{other:?}");
    }
}

#[test]
fn who_somebody_is_waits_for_that_visitor_until_it_is_forgotten() {
    let (kept, here) = (KeptForms::default(), [1; 32]);
    kept.keep_details(here, &[("full_name", "Ana Silva")]);
    assert_eq!(kept.details(here).unwrap().typed("full_name"), "Ana Silva");
    assert!(kept.details([2; 32]).is_none());
    kept.forget_details(here);
    assert!(kept.details(here).is_none());
}

#[test]
fn debug_shows_nothing_that_was_typed() {
    let shown = format!("{:?}", form());
    assert!(
        shown.contains("booking/details") && !shown.contains("Silva"),
        "{shown}"
    );
}

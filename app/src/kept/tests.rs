use super::*;

fn form() -> KeptForm {
    KeptForm {
        endpoint: "booking/details",
        fields: vec![("full_name".into(), "Ana Silva".into())],
        error: ApiError::Malformed,
    }
}

#[test]
fn only_the_visitor_who_typed_it_sees_it_again() {
    let kept = KeptForms::default();
    kept.keep("a".into(), [1; 32], form());
    assert_eq!(
        kept.find("a", [1; 32]).unwrap().typed("full_name"),
        "Ana Silva"
    );
    assert_eq!(kept.find("a", [1; 32]).unwrap().typed("email"), "");
    assert!(kept.find("a", [2; 32]).is_none());
    assert!(kept.find("b", [1; 32]).is_none());
}

#[test]
fn debug_shows_nothing_that_was_typed() {
    let shown = format!("{:?}", form());
    assert!(
        shown.contains("booking/details") && !shown.contains("Silva"),
        "{shown}"
    );
}

use super::*;

#[test]
fn what_others_did_meanwhile_is_a_conflict_and_a_rule_is_not() {
    assert!(Refusal::Book(BookRefusal::Taken).is_conflict());
    assert!(Refusal::HoldGone.is_conflict());
    assert!(Refusal::ChangedMeanwhile.is_conflict());
    assert!(Refusal::LinkElsewhere.is_conflict());
    assert!(!Refusal::Book(BookRefusal::OutsideHours).is_conflict());
    assert!(!Refusal::CodeWrong { tries_left: 3 }.is_conflict());
}

#[test]
fn a_refusal_survives_the_wire() {
    for refusal in [
        Refusal::Book(BookRefusal::Taken),
        Refusal::CodeWrong { tries_left: 2 },
        Refusal::HoldGone,
    ] {
        let json = serde_json::to_string(&refusal).unwrap();
        assert_eq!(serde_json::from_str::<Refusal>(&json).unwrap(), refusal);
    }
}

#[test]
fn field_errors_keep_the_order_of_the_page() {
    let mut errors = FieldErrors::default();
    assert_eq!(errors.take("full_name", Ok(1)), Some(1));
    assert_eq!(errors.take::<u8>("email", Err(Invalid::Missing)), None);
    assert_eq!(errors.take::<u8>("bday", Err(Invalid::NoSuchDate)), None);
    assert_eq!(errors.of("email"), Some(Invalid::Missing));
    assert_eq!(errors.of("full_name"), None);
    let fields: Vec<_> = errors.iter().map(|(field, _)| field.to_owned()).collect();
    assert_eq!(fields, ["email", "bday"]);
}

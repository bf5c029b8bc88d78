use super::*;

#[test]
fn a_patient_may_do_everything_for_themself_and_a_bare_guardian_nothing() {
    for ability in [
        Ability::ViewAppointments,
        Ability::Book,
        Ability::Cancel,
        Ability::EditContact,
        Ability::Reschedule,
    ] {
        assert!(may(Relation::Myself, ability));
        assert!(!may(Relation::Guardian, ability));
    }
}

#[test]
fn a_relation_is_read_back_as_written() {
    for relation in [Relation::Myself, Relation::Guardian] {
        assert_eq!(Relation::parse(relation.as_str()), Some(relation));
    }
    assert_eq!(Relation::parse("Self"), None);
}

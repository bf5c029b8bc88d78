//! A fault at any write of a merge or a split: all of it is there afterwards, or nothing.

use super::*;
use crate::faults::all_or_nothing;
use crate::testing::Failing;

#[tokio::test]
async fn a_fault_at_any_write_of_a_merge_or_a_split_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        world
            .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
            .await;
        guardian(clinic, "gina", who.patient, Preset::Full.abilities()).await;
        let invite = clinic.inviting(who.patient, "dad@example.com").await;
        clinic.invite(&invite).await;
        let form = world.checked().await;
        clinic.store.lay_failpoints().await.unwrap();
        let deed = async || merge(clinic, &world.desk, &form).await;
        let (id, changed) = all_or_nothing(clinic, how, deed).await;
        world.keeps_its_promises().await;
        let both = |own: &str| -> Vec<String> {
            let mut tables = vec![
                "access",
                "appointment",
                "audit",
                "audit_patient",
                "duplicate_waiting",
                "invitation",
                "match_count",
                "match_key",
                "match_state",
                "merge_record",
                "notice",
                "patient",
                "patient_listed",
                "patient_match",
                "patient_term",
                "registration",
                own,
            ];
            tables.sort_unstable();
            tables.into_iter().map(str::to_owned).collect()
        };
        assert_eq!(changed, both("merge_change"));
        let form = world.split_form(id).await;
        let deed = async || undo(clinic, &world.desk, &form, None).await;
        let ((), changed) = all_or_nothing(clinic, how, deed).await;
        world.keeps_its_promises().await;
        assert_eq!(changed, both("not_the_same"));
    }
}

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

/// A merge that cancels a visit and takes somebody's own account away from them: their held time,
/// the mails that waited for them and those that tell them of it go along, or none of it does.
#[tokio::test]
async fn a_fault_at_any_write_takes_nothing_from_an_account_without_telling_it() {
    for how in [Failing::Statement, Failing::Transaction] {
        let world = World::new().await;
        let (clinic, who) = (&world.clinic, &world.sign_up);
        let old = world.old().await;
        let (theirs, new) = world.overlap(&old).await;
        world.hold(who, "2026-03-16T13:00:00Z", 2).await;
        let form = Form {
            stays_self: Some(old.account),
            overlaps: BTreeMap::from([((theirs, new), OverlapAnswer::CancelAbsorbed)]),
            ..world.checked().await
        };
        let before = world.content().await;
        let waiting = |content: &BTreeMap<String, Vec<String>>, kind: &str| -> usize {
            let rows = content["notice"].iter();
            let to_them = rows.filter(|row| {
                let waits = row.contains("'waiting'") && row.contains("amara@example.com");
                waits && row.contains(&format!("'{kind}'"))
            });
            to_them.count()
        };
        assert_eq!((before["hold"].len(), waiting(&before, "booked")), (1, 1));
        clinic.store.lay_failpoints().await.unwrap();
        let deed = async || merge(clinic, &world.desk, &form).await;
        let (_, changed) = all_or_nothing(clinic, how, deed).await;
        for table in ["access", "appointment", "claim", "hold", "notice"] {
            assert!(changed.iter().any(|one| one == table), "{table}");
        }
        let after = world.content().await;
        assert_eq!((after["hold"].len(), waiting(&after, "booked")), (0, 0));
        assert_eq!(waiting(&after, "portal_detached"), 1);
        assert_eq!(waiting(&after, "cancelled"), 1);
        assert!(!world.sees(&who.holder, world.survivor).await);
        world.keeps_its_promises().await;
    }
}

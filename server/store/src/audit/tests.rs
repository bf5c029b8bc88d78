use super::*;
use crate::testing::TestStore;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(1_773_144_000_000 + ms).unwrap()
}

/// Where the events of a chain come from.
const ADDRESS: [u8; 32] = [9; 32];

/// The first two are as they were before addresses were kept.
async fn chain_of(rows: i64) -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for n in 1..=rows {
        let entry = AuditEntry {
            at: at(n),
            actor_kind: ActorKind::Staff,
            actor_id: Some(Uuid::from_u128(7)),
            address: (n >= 3).then_some(ADDRESS),
            action: "today.seen",
            detail: "x=1",
            patients: &[],
        };
        assert_eq!(append(&mut tx, entry).await.unwrap(), n);
    }
    tx.commit().await.unwrap();
    store
}

async fn check(store: &TestStore) -> Verified {
    verify(&mut store.read().await.unwrap()).await.unwrap()
}

async fn patients(store: &TestStore, count: u128) -> Vec<PatientId> {
    let mut tx = store.begin().await.unwrap();
    let mut ids = Vec::new();
    for n in 1..=count {
        let id = PatientId::from_stored(Uuid::from_u128(n));
        on_db!(
            tx,
            query(
                "INSERT INTO patient (id, full_name, created_at, updated_at) VALUES ($1, 'P', 0, 0)"
            )
            .bind(Id(id))
            .execute
        )
        .unwrap();
        ids.push(id);
    }
    tx.commit().await.unwrap();
    ids
}

#[tokio::test]
async fn an_untouched_chain_is_good_and_its_head_moves_with_every_row() {
    let empty = TestStore::new().await.unwrap();
    assert_eq!(
        check(&empty).await,
        Verified {
            rows: 0,
            first_bad: None,
            head: GENESIS
        }
    );
    let (two, three) = (
        check(&chain_of(2).await).await,
        check(&chain_of(3).await).await,
    );
    assert_eq!((two.rows, two.first_bad), (2, None));
    assert_eq!((three.rows, three.first_bad), (3, None));
    assert_ne!(two.head, three.head);
}

#[tokio::test]
async fn a_chain_longer_than_a_page_is_read_to_its_end() {
    let store = chain_of(PAGE_ROWS + 3).await;
    let found = check(&store).await;
    assert_eq!(
        (found.rows, found.first_bad),
        (u64::try_from(PAGE_ROWS).unwrap() + 3, None)
    );
    store
        .batch("UPDATE audit SET detail = 'x=2' WHERE seq = 1002")
        .await
        .unwrap();
    assert_eq!(check(&store).await.first_bad, Some(1_002));
}

#[tokio::test]
async fn every_edit_of_a_row_is_found() {
    for edit in [
        "UPDATE audit SET at = at + 1 WHERE seq = 3",
        "UPDATE audit SET actor_kind = 'system' WHERE seq = 3",
        "UPDATE audit SET actor_id = NULL WHERE seq = 3",
        "UPDATE audit SET actor_id = x'00' WHERE seq = 3",
        "UPDATE audit SET address_hash = NULL WHERE seq = 3",
        "UPDATE audit SET address_hash = zeroblob(32) WHERE seq = 3",
        "UPDATE audit SET action = 'today.see' WHERE seq = 3",
        "UPDATE audit SET action = 'today.seenx', detail = '=1' WHERE seq = 3",
        "UPDATE audit SET detail = '' WHERE seq = 3",
        "UPDATE audit SET hash = x'01' WHERE seq = 3",
        "UPDATE audit SET previous_hash = x'01' WHERE seq = 3",
        "DELETE FROM audit WHERE seq = 3",
    ] {
        let store = chain_of(5).await;
        store.batch(edit).await.unwrap();
        assert_eq!(check(&store).await.first_bad, Some(3), "{edit}");
    }
}

#[tokio::test]
async fn an_event_from_before_addresses_is_as_good_as_ever_and_can_be_given_none() {
    let store = TestStore::new().await.unwrap();
    // As the program wrote it that knew no addresses.
    store
        .batch(
            "INSERT INTO audit (seq, at, actor_kind, actor_id, action, detail, previous_hash, \
             hash) VALUES (1, 1773144000001, 'staff', x'00000000000000000000000000000007', \
             'today.seen', 'x=1', zeroblob(32), \
             x'5fededa25a0658df063910eeb1701126ba36309f658761ab0a5ae14f0556d6dc')",
        )
        .await
        .unwrap();
    let old = check(&store).await;
    assert_eq!((old.rows, old.first_bad), (1, None));
    assert_eq!(check(&chain_of(1).await).await.head, old.head);

    store
        .batch("UPDATE audit SET address_hash = zeroblob(32)")
        .await
        .unwrap();
    assert_eq!(check(&store).await.first_bad, Some(1));
}

#[tokio::test]
async fn a_row_taken_from_the_front_or_put_in_between_is_found() {
    let store = chain_of(4).await;
    store
        .batch("DELETE FROM audit WHERE seq = 1")
        .await
        .unwrap();
    assert_eq!(check(&store).await.first_bad, Some(1));

    let store = chain_of(4).await;
    store
        .batch(
            "UPDATE audit SET seq = 5 WHERE seq = 4; \
             INSERT INTO audit SELECT 4, at, actor_kind, actor_id, action, detail, \
             previous_hash, x'02', address_hash FROM audit WHERE seq = 5",
        )
        .await
        .unwrap();
    assert_eq!(check(&store).await.first_bad, Some(4));
}

#[tokio::test]
async fn rows_cut_off_the_end_show_in_the_head_alone() {
    let store = chain_of(4).await;
    let before = check(&store).await;
    store
        .batch("DELETE FROM audit WHERE seq = 4")
        .await
        .unwrap();
    let after = check(&store).await;
    assert_eq!(after.first_bad, None, "the documented limit of a chain");
    assert_ne!(after.head, before.head);
}

#[tokio::test]
async fn patients_are_part_of_the_chain_each_once() {
    let store = TestStore::new().await.unwrap();
    let ids = patients(&store, 40).await;
    let mut tx = store.begin().await.unwrap();
    let mut entry = AuditEntry {
        at: at(0),
        actor_kind: ActorKind::System,
        actor_id: None,
        address: None,
        action: "list.seen",
        detail: "",
        patients: &ids,
    };
    append(&mut tx, entry).await.unwrap();
    let doubled = [ids[5], ids[2], ids[5]];
    entry.patients = &doubled;
    append(&mut tx, entry).await.unwrap();
    entry.patients = &ids[..1];
    append(&mut tx, entry).await.unwrap();
    tx.commit().await.unwrap();

    assert_eq!(check(&store).await.first_bad, None);
    let mut reads = store.read().await.unwrap();
    let count: i64 = on_db!(
        reads,
        query_scalar("SELECT COUNT(*) FROM audit_patient").fetch_one
    )
    .unwrap();
    assert_eq!(count, 40 + 2 + 1);
    let of_first = list_of_patient(&mut reads, ids[0], 10).await.unwrap();
    assert_eq!(
        of_first,
        [
            (3, String::from("list.seen")),
            (1, String::from("list.seen"))
        ]
    );
    drop(reads);

    store
        .batch("DELETE FROM audit_patient WHERE seq = 2")
        .await
        .unwrap();
    assert_eq!(check(&store).await.first_bad, Some(2));
}

#[tokio::test]
async fn a_patient_who_does_not_exist_is_refused() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let entry = AuditEntry {
        at: at(0),
        actor_kind: ActorKind::Visitor,
        actor_id: None,
        address: None,
        action: "x",
        detail: "",
        patients: &[PatientId::from_stored(Uuid::from_u128(9))],
    };
    let refused = append(&mut tx, entry).await;
    assert_eq!(
        refused,
        Err(StoreError::Conflict(crate::Constraint::ForeignKey))
    );
}

#[tokio::test]
async fn an_undone_event_leaves_no_gap() {
    let store = chain_of(2).await;
    let entry = AuditEntry {
        at: at(9),
        actor_kind: ActorKind::System,
        actor_id: None,
        address: None,
        action: "x",
        detail: "",
        patients: &[],
    };
    let mut tx = store.begin().await.unwrap();
    append(&mut tx, entry).await.unwrap();
    tx.undo().await.unwrap();
    append(&mut tx, entry).await.unwrap();
    tx.commit().await.unwrap();
    let found = check(&store).await;
    assert_eq!((found.rows, found.first_bad), (3, None));
}

/// The words of an act that is about a visit, and one that is about many patients.
#[tokio::test]
async fn an_event_that_is_hidden_from_a_diary_is_found() {
    for hidden in [
        "UPDATE audit_patient SET readers = 'clinic' WHERE seq = 2",
        "UPDATE audit_patient SET readers = 'access' WHERE seq = 2",
        "UPDATE audit_patient SET visit_id = NULL WHERE seq = 2",
        "UPDATE audit_patient SET visit_id = zeroblob(16) WHERE seq = 2",
        "UPDATE audit_patient SET actor_id = NULL WHERE seq = 2",
        "UPDATE audit_patient SET actor_id = zeroblob(16) WHERE seq = 2",
    ] {
        let store = TestStore::new().await.unwrap();
        let ids = patients(&store, 20).await;
        let mut tx = store.begin().await.unwrap();
        let mut entry = AuditEntry {
            at: at(0),
            actor_kind: ActorKind::Staff,
            actor_id: Some(Uuid::from_u128(7)),
            address: None,
            action: "patients.seen",
            detail: "",
            patients: &ids,
        };
        append(&mut tx, entry).await.unwrap();
        entry.action = "appointment.cancel";
        entry.detail = "01890000-0000-7000-8000-000000000001";
        entry.patients = &ids[..1];
        append(&mut tx, entry).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(check(&store).await.first_bad, None);
        store.batch(hidden).await.unwrap();
        assert_eq!(check(&store).await.first_bad, Some(2), "{hidden}");
    }
}

/// What the migration makes of the events of before is what is written today.
#[tokio::test]
async fn events_of_before_are_told_as_those_of_today() {
    const MIGRATION: &str = include_str!("../../migrations/sqlite/0023_access_diary.sql");
    // What came with the diary or after it was never written before.
    const SINCE: [Action; 23] = [
        Action::AccessAgain,
        Action::AccessGiveBack,
        Action::AccessGuardianship,
        Action::AccessKeep,
        Action::AccessesReviewed,
        Action::AppointmentConfirm,
        Action::DiarySeen,
        Action::InvitationsPrepare,
        Action::InvitationsSeen,
        Action::InvitationsStart,
        Action::MatchingTrained,
        Action::PatientsImported,
        Action::PatientsImportedAgain,
        Action::MergeDifferent,
        Action::MergeDifferentForgotten,
        Action::MergeDisclosuresSeen,
        Action::MergeDone,
        Action::MergeSeen,
        Action::MergeUndone,
        Action::MergesSeen,
        Action::RegistrationAnswered,
        Action::RegistrationAsked,
        Action::RegistrationPolicyChange,
    ];
    let store = TestStore::new().await.unwrap();
    let ids = patients(&store, 2).await;
    let mut tx = store.begin().await.unwrap();
    let actors = [
        (ActorKind::Visitor, None),
        (ActorKind::Account, Some(Uuid::from_u128(5))),
        (ActorKind::Staff, Some(Uuid::from_u128(7))),
        (ActorKind::System, None),
    ];
    for action in Action::ALL.iter().filter(|one| !SINCE.contains(one)) {
        for (actor_kind, actor_id) in actors {
            for detail in ["", "01890000-0000-7000-8000-000000000001", "a code"] {
                let entry = AuditEntry {
                    at: at(0),
                    actor_kind,
                    actor_id,
                    address: None,
                    action: action.as_str(),
                    detail,
                    patients: &ids,
                };
                append(&mut tx, entry).await.unwrap();
            }
        }
    }
    tx.commit().await.unwrap();
    let rows = check(&store).await.rows;
    store
        .batch("UPDATE audit_patient SET readers = 'clinic', actor_id = NULL, visit_id = NULL")
        .await
        .unwrap();
    assert_ne!(check(&store).await.first_bad, None);
    let (_, after) = MIGRATION
        .split_once("-- What was written before this.")
        .unwrap();
    let (updates, _) = after.split_once("\n\n").unwrap();
    store.batch(updates).await.unwrap();
    let found = check(&store).await;
    assert_eq!((found.rows, found.first_bad), (rows, None));
}

use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::Store;
use crate::testing::TestStore;

const ROWS: &str = "
    INSERT INTO location (id, name, street, city, zone) VALUES (zeroblob(16), 'L', 'S', 'C', 'UTC');
    INSERT INTO resource (id, kind) VALUES (zeroblob(16), 'practitioner');
    INSERT INTO practitioner (id, location_id, full_name, title, hue, position)
        VALUES (zeroblob(16), zeroblob(16), 'Ada', 'T', 'pine', 1);
    INSERT INTO service_practitioner (service_id, practitioner_id)
        VALUES (zeroblob(16), zeroblob(16));";

fn id() -> ServiceId {
    ServiceId::from_stored(Uuid::nil())
}

async fn store() -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let service = Service {
        id: id(),
        slug: String::from("visit"),
        name: String::from("Visit"),
        category: String::from("C"),
        description: String::new(),
        minutes: 30,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        step_minutes: 15,
        price_cents: 0,
        patients: Eligibility::Anyone,
        lead_minutes: 0,
        horizon_days: 60,
        cancel_notice_minutes: 0,
        move_notice_minutes: 0,
        position: 1,
        online_at: Some(Timestamp::UNIX_EPOCH),
        archived_at: None,
    };
    insert_service(&mut tx, &service).await.unwrap();
    tx.commit().await.unwrap();
    store.batch(ROWS).await.unwrap();
    store
}

async fn is_archived(tx: &mut Tx) -> bool {
    let by_slug = find_offering_by_slug(tx, "visit").await.unwrap().unwrap();
    let by_id = find_offering(tx, id()).await.unwrap().unwrap();
    assert_eq!(by_slug.service, by_id.service);
    by_id.service.archived_at.is_some()
}

async fn archive(tx: &mut Tx) {
    let now = Some(Timestamp::UNIX_EPOCH);
    update_archived(tx, id(), now).await.unwrap();
}

#[tokio::test]
async fn a_group_reads_an_offer_once() {
    let store = store().await;
    let mut tx = store.begin().await.unwrap();
    let before = store.stats().statements;
    assert!(!is_archived(&mut tx).await);
    assert!(!is_archived(&mut tx).await);
    assert_eq!(store.stats().statements - before, 1);
}

#[tokio::test]
async fn what_a_group_writes_itself_is_seen_at_once() {
    let store = store().await;
    let mut tx = store.begin().await.unwrap();
    assert!(!is_archived(&mut tx).await);
    archive(&mut tx).await;
    assert!(is_archived(&mut tx).await);
}

#[tokio::test]
async fn what_is_taken_back_is_forgotten() {
    let store = store().await;
    let mut tx = store.begin().await.unwrap();
    archive(&mut tx).await;
    assert!(is_archived(&mut tx).await);
    tx.undo().await.unwrap();
    assert!(!is_archived(&mut tx).await);
    archive(&mut tx).await;
    assert!(is_archived(&mut tx).await);
    drop(tx);
    let mut tx = store.begin().await.unwrap();
    assert!(!is_archived(&mut tx).await);
}

#[tokio::test]
async fn what_another_process_writes_is_seen_by_the_next_group() {
    let store = store().await;
    let mut tx = store.begin().await.unwrap();
    assert!(!is_archived(&mut tx).await);
    tx.commit().await.unwrap();
    let another = Store::open(&store.address()).await.unwrap();
    let mut tx = another.begin().await.unwrap();
    archive(&mut tx).await;
    tx.commit().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert!(is_archived(&mut tx).await);
}

use domain::person::PersonName;
use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::patient::index::{KnownWords, renew};
use crate::patient::{NewPatient, insert_patients};
use crate::testing::TestStore;

fn id(number: u128) -> PatientId {
    PatientId::from_stored(Uuid::from_u128(number))
}

async fn people(numbers: std::ops::RangeInclusive<u128>) -> TestStore {
    let store = TestStore::new().await.unwrap();
    let new: Vec<NewPatient> = numbers
        .map(|number| {
            let name = PersonName::parse(&format!("Person {number}")).unwrap();
            NewPatient::named(id(number), name, Timestamp::UNIX_EPOCH)
        })
        .collect();
    let mut tx = store.begin().await.unwrap();
    insert_patients(&mut tx, &new, &mut KnownWords::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store
}

async fn waiting(store: &TestStore) -> Vec<PatientId> {
    let mut db = store.read().await.unwrap();
    let waiting = list_waiting(&mut db, 99).await.unwrap();
    waiting.into_iter().map(|one| one.patient).collect()
}

async fn put(store: &TestStore, of: u128, found: &[(PatientId, bool, i64)]) {
    let mut tx = store.begin().await.unwrap();
    let all = list_waiting(&mut tx, 99).await.unwrap();
    let whose = all.into_iter().find(|one| one.patient == id(of));
    let gone = Waiting {
        patient: id(of),
        asked: 0,
    };
    put_pairs(&mut tx, whose.unwrap_or(gone), found)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn pairs(store: &TestStore) -> Vec<(PatientId, PatientId)> {
    let mut db = store.read().await.unwrap();
    let all = list_pairs(&mut db, None, 99).await.unwrap();
    all.iter().map(|pair| (pair.left, pair.right)).collect()
}

#[tokio::test]
async fn the_likeliest_come_first_and_pages_meet_each_pair_once() {
    let store = people(1..=5).await;
    assert_eq!(waiting(&store).await, [5, 4, 3, 2, 1].map(id));
    put(&store, 3, &[(id(1), false, 9_000), (id(2), true, 4_000)]).await;
    put(
        &store,
        4,
        &[
            (id(1), true, 5_000),
            (id(5), true, 4_000),
            (id(2), false, -900),
        ],
    )
    .await;
    let expected = [(1, 4), (4, 5), (2, 3), (1, 3), (2, 4)];
    let expected = expected.map(|(left, right)| (id(left), id(right)));
    assert_eq!(pairs(&store).await, expected);
    assert_eq!(waiting(&store).await, [5, 2, 1].map(id));
    let mut db = store.read().await.unwrap();
    let mut met = Vec::new();
    let mut after = None;
    while let Some(pair) = list_pairs(&mut db, after, 1).await.unwrap().pop() {
        met.push((pair.left, pair.right));
        after = Some(pair);
    }
    assert_eq!(met, expected);
    let partners = list_partners(&mut db, id(4)).await.unwrap();
    assert_eq!(partners, [5, 1, 2].map(id));
    drop(db);
    // What is found anew takes the place of what was.
    put(&store, 4, &[(id(5), false, 100)]).await;
    assert_eq!(
        pairs(&store).await,
        [(id(2), id(3)), (id(1), id(3)), (id(4), id(5))]
    );
}

#[tokio::test]
async fn who_is_asked_for_meanwhile_goes_on_waiting() {
    let store = people(1..=2).await;
    let mut db = store.read().await.unwrap();
    let taken = list_waiting(&mut db, 99).await.unwrap();
    drop(db);
    let mut tx = store.begin().await.unwrap();
    ask_again(&mut tx, id(2)).await.unwrap();
    for whose in taken {
        put_pairs(&mut tx, whose, &[]).await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(waiting(&store).await, [id(2)]);
    put(&store, 2, &[]).await;
    assert!(waiting(&store).await.is_empty());
    let mut tx = store.begin().await.unwrap();
    ask_all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&store).await, [2, 1].map(id));
}

#[tokio::test]
async fn who_becomes_part_of_another_one_is_in_no_pair_and_waits_no_longer() {
    let store = people(1..=3).await;
    put(&store, 1, &[(id(2), true, 9_000), (id(3), true, 8_000)]).await;
    store.mark_merged(id(2), id(1)).await.unwrap();
    assert_eq!(pairs(&store).await, [(id(1), id(3))]);
    assert_eq!(waiting(&store).await, [id(3)]);
    // Nor is a pair written of them that was found before.
    put(&store, 3, &[(id(2), true, 9_000), (id(1), true, 8_000)]).await;
    assert_eq!(pairs(&store).await, [(id(1), id(3))]);
}

#[tokio::test]
async fn only_who_is_compared_by_something_else_waits_again() {
    let store = people(1..=2).await;
    for number in [1, 2] {
        put(&store, number, &[]).await;
    }
    let mut tx = store.begin().await.unwrap();
    renew(&mut tx, id(1)).await.unwrap();
    on_db!(
        tx,
        query("UPDATE patient SET full_name = 'Another Name' WHERE id = $1")
            .bind(Id(id(2)))
            .execute
    )
    .unwrap();
    renew(&mut tx, id(2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(waiting(&store).await, [id(2)]);
}

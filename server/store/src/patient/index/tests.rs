use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use uuid::Uuid;

use super::*;
use crate::patient::insert_patient;
use crate::testing::TestStore;

async fn terms(db: &mut impl Reads, patient: PatientId) -> Vec<String> {
    on_db!(
        db,
        query_scalar("SELECT kind || ' ' || term FROM patient_term WHERE patient_id = $1")
            .bind(Id(patient))
            .fetch_all
    )
    .unwrap()
}

async fn count(db: &mut impl Reads, table: &'static str) -> i64 {
    let sql: &'static str = format!("SELECT COUNT(*) FROM {table}").leak();
    on_db!(db, query_scalar(sql).fetch_one).unwrap()
}

fn lucja(id: u128) -> NewPatient {
    NewPatient {
        given_name: Some(String::from("Łucja")),
        family_name: Some(String::from("Nowak-Roy")),
        born_on: Some(domain::person::BirthDate::from_stored(jiff::civil::date(
            1988, 3, 27,
        ))),
        email: Some(EmailAddress::parse("Lucja@Example.com").unwrap()),
        phone: Some(String::from("+19025550148")),
        ..NewPatient::named(
            PatientId::from_stored(Uuid::from_u128(id)),
            PersonName::parse("Łucja Nowak").unwrap(),
            Timestamp::UNIX_EPOCH,
        )
    }
}

#[tokio::test]
async fn who_is_added_is_found_at_once() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let new = lucja(1);
    insert_patient(&mut tx, &new).await.unwrap();
    assert_eq!(
        terms(&mut tx, new.id).await,
        [
            "born 1988-03-27",
            "phone 84105552091",
            "text lucja",
            "text lucja@example.com",
            "text nowak",
            "text roy",
        ]
    );
}

#[tokio::test]
async fn who_changes_is_found_by_what_is_new_only() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let new = lucja(1);
    insert_patient(&mut tx, &new).await.unwrap();
    on_db!(
        tx,
        query("UPDATE patient SET full_name = 'Lu Roy', family_name = NULL, given_name = NULL, email = NULL, phone = NULL, born_on = NULL").execute
    )
    .unwrap();
    renew(&mut tx, new.id).await.unwrap();
    assert_eq!(
        terms(&mut tx, new.id).await,
        ["text lu", "text luroy", "text roy"]
    );
    // Merged into another: found by nothing.
    insert_patient(&mut tx, &lucja(2)).await.unwrap();
    on_db!(
        tx,
        query("UPDATE patient SET merged_into = $2 WHERE id = $1")
            .bind(Id(new.id))
            .bind(Uuid::from_u128(2))
            .execute
    )
    .unwrap();
    renew(&mut tx, new.id).await.unwrap();
    assert_eq!(terms(&mut tx, new.id).await, Vec::<String>::new());
    assert_eq!(count(&mut tx, "patient_listed").await, 1);
}

/// A database as the program before the search left it, with `people` patients.
async fn of_before(people: u32) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kith.db");
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate_to(5).await.unwrap();
    let sql: &'static str = format!(
        "WITH RECURSIVE some (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < {people})
         INSERT INTO patient (id, full_name, born_on, email, phone, created_at, updated_at)
         SELECT randomblob(16), 'Łucja Nowak', '1988-03-27', 'l' || n || '@example.com',
           '+1902555' || (1000 + n), 0, 0 FROM some"
    )
    .leak();
    store.batch(sql).await.unwrap();
    (folder, store)
}

#[tokio::test]
async fn patients_of_before_the_search_are_found_after_migrating() {
    let people = u32::try_from(BATCH).unwrap() * 2 + 7;
    let (_folder, store) = of_before(people).await;
    store.migrate().await.unwrap();
    let mut db = store.read().await.unwrap();
    assert_eq!(count(&mut db, "patient_listed").await, i64::from(people));
    let found: i64 = on_db!(
        db,
        query_scalar("SELECT COUNT(*) FROM patient_term WHERE kind = 'text' AND term = 'nowak'")
            .fetch_one
    )
    .unwrap();
    assert_eq!(found, i64::from(people));
    assert_eq!(unfinished(&mut db).await.unwrap(), None);
}

#[tokio::test]
async fn filling_goes_on_where_it_was_stopped_and_again_when_rules_change() {
    let (_folder, store) = of_before(20).await;
    store.migrate().await.unwrap();
    // As if the program had been stopped after the first half.
    store
        .batch(
            "DELETE FROM patient_listed; DELETE FROM patient_term;
             UPDATE patient_index SET next_after =
               (SELECT id FROM patient ORDER BY id LIMIT 1 OFFSET 9)",
        )
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let mut db = store.read().await.unwrap();
    assert_eq!(count(&mut db, "patient_listed").await, 10);
    drop(db);
    store
        .batch("UPDATE patient_index SET rules = rules - 1")
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let mut db = store.read().await.unwrap();
    assert_eq!(count(&mut db, "patient_listed").await, 20);
}

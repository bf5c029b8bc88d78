use domain::matching::readings;
use domain::person::{EmailAddress, PersonName};
use uuid::Uuid;

use super::*;
use crate::Tx;
use crate::patient::{NewPatient, insert_patient};
use crate::testing::TestStore;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn id(number: u128) -> PatientId {
    PatientId::from_stored(Uuid::from_u128(number))
}

async fn add(tx: &mut Tx, number: u128, name: &str, born: &str, email: &str, phone: &str) {
    let new = NewPatient {
        born_on: born.parse().ok().map(BirthDate::from_stored),
        email: EmailAddress::parse(email).ok(),
        phone: (!phone.is_empty()).then(|| phone.to_owned()),
        ..NewPatient::named(id(number), PersonName::parse(name).unwrap(), NOW)
    };
    insert_patient(tx, &new).await.unwrap();
}

async fn clinic() -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for (number, name, born, email, phone) in [
        (
            1,
            "Łucja Nowak",
            "1988-03-27",
            "lucja.n@example.com",
            "+19025550148",
        ),
        (
            2,
            "Nowak Adam",
            "1990-10-12",
            "adam@example.com",
            "+19025550149",
        ),
        (
            3,
            "Amara Okafor",
            "1990-12-10",
            "amara@example.com",
            "+19025550117",
        ),
        (4, "Leo Okafor", "2018-09-09", "", "+19025550117"),
        (5, "Siobhán O'Neill", "", "", ""),
        (6, "100% Real_Name", "", "per_cent@example.com", ""),
    ] {
        add(&mut tx, number, name, born, email, phone).await;
    }
    tx.commit().await.unwrap();
    store
}

async fn found(store: &TestStore, typed: &str) -> Vec<u128> {
    let mut db = store.read().await.unwrap();
    let Ok(readings) = readings(typed) else {
        return Vec::new();
    };
    let hits = find(&mut db, &readings, 50, NOW).await.unwrap();
    assert!(!hits.more);
    let ids = hits.patients.iter().map(|one| one.id.uuid().as_u128());
    ids.collect()
}

#[tokio::test]
async fn people_are_found_by_what_people_type() {
    let store = clinic().await;
    for (typed, hits) in [
        ("nowak", [1, 2].as_slice()),
        ("lucja nowak", &[1]),
        ("Nowak, Łucja", &[1]),
        ("now luc", &[1]),
        ("owak", &[]),
        ("27 3 1988", &[1]),
        ("1988-03-27", &[1]),
        ("27/03/1988", &[1]),
        ("1988", &[1]),
        // The 12th of October or the 10th of December.
        ("12/10/1990", &[3, 2]),
        ("okafor 9 sep 2018", &[4]),
        ("0148", &[1]),
        ("(902) 555-0117", &[3, 4]),
        ("+1 902 555 0117 leo", &[4]),
        ("adam@ex", &[2]),
        ("lucja.n", &[1]),
        ("LUCJA.N@EXAMPLE.COM", &[1]),
        ("oneill", &[5]),
        ("o'neill", &[5]),
        ("neill", &[5]),
        ("nowak okafor", &[]),
    ] {
        assert_eq!(found(&store, typed).await, hits, "{typed}");
    }
}

#[tokio::test]
async fn marks_of_patterns_are_only_characters() {
    let store = clinic().await;
    for (typed, hits) in [
        ("%", [].as_slice()),
        ("_", &[]),
        ("*", &[]),
        ("100%", &[6]),
        ("no%", &[2, 1]),
        ("per_cent", &[6]),
        ("per%cent@example.com", &[]),
        ("nowak' OR '1'='1", &[]),
        ("\"nowak\" NEAR okafor", &[]),
        ("nowak*", &[2, 1]),
        ("'; DROP TABLE patient; --", &[]),
    ] {
        let mut hits = hits.to_vec();
        hits.sort_unstable();
        let mut got = found(&store, typed).await;
        got.sort_unstable();
        assert_eq!(got, hits, "{typed}");
    }
}

#[tokio::test]
async fn a_slip_leads_to_the_word_that_was_meant() {
    let store = clinic().await;
    let mut db = store.read().await.unwrap();
    for typed in ["okfor", "okafro", "okaffor"] {
        assert_eq!(near_words(&mut db, typed).await.unwrap(), ["okafor"]);
    }
    assert_eq!(
        near_words(&mut db, "xyz").await.unwrap(),
        Vec::<String>::new()
    );
    assert_eq!(
        near_words(&mut db, "%").await.unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn pages_of_the_list_meet_without_gap_or_double() {
    let store = clinic().await;
    let mut db = store.read().await.unwrap();
    let page = async |db: &mut crate::ReadTx, place| {
        let page = list_page(db, place, 2, NOW).await.unwrap().unwrap();
        let ids: Vec<u128> = page
            .patients
            .iter()
            .map(|one| one.id.uuid().as_u128())
            .collect();
        (ids, page.more)
    };
    assert_eq!(page(&mut db, Place::First).await, (vec![6, 3], true));
    assert_eq!(page(&mut db, Place::After(id(3))).await, (vec![4, 1], true));
    assert_eq!(
        page(&mut db, Place::After(id(1))).await,
        (vec![2, 5], false)
    );
    assert_eq!(
        page(&mut db, Place::Before(id(2))).await,
        (vec![4, 1], true)
    );
    assert_eq!(
        page(&mut db, Place::Before(id(4))).await,
        (vec![6, 3], false)
    );
    let unknown = list_page(&mut db, Place::After(id(99)), 2, NOW)
        .await
        .unwrap();
    assert!(unknown.is_none());
}

/// 20,000 patients named Anna with a second name of their own, one of them known
/// besides as Zorro.
async fn crowd() -> TestStore {
    let store = TestStore::new().await.unwrap();
    store
        .batch(
            "CREATE TEMP TABLE some (n INTEGER, id BLOB) STRICT;
             WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL
               SELECT n + 1 FROM counted WHERE n < 20000)
             INSERT INTO some SELECT n, randomblob(16) FROM counted;
             INSERT INTO patient (id, full_name, created_at, updated_at)
               SELECT id, 'Anna B' || n, 0, 0 FROM some;
             INSERT INTO patient_listed SELECT id, 'anna b' || n FROM some;
             INSERT INTO patient_term SELECT id, 'text', 'anna' FROM some;
             INSERT INTO patient_term SELECT id, 'text', 'b' || n FROM some;
             INSERT INTO patient_term SELECT id, 'text', 'zorro' FROM some WHERE n = 19999",
        )
        .await
        .unwrap();
    store
}

#[tokio::test]
async fn among_twenty_thousand_a_search_reads_what_it_may_and_says_so() {
    let store = crowd().await;
    let mut db = store.read().await.unwrap();
    // What is counted and read of a crowded range is cut at the limit; the statement test
    // shows that it is cut inside the index.
    let anna = Range::from(&Term::text("anna"));
    let limit = limits::SEARCH_ENTRIES_READ;
    assert_eq!(count(&mut db, &anna, limit + 1).await.unwrap(), limit + 1);
    let of = async |db: &mut crate::ReadTx, typed: &str| {
        let readings = readings(typed).unwrap();
        let hits = find(db, &readings, limits::SEARCH_SHOWN, NOW);
        hits.await.unwrap()
    };
    let crowded = of(&mut db, "anna").await;
    assert_eq!(crowded.patients.len(), 50);
    assert!(crowded.more);
    // The rarest term leads, wherever it stands.
    for typed in ["anna zorro", "zorro anna", "an b zor"] {
        let rare = of(&mut db, typed).await;
        assert_eq!(rare.patients.len(), 1, "{typed}");
        assert!(!rare.more, "{typed}");
        assert_eq!(rare.patients[0].full_name.as_str(), "Anna B19999");
    }
}

#[tokio::test]
async fn lines_of_these_patients_come_in_the_order_that_was_asked_for() {
    let store = clinic().await;
    let mut db = store.read().await.unwrap();
    let asked = [2, 99, 1].map(id);
    let lines = list_these(&mut db, &asked, NOW).await.unwrap();
    let ids: Vec<PatientId> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, [id(2), id(1)]);
    assert!(list_these(&mut db, &[], NOW).await.unwrap().is_empty());
}

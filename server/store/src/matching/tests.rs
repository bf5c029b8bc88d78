use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::matching::linkage::Frequencies as _;
use domain::person::{BirthDate, EmailAddress, PersonName};
use uuid::Uuid;

use super::*;
use crate::db::ReadTx;
use crate::merge::different::{forget_different, mark_different};
use crate::patient::index::KnownWords;
use crate::patient::{NewPatient, insert_patients};
use crate::testing::TestStore;

fn patient(number: u128, name: &str, born: Option<(i16, i8, i8)>) -> NewPatient {
    let (given, family) = name.split_once(' ').unwrap();
    NewPatient {
        given_name: Some(given.to_owned()),
        family_name: Some(family.to_owned()),
        born_on: born
            .map(|(year, month, day)| BirthDate::from_stored(jiff::civil::date(year, month, day))),
        ..NewPatient::named(
            PatientId::from_stored(Uuid::from_u128(number)),
            PersonName::parse(name).unwrap(),
            Timestamp::UNIX_EPOCH,
        )
    }
}

async fn with(patients: &[NewPatient]) -> TestStore {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    insert_patients(&mut tx, patients, &mut KnownWords::default())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    store
}

#[tokio::test]
async fn who_may_be_the_same_is_met_and_who_was_merged_is_not() {
    let one = NewPatient {
        email: Some(EmailAddress::parse("lucja.nowak@example.com").unwrap()),
        ..patient(1, "Łucja Nowak", Some((1988, 3, 27)))
    };
    let typed = patient(2, "Lucia Novak", Some((1988, 3, 27)));
    let other = patient(3, "Graham Petersen", Some((1951, 11, 2)));
    let store = with(&[one, typed.clone(), other]).await;
    let mut db = store.read().await.unwrap();
    let prepared = Prepared::of(&typed.profile());
    let met = candidates(&mut db, &prepared, None).await.unwrap();
    let ids = [1, 2].map(|n| PatientId::from_stored(Uuid::from_u128(n)));
    assert_eq!(BTreeSet::from_iter(met.clone()), BTreeSet::from(ids));
    let others = candidates(&mut db, &prepared, Some(ids[1])).await;
    assert_eq!(others.unwrap(), [ids[0]]);
    let found = profiles(&mut db, met).await.unwrap();
    assert_eq!(found.len(), 2);
    let email = found[0].profile.email.as_deref();
    assert_eq!(email, Some("lucja.nowak@example.com"));
    drop(db);
    store.mark_merged(ids[0], ids[1]).await.unwrap();
    let mut db = store.read().await.unwrap();
    let met = candidates(&mut db, &prepared, None).await.unwrap();
    assert_eq!(met, [ids[1]]);
}

/// Who is met, and how many steps the database took for it: as many with whatever it reads, on
/// any machine.
async fn counted(db: &mut ReadTx, person: &NewPatient) -> (Vec<PatientId>, u64) {
    let steps = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&steps);
    let mut handle = db.conn().lock_handle().await.unwrap();
    handle.set_progress_handler(10, move || {
        count.fetch_add(10, Ordering::Relaxed);
        true
    });
    drop(handle);
    let prepared = Prepared::of(&person.profile());
    let met = candidates(db, &prepared, Some(person.id)).await;
    let mut handle = db.conn().lock_handle().await.unwrap();
    handle.remove_progress_handler();
    drop(handle);
    (met.unwrap(), steps.load(Ordering::Relaxed))
}

#[tokio::test]
async fn of_ten_thousand_with_one_name_and_birth_date_no_more_are_read_than_of_fewer() {
    let mut read = Vec::new();
    for people in [2_500, 10_000] {
        let smith = |n| patient(n, "John Smith", Some((1980, 1, 1)));
        let reached = |n| NewPatient {
            phone: Some(String::from("+19025550148")),
            ..smith(n)
        };
        // Two profiles of one of them stand far from each other.
        let (one, double) = (reached(7), reached(people - 7));
        let mut all: Vec<NewPatient> = (1..=people).map(smith).collect();
        for same in [&one, &double] {
            let place = all.iter().position(|other| other.id == same.id).unwrap();
            all[place] = same.clone();
        }
        let store = with(&all).await;
        let mut db = store.read().await.unwrap();
        let people = u64::try_from(people).unwrap();
        let asked = &all[0];
        let (met, steps) = counted(&mut db, asked).await;
        assert_eq!(met.len(), CANDIDATES_MAX);
        assert!(!met.contains(&asked.id));
        // Whoever has one thing more in common is met, wherever they stand among the many, and
        // nobody else is read.
        for (asked, other) in [(&one, &double), (&double, &one)] {
            let (met, fewer) = counted(&mut db, asked).await;
            assert_eq!(met, [other.id]);
            assert!(fewer < steps, "{fewer} of {steps}");
        }
        read.push(steps);
        let prepared = Prepared::of(&one.profile());
        let tokens = domain::matching::linkage::tokens(&prepared);
        let counts = counts(&mut db, &tokens).await.unwrap();
        assert_eq!(counts.people(), people);
        assert_eq!(counts.count(TokenKind::Family, "smith"), people);
        assert_eq!(counts.count(TokenKind::Family, "nobody"), 0);
    }
    // Four times as many, and not a tenth more is read.
    assert!(read[1] <= read[0] + read[0] / 10, "{read:?}");
}

#[tokio::test]
async fn all_patients_are_read_page_by_page() {
    let some: Vec<NewPatient> = (1..=7)
        .map(|n| patient(n, "Ada Moss", Some((1980, 1, 1))))
        .collect();
    let store = with(&some).await;
    let mut db = store.read().await.unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = page(&mut db, after, 3).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        seen.extend(page.into_iter().map(|one| one.id));
    }
    assert_eq!(seen, some.iter().map(|one| one.id).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_newest_weights_count() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    assert_eq!(find_model(&mut tx).await.unwrap(), None);
    for (second, weights) in [(1, "{1}"), (3, "{3}"), (2, "{2}")] {
        let at = Timestamp::from_second(second).unwrap();
        insert_model(&mut tx, "a test", weights, at).await.unwrap();
    }
    assert_eq!(find_model(&mut tx).await.unwrap().as_deref(), Some("{3}"));
}

#[tokio::test]
async fn who_shares_the_most_telling_keys_is_compared_and_not_whoever_has_the_rarest() {
    let typed = patient(1, "Ann Berg", Some((1980, 5, 7)));
    let at_home = |one: NewPatient| NewPatient {
        address: [Some("12 Main Street"), Some("Truro"), Some("B2N 5A1"), None]
            .map(|part| part.map(str::to_owned)),
        ..one
    };
    // As many as are compared, of one house and year, and one who moved and married.
    let mut all: Vec<NewPatient> = (100..190)
        .map(|n| at_home(patient(n, "Xu Lee", Some((1980, 9, 1)))))
        .collect();
    let moved = patient(900, "Ann Strand", Some((1980, 5, 7)));
    all.push(moved.clone());
    let store = with(&all).await;
    let mut db = store.read().await.unwrap();
    let prepared = Prepared::of(&at_home(typed).profile());
    let met = candidates(&mut db, &prepared, None).await.unwrap();
    assert_eq!(met.len(), CANDIDATES_MAX);
    assert!(met.contains(&moved.id));
}

/// Page by page, each mark that stands once, whatever the bytes of its ids are.
#[tokio::test]
async fn marks_of_different_people_are_read_page_by_page() {
    const STAFF: &str = "INSERT INTO staff (id, full_name, email, email_canonical, role, created_at) \
         VALUES (x'00000000000000000000000000000004', 'S', 's@example.com', 's@example.com', 'desk', 1)";
    let numbers = [1, 2, 255, 256, u128::MAX];
    let some = numbers.map(|n| patient(n, "Ada Moss", None));
    let store = with(&some).await;
    store.batch(STAFF).await.unwrap();
    let by = domain::id::StaffId::from_stored(Uuid::from_u128(4));
    let id = |at: usize| some[at].id;
    let marks = [(0, 1), (0, 4), (1, 2), (2, 3), (3, 4)];
    let mut tx = store.begin().await.unwrap();
    for (one, other) in marks {
        // The higher one first: in the table each pair stands in one order.
        mark_different(
            &mut tx,
            (id(other), id(one)),
            by,
            None,
            Timestamp::UNIX_EPOCH,
        )
        .await
        .unwrap();
    }
    forget_different(&mut tx, (id(1), id(2)), by, Timestamp::UNIX_EPOCH)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut db = store.read().await.unwrap();
    for limit in [1, 2, 9] {
        let (mut after, mut read) = (None, Vec::new());
        loop {
            let page = decided::list_different(&mut db, after, limit)
                .await
                .unwrap();
            let Some(last) = page.last() else { break };
            after = Some(*last);
            read.extend(page);
        }
        let stand = [(0, 1), (0, 4), (2, 3), (3, 4)];
        let stand = stand.map(|(one, other)| (id(one), id(other)));
        assert_eq!(read, stand, "{limit} at a time");
    }
}

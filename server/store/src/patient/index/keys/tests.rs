use domain::person::{BirthDate, EmailAddress, PersonName, Sex};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::patient::contact::{ContactEdit, find_contact, update_contact};
use crate::patient::profile::{Details, find, update_details};
use crate::patient::{NewPatient, insert_patient};
use crate::testing::TestStore;

fn id(number: u8) -> PatientId {
    PatientId::from_stored(Uuid::from_u128(u128::from(number) + 1))
}

/// Few values, so that patients share them and changes meet what stands.
#[derive(Clone, Debug)]
struct Person {
    name: &'static str,
    born: Option<i8>,
    email: Option<&'static str>,
    phone: Option<&'static str>,
    street: Option<&'static str>,
}

#[derive(Clone, Debug)]
enum Step {
    Add(u8, Person),
    Edit(u8, Person),
    Contact(u8, Person),
    Merge(u8, u8),
}

fn person() -> impl Strategy<Value = Person> {
    (
        prop::sample::select(vec!["Ada Moss", "Łucja O’Neill", "Bo", "Ada Reed"]),
        prop::option::of(1_i8..4),
        prop::option::of(prop::sample::select(vec![
            "ada.moss@example.com",
            "b@x.org",
        ])),
        prop::option::of(prop::sample::select(vec!["+19025550148", "+19025550199"])),
        prop::option::of(prop::sample::select(vec!["1 Elm St", "22 Oak Ave"])),
    )
        .prop_map(|(name, born, email, phone, street)| Person {
            name,
            born,
            email,
            phone,
            street,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0_u8..5, person()).prop_map(|(at, person)| Step::Add(at, person)),
        3 => (0_u8..5, person()).prop_map(|(at, person)| Step::Edit(at, person)),
        2 => (0_u8..5, person()).prop_map(|(at, person)| Step::Contact(at, person)),
        1 => (0_u8..5, 0_u8..5).prop_map(|(from, into)| Step::Merge(from, into)),
    ]
}

fn born(person: &Person) -> Option<BirthDate> {
    let day = |day| BirthDate::from_stored(jiff::civil::date(1980, 3, day));
    person.born.map(day)
}

fn details(person: &Person) -> Details {
    Details {
        full_name: PersonName::parse(person.name).unwrap(),
        born_on: born(person),
        born_as_given: None,
        pronouns: None,
        email: person
            .email
            .map(|email| EmailAddress::parse(email).unwrap()),
        email_as_given: None,
        phone: person.phone.map(str::to_owned),
        phone_as_given: person.phone.is_none().then(|| String::from("none")),
        street: person.street.map(str::to_owned),
        suburb: None,
        state: None,
        postcode: None,
    }
}

async fn take(tx: &mut Tx, step: Step) {
    let now = Timestamp::UNIX_EPOCH;
    match step {
        Step::Add(at, person) => {
            if find(tx, id(at)).await.unwrap().is_some() {
                return;
            }
            let (given, family) = person.name.split_once(' ').unzip();
            let new = NewPatient {
                given_name: given.map(str::to_owned),
                family_name: family.map(str::to_owned),
                born_on: born(&person),
                sex: Some(Sex::Female),
                email: person
                    .email
                    .map(|email| EmailAddress::parse(email).unwrap()),
                phone: person.phone.map(str::to_owned),
                address: [person.street.map(str::to_owned), None, None, None],
                ..NewPatient::named(id(at), PersonName::parse(person.name).unwrap(), now)
            };
            insert_patient(tx, &new).await.unwrap();
        }
        Step::Edit(at, person) => {
            if let Some(found) = find(tx, id(at)).await.unwrap() {
                let to = details(&person);
                update_details(tx, id(at), found.updated_at, &to, now)
                    .await
                    .unwrap();
            }
        }
        Step::Contact(at, person) => {
            if let Some(found) = find_contact(tx, id(at)).await.unwrap() {
                let to = ContactEdit {
                    full_name: PersonName::parse(person.name).unwrap(),
                    phone: person.phone.map(str::to_owned),
                    street: person.street.map(str::to_owned),
                    suburb: None,
                    postcode: None,
                    state: None,
                };
                update_contact(tx, id(at), found.updated_at, &to, now)
                    .await
                    .unwrap();
            }
        }
        Step::Merge(from, into) => {
            let both = [id(from), id(into)];
            if from != into
                && find(tx, both[0]).await.unwrap().is_some()
                && find(tx, both[1]).await.unwrap().is_some()
            {
                on_db!(
                    tx,
                    query("UPDATE patient SET merged_into = $2 WHERE id = $1")
                        .bind(Id(both[0]))
                        .bind(Id(both[1]))
                        .execute
                )
                .unwrap();
                super::super::renew(tx, both[0]).await.unwrap();
            }
        }
    }
}

type Kept = (
    Vec<(i64, Vec<u8>)>,
    Vec<(i64, Vec<u8>)>,
    Vec<(String, String, i64)>,
    Vec<(Vec<u8>, Vec<u8>, String)>,
    i64,
    Vec<i64>,
);

/// All that is stored for matching.
async fn kept(db: &mut impl Reads) -> Kept {
    let keys = "SELECT match_key, patients FROM match_key ORDER BY 1";
    let crowds = "SELECT match_key, patient_id FROM match_crowd ORDER BY 1, 2";
    let counts = "SELECT kind, token, people FROM match_count ORDER BY 1, 2";
    let marks = "SELECT patient_id, match_keys, tokens FROM patient_match ORDER BY 1";
    let people = "SELECT people FROM match_state";
    let sums = "SELECT 0, shareable FROM match_state UNION ALL SELECT 1, shared FROM match_state \
         UNION ALL SELECT 2, dwellers FROM match_state UNION ALL SELECT 3, placed FROM match_state \
         UNION ALL SELECT 4, persons FROM match_state UNION ALL SELECT 5, residents FROM match_state \
         UNION ALL SELECT 6, settled FROM match_state ORDER BY 1";
    let sums: Vec<(i64, i64)> = on_db!(db, query_as(sums).fetch_all).unwrap();
    let sums: Vec<i64> = sums.into_iter().map(|(_, sum)| sum).collect();
    let all: Vec<(String, i64)> = on_db!(
        db,
        query_as("SELECT kind, people FROM match_count").fetch_all
    )
    .unwrap();
    let over = |kinds: &[&str], of: fn(i64) -> i64| -> i64 {
        let some = all
            .iter()
            .filter(|(kind, _)| kinds.contains(&kind.as_str()));
        some.map(|(_, people)| of(*people)).sum()
    };
    let once = |k| k;
    let pairs = |k| k * (k - 1);
    let reckoned = [
        over(&["home", "phone"], once),
        over(&["home", "phone"], pairs),
        over(&["dweller"], pairs),
        over(&["person"], once),
        over(&["person"], pairs),
        over(&["resident"], pairs),
        over(&["settled"], pairs),
    ];
    assert_eq!(sums, reckoned);
    (
        on_db!(db, query_as(keys).fetch_all).unwrap(),
        on_db!(db, query_as(crowds).fetch_all).unwrap(),
        on_db!(db, query_as(counts).fetch_all).unwrap(),
        on_db!(db, query_as(marks).fetch_all).unwrap(),
        on_db!(db, query_scalar(people).fetch_one).unwrap(),
        sums,
    )
}

/// As if everybody's had never been made.
const FORGET_ALL: &str = "DELETE FROM match_key; DELETE FROM match_crowd; DELETE FROM match_count; \
     DELETE FROM patient_match; UPDATE match_state SET rules = 0, next_after = NULL, people = 0, \
     shareable = 0, shared = 0, dwellers = 0, placed = 0, persons = 0, residents = 0, settled = 0";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is done to patients, what stands is what would be made of them now.
    #[test]
    fn what_stands_is_what_would_be_made_anew(steps in prop::collection::vec(step(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let store = TestStore::new().await.unwrap();
            let mut tx = store.begin().await.unwrap();
            for step in steps {
                take(&mut tx, step).await;
            }
            tx.commit().await.unwrap();
            let stands = kept(&mut store.read().await.unwrap()).await;
            store.batch(FORGET_ALL).await.unwrap();
            fill(&store).await.unwrap();
            let anew = kept(&mut store.read().await.unwrap()).await;
            assert_eq!(stands, anew);
        });
    }
}

#[tokio::test]
async fn patients_of_before_are_keyed_after_migrating_and_filling_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("kith.db");
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    store.migrate_to(5).await.unwrap();
    let many = BATCH * 2 + 7;
    let sql: &'static str = format!(
        "WITH RECURSIVE some (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < {many})
         INSERT INTO patient (id, full_name, born_on, email, phone, created_at, updated_at)
         SELECT randomblob(16), 'Łucja Nowak', '1988-03-27', 'l' || n || '@example.com',
           '+1902555' || (1000 + n), 0, 0 FROM some"
    )
    .leak();
    store.batch(sql).await.unwrap();
    store.migrate().await.unwrap();
    let whole = kept(&mut store.read().await.unwrap()).await;
    assert_eq!(
        (whole.3.len(), whole.4),
        (usize::try_from(many).unwrap(), many)
    );
    assert!(
        whole.2.iter().any(|(_, _, people)| *people == many),
        "nobody shares a name"
    );
    // As if the program had been stopped behind the first two batches, under other rules.
    store
        .batch(
            "DELETE FROM patient_match WHERE patient_id IN
               (SELECT id FROM patient ORDER BY id LIMIT 7 OFFSET 1000);
             UPDATE match_state SET people = people - 7, next_after =
               (SELECT id FROM patient ORDER BY id LIMIT 1 OFFSET 999);
             UPDATE match_count SET people = people - 7 WHERE people > 7",
        )
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let again = kept(&mut store.read().await.unwrap()).await;
    assert_eq!(
        (again.0, again.1, again.3, again.4),
        (whole.0.clone(), whole.1.clone(), whole.3.clone(), many)
    );
    store
        .batch("UPDATE match_state SET rules = rules - 1")
        .await
        .unwrap();
    store.migrate().await.unwrap();
    let anew = kept(&mut store.read().await.unwrap()).await;
    assert_eq!((anew.0, anew.1), (whole.0, whole.1));
}

/// A key that too many have is no list any more, and one again when enough have left.
#[tokio::test]
async fn who_has_a_key_is_listed_as_long_as_they_are_few() {
    let store = TestStore::new().await.unwrap();
    let mut tx = store.begin().await.unwrap();
    let all: Vec<PatientId> = (0..103).map(id).collect();
    let turns = |joins: &[PatientId], leaves: &[PatientId]| {
        let turn = Turn {
            joins: joins.iter().copied().collect(),
            leaves: leaves.to_vec(),
        };
        BTreeMap::from([(7, turn)])
    };
    async fn list(tx: &mut Tx) -> Option<Vec<PatientId>> {
        let sql = "SELECT patients FROM match_key WHERE match_key = 7";
        let list: Option<Vec<u8>> = on_db!(tx, query_scalar(sql).fetch_optional).unwrap();
        list.map(|list| lists::unpacked(&list).unwrap())
    }
    async fn crowd(tx: &mut Tx) -> i64 {
        let sql = "SELECT COUNT(*) FROM match_crowd";
        on_db!(tx, query_scalar(sql).fetch_one).unwrap()
    }
    lists::turn(&mut tx, &turns(&all[..100], &[]))
        .await
        .unwrap();
    assert_eq!(list(&mut tx).await.unwrap(), &all[..100]);
    assert_eq!(crowd(&mut tx).await, 0);
    lists::turn(&mut tx, &turns(&all[100..], &[]))
        .await
        .unwrap();
    assert_eq!(
        (list(&mut tx).await, crowd(&mut tx).await),
        (Some(vec![]), 103)
    );
    lists::turn(&mut tx, &turns(&[], &all[..2])).await.unwrap();
    assert_eq!(
        (list(&mut tx).await, crowd(&mut tx).await),
        (Some(vec![]), 101)
    );
    lists::turn(&mut tx, &turns(&[], &all[2..3])).await.unwrap();
    assert_eq!(list(&mut tx).await.unwrap(), &all[3..]);
    assert_eq!(crowd(&mut tx).await, 0);
    lists::turn(&mut tx, &turns(&all[..3], &[])).await.unwrap();
    lists::turn(&mut tx, &turns(&[], &all)).await.unwrap();
    assert_eq!((list(&mut tx).await, crowd(&mut tx).await), (None, 0));
}

#[test]
fn marks_are_read_as_they_were_written() {
    let profile = Profile {
        full_name: Some(String::from("Łucja Nowak-Roy")),
        email: Some(String::from("lucja@example.com")),
        phone: Some(String::from("+19025550148")),
        street: Some(String::from("1 Elm Street")),
        suburb: Some(String::from("Saint John")),
        ..Profile::default()
    };
    let marks = Marks::of(&profile);
    assert!(!marks.keys.is_empty() && !marks.tokens.is_empty());
    let again = Marks::unpack(&marks.packed_keys(), &marks.packed_tokens());
    assert_eq!(again, Some(marks));
}

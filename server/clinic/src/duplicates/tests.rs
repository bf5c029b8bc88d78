use std::collections::BTreeSet;

use domain::role::Role;

use super::*;
use crate::import::sheet::Sheet;
use crate::import::{Import, Mode};
use crate::matching::scan::Everybody;
use crate::phone::PhoneRegion;
use crate::testing::TestClinic;

const FILE: &str = "external_id,given_name,family_name,birth_date,phone,email,address,postcode\n\
    a1,Robert,MacAlister,1961-07-19,902 555 0148,rob.macalister@example.com,12 Elm St,B3H 1A1\n\
    a2,Bob,McAlister,1961-07-19,902 555 0148,,12 Elm Street,B3H1A1\n\
    b1,Ingrid,Vasquez-Thorne,1990-02-11,902 555 0177,,9 Oak Ave,B2N 4K2\n\
    b2,Ingrid,Vasquez Thorne,1990-11-02,,,9 Oak Avenue,B2N 4K2\n\
    c1,Leo,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    c2,Mia,Okafor,2015-05-20,902 555 0190,,3 Quay Rd,B1A 2C3\n\
    d,Nobody,Atall,1944-01-30,,,,\n";

async fn filled() -> TestClinic {
    let clinic = TestClinic::new().await;
    let rows = Sheet::open(FILE.as_bytes()).unwrap().next_rows(99).unwrap();
    let mut import = Import::new(PhoneRegion::HERE, Mode::Write);
    import
        .take(&clinic, &clinic.system_job(), rows)
        .await
        .unwrap();
    compare(&clinic).await;
    clinic
}

/// Until nobody waits.
async fn compare(clinic: &TestClinic) {
    while go_on(clinic, &clinic.system_job()).await.unwrap() {}
}

async fn desk(clinic: &TestClinic) -> Staff<can::ResolveRegistrations> {
    clinic.staff_with(Role::Desk).await.unwrap()
}

async fn first_page(clinic: &TestClinic) -> Page {
    list(clinic, &desk(clinic).await, None).await.unwrap()
}

fn ids(pair: &Pair) -> BTreeSet<PatientId> {
    BTreeSet::from([pair.survivor.stored.id, pair.absorbed.id])
}

#[tokio::test]
async fn the_list_says_of_each_pair_what_a_look_at_everybody_says() {
    let clinic = filled().await;
    let job = clinic.system_job();
    let everybody = Everybody::read(&clinic, &job).await.unwrap();
    let model = crate::matching::model(&clinic, &job).await.unwrap();
    let (likeliest, _) = everybody.likeliest(&model, Grade::Possible.cut());
    let mut expected: Vec<(bool, BTreeSet<PatientId>)> = likeliest
        .iter()
        .map(|(_, pair)| {
            let (_, _, verdict) = everybody.judged(&model, *pair).unwrap();
            let both = BTreeSet::from(everybody.ids(*pair).unwrap());
            (verdict.grade >= Grade::Probable, both)
        })
        .collect();
    // The strong ones first, each kind by its weight.
    expected.sort_by_key(|(strong, _)| !strong);
    let page = first_page(&clinic).await;
    let shown: Vec<(bool, BTreeSet<PatientId>)> = page
        .pairs
        .iter()
        .map(|pair| (pair.survivor.verdict.grade >= Grade::Probable, ids(pair)))
        .collect();
    assert_eq!(shown, expected);
    assert!(shown.len() >= 2, "{shown:?}");
    assert!(page.after.is_none() && !page.comparing);
    let first = page.pairs.first().unwrap();
    assert!(!first.survivor.verdict.reasons.is_empty());
    // The one that is there longer goes on.
    assert!(first.survivor.stored.id < first.absorbed.id);
    for id in ids(first) {
        let mut look = clinic.read(&job).await.unwrap();
        let events = store::audit::list_of_patient(&mut *look, id, 1).await;
        assert_eq!(events.unwrap()[0].1, "merge.seen");
    }
}

#[tokio::test]
async fn who_is_said_to_be_two_people_is_gone_at_once_and_comes_back_when_that_is_taken_back() {
    let clinic = filled().await;
    let who = desk(&clinic).await;
    let before = first_page(&clinic).await.pairs;
    let pair = before.first().unwrap();
    let (one, other) = (pair.survivor.stored.id, pair.absorbed.id);
    crate::merge::differ(&clinic, &who, one, other)
        .await
        .unwrap();
    let without = |pairs: &[Pair]| pairs.iter().all(|shown| ids(shown) != ids(pair));
    assert!(without(&first_page(&clinic).await.pairs));
    // Also when one of them is compared anew.
    rename(&clinic, one, "Robert Alan MacAlister").await;
    compare(&clinic).await;
    assert!(without(&first_page(&clinic).await.pairs));
    crate::merge::forget_differ(&clinic, &who, one, other)
        .await
        .unwrap();
    assert!(first_page(&clinic).await.comparing);
    compare(&clinic).await;
    let page = first_page(&clinic).await;
    assert!(!page.comparing && !without(&page.pairs));
}

async fn rename(clinic: &TestClinic, id: PatientId, name: &str) {
    let see = clinic.staff_with::<can::SeePatients>(Role::Desk).await;
    let see = see.unwrap();
    let shown = crate::patients::profile(clinic, &see, id).await.unwrap();
    let crate::patients::Shown::Here(page) = shown else {
        panic!("merged")
    };
    let mut details = page.profile.details.clone();
    details.full_name = crate::testing::name(name);
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let seen = page.profile.updated_at;
    let put = store::patient::profile::update_details(&mut work, id, seen, &details, now).await;
    assert!(put.unwrap());
    work.commit().await.unwrap();
}

#[tokio::test]
async fn who_is_merged_is_gone_at_once_and_for_good() {
    let clinic = filled().await;
    let who = desk(&clinic).await;
    let before = first_page(&clinic).await.pairs;
    let pair = before.first().unwrap();
    let (survivor, absorbed) = (pair.survivor.stored.id, pair.absorbed.id);
    let shown = crate::merge::preview(&clinic, &who, survivor, absorbed).await;
    let mut form = crate::merge::Form::untouched(survivor, absorbed, &shown.unwrap().version);
    // Whichever pair comes first, its birth dates may differ.
    (form.confirmed, form.reason) = (true, String::from("Saw the card."));
    crate::merge::merge(&clinic, &who, &form).await.unwrap();
    let names = |pairs: &[Pair]| pairs.iter().any(|shown| ids(shown).contains(&absorbed));
    assert!(!names(&first_page(&clinic).await.pairs));
    compare(&clinic).await;
    assert!(!names(&first_page(&clinic).await.pairs));
}

#[tokio::test]
async fn a_clinic_with_many_pairs_shows_each_on_one_page() {
    let clinic = TestClinic::new().await;
    assert!(first_page(&clinic).await.pairs.is_empty());
    let mut made = BTreeSet::new();
    for number in 0..23_u8 {
        let letter = char::from(b'a' + number);
        let (name, born) = (
            format!("Quill{letter}on Feather{letter}stone"),
            format!("19{}-03-{:02}", 40 + number, 1 + number),
        );
        let one = clinic.patient(&name, &born).await;
        let other = clinic.patient(&name, &born).await;
        made.insert(BTreeSet::from([one, other]));
    }
    assert!(first_page(&clinic).await.comparing);
    compare(&clinic).await;
    let who = desk(&clinic).await;
    let mut shown = BTreeSet::new();
    let (mut after, mut pages) = (None, 0);
    loop {
        let page = list(&clinic, &who, after).await.unwrap();
        pages += 1;
        for pair in &page.pairs {
            assert!(shown.insert(ids(pair)), "twice");
        }
        let Some(next) = page.after else { break };
        after = Some(next.to_string().parse().unwrap());
    }
    assert_eq!(pages, 2);
    assert!(made.is_subset(&shown));
}

#[test]
fn a_place_is_read_as_it_was_written_and_nothing_else_is() {
    let id = |number| PatientId::from_stored(uuid::Uuid::from_u128(number));
    let place = Place(rows::Pair {
        strong: true,
        weight: -12_345,
        left: id(1),
        right: id(2),
    });
    assert_eq!(place.to_string().parse::<Place>().unwrap(), place);
    for wrong in ["", "1", "2.1.a.b", "1.x.y.z", "1.2.3.4.5"] {
        assert!(wrong.parse::<Place>().is_err(), "{wrong}");
    }
}

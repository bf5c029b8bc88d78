use domain::access::{Abilities, Preset};
use domain::role::Role;

use super::*;
use crate::testing::{Terms, TestClinic};

fn table(words: &str) -> AgePolicy {
    AgePolicy::parse(words).unwrap()
}

const FIRST: &str = "12.bookings_only 16.ask 18.end march_1";

async fn admin(clinic: &TestClinic) -> Staff<can::AgeRules> {
    clinic.staff_with(Role::Admin).await.unwrap()
}

#[tokio::test]
async fn another_table_counts_at_the_next_request() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    // Thirteen, on 10 March 2026.
    let teen = clinic.patient("Kit Example", "2012-05-01").await;
    let all = Terms::guardian(Abilities::ALL);
    clinic.give(ana.account, teen, all).await;
    let may = async || {
        let asked = clinic.acting_for::<can::EditContact>(&ana.holder, teen);
        asked.await.is_ok()
    };
    assert!(!may().await);
    let later = table("14.bookings_only 18.end march_1");
    let who = admin(&clinic).await;
    change(&clinic, &who, &table(FIRST), &later).await.unwrap();
    assert!(may().await);
    let page = page(&clinic, &who, |_| None).await.unwrap();
    assert_eq!(page.policy, later);
    assert!(page.proposed.is_none());
    let events = clinic.store.audited().await.unwrap();
    let last = events.last().unwrap();
    assert_eq!(last.action, "age_policy.change");
    assert_eq!(
        last.detail,
        "14.bookings_only 18.end march_1 instead of 12.bookings_only 16.ask 18.end march_1"
    );
}

#[tokio::test]
async fn the_page_counts_whom_a_table_would_concern_today() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let all = Terms::guardian(Abilities::ALL);
    let books = Terms::guardian(Preset::Bookings.abilities());
    let small = clinic.patient("Ada Example", "2019-05-01").await;
    let thirteen = clinic.patient("Kit Example", "2012-05-01").await;
    let fourteen = clinic.patient("Lou Example", "2011-05-01").await;
    let seventeen = clinic.patient("Mia Example", "2008-05-01").await;
    let grown = clinic.patient("Sam Example", "1970-05-01").await;
    for patient in [small, thirteen, seventeen, grown] {
        clinic.give(ana.account, patient, all).await;
    }
    // Two who look after one are one patient.
    clinic.give(ben.account, thirteen, all).await;
    clinic.give(ben.account, fourteen, books).await;
    let who = admin(&clinic).await;
    for (words, patients) in [
        ("14.bookings_only 16.ask 18.end march_1", 1),
        ("12.bookings_only 17.end march_1", 1),
        ("12.bookings_only 16.review 18.end march_1", 0),
        ("12.bookings_only 16.ask 18.end february_28", 0),
        // Of the small one, confidential visits alone.
        ("6.review 18.end march_1", 3),
        ("18.end march_1", 3),
    ] {
        let page = page(&clinic, &who, |_| Some(table(words))).await.unwrap();
        let (_, concerned) = page.proposed.unwrap();
        assert_eq!(
            (concerned.patients, concerned.all),
            (patients, true),
            "{words}"
        );
    }
    let same = page(&clinic, &who, |_| Some(table(FIRST))).await.unwrap();
    assert!(same.proposed.is_none());
    // A stop has ended what there was: nothing is left to change.
    clinic.stop_others(thirteen).await;
    let page = page(&clinic, &who, |_| Some(table("18.end march_1"))).await;
    assert_eq!(page.unwrap().proposed.unwrap().1.patients, 2);
}

#[tokio::test]
async fn two_admins_at_once_are_told_of_each_other_and_a_second_press_is_none() {
    let clinic = TestClinic::new().await;
    let who = admin(&clinic).await;
    let (first, one, other) = (
        table(FIRST),
        table("17.end march_1"),
        table("18.end march_1"),
    );
    change(&clinic, &who, &first, &one).await.unwrap();
    change(&clinic, &who, &first, &one).await.unwrap();
    let late = change(&clinic, &who, &first, &other).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    assert_eq!(page(&clinic, &who, |_| None).await.unwrap().policy, one);
    let events = clinic.store.audited().await.unwrap();
    let changes = events
        .iter()
        .filter(|event| event.action == "age_policy.change");
    assert_eq!(changes.count(), 1);
}

#[tokio::test]
async fn only_an_admin_reads_or_changes_it_and_only_as_long_as_they_are_one() {
    let clinic = TestClinic::new().await;
    for role in [Role::Desk, Role::Practitioner] {
        let refused = clinic.staff_with::<can::AgeRules>(role).await;
        assert!(matches!(refused, Err(Failure::Forbidden)));
    }
    let who = admin(&clinic).await;
    clinic.set_role(who.staff_id(), Role::Desk).await;
    let (first, other) = (table(FIRST), table("18.end march_1"));
    let refused = change(&clinic, &who, &first, &other).await;
    assert!(matches!(refused, Err(Failure::Forbidden)));
    assert!(matches!(
        page(&clinic, &who, |_| None).await,
        Err(Failure::Forbidden)
    ));
}

use domain::role::Role;

use super::*;
use crate::testing::TestClinic;

async fn desk(clinic: &TestClinic) -> Staff<can::SeePatients> {
    clinic.staff_with(Role::Desk).await.unwrap()
}

fn names(patients: &[PatientLine]) -> Vec<&str> {
    patients.iter().map(|one| one.full_name.as_str()).collect()
}

/// The newest event about the patient.
async fn last_event(clinic: &TestClinic, patient: PatientId) -> Option<String> {
    let mut db = clinic.store.read().await.unwrap();
    let events = store::audit::list_of_patient(&mut db, patient, 1).await;
    events.unwrap().into_iter().next().map(|(_, action)| action)
}

#[tokio::test]
async fn a_search_shows_who_fits_and_is_recorded_without_its_words() {
    let clinic = TestClinic::new().await;
    let lucja = clinic.patient("Łucja Nowak", "1988-03-27").await;
    let amara = clinic.patient("Amara Okafor", "1990-05-03").await;
    let desk = desk(&clinic).await;
    let found = search(&clinic, &desk, "nowak lucja").await.unwrap();
    assert_eq!(names(&found.patients), ["Łucja Nowak"]);
    assert!(!found.more);
    assert_eq!(
        last_event(&clinic, lucja).await.as_deref(),
        Some("patients.searched")
    );
    assert_eq!(last_event(&clinic, amara).await, None);
    clinic.store.close().await.unwrap();
    let file = std::fs::read(clinic.store.file()).unwrap();
    let typed = b"nowak lucja";
    let found = file.windows(typed.len()).any(|bytes| bytes == typed);
    assert!(!found, "the typed words were stored");
}

#[tokio::test]
async fn nobody_found_leads_to_who_may_be_meant() {
    let clinic = TestClinic::new().await;
    clinic.patient("Amara Okafor", "1990-05-03").await;
    clinic.patient("Leo Okafor", "2018-09-09").await;
    clinic.patient("Zoë Park", "1990-05-03").await;
    let desk = desk(&clinic).await;
    let found = search(&clinic, &desk, "okfor").await.unwrap();
    assert!(found.patients.is_empty());
    let meant = found.meant.first().unwrap();
    assert_eq!((meant.text.as_str(), meant.people), ("Okafor", 2));
    let found = search(&clinic, &desk, "amara okfor").await.unwrap();
    let meant = found.meant.first().unwrap();
    assert_eq!((meant.text.as_str(), meant.people), ("Amara Okafor", 1));
    let found = search(&clinic, &desk, "park okafor").await.unwrap();
    assert!(found.meant.is_empty());
}

#[tokio::test]
async fn too_much_is_refused_before_anything_is_read_and_signs_find_nobody() {
    let clinic = TestClinic::new().await;
    let desk = desk(&clinic).await;
    let signs = search(&clinic, &desk, " %_* ").await.unwrap();
    assert!(signs.patients.is_empty() && signs.meant.is_empty());
    for (typed, why) in [
        ("((((a+)+)+)+".repeat(1_000), Invalid::TooLong),
        ("x".repeat(1_000_000), Invalid::TooLong),
        ("a ".repeat(90), Invalid::TooLong),
    ] {
        let outcome = search(&clinic, &desk, &typed).await;
        let Err(Failure::Invalid(errors)) = outcome else {
            panic!("taken");
        };
        assert_eq!(errors, domain::refusal::FieldErrors::one("q", why));
    }
}

#[tokio::test]
async fn the_list_goes_by_folded_name_and_knows_its_neighbours() {
    let clinic = TestClinic::new().await;
    for number in 0..60 {
        clinic
            .patient(&format!("Eva {number:02}x"), "1990-05-03")
            .await;
    }
    let first = clinic.patient("Ångela Roy", "1990-05-03").await;
    let last = clinic.patient("Łucja Nowak", "1990-05-03").await;
    let desk = desk(&clinic).await;
    let page = list(&clinic, &desk, Place::First).await.unwrap();
    assert_eq!(page.patients.len(), 50);
    assert_eq!(page.patients[0].id, first);
    assert_eq!(page.before, None);
    let next = list(&clinic, &desk, Place::After(page.after.unwrap()));
    let next = next.await.unwrap();
    assert_eq!(next.patients.len(), 12);
    assert_eq!(next.patients[11].id, last);
    assert_eq!(next.after, None);
    assert_eq!(
        last_event(&clinic, last).await.as_deref(),
        Some("patients.seen")
    );
    let back = list(&clinic, &desk, Place::Before(next.before.unwrap()));
    let back = back.await.unwrap();
    assert_eq!(names(&back.patients), names(&page.patients));
    assert_eq!(back.before, None);
    let unknown = list(&clinic, &desk, Place::After(clinic.new_id())).await;
    assert!(matches!(unknown, Err(Failure::NotFound)));
}

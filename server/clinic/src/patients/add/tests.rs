use domain::person::Invalid;
use domain::role::Role;

use super::super::{Edit, Shown, edit, history, profile, visits};
use super::*;
use crate::testing::TestClinic;

struct Hands {
    see: Staff<can::SeePatients>,
    edit: Staff<can::EditPatients>,
}

async fn desk_of(clinic: &TestClinic) -> Hands {
    let token = clinic.staff_token(Role::Desk).await;
    Hands {
        see: clinic.staff(token.expose()).await.unwrap(),
        edit: clinic.staff(token.expose()).await.unwrap(),
    }
}

fn typed(full_name: &str, born: &str, email: &str, mobile: &str) -> NewPatient {
    NewPatient {
        full_name: full_name.to_owned(),
        born: born.to_owned(),
        email: email.to_owned(),
        mobile: mobile.to_owned(),
    }
}

async fn actions(clinic: &TestClinic, patient: PatientId) -> Vec<String> {
    let mut db = clinic.store.read().await.unwrap();
    let events = store::audit::list_of_patient(&mut db, patient, 10).await;
    events
        .unwrap()
        .into_iter()
        .map(|(_, action)| action)
        .collect()
}

fn here<T>(shown: Shown<T>) -> T {
    match shown {
        Shown::Here(page) => *page,
        Shown::MergedInto(_) => panic!("merged"),
    }
}

fn leads_to<T>(shown: Result<Shown<T>, Failure>, survivor: PatientId) -> bool {
    matches!(shown, Ok(Shown::MergedInto(to)) if to == survivor)
}

#[tokio::test]
async fn a_name_is_enough_and_pressing_twice_adds_once() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let id = new_id(&clinic, &desk.edit);
    let name = typed("Zoë Park", "", "", "");
    for _ in 0..2 {
        let added = add(&clinic, &desk.edit, id, &name, Added::IfNew).await;
        assert_eq!(added.unwrap(), id);
    }
    assert_eq!(actions(&clinic, id).await, ["patient.add"]);
    let page = here(profile(&clinic, &desk.see, id).await.unwrap());
    assert_eq!(page.profile.details.full_name.as_str(), "Zoë Park");
    assert!(!page.profile.provisional);
    assert_eq!(page.profile.accounts, 0);
}

#[tokio::test]
async fn an_odd_birth_date_is_kept_as_given_and_nothing_is_guessed() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let id = new_id(&clinic, &desk.edit);
    let odd = typed("Zoë Park", "about 1950", "", "");
    add(&clinic, &desk.edit, id, &odd, Added::IfNew)
        .await
        .unwrap();
    let page = here(profile(&clinic, &desk.see, id).await.unwrap());
    assert_eq!(page.profile.details.born_on, None);
    assert_eq!(
        page.profile.details.born_as_given.as_deref(),
        Some("about 1950")
    );
    for (wrong, field, why) in [
        (typed("", "", "", ""), "name", Invalid::Missing),
        (typed("Z", "3/4/1988", "", ""), "born", Invalid::Malformed),
        (typed("Z", "", "z@", ""), "email", Invalid::Malformed),
        (typed("Z", "", "", "12"), "mobile", Invalid::Malformed),
        (
            typed(&"x".repeat(1_000_000), "", "", ""),
            "name",
            Invalid::TooLong,
        ),
    ] {
        let id = new_id(&clinic, &desk.edit);
        let Err(Failure::Invalid(errors)) =
            add(&clinic, &desk.edit, id, &wrong, Added::Anyway).await
        else {
            panic!("taken: {field}")
        };
        assert_eq!(errors.of(field), Some(why));
    }
}

#[tokio::test]
async fn who_may_be_here_already_is_shown_first_and_can_be_added_anyway() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let first = new_id(&clinic, &desk.edit);
    let lucja = typed(
        "Łucja Nowak",
        "27 3 1988",
        "lucja@example.com",
        "902 555 0148",
    );
    add(&clinic, &desk.edit, first, &lucja, Added::IfNew)
        .await
        .unwrap();
    for (again, same) in [
        (typed("nowak lucja", "1988-03-27", "", ""), true),
        (typed("Ana Moss", "", "LUCJA@example.com", ""), true),
        (typed("Ana Moss", "", "", "+1 (902) 555-0148"), true),
        // A digit off, so it may be a slip.
        (typed("Łucja Nowak", "28 3 1988", "", ""), true),
        (typed("Graham Nowak", "12 6 1950", "", ""), false),
        (typed("Łucja Petersen", "30 1 1944", "", ""), false),
    ] {
        let (_, found) = similar(&clinic, &desk.see, &again).await.unwrap();
        let ids: Vec<PatientId> = found.iter().map(|one| one.id).collect();
        assert_eq!(ids.contains(&first), same, "{}", again.full_name);
        if same {
            let id = new_id(&clinic, &desk.edit);
            let refused = add(&clinic, &desk.edit, id, &again, Added::IfNew).await;
            assert!(matches!(
                refused,
                Err(Failure::Refused(Refusal::AlreadyHere))
            ));
            assert!(actions(&clinic, id).await.is_empty());
        }
    }
    assert!(
        actions(&clinic, first)
            .await
            .contains(&String::from("patients.compared"))
    );
    let id = new_id(&clinic, &desk.edit);
    add(&clinic, &desk.edit, id, &lucja, Added::Anyway)
        .await
        .unwrap();
    assert_eq!(actions(&clinic, id).await, ["patient.add"]);
}

#[tokio::test]
async fn an_edit_is_found_at_once_and_loses_to_one_that_was_faster() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let id = clinic.patient("Łucja Nowak", "1988-03-27").await;
    let page = here(profile(&clinic, &desk.see, id).await.unwrap());
    let seen = page.profile.updated_at;
    let change = Edit {
        full_name: String::from("Łucja Roy"),
        born: String::from("March 27, 1988"),
        email: String::from("lucja@example.com"),
        mobile: String::from("902 555 0148"),
        street: String::from("22 Fern Lane"),
        ..Edit::default()
    };
    edit(&clinic, &desk.edit, id, seen, &change).await.unwrap();
    let found = super::super::search(&clinic, &desk.see, "roy 0148")
        .await
        .unwrap();
    assert_eq!(found.patients.len(), 1);
    let old = super::super::search(&clinic, &desk.see, "nowak")
        .await
        .unwrap();
    assert!(old.patients.is_empty());
    // A second press of the same button.
    edit(&clinic, &desk.edit, id, seen, &change).await.unwrap();
    let other = Edit {
        full_name: String::from("Łucja Moss"),
        ..change.clone()
    };
    let late = edit(&clinic, &desk.edit, id, seen, &other).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
    let past = here(history(&clinic, &desk.see, id, None).await.unwrap());
    let edited = past
        .events
        .iter()
        .find(|event| event.action == "patient.edit");
    assert_eq!(edited.unwrap().detail, "name email phone address");
    assert_eq!(past.events[0].action, "patient.history_seen");
    assert!(past.events[0].actor_name.is_some());
    assert_eq!(past.after, None);
}

#[tokio::test]
async fn unknown_patients_are_not_found_and_merged_ones_lead_on() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let unknown = clinic.new_id();
    for outcome in [
        profile(&clinic, &desk.see, unknown).await.err(),
        visits(&clinic, &desk.see, unknown, None).await.err(),
        history(&clinic, &desk.see, unknown, None).await.err(),
        edit(&clinic, &desk.edit, unknown, clinic.now(), &Edit::default())
            .await
            .err(),
    ] {
        assert!(matches!(outcome, Some(Failure::NotFound)));
    }
    let one = clinic.patient("Ana Moss", "1990-05-03").await;
    let strange = visits(&clinic, &desk.see, one, Some(clinic.new_id())).await;
    assert!(matches!(strange, Err(Failure::NotFound)));
    let survivor = clinic.patient("Ana Moss", "1990-05-03").await;
    clinic.store.mark_merged(one, survivor).await.unwrap();
    assert!(leads_to(profile(&clinic, &desk.see, one).await, survivor));
    assert!(leads_to(
        visits(&clinic, &desk.see, one, None).await,
        survivor
    ));
    assert!(leads_to(
        history(&clinic, &desk.see, one, None).await,
        survivor
    ));
    let found = super::super::search(&clinic, &desk.see, "ana moss").await;
    assert_eq!(found.unwrap().patients.len(), 1);
}

#[tokio::test]
async fn who_looks_like_the_same_person_is_shown_with_a_slip_in_every_field() {
    let clinic = TestClinic::new().await;
    let desk = desk_of(&clinic).await;
    let id = new_id(&clinic, &desk.edit);
    let here = typed(
        "Zbigniew Wachowski",
        "1971-10-23",
        "zbigniew.wachowski@example.com",
        "902 555 0148",
    );
    add(&clinic, &desk.edit, id, &here, Added::IfNew)
        .await
        .unwrap();
    let slips = typed("Zbignew Wachowsky", "1971-10-23", "", "902 555 0149");
    let (_, found) = similar(&clinic, &desk.see, &slips).await.unwrap();
    assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
    let other = new_id(&clinic, &desk.edit);
    let asked = add(&clinic, &desk.edit, other, &slips, Added::IfNew).await;
    assert!(matches!(asked, Err(Failure::Refused(Refusal::AlreadyHere))));
    let stranger = typed("Graham Petersen", "1944-01-30", "", "902 555 0177");
    let (_, found) = similar(&clinic, &desk.see, &stranger).await.unwrap();
    assert_eq!(found.len(), 0);
}

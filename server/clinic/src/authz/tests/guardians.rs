//! Those who act for somebody else: what they were given, and nothing after it is over.

use domain::access::{Abilities, Ability, Basis, Confidential, EndedBy, Preset, Relation};
use domain::id::PatientId;
use jiff::civil::date;

use super::*;
use crate::testing::{Patient, Terms};

/// Whether `who` may do `A` for the patient, as both doors say: the one that makes the
/// witness, and the one that asks it again.
async fn may<A: can::Ability>(clinic: &TestClinic, who: &Patient, patient: PatientId) -> bool {
    match clinic.acting_for::<A>(&who.holder, patient).await {
        Ok(acting) => {
            assert_eq!(acting.patient(), patient);
            clinic.begin(&acting).await.unwrap().commit().await.unwrap();
            true
        }
        Err(Failure::NotFound) => false,
        Err(other) => panic!("{other:?}"),
    }
}

fn guardian(abilities: Abilities) -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(abilities)
    }
}

async fn mother_and_child(clinic: &TestClinic, terms: Terms) -> (Patient, PatientId) {
    let ana = clinic.signed_in("ana").await;
    let child = clinic.patient("Kit Example", "2018-05-01").await;
    clinic.give(ana.account, child, terms).await;
    (ana, child)
}

#[tokio::test]
async fn a_guardian_may_do_exactly_what_was_given() {
    for preset in Preset::ALL {
        let clinic = TestClinic::new().await;
        let abilities = preset.abilities();
        let (ana, child) = mother_and_child(&clinic, guardian(abilities)).await;
        for (may, ability) in [
            (
                may::<can::ViewAppointments>(&clinic, &ana, child).await,
                Ability::ViewAppointments,
            ),
            (may::<can::Book>(&clinic, &ana, child).await, Ability::Book),
            (
                may::<can::Reschedule>(&clinic, &ana, child).await,
                Ability::Reschedule,
            ),
            (
                may::<can::Cancel>(&clinic, &ana, child).await,
                Ability::Cancel,
            ),
            (
                may::<can::EditContact>(&clinic, &ana, child).await,
                Ability::EditContact,
            ),
            (
                may::<can::ReceiveNotices>(&clinic, &ana, child).await,
                Ability::ReceiveNotices,
            ),
            (
                may::<can::ManageAccess>(&clinic, &ana, child).await,
                Ability::ManageAccess,
            ),
        ] {
            assert_eq!(may, abilities.has(ability), "{preset:?} {ability:?}");
        }
        let own = clinic.own::<can::Book>(&ana).await;
        assert_eq!(
            (own.patient(), own.relation()),
            (ana.patient, Relation::Myself)
        );
    }
}

#[tokio::test]
async fn a_birthday_takes_what_it_takes_without_any_job_and_in_open_witnesses_too() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    // 12 on the 11th of March in Halifax, whose day begins at 3 in UTC.
    let child = clinic.patient("Kit Example", "2014-03-11").await;
    clinic
        .give(ana.account, child, guardian(Abilities::ALL))
        .await;
    let midnight: Timestamp = "2026-03-11T03:00:00Z".parse().unwrap();
    let wait = midnight.duration_since(clinic.now()).as_secs();
    clinic.clock.advance_s(wait - 1);
    let ana = clinic.signed_in_again(&ana).await;
    assert!(may::<can::EditContact>(&clinic, &ana, child).await);
    let edit = clinic
        .acting_for::<can::EditContact>(&ana.holder, child)
        .await
        .unwrap();
    let view = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, child)
        .await
        .unwrap();
    assert_eq!(view.confidential(), Confidential::Shown);

    clinic.clock.advance_s(1);
    assert!(!may::<can::EditContact>(&clinic, &ana, child).await);
    assert!(may::<can::Book>(&clinic, &ana, child).await);
    for failure in [
        clinic.begin(&edit).await.err(),
        clinic.read(&view).await.err(),
    ] {
        assert!(matches!(failure, Some(Failure::NotFound)), "{failure:?}");
    }
    let view = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, child)
        .await
        .unwrap();
    assert_eq!(view.confidential(), Confidential::Hidden);
}

#[tokio::test]
async fn an_end_date_a_safeguarding_stop_and_an_end_each_shut_the_door() {
    let clinic = TestClinic::new().await;
    let lent = Terms {
        until_on: Some(date(2026, 3, 9)),
        ..guardian(Abilities::ALL)
    };
    let (ana, child) = mother_and_child(&clinic, lent).await;
    assert!(!may::<can::ViewAppointments>(&clinic, &ana, child).await);

    let other = clinic.patient("Sam Example", "2019-05-01").await;
    let access = clinic
        .give(ana.account, other, guardian(Abilities::ALL))
        .await;
    assert!(may::<can::ViewAppointments>(&clinic, &ana, other).await);
    let desk = clinic
        .staff_with::<can::SetSafeguardingStop>(Role::Desk)
        .await
        .unwrap();
    let mut work = clinic.begin(&desk).await.unwrap();
    let now = work.now();
    let stop = clinic.new_id();
    store::safeguarding::insert_stop(&mut work, stop, other, desk.staff_id(), None, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert!(!may::<can::ViewAppointments>(&clinic, &ana, other).await);

    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let ended = store::access::end_access(&mut work, access, EndedBy::Staff, now).await;
    assert!(ended.unwrap());
    let again = store::access::end_access(&mut work, access, EndedBy::Staff, now).await;
    assert!(!again.unwrap());
    work.commit().await.unwrap();
    assert!(!may::<can::ViewAppointments>(&clinic, &ana, other).await);
}

#[tokio::test]
async fn the_schema_keeps_one_live_access_of_an_account_to_a_patient() {
    let clinic = TestClinic::new().await;
    let (ana, child) = mother_and_child(&clinic, guardian(Abilities::ALL)).await;
    let twice = store::access::NewAccess {
        terms: guardian(Preset::View.abilities()),
        ..store::access::NewAccess::own(clinic.new_id(), ana.account, child, clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let refused = store::access::insert_access(&mut work, &twice).await;
    assert!(
        matches!(refused, Err(store::StoreError::Conflict(_))),
        "{refused:?}"
    );
}

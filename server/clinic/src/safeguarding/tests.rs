use domain::access::{Abilities, Basis};
use domain::role::Role;
use store::notice::{NewNotice, NoticeKind};

use super::*;
use crate::testing::{Terms, TestClinic, email};

fn guardian() -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    }
}

async fn desk(clinic: &TestClinic) -> Staff<can::SetSafeguardingStop> {
    clinic
        .staff_with::<can::SetSafeguardingStop>(Role::Desk)
        .await
        .unwrap()
}

async fn stops_of(clinic: &TestClinic, patient: PatientId) -> Stops {
    match stops(clinic, &desk(clinic).await, patient).await.unwrap() {
        Shown::Here(stops) => *stops,
        Shown::MergedInto(_) => panic!("merged"),
    }
}

#[tokio::test]
async fn a_stop_ends_every_access_but_the_patients_own_and_tells_nobody() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let teen = clinic.signed_in("kit").await;
    let other = clinic.patient("Sam Example", "2019-05-01").await;
    clinic.give(ana.account, teen.patient, guardian()).await;
    clinic.give(ana.account, other, guardian()).await;
    let may = async |patient| {
        clinic
            .acting_for::<can::ViewAppointments>(&ana.holder, patient)
            .await
            .is_ok()
    };
    assert!(may(teen.patient).await);
    // A mail about the child that waits for the guardian, and one about somebody else.
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    for patient in [teen.patient, other] {
        let notice = NewNotice {
            id: clinic.new_id(),
            kind: NoticeKind::PasswordChanged,
            appointment: None,
            code_request: None,
            account: Some(ana.account),
            patient: Some(patient),
            invitation: None,
            to: email("ana@example.com"),
            version: 0,
            created_at: now,
            due_at: now,
        };
        store::notice::insert_notice(&mut work, &notice)
            .await
            .unwrap();
    }
    work.commit().await.unwrap();

    set(
        &clinic,
        &desk(&clinic).await,
        teen.patient,
        " told by the school ",
    )
    .await
    .unwrap();
    assert!(!may(teen.patient).await && may(other).await);
    let own = clinic.own::<can::Book>(&teen).await;
    assert_eq!(own.patient(), teen.patient);
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let due = store::notice::lease_due(&mut work, now, now, 10)
        .await
        .unwrap();
    assert_eq!(due.len(), 1, "the mail about somebody else alone");
    work.commit().await.unwrap();

    // Once more changes nothing.
    set(&clinic, &desk(&clinic).await, teen.patient, "")
        .await
        .unwrap();
    let seen = stops_of(&clinic, teen.patient).await;
    assert_eq!(seen.stops.len(), 1);
    let stop = seen.standing().unwrap();
    assert_eq!(stop.reason.as_deref(), Some("told by the school"));
    assert!(seen.profile.stopped);
}

#[tokio::test]
async fn only_an_admin_lifts_it_and_nobody_gets_anything_back() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let child = clinic.patient("Kit Example", "2018-05-01").await;
    clinic.give(ana.account, child, guardian()).await;
    set(&clinic, &desk(&clinic).await, child, "").await.unwrap();
    let by_desk = clinic
        .staff_with::<can::LiftSafeguardingStop>(Role::Desk)
        .await;
    assert!(matches!(by_desk, Err(Failure::Forbidden)));
    let admin = clinic
        .staff_with::<can::LiftSafeguardingStop>(Role::Admin)
        .await
        .unwrap();
    lift(&clinic, &admin, child).await.unwrap();
    let seen = stops_of(&clinic, child).await;
    assert!(seen.standing().is_none() && !seen.profile.stopped);
    assert!(seen.stops[0].lifted.is_some());
    let acting = clinic
        .acting_for::<can::ViewAppointments>(&ana.holder, child)
        .await;
    assert!(matches!(acting, Err(Failure::NotFound)));
    // Lifting what doesn't stand is no success.
    let again = lift(&clinic, &admin, child).await;
    assert!(matches!(again, Err(Failure::NotFound)));
    // From then on access can be given anew, and a stop set anew.
    clinic.give(ana.account, child, guardian()).await;
    assert!(
        clinic
            .acting_for::<can::ViewAppointments>(&ana.holder, child)
            .await
            .is_ok()
    );
    set(&clinic, &desk(&clinic).await, child, "").await.unwrap();
    assert_eq!(stops_of(&clinic, child).await.stops.len(), 2);
}

#[tokio::test]
async fn a_reason_too_long_stops_nothing() {
    let clinic = TestClinic::new().await;
    let child = clinic.patient("Kit Example", "2018-05-01").await;
    let long = "x".repeat(limits::REASON_CHARS_MAX + 1);
    let refused = set(&clinic, &desk(&clinic).await, child, &long).await;
    assert!(matches!(refused, Err(Failure::Invalid(_))));
    assert!(stops_of(&clinic, child).await.stops.is_empty());
    let nobody = set(&clinic, &desk(&clinic).await, clinic.new_id(), "").await;
    assert!(matches!(nobody, Err(Failure::NotFound)));
}

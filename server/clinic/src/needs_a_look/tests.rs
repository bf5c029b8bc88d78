use domain::role::Role;
use store::notice::{NewNotice, Outcome};

use super::*;
use crate::testing::{TestClinic, email};

/// A mail about a patient that could not be delivered.
async fn undelivered(clinic: &TestClinic) -> (NoticeId, PatientId) {
    let patient = clinic.patient("Ana Example", "1990-04-12").await;
    let id = clinic.new_id();
    let now = clinic.now();
    let new = NewNotice {
        id,
        kind: NoticeKind::Booked,
        appointment: None,
        code_request: None,
        account: None,
        patient: Some(patient),
        invitation: None,
        to: email("ana@example.com"),
        version: 0,
        created_at: now,
        due_at: now,
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    notice::insert_notice(&mut work, &new).await.unwrap();
    let taken = notice::lease_due(&mut work, now, now, 1)
        .await
        .unwrap()
        .remove(0);
    let outcome = Outcome::Failed { error: "smtp_550" };
    assert!(
        notice::finish_leased(&mut work, &taken, outcome, now)
            .await
            .unwrap()
    );
    work.commit().await.unwrap();
    (id, patient)
}

async fn shown(clinic: &TestClinic) -> Vec<NeedsALook> {
    let staff = clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    crate::today::view(clinic, &staff, None)
        .await
        .unwrap()
        .needs_a_look
}

#[tokio::test]
async fn todays_page_shows_it_with_a_masked_address_and_records_the_patient() {
    let clinic = TestClinic::new().await;
    let (id, patient) = undelivered(&clinic).await;
    let items = shown(&clinic).await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].notice, id);
    assert_eq!(items[0].address, "a***@example.com");
    assert_eq!(items[0].error_code, "smtp_550");
    assert_eq!(
        items[0].patient_name.as_ref().unwrap().as_str(),
        "Ana Example"
    );
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let events = store::audit::list_of_patient(&mut *look, patient, 1)
        .await
        .unwrap();
    assert_eq!(events[0].1, "today.seen");
}

#[tokio::test]
async fn put_aside_it_is_gone_and_the_second_is_told() {
    let clinic = TestClinic::new().await;
    let (id, patient) = undelivered(&clinic).await;
    let staff = clinic
        .staff_with::<can::MendMail>(Role::Practitioner)
        .await
        .unwrap();
    dismiss(&clinic, &staff, id).await.unwrap();
    assert!(shown(&clinic).await.is_empty());
    for again in [
        dismiss(&clinic, &staff, id).await,
        send_again(&clinic, &staff, id).await,
    ] {
        assert!(matches!(
            again,
            Err(Failure::Refused(Refusal::AlreadyResolved))
        ));
    }
    let missing = send_again(&clinic, &staff, clinic.new_id()).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let events = store::audit::list_of_patient(&mut *look, patient, 1)
        .await
        .unwrap();
    assert_eq!(events[0].1, "mail.dismissed", "and nothing after it");
}

#[tokio::test]
async fn sent_again_it_waits_anew() {
    let clinic = TestClinic::new().await;
    let (id, _) = undelivered(&clinic).await;
    let staff = clinic
        .staff_with::<can::MendMail>(Role::Desk)
        .await
        .unwrap();
    send_again(&clinic, &staff, id).await.unwrap();
    assert!(shown(&clinic).await.is_empty());
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    assert_eq!(
        notice::find_next_due(&mut *look).await.unwrap(),
        Some(clinic.now())
    );
}

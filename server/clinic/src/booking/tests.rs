use domain::booking::Eligibility;
use domain::id::PractitionerId;
use domain::refusal::Refusal;
use jiff::SignedDuration;

use super::*;
use crate::appointments;
use crate::holds::tests::{halifax, said};
use crate::testing::rota::Rota;
use crate::testing::{Patient, TestClinic};

mod bare;
mod caps;

async fn clinic() -> (TestClinic, Rota) {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(1_000);
    let rota = clinic.rota(&["Ada Nowak", "Ben Ode"]).await;
    (clinic, rota)
}

/// Somebody signed in, at their browser.
async fn person(clinic: &TestClinic, short: &str) -> (Patient, Visitor) {
    let who = clinic.signed_in(short).await;
    let visitor = clinic.visitor(who.visitor.expose());
    (who, visitor)
}

async fn hold(
    clinic: &TestClinic,
    (who, visitor): &(Patient, Visitor),
    slug: &str,
    practitioner: PractitionerId,
    wall: &str,
) -> HoldId {
    let (choice, at) = (Choice::Named(practitioner), halifax(wall));
    holds::take(
        clinic,
        visitor,
        slug,
        choice,
        at,
        practitioner,
        Some(&who.holder),
    )
    .await
    .unwrap()
}

async fn press(
    clinic: &TestClinic,
    (who, visitor): &(Patient, Visitor),
    hold: HoldId,
    submission: SubmissionId,
) -> Result<AppointmentId, Failure> {
    let acting = clinic.own::<can::Book>(who).await;
    book(clinic, visitor, &acting, hold, submission, None).await
}

async fn hold_and_book(
    clinic: &TestClinic,
    who: &(Patient, Visitor),
    slug: &str,
    practitioner: PractitionerId,
    wall: &str,
) -> Result<AppointmentId, Failure> {
    let hold = hold(clinic, who, slug, practitioner, wall).await;
    press(clinic, who, hold, clinic.new_id()).await
}

#[tokio::test]
async fn what_is_checked_is_what_is_booked() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[1], "2026-03-12T10:15").await;
    let acting = clinic.own::<can::Book>(&ana.0).await;
    let seen = check(&clinic, &ana.1, &acting, held).await.unwrap();
    assert_eq!(seen.patient_name.as_str(), "Ana Example");
    assert_eq!(seen.email.as_str(), "ana@example.com");
    assert_eq!(
        (seen.street.as_str(), seen.city.as_str()),
        ("12 Example Street", "Halifax")
    );
    assert_eq!(seen.cancel_until, Some(halifax("2026-03-11T10:15")));
    assert!(seen.hold.alive);

    let note = Some(String::from("  My left knee\r\nagain. "));
    let booked = book(&clinic, &ana.1, &acting, held, seen.submission, note)
        .await
        .unwrap();
    let acting = clinic.own::<can::ViewAppointments>(&ana.0).await;
    let shown = appointments::show(&clinic, &acting, booked).await.unwrap();
    assert_eq!(shown.starts_at, halifax("2026-03-12T10:15"));
    assert_eq!(shown.ends_at, halifax("2026-03-12T10:45"));
    assert_eq!(shown.practitioner_name.as_str(), "Ben Ode");
    assert_eq!(shown.note.as_deref(), Some("My left knee\nagain."));
    assert_eq!(said(&holds::view(&clinic, &ana.1, held).await), "not found");
    let other = clinic.visitor("w");
    let (choice, at) = (Choice::Named(rota.people[1]), halifax("2026-03-12T10:30"));
    let late = holds::take(&clinic, &other, "visit", choice, at, rota.people[1], None).await;
    assert_eq!(said(&late), "taken");
}

#[tokio::test]
async fn a_second_press_finds_the_first_ones_appointment() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    let submission = clinic.new_id();
    let first = press(&clinic, &ana, held, submission).await.unwrap();
    assert_eq!(press(&clinic, &ana, held, submission).await.unwrap(), first);
    clinic.clock.advance_s(20 * 60);
    assert_eq!(press(&clinic, &ana, held, submission).await.unwrap(), first);
    // Somebody else's press with the same number finds nothing.
    let ben = person(&clinic, "ben").await;
    let theirs = hold(&clinic, &ben, "visit", rota.people[0], "2026-03-12T11:15").await;
    assert_eq!(
        said(&press(&clinic, &ben, theirs, submission).await),
        "not found"
    );
    // And a new press on a hold that was booked finds no hold.
    assert_eq!(
        said(&press(&clinic, &ana, held, clinic.new_id()).await),
        "not found"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_click_books_once() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    let submission = clinic.new_id();
    let (one, two) = tokio::join!(
        press(&clinic, &ana, held, submission),
        press(&clinic, &ana, held, submission)
    );
    assert_eq!(one.unwrap(), two.unwrap());
}

#[tokio::test]
async fn an_ended_hold_is_booked_if_its_time_is_free() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    clinic.clock.advance_s(20 * 60);
    let booked = press(&clinic, &ana, held, clinic.new_id()).await.unwrap();
    clinic.clock.advance_s(60 * 60 * 24);
    let acting = clinic.sign_in(ana.0.account, ana.0.patient, "again").await;
    let acting = clinic.own::<can::ViewAppointments>(&acting).await;
    let shown = appointments::show(&clinic, &acting, booked).await.unwrap();
    assert_eq!(shown.starts_at, halifax("2026-03-12T10:15"));
}

#[tokio::test]
async fn an_ended_hold_of_first_available_falls_to_the_next_and_then_to_nobody() {
    let (clinic, rota) = clinic().await;
    let (ada, ben) = (rota.people[0], rota.people[1]);
    let ana = person(&clinic, "ana").await;
    let at = halifax("2026-03-12T10:15");
    let take = async |who: &(Patient, Visitor)| {
        let holder = Some(&who.0.holder);
        holds::take(&clinic, &who.1, "visit", Choice::First, at, ada, holder)
            .await
            .unwrap()
    };
    let held = take(&ana).await;
    clinic.clock.advance_s(10 * 60);
    let eve = person(&clinic, "eve").await;
    hold_and_book(&clinic, &eve, "visit", ada, "2026-03-12T10:15")
        .await
        .unwrap();
    let booked = press(&clinic, &ana, held, clinic.new_id()).await.unwrap();
    let acting = clinic.own::<can::ViewAppointments>(&ana.0).await;
    let shown = appointments::show(&clinic, &acting, booked).await.unwrap();
    assert_eq!(shown.practitioner_name.as_str(), "Ben Ode");
    let late = clinic.visitor("late");
    for person in [ada, ben] {
        let outcome = holds::take(&clinic, &late, "visit", Choice::First, at, person, None).await;
        assert_eq!(said(&outcome), "taken");
    }
}

#[tokio::test]
async fn another_patients_hold_is_not_booked() {
    let (clinic, rota) = clinic().await;
    let (ana, ben) = (person(&clinic, "ana").await, person(&clinic, "ben").await);
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    assert_eq!(
        said(&press(&clinic, &ben, held, clinic.new_id()).await),
        "not found"
    );
    // Ben signs in at Ana's browser while her hold is there: it is hers all the same.
    let shared = (
        clinic.sign_in(ben.0.account, ben.0.patient, "other").await,
        ana.1,
    );
    assert_eq!(
        said(&press(&clinic, &shared, held, clinic.new_id()).await),
        "not found"
    );
    let acting = clinic.own::<can::Book>(&shared.0).await;
    assert_eq!(
        said(&check(&clinic, &shared.1, &acting, held).await),
        "not found"
    );
}

#[tokio::test]
async fn a_patient_has_one_appointment_at_a_time_and_ten_ahead() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let [ada, ben] = [rota.people[0], rota.people[1]];
    hold_and_book(&clinic, &ana, "visit", ada, "2026-03-12T10:15")
        .await
        .unwrap();
    for clash in ["2026-03-12T10:00", "2026-03-12T10:15", "2026-03-12T10:30"] {
        let held = hold(&clinic, &ana, "visit", ben, clash).await;
        let acting = clinic.own::<can::Book>(&ana.0).await;
        assert_eq!(
            said(&check(&clinic, &ana.1, &acting, held).await),
            "patient_busy"
        );
        assert_eq!(
            said(&press(&clinic, &ana, held, clinic.new_id()).await),
            "patient_busy"
        );
    }
    hold_and_book(&clinic, &ana, "visit", ben, "2026-03-12T10:45")
        .await
        .unwrap();
    for hour in 9..17 {
        let wall = format!("2026-03-13T{hour:02}:00");
        hold_and_book(&clinic, &ana, "visit", ada, &wall)
            .await
            .unwrap();
    }
    let (choice, at) = (Choice::Named(ada), halifax("2026-03-16T10:00"));
    let holder = Some(&ana.0.holder);
    match holds::take(&clinic, &ana.1, "visit", choice, at, ada, holder).await {
        Err(Failure::Refused(Refusal::Book(BookRefusal::TooManyUpcoming { cap }))) => {
            assert_eq!(cap, 10);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn services_for_new_and_for_known_patients_tell_them_apart() {
    let (clinic, rota) = clinic().await;
    let ada = rota.people[0];
    for (slug, patients) in [
        ("first", Eligibility::NewPatientsOnly),
        ("again", Eligibility::ExistingPatientsOnly),
    ] {
        let service = clinic
            .service(slug, |service| service.patients = patients)
            .await;
        clinic.offer(service, ada).await;
    }
    let ana = person(&clinic, "ana").await;
    let again = hold_and_book(&clinic, &ana, "again", ada, "2026-03-12T09:00").await;
    assert_eq!(said(&again), "existing_patients_only");
    let first = hold_and_book(&clinic, &ana, "first", ada, "2026-03-12T10:00")
        .await
        .unwrap();
    let second = hold_and_book(&clinic, &ana, "first", ada, "2026-03-12T11:00").await;
    assert_eq!(said(&second), "new_patients_only");
    hold_and_book(&clinic, &ana, "again", ada, "2026-03-12T11:00")
        .await
        .unwrap();
    // A cancelled visit makes nobody known.
    let eve = person(&clinic, "eve").await;
    let first_of_eve = hold_and_book(&clinic, &eve, "first", ada, "2026-03-13T10:00")
        .await
        .unwrap();
    let acting = clinic.own::<can::Cancel>(&eve.0).await;
    appointments::cancel(&clinic, &acting, first_of_eve, None)
        .await
        .unwrap();
    assert_ne!(first, first_of_eve);
    let again = hold_and_book(&clinic, &eve, "again", ada, "2026-03-12T09:00").await;
    assert_eq!(said(&again), "existing_patients_only");
}

#[tokio::test]
async fn a_practitioner_who_left_meanwhile_is_a_clear_refusal() {
    let (clinic, rota) = clinic().await;
    let ada = rota.people[0];
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", ada, "2026-03-12T10:15").await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::practitioner::delete_offering(&mut work, rota.service, ada)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert_eq!(
        said(&holds::view(&clinic, &ana.1, held).await),
        "service_not_offered"
    );
    assert_eq!(
        said(&press(&clinic, &ana, held, clinic.new_id()).await),
        "service_not_offered"
    );

    let ben = rota.people[1];
    let held = hold(&clinic, &ana, "visit", ben, "2026-03-12T10:15").await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = Some(clinic.now());
    store::service::update_archived(&mut work, rota.service, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    assert_eq!(
        said(&press(&clinic, &ana, held, clinic.new_id()).await),
        "service_not_offered"
    );
}

#[tokio::test]
async fn a_shift_closed_meanwhile_is_refused_at_the_commit() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    clinic
        .closure(None, "2026-03-12T10:30", "2026-03-12T11:00")
        .await;
    assert_eq!(
        said(&press(&clinic, &ana, held, clinic.new_id()).await),
        "outside_hours"
    );
    assert!(
        holds::view(&clinic, &ana.1, held).await.unwrap().alive,
        "the hold is as it was"
    );
}

#[tokio::test]
async fn a_service_made_longer_meanwhile_is_booked_at_its_new_length() {
    let (clinic, rota) = clinic().await;
    let ada = rota.people[0];
    let long = clinic.service("long", |service| service.minutes = 60).await;
    clinic.offer(long, ada).await;
    let ana = person(&clinic, "ana").await;
    let booked = hold_and_book(&clinic, &ana, "long", ada, "2026-03-12T10:15")
        .await
        .unwrap();
    let acting = clinic.own::<can::ViewAppointments>(&ana.0).await;
    let shown = appointments::show(&clinic, &acting, booked).await.unwrap();
    assert_eq!(
        shown.ends_at.duration_since(shown.starts_at),
        SignedDuration::from_mins(60)
    );
    let eve = clinic.visitor("eve");
    let (choice, at) = (Choice::Named(ada), halifax("2026-03-12T11:00"));
    assert_eq!(
        said(&holds::take(&clinic, &eve, "visit", choice, at, ada, None).await),
        "taken"
    );
}

#[tokio::test]
async fn a_note_too_long_or_with_control_characters_is_a_wrong_field() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    let acting = clinic.own::<can::Book>(&ana.0).await;
    for note in [
        "x".repeat(1_001),
        String::from("a\u{202e}b"),
        String::from("a\0b"),
    ] {
        let submission = clinic.submission();
        match book(&clinic, &ana.1, &acting, held, submission, Some(note)).await {
            Err(Failure::Invalid(errors)) => assert!(errors.of("note").is_some()),
            other => panic!("{other:?}"),
        }
    }
    let longest = Some("é".repeat(1_000));
    book(&clinic, &ana.1, &acting, held, clinic.submission(), longest)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_session_that_ended_meanwhile_books_nothing() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    let acting = clinic.own::<can::Book>(&ana.0).await;
    crate::log_in::sign_out(&clinic, &ana.0.holder)
        .await
        .unwrap();
    let outcome = book(&clinic, &ana.1, &acting, held, clinic.submission(), None).await;
    assert_eq!(said(&outcome), "unauthenticated");
}

#[tokio::test]
async fn a_booking_costs_eight_turns_of_the_connection() {
    let (clinic, rota) = clinic().await;
    let ana = person(&clinic, "ana").await;
    let held = hold(&clinic, &ana, "visit", rota.people[0], "2026-03-12T10:15").await;
    let acting = clinic.own::<can::Book>(&ana.0).await;
    let before = clinic.store.stats().statements;
    book(&clinic, &ana.1, &acting, held, clinic.submission(), None)
        .await
        .unwrap();
    // Witness; hold, patient and submission; service; diary; appointment; claims, hold and
    // notice; audit: head; row and patient. The service is read once in a group.
    assert_eq!(clinic.store.stats().statements - before, 8);
}

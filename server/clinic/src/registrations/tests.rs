use domain::id::{AppointmentId, SubmissionId};
use domain::role::Role;
use jiff::SignedDuration;
use store::registration::NewRegistration;

use super::*;
use crate::testing::rota::Rota;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{Patient, TestClinic};
use crate::times::Choice;
use crate::{booking, holds, mail::Mailer, worker};

/// Somebody who is signed in and waits to be matched.
async fn sign_up(clinic: &TestClinic, short: &str) -> (RegistrationId, Patient) {
    let who = clinic.signed_in(short).await;
    let new = NewRegistration {
        id: clinic.new_id(),
        patient: who.patient,
        account: who.account,
        created_at: clinic.now(),
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    registration::insert_registration(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    (new.id, who)
}

async fn book(clinic: &TestClinic, rota: &Rota, who: &Patient, starts: &str) -> AppointmentId {
    let visitor = clinic.visitor(who.visitor.expose());
    let hold = holds::take(
        clinic,
        &visitor,
        "visit",
        Choice::First,
        starts.parse().unwrap(),
        rota.people[0],
        Some(&who.holder),
    )
    .await
    .unwrap();
    let acting = clinic.own::<can::Book>(who).await;
    let press: SubmissionId = clinic.new_id();
    booking::book(clinic, &visitor, &acting, hold, press, None)
        .await
        .unwrap()
}

async fn desk(clinic: &TestClinic) -> Staff<can::ResolveRegistrations> {
    clinic.staff_with(Role::Desk).await.unwrap()
}

/// Who waits, as the queue shows them; Today shows the first of them.
async fn waiting(clinic: &TestClinic) -> Vec<QueueItem> {
    let waiting = queue(clinic, &desk(clinic).await).await.unwrap().waiting;
    let staff = clinic.staff_with::<can::SeeToday>(Role::Desk).await;
    let view = crate::today::view(clinic, &staff.unwrap(), None).await;
    let ids = |items: &[QueueItem]| -> Vec<PatientId> {
        let first = items.iter().take(limits::REGISTRATIONS_ON_TODAY);
        first.map(|item| item.patient).collect()
    };
    assert_eq!(ids(&view.unwrap().registrations), ids(&waiting));
    waiting
}

fn is_resolved<T: std::fmt::Debug>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::AlreadyResolved)))
}

#[tokio::test]
async fn who_comes_soonest_stands_on_top_then_who_has_waited_longest() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let (_, oldest) = sign_up(&clinic, "oldest").await;
    clinic.clock.advance_s(60);
    let (_, later) = sign_up(&clinic, "later").await;
    clinic.clock.advance_s(60);
    let (_, friday) = sign_up(&clinic, "friday").await;
    clinic.clock.advance_s(60);
    let (_, wednesday) = sign_up(&clinic, "wednesday").await;
    book(&clinic, &rota, &friday, "2026-03-13T13:00:00Z").await;
    book(&clinic, &rota, &wednesday, "2026-03-11T13:00:00Z").await;
    let items = waiting(&clinic).await;
    let order: Vec<PatientId> = items.iter().map(|item| item.patient).collect();
    assert_eq!(
        order,
        [
            wednesday.patient,
            friday.patient,
            oldest.patient,
            later.patient
        ]
    );
    let next = items[0].next_appointment.clone().unwrap();
    assert_eq!(
        next,
        (
            "2026-03-11T13:00:00Z".parse().unwrap(),
            "Physiotherapy visit".to_owned()
        )
    );
    assert_eq!(items[2].next_appointment, None);
    assert_eq!(items[0].email.as_str(), "wednesday@example.com");
}

#[tokio::test]
async fn the_list_is_one_event_with_everybody_in_it() {
    let clinic = TestClinic::new().await;
    let (_, ana) = sign_up(&clinic, "ana").await;
    let (_, ben) = sign_up(&clinic, "ben").await;
    let staff = clinic.staff_with::<can::SeeToday>(Role::Desk).await;
    let staff = staff.unwrap();
    let before = crate::audit::verify(&clinic, &clinic.system_job())
        .await
        .unwrap()
        .rows;
    crate::today::view(&clinic, &staff, None).await.unwrap();
    let after = crate::audit::verify(&clinic, &clinic.system_job())
        .await
        .unwrap();
    assert_eq!((after.rows, after.first_bad), (before + 1, None));
    for who in [ana, ben] {
        let mut look = clinic.read(&clinic.system_job()).await.unwrap();
        let events = store::audit::list_of_patient(&mut *look, who.patient, 1)
            .await
            .unwrap();
        assert_eq!(events[0].1, "today.seen");
    }
}

#[tokio::test]
async fn who_asks_about_one_has_seen_that_one_only() {
    let clinic = TestClinic::new().await;
    let (id, ana) = sign_up(&clinic, "ana").await;
    let (_, ben) = sign_up(&clinic, "ben").await;
    let staff = desk(&clinic).await;
    let asked = to_block(&clinic, &staff, id).await.unwrap().unwrap();
    assert_eq!(asked.name.as_str(), ana.holder.full_name().as_str());
    assert_eq!(asked.waiting_count, 2);
    for (who, seen) in [(&ana, 1), (&ben, 0)] {
        let mut look = clinic.read(&clinic.system_job()).await.unwrap();
        let events = store::audit::list_of_patient(&mut *look, who.patient, 9)
            .await
            .unwrap();
        let of_list = events
            .iter()
            .filter(|event| event.1 == "registrations.seen");
        assert_eq!(of_list.count(), seen);
    }
    add_as_new(&clinic, &staff, id, &Shown::default())
        .await
        .unwrap();
    assert!(to_block(&clinic, &staff, id).await.unwrap().is_none());
    let never = to_block(&clinic, &staff, clinic.new_id()).await.unwrap();
    assert!(never.is_none());
}

#[tokio::test]
async fn added_as_new_they_leave_the_queue_and_only_once() {
    let clinic = TestClinic::new().await;
    let (id, who) = sign_up(&clinic, "ana").await;
    let staff = desk(&clinic).await;
    add_as_new(&clinic, &staff, id, &Shown::default())
        .await
        .unwrap();
    assert!(waiting(&clinic).await.is_empty());
    assert!(is_resolved(
        &add_as_new(&clinic, &staff, id, &Shown::default()).await
    ));
    assert!(is_resolved(&block(&clinic, &staff, id).await), "adding won");
    assert!(clinic.account(who.session.expose()).await.is_ok());
    let missing = add_as_new(&clinic, &staff, clinic.new_id(), &Shown::default()).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

fn only(perhaps: impl Into<BTreeSet<PatientId>>) -> Shown {
    Shown {
        perhaps: perhaps.into(),
        ..Shown::default()
    }
}

#[tokio::test]
async fn of_two_who_press_at_once_one_wins() {
    let clinic = TestClinic::new().await;
    for n in 0..10 {
        let (id, who) = sign_up(&clinic, &format!("p{n}")).await;
        let (one, two) = (desk(&clinic).await, desk(&clinic).await);
        let nobody = Shown::default();
        let (added, blocked) = tokio::join!(
            add_as_new(&clinic, &one, id, &nobody),
            block(&clinic, &two, id)
        );
        assert_ne!(added.is_ok(), blocked.is_ok());
        assert!(is_resolved(&added) || is_resolved(&blocked));
        let open = clinic.account(who.session.expose()).await.is_ok();
        assert_eq!(
            open,
            added.is_ok(),
            "what was done is what the winner pressed"
        );
    }
}

#[tokio::test]
async fn blocking_ends_sessions_holds_and_visits_and_frees_their_times() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let (id, who) = sign_up(&clinic, "ana").await;
    book(&clinic, &rota, &who, "2026-03-12T13:00:00Z").await;
    let held = "2026-03-12T15:00:00Z".parse().unwrap();
    let browser = clinic.visitor(who.visitor.expose());
    let signed_in = Some(&who.holder);
    holds::take(
        &clinic,
        &browser,
        "visit",
        Choice::First,
        held,
        rota.people[0],
        signed_in,
    )
    .await
    .unwrap();
    let staff = desk(&clinic).await;
    block(&clinic, &staff, id).await.unwrap();

    assert!(matches!(
        clinic.account(who.session.expose()).await,
        Err(Failure::Unauthenticated)
    ));
    assert!(is_resolved(&block(&clinic, &staff, id).await));
    // Both times can be taken at once, without waiting for any grace.
    let other = clinic.signed_in("ben").await;
    book(&clinic, &rota, &other, "2026-03-12T13:00:00Z").await;
    book(&clinic, &rota, &other, "2026-03-12T15:00:00Z").await;
    assert!(waiting(&clinic).await.is_empty());
}

#[tokio::test]
async fn the_blocked_are_told_of_each_cancelled_visit_and_of_nothing_else() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let (id, who) = sign_up(&clinic, "ana").await;
    book(&clinic, &rota, &who, "2026-03-12T13:00:00Z").await;
    let staff = desk(&clinic).await;
    block(&clinic, &staff, id).await.unwrap();
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    assert_eq!(worker::run_due(&clinic, &mailer).await, 1);
    clinic.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(
        worker::run_due(&clinic, &mailer).await,
        0,
        "the booked mail was taken back"
    );
    let taken = peer.taken();
    assert_eq!(taken[0].to, "ana@example.com");
    let mail = mail_parser::MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(text.contains("We had to cancel your appointment"), "{text}");
    assert!(!text.contains("block"), "{text}");
}

/// Guardian access to a patient, with every right.
fn full() -> crate::testing::Terms {
    crate::testing::Terms {
        basis: Some(domain::access::Basis::ParentalResponsibility),
        ..crate::testing::Terms::guardian(domain::access::Preset::Full.abilities())
    }
}

/// The addresses that mail has left for by now.
async fn mailed(clinic: &TestClinic) -> Vec<String> {
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    while worker::run_due(clinic, &mailer).await > 0 {}
    let mut to: Vec<String> = peer.taken().iter().map(|mail| mail.to.clone()).collect();
    to.sort();
    to
}

#[tokio::test]
async fn of_what_goes_with_a_guardian_everybody_hears_whom_it_concerns() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let (id, mother) = sign_up(&clinic, "mother").await;
    let (teen, father) = (
        clinic.signed_in("tess").await,
        clinic.signed_in("father").await,
    );
    clinic.give(mother.account, teen.patient, full()).await;
    clinic.give(father.account, teen.patient, full()).await;
    let acting = clinic
        .acting_for::<can::Book>(&mother.holder, teen.patient)
        .await
        .unwrap();
    let visitor = clinic.visitor(mother.visitor.expose());
    let (at, ada) = ("2026-03-12T13:00:00Z".parse().unwrap(), rota.people[0]);
    let asks = (&visitor, &acting);
    let hold = holds::take_for(&clinic, asks, "visit", Choice::First, at, ada).await;
    booking::book(
        &clinic,
        &visitor,
        &acting,
        hold.unwrap(),
        clinic.submission(),
        None,
    )
    .await
    .unwrap();
    clinic.clock.advance(SignedDuration::from_mins(10));
    let all = [
        "father@example.com",
        "mother@example.com",
        "tess@example.com",
    ];
    assert_eq!(mailed(&clinic).await, all, "of the booking");

    // What the patient holds in their own browser is theirs.
    let own = clinic.visitor(teen.visitor.expose());
    let held = "2026-03-12T15:00:00Z".parse().unwrap();
    let (first, holder) = (Choice::First, Some(&teen.holder));
    let held = holds::take(&clinic, &own, "visit", first, held, ada, holder).await;
    block(&clinic, &desk(&clinic).await, id).await.unwrap();
    let seen = holds::view(&clinic, &own, held.unwrap()).await.unwrap();
    assert!(seen.alive);
    assert_eq!(mailed(&clinic).await, all, "of its end");
}

#[tokio::test]
async fn nothing_brings_mail_to_the_blocked_back() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let (id, ana) = sign_up(&clinic, "ana").await;
    let booked = book(&clinic, &rota, &ana, "2026-03-12T13:00:00Z").await;
    let staff = clinic.staff_with::<can::Book>(Role::Desk).await.unwrap();
    let shown = crate::desk::show(&clinic, &staff, booked).await.unwrap();
    let which = (booked, shown.sequence);
    let by = crate::desk::AskedBy::Patient;
    crate::desk::cancel(&clinic, &staff, which, by, true)
        .await
        .unwrap();
    block(&clinic, &desk(&clinic).await, id).await.unwrap();
    let shown = crate::desk::show(&clinic, &staff, booked).await.unwrap();
    let (act, _) = shown.undo.unwrap();
    crate::desk::undo(&clinic, &staff, booked, act)
        .await
        .unwrap();
    clinic.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(mailed(&clinic).await, [""; 0]);

    // Nor does a mail that waits all the same leave.
    let shown = crate::desk::show(&clinic, &staff, booked).await.unwrap();
    assert_eq!(
        shown.state,
        domain::appointment::AppointmentState::Confirmed
    );
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let waits = NewNotice {
        id: clinic.new_id(),
        kind: NoticeKind::Booked,
        appointment: Some(booked),
        code_request: None,
        account: Some(ana.account),
        patient: Some(ana.patient),
        invitation: None,
        to: ana.holder.email().clone(),
        version: 7,
        created_at: now,
        due_at: now,
    };
    notice::insert_notice(&mut work, &waits).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(mailed(&clinic).await, [""; 0]);
}

#[tokio::test]
async fn next_comes_who_is_asked_for_then_whom_nobody_else_has_open() {
    let clinic = TestClinic::new().await;
    let me = desk(&clinic).await;
    assert_eq!(next(&clinic, &me, None).await.unwrap(), None);
    let (first, ana) = sign_up(&clinic, "ana").await;
    clinic.clock.advance_s(60);
    let (second, ben) = sign_up(&clinic, "ben").await;
    let other: Staff<can::ResolveRegistrations> =
        clinic.staff_with(Role::Practitioner).await.unwrap();
    let after = async |who: &Staff<can::ResolveRegistrations>, rather| {
        next(&clinic, who, rather).await.unwrap()
    };
    assert_eq!(after(&me, None).await, Some(first));
    assert_eq!(after(&me, Some(ben.patient)).await, Some(second));
    // The list is seen by everybody; only the page of one says that somebody works on it.
    queue(&clinic, &other).await.unwrap();
    assert_eq!(after(&me, None).await, Some(first));
    let seen = one(&clinic, &other, first).await.unwrap();
    assert_eq!(seen.waiting.unwrap().0.patient, ana.patient);
    assert_eq!(after(&me, None).await, Some(second));
    assert_eq!(after(&other, None).await, Some(first));
    let working = at_work(&clinic, &me, &[ana.patient, ben.patient]).await;
    let working = working.unwrap();
    let who: Vec<PatientId> = working.keys().copied().collect();
    assert_eq!(who, [ana.patient]);
    assert_eq!(working[&ana.patient].1, clinic.now());
    clinic.clock.advance_s(60 * limits::AT_WORK_MINUTES + 1);
    assert_eq!(after(&me, None).await, Some(first));
    // Whoever is dealt with is gone.
    add_as_new(&clinic, &me, first, &Shown::default())
        .await
        .unwrap();
    assert_eq!(after(&me, Some(ana.patient)).await, Some(second));
    assert!(one(&clinic, &me, first).await.unwrap().waiting.is_none());
    let never = one(&clinic, &me, clinic.new_id()).await;
    assert!(matches!(never, Err(Failure::NotFound)));
}

#[tokio::test]
async fn who_was_shown_beside_a_new_patient_is_known_to_be_somebody_else() {
    let clinic = TestClinic::new().await;
    let me = desk(&clinic).await;
    let (id, ana) = sign_up(&clinic, "ana").await;
    let shown = clinic.patient("Ana Example", "1990-04-12").await;
    // A page of ours shows neither them nor somebody whom there isn't; then nothing is done.
    for wrong in [ana.patient, clinic.new_id()] {
        let refused = add_as_new(&clinic, &me, id, &only([shown, wrong])).await;
        assert!(matches!(refused, Err(Failure::NotFound)));
        assert_eq!(waiting(&clinic).await.len(), 1);
    }
    let others = async || {
        let mut look = clinic.read(&clinic.system_job()).await.unwrap();
        let found = store::merge::different::list_different(&mut *look, ana.patient, 9).await;
        let found = found.unwrap().into_iter().map(|other| other.patient);
        found.collect::<Vec<PatientId>>()
    };
    assert!(others().await.is_empty());
    add_as_new(&clinic, &me, id, &only([shown])).await.unwrap();
    assert_eq!(others().await, [shown]);
}

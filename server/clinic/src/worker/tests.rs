use std::time::Duration;

use domain::id::{AppointmentId, SubmissionId};
use domain::role::Role;
use jiff::SignedDuration;
use mail_parser::MessageParser;

use super::*;
use crate::authz::can;
use crate::log_in::NextPath;
use crate::needs_a_look::{self, NeedsALook};
use crate::rng::SeededRng;
use crate::testing::rota::Rota;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{Patient, TestClinic, email};
use crate::times::Choice;
use crate::{appointments, booking, codes, holds};

async fn peer(part: Part) -> (SmtpPeer, Mailer) {
    let peer = SmtpPeer::start(part).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    (peer, mailer)
}

/// Somebody asks for a code at the log-in page.
async fn ask(clinic: &TestClinic, address: &str) {
    let next = NextPath::default();
    codes::ask(clinic, &clinic.visitor("a browser"), email(address), next)
        .await
        .unwrap();
}

/// Somebody books for Thursday, March 12, 10:15 in Halifax.
async fn book(clinic: &TestClinic, rota: &Rota, who: &Patient) -> AppointmentId {
    let visitor = clinic.visitor(who.visitor.expose());
    let starts = "2026-03-12T13:15:00Z".parse().unwrap();
    let hold = holds::take(
        clinic,
        &visitor,
        "visit",
        Choice::First,
        starts,
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

async fn failed(clinic: &TestClinic) -> Vec<NeedsALook> {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let (items, _) = needs_a_look::list(&mut work).await.unwrap();
    work.commit().await.unwrap();
    items
}

async fn next_due(clinic: &TestClinic) -> Option<Timestamp> {
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    notice::find_next_due(&mut *look).await.unwrap()
}

#[tokio::test]
async fn a_code_leaves_once_and_is_made_only_then() {
    let clinic = TestClinic::new().await;
    let who = clinic.signed_in("ana").await;
    let (peer, mailer) = peer(Part::Accept).await;
    ask(&clinic, who.holder.email().as_str()).await;
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    assert_eq!(run_due(&clinic, &mailer).await, 0);
    let taken = peer.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, "ana@example.com");
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    assert_eq!(mail.subject(), Some("Here’s your code to log in"));
    let text = mail.body_text(0).unwrap();
    let code = text
        .lines()
        .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
    assert!(code.is_some(), "{text}");
    assert_eq!(next_due(&clinic).await, None);
}

#[tokio::test]
async fn an_address_without_an_account_is_told_so_and_gets_no_code() {
    let clinic = TestClinic::new().await;
    let (peer, mailer) = peer(Part::Accept).await;
    ask(&clinic, "nobody@example.com").await;
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let taken = peer.taken();
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(
        text.contains("There’s no account with this address"),
        "{text}"
    );
    assert!(!text.contains("/log-in/link/"), "{text}");
}

#[tokio::test]
async fn a_booking_is_told_after_its_grace_with_a_calendar_file() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let who = clinic.signed_in("ana").await;
    book(&clinic, &rota, &who).await;
    let (peer, mailer) = peer(Part::Accept).await;
    assert_eq!(run_due(&clinic, &mailer).await, 0, "the grace isn't over");
    clinic.clock.advance_s(180);
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let taken = peer.taken();
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    let subject = "Booked: Thursday, March 12, 10:15 am at Test Clinic";
    assert_eq!(mail.subject(), Some(subject));
    assert!(mail.body_text(0).unwrap().contains("You’re booked, Ana."));
    assert_eq!(
        mail.attachment_count(),
        2,
        "the calendar, inline and attached"
    );
}

#[tokio::test]
async fn what_is_no_longer_true_is_not_sent() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let who = clinic.signed_in("ana").await;
    book(&clinic, &rota, &who).await;
    // The visit has begun before a mail server could be reached.
    clinic.clock.set("2026-03-12T13:15:00Z".parse().unwrap());
    let (peer, mailer) = peer(Part::Accept).await;
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    assert!(peer.taken().is_empty());
    assert_eq!(next_due(&clinic).await, None);
    assert!(failed(&clinic).await.is_empty());
}

#[tokio::test]
async fn a_visit_cancelled_after_its_mail_gets_one_more_and_an_undone_one_none() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let who = clinic.signed_in("ana").await;
    let id = book(&clinic, &rota, &who).await;
    let (peer, mailer) = peer(Part::Accept).await;
    clinic.clock.advance_s(181);
    run_due(&clinic, &mailer).await;
    let acting = clinic.own::<can::Cancel>(&who).await;
    appointments::cancel(&clinic, &acting, id, None)
        .await
        .unwrap();
    appointments::undo_cancel(&clinic, &acting, id)
        .await
        .unwrap();
    clinic.clock.advance_s(181);
    run_due(&clinic, &mailer).await;
    assert_eq!(
        peer.taken().len(),
        1,
        "cancelled and taken back: nothing to tell"
    );
    appointments::cancel(&clinic, &acting, id, None)
        .await
        .unwrap();
    clinic.clock.advance_s(181);
    run_due(&clinic, &mailer).await;
    let taken = peer.taken();
    assert_eq!(taken.len(), 2);
    assert!(
        taken[1]
            .raw
            .contains("Subject: Cancelled: Thursday, March 12"),
        "{}",
        taken[1].raw
    );
}

#[tokio::test]
async fn a_recipient_refused_for_good_fails_at_once_with_the_code_alone() {
    let clinic = TestClinic::new().await;
    let (peer, mailer) = peer(Part::RefuseRecipient(550)).await;
    ask(&clinic, "nobody@example.com").await;
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let items = failed(&clinic).await;
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].error_code, "smtp_550");
    assert_eq!(items[0].address, "n***@example.com");
    assert_eq!(next_due(&clinic).await, None);

    // Staff send it again, once somebody has mended the mailbox.
    peer.play(Part::Accept);
    let staff = clinic
        .staff_with::<can::MendMail>(Role::Desk)
        .await
        .unwrap();
    needs_a_look::send_again(&clinic, &staff, items[0].notice)
        .await
        .unwrap();
    let again = needs_a_look::send_again(&clinic, &staff, items[0].notice).await;
    assert!(matches!(
        again,
        Err(Failure::Refused(domain::refusal::Refusal::AlreadyResolved))
    ));
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    assert_eq!(peer.taken().len(), 1);
    assert!(failed(&clinic).await.is_empty());
}

#[tokio::test]
async fn a_refused_sender_is_our_affair_and_is_tried_again() {
    let clinic = TestClinic::new().await;
    let (_peer, mailer) = peer(Part::RefuseSender(550)).await;
    ask(&clinic, "nobody@example.com").await;
    run_due(&clinic, &mailer).await;
    assert!(failed(&clinic).await.is_empty());
    assert!(next_due(&clinic).await.unwrap() > clinic.now());
}

#[tokio::test]
async fn a_recipient_refused_for_now_is_tried_eight_times_with_growing_pauses() {
    let clinic = TestClinic::new().await;
    let (peer, mailer) = peer(Part::RefuseRecipient(451)).await;
    ask(&clinic, "nobody@example.com").await;
    let mut pauses = Vec::new();
    for _ in 0..MAIL_TRIES {
        assert_eq!(run_due(&clinic, &mailer).await, 1);
        if let Some(due_at) = next_due(&clinic).await {
            pauses.push(due_at.duration_since(clinic.now()).as_secs());
            assert_eq!(run_due(&clinic, &mailer).await, 0, "not before it is due");
            clinic.clock.set(due_at);
        }
    }
    assert_eq!(
        pauses.len(),
        usize::try_from(MAIL_TRIES).unwrap() - 1,
        "{pauses:?}"
    );
    assert!(pauses.windows(2).all(|two| two[0] < two[1]), "{pauses:?}");
    assert!(
        pauses[0] >= 30 && pauses.iter().all(|pause| *pause <= 3_600),
        "{pauses:?}"
    );
    let items = failed(&clinic).await;
    assert_eq!((items.len(), items[0].error_code.as_str()), (1, "smtp_451"));
    assert!(peer.taken().is_empty());
}

#[tokio::test]
async fn mail_survives_a_server_that_is_down_and_leaves_when_it_is_back() {
    let clinic = TestClinic::new().await;
    let (gone, mailer) = peer(Part::Accept).await;
    drop(gone);
    tokio::task::yield_now().await;
    ask(&clinic, "nobody@example.com").await;
    run_due(&clinic, &mailer).await;
    clinic.clock.set(next_due(&clinic).await.unwrap());
    let (back, mailer) = peer(Part::Accept).await;
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    assert_eq!(back.taken().len(), 1);
}

#[tokio::test]
async fn a_server_that_hangs_holds_up_nobody_else() {
    let clinic = TestClinic::new().await;
    let peer = SmtpPeer::start(Part::Hang).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(1_500)).unwrap();
    ask(&clinic, "nobody@example.com").await;
    let sending = run_due(&clinic, &mailer);
    let booking = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let rota = clinic.rota(&["Priya Raman"]).await;
        let who = clinic.signed_in("ana").await;
        let began = std::time::Instant::now();
        book(&clinic, &rota, &who).await;
        began.elapsed()
    };
    let (count, took) = tokio::join!(sending, booking);
    assert_eq!(count, 1);
    assert!(
        took < Duration::from_millis(1_000),
        "a booking took {took:?}"
    );
    assert!(
        next_due(&clinic).await.unwrap() > clinic.now(),
        "the hung mail waits"
    );
}

#[tokio::test]
async fn a_server_that_goes_away_after_the_mail_makes_one_double_at_most() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let who = clinic.signed_in("ana").await;
    book(&clinic, &rota, &who).await;
    clinic.clock.advance_s(180);
    let (peer, mailer) = peer(Part::DropAfterData).await;
    run_due(&clinic, &mailer).await;
    peer.play(Part::Accept);
    for _ in 0..4 {
        clinic.clock.advance(SignedDuration::from_mins(20));
        run_due(&clinic, &mailer).await;
    }
    let taken = peer.taken();
    assert_eq!(taken.len(), 2);
    let id = |raw: &str| {
        MessageParser::default()
            .parse(raw.as_bytes())
            .unwrap()
            .message_id()
            .map(str::to_owned)
    };
    assert!(id(&taken[0].raw).is_some());
    assert_eq!(
        id(&taken[0].raw),
        id(&taken[1].raw),
        "the reader's program sees one mail"
    );
}

#[tokio::test]
async fn a_mail_whose_worker_died_is_taken_up_when_its_lease_ends() {
    let clinic = TestClinic::new().await;
    ask(&clinic, "nobody@example.com").await;
    assert_eq!(lease(&clinic).await.unwrap().len(), 1);
    let (peer, mailer) = peer(Part::Accept).await;
    assert_eq!(run_due(&clinic, &mailer).await, 0);
    clinic.clock.advance(LEASE);
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    assert_eq!(peer.taken().len(), 1);
}

#[tokio::test]
async fn two_workers_never_send_the_same_mail() {
    let clinic = TestClinic::new().await;
    let (peer, mailer) = peer(Part::Accept).await;
    for n in 0..12 {
        let browser = clinic.visitor_from(&format!("browser {n}"), &format!("192.0.2.{n}"));
        let to = email(&format!("nobody{n}@example.com"));
        codes::ask(&clinic, &browser, to, NextPath::default())
            .await
            .unwrap();
    }
    let (mut sent, mut round) = (0, 0);
    while sent < 12 && round < 10 {
        let (one, two) = tokio::join!(run_due(&clinic, &mailer), run_due(&clinic, &mailer));
        sent += one + two;
        round += 1;
    }
    let mut to: Vec<String> = peer.taken().into_iter().map(|mail| mail.to).collect();
    to.sort();
    to.dedup();
    assert_eq!((sent, peer.taken().len(), to.len()), (12, 12, 12));
}

#[tokio::test]
async fn the_running_worker_is_woken_and_stops_when_asked() {
    let clinic = TestClinic::new().await;
    let (peer, mailer) = peer(Part::Accept).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let worker = tokio::spawn(run(clinic.clinic.clone(), mailer, async {
        let _ = stopped.await;
    }));
    // It sleeps for half a minute unless it is woken.
    tokio::time::sleep(Duration::from_millis(300)).await;
    ask(&clinic, "nobody@example.com").await;
    clinic.wake_mail();
    let arrived = async {
        while peer.taken().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), arrived)
        .await
        .expect("it was woken");
    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(10), worker)
        .await
        .expect("it stops")
        .unwrap();
}

#[test]
fn pauses_double_vary_and_stay_in_their_bounds() {
    let rng = SeededRng::new(7);
    let mut seen = std::collections::BTreeSet::new();
    for tries in 1..=20 {
        for _ in 0..50 {
            let pause = pause_after(tries, &rng);
            assert!(pause >= PAUSE_FIRST && pause <= PAUSE_MAX, "{pause:?}");
            let plain = (30 << (tries - 1).min(12)).min(3_600);
            let seconds = pause.as_secs();
            assert!(seconds >= (plain * 4 / 5 - 1).max(30) && seconds <= plain * 6 / 5 + 1);
            seen.insert(pause);
        }
    }
    assert!(seen.len() > 100, "they vary");
}

#[tokio::test]
async fn sweeping_takes_out_what_ran_out_days_ago_and_nothing_else() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    let who = clinic.signed_in("ana").await;
    book(&clinic, &rota, &who).await;
    let starts = "2026-03-13T13:15:00Z".parse().unwrap();
    let visitor = clinic.visitor("idle");
    holds::take(
        &clinic,
        &visitor,
        "visit",
        Choice::First,
        starts,
        rota.people[0],
        None,
    )
    .await
    .unwrap();
    ask(&clinic, "nobody@example.com").await;
    let (_peer, mailer) = peer(Part::Accept).await;
    run_due(&clinic, &mailer).await;
    assert_eq!(sweep(&clinic).await.unwrap(), 0, "all of it is fresh");
    clinic.clock.advance(SignedDuration::from_hours(47));
    assert_eq!(sweep(&clinic).await.unwrap(), 0);
    clinic.clock.advance(SignedDuration::from_hours(24));
    assert!(
        sweep(&clinic).await.unwrap() >= 3,
        "a hold, a code's request, counters"
    );
    assert_eq!(sweep(&clinic).await.unwrap(), 0);
    let acting = clinic
        .own_patient::<can::ViewAppointments>(&who.holder)
        .await;
    // Three days later nobody is signed in any more, but the visit stands.
    assert!(acting.is_err());
    let staff = clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    clinic.clock.set("2026-03-12T14:00:00Z".parse().unwrap());
    let view = crate::today::view(&clinic, &staff, None).await.unwrap();
    assert_eq!(view.agenda.len(), 1);
}

//! Who hears of what: everybody who gets the mails, while they may.

use domain::access::Ability;
use domain::id::AccessId;
use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;
use store::notice::{Outcome, finish_leased, lease_due};

use super::hidden::Home;
use super::*;
use crate::appointments::{self, change};
use crate::holds::tests::halifax;
use crate::mail::Mailer;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::worker::run_due;

/// The mails that have left once the grace is over: to whom, and the subject.
pub(super) async fn mails(clinic: &TestClinic) -> Vec<(String, String)> {
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    clinic.clock.advance(SignedDuration::from_mins(3));
    while run_due(clinic, &mailer).await > 0 {}
    let subject = |raw: &str| {
        let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
        mail.subject().unwrap().to_owned()
    };
    let taken = peer.taken();
    let mut mails: Vec<(String, String)> = taken
        .iter()
        .map(|mail| (mail.to.clone(), subject(&mail.raw)))
        .collect();
    mails.sort();
    mails
}

pub(super) fn addresses(mails: &[(String, String)]) -> Vec<&str> {
    mails.iter().map(|(to, _)| to.as_str()).collect()
}

/// What waits to leave, however long: the kind, and to whom.
pub(super) async fn waiting(clinic: &TestClinic) -> Vec<String> {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let until = work.now() + SignedDuration::from_secs(60);
    let leased = lease_due(&mut work, Timestamp::MAX, until, 100).await;
    let mut waiting: Vec<String> = leased
        .unwrap()
        .iter()
        .map(|notice| format!("{} {}", notice.kind.as_str(), notice.to.as_str()))
        .collect();
    waiting.sort();
    waiting
}

/// All that waits leaves, but what goes there, which is tried again in an hour.
pub(super) async fn fail_for(clinic: &TestClinic, address: &str) {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let until = now + SignedDuration::from_secs(60);
    let leased = lease_due(&mut work, Timestamp::MAX, until, 100).await;
    for notice in leased.unwrap() {
        let outcome = if notice.to.as_str() == address {
            let due_at = now + SignedDuration::from_hours(1);
            let error = "451";
            Outcome::Later { due_at, error }
        } else {
            Outcome::Sent
        };
        finish_leased(&mut work, &notice, outcome, now)
            .await
            .unwrap();
    }
    work.commit().await.unwrap();
}

#[tokio::test]
async fn a_move_is_told_to_each_who_knows_of_the_booking() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.teen, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    fail_for(clinic, "mother@example.com").await;
    let visitor = clinic.visitor(home.teen.visitor.expose());
    let own = clinic.own::<can::Reschedule>(&home.teen).await;
    let at = halifax("2026-03-13 14:00");
    change::move_to(clinic, (&visitor, &own), visit, 0, at, home.ada)
        .await
        .unwrap();
    assert_eq!(
        waiting(clinic).await,
        ["booked mother@example.com", "moved tess@example.com"]
    );
}

#[tokio::test]
async fn a_booking_is_told_to_everybody_who_gets_the_mails_each_in_their_words() {
    let home = Home::new().await;
    let (clinic, teen) = (&home.clinic, home.teen.patient);
    let (told, views) = (
        clinic.signed_in("told").await,
        clinic.signed_in("views").await,
    );
    clinic
        .give(told.account, teen, guardian(Preset::Notices))
        .await;
    clinic
        .give(views.account, teen, guardian(Preset::View))
        .await;
    home.book(&home.mother, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    let mails = mails(clinic).await;
    assert_eq!(
        addresses(&mails),
        ["mother@example.com", "tess@example.com", "told@example.com"]
    );
    let moment = "Thursday, March 12, 10:00 am at Test Clinic";
    assert_eq!(mails[0].1, format!("Tess: {moment}"));
    assert_eq!(
        mails[1].1,
        format!("Booked: {moment}"),
        "the patient themself"
    );
}

#[tokio::test]
async fn whose_access_ended_meanwhile_hears_nothing() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    home.book(&home.teen, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    let mine = view(clinic, &home.teen.holder).await.unwrap();
    end(clinic, &home.teen.holder, mine.for_me[0].id, false)
        .await
        .unwrap();
    assert_eq!(addresses(&mails(clinic).await), ["tess@example.com"]);
}

#[tokio::test]
async fn of_a_confidential_visit_the_patient_alone_hears() {
    let home = Home::new().await;
    home.book(&home.teen, "private", "2026-03-13 10:00")
        .await
        .unwrap();
    let mails = mails(&home.clinic).await;
    assert_eq!(addresses(&mails), ["tess@example.com"]);
}

#[tokio::test]
async fn whoever_booked_hears_that_somebody_else_cancelled() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.mother, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    let own = clinic.own::<can::Cancel>(&home.teen).await;
    appointments::cancel(clinic, &own, visit, None)
        .await
        .unwrap();
    let mails = mails(clinic).await;
    let mother = mails.iter().find(|(to, _)| to == "mother@example.com");
    let subject = &mother.unwrap().1;
    assert!(subject.starts_with("Cancelled for Tess: "), "{subject}");
}

#[tokio::test]
async fn a_booking_that_somebody_else_cancels_at_once_is_not_lost_without_a_word() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.mother, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    let own = clinic.own::<can::Cancel>(&home.teen).await;
    let told = appointments::undo_booking(clinic, &own, visit).await;
    assert_eq!(said(&told), "undo_too_late");
    let seen = clinic.own::<can::ViewAppointments>(&home.teen).await;
    let shown = appointments::show(clinic, &seen, visit).await.unwrap();
    assert_eq!(shown.undo_booking_until, None);
    appointments::cancel(clinic, &own, visit, None)
        .await
        .unwrap();
    let told = waiting(clinic).await;
    assert_eq!(
        told,
        ["cancelled mother@example.com", "cancelled tess@example.com"]
    );
}

#[tokio::test]
async fn whoever_booked_takes_it_back_without_a_mail() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.mother, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    let acts = clinic.acting_for::<can::Cancel>(&home.mother.holder, home.teen.patient);
    appointments::cancel(clinic, &acts.await.unwrap(), visit, None)
        .await
        .unwrap();
    assert!(waiting(clinic).await.is_empty());
}

#[tokio::test]
async fn nobody_takes_back_what_somebody_else_cancelled_or_moved() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.teen, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    let (mother, patient) = (&home.mother.holder, home.teen.patient);
    let visitor = clinic.visitor(home.teen.visitor.expose());
    let own = clinic.own::<can::Reschedule>(&home.teen).await;
    let at = halifax("2026-03-13 14:00");
    change::move_to(clinic, (&visitor, &own), visit, 0, at, home.ada)
        .await
        .unwrap();
    let moves = clinic.acting_for::<can::Reschedule>(mother, patient).await;
    let told = change::undo_move(clinic, &moves.unwrap(), visit).await;
    assert_eq!(said(&told), "undo_too_late");
    let sees = clinic.acting_for(mother, patient).await.unwrap();
    let shown = appointments::show(clinic, &sees, visit).await.unwrap();
    assert_eq!(shown.undo_move_until, None);
    change::undo_move(clinic, &own, visit).await.unwrap();

    let own = clinic.own::<can::Cancel>(&home.teen).await;
    appointments::cancel(clinic, &own, visit, None)
        .await
        .unwrap();
    let cancels = clinic.acting_for::<can::Cancel>(mother, patient).await;
    let told = appointments::undo_cancel(clinic, &cancels.unwrap(), visit).await;
    assert_eq!(said(&told), "undo_too_late");
    let shown = appointments::show(clinic, &sees, visit).await.unwrap();
    assert_eq!(shown.undo_until, None);
    appointments::undo_cancel(clinic, &own, visit)
        .await
        .unwrap();
}

/// Somebody else who looks after the teen, and what to change to take it away from them.
async fn father(home: &Home) -> (Patient, AccessId) {
    let father = home.clinic.signed_in("father").await;
    let terms = guardian(Preset::Full);
    let access = home
        .clinic
        .give(father.account, home.teen.patient, terms)
        .await;
    (father, access)
}

async fn reduce(home: &Home, access: AccessId, abilities: Abilities) {
    let mut work = home.clinic.begin(&home.clinic.system_job()).await.unwrap();
    let terms = Terms {
        abilities,
        ..guardian(Preset::Full)
    };
    let done = store::access::update_terms(&mut work, access, &terms, None).await;
    assert!(done.unwrap());
    work.commit().await.unwrap();
}

#[tokio::test]
async fn whose_mails_were_turned_off_meanwhile_gets_none() {
    let home = Home::new().await;
    let (father, access) = father(&home).await;
    home.book(&father, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    let without = Preset::Full.abilities().without(Ability::ReceiveNotices);
    reduce(&home, access, without).await;
    let mails = mails(&home.clinic).await;
    assert_eq!(
        addresses(&mails),
        ["mother@example.com", "tess@example.com"]
    );
}

#[tokio::test]
async fn whoever_booked_hears_nothing_more_of_what_they_may_not_see() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let (father, access) = father(&home).await;
    let visit = home
        .book(&father, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    let only = Abilities::NONE.with(Ability::EditContact);
    reduce(&home, access, only).await;
    let visitor = clinic.visitor(home.teen.visitor.expose());
    let own = clinic.own::<can::Reschedule>(&home.teen).await;
    let at = halifax("2026-03-13 14:00");
    change::move_to(clinic, (&visitor, &own), visit, 0, at, home.ada)
        .await
        .unwrap();
    let both = ["mother@example.com", "tess@example.com"];
    assert_eq!(addresses(&mails(clinic).await), both);
    let own = clinic.own::<can::Cancel>(&home.teen).await;
    appointments::cancel(clinic, &own, visit, None)
        .await
        .unwrap();
    assert_eq!(addresses(&mails(clinic).await), both);
}

#[tokio::test]
async fn what_a_guardian_cancels_the_patient_never_asked_for() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.teen, "visit", "2026-03-13 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    let acts = clinic.acting_for::<can::Cancel>(&home.mother.holder, home.teen.patient);
    appointments::cancel(clinic, &acts.await.unwrap(), visit, None)
        .await
        .unwrap();
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    clinic.clock.advance(SignedDuration::from_mins(3));
    while run_due(clinic, &mailer).await > 0 {}
    let taken = peer.taken();
    let tess = taken.iter().find(|mail| mail.to == "tess@example.com");
    let mail = MessageParser::default()
        .parse(tess.unwrap().raw.as_bytes())
        .unwrap();
    let text = mail.body_text(0).unwrap();
    assert!(!text.contains("as you asked"), "{text}");
    assert!(text.contains("this appointment won’t take place"), "{text}");
}

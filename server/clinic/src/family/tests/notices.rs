//! Who hears of what: everybody who gets the mails, while they may.

use jiff::SignedDuration;
use mail_parser::MessageParser;

use super::hidden::Home;
use super::*;
use crate::appointments;
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

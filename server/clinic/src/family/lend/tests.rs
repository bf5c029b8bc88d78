//! Who may let somebody else act, for how much and how long, and taking it back.

use domain::access::{Ability, Basis, Kinship};
use domain::invitation::InviteRefusal;
use domain::limits;
use domain::person::BirthDate;
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::SignedDuration;
use jiff::civil::date;
use mail_parser::MessageParser;

use super::*;
use crate::family::page::{self, show};
use crate::mail::Mailer;
use crate::patients::Shown;
use crate::registrations;
use crate::testing::smtp::{Part, SmtpPeer, Taken};
use crate::testing::{Patient, Terms as Given, TestClinic, email, name};
use crate::worker::run_due;

fn offered(to: &str, rights: Preset, length: Length) -> Offered {
    Offered {
        email: email(to),
        rights,
        length,
    }
}

async fn recent(clinic: &TestClinic, who: &Patient) -> Recent<AccountHolder> {
    let holder = clinic.account(who.session.expose()).await.unwrap();
    clinic.recent(holder).await.unwrap()
}

/// `who` lets an address act for `patient`.
async fn lend(
    clinic: &TestClinic,
    who: &Patient,
    patient: PatientId,
    offered: Offered,
) -> Result<InvitationId, Failure> {
    let recent = recent(clinic, who).await;
    let acting = clinic.acting_for(recent.who(), patient).await?;
    invite(clinic, &recent, &acting, &offered).await
}

fn full() -> Given {
    Given {
        basis: Some(Basis::ParentalResponsibility),
        ..Given::guardian(Abilities::ALL)
    }
}

async fn family() -> (TestClinic, Patient, PatientId) {
    let clinic = TestClinic::new().await;
    let leo = clinic.patient("Leo Example", "2018-05-01").await;
    let ana = clinic.signed_in("ana").await;
    clinic.give(ana.account, leo, full()).await;
    (clinic, ana, leo)
}

#[tokio::test]
async fn a_guardian_lends_what_they_have_for_two_weeks() {
    let (clinic, ana, leo) = family().await;
    let offer_of = offered("nan@example.com", Preset::Bookings, Length::TwoWeeks);
    let id = lend(&clinic, &ana, leo, offer_of).await.unwrap();

    let mut db = clinic.store.glance().await.unwrap();
    let found = rows::find_invitation(&mut db, id).await.unwrap().unwrap();
    drop(db);
    assert_eq!(found.invited_by, GrantedBy::Account(ana.account));
    assert_eq!(found.terms.abilities, Preset::Bookings.abilities());
    assert_eq!(found.terms.until_on, Some(date(2026, 3, 24)));
    assert_eq!(found.terms.basis, None);

    let seen = show(&clinic, &ana.holder, leo).await.unwrap();
    let waiting: Vec<_> = seen.invited.iter().map(|one| one.id).collect();
    assert_eq!(waiting, [id]);
    take_back(&clinic, &ana.holder, id).await.unwrap();
    take_back(&clinic, &ana.holder, id).await.unwrap();
    let seen = show(&clinic, &ana.holder, leo).await.unwrap();
    assert!(seen.invited.is_empty());
}

#[tokio::test]
async fn the_patient_lets_somebody_act_for_them() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let offer_of = offered("ben@example.com", Preset::View, Length::Open);
    let id = lend(&clinic, &ana, ana.patient, offer_of).await.unwrap();
    let seen = page::view(&clinic, &ana.holder).await.unwrap();
    assert_eq!(seen.own, Some(ana.patient));
    assert_eq!(seen.invited.first().map(|one| one.id), Some(id));
}

#[tokio::test]
async fn nobody_is_invited_to_whom_the_clinic_has_not_seen_yet() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let child = crate::family::NewDependent {
        full_name: name("https://evil.example/prize Example"),
        born_on: BirthDate::from_stored(date(2018, 5, 1)),
        kinship: Kinship::Mother,
    };
    let kit = crate::family::add(&clinic, &ana.holder, child)
        .await
        .unwrap();
    let proof = recent(&clinic, &ana).await;
    let acting = clinic.acting_for(proof.who(), kit).await.unwrap();
    assert!(!offer(&clinic, &acting).await.unwrap().seen);
    let offer_of = || offered("stranger@example.com", Preset::Bookings, Length::TwoWeeks);
    let refused = lend(&clinic, &ana, kit, offer_of()).await.unwrap_err();
    let Failure::Refused(Refusal::Invite(why)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(why, InviteRefusal::NotSeenYet);
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 0);

    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let today = crate::today::view(&clinic, &desk, None).await.unwrap();
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    registrations::add_as_new(
        &clinic,
        &desk,
        today.registrations[0].id,
        &Default::default(),
    )
    .await
    .unwrap();
    assert!(offer(&clinic, &acting).await.unwrap().seen);
    lend(&clinic, &ana, kit, offer_of()).await.unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let raw = peer.taken().remove(0).raw;
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    for body in [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()] {
        assert!(body.contains("https: / / evil. example/ prize"), "{body}");
        assert!(!body.contains("evil.example"), "{body}");
    }
}

#[tokio::test]
async fn what_somebody_sent_ends_with_what_they_could_do() {
    let (clinic, ana, leo) = family().await;
    let offer_of = |to| offered(to, Preset::Bookings, Length::Open);
    let id = lend(&clinic, &ana, leo, offer_of("ana2@example.com"))
        .await
        .unwrap();
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let Shown::Here(seen) = portal_accounts::list(&clinic, &desk, leo).await.unwrap() else {
        panic!("merged")
    };
    let by = seen.open[0].sent.inviter.as_ref().unwrap();
    assert_eq!(by.as_str(), "Ana Example", "the desk sees whose it is");
    let access = seen.live[0].listed.held.id;
    portal_accounts::remove(&clinic, &desk, leo, access)
        .await
        .unwrap();
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 0, "its mail is gone");
    let resent = portal_accounts::resend(&clinic, &desk, leo, id).await;
    assert!(matches!(
        resent,
        Err(Failure::Refused(Refusal::AlreadyResolved))
    ));
    // Nor does it come back with the access.
    clinic.give(ana.account, leo, full()).await;
    let seen = show(&clinic, &ana.holder, leo).await.unwrap();
    assert!(seen.invited.is_empty());
}

#[tokio::test]
async fn its_mail_does_not_leave_once_they_may_not_invite() {
    let (clinic, ana, leo) = family().await;
    let offer_of = offered("nan@example.com", Preset::View, Length::Open);
    lend(&clinic, &ana, leo, offer_of).await.unwrap();
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let Shown::Here(seen) = portal_accounts::list(&clinic, &desk, leo).await.unwrap() else {
        panic!("merged")
    };
    let held = &seen.live[0].listed.held;
    let less = portal_accounts::Change {
        was: held.terms,
        terms: Given {
            abilities: Preset::Bookings.abilities(),
            ..held.terms
        },
        confirmed: false,
    };
    portal_accounts::change_rights(&clinic, &desk, leo, held.id, less)
        .await
        .unwrap();
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    run_due(&clinic, &mailer).await;
    assert!(peer.taken().is_empty());
}

#[tokio::test]
async fn nobody_learns_which_address_has_access_or_was_asked() {
    let (clinic, ana, leo) = family().await;
    clinic.set_address_limit_times(1_000);
    let ben = clinic.signed_in("ben").await;
    clinic.give(ben.account, leo, full()).await;
    let offer_of = |to: &str| offered(to, Preset::View, Length::Open);
    for to in ["ben@example.com", "nobody@example.com"] {
        lend(&clinic, &ana, leo, offer_of(to)).await.unwrap();
    }
    let seen = show(&clinic, &ana.holder, leo).await.unwrap();
    assert_eq!(seen.invited.len(), 2, "both look alike");
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp(&peer.url()).unwrap();
    while run_due(&clinic, &mailer).await > 0 {}
    let mut mails: Vec<(String, String)> = peer.taken().iter().map(words).collect();
    mails.sort();
    let [ben_gets, nobody_gets] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(ben_gets.0, "ben@example.com");
    assert_eq!(ben_gets.1, nobody_gets.1, "the same words");

    // Whom the desk has asked.
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let terms = Given::guardian(Preset::View.abilities());
    let offer = portal_accounts::Offer::Terms(terms);
    let nan = email("nan@example.com");
    portal_accounts::add(&clinic, &desk, leo, &nan, offer)
        .await
        .unwrap();
    let refused = async |to| match lend(&clinic, &ana, leo, offer_of(to)).await {
        Err(Failure::Refused(Refusal::Invite(why))) => Some(why),
        Err(Failure::TooMany { .. }) => None,
        other => panic!("{other:?}"),
    };
    let own = refused("nobody@example.com").await;
    assert_eq!(own, Some(InviteRefusal::Invited), "what one sent oneself");
    // Refusals count too: ten an hour, with the two that were sent and that refusal.
    let most = usize::try_from(limits::INVITATION_SENDS_PER_ACCOUNT_PER_HOUR).unwrap();
    for n in 3..most {
        let told = refused("nan@example.com").await;
        assert_eq!(told, Some(InviteRefusal::AskTheClinic), "{n}");
    }
    assert_eq!(refused("nan@example.com").await, None);
    assert_eq!(refused("somebody@example.com").await, None);
}

/// To whom a mail went, and its words without the link.
fn words(mail: &Taken) -> (String, String) {
    let parsed = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    let text = parsed.body_text(0).unwrap();
    let lines = text.lines().filter(|line| !line.contains("/invite/"));
    let words: Vec<&str> = lines.collect();
    let subject = parsed.subject().unwrap();
    (mail.to.clone(), format!("{subject}\n{}", words.join("\n")))
}

#[tokio::test]
async fn an_account_sends_ten_invitations_an_hour() {
    let (clinic, ana, leo) = family().await;
    clinic.set_address_limit_times(1_000);
    let most = limits::INVITATION_SENDS_PER_ACCOUNT_PER_HOUR;
    let next = async |n: i64| {
        let to = format!("helper{n}@example.com");
        let offer_of = offered(&to, Preset::View, Length::Open);
        lend(&clinic, &ana, leo, offer_of).await
    };
    for n in 0..most {
        next(n).await.unwrap();
    }
    let told = next(most).await;
    assert!(matches!(told, Err(Failure::TooMany { .. })), "{told:?}");
    clinic.clock.advance(SignedDuration::from_hours(1));
    let ana = clinic.signed_in_again(&ana).await;
    let offer_of = offered("later@example.com", Preset::View, Length::Open);
    lend(&clinic, &ana, leo, offer_of).await.unwrap();
}

#[tokio::test]
async fn nobody_gives_more_than_they_have() {
    let (clinic, ana, leo) = family().await;
    let everything = offered("nan@example.com", Preset::Full, Length::Open);
    let refused = lend(&clinic, &ana, leo, everything).await.unwrap_err();
    let Failure::Invalid(errors) = refused else {
        panic!("{refused:?}")
    };
    let said: Vec<_> = errors.iter().collect();
    assert_eq!(said, [("rights", Invalid::NotAChoice)]);

    // Who may not say who has access isn't even asked what they offer.
    let ben = clinic.signed_in("ben").await;
    let books = Given::guardian(Preset::Bookings.abilities());
    clinic.give(ben.account, leo, books).await;
    let view = offered("nan@example.com", Preset::View, Length::Open);
    let refused = lend(&clinic, &ben, leo, view).await.unwrap_err();
    assert!(matches!(refused, Failure::NotFound), "{refused:?}");

    // Without a recorded ground nobody manages access to a child.
    let cat = clinic.signed_in("cat").await;
    clinic
        .give(cat.account, leo, Given::guardian(Abilities::ALL))
        .await;
    let view = offered("nan@example.com", Preset::View, Length::Open);
    let refused = lend(&clinic, &cat, leo, view).await.unwrap_err();
    assert!(matches!(refused, Failure::NotFound), "{refused:?}");

    let narrow = Abilities::of(&[Ability::ViewAppointments, Ability::ManageAccess]);
    let dee = clinic.signed_in("dee").await;
    let terms = Given {
        abilities: narrow,
        ..full()
    };
    clinic.give(dee.account, leo, terms).await;
    let holder = recent(&clinic, &dee).await;
    let acting = clinic.acting_for(holder.who(), leo).await.unwrap();
    let shown = offer(&clinic, &acting).await.unwrap();
    assert_eq!(shown.offered, [Preset::View]);
}

#[tokio::test]
async fn only_whoever_sent_it_takes_an_invitation_back() {
    let (clinic, ana, leo) = family().await;
    let offer_of = offered("nan@example.com", Preset::View, Length::Open);
    let id = lend(&clinic, &ana, leo, offer_of).await.unwrap();
    let ben = clinic.signed_in("ben").await;
    clinic.give(ben.account, leo, full()).await;
    let refused = take_back(&clinic, &ben.holder, id).await.unwrap_err();
    assert!(matches!(refused, Failure::NotFound), "{refused:?}");
    assert!(
        show(&clinic, &ben.holder, leo)
            .await
            .unwrap()
            .invited
            .is_empty()
    );
    assert_eq!(
        show(&clinic, &ana.holder, leo).await.unwrap().invited.len(),
        1
    );
}

#[tokio::test]
async fn lending_asks_again_who_it_is_and_a_stop_ends_it() {
    let (clinic, ana, leo) = family().await;
    let proof = recent(&clinic, &ana).await;
    let acting = clinic.acting_for(proof.who(), leo).await.unwrap();
    let offer_of = offered("nan@example.com", Preset::View, Length::Open);
    clinic
        .clock
        .advance(SignedDuration::from_mins(limits::PROOF_MINUTES));
    let refused = invite(&clinic, &proof, &acting, &offer_of)
        .await
        .unwrap_err();
    assert!(matches!(refused, Failure::Reauthenticate), "{refused:?}");

    let eve = clinic.signed_in("eve").await;
    let offer_of = offered("nan@example.com", Preset::View, Length::Open);
    clinic.stop_others(eve.patient).await;
    let refused = lend(&clinic, &eve, eve.patient, offer_of)
        .await
        .unwrap_err();
    let Failure::Refused(Refusal::Invite(why)) = refused else {
        panic!("{refused:?}")
    };
    assert_eq!(
        why,
        InviteRefusal::AskTheClinic,
        "nobody outside is told of a stop"
    );
}

use std::time::Duration;

use domain::access::{Abilities, Ability, Basis, Kinship, Preset, Relation};
use domain::id::{AccountId, InvitationId, PatientId};
use domain::invitation::InviteRefusal;
use domain::limits;
use domain::refusal::Refusal;
use domain::role::Role;
use mail_parser::MessageParser;
use store::access::GrantedBy;
use store::invitation::Invitation;

use super::*;
use crate::authz::{Staff, can};
use crate::failure::Failure;
use crate::mail::Mailer;
use crate::testing::smtp::{Part, SmtpPeer};
use crate::testing::{TestClinic, email, name};
use crate::worker::run_due;

mod accesses;
mod links;
mod refusals;
mod time;

const NGOZI: &str = "ngozi@example.com";
const LINK: &str = "http://127.0.0.1:3000/invite/";

fn books() -> Offer {
    Offer::Terms(Terms::guardian(Preset::Bookings.abilities()))
}

/// A clinic with a child, and somebody at its desk.
async fn with_child() -> (TestClinic, Staff<can::InviteUsers>, PatientId) {
    let clinic = TestClinic::new().await;
    let child = clinic.patient("Leo Okafor", "2018-06-14").await;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    (clinic, desk, child)
}

/// A patient of whom staff know this.
async fn known(clinic: &TestClinic, born_on: Option<&str>, address: &str) -> PatientId {
    let id = clinic.new_id();
    let born = born_on.map(|text| text.parse().unwrap());
    let new = store::patient::NewPatient {
        born_on: born.map(domain::person::BirthDate::from_stored),
        email: Some(email(address)),
        ..store::patient::NewPatient::named(id, name("Ada Quill"), clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::patient::insert_patient(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    id
}

async fn row(clinic: &TestClinic, id: InvitationId) -> Invitation {
    let mut look = clinic.read(&clinic.system_job()).await.unwrap();
    let found = store::invitation::find_invitation(&mut *look, id).await;
    found.unwrap().unwrap()
}

/// What its newest mail says, if it leaves now.
async fn minted(clinic: &TestClinic, id: InvitationId) -> Option<InvitationMail> {
    let mails = clinic.store.invitation_mails(id).await.unwrap();
    let about = (id, *mails.last()?);
    mint(clinic, &clinic.system_job(), about).await.unwrap()
}

/// What the audit says was done about invitations.
async fn acts(clinic: &TestClinic) -> Vec<String> {
    let all = clinic.store.audited().await.unwrap();
    let acts = all.into_iter().map(|event| event.action);
    acts.filter(|act| act.starts_with("invitation.")).collect()
}

#[tokio::test]
async fn an_invitation_waits_for_its_mail_to_leave_and_is_made_by_whoever_invites() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let found = row(&clinic, id).await;
    assert_eq!((found.sends, found.desk_code.clone()), (1, None));
    assert_eq!(found.invited_by, GrantedBy::Staff(desk.staff_id()));
    let lasts = found.expires_at.duration_since(found.sent_at);
    assert_eq!(lasts.as_hours(), 7 * 24);
    assert_eq!(clinic.store.invitation_links(id).await.unwrap(), []);
    assert_eq!(acts(&clinic).await, ["invitation.send"]);
}

#[tokio::test]
async fn the_mail_says_the_first_name_and_nothing_else_of_the_patient() {
    let (clinic, desk, child) = with_child().await;
    let id = add(&clinic, &desk, child, &email(NGOZI), books())
        .await
        .unwrap();
    let peer = SmtpPeer::start(Part::Accept).await;
    let mailer = Mailer::smtp_within(&peer.url(), Duration::from_millis(400)).unwrap();
    assert_eq!(run_due(&clinic, &mailer).await, 1);
    let taken = peer.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].to, NGOZI);
    let mail = MessageParser::default()
        .parse(taken[0].raw.as_bytes())
        .unwrap();
    assert_eq!(mail.subject(), Some("An invitation from Test Clinic"));
    let [text, html] = [mail.body_text(0).unwrap(), mail.body_html(0).unwrap()];
    for body in [&text, &html] {
        assert!(body.contains("Leo"), "{body}");
        assert!(body.contains(LINK), "{body}");
        for hidden in ["Okafor", "2018", "June"] {
            assert!(!body.contains(hidden), "{hidden} in {body}");
        }
    }
    let links = clinic.store.invitation_links(id).await.unwrap();
    assert_eq!(links.len(), 1);
    let token = text.lines().find_map(|line| line.strip_prefix(LINK));
    let hash = crate::token::hash(token.unwrap()).to_vec();
    assert_eq!(links[0], (hash, String::from("mailed"), true));
}

#[tokio::test]
async fn accounts_and_staff_invite_by_the_same_function() {
    let (clinic, _, child) = with_child().await;
    let mother = clinic.signed_in("amara").await;
    let full = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    clinic.give(mother.account, child, full).await;
    let terms = Terms {
        kinship: Some(Kinship::Grandparent),
        basis: Some(Basis::Consent),
        ..Terms::guardian(Abilities::of(&[Ability::Book]))
    };
    let by = GrantedBy::Account(mother.account);
    let mut work = clinic.begin(&mother.holder).await.unwrap();
    let invited = invite(&mut work, child, &email(NGOZI), terms, by).await;
    let id = work.settle(invited).await.unwrap();
    let found = row(&clinic, id).await;
    assert_eq!(found.invited_by, by);
    assert_eq!(found.terms.kinship, Some(Kinship::Grandparent));
    let whole = Abilities::of(&[Ability::ViewAppointments, Ability::Book]);
    assert_eq!(
        found.terms.abilities, whole,
        "nobody books what they can't see"
    );
    let mail = minted(&clinic, id).await.unwrap();
    let (_, text, _) = crate::mail::invitation(&mail, &card()).unwrap();
    assert!(text.contains("Invited by Amara."), "{text}");
}

fn card() -> crate::mail::ClinicCard {
    crate::mail::ClinicCard {
        name: String::from("Test Clinic"),
        phone: String::from("902 555 0148"),
        email: String::from("hello@example.com"),
        origin: String::from("http://127.0.0.1:3000"),
        takes_sign_ups: true,
    }
}

#[tokio::test]
async fn the_address_on_the_profile_is_the_patients_own_once_they_are_old_enough() {
    let (clinic, desk, _) = with_child().await;
    let now = clinic.now();
    assert_eq!(now.to_string().get(..7), Some("2026-03"));
    for (born_on, address, relation) in [
        ("2009-06-14", "old@example.com", Relation::Myself),
        ("2010-02-14", "just@example.com", Relation::Myself),
        ("2010-04-14", "young@example.com", Relation::Guardian),
    ] {
        let patient = known(&clinic, Some(born_on), address).await;
        let upper = address.to_uppercase();
        let id = add(&clinic, &desk, patient, &email(&upper), Offer::ByAddress)
            .await
            .unwrap();
        let found = row(&clinic, id).await;
        assert_eq!(found.terms.relation, relation, "{born_on}");
        clinic.clock.advance_s(60);
    }
    let patient = known(&clinic, None, "ada@example.com").await;
    let own = add(
        &clinic,
        &desk,
        patient,
        &email("ada@example.com"),
        Offer::ByAddress,
    )
    .await;
    let Err(Failure::Invalid(errors)) = own else {
        panic!("nobody knows how old they are: {own:?}");
    };
    assert!(errors.of("relation").is_some());
}

#[tokio::test]
async fn without_a_birth_date_there_is_a_code_for_the_desk_to_tell() {
    let (clinic, desk, _) = with_child().await;
    let patient = known(&clinic, None, "ada@example.com").await;
    let id = add(&clinic, &desk, patient, &email(NGOZI), books())
        .await
        .unwrap();
    let code = row(&clinic, id).await.desk_code.unwrap();
    assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()));
    let mail = minted(&clinic, id).await.unwrap();
    assert!(!mail.asks_birth_date);
    let (_, text, html) = crate::mail::invitation(&mail, &card()).unwrap();
    assert!(!text.contains(&code) && !html.contains(&code));
    resend(&clinic, &desk, patient, id).await.unwrap();
    assert_eq!(
        row(&clinic, id).await.desk_code,
        Some(code),
        "the same code"
    );
}

/// Another account, which looks after the child.
async fn guardian(clinic: &TestClinic, short: &str, child: PatientId) -> AccountId {
    let who = clinic.signed_in(short).await;
    let terms = Terms::guardian(Preset::Bookings.abilities());
    clinic.give(who.account, child, terms).await;
    who.account
}

#[tokio::test]
async fn nobody_without_the_permission_reaches_it() {
    let (clinic, desk, child) = with_child().await;
    let id = desk.staff_id();
    clinic.disable_member(id).await;
    let invited = add(&clinic, &desk, child, &email(NGOZI), books()).await;
    assert!(matches!(invited, Err(Failure::Unauthenticated)));
    assert!(acts(&clinic).await.is_empty());
}

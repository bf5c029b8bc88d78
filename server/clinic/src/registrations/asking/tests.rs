use domain::person::BirthDate;
use domain::registration::question::Earlier;
use domain::role::Role;
use jiff::civil::date;
use store::patient::NewPatient;
use store::registration::NewRegistration;

use super::*;
use crate::faults::all_or_nothing;
use crate::registrations::answering::tests::{Opening, mailed};
use crate::registrations::answering::{self, Opened};
use crate::registrations::{Queue, Shown, add_as_new, block, queue};
use crate::testing::{Failing, TestClinic, email, name};

/// A clinic in which somebody waits who was here before under another name and address.
pub(crate) struct World {
    pub(crate) clinic: TestClinic,
    pub(crate) registration: RegistrationId,
    pub(crate) patient: PatientId,
    pub(crate) account: domain::id::AccountId,
    known: PatientId,
}

impl World {
    pub(crate) async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let known = add(&clinic, "Amara Brown", "amara@old.example", None).await;
        let now = Some(clinic.now());
        let patient = add(&clinic, "Amara Okafor", "amara@example.com", now).await;
        let account = clinic.add_account("amara", patient).await;
        let registration = NewRegistration {
            id: clinic.new_id(),
            patient,
            account,
            created_at: clinic.now(),
        };
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        store::registration::insert_registration(&mut work, &registration)
            .await
            .unwrap();
        work.commit().await.unwrap();
        Self {
            clinic,
            registration: registration.id,
            patient,
            account,
            known,
        }
    }

    pub(crate) async fn desk(&self) -> Staff<can::ResolveRegistrations> {
        self.clinic.staff_with(Role::Desk).await.unwrap()
    }

    pub(crate) async fn ask(&self) -> Result<(), Failure> {
        ask(&self.clinic, &self.desk().await, self.registration).await
    }

    /// Asks, and gives the link that was mailed.
    pub(crate) async fn link(&self) -> Opening {
        self.ask().await.unwrap();
        mailed(&self.clinic).await.pop().unwrap().opening
    }

    async fn queue(&self) -> Queue {
        queue(&self.clinic, &self.desk().await).await.unwrap()
    }

    async fn answer(&self, answer: Answer) {
        let link = self.link().await;
        link.answer(&self.clinic, &answer).await.unwrap();
    }
}

async fn add(
    clinic: &TestClinic,
    full_name: &str,
    address: &str,
    provisional_at: Option<Timestamp>,
) -> PatientId {
    let id = clinic.new_id();
    let new = NewPatient {
        born_on: Some(BirthDate::from_stored(date(1990, 4, 12))),
        email: Some(email(address)),
        provisional_at,
        ..NewPatient::named(id, name(full_name), clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::patient::insert_patient(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    id
}

fn was(full_name: &str, address: &str) -> Answer {
    Answer::Yes(Earlier {
        full_name: (!full_name.is_empty()).then(|| name(full_name)),
        email: (!address.is_empty()).then(|| email(address)),
        phone: None,
    })
}

#[tokio::test]
async fn the_queue_says_who_asked_and_then_what_was_answered() {
    let world = World::new().await;
    assert!(world.queue().await.asked.is_empty());
    let desk = world.desk().await;
    ask(&world.clinic, &desk, world.registration).await.unwrap();
    let link = mailed(&world.clinic).await.pop().unwrap().opening;
    let asked_at = world.clinic.now();
    let shown = world.queue().await.asked;
    let asked = &shown[&world.registration];
    assert_eq!(asked.asked_at, asked_at);
    assert_eq!(asked.asked_by, *desk.member().full_name());
    assert_eq!(asked.answer, None);
    world.clinic.clock.advance_s(3_600);
    let answer = was("Amara Brown", "");
    link.answer(&world.clinic, &answer).await.unwrap();
    let at = world.clinic.now();
    let shown = world.queue().await.asked;
    assert_eq!(
        shown[&world.registration].answer,
        Some((answer.clone(), at))
    );
    // Today says the same.
    let staff = world.clinic.staff_with(Role::Desk).await.unwrap();
    let today = crate::today::view(&world.clinic, &staff, None)
        .await
        .unwrap();
    assert_eq!(today.asked[&world.registration].answer, Some((answer, at)));
    // Asked once more, the answer of before stays.
    world.ask().await.unwrap();
    let shown = world.queue().await.asked;
    assert_eq!(shown[&world.registration].asked_at, at);
    assert!(shown[&world.registration].answer.is_some());
    let events = world.clinic.store.audited_of(world.patient).await.unwrap();
    let acts: Vec<&str> = events
        .iter()
        .map(|event| event.action.as_str())
        .filter(|action| action.starts_with("registration."))
        .collect();
    assert_eq!(acts.len(), 3, "{acts:?}");
    assert!(acts.contains(&"registration.asked") && acts.contains(&"registration.answered"));
}

#[tokio::test]
async fn an_answer_finds_a_profile_that_the_sign_up_does_not() {
    let world = World::new().await;
    let before = world.queue().await;
    let before = before.matches[&world.registration].clone();
    let weight = before.as_ref().map(|one| one.verdict.match_weight);
    assert!(before.is_none_or(|one| !one.by_answer));
    world.answer(was("Amara Brown", "amara@old.example")).await;
    let found = world.queue().await;
    let found = found.matches[&world.registration].clone().unwrap();
    assert_eq!(found.stored.id, world.known);
    assert!(found.by_answer);
    assert!(weight.is_none_or(|weight| found.verdict.match_weight > weight));
    assert!(found.verdict.grade >= crate::matching::Grade::Possible);
}

#[tokio::test]
async fn an_answer_takes_nothing_from_what_the_sign_up_says_itself() {
    let world = World::new().await;
    // They are also known as they signed up.
    let same = add(&world.clinic, "Amara Okafor", "amara@example.com", None).await;
    let before = world.queue().await;
    let before = before.matches[&world.registration].clone().unwrap();
    assert_eq!((before.stored.id, before.by_answer), (same, false));
    for answer in [was("Somebody Else", ""), was("", ""), Answer::No] {
        world.answer(answer.clone()).await;
        let after = world.queue().await;
        let after = after.matches[&world.registration].clone().unwrap();
        assert_eq!(
            (after.stored.id, after.by_answer),
            (same, false),
            "{answer:?}"
        );
        assert!(after.verdict == before.verdict, "{answer:?}");
        world.clinic.clock.advance_s(24 * 3_600);
    }
}

#[tokio::test]
async fn asking_again_kills_the_link_of_before_and_is_bounded() {
    let world = World::new().await;
    let first = world.link().await;
    let second = world.link().await;
    assert_eq!(first.open(&world.clinic).await, Opened::Over);
    assert_eq!(second.open(&world.clinic).await, Opened::Open(None));
    let late = first.answer(&world.clinic, &Answer::No).await;
    assert!(matches!(late, Err(Failure::Refused(Refusal::LinkUnusable))));
    // Before its mail has left, it never leaves.
    world.ask().await.unwrap();
    assert_eq!(second.open(&world.clinic).await, Opened::Over);
    let often = world.ask().await;
    assert!(matches!(often, Err(Failure::TooMany { .. })), "{often:?}");
    assert_eq!(mailed(&world.clinic).await.len(), 1);
    world.clinic.clock.advance_s(24 * 3_600);
    world.ask().await.unwrap();
    world.ask().await.unwrap();
    assert_eq!(mailed(&world.clinic).await.len(), 1, "the one of before");
}

#[tokio::test]
async fn nobody_is_asked_who_does_not_wait() {
    let world = World::new().await;
    let (clinic, desk) = (&world.clinic, world.desk().await);
    world.ask().await.unwrap();
    add_as_new(clinic, &desk, world.registration, &Shown::default())
        .await
        .unwrap();
    let resolved = world.ask().await;
    assert!(matches!(
        resolved,
        Err(Failure::Refused(Refusal::AlreadyResolved))
    ));
    assert!(mailed(clinic).await.is_empty(), "it is of no use any more");
    let missing = ask(clinic, &desk, clinic.new_id()).await;
    assert!(matches!(missing, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_link_dies_with_its_registration_its_account_and_its_days() {
    let world = World::new().await;
    let link = world.link().await;
    let (clinic, desk) = (&world.clinic, world.desk().await);
    add_as_new(clinic, &desk, world.registration, &Shown::default())
        .await
        .unwrap();
    assert_eq!(link.open(clinic).await, Opened::Over);

    let world = World::new().await;
    let link = world.link().await;
    let (clinic, desk) = (&world.clinic, world.desk().await);
    block(clinic, &desk, world.registration).await.unwrap();
    assert_eq!(link.open(clinic).await, Opened::Over);
    let late = link.answer(clinic, &Answer::No).await;
    assert!(matches!(late, Err(Failure::Refused(Refusal::LinkUnusable))));

    let world = World::new().await;
    let link = world.link().await;
    let days = 24 * 3_600 * limits::QUESTION_DAYS;
    world.clinic.clock.advance_s(days - 1);
    assert_eq!(link.open(&world.clinic).await, Opened::Open(None));
    world.clinic.clock.advance_s(1);
    assert_eq!(link.open(&world.clinic).await, Opened::Over);
    let late = link.answer(&world.clinic, &Answer::No).await;
    assert!(matches!(late, Err(Failure::Refused(Refusal::LinkUnusable))));
}

#[tokio::test]
async fn a_fault_at_any_write_leaves_all_of_it_or_nothing() {
    for how in [Failing::Statement, Failing::Transaction] {
        let world = World::new().await;
        let (clinic, desk) = (&world.clinic, world.desk().await);
        clinic.store.lay_failpoints().await.unwrap();
        let asks = async || ask(clinic, &desk, world.registration).await;
        let ((), changed) = all_or_nothing(clinic, how, asks).await;
        let whole = [
            "audit",
            "audit_patient",
            "notice",
            "registration_question",
            "throttle",
        ];
        assert_eq!(changed, whole, "a mail if, and only if, it was asked");
        let ((), changed) = all_or_nothing(clinic, how, asks).await;
        assert_eq!(changed, whole, "asked again");

        let link = mailed(clinic).await.pop().unwrap().opening;
        let answer = was("Amara Brown", "amara@old.example");
        let answers = async || {
            let key = link.key();
            answering::answer(clinic, &clinic.visitor("phone"), key, &answer).await
        };
        let ((), changed) = all_or_nothing(clinic, how, answers).await;
        assert_eq!(changed, ["audit", "audit_patient", "registration_question"]);
    }
}

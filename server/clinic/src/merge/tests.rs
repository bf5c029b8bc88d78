use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Abilities, Preset};
use domain::id::{AccessId, AccountId, AppointmentId, PatientId, RegistrationId, SubmissionId};
use domain::person::BirthDate;
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::civil::date;
use store::access::Terms;
use store::patient::NewPatient;

use super::*;
use crate::authz::{AccountHolder, Staff, can};
use crate::staff_step_up::{Asked, Proof};
use crate::testing::rota::Rota;
use crate::testing::{PASSWORD, Patient, TestClinic, email, name};
use crate::times::Choice;
use crate::{booking, holds, patients};

mod abuse;
mod faults;
mod histories;
mod letting;
mod moves;
mod proving;
mod races;
mod splitting;
mod told;

type Merger = Staff<can::ResolveRegistrations>;

/// A clinic with three who treat, a profile from long ago, and somebody who has just signed up.
struct World {
    clinic: TestClinic,
    rota: Rota,
    desk: Merger,
    admin: Merger,
    survivor: PatientId,
    sign_up: Patient,
    registration: RegistrationId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let rota = clinic.rota(&["Ada Nowak", "Priya Raman", "Li Wei"]).await;
        let desk = clinic.staff_with(Role::Desk).await.unwrap();
        let admin = clinic.staff_with(Role::Admin).await.unwrap();
        let survivor = chart(&clinic, "Amara N. Okafor", Some("amara.okafor@oldmail.ca")).await;
        let (registration, sign_up) = clinic.signed_up("amara").await;
        Self {
            clinic,
            rota,
            desk,
            admin,
            survivor,
            sign_up,
            registration,
        }
    }

    async fn form(&self, survivor: PatientId, absorbed: PatientId) -> Form {
        let preview = preview(&self.clinic, &self.desk, survivor, absorbed).await;
        Form::untouched(survivor, absorbed, &preview.unwrap().version)
    }

    /// The form of the two, with the tick that they are who they say.
    async fn checked(&self) -> Form {
        Form {
            identity_checked: true,
            ..self.form(self.survivor, self.sign_up.patient).await
        }
    }

    async fn merged(&self) -> domain::id::MergeId {
        let form = self.checked().await;
        merge(&self.clinic, &self.desk, &form).await.unwrap()
    }

    async fn split(&self, id: domain::id::MergeId) {
        let form = self.split_form(id).await;
        undo(&self.clinic, &self.desk, &form, None).await.unwrap();
    }

    async fn split_form(&self, id: domain::id::MergeId) -> UndoForm {
        let shown = undo_preview(&self.clinic, &self.desk, id).await.unwrap();
        UndoForm {
            id,
            version: shown.version,
            stay: BTreeSet::new(),
            give: BTreeSet::new(),
        }
    }

    /// Books for themself, or for whom they look after.
    async fn book(&self, who: &Patient, whom: PatientId, at: &str, with: usize) -> AppointmentId {
        let visitor = self.clinic.visitor(who.visitor.expose());
        let acting = self.clinic.acting_for::<can::Book>(&who.holder, whom).await;
        let acting = acting.unwrap();
        let person = self.rota.people[with];
        let hold = holds::take(
            &self.clinic,
            &visitor,
            "visit",
            Choice::Named(person),
            at.parse().unwrap(),
            person,
            Some(&who.holder),
        )
        .await
        .unwrap();
        let press: SubmissionId = self.clinic.new_id();
        booking::book(&self.clinic, &visitor, &acting, hold, press, None)
            .await
            .unwrap()
    }

    /// Whether an account sees when this patient has visits.
    async fn sees(&self, who: &AccountHolder, patient: PatientId) -> bool {
        let acting = self
            .clinic
            .acting_for::<can::ViewAppointments>(who, patient);
        acting.await.is_ok()
    }

    /// Somebody whose own the profile from long ago is.
    async fn old(&self) -> Patient {
        let account = self.clinic.add_account("old", self.survivor).await;
        let browser = "old browser";
        self.clinic.sign_in(account, self.survivor, browser).await
    }

    /// The profile of a patient, as the desk sees it.
    async fn page(&self, patient: PatientId) -> patients::Visits {
        let staff = self.clinic.staff_with::<can::SeePatients>(Role::Desk).await;
        let page = patients::profile(&self.clinic, &staff.unwrap(), patient).await;
        match page.unwrap() {
            patients::Shown::Here(page) => *page,
            patients::Shown::MergedInto(into) => panic!("it is part of {into}"),
        }
    }

    async fn content(&self) -> BTreeMap<String, Vec<String>> {
        self.clinic.store.content().await.unwrap()
    }

    async fn keeps_its_promises(&self) {
        let now = self.clinic.now();
        let broken = self.clinic.store.broken_promises(now).await.unwrap();
        assert_eq!(broken, [""; 0]);
    }
}

/// Tables that tell what profiles are, and who hears of them; of the others a merge leaves words
/// behind.
const CHARTS: [&str; 11] = [
    "access",
    "appointment",
    "claim",
    "invitation",
    "notice",
    "patient",
    "patient_listed",
    "patient_term",
    "registration",
    "safeguarding_stop",
    "warning",
];

/// What all profiles and everything of theirs are, byte by byte; without the mails that tell
/// of a merge.
fn charts(content: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
    let tables = CHARTS.iter();
    tables
        .map(|table| ((*table).to_owned(), without_news(table, &content[*table])))
        .collect()
}

/// The rows of a table without the mails by which a merge itself tells people something.
fn without_news(table: &str, rows: &[String]) -> Vec<String> {
    let kinds = [
        "portal_detached",
        "portal_taken_over",
        "profile_joined",
        "confirmed",
    ];
    let kinds = kinds.map(|kind| format!(",'{kind}',"));
    let news = |row: &String| table == "notice" && kinds.iter().any(|kind| row.contains(kind));
    rows.iter().filter(|row| !news(row)).cloned().collect()
}

/// The same, with every request of the patient confirmed: a deed of its own, which neither a
/// merge nor a split takes back.
fn confirmed(
    content: &BTreeMap<String, Vec<String>>,
    patient: PatientId,
) -> BTreeMap<String, Vec<String>> {
    const WHOSE: usize = 1;
    const STATE: usize = 11;
    const SEQUENCE: usize = 19;
    let mut charts = charts(content);
    let whose = format!("X'{}'", patient.uuid().simple()).to_uppercase();
    for row in charts.get_mut("appointment").unwrap() {
        let mut columns: Vec<String> = row.split(',').map(str::to_owned).collect();
        let requested = columns.len() - 1;
        let is_theirs = columns[WHOSE] == whose && columns[STATE] == "'confirmed'";
        if is_theirs && columns[requested] == "1" {
            columns[requested] = String::from("0");
            let sequence: i64 = columns[SEQUENCE].parse().unwrap();
            columns[SEQUENCE] = (sequence + 1).to_string();
        }
        *row = columns.join(",");
    }
    charts
}

async fn chart(clinic: &TestClinic, full_name: &str, address: Option<&str>) -> PatientId {
    let id = clinic.new_id();
    let new = NewPatient {
        born_on: Some(BirthDate::from_stored(date(1990, 4, 12))),
        email: address.map(email),
        ..NewPatient::named(id, name(full_name), clinic.now())
    };
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::patient::insert_patient(&mut work, &new)
        .await
        .unwrap();
    work.commit().await.unwrap();
    id
}

/// An account that acts for somebody and is nobody's own.
async fn guardian(
    clinic: &TestClinic,
    short: &str,
    of: PatientId,
    may: Abilities,
) -> (Patient, AccessId) {
    let who = clinic.signed_in(short).await;
    let access = clinic.give(who.account, of, Terms::guardian(may)).await;
    (who, access)
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn fields<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Vec<String> {
    match outcome {
        Err(Failure::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test]
async fn a_sign_up_becomes_part_of_the_profile_and_leaves_the_queue() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let visit = world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let shown = preview(clinic, &world.desk, world.survivor, who.patient)
        .await
        .unwrap();
    assert_eq!(shown.registration, Some(world.registration));
    assert_eq!(
        (shown.plan.moves.upcoming, shown.plan.moves.accounts),
        (1, 1)
    );
    assert_eq!(
        shown.absorbed.next_visit,
        Some("2026-03-12T13:00:00Z".parse().unwrap())
    );
    assert_eq!(
        shown.absorbed.holders[&who.account].email.as_str(),
        "amara@example.com"
    );
    assert!(shown.absorbed.sign_up && !shown.survivor.sign_up);

    let plain = Form::untouched(world.survivor, who.patient, &shown.version);
    assert_eq!(
        fields(merge(clinic, &world.desk, &plain).await),
        ["identity"]
    );
    let id = world.merged().await;

    let staff = clinic
        .staff_with::<can::SeePatients>(Role::Desk)
        .await
        .unwrap();
    let old = patients::profile(clinic, &staff, who.patient)
        .await
        .unwrap();
    assert!(matches!(old, patients::Shown::MergedInto(into) if into == world.survivor));
    let patients::Shown::Here(page) = patients::profile(clinic, &staff, world.survivor)
        .await
        .unwrap()
    else {
        panic!("the survivor stands for itself");
    };
    assert_eq!(page.ahead.len(), 1);
    assert_eq!(page.ahead[0].id, visit);
    let details = &page.profile.details;
    assert_eq!(
        details.full_name.as_str(),
        "Amara N. Okafor",
        "the fuller name"
    );
    assert_eq!(
        details.email.as_ref().unwrap().as_str(),
        "amara@example.com",
        "the proven address"
    );
    assert_eq!(details.phone.as_deref(), Some("+19025550177"));
    let today = clinic
        .staff_with::<can::SeeToday>(Role::Desk)
        .await
        .unwrap();
    let view = crate::today::view(clinic, &today, None).await.unwrap();
    assert!(view.registrations.is_empty());

    let list = history(clinic, &world.desk, None).await.unwrap();
    assert_eq!(list.merges.len(), 1);
    assert_eq!(
        (list.merges[0].id, list.merges[0].may_undo),
        (id, MayUndo::Today)
    );
    assert_eq!(
        merges_of(clinic, &world.desk, who.patient).await.unwrap()[0].id,
        id
    );
    world.keeps_its_promises().await;
}

#[tokio::test]
async fn what_was_shown_is_what_is_agreed_to() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let form = world.checked().await;
    world
        .book(who, who.patient, "2026-03-12T13:00:00Z", 0)
        .await;
    let outcome = merge(clinic, &world.desk, &form).await;
    assert_eq!(refusal(outcome), Refusal::ChangedMeanwhile);
    // That somebody looked at their own visits is no change.
    let form = world.checked().await;
    clinic.clock.advance_s(60);
    let acting = clinic.own::<can::ViewAppointments>(who).await;
    crate::appointments::list(clinic, &acting).await.unwrap();
    merge(clinic, &world.desk, &form).await.unwrap();
    let again = merge(clinic, &world.desk, &form).await;
    assert_eq!(refusal(again), Refusal::Merge(MergeRefusal::AlreadyMerged));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_merge_at_the_same_moment_one_does() {
    let world = World::new().await;
    let form = world.checked().await;
    let mut tokens = Vec::new();
    for _ in 0..4 {
        tokens.push(world.clinic.staff_token(Role::Desk).await);
    }
    let tasks: Vec<_> = tokens
        .into_iter()
        .map(|token| {
            let (clinic, form) = (world.clinic.clinic.clone(), form.clone());
            tokio::spawn(async move {
                let address = crate::testing::ADDRESS.parse().unwrap();
                let who: Merger = clinic.staff(token.expose(), address).await.unwrap();
                merge(&clinic, &who, &form).await
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            outcome => {
                let refused = refusal(outcome);
                assert_eq!(refused, Refusal::Merge(MergeRefusal::AlreadyMerged));
            }
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        history(&world.clinic, &world.desk, None)
            .await
            .unwrap()
            .merges
            .len(),
        1
    );
}

#[tokio::test]
async fn typed_values_are_read_as_anywhere_else() {
    let world = World::new().await;
    let clinic = &world.clinic;
    let mut form = world.checked().await;
    form.fields = BTreeMap::from([
        (Field::Name, Typed::Other(vec![String::from("   ")])),
        (Field::Email, Typed::Other(vec![String::from("nobody")])),
        (Field::Sex, Typed::Other(vec![String::from("F")])),
    ]);
    let wrong = fields(merge(clinic, &world.desk, &form).await);
    assert_eq!(wrong, ["name", "sex", "email"]);
    form.fields = BTreeMap::from([
        (
            Field::Name,
            Typed::Other(vec![String::from("Amara Ngozi Okafor")]),
        ),
        (Field::Email, Typed::Survivor),
        (
            Field::Phone,
            Typed::Other(vec![String::from("902 555 0188")]),
        ),
        (Field::Sex, Typed::Other(vec![String::from("other")])),
        (
            Field::RecordNumber,
            Typed::Other(vec![String::from(" HC-77 ")]),
        ),
    ]);
    merge(clinic, &world.desk, &form).await.unwrap();
    let staff = clinic
        .staff_with::<can::SeePatients>(Role::Desk)
        .await
        .unwrap();
    let page = patients::profile(clinic, &staff, world.survivor)
        .await
        .unwrap();
    let patients::Shown::Here(page) = page else {
        panic!()
    };
    let details = &page.profile.details;
    assert_eq!(details.full_name.as_str(), "Amara Ngozi Okafor");
    assert_eq!(
        details.email.as_ref().unwrap().as_str(),
        "amara.okafor@oldmail.ca"
    );
    assert_eq!(details.phone.as_deref(), Some("+19025550188"));
    let rows = &world.content().await["patient"];
    let row = rows.iter().find(|row| row.contains("'HC-77'"));
    assert!(row.unwrap().contains("'other'"), "{rows:?}");
}

#[tokio::test]
async fn of_two_visits_at_the_same_time_one_is_cancelled_and_stays_so() {
    let world = World::new().await;
    let (clinic, who) = (&world.clinic, &world.sign_up);
    let old = world.old().await;
    let theirs = world
        .book(&old, world.survivor, "2026-03-12T13:00:00Z", 0)
        .await;
    let new = world
        .book(who, who.patient, "2026-03-12T13:15:00Z", 1)
        .await;
    let mut form = Form {
        stays_self: Some(who.account),
        ..world.checked().await
    };
    assert_eq!(fields(merge(clinic, &world.desk, &form).await), ["overlap"]);
    form.overlaps = BTreeMap::from([((theirs, new), OverlapAnswer::CancelAbsorbed)]);
    let id = merge(clinic, &world.desk, &form).await.unwrap();
    let state = |content: &BTreeMap<String, Vec<String>>| {
        let rows = content["appointment"].iter();
        rows.filter(|row| row.contains("'cancelled'")).count()
    };
    assert_eq!(state(&world.content().await), 1);
    world.keeps_its_promises().await;
    world.split(id).await;
    assert_eq!(
        state(&world.content().await),
        1,
        "whoever was told isn't told otherwise"
    );
    world.keeps_its_promises().await;
}

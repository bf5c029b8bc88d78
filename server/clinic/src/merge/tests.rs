use std::collections::{BTreeMap, BTreeSet};

use domain::access::{Abilities, Preset};
use domain::id::{AccessId, AccountId, AppointmentId, PatientId, SubmissionId};
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::civil::date;
use store::access::Terms;

use super::*;
use crate::authz::{Staff, can};
use crate::staff_step_up::{Asked, Proof};
use crate::testing::{PASSWORD, Patient, TestClinic, email};
use crate::times::Choice;
use crate::{booking, holds, patients};

mod abuse;
mod content;
mod faults;
mod histories;
mod letting;
mod moves;
mod proving;
mod races;
mod splitting;
mod told;
mod world;

use content::{charts, confirmed, without_news};
use world::{World, chart, fields, guardian, refusal};

type Merger = Staff<can::ResolveRegistrations>;

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
    let (theirs, new) = world.overlap(&old).await;
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

use domain::access::{Abilities, Preset};
use domain::role::Role;
use jiff::civil::date;

use super::*;
use crate::family;
use crate::testing::{Patient, Terms, TestClinic};

const DAY_S: i64 = 24 * 3_600;

/// Ben acts for Ana and for Leo; the clock starts on 10 March 2026.
struct World {
    clinic: TestClinic,
    ana: PatientId,
    leo: PatientId,
    ben: Patient,
    for_ana: AccessId,
}

impl World {
    async fn new() -> Self {
        let clinic = TestClinic::new().await;
        let ana = clinic.signed_in("ana").await.patient;
        let ben = clinic.signed_in("ben").await;
        let leo = clinic.patient("Leo Example", "2018-06-14").await;
        let books = Terms::guardian(Preset::Bookings.abilities());
        let for_ana = clinic.give(ben.account, ana, books).await;
        clinic
            .give(ben.account, leo, Terms::guardian(Abilities::ALL))
            .await;
        Self {
            clinic,
            ana,
            leo,
            ben,
            for_ana,
        }
    }

    async fn seen(&self) -> Review {
        let desk = self.clinic.staff_with(Role::Desk).await.unwrap();
        view(&self.clinic, &desk).await.unwrap()
    }

    async fn counted(&self) -> i64 {
        let desk = self.clinic.staff_with(Role::Desk).await.unwrap();
        let today = crate::today::view(&self.clinic, &desk, None).await;
        today.unwrap().unused
    }
}

#[tokio::test]
async fn what_nobody_has_used_for_two_years_is_asked_about_and_not_a_day_before() {
    let world = World::new().await;
    // 9 March 2028 is the 730th day; 24 months are over on the 10th, when it is past.
    world.clinic.clock.advance_s(731 * DAY_S);
    assert_eq!(world.seen().await.unused.len(), 0, "to the day");
    assert_eq!(world.counted().await, 0);
    world.clinic.clock.advance_s(DAY_S);
    let seen = world.seen().await;
    assert_eq!((seen.months, seen.more), (24, false));
    let of: Vec<PatientId> = seen.unused.iter().map(|one| one.patient).collect();
    assert!(of.len() == 2 && of.contains(&world.ana) && of.contains(&world.leo));
    assert_eq!(seen.unused[0].since, date(2026, 3, 10));
    assert_eq!(world.counted().await, 2);
}

#[tokio::test]
async fn use_is_what_its_holder_saw_or_did_for_this_patient_and_nothing_else() {
    let world = World::new().await;
    world.clinic.clock.advance_s(400 * DAY_S);
    // They log in and look after Leo. Staff look at Ana, and she at her own things.
    let ben = world.clinic.signed_in_again(&world.ben).await;
    family::switch_to(&world.clinic, &ben.holder, world.leo)
        .await
        .unwrap();
    world.clinic.clock.advance_s(400 * DAY_S);
    let of =
        |seen: &Review| -> Vec<PatientId> { seen.unused.iter().map(|one| one.patient).collect() };
    assert_eq!(of(&world.seen().await), [world.ana]);
    // The count waits for the job, the list does not.
    assert_eq!(world.counted().await, 2);
    crate::warnings::tell(&world.clinic).await.unwrap();
    assert_eq!(world.counted().await, 1);
    assert_eq!(refresh(&world.clinic).await.unwrap(), 0, "known by now");

    let ben = world.clinic.signed_in_again(&world.ben).await;
    family::switch_to(&world.clinic, &ben.holder, world.ana)
        .await
        .unwrap();
    assert!(world.seen().await.unused.is_empty());
}

#[tokio::test]
async fn what_is_kept_is_asked_about_again_after_as_long() {
    let world = World::new().await;
    world.clinic.clock.advance_s(800 * DAY_S);
    let desk = world.clinic.staff_with(Role::Desk).await.unwrap();
    keep(&world.clinic, &desk, world.for_ana).await.unwrap();
    keep(&world.clinic, &desk, world.for_ana).await.unwrap();
    let left: Vec<PatientId> = world
        .seen()
        .await
        .unused
        .iter()
        .map(|one| one.patient)
        .collect();
    assert_eq!(left, [world.leo]);
    let acts = world.clinic.store.audited_of(world.ana).await.unwrap();
    let kept = acts.iter().filter(|act| act.action == "access.keep");
    assert_eq!(kept.count(), 1);
    world.clinic.clock.advance_s(732 * DAY_S);
    assert_eq!(world.seen().await.unused.len(), 2);
}

#[tokio::test]
async fn what_has_ended_or_is_shut_out_is_not_asked_about() {
    let world = World::new().await;
    world.clinic.clock.advance_s(800 * DAY_S);
    world.clinic.stop_others(world.leo).await;
    let desk = world.clinic.staff_with(Role::Desk).await.unwrap();
    crate::portal_accounts::remove(&world.clinic, &desk, world.ana, world.for_ana)
        .await
        .unwrap();
    assert!(world.seen().await.unused.is_empty());
    assert_eq!(world.counted().await, 0);
    let kept = keep(&world.clinic, &desk, world.for_ana).await;
    assert!(matches!(kept, Err(Failure::NotFound)));
}

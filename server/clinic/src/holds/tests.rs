use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::*;
use crate::authz::can;
use crate::testing::TestClinic;
use crate::testing::rota::Rota;

mod contested;
mod limits;

/// An instant by the wall clock in Halifax.
pub(crate) fn halifax(wall: &str) -> Timestamp {
    let wall: DateTime = wall.parse().unwrap();
    TimeZone::get("America/Halifax")
        .unwrap()
        .to_timestamp(wall)
        .unwrap()
}

/// The code of a refusal, or what else came of it.
pub(crate) fn said<T>(outcome: &Result<T, Failure>) -> String {
    match outcome {
        Ok(_) => String::from("ok"),
        Err(Failure::Refused(refusal)) => refusal.code().to_owned(),
        Err(other) => format!("{other}"),
    }
}

/// A clinic of these people, where one machine may play many visitors.
async fn clinic(names: &[&str]) -> (TestClinic, Rota) {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(1_000);
    let rota = clinic.rota(names).await;
    (clinic, rota)
}

async fn take_with(
    clinic: &Clinic,
    who: &Visitor,
    practitioner: PractitionerId,
    at: Timestamp,
) -> Result<HoldId, Failure> {
    take(
        clinic,
        who,
        "visit",
        Choice::Named(practitioner),
        at,
        practitioner,
        None,
    )
    .await
}

#[tokio::test]
async fn a_hold_shows_what_is_kept_and_until_when() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let who = clinic.visitor("v");
    let at = halifax("2026-03-12T10:15");
    let id = take_with(&clinic, &who, rota.people[0], at).await.unwrap();
    let seen = view(&clinic, &who, id).await.unwrap();
    assert_eq!(
        (seen.starts_at, seen.ends_at),
        (at, halifax("2026-03-12T10:45"))
    );
    assert_eq!(seen.practitioner_name.as_str(), "Ada Nowak");
    assert_eq!(
        seen.expires_at,
        clinic.now() + SignedDuration::from_mins(10)
    );
    assert_eq!(
        (seen.alive, seen.extended, seen.patient),
        (true, false, None)
    );
    assert_eq!(seen.choice, Choice::Named(rota.people[0]));
}

#[tokio::test]
async fn another_visitors_hold_is_as_good_as_none() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let id = take_with(&clinic, &mine, rota.people[0], halifax("2026-03-12T10:15"))
        .await
        .unwrap();
    let unknown: HoldId = clinic.new_id();
    for hold in [id, unknown] {
        assert_eq!(said(&view(&clinic, &other, hold).await), "not found");
        assert_eq!(said(&retake(&clinic, &other, hold).await), "not found");
        assert_eq!(said(&extend(&clinic, &other, hold).await), "not found");
        assert_eq!(said(&release(&clinic, &other, hold).await), "ok");
    }
    assert!(
        view(&clinic, &mine, id).await.unwrap().alive,
        "nobody else can release it"
    );
}

#[tokio::test]
async fn a_new_hold_replaces_the_old_one_and_a_refused_one_does_not() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let (ten, eleven) = (halifax("2026-03-12T10:00"), halifax("2026-03-12T11:00"));
    let first = take_with(&clinic, &mine, ada, ten).await.unwrap();
    take_with(&clinic, &other, ada, eleven).await.unwrap();
    assert_eq!(said(&take_with(&clinic, &mine, ada, eleven).await), "taken");
    assert!(view(&clinic, &mine, first).await.unwrap().alive);
    let second = take_with(&clinic, &mine, ada, halifax("2026-03-12T14:00"))
        .await
        .unwrap();
    assert_eq!(said(&view(&clinic, &mine, first).await), "not found");
    assert_ne!(first, second);
    // The first time is free again.
    take_with(&clinic, &clinic.visitor("x"), ada, ten)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_same_press_sent_twice_holds_once() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let who = clinic.visitor("v");
    let at = halifax("2026-03-12T10:00");
    let first = take_with(&clinic, &who, rota.people[0], at).await.unwrap();
    assert_eq!(
        take_with(&clinic, &who, rota.people[0], at).await.unwrap(),
        first
    );
}

#[tokio::test]
async fn an_ended_hold_is_free_for_others_without_any_job() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let at = halifax("2026-03-12T10:00");
    let hold = take_with(&clinic, &mine, ada, at).await.unwrap();
    clinic
        .clock
        .advance(SignedDuration::from_millis(10 * 60 * 1_000 - 1));
    assert_eq!(said(&take_with(&clinic, &other, ada, at).await), "taken");
    clinic.clock.advance(SignedDuration::from_millis(1));
    assert!(!view(&clinic, &mine, hold).await.unwrap().alive);
    take_with(&clinic, &other, ada, at).await.unwrap();
    assert_eq!(said(&retake(&clinic, &mine, hold).await), "hold_gone");
    assert_eq!(said(&extend(&clinic, &mine, hold).await), "hold_gone");
}

#[tokio::test]
async fn an_ended_hold_is_quietly_taken_again_if_nobody_was_faster() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let at = halifax("2026-03-12T10:00");
    let hold = take_with(&clinic, &mine, ada, at).await.unwrap();
    clinic.clock.advance_s(60 * 60);
    retake(&clinic, &mine, hold).await.unwrap();
    let seen = view(&clinic, &mine, hold).await.unwrap();
    assert!(seen.alive);
    assert_eq!(
        seen.expires_at,
        clinic.now() + SignedDuration::from_mins(10)
    );
    assert_eq!(said(&take_with(&clinic, &other, ada, at).await), "taken");
    // Of a live one nothing changes.
    clinic.clock.advance_s(60);
    retake(&clinic, &mine, hold).await.unwrap();
    assert_eq!(
        view(&clinic, &mine, hold).await.unwrap().expires_at,
        seen.expires_at
    );
}

#[tokio::test]
async fn an_ended_hold_of_a_time_that_can_not_be_booked_any_more_is_gone() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let who = clinic.visitor("v");
    let at = halifax("2026-03-10T11:00");
    let hold = take_with(&clinic, &who, rota.people[0], at).await.unwrap();
    // The hour of lead is not there any more.
    clinic.clock.advance_s(61 * 60);
    assert_eq!(said(&retake(&clinic, &who, hold).await), "hold_gone");
}

#[tokio::test]
async fn first_available_taken_again_may_fall_to_somebody_else() {
    let (clinic, rota) = clinic(&["Ada Nowak", "Ben Ode"]).await;
    let (ada, ben) = (rota.people[0], rota.people[1]);
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let at = halifax("2026-03-12T10:00");
    let hold = take(&clinic, &mine, "visit", Choice::First, at, ada, None)
        .await
        .unwrap();
    assert_eq!(view(&clinic, &mine, hold).await.unwrap().practitioner, ada);
    clinic.clock.advance_s(11 * 60);
    take_with(&clinic, &other, ada, at).await.unwrap();
    retake(&clinic, &mine, hold).await.unwrap();
    let seen = view(&clinic, &mine, hold).await.unwrap();
    assert_eq!(
        (seen.practitioner, seen.choice, seen.alive),
        (ben, Choice::First, true)
    );
    assert_eq!(
        said(&take_with(&clinic, &clinic.visitor("x"), ben, at).await),
        "taken"
    );
}

#[tokio::test]
async fn a_hold_is_made_longer_once() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let who = clinic.visitor("v");
    let at = halifax("2026-03-12T10:00");
    let hold = take_with(&clinic, &who, ada, at).await.unwrap();
    clinic.clock.advance_s(8 * 60);
    let end = extend(&clinic, &who, hold).await.unwrap();
    assert_eq!(end, clinic.now() + SignedDuration::from_mins(7));
    assert_eq!(said(&extend(&clinic, &who, hold).await), "hold_extended");
    clinic.clock.advance_s(7 * 60 - 1);
    let other = clinic.visitor("w");
    assert_eq!(said(&take_with(&clinic, &other, ada, at).await), "taken");
    clinic.clock.advance_s(1);
    take_with(&clinic, &other, ada, at).await.unwrap();
}

#[tokio::test]
async fn a_released_time_is_free_at_once() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let who = clinic.visitor("v");
    let at = halifax("2026-03-12T10:00");
    let hold = take_with(&clinic, &who, rota.people[0], at).await.unwrap();
    release(&clinic, &who, hold).await.unwrap();
    release(&clinic, &who, hold).await.unwrap();
    take_with(&clinic, &clinic.visitor("w"), rota.people[0], at)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_signed_in_visitors_hold_is_for_themself() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ana = clinic.signed_in("ana").await;
    let who = clinic.visitor(ana.visitor.expose());
    let ada = rota.people[0];
    let at = halifax("2026-03-12T10:00");
    let choice = Choice::Named(ada);
    let hold = take(&clinic, &who, "visit", choice, at, ada, Some(&ana.holder))
        .await
        .unwrap();
    assert_eq!(
        view(&clinic, &who, hold).await.unwrap().patient,
        Some(ana.patient)
    );

    let stranger = clinic.visitor("w");
    let later = take_with(&clinic, &stranger, ada, halifax("2026-03-12T11:00"))
        .await
        .unwrap();
    set_subject(&clinic, (&stranger, &clinic.own(&ana).await), later)
        .await
        .unwrap();
    assert_eq!(
        view(&clinic, &stranger, later).await.unwrap().patient,
        Some(ana.patient)
    );
    assert_eq!(
        said(&set_subject(&clinic, (&stranger, &clinic.own(&ana).await), hold).await),
        "not found"
    );
}

#[tokio::test]
async fn times_that_were_never_offered_are_refused_each_with_its_reason() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    clinic
        .closure(Some(ada), "2026-03-13T12:00", "2026-03-13T13:00")
        .await;
    clinic
        .closure(None, "2026-03-16T00:00", "2026-03-17T00:00")
        .await;
    let who = clinic.visitor("v");
    for (wall, reason) in [
        ("2026-03-09T10:00", "too_soon"),
        ("2026-03-10T08:00", "too_soon"),
        ("2026-03-10T09:45", "too_soon"),
        ("2026-05-12T10:00", "too_far"),
        ("2036-05-12T10:00", "too_far"),
        ("2026-03-12T08:45", "outside_hours"),
        ("2026-03-12T16:45", "outside_hours"),
        ("2026-03-12T20:00", "outside_hours"),
        ("2026-03-14T10:00", "outside_hours"),
        ("2026-03-13T11:45", "outside_hours"),
        ("2026-03-13T12:30", "outside_hours"),
        ("2026-03-16T10:00", "outside_hours"),
        ("2026-03-12T10:05", "not_on_grid"),
        ("2026-03-12T10:01", "not_on_grid"),
    ] {
        let outcome = take_with(&clinic, &who, ada, halifax(wall)).await;
        assert_eq!(said(&outcome), reason, "{wall}");
    }
    for edge in [
        "2026-03-10T10:00",
        "2026-03-12T16:30",
        "2026-05-08T16:30",
        "2026-03-13T11:30",
    ] {
        let outcome = take_with(&clinic, &who, ada, halifax(edge)).await;
        assert_eq!(said(&outcome), "ok", "{edge}");
    }
}

#[tokio::test]
async fn forged_services_and_people_are_refused() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let stranger = clinic.practitioner("Cy Pell").await;
    let hidden = clinic
        .service("hidden", |service| service.online_at = None)
        .await;
    clinic.offer(hidden, ada).await;
    let gone = clinic
        .service("gone", |service| service.archived_at = service.online_at)
        .await;
    clinic.offer(gone, ada).await;
    let who = clinic.visitor("v");
    let at = halifax("2026-03-12T10:00");
    let named = Choice::Named;
    for (slug, choice, shown, reason) in [
        ("visit", named(stranger), stranger, "service_not_offered"),
        ("visit", named(ada), stranger, "service_not_offered"),
        ("visit", named(clinic.new_id()), ada, "service_not_offered"),
        ("nothing", named(ada), ada, "not found"),
        ("hidden", named(ada), ada, "not found"),
        ("gone", named(ada), ada, "not found"),
        ("", Choice::First, ada, "not found"),
    ] {
        let outcome = take(&clinic, &who, slug, choice, at, shown, None).await;
        assert_eq!(said(&outcome), reason, "{slug} {choice:?}");
    }
}

#[tokio::test]
async fn neighbours_keep_the_larger_buffer_between_them() {
    let clinic = TestClinic::new().await;
    let rota = clinic
        .rota_with(&["Ada Nowak"], |service| {
            service.buffer_before_minutes = 15;
            service.buffer_after_minutes = 10;
        })
        .await;
    let ada = rota.people[0];
    take_with(
        &clinic,
        &clinic.visitor("v"),
        ada,
        halifax("2026-03-12T12:00"),
    )
    .await
    .unwrap();
    let who = clinic.visitor("w");
    for (wall, reason) in [
        ("2026-03-12T11:30", "taken"),
        ("2026-03-12T12:30", "taken"),
        ("2026-03-12T11:15", "ok"),
    ] {
        assert_eq!(
            said(&take_with(&clinic, &who, ada, halifax(wall)).await),
            reason,
            "{wall}"
        );
    }
    let late = take_with(&clinic, &who, ada, halifax("2026-03-12T12:45")).await;
    assert_eq!(said(&late), "ok");
}

#[tokio::test]
async fn the_nearest_times_are_three_around_and_never_the_taken_one() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let at = halifax("2026-03-12T10:00");
    take_with(&clinic, &clinic.visitor("v"), rota.people[0], at)
        .await
        .unwrap();
    let who = clinic.visitor("w");
    let choice = Choice::Named(rota.people[0]);
    let near = nearest(&clinic, &who, "visit", choice, at).await.unwrap();
    let starts: Vec<_> = near.iter().map(|slot| slot.starts_at).collect();
    let expected = ["2026-03-12T09:15", "2026-03-12T09:30", "2026-03-12T10:30"]
        .map(halifax)
        .to_vec();
    assert_eq!(starts, expected);
    // Of a Saturday: the Friday before; of long ago: the soonest.
    let near = nearest(&clinic, &who, "visit", choice, halifax("2026-03-14T10:00"))
        .await
        .unwrap();
    assert_eq!(near[2].starts_at, halifax("2026-03-13T16:30"));
    let near = nearest(&clinic, &who, "visit", choice, halifax("2020-03-14T10:00"))
        .await
        .unwrap();
    assert_eq!(near[0].starts_at, halifax("2026-03-10T10:00"));
    let near = nearest(&clinic, &who, "visit", choice, halifax("2030-03-14T10:00"))
        .await
        .unwrap();
    assert_eq!(near[2].starts_at, halifax("2026-05-08T16:30"));
}

#[tokio::test]
async fn a_hold_costs_nine_statements() {
    let (clinic, rota) = clinic(&["Ada Nowak", "Ben Ode"]).await;
    let who = clinic.visitor("v");
    let before = clinic.store.stats().statements;
    let at = halifax("2026-03-12T10:00");
    take(
        &clinic,
        &who,
        "visit",
        Choice::First,
        at,
        rota.people[0],
        None,
    )
    .await
    .unwrap();
    // Service; own hold; throttle, twice; the address; diary; hold; claims, twice.
    assert_eq!(clinic.store.stats().statements - before, 9);
}

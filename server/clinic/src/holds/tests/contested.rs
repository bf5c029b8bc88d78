//! Many who want one time at once.

use std::sync::Arc;

use domain::id::SubmissionId;

use super::*;
use crate::testing::Patient;

/// Lets `callers` ask for the same at once; answers how many got it, and what the
/// others were told.
async fn race(
    clinic: &Arc<TestClinic>,
    callers: usize,
    choice: Choice,
    shown: PractitionerId,
    at: impl Fn(usize) -> Timestamp,
) -> (usize, Vec<String>) {
    let start = Arc::new(tokio::sync::Barrier::new(callers));
    let asking: Vec<_> = (0..callers)
        .map(|n| {
            let (clinic, start, at) = (Arc::clone(clinic), Arc::clone(&start), at(n));
            tokio::spawn(async move {
                let who = clinic.visitor(&format!("{at} {n}"));
                start.wait().await;
                said(&take(&clinic, &who, "visit", choice, at, shown, None).await)
            })
        })
        .collect();
    let mut told = Vec::new();
    for asking in asking {
        told.push(asking.await.unwrap());
    }
    let winners = told.iter().filter(|told| *told == "ok").count();
    told.retain(|told| told != "ok");
    (winners, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_at_once_exactly_one_gets_the_time() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let clinic = Arc::new(clinic);
    let ada = rota.people[0];
    let zone = TimeZone::get("America/Halifax").unwrap();
    let mut at = halifax("2026-03-11T09:00");
    for round in 0..200 {
        let callers = match round {
            0..100 => 2,
            100..180 => 8,
            _ => 64,
        };
        let (winners, told) = race(&clinic, callers, Choice::Named(ada), ada, |_| at).await;
        assert_eq!(winners, 1, "round {round} of {callers}");
        assert!(told.iter().all(|told| told == "taken"), "{told:?}");
        at += SignedDuration::from_mins(30);
        while zone.to_datetime(at).hour() >= 17
            || zone.to_datetime(at).hour() < 9
            || matches!(
                zone.to_datetime(at).date().weekday().to_monday_one_offset(),
                6 | 7
            )
        {
            at += SignedDuration::from_mins(30);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_overlapping_times_exactly_one_is_held() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let clinic = Arc::new(clinic);
    let ada = rota.people[0];
    for day in 11..14 {
        let ten = halifax(&format!("2026-03-{day}T10:00"));
        // 10:00 to 10:30 and 10:15 to 10:45.
        let at =
            |n: usize| ten + SignedDuration::from_mins(if n.is_multiple_of(2) { 0 } else { 15 });
        let (winners, told) = race(&clinic, 8, Choice::Named(ada), ada, at).await;
        assert_eq!(winners, 1);
        assert!(told.iter().all(|told| told == "taken"), "{told:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_available_falls_to_the_next_until_everybody_is_taken() {
    let (clinic, rota) = clinic(&["Ada Nowak", "Ben Ode", "Cy Pell"]).await;
    let clinic = Arc::new(clinic);
    for day in 11..14 {
        let at = halifax(&format!("2026-03-{day}T10:00"));
        let (winners, told) = race(&clinic, 16, Choice::First, rota.people[0], |_| at).await;
        assert_eq!(winners, 3);
        assert!(told.iter().all(|told| told == "taken"), "{told:?}");
        for person in &rota.people {
            let late = take_with(&clinic, &clinic.visitor("late"), *person, at).await;
            assert_eq!(said(&late), "taken");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_with_an_ended_hold_exactly_one_books() {
    let (clinic, rota) = clinic(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let at = halifax("2026-03-12T10:00");
    let mut people: Vec<(Patient, Visitor, HoldId)> = Vec::new();
    for n in 0..8 {
        let who = clinic.signed_in(&format!("p{n}")).await;
        let visitor = clinic.visitor(who.visitor.expose());
        let hold = take_with(&clinic, &visitor, ada, at).await.unwrap();
        clinic.clock.advance_s(10 * 60);
        // Somebody who is still at it isn't idle.
        for (who, ..) in &people {
            let _ = clinic.account(who.session.expose()).await.unwrap();
        }
        people.push((who, visitor, hold));
    }
    let clinic = Arc::new(clinic);
    let booking: Vec<_> = people
        .into_iter()
        .map(|(who, visitor, hold)| {
            let clinic = Arc::clone(&clinic);
            tokio::spawn(async move {
                let acting = clinic.own::<can::Book>(&who).await;
                let submission: SubmissionId = clinic.new_id();
                said(
                    &crate::booking::book(&clinic, &visitor, &acting, hold, submission, None).await,
                )
            })
        })
        .collect();
    let mut told = Vec::new();
    for booking in booking {
        told.push(booking.await.unwrap());
    }
    told.sort();
    let mut expected = vec!["taken"; 7];
    expected.insert(0, "ok");
    assert_eq!(told, expected);
}

//! 2, 8 and 64 people want the same time at the same moment: exactly one gets it.

use std::sync::Arc;

use clinic::testing::{Patient, TestClinic};
use clinic::times::Choice;
use clinic::{Failure, appointments, booking, can, holds};
use domain::id::{AppointmentId, PractitionerId};
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use tokio::sync::Barrier;

use crate::{Report, Scale};

const ROUNDS: u32 = 10_000;
const CALLERS: [usize; 3] = [2, 8, 64];
/// The clinic's clock moves on so far after each round, so that the winner's time is free.
const BETWEEN_S: i64 = 4 * 60;
/// Nobody may be idle for half an hour, nor signed in for more than half a day.
const SEEN_EVERY: u32 = 5;
const SIGNED_IN_EVERY: u32 = 150;

pub(crate) async fn run(scale: Scale) -> Report {
    let rounds = scale.of(ROUNDS, 9).div_ceil(3);
    let mut told = 0;
    for callers in CALLERS {
        told += of(callers, rounds).await;
        println!("   {rounds} rounds of {callers}: one winner each");
    }
    Report::Held(format!(
        "{} rounds, a third each with 2, 8 and 64 callers: one winner each, {told} others \
         told that it is taken",
        rounds * 3
    ))
}

/// So many rounds; how many callers were told that the time is taken.
async fn of(callers: usize, rounds: u32) -> u32 {
    let clinic = Arc::new(TestClinic::new().await);
    clinic.set_address_limit_times(1_000_000);
    let ada = clinic.rota(&["Ada Nowak"]).await.people[0];
    let mut people = Vec::new();
    for n in 0..callers {
        people.push(Arc::new(clinic.signed_in(&format!("p{n}")).await));
    }
    let mut told = 0;
    for round in 0..rounds {
        stay_signed_in(&clinic, &mut people, round).await;
        let at = time_of(&clinic, round);
        let booked = race(&clinic, &people, ada, at).await;
        assert_eq!(booked.len(), 1, "round {round} of {callers}");
        told += u32::try_from(callers - 1).unwrap();
        let (winner, id) = booked[0];
        let holder = &people[winner].holder;
        let acting = clinic.own_patient::<can::Cancel>(holder).await.unwrap();
        appointments::cancel(&clinic, &acting, id, None)
            .await
            .unwrap();
        clinic.clock.advance_s(BETWEEN_S);
        if round % 1_000 == 999 || round + 1 == rounds {
            let broken = clinic.store.broken_promises(clinic.now()).await.unwrap();
            assert_eq!(broken, [""; 0], "round {round} of {callers}");
        }
    }
    told
}

async fn stay_signed_in(clinic: &TestClinic, people: &mut [Arc<Patient>], round: u32) {
    if round % SIGNED_IN_EVERY == SIGNED_IN_EVERY - 1 {
        for (n, who) in people.iter_mut().enumerate() {
            let browser = format!("p{n} at round {round}");
            let again = clinic.sign_in(who.account, who.patient, &browser).await;
            *who = Arc::new(again);
        }
    } else if round % SEEN_EVERY == SEEN_EVERY - 1 {
        for who in people {
            let _ = clinic.account(who.session.expose()).await.unwrap();
        }
    }
}

/// A half hour of a workday, three days ahead or a little more.
fn time_of(clinic: &TestClinic, round: u32) -> Timestamp {
    let zone = TimeZone::get("America/Halifax").unwrap();
    let mut date = zone.to_datetime(clinic.now()).date() + 3_i64.days();
    while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        date = date.tomorrow().unwrap();
    }
    let minutes = i64::from(round % 15) * 30;
    let time = Time::constant(9, 0, 0, 0) + SignedDuration::from_mins(minutes);
    zone.to_timestamp(date.to_datetime(time)).unwrap()
}

/// Everybody holds and books the same at once; who got it.
async fn race(
    clinic: &Arc<TestClinic>,
    people: &[Arc<Patient>],
    ada: PractitionerId,
    at: Timestamp,
) -> Vec<(usize, AppointmentId)> {
    let start = Arc::new(Barrier::new(people.len()));
    let asking: Vec<_> = people
        .iter()
        .map(|who| {
            let (clinic, who, start) = (Arc::clone(clinic), Arc::clone(who), Arc::clone(&start));
            tokio::spawn(async move {
                let visitor = clinic.visitor(who.visitor.expose());
                let acting = clinic.own_patient::<can::Book>(&who.holder).await.unwrap();
                let press = clinic.submission();
                start.wait().await;
                let (choice, holder) = (Choice::Named(ada), Some(&who.holder));
                let hold = holds::take(&clinic, &visitor, "visit", choice, at, ada, holder).await;
                let booked = match hold {
                    Ok(hold) => booking::book(&clinic, &visitor, &acting, hold, press, None).await,
                    Err(failure) => Err(failure),
                };
                match booked {
                    Ok(id) => Some(id),
                    Err(Failure::Refused(refusal)) if refusal.code() == "taken" => None,
                    Err(other) => panic!("not told that it is taken, but {other:?}"),
                }
            })
        })
        .collect();
    let mut booked = Vec::new();
    for (n, asking) in asking.into_iter().enumerate() {
        booked.extend(asking.await.unwrap().map(|id| (n, id)));
    }
    booked
}

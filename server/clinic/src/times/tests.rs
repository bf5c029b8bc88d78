use domain::slots::PartOfDay;

use super::*;
use crate::authz::VisitorKey;
use crate::holds;
use crate::holds::tests::{halifax, said};
use crate::testing::TestClinic;

async fn clinic() -> TestClinic {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(10_000);
    clinic
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

async fn month_of(clinic: &TestClinic, choice: Choice, month: (i16, i8)) -> MonthTimes {
    super::month(
        clinic,
        &clinic.visitor("v"),
        "visit",
        choice,
        Some(month),
        None,
    )
    .await
    .unwrap()
}

#[tokio::test]
async fn a_month_counts_exactly_the_times_that_its_days_list() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak", "Ben Ode"]).await;
    clinic
        .closure(None, "2026-03-16T00:00", "2026-03-17T12:00")
        .await;
    clinic
        .closure(Some(rota.people[0]), "2026-03-18T12:00", "2026-03-18T13:00")
        .await;
    for n in 0..10 {
        let who = clinic.visitor(&format!("busy {n}"));
        let at = halifax(&format!("2026-03-{}T1{}:00", 11 + n % 3, n % 7));
        let shown = rota.people[0];
        holds::take(&clinic, &who, "visit", Choice::First, at, shown, None)
            .await
            .unwrap();
    }
    for choice in [Choice::First, Choice::Named(rota.people[0])] {
        let shown = month_of(&clinic, choice, (2026, 3)).await;
        assert_eq!(shown.days.len(), 31);
        let mut total = 0;
        for day in &shown.days {
            let who = clinic.visitor("v");
            let of_day = super::month(&clinic, &who, "visit", choice, None, Some(day.date))
                .await
                .unwrap();
            assert_eq!(of_day.selected, Some(day.date));
            assert_eq!(
                of_day.slots.len(),
                usize::try_from(day.count).unwrap(),
                "{}",
                day.date
            );
            total += of_day.slots.len();
        }
        assert!(total > 300, "{total}");
        assert_eq!(shown.days[15].count, 0, "the holiday");
    }
}

#[tokio::test]
async fn every_time_offered_can_be_held() {
    let clinic = clinic().await;
    let rota = clinic
        .rota_with(&["Ada Nowak", "Ben Ode"], |service| {
            service.minutes = 45;
            service.buffer_after_minutes = 10;
        })
        .await;
    clinic
        .closure(Some(rota.people[1]), "2026-03-12T12:00", "2026-03-12T13:00")
        .await;
    let taken = clinic.visitor("taken");
    let noon = halifax("2026-03-12T11:30");
    let (ada, first) = (rota.people[0], Choice::First);
    holds::take(&clinic, &taken, "visit", first, noon, ada, None)
        .await
        .unwrap();
    let who = clinic.visitor("v");
    let day = Some(date("2026-03-12"));
    for choice in [first, Choice::Named(ada), Choice::Named(rota.people[1])] {
        let shown = super::month(&clinic, &who, "visit", choice, None, day)
            .await
            .unwrap();
        assert!(shown.slots.len() > 10);
        for (n, slot) in shown.slots.iter().enumerate() {
            let name = format!("{choice:?} {n}");
            let other = clinic.visitor(&name);
            let (at, whom) = (slot.starts_at, slot.practitioner);
            let outcome = holds::take(&clinic, &other, "visit", choice, at, whom, None).await;
            assert_eq!(said(&outcome), "ok", "{name} {at}");
            let hold = outcome.unwrap();
            let seen = holds::view(&clinic, &other, hold).await.unwrap();
            assert_eq!(seen.practitioner, whom, "the one who was shown");
            holds::release(&clinic, &other, hold).await.unwrap();
        }
    }
}

#[tokio::test]
async fn no_time_that_is_not_offered_can_be_held() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    clinic
        .closure(None, "2026-03-12T12:00", "2026-03-12T13:00")
        .await;
    let busy = clinic.visitor("busy");
    let choice = Choice::Named(ada);
    let ten = halifax("2026-03-12T10:00");
    holds::take(&clinic, &busy, "visit", choice, ten, ada, None)
        .await
        .unwrap();
    let who = clinic.visitor("v");
    let day = Some(date("2026-03-12"));
    let shown = super::month(&clinic, &who, "visit", choice, None, day)
        .await
        .unwrap();
    let offered: Vec<_> = shown.slots.iter().map(|slot| slot.starts_at).collect();
    let mut at = halifax("2026-03-12T08:00");
    while at < halifax("2026-03-12T18:00") {
        let other = clinic.visitor(&format!("{at}"));
        let outcome = holds::take(&clinic, &other, "visit", choice, at, ada, None).await;
        assert_eq!(outcome.is_ok(), offered.contains(&at), "{at}");
        if let Ok(hold) = outcome {
            holds::release(&clinic, &other, hold).await.unwrap();
        }
        at += SignedDuration::from_mins(5);
    }
}

#[tokio::test]
async fn the_visitors_own_hold_is_free_to_them_and_busy_to_others() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let ada = rota.people[0];
    let (mine, other) = (clinic.visitor("v"), clinic.visitor("w"));
    let (choice, at) = (Choice::Named(ada), halifax("2026-03-12T10:00"));
    let hold = holds::take(&clinic, &mine, "visit", choice, at, ada, None)
        .await
        .unwrap();
    let day = Some(date("2026-03-12"));
    let seen = super::month(&clinic, &mine, "visit", choice, None, day)
        .await
        .unwrap();
    assert_eq!(seen.mine, Some((hold, at)));
    assert!(seen.slots.iter().any(|slot| slot.starts_at == at));
    let seen = super::month(&clinic, &other, "visit", choice, None, day)
        .await
        .unwrap();
    assert_eq!(seen.mine, None);
    assert!(seen.slots.iter().all(|slot| slot.starts_at != at));
    clinic.clock.advance_s(10 * 60);
    let seen = super::month(&clinic, &mine, "visit", choice, None, day)
        .await
        .unwrap();
    assert_eq!(seen.mine, None);
    assert_ne!(mine.key().0, VisitorKey([0; 32]).0);
}

#[tokio::test]
async fn without_a_wish_the_month_of_the_soonest_time_is_shown() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    clinic
        .closure(None, "2026-03-01T00:00", "2026-04-07T09:00")
        .await;
    let choice = Choice::Named(rota.people[0]);
    let who = clinic.visitor("v");
    let shown = super::month(&clinic, &who, "visit", choice, None, None)
        .await
        .unwrap();
    let first = halifax("2026-04-07T09:00");
    assert_eq!(
        (shown.year, shown.month, shown.selected),
        (2026, 4, Some(date("2026-04-07")))
    );
    assert_eq!(shown.soonest[0].starts_at, first);
    assert_eq!(shown.soonest.len(), 3);
    assert!(shown.previous_month && shown.next_month && !shown.none_at_all);
    assert_eq!(shown.next_after, None);
    assert_eq!(shown.last_date, date("2026-05-09"));
    // Asked for March all the same, the page says where to go.
    let march = month_of(&clinic, choice, (2026, 3)).await;
    assert_eq!(march.selected, None);
    assert_eq!(march.next_after.map(|slot| slot.starts_at), Some(first));
    assert_eq!(march.soonest[0].starts_at, first);
    assert!(!march.previous_month);
    let may = month_of(&clinic, choice, (2026, 5)).await;
    assert!(!may.next_month);
    assert_eq!(may.days[7].count, 31, "the last bookable Friday");
    assert_eq!(may.days[10].count, 0, "after the horizon");
}

#[tokio::test]
async fn a_month_out_of_reach_becomes_the_nearest_one() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let choice = Choice::Named(rota.people[0]);
    for (asked, got) in [
        ((1999, 1), (2026, 3)),
        ((2026, 2), (2026, 3)),
        ((2026, 6), (2026, 5)),
        ((9999, 12), (2026, 5)),
        ((2026, 13), (2026, 5)),
        ((2026, 0), (2026, 3)),
        ((i16::MAX, i8::MAX), (2026, 5)),
        ((i16::MIN, i8::MIN), (2026, 3)),
    ] {
        let shown = month_of(&clinic, choice, asked).await;
        assert_eq!((shown.year, shown.month), got, "{asked:?}");
    }
}

#[tokio::test]
async fn without_any_time_the_page_can_say_so() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    clinic
        .closure(None, "2026-01-01T00:00", "2027-01-01T00:00")
        .await;
    let shown = month_of(&clinic, Choice::Named(rota.people[0]), (2026, 3)).await;
    assert!(shown.none_at_all && shown.soonest.is_empty() && shown.next_after.is_none());
    let listed = practitioners(&clinic, &clinic.public(), "visit")
        .await
        .unwrap();
    assert_eq!(listed.first_available, None);
    assert_eq!(listed.people[0].soonest, None);
}

#[tokio::test]
async fn the_soonest_times_are_real_choices_whatever_month_is_shown() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let choice = Choice::Named(rota.people[0]);
    let starts = async |month| {
        let shown = month_of(&clinic, choice, month).await;
        let starts: Vec<_> = shown.soonest.iter().map(|slot| slot.starts_at).collect();
        starts
    };
    let march = starts((2026, 3)).await;
    assert_eq!(march.len(), 3);
    let half_days: std::collections::BTreeSet<_> = march
        .iter()
        .map(|start| start.to_zoned(TimeZone::get("America/Halifax").unwrap()))
        .map(|wall| (wall.date(), wall.hour() < 12))
        .collect();
    assert_eq!(half_days.len(), 3, "{march:?}");
    assert!(march.is_sorted());
    assert_eq!(starts((2026, 4)).await, march);
}

#[tokio::test]
async fn people_are_listed_with_their_soonest_time() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak", "Ben Ode", "Cy Pell"]).await;
    let [ada, ben, cy] = [rota.people[0], rota.people[1], rota.people[2]];
    clinic
        .closure(Some(ada), "2026-03-01T00:00", "2026-03-11T12:00")
        .await;
    clinic
        .closure(Some(cy), "2026-03-01T00:00", "2026-05-05T00:00")
        .await;
    let listed = practitioners(&clinic, &clinic.public(), "visit")
        .await
        .unwrap();
    assert_eq!(listed.service.slug, "visit");
    let soonest: Vec<_> = listed
        .people
        .iter()
        .map(|card| (card.id, card.soonest))
        .collect();
    let ten = halifax("2026-03-10T10:00");
    let expected = vec![
        (ada, Some(halifax("2026-03-11T12:00"))),
        (ben, Some(ten)),
        (cy, Some(halifax("2026-05-05T09:00"))),
    ];
    assert_eq!(soonest, expected);
    assert_eq!(listed.first_available, Some((ten, ben)));
}

#[tokio::test]
async fn first_available_goes_to_whoever_has_least_to_do() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak", "Ben Ode"]).await;
    let [ada, ben] = [rota.people[0], rota.people[1]];
    let nine = halifax("2026-03-12T09:00");
    let busy = clinic.visitor("busy");
    holds::take(&clinic, &busy, "visit", Choice::Named(ada), nine, ada, None)
        .await
        .unwrap();
    let who = clinic.visitor("v");
    let day = Some(date("2026-03-12"));
    let shown = super::month(&clinic, &who, "visit", Choice::First, None, day)
        .await
        .unwrap();
    assert!(shown.slots.iter().all(|slot| slot.practitioner == ben));
    assert_eq!(shown.choice_name, None);
    assert_eq!(shown.people_count, 2);
}

#[tokio::test]
async fn unknown_services_and_people_are_not_found() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let stranger = clinic.practitioner("Cy Pell").await;
    let who = clinic.visitor("v");
    for (slug, choice) in [
        ("visit", Choice::Named(stranger)),
        ("visit", Choice::Named(clinic.new_id())),
        ("nothing", Choice::First),
        ("nothing", Choice::Named(rota.people[0])),
    ] {
        let outcome = super::month(&clinic, &who, slug, choice, None, None).await;
        assert_eq!(said(&outcome), "not found", "{slug} {choice:?}");
        let near = holds::nearest(&clinic, &who, slug, choice, clinic.now()).await;
        assert_eq!(said(&near), "not found", "{slug} {choice:?}");
    }
    assert_eq!(
        said(&practitioners(&clinic, &clinic.public(), "nothing").await),
        "not found"
    );
}

/// A night shift from 0:00 to 4:00 on Sundays, on this day.
async fn night(now: &str, day: &str) -> (TestClinic, Choice, MonthTimes) {
    let clinic = clinic().await;
    clinic.clock.set(now.parse().unwrap());
    let rota = clinic
        .rota_with(&[], |service| service.step_minutes = 30)
        .await;
    let ada = clinic.practitioner("Ada Nowak").await;
    clinic.offer(rota.service, ada).await;
    clinic
        .shift(ada, jiff::civil::Weekday::Sunday, "00:00", "04:00")
        .await;
    let choice = Choice::Named(ada);
    let who = clinic.visitor("v");
    let shown = super::month(&clinic, &who, "visit", choice, None, Some(date(day)))
        .await
        .unwrap();
    (clinic, choice, shown)
}

#[tokio::test]
async fn the_repeated_hour_has_two_times_of_the_same_name_and_both_can_be_held() {
    let (clinic, choice, shown) = night("2026-10-20T12:00:00Z", "2026-11-01").await;
    assert_eq!(shown.slots.len(), 10, "five hours");
    let half_past: Vec<_> = shown
        .slots
        .iter()
        .filter(|slot| {
            shown.zone.to_datetime(slot.starts_at).time() == jiff::civil::time(1, 30, 0, 0)
        })
        .collect();
    assert_eq!(
        half_past.iter().map(|slot| slot.fold).collect::<Vec<_>>(),
        [Fold::First, Fold::Second]
    );
    let starts: Vec<_> = half_past
        .iter()
        .map(|slot| slot.starts_at.to_string())
        .collect();
    assert_eq!(starts, ["2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z"]);
    for (n, slot) in shown.slots.iter().enumerate() {
        let who = clinic.visitor(&format!("{n}"));
        let (at, whom) = (slot.starts_at, slot.practitioner);
        let hold = holds::take(&clinic, &who, "visit", choice, at, whom, None)
            .await
            .unwrap();
        assert_eq!(
            holds::view(&clinic, &who, hold).await.unwrap().fold,
            slot.fold
        );
        assert_eq!(PartOfDay::of(at, &shown.zone), PartOfDay::Morning);
    }
}

#[tokio::test]
async fn the_skipped_hour_is_never_offered() {
    let (clinic, choice, shown) = night("2027-03-01T12:00:00Z", "2027-03-14").await;
    assert_eq!(shown.slots.len(), 6, "three hours");
    let hours: Vec<_> = shown
        .slots
        .iter()
        .map(|slot| shown.zone.to_datetime(slot.starts_at).hour())
        .collect();
    assert_eq!(hours, [0, 0, 1, 1, 3, 3]);
    let Choice::Named(whom) = choice else {
        panic!()
    };
    let four: Timestamp = "2027-03-14T07:00:00Z".parse().unwrap();
    let outcome = holds::take(
        &clinic,
        &clinic.visitor("w"),
        "visit",
        choice,
        four,
        whom,
        None,
    )
    .await;
    assert_eq!(said(&outcome), "outside_hours");
}

#[tokio::test]
async fn showing_times_never_waits_for_the_writer() {
    let clinic = clinic().await;
    let rota = clinic.rota(&["Ada Nowak", "Ben Ode", "Cy Pell"]).await;
    for n in 0..20 {
        let who = clinic.visitor(&format!("busy {n}"));
        let at = halifax(&format!("2026-03-{}T10:00", 11 + n % 3));
        let shown = rota.people[0];
        let _ = holds::take(&clinic, &who, "visit", Choice::First, at, shown, None).await;
    }
    let written = |clinic: &TestClinic| clinic.store.stats().statements;
    let before = written(&clinic);
    month_of(&clinic, Choice::First, (2026, 3)).await;
    // Reads run on the readers' connections: the one that writes has nothing to do.
    assert_eq!(written(&clinic), before);
}

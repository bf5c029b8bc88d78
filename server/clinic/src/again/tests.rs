use domain::booking::Eligibility;
use jiff::SignedDuration;

use super::*;
use crate::appointments;
use crate::appointments::tests::Setting;
use crate::holds::tests::{halifax, said};

impl Setting {
    async fn tap(&self, wall: &str, submission: SubmissionId) -> Result<AppointmentId, Failure> {
        let acting = self.clinic.own::<can::Book>(&self.ana).await;
        let with = self.rota.people[0];
        book(
            &self.clinic,
            (&self.visitor, &acting),
            "visit",
            halifax(wall),
            with,
            submission,
        )
        .await
    }

    async fn suggested(&self) -> Option<Again> {
        let acting = self.clinic.own::<can::Book>(&self.ana).await;
        suggest(&self.clinic, (&self.visitor, &acting))
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn the_last_visit_is_offered_at_its_soonest_times() {
    let s = Setting::new().await;
    assert!(s.suggested().await.is_none(), "nothing to repeat yet");
    s.book("2026-03-12T10:00").await;
    let again = s.suggested().await.unwrap();
    assert_eq!(
        (again.service.slug.as_str(), again.practitioner),
        ("visit", s.rota.people[0])
    );
    assert_eq!(again.slots.len(), SHOWN);
    assert!(again.slots[0].starts_at < halifax("2026-03-10T12:00"));
}

#[tokio::test]
async fn after_a_first_visit_the_next_of_its_kind_is_offered() {
    let s = Setting::new().await;
    let first = s
        .clinic
        .service("first", |service| {
            service.patients = Eligibility::NewPatientsOnly;
        })
        .await;
    s.clinic.offer(first, s.rota.people[0]).await;
    let acting = s.clinic.own::<can::Book>(&s.ana).await;
    let (at, with) = (halifax("2026-03-12T10:00"), s.rota.people[0]);
    let press = s.clinic.submission();
    let booked = book(&s.clinic, (&s.visitor, &acting), "first", at, with, press).await;
    booked.unwrap();
    assert_eq!(s.suggested().await.unwrap().service.slug, "visit");
}

#[tokio::test]
async fn one_tap_books_once_and_can_be_taken_back() {
    let s = Setting::new().await;
    let press = s.clinic.new_id();
    let id = s.tap("2026-03-12T10:00", press).await.unwrap();
    assert_eq!(s.tap("2026-03-12T10:00", press).await.unwrap(), id);
    assert!(!s.is_free("2026-03-12T10:15").await);
    let acting = s.clinic.own::<can::Cancel>(&s.ana).await;
    appointments::undo_booking(&s.clinic, &acting, id)
        .await
        .unwrap();
    assert!(s.is_free("2026-03-12T10:00").await);
    s.clinic.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(s.mails().await, vec![]);
}

#[tokio::test]
async fn a_tap_is_judged_like_any_booking() {
    let s = Setting::new().await;
    s.book("2026-03-12T10:00").await;
    for (wall, code) in [
        ("2026-03-12T10:00", "taken"),
        ("2026-03-12T08:00", "outside_hours"),
        ("2026-03-12T11:05", "not_on_grid"),
        ("2026-03-09T10:00", "too_soon"),
        ("2026-07-09T10:00", "too_far"),
    ] {
        let press = s.clinic.new_id();
        assert_eq!(said(&s.tap(wall, press).await), code, "{wall}");
    }
    let other = s.clinic.practitioner("Ben Ode").await;
    let acting = s.clinic.own::<can::Book>(&s.ana).await;
    let press = s.clinic.submission();
    let at = halifax("2026-03-12T12:00");
    let booked = book(&s.clinic, (&s.visitor, &acting), "visit", at, other, press).await;
    assert_eq!(said(&booked), "service_not_offered");
    let booked = book(
        &s.clinic,
        (&s.visitor, &acting),
        "nothing",
        at,
        other,
        press,
    )
    .await;
    assert_eq!(said(&booked), "not found");
    // With somebody else at a time of one's own.
    s.clinic.offer(s.rota.service, other).await;
    for weekday in crate::testing::rota::WORKDAYS {
        s.clinic.shift(other, weekday, "09:00", "17:00").await;
    }
    let at = halifax("2026-03-12T10:15");
    let booked = book(&s.clinic, (&s.visitor, &acting), "visit", at, other, press).await;
    assert_eq!(said(&booked), "patient_busy");
}

#[tokio::test]
async fn ones_own_hold_is_not_in_the_way_of_a_tap() {
    let s = Setting::new().await;
    s.book("2026-03-12T10:00").await;
    let first = s.suggested().await.unwrap().slots[0].starts_at;
    let at = halifax("2026-03-10T10:00");
    assert_eq!(first, at, "the soonest");
    let own = s.keep("2026-03-10T10:00").await;
    assert_eq!(s.suggested().await.unwrap().slots[0].starts_at, at);
    let press = s.clinic.new_id();
    s.tap("2026-03-10T10:00", press).await.unwrap();
    let after = crate::holds::view(&s.clinic, &s.visitor, own).await;
    assert_eq!(said(&after), "not found");
}

use domain::id::SubmissionId;
use domain::role::Role;
use domain::shift::WorkingHours;
use domain::slots::Busy;
use domain::span::Span;
use jiff::Timestamp;
use store::today::ShortestVisit;
use uuid::Uuid;

use super::*;
use crate::testing::TestClinic;
use crate::testing::rota::Rota;
use crate::times::Choice;
use crate::{booking, holds};

/// 9:00 in Halifax, on the test's Tuesday.
const MORNING: &str = "2026-03-10T12:00:00Z";

async fn desk(clinic: &TestClinic) -> Staff<can::SeeToday> {
    clinic.staff_with(Role::Desk).await.unwrap()
}

async fn book(clinic: &TestClinic, rota: &Rota, short: &str, starts: &str, with: usize) {
    let who = clinic.signed_in(short).await;
    let visitor = clinic.visitor(who.visitor.expose());
    let hold = holds::take(
        clinic,
        &visitor,
        "visit",
        Choice::Named(rota.people[with]),
        starts.parse().unwrap(),
        rota.people[with],
        Some(&who.holder),
    )
    .await
    .unwrap();
    let acting = clinic.own::<can::Book>(&who).await;
    let press: SubmissionId = clinic.new_id();
    booking::book(clinic, &visitor, &acting, hold, press, None)
        .await
        .unwrap();
}

#[tokio::test]
async fn today_shows_the_local_day_by_start_and_by_practitioner() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman", "Wen Li"]).await;
    book(&clinic, &rota, "late", "2026-03-10T19:00:00Z", 0).await;
    book(&clinic, &rota, "early", "2026-03-10T14:00:00Z", 1).await;
    book(&clinic, &rota, "tomorrow", "2026-03-11T12:00:00Z", 0).await;
    let staff = desk(&clinic).await;
    let all = view(&clinic, &staff, None).await.unwrap();
    let names: Vec<&str> = all
        .agenda
        .iter()
        .map(|item| item.patient_name.as_str())
        .collect();
    assert_eq!(names, ["Early Example", "Late Example"]);
    assert_eq!(all.today.to_string(), "2026-03-10");
    assert_eq!(all.agenda[0].practitioner_name.as_str(), "Wen Li");
    assert_eq!(all.agenda[0].state, AppointmentState::Confirmed);
    assert_eq!(all.practitioners.len(), 2);
    let mine = view(&clinic, &staff, Some(rota.people[0])).await.unwrap();
    assert_eq!(mine.agenda.len(), 1);
    assert_eq!(mine.agenda[0].patient_name.as_str(), "Late Example");
    let nobody = view(&clinic, &staff, Some(clinic.new_id())).await;
    assert!(matches!(nobody, Err(Failure::NotFound)));
}

#[tokio::test]
async fn a_look_is_one_event_with_everybody_shown() {
    let clinic = TestClinic::new().await;
    let rota = clinic.rota(&["Priya Raman"]).await;
    book(&clinic, &rota, "ana", "2026-03-10T14:00:00Z", 0).await;
    book(&clinic, &rota, "ben", "2026-03-10T15:00:00Z", 0).await;
    let staff = desk(&clinic).await;
    let before = crate::audit::verify(&clinic, &clinic.system_job())
        .await
        .unwrap()
        .rows;
    view(&clinic, &staff, None).await.unwrap();
    let after = crate::audit::verify(&clinic, &clinic.system_job())
        .await
        .unwrap();
    assert_eq!((after.rows, after.first_bad), (before + 1, None));
}

#[tokio::test]
async fn openings_shrink_with_every_visit_and_with_the_day() {
    let clinic = TestClinic::new().await;
    clinic.clock.set(MORNING.parse().unwrap());
    let rota = clinic.rota(&["Priya Raman", "Wen Li"]).await;
    let staff = desk(&clinic).await;
    let openings = async || view(&clinic, &staff, None).await.unwrap().openings_left;
    assert_eq!(openings().await, 2, "one whole day each");
    book(&clinic, &rota, "noon", "2026-03-10T15:00:00Z", 0).await;
    assert_eq!(openings().await, 3, "Priya's day is in two parts");
    let hers = view(&clinic, &staff, Some(rota.people[0])).await.unwrap();
    assert_eq!(hers.openings_left, 2);
    clinic
        .closure(Some(rota.people[1]), "2026-03-10T00:00", "2026-03-11T00:00")
        .await;
    assert_eq!(openings().await, 2, "Wen is away");
    // 16:31 in Halifax: less than the visit's 30 minutes are left.
    clinic.clock.set("2026-03-10T19:31:00Z".parse().unwrap());
    let staff = desk(&clinic).await;
    assert_eq!(view(&clinic, &staff, None).await.unwrap().openings_left, 0);
}

fn at(text: &str) -> Timestamp {
    format!("2026-03-10T{text}:00Z").parse().unwrap()
}

#[test]
fn a_gap_must_hold_the_visit_and_its_rest() {
    let who = PractitionerId::from_stored(Uuid::from_u128(1));
    let rule = domain::shift::ShiftRule {
        practitioner: who,
        weekday: jiff::civil::Weekday::Tuesday,
        starts: "09:00".parse().unwrap(),
        ends: "12:00".parse().unwrap(),
        valid_from: jiff::civil::date(2026, 1, 1),
        valid_until: None,
    };
    let day = jiff::civil::date(2026, 3, 10);
    let hours = WorkingHours::expand(who, &[rule], &[], (day, day), &TimeZone::UTC);
    let busy = |from: &str, to: &str, after: u32| Busy {
        span: Span::new(at(from), at(to)).unwrap(),
        buffer_before_minutes: 0,
        buffer_after_minutes: after,
    };
    let shortest = |minutes: u32, after: u32| ShortestVisit {
        practitioner: who,
        minutes,
        buffer_before_minutes: 0,
        buffer_after_minutes: after,
    };
    let rest = Span::new(at("08:00"), at("23:00")).unwrap();
    let taken = [busy("10:00", "11:00", 15)];
    for (minutes, after, gaps) in [(60, 0, 1), (45, 0, 2), (46, 0, 1), (50, 10, 1), (45, 16, 1)] {
        let found = openings::gaps(&hours, &taken, &shortest(minutes, after), rest);
        assert_eq!(found, gaps, "{minutes} and {after}");
    }
    let late = Span::new(at("11:30"), at("23:00")).unwrap();
    assert_eq!(openings::gaps(&hours, &taken, &shortest(30, 0), late), 1);
    assert_eq!(openings::gaps(&hours, &taken, &shortest(35, 0), late), 0);
    assert_eq!(openings::gaps(&hours, &[], &shortest(180, 0), rest), 1);
    assert_eq!(openings::gaps(&hours, &[], &shortest(185, 0), rest), 0);
}

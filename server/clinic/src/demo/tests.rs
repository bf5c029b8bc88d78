use std::collections::HashSet;

use domain::person::{EmailAddress, PersonName};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;

use super::*;
use crate::appointments::AppointmentState;
use crate::authz::can;
use crate::testing::TestClinic;
use crate::times::Choice;
use crate::{front, staff_log_in, times, today};

async fn filled() -> TestClinic {
    let clinic = TestClinic::empty().await;
    fill(&clinic, &clinic.system_job()).await.unwrap();
    clinic
}

async fn staff<P: can::Permission>(clinic: &TestClinic) -> crate::authz::Staff<P> {
    let (_, email, password) = log_ins().rows[0];
    let browser = clinic.visitor("the desk");
    let signed_in = staff_log_in::log_in(clinic, &browser, email, password)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    clinic.staff(signed_in.session.expose()).await.unwrap()
}

#[test]
fn everybody_is_invented() {
    assert_eq!(people::KNOWN.len(), 41);
    let mut names = HashSet::new();
    for person in people::KNOWN
        .iter()
        .chain(people::waiting().map(|(person, ..)| person))
    {
        assert!(
            PersonName::parse(person.full_name).is_ok(),
            "{}",
            person.full_name
        );
        if let Some(email) = person.email {
            assert!(EmailAddress::parse(email).is_ok(), "{email}");
            assert_eq!(email, email.to_ascii_lowercase());
            assert!(email.ends_with("@example.com") || email.ends_with("@example.org"));
        }
        assert!(!person.logs_in() || person.email.is_some());
        let row = person.row(
            PatientId::from_stored(uuid::Uuid::nil()),
            None,
            Timestamp::MIN,
        );
        let row = row.unwrap();
        assert!(
            row.phone.unwrap().starts_with("+190255501"),
            "{}",
            person.full_name
        );
        names.insert((person.full_name, row.born_on));
    }
    assert_eq!(names.len(), 43, "Amara is there twice, everybody else once");
}

#[tokio::test]
async fn it_goes_in_once_and_marks_the_database() {
    let clinic = TestClinic::empty().await;
    let job = clinic.system_job();
    assert!(is_empty(&clinic, &job).await.unwrap());
    assert_eq!(fill(&clinic, &job).await.unwrap(), log_ins());
    let again = fill(&clinic, &job).await;
    assert!(matches!(again, Err(Failure::Refused(Refusal::NotEmpty))));
    let profile = front::profile(&clinic, &clinic.public()).await.unwrap();
    assert_eq!(profile.name, "Harbour Lane");
    assert!(profile.demo);
    let chain = crate::audit::verify(&clinic, &job).await.unwrap();
    assert_eq!((chain.rows, chain.first_bad), (1, None));
}

#[tokio::test]
async fn a_clinic_with_people_is_never_overwritten() {
    let clinic = TestClinic::new().await;
    clinic.patient("Ana Example", "1990-04-12").await;
    let refused = fill(&clinic, &clinic.system_job()).await;
    assert!(matches!(refused, Err(Failure::Refused(Refusal::NotEmpty))));
    let profile = front::profile(&clinic, &clinic.public()).await.unwrap();
    assert!(!profile.demo);
}

#[tokio::test]
async fn the_printed_log_ins_work() {
    let clinic = filled().await;
    for (role, email, password) in log_ins().rows {
        let browser = clinic.visitor(email);
        let signed_in = staff_log_in::log_in(&clinic, &browser, email, password)
            .await
            .unwrap()
            .signed_in()
            .unwrap();
        let member = clinic.member(signed_in.session.expose()).await.unwrap();
        assert_eq!(member.role(), role);
    }
}

#[tokio::test]
async fn three_wait_with_what_they_booked() {
    let clinic = filled().await;
    let view = today::view(&clinic, &staff(&clinic).await, None).await;
    let items = view.unwrap().registrations;
    let names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Amara Okafor", "Łucja Nowak", "Jon Beck"]);
    let booked: Vec<bool> = items
        .iter()
        .map(|item| item.next_appointment.is_some())
        .collect();
    assert_eq!(booked, [true, true, false]);
}

#[tokio::test]
async fn every_day_of_the_week_is_a_day_with_people_at_any_hour() {
    for day in 0..7 {
        let clinic = TestClinic::empty().await;
        let zone = TimeZone::get("America/Halifax").unwrap();
        let noon = jiff::civil::date(2026, 3, 9)
            .checked_add(day.days())
            .unwrap()
            .at(12, 20, 0, 0);
        clinic.clock.set(zone.to_timestamp(noon).unwrap());
        fill(&clinic, &clinic.system_job()).await.unwrap();
        let view = today::view(&clinic, &staff(&clinic).await, None)
            .await
            .unwrap();
        assert!(view.agenda.len() >= 2, "day {day}: {}", view.agenda.len());
        for item in &view.agenda {
            let ended = item.ends_at <= clinic.now();
            assert_eq!(
                ended,
                item.state == AppointmentState::Completed,
                "day {day}"
            );
            let far = item.starts_at.duration_since(clinic.now()).as_mins() > 15;
            assert_eq!(far, item.state == AppointmentState::Confirmed, "day {day}");
        }
        for service in front::services(&clinic, &clinic.public()).await.unwrap() {
            let found = times::practitioners(&clinic, &clinic.public(), &service.slug)
                .await
                .unwrap();
            assert!(!found.people.is_empty(), "{}", service.slug);
            assert!(
                found.first_available.is_some(),
                "{} on day {day}",
                service.slug
            );
        }
    }
}

#[tokio::test]
async fn the_month_shows_free_times_for_a_new_patient() {
    let clinic = filled().await;
    let browser = clinic.visitor("somebody");
    let month = times::month(
        &clinic,
        &browser,
        "physiotherapy-first-visit",
        Choice::First,
        None,
        None,
    )
    .await
    .unwrap();
    assert_eq!(month.soonest.len(), 3);
    assert!(month.days.iter().filter(|day| day.count > 0).count() > 5);
}

#[tokio::test]
async fn the_same_seed_and_day_make_the_same_clinic() {
    let mut days = Vec::new();
    for _ in 0..2 {
        let clinic = filled().await;
        let view = today::view(&clinic, &staff(&clinic).await, None)
            .await
            .unwrap();
        let agenda: Vec<_> = view
            .agenda
            .iter()
            .map(|item| {
                (
                    item.starts_at,
                    item.patient_name.clone(),
                    item.service_name.clone(),
                )
            })
            .collect();
        days.push(agenda);
    }
    assert!(!days[0].is_empty());
    assert_eq!(days[0], days[1]);
}

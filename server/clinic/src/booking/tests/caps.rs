//! How many appointments may be ahead, at the hold, on the page and at the booking; and
//! that callers who race for the last place never get past it.

use domain::id::PatientId;
use store::appointment::NewAppointment;

use super::*;
use crate::{again, appointments};

async fn cap_of_service(clinic: &TestClinic, rota: &Rota, cap: u32) {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    store::service::update_upcoming_cap(&mut work, rota.service, Some(cap))
        .await
        .unwrap();
    work.commit().await.unwrap();
}

/// So many visits that somebody's account has booked for `patient`, in other weeks than
/// those of the tests and with nobody's time claimed.
async fn ahead_of(clinic: &TestClinic, rota: &Rota, who: &Patient, patient: PatientId, many: i64) {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let location = store::service::find_offering(&mut *work, rota.service).await;
    let location = location.unwrap().unwrap().people[0].location.clone();
    for visit in 0..many {
        let starts_at = halifax("2026-04-20T09:00") + SignedDuration::from_hours(visit);
        let new = NewAppointment {
            id: clinic.new_id(),
            patient,
            service: rota.service,
            practitioner: rota.people[0],
            location: location.id,
            zone: location.zone.clone(),
            starts_at,
            ends_at: starts_at + SignedDuration::from_mins(30),
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            cancel_notice_minutes: 0,
            move_notice_minutes: 0,
            note: None,
            booked_by: BookedBy::Account(who.account),
            booked_as: domain::registration::booked_as::BookedAs::Booking,
            booked_at: clinic.now(),
            submission: clinic.new_id(),
        };
        store::appointment::insert_appointment(&mut work, &new)
            .await
            .unwrap();
    }
    work.commit().await.unwrap();
}

/// A cap, and how to come within one visit of it.
#[derive(Clone, Copy, Debug)]
enum Cap {
    OfPatient,
    OfService,
    ByAccount,
}

impl Cap {
    const ALL: [Self; 3] = [Self::OfPatient, Self::OfService, Self::ByAccount];

    const fn code(self) -> &'static str {
        match self {
            Self::OfPatient => "too_many_upcoming",
            Self::OfService => "too_many_of_service",
            Self::ByAccount => "too_many_by_account",
        }
    }

    async fn but_one(self, clinic: &TestClinic, rota: &Rota, who: &Patient) {
        match self {
            Self::OfPatient => {
                let many = limits::UPCOMING_PER_PATIENT - 1;
                ahead_of(clinic, rota, who, who.patient, many).await;
            }
            Self::OfService => {
                cap_of_service(clinic, rota, 3).await;
                ahead_of(clinic, rota, who, who.patient, 2).await;
            }
            Self::ByAccount => {
                let child = clinic.patient("Kit Example", "2019-02-03").await;
                let many = limits::UPCOMING_PER_ACCOUNT - 1;
                ahead_of(clinic, rota, who, child, many).await;
            }
        }
    }
}

#[tokio::test]
async fn each_cap_takes_its_last_visit_and_refuses_the_next_everywhere() {
    for cap in Cap::ALL {
        let (clinic, rota) = clinic().await;
        let ada = rota.people[0];
        let ana = person(&clinic, "ana").await;
        let phone = clinic.sign_in(ana.0.account, ana.0.patient, "phone").await;
        let phone = (phone, clinic.visitor("phone"));
        cap.but_one(&clinic, &rota, &ana.0).await;
        // Both browsers hold a time while there is room for one visit.
        let held = hold(&clinic, &ana, "visit", ada, "2026-03-12T10:15").await;
        let late = hold(&clinic, &phone, "visit", ada, "2026-03-12T11:15").await;
        let last = press(&clinic, &ana, held, clinic.new_id()).await.unwrap();

        let acting = clinic.own::<can::Book>(&phone.0).await;
        let page = check(&clinic, &phone.1, &acting, late).await;
        assert_eq!(said(&page), cap.code(), "the page, {cap:?}");
        let commit = press(&clinic, &phone, late, clinic.new_id()).await;
        assert_eq!(said(&commit), cap.code(), "the booking, {cap:?}");
        let (choice, at) = (Choice::Named(ada), halifax("2026-03-12T12:15"));
        let holder = Some(&ana.0.holder);
        let next = holds::take(&clinic, &ana.1, "visit", choice, at, ada, holder).await;
        assert_eq!(said(&next), cap.code(), "the hold, {cap:?}");
        let (who, press) = ((&phone.1, &acting), clinic.submission());
        let tap = again::book(&clinic, who, "visit", at, ada, press).await;
        assert_eq!(said(&tap), cap.code(), "one tap, {cap:?}");
        let offered = again::suggest(&clinic, who).await.unwrap();
        assert!(offered.is_none(), "what would be refused, {cap:?}");

        // What is cancelled makes room, and coming back needs it again.
        let cancel = clinic.own::<can::Cancel>(&ana.0).await;
        appointments::cancel(&clinic, &cancel, last, None)
            .await
            .unwrap();
        again::book(&clinic, who, "visit", at, ada, press)
            .await
            .unwrap();
        let back = appointments::undo_cancel(&clinic, &cancel, last).await;
        assert_eq!(said(&back), cap.code(), "the undo, {cap:?}");
    }
}

#[tokio::test]
async fn a_service_without_a_number_of_its_own_counts_with_the_others() {
    let (clinic, rota) = clinic().await;
    let ada = rota.people[0];
    let other = clinic.service("other", |_| ()).await;
    clinic.offer(other, ada).await;
    let ana = person(&clinic, "ana").await;
    cap_of_service(&clinic, &rota, 1).await;
    hold_and_book(&clinic, &ana, "visit", ada, "2026-03-12T10:15")
        .await
        .unwrap();
    for wall in ["2026-03-12T11:15", "2026-03-12T12:15"] {
        hold_and_book(&clinic, &ana, "other", ada, wall)
            .await
            .unwrap();
    }
    // Somebody else has a place of their own at the service.
    let eve = person(&clinic, "eve").await;
    hold_and_book(&clinic, &eve, "visit", ada, "2026-03-12T13:15")
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_who_race_for_the_last_place_get_one() {
    for cap in Cap::ALL {
        let (clinic, rota) = clinic().await;
        let ada = rota.people[0];
        let ana = clinic.signed_in("ana").await;
        cap.but_one(&clinic, &rota, &ana).await;
        let mut callers = Vec::new();
        for hour in 9..17 {
            let acting = clinic.own::<can::Book>(&ana).await;
            let visitor = clinic.visitor("ana's browser");
            let (clinic, press) = (clinic.clinic.clone(), clinic.submission());
            let at = halifax(&format!("2026-03-12T{hour:02}:00"));
            callers.push(tokio::spawn(async move {
                let who = (&visitor, &acting);
                again::book(&clinic, who, "visit", at, ada, press).await
            }));
        }
        let mut booked = 0;
        for caller in callers {
            match caller.await.unwrap() {
                Ok(_) => booked += 1,
                refused => assert_eq!(said(&refused), cap.code(), "{cap:?}"),
            }
        }
        assert_eq!(booked, 1, "{cap:?}");
    }
}

//! Who hears of what the desk does for somebody whom others look after.

use domain::id::{AccessId, AppointmentId, ServiceId};
use jiff::SignedDuration;
use store::notice::NoticeKind;

use super::hidden::Home;
use super::notices::{addresses, fail_for, mails, waiting};
use super::*;
use crate::authz::Staff;
use crate::desk::{self, AskedBy, MoveWish, Purpose, Wish};
use crate::family::notices::{Recipient, recipient};
use crate::holds::tests::halifax;
use crate::{portal_accounts, safeguarding};

/// The desk of a home's clinic.
struct Desk<'a> {
    home: &'a Home,
    staff: Staff<can::Book>,
}

impl<'a> Desk<'a> {
    async fn of(home: &'a Home) -> Self {
        let staff = home.clinic.staff_with(Role::Desk).await.unwrap();
        Self { home, staff }
    }

    async fn book(&self, patient: PatientId, service: &str, wall: &str) -> AppointmentId {
        let clinic = &self.home.clinic;
        let wish = Wish {
            patient,
            service,
            starts_at: halifax(wall),
            practitioner: self.home.ada,
            submission: clinic.submission(),
            note: "",
            tell: true,
            purpose: Purpose::Free { anyway: false },
            shown: "",
            reason: "",
        };
        desk::book(clinic, &self.staff, wish).await.unwrap()
    }

    async fn move_to(&self, visit: AppointmentId, wall: &str) {
        let clinic = &self.home.clinic;
        let shown = desk::show(clinic, &self.staff, visit).await.unwrap();
        let wish = MoveWish {
            appointment: visit,
            sequence: shown.sequence,
            starts_at: halifax(wall),
            practitioner: self.home.ada,
            tell: true,
            purpose: Purpose::Free { anyway: false },
            shown: "",
            reason: "",
        };
        desk::move_to(clinic, &self.staff, wish).await.unwrap();
    }

    async fn cancel(&self, visit: AppointmentId, by: AskedBy) {
        let clinic = &self.home.clinic;
        let shown = desk::show(clinic, &self.staff, visit).await.unwrap();
        let which = (visit, shown.sequence);
        desk::cancel(clinic, &self.staff, which, by, true)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn of_a_teenagers_confidential_visit_their_own_account_hears_and_never_the_chart() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let chart = clinic
        .store
        .write_address(home.teen.patient, "mother@example.com");
    chart.await.unwrap();
    let desk = Desk::of(&home).await;
    let visit = home
        .book(&home.teen, "private", "2026-03-13 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    desk.cancel(visit, AskedBy::Clinic).await;
    assert_eq!(addresses(&mails(clinic).await), ["tess@example.com"]);
    desk.book(home.teen.patient, "private", "2026-03-12 10:00")
        .await;
    assert_eq!(addresses(&mails(clinic).await), ["tess@example.com"]);
}

#[tokio::test]
async fn without_an_account_the_chart_hears_of_a_childs_and_an_adults_confidential_visit_only() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let desk = Desk::of(&home).await;
    let told = [
        ("2019-01-05", "private", true),
        ("2013-01-05", "private", false),
        ("2013-01-05", "visit", true),
        ("1990-01-05", "private", true),
    ];
    for (days, (born_on, service, hears)) in (10..).zip(told) {
        let patient = clinic.patient("Lee Example", born_on).await;
        let chart = clinic.store.write_address(patient, "lee@example.com");
        chart.await.unwrap();
        let wall = format!("2026-03-{days:02} 14:00");
        desk.book(patient, service, &wall).await;
        let mails = mails(clinic).await;
        let expected: &[&str] = if hears { &["lee@example.com"] } else { &[] };
        assert_eq!(addresses(&mails), expected, "{born_on} {service}");
    }
}

#[tokio::test]
async fn what_waits_for_the_chart_is_asked_again_when_it_is_sent() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let desk = Desk::of(&home).await;
    let lee = clinic.patient("Lee Example", "2013-01-05").await;
    let chart = clinic.store.write_address(lee, "mother@example.com");
    chart.await.unwrap();
    desk.book(lee, "visit", "2026-03-12 10:00").await;
    let visit = service(&home, "visit").await;
    clinic.store.keep_confidential(visit).await.unwrap();
    assert!(mails(clinic).await.is_empty());
}

async fn service(home: &Home, slug: &str) -> ServiceId {
    let mut look = home.clinic.read(&home.clinic.system_job()).await.unwrap();
    let offered = store::service::list_offered(&mut *look).await.unwrap();
    let found = offered.into_iter().find(|offered| offered.slug == slug);
    found.unwrap().id
}

#[tokio::test]
async fn a_move_is_told_to_whoever_knows_of_the_booking_though_somebody_does_not_yet() {
    let home = Home::new().await;
    let desk = Desk::of(&home).await;
    let visit = home
        .book(&home.teen, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    fail_for(&home.clinic, "mother@example.com").await;
    desk.move_to(visit, "2026-03-12 14:00").await;
    assert_eq!(
        waiting(&home.clinic).await,
        ["booked mother@example.com", "moved tess@example.com"]
    );
}

#[tokio::test]
async fn a_cancelling_is_told_to_whoever_knows_of_the_booking_though_somebody_does_not_yet() {
    let home = Home::new().await;
    let desk = Desk::of(&home).await;
    let visit = home
        .book(&home.teen, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    fail_for(&home.clinic, "mother@example.com").await;
    desk.cancel(visit, AskedBy::Clinic).await;
    assert_eq!(waiting(&home.clinic).await, ["cancelled tess@example.com"]);
}

#[tokio::test]
async fn whoever_looks_after_a_child_hears_of_what_the_desk_does() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let desk = Desk::of(&home).await;
    let kit = added(clinic, &home.mother, "Kit").await;
    let views = clinic.signed_in("views").await;
    clinic
        .give(views.account, kit, guardian(Preset::View))
        .await;
    let visit = desk.book(kit, "visit", "2026-03-12 10:00").await;
    let shown = desk::show(clinic, &desk.staff, visit).await.unwrap();
    assert_eq!(shown.mail_to.addresses, [email("mother@example.com")]);
    assert_eq!(addresses(&mails(clinic).await), ["mother@example.com"]);
    desk.move_to(visit, "2026-03-12 14:00").await;
    assert_eq!(addresses(&mails(clinic).await), ["mother@example.com"]);
    desk.cancel(visit, AskedBy::Clinic).await;
    let mails = mails(clinic).await;
    assert_eq!(addresses(&mails), ["mother@example.com"]);
    assert!(mails[0].1.starts_with("Cancelled for Kit: "), "{mails:?}");
}

#[tokio::test]
async fn the_desk_tells_a_teenagers_mother_of_an_open_visit_and_not_of_a_confidential_one() {
    let home = Home::new().await;
    let desk = Desk::of(&home).await;
    let both = ["mother@example.com", "tess@example.com"];
    for (service, wall, told) in [
        ("visit", "2026-03-12 10:00", &both[..]),
        ("private", "2026-03-13 10:00", &both[1..]),
    ] {
        desk.book(home.teen.patient, service, wall).await;
        assert_eq!(addresses(&mails(&home.clinic).await), told, "{service}");
    }
}

#[tokio::test]
async fn the_desk_is_told_why_the_chart_hears_nothing() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let desk = Desk::of(&home).await;
    let told = [
        (None, "private", Some(desk::ChartLeftOut::BornUnknown)),
        (None, "visit", None),
        (
            Some(date(2013, 1, 5)),
            "private",
            Some(desk::ChartLeftOut::OfAge),
        ),
        (Some(date(1990, 1, 5)), "private", None),
    ];
    for (days, (born_on, service, left_out)) in (10..).zip(told) {
        let patient = clinic.new_id();
        let new = store::patient::NewPatient {
            born_on: born_on.map(BirthDate::from_stored),
            ..store::patient::NewPatient::named(patient, name("Lee Example"), clinic.now())
        };
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        store::patient::insert_patient(&mut work, &new)
            .await
            .unwrap();
        work.commit().await.unwrap();
        let chart = clinic.store.write_address(patient, "lee@example.com");
        chart.await.unwrap();
        let wall = format!("2026-03-{days:02} 14:00");
        let visit = desk.book(patient, service, &wall).await;
        let shown = desk::show(clinic, &desk.staff, visit).await.unwrap();
        assert_eq!(
            shown.mail_to.chart_left_out, left_out,
            "{born_on:?} {service}"
        );
        assert_eq!(shown.mail_to.addresses.is_empty(), left_out.is_some());
    }
}

#[tokio::test]
async fn whose_access_others_ended_hears_nothing_by_the_chart_either() {
    for ends in [Ends::StaffRemove, Ends::StaffStop, Ends::StopLifted] {
        let home = Home::new().await;
        let clinic = &home.clinic;
        let desk = Desk::of(&home).await;
        let father = clinic.signed_in("father").await;
        let leo = clinic.patient("Leo Example", "2018-05-01").await;
        let access = clinic
            .give(father.account, leo, guardian(Preset::View))
            .await;
        let chart = clinic.store.write_address(leo, "Father@example.com");
        chart.await.unwrap();
        let waits = desk.book(leo, "visit", "2026-03-12 10:00").await;
        assert_eq!(waiting(clinic).await, ["booked Father@example.com"]);

        ends.end(clinic, leo, access).await;
        assert!(mails(clinic).await.is_empty(), "{ends:?}: what waited");
        let shown = desk::show(clinic, &desk.staff, waits).await.unwrap();
        let told = desk::MailTo {
            addresses: Vec::new(),
            chart_left_out: Some(desk::ChartLeftOut::ShutOut),
        };
        assert_eq!(shown.mail_to, told, "{ends:?}");
        desk.cancel(waits, AskedBy::Clinic).await;
        desk.book(leo, "visit", "2026-03-13 10:00").await;
        assert!(mails(clinic).await.is_empty(), "{ends:?}: what comes");

        // Another address there is somebody else's, once no stop stands.
        let chart = clinic.store.write_address(leo, "mum@example.com");
        chart.await.unwrap();
        desk.book(leo, "visit", "2026-03-16 10:00").await;
        let told: &[&str] = match ends {
            Ends::StaffStop => &[],
            Ends::StaffRemove | Ends::StopLifted => &["mum@example.com"],
        };
        assert_eq!(addresses(&mails(clinic).await), told, "{ends:?}");
    }
}

#[derive(Clone, Copy, Debug)]
enum Ends {
    StaffRemove,
    StaffStop,
    StopLifted,
}

impl Ends {
    async fn end(self, clinic: &TestClinic, patient: PatientId, access: AccessId) {
        if let Self::StaffRemove = self {
            let desk = clinic.staff_with(Role::Desk).await.unwrap();
            let removed = portal_accounts::remove(clinic, &desk, patient, access);
            return removed.await.unwrap();
        }
        let desk = clinic.staff_with(Role::Desk).await.unwrap();
        safeguarding::set(clinic, &desk, patient, "").await.unwrap();
        if let Self::StopLifted = self {
            let admin = clinic.staff_with(Role::Admin).await.unwrap();
            safeguarding::lift(clinic, &admin, patient).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_mail_from_before_a_birthday_reaches_nobody_who_lost_sight_by_it() {
    // Eighteen on the next day, and twelve, from when on a confidential visit is theirs alone.
    for (born_on, service) in [("2008-03-11", "visit"), ("2014-03-11", "private")] {
        let home = Home::new().await;
        let clinic = &home.clinic;
        let lena = clinic.patient("Lena Example", born_on).await;
        clinic.add_account("lena", lena).await;
        let mother = home.mother.account;
        clinic.give(mother, lena, guardian(Preset::Full)).await;
        let desk = Desk::of(&home).await;
        desk.book(lena, service, "2026-03-12 10:00").await;
        let both = ["booked lena@example.com", "booked mother@example.com"];
        assert_eq!(waiting(clinic).await, both, "{service}");
        clinic.clock.advance(SignedDuration::from_hours(24));
        let told = mails(clinic).await;
        assert_eq!(addresses(&told), ["lena@example.com"], "{service}");
    }
}

#[tokio::test]
async fn whoever_booked_hears_nothing_of_a_cancelling_once_a_stop_stands() {
    let home = Home::new().await;
    let clinic = &home.clinic;
    let visit = home
        .book(&home.mother, "visit", "2026-03-12 10:00")
        .await
        .unwrap();
    mails(clinic).await;
    let by_clinic = async || {
        let mut look = clinic.read(&clinic.system_job()).await.unwrap();
        let about = (NoticeKind::Cancelled, visit);
        recipient(&mut look, home.mother.account, about, true)
            .await
            .unwrap()
    };
    let mine = view(clinic, &home.teen.holder).await.unwrap();
    end(clinic, &home.teen.holder, mine.for_me[0].id, false)
        .await
        .unwrap();
    assert_eq!(by_clinic().await, Recipient::Guardian, "or they would come");
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    safeguarding::set(clinic, &desk, home.teen.patient, "")
        .await
        .unwrap();
    assert_eq!(by_clinic().await, Recipient::Nobody);
    let desk = Desk::of(&home).await;
    desk.cancel(visit, AskedBy::Clinic).await;
    assert_eq!(addresses(&mails(clinic).await), ["tess@example.com"]);
}

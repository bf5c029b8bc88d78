use domain::id::{HoldId, SubmissionId};
use jiff::SignedDuration;
use store::notice::{Outcome, finish_leased, lease_due};

use super::*;
use crate::authz::Visitor;
use crate::holds::tests::{halifax, said};
use crate::testing::rota::Rota;
use crate::testing::{Patient, TestClinic};
use crate::times::Choice;
use crate::{booking, holds};

pub(crate) struct Setting {
    pub(crate) clinic: TestClinic,
    pub(crate) rota: Rota,
    pub(crate) ana: Patient,
    pub(crate) visitor: Visitor,
}

impl Setting {
    pub(crate) async fn new() -> Self {
        let clinic = TestClinic::new().await;
        clinic.set_address_limit_times(1_000);
        let rota = clinic.rota(&["Ada Nowak"]).await;
        let ana = clinic.signed_in("ana").await;
        let visitor = clinic.visitor(ana.visitor.expose());
        Self {
            clinic,
            rota,
            ana,
            visitor,
        }
    }

    /// Holds a time in the person's browser.
    pub(crate) async fn keep(&self, wall: &str) -> HoldId {
        let ada = self.rota.people[0];
        let (choice, at) = (Choice::Named(ada), halifax(wall));
        let holder = Some(&self.ana.holder);
        holds::take(
            &self.clinic,
            &self.visitor,
            "visit",
            choice,
            at,
            ada,
            holder,
        )
        .await
        .unwrap()
    }

    pub(crate) async fn book(&self, wall: &str) -> AppointmentId {
        let hold = self.keep(wall).await;
        let acting = self.clinic.own::<can::Book>(&self.ana).await;
        let submission: SubmissionId = self.clinic.new_id();
        booking::book(&self.clinic, &self.visitor, &acting, hold, submission, None)
            .await
            .unwrap()
    }

    pub(crate) async fn cancel(&self, appointment: AppointmentId) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Cancel>(&self.ana).await;
        cancel(&self.clinic, &acting, appointment, None).await
    }

    pub(crate) async fn undo(&self, appointment: AppointmentId) -> Result<(), Failure> {
        let acting = self.clinic.own::<can::Cancel>(&self.ana).await;
        undo_cancel(&self.clinic, &acting, appointment).await
    }

    pub(crate) async fn show(&self, appointment: AppointmentId) -> AppointmentView {
        let acting = self.clinic.own::<can::ViewAppointments>(&self.ana).await;
        show(&self.clinic, &acting, appointment).await.unwrap()
    }

    /// Whether somebody else could hold the time now; gives it back again.
    pub(crate) async fn is_free(&self, wall: &str) -> bool {
        let ada = self.rota.people[0];
        let other = self.clinic.visitor("other");
        let (choice, at) = (Choice::Named(ada), halifax(wall));
        match holds::take(&self.clinic, &other, "visit", choice, at, ada, None).await {
            Ok(hold) => {
                holds::release(&self.clinic, &other, hold).await.unwrap();
                true
            }
            Err(Failure::Refused(_)) => false,
            Err(other) => panic!("{other:?}"),
        }
    }

    /// Moves the clock on by minutes, with a sign of life of the person.
    pub(crate) async fn wait(&self, minutes: i64) {
        let mut left = minutes;
        while left > 0 {
            let step = left.min(20);
            self.clinic.clock.advance(SignedDuration::from_mins(step));
            let _ = self
                .clinic
                .account(self.ana.session.expose())
                .await
                .unwrap();
            left -= step;
        }
    }

    /// The mails that leave at this instant.
    pub(crate) async fn mails(&self) -> Vec<NoticeKind> {
        let now = self.clinic.now();
        let mut work = self.clinic.begin(&self.clinic.system_job()).await.unwrap();
        let until = now + SignedDuration::from_hours(10_000);
        let due = lease_due(&mut work, now, until, 100).await.unwrap();
        for notice in &due {
            assert!(
                finish_leased(&mut work, notice, Outcome::Sent, now)
                    .await
                    .unwrap()
            );
        }
        work.commit().await.unwrap();
        due.into_iter().map(|notice| notice.kind).collect()
    }
}

#[tokio::test]
async fn a_booking_tells_by_mail_once_its_grace_is_over() {
    let s = Setting::new().await;
    s.book("2026-03-12T10:00").await;
    assert_eq!(s.mails().await, vec![]);
    s.clinic
        .clock
        .advance(SignedDuration::from_millis(3 * 60_000 - 1));
    assert_eq!(s.mails().await, vec![]);
    s.clinic.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.wait(60).await;
    assert_eq!(s.mails().await, vec![]);
}

#[tokio::test]
async fn cancelling_what_was_just_booked_leaves_no_mail() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(2).await;
    s.cancel(id).await.unwrap();
    s.wait(60).await;
    assert_eq!(s.mails().await, vec![]);
    assert_eq!(s.show(id).await.state, AppointmentState::Cancelled);
}

#[tokio::test]
async fn cancelling_later_tells_after_its_own_grace() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(3).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.cancel(id).await.unwrap();
    assert_eq!(s.mails().await, vec![]);
    s.wait(3).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Cancelled]);
}

#[tokio::test]
async fn a_cancelled_time_is_kept_for_three_minutes_and_then_free() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(30).await;
    s.cancel(id).await.unwrap();
    let shown = s.show(id).await;
    assert_eq!(
        shown.undo_until,
        Some(s.clinic.now() + SignedDuration::from_mins(3))
    );
    assert!(shown.upcoming);
    s.clinic
        .clock
        .advance(SignedDuration::from_millis(3 * 60_000 - 1));
    assert!(!s.is_free("2026-03-12T10:00").await);
    s.clinic.clock.advance(SignedDuration::from_millis(1));
    assert!(s.is_free("2026-03-12T10:00").await);
    let shown = s.show(id).await;
    assert_eq!(
        (shown.undo_until, shown.upcoming, shown.cancel),
        (None, false, CancelRule::Over)
    );
}

#[tokio::test]
async fn undo_leaves_everything_as_it_was() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(30).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
    s.cancel(id).await.unwrap();
    s.wait(2).await;
    s.undo(id).await.unwrap();
    s.undo(id).await.unwrap();
    let shown = s.show(id).await;
    assert_eq!(
        (shown.state, shown.undo_until),
        (AppointmentState::Confirmed, None)
    );
    s.wait(60).await;
    assert_eq!(s.mails().await, vec![], "no mail about either step");
    assert!(!s.is_free("2026-03-12T10:00").await);
    // And it can be cancelled anew, of which mail tells.
    s.cancel(id).await.unwrap();
    s.cancel(id).await.unwrap();
    s.wait(3).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Cancelled]);
}

#[tokio::test]
async fn undo_within_the_bookings_grace_brings_its_mail_back() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(1).await;
    s.cancel(id).await.unwrap();
    s.wait(1).await;
    s.undo(id).await.unwrap();
    assert_eq!(s.mails().await, vec![]);
    s.wait(1).await;
    assert_eq!(s.mails().await, vec![NoticeKind::Booked]);
}

#[tokio::test]
async fn undo_is_too_late_from_three_minutes_on() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    s.wait(30).await;
    s.cancel(id).await.unwrap();
    s.wait(3).await;
    assert_eq!(said(&s.undo(id).await), "undo_too_late");
    assert_eq!(s.show(id).await.state, AppointmentState::Cancelled);
    assert!(s.is_free("2026-03-12T10:00").await);
}

#[tokio::test]
async fn undo_beside_another_appointment_of_the_same_patient_is_refused() {
    let s = Setting::new().await;
    let ben = s.clinic.practitioner("Ben Ode").await;
    s.clinic.offer(s.rota.service, ben).await;
    s.clinic
        .shift(ben, jiff::civil::Weekday::Thursday, "09:00", "17:00")
        .await;
    let id = s.book("2026-03-12T10:00").await;
    s.cancel(id).await.unwrap();
    // While it is in its grace, it is not in the patient's way.
    let holder = Some(&s.ana.holder);
    let (choice, at) = (Choice::Named(ben), halifax("2026-03-12T10:15"));
    let hold = holds::take(&s.clinic, &s.visitor, "visit", choice, at, ben, holder)
        .await
        .unwrap();
    let acting = s.clinic.own::<can::Book>(&s.ana).await;
    let submission: SubmissionId = s.clinic.new_id();
    booking::book(&s.clinic, &s.visitor, &acting, hold, submission, None)
        .await
        .unwrap();
    assert_eq!(said(&s.undo(id).await), "patient_busy");
    s.wait(3).await;
    assert!(
        s.is_free("2026-03-12T10:00").await,
        "the refused undo kept nothing"
    );
}

#[tokio::test]
async fn undo_never_leads_past_the_most_that_may_be_ahead() {
    let s = Setting::new().await;
    let mut booked = Vec::new();
    for hour in 9..17 {
        booked.push(s.book(&format!("2026-03-12T{hour:02}:00")).await);
    }
    for hour in 9..11 {
        booked.push(s.book(&format!("2026-03-13T{hour:02}:00")).await);
    }
    for id in &booked[..2] {
        s.cancel(*id).await.unwrap();
    }
    s.book("2026-03-13T14:00").await;
    // Nine are ahead: one can come back, the other can't.
    s.undo(booked[0]).await.unwrap();
    assert_eq!(said(&s.undo(booked[1]).await), "too_many_upcoming");
    assert_eq!(s.show(booked[1]).await.state, AppointmentState::Cancelled);
    s.wait(3).await;
    assert!(
        s.is_free("2026-03-12T10:00").await,
        "the refused undo kept nothing"
    );
}

#[tokio::test]
async fn a_booking_taken_back_leaves_no_mark_and_no_mail() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    let until = s.clinic.now() + SignedDuration::from_mins(3);
    assert_eq!(s.show(id).await.undo_booking_until, Some(until));
    let acting = s.clinic.own::<can::Cancel>(&s.ana).await;
    s.wait(2).await;
    undo_booking(&s.clinic, &acting, id).await.unwrap();
    assert!(s.is_free("2026-03-12T10:00").await, "at once");
    let sees = s.clinic.own::<can::ViewAppointments>(&s.ana).await;
    assert!(list(&s.clinic, &sees).await.unwrap().is_empty());
    assert_eq!(said(&show(&s.clinic, &sees, id).await), "not found");
    let again = undo_booking(&s.clinic, &acting, id).await;
    assert_eq!(said(&again), "not found");
    s.wait(60).await;
    assert_eq!(s.mails().await, vec![]);

    let id = s.book("2026-03-12T10:00").await;
    s.wait(3).await;
    let late = undo_booking(&s.clinic, &acting, id).await;
    assert_eq!(said(&late), "undo_too_late");
    assert_eq!(s.show(id).await.undo_booking_until, None);
    assert_eq!(s.show(id).await.state, AppointmentState::Confirmed);
}

#[tokio::test]
async fn cancelling_is_allowed_up_to_exactly_the_notice() {
    let s = Setting::new().await;
    let id = s.book("2026-03-11T10:00").await;
    // From 9:00 to 10:00 the day before.
    let rule = CancelRule::Allowed {
        until: halifax("2026-03-10T10:00"),
    };
    assert_eq!(s.show(id).await.cancel, rule);
    s.wait(60).await;
    assert_eq!(s.show(id).await.cancel, rule);
    s.clinic.clock.advance(SignedDuration::from_millis(1));
    assert_eq!(
        s.show(id).await.cancel,
        CancelRule::TooLate {
            notice_minutes: 24 * 60
        }
    );
    assert_eq!(said(&s.cancel(id).await), "too_late_to_cancel");
    assert_eq!(s.show(id).await.state, AppointmentState::Confirmed);
    s.clinic.clock.advance(SignedDuration::from_millis(-1));
    s.cancel(id).await.unwrap();
}

#[tokio::test]
async fn what_was_just_booked_can_be_cancelled_inside_its_notice() {
    let s = Setting::new().await;
    let id = s.book("2026-03-10T10:00").await;
    let until = s.clinic.now() + SignedDuration::from_mins(3);
    assert_eq!(s.show(id).await.cancel, CancelRule::Grace { until });
    s.wait(3).await;
    assert_eq!(said(&s.cancel(id).await), "too_late_to_cancel");

    let id = s.book("2026-03-10T11:00").await;
    s.cancel(id).await.unwrap();
    s.undo(id).await.unwrap();
    s.cancel(id).await.unwrap();
    s.wait(10).await;
    assert_eq!(
        s.mails().await,
        vec![NoticeKind::Booked],
        "that of the first one only"
    );
}

#[tokio::test]
async fn what_has_begun_can_not_be_cancelled() {
    let s = Setting::new().await;
    let id = s.book("2026-03-10T10:00").await;
    s.wait(60).await;
    assert_eq!(s.show(id).await.cancel, CancelRule::Over);
    assert_eq!(said(&s.cancel(id).await), "already_started");
}

#[tokio::test]
async fn another_patients_appointment_is_as_good_as_none() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    let ben = s.clinic.signed_in("ben").await;
    let unknown: AppointmentId = s.clinic.new_id();
    let (sees, cancels) = (
        s.clinic.own::<can::ViewAppointments>(&ben).await,
        s.clinic.own::<can::Cancel>(&ben).await,
    );
    for id in [id, unknown] {
        assert_eq!(said(&show(&s.clinic, &sees, id).await), "not found");
        assert_eq!(said(&calendar(&s.clinic, &sees, id).await), "not found");
        assert_eq!(
            said(&cancel(&s.clinic, &cancels, id, None).await),
            "not found"
        );
        assert_eq!(
            said(&undo_cancel(&s.clinic, &cancels, id).await),
            "not found"
        );
    }
    assert!(list(&s.clinic, &sees).await.unwrap().is_empty());
    assert_eq!(s.show(id).await.state, AppointmentState::Confirmed);
}

#[tokio::test]
async fn the_list_has_what_is_ahead_first_soonest_first() {
    let s = Setting::new().await;
    for wall in [
        "2026-03-13T10:00",
        "2026-03-10T10:00",
        "2026-03-12T10:00",
        "2026-03-10T11:00",
    ] {
        s.book(wall).await;
    }
    let given_up = s.book("2026-03-16T10:00").await;
    s.cancel(given_up).await.unwrap();
    s.wait(180).await;
    let acting = s.clinic.own::<can::ViewAppointments>(&s.ana).await;
    let listed = list(&s.clinic, &acting).await.unwrap();
    let starts: Vec<_> = listed.iter().map(|view| view.starts_at).collect();
    let expected = [
        "2026-03-12T10:00",
        "2026-03-13T10:00",
        "2026-03-16T10:00",
        "2026-03-10T11:00",
        "2026-03-10T10:00",
    ];
    assert_eq!(starts, expected.map(halifax).to_vec());
    let ahead: Vec<_> = listed.iter().map(|view| view.upcoming).collect();
    assert_eq!(ahead, vec![true, true, false, false, false]);
}

#[tokio::test]
async fn the_calendar_file_follows_the_appointment() {
    let s = Setting::new().await;
    let id = s.book("2026-03-12T10:00").await;
    let acting = s.clinic.own::<can::ViewAppointments>(&s.ana).await;
    let file = calendar(&s.clinic, &acting, id).await.unwrap();
    assert!(file.contains("DTSTART:20260312T130000Z\r\n"), "{file}");
    assert!(file.contains("SEQUENCE:0\r\n"));
    s.cancel(id).await.unwrap();
    let cancelled = calendar(&s.clinic, &acting, id).await.unwrap();
    assert!(cancelled.contains("STATUS:CANCELLED\r\n") && cancelled.contains("SEQUENCE:1\r\n"));
    let uid = |file: &str| {
        file.lines()
            .find(|line| line.starts_with("UID:"))
            .map(str::to_owned)
    };
    assert_eq!(uid(&file), uid(&cancelled));
    s.undo(id).await.unwrap();
    let again = calendar(&s.clinic, &acting, id).await.unwrap();
    assert!(again.contains("STATUS:CONFIRMED\r\n") && again.contains("SEQUENCE:2\r\n"));
}

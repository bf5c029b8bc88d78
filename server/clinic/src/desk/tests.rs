use std::sync::Arc;

use domain::appointment::{AppointmentState, Step};
use domain::booking::BookRefusal;
use domain::id::{AppointmentId, PractitionerId, ServiceId, SubmissionId};
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::{SignedDuration, Timestamp};
use store::notice::{NoticeKind, Outcome, finish_leased, lease_due};

use super::*;
use crate::authz::{Staff, can};
use crate::holds::tests::halifax;
use crate::testing::TestClinic;
use crate::times::Choice;
use crate::{appointments, booking as portal, holds};

const TUESDAY_AT_TEN: &str = "2026-03-10T10:00";

/// A clinic with one practitioner, somebody at the desk and a patient without an account.
struct Desk {
    clinic: TestClinic,
    visit: ServiceId,
    who: PractitionerId,
    staff: Staff<can::Book>,
    patient: PatientId,
}

async fn desk() -> Desk {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(10_000);
    let rota = clinic.rota(&["Ada Nowak"]).await;
    let staff = clinic.staff_with::<can::Book>(Role::Desk).await.unwrap();
    let patient = clinic.patient("Zoë Park", "1988-03-27").await;
    Desk {
        visit: rota.service,
        who: rota.people[0],
        staff,
        patient,
        clinic,
    }
}

/// A desk with a second practitioner, who works as long as the first.
async fn desk_of_two() -> (Desk, PractitionerId) {
    let desk = desk().await;
    let ben = desk.clinic.practitioner("Ben Ode").await;
    desk.clinic.offer(desk.visit, ben).await;
    for weekday in crate::testing::rota::WORKDAYS {
        desk.clinic.shift(ben, weekday, "09:00", "17:00").await;
    }
    (desk, ben)
}

impl Desk {
    fn wish(&self, at: &str) -> Wish<'static> {
        Wish {
            patient: self.patient,
            service: "visit",
            starts_at: halifax(at),
            practitioner: self.who,
            submission: self.clinic.new_id(),
            note: "",
            tell: true,
            purpose: Purpose::Free { anyway: false },
            shown: "",
            reason: "",
        }
    }

    /// What the page shows to speak against it; nothing if there is no such page.
    async fn shown(&self, wish: &Wish<'_>) -> String {
        let question = Question {
            service: Some(wish.service.to_owned()),
            at: Some((wish.starts_at, wish.practitioner)),
            ..Question::default()
        };
        let page = offer(&self.clinic, &self.staff, wish.patient, question).await;
        let chosen = page.ok().and_then(|page| page.times.chosen);
        chosen.map_or_else(String::new, |chosen| chosen.against.to_field())
    }

    /// Books on a page that has just been read.
    async fn book(&self, wish: Wish<'_>) -> Result<AppointmentId, Failure> {
        let shown = &*self.shown(&wish).await;
        self.send(Wish { shown, ..wish }).await
    }

    /// Books on a page that showed what the wish says.
    async fn send(&self, wish: Wish<'_>) -> Result<AppointmentId, Failure> {
        book(&self.clinic, &self.staff, wish).await
    }

    async fn show(&self, id: AppointmentId) -> DeskVisit {
        show(&self.clinic, &self.staff, id).await.unwrap()
    }

    /// Cancels what is shown.
    async fn cancel(&self, id: AppointmentId, by: AskedBy, told: bool) -> Result<(), Failure> {
        let sequence = self.show(id).await.sequence;
        cancel(&self.clinic, &self.staff, (id, sequence), by, told).await
    }

    /// Says it of what is shown.
    async fn say(&self, id: AppointmentId, step: Step) -> Result<(), Failure> {
        let sequence = self.show(id).await.sequence;
        say(&self.clinic, &self.staff, id, sequence, step).await
    }

    /// What the page offers to take back.
    async fn act(&self, id: AppointmentId) -> Act {
        self.show(id).await.undo.unwrap().0
    }

    async fn undo_act(&self, id: AppointmentId, act: Act) -> Result<(), Failure> {
        undo(&self.clinic, &self.staff, id, act).await
    }

    /// Takes back what the page offers to take back.
    async fn undo(&self, id: AppointmentId) -> Result<UndoKind, Failure> {
        let act = self.act(id).await;
        self.undo_act(id, act).await.map(|()| act.kind)
    }

    /// How many mails of that kind wait, however long.
    async fn waiting(&self, kind: NoticeKind) -> usize {
        let mut work = self.clinic.begin(&self.clinic.system_job()).await.unwrap();
        let until = work.now() + SignedDuration::from_secs(60);
        let waiting = lease_due(&mut work, Timestamp::MAX, until, 100)
            .await
            .unwrap();
        waiting.iter().filter(|notice| notice.kind == kind).count()
    }

    /// Lets all mail that waits have been sent.
    async fn send_all(&self) {
        let mut work = self.clinic.begin(&self.clinic.system_job()).await.unwrap();
        let now = work.now();
        let until = now + SignedDuration::from_secs(60);
        for notice in lease_due(&mut work, Timestamp::MAX, until, 100)
            .await
            .unwrap()
        {
            finish_leased(&mut work, &notice, Outcome::Sent, now)
                .await
                .unwrap();
        }
        work.commit().await.unwrap();
    }

    fn wait(&self, minutes: i64) {
        self.clinic
            .clock
            .advance(SignedDuration::from_mins(minutes));
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn staff_book_for_somebody_without_an_account_and_nothing_is_mailed() {
    let desk = desk().await;
    let id = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    let shown = desk.show(id).await;
    assert_eq!(shown.patient_name.as_str(), "Zoë Park");
    assert_eq!(shown.state, AppointmentState::Confirmed);
    assert!(shown.mail_to.addresses.is_empty());
    assert!(!shown.overbooked);
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 0);
    assert_eq!(shown.history.len(), 1);
    assert_eq!(shown.history[0].action, "appointment.book_for");
    assert!(shown.history[0].staff_name.is_some());
}

#[tokio::test]
async fn a_patient_with_an_account_sees_what_staff_booked_and_gets_one_mail() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish(TUESDAY_AT_TEN)
    };
    let id = desk.book(wish).await.unwrap();
    assert_eq!(
        desk.book(wish).await.unwrap(),
        id,
        "the same press books once"
    );
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 1);
    let own = desk.clinic.own(&ana).await;
    let list = appointments::list(&desk.clinic, &own).await.unwrap();
    assert_eq!(list.iter().map(|seen| seen.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn without_the_tick_nothing_is_mailed() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        tell: false,
        ..desk.wish(TUESDAY_AT_TEN)
    };
    desk.book(wish).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 0);
}

#[tokio::test]
async fn a_press_of_somebody_else_finds_nothing() {
    let desk = desk().await;
    let wish = desk.wish(TUESDAY_AT_TEN);
    desk.book(wish).await.unwrap();
    let other = desk.clinic.patient("Leo Example", "2018-01-01").await;
    let stolen = Wish {
        patient: other,
        ..wish
    };
    assert!(matches!(desk.book(stolen).await, Err(Failure::NotFound)));
    let colleague = desk
        .clinic
        .staff_with::<can::Book>(Role::Admin)
        .await
        .unwrap();
    let outcome = book(&desk.clinic, &colleague, wish).await;
    assert!(matches!(outcome, Err(Failure::NotFound)));
}

#[tokio::test]
async fn rules_for_patients_want_a_tick_and_a_reason_of_staff() {
    let desk = desk().await;
    // 20:00 is outside hours; the tick alone isn't enough.
    let late = desk.wish("2026-03-10T20:00");
    assert_eq!(
        refusal(desk.book(late).await),
        Refusal::NeedsReason(vec![BookRefusal::OutsideHours])
    );
    let ticked = Wish {
        purpose: Purpose::Free { anyway: true },
        ..late
    };
    let Err(Failure::Invalid(wrong)) = desk.book(ticked).await else {
        panic!("a reason is needed")
    };
    assert!(wrong.of("reason").is_some());
    let said = Wish {
        reason: "Comes from far away",
        ..ticked
    };
    let shown = desk.show(desk.book(said).await.unwrap()).await;
    assert_eq!(shown.exceptions.len(), 1);
    assert_eq!(shown.exceptions[0].rules, ["outside_hours"]);
    assert_eq!(shown.exceptions[0].reason, "Comes from far away");
    assert!(!shown.overbooked);
}

#[tokio::test]
async fn a_taken_time_is_never_booked_by_a_tick_but_by_an_act_of_its_own() {
    let desk = desk().await;
    let first = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    let leo = desk.clinic.patient("Leo Example", "2018-01-01").await;
    let wish = Wish {
        patient: leo,
        purpose: Purpose::Free { anyway: true },
        reason: "Urgent",
        ..desk.wish("2026-03-10T10:15")
    };
    assert_eq!(
        refusal(desk.book(wish).await),
        Refusal::Book(BookRefusal::Taken)
    );
    let over = Wish {
        purpose: Purpose::Over,
        ..wish
    };
    let second = desk.book(over).await.unwrap();
    assert!(desk.show(second).await.overbooked);
    // The one below goes; a patient still can't have the time.
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    desk.wait(4);
    let visitor = desk.clinic.visitor("late");
    let (at, choice) = (halifax("2026-03-10T10:30"), Choice::First);
    let held = holds::take(&desk.clinic, &visitor, "visit", choice, at, desk.who, None).await;
    assert_eq!(refusal(held), Refusal::Book(BookRefusal::Taken));
}

#[tokio::test]
async fn booking_over_a_time_that_is_free_is_a_normal_booking() {
    let desk = desk().await;
    let over = Wish {
        purpose: Purpose::Over,
        reason: "It was taken a moment ago",
        ..desk.wish(TUESDAY_AT_TEN)
    };
    let shown = desk.show(desk.book(over).await.unwrap()).await;
    assert!(!shown.overbooked);
    assert!(shown.exceptions.is_empty());
}

#[tokio::test]
async fn nobody_books_over_somebody_who_is_booking_online() {
    let desk = desk().await;
    let visitor = desk.clinic.visitor("v");
    let at = halifax(TUESDAY_AT_TEN);
    holds::take(
        &desk.clinic,
        &visitor,
        "visit",
        Choice::First,
        at,
        desk.who,
        None,
    )
    .await
    .unwrap();
    let over = Wish {
        purpose: Purpose::Over,
        reason: "Urgent",
        ..desk.wish(TUESDAY_AT_TEN)
    };
    assert_eq!(refusal(desk.book(over).await), Refusal::HeldOnline);
    desk.wait(10);
    assert!(desk.book(over).await.is_ok(), "the hold has ended");
}

#[tokio::test]
async fn what_has_passed_can_not_be_booked_and_what_is_not_there_is_not_found() {
    let desk = desk().await;
    assert_eq!(
        refusal(desk.book(desk.wish("2026-03-09T10:00")).await),
        Refusal::Past
    );
    let nobody = Wish {
        patient: desk.clinic.new_id(),
        ..desk.wish(TUESDAY_AT_TEN)
    };
    assert!(matches!(desk.book(nobody).await, Err(Failure::NotFound)));
    let nothing = Wish {
        service: "no-such-service",
        ..desk.wish(TUESDAY_AT_TEN)
    };
    assert!(matches!(desk.book(nothing).await, Err(Failure::NotFound)));
    let other = Wish {
        practitioner: PractitionerId::from_stored(desk.patient.uuid()),
        ..desk.wish(TUESDAY_AT_TEN)
    };
    assert_eq!(
        refusal(desk.book(other).await),
        Refusal::Book(BookRefusal::ServiceNotOffered)
    );
}

#[tokio::test]
async fn staff_may_have_a_time_that_a_cancelled_visit_still_keeps() {
    let desk = desk().await;
    let first = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    let act = desk.act(first).await;
    desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    assert_eq!(
        refusal(desk.undo_act(first, act).await),
        Refusal::UndoTooLate
    );
}

#[tokio::test]
async fn the_page_proposes_the_soonest_time_with_the_one_they_saw_last() {
    let desk = desk().await;
    let ben = desk.clinic.practitioner("Ben Ode").await;
    desk.clinic.offer(desk.visit, ben).await;
    for weekday in crate::testing::rota::WORKDAYS {
        desk.clinic.shift(ben, weekday, "13:00", "17:00").await;
    }
    let wish = Wish {
        practitioner: ben,
        ..desk.wish("2026-03-12T14:00")
    };
    desk.book(wish).await.unwrap();
    let shown = offer(&desk.clinic, &desk.staff, desk.patient, Question::default())
        .await
        .unwrap();
    assert_eq!(shown.times.choice, Choice::Named(ben));
    let chosen = shown.times.chosen.unwrap();
    assert_eq!(chosen.starts_at, halifax("2026-03-10T13:00"));
    assert!(chosen.warnings.is_empty() && chosen.taken_by.is_empty());
    let typed = Question {
        typed: Some(String::from("thu 2pm")),
        ..Question::default()
    };
    let shown = offer(&desk.clinic, &desk.staff, desk.patient, typed)
        .await
        .unwrap();
    let chosen = shown.times.chosen.unwrap();
    assert_eq!(chosen.starts_at, halifax("2026-03-12T14:00"));
    assert_eq!(chosen.taken_by.len(), 1);
    assert_eq!(chosen.warnings, [BookRefusal::PatientBusy]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_want_one_time_online_and_at_the_desk_one_gets_it() {
    let desk = Arc::new(desk().await);
    let at: Timestamp = halifax("2026-03-11T10:00");
    let mut callers = tokio::task::JoinSet::new();
    for n in 0..64_u32 {
        let desk = Arc::clone(&desk);
        callers.spawn(async move {
            if n % 2 == 0 {
                let wish = desk.wish("2026-03-11T10:00");
                return desk.book(wish).await.is_ok();
            }
            let patient = desk.clinic.signed_in(&format!("p{n}")).await;
            let visitor = desk.clinic.visitor(&format!("p{n}'s browser"));
            let (clinic, who) = (&desk.clinic, desk.who);
            let held = holds::take(clinic, &visitor, "visit", Choice::First, at, who, None).await;
            let Ok(hold) = held else { return false };
            let own = clinic.own::<can::Book>(&patient).await;
            let submission: SubmissionId = clinic.new_id();
            portal::book(clinic, &visitor, &own, hold, submission, None)
                .await
                .is_ok()
        });
    }
    let outcomes = callers.join_all().await;
    assert_eq!(outcomes.iter().filter(|won| **won).count(), 1);
    let mut look = desk.clinic.read(&desk.clinic.system_job()).await.unwrap();
    let day = (at, at + SignedDuration::from_hours(1));
    let booked = store::today::list_day(&mut *look, day.0, day.1, None)
        .await
        .unwrap();
    assert_eq!(booked.len(), 1);
}

mod ahead;
mod becoming;
mod holding;
mod moves;
mod shown;
mod undoing;
mod undoing_what;

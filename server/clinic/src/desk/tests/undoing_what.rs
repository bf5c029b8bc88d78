//! Which of the things that were done is the desk's to take back, and beside what an undone
//! visit may stand.

use store::appointment::CancelledBy;
use store::appointment::desk::cancel_by_staff;

use domain::cancellation::undo_until;

use super::*;
use crate::appointments::change;
use crate::testing::Patient;

const THURSDAY: &str = "2026-03-12T10:00";
const LATER: &str = "2026-03-12T14:00";
const CHANGED: Refusal = Refusal::ChangedMeanwhile;
const BUSY: Refusal = Refusal::Book(BookRefusal::PatientBusy);
const ANYWAY: Purpose = Purpose::Free { anyway: true };

impl Desk {
    /// Ana's, booked by the desk.
    async fn of_ana(&self) -> (Patient, AppointmentId) {
        let ana = self.clinic.signed_in("ana").await;
        let wish = Wish {
            patient: ana.patient,
            ..self.wish(THURSDAY)
        };
        let id = self.book(wish).await.unwrap();
        (ana, id)
    }

    /// Moves it, against a rule too.
    async fn put(&self, id: AppointmentId, at: &str, practitioner: PractitionerId) {
        let wish = MoveWish {
            practitioner,
            purpose: ANYWAY,
            reason: "Both at once",
            ..self.to(id, at).await
        };
        let shown = &*self.move_shown(&wish).await;
        self.send_move(MoveWish { shown, ..wish }).await.unwrap();
    }

    /// Books for the patient with somebody, against a rule too.
    async fn with(&self, practitioner: PractitionerId, at: &str) -> AppointmentId {
        let wish = Wish {
            practitioner,
            purpose: ANYWAY,
            reason: "Both at once",
            ..self.wish(at)
        };
        self.book(wish).await.unwrap()
    }

    /// That nothing is offered to be taken back, nor taken back where a form says so.
    async fn keeps(&self, id: AppointmentId, kind: UndoKind, at: Timestamp) {
        assert_eq!(self.show(id).await.undo, None, "{kind:?}");
        let outcome = self.undo_act(id, Act { kind, at }).await;
        assert_eq!(refusal(outcome), CHANGED, "{kind:?}");
    }
}

#[tokio::test]
async fn what_isnt_there_is_not_taken_back() {
    let desk = desk().await;
    let act = Act {
        kind: UndoKind::Booking,
        at: desk.clinic.now(),
    };
    let outcome = desk.undo_act(desk.clinic.new_id(), act).await;
    assert!(matches!(outcome, Err(Failure::NotFound)), "{outcome:?}");
}

#[tokio::test]
async fn what_patients_do_themselves_is_theirs_to_take_back() {
    let desk = desk().await;
    let (ana, id) = desk.of_ana().await;
    desk.wait(1);
    let own = desk.clinic.own(&ana).await;
    let visitor = desk.clinic.visitor("ana's browser");
    let (who, at) = ((&visitor, &own), halifax(LATER));
    change::move_to(&desk.clinic, who, id, 0, at, desk.who)
        .await
        .unwrap();
    desk.keeps(id, UndoKind::Moving, desk.clinic.now()).await;

    let eve = desk.clinic.signed_in("eve").await;
    let visitor = desk.clinic.visitor("eve's browser");
    let (at, choice) = (halifax("2026-03-13T10:00"), Choice::First);
    let hold = holds::take(&desk.clinic, &visitor, "visit", choice, at, desk.who, None);
    let (hold, own) = (hold.await.unwrap(), desk.clinic.own(&eve).await);
    let press: SubmissionId = desk.clinic.new_id();
    let booked = portal::book(&desk.clinic, &visitor, &own, hold, press, None);
    let booked = booked.await.unwrap();
    desk.keeps(booked, UndoKind::Booking, desk.clinic.now())
        .await;
}

#[tokio::test]
async fn what_the_clinic_ended_with_an_account_stays_so() {
    let desk = desk().await;
    let (_, id) = desk.of_ana().await;
    let mut work = desk.clinic.begin(&desk.clinic.system_job()).await.unwrap();
    let now = work.now();
    cancel_by_staff(&mut work, id, CancelledBy::Staff, now)
        .await
        .unwrap();
    let until = undo_until(now);
    store::claim::free_claims(&mut work, id, until)
        .await
        .unwrap();
    work.commit().await.unwrap();
    desk.keeps(id, UndoKind::Cancelling, now).await;
}

#[tokio::test]
async fn a_booking_that_was_moved_and_moved_back_is_not_taken_back() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let booked_at = desk.clinic.now();
    desk.wait(1);
    desk.put(id, LATER, desk.who).await;
    desk.undo(id).await.unwrap();
    desk.keeps(id, UndoKind::Booking, booked_at).await;
}

#[tokio::test]
async fn what_is_done_after_a_step_was_taken_back_can_be_taken_back() {
    let desk = desk().await;
    let id = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    desk.say(id, Step::Arrive).await.unwrap();
    desk.undo(id).await.unwrap();
    desk.wait(1);
    desk.put(id, THURSDAY, desk.who).await;
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Moving);
    assert_eq!(desk.show(id).await.starts_at, halifax(TUESDAY_AT_TEN));
}

#[tokio::test]
async fn a_look_between_two_presses_of_undo_is_nothing_that_was_done() {
    let desk = desk().await;
    let (ana, id) = desk.of_ana().await;
    desk.wait(1);
    desk.put(id, LATER, desk.who).await;
    let act = desk.act(id).await;
    let own = desk.clinic.own(&ana).await;
    appointments::show(&desk.clinic, &own, id).await.unwrap();
    desk.undo_act(id, act).await.unwrap();
    desk.undo_act(id, act).await.unwrap();
    // Nor is it the undo of another act, at another time or of another kind.
    for other in [
        Act {
            at: act.at + SignedDuration::from_millis(1),
            ..act
        },
        Act {
            kind: UndoKind::Cancelling,
            ..act
        },
    ] {
        assert_eq!(refusal(desk.undo_act(id, other).await), CHANGED);
    }
}

#[tokio::test]
async fn a_move_is_not_taken_back_onto_another_visit_of_the_patient() {
    let (desk, ben) = desk_of_two().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    desk.put(id, LATER, desk.who).await;
    let instead = desk.with(ben, THURSDAY).await;
    assert_eq!(refusal(desk.undo(id).await), BUSY);
    assert_eq!(desk.show(id).await.starts_at, halifax(LATER));
    desk.undo(instead).await.unwrap();
    desk.undo(id).await.unwrap();
}

#[tokio::test]
async fn a_visit_comes_back_beside_what_it_was_put_beside() {
    let (desk, ben) = desk_of_two().await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let id = desk.with(ben, THURSDAY).await;
    desk.wait(1);
    desk.put(id, LATER, ben).await;
    desk.undo(id).await.unwrap();
    assert_eq!(desk.show(id).await.starts_at, halifax(THURSDAY));
    // The same where it had been away before it was cancelled.
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    desk.undo(id).await.unwrap();
    assert_eq!(desk.show(id).await.state, AppointmentState::Confirmed);
}

#[tokio::test]
async fn a_visit_comes_back_beside_nothing_that_came_since() {
    let (desk, ben) = desk_of_two().await;
    let cleo = desk.clinic.practitioner("Cleo Rahman").await;
    desk.clinic.offer(desk.visit, cleo).await;
    desk.clinic
        .shift(cleo, jiff::civil::Weekday::Thursday, "09:00", "17:00")
        .await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let id = desk.with(ben, THURSDAY).await;
    desk.wait(1);
    desk.put(id, LATER, ben).await;
    desk.with(cleo, THURSDAY).await;
    assert_eq!(refusal(desk.undo(id).await), BUSY);
}

#[tokio::test]
async fn what_was_said_of_the_new_time_is_not_said_of_the_old_one() {
    let (desk, ben) = desk_of_two().await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let id = desk.with(ben, LATER).await;
    desk.put(id, THURSDAY, ben).await;
    // At the very instant of the move.
    desk.with(desk.who, LATER).await;
    assert_eq!(refusal(desk.undo(id).await), BUSY);
}

#[tokio::test]
async fn a_patient_moves_back_beside_what_staff_put_it_beside() {
    let (desk, ben) = desk_of_two().await;
    let (ana, _) = desk.of_ana().await;
    let beside = Wish {
        patient: ana.patient,
        practitioner: ben,
        purpose: ANYWAY,
        reason: "Both at once",
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(beside).await.unwrap();
    let own = desk.clinic.own(&ana).await;
    let visitor = desk.clinic.visitor("ana's browser");
    change::move_to(&desk.clinic, (&visitor, &own), id, 0, halifax(LATER), ben)
        .await
        .unwrap();
    let own = desk.clinic.own(&ana).await;
    change::undo_move(&desk.clinic, &own, id).await.unwrap();
    assert_eq!(desk.show(id).await.starts_at, halifax(THURSDAY));
}

//! What becomes of a visit: cancelled, arrived, finished, and each taken back.

use super::*;

#[tokio::test]
async fn a_cancelling_by_the_clinic_is_mailed_after_the_grace_and_can_be_taken_back() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish("2026-03-12T10:00")
    };
    let id = desk.book(wish).await.unwrap();
    // Nobody was told of the booking yet: nobody is told that it is off.
    desk.cancel(id, AskedBy::Clinic, true).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Cancelled).await, 0);
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Cancelling);
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 1);
    desk.wait(4);
    desk.send_all().await;
    desk.cancel(id, AskedBy::Clinic, true).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Cancelled).await, 1);
    let shown = desk.show(id).await;
    assert_eq!(shown.state, AppointmentState::Cancelled);
    desk.undo(id).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Cancelled).await, 0);
    assert_eq!(desk.show(id).await.state, AppointmentState::Confirmed);
}

#[tokio::test]
async fn a_booking_of_staff_can_be_taken_back_for_three_minutes_without_a_mail() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish(TUESDAY_AT_TEN)
    };
    let id = desk.book(wish).await.unwrap();
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Booking);
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 0);
    assert_eq!(desk.waiting(NoticeKind::Cancelled).await, 0);
    let other = desk
        .book(Wish {
            submission: desk.clinic.new_id(),
            ..wish
        })
        .await
        .unwrap();
    let act = desk.act(other).await;
    desk.wait(3);
    assert_eq!(
        refusal(desk.undo_act(other, act).await),
        Refusal::UndoTooLate
    );
}

#[tokio::test]
async fn staff_say_how_far_a_visit_has_come_and_take_it_back() {
    let desk = desk().await;
    let id = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    let say = |step| desk.say(id, step);
    assert_eq!(refusal(say(Step::Miss).await), Refusal::NotYet);
    assert_eq!(refusal(say(Step::Finish).await), Refusal::AlreadyResolved);
    say(Step::Arrive).await.unwrap();
    say(Step::Arrive).await.unwrap();
    let shown = desk.show(id).await;
    assert_eq!(shown.state, AppointmentState::Arrived);
    assert_eq!(shown.steps, [Step::Finish]);
    let stop = desk.cancel(id, AskedBy::Patient, true).await;
    assert_eq!(refusal(stop), Refusal::AlreadyResolved);
    say(Step::Finish).await.unwrap();
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Step(Step::Finish));
    let shown = desk.show(id).await;
    assert_eq!(shown.state, AppointmentState::Arrived);
    assert_eq!(shown.undo, None);
}

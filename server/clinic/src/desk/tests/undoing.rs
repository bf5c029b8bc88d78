//! "Undo" takes back what its page showed, once; a stale page changes nothing.

use super::*;

const TUESDAY_AT_ELEVEN: &str = "2026-03-10T11:00";
const THURSDAY: &str = "2026-03-12T10:00";

impl Desk {
    async fn move_it(&self, id: AppointmentId, at: &str) {
        let wish = MoveWish {
            appointment: id,
            sequence: self.show(id).await.sequence,
            starts_at: halifax(at),
            practitioner: self.who,
            tell: false,
            purpose: Purpose::Free { anyway: false },
            shown: "",
            reason: "",
        };
        move_to(&self.clinic, &self.staff, wish).await.unwrap();
    }
}

#[test]
fn what_is_taken_back_reads_back_from_its_field() {
    let at = halifax(THURSDAY);
    let kinds = Step::ALL.map(UndoKind::Step);
    for kind in [UndoKind::Booking, UndoKind::Cancelling, UndoKind::Moving]
        .into_iter()
        .chain(kinds)
    {
        let act = Act { kind, at };
        assert_eq!(Act::parse(&act.to_field()), Some(act));
    }
    for wrong in [
        "",
        "book",
        "book.",
        "book.x",
        "vanish.0",
        "book.9223372036854775807",
    ] {
        assert_eq!(Act::parse(wrong), None, "{wrong}");
    }
}

#[tokio::test]
async fn a_second_press_of_undo_takes_nothing_else_back() {
    let desk = desk().await;
    let id = desk.book(desk.wish(TUESDAY_AT_TEN)).await.unwrap();
    desk.say(id, Step::Arrive).await.unwrap();
    let act = desk.act(id).await;
    desk.undo_act(id, act).await.unwrap();
    // Between the two presses somebody looks; and the second one comes.
    let shown = desk.show(id).await;
    assert_eq!(shown.undo, None, "the booking isn't undone after a step");
    desk.undo_act(id, act).await.unwrap();
    let again = desk.show(id).await;
    assert_eq!(again.state, AppointmentState::Confirmed);
    assert_eq!(again.history.len(), shown.history.len());
}

#[tokio::test]
async fn each_act_is_undone_once_however_often_it_is_pressed() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    desk.wait(1);
    desk.move_it(id, "2026-03-12T13:00").await;
    let act = desk.act(id).await;
    desk.undo_act(id, act).await.unwrap();
    desk.undo_act(id, act).await.unwrap();
    let shown = desk.show(id).await;
    assert_eq!(shown.starts_at, halifax(THURSDAY));
    assert_eq!(shown.state, AppointmentState::Confirmed);
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    let act = desk.act(id).await;
    desk.undo_act(id, act).await.unwrap();
    desk.undo_act(id, act).await.unwrap();
    assert_eq!(desk.show(id).await.state, AppointmentState::Confirmed);

    let other = desk.book(desk.wish("2026-03-13T10:00")).await.unwrap();
    let act = desk.act(other).await;
    desk.undo_act(other, act).await.unwrap();
    desk.undo_act(other, act).await.unwrap();
    assert_eq!(desk.show(other).await.state, AppointmentState::Cancelled);
}

#[tokio::test]
async fn the_undo_of_one_never_takes_back_what_another_did_later() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let booking = desk.act(id).await;
    desk.wait(1);
    desk.move_it(id, "2026-03-12T13:00").await;
    let first = desk.act(id).await;
    desk.wait(1);
    desk.move_it(id, "2026-03-12T15:00").await;
    for stale in [booking, first] {
        let refused = desk.undo_act(id, stale).await;
        assert_eq!(refusal(refused), Refusal::ChangedMeanwhile);
    }
    assert_eq!(desk.show(id).await.starts_at, halifax("2026-03-12T15:00"));
}

#[tokio::test]
async fn a_stale_page_neither_cancels_nor_says_anything() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let stale = desk.show(id).await.sequence;
    desk.move_it(id, TUESDAY_AT_ELEVEN).await;
    let seen = (id, stale);
    let cancelled = cancel(&desk.clinic, &desk.staff, seen, AskedBy::Patient, true).await;
    assert_eq!(refusal(cancelled), Refusal::ChangedMeanwhile);
    let said = say(&desk.clinic, &desk.staff, id, stale, Step::Arrive).await;
    assert_eq!(refusal(said), Refusal::ChangedMeanwhile);
    assert_eq!(desk.show(id).await.state, AppointmentState::Confirmed);
    desk.say(id, Step::Arrive).await.unwrap();
}

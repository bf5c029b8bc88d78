//! Moves by staff, and what can be taken back.

use std::sync::Arc;

use super::*;
use crate::appointments::change;

const THURSDAY: &str = "2026-03-12T10:00";

impl Desk {
    async fn offer_move(&self, id: AppointmentId) -> MoveOffer {
        offer_move(&self.clinic, &self.staff, id, Question::default())
            .await
            .unwrap()
    }

    /// The wish of a page that has just been read.
    pub(super) async fn to(&self, id: AppointmentId, at: &str) -> MoveWish<'static> {
        MoveWish {
            appointment: id,
            sequence: self.offer_move(id).await.sequence,
            starts_at: halifax(at),
            practitioner: self.who,
            tell: true,
            purpose: Purpose::Free { anyway: false },
            shown: "",
            reason: "",
        }
    }

    /// What the page shows to speak against it; nothing if there is no such page.
    pub(super) async fn move_shown(&self, wish: &MoveWish<'_>) -> String {
        let question = Question {
            at: Some((wish.starts_at, wish.practitioner)),
            ..Question::default()
        };
        let page = offer_move(&self.clinic, &self.staff, wish.appointment, question).await;
        let chosen = page.ok().and_then(|page| page.times.chosen);
        chosen.map_or_else(String::new, |chosen| chosen.against.to_field())
    }

    /// Moves on a page that has just been read.
    async fn go(&self, wish: MoveWish<'_>) -> Result<(), Failure> {
        let shown = &*self.move_shown(&wish).await;
        self.send_move(MoveWish { shown, ..wish }).await
    }

    /// Moves on a page that showed what the wish says.
    pub(super) async fn send_move(&self, wish: MoveWish<'_>) -> Result<(), Failure> {
        move_to(&self.clinic, &self.staff, wish).await
    }

    /// Books for somebody else, over whatever is there.
    pub(super) async fn over(&self, at: &str) -> AppointmentId {
        let wish = Wish {
            patient: self.clinic.patient("Leo Example", "2018-01-01").await,
            purpose: Purpose::Over,
            reason: "Urgent",
            ..self.wish(at)
        };
        self.book(wish).await.unwrap()
    }
}

#[tokio::test]
async fn a_move_is_told_once_and_leaves_nothing_when_it_is_taken_back() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(wish).await.unwrap();
    desk.wait(4);
    desk.send_all().await;
    let offer = desk.offer_move(id).await;
    assert_eq!(offer.starts_at, halifax(THURSDAY));
    assert_eq!(offer.times.choice, Choice::Named(desk.who));
    assert!(
        offer
            .times
            .slots
            .iter()
            .all(|slot| slot.starts_at != halifax(THURSDAY)),
        "not the time that it has"
    );

    // Half of the new time is the old one's: a visit is never in its own way.
    let wish = desk.to(id, "2026-03-12T10:15").await;
    desk.go(wish).await.unwrap();
    desk.go(wish).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Moved).await, 1);
    let shown = desk.show(id).await;
    assert_eq!(shown.starts_at, halifax("2026-03-12T10:15"));
    assert!(matches!(shown.undo, Some((act, _)) if act.kind == UndoKind::Moving));
    let own = desk.clinic.own(&ana).await;
    let theirs = change::undo_move(&desk.clinic, &own, id).await;
    assert_eq!(refusal(theirs), Refusal::UndoTooLate, "the desk's to undo");

    // Until nobody is about to send it any more.
    desk.wait(1);
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Moving);
    assert_eq!(desk.show(id).await.starts_at, halifax(THURSDAY));
    assert_eq!(desk.waiting(NoticeKind::Moved).await, 0);
    let own = desk.clinic.own(&ana).await;
    let seen = appointments::show(&desk.clinic, &own, id).await.unwrap();
    assert_eq!(seen.starts_at, halifax(THURSDAY));
}

#[tokio::test]
async fn whoever_was_to_hear_of_the_booking_hears_where_it_is_now() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(wish).await.unwrap();
    let untold = MoveWish {
        tell: false,
        ..desk.to(id, "2026-03-12T11:00").await
    };
    desk.go(untold).await.unwrap();
    assert_eq!(desk.waiting(NoticeKind::Booked).await, 1);
    assert_eq!(desk.waiting(NoticeKind::Moved).await, 0);
}

#[tokio::test]
async fn a_page_that_is_out_of_date_moves_nothing() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let stale = desk.to(id, "2026-03-12T11:00").await;
    desk.go(desk.to(id, "2026-03-12T12:00").await)
        .await
        .unwrap();
    assert_eq!(refusal(desk.go(stale).await), Refusal::ChangedMeanwhile);
    assert_eq!(desk.show(id).await.starts_at, halifax("2026-03-12T12:00"));
    let late = desk.to(id, "2026-03-12T13:00").await;
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    assert_eq!(refusal(desk.go(late).await), Refusal::AlreadyResolved);
}

#[tokio::test]
async fn rules_for_patients_want_a_tick_and_a_reason_of_a_move() {
    let desk = desk().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let late = desk.to(id, "2026-03-12T20:00").await;
    let no = vec![BookRefusal::OutsideHours];
    assert_eq!(refusal(desk.go(late).await), Refusal::NeedsReason(no));
    let ticked = MoveWish {
        purpose: Purpose::Free { anyway: true },
        ..late
    };
    assert!(matches!(desk.go(ticked).await, Err(Failure::Invalid(_))));
    let said = MoveWish {
        reason: "Works nights",
        ..ticked
    };
    desk.go(said).await.unwrap();
    let shown = desk.show(id).await;
    assert_eq!(shown.exceptions[0].rules, ["outside_hours"]);
    desk.undo(id).await.unwrap();
    assert!(desk.show(id).await.exceptions.is_empty());
    let past = desk.to(id, "2026-03-09T10:00").await;
    assert_eq!(refusal(desk.go(past).await), Refusal::Past);
}

#[tokio::test]
async fn a_taken_time_is_moved_over_by_an_act_of_its_own() {
    let desk = desk().await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let leo = Wish {
        patient: desk.clinic.patient("Leo Example", "2018-01-01").await,
        ..desk.wish("2026-03-12T13:00")
    };
    let id = desk.book(leo).await.unwrap();
    let ticked = MoveWish {
        purpose: Purpose::Free { anyway: true },
        reason: "Urgent",
        ..desk.to(id, "2026-03-12T10:15").await
    };
    assert_eq!(
        refusal(desk.go(ticked).await),
        Refusal::Book(BookRefusal::Taken)
    );
    let silent = MoveWish {
        purpose: Purpose::Over,
        reason: " ",
        ..ticked
    };
    assert!(matches!(desk.go(silent).await, Err(Failure::Invalid(_))));
    let over = MoveWish {
        purpose: Purpose::Over,
        ..ticked
    };
    desk.go(over).await.unwrap();
    let shown = desk.show(id).await;
    assert!(shown.overbooked && shown.exceptions[0].overbooked);
    desk.undo(id).await.unwrap();
    let shown = desk.show(id).await;
    assert!(!shown.overbooked && shown.exceptions.is_empty());
    assert_eq!(shown.starts_at, halifax("2026-03-12T13:00"));
    let broken = desk.clinic.store.broken_promises(desk.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}

#[tokio::test]
async fn an_overbooked_visit_with_a_time_of_its_own_is_none_any_more() {
    let desk = desk().await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let id = desk.over("2026-03-12T10:15").await;
    desk.go(desk.to(id, "2026-03-12T13:00").await)
        .await
        .unwrap();
    assert!(!desk.show(id).await.overbooked);
    desk.undo(id).await.unwrap();
    assert!(desk.show(id).await.overbooked, "it is back over the other");
    desk.go(desk.to(id, "2026-03-12T13:00").await)
        .await
        .unwrap();
    desk.wait(4);
    let broken = desk.clinic.store.broken_promises(desk.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}

#[tokio::test]
async fn a_visit_is_overbooked_only_while_the_other_is_there() {
    let desk = desk().await;
    let first = desk.book(desk.wish(THURSDAY)).await.unwrap();
    let second = desk.over("2026-03-12T10:15").await;
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    assert!(!desk.show(second).await.overbooked);
    desk.undo(first).await.unwrap();
    assert!(desk.show(second).await.overbooked);
    desk.go(desk.to(first, "2026-03-12T13:00").await)
        .await
        .unwrap();
    assert!(!desk.show(second).await.overbooked);
}

#[tokio::test]
async fn what_nobody_can_take_back_any_more_is_not_offered() {
    let desk = desk().await;
    let first = desk.book(desk.wish(THURSDAY)).await.unwrap();
    desk.go(desk.to(first, "2026-03-12T13:00").await)
        .await
        .unwrap();
    let act = desk.act(first).await;
    let leo = Wish {
        patient: desk.clinic.patient("Leo Example", "2018-01-01").await,
        ..desk.wish(THURSDAY)
    };
    desk.book(leo).await.unwrap();
    assert_eq!(desk.show(first).await.undo, None, "the time is given away");
    let late = desk.undo_act(first, act).await;
    assert_eq!(refusal(late), Refusal::UndoTooLate);
    desk.go(desk.to(first, "2026-03-12T15:00").await)
        .await
        .unwrap();
    desk.wait(3);
    assert_eq!(desk.show(first).await.undo, None);
}

#[tokio::test]
async fn a_cancelling_is_not_taken_back_onto_another_visit_of_the_patient() {
    let (desk, ben) = desk_of_two().await;
    let id = desk.book(desk.wish(THURSDAY)).await.unwrap();
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    let instead = Wish {
        practitioner: ben,
        ..desk.wish("2026-03-12T10:15")
    };
    let instead = desk.book(instead).await.unwrap();
    let busy = Refusal::Book(BookRefusal::PatientBusy);
    assert_eq!(refusal(desk.undo(id).await), busy);
    desk.undo(instead).await.unwrap();
    assert_eq!(desk.undo(id).await.unwrap(), UndoKind::Cancelling);
}

#[tokio::test]
async fn a_booking_taken_back_is_nothing_that_its_patient_sees() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(wish).await.unwrap();
    desk.undo(id).await.unwrap();
    let own = desk.clinic.own(&ana).await;
    let list = appointments::list(&desk.clinic, &own).await.unwrap();
    assert!(list.is_empty());
    let shown = desk.show(id).await;
    assert_eq!(shown.state, AppointmentState::Cancelled);
    assert_eq!(shown.undo, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_at_the_desk_who_move_visits_to_one_time_one_does() {
    let desk = Arc::new(desk().await);
    for round in 0..3 {
        let day = halifax("2026-03-12T10:00");
        let mut wishes = Vec::new();
        for hour in [11, 13] {
            let name = format!("Patient {round} of {hour}");
            let wish = Wish {
                patient: desk.clinic.patient(&name, "1990-01-01").await,
                ..desk.wish(&format!("2026-03-12T{hour}:00"))
            };
            let id = desk.book(wish).await.unwrap();
            wishes.push(MoveWish {
                starts_at: day,
                ..desk.to(id, THURSDAY).await
            });
        }
        let mut callers = tokio::task::JoinSet::new();
        for wish in wishes.clone() {
            let desk = Arc::clone(&desk);
            callers.spawn(async move { desk.go(wish).await.is_ok() });
        }
        let won = callers.join_all().await;
        assert_eq!(won.iter().filter(|won| **won).count(), 1, "round {round}");
        for wish in wishes {
            let id = wish.appointment;
            desk.cancel(id, AskedBy::Patient, false).await.unwrap();
        }
        desk.wait(4);
    }
    let broken = desk.clinic.store.broken_promises(desk.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
}

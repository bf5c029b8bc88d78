//! How many appointments may be ahead of somebody for whom staff book: said on the page, asked
//! for at the booking, and never a reason not to take a cancelling back.

use super::*;

const DAYS: [&str; 4] = [
    "2026-03-12T10:00",
    "2026-03-13T10:00",
    "2026-03-16T10:00",
    "2026-03-17T10:00",
];
const FULL: BookRefusal = BookRefusal::TooManyOfService { cap: 2 };

/// A desk whose service takes two of a patient at once, with as many of hers.
async fn full_desk() -> (Desk, [AppointmentId; 2]) {
    let desk = desk().await;
    let mut work = desk.clinic.begin(&desk.clinic.system_job()).await.unwrap();
    store::service::update_upcoming_cap(&mut work, desk.visit, Some(2))
        .await
        .unwrap();
    work.commit().await.unwrap();
    let mut ahead = Vec::new();
    for day in &DAYS[..2] {
        ahead.push(desk.book(desk.wish(day)).await.unwrap());
    }
    (desk, [ahead[0], ahead[1]])
}

impl Desk {
    async fn warnings(&self, wish: &Wish<'_>) -> Vec<BookRefusal> {
        let question = Question {
            service: Some(wish.service.to_owned()),
            at: Some((wish.starts_at, wish.practitioner)),
            ..Question::default()
        };
        let page = offer(&self.clinic, &self.staff, wish.patient, question).await;
        page.unwrap().times.chosen.unwrap().warnings
    }

    fn third(&self) -> Wish<'static> {
        Wish {
            purpose: Purpose::Free { anyway: true },
            reason: "A course of four",
            ..self.wish(DAYS[2])
        }
    }
}

#[tokio::test]
async fn one_more_than_a_service_takes_is_warned_of_and_booked_with_a_reason() {
    let (desk, [first, _]) = full_desk().await;
    let silent = desk.wish(DAYS[2]);
    assert_eq!(desk.warnings(&silent).await, [FULL]);
    let refused = refusal(desk.book(silent).await);
    assert_eq!(refused, Refusal::NeedsReason(vec![FULL]));
    let third = desk.book(desk.third()).await.unwrap();
    let shown = desk.show(third).await;
    assert_eq!(shown.exceptions[0].rules, ["too_many_of_service"]);
    // A move is not one more.
    let moved = desk.to(first, DAYS[3]).await;
    assert_eq!(desk.move_shown(&moved).await, "");
    desk.send_move(moved).await.unwrap();
}

#[tokio::test]
async fn another_service_and_another_patient_have_their_own_room() {
    let (desk, _) = full_desk().await;
    let other = desk.clinic.service("other", |_| ()).await;
    desk.clinic.offer(other, desk.who).await;
    let elsewhere = Wish {
        service: "other",
        ..desk.wish(DAYS[2])
    };
    assert_eq!(desk.warnings(&elsewhere).await, []);
    let leo = Wish {
        patient: desk.clinic.patient("Leo Example", "2018-01-01").await,
        ..desk.wish(DAYS[2])
    };
    assert_eq!(desk.warnings(&leo).await, []);
    desk.book(leo).await.unwrap();
}

#[tokio::test]
async fn a_cancelling_is_taken_back_where_nothing_used_the_room_however_many_there_are() {
    let (desk, [first, _]) = full_desk().await;
    let third = desk.book(desk.third()).await.unwrap();
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    desk.undo(first).await.unwrap();
    // What was said of the third holds for it, whatever comes meanwhile.
    desk.cancel(third, AskedBy::Patient, false).await.unwrap();
    let fourth = Wish {
        starts_at: halifax(DAYS[3]),
        submission: desk.clinic.new_id(),
        ..desk.third()
    };
    desk.book(fourth).await.unwrap();
    desk.undo(third).await.unwrap();
}

#[tokio::test]
async fn what_came_meanwhile_uses_the_room_that_a_cancelling_made() {
    let (desk, [first, second]) = full_desk().await;
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    let instead = desk.book(desk.wish(DAYS[2])).await.unwrap();
    assert_eq!(refusal(desk.undo(first).await), Refusal::Book(FULL));
    // What was brought back came meanwhile, too.
    desk.cancel(second, AskedBy::Patient, false).await.unwrap();
    desk.undo(first).await.unwrap();
    assert_eq!(refusal(desk.undo(second).await), Refusal::Book(FULL));
    desk.undo(instead).await.unwrap();
    desk.undo(second).await.unwrap();
}

//! Staff agree to what they were shown, and to nothing that came to speak against it since.

use super::*;

const THURSDAY: &str = "2026-03-12T10:00";
const LATE: &str = "2026-03-12T20:00";

const CHANGED: Refusal = Refusal::ChangedMeanwhile;

impl Desk {
    /// A wish with all that can be said for it.
    fn insist(&self, at: &str, purpose: Purpose) -> Wish<'static> {
        Wish {
            purpose,
            reason: "Urgent",
            ..self.wish(at)
        }
    }

    async fn leo(&self) -> PatientId {
        self.clinic.patient("Leo Example", "2018-01-01").await
    }

    /// The rules that were passed over, as written down, and whether it went over a visit.
    async fn exception(&self, id: AppointmentId) -> (Vec<String>, bool) {
        let shown = self.show(id).await;
        let [one] = &shown.exceptions[..] else {
            panic!("one exception")
        };
        (one.rules.clone(), one.overbooked)
    }
}

const ANYWAY: Purpose = Purpose::Free { anyway: true };

#[tokio::test]
async fn a_tick_is_for_no_rule_that_came_to_be_broken_since() {
    let (desk, ben) = desk_of_two().await;
    let wish = desk.insist(LATE, ANYWAY);
    let shown = desk.shown(&wish).await;
    assert_eq!(shown, "outside_hours");
    let meanwhile = Wish {
        practitioner: ben,
        ..desk.insist(LATE, ANYWAY)
    };
    let meanwhile = desk.book(meanwhile).await.unwrap();
    let wish = Wish {
        shown: &shown,
        ..wish
    };
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    let id = desk.book(wish).await.unwrap();
    let both = (vec!["outside_hours".into(), "patient_busy".into()], false);
    assert_eq!(desk.exception(id).await, both);
    // What is no longer broken needs nobody's word.
    desk.undo(id).await.unwrap();
    let shown = &*desk.shown(&wish).await;
    desk.undo(meanwhile).await.unwrap();
    let submission = desk.clinic.new_id();
    let id = desk
        .send(Wish {
            shown,
            submission,
            ..wish
        })
        .await
        .unwrap();
    assert_eq!(
        desk.exception(id).await,
        (vec!["outside_hours".into()], false)
    );
}

#[tokio::test]
async fn a_page_without_a_warning_asks_when_time_has_made_one() {
    let desk = desk().await;
    let page = offer(&desk.clinic, &desk.staff, desk.patient, Question::default()).await;
    let soonest = page.unwrap().times.chosen.unwrap();
    assert!(soonest.warnings.is_empty());
    let wish = Wish {
        starts_at: soonest.starts_at,
        ..desk.wish(THURSDAY)
    };
    let ahead = wish.starts_at.duration_since(desk.clinic.now()).as_mins();
    desk.wait(ahead - 59);
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    let soon = refusal(desk.book(wish).await);
    assert!(matches!(soon, Refusal::NeedsReason(_)), "{soon:?}");
}

#[tokio::test]
async fn over_one_visit_is_not_over_the_next() {
    let desk = desk().await;
    let first = desk.over(THURSDAY).await;
    let wish = Wish {
        patient: desk.leo().await,
        ..desk.insist(THURSDAY, Purpose::Over)
    };
    let shown = &*desk.shown(&wish).await;
    assert!(shown.starts_with(&format!("{first}@")), "{shown}");
    let second = desk.over("2026-03-12T10:15").await;
    let wish = Wish { shown, ..wish };
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    // Nor over whoever has come in the other's place.
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    desk.cancel(second, AskedBy::Patient, false).await.unwrap();
    let instead = desk.book(desk.wish(THURSDAY)).await.unwrap();
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    let third = desk.book(wish).await.unwrap();
    assert_eq!(desk.exception(third).await, (vec![], true));
    let broken = desk.clinic.store.broken_promises(desk.clinic.now()).await;
    assert_eq!(broken.unwrap(), [""; 0]);
    assert!(!desk.show(instead).await.overbooked);
}

#[tokio::test]
async fn a_neighbour_that_has_moved_within_the_time_is_shown_again() {
    let desk = desk().await;
    let first = desk.over(THURSDAY).await;
    let wish = Wish {
        patient: desk.leo().await,
        ..desk.insist(THURSDAY, Purpose::Over)
    };
    let shown = &*desk.shown(&wish).await;
    let moved = desk.to(first, "2026-03-12T10:15").await;
    desk.send_move(moved).await.unwrap();
    let wish = Wish { shown, ..wish };
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    desk.book(wish).await.unwrap();
}

#[tokio::test]
async fn a_neighbour_that_went_away_asks_nothing() {
    let desk = desk().await;
    let first = desk.over(THURSDAY).await;
    let second = desk.over("2026-03-12T10:15").await;
    let wish = Wish {
        patient: desk.leo().await,
        ..desk.insist(THURSDAY, Purpose::Over)
    };
    let shown = &*desk.shown(&wish).await;
    desk.cancel(second, AskedBy::Patient, false).await.unwrap();
    let third = desk.send(Wish { shown, ..wish }).await.unwrap();
    assert!(desk.show(third).await.overbooked);
    desk.undo(third).await.unwrap();
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    let submission = desk.clinic.new_id();
    let free = desk
        .send(Wish {
            shown,
            submission,
            ..wish
        })
        .await
        .unwrap();
    let seen = desk.show(free).await;
    assert!(!seen.overbooked && seen.exceptions.is_empty());
}

#[tokio::test]
async fn over_a_time_that_is_free_by_now_the_reason_stands_for_what_it_was_given_to() {
    let (desk, ben) = desk_of_two().await;
    let first = Wish {
        patient: desk.leo().await,
        ..desk.insist(LATE, ANYWAY)
    };
    let first = desk.book(first).await.unwrap();
    let wish = desk.insist(LATE, Purpose::Over);
    let shown = &*desk.shown(&wish).await;
    assert!(shown.starts_with("outside_hours "), "{shown}");
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    // Another rule, on a time that is free: the reason was for none of it.
    let meanwhile = Wish {
        practitioner: ben,
        ..desk.insist(LATE, ANYWAY)
    };
    let meanwhile = desk.book(meanwhile).await.unwrap();
    let wish = Wish { shown, ..wish };
    assert_eq!(refusal(desk.send(wish).await), CHANGED);
    desk.undo(meanwhile).await.unwrap();
    let silent = Wish { reason: "", ..wish };
    assert!(matches!(desk.send(silent).await, Err(Failure::Invalid(_))));
    let id = desk.send(wish).await.unwrap();
    assert_eq!(
        desk.exception(id).await,
        (vec!["outside_hours".into()], false)
    );
    assert!(!desk.show(id).await.overbooked);
}

#[tokio::test]
async fn what_was_shown_is_nothing_in_a_form_that_no_page_wrote() {
    let desk = desk().await;
    for shown in ["", "outside_hours ", "OUTSIDE_HOURS", "patient_busy"] {
        let wish = Wish {
            shown,
            ..desk.insist(LATE, ANYWAY)
        };
        assert_eq!(refusal(desk.send(wish).await), CHANGED, "{shown:?}");
    }
    let wish = Wish {
        shown: "garbled?",
        ..desk.wish(THURSDAY)
    };
    desk.send(wish).await.unwrap();
}

#[tokio::test]
async fn a_move_agrees_to_what_was_shown_too() {
    let (desk, ben) = desk_of_two().await;
    let id = desk.book(desk.wish("2026-03-12T14:00")).await.unwrap();
    let first = desk.over(THURSDAY).await;
    let over = MoveWish {
        purpose: Purpose::Over,
        reason: "Urgent",
        ..desk.to(id, THURSDAY).await
    };
    let shown = &*desk.move_shown(&over).await;
    assert!(shown.starts_with(&format!("{first}@")), "{shown}");
    let over = MoveWish { shown, ..over };
    // Another visit of the patient, then another visit of the practitioner.
    let elsewhere = Wish {
        practitioner: ben,
        ..desk.wish(THURSDAY)
    };
    let elsewhere = desk.book(elsewhere).await.unwrap();
    assert_eq!(refusal(desk.send_move(over).await), CHANGED);
    desk.undo(elsewhere).await.unwrap();
    let second = desk.over("2026-03-12T10:15").await;
    assert_eq!(refusal(desk.send_move(over).await), CHANGED);
    assert_eq!(desk.show(id).await.starts_at, halifax("2026-03-12T14:00"));
    desk.undo(second).await.unwrap();
    desk.cancel(first, AskedBy::Patient, false).await.unwrap();
    desk.send_move(over).await.unwrap();
    let seen = desk.show(id).await;
    assert!(!seen.overbooked && seen.exceptions.is_empty());
    assert_eq!(seen.starts_at, halifax(THURSDAY));
}

//! What a booking of the desk never takes from its patient, nor they from it.

use super::*;

const THURSDAY: &str = "2026-03-12T10:00";

#[tokio::test]
async fn a_replayed_form_books_and_says_nothing_that_is_not_so() {
    let desk = desk().await;
    let wish = desk.wish(THURSDAY);
    let id = desk.book(wish).await.unwrap();
    let elsewhere = Wish {
        starts_at: halifax("2026-03-12T13:00"),
        ..wish
    };
    let other = desk.book(elsewhere).await;
    assert_eq!(refusal(other), Refusal::ChangedMeanwhile);
    assert_eq!(desk.book(wish).await.unwrap(), id);
    desk.undo(id).await.unwrap();
    assert_eq!(refusal(desk.book(wish).await), Refusal::ChangedMeanwhile);
}

#[tokio::test]
async fn nobody_takes_the_rest_that_a_live_hold_needs() {
    let clinic = TestClinic::new().await;
    clinic.set_address_limit_times(10_000);
    let rota = clinic
        .rota_with(&["Ada Nowak"], |service| service.buffer_after_minutes = 15)
        .await;
    let staff = clinic.staff_with::<can::Book>(Role::Desk).await.unwrap();
    let patient = clinic.patient("Zoë Park", "1988-03-27").await;
    let desk = Desk {
        visit: rota.service,
        who: rota.people[0],
        staff,
        patient,
        clinic,
    };
    let visitor = desk.clinic.visitor("v");
    let at = halifax(THURSDAY);
    let choice = Choice::First;
    holds::take(&desk.clinic, &visitor, "visit", choice, at, desk.who, None)
        .await
        .unwrap();
    let free = desk.wish("2026-03-12T10:30");
    let over = Wish {
        purpose: Purpose::Over,
        reason: "Urgent",
        ..free
    };
    assert_eq!(refusal(desk.book(free).await), Refusal::HeldOnline);
    assert_eq!(refusal(desk.book(over).await), Refusal::HeldOnline);
    let id = desk.book(desk.wish("2026-03-12T14:00")).await.unwrap();
    let moved = MoveWish {
        appointment: id,
        sequence: 0,
        starts_at: free.starts_at,
        practitioner: desk.who,
        tell: false,
        purpose: Purpose::Over,
        shown: "",
        reason: "Urgent",
    };
    let moved = move_to(&desk.clinic, &desk.staff, moved).await;
    assert_eq!(refusal(moved), Refusal::HeldOnline);
}

#[tokio::test]
async fn what_staff_write_is_not_shown_as_the_patients_own_note() {
    let desk = desk().await;
    let ana = desk.clinic.signed_in("ana").await;
    let wish = Wish {
        patient: ana.patient,
        note: "Rude on the phone",
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(wish).await.unwrap();
    let own = desk.clinic.own(&ana).await;
    let list = appointments::list(&desk.clinic, &own).await.unwrap();
    assert_eq!(list[0].note, None);
    assert_eq!(desk.show(id).await.note.as_deref(), Some(wish.note));
}

#[tokio::test]
async fn an_exception_for_one_time_is_none_for_another() {
    let (desk, ben) = desk_of_two().await;
    desk.book(desk.wish(THURSDAY)).await.unwrap();
    let beside = Wish {
        practitioner: ben,
        purpose: Purpose::Free { anyway: true },
        reason: "Both at once",
        ..desk.wish(THURSDAY)
    };
    let id = desk.book(beside).await.unwrap();
    // Beside what was there it comes back.
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    desk.undo(id).await.unwrap();
    desk.wait(1);
    let free = MoveWish {
        appointment: id,
        sequence: desk.show(id).await.sequence,
        starts_at: halifax("2026-03-12T14:00"),
        practitioner: ben,
        tell: false,
        purpose: Purpose::Free { anyway: false },
        shown: "",
        reason: "",
    };
    move_to(&desk.clinic, &desk.staff, free).await.unwrap();
    desk.cancel(id, AskedBy::Patient, false).await.unwrap();
    desk.book(desk.wish("2026-03-12T14:00")).await.unwrap();
    let busy = Refusal::Book(BookRefusal::PatientBusy);
    assert_eq!(refusal(desk.undo(id).await), busy);
}

//! The front desk moves a visit over HTTP, as a browser without JavaScript; and what a stale
//! page, a second press, a colleague who is faster and a forged form come to.

use domain::role::Role;
use http::StatusCode;

use crate::desk_journey::{Desk, PLAIN, desk, desk_of, proposal, with};
use crate::harness::journey::values;

/// Books for `patient` at a time that is typed; the page of the visit, and its id.
async fn booked(desk: &mut Desk, patient: &str, when: &str) -> (String, String) {
    let address = format!("/staff/bookings/new?patient={patient}&when={when}");
    let visit = desk.book(&address).await;
    let visit = visit.split('?').next().unwrap().to_owned();
    let id = visit.rsplit('/').next().unwrap().to_owned();
    (visit, id)
}

/// The fields of the form that would move the visit to a typed time.
async fn to(desk: &mut Desk, visit: &str, when: &str) -> Vec<(&'static str, String)> {
    let page = desk.browser.get(&format!("{visit}/move?when={when}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let page = page.text();
    let names = ["appointment", "sequence", "slot", "shown"];
    names
        .map(|name| (name, values(&page, name).first().unwrap().clone()))
        .to_vec()
}

const FREE: [(&str, &str); 2] = [("tell", "yes"), ("anyway_reason", "")];
const MOVE: &str = "/api/staff/appointments/move";
const OVER: &str = "/api/staff/appointments/move-over";

#[tokio::test]
async fn the_desk_moves_a_visit_tells_of_it_and_can_take_it_back() {
    let mut desk = desk().await;
    let ana = desk.ana.to_string();
    let (visit, id) = booked(&mut desk, &ana, "thu+10:15").await;
    desk.wait(4);
    desk.site.newest_mail_to("ana@example.com").await;

    let page = desk.browser.get(&format!("{visit}/move")).await.text();
    assert!(page.contains("Now: Thursday, March 12, 10:15"), "{page}");
    let fields = to(&mut desk, &visit, "fri+9:30").await;
    let fields = with(&fields, &FREE);
    let moved = desk.browser.post_form(MOVE, &fields).await;
    let page = desk.browser.get(moved.see_other()).await.text();
    assert!(page.contains("Moved. You can undo this until"), "{page}");
    assert!(page.contains("Friday, March 13"), "{page}");
    let twice = desk.browser.post_form(MOVE, &fields).await;
    assert_eq!(twice.see_other(), moved.see_other(), "the same result");
    desk.wait(1);

    let act = values(&page, "act").first().unwrap().clone();
    let undo = [("appointment", id.as_str()), ("act", act.as_str())];
    let undone = desk
        .browser
        .post_form("/api/staff/appointments/undo", &undo)
        .await;
    let page = desk.browser.get(undone.see_other()).await.text();
    assert!(page.contains("Thursday, March 12"), "{page}");
    desk.wait(4);
    let mail = desk.site.newest_mail_to("ana@example.com").await;
    assert!(mail.subject.starts_with("Booked: "), "{}", mail.subject);

    let fields = to(&mut desk, &visit, "fri+9:30").await;
    let moved = desk.browser.post_form(MOVE, &with(&fields, &FREE)).await;
    let page = desk.browser.get(moved.see_other()).await.text();
    let act = values(&page, "act").first().unwrap().clone();
    let undo = [("appointment", id.as_str()), ("act", act.as_str())];
    desk.wait(4);
    let mail = desk.site.newest_mail_to("ana@example.com").await;
    assert!(mail.subject.starts_with("Moved: "), "{}", mail.subject);
    assert!(mail.text.contains("Friday, March 13"), "{}", mail.text);
    let page = desk.browser.get(moved.see_other()).await.text();
    assert!(!page.contains(">Undo<"), "too late: {page}");
    let late = desk
        .browser
        .post_form("/api/staff/appointments/undo", &undo)
        .await;
    let page = desk.browser.get(late.see_other()).await.text();
    assert!(page.contains("too late to undo"), "{page}");
    assert!(!page.contains(">Undo<"), "{page}");
}

#[tokio::test]
async fn a_stale_page_moves_nothing_and_says_so() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, _) = booked(&mut desk, &zoe, "thu+10:15").await;
    let stale = to(&mut desk, &visit, "thu+15:00").await;
    let fields = to(&mut desk, &visit, "thu+14:00").await;
    let moved = desk.browser.post_form(MOVE, &with(&fields, &FREE)).await;
    moved.see_other();
    let stale = with(&stale, &FREE);
    let refused = desk.browser.post_json(MOVE, &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let refused = desk.browser.post_form(MOVE, &stale).await;
    let page = desk.browser.get(refused.see_other()).await.text();
    assert!(
        page.contains("Something changed after this page was shown"),
        "{page}"
    );
    assert!(page.contains("2:00 pm"), "where it is now: {page}");
}

#[tokio::test]
async fn a_double_click_on_undo_takes_one_thing_back() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "").await;
    let say = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("step", "arrive"),
        ("from", "visit"),
    ];
    let said = desk
        .browser
        .post_form("/api/staff/appointments/say", &say)
        .await;
    let page = desk.browser.get(said.see_other()).await.text();
    let act = values(&page, "act").first().unwrap().clone();
    let undo = [("appointment", id.as_str()), ("act", act.as_str())];
    for _ in 0..2 {
        let undone = desk
            .browser
            .post_form("/api/staff/appointments/undo", &undo)
            .await;
        let page = desk.browser.get(undone.see_other()).await.text();
        assert!(page.contains("Undone."), "{page}");
    }
    let page = desk.browser.get(&visit).await.text();
    assert!(page.contains(&format!("{visit}/move\"")), "{page}");
    let forged = [("appointment", id.as_str()), ("act", "move.0")];
    let refused = desk
        .browser
        .post_json("/api/staff/appointments/undo", &forged)
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_stale_page_cancels_nothing_and_says_so() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "thu+10:15").await;
    let page = desk.browser.get(&format!("{visit}/cancel")).await.text();
    let sequence = values(&page, "sequence").first().unwrap().clone();
    let fields = to(&mut desk, &visit, "thu+14:00").await;
    let moved = desk.browser.post_form(MOVE, &with(&fields, &FREE)).await;
    moved.see_other();
    let stale = [
        ("appointment", id.as_str()),
        ("sequence", sequence.as_str()),
        ("asked_by", "patient"),
    ];
    desk.browser.get(&format!("{visit}/cancel")).await;
    let refused = desk
        .browser
        .post_form("/api/staff/appointments/cancel", &stale)
        .await;
    let page = desk.browser.get(refused.see_other()).await.text();
    assert!(page.contains("Someone else changed this"), "{page}");
    let page = desk.browser.get(&visit).await.text();
    assert!(page.contains(&format!("{visit}/move\"")), "{page}");
}

/// The page of the form is gone by then, so the visit says why nothing was done.
#[tokio::test]
async fn a_visit_that_came_further_meanwhile_is_not_moved_or_cancelled_in_silence() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "").await;
    let fields = to(&mut desk, &visit, "thu+14:00").await;
    let say = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("step", "arrive"),
        ("from", "visit"),
    ];
    let free = with(&fields, &FREE);
    let over = with(&fields, &[("reason", "Urgent")]);
    let cancel = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("asked_by", "patient"),
    ];
    let mut slow = Vec::new();
    for (form, endpoint, fields) in [
        ("move", MOVE, &free[..]),
        ("move", OVER, &over[..]),
        ("cancel", "/api/staff/appointments/cancel", &cancel[..]),
    ] {
        let mut browser = desk.site.staff(Role::Desk).await;
        let form = format!("{visit}/{form}");
        assert_eq!(browser.get(&form).await.status, StatusCode::OK);
        slow.push((browser, form, endpoint, fields));
    }
    let said = desk.browser.post_form("/api/staff/appointments/say", &say);
    said.await.see_other();

    for (mut browser, form, endpoint, fields) in slow {
        let refused = browser.post_form(endpoint, fields).await;
        let back = refused.see_other();
        assert!(back.starts_with(&form), "{back}");
        let page = browser.visit(back).await.text();
        let said = "Someone else has just dealt with this";
        assert!(page.contains(said), "{endpoint}: {page}");
    }
}

/// A rule that an undoing meets is told to the desk about the patient, not as if to them.
#[tokio::test]
async fn a_refused_undo_speaks_of_the_patient() {
    let mut desk = desk_of(&["Priya Example", "Ben Ode"]).await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "thu+10:15").await;
    let cancel = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("asked_by", "patient"),
    ];
    let cancelled = desk
        .browser
        .post_form("/api/staff/appointments/cancel", &cancel)
        .await;
    let page = desk.browser.get(cancelled.see_other()).await.text();
    let act = values(&page, "act").first().unwrap().clone();
    // With whoever is free then, for the time that was cancelled is still kept.
    booked(&mut desk, &zoe, "thu+10:15").await;
    desk.browser.get(&visit).await;
    let undo = [("appointment", id.as_str()), ("act", act.as_str())];
    let refused = desk
        .browser
        .post_form("/api/staff/appointments/undo", &undo)
        .await;
    let page = desk.browser.get(refused.see_other()).await.text();
    let said = "The patient has another appointment at that time.";
    assert!(page.contains(said), "{page}");
    assert!(!page.contains("You have an appointment"), "{page}");
}

#[tokio::test]
async fn a_taken_time_is_moved_over_on_purpose_only() {
    let mut desk = desk().await;
    let (zoe, ana) = (desk.zoe.to_string(), desk.ana.to_string());
    booked(&mut desk, &zoe, "thu+10:15").await;
    let (visit, _) = booked(&mut desk, &ana, "thu+14:00").await;
    let fields = to(&mut desk, &visit, "thu+10:30").await;
    let page = desk
        .browser
        .get(&format!("{visit}/move?when=thu+10:30"))
        .await;
    let page = page.text();
    assert!(page.contains("This time is taken") && page.contains("Zoë Park"));
    assert!(!page.contains(&format!("action=\"{MOVE}\"")), "{page}");

    // A tick and a reason in the form for free times don't make it one.
    let forged = [("anyway", "yes"), ("anyway_reason", "Urgent")];
    let refused = desk.browser.post_json(MOVE, &with(&fields, &forged)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let silent = [("reason", "  ")];
    let refused = desk.browser.post_json(OVER, &with(&fields, &silent)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = [("reason", "In great pain")];
    let moved = desk.browser.post_form(OVER, &with(&fields, &said)).await;
    let page = desk.browser.get(moved.see_other()).await.text();
    assert!(page.contains("Overbooked") && page.contains("In great pain"));

    // To a time of its own: nothing is overbooked any more.
    let fields = to(&mut desk, &visit, "thu+15:00").await;
    let moved = desk.browser.post_form(MOVE, &with(&fields, &FREE)).await;
    let page = desk.browser.get(moved.see_other()).await.text();
    assert!(!page.contains("badge-warn"), "{page}");
    let promises = desk
        .site
        .clinic
        .store
        .broken_promises(desk.site.clinic.now());
    assert_eq!(promises.await.unwrap(), [""; 0]);
}

#[tokio::test]
async fn nobody_but_staff_moves_books_or_cancels_at_the_desk() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "thu+10:15").await;
    let fields = to(&mut desk, &visit, "thu+14:00").await;
    let before = desk.browser.get(&visit).await.text();
    let mut bo = desk.site.signed_in("bo").await;
    let mut nobody = desk.site.browser();
    let cancel = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("asked_by", "patient"),
        ("tell", "yes"),
    ];
    let free = with(&fields, &FREE);
    let over = with(&fields, &[("reason", "Urgent")]);
    for browser in [&mut bo, &mut nobody] {
        for (endpoint, fields) in [
            (MOVE, &free[..]),
            (OVER, &over[..]),
            ("/api/staff/appointments/cancel", &cancel[..]),
        ] {
            let refused = browser.post_json(endpoint, fields).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{endpoint}");
        }
    }
    let after = desk.browser.get(&visit).await.text();
    let when = |page: &str| page.contains("10:15 to 10:45 am") && page.contains("Booked");
    assert!(when(&before) && when(&after), "{after}");
}

#[tokio::test]
async fn of_two_at_the_desk_the_slower_one_learns_who_has_the_time() {
    let mut desk = desk().await;
    let mut colleague = desk.site.staff(Role::Practitioner).await;
    let at = |patient| format!("/staff/bookings/new?patient={patient}&when=thu+10:15");
    let (first, second) = (at(desk.zoe), at(desk.ana));
    let slow = proposal(&mut colleague, &second).await;
    let slow = with(&slow, &PLAIN);
    let fast = proposal(&mut desk.browser, &first).await;
    let fast = with(&fast, &PLAIN);
    let booked = desk
        .browser
        .post_form("/api/staff/bookings/book", &fast)
        .await;
    // Pressed twice, sent again by the network: the same appointment.
    let again = desk
        .browser
        .post_form("/api/staff/bookings/book", &fast)
        .await;
    assert_eq!(booked.see_other(), again.see_other());

    let taken = colleague.post_form("/api/staff/bookings/book", &slow).await;
    let page = colleague.get(taken.see_other()).await.text();
    assert!(page.contains("Someone just took that time"), "{page}");
    assert!(page.contains("This time is taken") && page.contains("Zoë Park"));
    // Another's press, copied, is nothing.
    let copied = colleague.post_json("/api/staff/bookings/book", &fast).await;
    assert_eq!(copied.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn ids_and_times_that_were_never_offered_move_nothing() {
    let mut desk = desk().await;
    let zoe = desk.zoe.to_string();
    let (visit, id) = booked(&mut desk, &zoe, "thu+10:15").await;
    let fields = to(&mut desk, &visit, "thu+14:00").await;
    let slot = &fields[2].1;
    let who = slot.split_once('.').unwrap().1.to_owned();
    let send = |appointment: &str, sequence: &str, slot: &str| {
        [
            ("appointment", appointment.to_owned()),
            ("sequence", sequence.to_owned()),
            ("slot", slot.to_owned()),
        ]
    };
    let unknown = "01890000-0000-7000-8000-000000000000";
    let past = format!("1767225600000.{who}");
    let crooked = format!(
        "{}1.{who}",
        slot.split_once('.').unwrap().0.trim_end_matches('0')
    );
    for (fields, status) in [
        (send(unknown, "0", slot), StatusCode::NOT_FOUND),
        (send("x", "0", slot), StatusCode::NOT_FOUND),
        (send(&id, "x", slot), StatusCode::NOT_FOUND),
        (send(&id, "7", slot), StatusCode::CONFLICT),
        (send(&id, "0", "never"), StatusCode::NOT_FOUND),
        (send(&id, "0", &past), StatusCode::UNPROCESSABLE_ENTITY),
        (send(&id, "0", &crooked), StatusCode::UNPROCESSABLE_ENTITY),
        (
            send(&id, "0", &slot.replace(&who, unknown)),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
    ] {
        let fields = with(&fields, &FREE);
        let refused = desk.browser.post_json(MOVE, &fields).await;
        assert_eq!(refused.status, status, "{fields:?}: {}", refused.text());
    }
    for page in [unknown, "x"] {
        let page = format!("/staff/appointments/{page}/move");
        assert_eq!(desk.browser.get(&page).await.status, StatusCode::NOT_FOUND);
    }
}

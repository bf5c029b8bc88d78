//! What a patient does with a booked visit, as a browser without JavaScript does it:
//! another time, one tap to book it again, and taking each of these back.

use http::StatusCode;

use crate::harness::journey::{hold_fields, values};
use crate::harness::{Browser, TestSite};

const MINUTE_S: i64 = 60;
/// Thursday, March 12, 9:00 am in Halifax, and a working day of it.
const THURSDAY_MS: std::ops::Range<i64> = 1_773_316_800_000..1_773_345_600_000;

/// A clinic, somebody signed in, and their booked visit at the first time there is.
async fn booked() -> (TestSite, Browser, String, Vec<String>) {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut ana = site.signed_in("ana").await;
    // Not the soonest: those are inside the notice.
    let page = ana.get("/book/visit/first?date=2026-03-12").await;
    let mut slots = values(&page.text(), "slot");
    slots.retain(|slot| {
        let at = slot.split('.').next().unwrap();
        THURSDAY_MS.contains(&at.parse().unwrap())
    });
    slots.sort();
    assert!(slots.len() > 12, "{slots:?}");
    let hold = ana.hold(&slots[0]).await;
    let form = ana.check(&hold).await;
    let id = ana.book(&form, "").await;
    (site, ana, id, slots)
}

async fn move_to(browser: &mut Browser, id: &str, sequence: &str, slot: &str) -> String {
    let page = format!("/appointments/{id}/change?slot={slot}");
    browser.get(&page).await;
    let fields = [("appointment", id), ("sequence", sequence), ("slot", slot)];
    let answer = browser.post_form("/api/appointments/move", &fields).await;
    answer.see_other().to_owned()
}

#[tokio::test]
async fn a_visit_moves_by_plain_links_and_forms_and_back() {
    let (site, mut ana, id, slots) = booked().await;
    site.clinic.clock.advance_s(4 * MINUTE_S);
    let page = ana.get(&format!("/appointments/{id}")).await.text();
    assert!(
        page.contains(&format!("href=\"/appointments/{id}/change\"")),
        "{page}"
    );
    let page = ana
        .get(&format!("/appointments/{id}/change?date=2026-03-12"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(page.contains("Now: Thursday, March 12, 9:00 am"), "{page}");
    assert!(values(&page, "slot").contains(&slots[8]), "{page}");

    // Looking, however often, moves nothing.
    let question = format!("/appointments/{id}/change?slot={}", slots[8]);
    for _ in 0..2 {
        let page = ana.get(&question).await.text();
        assert!(
            page.contains("Move to Thursday, March 12, 11:00 am?"),
            "{page}"
        );
        assert!(page.contains("Keep 9:00 am"), "{page}");
    }
    let next = move_to(&mut ana, &id, "0", &slots[8]).await;
    assert_eq!(next, format!("/appointments/{id}"));
    // The same press once more finds it done.
    assert_eq!(move_to(&mut ana, &id, "0", &slots[8]).await, next);
    let page = ana.get(&next).await.text();
    assert!(
        page.contains("Moved to Thursday, March 12, 11:00 am."),
        "{page}"
    );

    let fields = [("appointment", id.as_str())];
    let answer = ana.post_form("/api/appointments/undo-move", &fields).await;
    let page = ana.get(answer.see_other()).await.text();
    assert!(page.contains("Your appointment is back."), "{page}");
    assert!(page.contains("9:00 to 9:30 am"), "{page}");
}

#[tokio::test]
async fn page_mail_and_calendar_file_tell_the_same_time() {
    let (site, mut ana, id, slots) = booked().await;
    move_to(&mut ana, &id, "0", &slots[8]).await;
    let page = ana.get(&format!("/appointments/{id}")).await.text();
    site.clinic.clock.advance_s(3 * MINUTE_S);
    let mail = site.newest_mail_to("ana@example.com").await;
    for text in [&page, &mail.text] {
        assert!(text.contains("Thursday, March 12"), "{text}");
        assert!(text.contains("11:00 to 11:30 am, Halifax time"), "{text}");
    }
    // One mail, about the booking, with the time it came to.
    assert!(mail.subject.starts_with("Booked: "), "{}", mail.subject);
    let file = ana
        .get(&format!("/appointments/{id}/calendar.ics"))
        .await
        .text();
    for calendar in [&file, &mail.calendar] {
        assert!(calendar.contains("DTSTART:20260312T140000Z"), "{calendar}");
        assert!(calendar.contains("SEQUENCE:1"), "{calendar}");
    }
    assert!(
        mail.calendar.contains("METHOD:REQUEST"),
        "{}",
        mail.calendar
    );

    move_to(&mut ana, &id, "1", &slots[4]).await;
    site.clinic.clock.advance_s(3 * MINUTE_S);
    let moved = site.newest_mail_to("ana@example.com").await;
    assert!(
        moved
            .subject
            .starts_with("Moved: Thursday, March 12, 10:00 am"),
        "{}",
        moved.subject
    );
    let uid = |text: &str| {
        text.lines()
            .find(|line| line.starts_with("UID:"))
            .map(str::to_owned)
    };
    assert_eq!(uid(&moved.calendar), uid(&mail.calendar));
    assert!(moved.calendar.contains("SEQUENCE:2"), "{}", moved.calendar);

    let cancel = [("appointment", id.as_str())];
    ana.post_form("/api/appointments/cancel", &cancel)
        .await
        .see_other();
    site.clinic.clock.advance_s(3 * MINUTE_S);
    let gone = site.newest_mail_to("ana@example.com").await;
    assert_eq!(uid(&gone.calendar), uid(&mail.calendar));
    for line in ["METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"] {
        assert!(gone.calendar.contains(line), "{}", gone.calendar);
    }
}

#[tokio::test]
async fn a_time_that_can_not_be_had_leaves_the_old_one_and_shows_others() {
    let (site, mut ana, id, slots) = booked().await;
    let mut ben = site.signed_in("ben").await;
    ben.hold(&slots[8]).await;
    let next = move_to(&mut ana, &id, "0", &slots[8]).await;
    assert!(
        next.starts_with(&format!("/appointments/{id}/change?slot=")),
        "{next}"
    );
    let page = ana.get(&next).await.text();
    assert!(page.contains("Someone just took that time."), "{page}");
    assert_eq!(values(&page, "slot").len(), 3, "{page}");
    let (at, with) = slots[0].split_once('.').unwrap();
    let at: i64 = at.parse().unwrap();
    for (slot, code) in [
        (format!("{}.{with}", at + 60_000), "not_on_grid"),
        (format!("{}.{with}", at - 5 * 3_600_000), "outside_hours"),
        (format!("{}.{with}", at - 30 * 86_400_000), "too_soon"),
        (format!("{}.{with}", at + 364 * 86_400_000), "too_far"),
        (format!("{at}.{id}"), "service_not_offered"),
    ] {
        let fields = [("appointment", &*id), ("sequence", "0"), ("slot", &*slot)];
        let answer = ana.post_json("/api/appointments/move", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{slot}");
        assert!(answer.text().contains(code), "{slot}: {}", answer.text());
    }
    let page = ana.get(&format!("/appointments/{id}")).await.text();
    assert!(page.contains("9:00 to 9:30 am"), "{page}");
}

#[tokio::test]
async fn the_last_visit_is_booked_again_in_one_tap_and_taken_back() {
    let (site, mut ana, id, _) = booked().await;
    let home = ana.get("/home").await.text();
    assert!(
        home.contains("Your next appointment") && home.contains("Book again"),
        "{home}"
    );
    let one = |name: &str| values(&home, name)[0].clone();
    let (patient, service, submission) = (one("patient"), one("service"), one("submission"));
    let slot = one("slot");
    let fields = [
        ("patient", &*patient),
        ("service", &*service),
        ("submission", &*submission),
        ("slot", &*slot),
    ];
    let done = ana
        .post_form("/api/booking/again", &fields)
        .await
        .see_other()
        .to_owned();
    assert_eq!(
        ana.post_form("/api/booking/again", &fields)
            .await
            .see_other(),
        done,
        "once"
    );
    let second = done.strip_prefix("/book/done/").unwrap().to_owned();
    assert_ne!(second, id);
    assert!(
        ana.get(&done)
            .await
            .text()
            .contains("/api/appointments/undo-booking")
    );
    // Nobody books for another, whatever id they send.
    let mut ben = site.signed_in("ben").await;
    let answer = ben.post_json("/api/booking/again", &fields).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);

    let undo = [("appointment", second.as_str())];
    let answer = ana.post_form("/api/appointments/undo-booking", &undo).await;
    let page = ana.get(answer.see_other()).await.text();
    assert!(page.contains("Your booking is undone."), "{page}");
    assert_eq!(ana.get(&done).await.status, StatusCode::NOT_FOUND);
    site.clinic.clock.advance_s(4 * MINUTE_S);
    let mails = site.mails().await;
    assert_eq!(mails.len(), 1, "the first booking's only");
}

#[tokio::test]
async fn an_account_that_is_no_patient_has_a_home_and_a_way_on() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let ana = site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    browser.set(app::ctx::SESSION_COOKIE, ana.session.expose());
    browser.set(app::ctx::VISITOR_COOKIE, ana.visitor.expose());
    site.clinic.end_own(&ana).await;
    for (path, text) in [
        ("/home", "No appointments yet. Book your first."),
        ("/appointments", "Nothing coming up."),
        ("/", "Book an appointment"),
        ("/me", "ana@example.com"),
    ] {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text().contains(text), "{path}: {}", page.text());
    }
    let slots = browser.times().await;
    let hold = browser.hold(&slots[12]).await;
    let page = browser.visit(&format!("/book/h/{hold}/check")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("902"), "whom to call: {}", page.text());
}

#[tokio::test]
async fn one_visit_too_many_is_refused_in_words_and_by_code() {
    let (_site, mut ana, _, slots) = booked().await;
    // Visits of half an hour, and times every quarter. One is booked already.
    let mut free = slots.iter().step_by(2).skip(1);
    for slot in free.by_ref().take(9) {
        let hold = ana.hold(slot).await;
        let form = ana.check(&hold).await;
        ana.book(&form, "").await;
    }
    let fields = hold_fields(free.next().unwrap());
    ana.get("/book/visit/first").await;
    let answer = ana.post_form("/api/booking/hold", &fields).await;
    let back = answer.see_other();
    assert!(back.starts_with("/book/visit/first?again="), "{back}");
    let page = ana.get(back).await.text();
    let words = "10 appointments are coming up, the most we take online.";
    assert!(page.contains(words), "{page}");
    assert!(page.contains("tel:+19025550100"), "whom to call: {page}");
    let answer = ana.post_json("/api/booking/hold", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let refused = serde_json::json!({ "code": "too_many_upcoming", "cap": 10 });
    assert_eq!(
        answer.json(),
        serde_json::json!({ "refused": { "book": refused } })
    );
    // And nobody is offered to book once more what would be refused.
    let home = ana.get("/home").await.text();
    assert!(!home.contains("Book again"), "{home}");
}

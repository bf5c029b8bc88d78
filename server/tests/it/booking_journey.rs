//! A booking from the first page to the last by plain forms, and all that goes wrong on
//! the way: pressed twice, too late, somebody faster, somebody else's, changed fields.

use http::StatusCode;
use serde_json::json;

use crate::harness::journey::{BookForm, Details, NEWCOMER, details_fields, hold_fields, values};
use crate::harness::{Browser, TestSite};

mod race;
mod refused;

const SOMEBODY: &str = "01900000-0000-7000-8000-000000000000";
const HOLD_S: i64 = 10 * 60;

async fn site() -> TestSite {
    site_of(&["Priya Example"]).await
}

async fn site_of(people: &[&str]) -> TestSite {
    let site = TestSite::new().await;
    site.clinic.rota(people).await;
    site
}

/// A browser in which somebody is signed in and stands on "Check and book".
async fn about_to_book(site: &TestSite, short: &str, slot: &str) -> (Browser, BookForm) {
    let mut browser = site.signed_in(short).await;
    let hold = browser.hold(slot).await;
    let form = browser.check(&hold).await;
    (browser, form)
}

/// The starts, in milliseconds, of the times that a page offers as the nearest.
fn offered(page: &str) -> Vec<String> {
    let cards = page.split("class=\"soonest\"").nth(1).unwrap_or_default();
    values(cards.split("</section>").next().unwrap_or_default(), "slot")
}

/// Whether the page says, over its content, that somebody was faster.
fn says_taken(page: &str) -> bool {
    let summary = page
        .split("id=\"error-summary\"")
        .nth(1)
        .unwrap_or_default();
    summary
        .split("</p>")
        .next()
        .unwrap_or_default()
        .contains("Someone ")
}

#[tokio::test]
async fn somebody_new_books_by_plain_forms_and_the_clinic_sees_it() {
    let site = site().await;
    let mut browser = site.browser();
    assert!(browser.get("/book").await.text().contains("/book/visit"));
    let slots = browser.times().await;
    let hold = browser.hold(&slots[2]).await;
    browser.sign_up(&site, &hold, &NEWCOMER).await;
    let form = browser.check(&hold).await;
    let appointment = browser.book(&form, "Mind the left knee").await;

    let done = browser.get(&format!("/book/done/{appointment}")).await;
    assert!(done.text().contains(app::text::en::booking::BOOKED));
    let list = browser.get("/appointments").await.text();
    assert!(
        list.contains(&format!("/appointments/{appointment}")),
        "{list}"
    );
    let one = browser
        .get(&format!("/appointments/{appointment}"))
        .await
        .text();
    assert!(
        one.contains("Mind the left knee") && one.contains(NEWCOMER.full_name),
        "{one}"
    );
    let file = browser
        .get(&format!("/appointments/{appointment}/calendar.ics"))
        .await;
    assert!(
        file.text().starts_with("BEGIN:VCALENDAR"),
        "{}",
        file.text()
    );

    // The mail leaves when it can't be undone any more.
    let before = site.mails().await.len();
    site.clinic.clock.advance_s(3 * 60);
    let mails = site.mails().await;
    assert_eq!(mails.len(), before + 1);
    let booked = site.newest_mail_to(NEWCOMER.email).await;
    assert!(
        booked
            .text
            .contains(&format!("/appointments/{appointment}")),
        "{}",
        booked.text
    );
    assert!(
        booked.calendar.contains("METHOD:REQUEST"),
        "{}",
        booked.calendar
    );

    let mut desk = site.staff(domain::role::Role::Desk).await;
    // As it is read: long addresses may break.
    let today = desk.get("/staff").await.text().replace("<wbr>", "");
    for shown in [NEWCOMER.full_name, NEWCOMER.email, "902 555 0173"] {
        assert!(today.contains(shown), "{shown} in {today}");
    }
    // The time is nobody else's.
    assert!(!site.browser().times().await.contains(&slots[2]));
}

#[tokio::test]
async fn a_form_that_is_sent_again_books_once_and_shows_the_same() {
    let site = site().await;
    let slot = site.browser().times().await[0].clone();
    let (mut browser, form) = about_to_book(&site, "ana", &slot).await;
    // A double click: both at once, in one browser.
    let twin = || async {
        let mut twin = site.browser();
        twin.cookies.clone_from(&browser.cookies);
        twin.post_form("/api/booking/book", &form.fields("")).await
    };
    let (one, two) = futures::join!(twin(), twin());
    let done = one.see_other().to_owned();
    assert!(done.starts_with("/book/done/"), "{done}");
    assert_eq!(two.see_other(), done);

    // Back and once more; a retry of the network; another note makes no other booking.
    for note in ["", "", "changed my mind"] {
        assert_eq!(
            browser
                .post_form("/api/booking/book", &form.fields(note))
                .await
                .see_other(),
            done
        );
        let answer = browser
            .post_json("/api/booking/book", &form.fields(note))
            .await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::OK, json!({ "next": done }))
        );
    }
    let list = browser.get("/appointments").await.text();
    assert_eq!(list.matches("href=\"/appointments/0").count(), 1, "{list}");
    // The hold is used up: without the form's number there is nothing to book.
    let other = BookForm {
        submission: SOMEBODY.into(),
        ..form
    };
    let answer = browser
        .post_json("/api/booking/book", &other.fields(""))
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::NOT_FOUND, json!("not_found"))
    );

    // Somebody else gets nothing by sending the same.
    let mut stranger = site.signed_in("ben").await;
    let answer = stranger
        .post_json("/api/booking/book", &other.fields(""))
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_last_time_chosen_is_the_one_that_is_held() {
    let site = site().await;
    let mut browser = site.browser();
    let slots = browser.times().await;
    let first = browser.hold(&slots[0]).await;
    assert_eq!(browser.hold(&slots[0]).await, first, "pressed twice");
    let second = browser.hold(&slots[6]).await;
    assert_ne!(first, second);
    assert_eq!(
        browser.get(&format!("/book/h/{first}/who")).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        browser.get(&format!("/book/h/{second}/who")).await.status,
        StatusCode::OK
    );
    let free = site.browser().times().await;
    assert!(
        free.contains(&slots[0]) && !free.contains(&slots[6]),
        "{free:?}"
    );
    // A time that can't be had leaves the one that is held.
    let mut other = site.browser();
    other.hold(&slots[0]).await;
    let answer = browser
        .post_json("/api/booking/hold", &hold_fields(&slots[0]))
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(
        browser.get(&format!("/book/h/{second}/who")).await.status,
        StatusCode::OK
    );
    // Given back.
    let answer = browser
        .post_form("/api/booking/release", &[("hold", &second)])
        .await;
    assert_eq!(answer.see_other(), "/book/visit/first");
    assert!(site.browser().times().await.contains(&slots[6]));
}

#[tokio::test]
async fn an_ended_hold_is_quietly_taken_again() {
    let site = site().await;
    let slot = site.browser().times().await[4].clone();
    let (mut browser, form) = about_to_book(&site, "ana", &slot).await;
    site.clinic.clock.advance_s(HOLD_S + 1);
    assert!(
        site.browser().times().await.contains(&slot),
        "it counts as free"
    );
    // The page can still be read, and the press still works.
    assert_eq!(browser.check(&form.hold).await.hold, form.hold);
    browser.book(&form, "").await;
}

#[tokio::test]
async fn a_lost_time_comes_back_with_three_others_and_the_note() {
    let site = site().await;
    let slots = site.browser().times().await;
    let (mut slow, form) = about_to_book(&site, "ana", &slots[4]).await;
    site.clinic.clock.advance_s(HOLD_S + 1);
    let (mut quick, quick_form) = about_to_book(&site, "ben", &slots[4]).await;
    quick.book(&quick_form, "").await;

    let note = "Crutches & a \"very\" sore <ankle>";
    let answer = slow
        .post_json("/api/booking/book", &form.fields(note))
        .await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert_eq!(
        answer.json(),
        json!({ "refused": { "book": { "code": "taken" } } })
    );
    slow.get(&format!("/book/h/{}/check", form.hold)).await;
    let answer = slow
        .post_form("/api/booking/book", &form.fields(note))
        .await;
    let back = answer.see_other().to_owned();
    assert!(
        back.starts_with(&format!("/book/h/{}/check?again=", form.hold)),
        "{back}"
    );
    assert!(!back.contains("ankle"));
    let page = slow.get(&back).await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    assert!(says_taken(&text), "{text}");
    assert!(
        text.contains("sore &lt;ankle&gt;"),
        "the note is lost: {text}"
    );
    let near = offered(&text);
    assert_eq!(near.len(), 3, "{near:?} {text}");
    assert!(!near.contains(&slots[4]));

    // One of the three is a press away, and takes along what is typed by then.
    assert!(text.contains("form=\"book\" formaction=\"/api/booking/hold\""));
    let (service, who) = (values(&text, "service"), values(&text, "who"));
    let mut pressed = form.fields("Both ankles by now").to_vec();
    let time = [
        ("service", &service[0]),
        ("who", &who[0]),
        ("slot", &near[0]),
    ];
    pressed.extend(time.map(|(name, value)| (name, value.as_str())));
    let next = slow.post_form("/api/booking/hold", &pressed).await;
    assert!(!next.see_other().contains("ankles"));
    let page = slow.get(next.see_other()).await.text();
    assert!(page.contains("Both ankles by now"), "{page}");
    // Chosen from the list of times, where there is no note to send, it goes on waiting.
    let other = slow.hold(&near[1]).await;
    let page = slow.get(&format!("/book/h/{other}/check")).await.text();
    assert!(page.contains("Both ankles by now"), "{page}");
    let form = slow.check(&other).await;
    slow.book(&form, "").await;
}

#[tokio::test]
async fn a_time_that_went_while_it_was_looked_at_leads_to_the_three_nearest() {
    let site = site().await;
    let mut slow = site.browser();
    let slots = slow.times().await;
    site.browser().hold(&slots[5]).await;
    let answer = slow
        .post_form("/api/booking/hold", &hold_fields(&slots[5]))
        .await;
    let back = answer.see_other().to_owned();
    assert!(back.starts_with("/book/visit/first?again="), "{back}");
    let page = slow.get(&back).await.text();
    assert!(says_taken(&page), "{page}");
    let near = offered(&page);
    assert_eq!(near.len(), 3, "{near:?}");
    assert!(!near.contains(&slots[5]));

    // Even the nearest can go; the reason is said there too.
    let (mut third, form) = about_to_book(&site, "cyn", &slots[8]).await;
    third.get(&format!("/book/h/{}/check", form.hold)).await;
    let answer = third
        .post_form("/api/booking/hold", &hold_fields(&slots[5]))
        .await;
    let page = third.visit(answer.see_other()).await.text();
    assert!(says_taken(&page), "{page}");
}

#[tokio::test]
async fn whoever_is_too_young_is_asked_whether_it_is_for_a_child_and_the_time_stays() {
    let site = site().await;
    let slots = site.browser().times().await;

    // The clock stands at 10 March 2026: one is 16 today, the other tomorrow.
    let mut young = site.browser();
    let hold = young.hold(&slots[1]).await;
    let child = Details {
        born: ["11", "3", "2010"],
        ..NEWCOMER
    };
    let answer = young
        .post_form("/api/booking/details", &details_fields(&hold, &child))
        .await;
    assert_eq!(answer.see_other(), format!("/book/h/{hold}/who?young=1"));
    let page = young.get(answer.see_other()).await.text();
    assert!(
        page.contains("If this is for a child you look after"),
        "{page}"
    );
    assert!(page.contains("tel:+19025550100"), "{page}");
    assert!(!site.browser().times().await.contains(&slots[1]));
    assert!(site.mails().await.is_empty(), "nobody is written to");
    let page = young.get(&format!("/book/h/{hold}/account")).await.text();
    assert!(
        !page.contains(NEWCOMER.full_name),
        "nothing of a child is kept"
    );

    let sixteen = Details {
        born: ["10", "3", "2010"],
        ..NEWCOMER
    };
    let answer = young
        .post_form("/api/booking/details", &details_fields(&hold, &sixteen))
        .await;
    assert!(
        answer
            .see_other()
            .starts_with(&format!("/book/h/{hold}/code"))
    );
}

#[tokio::test]
async fn a_hold_of_another_browser_does_not_exist() {
    let site = site().await;
    let slots = site.browser().times().await;
    let (mut owner, form) = about_to_book(&site, "ana", &slots[0]).await;
    let strangers = [site.browser(), site.signed_in("ben").await];
    for mut stranger in strangers {
        for page in ["who", "account", "check"] {
            for id in [&*form.hold, SOMEBODY, "nonsense"] {
                let answer = stranger.get(&format!("/book/h/{id}/{page}")).await;
                assert!(
                    answer.status == StatusCode::NOT_FOUND
                        || answer.status == StatusCode::SEE_OTHER,
                    "{page} {id}: {}",
                    answer.status
                );
                assert!(!answer.text().contains("Ana"), "{page}");
            }
        }
        for id in [&*form.hold, SOMEBODY, "nonsense"] {
            let mut posts: Vec<(&str, Vec<(&str, &str)>)> = vec![
                ("/api/booking/extend", vec![("hold", id)]),
                ("/api/booking/release", vec![("hold", id)]),
                ("/api/booking/who", vec![("hold", id), ("subject", "other")]),
                (
                    "/api/booking/details",
                    details_fields(id, &NEWCOMER).to_vec(),
                ),
            ];
            if stranger.cookies.contains_key(app::ctx::SESSION_COOKIE) {
                let own = BookForm {
                    hold: id.to_owned(),
                    ..form.clone()
                };
                let fields = own.fields("").map(|(k, v)| (k, v.to_owned()));
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
                let answer = stranger.post_json("/api/booking/book", &fields).await;
                assert_eq!(
                    (answer.status, answer.json()),
                    (StatusCode::NOT_FOUND, json!("not_found"))
                );
            }
            for (path, fields) in posts.drain(..) {
                let answer = stranger.post_json(path, &fields).await;
                assert_eq!(
                    (answer.status, answer.json()),
                    (StatusCode::NOT_FOUND, json!("not_found")),
                    "{path} {id}"
                );
            }
        }
    }
    owner.book(&form, "").await;
}

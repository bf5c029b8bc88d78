//! While a time is held: asking for longer on each page of the hold, and the note to the
//! practitioner, which outlives the time that it was begun for.

use domain::booking::Eligibility;
use http::StatusCode;

use crate::harness::journey::{
    NEWCOMER, book_form, details_fields, hold_fields, request_in, values,
};
use crate::harness::{Browser, TestSite};

const NOTE: &str = "My <left> ankle, since 3 weeks";
const SHOWN: &str = "My &lt;left&gt; ankle, since 3 weeks";
const ONCE: &str = "We can’t hold this time any longer.";
const EXTEND: &str = "/api/booking/extend";

async fn site() -> TestSite {
    let site = TestSite::new().await;
    site.clinic.set_address_limit_times(1_000);
    site.clinic.rota(&["Priya Example"]).await;
    site
}

fn check(hold: &str) -> String {
    format!("/book/h/{hold}/check")
}

/// Asks for longer on `page` of a hold, twice: the first goes back there, the second says
/// there why not.
async fn twice(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) {
    assert_eq!(browser.get(page).await.status, StatusCode::OK, "{page}");
    let answer = browser.post_form(EXTEND, fields).await;
    let on = answer.see_other();
    assert!(on.starts_with(page), "{page}: {on}");
    let text = browser.get(on).await.text();
    assert!(!text.contains("role=\"alert\""), "{page}: {text}");
    browser.get(page).await;
    let answer = browser.post_form(EXTEND, fields).await;
    let back = answer.see_other();
    assert!(back.starts_with(page), "{page}: {back}");
    let text = browser.get(back).await.text();
    assert!(text.contains(ONCE), "{page}: {text}");
    assert!(text.contains("id=\"error-summary\""), "{page}: {text}");
}

#[tokio::test]
async fn longer_is_had_on_each_page_of_a_hold_and_refused_there_with_a_word() {
    let site = site().await;
    let slots = site.browser().times().await;
    // Visits of half an hour, and times every quarter.
    for (slot, page) in [(&slots[0], "who"), (&slots[2], "account")] {
        let mut browser = site.browser();
        let hold = browser.hold(slot).await;
        let here = format!("/book/h/{hold}/{page}");
        let text = browser.get(&here).await.text();
        assert_eq!(values(&text, "next"), std::slice::from_ref(&here), "{text}");
        twice(&mut browser, &here, &[("hold", &hold), ("next", &here)]).await;
    }

    let mut browser = site.browser();
    let hold = browser.hold(&slots[4]).await;
    let fields = details_fields(&hold, &NEWCOMER);
    browser.get(&format!("/book/h/{hold}/account")).await;
    let answer = browser.post_form("/api/booking/details", &fields).await;
    let here = answer.see_other().to_owned();
    let request = request_in(&here);
    let text = browser.get(&here).await.text();
    assert_eq!(values(&text, "next"), std::slice::from_ref(&here), "{text}");
    twice(&mut browser, &here, &[("hold", &hold), ("next", &here)]).await;
    assert!(browser.get(&here).await.text().contains(&request));

    let mut ana = site.signed_in("ana").await;
    let hold = ana.hold(&slots[6]).await;
    let text = ana.get(&check(&hold)).await.text();
    let button = "form=\"book\" formaction=\"/api/booking/extend\"";
    assert!(text.contains(button), "{text}");
    let form = book_form(&ana.get(&check(&hold)).await);
    twice(&mut ana, &check(&hold), &form.fields(NOTE)).await;
    let text = ana.get(&check(&hold)).await.text();
    assert!(text.contains(SHOWN), "what was typed: {text}");
}

#[tokio::test]
async fn a_page_that_is_none_of_the_hold_is_not_gone_on_to() {
    let site = site().await;
    let slots = site.browser().times().await;
    for next in ["/staff", "//evil.example", "/book/h/x/who", "/me", ""] {
        let mut browser = site.browser();
        let hold = browser.hold(&slots[3]).await;
        let fields = [("hold", hold.as_str()), ("next", next)];
        let answer = browser.post_form(EXTEND, &fields).await;
        let account = format!("/book/h/{hold}/account?again=");
        assert!(answer.see_other().starts_with(&account), "{next}");
        let fields = [("hold", hold.as_str())];
        browser.post_form("/api/booking/release", &fields).await;
    }
}

#[tokio::test]
async fn what_is_typed_on_a_page_of_a_hold_is_there_after_asking_for_longer() {
    let site = site().await;
    let mut browser = site.browser();
    let slots = browser.times().await;
    let hold = browser.hold(&slots[0]).await;
    let who = format!("/book/h/{hold}/who");
    let page = browser.get(&who).await.text();
    assert!(page.contains("form=\"who\" formaction=\"/api/booking/extend\""));
    let fields = [("hold", &*hold), ("next", &*who), ("subject", "other")];
    let answer = browser.post_form(EXTEND, &fields).await;
    let page = browser.get(answer.see_other()).await.text();
    assert!(is_checked(&page, "other"), "{page}");

    let mut browser = site.browser();
    let hold = browser.hold(&slots[2]).await;
    let here = format!("/book/h/{hold}/account");
    let page = browser.get(&here).await.text();
    assert!(page.contains("form=\"details\" formaction=\"/api/booking/extend\""));
    // Enter in a field goes on, and asks for nothing else.
    let first = page.find("form=\"details\"").unwrap();
    let tag = page[..first].rfind('<').unwrap();
    let tag = page[tag..].split('>').next().unwrap();
    assert!(tag.contains("visually-hidden") && !tag.contains("formaction"));
    // The second time it is refused, and loses as little.
    for _ in 0..2 {
        browser.get(&here).await;
        let fields = details_fields(&hold, &NEWCOMER);
        let fields = [&fields[..], &[("next", &*here)]].concat();
        let answer = browser.post_form(EXTEND, &fields).await;
        let on = answer.see_other().to_owned();
        assert!(!on.contains("quillon"), "{on}");
        let page = browser.get(&on).await.text();
        for typed in [NEWCOMER.full_name, NEWCOMER.email, NEWCOMER.mobile] {
            assert!(page.contains(typed), "{typed} in {page}");
        }
    }
}

/// Whether the answer with this value is chosen.
fn is_checked(page: &str, value: &str) -> bool {
    let value = format!(" value=\"{value}\"");
    page.split('<')
        .any(|tag| tag.contains(&value) && tag.contains(" checked"))
}

#[tokio::test]
async fn details_outlive_the_time_that_they_were_typed_for() {
    let site = site().await;
    let mut browser = site.browser();
    let slots = browser.times().await;
    let hold = browser.hold(&slots[4]).await;
    browser.get(&format!("/book/h/{hold}/account")).await;
    site.clinic.clock.advance_s(11 * 60);
    site.signed_in("eve").await.hold(&slots[4]).await;
    let fields = details_fields(&hold, &NEWCOMER);
    let answer = browser.post_form("/api/booking/details", &fields).await;
    let page = browser.get(answer.see_other()).await.text();
    assert!(page.contains(NEWCOMER.full_name), "{page}");
    let near = values(&page, "slot");
    let next = browser.hold(&near[0]).await;
    let page = browser.get(&format!("/book/h/{next}/account")).await.text();
    for typed in [NEWCOMER.full_name, NEWCOMER.email, NEWCOMER.born[2]] {
        assert!(page.contains(typed), "{typed} in {page}");
    }
    // At another browser nobody sees them.
    let mut other = site.browser();
    let hold = other.hold(&slots[8]).await;
    let page = other.get(&format!("/book/h/{hold}/account")).await.text();
    assert!(!page.contains("Featherstone"), "{page}");
}

#[tokio::test]
async fn a_note_is_there_when_another_time_is_chosen() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let slots = ana.times().await;
    let hold = ana.hold(&slots[4]).await;
    let form = ana.check(&hold).await;
    let answer = ana
        .post_form("/api/booking/release", &form.fields(NOTE))
        .await;
    assert!(!answer.see_other().contains("ankle"));
    let hold = ana.hold(&slots[6]).await;
    let page = ana.get(&check(&hold)).await.text();
    assert!(page.contains(SHOWN), "{page}");
}

#[tokio::test]
async fn a_note_outlives_the_time_that_it_was_for() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let slots = ana.times().await;
    let hold = ana.hold(&slots[4]).await;
    let form = ana.check(&hold).await;
    // The hold ends, and somebody is faster.
    site.clinic.clock.advance_s(11 * 60);
    site.signed_in("eve").await.hold(&slots[4]).await;
    let answer = ana.post_form("/api/booking/book", &form.fields(NOTE)).await;
    let back = answer.see_other().to_owned();
    let page = ana.get(&back).await.text();
    assert!(page.contains(SHOWN), "{page}");
    let near = values(&page, "slot");
    let next = ana
        .post_form("/api/booking/hold", &hold_fields(&near[0]))
        .await;
    let next = next.see_other().to_owned();
    for address in [&back, &next] {
        assert!(!address.contains("ankle"), "{address}");
    }
    let page = ana.get(&next).await;
    assert!(page.text().contains(SHOWN), "{}", page.text());
    ana.book(&book_form(&page), NOTE).await;
    // What is booked is no draft any more.
    let hold = ana.hold(&slots[9]).await;
    let page = ana.get(&check(&hold)).await.text();
    assert!(!page.contains("ankle"), "{page}");
}

/// A browser whose session has ended while a note was typed, with the form that was sent
/// then, and where that led.
async fn left_alone(site: &TestSite) -> (Browser, String) {
    let mut browser = site.signed_in("ana").await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[4]).await;
    let form = browser.check(&hold).await;
    site.clinic.clock.advance_s(31 * 60);
    let answer = browser
        .post_form("/api/booking/book", &form.fields(NOTE))
        .await;
    let log_in = answer.see_other();
    assert!(
        log_in.starts_with("/log-in?next=%2Fbook%2Fh%2F"),
        "{log_in}"
    );
    assert!(!log_in.contains("ankle"), "{log_in}");
    (browser, hold)
}

#[tokio::test]
async fn a_note_outlives_the_session() {
    let site = site().await;
    let (mut browser, hold) = left_alone(&site).await;
    browser.log_in(&site, "ana@example.com").await;
    let page = browser.get(&check(&hold)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(SHOWN), "{}", page.text());
    browser.book(&book_form(&page), NOTE).await;
}

#[tokio::test]
async fn whoever_logs_in_next_at_that_browser_sees_no_note_of_another() {
    let site = site().await;
    let (mut browser, _) = left_alone(&site).await;
    site.clinic.signed_in("eve").await;
    browser.log_in(&site, "eve@example.com").await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[9]).await;
    let page = browser.get(&check(&hold)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("ankle"), "{}", page.text());
}

/// The ways back from "Check and book", as their buttons say them.
fn ways_back(page: &str) -> Vec<String> {
    let buttons = page.split("<button").filter(|tag| {
        let tag = tag.split('>').next().unwrap_or_default();
        tag.contains("form=\"book\"") && tag.contains("formaction=\"/api/booking/keep\"")
    });
    let mut ways: Vec<String> = buttons.flat_map(|tag| values(tag, "next")).collect();
    ways.sort();
    ways.dedup();
    ways
}

#[tokio::test]
async fn no_way_back_from_the_last_page_loses_the_note() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example", "Quinn Example"]).await;
    let mut ana = site.signed_in("ana").await;
    let slots = ana.times().await;
    let hold = ana.hold(&slots[4]).await;
    let page = ana.get(&check(&hold)).await.text();
    let ways = ways_back(&page);
    let ends = ["/book", "/who", "/book/visit", "/book/visit/first"];
    for end in ends {
        assert!(ways.iter().any(|way| way.ends_with(end)), "{end}: {ways:?}");
    }
    // No link of the path is left that would lose it.
    assert!(!page.contains("<a href=\"/book/"), "{page}");
    let form = book_form(&ana.get(&check(&hold)).await);
    for way in &ways {
        let fields = [&form.fields(NOTE)[..], &[("next", way)]].concat();
        let answer = ana.post_form("/api/booking/keep", &fields).await;
        assert_eq!(answer.see_other(), way);
        assert_eq!(ana.get(way).await.status, StatusCode::OK, "{way}");
        let page = ana.get(&check(&hold)).await.text();
        assert!(page.contains(SHOWN), "{way}: {page}");
    }
    // On to another time, and it is there.
    let other = ana.hold(&slots[6]).await;
    let page = ana.get(&check(&other)).await.text();
    assert!(page.contains(SHOWN), "{page}");
}

#[tokio::test]
async fn a_note_is_taken_along_to_no_other_page_and_for_nobody_elses_hold() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let slots = ana.times().await;
    let hold = ana.hold(&slots[4]).await;
    let form = book_form(&ana.get(&check(&hold)).await);
    for next in ["/staff", "//evil.example", "/home", "/book/other", ""] {
        let fields = [&form.fields(NOTE)[..], &[("next", next)]].concat();
        let answer = ana.post_form("/api/booking/keep", &fields).await;
        assert_eq!(answer.see_other(), check(&hold), "{next}");
    }
    let mut eve = site.signed_in("eve").await;
    let fields = [&form.fields(NOTE)[..], &[("next", "/book")]].concat();
    let answer = eve.post_json("/api/booking/keep", &fields).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

/// Whoever logs in over another's session gets neither their note nor their time, also for a
/// patient whom both act for.
#[tokio::test]
async fn nothing_of_whoever_was_signed_in_goes_along_to_who_logs_in_over_them() {
    let site = site().await;
    let mut browser = site.signed_in("ana").await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[4]).await;
    let form = browser.check(&hold).await;
    let fields = [&form.fields(NOTE)[..], &[("next", "/book")]].concat();
    browser.post_form("/api/booking/keep", &fields).await;
    let patient = fields
        .iter()
        .find(|(name, _)| *name == "patient")
        .unwrap()
        .1;
    let eve = site.clinic.signed_in("eve").await;
    let terms = clinic::testing::Terms {
        basis: Some(domain::access::Basis::ParentalResponsibility),
        ..clinic::testing::Terms::guardian(domain::access::Preset::Full.abilities())
    };
    site.clinic
        .give(eve.account, patient.parse().unwrap(), terms)
        .await;
    browser.log_in(&site, "eve@example.com").await;
    let answer = browser.get(&check(&hold)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let again = [&hold_fields(&slots[4])[..], &[("patient", patient)]].concat();
    let answer = browser.post_form("/api/booking/hold", &again).await;
    let page = browser.get(answer.see_other()).await;
    assert_eq!(page.status, StatusCode::OK, "her time is free again");
    assert!(!page.text().contains("ankle"), "{}", page.text());
}

#[tokio::test]
async fn who_has_been_here_is_led_on_from_a_first_visit() {
    let site = TestSite::new().await;
    site.clinic
        .rota_with(&["Priya Example"], |service| {
            service.patients = Eligibility::NewPatientsOnly;
        })
        .await;
    site.clinic.set_address_limit_times(1_000);
    let mut ana = site.signed_in("ana").await;
    let slots = ana.times().await;
    let hold = ana.hold(&slots[0]).await;
    let form = ana.check(&hold).await;
    ana.book(&form, "").await;

    let hold = ana.hold(&slots[4]).await;
    let answer = ana.get(&check(&hold)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = answer.text();
    assert!(text.contains("This is for a first visit."), "{text}");
    let main = text.split("<main").nth(1).unwrap_or_default();
    assert!(main.contains("href=\"/book\""), "{main}");
}

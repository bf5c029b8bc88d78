//! Several people in one go over HTTP: found, held and booked with plain forms; and the offer
//! to bring somebody right after a visit.

use domain::id::PatientId;
use http::StatusCode;

use crate::family::{add, signed_in};
use crate::harness::journey::values;
use crate::harness::{Browser, TestSite};

/// A mother of two, with her browser.
async fn family(names: &[&str]) -> (TestSite, Browser, [PatientId; 2]) {
    let site = TestSite::new().await;
    site.clinic.set_address_limit_times(1_000);
    site.clinic.rota(names).await;
    let (ana, browser) = signed_in(&site, "ana").await;
    let leo = add(&site, &ana, "Leo Example").await;
    let maya = add(&site, &ana, "Maya Example").await;
    (site, browser, [leo, maya])
}

fn asking([leo, maya]: [PatientId; 2], how: &str) -> String {
    format!("/book/together?{leo}=visit&{maya}=visit&how={how}")
}

/// The fields of the first card of times.
async fn first_plan(browser: &mut Browser, address: &str) -> [(&'static str, String); 3] {
    let page = browser.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    ["people", "services", "plan"].map(|name| (name, values(&text, name)[0].clone()))
}

async fn post(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    browser
        .post_form(path, &fields)
        .await
        .see_other()
        .to_owned()
}

async fn check(browser: &mut Browser, address: &str) -> [(&'static str, String); 3] {
    let page = browser.get(address).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("Check and book for Leo and Maya"), "{text}");
    ["hold", "submission", "people"].map(|name| (name, values(&text, name)[0].clone()))
}

#[tokio::test]
async fn two_children_come_one_after_the_other_with_plain_forms() {
    let (site, mut browser, pair) = family(&["Priya Example"]).await;
    let page = browser.get("/book").await.text();
    assert!(page.contains("href=\"/book/together\""), "{page}");
    let page = browser.get("/book/together").await.text();
    for patient in pair {
        assert!(page.contains(&format!("name=\"{patient}\"")), "{page}");
    }
    let here = asking(pair, "turn");
    let plan = first_plan(&mut browser, &here).await;
    let next = post(&mut browser, "/api/booking/together", &plan).await;
    assert!(next.starts_with("/book/together/"), "{next}");
    let form = check(&mut browser, &next).await;
    let done = post(&mut browser, "/api/booking/book-together", &form).await;
    assert!(done.starts_with("/book/together/done/"), "{done}");
    let again = post(&mut browser, "/api/booking/book-together", &form).await;
    assert_eq!(again, done, "pressed twice");
    let page = browser.get(&done).await.text();
    assert!(page.contains("Leo and Maya are booked"), "{page}");
    assert_eq!(
        values(&page, "appointment").len(),
        2,
        "an undo for each: {page}"
    );
    assert!(!next.contains("Leo") && !done.contains("Maya"));
    site.clinic.clock.advance_s(3 * 60);
    let mails = site.mails().await;
    let booked = mails
        .iter()
        .filter(|mail| mail.subject.contains("Leo") || mail.subject.contains("Maya"));
    assert_eq!(booked.count(), 2, "a mail for each");
    // Nobody else sees either.
    let (_, mut eve) = signed_in(&site, "eve").await;
    assert_eq!(eve.get(&done).await.status, StatusCode::NOT_FOUND);
    assert_eq!(eve.get(&next).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn at_the_same_time_each_has_a_practitioner_of_their_own() {
    let (_site, mut browser, pair) = family(&["Priya Example", "Quinn Example"]).await;
    let plan = first_plan(&mut browser, &asking(pair, "once")).await;
    let next = post(&mut browser, "/api/booking/together", &plan).await;
    let form = check(&mut browser, &next).await;
    let done = post(&mut browser, "/api/booking/book-together", &form).await;
    let page = browser.get(&done).await.text();
    assert!(
        page.contains("Priya Example") && page.contains("Quinn Example"),
        "{page}"
    );
}

#[tokio::test]
async fn where_somebody_was_faster_nothing_is_held_and_the_page_says_so() {
    let (site, mut browser, pair) = family(&["Priya Example"]).await;
    let here = asking(pair, "turn");
    let plan = first_plan(&mut browser, &here).await;
    let second = plan[2].1.split('~').nth(1).unwrap().to_owned();
    site.browser().hold(&second).await;
    browser.get(&here).await;
    let back = post(&mut browser, "/api/booking/together", &plan).await;
    assert!(back.starts_with("/book/together?"), "{back}");
    let page = browser.get(&back).await.text();
    assert!(page.contains("id=\"error-summary\""), "{page}");
    assert!(!values(&page, "plan").is_empty(), "other times: {page}");
    let fields: Vec<(&str, &str)> = plan.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let answer = browser.post_json("/api/booking/together", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn nothing_is_found_for_somebody_of_others() {
    let (site, mut browser, [leo, _]) = family(&["Priya Example"]).await;
    let (ben, _) = signed_in(&site, "ben").await;
    let page = browser
        .get(&asking([leo, ben.patient], "turn"))
        .await
        .text();
    assert!(values(&page, "plan").is_empty());
    let plan = [
        ("people", format!("{leo}.{}", ben.patient)),
        ("services", "visit.visit".to_owned()),
        ("plan", "1.x~2.y".to_owned()),
    ];
    let fields: Vec<(&str, &str)> = plan.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let answer = browser.post_json("/api/booking/together", &fields).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for (people, services) in [("", "visit"), ("x.y", "visit.visit")] {
        let fields = [("people", people), ("services", services), ("plan", "x")];
        let answer = browser.post_json("/api/booking/together", &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{people}");
    }
}

#[tokio::test]
async fn after_one_is_booked_the_other_is_one_press_from_the_last_page() {
    let (_site, mut browser, [leo, maya]) = family(&["Priya Example"]).await;
    let leo_text = leo.to_string();
    let switch = [("patient", leo_text.as_str()), ("next", "/book")];
    browser.post_form("/api/switch", &switch).await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[4]).await;
    let page = browser.get(&format!("/book/h/{hold}/check")).await.text();
    // The menu of people has forms of its own.
    let form = page.split("id=\"book\"").nth(1).unwrap();
    let form = ["hold", "submission", "patient"].map(|name| (name, values(form, name)[0].clone()));
    let form = [&form[..], &[("note", String::new())]].concat();
    let done = post(&mut browser, "/api/booking/book", &form).await;
    assert!(done.starts_with("/book/done/"), "{done}");
    let page = browser.get(&done).await.text();
    assert!(page.contains("Book Maya right after, "), "{page}");
    let at = page.find("/api/booking/right-after").unwrap();
    let forms: Vec<&str> = page[at..].split("</form>").collect();
    let of_maya = forms
        .iter()
        .find(|form| form.contains(&maya.to_string()))
        .unwrap();
    let fields =
        ["service", "slot", "patient"].map(|name| (name, values(of_maya, name)[0].clone()));
    assert_eq!(
        fields[1].1, slots[6],
        "half an hour later, with the same practitioner"
    );
    let next = post(&mut browser, "/api/booking/right-after", &fields).await;
    let page = browser.get(&next).await.text();
    assert!(page.contains("Check and book for Maya"), "{page}");
    assert!(!page.contains("Is this booking for"), "{page}");
}

//! How pages look in one browser: on the page from its first byte, and nowhere else.

use app::ctx::DISPLAY_COOKIE;
use http::StatusCode;
use http::header::{CACHE_CONTROL, SET_COOKIE};

use crate::harness::{Browser, TestSite};

const USUAL: [(&str, &str); 5] = [
    ("theme", "device"),
    ("size", "normal"),
    ("letters", "standard"),
    ("contrast", "device"),
    ("motion", "device"),
];
const CHOSEN: [(&str, &str); 5] = [
    ("theme", "dark"),
    ("size", "largest"),
    ("letters", "easy"),
    ("contrast", "more"),
    ("motion", "less"),
];

/// The tag that opens the document.
async fn opening(browser: &mut Browser, path: &str) -> String {
    let text = browser.get(path).await.text();
    let at = text.find("<html").unwrap();
    text[at..=at + text[at..].find('>').unwrap()].to_owned()
}

#[tokio::test]
async fn what_was_chosen_stands_on_every_page() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    let usual = opening(&mut browser, "/").await;
    assert!(!usual.contains("data-"), "{usual}");
    let saved = browser.post_form("/api/display", &CHOSEN).await;
    assert_eq!(saved.see_other(), "/me/display?done=saved");
    let cookies: Vec<_> = saved.headers.get_all(SET_COOKIE).iter().collect();
    let kept = cookies
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .find(|cookie| cookie.starts_with(DISPLAY_COOKIE))
        .unwrap();
    assert!(kept.contains("Max-Age=31536000"), "{kept}");
    for path in [
        "/",
        "/book",
        "/me/display",
        "/staff/log-in",
        "/nothing/here",
    ] {
        let tag = opening(&mut browser, path).await;
        for mark in [
            "data-theme=\"dark\"",
            "data-size=\"largest\"",
            "data-letters=\"easy\"",
            "data-contrast=\"more\"",
            "data-motion=\"less\"",
        ] {
            assert!(tag.contains(mark), "{path}: {mark} is missing in {tag}");
        }
    }
    let page = browser.get("/").await;
    assert_eq!(page.header(CACHE_CONTROL), Some("private, no-cache"));
    assert!(page.text().contains("content=\"dark\""));
    assert!(
        page.text()
            .contains("/fonts/atkinson-hyperlegible-next-latin.woff2")
    );
    let page = browser.get("/me/display?done=saved").await;
    assert!(page.text().contains("role=\"status\""));
    assert_eq!(page.text().matches(" checked").count(), 5);
}

#[tokio::test]
async fn what_is_usual_is_not_remembered() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.post_form("/api/display", &CHOSEN).await.see_other();
    assert!(browser.cookies.contains_key(DISPLAY_COOKIE));
    browser.post_form("/api/display", &USUAL).await.see_other();
    assert!(!browser.cookies.contains_key(DISPLAY_COOKIE));
}

#[tokio::test]
async fn words_of_strangers_change_nothing() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    for forged in ["dark", "x-x-x-x-x", "dark-normal-standard-device-device-1"] {
        browser.set(DISPLAY_COOKIE, forged);
        let tag = opening(&mut browser, "/").await;
        assert!(!tag.contains("data-"), "{forged}: {tag}");
    }
    let mut browser = site.browser();
    let mut fields = CHOSEN;
    fields[1].1 = "huge\" onload=\"alert(1)";
    let answer = browser.post_json("/api/display", &fields).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(!browser.cookies.contains_key(DISPLAY_COOKIE));
    let there = browser.post_form("/api/display", &fields).await;
    assert!(there.see_other().starts_with("/me/display?again="));
}

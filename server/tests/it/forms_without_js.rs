//! Forms as a browser without JavaScript sends them: read strictly, never lost.

use app::ctx::STAFF_COOKIE;
use app::kept::Owner;
use domain::role::Role;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use http::{Method, StatusCode};
use serde_json::json;

use crate::harness::{Browser, ORIGIN_HERE, TestSite, request};

const FORM: &str = "application/x-www-form-urlencoded";
const HTML: &str = "text/html";
const JSON: &str = "application/json";
const TYPED: &str = "ana.not-an-address";

/// The id in `…?again=<id>`.
#[track_caller]
fn again(there: &str) -> String {
    let id = there
        .split("again=")
        .nth(1)
        .unwrap_or_else(|| panic!("no id in {there}"));
    assert_eq!(id.len(), 43, "{there}");
    id.to_owned()
}

async fn ask(browser: &mut Browser, body: &[u8]) -> String {
    let answer = browser
        .post_raw("/api/log-in/ask", HTML, FORM, body.to_vec())
        .await;
    assert!(answer.body.is_empty());
    answer.see_other().to_owned()
}

#[tokio::test]
async fn a_refused_form_comes_back_filled() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/log-in").await;
    let fields = [("email", TYPED), ("next", "/appointments")];
    let answer = browser.post_form("/api/log-in/ask", &fields).await;
    let there = answer.see_other().to_owned();
    assert!(there.starts_with("/log-in?again="), "{there}");
    assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"));

    let page = browser.get(&there).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(TYPED), "{}", page.text());
    assert!(
        page.text().contains("Enter an email address"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn another_browser_never_sees_what_was_typed() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/log-in").await;
    let answer = browser
        .post_form("/api/log-in/ask", &[("email", TYPED), ("next", "")])
        .await;
    let there = answer.see_other().to_owned();
    let page = site.browser().get(&there).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains(TYPED));
    let mut guess = there.clone();
    guess.pop();
    assert!(!browser.get(&guess).await.text().contains(TYPED));
}

#[tokio::test]
async fn the_next_member_of_staff_at_a_desk_never_sees_what_was_typed() {
    let site = TestSite::new().await;
    let mut desk = site.staff(Role::Desk).await;
    desk.get("/staff/patients/new").await;
    let mut fields = ["patient", "name", "born", "email", "mobile", "sure"].map(|name| (name, ""));
    fields[3].1 = TYPED;
    let answer = desk.post_form("/api/staff/patients/add", &fields).await;
    let there = answer.see_other().to_owned();
    assert!(there.starts_with("/staff/patients/new?again="), "{there}");
    assert!(desk.get(&there).await.text().contains(TYPED));

    // Only the member of staff changes; the browser keeps its own cookie.
    let next = site.staff(Role::Admin).await;
    let next = next.cookies[STAFF_COOKIE].clone();
    let first = desk.cookies.insert(STAFF_COOKIE.to_owned(), next).unwrap();
    let page = desk.get(&there).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains(TYPED), "{}", page.text());

    // Whoever typed it has it still.
    desk.cookies.insert(STAFF_COOKIE.to_owned(), first);
    assert!(desk.get(&there).await.text().contains(TYPED));
}

#[tokio::test]
async fn a_malformed_form_is_refused_and_what_can_be_read_is_kept() {
    let site = TestSite::new().await;
    let email = format!("email={TYPED}");
    for (what, body) in [
        ("missing", email.clone().into_bytes()),
        (
            "doubled",
            format!("{email}&email=b%40example.org&next=").into_bytes(),
        ),
        ("unknown", format!("{email}&next=&role=admin").into_bytes()),
        ("not UTF-8", [email.as_bytes(), b"&next=\xff"].concat()),
        (
            "not UTF-8, encoded",
            format!("{email}&next=%ff").into_bytes(),
        ),
        ("nested", format!("{email}&next[0]=x").into_bytes()),
    ] {
        let mut browser = site.browser();
        browser.get("/log-in").await;
        let answer = browser
            .post_raw("/api/log-in/ask", JSON, FORM, body.clone())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{what}");
        assert_eq!(answer.json(), json!("malformed"), "{what}");
        assert_eq!(answer.header(CONTENT_TYPE), Some(JSON), "{what}");

        let there = ask(&mut browser, &body).await;
        let page = browser.get(&there).await;
        assert_eq!(page.status, StatusCode::OK, "{what}");
        assert!(page.text().contains(TYPED), "{what}: {}", page.text());
    }
}

#[tokio::test]
async fn passwords_and_codes_are_never_kept() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/staff/log-in").await;
    let secret = "correct horse battery";
    let fields = [("email", "desk@example.org"), ("password", secret)];
    let answer = browser.post_form("/api/staff/log-in", &fields).await;
    let there = answer.see_other().to_owned();
    assert!(there.starts_with("/staff/log-in?again="), "{there}");
    let visitor = site
        .clinic
        .clinic
        .visitor(&browser.cookies["__Host-visitor"], browser.peer.ip());
    let kept = site
        .rails
        .site
        .kept
        .find(&again(&there), (visitor.key().0, Owner::Nobody))
        .unwrap();
    assert_eq!(kept.endpoint, "staff/log-in");
    assert_eq!(kept.typed("email"), "desk@example.org");
    assert!(!format!("{kept:?}").contains("horse"));
    assert!(!browser.get(&there).await.text().contains("horse"));
    assert!(!browser.cookies.contains_key("__Host-staff"));

    // Doubled, so that it is refused before anything looks at it.
    let body = b"email=desk%40example.org&password=horse1&password=horse2".to_vec();
    let answer = browser
        .post_raw("/api/staff/log-in", HTML, FORM, body)
        .await;
    let kept = site
        .rails
        .site
        .kept
        .find(&again(answer.see_other()), (visitor.key().0, Owner::Nobody))
        .unwrap();
    assert!(!format!("{kept:?}").contains("horse"));
}

#[tokio::test]
async fn only_forms_are_taken() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    for kind in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
    ] {
        for accept in [HTML, JSON] {
            let body = b"email=ana%40example.org&next=".to_vec();
            let answer = browser
                .post_raw("/api/log-in/ask", accept, kind, body)
                .await;
            assert_eq!(answer.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        }
    }
}

#[tokio::test]
async fn an_unknown_endpoint_is_not_found() {
    let site = TestSite::new().await;
    for path in [
        "/api/nothing",
        "/api/",
        "/api/log-in/ask/",
        "/api/log-in",
        "/api/../api/log-in/ask",
    ] {
        let answer = site.browser().post_json(path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn programs_get_codes_with_their_status() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    let answer = browser
        .post_json("/api/log-in/ask", &[("email", TYPED), ("next", "")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.json()["invalid"].to_string().contains("email"),
        "{}",
        answer.text()
    );
    assert!(!answer.text().contains(TYPED));
    assert!(answer.header(LOCATION).is_none());

    let nobody = [("appointment", "01900000-0000-7000-8000-000000000000")];
    let answer = browser.post_json("/api/appointments/cancel", &nobody).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.json(), json!("unauthenticated"));
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_right_door() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    let nobody = "01900000-0000-7000-8000-000000000000";
    let answer = browser
        .post_form("/api/appointments/cancel", &[("appointment", nobody)])
        .await;
    assert_eq!(answer.see_other(), "/log-in?next=%2Fappointments");
    let answer = browser
        .post_form("/api/staff/mail/again", &[("notice", nobody)])
        .await;
    assert_eq!(answer.see_other(), "/staff/log-in");
}

#[tokio::test]
async fn a_taken_form_leads_on() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/help").await;
    let answer = browser.post_form("/api/log-in/out", &[]).await;
    assert_eq!(answer.see_other(), "/");
    let answer = browser.post_json("/api/log-in/out", &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({ "next": "/" }));
}

#[tokio::test]
async fn a_form_goes_back_only_to_pages_of_ours() {
    let site = TestSite::new().await;
    for (referer, expected) in [
        (
            format!("{ORIGIN_HERE}/help?x=1&again=old#here"),
            "/help?x=1&again=",
        ),
        (format!("{ORIGIN_HERE}//evil.example/"), "/log-in?again="),
        (format!("{ORIGIN_HERE}.evil.example/"), "/log-in?again="),
        (format!("{ORIGIN_HERE}@evil.example/"), "/log-in?again="),
        (format!("{ORIGIN_HERE}/api/log-in/ask"), "/log-in?again="),
        ("https://evil.example/log-in".to_owned(), "/log-in?again="),
        (String::new(), "/log-in?again="),
    ] {
        let mut post = request(Method::POST, "/api/log-in/ask");
        let headers = post.headers_mut();
        headers.insert("accept", HTML.parse().unwrap());
        headers.insert("content-type", FORM.parse().unwrap());
        headers.insert("referer", referer.parse().unwrap());
        let answer = site.send(post).await;
        let there = answer.see_other();
        assert!(there.starts_with(expected), "{referer}: {there}");
        assert_eq!(there.matches("again=").count(), 1, "{there}");
    }
}

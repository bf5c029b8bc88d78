//! "Forgot your password?" from outside: abuse 2, 4, 5 and 6.

use http::header::HOST;
use http::{Method, Request, StatusCode};
use serde_json::json;

use super::asking::shape;
use super::{KNOWN, UNKNOWN, site};
use crate::harness::{Browser, ORIGIN_HERE, TestSite};

const PASSWORD: &str = clinic::testing::PASSWORD;
const PAGE: &str = "/recover/link";

/// Asks for a link; its path.
async fn link(site: &TestSite) -> String {
    let mut browser = site.browser();
    browser.get("/recover").await;
    let answer = browser
        .post_form("/api/recover/ask", &[("email", KNOWN)])
        .await;
    assert_eq!(answer.see_other(), "/recover/sent");
    let mail = site.newest_mail_to(KNOWN).await;
    assert_eq!(mail.subject, "Set a new password");
    format!("/recover/link/{}", mail.token_after("/recover/link/"))
}

async fn complete(browser: &mut Browser, password: &str) -> (StatusCode, serde_json::Value) {
    let answer = browser
        .post_json("/api/recover/password", &[("password", password)])
        .await;
    (answer.status, answer.json())
}

fn unusable() -> (StatusCode, serde_json::Value) {
    (StatusCode::CONFLICT, json!({ "refused": "link_unusable" }))
}

#[tokio::test]
async fn asking_tells_nobody_whether_an_address_is_known_and_changes_nothing() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let mut shapes = Vec::new();
    for email in [KNOWN, UNKNOWN] {
        let mut browser = site.browser();
        browser.get("/recover").await;
        let asked = [("email", email)];
        let json = browser.post_json("/api/recover/ask", &asked).await;
        let form = browser.post_form("/api/recover/ask", &asked).await;
        let page = browser.get(form.see_other()).await;
        assert!(!page.text().contains(email), "{}", page.text());
        shapes.push([shape(&json), shape(&form), shape(&page)]);
    }
    assert_eq!(shapes[0], shapes[1]);
    let mails = site.mails().await;
    assert_eq!(mails.len(), 4);
    for mail in &mails {
        let links = mail.text.contains("/recover/link/");
        assert_eq!(links, mail.to == KNOWN, "{}", mail.text);
    }
    assert_eq!(ana.get("/appointments").await.status, StatusCode::OK);
}

/// Abuse 2 and 6: whoever was in is out, and the address is told.
#[tokio::test]
async fn a_new_password_signs_this_browser_in_and_all_others_out() {
    let site = site().await;
    let mut thief = site.signed_in("ana").await;
    // A password that the thief has set while they were in.
    let set = [("password", "nine walruses hum in tune")];
    let answer = thief.post_json("/api/me/password", &set).await;
    assert_eq!(answer.status, StatusCode::OK);
    let path = link(&site).await;

    let mut owner = site.browser();
    let page = owner.visit(&path).await.text();
    assert!(page.contains(KNOWN), "{page}");
    assert!(page.contains("action=\"/api/recover/password\""), "{page}");
    let form = [("password", PASSWORD)];
    let answer = owner.post_form("/api/recover/password", &form).await;
    assert_eq!(answer.see_other(), "/home");
    assert!(!owner.cookies.contains_key(app::ctx::RECOVERY_LINK_COOKIE));
    assert_eq!(owner.get("/appointments").await.status, StatusCode::OK);
    // Pressed twice, it leads on all the same.
    owner.get(PAGE).await;
    let answer = owner.post_form("/api/recover/password", &form).await;
    let there = answer.see_other().to_owned();
    assert!(there.starts_with("/recover/link?again="), "{there}");
    assert_eq!(owner.get(&there).await.see_other(), "/appointments");

    assert_eq!(
        thief.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    let nobody = [("appointment", "01900000-0000-7000-8000-000000000000")];
    let answer = thief.post_json("/api/appointments/cancel", &nobody).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    for (password, status) in [
        (set[0].1, StatusCode::UNPROCESSABLE_ENTITY),
        (PASSWORD, StatusCode::OK),
    ] {
        let fields = [("email", KNOWN), ("password", password), ("next", "")];
        let answer = site.browser().post_json("/api/log-in/start", &fields).await;
        assert_eq!(answer.status, status);
    }
    let mail = site.newest_mail_to(KNOWN).await;
    assert_eq!(mail.subject, "Your password was changed");
    assert!(mail.text.contains(&format!("{ORIGIN_HERE}/recover")));
}

/// Abuse 5: used twice, after a newer one, after an hour, after the address changed.
#[tokio::test]
async fn a_link_that_is_used_old_or_given_way_sets_nothing() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let older = link(&site).await;
    let newer = link(&site).await;
    let mut late = site.browser();
    let page = late.visit(&older).await.text();
    assert!(page.contains("used already or is too old"), "{page}");
    assert!(!page.contains("/api/recover/password"), "{page}");
    assert_eq!(complete(&mut late, PASSWORD).await, unusable());
    let mut first = site.browser();
    let mut second = site.browser();
    first.visit(&newer).await;
    second.visit(&newer).await;
    assert_eq!(complete(&mut first, PASSWORD).await.0, StatusCode::OK);
    let other = "nine walruses hum in tune";
    assert_eq!(complete(&mut second, other).await, unusable());
    assert_eq!(complete(&mut site.browser(), other).await, unusable());

    let path = link(&site).await;
    let mut old = site.browser();
    old.visit(&path).await;
    site.clinic.clock.advance_s(60 * 60);
    assert_eq!(complete(&mut old, other).await, unusable());

    let path = link(&site).await;
    let mut changed = site.browser();
    changed.visit(&path).await;
    let store = &site.clinic.store;
    store
        .change_address(KNOWN, "ana.new@example.com")
        .await
        .unwrap();
    assert_eq!(complete(&mut changed, other).await, unusable());

    let fields = [
        ("email", "ana.new@example.com"),
        ("password", PASSWORD),
        ("next", ""),
    ];
    let answer = site.browser().post_json("/api/log-in/start", &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "still the first one's");
}

#[tokio::test]
async fn a_link_that_a_scanner_opens_changes_nothing() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let path = link(&site).await;
    let mut scanner = site.browser();
    for method in [Method::GET, Method::HEAD, Method::GET] {
        for (uri, status) in [
            (path.as_str(), StatusCode::SEE_OTHER),
            (PAGE, StatusCode::OK),
        ] {
            let request = Request::builder().method(&method).uri(uri);
            let answer = scanner.send(request.body("".into()).unwrap()).await;
            assert_eq!(answer.status, status, "{method} {uri}");
            // The token is in no address, page or referrer from here on.
            let token = path.strip_prefix("/recover/link/").unwrap();
            assert!(!answer.text().contains(token));
            assert!(
                !answer
                    .header(http::header::LOCATION)
                    .unwrap_or_default()
                    .contains(token)
            );
        }
    }
    assert!(!scanner.cookies.contains_key(app::ctx::SESSION_COOKIE));
    assert_eq!(ana.get("/appointments").await.status, StatusCode::OK);
    let mut owner = site.browser();
    owner.visit(&path).await;
    assert_eq!(complete(&mut owner, PASSWORD).await.0, StatusCode::OK);
}

#[tokio::test]
async fn an_easy_password_comes_back_as_a_question_and_the_link_stays_good() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let path = link(&site).await;
    let mut owner = site.browser();
    owner.visit(&path).await;
    let easy = [("password", "Password123456!")];
    let answer = owner.post_form("/api/recover/password", &easy).await;
    let there = answer.see_other().to_owned();
    assert!(there.starts_with("/recover/link?again="), "{there}");
    let page = owner.get(&there).await.text();
    assert!(page.contains("harder to guess"), "{page}");
    assert!(!page.contains("Password123456!"), "{page}");
    assert_eq!(complete(&mut owner, PASSWORD).await.0, StatusCode::OK);
}

/// Abuse 4.
#[tokio::test]
async fn no_header_decides_where_the_link_leads() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let spoofs = [
        ("x-forwarded-host", "evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-host", "evil.example"),
        ("x-original-url", "https://evil.example/"),
    ];
    let post = |uri: &str| {
        Request::post(uri)
            .header("origin", ORIGIN_HERE)
            .header("content-type", "application/x-www-form-urlencoded")
    };
    let body = format!("email={KNOWN}");
    for (name, value) in spoofs {
        let request = post("/api/recover/ask").header(name, value);
        let answer = site.send(request.body(body.clone().into()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    for (uri, host) in [
        ("/api/recover/ask", "evil.example"),
        ("http://evil.example/api/recover/ask", "127.0.0.1:3000"),
        ("http://evil.example/api/recover/ask", "evil.example"),
    ] {
        let request = post(uri).header(HOST, host);
        let answer = site.send(request.body(body.clone().into()).unwrap()).await;
        let status = answer.status.as_u16();
        assert!(status == 421 || status == 400, "{uri} {host}: {status}");
    }
    let mails = site.mails().await;
    assert_eq!(mails.len(), spoofs.len());
    for mail in mails {
        assert!(!mail.raw.contains("evil.example"), "{}", mail.raw);
        for link in mail.text.split("http").skip(1) {
            let link = format!("http{link}");
            assert!(link.starts_with(&format!("{ORIGIN_HERE}/")), "{link}");
        }
    }
}

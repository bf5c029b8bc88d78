//! Mailed links: whom they log in, who opens them, and where they lead.

use domain::role::Role;
use http::header::HOST;
use http::{Method, Request, StatusCode};
use serde_json::json;

use super::{KNOWN, site};
use crate::harness::ORIGIN_HERE;
use crate::harness::journey::{Details, NEWCOMER, details_fields, request_in};

#[tokio::test]
async fn a_mailed_link_says_whom_it_logs_in_and_makes_no_account_for_a_stranger() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let asked = [("email", KNOWN), ("next", "/appointments")];
    site.browser().post_form("/api/log-in/ask", &asked).await;
    let link = site.newest_mail_to(KNOWN).await.link_token();
    let page = site.browser().visit(&format!("/log-in/link/{link}")).await;
    assert!(page.text().contains(KNOWN), "{}", page.text());

    let mut stranger = site.browser();
    let slot = stranger.times().await[0].clone();
    let hold = stranger.hold(&slot).await;
    let typed = Details {
        full_name: "Squat Ter",
        ..NEWCOMER
    };
    stranger
        .post_form("/api/booking/details", &details_fields(&hold, &typed))
        .await;
    let link = site.newest_mail_to(NEWCOMER.email).await.link_token();
    let mut victim = site.browser();
    let page = victim.visit(&format!("/log-in/link/{link}")).await.text();
    assert!(page.contains("This link works only there."), "{page}");
    assert!(!page.contains("action=\"/api/log-in/link\""), "{page}");
    let answer = victim.post_json("/api/log-in/link", &[]).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::CONFLICT, json!({ "refused": "link_elsewhere" }))
    );
    assert!(!victim.cookies.contains_key(app::ctx::SESSION_COOKIE));
    let mut desk = site.staff(Role::Desk).await;
    assert!(!desk.get("/staff").await.text().contains("Squat Ter"));
}

#[tokio::test]
async fn a_link_that_a_scanner_opens_changes_nothing() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    browser.get("/log-in").await;
    let asked = [("email", KNOWN), ("next", "/appointments")];
    let next = browser
        .post_form("/api/log-in/ask", &asked)
        .await
        .see_other()
        .to_owned();
    let mail = site.newest_mail_to(KNOWN).await;
    let link = format!("/log-in/link/{}", mail.link_token());

    let mut scanner = site.browser();
    for method in [Method::GET, Method::HEAD, Method::GET, Method::HEAD] {
        let opened = scanner
            .send(
                Request::builder()
                    .method(&method)
                    .uri(&link)
                    .body("".into())
                    .unwrap(),
            )
            .await;
        assert_eq!(opened.see_other(), "/log-in/link", "{method}");
        let page = scanner
            .send(
                Request::builder()
                    .method(&method)
                    .uri("/log-in/link")
                    .body("".into())
                    .unwrap(),
            )
            .await;
        assert_eq!(page.status, StatusCode::OK, "{method}");
        assert!(!scanner.cookies.contains_key(app::ctx::SESSION_COOKIE));
    }
    // The code is as good as before, and the link is used up by it.
    let fields = [("request", &*request_in(&next)), ("code", &mail.code())];
    assert_eq!(
        browser
            .post_form("/api/log-in/code", &fields)
            .await
            .see_other(),
        "/appointments"
    );
    let late = scanner.post_json("/api/log-in/link", &[]).await;
    assert_eq!(
        (late.status, late.json()),
        (StatusCode::CONFLICT, json!({ "refused": "link_unusable" }))
    );
    let again = browser.post_json("/api/log-in/code", &fields).await;
    assert!(
        again.status.is_client_error(),
        "a code works once: {}",
        again.text()
    );

    // A link logs in whoever presses the button, once, and only that browser.
    browser.get("/log-in").await;
    browser.post_form("/api/log-in/out", &[]).await;
    browser.post_form("/api/log-in/ask", &asked).await;
    let link = format!(
        "/log-in/link/{}",
        site.newest_mail_to(KNOWN).await.link_token()
    );
    let mut phone = site.browser();
    let page = phone.visit(&link).await.text();
    assert!(page.contains("action=\"/api/log-in/link\""), "{page}");
    assert_eq!(
        phone.post_form("/api/log-in/link", &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(phone.get("/appointments").await.status, StatusCode::OK);
    assert!(!browser.cookies.contains_key(app::ctx::SESSION_COOKIE));
    let mut second = site.browser();
    second.visit(&link).await;
    assert_eq!(
        second.post_json("/api/log-in/link", &[]).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn no_header_decides_where_a_mailed_link_leads() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let spoofs: [&[(&str, &str)]; 4] = [
        &[
            ("x-forwarded-host", "evil.example"),
            ("x-forwarded-proto", "https"),
        ],
        &[("forwarded", "host=evil.example;proto=https")],
        &[
            ("x-host", "evil.example"),
            ("x-original-url", "https://evil.example/"),
        ],
        &[
            ("x-forwarded-for", "203.0.113.9, evil.example"),
            ("x-http-host-override", "evil.example"),
        ],
    ];
    for headers in spoofs {
        let mut post = Request::post("/api/log-in/ask").header("origin", ORIGIN_HERE);
        for (name, value) in headers {
            post = post.header(*name, *value);
        }
        let post = post
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("email={KNOWN}&next=//evil.example/").into())
            .unwrap();
        let answer = site.send(post).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    for (uri, host) in [
        ("/api/log-in/ask", "evil.example"),
        ("http://evil.example/api/log-in/ask", "127.0.0.1:3000"),
        ("http://evil.example/api/log-in/ask", "evil.example"),
    ] {
        let post = Request::post(uri)
            .header("origin", ORIGIN_HERE)
            .header(HOST, host)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!("email={KNOWN}&next=").into())
            .unwrap();
        let status = site.send(post).await.status.as_u16();
        assert!(status == 421 || status == 400, "{uri} {host}: {status}");
    }
    let mails = site.mails().await;
    assert_eq!(mails.len(), spoofs.len());
    for mail in mails {
        assert!(
            !mail.raw.contains("evil.example") && !mail.html.contains("evil.example"),
            "{}",
            mail.raw
        );
        let links = mail.text.split("http").skip(1);
        for link in links {
            assert!(
                format!("http{link}").starts_with(&format!("{ORIGIN_HERE}/")),
                "{link}"
            );
        }
    }
}

//! The layers that refuse: foreign pages, wrong methods and names, what is too large, a
//! panic, and what takes too long.

use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use clinic::testing::Failing;
use http::header::ALLOW;
use server::guard;

use super::*;
use crate::harness::ORIGIN_HERE;

#[tokio::test]
async fn posts_must_come_from_our_own_pages() {
    let site = TestSite::new().await;
    let cases: [(&[(&str, &str)], bool); 9] = [
        (&[], false),
        (&[("origin", ORIGIN_HERE)], true),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("origin", "http://localhost:3000")], false),
        (&[("origin", "https://evil.example")], false),
        (&[("origin", "null")], false),
        (&[("sec-fetch-site", "cross-site")], false),
        (&[("sec-fetch-site", "none")], false),
        (
            &[("origin", ORIGIN_HERE), ("sec-fetch-site", "cross-site")],
            false,
        ),
    ];
    for (headers, ours) in cases {
        for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            for path in [
                "/api/log-in/ask",
                "/api/staff/log-in",
                "/",
                "/nowhere",
                "/dev/clock",
            ] {
                let mut request = Request::builder().method(&method).uri(path);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let answer = site.send(request.body(Body::empty()).unwrap()).await;
                let refused = answer.status == StatusCode::FORBIDDEN;
                assert_eq!(
                    refused, !ours,
                    "{method} {path} {headers:?}: {}",
                    answer.status
                );
            }
        }
    }
}

#[tokio::test]
async fn no_method_but_post_reaches_a_server_function() {
    let site = TestSite::new().await;
    for endpoint in app::api::ENDPOINTS {
        for method in [Method::GET, Method::PUT, Method::PATCH, Method::DELETE] {
            let answer = site.send(request(method.clone(), endpoint.path)).await;
            assert_eq!(
                answer.status,
                StatusCode::METHOD_NOT_ALLOWED,
                "{method} {}",
                endpoint.path
            );
            assert_eq!(answer.header(ALLOW), Some("POST"), "{}", endpoint.path);
        }
    }
}

#[tokio::test]
async fn another_name_of_the_machine_leads_to_the_public_address() {
    let site = TestSite::new().await;
    for host in [
        "localhost:3000",
        "evil.example",
        "127.0.0.1:3001",
        "127.0.0.1",
    ] {
        let get = Request::get("/book?date=2026-03-11").header(HOST, host);
        let answer = site.send(get.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT, "{host}");
        let there = format!("{ORIGIN_HERE}/book?date=2026-03-11");
        assert_eq!(answer.header(LOCATION), Some(there.as_str()), "{host}");
        assert!(answer.body.is_empty());

        let post = Request::post("/api/log-in/ask")
            .header(HOST, host)
            .header(ORIGIN, ORIGIN_HERE);
        let answer = site.send(post.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
        assert_safe(&answer, host);
    }
    let watched = Request::get("/healthz").header(HOST, "10.0.0.7:3000");
    assert_eq!(
        site.send(watched.body(Body::empty()).unwrap()).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let site = TestSite::new().await;
    for announced in [true, false] {
        let body = vec![b'a'; 10 * 1024 * 1024];
        let mut post = request(Method::POST, "/api/staff/log-in");
        post.headers_mut().insert(
            CONTENT_TYPE,
            "application/x-www-form-urlencoded".parse().unwrap(),
        );
        if announced {
            post.headers_mut()
                .insert("content-length", body.len().into());
        }
        *post.body_mut() = Body::from(body);
        let answer = site.send(post).await;
        assert_eq!(
            answer.status,
            StatusCode::PAYLOAD_TOO_LARGE,
            "announced: {announced}"
        );
        assert_eq!(answer.json(), "too_large");
        assert_safe(&answer, "10 MB");
    }
    let long = site
        .send(request(Method::GET, &format!("/{}", "a".repeat(9_000))))
        .await;
    assert_eq!(long.status, StatusCode::URI_TOO_LONG);
}

#[tokio::test]
async fn a_panic_shows_its_number_and_nothing_else() {
    let site = TestSite::new().await;
    let broken = Router::new()
        .route(
            "/",
            get(|| async { panic!("SELECT secret FROM patient") as &str }),
        )
        .layer(from_fn_with_state(site.rails.clone(), guard::panics));
    for accept in ["text/html", "application/json"] {
        let request = Request::get("/")
            .header(ACCEPT, accept)
            .body(Body::empty())
            .unwrap();
        let response = broken.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let body = String::from_utf8(body.to_vec()).unwrap();
        assert!(
            !body.contains("SELECT") && !body.contains("secret"),
            "{body}"
        );
        let digits = |part: &str| part.len() == 8 && part.chars().all(|c| c.is_ascii_hexdigit());
        assert!(
            body.split(|c: char| !c.is_ascii_alphanumeric()).any(digits),
            "{body}"
        );
    }
}

/// The number under which the log has it, as it stands in the text.
fn incident(text: &str) -> Option<&str> {
    let digits = |part: &&str| part.len() == 8 && part.chars().all(|c| c.is_ascii_hexdigit());
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .find(digits)
}

#[tokio::test]
async fn a_fault_in_the_database_shows_its_number_and_nothing_else() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut patient = site.signed_in("ana").await;
    let mut desk = site.staff(Role::Desk).await;
    let slot = patient.times().await[0].clone();
    let hold = patient.hold(&slot).await;
    let form = patient.check(&hold).await;
    let store = &site.clinic.store;
    store.lay_failpoints().await.unwrap();
    for how in [Failing::Statement, Failing::Transaction] {
        // Each of these writes, if only that somebody looked, and the first row of it fails.
        let before = store.content().await.unwrap();
        let mut answers = Vec::new();
        for (browser, path) in [(&mut patient, "/appointments"), (&mut desk, "/staff")] {
            store.fail_at(1, how).await.unwrap();
            answers.push((path, browser.get(path).await));
        }
        store.fail_at(1, how).await.unwrap();
        let fields = form.fields("My knee");
        let pressed = patient.post_json("/api/booking/book", &fields).await;
        assert!(
            pressed.json()["fault"]["incident"].is_string(),
            "{}",
            pressed.text()
        );
        answers.push(("/api/booking/book", pressed));
        for (path, answer) in &answers {
            let what = format!("{path} {how:?}");
            assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{what}");
            assert!(
                incident(&answer.text()).is_some(),
                "{what}: {}",
                answer.text()
            );
            assert_safe(answer, &what);
            assert_tells_nothing(&site, answer, &what);
        }
        // Without a script the page comes back with what was typed, and the number.
        patient.get(&format!("/book/h/{hold}/check")).await;
        store.fail_at(1, how).await.unwrap();
        let pressed = patient.post_form("/api/booking/book", &fields).await;
        store.fail_at(0, how).await.unwrap();
        assert!(before == store.content().await.unwrap(), "{how:?}");
        let page = patient.get(pressed.see_other()).await;
        assert_tells_nothing(&site, &page, "the page that comes back");
        let text = page.text();
        assert!(text.contains("My knee"), "{text}");
        let main = text.split_once("<main").unwrap().1;
        assert!(incident(main).is_some(), "{main}");
    }
    assert_eq!(patient.get("/appointments").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_given_up() {
    let dropped = Arc::new(());
    let alive = Arc::downgrade(&dropped);
    let slow = get(move || async move {
        let _held = dropped;
        std::future::pending::<&str>().await
    });
    let limit = Duration::from_millis(20);
    let router = Router::new()
        .route("/", slow)
        .layer(from_fn(move |request, next| {
            guard::within(limit, request, next)
        }));
    let request = Request::get("/").body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(response.headers().contains_key("retry-after"));
    assert!(alive.upgrade().is_none(), "what it held is let go");
}

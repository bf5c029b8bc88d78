//! Security headers and the layers that refuse: on every route, errors included.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::routing::get;
use domain::limits::FORM_BYTES_MAX;
use domain::role::Role;
use http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, HOST, HeaderName, LOCATION, ORIGIN, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use server::config::Origin;
use server::rails::Rails;

use tower::ServiceExt as _;

use crate::harness::{Answer, TestSite, request};

mod layers;

const SOMEBODY: &str = "01900000-0000-7000-8000-000000000000";

/// An answer carries what keeps a browser from running or showing what isn't ours.
#[track_caller]
pub(crate) fn assert_safe(answer: &Answer, what: &str) {
    let header = |name: HeaderName| {
        let value = answer.header(name.clone());
        value.unwrap_or_else(|| panic!("{what}: no {name}"))
    };
    assert_eq!(header(X_CONTENT_TYPE_OPTIONS), "nosniff", "{what}");
    assert_eq!(header(REFERRER_POLICY), "same-origin", "{what}");
    assert!(answer.headers.contains_key("permissions-policy"), "{what}");
    let opener = HeaderName::from_static("cross-origin-opener-policy");
    assert_eq!(header(opener), "same-origin", "{what}");
    assert!(answer.headers.contains_key("x-request-id"), "{what}");
    assert!(answer.headers.contains_key(CACHE_CONTROL), "{what}");
    let policies = answer.headers.get_all(CONTENT_SECURITY_POLICY).iter();
    assert_eq!(policies.count(), 1, "{what}");
    let policy = header(CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'"), "{what}: {policy}");
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{what}: {policy}"
    );
    for forbidden in ["unsafe-inline", "'unsafe-eval'", "http:", "https:", "*"] {
        assert!(!policy.contains(forbidden), "{what}: {policy}");
    }
}

/// An answer says nothing of what it came from: no statement, place, version or cause.
#[track_caller]
pub(crate) fn assert_tells_nothing(site: &TestSite, answer: &Answer, what: &str) {
    let folder = site.clinic.store.folder().to_str().unwrap();
    let headers: Vec<&[u8]> = answer
        .headers
        .values()
        .map(|value| value.as_bytes())
        .collect();
    let said = String::from_utf8_lossy(&headers.join(&b'\n')).into_owned() + &answer.text();
    for secret in [
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "DELETE ",
        "RAISE",
        "sqlite",
        "SQLite",
        "sqlx",
        "constraint",
        "failpoint",
        "locked",
        "SQLITE",
        "database",
        "panicked",
        "backtrace",
        ".rs",
        ".db",
        "/tmp",
        folder,
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_PKG_VERSION"),
    ] {
        assert!(!said.contains(secret), "{secret} in {what}: {said}");
    }
    for name in ["server", "x-powered-by", "via"] {
        assert!(!answer.headers.contains_key(name), "{name} of {what}");
    }
}

/// One request for each kind of answer that the site has.
fn all_kinds() -> Vec<(Method, String)> {
    let mut all = vec![];
    for path in [
        "/",
        "/book",
        "/help",
        "/log-in",
        "/staff/log-in",
        "/healthz",
        "/readyz",
    ] {
        all.push((Method::GET, path.to_owned()));
        all.push((Method::HEAD, path.to_owned()));
    }
    for path in [
        "/staff",
        "/appointments",
        "/home",
        &format!("/appointments/{SOMEBODY}"),
        &format!("/appointments/{SOMEBODY}/calendar.ics"),
        &format!("/book/h/{SOMEBODY}/check"),
        &format!("/book/h/{SOMEBODY}/who"),
        &format!("/book/done/{SOMEBODY}"),
        "/book/no-such-service",
        "/log-in/link/abc",
        "/log-in/link",
        "/staff/password/abc",
        "/favicon.svg",
        "/robots.txt",
        "/pkg/nothing.css",
        "/nowhere",
        "/dev/clock",
        "/dev/mail",
        "/styleguide",
        "/api/booking/hold",
        "/api/nothing",
    ] {
        all.push((Method::GET, path.to_owned()));
        all.push((Method::POST, path.to_owned()));
        all.push((Method::DELETE, path.to_owned()));
    }
    all.push((Method::GET, format!("/{}", "a".repeat(9_000))));
    all
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let site = TestSite::new().await;
    for (method, path) in all_kinds() {
        let what = format!("{method} {}", &path[..path.len().min(60)]);
        for accept in ["text/html", "application/json"] {
            let mut request = request(method.clone(), &path);
            request
                .headers_mut()
                .insert(ACCEPT, accept.parse().unwrap());
            let answer = site.send(request).await;
            assert_safe(&answer, &what);
            assert!(
                !answer.status.is_server_error(),
                "{what}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
}

#[tokio::test]
async fn pages_have_a_policy_with_a_nonce_of_their_own() {
    let site = TestSite::new().await;
    let nonce = |answer: &Answer| {
        let policy = answer.header(CONTENT_SECURITY_POLICY).unwrap();
        policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned()
    };
    let (one, two) = (
        site.browser().get("/help").await,
        site.browser().get("/help").await,
    );
    assert_ne!(nonce(&one), nonce(&two));
    let html = one.text();
    for script in html.split("<script").skip(1) {
        let tag = script.split('>').next().unwrap();
        assert!(
            tag.contains(&format!("nonce=\"{}\"", nonce(&one))),
            "<script{tag}>"
        );
    }
}

#[tokio::test]
async fn an_unknown_address_is_a_page_that_says_so() {
    let site = TestSite::new().await;
    for path in ["/nowhere", "/book/a/b/c/d", "/staff-room", "/appointment"] {
        let answer = site.browser().get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("<h1"), "{path}");
        assert_safe(&answer, path);
    }
}

#[tokio::test]
async fn every_server_function_is_in_the_table_and_the_reverse() {
    let _ = TestSite::new().await;
    let mut registered: Vec<&str> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .collect();
    let mut listed: Vec<&str> = app::api::ENDPOINTS
        .iter()
        .map(|endpoint| endpoint.path)
        .collect();
    registered.sort_unstable();
    listed.sort_unstable();
    assert_eq!(registered, listed);
}

#[tokio::test]
async fn forwarding_headers_never_reach_a_link() {
    let site = TestSite::new().await;
    let get = Request::get("/staff")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example;proto=https");
    let answer = site.send(get.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.see_other(), "/staff/log-in");
}

#[tokio::test]
async fn closed_rooms_answer_with_an_empty_redirect() {
    let site = TestSite::new().await;
    for (path, there) in [
        ("/staff", "/staff/log-in".to_owned()),
        ("/staff/anything", "/staff/log-in".to_owned()),
        ("/appointments", "/log-in?next=%2Fappointments".to_owned()),
        (
            &format!("/appointments/{SOMEBODY}/calendar.ics"),
            format!("/log-in?next=%2Fappointments%2F{SOMEBODY}%2Fcalendar.ics"),
        ),
        (
            &format!("/book/h/{SOMEBODY}/check?x=1"),
            format!("/log-in?next=%2Fbook%2Fh%2F{SOMEBODY}%2Fcheck"),
        ),
    ] {
        for cookie in [
            "",
            "__Host-session=forged; __Host-staff=forged",
            "__Host-session=; __Host-staff=",
        ] {
            let request = Request::get(path).header("cookie", cookie);
            let answer = site.send(request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.see_other(), there, "{path}");
            assert!(answer.body.is_empty(), "{path}");
            assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"), "{path}");
        }
    }
}

#[tokio::test]
async fn signed_in_pages_open_are_never_kept_and_close_when_nobody_sits_there() {
    let site = TestSite::new().await;
    let mut patient = site.signed_in("ana").await;
    let mut desk = site.staff(Role::Desk).await;
    for path in ["/appointments", "/book", "/"] {
        let answer = patient.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"), "{path}");
    }
    let answer = desk.get("/staff").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"));
    assert_eq!(patient.get("/staff").await.see_other(), "/staff/log-in");
    assert_eq!(patient.visit("/staff").await.status, StatusCode::OK);
    assert_eq!(
        desk.get("/appointments").await.see_other(),
        "/log-in?next=%2Fappointments"
    );

    site.clinic.clock.advance_s(16 * 60);
    assert_eq!(desk.get("/staff").await.see_other(), "/staff/log-in");
    assert_eq!(patient.get("/appointments").await.status, StatusCode::OK);
    site.clinic.clock.advance_s(31 * 60);
    assert_eq!(
        patient.get("/appointments").await.see_other(),
        "/log-in?next=%2Fappointments"
    );
}

#[tokio::test]
async fn a_stranger_and_a_wrong_id_get_the_same_answer() {
    let site = TestSite::new().await;
    let mut patient = site.signed_in("ana").await;
    for id in [
        SOMEBODY,
        "nonsense",
        "01900000-0000-7000-8000-00000000000g",
        "%00",
    ] {
        let file = patient
            .get(&format!("/appointments/{id}/calendar.ics"))
            .await;
        assert_eq!(file.status, StatusCode::NOT_FOUND, "{id}");
        assert_safe(&file, id);
        let page = patient.get(&format!("/appointments/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
        let fields = [("appointment", id)];
        let cancel = patient.post_json("/api/appointments/cancel", &fields).await;
        assert_eq!(cancel.status, StatusCode::NOT_FOUND, "{id}");
        assert_eq!(cancel.json(), "not_found", "{id}");
    }
}

#[tokio::test]
async fn a_visitor_gets_one_cookie_and_assets_give_none() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    browser.get("/help").await;
    let visitor = browser.cookies["__Host-visitor"].clone();
    assert_eq!(visitor.len(), 43);
    let again = browser.get("/help").await;
    assert!(again.header(SET_COOKIE).is_none());
    assert_eq!(browser.cookies["__Host-visitor"], visitor);

    for path in [
        "/robots.txt",
        "/favicon.svg",
        "/fonts/hanken-grotesk-latin.woff2",
    ] {
        let answer = site.send(request(Method::GET, path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header(SET_COOKIE).is_none(), "{path}");
        assert!(
            answer.header(CACHE_CONTROL).unwrap().starts_with("public"),
            "{path}"
        );
        assert_eq!(answer.header(VARY), Some("accept-encoding"), "{path}");
    }
}

#[tokio::test]
async fn whoever_watches_the_process_gets_no_cookie() {
    let site = TestSite::new().await;
    for path in ["/healthz", "/readyz"] {
        let answer = site.send(request(Method::GET, path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.header(SET_COOKIE).is_none(), "{path}");
    }
}

#[tokio::test]
async fn pages_are_compressed() {
    let site = TestSite::new().await;
    let get = Request::get("/help")
        .header(ACCEPT_ENCODING, "br")
        .body(Body::empty())
        .unwrap();
    let answer = site.send(get).await;
    assert_eq!(answer.header(CONTENT_ENCODING), Some("br"));
    assert!(answer.header(VARY).unwrap().contains("accept-encoding"));
}

#[tokio::test]
async fn a_mailed_token_leaves_the_address_and_nothing_else_happens() {
    let site = TestSite::new().await;
    for (path, page, cookie) in [
        ("/log-in/link/abc_-1", "/log-in/link", "__Host-log-in-link"),
        (
            "/staff/password/abc_-1",
            "/staff/password",
            "__Host-password-link",
        ),
    ] {
        let mut browser = site.browser();
        let answer = browser.get(path).await;
        assert_eq!(answer.see_other(), page);
        assert_eq!(browser.cookies[cookie], "abc_-1");
        assert!(answer.body.is_empty());
        assert!(!format!("{:?}", answer.header(LOCATION)).contains("abc_-1"));
        assert!(!browser.cookies.contains_key("__Host-session"));
        assert!(!browser.cookies.contains_key("__Host-staff"));
    }
}

#[tokio::test]
async fn strict_transport_is_asked_for_under_https_only() {
    let http = TestSite::new().await;
    let answer = http.send(request(Method::GET, "/robots.txt")).await;
    assert!(answer.header(STRICT_TRANSPORT_SECURITY).is_none());

    let origin = Arc::new(Origin::parse("https://book.example.org").unwrap());
    let https = TestSite::with(|rails| Rails { origin, ..rails }).await;
    let ask = |method: &Method, path: &str| {
        Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "book.example.org")
            .header(ORIGIN, "https://book.example.org")
    };
    let mut requests = Vec::new();
    for (method, path) in all_kinds() {
        requests.push((ask(&method, &path), Body::empty()));
    }
    for path in ["/book", "/api/log-in/ask", "/nowhere"] {
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let wrong = Request::builder().method(&method).uri(path);
            let wrong = wrong.header(HOST, "evil.example");
            requests.push((wrong, Body::empty()));
        }
        let foreign = Request::post(path)
            .header(HOST, "book.example.org")
            .header(ORIGIN, "https://evil.example");
        requests.push((foreign, Body::empty()));
        let large = vec![b'a'; FORM_BYTES_MAX + 1];
        let form =
            ask(&Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        requests.push((form, Body::from(large)));
    }
    let mut statuses = BTreeSet::new();
    for (request, body) in requests {
        let request = request.body(body).unwrap();
        let what = format!("{} {:.60}", request.method(), request.uri().to_string());
        let answer = https.send(request).await;
        statuses.insert(answer.status.as_u16());
        let asked = answer.header(STRICT_TRANSPORT_SECURITY);
        assert_eq!(asked, Some("max-age=63072000"), "{what}");
        assert_safe(&answer, &what);
    }
    // Every layer that answers by itself did.
    for status in [200, 303, 307, 403, 404, 405, 413, 414, 421] {
        assert!(statuses.contains(&status), "no {status} in {statuses:?}");
    }
}

#[tokio::test]
async fn the_demo_addresses_exist_in_a_demo_on_this_machine_only() {
    let plain = TestSite::new().await;
    let demo = TestSite::demo().await;
    let post = |path: &str, body: &str| {
        let mut request = request(Method::POST, path);
        *request.body_mut() = Body::from(body.to_owned());
        request
    };
    for (path, body) in [
        ("/dev/clock", r#"{"advance_s":60}"#),
        ("/dev/limits", r#"{"per_address_times":50}"#),
    ] {
        assert_eq!(
            plain.send(post(path, body)).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        assert_eq!(
            demo.send(post(path, body)).await.status,
            StatusCode::OK,
            "{path}"
        );
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"advance_s":-1}"#,
            r#"{"advance_s":"1"}"#,
            r#"{"per_address_times":1,"x":1}"#,
        ] {
            assert_eq!(
                demo.send(post(path, bad)).await.status,
                StatusCode::BAD_REQUEST,
                "{path} {bad}"
            );
        }
        let mut far = demo.browser();
        far.peer = "192.0.2.7:50000".parse().unwrap();
        assert_eq!(
            far.send(post(path, body)).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        let get = demo.send(request(Method::GET, path)).await;
        assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert_eq!(demo.clinic.address_limit_times(), 50);
    assert_eq!(plain.clinic.address_limit_times(), 1);
}

#[tokio::test]
async fn watchers_learn_whether_the_site_can_work() {
    let site = TestSite::new().await;
    for path in ["/healthz", "/readyz"] {
        let answer = site.send(request(Method::GET, path)).await;
        assert_eq!(
            (answer.status, answer.text().as_str()),
            (StatusCode::OK, "ok"),
            "{path}"
        );
    }
}

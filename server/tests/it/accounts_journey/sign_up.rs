//! Signing up outside of a booking, and what a stranger can do with it: abuse 1, 2, 7.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use app::api::ENDPOINTS;
use axum::body::{Body, Bytes};
use domain::limits::FORM_BYTES_MAX;
use domain::role::Role;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderValue, Method, StatusCode};
use serde_json::json;

use super::asking::shape;
use super::{KNOWN, UNKNOWN, site};
use crate::harness::journey::{NEWCOMER, request_in};
use crate::harness::{Browser, TestSite, request};

const PASSWORD: &str = clinic::testing::PASSWORD;

fn fields<'a>(email: &'a str, password: &'a str) -> [(&'a str, &'a str); 7] {
    [
        ("full_name", NEWCOMER.full_name),
        ("email", email),
        ("bday_day", NEWCOMER.born[0]),
        ("bday_month", NEWCOMER.born[1]),
        ("bday_year", NEWCOMER.born[2]),
        ("mobile", NEWCOMER.mobile),
        ("password", password),
    ]
}

/// Signs up as far as the page that takes the code; the request.
async fn details(browser: &mut Browser, email: &str, password: &str) -> String {
    browser.get("/sign-up").await;
    let answer = browser
        .post_form("/api/sign-up", &fields(email, password))
        .await;
    let next = answer.see_other().to_owned();
    assert!(next.starts_with("/log-in/code?request="), "{next}");
    let page = browser.get(&next).await.text();
    assert!(page.contains(email) && page.contains("/sign-up"), "{page}");
    request_in(&next)
}

async fn prove(site: &TestSite, browser: &mut Browser, email: &str, request: &str) {
    let code = site.newest_mail_to(email).await.code();
    let answer = browser
        .post_form("/api/log-in/code", &[("request", request), ("code", &code)])
        .await;
    assert_eq!(answer.see_other(), "/home");
}

async fn log_in(browser: &mut Browser, email: &str, password: &str) -> StatusCode {
    let fields = [("email", email), ("password", password), ("next", "")];
    browser.post_json("/api/log-in/start", &fields).await.status
}

#[tokio::test]
async fn somebody_new_signs_up_with_a_password_and_logs_in_with_it() {
    let site = site().await;
    let mut browser = site.browser();
    let request = details(&mut browser, NEWCOMER.email, PASSWORD).await;
    // Nothing can be used before the address is proven.
    assert_eq!(
        log_in(&mut site.browser(), NEWCOMER.email, PASSWORD).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        browser.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    prove(&site, &mut browser, NEWCOMER.email, &request).await;
    let page = browser.get("/sign-up").await.text();
    assert!(page.contains("You’re logged in as Quillon"), "{page}");
    assert!(!page.contains("/api/sign-up"), "{page}");
    let mut later = site.browser();
    assert_eq!(
        log_in(&mut later, NEWCOMER.email, PASSWORD).await,
        StatusCode::OK
    );
    assert_eq!(later.get("/appointments").await.status, StatusCode::OK);
}

#[tokio::test]
async fn without_a_password_a_code_logs_in() {
    let site = site().await;
    let mut browser = site.browser();
    let request = details(&mut browser, NEWCOMER.email, "").await;
    prove(&site, &mut browser, NEWCOMER.email, &request).await;
    for password in [PASSWORD, " "] {
        assert_eq!(
            log_in(&mut site.browser(), NEWCOMER.email, password).await,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    site.browser().log_in(&site, NEWCOMER.email).await;
}

/// Abuse 1 and 2: the squatter's details, password and browser are worth nothing to them,
/// and the owner's own sign-up starts clean.
#[tokio::test]
async fn a_squatter_leaves_nothing_behind() {
    let site = site().await;
    let mut squatter = site.browser();
    let squatted = details(&mut squatter, NEWCOMER.email, PASSWORD).await;
    let mut owner = site.browser();
    let page = owner.get("/sign-up").await.text();
    assert!(!page.contains(NEWCOMER.full_name), "{page}");
    let request = details(&mut owner, NEWCOMER.email, "").await;
    prove(&site, &mut owner, NEWCOMER.email, &request).await;
    // The typed password was never the account's, and its code is of no use any more.
    assert_eq!(
        log_in(&mut squatter, NEWCOMER.email, PASSWORD).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let answer = squatter
        .post_json(
            "/api/log-in/code",
            &[("request", &*squatted), ("code", "000000")],
        )
        .await;
    assert_ne!(answer.status, StatusCode::OK);
    assert!(!squatter.cookies.contains_key(app::ctx::SESSION_COOKIE));
}

/// Abuse 2: whoever signs up with an address that has an account doesn't change it, also
/// not if its owner types the code.
#[tokio::test]
async fn a_password_typed_at_sign_up_is_never_that_of_an_account_that_was_there() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    let request = details(&mut browser, KNOWN, PASSWORD).await;
    let mail = site.newest_mail_to(KNOWN).await;
    assert!(
        mail.text
            .contains("You have an account with this email address already"),
        "{}",
        mail.text
    );
    prove(&site, &mut browser, KNOWN, &request).await;
    assert!(browser.get("/").await.text().contains("Ana Example"));
    assert_eq!(
        log_in(&mut site.browser(), KNOWN, PASSWORD).await,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_answers_are_the_same_for_a_known_and_an_unknown_address() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    for password in ["", PASSWORD] {
        let mut shapes = Vec::new();
        for email in [KNOWN, UNKNOWN] {
            let mut browser = site.browser();
            browser.get("/help").await;
            let json = browser
                .post_json("/api/sign-up", &fields(email, password))
                .await;
            let form = browser
                .post_form("/api/sign-up", &fields(email, password))
                .await;
            let page = browser.get(form.see_other()).await;
            shapes.push([shape(&json), shape(&form), shape(&page)]);
        }
        assert_eq!(shapes[0], shapes[1]);
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_and_nothing_secret_comes_back() {
    let site = site().await;
    let mut browser = site.browser();
    browser.get("/sign-up").await;
    let mut typed = fields("quill@nowhere", PASSWORD);
    let there = browser.post_form("/api/sign-up", &typed).await;
    let there = there.see_other().to_owned();
    assert!(there.starts_with("/sign-up?again="), "{there}");
    let page = browser.get(&there).await.text();
    assert!(page.contains("Enter an email address"), "{page}");
    assert!(page.contains(NEWCOMER.full_name), "{page}");
    assert!(!page.contains(PASSWORD), "{page}");

    typed[1].1 = NEWCOMER.email;
    for (password, code) in [
        ("Password123456!", "too_easy"),
        ("testclinic2026testclinic", "too_easy"),
        (NEWCOMER.email, "too_easy"),
        ("short", "too_short"),
    ] {
        typed[6].1 = password;
        let answer = browser.post_json("/api/sign-up", &typed).await;
        assert_eq!(
            (answer.status, answer.json()),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "invalid": [["password", code]] })
            )
        );
    }
    // Somebody of 15: the clinic is called, and nothing is kept.
    typed[4].1 = "2011";
    typed[6].1 = "";
    let answer = browser.post_form("/api/sign-up", &typed).await;
    let page = browser.get(answer.see_other()).await.text();
    assert!(
        page.contains("Online booking is for people of 16"),
        "{page}"
    );
    assert!(site.mails().await.is_empty());
}

/// A form body of ten megabytes that counts how much of it anybody asked for.
fn huge(field: &str, taken: &Arc<AtomicUsize>) -> Body {
    const CHUNK: usize = 16 * 1024;
    let start = Bytes::from(format!("{field}="));
    let rest = std::iter::repeat_n(Bytes::from_static(&[b'x'; CHUNK]), HUGE / CHUNK);
    let taken = Arc::clone(taken);
    let chunks = std::iter::once(start).chain(rest).inspect(move |chunk| {
        taken.fetch_add(chunk.len(), Ordering::Relaxed);
    });
    Body::from_stream(futures::stream::iter(chunks.map(Ok::<_, Infallible>)))
}

const HUGE: usize = 10 * 1024 * 1024;

/// Abuse 7: ten megabytes are refused before anything is computed of them, wherever a
/// secret is typed. Nothing can be quicker: what says its length isn't read at all, and of
/// what doesn't no more than the largest form has.
#[tokio::test]
async fn a_secret_of_ten_megabytes_is_refused_unread() {
    let site = site().await;
    let mut browser = site.signed_in("ana").await;
    let staff = site.clinic.staff_token(Role::Admin).await;
    browser.set(app::ctx::STAFF_COOKIE, staff.expose());
    let secrets = ENDPOINTS.iter().filter(|one| !one.secret.is_empty());
    let mut paths = Vec::new();
    for endpoint in secrets {
        for announced in [true, false] {
            let taken = Arc::new(AtomicUsize::new(0));
            let mut post = request(Method::POST, endpoint.path);
            let headers = post.headers_mut();
            let form = HeaderValue::from_static("application/x-www-form-urlencoded");
            headers.insert(CONTENT_TYPE, form);
            if announced {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(HUGE));
            }
            *post.body_mut() = huge(endpoint.secret[0], &taken);
            let answer = browser.send(post).await;
            let what = format!("{}, announced: {announced}", endpoint.path);
            assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{what}");
            assert_eq!(answer.json(), "too_large", "{what}");
            let most = if announced { 0 } else { 2 * FORM_BYTES_MAX };
            let taken = taken.load(Ordering::Relaxed);
            assert!(taken <= most, "{what}: {taken} bytes were read");
        }
        paths.push(endpoint.path);
    }
    for path in [
        "/api/log-in/start",
        "/api/me/password",
        "/api/me/prove/password",
        "/api/recover/password",
        "/api/sign-up",
        "/api/staff/log-in",
        "/api/staff/merge/seen",
        "/api/staff/merge/undo",
        "/api/staff/password",
        "/api/staff/security/start",
    ] {
        assert!(paths.contains(&path), "{path} has no secret field");
    }
}

/// Two rounds for one form would be one too many.
#[tokio::test]
async fn a_bad_password_and_bad_details_are_told_together() {
    let site = TestSite::new().await;
    let mut browser = site.browser();
    let mut typed = fields("no address", "mizzle-4");
    typed[0].1 = "";
    let wrong = json!([
        ["full_name", "missing"],
        ["email", "malformed"],
        ["password", "too_short"]
    ]);
    let answer = browser.post_json("/api/sign-up", &typed).await;
    assert_eq!(answer.json(), json!({ "invalid": wrong }));
    let answer = browser.post_form("/api/sign-up", &typed).await;
    let page = browser.get(answer.see_other()).await.text();
    for field in ["full_name", "email", "password"] {
        assert!(
            page.contains(&format!("href=\"#{field}\"")),
            "{field}: {page}"
        );
    }
    assert!(!page.contains("mizzle-4"), "{page}");
    // A name that can't be known yet makes no other password easy.
    let mut typed = fields("no address", PASSWORD);
    typed[0].1 = "";
    let answer = browser.post_json("/api/sign-up", &typed).await;
    let wrong = json!([["full_name", "missing"], ["email", "malformed"]]);
    assert_eq!(answer.json(), json!({ "invalid": wrong }));
}

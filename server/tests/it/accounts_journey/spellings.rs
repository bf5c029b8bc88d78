//! Other spellings of somebody's address: abuse 12. One form counts, in lower case; mail for
//! an account goes to the address as its owner proved it, never to what a stranger typed.

use clinic::testing::PASSWORD;
use domain::role::Role;
use http::StatusCode;

use super::asking::shape;
use super::{KNOWN, UNKNOWN, site};
use crate::harness::journey::{Details, NEWCOMER, request_in};
use crate::harness::{Browser, TestSite};

/// [`KNOWN`] and [`UNKNOWN`] as somebody else may spell them.
const KNOWN_LOUD: &str = "ANA@Example.COM";
const UNKNOWN_LOUD: &str = "BOB@Example.COM";
/// Another mailbox, for us as for its host.
const TAGGED: &str = "ana+x@example.com";

fn sign_up_fields(email: &str) -> [(&str, &str); 7] {
    [
        ("full_name", NEWCOMER.full_name),
        ("email", email),
        ("bday_day", NEWCOMER.born[0]),
        ("bday_month", NEWCOMER.born[1]),
        ("bday_year", NEWCOMER.born[2]),
        ("mobile", NEWCOMER.mobile),
        ("password", PASSWORD),
    ]
}

/// The three forms that let a mail leave to whatever address was typed.
const FORMS: [&str; 3] = ["/api/log-in/ask", "/api/recover/ask", "/api/sign-up"];

async fn ask(browser: &mut Browser, path: &str, email: &str) -> String {
    let answer = match path {
        "/api/sign-up" => browser.post_form(path, &sign_up_fields(email)).await,
        "/api/log-in/ask" => {
            let asked = [("email", email), ("next", "/appointments")];
            browser.post_form(path, &asked).await
        }
        _ => browser.post_form(path, &[("email", email)]).await,
    };
    answer.see_other().to_owned()
}

async fn log_in(site: &TestSite, email: &str) -> StatusCode {
    let fields = [("email", email), ("password", PASSWORD), ("next", "")];
    let answer = site.browser().post_json("/api/log-in/start", &fields).await;
    answer.status
}

#[tokio::test]
async fn mail_goes_to_the_address_that_the_owner_proved() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    for path in FORMS {
        let before = site.mails().await.len();
        let mut stranger = site.browser();
        stranger.get("/help").await;
        let next = ask(&mut stranger, path, KNOWN_LOUD).await;
        // The page says what was typed: the account's own spelling would say that it has one.
        let page = stranger.get(&next).await.text();
        assert!(!page.contains(KNOWN), "{path}: {page}");
        let mails = site.mails().await;
        let to: Vec<&str> = mails[before..].iter().map(|mail| &*mail.to).collect();
        assert_eq!(to, [KNOWN], "{path}");
        assert!(!stranger.cookies.contains_key(app::ctx::SESSION_COOKIE));
    }
    // The address to come of another account is asked for here, and told there.
    let mut bob = site.signed_in("bob").await;
    bob.get("/me/email").await;
    let asked = bob
        .post_form("/api/me/email/ask", &[("email", KNOWN_LOUD)])
        .await;
    assert_eq!(asked.see_other(), "/me/email");
    let mails = site.mails().await;
    assert!(mails.iter().all(|mail| mail.to != KNOWN_LOUD));
    let told = site.newest_mail_to(KNOWN).await;
    assert!(told.text.contains("already"), "{}", told.text);
    // All of it changed nothing about the account: no name, no password, no session.
    assert!(ana.get("/").await.text().contains("Ana Example"));
    assert_eq!(log_in(&site, KNOWN).await, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn another_spelling_is_answered_alike_whether_or_not_it_is_known() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    for path in FORMS {
        let mut shapes = Vec::new();
        for email in [KNOWN_LOUD, UNKNOWN_LOUD] {
            let mut browser = site.browser();
            browser.get("/help").await;
            let next = ask(&mut browser, path, email).await;
            let mut shape = shape(&browser.get(&next).await);
            shape.2 = shape.2.replace(email, "{address}");
            shapes.push(shape);
        }
        assert_eq!(shapes[0], shapes[1], "{path}");
    }
    // Of an address without an account what was typed is all there is.
    let mails = site.mails().await;
    let unknown = mails.iter().filter(|mail| mail.to == UNKNOWN_LOUD);
    assert_eq!(unknown.count(), FORMS.len());
    assert!(mails.iter().all(|mail| mail.to != UNKNOWN));
}

/// The code of a sign-up and the link of a recovery, asked for by another spelling, let in
/// to the one account there is.
#[tokio::test]
async fn another_spelling_makes_no_second_account() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut owner = site.browser();
    owner.get("/sign-up").await;
    let next = ask(&mut owner, "/api/sign-up", KNOWN_LOUD).await;
    let code = site.newest_mail_to(KNOWN).await.code();
    let typed = [("request", &*request_in(&next)), ("code", &code)];
    let answer = owner.post_form("/api/log-in/code", &typed).await;
    assert_eq!(answer.see_other(), "/home");
    let page = owner.get("/").await.text();
    assert!(
        page.contains("Ana Example") && !page.contains(NEWCOMER.full_name),
        "{page}"
    );
    for email in [KNOWN, KNOWN_LOUD] {
        assert_eq!(log_in(&site, email).await, StatusCode::UNPROCESSABLE_ENTITY);
    }

    let mut owner = site.browser();
    owner.get("/recover").await;
    ask(&mut owner, "/api/recover/ask", KNOWN_LOUD).await;
    let mail = site.newest_mail_to(KNOWN).await;
    let path = format!("/recover/link/{}", mail.token_after("/recover/link/"));
    owner.visit(&path).await;
    let set = [("password", PASSWORD)];
    let answer = owner.post_form("/api/recover/password", &set).await;
    assert_eq!(answer.see_other(), "/home");
    for email in [KNOWN, KNOWN_LOUD] {
        assert_eq!(log_in(&site, email).await, StatusCode::OK);
    }
}

/// An address with a tag is an address of its own: whoever proves it gets an account of
/// their own, and nothing of the other one.
#[tokio::test]
async fn a_tag_makes_another_account_that_takes_over_nothing() {
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let slot = ana.times().await[8].clone();
    let hold = ana.hold(&slot).await;
    let form = ana.check(&hold).await;
    let visit = ana.book(&form, "").await;

    // Before it has an account, its mails carry nothing that lets anybody in.
    for path in ["/api/log-in/ask", "/api/recover/ask"] {
        let mut stranger = site.browser();
        stranger.get("/help").await;
        ask(&mut stranger, path, TAGGED).await;
        let mail = site.newest_mail_to(TAGGED).await;
        assert!(
            !mail.text.contains("/link/") && !mail.text.contains("Ana"),
            "{}",
            mail.text
        );
    }
    let mut stranger = site.browser();
    let slot = stranger.times().await[0].clone();
    let hold = stranger.hold(&slot).await;
    let person = Details {
        email: TAGGED,
        ..NEWCOMER
    };
    stranger.sign_up(&site, &hold, &person).await;
    let page = stranger.get("/appointments").await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(!page.contains("Ana") && !page.contains(&visit), "{page}");
    assert_eq!(
        stranger.get(&format!("/appointments/{visit}")).await.status,
        StatusCode::NOT_FOUND
    );
    stranger.get("/me/password").await;
    let set = stranger
        .post_json("/api/me/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    assert_eq!(log_in(&site, TAGGED).await, StatusCode::OK);
    assert_eq!(log_in(&site, KNOWN).await, StatusCode::UNPROCESSABLE_ENTITY);
    // Both are there, each with their own name.
    assert_eq!(ana.get("/appointments").await.status, StatusCode::OK);
    let mut desk = site.staff(Role::Desk).await;
    for name in ["ana+example", "quillon"] {
        let found = desk.get(&format!("/staff/patients?q={name}")).await.text();
        assert!(found.contains("1 patient found"), "{found}");
    }
}

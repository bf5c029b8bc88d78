//! Logging in with a password, and creating one.

use http::StatusCode;
use serde_json::json;

use super::asking::{plain, shape};
use super::{KNOWN, UNKNOWN, site};
use crate::harness::journey::{NEWCOMER, request_in};
use crate::harness::{Browser, TestSite};

const PASSWORD: &str = clinic::testing::PASSWORD;

/// Ana, logged in, with a password.
async fn ana(site: &TestSite) -> Browser {
    let mut ana = site.signed_in("ana").await;
    let page = ana.get("/me/password").await.text();
    assert!(page.contains("Create a password"), "{page}");
    let answer = ana
        .post_form("/api/me/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(answer.see_other(), "/me/password?done=saved");
    let page = ana.get("/me/password?done=saved").await.text();
    assert!(page.contains("Password saved"), "{page}");
    let mail = site.newest_mail_to(KNOWN).await;
    assert_eq!(mail.subject, "Your password was changed");
    ana
}

fn fields<'a>(email: &'a str, password: &'a str, next: &'a str) -> [(&'a str, &'a str); 3] {
    [("email", email), ("password", password), ("next", next)]
}

#[tokio::test]
async fn a_password_logs_in_and_leads_back_to_where_one_was() {
    let site = site().await;
    ana(&site).await;
    let mut browser = site.browser();
    let slot = browser.times().await[0].clone();
    let hold = browser.hold(&slot).await;
    let before = browser.cookies.clone();
    let check = format!("/book/h/{hold}/check");
    browser.get(&format!("/log-in?next={check}")).await;
    let answer = browser
        .post_form("/api/log-in/start", &fields(KNOWN, PASSWORD, &check))
        .await;
    assert_eq!(answer.see_other(), check);
    // Abuse 8: another visitor's cookie than before, and the held time moved over.
    assert_ne!(
        browser.cookies[app::ctx::VISITOR_COOKIE],
        before[app::ctx::VISITOR_COOKIE]
    );
    assert!(browser.cookies.contains_key(app::ctx::SESSION_COOKIE));
    let page = browser.get(&check).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Ana Example"), "{}", page.text());
    let mut planted = site.browser();
    planted.cookies = before;
    assert_eq!(
        planted.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    for elsewhere in ["//evil.example", "https://evil.example", "/staff"] {
        let answer = site
            .browser()
            .post_json("/api/log-in/start", &fields(KNOWN, PASSWORD, elsewhere))
            .await;
        assert_eq!(answer.json(), json!({ "next": "/home" }));
    }
}

#[tokio::test]
async fn without_a_password_typed_the_same_form_sends_a_code() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    browser.get("/log-in").await;
    let answer = browser
        .post_form("/api/log-in/start", &fields(KNOWN, "", "/appointments"))
        .await;
    assert!(
        answer.see_other().starts_with("/log-in/code?request="),
        "{}",
        answer.see_other()
    );
    assert_eq!(site.newest_mail_to(KNOWN).await.code().len(), 6);
}

#[tokio::test]
async fn no_answer_tells_whether_an_address_is_known_or_has_a_password() {
    let site = site().await;
    ana(&site).await;
    site.clinic.signed_in("cleo").await;
    let mut shapes = Vec::new();
    // With a password, without one, and nobody at all.
    for email in [KNOWN, "cleo@example.com", UNKNOWN] {
        let mut browser = site.browser();
        browser.get("/log-in").await;
        let wrong = fields(email, "nine walruses hum in tune", "");
        let json = browser.post_json("/api/log-in/start", &wrong).await;
        assert_eq!(json.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(json.json(), json!({ "refused": "log_in_failed" }));
        let form = browser.post_form("/api/log-in/start", &wrong).await;
        let mut there = form.see_other().to_owned();
        let page = browser.get(&there).await.text().replace(email, "{address}");
        assert!(
            page.contains("We can’t find an account with that email and password."),
            "{page}"
        );
        assert!(page.contains("Email me a code"), "{page}");
        assert!(!page.contains("walruses"), "{page}");
        there.truncate("/log-in?again=".len());
        let main = plain(page.split("<main").nth(1).unwrap());
        shapes.push((shape(&json), form.status, there, main));
    }
    assert_eq!(shapes[0], shapes[1]);
    assert_eq!(shapes[1], shapes[2]);
}

#[tokio::test]
async fn tries_are_slowed_and_the_owners_browser_is_not() {
    let site = site().await;
    let mut owner = ana(&site).await;
    owner.post_form("/api/log-in/out", &[]).await;
    let right = fields(KNOWN, PASSWORD, "");
    assert_eq!(
        owner.post_json("/api/log-in/start", &right).await.status,
        StatusCode::OK
    );
    owner.post_form("/api/log-in/out", &[]).await;
    let wrong = fields(KNOWN, "nine walruses hum in tune", "");
    let mut last = StatusCode::OK;
    for _ in 0..6 {
        let answer = site.browser().post_json("/api/log-in/start", &wrong).await;
        last = answer.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        site.browser()
            .post_json("/api/log-in/start", &right)
            .await
            .status,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(
        owner.post_json("/api/log-in/start", &right).await.status,
        StatusCode::OK
    );
}

/// Abuse 7: 64 characters with spaces and emoji, through each form that sets a password and
/// the one that takes it, are taken as they were typed.
#[tokio::test]
async fn a_long_password_with_blanks_and_emoji_is_exact_through_every_form() {
    const LONG: &str = "héron 🦦 glides past  nine quiet lighthouses, humming + 100% &=; ";
    assert_eq!(LONG.chars().count(), 64);
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let form = [("password", LONG)];
    let answer = ana.post_form("/api/me/password", &form).await;
    assert_eq!(answer.see_other(), "/me/password?done=saved");

    let mut newcomer = site.browser();
    newcomer.get("/sign-up").await;
    let typed = [
        ("full_name", NEWCOMER.full_name),
        ("email", NEWCOMER.email),
        ("bday_day", NEWCOMER.born[0]),
        ("bday_month", NEWCOMER.born[1]),
        ("bday_year", NEWCOMER.born[2]),
        ("mobile", NEWCOMER.mobile),
        ("password", LONG),
    ];
    let answer = newcomer.post_form("/api/sign-up", &typed).await;
    let request = request_in(answer.see_other());
    let code = site.newest_mail_to(NEWCOMER.email).await.code();
    let entered = [("request", &*request), ("code", &code)];
    let answer = newcomer.post_form("/api/log-in/code", &entered).await;
    assert_eq!(answer.see_other(), "/home");

    const THIRD: &str = "cleo@example.com";
    site.clinic.signed_in("cleo").await;
    let mut cleo = site.browser();
    cleo.get("/recover").await;
    cleo.post_form("/api/recover/ask", &[("email", THIRD)])
        .await;
    let mail = site.newest_mail_to(THIRD).await;
    let token = mail.token_after("/recover/link/");
    cleo.visit(&format!("/recover/link/{token}")).await;
    let answer = cleo.post_form("/api/recover/password", &form).await;
    assert_eq!(answer.see_other(), "/home");

    for (email, near) in [
        (KNOWN, LONG.trim_end().to_owned()),
        (KNOWN, LONG.replace("  ", " ")),
        (NEWCOMER.email, LONG.replace('+', " ")),
        (THIRD, LONG.replace('🦦', "")),
        (THIRD, LONG.replace('é', "e\u{301}")),
    ] {
        let mut browser = site.browser();
        let answer = browser
            .post_form("/api/log-in/start", &fields(email, &near, ""))
            .await;
        assert!(
            answer.see_other().starts_with("/log-in?again="),
            "{email}: {near}"
        );
        site.clinic.clock.advance_s(60);
    }
    for email in [KNOWN, NEWCOMER.email, THIRD] {
        let mut browser = site.browser();
        let answer = browser
            .post_form("/api/log-in/start", &fields(email, LONG, "/appointments"))
            .await;
        assert_eq!(answer.see_other(), "/appointments", "{email}");
    }
}

#[tokio::test]
async fn whoever_finds_a_browser_left_open_sets_no_password() {
    let site = site().await;
    let mut ana = ana(&site).await;
    site.clinic.clock.advance_s(16 * 60);
    let another = [("password", "nine walruses hum in tune")];
    let answer = ana.post_json("/api/me/password", &another).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::UNAUTHORIZED, json!("reauthenticate"))
    );
    let right = fields(KNOWN, PASSWORD, "/me/password");
    let answer = ana.post_form("/api/log-in/start", &right).await;
    assert_eq!(answer.see_other(), "/me/password");
    let answer = ana.post_json("/api/me/password", &another).await;
    assert_eq!(answer.status, StatusCode::OK);
    let answer = site.browser().post_json("/api/me/password", &another).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_booking_ends_with_one_quiet_offer_of_a_password() {
    let site = site().await;
    let mut person = site.browser();
    let slots = person.times().await;
    let hold = person.hold(&slots[0]).await;
    person.sign_up(&site, &hold, &NEWCOMER).await;
    let form = person.check(&hold).await;
    let booked = person.book(&form, "").await;
    let done = format!("/book/done/{booked}");
    let page = person.get(&done).await.text();
    assert!(page.contains("Log in faster next time:"), "{page}");
    assert!(page.contains("href=\"/me/password\""), "{page}");
    let answer = person
        .post_form("/api/me/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(answer.see_other(), "/me/password?done=saved");
    let page = person.get(&done).await.text();
    assert!(!page.contains("Log in faster"), "{page}");
}

/// Abuse 12: documented in `domain::person`: ASCII case is one address, nothing else is.
#[tokio::test]
async fn addresses_that_look_alike_are_not_one_account() {
    let site = site().await;
    ana(&site).await;
    let upper = fields("ANA@EXAMPLE.COM", PASSWORD, "");
    assert_eq!(
        site.browser()
            .post_json("/api/log-in/start", &upper)
            .await
            .status,
        StatusCode::OK
    );
    for other in [
        "ana+x@example.com",
        "аna@example.com",
        "ana@example.com.",
        "a na@example.com",
        "ana@exаmple.com",
    ] {
        let answer = site
            .browser()
            .post_json("/api/log-in/start", &fields(other, PASSWORD, ""))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{other}");
    }
}

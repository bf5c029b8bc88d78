//! The authenticator app, seen from outside: set up, asked for at every way in, kept by a
//! recovery, and turned off; for patients and for staff.

use app::ctx::{HALF_COOKIE, SESSION_COOKIE, STAFF_COOKIE, STAFF_HALF_COOKIE, VISITOR_COOKIE};
use clinic::testing::{PASSWORD, app_code};
use domain::role::Role;
use http::StatusCode;

use crate::harness::journey::request_in;
use crate::harness::mail::Mail;
use crate::harness::{Answer, Browser, ORIGIN_HERE, TestSite};

mod team;

const ANA: &str = "ana@example.com";
const STEP_S: i64 = 30;

/// What stands between two pieces of the page.
#[track_caller]
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before);
    let rest = rest.unwrap_or_else(|| panic!("no {before} in {page}")).1;
    rest.split_once(after).unwrap().0
}

/// The secret on the page that shows it.
fn secret_in(page: &str) -> String {
    let key = between(page, "class=\"key-text\"", "</p>");
    between(key, "<code>", "<").to_owned()
}

/// The recovery codes on their page.
fn codes_in(page: &str) -> Vec<String> {
    let list = between(page, "class=\"code-list\"", "</ol>");
    let codes = list.split("<code>").skip(1);
    codes
        .map(|rest| rest.split('<').next().unwrap().to_owned())
        .collect()
}

/// Sets the app up on the page of an account, or of a member; its secret.
async fn confirm(site: &TestSite, browser: &mut Browser, page: &str, api: &str) -> String {
    let shown = browser.get(page).await.text();
    assert!(
        shown.contains("href=\"otpauth://totp/Test%20Clinic:"),
        "{shown}"
    );
    assert!(shown.contains("class=\"qr-code\""), "{shown}");
    let secret = secret_in(&shown);
    let code = app_code(&secret, site.clinic.now());
    let done = browser
        .post_form(&format!("{api}/confirm"), &[("app_code", &code)])
        .await;
    assert_eq!(done.see_other(), format!("{page}/codes"));
    site.clinic.clock.advance_s(STEP_S);
    secret
}

/// Ana, logged in, with a password and an app; the app's secret and her recovery codes.
async fn ana(site: &TestSite) -> (Browser, String, Vec<String>) {
    let mut ana = site.signed_in("ana").await;
    ana.post_form("/api/me/password", &[("password", PASSWORD)])
        .await;
    let page = ana.get("/me/second-factor").await.text();
    assert!(page.contains("Set up an authenticator app"), "{page}");
    let started = ana.post_form("/api/me/second-factor/start", &[]).await;
    assert_eq!(started.see_other(), "/me/second-factor");
    let secret = confirm(site, &mut ana, "/me/second-factor", "/api/me/second-factor").await;
    let page = ana.get("/me/second-factor/codes").await.text();
    let codes = codes_in(&page);
    assert_eq!(codes.len(), 10);
    (ana, secret, codes)
}

async fn by_password(browser: &mut Browser, next: &str) -> Answer {
    browser.get("/log-in").await;
    let fields = [("email", ANA), ("password", PASSWORD), ("next", next)];
    let answer = browser.post_form("/api/log-in/start", &fields).await;
    let next = answer.see_other().to_owned();
    browser.get(&next).await;
    answer
}

async fn type_in(browser: &mut Browser, code: &str) -> Answer {
    browser
        .post_form("/api/log-in/second-factor", &[("app_code", code)])
        .await
}

/// Nobody is signed in here, whatever is asked for.
async fn assert_out(browser: &mut Browser) {
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));
    for page in ["/appointments", "/me", "/me/second-factor", "/home"] {
        let answer = browser.get(page).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page}");
    }
}

#[tokio::test]
async fn codes_are_shown_until_they_are_saved_and_never_again() {
    let site = TestSite::new().await;
    let (mut ana, _, codes) = ana(&site).await;
    assert_eq!(
        site.newest_mail_to(ANA).await.subject,
        "Your authenticator app is on"
    );
    // In no other browser of the account, and not for anybody else here.
    let mut other = site.browser();
    let mut ben = site.signed_in("ben").await;
    for browser in [&mut other, &mut ben] {
        let answer = browser.get("/me/second-factor/codes").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    let page = ana.get("/me/second-factor/codes").await.text();
    assert_eq!(codes_in(&page), codes, "a reload shows them once more");
    let saved = ana.post_form("/api/me/second-factor/saved", &[]).await;
    assert_eq!(saved.see_other(), "/me/security?done=app-on");
    let page = ana.get("/me/security?done=app-on").await.text();
    assert!(page.contains("10 of 10 recovery codes left"), "{page}");
    let gone = ana.get("/me/second-factor/codes").await;
    assert_eq!(gone.see_other(), "/me/second-factor");
    let page = ana.get("/me/second-factor").await.text();
    assert!(
        !page.contains("otpauth") && !page.contains("key-text"),
        "{page}"
    );
}

#[tokio::test]
async fn a_password_leads_to_the_code_and_the_code_to_where_one_was_going() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (_, secret, _) = ana(&site).await;
    let mut browser = site.browser();
    let slot = browser.times().await[0].clone();
    let hold = browser.hold(&slot).await;
    let check = format!("/book/h/{hold}/check");
    let before = browser.cookies.clone();
    let answer = by_password(&mut browser, &check).await;
    assert_eq!(answer.see_other(), "/log-in/second-factor");
    assert_out(&mut browser).await;
    let page = browser.get("/log-in/second-factor").await.text();
    assert!(page.contains("Enter the code from your app"), "{page}");
    assert!(!page.contains(ANA) && !page.contains("Ana"), "{page}");

    let wrong = type_in(&mut browser, "not a code").await;
    let page = browser.get(wrong.see_other()).await.text();
    assert!(page.contains("Enter the 6 digits from your app"), "{page}");
    assert!(!page.contains("not a code"), "secrets aren't kept");
    let code = app_code(&secret, site.clinic.now());
    let answer = type_in(&mut browser, &code).await;
    assert_eq!(answer.see_other(), check);
    assert!(!browser.cookies.contains_key(HALF_COOKIE));
    assert_ne!(browser.cookies[VISITOR_COOKIE], before[VISITOR_COOKIE]);
    let page = browser.get(&check).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Ana Example"), "{}", page.text());

    // The same press again, as a double click sends it.
    let mut twice = site.browser();
    by_password(&mut twice, "/home").await;
    let late = twice.cookies.clone();
    site.clinic.clock.advance_s(STEP_S);
    let code = app_code(&secret, site.clinic.now());
    assert_eq!(type_in(&mut twice, &code).await.see_other(), "/home");
    let mut second = site.browser();
    second.cookies = late;
    let again = type_in(&mut second, &code).await.see_other().to_owned();
    let page = twice.get(&again).await;
    assert_eq!(page.see_other(), "/appointments");
    let page = second.get(&again).await.text();
    assert!(page.contains("Log in again"), "{page}");
}

#[tokio::test]
async fn a_booking_with_a_known_address_asks_for_the_app_and_keeps_time_and_form() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (_, secret, _) = ana(&site).await;
    let mut browser = site.browser();
    let slot = browser.times().await[0].clone();
    let hold = browser.hold(&slot).await;
    browser.get(&format!("/book/h/{hold}/account")).await;
    site.mails().await;
    let fields = [
        ("hold", &*hold),
        ("full_name", "Ana Example"),
        ("email", ANA),
        ("bday_day", "12"),
        ("bday_month", "4"),
        ("bday_year", "1990"),
        ("mobile", ""),
    ];
    let code_page = browser.post_form("/api/booking/details", &fields).await;
    let request = request_in(code_page.see_other());
    let code = site.newest_mail_to(ANA).await.code();
    let fields = [("request", &*request), ("code", &*code)];
    let answer = browser.post_form("/api/log-in/code", &fields).await;
    assert_eq!(answer.see_other(), "/log-in/second-factor");
    assert_out(&mut browser).await;
    // Still the visitor's own, with what was typed.
    let page = browser.get(&format!("/book/h/{hold}/account")).await.text();
    assert!(page.contains("value=\"Ana Example\""), "{page}");
    let code = app_code(&secret, site.clinic.now());
    let answer = type_in(&mut browser, &code).await;
    assert_eq!(answer.see_other(), format!("/book/h/{hold}/check"));
    let form = browser.check(&hold).await;
    browser.book(&form, "").await;
}

#[tokio::test]
async fn a_mailed_link_and_a_recovery_end_before_any_session() {
    let site = TestSite::new().await;
    let (mut ana, secret, _) = ana(&site).await;
    let mut browser = site.browser();
    site.mails().await;
    browser.get("/recover").await;
    browser
        .post_form("/api/recover/ask", &[("email", ANA)])
        .await;
    let mail = site.newest_mail_to(ANA).await;
    browser.visit(&link_in(&mail, "/recover/link/")).await;
    let other = "nine walruses hum in tune";
    let answer = browser
        .post_form("/api/recover/password", &[("password", other)])
        .await;
    assert_eq!(answer.see_other(), "/log-in/second-factor");
    assert_out(&mut browser).await;
    assert_out_of(&mut ana).await;
    let code = app_code(&secret, site.clinic.now());
    assert_eq!(type_in(&mut browser, &code).await.see_other(), "/home");

    let mut linked = site.browser();
    linked.get("/log-in").await;
    site.mails().await;
    linked
        .post_form("/api/log-in/ask", &[("email", ANA), ("next", "/me")])
        .await;
    let mail = site.newest_mail_to(ANA).await;
    linked.visit(&link_in(&mail, "/log-in/link/")).await;
    let answer = linked.post_form("/api/log-in/link", &[]).await;
    assert_eq!(answer.see_other(), "/log-in/second-factor");
    assert_out(&mut linked).await;
    site.clinic.clock.advance_s(STEP_S);
    let code = app_code(&secret, site.clinic.now());
    assert_eq!(type_in(&mut linked, &code).await.see_other(), "/me");
}

/// The path of the link in a mail that leads to `page`.
#[track_caller]
fn link_in(mail: &Mail, page: &str) -> String {
    let rest = mail
        .text
        .split(ORIGIN_HERE)
        .find(|rest| rest.starts_with(page));
    let rest = rest.unwrap_or_else(|| panic!("no {page} in {}", mail.text));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Whoever was in is out.
async fn assert_out_of(browser: &mut Browser) {
    let answer = browser.get("/appointments").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_recovery_code_has_a_field_of_its_own_and_works_once() {
    let site = TestSite::new().await;
    let (_, _, codes) = ana(&site).await;
    // What left before has no order among what leaves at the same moment.
    site.mails().await;
    let mut browser = site.browser();
    by_password(&mut browser, "/home").await;
    let page = browser.get("/log-in/second-factor").await.text();
    assert!(page.contains("href=\"/log-in/second-factor?with=recovery\""));
    let page = browser
        .get("/log-in/second-factor?with=recovery")
        .await
        .text();
    assert!(page.contains("Enter a recovery code"), "{page}");
    let wrong = type_in(&mut browser, "0000-0000-0000").await;
    let again = wrong.see_other().to_owned();
    assert!(again.contains("with=recovery"), "{again}");
    let page = browser.get(&again).await.text();
    assert!(page.contains("isn’t right or was used already"), "{page}");
    assert_eq!(type_in(&mut browser, &codes[0]).await.see_other(), "/home");
    assert_eq!(
        site.newest_mail_to(ANA).await.subject,
        "A recovery code was used"
    );
    let mut thief = site.browser();
    by_password(&mut thief, "/home").await;
    let replayed = thief
        .post_json("/api/log-in/second-factor", &[("app_code", &codes[0])])
        .await;
    assert_eq!(replayed.json()["refused"], "second_factor_wrong");
    assert_out(&mut thief).await;
}

#[tokio::test]
async fn between_the_factors_a_browser_is_nobodys() {
    let site = TestSite::new().await;
    let (_, secret, _) = ana(&site).await;
    let mut browser = site.browser();
    by_password(&mut browser, "/home").await;
    let code = app_code(&secret, site.clinic.now());
    // The cookie alone, and planted as one of a session.
    let half = browser.cookies[HALF_COOKIE].clone();
    let mut thief = site.browser();
    thief.get("/log-in").await;
    thief.set(HALF_COOKIE, &half);
    let refused = thief
        .post_json("/api/log-in/second-factor", &[("app_code", &code)])
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.json()["refused"], "log_in_over");
    thief.set(SESSION_COOKIE, &half);
    thief.set(STAFF_COOKIE, &half);
    thief.set(STAFF_HALF_COOKIE, &half);
    for page in ["/appointments", "/me/security", "/staff"] {
        assert_eq!(
            thief.get(page).await.status,
            StatusCode::SEE_OTHER,
            "{page}"
        );
    }
    for wrong in 0..5 {
        site.clinic.clock.advance_s(60);
        let wrong = format!("00000{wrong}");
        let answer = browser
            .post_json("/api/log-in/second-factor", &[("app_code", &wrong)])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let code = app_code(&secret, site.clinic.now());
    let over = type_in(&mut browser, &code).await.see_other().to_owned();
    let page = browser.get(&over).await.text();
    assert!(page.contains("Log in again"), "{page}");
    assert!(page.contains("href=\"/log-in?next=%2Fhome\""), "{page}");
}

#[tokio::test]
async fn it_is_turned_off_by_itself_and_confirms_who_somebody_is() {
    let site = TestSite::new().await;
    let (mut ana, secret, codes) = ana(&site).await;
    site.mails().await;
    site.clinic.clock.advance_s(16 * 60);
    let prove = ana.get("/me/email").await.see_other().to_owned();
    let page = ana.get(&prove).await.text();
    assert!(
        page.contains("Code from your app, or a recovery code"),
        "{page}"
    );
    let code = app_code(&secret, site.clinic.now());
    let fields = [("app_code", &*code), ("next", "/me/email")];
    let proven = ana.post_form("/api/me/prove/second-factor", &fields).await;
    assert_eq!(proven.see_other(), "/me/email");
    assert_eq!(ana.get("/me/email").await.status, StatusCode::OK);

    ana.get("/me/second-factor").await;
    let off = ana
        .post_form("/api/me/second-factor/off", &[("app_code", &code)])
        .await;
    let page = ana.get(off.see_other()).await.text();
    assert!(page.contains("href=\"#app_code_off\""), "{page}");
    assert_eq!(page.matches("field-error").count(), 1, "{page}");
    let fresh = ana
        .post_form("/api/me/second-factor/codes", &[("app_code", &codes[0])])
        .await;
    assert_eq!(fresh.see_other(), "/me/second-factor/codes");
    let page = ana.get("/me/second-factor/codes").await.text();
    let fresh = codes_in(&page);
    assert!(fresh.iter().all(|code| !codes.contains(code)));
    site.clinic.clock.advance_s(STEP_S);
    let code = app_code(&secret, site.clinic.now());
    site.mails().await;
    let off = ana
        .post_form("/api/me/second-factor/off", &[("app_code", &code)])
        .await;
    assert_eq!(off.see_other(), "/me/security?done=app-off");
    assert_eq!(
        site.newest_mail_to(ANA).await.subject,
        "Your authenticator app is off"
    );
    let mut browser = site.browser();
    assert_eq!(
        by_password(&mut browser, "/home").await.see_other(),
        "/home"
    );
}

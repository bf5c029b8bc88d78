//! A person's own account, seen from outside: what asks again who they are, what a change
//! does to other browsers, and what is mailed about it.

use http::StatusCode;

use crate::harness::journey::request_in;
use crate::harness::{Browser, TestSite};

const MINUTE_S: i64 = 60;

/// Goes over "Confirm it's you" to where it leads.
async fn prove(site: &TestSite, browser: &mut Browser, email: &str, prove: &str) -> String {
    let page = browser.get(prove).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("Confirm it’s you") && page.text().contains(email));
    let next = crate::harness::journey::values(&page.text(), "next");
    let asked = browser
        .post_form("/api/me/prove/ask", &[("next", next[0].as_str())])
        .await;
    let code_page = asked.see_other().to_owned();
    assert_eq!(browser.get(&code_page).await.status, StatusCode::OK);
    let code = site.newest_mail_to(email).await.code();
    let fields = [("request", &*request_in(&code_page)), ("code", &code)];
    let answer = browser.post_form("/api/me/prove/code", &fields).await;
    answer.see_other().to_owned()
}

#[tokio::test]
async fn confirming_it_is_you_leads_on_and_changes_the_cookie() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    let before = ana.cookies[app::ctx::SESSION_COOKIE].clone();
    // Just logged in: nothing to confirm.
    let page = ana.get("/me/prove?next=%2Fappointments").await;
    assert_eq!(page.see_other(), "/appointments");
    site.clinic.clock.advance_s(15 * MINUTE_S);
    let next = prove(
        &site,
        &mut ana,
        "ana@example.com",
        "/me/prove?next=%2Fappointments",
    )
    .await;
    assert_eq!(next, "/appointments");
    let after = ana.cookies[app::ctx::SESSION_COOKIE].clone();
    assert_ne!(before, after);
    assert_eq!(ana.get("/appointments").await.status, StatusCode::OK);
    let mut thief = site.browser();
    thief.set(app::ctx::SESSION_COOKIE, &before);
    assert_eq!(
        thief.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn it_leads_nowhere_else() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    for next in ["//evil.example", "https://evil.example", "/staff", "/api/x"] {
        let page = ana.get(&format!("/me/prove?next={next}")).await;
        assert_eq!(page.see_other(), "/appointments", "{next}");
    }
}

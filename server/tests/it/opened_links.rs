//! Mailed links as a scanner opens them, before the person does: abuse 20. GET and HEAD, of
//! the link and of the page it leads to, leave every row as it is; the button then works.

use clinic::testing::{PASSWORD, email, name};
use domain::role::Role;
use http::{Method, StatusCode};

use crate::harness::journey::values;
use crate::harness::{Browser, ORIGIN_HERE, TestSite, request};

const OLD: &str = "ana@example.com";
const NEW: &str = "ana@new.example";
const MEMBER: &str = "new.member@example.com";

/// Opens the link and the page behind it in every way that isn't a press of its button, each
/// more than once and in two browsers; the last of them, on the page.
async fn scanned(site: &TestSite, link: &str, page: &str) -> Browser {
    let before = site.clinic.store.content().await.unwrap();
    let mut browsers = [site.browser(), site.browser()];
    for browser in &mut browsers {
        for path in [link, page, link, page] {
            for method in [Method::HEAD, Method::GET] {
                let answer = browser.send(request(method.clone(), path)).await;
                let expected = match path == link {
                    true => StatusCode::SEE_OTHER,
                    false => StatusCode::OK,
                };
                assert_eq!(answer.status, expected, "{method} {path}");
            }
        }
        // As another method says that it is, and with what a form would send.
        let overridden = format!("{page}?_method=POST&password=otters+hum+at+noon");
        browser.get(&overridden).await;
    }
    let after = site.clinic.store.content().await.unwrap();
    assert_eq!(before, after, "{page}");
    let [_, mut browser] = browsers;
    browser.get(page).await;
    browser
}

/// The path of the link in the newest mail to an address.
async fn mailed(site: &TestSite, to: &str, page: &str) -> String {
    let mail = site.newest_mail_to(to).await;
    format!("{page}/{}", mail.token_after(&format!("{page}/")))
}

/// The address that the account has.
async fn address(ana: &mut Browser) -> &'static str {
    let page = ana.get("/me/security").await.text();
    match (page.contains(OLD), page.contains(NEW)) {
        (true, false) => OLD,
        (false, true) => NEW,
        both => panic!("{both:?} on {page}"),
    }
}

#[tokio::test]
async fn a_scanner_neither_changes_an_address_nor_takes_it_back() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    ana.get("/me/email").await;
    let asked = ana.post_form("/api/me/email/ask", &[("email", NEW)]).await;
    assert_eq!(asked.see_other(), "/me/email");
    site.mails().await;
    let request = values(&ana.get("/me/email").await.text(), "request").remove(0);
    let code = site.newest_mail_to(NEW).await.code();
    let typed = [("request", request.as_str()), ("code", code.as_str())];
    ana.post_form("/api/me/email/code", &typed)
        .await
        .see_other();

    let link = mailed(&site, OLD, "/email/confirm").await;
    let mut phone = scanned(&site, &link, "/email/confirm").await;
    assert_eq!(address(&mut ana).await, OLD);
    let done = phone.post_form("/api/email/confirm", &[]).await;
    assert_eq!(done.see_other(), "/email/confirm?done=changed");
    assert_eq!(address(&mut ana).await, NEW);

    site.mails().await;
    let link = mailed(&site, OLD, "/email/revert").await;
    let mut anywhere = scanned(&site, &link, "/email/revert").await;
    assert_eq!(address(&mut ana).await, NEW);
    let done = anywhere.post_form("/api/email/revert", &[]).await;
    assert_eq!(done.see_other(), "/email/revert?done=1");
    let mut back = site.browser();
    back.log_in(&site, OLD).await;
    assert_eq!(address(&mut back).await, OLD);
}

#[tokio::test]
async fn a_scanner_uses_up_no_link_of_a_new_member() {
    let site = TestSite::new().await;
    let job = site.clinic.system_job();
    let (to, called) = (email(MEMBER), name("New Member"));
    let link = clinic::team::add(&site.clinic, &job, to, called, Role::Desk)
        .await
        .unwrap();
    let link = link.0.strip_prefix(ORIGIN_HERE).unwrap().to_owned();
    let mut member = scanned(&site, &link, "/staff/password").await;
    let fields = [("email", MEMBER), ("password", PASSWORD)];
    let log_in = "/api/staff/log-in";
    let refused = site.browser().post_json(log_in, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let set = member
        .post_form("/api/staff/password", &[("password", PASSWORD)])
        .await;
    assert_eq!(set.see_other(), "/staff");
    assert_eq!(member.get("/staff").await.status, StatusCode::OK);
    let mut later = site.browser();
    let answer = later.post_form(log_in, &fields).await;
    assert_eq!(answer.see_other(), "/staff");
}

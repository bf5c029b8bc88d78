//! A person's own account, seen from outside: what asks again who they are, what a change
//! does to other browsers, and what is mailed about it.

use http::StatusCode;

use crate::harness::journey::{request_in, values};
use crate::harness::mail::Mail;
use crate::harness::{Browser, ORIGIN_HERE, TestSite};

const MINUTE_S: i64 = 60;
const OLD: &str = "ana@example.com";
const NEW: &str = "ana@new.example";

/// Goes over "Confirm it's you" to where it leads.
async fn prove(site: &TestSite, browser: &mut Browser, email: &str, prove: &str) -> String {
    let page = browser.get(prove).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.text().contains("Confirm it’s you") && page.text().contains(email));
    let next = values(&page.text(), "next");
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
        assert_eq!(page.see_other(), "/home", "{next}");
    }
}

#[tokio::test]
async fn a_form_waits_while_its_sender_confirms_and_comes_back_filled() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    assert_eq!(ana.get("/me/email").await.status, StatusCode::OK);
    site.clinic.clock.advance_s(15 * MINUTE_S);
    let typed = [("email", "ana@new.example")];
    let program = ana.post_json("/api/me/email/ask", &typed).await;
    assert_eq!(program.status, StatusCode::UNAUTHORIZED);
    assert_eq!(program.json(), "reauthenticate");
    let away = ana.post_form("/api/me/email/ask", &typed).await;
    let away = away.see_other().to_owned();
    assert!(
        away.starts_with("/me/prove?next=%2Fme%2Femail%3Fagain%3D"),
        "{away}"
    );
    let back = prove(&site, &mut ana, OLD, &away).await;
    assert!(back.starts_with("/me/email?again="), "{back}");
    let page = ana.get(&back).await.text();
    assert!(page.contains("Thanks, it’s you."), "{page}");
    assert!(page.contains("value=\"ana@new.example\""), "{page}");
    let asked = ana.post_form("/api/me/email/ask", &typed).await;
    assert_eq!(asked.see_other(), "/me/email");
    // The page itself asks before anything is typed, too.
    let mut ben = site.signed_in("ben").await;
    site.clinic.clock.advance_s(15 * MINUTE_S);
    let page = ben.get("/me/email").await;
    assert_eq!(page.see_other(), "/me/prove?next=%2Fme%2Femail");
}

fn details<'a>(version: &'a str, suburb: &'a str) -> [(&'a str, &'a str); 7] {
    [
        ("full_name", "Ana Example"),
        ("mobile", "902 555 0123"),
        ("street", "<script>alert(1)</script>"),
        ("suburb", suburb),
        ("state", "NS"),
        ("postcode", "B3J 1A1"),
        ("version", version),
    ]
}

#[tokio::test]
async fn details_are_saved_shown_and_never_overwritten_unseen() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    let page = ana.get("/me").await.text();
    assert!(page.contains("April 12, 1990") && page.contains("Ask the clinic to change it."));
    let version = values(&page, "version").remove(0);
    let saved = ana
        .post_form("/api/me/details", &details(&version, "Halifax"))
        .await;
    assert_eq!(saved.see_other(), "/me?done=saved");
    let page = ana.get("/me?done=saved").await.text();
    assert!(page.contains("Saved.") && page.contains("value=\"Halifax\""));
    assert!(!page.contains("<script>alert"), "{page}");
    // Another window, opened before.
    let late = ana
        .post_form("/api/me/details", &details(&version, "Dartmouth"))
        .await;
    let again = late.see_other().to_owned();
    let page = ana.get(&again).await.text();
    assert!(page.contains("changed in another window"), "{page}");
    assert!(page.contains("value=\"Dartmouth\""), "{page}");
    let version = values(&page, "version").remove(0);
    let saved = ana
        .post_form("/api/me/details", &details(&version, "Dartmouth"))
        .await;
    assert_eq!(saved.see_other(), "/me?done=saved");
    let wrong = [("full_name", " ")];
    let fields: Vec<_> = details(&version, "x")
        .into_iter()
        .map(|(name, value)| {
            wrong
                .iter()
                .find(|(n, _)| *n == name)
                .map_or((name, value), |w| *w)
        })
        .collect();
    let refused = ana.post_json("/api/me/details", &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_browser_is_logged_out_from_another_one() {
    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    let site = TestSite::new().await;
    let ana = site.clinic.signed_in("ana").await;
    let mut here = site.browser();
    here.set(app::ctx::SESSION_COOKIE, ana.session.expose());
    here.set(app::ctx::VISITOR_COOKIE, ana.visitor.expose());
    let known = site.clinic.visitor("phone").with_user_agent(Some(FIREFOX));
    let asked = clinic::codes::ask(
        &site.clinic,
        &known,
        clinic::testing::email(OLD),
        clinic::NextPath::default(),
    )
    .await
    .unwrap();
    let code = site.newest_mail_to(OLD).await.code();
    let phone = clinic::codes::enter(&site.clinic, &known, asked.request, &code)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let mut there = site.browser();
    there.set(app::ctx::SESSION_COOKIE, phone.session.expose());
    assert_eq!(there.get("/appointments").await.status, StatusCode::OK);

    let page = here.get("/me/security").await.text();
    assert!(page.contains("This browser"), "{page}");
    assert!(page.contains("Firefox on Linux"), "{page}");
    assert!(!page.contains("Gecko"), "{page}");
    let session = values(&page, "session").remove(0);
    // Somebody else can't, and learns nothing by trying.
    let mut ben = site.signed_in("ben").await;
    for id in [session.as_str(), "01890000-0000-7000-8000-000000000000"] {
        let answer = ben
            .post_json("/api/me/security/log-out", &[("session", id)])
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.json(), "not_found");
    }
    let out = here
        .post_form("/api/me/security/log-out", &[("session", &session)])
        .await;
    assert_eq!(out.see_other(), "/me/security?done=out");
    assert_eq!(
        there.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(here.get("/me/security").await.status, StatusCode::OK);
    let others = here.post_form("/api/me/security/log-out-others", &[]).await;
    assert_eq!(others.see_other(), "/me/security?done=out-others");
    assert_eq!(here.get("/me/security").await.status, StatusCode::OK);
}

/// The path of the link in a mail that leads to `page`.
fn link(mail: &Mail, page: &str) -> String {
    let rest = mail
        .text
        .split(ORIGIN_HERE)
        .find(|rest| rest.starts_with(page));
    let rest = rest.unwrap_or_else(|| panic!("no {page} in {}", mail.text));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Asks for [`NEW`], and types its code.
async fn half_changed(site: &TestSite, ana: &mut Browser) {
    ana.get("/me/email").await;
    let asked = ana.post_form("/api/me/email/ask", &[("email", NEW)]).await;
    assert_eq!(asked.see_other(), "/me/email");
    site.mails().await;
    let page = ana.get("/me/email").await.text();
    let request = values(&page, "request").remove(0);
    let code = site.newest_mail_to(NEW).await.code();
    let typed = [("request", request.as_str()), ("code", code.as_str())];
    let half = ana.post_form("/api/me/email/code", &typed).await;
    assert_eq!(half.see_other(), "/me/email");
}

#[tokio::test]
async fn an_address_changes_by_its_two_mails_and_comes_back_by_a_third() {
    let site = TestSite::new().await;
    let mut ana = site.signed_in("ana").await;
    half_changed(&site, &mut ana).await;
    let asked = site.newest_mail_to(OLD).await;
    assert!(!asked.subject.contains("Ana") && asked.text.contains(NEW));
    let confirm = link(&asked, "/email/confirm/");

    // The link is opened on another device; scanners open it, too, and nothing happens.
    let mut phone = site.browser();
    assert_eq!(phone.get(&confirm).await.see_other(), "/email/confirm");
    let page = phone.get("/email/confirm").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(NEW) && !page.text().contains(&confirm));
    assert_eq!(ana.get("/me/security").await.text().matches(NEW).count(), 0);
    let done = phone.post_form("/api/email/confirm", &[]).await;
    assert_eq!(done.see_other(), "/email/confirm?done=changed");
    assert!(!phone.cookies.contains_key(app::ctx::EMAIL_LINK_COOKIE));
    let page = ana.get("/me/security").await.text();
    assert!(page.contains(NEW) && !page.contains(OLD), "{page}");
    // Used once, it is of no use.
    phone.get(&confirm).await;
    let twice = phone.post_json("/api/email/confirm", &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);

    site.mails().await;
    let told = site.newest_mail_to(NEW).await;
    assert_eq!(told.subject, "You now log in with this address");
    let gone = site.newest_mail_to(OLD).await;
    assert_eq!(gone.subject, "You no longer log in with this address");
    let revert = link(&gone, "/email/revert/");
    let mut anywhere = site.browser();
    assert_eq!(anywhere.get(&revert).await.see_other(), "/email/revert");
    assert!(anywhere.get("/email/revert").await.text().contains(OLD));
    let done = anywhere.post_form("/api/email/revert", &[]).await;
    assert_eq!(done.see_other(), "/email/revert?done=1");
    // Everybody is out, and only the old address logs in.
    let out = ana.get("/me/security").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    let mut back = site.browser();
    back.log_in(&site, OLD).await;
    assert!(back.get("/me/security").await.text().contains(OLD));
    for to in [OLD, NEW] {
        let mails = site.mails().await;
        assert!(
            mails
                .iter()
                .any(|mail| mail.to == to && mail.subject == "A change of address was taken back"),
            "{to}"
        );
    }
}

#[tokio::test]
async fn refusing_stops_the_change_and_logs_the_asker_out() {
    let site = TestSite::new().await;
    let mut thief = site.signed_in("ana").await;
    half_changed(&site, &mut thief).await;
    let confirm = link(&site.newest_mail_to(OLD).await, "/email/confirm/");
    let mut owner = site.browser();
    owner.get(&confirm).await;
    let refused = owner.post_form("/api/email/refuse", &[]).await;
    assert_eq!(refused.see_other(), "/email/confirm?done=refused");
    assert_eq!(thief.get("/me").await.status, StatusCode::SEE_OTHER);
    owner.get(&confirm).await;
    let late = owner.post_json("/api/email/confirm", &[]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn an_address_that_has_an_account_changes_nothing_that_the_asker_sees() {
    let site = TestSite::new().await;
    site.signed_in("ben").await;
    let mut pages = Vec::new();
    for (who, to) in [("ana", "ben@example.com"), ("eve", "new@new.example")] {
        let mut browser = site.signed_in(who).await;
        browser.get("/me/email").await;
        let asked = browser
            .post_form("/api/me/email/ask", &[("email", to)])
            .await;
        assert_eq!(asked.see_other(), "/me/email");
        site.mails().await;
        let page = browser.get("/me/email").await.text();
        let request = values(&page, "request").remove(0);
        let typed = [("request", request.as_str()), ("code", "000000")];
        let wrong = browser.post_json("/api/me/email/code", &typed).await;
        let main = page.split("<main").nth(1).unwrap();
        let main = main.split("</main>").next().unwrap().replace(&request, "");
        let main = main
            .replace(to, "")
            .replace(&format!("{who}@example.com"), "");
        pages.push((wrong.status, wrong.text(), main));
    }
    let (eve, ana) = (pages.pop().unwrap(), pages.pop().unwrap());
    assert_eq!(ana, eve);
    let told = site.newest_mail_to("ben@example.com").await;
    assert_eq!(told.subject, "This address has an account already");
    assert!(!told.text.contains("ana"), "{}", told.text);
}

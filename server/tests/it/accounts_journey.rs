//! Logging in and staying logged in, seen from outside: what a stranger can learn, plant,
//! replay, spoof or guess, and how soon a right that was taken away is gone.

use domain::role::Role;
use http::header::{CACHE_CONTROL, HOST};
use http::{Method, Request, StatusCode};
use serde_json::json;

use crate::harness::journey::{Details, NEWCOMER, details_fields, request_in};
use crate::harness::{Answer, Browser, ORIGIN_HERE, TestSite};

const KNOWN: &str = "ana@example.com";
const UNKNOWN: &str = "bob@example.com";
const PLANTED: &str = "cGxhbnRlZC1ieS1hLXN0cmFuZ2VyLWxvbmctYWdvLi4";

async fn site() -> TestSite {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    site
}

/// A text without what differs by chance: ids, nonces, tokens, and the address asked for.
fn plain(text: &str) -> String {
    let mut text = text
        .replace(KNOWN, "{address}")
        .replace(UNKNOWN, "{address}");
    for start in [
        "nonce=\"",
        "crossorigin=\"",
        "'nonce-",
        "request=",
        "name=\"request\" value=\"",
        "name=\"hold\" value=\"",
        "/book/h/",
    ] {
        let mut parts = text.split(start);
        let mut joined = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_id = |c: char| c.is_ascii_alphanumeric() || "-_+/=".contains(c);
            joined.push_str(start);
            joined.push_str(
                part.trim_start_matches(|c: char| is_id(c) && (start != "/book/h/" || c != '/')),
            );
        }
        text = joined;
    }
    text
}

/// Status, headers and body, less what differs by chance.
fn shape(answer: &Answer) -> (StatusCode, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| {
            let value = value.to_str().unwrap();
            let value = match name.as_str() {
                "set-cookie" => value.split('=').next().unwrap_or_default().to_owned(),
                // Ids and addresses have one length each.
                _ => plain(value),
            };
            (name.to_string(), value)
        })
        .collect();
    headers.sort();
    (answer.status, headers, plain(&answer.text()))
}

/// Asks with both addresses, each in a browser of its own, and gives the two answers of
/// each step.
async fn ask_twice(site: &TestSite, path: &str, details: bool) -> Vec<[Answer; 2]> {
    let mut browsers = [site.browser(), site.browser()];
    let slots = browsers[0].times().await;
    let mut steps = vec![Vec::new(), Vec::new()];
    for (at, (browser, email)) in browsers.iter_mut().zip([KNOWN, UNKNOWN]).enumerate() {
        browser.get("/help").await;
        for json in [true, false] {
            let answer = if details {
                let hold = browser.hold(&slots[at * 4]).await;
                let person = Details { email, ..NEWCOMER };
                let fields = details_fields(&hold, &person);
                if json {
                    browser.post_json(path, &fields).await
                } else {
                    browser.post_form(path, &fields).await
                }
            } else {
                let fields = [("email", email), ("next", "/appointments")];
                if json {
                    browser.post_json(path, &fields).await
                } else {
                    browser.post_form(path, &fields).await
                }
            };
            if !json {
                let next = answer.see_other().to_owned();
                steps[at].push(browser.get(&next).await);
                let request = request_in(&next);
                let wrong = [("request", &*request), ("code", "000000")];
                steps[at].push(browser.post_json("/api/log-in/code", &wrong).await);
            }
            steps[at].push(answer);
        }
    }
    let unknown = steps.pop().unwrap();
    let known = steps.pop().unwrap();
    known
        .into_iter()
        .zip(unknown)
        .map(|(one, two)| [one, two])
        .collect()
}

#[tokio::test]
async fn asking_tells_nobody_whether_an_address_is_known() {
    for (path, details) in [("/api/log-in/ask", false), ("/api/booking/details", true)] {
        let site = site().await;
        site.clinic.signed_in("ana").await;
        let mut pages = ask_twice(&site, path, details).await;
        for [known, unknown] in &mut pages {
            let (mut one, mut two) = (shape(known), shape(unknown));
            if details {
                // Each browser holds a time of its own, which its pages show.
                for (_, _, body) in [&mut one, &mut two] {
                    if body.contains("<html") {
                        let main = body.split("<h1").nth(1).unwrap_or_default();
                        *body = main.replace("11:00 am", "10:00 am");
                    }
                }
            }
            assert_eq!(one, two, "{path}");
        }
        // The mails alone tell the two apart.
        let mails = site.mails().await;
        assert_eq!(mails.len(), 4, "{path}");
        assert_eq!(mails.iter().filter(|mail| mail.to == KNOWN).count(), 2);
    }
}

#[tokio::test]
async fn details_of_a_stranger_never_touch_the_profile_behind_the_address() {
    let site = site().await;
    let mut owner = site.signed_in("ana").await;
    let mut stranger = site.browser();
    let slots = stranger.times().await;
    let hold = stranger.hold(&slots[0]).await;
    let person = Details {
        email: KNOWN,
        ..NEWCOMER
    };
    let answer = stranger
        .post_form("/api/booking/details", &details_fields(&hold, &person))
        .await;
    let next = answer.see_other().to_owned();
    assert!(!stranger.get(&next).await.text().contains("Ana"));
    // Without the mail nothing is booked and nobody is logged in.
    assert_eq!(
        stranger.get(&format!("/book/h/{hold}/check")).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!stranger.cookies.contains_key(app::ctx::SESSION_COOKIE));
    let mut desk = site.staff(Role::Desk).await;
    assert!(!desk.get("/staff").await.text().contains(NEWCOMER.full_name));
    // The owner of the address, who logs in by that very mail, still has their own name.
    let slot = owner.times().await[4].clone();
    let own = owner.hold(&slot).await;
    let page = owner.get(&format!("/book/h/{own}/check")).await.text();
    assert!(
        page.contains("Ana Example") && !page.contains(NEWCOMER.full_name),
        "{page}"
    );
}

#[tokio::test]
async fn an_unproven_sign_up_leaves_nothing_for_the_owner_of_the_address_to_inherit() {
    let site = site().await;
    let mut squatter = site.browser();
    let hold = {
        let slot = squatter.times().await[0].clone();
        squatter.hold(&slot).await
    };
    let squatted = Details {
        full_name: "Squat Ter",
        mobile: "902 555 0199",
        ..NEWCOMER
    };
    let answer = squatter
        .post_form("/api/booking/details", &details_fields(&hold, &squatted))
        .await;
    let request = request_in(answer.see_other());

    let mut owner = site.browser();
    let hold = {
        let slot = owner.times().await[8].clone();
        owner.hold(&slot).await
    };
    owner.sign_up(&site, &hold, &NEWCOMER).await;
    let form = owner.check(&hold).await;
    owner.book(&form, "").await;
    let pages = owner.get("/appointments").await.text()
        + &site.staff(Role::Desk).await.get("/staff").await.text();
    assert!(
        !pages.contains("Squat Ter") && !pages.contains("0199"),
        "{pages}"
    );

    // The owner's code is no use in the browser of the squatter.
    let code = site.newest_mail_to(NEWCOMER.email).await.code();
    let fields = [("request", &*request), ("code", &code)];
    let answer = squatter.post_json("/api/log-in/code", &fields).await;
    assert_ne!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(!squatter.cookies.contains_key(app::ctx::SESSION_COOKIE));
}

#[tokio::test]
async fn cookies_planted_before_the_log_in_are_worth_nothing_after_it() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut victim = site.browser();
    victim.set(app::ctx::SESSION_COOKIE, PLANTED);
    victim.set(app::ctx::VISITOR_COOKIE, PLANTED);
    let slot = victim.times().await[0].clone();
    let hold = victim.hold(&slot).await;
    victim.log_in(&site, KNOWN).await;
    for name in [app::ctx::SESSION_COOKIE, app::ctx::VISITOR_COOKIE] {
        assert_ne!(victim.cookies[name], PLANTED, "{name}");
    }
    assert_ne!(
        victim.cookies[app::ctx::SESSION_COOKIE],
        victim.cookies[app::ctx::VISITOR_COOKIE]
    );
    assert_eq!(
        victim.get(&format!("/book/h/{hold}/check")).await.status,
        StatusCode::OK,
        "the hold moved over"
    );

    let mut planter = site.browser();
    planter.set(app::ctx::SESSION_COOKIE, PLANTED);
    planter.set(app::ctx::VISITOR_COOKIE, PLANTED);
    assert_eq!(
        planter.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        planter.get(&format!("/book/h/{hold}/who")).await.status,
        StatusCode::NOT_FOUND
    );
    let answer = planter
        .post_json("/api/booking/release", &[("hold", &hold)])
        .await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);

    // Logged in once more in the same browser: another session again.
    let first = victim.cookies[app::ctx::SESSION_COOKIE].clone();
    victim.log_in(&site, KNOWN).await;
    assert_ne!(victim.cookies[app::ctx::SESSION_COOKIE], first);

    let mut member = site.browser();
    member.set(app::ctx::STAFF_COOKIE, PLANTED);
    let id = site.clinic.add_member("desk", Role::Desk).await;
    let fields = [
        ("email", "desk@clinic.example"),
        ("password", clinic::testing::PASSWORD),
    ];
    assert_eq!(
        member
            .post_form("/api/staff/log-in", &fields)
            .await
            .see_other(),
        "/staff"
    );
    assert_ne!(member.cookies[app::ctx::STAFF_COOKIE], PLANTED);
    site.clinic.disable_member(id).await;
    assert_eq!(member.get("/staff").await.see_other(), "/staff/log-in");
}

#[tokio::test]
async fn a_cookie_from_before_the_log_out_opens_nothing() {
    let site = site().await;
    let mut browser = site.signed_in("ana").await;
    let mut replay = site.browser();
    replay.cookies.clone_from(&browser.cookies);
    assert_eq!(replay.get("/appointments").await.status, StatusCode::OK);
    assert_eq!(
        browser.post_form("/api/log-in/out", &[]).await.see_other(),
        "/"
    );
    assert!(!browser.cookies.contains_key(app::ctx::SESSION_COOKIE));

    assert_eq!(
        replay.get("/appointments").await.see_other(),
        "/log-in?next=%2Fappointments"
    );
    let nobody = [("appointment", "01900000-0000-7000-8000-000000000000")];
    let answer = replay.post_json("/api/appointments/cancel", &nobody).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::UNAUTHORIZED, json!("unauthenticated"))
    );

    let mut desk = site.staff(Role::Desk).await;
    let mut replay = site.browser();
    replay.cookies.clone_from(&desk.cookies);
    assert_eq!(
        desk.post_form("/api/staff/log-out", &[]).await.see_other(),
        "/staff/log-in"
    );
    assert_eq!(replay.get("/staff").await.see_other(), "/staff/log-in");
    let answer = replay
        .post_json("/api/staff/mail/again", &[("notice", nobody[0].1)])
        .await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_browser_stays_known_after_the_log_out_and_can_do_nothing_by_that() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut owner = site.browser();
    owner.log_in(&site, KNOWN).await;
    let known = owner.cookies[app::ctx::KNOWN_COOKIE].clone();
    owner.post_form("/api/log-in/out", &[]).await;
    assert!(!owner.cookies.contains_key(app::ctx::SESSION_COOKIE));
    assert!(!owner.cookies.contains_key(app::ctx::VISITOR_COOKIE));
    assert_eq!(owner.cookies[app::ctx::KNOWN_COOKIE], known);
    assert_eq!(
        owner.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );

    // Strangers of the same network use up what there is for them.
    let ask = [("email", KNOWN), ("next", "/appointments")];
    let mut last = StatusCode::OK;
    for _ in 0..6 {
        last = site
            .browser()
            .post_json("/api/log-in/ask", &ask)
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    owner.log_in(&site, KNOWN).await;
    assert_eq!(owner.cookies[app::ctx::KNOWN_COOKIE], known);

    // Staff: the same, and the cookie outlives the browser's own session.
    site.clinic.add_member("desk", Role::Desk).await;
    let fields = [
        ("email", "desk@clinic.example"),
        ("password", clinic::testing::PASSWORD),
    ];
    let mut member = site.browser();
    let answer = member.post_form("/api/staff/log-in", &fields).await;
    let kept = answer
        .headers
        .get_all(http::header::SET_COOKIE)
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with("__Host-known="))
        .unwrap();
    assert!(
        kept.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000"),
        "{kept}"
    );
    let known = member.cookies[app::ctx::KNOWN_COOKIE].clone();
    member.post_form("/api/staff/log-out", &[]).await;
    let wrong = [("email", "desk@clinic.example"), ("password", "wrong")];
    for _ in 0..6 {
        last = site
            .browser()
            .post_json("/api/staff/log-in", &wrong)
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(
        member
            .post_form("/api/staff/log-in", &fields)
            .await
            .see_other(),
        "/staff"
    );
    assert_eq!(member.cookies[app::ctx::KNOWN_COOKIE], known);
}

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
async fn without_room_on_the_disk_a_log_out_still_takes_the_cookies() {
    let site = site().await;
    let ana = site.clinic.signed_in("ana").await;
    let mut patients = Vec::new();
    let mut members = Vec::new();
    for n in 0..30 {
        let name = format!("browser {n}");
        let signed_in = site.clinic.sign_in(ana.account, ana.patient, &name).await;
        let mut browser = site.browser();
        browser.set(app::ctx::SESSION_COOKIE, signed_in.session.expose());
        browser.set(app::ctx::VISITOR_COOKIE, signed_in.visitor.expose());
        patients.push(browser);
        members.push(site.staff(Role::Desk).await);
    }
    site.clinic.store.fill_disk().await.unwrap();
    // Everything that still fits.
    for n in 0..40 {
        let email = format!("n{n}-{}@example.com", "x".repeat(50));
        let ask = [("email", &*email), ("next", "")];
        site.browser().post_json("/api/log-in/ask", &ask).await;
    }
    let mut unsaved = [0, 0];
    for (browser, member) in patients.iter_mut().zip(&mut members) {
        let answer = browser.post_json("/api/log-in/out", &[]).await;
        unsaved[0] += usize::from(answer.status == StatusCode::SERVICE_UNAVAILABLE);
        assert!(!browser.cookies.contains_key(app::ctx::SESSION_COOKIE));
        let answer = member.post_json("/api/staff/log-out", &[]).await;
        unsaved[1] += usize::from(answer.status == StatusCode::SERVICE_UNAVAILABLE);
        assert!(!member.cookies.contains_key(app::ctx::STAFF_COOKIE));
    }
    assert!(unsaved.iter().all(|count| *count > 0), "{unsaved:?}");
    site.clinic.store.free_disk().await.unwrap();
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

async fn asked(site: &TestSite, browser: &mut Browser) -> (String, String) {
    let fields = [("email", KNOWN), ("next", "/appointments")];
    let answer = browser.post_form("/api/log-in/ask", &fields).await;
    let request = request_in(answer.see_other());
    (request, site.newest_mail_to(KNOWN).await.code())
}

#[tokio::test]
async fn wrong_codes_lock_and_a_restart_forgets_none() {
    let mut site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    let (request, code) = asked(&site, &mut browser).await;
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for tried in 1..=6 {
        if tried == 4 {
            site = site.started_anew();
            browser.move_to(&site);
        }
        let fields = [("request", &*request), ("code", wrong)];
        let answer = browser.post_json("/api/log-in/code", &fields).await;
        if tried < 5 {
            let expected = json!({ "refused": { "code_wrong": { "tries_left": 5 - tried } } });
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::UNPROCESSABLE_ENTITY, expected)
            );
        } else {
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::CONFLICT, json!({ "refused": "codes_locked" }))
            );
        }
    }
    let fields = [("request", &*request), ("code", &*code)];
    let answer = browser.post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        answer.json(),
        json!({ "refused": "codes_locked" }),
        "the right one comes too late"
    );

    // The owner, elsewhere, is not locked out by it.
    let mut owner = site.browser();
    owner.log_in(&site, KNOWN).await;

    // Guesses for one address are bounded, whatever is asked for anew.
    let mut refused = None;
    for _ in 0..30 {
        let mut stranger = site.browser();
        let answer = stranger
            .post_json("/api/log-in/ask", &[("email", KNOWN), ("next", "")])
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("nothing bounds how many mails a stranger can cause");
    assert!(
        refused.json()["too_many"]["retry_after_s"]
            .as_u64()
            .unwrap()
            <= 3_600
    );
    // The owner's browser has an allowance of its own.
    owner.log_in(&site, KNOWN).await;
}

#[tokio::test]
async fn an_old_code_and_one_of_another_browser_are_refused() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    let (request, code) = asked(&site, &mut browser).await;
    let fields = [("request", &*request), ("code", &*code)];
    let answer = site.browser().post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "bound to the browser that asked"
    );
    site.clinic.clock.advance_s(15 * 60);
    let answer = browser.post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::CONFLICT, json!({ "refused": "code_expired" }))
    );
    let mut late = site.browser();
    let link = site.newest_mail_to(KNOWN).await.link_token();
    late.visit(&format!("/log-in/link/{link}")).await;
    assert_eq!(
        late.post_json("/api/log-in/link", &[]).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test]
async fn staff_are_signed_out_after_fifteen_idle_minutes_and_a_visit_puts_it_off() {
    let site = site().await;
    let mut desk = site.staff(Role::Desk).await;
    for _ in 0..3 {
        site.clinic.clock.advance_s(14 * 60);
        assert_eq!(desk.get("/staff").await.status, StatusCode::OK);
    }
    site.clinic.clock.advance_s(15 * 60);
    assert_eq!(desk.get("/staff").await.see_other(), "/staff/log-in");
    let notice = [("notice", "01900000-0000-7000-8000-000000000000")];
    assert_eq!(
        desk.post_json("/api/staff/mail/again", &notice)
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    // However busy: twelve hours.
    let mut busy = site.staff(Role::Desk).await;
    for _ in 0..51 {
        site.clinic.clock.advance_s(14 * 60);
        assert_eq!(busy.get("/staff").await.status, StatusCode::OK);
    }
    site.clinic.clock.advance_s(7 * 60);
    assert_eq!(busy.get("/staff").await.see_other(), "/staff/log-in");
}

#[tokio::test]
async fn a_right_that_was_taken_away_is_gone_at_the_next_request() {
    let site = site().await;
    // Staff: another role shows at once, no access ends at once.
    let mut admin = site.staff(Role::Admin).await;
    let member = site
        .clinic
        .member(&admin.cookies[app::ctx::STAFF_COOKIE])
        .await
        .unwrap();
    assert!(admin.get("/staff").await.text().contains("Admin"));
    site.clinic.set_role(member.staff_id(), Role::Desk).await;
    let page = admin.get("/staff").await.text();
    assert!(
        page.contains("Front desk") && !page.contains(">Admin<"),
        "{page}"
    );
    site.clinic.disable_member(member.staff_id()).await;
    assert_eq!(admin.get("/staff").await.see_other(), "/staff/log-in");
    let notice = [("notice", "01900000-0000-7000-8000-000000000000")];
    assert_eq!(
        admin
            .post_json("/api/staff/mail/dismiss", &notice)
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );

    // An account that the desk blocks.
    let mut person = site.browser();
    let hold = {
        let slot = person.times().await[0].clone();
        person.hold(&slot).await
    };
    person.sign_up(&site, &hold, &NEWCOMER).await;
    let form = person.check(&hold).await;
    let mut desk = site.staff(Role::Desk).await;
    let page = desk.get("/staff").await.text();
    let registration = crate::harness::journey::values(&page, "registration");
    let blocked = desk
        .post_form(
            "/api/staff/registrations/block",
            &[("registration", &registration[0])],
        )
        .await;
    assert_eq!(blocked.see_other(), "/staff?done=blocked");
    assert_eq!(
        person
            .post_json("/api/booking/book", &form.fields(""))
            .await
            .status,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(
        person.get("/appointments").await.status,
        StatusCode::SEE_OTHER
    );
    // Two members press at once: the second is told.
    let again = desk
        .post_json(
            "/api/staff/registrations/add",
            &[("registration", &registration[0])],
        )
        .await;
    assert_eq!(
        (again.status, again.json()),
        (
            StatusCode::CONFLICT,
            json!({ "refused": "already_resolved" })
        )
    );
}

#[tokio::test]
async fn no_page_of_somebody_signed_in_is_kept_by_a_browser() {
    let site = site().await;
    let mut person = site.browser();
    let hold = {
        let slot = person.times().await[0].clone();
        person.hold(&slot).await
    };
    person.sign_up(&site, &hold, &NEWCOMER).await;
    let form = person.check(&hold).await;
    let appointment = person.book(&form, "").await;
    let mut desk = site.staff(Role::Desk).await;
    for path in [
        "/".to_owned(),
        "/book".into(),
        "/book/visit/first".into(),
        "/help".into(),
        "/nowhere".into(),
        "/appointments".into(),
        format!("/appointments/{appointment}"),
        format!("/appointments/{appointment}/cancel"),
        format!("/appointments/{appointment}/calendar.ics"),
        format!("/book/done/{appointment}"),
        "/appointments/nonsense".into(),
    ] {
        let answer = person.get(&path).await;
        assert_eq!(answer.header(CACHE_CONTROL), Some("no-store"), "{path}");
    }
    for path in ["/staff", "/staff/nowhere", "/"] {
        assert_eq!(
            desk.get(path).await.header(CACHE_CONTROL),
            Some("no-store"),
            "{path}"
        );
    }
    // Pages that show what was typed are no one else's either.
    let mut unproven = site.browser();
    let hold = {
        let slot = unproven.times().await[0].clone();
        unproven.hold(&slot).await
    };
    let answer = unproven
        .post_form("/api/booking/details", &details_fields(&hold, &NEWCOMER))
        .await;
    let code_page = answer.see_other().to_owned();
    for path in [code_page, format!("/book/h/{hold}/account")] {
        let page = unproven.get(&path).await;
        assert!(page.text().contains(NEWCOMER.email), "{path}");
        assert_eq!(page.header(CACHE_CONTROL), Some("no-store"), "{path}");
    }
}

#[tokio::test]
async fn no_log_in_exists_that_nobody_made() {
    let site = TestSite::new().await;
    let usual = ["admin", "password", "kith", "changeme", "123456789012"];
    let mut tries: Vec<(String, String)> = usual
        .iter()
        .map(|word| (format!("{word}@example.com"), (*word).to_owned()))
        .collect();
    // The demo's log-ins are the demo's alone.
    let demo = clinic::demo::log_ins();
    tries.extend(
        demo.rows
            .iter()
            .map(|(_, email, password)| ((*email).to_owned(), (*password).to_owned())),
    );
    for (email, password) in tries {
        let fields = [("email", email.as_str()), ("password", password.as_str())];
        let answer = site.browser().post_json("/api/staff/log-in", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{email}");
        assert!(answer.text().contains("log_in_failed"), "{}", answer.text());
    }
}

//! Being logged in: how it begins, what it leaves in a browser, and how it ends.

use domain::role::Role;
use http::StatusCode;
use http::header::CACHE_CONTROL;
use serde_json::json;

use super::{KNOWN, site};
use crate::harness::TestSite;
use crate::harness::journey::{NEWCOMER, details_fields};

const PLANTED: &str = "cGxhbnRlZC1ieS1hLXN0cmFuZ2VyLWxvbmctYWdvLi4";

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

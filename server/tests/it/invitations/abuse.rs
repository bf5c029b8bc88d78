//! What else somebody may try with an invitation, or meet with on its way.

use clinic::testing::{PASSWORD, Terms, app_code, email};
use clinic::{can, portal_accounts};
use domain::access::{Ability, Preset};
use domain::limits;

use super::*;
use crate::wire_privacy::Log;

#[tokio::test]
async fn no_field_of_the_form_gives_more_than_the_invitation() {
    let world = World::new().await;
    let mut inviting = world.inviting().await;
    inviting.terms = Terms::guardian(Preset::View.abilities());
    let invite = world.site.clinic.invite(&inviting).await;
    let other = world.site.clinic.patient("Mia Other", "2018-05-04").await;
    let other = other.to_string();
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    for extra in [
        ("patient", other.as_str()),
        ("abilities", "view_appointments book manage_access"),
        ("rights", "full"),
        ("relation", "self"),
        ("email", "mallory@example.com"),
        ("basis", "parental_responsibility"),
        ("until", ""),
        // The same field twice.
        ("way", "other"),
    ] {
        let id = invite.id.to_string();
        let mut fields = with_name("Ngozi Example");
        fields.extend([("invitation", id.as_str()), ("way", "new"), extra]);
        let api = "/api/invitations/accept";
        let answer = browser.post_json(api, &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{extra:?}");
        let answer = browser.post_form(api, &fields).await;
        assert!(!answer.see_other().starts_with("/home"), "{extra:?}");
        assert!(!browser.cookies.contains_key(SESSION_COOKIE), "{extra:?}");
    }
    // Another invitation's id needs that invitation's link.
    let second = world
        .site
        .clinic
        .inviting(world.leo, "nan@example.com")
        .await;
    let second = world.site.clinic.invite(&second).await;
    let answer = accept(&mut browser, &second, "new", &with_name("Ngozi Example")).await;
    assert!(!answer.see_other().starts_with("/home"));
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));

    let done = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
    let holder = world
        .site
        .clinic
        .account(&browser.cookies[SESSION_COOKIE])
        .await
        .unwrap();
    let sees = world
        .site
        .clinic
        .acting_for::<can::ViewAppointments>(&holder, world.leo)
        .await
        .unwrap();
    assert!(!sees.rights().abilities.has(Ability::Book));
}

#[tokio::test]
async fn no_token_is_in_the_log_of_the_server() {
    let (log, _guard) = Log::listen();
    let world = World::new().await;
    let mut inviting = world.inviting().await;
    let mailed = world.site.clinic.invite(&inviting).await;
    inviting.to = String::from("nan@example.com");
    inviting.made = LinkMade::Copied;
    let copied = world.site.clinic.invite(&inviting).await;
    let desk = world.site.clinic.staff_with(Role::Desk).await.unwrap();
    let address = email("third@example.com");
    let terms = portal_accounts::Offer::Terms(Terms::guardian(Preset::View.abilities()));
    portal_accounts::add(&world.site.clinic, &desk, world.leo, &address, terms)
        .await
        .unwrap();
    let mail = world.site.newest_mail_to("third@example.com").await;
    let sent = mail.text.split("/invite/").nth(1).unwrap();
    let sent = sent.split_whitespace().next().unwrap().to_owned();
    let mut browser = world.site.browser();
    browser.visit(&format!("/invite/{sent}")).await;
    for invite in [&mailed, &copied] {
        browser.visit(&link(invite)).await;
        browser.get(&format!("{}/x", link(invite))).await;
        browser.post_form(&link(invite), &[("a", "b")]).await;
        accept(&mut browser, invite, "new", &[("full_name", "")]).await;
        accept(&mut browser, invite, "new", &with_name("Ngozi Example")).await;
    }
    let text = log.text();
    assert!(
        text.contains("/invite/") && text.contains("/api/invitations/accept"),
        "nothing was logged: {text}"
    );
    for token in [mailed.token.expose(), copied.token.expose(), &sent] {
        assert!(!text.contains(token), "a token stands in the log");
    }
}

#[tokio::test]
async fn five_wrong_answers_lock_it_and_the_page_says_who_helps() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    let mut wrong = with_name("Ngozi Example");
    wrong[0].1 = "5";
    for _ in 0..limits::INVITATION_TRIES {
        let answer = accept(&mut browser, &invite, "new", &wrong).await;
        assert!(answer.see_other().starts_with(&page(&invite)));
    }
    let locked = "There were too many wrong answers, so this link is locked. Ask Test Clinic to \
                  send a new one.";
    for reader in [&mut browser, &mut world.site.browser()] {
        let shown = reader.visit(&link(&invite)).await.text();
        assert!(shown.contains(locked), "{shown}");
        assert!(shown.contains("Ask for a new link"), "{shown}");
        assert!(!shown.contains("Leo"), "{shown}");
    }
    // The right answer comes too late.
    let late = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert!(late.see_other().starts_with(&page(&invite)));
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));
    let mut desk = world.site.staff(Role::Desk).await;
    let today = desk.get("/staff").await.text();
    assert!(
        today.contains("An invitation is locked: 5 wrong answers"),
        "{today}"
    );
}

#[tokio::test]
async fn the_way_leads_over_the_second_factor_and_back_to_the_invitation() {
    let world = World::new().await;
    let clinic = &world.site.clinic;
    let ngozi = clinic.signed_in("ngozi").await;
    let mut at_home = world.site.browser();
    at_home.set(SESSION_COOKIE, ngozi.session.expose());
    at_home.set(app::ctx::VISITOR_COOKIE, ngozi.visitor.expose());
    at_home
        .post_form("/api/me/password", &[("password", PASSWORD)])
        .await;
    let (secret, _) = clinic.set_up_app(&ngozi).await;
    clinic.clock.advance_s(30);

    let invite = world.invited().await;
    let mut browser = world.site.browser();
    let shown = browser.visit(&link(&invite)).await.text();
    assert!(shown.contains("Log in to accept"), "{shown}");
    let fields = [
        ("email", NGOZI),
        ("password", PASSWORD),
        ("next", &page(&invite)),
    ];
    browser.get("/log-in").await;
    let half = browser.post_form("/api/log-in/start", &fields).await;
    assert_eq!(half.see_other(), "/log-in/second-factor");
    // Half a log-in accepts nothing.
    browser.get(&page(&invite)).await;
    let answer = accept(&mut browser, &invite, "invited", &BORN).await;
    let encoded: String = form_urlencoded::byte_serialize(page(&invite).as_bytes()).collect();
    assert_eq!(answer.see_other(), format!("/log-in?next={encoded}"));
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));

    let code = app_code(&secret, clinic.now());
    let back = browser
        .post_form("/api/log-in/second-factor", &[("app_code", &code)])
        .await;
    assert_eq!(back.see_other(), page(&invite));
    let shown = browser.get(&page(&invite)).await.text();
    assert!(shown.contains(">Accept<"), "{shown}");
    let done = accept(&mut browser, &invite, "invited", &BORN).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
}

#[tokio::test]
async fn of_two_tabs_the_second_says_what_is_so() {
    let world = World::new().await;
    let invite = world.invited().await;
    // One browser, logged in by the first tab: the second form was made for somebody new.
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    let done = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
    let second = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert_eq!(second.see_other(), "/home?done=linked");
    let shown = browser.get("/home?done=linked").await.text();
    assert!(
        shown.contains("You already manage Leo’s appointments."),
        "{shown}"
    );

    // Two browsers: whoever is late is told that it was used, and has no account.
    let world = World::new().await;
    let invite = world.invited().await;
    let (mut first, mut late) = (world.site.browser(), world.site.browser());
    first.visit(&link(&invite)).await;
    late.visit(&link(&invite)).await;
    accept(&mut first, &invite, "new", &with_name("Ngozi Example")).await;
    let lost = accept(&mut late, &invite, "new", &with_name("Mallory Example")).await;
    let next = lost.see_other().to_owned();
    assert!(next.starts_with(&page(&invite)), "{next}");
    let shown = late.get(&next).await.text();
    assert!(
        shown.contains("This invitation was already used."),
        "{shown}"
    );
    assert!(!shown.contains("Leo"), "{shown}");
    assert!(!late.cookies.contains_key(SESSION_COOKIE));
}

#[tokio::test]
async fn what_the_desk_deletes_opens_no_more() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut desk = world.site.staff(Role::Desk).await;
    let (patient, id) = (world.leo.to_string(), invite.id.to_string());
    desk.get(&format!("/staff/patients/{patient}/portal-accounts"))
        .await;
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    let fields = [("patient", patient.as_str()), ("invitation", &id)];
    desk.post_form("/api/staff/portal-accounts/delete", &fields)
        .await
        .see_other();
    for reader in [&mut browser, &mut world.site.browser()] {
        let shown = reader.visit(&link(&invite)).await.text();
        assert!(
            shown.contains("Test Clinic took this invitation back."),
            "{shown}"
        );
        assert!(!shown.contains("Leo"), "{shown}");
    }
    let refused = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert!(refused.see_other().starts_with(&page(&invite)));
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));
}

#[tokio::test]
async fn without_a_birth_date_the_code_of_the_desk_is_asked() {
    let world = World::new().await;
    let unknown = world.site.clinic.patient_born("Ada Quill", None).await;
    let mut inviting = world.site.clinic.inviting(unknown, NGOZI).await;
    inviting.desk_code = Some(String::from("482915"));
    let invite = world.site.clinic.invite(&inviting).await;
    let mut browser = world.site.browser();
    let shown = browser.visit(&link(&invite)).await.text();
    assert!(
        shown.contains("name=\"desk_code\"") && !shown.contains("name=\"bday_day\""),
        "{shown}"
    );
    assert!(!shown.contains("482915"), "{shown}");
    let with = |code: &'static str| [("full_name", "Ngozi Example"), ("desk_code", code)];
    let wrong = accept(&mut browser, &invite, "new", &with("482916")).await;
    let next = wrong.see_other().to_owned();
    let shown = browser.get(&next).await.text();
    assert!(shown.contains("you can try 4 more times"), "{shown}");
    // A date is no code.
    let date = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert!(date.see_other().starts_with(&page(&invite)));
    assert!(!browser.cookies.contains_key(SESSION_COOKIE));
    let done = accept(&mut browser, &invite, "new", &with("482 915")).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
}

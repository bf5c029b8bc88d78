//! The same for members of staff, and the roles that need it.

use super::*;

/// A member whose browser is logged in by the password at the door.
async fn at_the_door(site: &TestSite, short: &str) -> (Browser, Answer) {
    let mut browser = site.browser();
    browser.get("/staff/log-in").await;
    let email = format!("{short}@clinic.example");
    let fields = [("email", &*email), ("password", PASSWORD)];
    let answer = browser.post_form("/api/staff/log-in", &fields).await;
    let next = answer.see_other().to_owned();
    browser.get(&next).await;
    (browser, answer)
}

async fn type_in(browser: &mut Browser, code: &str) -> Answer {
    browser
        .post_form("/api/staff/log-in/second-factor", &[("app_code", code)])
        .await
}

#[tokio::test]
async fn a_member_sets_it_up_and_is_asked_for_it() {
    let site = TestSite::new().await;
    site.clinic.add_member("dana", Role::Desk).await;
    let (mut dana, answer) = at_the_door(&site, "dana").await;
    assert_eq!(answer.see_other(), "/staff");
    let page = dana.get("/staff/security").await.text();
    assert!(page.contains("Set up an authenticator app"), "{page}");
    assert!(!page.contains("/staff/settings/security"), "{page}");
    for (password, words) in [("", "Enter your password"), ("not it", "isn’t right")] {
        let wrong = dana
            .post_form("/api/staff/security/start", &[("password", password)])
            .await;
        let page = dana.get(wrong.see_other()).await.text();
        assert!(page.contains(words), "{page}");
    }
    let started = dana
        .post_form("/api/staff/security/start", &[("password", PASSWORD)])
        .await;
    assert_eq!(started.see_other(), "/staff/security");
    let secret = confirm(&site, &mut dana, "/staff/security", "/api/staff/security").await;
    let page = dana.get("/staff/security/codes").await.text();
    let codes = codes_in(&page);
    let saved = dana.post_form("/api/staff/security/saved", &[]).await;
    assert_eq!(saved.see_other(), "/staff/security?done=app-on");
    let page = dana.get("/staff/security?done=app-on").await.text();
    assert!(page.contains("10 of 10 recovery codes left"), "{page}");
    let mail = site.newest_mail_to("dana@clinic.example").await;
    assert_eq!(mail.subject, "Your authenticator app is on");

    let (mut other, answer) = at_the_door(&site, "dana").await;
    assert_eq!(answer.see_other(), "/staff/log-in/second-factor");
    assert!(!other.cookies.contains_key(STAFF_COOKIE));
    assert_eq!(other.get("/staff").await.see_other(), "/staff/log-in");
    let page = other.get("/staff/log-in/second-factor").await.text();
    assert!(page.contains("Enter the code from your app"), "{page}");
    let code = app_code(&secret, site.clinic.now());
    assert_eq!(type_in(&mut other, &code).await.see_other(), "/staff");
    assert_eq!(other.get("/staff").await.status, StatusCode::OK);
    let (mut lost, _) = at_the_door(&site, "dana").await;
    lost.get("/staff/log-in/second-factor?with=recovery").await;
    assert_eq!(type_in(&mut lost, &codes[0]).await.see_other(), "/staff");
}

#[tokio::test]
async fn a_role_that_needs_it_is_led_to_set_it_up_and_to_nothing_else() {
    let site = TestSite::new().await;
    site.clinic.add_member("dana", Role::Desk).await;
    let (mut dana, _) = at_the_door(&site, "dana").await;
    let mut admin = site.staff(Role::Admin).await;
    let page = admin.get("/staff/settings/security").await.text();
    assert!(page.contains("Who needs an authenticator app"), "{page}");
    let saved = admin
        .post_form("/api/staff/settings/second-factor", &[("desk", "yes")])
        .await;
    assert_eq!(saved.see_other(), "/staff/settings/security?done=saved");
    // At the very next request.
    assert_eq!(dana.get("/staff").await.see_other(), "/staff/log-in");

    let (mut dana, answer) = at_the_door(&site, "dana").await;
    assert_eq!(answer.see_other(), "/staff/log-in/second-factor");
    for page in [
        "/staff",
        "/staff/patients",
        "/staff/security",
        "/staff/bookings/new",
    ] {
        assert_eq!(dana.get(page).await.see_other(), "/staff/log-in", "{page}");
    }
    let page = dana.get("/staff/log-in/second-factor").await.text();
    assert!(page.contains("Your role needs it"), "{page}");
    let secret = secret_in(&page);
    let wrong = type_in(&mut dana, "000000").await.see_other().to_owned();
    let page = dana.get(&wrong).await.text();
    assert_eq!(secret_in(&page), secret, "the same one again");
    let code = app_code(&secret, site.clinic.now());
    let done = type_in(&mut dana, &code).await;
    assert_eq!(done.see_other(), "/staff/security/codes");
    let page = dana.get("/staff/security/codes").await.text();
    assert_eq!(codes_in(&page).len(), 10);
    assert_eq!(dana.get("/staff").await.status, StatusCode::OK);
    let page = dana.get("/staff/security").await.text();
    assert!(page.contains("can’t be turned off"), "{page}");
    assert!(!page.contains("/api/staff/security/off"), "{page}");
}

#[tokio::test]
async fn an_admin_turns_a_lost_one_off_and_nobody_else_does() {
    let site = TestSite::new().await;
    let (id, _) = site.clinic.add_member_with_app("dana", Role::Desk).await;
    let id = id.to_string();
    for role in [Role::Desk, Role::Practitioner] {
        let mut other = site.staff(role).await;
        let refused = other.get("/staff/settings/security").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        let refused = other
            .post_json(
                "/api/staff/settings/second-factor/reset",
                &[("member", &*id)],
            )
            .await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    let mut admin = site.staff(Role::Admin).await;
    let page = admin.get("/staff/settings/security").await.text();
    assert!(
        page.contains("Dana Example") && page.contains(&id),
        "{page}"
    );
    let reset = admin
        .post_form(
            "/api/staff/settings/second-factor/reset",
            &[("member", &*id)],
        )
        .await;
    assert_eq!(reset.see_other(), "/staff/settings/security?done=reset");
    let mail = site.newest_mail_to("dana@clinic.example").await;
    assert_eq!(mail.subject, "The clinic turned your authenticator app off");
    let (_, answer) = at_the_door(&site, "dana").await;
    assert_eq!(answer.see_other(), "/staff");
}

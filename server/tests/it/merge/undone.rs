//! A merge of another day, and what was seen until it was undone.

use super::*;

#[tokio::test]
async fn a_merge_of_another_day_is_split_by_an_admin_with_a_password() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    let merged = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let next = merged.see_other().to_owned();
    let merge = next.split("merged=").nth(1).unwrap();
    let merge = merge.split('&').next().unwrap().to_owned();
    let undo = format!("/staff/merges/{merge}/undo");
    world
        .site
        .clinic
        .clock
        .advance(jiff::SignedDuration::from_hours(26));
    let mut desk = world.site.staff(Role::Desk).await;
    assert!(words(&desk.get(&undo).await.text()).contains("An admin can undo this."));
    let mut admin = world.site.staff(Role::Admin).await;
    let html = admin.get(&undo).await.text();
    assert!(html.contains("type=\"password\""), "{html}");
    let action = "/api/staff/merge/undo";
    let version = hidden(&html, action, "version");
    let fields = [("merge", &*merge), ("version", &*version)];
    let late = desk.post_json(action, &fields).await;
    assert_eq!(late.status, StatusCode::FORBIDDEN);
    let without = admin.post_form(action, &fields).await;
    let html = admin.visit(without.see_other()).await.text();
    assert!(words(&html).contains("Enter your password"), "{html}");
    let right = [
        fields[0],
        fields[1],
        ("password", clinic::testing::PASSWORD),
    ];
    let split = admin.post_form(action, &right).await;
    assert_eq!(split.see_other(), "/staff/merges?done=split");
}

/// Whoever has an authenticator app is asked for its code, too, and loses no tick by a wrong one.
#[tokio::test]
async fn an_admin_with_an_app_types_its_code_as_well() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    let merged = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let next = merged.see_other().to_owned();
    let merge = next.split("merged=").nth(1).unwrap().to_owned();
    // Something to tick: a visit of since.
    let slot = world.who.times().await[6].clone();
    let hold = world.who.hold(&slot).await;
    let check = world.who.check(&hold).await;
    let visit = world.who.book(&check, "").await;
    let clinic = &world.site.clinic;
    clinic.clock.advance(jiff::SignedDuration::from_hours(26));
    let (_, secret) = clinic.add_member_with_app("app-admin", Role::Admin).await;
    clinic.clock.advance(jiff::SignedDuration::from_mins(1));
    let code = || clinic::testing::app_code(&secret, world.site.clinic.now());
    let seat = clinic.visitor("app-admin");
    let address = "app-admin@clinic.example";
    let half =
        clinic::staff_log_in::log_in(clinic, &seat, address, clinic::testing::PASSWORD).await;
    let clinic::staff_log_in::StaffLogIn::Half(half) = half.unwrap() else {
        panic!("the app is asked for");
    };
    let used = code();
    let enter = clinic::second_factor::staff::enter(clinic, &seat, half.expose(), &used);
    let session = enter.await.unwrap().signed_in.session;
    let mut admin = world.site.browser();
    admin.set(app::ctx::STAFF_COOKIE, session.expose());
    let undo = format!("/staff/merges/{merge}/undo");
    let html = admin.get(&undo).await.text();
    assert!(html.contains("name=\"app_code\""), "{html}");
    let action = "/api/staff/merge/undo";
    let version = hidden(&html, action, "version");
    let give = format!("visit-{visit}");
    let typed = |app_code: &str| {
        [
            ("merge", merge.clone()),
            ("version", version.clone()),
            ("give", give.clone()),
            ("password", clinic::testing::PASSWORD.to_owned()),
            ("app_code", app_code.to_owned()),
        ]
    };
    for (wrong, says) in [
        ("", "Enter the 6 digits from your app, or a recovery code"),
        (&*used, "That code isn’t right or was used already"),
    ] {
        let fields = typed(wrong);
        let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
        let refused = admin.post_form(action, &fields).await;
        let html = admin.visit(refused.see_other()).await.text();
        assert!(words(&html).contains(says), "{html}");
        let ticked = html
            .split('<')
            .any(|tag| tag.contains(&give) && tag.contains(" checked"));
        assert!(ticked, "the tick is lost: {html}");
        assert!(!html.contains(clinic::testing::PASSWORD));
    }
    world
        .site
        .clinic
        .clock
        .advance(jiff::SignedDuration::from_mins(1));
    let fields = typed(&code());
    let fields = fields.each_ref().map(|(name, text)| (*name, text.as_str()));
    let split = admin.post_form(action, &fields).await;
    assert_eq!(split.see_other(), "/staff/merges?done=split");
}

#[tokio::test]
async fn what_was_seen_meanwhile_is_listed_and_downloaded() {
    let mut world = World::new().await;
    let (_, form) = world.open().await;
    let merged = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let next = merged.see_other().to_owned();
    let merge = next.split("merged=").nth(1).unwrap();
    let merge = merge.split('&').next().unwrap().to_owned();
    let seen = format!("/staff/merges/{merge}/seen");
    let html = world.desk.get(&seen).await.text();
    assert!(words(&html).contains("Nobody saw anything"), "{html}");
    // The account reads a list that tells of both.
    world.who.get("/appointments").await;
    let html = world.desk.get(&seen).await.text();
    assert!(words(&html).contains(NEWCOMER.full_name), "{html}");
    // The file is for admins alone, and for them with their password.
    let action = "/api/staff/merge/seen";
    assert!(!html.contains(action));
    let right = [("merge", &*merge), ("password", clinic::testing::PASSWORD)];
    let file = world.desk.post_json(action, &right).await;
    assert_eq!(file.status, StatusCode::FORBIDDEN);
    let mut admin = world.site.staff(Role::Admin).await;
    let html = admin.get(&seen).await.text();
    assert!(html.contains(&format!("action=\"{action}\"")), "{html}");
    assert!(!html.contains("app_code"), "they have no app");
    for (typed, says) in [
        ("", "Enter your password"),
        ("not this one at all", "That password isn’t right"),
    ] {
        let wrong = [right[0], ("password", typed)];
        let refused = admin.post_form(action, &wrong).await;
        let back = refused.see_other().to_owned();
        assert!(back.starts_with(&seen), "{back}");
        let html = admin.visit(&back).await.text();
        assert!(words(&html).contains(says), "{html}");
        assert!(words(&html).contains(NEWCOMER.full_name), "the list stays");
    }
    let file = admin.post_form(action, &right).await;
    assert_eq!(
        file.header(http::header::CONTENT_DISPOSITION),
        Some("attachment; filename=\"seen.csv\"")
    );
    assert_eq!(
        file.header(http::header::CONTENT_TYPE),
        Some("text/csv; charset=utf-8")
    );
    let csv = file.text();
    assert!(
        csv.starts_with("at,account,holder,profile,act,appointment\r\n"),
        "{csv}"
    );
    assert!(csv.contains(NEWCOMER.full_name), "{csv}");
    let stranger = world.who.post_form(action, &right).await;
    assert_eq!(stranger.see_other(), "/staff/log-in");
}

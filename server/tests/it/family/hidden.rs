//! A teenager's visit at a confidential service, over HTTP: to who acts for them there is none.

use super::*;

#[tokio::test]
async fn a_confidential_visit_stands_on_no_page_of_a_guardian() {
    let site = TestSite::new().await;
    let rota = site.clinic.rota(&["Priya Example"]).await;
    let kit = site.clinic.patient("Kit Example", "2012-05-01").await;
    let account = site.clinic.add_account("kit", kit).await;
    let kit_in = site.clinic.sign_in(account, kit, "kit's browser").await;
    let mut own = site.browser();
    own.set(app::ctx::SESSION_COOKIE, kit_in.session.expose());
    own.set(app::ctx::VISITOR_COOKIE, kit_in.visitor.expose());
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let terms = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    };
    site.clinic.give(ana.account, kit, terms).await;
    let id = kit.to_string();
    switch(&mut browser, &id, "/home").await;
    let pages = [
        String::from("/home"),
        String::from("/appointments"),
        String::from("/family"),
        format!("/family/{kit}"),
        format!("/family/{kit}/diary"),
    ];
    // What they look like while there is no visit, but for the lines of their own looks.
    let mut before = Vec::new();
    for path in &pages {
        before.push(browser.get(path).await.text().matches("<li").count());
    }

    let slots = own.times().await;
    let hold = own.hold(&slots[2]).await;
    let form = own.check(&hold).await;
    let visit = own.book(&form, "").await;
    let shown = browser.get("/appointments").await.text();
    assert!(shown.contains(&visit), "an ordinary visit is seen: {shown}");
    let rows = browser.get("/family").await.text();
    assert!(rows.contains("Next"), "{rows}");

    site.clinic
        .store
        .keep_confidential(rota.service)
        .await
        .unwrap();
    for end in ["", "/cancel", "/change", "/calendar.ics"] {
        let answer = browser.get(&format!("/appointments/{visit}{end}")).await;
        assert_eq!(answer.status.as_u16(), 404, "{end}");
    }
    for (path, before) in pages.iter().zip(before) {
        let page = browser.get(path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        let page = page.text();
        assert!(!page.contains(&visit), "{path}");
        if !path.ends_with("/diary") {
            assert_eq!(page.matches("<li").count(), before, "{path}: {page}");
        }
    }
    for (form, fields) in [
        ("cancel", vec![("appointment", &*visit), ("sequence", "")]),
        ("undo-booking", vec![("appointment", &*visit)]),
    ] {
        let answer = browser
            .post_json(&format!("/api/appointments/{form}"), &fields)
            .await;
        assert_eq!(answer.status.as_u16(), 404, "{form}");
    }
    let page = own.get(&format!("/appointments/{visit}")).await;
    assert_eq!(page.status.as_u16(), 200, "the patient sees it as before");
    // The mails of it go to the patient alone.
    site.clinic.clock.advance_s(4 * 60);
    let mails = site.mails().await;
    assert!(
        mails.iter().all(|mail| mail.to != "ana@example.com"),
        "nothing to the guardian"
    );
}

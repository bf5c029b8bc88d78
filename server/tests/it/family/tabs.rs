//! Two tabs, of which one has switched to another child: each form acts for whom its page shows,
//! or asks.

use super::*;

/// Ana looks after Leo and Maya; her browser looks after Leo's things.
async fn two_children() -> (TestSite, Browser, PatientId, PatientId) {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let terms = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    };
    let leo = site.clinic.patient("Leo Example", "2018-05-01").await;
    let maya = site.clinic.patient("Maya Example", "2018-05-02").await;
    for child in [leo, maya] {
        site.clinic.give(ana.account, child, terms).await;
    }
    switch(&mut browser, &leo.to_string(), "/home").await;
    (site, browser, leo, maya)
}

/// How many visits a child has, by the pages of whoever looks after them.
async fn visits(browser: &mut Browser, child: PatientId) -> usize {
    switch(browser, &child.to_string(), "/appointments").await;
    let page = browser.get("/appointments").await.text();
    let main = page.split_once("<main").unwrap().1;
    main.matches("href=\"/appointments/").count()
}

#[tokio::test]
async fn book_again_for_leo_after_a_switch_to_maya_asks_and_books_for_the_one_meant() {
    let (_site, mut browser, leo, maya) = two_children().await;
    let slots = browser.times().await;
    let (hold, press) = check_for(&mut browser, leo, &slots[1]).await;
    let id = leo.to_string();
    let fields = [
        ("hold", &*hold),
        ("submission", &*press),
        ("note", ""),
        ("patient", &*id),
    ];
    browser.post_form("/api/booking/book", &fields).await;
    let home = browser.get("/home").await.text();
    assert!(home.contains("Book again"), "{home}");
    let form = home.split("/api/booking/again").nth(1).unwrap();
    let one = |name: &str| values(form, name)[0].clone();
    let (service, submission, slot) = (one("service"), one("submission"), one("slot"));
    assert_eq!(one("patient"), id);

    switch(&mut browser, &maya.to_string(), "/home").await;
    let fields = [
        ("patient", &*id),
        ("service", &*service),
        ("submission", &*submission),
        ("slot", &*slot),
        ("agreed", ""),
    ];
    let asked = browser.post_form("/api/booking/again", &fields).await;
    let page = browser.visit(asked.see_other()).await.text();
    assert!(page.contains("Is this booking for Leo or Maya?"), "{page}");
    assert_eq!(visits(&mut browser, leo).await, 1);
    assert_eq!(visits(&mut browser, maya).await, 0);

    switch(&mut browser, &maya.to_string(), "/home").await;
    let mut agreed = fields;
    agreed[4].1 = &id;
    let done = browser.post_form("/api/booking/again", &agreed).await;
    let page = browser.visit(done.see_other()).await.text();
    assert!(page.contains("Leo is booked"), "{page}");
    assert_eq!(visits(&mut browser, leo).await, 2);
    assert_eq!(visits(&mut browser, maya).await, 0);
}

#[tokio::test]
async fn the_forms_of_a_child_s_family_page_act_for_that_child_after_a_switch() {
    let (site, mut browser, leo, maya) = two_children().await;
    let (of_leo, of_maya) = (
        format!("/family/{leo}/details"),
        format!("/family/{maya}/details"),
    );
    let page = browser.get(&of_leo).await.text();
    let version = values(&page, "version")[0].clone();
    let invite = browser.get(&format!("/family/{leo}/invite")).await.text();
    assert!(invite.contains("Leo"), "{invite}");

    switch(&mut browser, &maya.to_string(), "/home").await;
    let id = leo.to_string();
    let fields = [
        ("patient", &*id),
        ("mobile", "902 555 0147"),
        ("street", "7 Wharf Lane"),
        ("suburb", ""),
        ("state", ""),
        ("postcode", ""),
        ("version", &*version),
    ];
    let saved = browser.post_form("/api/family/details", &fields).await;
    let after = saved.see_other().to_owned();
    assert!(after.starts_with(&format!("/family/{leo}")), "{after}");
    assert!(browser.get(&of_leo).await.text().contains("7 Wharf Lane"));
    assert!(!browser.get(&of_maya).await.text().contains("7 Wharf Lane"));

    let fields = [
        ("patient", &*id),
        ("email", "nan@example.com"),
        ("rights", "view"),
        ("length", "two_weeks"),
    ];
    let sent = browser.post_form("/api/family/invite", &fields).await;
    let after = sent.see_other().to_owned();
    assert!(after.starts_with(&format!("/family/{leo}")), "{after}");
    let page = browser.get(&format!("/family/{leo}")).await.text();
    assert!(page.contains("nan@example.com"), "{page}");
    let page = browser.get(&format!("/family/{maya}")).await.text();
    assert!(!page.contains("nan@example.com"), "{page}");
    let mail = site.newest_mail_to("nan@example.com").await;
    assert!(mail.text.contains("Leo") && !mail.text.contains("Maya"));
}

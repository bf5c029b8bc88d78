//! What a guardian reads of the other people who act for the same child: who they are, and what
//! they may do; never where they live or how they are reached.

use super::*;

const STREET: &str = "41 Foundry Row";

#[tokio::test]
async fn how_another_guardian_is_reached_stands_on_no_page() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let kit = site.clinic.patient("Kit Example", "2018-05-01").await;
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let (bea, mut of_bea) = signed_in(&site, "bea").await;
    let terms = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    };
    for guardian in [&ana, &bea] {
        site.clinic.give(guardian.account, kit, terms).await;
    }
    // Bea says where she lives, looks at the child's things and asks somebody to help.
    let page = of_bea.get("/me").await.text();
    let version = values(&page, "version")[0].clone();
    let fields = [
        ("full_name", "Bea Example"),
        ("mobile", "902 555 0188"),
        ("street", STREET),
        ("suburb", "Dartmouth"),
        ("state", "NS"),
        ("postcode", "B2Y 1K3"),
        ("version", &*version),
    ];
    let saved = of_bea.post_json("/api/me/details", &fields).await;
    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text());
    assert!(of_bea.get("/me").await.text().contains(STREET));
    let child = kit.to_string();
    switch(&mut of_bea, &child, "/home").await;
    of_bea.get("/appointments").await;
    let slots = of_bea.times().await;
    book_for(&mut of_bea, &child, &slots[1]).await;

    switch(&mut browser, &child, "/home").await;
    let mut named = 0;
    for path in [
        String::from("/home"),
        String::from("/appointments"),
        String::from("/family"),
        format!("/family/{kit}"),
        format!("/family/{kit}/invite"),
        format!("/family/{kit}/details"),
        format!("/family/{kit}/diary"),
    ] {
        let page = browser.get(&path).await;
        assert_eq!(page.status.as_u16(), 200, "{path}");
        let page = page.text();
        for reached in [
            "bea@example.com",
            "555 0188",
            "555-0188",
            "5550188",
            STREET,
            "B2Y 1K3",
            "Dartmouth",
        ] {
            assert!(!page.contains(reached), "{path}: {reached}: {page}");
        }
        named += usize::from(page.contains("Bea Example"));
    }
    // Who she is, stands there: on the child's page and in the diary at least.
    assert!(named >= 2, "{named}");
    // Nor is there a way to her own pages.
    for path in [
        format!("/family/{}", bea.patient),
        format!("/family/{}/details", bea.patient),
        format!("/family/{}/diary", bea.patient),
        format!("/family/{}/invite", bea.patient),
    ] {
        assert_eq!(browser.get(&path).await.status.as_u16(), 404, "{path}");
    }
}

/// Holds a time for the child and books it.
async fn book_for(browser: &mut Browser, child: &str, slot: &str) {
    let fields = [
        ("service", "visit"),
        ("who", "first"),
        ("slot", slot),
        ("patient", child),
    ];
    let held = browser.post_form("/api/booking/hold", &fields).await;
    let page = browser.get(held.see_other()).await.text();
    let one = |name: &str| values(&page, name)[0].clone();
    let (hold, submission) = (one("hold"), one("submission"));
    let fields = [
        ("hold", &*hold),
        ("submission", &*submission),
        ("patient", child),
        ("note", ""),
    ];
    let done = browser.post_form("/api/booking/book", &fields).await;
    assert!(done.see_other().starts_with("/book/done/"));
}

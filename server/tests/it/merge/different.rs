//! "They are different people".

use super::*;

#[tokio::test]
async fn different_people_are_remembered_until_somebody_takes_it_back() {
    let mut world = World::new().await;
    let (html, form) = world.open().await;
    let action = "/api/staff/merge/differ";
    assert!(html.contains(&format!("action=\"{action}\"")));
    let (survivor, sign_up) = (world.survivor.to_string(), world.sign_up.clone());
    let both = [("survivor", survivor.as_str()), ("absorbed", &sign_up)];
    world.desk.post_form(action, &both).await.see_other();
    let html = world.desk.get(&world.page()).await.text();
    assert!(
        words(&html).contains("marked as different people"),
        "{html}"
    );
    let refused = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    assert!(refused.see_other().contains("again="));
    // The profile's history says so, with the way back.
    let history = format!("/staff/patients/{}/history", world.survivor);
    let history = world.desk.get(&history).await.text();
    assert!(
        words(&history).contains("Known to be different people"),
        "{history}"
    );
    let forget = "/api/staff/merge/forget-differ";
    assert_eq!(hidden(&history, forget, "absorbed"), sign_up);
    let next = world.desk.post_form(forget, &both).await;
    let html = world.desk.get(next.see_other()).await.text();
    assert!(words(&html).contains("They can be merged again."), "{html}");
    assert!(html.contains(&format!("action=\"{ENDPOINT}\"")));
}

#[tokio::test]
async fn who_was_said_to_be_somebody_else_is_never_suggested_again() {
    let mut world = World::new().await;
    let page = world.page();
    let html = world.desk.get("/staff/registrations").await.text();
    assert!(html.contains(&format!("href=\"{page}\"")), "{html}");
    let (survivor, sign_up) = (world.survivor.to_string(), world.sign_up.clone());
    let both = [
        ("survivor", survivor.as_str()),
        ("absorbed", &sign_up),
        ("queue", "yes"),
    ];
    let said = world.desk.post_form("/api/staff/merge/differ", &both).await;
    let html = world.desk.visit(said.see_other()).await.text();
    assert!(!html.contains(&format!("href=\"{page}\"")), "{html}");
    assert!(words(&html).contains("No match found"), "{html}");
    assert!(words(&html).contains("Add as new patient"), "{html}");
}

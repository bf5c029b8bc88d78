//! What is asked before two profiles become one, and where a refusal leads.

use clinic::can;
use clinic::testing::Terms;
use domain::access::Preset;

use super::*;

/// Somebody who signed up and looks after the profile that is there already, by which access.
async fn looks_after() -> (World, String) {
    let world = World::new().await;
    let clinic = &world.site.clinic;
    let staff = clinic
        .staff_with::<can::ResolveRegistrations>(Role::Desk)
        .await
        .unwrap();
    let sign_up = world.sign_up.parse().unwrap();
    let shown = clinic::merge::preview(clinic, &staff, world.survivor, sign_up).await;
    let account = shown.unwrap().plan.accesses[0].account;
    let terms = Terms::guardian(Preset::Full.abilities());
    let acts = clinic.give(account, world.survivor, terms).await;
    (world, acts.to_string())
}

/// Who looks after somebody and signed up as them: staff say which of both stays.
#[tokio::test]
async fn whether_an_account_is_the_patient_or_acts_for_them_is_asked() {
    let (mut world, acts) = looks_after().await;
    let (html, form) = world.open().await;
    let asks = "are they the patient, or do they act for them?";
    assert!(words(&html).contains(asks), "{html}");
    let refused = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let html = world.desk.visit(refused.see_other()).await.text();
    let says = "Choose whether they are the patient, or act for them";
    assert!(words(&html).contains(says), "{html}");
    assert!(html.contains("href=\"#relations\""), "{html}");
    let said = [("relations", &*acts), ("name", "nobody’s")];
    let refused = world.post(ENDPOINT, &form, &said).await;
    let html = world.desk.visit(refused.see_other()).await.text();
    let chosen = html
        .split('<')
        .any(|tag| tag.contains(&acts) && tag.contains(" selected"));
    assert!(chosen, "what was chosen stays: {html}");
    let merged = world.post(ENDPOINT, &form, &said[..1]).await;
    assert!(merged.see_other().contains("merged="));
    let told = world.who.get("/family").await.text();
    assert!(told.contains(KNOWN), "they act for them from now on");
}

/// Where another account is the patient's own, the choice between the two says it.
#[tokio::test]
async fn whoever_isnt_chosen_as_the_patient_goes_on_acting_for_them() {
    let (mut world, _) = looks_after().await;
    let (clinic, survivor) = (&world.site.clinic, world.survivor);
    let old = clinic.add_account("old", survivor).await.to_string();
    let (html, form) = world.open().await;
    let says = "One that also acts for them goes on with that instead.";
    assert!(words(&html).contains(says), "{html}");
    assert!(!html.contains("name=\"relations\""), "{html}");
    let said = [("stays_self", &*old), ("identity", "yes")];
    let merged = world.post(ENDPOINT, &form, &said).await;
    assert!(merged.see_other().contains("merged="));
    let told = world.who.get("/family").await.text();
    assert!(told.contains(KNOWN), "they act for them from now on");
}

/// A page that says no says where to go on.
#[tokio::test]
async fn what_can_not_be_merged_leads_on() {
    let mut world = World::new().await;
    let clinic = &world.site.clinic;
    let other = clinic.patient(KNOWN, "1983-11-27").await;
    let (one, two) = (world.survivor, other);
    let page = format!("/staff/merge/{one}/{two}");
    let turned = format!("href=\"/staff/merge/{two}/{one}\"");
    clinic.store.archive(one, clinic.now()).await.unwrap();
    let html = world.desk.get(&page).await.text();
    assert!(
        words(&html).contains("The profile that stays was archived."),
        "{html}"
    );
    assert!(html.contains(&turned), "{html}");
    let html = world
        .desk
        .get(&format!("/staff/merge/{two}/{one}"))
        .await
        .text();
    assert!(html.contains(&format!("action=\"{ENDPOINT}\"")), "{html}");
    world.site.clinic.store.mark_deceased(two).await.unwrap();
    let html = world.desk.get(&page).await.text();
    let who = "only whoever runs Kith for the clinic can correct it";
    assert!(words(&html).contains(who), "{html}");
    assert!(!html.contains(&turned), "that doesn't help: {html}");
}

#[tokio::test]
async fn the_list_of_patients_leads_to_possible_duplicates() {
    let mut world = World::new().await;
    let html = world.desk.get("/staff/patients").await.text();
    let (_, main) = html.split_once("<main").unwrap();
    assert!(main.contains("href=\"/staff/duplicates\""), "{main}");
}

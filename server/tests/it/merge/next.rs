//! From one registration to the next, who else is at work, and the list of duplicates.

use super::*;

/// Somebody who looks like nobody.
const STRANGER: Details = Details {
    full_name: "Ottilie Brandvold",
    email: "ottilie@example.com",
    born: ["3", "6", "1961"],
    mobile: "902 555 0199",
};

/// They sign up, too.
async fn another(world: &World) {
    let mut who = world.site.browser();
    let slot = who.times().await[2].clone();
    let hold = who.hold(&slot).await;
    who.sign_up(&world.site, &hold, &STRANGER).await;
    let form = who.check(&hold).await;
    who.book(&form, "").await;
}

/// From one registration to the next, each with what was just done, up to "All matched."
#[tokio::test]
async fn whoever_has_dealt_with_one_registration_stands_before_the_next() {
    let mut world = World::new().await;
    another(&world).await;
    let (html, form) = world.open().await;
    assert!(words(&html).contains("New registrations, 1 of 2"), "{html}");
    let merged = world.post(ENDPOINT, &form, &[("identity", "yes")]).await;
    let next = merged.see_other().to_owned();
    let html = world.desk.visit(&next).await.text();
    let text = words(&html);
    for said in [
        &format!("Merged into {KNOWN}. Undo"),
        "New registrations, 2 of 2",
        "Nobody here looks like them",
        STRANGER.full_name,
        "Choose another profile",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let action = "/api/staff/registrations/add";
    let fields = ["registration", "queue"].map(|name| (name, hidden(&html, action, name)));
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let added = world.desk.post_form(action, &fields).await;
    let text = words(&world.desk.visit(added.see_other()).await.text());
    assert!(text.contains("Added as a new patient."), "{text}");
    assert!(text.contains("All matched. Nice."), "{text}");
    // Whoever comes late is told.
    let late = next.split('?').next().unwrap();
    let text = words(&world.desk.get(late).await.text());
    assert!(
        text.contains("This registration was dealt with already"),
        "{text}"
    );
}

#[tokio::test]
async fn who_is_added_as_new_is_known_to_be_somebody_else_than_who_was_shown() {
    let mut world = World::new().await;
    let (html, _) = world.open().await;
    let action = "/api/staff/registrations/add";
    let fields = ["registration", "shown", "queue"].map(|name| (name, hidden(&html, action, name)));
    assert_eq!(fields[1].1, world.survivor.to_string());
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    world.desk.post_form(action, &fields).await.see_other();
    let html = world.desk.get(&world.page()).await.text();
    assert!(
        words(&html).contains("marked as different people"),
        "{html}"
    );
    let history = format!("/staff/patients/{}/history", world.sign_up);
    let history = words(&world.desk.get(&history).await.text());
    assert!(
        history.contains("Known to be different people"),
        "{history}"
    );
    // A second press does nothing, and says why.
    let late = world.desk.post_form(action, &fields).await;
    assert!(late.see_other().contains("again="));
}

#[tokio::test]
async fn the_second_who_opens_a_registration_sees_who_has_it_open() {
    let mut world = World::new().await;
    let mut other = world.site.staff(Role::Practitioner).await;
    let list = words(&other.get("/staff/registrations").await.text());
    assert!(!list.contains("is working on it"), "{list}");
    let (own, _) = world.open().await;
    assert!(
        !words(&own).contains("may be working on it"),
        "oneself is nobody else"
    );
    for page in ["/staff", "/staff/registrations"] {
        let text = words(&other.get(page).await.text());
        assert!(text.contains("is working on it"), "{page}: {text}");
    }
    let text = words(&other.get(&world.page()).await.text());
    assert!(text.contains("may be working on it."), "{text}");
    // Who only sees the list has nothing open.
    let (own, _) = world.open().await;
    assert!(
        words(&own).contains("may be working on it"),
        "both look at it"
    );
    world
        .site
        .clinic
        .clock
        .advance(jiff::SignedDuration::from_mins(6));
    let text = words(&world.desk.get("/staff/registrations").await.text());
    assert!(!text.contains("is working on it"), "{text}");
}

#[tokio::test]
async fn what_both_say_alike_is_shown_behind_a_line_and_each_side_is_counted() {
    let mut world = World::new().await;
    let (html, _) = world.open().await;
    let text = words(&html);
    assert!(
        text.contains("Show them Date of birth November 27, 1983"),
        "{text}"
    );
    assert!(text.contains("1 appointment, 1 portal account"), "{text}");
    assert!(
        text.contains("No appointments, nobody can log in"),
        "{text}"
    );
}

#[tokio::test]
async fn the_list_of_duplicates_leads_to_both_and_remembers_who_is_somebody_else() {
    let mut world = World::new().await;
    let (clinic, page) = (&world.site.clinic, "/staff/duplicates");
    let job = clinic.system_job();
    while clinic::duplicates::go_on(clinic, &job).await.unwrap() {}
    let profile = format!("/staff/patients/{}", world.survivor);
    for (from, to) in [("/staff", page), (&format!("{profile}/merge"), page)] {
        let html = world.desk.get(from).await.text();
        assert!(html.contains(&format!("href=\"{to}\"")), "{from}: {html}");
    }
    let html = world.desk.get(page).await.text();
    let side = format!("{}?queue=duplicates", world.page());
    assert!(html.contains(&format!("href=\"{side}\"")), "{html}");
    assert!(words(&html).contains("Same birth date"), "{html}");
    let (survivor, sign_up) = (world.survivor.to_string(), world.sign_up.clone());
    let both = [
        ("survivor", survivor.as_str()),
        ("absorbed", &sign_up),
        ("queue", "duplicates"),
    ];
    let differ = world.desk.post_form("/api/staff/merge/differ", &both).await;
    let html = world.desk.visit(differ.see_other()).await.text();
    let text = words(&html);
    assert!(
        text.contains("They won’t be suggested as the same person again. Undo"),
        "{text}"
    );
    assert!(
        text.contains("No two profiles look like one person."),
        "{text}"
    );
    let action = "/api/staff/merge/forget-differ";
    let undo = ["survivor", "absorbed", "queue"].map(|name| (name, hidden(&html, action, name)));
    let undo = undo.each_ref().map(|(name, value)| (*name, value.as_str()));
    let undone = world.desk.post_form(action, &undo).await;
    let text = words(&world.desk.visit(undone.see_other()).await.text());
    assert!(text.contains("They can be merged again."), "{text}");
    assert!(text.contains("still being compared"), "{text}");
    let clinic = &world.site.clinic;
    while clinic::duplicates::go_on(clinic, &job).await.unwrap() {}
    let html = world.desk.get(page).await.text();
    assert!(html.contains(&format!("href=\"{side}\"")), "{html}");
    // A merge from there leads back there.
    let (_, form) = world.open().await;
    let merged = world
        .post(
            ENDPOINT,
            &form,
            &[("identity", "yes"), ("queue", "duplicates")],
        )
        .await;
    let next = merged.see_other().to_owned();
    assert!(next.starts_with("/staff/duplicates?merged="), "{next}");
    let text = words(&world.desk.visit(&next).await.text());
    assert!(
        text.contains(&format!("Merged into {KNOWN}. Undo")),
        "{text}"
    );
    let lost = world.desk.get("/staff/duplicates?after=1.2.3").await;
    assert_eq!(lost.status, StatusCode::NOT_FOUND);
}

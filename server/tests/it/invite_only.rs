//! A clinic that takes new patients by invitation: decided by an admin, read before anything
//! is typed, and kept by the server.

use domain::role::Role;
use http::StatusCode;
use serde_json::json;

use crate::harness::journey::{NEWCOMER, details_fields};
use crate::harness::{Browser, TestSite};
use crate::input::{assert_shown_as_text, escaped, hostile};

const PAGE: &str = "/staff/settings/registration";
const ACTION: &str = "/api/staff/settings/registration";
const MESSAGE: &str = "Ask your family doctor to refer you.";

async fn save(admin: &mut Browser, was: [&str; 2], to: [&str; 2]) -> String {
    let fields = [
        ("was_policy", was[0]),
        ("was_message", was[1]),
        ("policy", to[0]),
        ("message", to[1]),
    ];
    admin.get(PAGE).await;
    admin
        .post_form(ACTION, &fields)
        .await
        .see_other()
        .to_owned()
}

/// A clinic in which nobody new may sign up.
async fn closed() -> (TestSite, Browser) {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut admin = site.staff(Role::Admin).await;
    let page = admin.get(PAGE).await.text();
    for words in [
        "Who can sign up",
        "Can sign up and book",
        "Needs an invitation",
    ] {
        assert!(page.contains(words), "{words} is not on {page}");
    }
    let saved = save(&mut admin, ["open", ""], ["invite_only", MESSAGE]).await;
    assert_eq!(saved, "/staff/settings/registration?done=saved");
    let page = admin.get(&saved).await.text();
    assert!(page.contains("Saved. It counts from now on."), "{page}");
    (site, admin)
}

#[track_caller]
fn assert_closed(page: &str) {
    for words in ["New patients come by invitation", MESSAGE, "href=\"tel:"] {
        assert!(page.contains(words), "{words} is not on {page}");
    }
    for field in ["name=\"full_name\"", "name=\"email\"", "name=\"bday_day\""] {
        assert!(!page.contains(field), "{field} is on {page}");
    }
}

#[tokio::test]
async fn somebody_new_reads_it_before_typing_and_a_forged_form_does_not_get_through() {
    let (site, _) = closed().await;
    let mut who = site.browser();
    assert_closed(&who.get("/sign-up").await.text());

    let slot = who.times().await[0].clone();
    let hold = who.hold(&slot).await;
    let before = site.clinic.store.content().await.unwrap();
    let page = who.get(&format!("/book/h/{hold}/account")).await.text();
    assert_closed(&page);
    let next = format!("/log-in?next=%2Fbook%2Fh%2F{hold}%2Fcheck");
    assert!(page.contains(&next), "{next} is not on {page}");

    let refused = (
        StatusCode::UNPROCESSABLE_ENTITY,
        json!({ "refused": "invite_only" }),
    );
    let details = details_fields(&hold, &NEWCOMER);
    let forged = who.post_json("/api/booking/details", &details).await;
    assert_eq!((forged.status, forged.json()), refused);
    let mut fields = details[1..].to_vec();
    fields.push(("password", ""));
    let forged = who.post_json("/api/sign-up", &fields).await;
    assert_eq!((forged.status, forged.json()), refused);
    // As a browser sends it, it leads to the same words.
    who.get("/sign-up").await;
    let sent = who.post_form("/api/sign-up", &fields).await;
    assert_closed(&who.get(sent.see_other()).await.text());
    assert!(site.mails().await.is_empty());
    let after = site.clinic.store.content().await.unwrap();
    for table in ["account", "patient", "sign_up", "code_request", "notice"] {
        assert_eq!(before[table], after[table], "{table}");
    }
}

#[tokio::test]
async fn whoever_is_known_goes_on_as_ever() {
    let (site, _) = closed().await;
    let mut ana = site.signed_in("ana").await;
    let slot = ana.times().await[0].clone();
    let hold = ana.hold(&slot).await;
    let form = ana.check(&hold).await;
    ana.book(&form, "").await;
    let mut phone = site.browser();
    phone.log_in(&site, "ana@example.com").await;
    assert_eq!(phone.get("/appointments").await.status, StatusCode::OK);
    // The desk books for anybody.
    let ben = site.clinic.patient("Ben Example", "1980-02-01").await;
    let mut desk = site.staff(Role::Desk).await;
    let page = desk
        .get(&format!("/staff/bookings/new?patient={ben}"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text().contains("/api/staff/bookings/"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn another_admin_was_faster_and_what_is_wrong_is_said() {
    let (site, mut admin) = closed().await;
    let late = save(&mut admin, ["open", ""], ["open", "Come in."]).await;
    let page = admin.get(&late).await.text();
    assert!(page.contains("Someone else changed this"), "{page}");
    assert!(page.contains("Come in."), "what was typed is gone: {page}");

    let long = "x".repeat(301);
    let was = ["invite_only", MESSAGE];
    let wrong = save(&mut admin, was, ["perhaps", &long]).await;
    let page = admin.get(&wrong).await.text();
    for words in [
        "Choose who can sign up",
        "Shorten the message to 300 characters",
        &long,
    ] {
        assert!(page.contains(words), "{words} is not on {page}");
    }

    let said = hostile("Typed");
    save(&mut admin, was, ["invite_only", &said]).await;
    let page = site.browser().get("/sign-up").await.text();
    assert_shown_as_text(&page, "the message");
    assert!(page.contains(&escaped("Typed")), "{page}");
    let saved = save(&mut admin, ["invite_only", &said], ["open", ""]).await;
    assert_eq!(saved, "/staff/settings/registration?done=saved");
    let page = site.browser().get("/sign-up").await.text();
    assert!(page.contains("name=\"full_name\""), "{page}");
}

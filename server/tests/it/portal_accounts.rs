//! A patient's portal accounts through HTTP: adding a user without a script, and what comes
//! of forged, doubled and repeated forms.

use clinic::testing::Terms;
use domain::access::Preset;
use domain::id::PatientId;
use domain::role::Role;
use http::StatusCode;
use serde_json::json;

use crate::harness::{Browser, TestSite, hidden};

const API: &str = "/api/staff/portal-accounts";
const NGOZI: &str = "ngozi@example.com";

async fn with_child() -> (TestSite, Browser, PatientId) {
    let site = TestSite::new().await;
    let child = site.clinic.patient("Leo Okafor", "2018-06-14").await;
    let desk = site.staff(Role::Desk).await;
    (site, desk, child)
}

fn page_of(child: PatientId) -> String {
    format!("/staff/patients/{child}/portal-accounts")
}

/// Adds a user as a browser without scripts does: every field that the page has.
async fn add(desk: &mut Browser, child: PatientId, email: &str) -> String {
    desk.get(&page_of(child)).await;
    let child = child.to_string();
    let fields = [
        ("patient", child.as_str()),
        ("email", email),
        ("relation", "by_address"),
        ("kinship", ""),
        ("rights", "bookings"),
        ("basis", ""),
        ("until", ""),
    ];
    let answer = desk.post_form(&format!("{API}/add"), &fields).await;
    answer.see_other().to_owned()
}

#[tokio::test]
async fn an_address_is_enough_and_the_row_says_how_it_stands() {
    let (site, mut desk, child) = with_child().await;
    let profile = desk.get(&format!("/staff/patients/{child}")).await.text();
    assert!(profile.contains("/portal-accounts\""), "the tab");
    let empty = desk.get(&page_of(child)).await.text();
    assert!(empty.contains("No one can log in for Leo yet."));
    let next = add(&mut desk, child, NGOZI).await;
    assert!(!next.contains("ngozi"), "no address in an address: {next}");
    let page = desk.get(&next).await.text();
    assert!(page.contains("Invitation sent to ngozi@example.com."));
    for words in [
        "Not signed up yet",
        "Invited",
        "7 days left",
        "account-fresh",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(page.contains("<span class=\"tab-count\">1<"));
    let mail = site.newest_mail_to(NGOZI).await;
    assert!(!mail.raw.contains("Okafor"), "the first name only");
    let token = mail.token_after("/invite/");
    assert_eq!(token.len(), 43);

    let again = add(&mut desk, child, "NGOZI@example.com").await;
    let page = desk.get(&again).await.text();
    assert!(page.contains("We already invited ngozi@example.com today."));
    assert!(
        page.contains("value=\"NGOZI@example.com\""),
        "what was typed"
    );
    let invitation = hidden(&page, &format!("{API}/resend"), "invitation");
    let fields = [
        ("patient", &*child.to_string()),
        ("invitation", &invitation),
    ];
    let sent = desk.post_form(&format!("{API}/resend"), &fields).await;
    let page = desk.get(sent.see_other()).await.text();
    assert!(page.contains("The old link stopped working."));
    let newest = site.newest_mail_to(NGOZI).await.token_after("/invite/");
    assert_ne!(newest, token);
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field_with_all_that_was_typed() {
    let (_site, mut desk, child) = with_child().await;
    for typed in ["", "nobody", "a@b@c"] {
        let next = add(&mut desk, child, typed).await;
        let page = desk.get(&next).await.text();
        assert!(
            page.contains("Enter an email address, like name@example.com"),
            "{typed}"
        );
        assert!(page.contains("<title>Error: "), "{typed}");
    }
    let child = child.to_string();
    let sent = |more: [(&'static str, &'static str); 2]| {
        let mut fields = vec![("patient", child.clone()), ("email", NGOZI.to_owned())];
        fields.extend(more.map(|(name, value)| (name, value.to_owned())));
        fields
    };
    for (more, field, code) in [
        (
            [("relation", "guardian"), ("rights", "some")],
            "rights",
            "missing",
        ),
        (
            [("relation", "admin"), ("rights", "full")],
            "relation",
            "not_a_choice",
        ),
        (
            [("rights", "everything"), ("kinship", "")],
            "rights",
            "not_a_choice",
        ),
        (
            [("kinship", "boss"), ("rights", "full")],
            "kinship",
            "not_a_choice",
        ),
        (
            [("until", "2020-01-01"), ("rights", "view")],
            "until",
            "not_a_choice",
        ),
        (
            [("until", "soon"), ("rights", "view")],
            "until",
            "malformed",
        ),
    ] {
        let fields = sent(more);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = desk.post_json(&format!("{API}/add"), &fields).await;
        let wanted = json!({ "invalid": [[field, code]] });
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::UNPROCESSABLE_ENTITY, wanted),
            "{more:?}"
        );
    }
}

#[tokio::test]
async fn forged_fields_and_ids_change_nothing() {
    let (site, mut desk, child) = with_child().await;
    let other = site.clinic.patient("Mia Okafor", "2016-06-14").await;
    let next = add(&mut desk, child, NGOZI).await;
    let invitation = next.split("invitation=").nth(1).unwrap().to_owned();
    let (child, other) = (child.to_string(), other.to_string());
    for act in ["resend", "copy", "delete", "undo"] {
        let fields = [
            ("patient", other.as_str()),
            ("invitation", invitation.as_str()),
        ];
        let answer = desk.post_json(&format!("{API}/{act}"), &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{act}");
    }
    // A role, a state or a second address is no field of the form.
    for more in [
        ("role", "admin"),
        ("state", "accepted"),
        ("email", "eve@example.com"),
    ] {
        let fields = [
            ("patient", child.as_str()),
            ("email", "x@example.com"),
            more,
        ];
        let answer = desk.post_json(&format!("{API}/add"), &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{more:?}");
    }
    for who in ["helper", "other"] {
        let mut account = site.signed_in(who).await;
        let fields = [("patient", child.as_str()), ("email", "x@example.com")];
        let answer = account.post_json(&format!("{API}/add"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let page = desk
        .get(&format!("/staff/patients/{child}/portal-accounts"))
        .await;
    assert_eq!(page.text().matches("id=\"invitation-").count(), 1);
}

#[tokio::test]
async fn a_copied_link_is_shown_once_and_stands_in_no_address() {
    let (site, mut desk, child) = with_child().await;
    let next = add(&mut desk, child, NGOZI).await;
    let invitation = next.split("invitation=").nth(1).unwrap().to_owned();
    let child = child.to_string();
    let fields = [
        ("patient", child.as_str()),
        ("invitation", invitation.as_str()),
    ];
    let answer = desk.post_form(&format!("{API}/copy"), &fields).await;
    let page = answer.see_other().to_owned();
    let shown = desk.get(&page).await;
    assert_eq!(shown.header(http::header::CACHE_CONTROL), Some("no-store"));
    let text = shown.text();
    let token = text.split("/invite/").nth(1).unwrap();
    let token = token.split(['"', '&']).next().unwrap().to_owned();
    assert_eq!(token.len(), 43);
    assert!(!page.contains(&token));
    assert!(text.contains("href=\"mailto:ngozi@example.com?subject="));
    assert!(text.contains("Anyone with this link can try to accept"));
    let again = desk.get(&page).await.text();
    assert!(!again.contains(&token) && again.contains("Copy new link"));
    // Neither what was done nor the database has it.
    let mailed = site.newest_mail_to(NGOZI).await.token_after("/invite/");
    for event in site.clinic.store.audited().await.unwrap() {
        assert!(!event.detail.contains(&token) && !event.detail.contains(&mailed));
    }
    for entry in std::fs::read_dir(site.clinic.store.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for secret in [&token, &mailed] {
                let found = bytes
                    .windows(secret.len())
                    .any(|part| part == secret.as_bytes());
                assert!(!found, "a token in {}", path.display());
            }
        }
    }
}

#[tokio::test]
async fn a_deleted_invitation_comes_back_with_undo_for_three_minutes() {
    let (site, mut desk, child) = with_child().await;
    let next = add(&mut desk, child, NGOZI).await;
    let page = desk.get(&next).await.text();
    let child = child.to_string();
    let invitation = hidden(&page, &format!("{API}/delete"), "invitation");
    let fields = [
        ("patient", child.as_str()),
        ("invitation", invitation.as_str()),
    ];
    let deleted = desk.post_form(&format!("{API}/delete"), &fields).await;
    let page = desk.get(deleted.see_other()).await.text();
    assert!(page.contains("Invitation deleted. The link no longer works."));
    assert_eq!(
        hidden(&page, &format!("{API}/undo"), "invitation"),
        invitation
    );
    let back = desk.post_form(&format!("{API}/undo"), &fields).await;
    let page = desk.get(back.see_other()).await.text();
    assert!(page.contains("A fresh link is on its way to ngozi@example.com."));
    let deleted = desk.post_form(&format!("{API}/delete"), &fields).await;
    let next = deleted.see_other().to_owned();
    site.clinic.clock.advance_s(181);
    let page = desk.get(&next).await.text();
    assert!(
        !page.contains(&format!("action=\"{API}/undo\"")),
        "too late"
    );
    let late = desk.post_json(&format!("{API}/undo"), &fields).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn rights_are_changed_and_taken_away_on_pages_of_their_own() {
    let (site, mut desk, child) = with_child().await;
    let helper = site.clinic.signed_in("amara").await;
    let terms = Terms::guardian(Preset::Bookings.abilities());
    let access = site.clinic.give(helper.account, child, terms).await;
    let page = desk.get(&page_of(child)).await.text();
    assert!(page.contains("Amara Example") && page.contains("Books and gets emails"));
    let rights = format!("{}/{access}/rights", page_of(child));
    let form = desk.get(&rights).await.text();
    let was = hidden(&form, &format!("{API}/rights"), "was");
    let (child_id, access_id) = (child.to_string(), access.to_string());
    let fields = [
        ("patient", child_id.as_str()),
        ("access", access_id.as_str()),
        ("was", was.as_str()),
        ("kinship", "mother"),
        ("rights", "some"),
        ("view_appointments", "yes"),
        ("basis", ""),
        ("until", ""),
    ];
    let changed = desk.post_form(&format!("{API}/rights"), &fields).await;
    let page = desk.get(changed.see_other()).await.text();
    assert!(page.contains("Rights changed. They count from now on."));
    assert!(page.contains("Mother") && page.contains("Sees appointments"));
    // The page that was made of the old rights.
    desk.get(&rights).await;
    let mut late = fields;
    late[4].1 = "full";
    let late = desk.post_form(&format!("{API}/rights"), &late).await;
    let page = desk.get(late.see_other()).await.text();
    assert!(page.contains("Someone else changed this a moment ago."));

    let question = format!("{}/{access}/remove", page_of(child));
    let asked = desk.get(&question).await.text();
    assert!(asked.contains("Remove Amara Example’s access to Leo Okafor?"));
    let removed = desk.post_form(&format!("{API}/remove"), &fields[..2]).await;
    let page = desk.get(removed.see_other()).await.text();
    assert!(page.contains("Access removed.") && page.contains("Access removed by the clinic"));
    let gone = desk.get(&question).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_merged_profile_leads_on_and_an_archived_one_refuses() {
    let (site, mut desk, child) = with_child().await;
    let into = site.clinic.patient("Leo Okafor", "2018-06-14").await;
    site.clinic.store.mark_merged(child, into).await.unwrap();
    let led = desk.get(&page_of(child)).await;
    assert_eq!(led.see_other(), page_of(into));
    site.clinic.store.mark_archived(into).await.unwrap();
    let next = add(&mut desk, into, NGOZI).await;
    let page = desk.get(&next).await.text();
    assert!(page.contains("no one can be invited to it"));
    assert!(site.mails().await.is_empty());
}

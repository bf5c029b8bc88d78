//! Inviting many patients at once over HTTP: boxes on the list, a page that says who would be
//! invited, one press, and what became of each.

use clinic::portal_accounts::bulk;
use domain::id::PatientId;
use domain::role::Role;

use crate::harness::journey::values;
use crate::harness::{Browser, TestSite};

async fn person(site: &TestSite, name: &str, email: &str) -> PatientId {
    let id = site.clinic.patient(name, "1990-04-12").await;
    if !email.is_empty() {
        site.clinic.store.write_address(id, email).await.unwrap();
    }
    id
}

/// The form of the page that says who would be invited.
async fn form(desk: &mut Browser, path: &str) -> [(&'static str, String); 2] {
    let page = desk.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let value = |name| values(&page.text(), name)[0].clone();
    [("batch", value("batch")), ("patients", value("patients"))]
}

async fn press(desk: &mut Browser, fields: &[(&'static str, String); 2]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let answer = desk.post_form("/api/staff/patients/invite", &fields).await;
    answer.see_other().to_owned()
}

/// The mails to this address so far, once the worker has done its work.
async fn mails_to(site: &TestSite, email: &str) -> usize {
    while bulk::go_on(&site.clinic).await.unwrap() {}
    let mails = site.mails().await;
    mails.iter().filter(|mail| mail.to == email).count()
}

#[tokio::test]
async fn several_are_ticked_seen_and_invited_once() {
    let site = TestSite::new().await;
    let ana = person(&site, "Ana Example", "ana@example.com").await;
    let ben = person(&site, "Ben Example", "").await;
    person(&site, "Cleo Other", "cleo@example.com").await;
    let mut desk = site.staff(Role::Desk).await;
    let page = desk.get("/staff/patients").await.text();
    assert!(page.contains("Invite several"), "{page}");
    assert!(!page.contains("type=\"checkbox\""), "a calm list");
    let page = desk.get("/staff/patients?pick=yes").await.text();
    assert!(values(&page, "p").contains(&ana.to_string()), "{page}");
    assert!(
        page.contains("Take everybody in the list, up to 500"),
        "{page}"
    );
    let page = desk.get("/staff/patients?pick=yes&q=example").await.text();
    assert_eq!(values(&page, "p").len(), 2, "{page}");
    assert!(page.contains("/staff/patients/invite?q=example"), "{page}");

    let path = format!("/staff/patients/invite?p={ana}&p={ben}");
    let page = desk.get(&path).await.text();
    for says in [
        "1 person will be invited",
        "ana@example.com",
        "No email address on the profile (1)",
        "Ben Example",
        "Send 1 invitation",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert!(!page.contains("Cleo Other"), "{page}");
    assert_eq!(
        mails_to(&site, "ana@example.com").await,
        0,
        "only looked at"
    );

    let fields = form(&mut desk, &path).await;
    let next = press(&mut desk, &fields).await;
    assert_eq!(next, format!("/staff/patients/invite/{}", fields[0].1));
    let page = desk.get(&next).await.text();
    assert!(page.contains("1 of 2 done"), "{page}");
    assert!(page.contains("Show progress"), "{page}");
    assert!(!page.contains("http-equiv"), "nothing moves by itself");
    assert_eq!(press(&mut desk, &fields).await, next, "twice is once");
    assert_eq!(mails_to(&site, "ana@example.com").await, 1);
    let page = desk.get(&next).await.text();
    assert!(page.contains("All done: 1 invited, 1 not."), "{page}");
    assert!(!page.contains("Show progress"), "{page}");
    assert_eq!(press(&mut desk, &fields).await, next);
    assert_eq!(mails_to(&site, "ana@example.com").await, 1);
    let profile = format!("/staff/patients/{ana}/history");
    let history = desk.get(&profile).await.text();
    for says in [
        "Chose them to be invited with others",
        "Invited somebody to the portal",
    ] {
        assert_eq!(history.matches(says).count(), 1, "{says}: {history}");
    }
}

#[tokio::test]
async fn who_changed_since_is_told_and_whoever_asks_for_nobody_is_helped() {
    let site = TestSite::new().await;
    let ana = person(&site, "Ana Example", "ana@example.com").await;
    let ben = person(&site, "Ben Example", "ben@example.com").await;
    let mut desk = site.staff(Role::Desk).await;
    let path = format!("/staff/patients/invite?p={ana}&p={ben}");
    let fields = form(&mut desk, &path).await;
    site.clinic.store.mark_archived(ana).await.unwrap();
    let next = press(&mut desk, &fields).await;
    site.clinic.add_account("ben", ben).await;
    assert_eq!(mails_to(&site, "ben@example.com").await, 0);
    let page = desk.get(&next).await.text();
    for says in [
        "All done: 0 invited, 2 not.",
        "Archived, merged or deceased (1)",
        "Can log in already (1)",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    let page = desk.get("/staff/patients/invite").await.text();
    assert!(page.contains("Nobody is ticked."), "{page}");
    for nothing in ["p=x", "from=x", "p=01890000-0000-7000-8000-000000000000"] {
        let answer = desk.get(&format!("/staff/patients/invite?{nothing}")).await;
        assert_eq!(answer.status, 404, "{nothing}");
    }
    let bad = [("batch", fields[0].1.as_str()), ("patients", "<script>")];
    let answer = desk.post_json("/api/staff/patients/invite", &bad).await;
    assert_eq!(answer.status, 404);
}

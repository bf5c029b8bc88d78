//! The clinic's patients through HTTP: finding, adding and changing them without a script.

use domain::id::PatientId;
use domain::role::Role;
use http::StatusCode;

use crate::harness::{Browser, TestSite};
use crate::input::{PAYLOADS, assert_shown_as_text};

const MISSING: &str = "01890000-0000-7000-8000-000000000000";

/// Between two pieces of a page.
fn between<'a>(html: &'a str, start: &str, end: &str) -> &'a str {
    let from = html.find(start).unwrap() + start.len();
    let rest = &html[from..];
    &rest[..rest.find(end).unwrap()]
}

/// What stands in a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let tag = html
        .split('<')
        .find(|tag| tag.starts_with("input") && tag.contains(&format!("name=\"{name}\"")));
    between(tag.unwrap(), "value=\"", "\"").to_owned()
}

/// A page without the nonce, which is another in every answer.
fn plain(html: &str) -> String {
    let nonce = between(html, "nonce=\"", "\"");
    html.replace(nonce, "")
}

async fn clinic_with_people() -> (TestSite, Browser, PatientId) {
    let site = TestSite::new().await;
    let lucja = site.clinic.patient("Łucja Nowak", "1988-03-27").await;
    site.clinic.patient("Amara Okafor", "1990-05-03").await;
    site.clinic.patient("Leo Okafor", "2018-09-09").await;
    let desk = site.staff(Role::Desk).await;
    (site, desk, lucja)
}

#[tokio::test]
async fn a_search_finds_by_what_people_type_and_offers_what_was_meant() {
    let (_site, mut desk, lucja) = clinic_with_people().await;
    for typed in ["nowak", "lucja+NOWAK", "27+3+1988", "1988-03-27", "no+lu"] {
        let page = desk.get(&format!("/staff/patients?q={typed}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(
            text.contains(&format!("/staff/patients/{lucja}")),
            "{typed}"
        );
        assert!(!text.contains("Okafor"), "{typed}");
    }
    let nobody = desk.get("/staff/patients?q=okfor").await.text();
    assert!(nobody.contains("No one found for “okfor”."));
    assert!(nobody.contains("href=\"/staff/patients?q=Okafor\""));
    assert!(nobody.contains("Okafor (2)"));
    assert!(nobody.contains("href=\"/staff/patients/new?name=okfor\""));
    let form = desk.get("/staff/patients/new?name=okfor").await.text();
    assert!(form.contains("value=\"okfor\""));
}

#[tokio::test]
async fn hostile_searches_are_shown_as_text_and_long_ones_are_refused() {
    let (site, mut desk, _) = clinic_with_people().await;
    for payload in PAYLOADS {
        let encoded: String = form_urlencoded::byte_serialize(payload.as_bytes()).collect();
        for path in [
            format!("/staff/patients?q={encoded}"),
            format!("/staff/patients?after={encoded}"),
            format!("/staff/patients/new?name={encoded}"),
            format!("/staff/patients/{encoded}"),
        ] {
            let page = desk.get(&path).await;
            assert!(!page.status.is_server_error(), "{path}: {}", page.status);
            assert_shown_as_text(&page.text(), payload);
        }
    }
    // Refused before anything is looked for: a search is recorded.
    let searches = async || {
        let events = site.clinic.store.audited().await.unwrap();
        let searched = events
            .iter()
            .filter(|event| event.action == "patients.searched");
        searched.count()
    };
    let before = searches().await;
    let nested = "((((a+)+)+)+";
    for typed in [nested.repeat(400), nested.repeat(900), "x".repeat(60_000)] {
        let page = desk.get(&format!("/staff/patients?q={typed}")).await;
        assert!(page.status.is_client_error(), "{}", page.status);
        assert!(!page.text().contains(&typed), "what was typed is sent back");
    }
    let many = vec!["q=a"; 10_000].join("&");
    let page = desk.get(&format!("/staff/patients?{many}")).await;
    assert!(page.status.is_client_error(), "{}", page.status);
    assert_eq!(searches().await, before);
    desk.get("/staff/patients?q=okafor").await;
    assert_eq!(searches().await, before + 1);
}

#[tokio::test]
async fn an_unknown_patient_and_no_patient_are_the_same_page() {
    let (_site, mut desk, lucja) = clinic_with_people().await;
    for tab in ["", "/appointments", "/history", "/edit"] {
        let here = desk.get(&format!("/staff/patients/{lucja}{tab}")).await;
        assert_eq!(here.status, StatusCode::OK, "{tab}");
        let missing = desk.get(&format!("/staff/patients/{MISSING}{tab}")).await;
        let malformed = desk
            .get(&format!("/staff/patients/1'%20OR%201=1{tab}"))
            .await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert_eq!(malformed.status, StatusCode::NOT_FOUND);
        assert_eq!(plain(&missing.text()), plain(&malformed.text()));
        assert!(!missing.text().contains("Nowak"));
    }
}

#[tokio::test]
async fn a_patient_is_added_once_and_a_likely_double_is_asked_about() {
    let (_site, mut desk, lucja) = clinic_with_people().await;
    let page = desk.get("/staff/patients/new").await.text();
    let id = hidden(&page, "patient");
    let form = |id: &str, name: &str, born: &str, sure: &str| {
        [
            ("patient", id),
            ("name", name),
            ("born", born),
            ("email", ""),
            ("mobile", "12"),
            ("sure", sure),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |desk: &mut Browser, fields: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = desk.post_form("/api/staff/patients/add", &fields).await;
        answer.see_other().to_owned()
    };
    // Refused, and filled again.
    let to = send(&mut desk, &form(&id, "Lucja Nowak", "27 3 1988", "")).await;
    let again = desk.get(&to).await.text();
    assert!(again.contains("Error: "));
    assert!(again.contains("value=\"Lucja Nowak\"") && again.contains("value=\"27 3 1988\""));
    assert_eq!(hidden(&again, "patient"), id);

    let mut fields = form(&id, "Lucja Nowak", "27 3 1988", "");
    fields[4].1 = String::new();
    let to = send(&mut desk, &fields).await;
    let asked = desk.get(&to).await.text();
    assert!(asked.contains("Already here?"));
    assert!(asked.contains(&format!("/staff/patients/{lucja}")));
    assert_eq!(hidden(&asked, "name"), "Lucja Nowak");
    assert_eq!(hidden(&asked, "sure"), "1");

    fields[5].1 = String::from("1");
    for _ in 0..2 {
        let to = send(&mut desk, &fields).await;
        assert_eq!(to, format!("/staff/patients/{id}?done=added"));
    }
    let profile = desk.get(&format!("/staff/patients/{id}?done=added")).await;
    assert!(profile.text().contains("Patient added."));
    let found = desk.get("/staff/patients?q=nowak").await.text();
    assert!(found.contains("2 patients found"));
}

#[tokio::test]
async fn an_edit_that_comes_second_is_told_what_the_first_one_saved() {
    let (site, mut desk, lucja) = clinic_with_people().await;
    let mut other = site.staff(Role::Practitioner).await;
    let path = format!("/staff/patients/{lucja}/edit");
    let names = [
        "name", "born", "pronouns", "email", "mobile", "street", "suburb", "state", "postcode",
    ];
    let form = |page: &str, change: (&'static str, &str)| {
        let mut fields = vec![
            ("patient", hidden(page, "patient")),
            ("version", hidden(page, "version")),
        ];
        for name in names {
            let value = if name == change.0 {
                change.1.to_owned()
            } else {
                match name {
                    "name" => "Łucja Nowak".to_owned(),
                    "born" => "March 27, 1988".to_owned(),
                    _ => String::new(),
                }
            };
            fields.push((name, value));
        }
        fields
    };
    let send = async |browser: &mut Browser, fields: Vec<(&str, String)>| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = browser.post_form("/api/staff/patients/edit", &fields).await;
        answer.see_other().to_owned()
    };
    let first = desk.get(&path).await.text();
    let second = other.get(&path).await.text();
    let to = send(&mut desk, form(&first, ("suburb", "Bedford"))).await;
    assert_eq!(to, format!("/staff/patients/{lucja}?done=saved"));
    assert!(desk.get(&to).await.text().contains("Bedford"));
    let to = send(&mut other, form(&second, ("suburb", "Halifax"))).await;
    let again = other.get(&to).await.text();
    assert!(again.contains("Someone else changed this a moment ago."));
    assert!(again.contains("Someone else has just saved “Bedford” here."));
    assert!(again.contains("value=\"Halifax\""));
    let to = send(&mut other, form(&again, ("suburb", "Halifax"))).await;
    assert_eq!(to, format!("/staff/patients/{lucja}?done=saved"));
    let history = desk.get(&format!("/staff/patients/{lucja}/history")).await;
    let history = history.text();
    assert!(history.contains("Changed address"));
    assert!(history.contains("Looked at the profile"));
    assert!(
        !history.contains("Bedford"),
        "what it was changed to is not kept"
    );
}

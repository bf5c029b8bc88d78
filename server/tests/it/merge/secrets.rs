//! Whom somebody looks like is told by what they are called and how they are reached, never by
//! what they come for (abuse 53).

use super::*;

/// What nobody has to know in order to tell two people apart.
const TITLE: &str = "Zephyrine counselling";
const NOTE: &str = "Wimbledonsturz, please be discreet";

#[tokio::test]
async fn no_list_of_who_may_be_whom_tells_what_anybody_comes_for() {
    let site = TestSite::new().await;
    let rota = site
        .clinic
        .rota_with(&["Priya Example"], |service| {
            service.name = String::from(TITLE);
        })
        .await;
    let survivor = site.clinic.patient(KNOWN, "1983-11-27").await;
    let account = site.clinic.add_account("owner", survivor).await;
    let owner = site.clinic.sign_in(account, survivor, "owner's").await;
    let mut owners = site.browser();
    owners.set(SESSION_COOKIE, owner.session.expose());
    owners.set(VISITOR_COOKIE, owner.visitor.expose());
    let slots = owners.times().await;
    let hold = owners.hold(&slots[6]).await;
    let form = owners.check(&hold).await;
    owners.book(&form, NOTE).await;
    let mut who = site.browser();
    let hold = who.hold(&slots[0]).await;
    who.sign_up(&site, &hold, &NEWCOMER).await;
    let form = who.check(&hold).await;
    let sign_up = form.patient.clone();
    who.book(&form, NOTE).await;
    site.clinic
        .store
        .keep_confidential(rota.service)
        .await
        .unwrap();
    let job = site.clinic.system_job();
    while clinic::duplicates::go_on(&site.clinic, &job).await.unwrap() {}

    let side = format!("/staff/merge/{survivor}/{sign_up}");
    for role in [Role::Desk, Role::Practitioner, Role::Admin] {
        let mut staff = site.staff(role).await;
        let queue = staff.get("/staff/registrations").await.text();
        let one = queue.split("href=\"/staff/registrations/").nth(1);
        let one = one.map(|rest| rest.split('"').next().unwrap().to_owned());
        let mut pages = vec![
            String::from("/staff/registrations"),
            String::from("/staff/duplicates"),
            side.clone(),
            format!("/staff/patients/{sign_up}/merge?q=featherstonehaugh"),
        ];
        pages.extend(one.map(|id| format!("/staff/registrations/{id}")));
        for page in pages {
            let answer = staff.get(&page).await;
            assert_eq!(answer.status, StatusCode::OK, "{role:?}: {page}");
            let html = answer.text();
            let text = words(&html);
            assert!(text.contains("Featherstonehaugh"), "{page}: {text}");
            for secret in ["Zephyrine", "Wimbledonsturz"] {
                assert!(!html.contains(secret), "{role:?}: {secret} on {page}");
            }
        }
        // Adding somebody asks whether they are here.
        let add = "/api/staff/patients/add";
        let new = staff.get("/staff/patients/new").await.text();
        let patient = hidden(&new, add, "patient");
        let fields = [
            ("patient", patient.as_str()),
            ("name", KNOWN),
            ("born", "27 November 1983"),
            ("email", ""),
            ("mobile", NEWCOMER.mobile),
            ("sure", ""),
        ];
        let asked = staff.post_form(add, &fields).await;
        let html = staff.visit(asked.see_other()).await.text();
        assert!(html.contains(&survivor.to_string()), "{html}");
        for secret in ["Zephyrine", "Wimbledonsturz"] {
            assert!(!html.contains(secret), "{role:?}: {secret}: {html}");
        }
        // It is no secret where staff look after the visits themselves.
        let profile = staff.get(&format!("/staff/patients/{survivor}")).await;
        assert!(profile.text().contains(TITLE), "{role:?}");
    }
}

//! What time changes about who may act for a patient, through HTTP on a moved clock: the last
//! day of an access, coming of age, guardianship that goes on, and what nobody has used.

use clinic::testing::{Patient, Terms};
use domain::access::{Abilities, Basis, Preset};
use domain::id::{AccessId, PatientId};
use domain::role::Role;
use http::StatusCode;
use jiff::SignedDuration;

use crate::harness::{Browser, TestSite, hidden};

const DAY_HOURS: i64 = 24;

#[track_caller]
fn assert_says(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words:?} is not on {page}");
    }
}

fn days_later(site: &TestSite, days: i64) {
    let hours = SignedDuration::from_hours(days * DAY_HOURS);
    site.clinic.clock.advance(hours);
}

/// Signs them in as after a long while.
async fn browser_of(site: &TestSite, who: &Patient) -> Browser {
    let again = site.clinic.signed_in_again(who).await;
    let mut browser = site.browser();
    browser.set(app::ctx::SESSION_COOKIE, again.session.expose());
    browser.set(app::ctx::VISITOR_COOKIE, again.visitor.expose());
    browser
}

fn accounts_of(patient: PatientId) -> String {
    format!("/staff/patients/{patient}/portal-accounts")
}

struct World {
    site: TestSite,
    patient: PatientId,
    ben: Patient,
    access: AccessId,
}

/// Ben Example acts for Leo Okafor, born then, on these terms.
async fn world(born_on: &str, terms: Terms) -> World {
    let site = TestSite::new().await;
    let patient = site.clinic.patient("Leo Okafor", born_on).await;
    let ben = site.clinic.signed_in("ben").await;
    let access = site.clinic.give(ben.account, patient, terms).await;
    World {
        site,
        patient,
        ben,
        access,
    }
}

fn books() -> Terms {
    Terms::guardian(Preset::Bookings.abilities())
}

#[tokio::test]
async fn a_last_day_stands_on_today_ends_the_access_and_is_given_again_in_one_form() {
    let until = Terms {
        until_on: Some("2026-04-08".parse().unwrap()),
        ..books()
    };
    let world = world("2018-06-14", until).await;
    let (site, accounts) = (&world.site, accounts_of(world.patient));
    days_later(site, 22);
    assert_eq!(clinic::warnings::tell(&site.clinic).await.unwrap(), 1);
    let mut desk = site.staff(Role::Desk).await;
    let rights = format!("{accounts}/{}/rights", world.access);
    let last = "Ben Example, for Leo Okafor: last day Wednesday, April 8";
    let today = desk.get("/staff").await.text();
    assert_says(&today, &["Access that ends soon", last, &rights]);
    let mail = site.newest_mail_to("ben@example.com").await;
    assert_eq!(mail.subject, "Your access at the clinic will end");

    let form = format!("{accounts}/{}/again", world.access);
    assert_eq!(desk.get(&form).await.status, StatusCode::NOT_FOUND);
    days_later(site, 8);
    let mut ben = browser_of(site, &world.ben).await;
    let family = ben.get("/family").await.text();
    assert!(!family.contains("Leo"), "{family}");
    let mut desk = site.staff(Role::Desk).await;
    let page = desk.get(&accounts).await.text();
    assert_says(
        &page,
        &[
            "Ended",
            "Its last day has passed",
            "Give access again",
            &form,
        ],
    );
    let page = desk.get(&form).await.text();
    assert_says(
        &page,
        &[
            "Give Ben Example access to Leo Okafor again?",
            "books and gets emails",
        ],
    );

    let (patient, access) = (world.patient.to_string(), world.access.to_string());
    const ACTION: &str = "/api/staff/portal-accounts/again";
    let was = hidden(&page, ACTION, "was");
    let fields = |until| {
        [
            ("patient", patient.as_str()),
            ("access", access.as_str()),
            ("was", was.as_str()),
            ("until", until),
        ]
    };
    // Somebody else has given them less since this page was read.
    let other = was.replace("view_appointments ", "");
    assert_ne!(other, was);
    let mut stale = fields("2026-05-01");
    stale[2].1 = &other;
    let refused = desk.post_json(ACTION, &stale).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_says(&refused.text(), &["changed_meanwhile"]);
    let refused = desk.post_form(ACTION, &fields("2026-04-08")).await;
    let page = desk.visit(refused.see_other()).await.text();
    assert_says(
        &page,
        &[
            "The last day must be today or later",
            "value=\"2026-04-08\"",
        ],
    );
    let done = desk.post_form(ACTION, &fields("2026-05-01")).await;
    let after = done.see_other().to_owned();
    assert_eq!(after, format!("{accounts}?done=again"));
    let page = desk.get(&after).await.text();
    assert_says(
        &page,
        &[
            "Access given again",
            "Until Friday, May 1",
            "Its last day came",
        ],
    );
    // Twice is once.
    let twice = desk.post_form(ACTION, &fields("2026-05-01")).await;
    assert_eq!(twice.see_other(), after);
    let family = ben.get("/family").await.text();
    assert_says(&family, &["Leo Okafor", "May 1"]);
    let mail = site.newest_mail_to("ben@example.com").await;
    assert_eq!(mail.subject, "You have access at the clinic again");
}

#[tokio::test]
async fn who_comes_of_age_claims_their_account_and_lets_others_in_again() {
    let all = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    // Eighteen on 9 May 2026, sixty days after the clock's start.
    let world = world("2008-05-09", all).await;
    let (site, patient) = (&world.site, world.patient.to_string());
    site.clinic.rota(&["Priya Example"]).await;
    clinic::warnings::tell(&site.clinic).await.unwrap();
    let mut desk = site.staff(Role::Desk).await;
    let today = desk.get("/staff").await.text();
    let own = format!("{}?for=own", accounts_of(world.patient));
    assert_says(&today, &["Invite Leo to their own account", &own]);
    let page = desk.get(&own).await.text();
    let chosen = page.split("value=\"self\"").nth(1).unwrap();
    assert!(
        chosen.split('>').next().unwrap().contains("checked"),
        "{page}"
    );
    assert!(
        page.contains("<details open class=\"disclosure\""),
        "{page}"
    );
    let mail = site.newest_mail_to("ben@example.com").await;
    assert_eq!(mail.subject, "What you can do at the clinic will change");

    // The address with which Ben logs in is not Leo's own.
    let add = |email: &'static str| {
        let patient = patient.clone();
        async move {
            let fields = [
                ("patient", patient.as_str()),
                ("email", email),
                ("relation", "self"),
            ];
            let fields = fields.map(|(name, value)| (name, value.to_owned()));
            fields.to_vec()
        }
    };
    let fields = add("ben@example.com").await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let refused = desk
        .post_json("/api/staff/portal-accounts/add", &fields)
        .await;
    assert!(
        refused.text().contains("guardians_address"),
        "{}",
        refused.text()
    );

    // On the day Ben has nothing, and the page says so and nothing else of Leo.
    let mut ben = browser_of(site, &world.ben).await;
    let next = [("patient", patient.as_str()), ("next", "/home")];
    ben.post_form("/api/switch", &next).await;
    days_later(site, 60);
    let session = site
        .clinic
        .sign_in(world.ben.account, world.ben.patient, "ben's")
        .await;
    let mut ben = site.browser();
    ben.set(app::ctx::SESSION_COOKIE, session.session.expose());
    ben.set(app::ctx::VISITOR_COOKIE, session.visitor.expose());
    for path in ["/family", "/home", "/appointments"] {
        let page = ben.get(path).await.text();
        assert!(!page.contains("Leo"), "{path}: {page}");
    }
    let gone = ben.get(&format!("/family/{patient}")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);

    // Leo claims their own.
    let invitation = site.clinic.inviting(world.patient, "leo@example.com").await;
    let invitation = clinic::testing::inviting::Inviting {
        terms: Terms::OWN,
        ..invitation
    };
    let invite = site.clinic.invite(&invitation).await;
    let mut leo = site.browser();
    let opened = leo.get(&format!("/invite/{}", invite.token.expose())).await;
    let page = opened.see_other().to_owned();
    assert_says(&leo.get(&page).await.text(), &["Leo"]);
    let id = invite.id.to_string();
    let fields = [
        ("invitation", id.as_str()),
        ("way", "new"),
        ("full_name", "Leo Okafor"),
        ("bday_day", "9"),
        ("bday_month", "5"),
        ("bday_year", "2008"),
    ];
    let accepted = leo.post_form("/api/invitations/accept", &fields).await;
    assert!(accepted.see_other().contains("done=accepted"));
    let family = leo.get("/family").await.text();
    let form = format!("/family/give-back/{}", world.access);
    assert_says(
        &family,
        &[
            "Could act for you before",
            "Ben Example",
            "Let them act again",
            &form,
        ],
    );
    assert!(!family.contains("Nothing at the moment"), "{family}");
    assert_says(
        &leo.get(&form).await.text(),
        &["Let Ben Example act for you again"],
    );
    let access = world.access.to_string();
    let back = [
        ("access", access.as_str()),
        ("rights", "bookings"),
        ("length", "open"),
    ];
    let done = leo.post_form("/api/family/give-back", &back).await;
    assert_eq!(done.see_other(), "/family?done=given-back");
    let family = leo.get("/family?done=given-back").await.text();
    assert_says(&family, &["They can act for you again", "End access"]);
    assert_says(&ben.get("/family").await.text(), &["Leo Okafor"]);
    let mail = site.newest_mail_to("ben@example.com").await;
    assert_eq!(mail.subject, "You have access at the clinic again");
    // Nobody gives themself anything.
    let mut other = site.signed_in("other").await;
    let forged = other.post_json("/api/family/give-back", &back).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_guardian_invites_to_an_own_account_and_it_is_good_on_the_birthday() {
    let all = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Abilities::ALL)
    };
    let world = world("2008-03-14", all).await;
    let site = &world.site;
    let mut admin = site.staff(Role::Admin).await;
    let page = admin
        .get("/staff/settings/age?preset=end_at_18")
        .await
        .text();
    let form = page
        .split("action=\"/api/staff/settings/age\"")
        .nth(1)
        .unwrap();
    let form = form.split("</form>").next().unwrap();
    let part = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1).unwrap_or_default();
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let fields: Vec<(String, String)> = form
        .split("<input ")
        .skip(1)
        .map(|tag| (part(tag, "name"), part(tag, "value")))
        .collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (&**k, &**v)).collect();
    admin
        .post_form("/api/staff/settings/age", &fields)
        .await
        .see_other();

    let mut ben = browser_of(site, &world.ben).await;
    let own = format!("/family/{}/own", world.patient);
    let page = ben.get(&format!("/family/{}", world.patient)).await.text();
    assert_says(&page, &["Invite Leo to their own account", &own]);
    assert_says(
        &ben.get(&own).await.text(),
        &["An address that only they read"],
    );
    let patient = world.patient.to_string();
    let mine = [("patient", patient.as_str()), ("email", "ben@example.com")];
    let refused = ben.post_json("/api/family/invite-own", &mine).await;
    assert!(
        refused.text().contains("guardians_address"),
        "{}",
        refused.text()
    );
    let theirs = [("patient", patient.as_str()), ("email", "leo@example.com")];
    let sent = ben.post_form("/api/family/invite-own", &theirs).await;
    assert!(sent.see_other().ends_with("?done=invited"));
    let mail = site.newest_mail_to("leo@example.com").await;
    let link = mail.text.lines().find(|line| line.contains("/invite/"));
    let path = link.unwrap().split_once("/invite/").unwrap().1.to_owned();
    // Five days later they are of age; who invited them may do nothing any more.
    days_later(site, 5);
    let mut leo = site.browser();
    let opened = leo.get(&format!("/invite/{path}")).await;
    let page = opened.see_other().to_owned();
    let asked = leo.get(&page).await.text();
    assert_says(
        &asked,
        &["Create account and accept", "Code from the clinic"],
    );
    assert!(
        !asked.contains("bday_day"),
        "their guardian knows it: {asked}"
    );
}

#[tokio::test]
async fn guardianship_that_goes_on_is_said_on_the_rights_page_and_shown_to_both_sides() {
    let world = world("2008-03-14", books()).await;
    let site = &world.site;
    site.clinic.add_account("leo", world.patient).await;
    for role in [Role::Desk, Role::Practitioner, Role::Admin] {
        let mut member = site.staff(role).await;
        let page = format!("{}/{}/rights", accounts_of(world.patient), world.access);
        let (patient, access) = (world.patient.to_string(), world.access.to_string());
        assert_says(
            &member.get(&page).await.text(),
            &["Legal guardianship", "Which document did you see?"],
        );
        let mut fields = vec![
            ("patient", patient.as_str()),
            ("access", access.as_str()),
            ("ground", "court_appointment"),
            ("document", ""),
        ];
        const ACTION: &str = "/api/staff/portal-accounts/guardianship";
        let refused = member.post_form(ACTION, &fields).await;
        let shown = member.visit(refused.see_other()).await.text();
        assert_says(
            &shown,
            &[
                "Enter which document you saw",
                "court_appointment\" selected",
            ],
        );
        fields[3].1 = "Order <b>12</b> of March";
        let done = member.post_form(ACTION, &fields).await;
        let done = done.see_other().to_owned();
        assert_says(
            &member.get(&done).await.text(),
            &["Legal guardianship goes on at any age"],
        );
        let shown = member.get(&page).await.text();
        assert_says(
            &shown,
            &[
                "Appointed by a court",
                "Order &lt;b&gt;12&lt;/b&gt; of March",
            ],
        );
        let end = [fields[0], fields[1]];
        if role != Role::Admin {
            let ended = member.post_form(&format!("{ACTION}-end"), &end).await;
            assert!(ended.see_other().ends_with("?done=guardianship-ended"));
        }
    }
    // Leo is eighteen. Both sides see it, and neither reads the team's note.
    days_later(site, 5);
    let mut ben = browser_of(site, &world.ben).await;
    let page = ben.get("/family").await.text();
    assert_says(
        &page,
        &["Leo Okafor", "Appointed by a court", "Goes on at any age"],
    );
    assert!(
        !page.contains("of March") && !page.contains("Next change"),
        "{page}"
    );
    assert_says(&page, &["at the clinic, on"]);
}

#[tokio::test]
async fn what_nobody_has_used_is_kept_or_removed_from_a_list() {
    let world = world("2018-06-14", books()).await;
    let site = &world.site;
    let mut desk = site.staff(Role::Desk).await;
    assert!(!desk.get("/staff").await.text().contains("/staff/review"));
    assert_says(
        &desk.get("/staff/review").await.text(),
        &["Nothing to look at"],
    );
    days_later(site, 732);
    let mut desk = site.staff(Role::Desk).await;
    let today = desk.get("/staff").await.text();
    assert_says(
        &today,
        &["1 access hasn’t been used for long", "/staff/review"],
    );
    let remove = format!("{}/{}/remove", accounts_of(world.patient), world.access);
    let page = desk.get("/staff/review").await.text();
    assert_says(
        &page,
        &[
            "Ben Example, for Leo Okafor",
            "for 24 months",
            "Books and gets emails",
            &remove,
        ],
    );
    let access = world.access.to_string();
    let kept = desk
        .post_form("/api/staff/review/keep", &[("access", &access)])
        .await;
    assert_eq!(kept.see_other(), "/staff/review?done=kept");
    let page = desk.get("/staff/review?done=kept").await.text();
    assert_says(&page, &["Kept.", "Nothing to look at"]);
    assert!(!desk.get("/staff").await.text().contains("hasn’t been used"));
}

#[tokio::test]
async fn a_guardian_says_how_a_child_is_reached_while_they_may() {
    let world = world("2018-06-14", Terms::guardian(Abilities::ALL)).await;
    let site = &world.site;
    let mut ben = browser_of(site, &world.ben).await;
    let form = format!("/family/{}/details", world.patient);
    let shown = ben.get(&form).await.text();
    assert_says(&shown, &["How to reach Leo", "date of birth not right"]);
    let version = crate::harness::journey::values(&shown, "version");
    let patient = world.patient.to_string();
    let fields = [
        ("patient", patient.as_str()),
        ("mobile", "902 555 0161"),
        ("street", "7 Quay Road"),
        ("suburb", ""),
        ("state", ""),
        ("postcode", ""),
        ("version", version[0].as_str()),
    ];
    let saved = ben.post_form("/api/family/details", &fields).await;
    assert!(saved.see_other().ends_with("?done=saved"));
    let shown = ben.get(&form).await.text();
    assert_says(&shown, &["902 555 0161", "7 Quay Road"]);
    // Somebody else was faster.
    let mut late = fields;
    late[2].1 = "8 Quay Road";
    let refused = ben.post_json("/api/family/details", &late).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    // Twelve: bookings only.
    days_later(site, 5 * 365);
    let mut ben = browser_of(site, &world.ben).await;
    assert_eq!(ben.get(&form).await.status, StatusCode::NOT_FOUND);
    let refused = ben.post_json("/api/family/details", &late).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

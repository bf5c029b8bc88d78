//! Families over HTTP: adding a child, acting for them, two tabs that differ, and those who
//! may less than they ask for.

use clinic::testing::{Patient, Terms};
use clinic::{can, family, portal_accounts};
use domain::access::{Basis, Kinship, Preset};
use domain::id::{AccessId, AppointmentId, PatientId};
use domain::person::BirthDate;
use domain::role::Role;
use jiff::SignedDuration;

use crate::harness::journey::{NEWCOMER, details_fields, request_in, values};
use crate::harness::{Browser, TestSite};

mod guardians;
mod hidden;
mod meanwhile;
mod others;
mod tabs;

/// Somebody signed in, and the browser that they are signed in with.
pub(crate) async fn signed_in(site: &TestSite, short: &str) -> (Patient, Browser) {
    let patient = site.clinic.signed_in(short).await;
    let mut browser = site.browser();
    browser.set(app::ctx::SESSION_COOKIE, patient.session.expose());
    browser.set(app::ctx::VISITOR_COOKIE, patient.visitor.expose());
    (patient, browser)
}

pub(crate) async fn add(site: &TestSite, who: &Patient, full_name: &str) -> PatientId {
    let child = family::NewDependent {
        full_name: clinic::testing::name(full_name),
        born_on: BirthDate::from_stored("2018-05-01".parse().unwrap()),
        kinship: Kinship::Mother,
    };
    family::add(&site.clinic, &who.holder, child).await.unwrap()
}

async fn switch(browser: &mut Browser, to: &str, next: &str) -> String {
    let fields = [("patient", to), ("next", next)];
    let answer = browser.post_form("/api/switch", &fields).await;
    answer.see_other().to_owned()
}

const CHILD: [(&str, &str); 6] = [
    ("full_name", "Leo Example"),
    ("bday_day", "9"),
    ("bday_month", "9"),
    ("bday_year", "2018"),
    ("kinship", "mother"),
    ("allowed", "yes"),
];

#[tokio::test]
async fn a_child_is_added_and_every_page_says_whom_it_is_for() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (_, mut browser) = signed_in(&site, "ana").await;
    let page = browser.get("/family/add").await.text();
    let fields = ["full_name", "bday_day", "kinship", "allowed"];
    assert!(
        fields
            .iter()
            .all(|name| page.contains(&format!("name=\"{name}\"")))
    );
    assert!(!page.contains("name=\"email\""), "no address is asked for");

    let next = browser.post_form("/api/family/add", &CHILD).await;
    let next = next.see_other().to_owned();
    let leo = next.strip_prefix("/family/").unwrap();
    let leo = leo.split('?').next().unwrap().to_owned();
    let page = browser.get(&next).await.text();
    assert!(page.contains("Leo added."), "{page}");

    assert_eq!(
        switch(&mut browser, &leo, "/book").await,
        "/book?switched=1"
    );
    let page = browser.get("/book?switched=1").await.text();
    assert!(page.contains("aria-label=\"Acting for\""), "{page}");
    assert!(page.contains("Now looking after Leo Example."));
    assert!(page.contains("What does Leo need?"));
    for (path, says) in [
        ("/book/visit/first", "Choose a time for Leo"),
        ("/appointments", "Leo’s appointments"),
        ("/home", "Looking after Leo"),
    ] {
        let page = browser.get(path).await.text();
        assert!(page.contains(says), "{path}: {page}");
        assert!(page.contains("Switch to yourself"), "{path}");
    }
    // Back, and nothing of it is left.
    assert_eq!(
        switch(&mut browser, "self", "/appointments/x").await,
        "/appointments?switched=1"
    );
    let page = browser.get("/appointments").await.text();
    assert!(!page.contains("aria-label=\"Acting for\""), "{page}");
}

#[tokio::test]
async fn what_is_missing_or_wrong_of_a_child_is_told_and_nothing_typed_is_lost() {
    let site = TestSite::new().await;
    let (_, mut browser) = signed_in(&site, "ana").await;
    browser.get("/family/add").await;
    let none = CHILD[..4].to_vec();
    let answer = browser.post_form("/api/family/add", &none).await;
    let page = browser.visit(answer.see_other()).await.text();
    for says in [
        "Choose what you are to them",
        "Tick the box if",
        "value=\"Leo Example\"",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    let mut grown = CHILD;
    grown[3].1 = "1980";
    let answer = browser.post_json("/api/family/add", &grown).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("of_age"));
}

#[tokio::test]
async fn nobody_is_invited_to_a_child_whom_the_clinic_has_not_seen_and_the_page_says_so() {
    let site = TestSite::new().await;
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let leo = add(&site, &ana, "Leo Example").await;
    let id = leo.to_string();
    let page = format!("/family/{leo}/invite");
    let fields = [
        ("patient", id.as_str()),
        ("email", "nan@example.com"),
        ("rights", "bookings"),
        ("length", "two_weeks"),
    ];
    let waits = "We look at Leo’s details ourselves before anyone else is let in.";
    let shown = browser.get(&page).await.text();
    assert!(shown.contains(waits), "{shown}");
    assert!(!shown.contains("name=\"email\""), "{shown}");
    let answer = browser.post_form("/api/family/invite", &fields).await;
    let back = answer.see_other().to_owned();
    assert!(back.starts_with(&page), "{back}");
    assert!(browser.get(&back).await.text().contains(waits));
    let answer = browser.post_json("/api/family/invite", &fields).await;
    assert!(answer.text().contains("not_seen_yet"), "{}", answer.text());
    assert!(site.mails().await.is_empty());

    site.clinic.store.mark_seen(leo).await.unwrap();
    let shown = browser.get(&page).await.text();
    assert!(shown.contains("name=\"email\""), "{shown}");
    let answer = browser.post_form("/api/family/invite", &fields).await;
    assert!(
        answer.see_other().contains("done=invited"),
        "{}",
        answer.see_other()
    );
    site.newest_mail_to("nan@example.com").await;
}

/// Leo's "Check and book" in one tab, as its form would be sent.
async fn check_for(browser: &mut Browser, patient: PatientId, slot: &str) -> (String, String) {
    switch(browser, &patient.to_string(), "/book").await;
    let id = patient.to_string();
    let fields = [
        ("service", "visit"),
        ("who", "first"),
        ("slot", slot),
        ("patient", &*id),
    ];
    let next = browser.post_form("/api/booking/hold", &fields).await;
    let next = next.see_other().to_owned();
    let page = browser.get(&next).await.text();
    assert!(
        page.contains("Check and book for Leo") && page.contains("Book for Leo"),
        "{page}"
    );
    let hold = values(&page, "hold")[0].clone();
    (hold, values(&page, "submission")[0].clone())
}

#[tokio::test]
async fn a_form_for_leo_after_a_switch_to_maya_asks_and_loses_nothing() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let leo = add(&site, &ana, "Leo Example").await;
    let maya = add(&site, &ana, "Maya Example").await;
    let slots = browser.times().await;
    for (answer, whose) in [(leo, "Leo"), (maya, "Maya")] {
        let (hold, press) = check_for(
            &mut browser,
            leo,
            &slots[if whose == "Leo" { 1 } else { 5 }],
        )
        .await;
        let (to, check) = (maya.to_string(), format!("/book/h/{hold}/check"));
        switch(&mut browser, &to, "/home").await;
        browser.get(&check).await;
        let made_for = leo.to_string();
        let fields = [
            ("hold", &*hold),
            ("submission", &*press),
            ("patient", &*made_for),
            ("note", "my left knee"),
        ];
        let asked = browser.post_form("/api/booking/book", &fields).await;
        let page = browser.visit(asked.see_other()).await.text();
        let question = "Is this booking for Leo or Maya?";
        assert!(
            page.contains(question) && page.contains("my left knee"),
            "{page}"
        );
        assert!(
            page.contains("For Leo") && page.contains("For Maya"),
            "{page}"
        );

        let id = answer.to_string();
        if answer != leo {
            // What was typed about Leo doesn't go along to Maya: her own page comes first.
            let fields = [("hold", &*hold), ("patient", &*id)];
            let to = browser.post_form("/api/booking/whose", &fields).await;
            let page = browser.get(to.see_other()).await.text();
            assert!(page.contains("Check and book for Maya"), "{page}");
            assert!(!page.contains("my left knee"), "{page}");
        }
        let fields = [
            ("hold", &*hold),
            ("submission", &*press),
            ("note", if answer == leo { "my left knee" } else { "" }),
            ("patient", &*id),
            ("agreed", &*id),
        ];
        let done = browser.post_form("/api/booking/book", &fields).await;
        let done = done.see_other().to_owned();
        assert!(done.starts_with("/book/done/"), "{done}");
        let page = browser.get(&done).await.text();
        assert!(page.contains(&format!("{whose} is booked")), "{page}");
    }
}

#[tokio::test]
async fn another_page_of_a_hold_for_somebody_else_asks_too() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (ana, mut browser) = signed_in(&site, "ana").await;
    let leo = add(&site, &ana, "Leo Example").await;
    let slots = browser.times().await;
    let (hold, _) = check_for(&mut browser, leo, &slots[1]).await;
    switch(&mut browser, "self", "/home").await;
    let check = format!("/book/h/{hold}/check");
    let page = browser.get(&check).await.text();
    assert!(page.contains("Is this booking for Leo or you?"), "{page}");
    let id = ana.patient.to_string();
    let fields = [("hold", &*hold), ("patient", &*id)];
    let next = browser.post_form("/api/booking/whose", &fields).await;
    assert_eq!(next.see_other(), check);
    let page = browser.get(&check).await.text();
    assert!(page.contains("Book appointment"), "{page}");
}

#[tokio::test]
async fn somebody_new_books_for_their_child_and_the_time_is_kept_all_the_way() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut parent = site.browser();
    let slots = parent.times().await;
    let hold = parent.hold(&slots[1]).await;
    let other = [("hold", &*hold), ("subject", "other")];
    let next = parent.post_form("/api/booking/who", &other).await;
    let next = next.see_other().to_owned();
    assert_eq!(next, format!("/book/h/{hold}/account?for=other"));
    assert!(
        !site.browser().times().await.contains(&slots[1]),
        "it is kept"
    );
    assert!(
        parent
            .get(&next)
            .await
            .text()
            .contains("Your own details first")
    );
    let mut fields = details_fields(&hold, &NEWCOMER).to_vec();
    fields.push(("subject", "other"));
    let next = parent.post_form("/api/booking/details", &fields).await;
    let next = next.see_other().to_owned();
    parent.get(&next).await;
    let code = site.newest_mail_to(NEWCOMER.email).await.code();
    let fields = [("request", &*request_in(&next)), ("code", &code)];
    let next = parent.post_form("/api/log-in/code", &fields).await;
    let next = next.see_other().to_owned();
    assert_eq!(next, format!("/book/h/{hold}/add"));
    assert!(
        parent
            .get(&next)
            .await
            .text()
            .contains("Who are you booking for?")
    );
    let mut fields = CHILD.to_vec();
    fields.push(("hold", &*hold));
    let next = parent.post_form("/api/family/add", &fields).await;
    let page = parent.visit(next.see_other()).await.text();
    assert!(page.contains("Check and book for Leo"), "{page}");
    let leo = values(&page, "patient")
        .into_iter()
        .find(|id| id != "self")
        .unwrap();
    let press = values(&page, "submission")[0].clone();
    let fields = [
        ("hold", &*hold),
        ("submission", &*press),
        ("patient", &*leo),
        ("note", ""),
    ];
    let done = parent.post_form("/api/booking/book", &fields).await;
    let page = parent.visit(done.see_other()).await.text();
    assert!(page.contains("Leo is booked"), "{page}");
}

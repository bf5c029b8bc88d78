//! The front desk over HTTP, as a browser without JavaScript: booking for somebody,
//! booking over a visit, what becomes of it, cancelling, and the mails of all that.

use domain::id::PatientId;
use domain::role::Role;

use crate::harness::journey::values;
use crate::harness::{Browser, TestSite};

/// The fields of the form whose button books, with what a person adds.
pub(crate) async fn proposal(browser: &mut Browser, address: &str) -> Vec<(&'static str, String)> {
    let page = browser.get(address).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let page = page.text();
    let names = ["patient", "service", "slot", "submission", "shown"];
    names
        .map(|name| (name, values(&page, name).first().unwrap().clone()))
        .to_vec()
}

pub(crate) fn with<'a>(
    fields: &'a [(&'static str, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    fields.chain(more.iter().copied()).collect()
}

/// Whether the page's tick of that name is set.
pub(crate) fn is_ticked(page: &str, name: &str) -> bool {
    let named = format!(" name=\"{name}\"");
    page.split('<')
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
        .any(|tag| tag.contains(&named) && tag.contains(" checked"))
}

pub(crate) const PLAIN: [(&str, &str); 3] = [("note", ""), ("tell", "yes"), ("anyway_reason", "")];

pub(crate) struct Desk {
    pub(crate) site: TestSite,
    pub(crate) browser: Browser,
    /// `ana@example.com`, who has an account.
    pub(crate) ana: PatientId,
    /// Somebody without account or address.
    pub(crate) zoe: PatientId,
}

pub(crate) async fn desk() -> Desk {
    desk_of(&["Priya Example"]).await
}

/// Of a clinic where these people work.
pub(crate) async fn desk_of(people: &[&str]) -> Desk {
    let site = TestSite::new().await;
    site.clinic.rota(people).await;
    let ana = site.clinic.signed_in("ana").await.patient;
    let zoe = site.clinic.patient("Zoë Park", "1988-03-27").await;
    let browser = site.staff(Role::Desk).await;
    Desk {
        site,
        browser,
        ana,
        zoe,
    }
}

impl Desk {
    pub(crate) fn wait(&self, minutes: i64) {
        self.site.clinic.clock.advance_s(60 * minutes);
    }

    /// Sends one of the two forms of a booking; where the answer leads, and that page.
    pub(crate) async fn send(&mut self, act: &str, fields: &[(&str, &str)]) -> (String, String) {
        let endpoint = format!("/api/staff/bookings/{act}");
        let answer = self.browser.post_form(&endpoint, fields).await;
        let next = answer.see_other().to_owned();
        let page = self.browser.get(&next).await.text();
        (next, page)
    }

    /// Books the proposed time; where the answer leads.
    pub(crate) async fn book(&mut self, address: &str) -> String {
        let fields = proposal(&mut self.browser, address).await;
        let fields = with(&fields, &PLAIN);
        let answer = self
            .browser
            .post_form("/api/staff/bookings/book", &fields)
            .await;
        answer.see_other().to_owned()
    }
}

#[tokio::test]
async fn the_desk_books_the_proposed_time_with_one_press() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let next = desk.book(&address).await;
    let page = desk.browser.get(&next).await.text();
    for words in [
        "Zoë Park",
        "Booked. You can undo this until",
        "nothing is sent",
    ] {
        assert!(page.contains(words), "{words} in {page}");
    }
    let today = desk.browser.get("/staff").await.text();
    assert!(today.contains("Zoë Park"), "{today}");
    desk.wait(4);
    assert!(desk.site.mails().await.is_empty());
}

#[tokio::test]
async fn a_taken_time_says_who_has_it_and_is_booked_over_with_a_reason() {
    let mut desk = desk().await;
    let zoe = format!("/staff/bookings/new?patient={}&when=thu+10:15", desk.zoe);
    let first = desk.book(&zoe).await;
    let ana = format!("/staff/bookings/new?patient={}&when=thu+10:15", desk.ana);
    let fields = proposal(&mut desk.browser, &ana).await;
    let page = desk.browser.get(&ana).await.text();
    assert!(page.contains("This time is taken") && page.contains("Zoë Park"));
    assert!(
        !page.contains("/api/staff/bookings/book\""),
        "no normal booking"
    );

    let silent = with(&fields, &PLAIN);
    let refused = desk
        .browser
        .post_form("/api/staff/bookings/book", &silent)
        .await;
    let again = desk.browser.get(refused.see_other()).await.text();
    assert!(again.contains("Someone just took that time"), "{again}");
    let unsaid = [("note", ""), ("tell", "yes"), ("reason", "")];
    let silent = with(&fields, &unsaid);
    let no_reason = desk
        .browser
        .post_form("/api/staff/bookings/over", &silent)
        .await;
    let again = desk.browser.get(no_reason.see_other()).await.text();
    assert!(again.contains("Enter a reason"), "{again}");

    let said = [("note", ""), ("tell", "yes"), ("reason", "In great pain")];
    let over = with(&fields, &said);
    let booked = desk
        .browser
        .post_form("/api/staff/bookings/over", &over)
        .await;
    let page = desk.browser.get(booked.see_other()).await.text();
    assert!(page.contains("Overbooked") && page.contains("In great pain"));
    assert_ne!(booked.see_other(), first);
}

#[tokio::test]
async fn outside_hours_the_page_wants_a_tick_and_keeps_what_was_typed() {
    let mut desk = desk().await;
    let late = format!("/staff/bookings/new?patient={}&when=thu+20:00", desk.zoe);
    let fields = proposal(&mut desk.browser, &late).await;
    let page = desk.browser.get(&late).await.text();
    assert!(page.contains("outside working hours") && page.contains("Book anyway"));
    let typed = [("note", "By the back door"), ("anyway_reason", "")];
    let unticked = with(&fields, &typed);
    let refused = desk
        .browser
        .post_form("/api/staff/bookings/book", &unticked)
        .await;
    let again = desk.browser.get(refused.see_other()).await.text();
    assert!(again.contains("say why") && again.contains("By the back door"));
    let more = [
        ("note", ""),
        ("anyway", "yes"),
        ("anyway_reason", "Only time there is"),
    ];
    let ticked = with(&fields, &more);
    let booked = desk
        .browser
        .post_form("/api/staff/bookings/book", &ticked)
        .await;
    let page = desk.browser.get(booked.see_other()).await.text();
    assert!(page.contains("Outside hours"), "{page}");
    assert!(!page.contains("Overbooked"), "{page}");
}

#[tokio::test]
async fn what_came_to_speak_against_it_is_asked_again_and_nothing_typed_is_lost() {
    let mut desk = desk().await;
    let late = format!("/staff/bookings/new?patient={}&when=thu+20:00", desk.ana);
    let fields = proposal(&mut desk.browser, &late).await;
    let typed = [
        ("note", "By the back door"),
        ("anyway", "yes"),
        ("anyway_reason", "Only time there is"),
    ];
    let ticked = with(&fields, &typed);
    // Somebody comes to have the time; then over them, somebody else does.
    let zoe = format!("/staff/bookings/new?patient={}&when=thu+20:00", desk.zoe);
    let theirs = proposal(&mut desk.browser, &zoe).await;
    let anyway = [("note", ""), ("anyway", "yes"), ("anyway_reason", "Urgent")];
    desk.send("book", &with(&theirs, &anyway)).await;
    desk.browser.get(&late).await;
    let (_, page) = desk.send("book", &ticked).await;
    assert!(page.contains("Someone just took that time"), "{page}");
    assert!(page.contains("This time is taken") && page.contains("Zoë Park"));
    for kept in ["By the back door", "Only time there is"] {
        assert!(page.contains(kept), "{kept} in {page}");
    }
    assert!(!is_ticked(&page, "tell"), "it was not: {page}");

    let over = proposal(&mut desk.browser, &late).await;
    let said = [("note", "By the back door"), ("reason", "In great pain")];
    let over = with(&over, &said);
    let leo = desk.site.clinic.patient("Leo Example", "2018-01-01").await;
    let leo = format!("/staff/bookings/new?patient={leo}&when=thu+20:15");
    let theirs = proposal(&mut desk.browser, &leo).await;
    let urgent = [("note", ""), ("reason", "Urgent")];
    desk.send("over", &with(&theirs, &urgent)).await;
    let refused = desk
        .browser
        .post_json("/api/staff/bookings/over", &over)
        .await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("changed_meanwhile"));
    desk.browser.get(&late).await;
    let (next, page) = desk.send("over", &over).await;
    assert!(page.contains("Something changed after this page"), "{page}");
    for shown in [
        "Zoë Park",
        "Leo Example",
        "By the back door",
        "In great pain",
    ] {
        assert!(page.contains(shown), "{shown} in {page}");
    }
    assert!(!is_ticked(&page, "tell"), "it was not: {page}");
    assert!(!next.contains("door") && !next.contains("pain"), "{next}");
    // Sent from what is shown now, it is booked.
    let fields = proposal(&mut desk.browser, &next).await;
    let (_, page) = desk.send("over", &with(&fields, &said)).await;
    assert!(page.contains("Overbooked") && page.contains("In great pain"));
}

#[tokio::test]
async fn a_tick_is_asked_for_anew_when_another_rule_is_broken() {
    let mut desk = desk().await;
    let late = format!("/staff/bookings/new?patient={}&when=thu+20:00", desk.zoe);
    let fields = proposal(&mut desk.browser, &late).await;
    let typed = [("note", "Door"), ("anyway", "yes"), ("anyway_reason", "")];
    // Without a reason the tick stays: it was given to what is shown.
    desk.browser.get(&late).await;
    let (_, page) = desk.send("book", &with(&fields, &typed)).await;
    assert!(page.contains("Enter a reason") && is_ticked(&page, "anyway"));
    // To a rule that the page didn't show, it wasn't.
    let mut unseen = fields.clone();
    for field in &mut unseen {
        if field.0 == "shown" {
            field.1 = String::from("patient_busy");
        }
    }
    let typed = [
        ("note", "Door"),
        ("anyway", "yes"),
        ("anyway_reason", "Far away"),
    ];
    let (_, page) = desk.send("book", &with(&unseen, &typed)).await;
    assert!(page.contains("Something changed after this page"), "{page}");
    assert!(page.contains("outside working hours"), "{page}");
    assert!(
        page.contains("Far away") && !is_ticked(&page, "anyway"),
        "{page}"
    );
    // A form without the field is one that showed nothing.
    unseen.retain(|(name, _)| *name != "shown");
    let refused = desk
        .browser
        .post_json("/api/staff/bookings/book", &with(&unseen, &typed))
        .await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let (_, page) = desk.send("book", &with(&fields, &typed)).await;
    assert!(page.contains("Outside hours") && page.contains("Far away"));
}

#[tokio::test]
async fn a_cancelling_by_the_clinic_offers_three_times_in_its_mail() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}&when=thu+10:15", desk.ana);
    let visit = desk.book(&address).await;
    let visit = visit.split('?').next().unwrap().to_owned();
    let id = visit.rsplit('/').next().unwrap().to_owned();
    desk.wait(4);
    let booked = desk.site.newest_mail_to("ana@example.com").await;
    assert!(booked.subject.starts_with("Booked: "), "{}", booked.subject);

    let ask = desk.browser.get(&format!("{visit}/cancel")).await.text();
    assert!(ask.contains("offers the three soonest times"), "{ask}");
    let nobody = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("tell", "yes"),
    ];
    let refused = desk
        .browser
        .post_form("/api/staff/appointments/cancel", &nobody)
        .await;
    let again = desk.browser.get(refused.see_other()).await.text();
    assert!(again.contains("Choose who asked"), "{again}");
    let clinic = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("asked_by", "clinic"),
        ("tell", "yes"),
    ];
    let done = desk
        .browser
        .post_form("/api/staff/appointments/cancel", &clinic)
        .await;
    let page = desk.browser.get(done.see_other()).await.text();
    assert!(
        page.contains("Cancelled. You can undo this until"),
        "{page}"
    );
    desk.wait(4);
    let mail = desk.site.newest_mail_to("ana@example.com").await;
    assert!(mail.text.contains("We had to cancel"), "{}", mail.text);
    let link = "http://127.0.0.1:3000/book/visit/";
    assert_eq!(mail.text.matches(link).count(), 3, "{}", mail.text);
    assert_eq!(mail.html.matches(link).count(), 3, "{}", mail.html);
    assert!(!mail.subject.contains("Example"), "{}", mail.subject);
    assert!(mail.calendar.contains("CANCEL"));
}

#[tokio::test]
async fn the_desk_says_who_is_there_from_today() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let visit = desk.book(&address).await;
    let visit = visit.split('?').next().unwrap().to_owned();
    let id = visit.rsplit('/').next().unwrap().to_owned();
    let step = "value=\"arrive\"";
    let before = desk.browser.get("/staff").await.text();
    assert!(before.contains(step), "{before}");
    let say = |step| {
        [
            ("appointment", id.as_str()),
            ("sequence", "0"),
            ("step", step),
            ("from", "today"),
        ]
    };
    let next = desk
        .browser
        .post_form("/api/staff/appointments/say", &say("arrive"))
        .await;
    let today = desk.browser.get(next.see_other()).await.text();
    assert!(today.contains("Noted.") && today.contains("Arrived"));
    assert!(!today.contains(step), "{today}");
    let early = desk
        .browser
        .post_json("/api/staff/appointments/say", &say("miss"))
        .await;
    assert_eq!(early.status, 409, "{}", early.text());
    let unknown = desk
        .browser
        .post_json("/api/staff/appointments/say", &say("vanish"))
        .await;
    assert_eq!(unknown.status, 404);
    let page = desk.browser.get(&visit).await.text();
    assert!(page.contains("Finished") && page.contains("History"));
}

#[tokio::test]
async fn a_patient_who_is_not_there_is_not_found_and_a_bad_time_says_so() {
    let mut desk = desk().await;
    for patient in ["01890000-0000-7000-8000-000000000000", "x"] {
        let address = format!("/staff/bookings/new?patient={patient}");
        assert_eq!(desk.browser.get(&address).await.status, 404, "{patient}");
    }
    let address = format!("/staff/bookings/new?patient={}&when=soonish", desk.zoe);
    let page = desk.browser.get(&address).await;
    assert!(page.text().contains("Enter a time, like thu 10:15"));
}

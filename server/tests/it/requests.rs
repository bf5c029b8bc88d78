//! A clinic that confirms what somebody new books: asked for, shown as that on both sides, and
//! settled with the registration or by itself. As somebody without JavaScript does it.

use domain::role::Role;
use http::StatusCode;
use serde_json::json;

use crate::harness::journey::{BookForm, NEWCOMER};
use crate::harness::{Browser, TestSite, hidden};

const POLICY: &str = "/staff/settings/registration";

/// Such a clinic, with somebody who has signed up and looks at "Check and book".
struct World {
    site: TestSite,
    desk: Browser,
    who: Browser,
    form: BookForm,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        set_policy(&site, "open", "request").await;
        let mut who = site.browser();
        let slot = who.times().await[8].clone();
        let hold = who.hold(&slot).await;
        who.sign_up(&site, &hold, &NEWCOMER).await;
        let form = who.check(&hold).await;
        let desk = site.staff(Role::Desk).await;
        Self {
            site,
            desk,
            who,
            form,
        }
    }

    /// Asks for the time, and lets the mail about it leave; the id of the appointment.
    async fn ask(&mut self) -> String {
        let id = self.who.book(&self.form, "").await;
        self.site.clinic.clock.advance_s(240);
        self.site.mails().await;
        id
    }

    /// The subjects of the mails to whoever asked, codes left out, the oldest first.
    async fn subjects(&self) -> Vec<String> {
        let mails = self.site.mails().await;
        let theirs = mails.into_iter().filter(|mail| mail.to == NEWCOMER.email);
        let words = theirs.map(|mail| mail.subject);
        let first = |subject: String| subject.split_once(':').map(|(what, _)| what.to_owned());
        words.filter_map(first).collect()
    }

    async fn registration(&mut self) -> String {
        let page = self.desk.get("/staff/registrations").await.text();
        hidden(&page, "/api/staff/registrations/add", "registration")
    }
}

/// An admin saves the rule.
async fn set_policy(site: &TestSite, was: &str, to: &str) {
    let mut admin = site.staff(Role::Admin).await;
    let page = admin.get(POLICY).await.text();
    assert!(
        page.contains("Can sign up and request appointments"),
        "{page}"
    );
    let fields = [
        ("was_policy", was),
        ("was_message", ""),
        ("policy", to),
        ("message", ""),
    ];
    let saved = admin
        .post_form("/api/staff/settings/registration", &fields)
        .await;
    assert_eq!(saved.see_other(), "/staff/settings/registration?done=saved");
}

#[track_caller]
fn assert_says(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words} is not on {page}");
    }
}

#[tokio::test]
async fn it_is_said_before_the_press_and_wherever_it_is_shown() {
    let mut world = World::new().await;
    let hold = world.form.hold.clone();
    let page = world.who.get(&format!("/book/h/{hold}/check")).await.text();
    assert_says(
        &page,
        &[
            "The clinic confirms this appointment first",
            "Request appointment",
        ],
    );
    assert!(!page.contains("Book appointment"), "{page}");
    assert_eq!(world.form.booked_as, "request");
    let id = world.ask().await;

    let who = &mut world.who;
    let done = who.get(&format!("/book/done/{id}")).await.text();
    assert_says(
        &done,
        &[
            "You’ve requested an appointment",
            "The clinic hasn’t confirmed it yet",
        ],
    );
    for page in ["/appointments", "/home", &format!("/appointments/{id}")] {
        let page = who.get(page).await.text();
        assert_says(&page, &["Requested, not confirmed yet"]);
    }
    let file = who.get(&format!("/appointments/{id}/calendar.ics")).await;
    assert_says(&file.text(), &["STATUS:TENTATIVE"]);
    assert_eq!(world.subjects().await, ["Requested"]);

    let desk = &mut world.desk;
    let queue = desk.get("/staff/registrations").await.text();
    assert_says(&queue, &["Request for "]);
    let patient = &world.form.patient;
    for page in [
        format!("/staff/appointments/{id}"),
        format!("/staff/patients/{patient}"),
        format!("/staff/patients/{patient}/appointments"),
    ] {
        assert_says(&desk.get(&page).await.text(), &[">Request<"]);
    }
}

#[tokio::test]
async fn adding_them_confirms_it_and_they_hear_of_it() {
    let mut world = World::new().await;
    let id = world.ask().await;
    let add = "/api/staff/registrations/add";
    let page = world.desk.get("/staff/registrations").await.text();
    assert_says(&page, &["Request for"]);
    let fields = ["registration", "requests"].map(|name| (name, hidden(&page, add, name)));
    let fields = fields
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    // Whoever saw no request agrees to none.
    let unseen = [fields[0], ("requests", "")];
    let refused = world.desk.post_form(add, &unseen).await;
    assert!(refused.see_other().contains("again="));
    assert_eq!(world.subjects().await, ["Requested"]);
    world.desk.post_form(add, &fields).await.see_other();
    assert_eq!(world.subjects().await, ["Requested", "Confirmed"]);
    let page = world.who.get(&format!("/appointments/{id}")).await.text();
    assert!(!page.contains("not confirmed yet"), "{page}");
    let page = world.desk.get(&format!("/staff/appointments/{id}")).await;
    assert!(!page.text().contains(">Request<"), "{}", page.text());
    // From now on they book as anybody.
    let slot = world.who.times().await[2].clone();
    let hold = world.who.hold(&slot).await;
    let form = world.who.check(&hold).await;
    assert_eq!(form.booked_as, "booking");
}

#[tokio::test]
async fn merging_them_confirms_it_and_they_hear_of_it() {
    let mut world = World::new().await;
    let id = world.ask().await;
    let known = world
        .site
        .clinic
        .patient("Quillon J. Featherstonehaugh", "1983-11-27");
    let (known, sign_up) = (known.await, world.form.patient.clone());
    let page = world
        .desk
        .get(&format!("/staff/merge/{known}/{sign_up}"))
        .await;
    let html = page.text().replace("<!>", "");
    let version = hidden(&html, "/api/staff/merge", "version");
    let fields = [
        ("survivor", &*known.to_string()),
        ("absorbed", &*sign_up),
        ("queue", ""),
        ("version", &*version),
        ("identity", "yes"),
    ];
    let merged = world.desk.post_form("/api/staff/merge", &fields).await;
    assert!(
        merged.see_other().contains("merged="),
        "{}",
        merged.see_other()
    );
    let page = world.who.get(&format!("/appointments/{id}")).await.text();
    assert!(!page.contains("not confirmed yet"), "{page}");
    assert_eq!(world.subjects().await, ["Requested", "Confirmed"]);
}

#[tokio::test]
async fn blocking_them_cancels_it() {
    let mut world = World::new().await;
    let id = world.ask().await;
    let registration = world.registration().await;
    let fields = [("registration", registration.as_str())];
    world
        .desk
        .post_form("/api/staff/registrations/block", &fields)
        .await
        .see_other();
    let page = world
        .desk
        .get(&format!("/staff/appointments/{id}"))
        .await
        .text();
    assert_says(&page, &[">Cancelled<"]);
    assert_eq!(world.subjects().await, ["Requested", "Cancelled"]);
}

#[tokio::test]
async fn staff_confirm_one_by_itself_once_and_decline_another() {
    let mut world = World::new().await;
    let id = world.ask().await;
    let visit = format!("/staff/appointments/{id}");
    let page = world.desk.get(&visit).await.text();
    assert_says(&page, &["They asked for this time online", ">Decline<"]);
    let action = "/api/staff/appointments/confirm";
    let sequence = hidden(&page, action, "sequence");
    let fields = [("appointment", id.as_str()), ("sequence", &sequence)];
    let mut other = world.site.staff(Role::Practitioner).await;
    other.get(&visit).await;
    let done = world.desk.post_form(action, &fields).await;
    assert_eq!(done.see_other(), format!("{visit}?done=confirmed"));
    let page = world
        .desk
        .get(&format!("{visit}?done=confirmed"))
        .await
        .text();
    assert_says(&page, &["Confirmed. They hear of it by email.", ">Booked<"]);
    // Somebody else had the page open: theirs is made anew, and says why.
    let late = other
        .post_form(action, &fields)
        .await
        .see_other()
        .to_owned();
    let page = other.visit(&late).await.text();
    assert_says(
        &page,
        &["Someone else has just dealt with this", ">Booked<"],
    );
    let late = other.post_json(action, &fields).await;
    let refused = (
        StatusCode::CONFLICT,
        json!({ "refused": "already_resolved" }),
    );
    assert_eq!((late.status, late.json()), refused);
    assert_eq!(world.subjects().await, ["Requested", "Confirmed"]);

    let slot = world.who.times().await[2].clone();
    let hold = world.who.hold(&slot).await;
    world.form = world.who.check(&hold).await;
    let id = world.ask().await;
    let fields = [
        ("appointment", id.as_str()),
        ("sequence", "0"),
        ("asked_by", "clinic"),
        ("tell", "yes"),
    ];
    let declined = world
        .desk
        .post_form("/api/staff/appointments/cancel", &fields)
        .await;
    let visit = format!("/staff/appointments/{id}");
    assert_eq!(declined.see_other(), format!("{visit}?done=cancelled"));
    world.site.clinic.clock.advance_s(240);
    assert_says(&world.desk.get(&visit).await.text(), &[">Cancelled<"]);
    let all = ["Requested", "Confirmed", "Requested", "Cancelled"];
    assert_eq!(world.subjects().await, all);
}

#[tokio::test]
async fn a_rule_that_changes_between_page_and_press_takes_nobody_by_surprise() {
    let mut world = World::new().await;
    // Looser: it stands at once, and the last page says so.
    set_policy(&world.site, "request", "open").await;
    let id = world.who.book(&world.form, "").await;
    let done = world.who.get(&format!("/book/done/{id}")).await.text();
    assert_says(&done, &["You’re booked"]);

    // Tighter: they are told first, nothing they typed is lost, and the next press asks.
    let slot = world.who.times().await[2].clone();
    let hold = world.who.hold(&slot).await;
    let form = world.who.check(&hold).await;
    assert_eq!(form.booked_as, "booking");
    set_policy(&world.site, "open", "request").await;
    let fields = form.fields("A sore knee.");
    let back = world.who.post_form("/api/booking/book", &fields).await;
    let page = world.who.visit(back.see_other()).await.text();
    assert_says(
        &page,
        &["Request appointment", "A sore knee.", "check it again"],
    );
    let json = world.who.post_json("/api/booking/book", &fields).await;
    let refused = (
        StatusCode::CONFLICT,
        json!({ "refused": "changed_meanwhile" }),
    );
    assert_eq!((json.status, json.json()), refused);
    let form = world.who.check(&hold).await;
    let id = world.who.book(&form, "A sore knee.").await;
    let done = world.who.get(&format!("/book/done/{id}")).await.text();
    assert_says(&done, &["You’ve requested an appointment"]);
}

//! What changes between a guardian's page and their press: each ends in a page or a clear no, and
//! nothing is half done.

use super::*;

/// A guardian with every ability, the child, and the child's own browser.
struct World {
    site: TestSite,
    kit: PatientId,
    access: AccessId,
    ana: Patient,
    browser: Browser,
    slots: Vec<String>,
}

fn full() -> Terms {
    Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    }
}

impl World {
    async fn born(born_on: &str) -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        let kit = site.clinic.patient("Kit Example", born_on).await;
        let (ana, mut browser) = signed_in(&site, "ana").await;
        let access = site.clinic.give(ana.account, kit, full()).await;
        switch(&mut browser, &kit.to_string(), "/home").await;
        let slots = browser.times().await;
        Self {
            site,
            kit,
            access,
            ana,
            browser,
            slots,
        }
    }

    /// Holds a time for the child; the check page's address, and the fields that book.
    async fn held(&mut self, slot: usize) -> (String, Vec<(&'static str, String)>) {
        let (kit, slot) = (self.kit.to_string(), self.slots[slot].clone());
        let fields = [
            ("service", "visit"),
            ("who", "first"),
            ("slot", &*slot),
            ("patient", &*kit),
        ];
        let held = self.browser.post_json("/api/booking/hold", &fields).await;
        let next = held.json()["next"].as_str().unwrap().to_owned();
        let page = self.browser.get(&next).await.text();
        let form = page.split("id=\"book\"").nth(1).unwrap();
        let value = |name| values(form, name)[0].clone();
        let fields = vec![
            ("hold", value("hold")),
            ("submission", value("submission")),
            ("patient", kit),
            ("note", String::from("A note")),
        ];
        (next, fields)
    }

    async fn post(&mut self, path: &str, fields: &[(&'static str, String)]) -> u16 {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        self.browser.post_json(path, &fields).await.status.as_u16()
    }

    async fn booked(&mut self, slot: usize) -> String {
        let (_, fields) = self.held(slot).await;
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let done = self.browser.post_json("/api/booking/book", &fields).await;
        let next = done.json()["next"].as_str().unwrap().to_owned();
        next.rsplit('/').next().unwrap().to_owned()
    }

    /// How often this was done for the child.
    async fn acts(&self, action: &str) -> usize {
        let rows = self.site.clinic.store.audited_of(self.kit).await.unwrap();
        rows.iter().filter(|row| row.action == action).count()
    }

    /// A free time is offered to strangers again.
    async fn is_free(&self, slot: usize) -> bool {
        let times = self.site.browser().times().await;
        times.contains(&self.slots[slot])
    }
}

#[derive(Clone, Copy, Debug)]
enum Then {
    AccessEnds,
    PatientIsPutAway,
    StopIsSet,
}

#[tokio::test]
async fn what_ends_while_somebody_books_books_nothing() {
    for then in [Then::AccessEnds, Then::PatientIsPutAway, Then::StopIsSet] {
        let mut world = World::born("2018-05-01").await;
        let (check, fields) = world.held(2).await;
        let clinic = &world.site.clinic;
        match then {
            Then::AccessEnds => {
                let desk = clinic.staff_with(Role::Desk).await.unwrap();
                portal_accounts::remove(clinic, &desk, world.kit, world.access)
                    .await
                    .unwrap();
            }
            Then::PatientIsPutAway => clinic.store.mark_archived(world.kit).await.unwrap(),
            Then::StopIsSet => clinic.stop_others(world.kit).await,
        }
        assert_eq!(
            world.post("/api/booking/book", &fields).await,
            404,
            "{then:?}"
        );
        let page = world.browser.get(&check).await;
        assert!(!page.text().contains("Kit"), "{then:?}: {}", page.text());
        assert_eq!(world.acts("appointment.book").await, 0, "{then:?}");
        let own = world.browser.get("/home").await;
        assert_eq!(own.status.as_u16(), 200, "{then:?}: their own pages go on");
    }
}

#[tokio::test]
async fn a_time_that_was_held_is_free_again_once_the_access_is_over() {
    let mut world = World::born("2018-05-01").await;
    world.held(2).await;
    assert!(!world.is_free(2).await);
    let clinic = &world.site.clinic;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    portal_accounts::remove(clinic, &desk, world.kit, world.access)
        .await
        .unwrap();
    assert!(world.is_free(2).await);
}

#[tokio::test]
async fn an_ability_that_is_taken_between_page_and_press_does_nothing() {
    let mut world = World::born("2018-05-01").await;
    let id = world.booked(2).await;
    let page = world
        .browser
        .get(&format!("/appointments/{id}/cancel"))
        .await;
    let sequence = values(&page.text(), "sequence")[0].clone();
    let clinic = &world.site.clinic;
    let desk = clinic.staff_with(Role::Desk).await.unwrap();
    let change = portal_accounts::Change {
        was: full(),
        terms: Terms {
            basis: full().basis,
            ..Terms::guardian(Preset::View.abilities())
        },
        confirmed: false,
    };
    portal_accounts::change_rights(clinic, &desk, world.kit, world.access, change)
        .await
        .unwrap();
    let cancel = [("appointment", id.clone()), ("sequence", sequence)];
    assert_eq!(world.post("/api/appointments/cancel", &cancel).await, 404);
    let to = world.slots[8].clone();
    let change = [
        ("appointment", id.clone()),
        ("sequence", String::from("0")),
        ("slot", to),
    ];
    assert_eq!(world.post("/api/appointments/move", &change).await, 404);
    assert_eq!(world.acts("appointment.cancel").await, 0);
    assert_eq!(world.acts("appointment.move").await, 0);
    let page = world.browser.get(&format!("/appointments/{id}")).await;
    assert_eq!(page.status.as_u16(), 200, "they still see it");
}

#[tokio::test]
async fn a_birthday_between_page_and_press_takes_what_the_table_says() {
    // The clinic's date is 10 March 2026: 12 on the next day.
    let mut world = World::born("2014-03-11").await;
    let details = format!("/family/{}/details", world.kit);
    let page = world.browser.get(&details).await;
    let version = values(&page.text(), "version")[0].clone();
    world
        .site
        .clinic
        .clock
        .advance(SignedDuration::from_hours(24));
    let again = world
        .site
        .clinic
        .sign_in(world.ana.account, world.ana.patient, "ana's again")
        .await;
    world
        .browser
        .set(app::ctx::SESSION_COOKIE, again.session.expose());
    world
        .browser
        .set(app::ctx::VISITOR_COOKIE, again.visitor.expose());
    let kit = world.kit.to_string();
    let fields = [
        ("patient", kit),
        ("mobile", String::new()),
        ("street", String::from("12 Water Street")),
        ("suburb", String::new()),
        ("state", String::new()),
        ("postcode", String::new()),
        ("version", version),
    ];
    assert_eq!(world.post("/api/family/details", &fields).await, 404);
    assert_eq!(world.browser.get(&details).await.status.as_u16(), 404);
    assert_eq!(world.acts("patient.contact.edit").await, 0);
    let family = format!("/family/{}", world.kit);
    assert_eq!(world.browser.get(&family).await.status.as_u16(), 200);
}

#[tokio::test]
async fn of_two_guardians_one_wins_and_both_are_written_down() {
    let mut world = World::born("2018-05-01").await;
    let id = world.booked(2).await;
    let (ben, mut other) = signed_in(&world.site, "ben").await;
    world.site.clinic.give(ben.account, world.kit, full()).await;
    // Both look at the same state of it.
    let page = other.get(&format!("/appointments/{id}/cancel")).await;
    let sequence = values(&page.text(), "sequence")[0].clone();
    let to = [
        ("appointment", id.clone()),
        ("sequence", sequence.clone()),
        ("slot", world.slots[8].clone()),
    ];
    assert_eq!(world.post("/api/appointments/move", &to).await, 200);
    let cancel = [("appointment", &*id), ("sequence", &*sequence)];
    let late = other.post_json("/api/appointments/cancel", &cancel).await;
    assert_eq!(late.status.as_u16(), 409, "{}", late.text());
    assert_eq!(world.acts("appointment.cancel").await, 0);
    let page = other.get(&format!("/appointments/{id}/cancel")).await;
    let sequence = values(&page.text(), "sequence")[0].clone();
    let cancel = [("appointment", &*id), ("sequence", &*sequence)];
    let then = other.post_json("/api/appointments/cancel", &cancel).await;
    assert_eq!(then.status.as_u16(), 200, "{}", then.text());
    let rows = world.site.clinic.store.audited_of(world.kit).await.unwrap();
    for (action, who) in [
        ("appointment.move", world.ana.account),
        ("appointment.cancel", ben.account),
    ] {
        let row = rows.iter().find(|row| row.action == action).unwrap();
        assert_eq!(row.actor_id, Some(who.uuid()), "{action}");
    }
}

#[tokio::test]
async fn a_form_acts_on_the_visit_that_it_shows_whomever_the_browser_looks_after() {
    let mut world = World::born("2018-05-01").await;
    let id = world.booked(2).await;
    let maya = add(&world.site, &world.ana, "Maya Example")
        .await
        .to_string();
    switch(&mut world.browser, &maya, "/home").await;
    let to = [
        ("appointment", id.clone()),
        ("sequence", String::from("0")),
        ("slot", world.slots[8].clone()),
    ];
    assert_eq!(world.post("/api/appointments/move", &to).await, 200);
    let undo = [("appointment", id.clone())];
    assert_eq!(world.post("/api/appointments/undo-move", &undo).await, 200);
    let cancel = [("appointment", id.clone()), ("sequence", String::new())];
    assert_eq!(world.post("/api/appointments/cancel", &cancel).await, 200);
    for action in [
        "appointment.move",
        "appointment.undo_move",
        "appointment.cancel",
    ] {
        assert_eq!(world.acts(action).await, 1, "{action}: of Kit, not of Maya");
    }
    let home = world.browser.get("/home").await.text();
    assert!(home.contains("Looking after Maya"), "{home}");
}

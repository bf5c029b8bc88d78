//! What each kind of guardian gets of a patient's pages and forms, by the patient's own ids:
//! exactly what they were given, and nothing when it is over.

use super::*;

/// Whoever asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asks {
    Given(Preset),
    AgedOut,
    Ended,
    PastLastDay,
    PutAway,
    Removed,
    Stopped,
    Stranger,
    Suspended,
}

const ASKS: [Asks; 12] = [
    Asks::Given(Preset::Full),
    Asks::Given(Preset::Bookings),
    Asks::Given(Preset::View),
    Asks::Given(Preset::Notices),
    Asks::AgedOut,
    Asks::Ended,
    Asks::PastLastDay,
    Asks::PutAway,
    Asks::Removed,
    Asks::Stopped,
    Asks::Stranger,
    Asks::Suspended,
];

/// What whoever may do nothing is answered, be it a page or a form.
const NOTHING: [u16; 14] = [404; 14];

struct World {
    site: TestSite,
    patient: PatientId,
    appointment: AppointmentId,
    slots: Vec<String>,
    browser: Browser,
}

impl World {
    async fn new(asks: Asks) -> Self {
        let site = TestSite::new().await;
        let clinic = &site.clinic;
        clinic.rota(&["Priya Example"]).await;
        // Aged out: given to a child who turns 18 on the day after.
        let born_on = if asks == Asks::AgedOut {
            "2008-03-11"
        } else {
            "2018-03-11"
        };
        let patient = clinic.patient("Kit Example", born_on).await;
        let account = clinic.add_account("kit", patient).await;
        let (ana, mut browser) = signed_in(&site, "ana").await;
        let last_day = (asks == Asks::PastLastDay).then(|| "2026-03-10".parse().unwrap());
        let terms = |preset: Preset| Terms {
            basis: Some(Basis::ParentalResponsibility),
            until_on: last_day,
            ..Terms::guardian(preset.abilities())
        };
        let preset = match asks {
            Asks::Given(preset) => Some(preset),
            Asks::Stranger => None,
            _ => Some(Preset::Full),
        };
        let mut access: Option<AccessId> = None;
        if let Some(preset) = preset {
            access = Some(clinic.give(ana.account, patient, terms(preset)).await);
        }
        if matches!(asks, Asks::AgedOut | Asks::PastLastDay) {
            clinic.clock.advance(SignedDuration::from_hours(24));
            browser = site.browser();
            let again = clinic
                .sign_in(ana.account, ana.patient, "ana's again")
                .await;
            browser.set(app::ctx::SESSION_COOKIE, again.session.expose());
            browser.set(app::ctx::VISITOR_COOKIE, again.visitor.expose());
        }
        let kit = clinic.sign_in(account, patient, "kit's browser").await;
        if asks == Asks::Ended {
            family::page::end(clinic, &kit.holder, access.unwrap(), false)
                .await
                .unwrap();
        }
        let mut own = site.browser();
        own.set(app::ctx::SESSION_COOKIE, kit.session.expose());
        own.set(app::ctx::VISITOR_COOKIE, kit.visitor.expose());
        let slots = own.times().await;
        let hold = own.hold(&slots[2]).await;
        let form = own.check(&hold).await;
        let appointment = own.book(&form, "").await.parse().unwrap();
        let _acting = clinic.own_patient::<can::Book>(&kit.holder).await.unwrap();
        match asks {
            Asks::PutAway => clinic.store.mark_archived(patient).await.unwrap(),
            Asks::Removed => {
                let desk = clinic.staff_with(Role::Desk).await.unwrap();
                portal_accounts::remove(clinic, &desk, patient, access.unwrap())
                    .await
                    .unwrap();
            }
            Asks::Stopped => clinic.stop_others(patient).await,
            Asks::Suspended => clinic.store.mark_suspended(access.unwrap()).await.unwrap(),
            _ => {}
        }
        Self {
            site,
            patient,
            appointment,
            slots,
            browser,
        }
    }

    /// Another patient with an account, and a visit of theirs.
    async fn visit_of(site: &TestSite, full_name: &str) -> (PatientId, AppointmentId) {
        let patient = site.clinic.patient(full_name, "2018-03-11").await;
        let account = site.clinic.add_account("sam", patient).await;
        let sam = site.clinic.sign_in(account, patient, "sam's browser").await;
        let mut own = site.browser();
        own.set(app::ctx::SESSION_COOKIE, sam.session.expose());
        own.set(app::ctx::VISITOR_COOKIE, sam.visitor.expose());
        let slots = own.times().await;
        let hold = own.hold(&slots[14]).await;
        let form = own.check(&hold).await;
        (patient, own.book(&form, "").await.parse().unwrap())
    }

    /// The answers to a page or form each, in the order of [`rows`].
    async fn answers(&mut self) -> Vec<u16> {
        let (id, patient) = (self.appointment.to_string(), self.patient.to_string());
        let mut answers = Vec::new();
        for page in ["", "/cancel", "/change", "/calendar.ics"] {
            let path = format!("/appointments/{id}{page}");
            answers.push(self.browser.get(&path).await.status.as_u16());
        }
        answers.push(
            self.browser
                .get(&format!("/book/done/{id}"))
                .await
                .status
                .as_u16(),
        );
        for page in ["", "/invite", "/details", "/diary"] {
            let path = format!("/family/{patient}{page}");
            answers.push(self.browser.get(&path).await.status.as_u16());
        }
        let slot = self.slots[6].clone();
        let to = self.slots[10].clone();
        let press = self.site.clinic.submission().to_string();
        let forms: [(&str, Vec<(&str, &str)>); 5] = [
            (
                "/api/switch",
                vec![("patient", &patient), ("next", "/home")],
            ),
            (
                "/api/booking/hold",
                vec![
                    ("service", "visit"),
                    ("who", "first"),
                    ("slot", &slot),
                    ("patient", &patient),
                ],
            ),
            (
                "/api/booking/again",
                vec![
                    ("patient", &patient),
                    ("service", "visit"),
                    ("submission", &press),
                    ("slot", &slot),
                    ("agreed", &patient),
                ],
            ),
            (
                "/api/appointments/move",
                vec![("appointment", &id), ("sequence", "0"), ("slot", &to)],
            ),
            (
                "/api/appointments/cancel",
                vec![("appointment", &id), ("sequence", "")],
            ),
        ];
        for (path, fields) in forms {
            let answer = self.browser.post_json(path, &fields).await;
            answers.push(answer.status.as_u16());
        }
        answers
    }
}

#[tokio::test]
async fn each_gets_what_was_given_and_not_more() {
    // The visit, cancel, change, file, done, family, invite, details, diary; switch, hold, again,
    // move, cancel.
    for asks in ASKS {
        let mut world = World::new(asks).await;
        let expected: [u16; 14] = match asks {
            Asks::Given(Preset::Full) => [200; 14],
            Asks::Given(Preset::Bookings) => [
                200, 200, 200, 200, 200, 200, 404, 404, 200, 200, 200, 200, 200, 200,
            ],
            // Without the ability, the question leads back to the visit.
            Asks::Given(Preset::View) => [
                200, 303, 404, 200, 200, 200, 404, 404, 200, 200, 404, 404, 404, 404,
            ],
            Asks::Given(Preset::Notices) => [
                404, 404, 404, 404, 404, 200, 404, 404, 404, 404, 404, 404, 404, 404,
            ],
            _ => NOTHING,
        };
        assert_eq!(world.answers().await, expected, "{asks:?}");
        if expected == NOTHING {
            for path in ["/family", "/home", "/appointments"] {
                let page = world.browser.get(path).await;
                assert_eq!(page.status.as_u16(), 200, "{asks:?}: {path}");
                // Of one that waits for staff their page says so.
                let waits = asks == Asks::Suspended && path == "/family";
                assert_eq!(page.text().contains("Kit"), waits, "{asks:?}: {path}");
            }
        }
    }
}

#[tokio::test]
async fn of_another_patient_and_of_none_there_is_nothing_either() {
    let mut world = World::new(Asks::Given(Preset::Full)).await;
    let other = World::visit_of(&world.site, "Sam Other").await;
    let none = "01890000-0000-7000-8000-000000000000";
    let missing = (none.parse().unwrap(), none.parse().unwrap());
    let mut pages = Vec::new();
    for (patient, appointment) in [other, missing] {
        (world.patient, world.appointment) = (patient, appointment);
        assert_eq!(world.answers().await, NOTHING);
        let page = world.browser.get(&format!("/family/{patient}")).await;
        let main = page.text();
        let main = main.split("<main").nth(1).unwrap().split("</main>").next();
        pages.push(main.unwrap().replace(&patient.to_string(), "it"));
    }
    assert_eq!(pages[0], pages[1], "word for word");
}

#[tokio::test]
async fn a_page_hides_what_may_not_be_done() {
    let mut world = World::new(Asks::Given(Preset::View)).await;
    let path = format!("/appointments/{}", world.appointment);
    let page = world.browser.get(&path).await.text();
    for hidden in ["Cancel appointment", "Change time", "undo-booking"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    let path = format!("/family/{}", world.patient);
    let page = world.browser.get(&path).await.text();
    assert!(
        page.contains("See appointments") && !page.contains("Book for Kit"),
        "{page}"
    );
    assert!(!page.contains("kit@example.com"), "names and roles only");
}

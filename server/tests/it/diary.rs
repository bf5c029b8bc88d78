//! The access diary over HTTP: every use of an access by a guardian leaves a row, and the
//! page tells of it in words.

use std::collections::BTreeSet;

use clinic::testing::{Patient, Terms};
use domain::access::{Basis, Preset};
use domain::id::PatientId;
use leptos_axum::generate_route_list;

use crate::access_matrix::OTHERS;
use crate::family::{add, signed_in};
use crate::harness::journey::values;
use crate::harness::{Answer, Browser, TestSite};

/// What is no use of an access to somebody: how it begins, and why.
const NO_USE: &[(&str, &str)] = &[
    ("/accessibility", "about nobody"),
    ("/api/booking/details", "somebody without an account"),
    ("/api/booking/keep", "a note that isn't sent yet"),
    ("/api/booking/extend", "a hold of one's own browser"),
    ("/api/booking/release", "a hold of one's own browser"),
    ("/api/display", "about nobody"),
    ("/api/email/", "one's own account"),
    (
        "/api/family/add",
        "there is no access yet; recorded as family.add",
    ),
    ("/api/family/give-back", "the patient's own"),
    (
        "/api/family/invite-own",
        "as /api/family/invite; nobody may at the child's age",
    ),
    (
        "/api/invitations/",
        "there is no access yet; recorded as invitation.*",
    ),
    ("/api/log-in/", "one's own account"),
    ("/api/me/", "one's own account and profile"),
    ("/api/questions/", "one's own sign-up, by a mailed link"),
    ("/api/recover/", "one's own account"),
    ("/api/sign-up", "one's own account"),
    ("/api/staff/", "staff"),
    ("/been-here/", "one's own sign-up, by a mailed link"),
    ("/book/h/:hold/account", "somebody without an account"),
    ("/book/h/:hold/add", "there is no access yet"),
    ("/book/h/:hold/code", "somebody without an account"),
    (
        "/book/h/:hold/who",
        "a hold, and the names that stand in the account's menu",
    ),
    ("/book/:service", "free times; nothing of anybody"),
    ("/dev/", "the demo"),
    ("/email/", "one's own account"),
    ("/family/add", "about nobody yet"),
    ("/family/give-back", "the patient's own"),
    ("/invit", "there is no access yet"),
    ("/log-in", "one's own account"),
    ("/me", "one's own account and profile"),
    ("/questions/", "one's own sign-up, by a mailed link"),
    ("/staff", "staff"),
    ("/recover", "one's own account"),
    ("/sign-up", "one's own account"),
];

/// Pages of the clinic.
const ABOUT_NOBODY: [&str; 6] = [
    "/book",
    "/healthz",
    "/help",
    "/privacy",
    "/readyz",
    "/styleguide",
];

/// Somebody acts for a child, and whatever they do is looked up.
struct Walk {
    site: TestSite,
    browser: Browser,
    ana: Patient,
    child: PatientId,
    /// Every address that was used.
    used: BTreeSet<String>,
}

impl Walk {
    async fn new() -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        let (ana, browser) = signed_in(&site, "ana").await;
        let child = add(&site, &ana, "Leo Example").await;
        site.clinic.store.mark_seen(child).await.unwrap();
        Self {
            site,
            browser,
            ana,
            child,
            used: BTreeSet::new(),
        }
    }

    async fn rows(&self) -> usize {
        let rows = self.site.clinic.store.audited_of(self.child).await;
        rows.unwrap().len()
    }

    /// The last thing left a row about the child: who, from where, when, what.
    async fn left(&mut self, route: &str, before: usize, action: &str) {
        let rows = self.site.clinic.store.audited_of(self.child).await;
        let rows = rows.unwrap();
        let new = &rows[before..];
        assert!(!new.is_empty(), "{route} left nothing");
        for row in new {
            assert_eq!(row.actor_kind, "account", "{route}");
            assert_eq!(row.actor_id, Some(self.ana.account.uuid()), "{route}");
            assert!(row.address_hash.is_some(), "{route}");
            assert_eq!(row.at, self.site.clinic.now().as_millisecond(), "{route}");
        }
        let acts: Vec<&str> = new.iter().map(|row| row.action.as_str()).collect();
        assert!(acts.contains(&action), "{route}: {acts:?}");
        self.used.insert(route.to_owned());
    }

    async fn get(&mut self, route: &str, path: &str, action: &str) -> Answer {
        let before = self.rows().await;
        let answer = self.browser.get(path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        self.left(route, before, action).await;
        answer
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)], action: &str) -> Answer {
        let before = self.rows().await;
        let answer = self.browser.post_json(path, fields).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        self.left(path, before, action).await;
        answer
    }

    /// Holds a time for the child, through the pages; the fields that book it.
    async fn held(&mut self, slot: &str) -> [(&'static str, String); 4] {
        let child = self.child.to_string();
        let fields = [
            ("service", "visit"),
            ("who", "first"),
            ("slot", slot),
            ("patient", &child),
        ];
        let next = self
            .post("/api/booking/hold", &fields, "booking.prepare")
            .await;
        let next = next.json()["next"].as_str().unwrap().to_owned();
        let page = self
            .get("/book/h/:hold/check", &next, "booking.prepare")
            .await;
        let page = page.text();
        let value = |name| values(&page, name)[0].clone();
        [
            ("hold", value("hold")),
            ("submission", value("submission")),
            ("patient", child),
            ("note", String::new()),
        ]
    }

    /// Books for both children in one go, and for one of them right after the other.
    async fn together(&mut self) {
        let (leo, maya) = (self.child, add(&self.site, &self.ana, "Maya Example").await);
        let asked = format!("/book/together?{leo}=visit&{maya}=visit&how=turn");
        let page = self.get("/book/together", &asked, "booking.prepare").await;
        let page = page.text();
        let plan =
            ["people", "services", "plan"].map(|name| (name, values(&page, name)[0].clone()));
        let plan = plan.each_ref().map(|(name, value)| (*name, value.as_str()));
        let held = self
            .post("/api/booking/together", &plan, "booking.prepare")
            .await;
        let held = held.json()["next"].as_str().unwrap().to_owned();
        let page = self
            .get("/book/together/:hold", &held, "booking.prepare")
            .await;
        let page = page.text();
        let form =
            ["hold", "submission", "people"].map(|name| (name, values(&page, name)[0].clone()));
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        let done = self
            .post("/api/booking/book-together", &form, "appointment.book")
            .await;
        let done = done.json()["next"].as_str().unwrap().to_owned();
        self.get(
            "/book/together/done/:appointment",
            &done,
            "appointment.seen",
        )
        .await;
        let slot = self.browser.times().await.pop().unwrap();
        let leo = leo.to_string();
        let after = [("service", "visit"), ("slot", &*slot), ("patient", &*leo)];
        self.post("/api/booking/right-after", &after, "booking.prepare")
            .await;
    }

    async fn book(&mut self, slot: &str) -> String {
        let fields = self.held(slot).await;
        let fields: Vec<_> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let done = self
            .post("/api/booking/book", &fields, "appointment.book")
            .await;
        let next = done.json()["next"].as_str().unwrap().to_owned();
        self.get("/book/done/:appointment", &next, "appointment.seen")
            .await;
        next.rsplit('/').next().unwrap().to_owned()
    }
}

#[tokio::test]
async fn every_use_of_an_access_leaves_who_from_where_when_what_and_for_whom() {
    let mut walk = Walk::new().await;
    let child = walk.child.to_string();
    let switch = [("patient", &*child), ("next", "/home")];
    walk.post("/api/switch", &switch, "acting.chosen").await;
    let slots = walk.browser.times().await;

    // Whom a held time is for, said on its way.
    let hold = walk.browser.hold(&slots[0]).await;
    let subject = [("hold", &*hold), ("subject", &*child)];
    walk.post("/api/booking/who", &subject, "booking.prepare")
        .await;
    let whose = [("hold", &*hold), ("patient", &*child)];
    walk.post("/api/booking/whose", &whose, "booking.prepare")
        .await;

    let id = walk.book(&slots[2]).await;
    let visit = [("appointment", &*id)];
    walk.get("/appointments", "/appointments", "appointments.seen")
        .await;
    walk.get("/home", "/home", "appointments.seen").await;
    for (route, end, action) in [
        ("/appointments/:appointment", "", "appointment.seen"),
        (
            "/appointments/:appointment/cancel",
            "/cancel",
            "appointment.seen",
        ),
        (
            "/appointments/:appointment/change",
            "/change",
            "appointment.seen",
        ),
        (
            "/appointments/:appointment/calendar.ics",
            "/calendar.ics",
            "appointment.exported",
        ),
    ] {
        walk.get(route, &format!("/appointments/{id}{end}"), action)
            .await;
    }
    let to = [
        ("appointment", &*id),
        ("sequence", "0"),
        ("slot", &*slots[6]),
    ];
    walk.post("/api/appointments/move", &to, "appointment.move")
        .await;
    walk.post(
        "/api/appointments/undo-move",
        &visit,
        "appointment.undo_move",
    )
    .await;
    walk.post("/api/appointments/cancel", &visit, "appointment.cancel")
        .await;
    walk.post("/api/appointments/undo", &visit, "appointment.undo_cancel")
        .await;
    walk.post(
        "/api/appointments/undo-booking",
        &visit,
        "appointment.undo_book",
    )
    .await;
    walk.book(&slots[2]).await;
    let press = walk.site.clinic.submission().to_string();
    let again = [
        ("patient", &*child),
        ("service", "visit"),
        ("submission", &*press),
        ("slot", &*slots[7]),
        ("agreed", &*child),
    ];
    walk.post("/api/booking/again", &again, "appointment.book")
        .await;
    // The front page offers the last visit again.
    walk.get("/", "/", "booking.prepare").await;

    walk.get("/family", "/family", "family.seen").await;
    let family = format!("/family/{child}");
    walk.get("/family/:dependent", &family, "family.seen").await;
    let own = format!("{family}/own");
    walk.get("/family/:dependent/own", &own, "family.seen")
        .await;
    let details = format!("{family}/details");
    let page = walk
        .get(
            "/family/:dependent/details",
            &details,
            "patient.contact.seen",
        )
        .await;
    let version = values(&page.text(), "version")[0].clone();
    let reached = [
        ("patient", &*child),
        ("mobile", ""),
        ("street", "12 Water Street"),
        ("suburb", ""),
        ("state", ""),
        ("postcode", ""),
        ("version", &*version),
    ];
    walk.post("/api/family/details", &reached, "patient.contact.edit")
        .await;
    walk.together().await;
    let diary = format!("{family}/diary");
    walk.get("/family/:dependent/diary", &diary, "diary.seen")
        .await;
    let invite = format!("{family}/invite");
    walk.get("/family/:dependent/invite", &invite, "family.seen")
        .await;
    let nan = [
        ("patient", &*child),
        ("email", "nan@example.com"),
        ("rights", "view"),
        ("length", "open"),
    ];
    walk.post("/api/family/invite", &nan, "invitation.send")
        .await;
    let page = walk.browser.get(&family).await.text();
    let sent = values(&page, "invitation")[0].clone();
    let back = [("invitation", &*sent)];
    walk.post("/api/family/take-back", &back, "invitation.delete")
        .await;
    let mine = values(&page, "access").last().unwrap().clone();
    let end = [("access", &*mine), ("sure", "yes")];
    walk.post("/api/family/end", &end, "access.end").await;
    let gone = walk.browser.get(&diary).await;
    assert_eq!(gone.status, 404, "over with the next request");

    // Nothing was left out.
    let mut routes: Vec<String> = generate_route_list(app::App)
        .iter()
        .map(|route| route.path().to_owned())
        .collect();
    routes.extend(app::api::ENDPOINTS.iter().map(|form| form.path.to_owned()));
    routes.extend(OTHERS.iter().map(|path| (*path).to_owned()));
    let no_use = |path: &str| {
        ABOUT_NOBODY.contains(&path) || NO_USE.iter().any(|(start, _)| path.starts_with(start))
    };
    let routes = routes
        .iter()
        .map(|path| path.replace('{', ":").replace('}', ""));
    let forgotten: Vec<String> = routes
        .filter(|path| !walk.used.contains(path) && !no_use(path))
        .collect();
    assert_eq!(forgotten, [""; 0]);
}

#[tokio::test]
async fn the_page_tells_who_did_what_in_words() {
    let mut walk = Walk::new().await;
    let clinic = &walk.site.clinic;
    let kit = clinic.patient("Kit Example", "2013-05-01").await;
    let account = clinic.add_account("kit", kit).await;
    let kit = clinic.sign_in(account, kit, "kit's browser").await;
    let terms = Terms {
        basis: Some(Basis::ParentalResponsibility),
        ..Terms::guardian(Preset::Full.abilities())
    };
    clinic.give(walk.ana.account, kit.patient, terms).await;
    let mut own = walk.site.browser();
    own.set(app::ctx::SESSION_COOKIE, kit.session.expose());
    own.set(app::ctx::VISITOR_COOKIE, kit.visitor.expose());
    let slots = own.times().await;
    let hold = own.hold(&slots[2]).await;
    let form = own.check(&hold).await;
    let id = own.book(&form, "").await;

    let visit = format!("/appointments/{id}");
    let page = walk.browser.get(&visit).await.text();
    let path = format!("/family/{}/diary", kit.patient);
    assert!(page.contains(&path), "{page}");
    let page = walk.browser.get(&path).await.text();
    for says in [
        "Kit’s access diary",
        "Nobody can change or delete a line.",
        "Kit Example, patient",
        "Booked an appointment",
        "Looked at this diary",
        &visit,
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    let desk = &mut walk.site.staff(domain::role::Role::Desk).await;
    let history = format!("/staff/patients/{}/history", kit.patient);
    let told = desk.get(&history).await.text();
    assert!(told.contains("Ana Example, guardian"), "{told}");
    assert!(told.contains("Looked at an appointment"), "{told}");

    let page = own.get("/me/diary").await.text();
    for says in [
        "Access diary",
        "Ana Example, guardian",
        "Looked at an appointment",
        "front desk",
        "Looked at your history at the clinic",
        "?by=you",
    ] {
        assert!(page.contains(says), "{says}: {page}");
    }
    assert!(
        !page.contains("@example.com"),
        "names and roles only: {page}"
    );
    assert!(own.get("/me").await.text().contains("/me/diary"));
    let mine = own.get("/me/diary?by=you").await.text();
    assert!(mine.contains("Only what you did."), "{mine}");
    assert!(!mine.contains("Ana Example"), "{mine}");
    for nobody in ["?by=x", "?by=", "?after=x", "?after="] {
        let answer = own.get(&format!("/me/diary{nobody}")).await;
        assert_eq!(answer.status, 404, "{nobody}");
    }
    // One's own is one's own under either address.
    let answer = own.get(&path).await;
    assert_eq!(answer.see_other(), "/me/diary");
}

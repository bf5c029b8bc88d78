//! Whoever is signed in and walks through ids that aren't theirs leaves a bounded trail.

use app::ctx::{SESSION_COOKIE, STAFF_COOKIE, VISITOR_COOKIE};
use clinic::can;
use clinic::testing::Audited;
use domain::limits::REFUSALS_RECORDED_PER_HOUR;
use domain::role::Role;
use http::{HeaderMap, StatusCode};

use crate::access_matrix::Actor;
use crate::access_matrix::world::{Beginning, World};
use crate::harness::{Answer, Browser, TestSite};

const MISSING: &str = "01890000-0000-7000-8000-000000000000";

async fn refusals(site: &TestSite) -> Vec<Audited> {
    let mut events = site.clinic.store.audited().await.unwrap();
    events.retain(|event| event.action == "access.refused");
    events
}

/// Everything about an answer that could tell two ids apart, the number of the request
/// and the nonce of the page left out.
fn shape(answer: &Answer, id: &str) -> (StatusCode, Vec<String>, usize) {
    let names = |headers: &HeaderMap| headers.keys().map(ToString::to_string).collect();
    let length = answer.text().replace(id, "").len();
    (answer.status, names(&answer.headers), length)
}

/// Asks for an appointment in every way that there is.
async fn walk(browser: &mut Browser, id: &str) -> Vec<(StatusCode, Vec<String>, usize)> {
    let mut shapes = Vec::new();
    for path in [
        format!("/appointments/{id}"),
        format!("/appointments/{id}/cancel"),
        format!("/appointments/{id}/calendar.ics"),
        format!("/book/done/{id}"),
    ] {
        shapes.push(shape(&browser.get(&path).await, id));
    }
    for path in ["/api/appointments/cancel", "/api/appointments/undo"] {
        let answer = browser.post_json(path, &[("appointment", id)]).await;
        shapes.push(shape(&answer, id));
    }
    assert!(
        shapes
            .iter()
            .all(|(status, ..)| *status == StatusCode::NOT_FOUND)
    );
    shapes
}

/// A clinic, and an appointment of somebody.
async fn site() -> (TestSite, String) {
    let (site, _, appointment) = booked().await;
    (site, appointment)
}

/// The same, with whose it is.
async fn booked() -> (TestSite, Browser, String) {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    site.clinic.set_address_limit_times(1_000);
    let mut owner = site.signed_in("olive").await;
    let slot = owner.times().await[0].clone();
    let hold = owner.hold(&slot).await;
    let form = owner.check(&hold).await;
    let appointment = owner.book(&form, "").await;
    (site, owner, appointment)
}

#[tokio::test]
async fn a_walk_through_ids_leaves_who_where_and_what_and_tells_the_walker_nothing() {
    let (site, appointment) = site().await;
    let walker = site.clinic.signed_in("mallory").await;
    let mut browser = site.browser();
    browser.set(SESSION_COOKIE, walker.session.expose());
    browser.set(VISITOR_COOKIE, walker.visitor.expose());
    let theirs = walk(&mut browser, &appointment).await;
    let nobodys = walk(&mut browser, MISSING).await;
    assert_eq!(theirs, nobodys);

    let address = browser.peer.ip().to_string();
    let from = site.clinic.visitor_from("x", &address).address_key().0;
    let refused = refusals(&site).await;
    assert_eq!(refused.len(), 12);
    for (n, event) in refused.iter().enumerate() {
        assert_eq!(event.actor_kind, "account");
        assert_eq!(event.actor_id, Some(walker.account.uuid()));
        assert_eq!(event.address_hash.as_deref(), Some(from.as_slice()));
        assert_eq!(event.detail, if n < 6 { &*appointment } else { MISSING });
    }

    for _ in 0..8 {
        walk(&mut browser, MISSING).await;
    }
    let bound = usize::try_from(REFUSALS_RECORDED_PER_HOUR).unwrap();
    let refused = refusals(&site).await;
    assert_eq!(refused.len(), bound + 1);
    assert_eq!(refused[bound].detail, "more");
    let job = site.clinic.system_job();
    let chain = clinic::audit::verify(&site.clinic, &job).await.unwrap();
    assert_eq!(chain.first_bad, None);
}

#[tokio::test]
async fn every_look_at_ones_own_visits_and_details_leaves_a_row() {
    let (site, mut browser, appointment) = booked().await;
    let start = site.clinic.store.audited().await.unwrap().len();
    for path in [
        "/appointments",
        &format!("/appointments/{appointment}"),
        &format!("/appointments/{appointment}/calendar.ics"),
        "/me",
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
    let address = browser.peer.ip().to_string();
    let from = site.clinic.visitor_from("x", &address).address_key().0;
    let events = site.clinic.store.audited().await.unwrap();
    let looks: Vec<_> = events[start..]
        .iter()
        .map(|event| (&*event.action, &*event.detail))
        .collect();
    assert_eq!(
        looks,
        [
            ("appointments.seen", ""),
            ("appointment.seen", &*appointment),
            ("appointment.exported", &*appointment),
            ("patient.contact.seen", ""),
        ]
    );
    for event in &events[start..] {
        assert_eq!(event.actor_kind, "account");
        assert_eq!(event.address_hash.as_deref(), Some(from.as_slice()));
    }
}

#[tokio::test]
async fn only_refusals_of_somebody_signed_in_are_recorded() {
    let (site, appointment) = site().await;
    let path = format!("/appointments/{appointment}");
    // Nobody, and a cookie that opens nothing.
    let mut nobody = site.browser();
    nobody.get(&path).await;
    nobody.set(SESSION_COOKIE, "nothing");
    nobody.get(&path).await;
    nobody.get(&format!("/book/h/{MISSING}/who")).await;
    nobody
        .post_json("/api/booking/release", &[("hold", MISSING)])
        .await;
    nobody.set(STAFF_COOKIE, "nothing");
    let id = [("registration", MISSING)];
    nobody.post_json("/api/staff/registrations/add", &id).await;
    assert_eq!(refusals(&site).await, []);

    // What is no id asks for nothing, and is no place to leave words in.
    let mut known = site.signed_in("ana").await;
    known.get("/appointments/Ana%20Example").await;
    known.get("/nowhere").await;
    let words = [("appointment", "my secret words")];
    known.post_json("/api/appointments/cancel", &words).await;
    assert_eq!(refusals(&site).await, []);
    known.get("/appointments").await;
    assert_eq!(
        refusals(&site).await,
        [],
        "and what is theirs is no refusal"
    );
}

#[tokio::test]
async fn staff_are_recorded_by_their_own_names() {
    let (site, _) = site().await;
    let token = site.clinic.staff_token(Role::Desk).await;
    let desk = site.clinic.member(token.expose()).await.unwrap();
    assert!(
        site.clinic
            .staff::<can::Team>(token.expose())
            .await
            .is_err()
    );
    let mut browser = site.browser();
    browser.set(STAFF_COOKIE, token.expose());
    let id = [("registration", MISSING)];
    let answer = browser.post_json("/api/staff/registrations/add", &id).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let page = format!("/staff/registrations/{MISSING}/block");
    assert_eq!(browser.get(&page).await.status, StatusCode::NOT_FOUND);
    let refused = refusals(&site).await;
    assert_eq!(refused.len(), 2);
    for event in refused {
        assert_eq!(event.actor_kind, "staff");
        assert_eq!(event.actor_id, Some(desk.staff_id().uuid()));
        assert_eq!(event.detail, MISSING);
    }
}

#[tokio::test]
async fn a_patient_who_is_not_there_is_recorded_once_for_each_look() {
    let (site, _) = site().await;
    let mut desk = site.staff(Role::Desk).await;
    let looks = [
        format!("/staff/patients/{MISSING}"),
        format!("/staff/patients/{MISSING}/history"),
        format!("/staff/patients/{MISSING}/edit"),
    ];
    for look in &looks {
        assert_eq!(desk.get(look).await.status, StatusCode::NOT_FOUND, "{look}");
    }
    let mut events = site.clinic.store.audited().await.unwrap();
    events.retain(|event| event.detail.contains(MISSING));
    let actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(actions, vec!["access.refused"; looks.len()]);
}

/// What was written down of the owner of everything since it was last asked for; `who` and
/// where from are the same for all.
async fn news(world: &World, seen: &mut usize, browser: &Browser) -> Vec<(String, String)> {
    let patient = world.own("", "patient").unwrap().parse().unwrap();
    let events = world.site.clinic.store.audited_of(patient).await.unwrap();
    let address = browser.peer.ip().to_string();
    let from = world
        .site
        .clinic
        .visitor_from("x", &address)
        .address_key()
        .0;
    let new = events.iter().skip(*seen);
    *seen = events.len();
    new.map(|event| {
        assert_eq!(event.actor_kind, "staff", "{event:?}");
        assert!(event.actor_id.is_some(), "{event:?}");
        assert_eq!(event.address_hash.as_deref(), Some(from.as_slice()));
        assert_eq!(event.at, world.site.clinic.now().as_millisecond());
        (event.action.clone(), event.detail.clone())
    })
    .collect()
}

#[tokio::test]
async fn every_look_of_staff_is_in_the_record_of_the_patient_whom_they_saw() {
    let world = Beginning::new().await.world().await;
    let mut desk = world.browser(Actor::Desk).await;
    let own = |name| world.own("/staff/", name).unwrap();
    let (patient, visit) = (own("patient"), own("appointment"));
    let profile = format!("/staff/patients/{patient}");
    let mut seen = 0;
    world.site.clinic.clock.advance_s(1);
    let patient_id = patient.parse().unwrap();
    let before = world.site.clinic.store.audited_of(patient_id).await;
    seen += before.unwrap().len();
    for (path, action) in [
        ("/staff".to_owned(), "today.seen"),
        ("/staff/patients".to_owned(), "patients.seen"),
        ("/staff/patients?q=eve".to_owned(), "patients.searched"),
        (profile.clone(), "patient.seen"),
        (format!("{profile}/appointments"), "patient.visits_seen"),
        (format!("{profile}/history"), "patient.history_seen"),
        (format!("{profile}/edit"), "patient.seen"),
        (format!("{profile}/safeguarding"), "safeguarding.seen"),
        (
            format!("{profile}/portal-accounts"),
            "patient.accounts_seen",
        ),
        (
            format!("{profile}/portal-accounts/{}/rights", own("access")),
            "patient.accounts_seen",
        ),
        (
            format!("{profile}/portal-accounts/{}/remove", own("access")),
            "patient.accounts_seen",
        ),
        (
            format!("{profile}/invitations/{}/address", own("invitation")),
            "patient.accounts_seen",
        ),
        (format!("/staff/appointments/{visit}"), "appointment.seen"),
        (
            format!("/staff/appointments/{visit}/move"),
            "appointment.seen",
        ),
        (
            format!("/staff/appointments/{visit}/cancel"),
            "appointment.seen",
        ),
        (
            format!("/staff/bookings/new?patient={patient}"),
            "booking.prepare",
        ),
        (
            format!("/staff/registrations/{}/block", own("registration")),
            "registrations.seen",
        ),
    ] {
        assert_eq!(desk.get(&path).await.status, StatusCode::OK, "{path}");
        let news = news(&world, &mut seen, &desk).await;
        let actions: Vec<&str> = news.iter().map(|(action, _)| action.as_str()).collect();
        assert!(actions.contains(&action), "{path}: {actions:?}");
    }

    // What they do to somebody's access, too, without their words.
    let mut admin = world.browser(Actor::Admin).await;
    let fields = [("patient", &*patient), ("reason", "a reason of mine")];
    for (act, more, action) in [
        ("set", 2, "safeguarding.set"),
        ("lift", 1, "safeguarding.lifted"),
    ] {
        let path = format!("/api/staff/safeguarding/{act}");
        let done = admin.post_json(&path, &fields[..more]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let news = news(&world, &mut seen, &admin).await;
        assert!(news.iter().any(|(done, _)| done == action), "{news:?}");
        assert!(!format!("{news:?}").contains("of mine"), "{news:?}");
    }
}

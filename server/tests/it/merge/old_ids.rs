//! What became part of another profile, under its old address (abuse 52): whoever may see the
//! profile is led to it, and to everybody else there was never anything.

use super::*;

const NOBODY: &str = "01890000-0000-7000-8000-000000000000";

/// An answer as whoever asks can tell it from another one: all of it, but for the id that they
/// asked for themselves, and what each answer has of its own.
fn told(answer: &Answer, id: &str) -> (StatusCode, String, String) {
    let mut headers: Vec<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["x-request-id", "content-security-policy"].contains(&name.as_str()))
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    headers.sort();
    let mut body = answer.text();
    for name in ["x-request-id", "content-security-policy"] {
        let header = answer.header(http::HeaderName::from_static(name));
        let nonces = header.unwrap_or_default().split("'nonce-").skip(1);
        let nonces = nonces.filter_map(|rest| rest.split('\'').next());
        let all: Vec<&str> = match name {
            "x-request-id" => header.into_iter().collect(),
            _ => nonces.collect(),
        };
        for one in all.into_iter().filter(|one| !one.is_empty()) {
            body = body.replace(one, "its-own");
        }
    }
    (
        answer.status,
        headers.join("\n").replace(id, "it"),
        body.replace(id, "it"),
    )
}

/// Everything of the portal that a patient's id stands in: pages, then forms.
async fn portal(browser: &mut Browser, id: &str, slot: &str) -> Vec<(String, Answer)> {
    let mut all = Vec::new();
    for page in ["", "/details", "/own", "/invite", "/diary"] {
        let answer = browser.get(&format!("/family/{id}{page}")).await;
        all.push((format!("/family/{{id}}{page}"), answer));
    }
    let forms: [(&str, Vec<(&str, &str)>); 5] = [
        ("/api/switch", vec![("patient", id), ("next", "/home")]),
        (
            "/api/booking/hold",
            vec![
                ("service", "visit"),
                ("who", "first"),
                ("slot", slot),
                ("patient", id),
            ],
        ),
        (
            "/api/family/details",
            vec![
                ("patient", id),
                ("mobile", ""),
                ("street", ""),
                ("suburb", ""),
                ("state", ""),
                ("postcode", ""),
                ("version", "1"),
            ],
        ),
        (
            "/api/family/invite",
            vec![
                ("patient", id),
                ("email", "x@example.com"),
                ("rights", "view"),
                ("length", "two_weeks"),
            ],
        ),
        (
            "/api/family/invite-own",
            vec![("patient", id), ("email", "x@example.com")],
        ),
    ];
    for (path, fields) in &forms {
        all.push(((*path).to_owned(), browser.post_json(path, fields).await));
    }
    all
}

#[tokio::test]
async fn in_the_portal_an_old_id_is_one_that_never_was_unless_one_may_see_the_survivor() {
    let mut world = World::new().await;
    let (survivor, absorbed) = (world.survivor, world.sign_up.clone());
    let id = world.absorbed();
    let (ticked, mut ginas) = world.guardian("gina", id).await;
    // Who had a right to one of the two, and has none since; and who never had any.
    let (_, mut hals) = world.guardian("hal", id).await;
    let (_, mut guses) = world.guardian("gus", survivor).await;
    let (_, mut owners) = world.owner().await;
    let mut strangers = world.site.signed_in("stranger").await;
    let slot = strangers.times().await[6].clone();
    let before = portal(&mut hals, &absorbed, &slot).await;
    assert_eq!(
        before[0].1.status,
        StatusCode::OK,
        "the ids are asked right"
    );

    let (html, form) = world.open().await;
    let stays = crate::harness::journey::values(&html, "stays_self");
    let (tick, own) = (ticked.to_string(), &stays[0]);
    let sure = [
        ("identity", "yes"),
        ("accesses", tick.as_str()),
        ("stays_self", own.as_str()),
    ];
    world.merged(&form, &sure).await;

    let everybody = [
        ("hal", &mut hals),
        ("gus", &mut guses),
        ("the old account", &mut owners),
        ("a stranger", &mut strangers),
    ];
    for (who, browser) in everybody {
        let unknown = portal(browser, NOBODY, &slot).await;
        for (name, answer) in &unknown {
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{who}: {name}");
        }
        for asked in [absorbed.clone(), survivor.to_string()] {
            let found = portal(browser, &asked, &slot).await;
            for ((name, found), (_, unknown)) in found.iter().zip(&unknown) {
                assert_eq!(told(found, &asked), told(unknown, NOBODY), "{who}: {name}");
            }
        }
    }
    // Who is nobody here is sent to log in, whichever id they ask for.
    let mut nobody = world.site.browser();
    nobody.get("/log-in").await;
    let found = nobody.get(&format!("/family/{absorbed}")).await;
    let unknown = nobody.get(&format!("/family/{NOBODY}")).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    assert_eq!(told(&found, &absorbed), told(&unknown, NOBODY));

    // Who may see the one profile sees it under either.
    let mut pages = Vec::new();
    for asked in [absorbed.clone(), survivor.to_string()] {
        for (name, answer) in portal(&mut ginas, &asked, &slot).await.drain(..5) {
            assert_eq!(answer.status, StatusCode::OK, "{name}");
            assert!(words(&answer.text()).contains("Quillon"), "{name}");
        }
        let fields = [("patient", asked.as_str()), ("next", "/appointments")];
        let switched = ginas.post_form("/api/switch", &fields).await;
        let page = ginas.visit(switched.see_other()).await.text();
        let main = page.split("<main").nth(1).unwrap();
        let main = main.split("</main>").next().unwrap().to_owned();
        assert!(main.contains("Priya Example"), "{main}");
        pages.push(main);
    }
    assert_eq!(pages[0], pages[1]);
}

const STAFF: [&str; 7] = [
    "",
    "/appointments",
    "/history",
    "/portal-accounts",
    "/edit",
    "/merge",
    "/safeguarding",
];

#[tokio::test]
async fn staff_are_led_to_the_survivor_from_every_page_of_the_old_id() {
    let mut world = World::new().await;
    let (survivor, absorbed) = (world.survivor, world.sign_up.clone());
    let (_, form) = world.open().await;
    world.merged(&form, &[("identity", "yes")]).await;
    for role in [Role::Desk, Role::Practitioner, Role::Admin] {
        let mut staff = world.site.staff(role).await;
        for page in STAFF {
            let old = staff
                .get(&format!("/staff/patients/{absorbed}{page}"))
                .await;
            let new = format!("/staff/patients/{survivor}{page}");
            assert_eq!(old.see_other(), new, "{role:?}");
            let new = staff.get(&new).await;
            assert_eq!(new.status, StatusCode::OK, "{role:?}: {page}");
            let nobody = staff.get(&format!("/staff/patients/{NOBODY}{page}")).await;
            assert_eq!(nobody.status, StatusCode::NOT_FOUND, "{role:?}: {page}");
        }
    }
    // Nobody else is told that there was anything: not a patient, and not whoever is nobody.
    let mut patient = world.site.signed_in("stranger").await;
    let mut nobody = world.site.browser();
    nobody.get("/staff/log-in").await;
    for browser in [&mut patient, &mut world.who, &mut nobody] {
        for page in STAFF {
            let old = browser
                .get(&format!("/staff/patients/{absorbed}{page}"))
                .await;
            let none = browser
                .get(&format!("/staff/patients/{NOBODY}{page}"))
                .await;
            assert_eq!(told(&old, &absorbed), told(&none, NOBODY), "{page}");
            assert!(!old.status.is_success(), "{page}");
        }
        let pair = |id: &str| format!("/staff/merge/{survivor}/{id}");
        let old = browser.get(&pair(&absorbed)).await;
        let none = browser.get(&pair(NOBODY)).await;
        assert_eq!(told(&old, &absorbed), told(&none, NOBODY));
        assert!(!old.status.is_success());
    }
}

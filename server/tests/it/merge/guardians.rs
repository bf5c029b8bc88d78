//! Who acts for one of two profiles, is invited to, or was shut out by a stop, seen on their own
//! pages after the merge.

use clinic::testing::inviting::Invite;

use super::*;
use crate::harness::journey::values;

/// What an account that acts for a patient gets of them: whether the pages are there.
async fn is_let_in(browser: &mut Browser, patient: &str) -> bool {
    let mut seen = Vec::new();
    for page in ["", "/details", "/invite", "/diary"] {
        let answer = browser.visit(&format!("/family/{patient}{page}")).await;
        seen.push(answer.status);
    }
    let fields = [("patient", patient), ("next", "/appointments")];
    let switch = browser.post_json("/api/switch", &fields).await;
    seen.push(switch.status);
    let is_in = seen[0] == StatusCode::OK;
    let expected = if is_in {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    assert!(seen.iter().all(|status| *status == expected), "{seen:?}");
    is_in
}

#[tokio::test]
async fn a_guardian_goes_on_if_ticked_and_waits_for_staff_if_not() {
    for tick in [false, true] {
        let mut world = World::new().await;
        let (survivor, absorbed) = (world.survivor, world.absorbed());
        let (of_sign_up, mut ginas) = world.guardian("gina", absorbed).await;
        let (of_profile, mut guses) = world.guardian("gus", survivor).await;
        let (one, other) = (survivor.to_string(), absorbed.to_string());
        assert!(is_let_in(&mut ginas, &other).await && is_let_in(&mut guses, &one).await);
        assert!(!is_let_in(&mut ginas, &one).await && !is_let_in(&mut guses, &other).await);

        let (html, form) = world.open().await;
        let boxes = values(&html, "accesses");
        let (gina, gus) = (of_sign_up.to_string(), of_profile.to_string());
        assert!(boxes.contains(&gina) && boxes.contains(&gus), "{boxes:?}");
        let ticked = html
            .split('<')
            .filter(|tag| tag.contains("name=\"accesses\"") && tag.contains(" checked"));
        assert_eq!(ticked.count(), 0, "nobody is ticked beforehand");
        let text = words(&html);
        for told in ["Gina Example, gina@example.com", "Only if you tick it"] {
            assert!(text.contains(told), "{told}: {text}");
        }
        let mut sure = vec![("identity", "yes")];
        if tick {
            sure.extend([("accesses", gina.as_str()), ("accesses", gus.as_str())]);
        }
        world.merged(&form, &sure).await;
        for browser in [&mut ginas, &mut guses] {
            for id in [&one, &other] {
                assert_eq!(is_let_in(browser, id).await, tick, "{id}");
            }
        }
        // Whose sign-up it was sees it in any case.
        let list = world.who.get("/appointments").await.text();
        assert!(words(&list).contains("Priya Example"), "{list}");
        let accounts = format!("/staff/patients/{one}/portal-accounts");
        let html = world.desk.get(&accounts).await.text();
        let waiting = words(&html).contains("Waits for you");
        assert_eq!(waiting, !tick, "{html}");
    }
}

/// One is ticked, the other one isn't: each has what was said of them.
#[tokio::test]
async fn a_tick_lets_in_who_was_ticked_and_nobody_else() {
    let mut world = World::new().await;
    let (survivor, absorbed) = (world.survivor, world.absorbed());
    let (of_sign_up, mut ginas) = world.guardian("gina", absorbed).await;
    let (_, mut guses) = world.guardian("gus", survivor).await;
    let (_, form) = world.open().await;
    let gina = of_sign_up.to_string();
    let sure = [("identity", "yes"), ("accesses", gina.as_str())];
    world.merged(&form, &sure).await;
    for id in [survivor.to_string(), absorbed.to_string()] {
        assert!(is_let_in(&mut ginas, &id).await);
        assert!(!is_let_in(&mut guses, &id).await);
    }
}

async fn opened(browser: &mut Browser, invite: &Invite) -> String {
    let link = format!("/invite/{}", invite.token.expose());
    let page = browser.visit(&link).await;
    page.text().replace("<!>", "")
}

#[tokio::test]
async fn an_invitation_goes_along_if_ticked_and_its_link_is_dead_if_not() {
    for tick in [false, true] {
        let mut world = World::new().await;
        let absorbed = world.absorbed();
        let clinic = &world.site.clinic;
        let inviting = clinic.inviting(absorbed, "ngozi@example.com").await;
        let invite = clinic.invite(&inviting).await;
        let (html, form) = world.open().await;
        let id = invite.id.to_string();
        assert_eq!(values(&html, "invitations"), [id.as_str()], "{html}");
        assert!(words(&html).contains("ngozi@example.com"), "{html}");
        let mut sure = vec![("identity", "yes")];
        if tick {
            sure.push(("invitations", id.as_str()));
        }
        world.merged(&form, &sure).await;
        let mut ngozi = world.site.browser();
        let page = opened(&mut ngozi, &invite).await;
        let accept = "/api/invitations/accept";
        assert_eq!(
            page.contains(&format!("action=\"{accept}\"")),
            tick,
            "{page}"
        );
        let fields = [
            ("invitation", id.as_str()),
            ("way", "new"),
            ("full_name", "Ngozi Example"),
            ("bday_day", NEWCOMER.born[0]),
            ("bday_month", NEWCOMER.born[1]),
            ("bday_year", NEWCOMER.born[2]),
        ];
        let answer = ngozi.post_form(accept, &fields).await;
        let shown = words(&ngozi.visit(answer.see_other()).await.text());
        let survivor = world.survivor.to_string();
        if tick {
            assert!(is_let_in(&mut ngozi, &survivor).await);
            assert!(shown.contains("Quillon"), "{shown}");
        } else {
            assert!(shown.contains("took this invitation back"), "{shown}");
            assert!(!ngozi.cookies.contains_key(SESSION_COOKIE));
        }
        let profile = format!("/staff/patients/{survivor}/portal-accounts");
        let html = words(&world.desk.get(&profile).await.text());
        assert_eq!(html.contains("Ngozi Example"), tick, "{html}");
    }
}

#[tokio::test]
async fn a_safeguarding_stop_is_for_an_admin_who_says_why_and_shuts_out_all_the_same() {
    let mut world = World::new().await;
    let (survivor, absorbed) = (world.survivor, world.absorbed());
    let (of_profile, mut guses) = world.guardian("gus", survivor).await;
    let one = survivor.to_string();
    assert!(is_let_in(&mut guses, &one).await);
    world.site.clinic.stop_others(absorbed).await;

    for role in [Role::Desk, Role::Practitioner] {
        world.desk = world.site.staff(role).await;
        let html = world.desk.get(&world.page()).await.text();
        let text = words(&html);
        assert!(
            text.contains("Ask an admin to merge these profiles."),
            "{text}"
        );
        assert!(
            !html.contains(&format!("action=\"{ENDPOINT}\"")),
            "{role:?}"
        );
    }
    let mut desk = world.site.staff(Role::Desk).await;
    desk.get(&world.page()).await;
    world.desk = world.site.staff(Role::Admin).await;
    let (html, form) = world.open().await;
    let said = "There is or was a safeguarding stop on one of the profiles.";
    assert!(words(&html).contains(said), "{html}");
    assert!(!values(&html, "accesses").contains(&of_profile.to_string()));
    let access = of_profile.to_string();
    let sure = [
        ("identity", "yes"),
        ("accesses", access.as_str()),
        ("confirmed", "yes"),
        ("reason", "Spoke with both."),
    ];
    // The desk sends what an admin's page would.
    let all: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .chain(sure)
        .collect();
    let answer = desk.post_form(ENDPOINT, &all).await;
    let back = desk.visit(answer.see_other()).await.text();
    let refused = "There is or was a safeguarding stop. Ask an admin to merge these profiles.";
    assert!(words(&back).contains(refused), "{back}");
    let profile = format!("/staff/patients/{absorbed}");
    assert_eq!(desk.get(&profile).await.status, StatusCode::OK);

    let html = world.refused(&form, &[("identity", "yes")]).await;
    for missing in [
        "Tick that they are the same person all the same",
        "Enter a reason",
    ] {
        assert!(words(&html).contains(missing), "{missing}: {html}");
    }
    world.merged(&form, &sure).await;
    for id in [one, absorbed.to_string()] {
        assert!(!is_let_in(&mut guses, &id).await, "ticked or not");
    }
    let safeguarding = format!("/staff/patients/{survivor}/safeguarding");
    let html = words(&world.desk.get(&safeguarding).await.text());
    assert!(
        html.contains("Lift"),
        "it stands for the one profile: {html}"
    );
}

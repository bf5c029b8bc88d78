//! What no page of ours would have sent, and what can't be had any more.

use domain::id::PractitionerId;

use super::*;

#[tokio::test]
async fn a_changed_slot_or_field_is_refused() {
    let site = site_of(&["Priya Example", "Wen Example"]).await;
    let clinic = &site.clinic;
    let away = clinic.practitioner("Nobody's Colleague").await;
    clinic
        .service("other", |service| service.name = "Other".into())
        .await;
    let mut browser = site.browser();
    let slots = browser.times().await;
    let (at, who) = slots[0].split_once('.').unwrap();
    let at: i64 = at.parse().unwrap();
    let hour = 3_600_000;
    let day = 24 * hour;
    let slot = |at: i64| format!("{at}.{who}");
    let far_future = i64::MAX;
    for (what, service, choice, slot, status) in [
        ("past", "visit", "first", slot(at - 2 * day), 422),
        ("too soon", "visit", "first", slot(at - hour), 422),
        (
            "beyond the horizon",
            "visit",
            "first",
            slot(at + 63 * day),
            422,
        ),
        ("at night", "visit", "first", slot(at + 12 * hour), 422),
        ("on a Sunday", "visit", "first", slot(at + 5 * day), 422),
        ("off the grid", "visit", "first", slot(at + 5 * 60_000), 422),
        ("off the minute", "visit", "first", slot(at + 1), 422),
        ("before time", "visit", "first", slot(i64::MIN), 404),
        ("after time", "visit", "first", slot(far_future), 404),
        ("no time", "visit", "first", format!("soon.{who}"), 404),
        ("nobody", "visit", SOMEBODY, format!("{at}.{SOMEBODY}"), 422),
        ("no person", "visit", "first", format!("{at}.x"), 404),
        (
            "somebody who doesn't offer it",
            "visit",
            &away.to_string(),
            format!("{at}.{away}"),
            422,
        ),
        (
            "another than was chosen",
            "visit",
            &away.to_string(),
            slots[0].clone(),
            422,
        ),
        ("nobody's service", "other", "first", slots[0].clone(), 404),
        ("no service", "nothing", "first", slots[0].clone(), 404),
        ("no choice", "visit", "last", slots[0].clone(), 404),
        ("nothing", "visit", "first", String::new(), 404),
    ] {
        let fields = [
            ("service", service),
            ("who", choice),
            ("slot", slot.as_str()),
        ];
        let answer = browser.post_json("/api/booking/hold", &fields).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
    }
    for extra in [
        ("duration", "5"),
        ("price_cents", "1"),
        ("ends_at", "0"),
        ("slot", slots[0].as_str()),
    ] {
        let mut fields = hold_fields(&slots[0]).to_vec();
        fields.push(extra);
        let answer = browser.post_json("/api/booking/hold", &fields).await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::BAD_REQUEST, json!("malformed")),
            "{extra:?}"
        );
    }
    assert_eq!(browser.times().await, slots, "nothing is held");
    // Whoever asks for the first available gets somebody who offers it, whatever was sent.
    for sent in [SOMEBODY, &away.to_string()] {
        let mut browser = site.signed_in(&format!("first{}", &sent[30..])).await;
        let hold = browser.hold(&format!("{at}.{sent}")).await;
        let page = browser.get(&format!("/book/h/{hold}/check")).await.text();
        assert!(
            page.contains("Priya Example") || page.contains("Wen Example"),
            "{page}"
        );
        browser
            .post_form("/api/booking/release", &[("hold", &hold)])
            .await;
    }

    let (mut browser, form) = about_to_book(&site, "ana", &slots[0]).await;
    let ben = site.clinic.signed_in("ben").await.patient.to_string();
    for (what, changed) in [
        (
            "another's profile",
            BookForm {
                patient: ben,
                ..form.clone()
            },
        ),
        (
            "nobody's profile",
            BookForm {
                patient: SOMEBODY.into(),
                ..form.clone()
            },
        ),
        (
            "no profile",
            BookForm {
                patient: "1 OR 1=1".into(),
                ..form.clone()
            },
        ),
        (
            "no number",
            BookForm {
                submission: "x".into(),
                ..form.clone()
            },
        ),
    ] {
        let answer = browser
            .post_json("/api/booking/book", &changed.fields(""))
            .await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{what}: {}",
            answer.text()
        );
    }
    for extra in [
        ("price", "0"),
        ("starts_at", "0"),
        ("practitioner", who),
        ("hold", form.hold.as_str()),
    ] {
        let mut fields = form.fields("").to_vec();
        fields.push(extra);
        let answer = browser.post_json("/api/booking/book", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{extra:?}");
    }
    assert!(
        !browser
            .get("/appointments")
            .await
            .text()
            .contains("href=\"/appointments/0")
    );
}

#[tokio::test]
async fn programs_get_the_status_that_was_agreed() {
    let site = site().await;
    let slots = site.browser().times().await;
    let (mut ana, form) = about_to_book(&site, "ana", &slots[0]).await;
    let mut ben = site.signed_in("ben").await;

    let taken = ben
        .post_json("/api/booking/hold", &hold_fields(&slots[0]))
        .await;
    assert_eq!(taken.status, StatusCode::CONFLICT);
    assert_eq!(
        taken.json(),
        json!({ "refused": { "book": { "code": "taken" } } })
    );

    let (at, who) = slots[0].split_once('.').unwrap();
    let soon = format!("{}.{who}", at.parse::<i64>().unwrap() - 3_600_000);
    let soon = ben
        .post_json("/api/booking/hold", &hold_fields(&soon))
        .await;
    assert_eq!(soon.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = json!({ "refused": { "book": { "code": "too_soon", "lead_minutes": 60 } } });
    assert_eq!(soon.json(), expected);

    let malformed = ben.post_json("/api/booking/book", &[("hold", "x")]).await;
    assert_eq!(
        (malformed.status, malformed.json()),
        (StatusCode::BAD_REQUEST, json!("malformed"))
    );

    let nobody = site
        .browser()
        .post_json("/api/booking/book", &form.fields(""))
        .await;
    assert_eq!(
        (nobody.status, nobody.json()),
        (StatusCode::UNAUTHORIZED, json!("unauthenticated"))
    );

    let long = "n".repeat(1_001);
    let invalid = ana
        .post_json("/api/booking/book", &form.fields(&long))
        .await;
    assert_eq!(invalid.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(invalid.json(), json!({ "invalid": [["note", "too_long"]] }));

    let booked = ana.post_json("/api/booking/book", &form.fields("")).await;
    assert_eq!(booked.status, StatusCode::OK);
    assert!(
        booked.json()["next"]
            .as_str()
            .unwrap()
            .starts_with("/book/done/")
    );

    let mut crowd = site.browser();
    for slot in slots.iter().skip(4).cycle().take(40) {
        let answer = crowd
            .post_json("/api/booking/hold", &hold_fields(slot))
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.json()["too_many"]["retry_after_s"].as_u64().unwrap() > 0);
            assert!(answer.header(http::header::RETRY_AFTER).is_some());
            return;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    }
    panic!("nothing bounds how often one browser may hold");
}

#[tokio::test]
async fn one_address_can_not_hold_the_whole_day() {
    let site = site().await;
    let slots = site.browser().times().await;
    let mut held = 0;
    for slot in slots.iter().step_by(2) {
        let answer = site
            .browser()
            .post_json("/api/booking/hold", &hold_fields(slot))
            .await;
        match answer.status {
            StatusCode::OK => held += 1,
            status => assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{}", answer.text()),
        }
    }
    assert_eq!(held, 5);
    site.clinic.clock.advance_s(HOLD_S + 1);
    let answer = site
        .browser()
        .post_json("/api/booking/hold", &hold_fields(&slots[20]))
        .await;
    assert_eq!(answer.status, StatusCode::OK, "holds end by themselves");
}

#[tokio::test]
async fn time_off_entered_meanwhile_is_a_clear_no() {
    let site = site().await;
    let slots = site.browser().times().await;
    let (mut browser, form) = about_to_book(&site, "ana", &slots[0]).await;
    site.clinic
        .closure(None, "2026-03-10T00:00", "2026-03-11T00:00")
        .await;
    let answer = browser
        .post_json("/api/booking/book", &form.fields(""))
        .await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.text()
    );
    let expected = json!({ "refused": { "book": { "code": "outside_hours" } } });
    assert_eq!(answer.json(), expected);
    assert!(
        !browser
            .get("/appointments")
            .await
            .text()
            .contains("href=\"/appointments/0")
    );
}

/// Abuse 24: they have left between the held time and the last button.
#[tokio::test]
async fn a_practitioner_who_left_meanwhile_is_a_clear_no_and_leaves_nothing() {
    const SAID: &str = "This can’t be booked with that person. Choose someone else.";
    let site = site_of(&["Priya Example", "Wen Example"]).await;
    let slots = site.browser().times().await;
    let (mut browser, form) = about_to_book(&site, "ana", &slots[0]).await;
    let (at, who) = slots[0].split_once('.').unwrap();
    let who: PractitionerId = who.parse().unwrap();
    let store = &site.clinic.store;
    store
        .archive_practitioner(who, site.clinic.now())
        .await
        .unwrap();

    let expected = json!({ "refused": { "book": { "code": "service_not_offered" } } });
    let answer = browser
        .post_json("/api/booking/book", &form.fields("Mind the knee"))
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::UNPROCESSABLE_ENTITY, expected.clone())
    );
    // Whoever has the page open, or opens any step of it, is told, too, and led on.
    let answer = browser
        .post_form("/api/booking/book", &form.fields("Mind the knee"))
        .await;
    let page = browser.visit(answer.see_other()).await;
    assert!(page.text().contains(SAID), "{}", page.text());
    for step in ["who", "account", "check"] {
        let page = browser
            .visit(&format!("/book/h/{}/{step}", form.hold))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{step}");
        let page = page.text();
        assert!(page.contains(SAID), "{step}: {page}");
        assert!(page.contains("href=\"/book\""), "{step}: {page}");
    }
    // Nobody is offered their times, nor gets one by a form of before.
    let mut other = site.browser();
    assert!(
        other
            .times()
            .await
            .iter()
            .all(|slot| !slot.ends_with(&who.to_string()))
    );
    let late = other
        .post_json("/api/booking/hold", &hold_fields(&slots[0]))
        .await;
    assert_eq!(late.json(), expected);

    // The same time with somebody else takes the place of the one that was held.
    let slots = browser.times().await;
    let same = slots.iter().find(|slot| slot.starts_with(at)).unwrap();
    let hold = browser.hold(same).await;
    let page = browser.get(&format!("/book/h/{hold}/check")).await.text();
    assert!(page.contains("Mind the knee"), "the note waits: {page}");
    let form = browser.check(&hold).await;
    browser.book(&form, "").await;
    let content = store.content().await.unwrap();
    assert_eq!(content["appointment"].len(), 1);
    assert!(content["hold"].is_empty(), "{:?}", content["hold"]);
    // Each claim is the appointment's, none a hold's.
    let claims = &content["claim"];
    let held = claims
        .iter()
        .filter(|row| row.split(',').nth(3) != Some("NULL"));
    assert_eq!((claims.len(), held.count()), (6, 0), "{claims:?}");
    assert!(
        store
            .broken_promises(site.clinic.now())
            .await
            .unwrap()
            .is_empty()
    );
}

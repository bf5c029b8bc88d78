//! The desk chooses another time for a booking or a move, and loses nothing that it has typed.

use domain::role::Role;
use http::StatusCode;

use crate::desk_journey::{Desk, desk, is_ticked, proposal, with};
use crate::harness::journey::values;

const CHOOSE: &str = "/api/staff/bookings/choose";
const CHOOSE_MOVE: &str = "/api/staff/appointments/choose";

/// What is typed into the form; the mail isn't wanted.
const TYPED: [(&str, &str); 2] = [("note", "By the back door"), ("reason", "In great pain")];

#[tokio::test]
async fn what_is_typed_goes_along_to_another_time_and_never_into_an_address() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.ana);
    let fields = proposal(&mut desk.browser, &address).await;
    let page = desk.browser.get(&address).await.text();
    assert!(is_ticked(&page, "tell"), "{page}");
    let other = values(&page, "at")[1].clone();
    let service = values(&page, "service")[0].clone();

    let mut next = String::new();
    for choice in [
        [("at", other.as_str()), ("when", "thu 10:15")],
        [("stay", "yes"), ("when", "thu 10:15")],
        [("stay", "yes"), ("when", "")],
        [("what", service.as_str()), ("who", "first")],
    ] {
        let form = with(&fields, &TYPED);
        let form = [&form[..], &choice].concat();
        let answer = desk.browser.post_form(CHOOSE, &form).await;
        next = answer.see_other().to_owned();
        for typed in ["door", "pain", "tell"] {
            assert!(!next.contains(typed), "{typed} in {next}");
        }
        let page = desk.browser.get(&next).await.text();
        assert!(page.contains("By the back door"), "{choice:?}: {page}");
        assert!(page.contains("In great pain"), "{choice:?}: {page}");
        assert!(!is_ticked(&page, "tell"), "{choice:?}: {page}");
        assert!(!page.contains("role=\"alert\""), "{choice:?}: {page}");
        let slot = values(&page, "slot")[0].clone();
        match choice {
            [("at", at), _] => assert_eq!(slot, at),
            [_, ("when", "")] => assert_eq!(slot, fields[2].1, "as it was"),
            [_, ("when", _)] => assert!(page.contains("10:15 to 10:45 am"), "{page}"),
            _ => {}
        }
    }
    // And on, into the booking.
    let fields = proposal(&mut desk.browser, &next).await;
    let form = with(
        &fields,
        &[("note", "By the back door"), ("anyway_reason", "")],
    );
    let (_, visit) = desk.send("book", &form).await;
    assert!(visit.contains("By the back door"), "{visit}");
}

#[tokio::test]
async fn a_tick_given_to_one_time_is_none_for_another() {
    let mut desk = desk().await;
    let late = format!("/staff/bookings/new?patient={}&when=thu+20:00", desk.zoe);
    let fields = proposal(&mut desk.browser, &late).await;
    let ticked = [("anyway", "yes"), ("anyway_reason", "Works nights")];
    for (when, stays) in [("thu 20:00", true), ("thu 20:30", false)] {
        let form = [&with(&fields, &ticked)[..], &[("when", when)]].concat();
        let answer = desk.browser.post_form(CHOOSE, &form).await;
        let page = desk.browser.get(answer.see_other()).await.text();
        assert!(page.contains("Works nights"), "{page}");
        assert_eq!(is_ticked(&page, "anyway"), stays, "{when}: {page}");
    }
}

#[tokio::test]
async fn a_time_that_is_none_says_so_where_it_was_typed_and_loses_nothing() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let fields = proposal(&mut desk.browser, &address).await;
    let form = [&with(&fields, &TYPED)[..], &[("when", "soonish")]].concat();
    desk.browser.get(&address).await;
    let answer = desk.browser.post_form(CHOOSE, &form).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert!(page.contains("Enter a time, like thu 10:15"), "{page}");
    assert!(page.contains("soonish") && page.contains("By the back door"));
    assert_eq!(values(&page, "slot")[0], fields[2].1, "the same time");
    for (field, forged) in [
        ("service", "//evil.example"),
        ("who", "x"),
        ("at", "never"),
        ("slot", "1.x"),
        ("patient", "x"),
    ] {
        let mut form = with(&fields, &[]);
        form.retain(|(name, _)| *name != field);
        form.push((field, forged));
        let refused = desk.browser.post_json(CHOOSE, &form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{field}");
    }
}

/// Abuse 19: half past two of the night in which 3:00 comes after 1:59.
#[tokio::test]
async fn a_time_that_the_clocks_leave_out_is_refused_and_loses_nothing() {
    const SAID: &str = "The clocks go forward that day and leave this time out";
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let fields = proposal(&mut desk.browser, &address).await;
    let skipped = [("when", "2027-03-14 2:30am")];
    let form = [&with(&fields, &TYPED)[..], &skipped].concat();
    let program = desk.browser.post_json(CHOOSE, &form).await;
    assert_eq!(program.status, StatusCode::UNPROCESSABLE_ENTITY);
    let wrong = serde_json::json!({ "invalid": [["when", "skipped_time"]] });
    assert_eq!(program.json(), wrong);
    desk.browser.get(&address).await;
    let answer = desk.browser.post_form(CHOOSE, &form).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert!(page.contains(SAID), "{page}");
    assert!(page.contains("value=\"2027-03-14 2:30am\""), "{page}");
    assert!(page.contains("By the back door") && page.contains("In great pain"));
    assert_eq!(values(&page, "slot")[0], fields[2].1, "the same time");
    assert!(!page.contains("3:30 am"), "{page}");
    // The address alone says the same, and proposes nothing.
    let (mover, id) = to_move(&mut desk).await;
    for address in [&address, &format!("{mover}?")] {
        let address = format!("{address}&when=2027-03-14+2:30am");
        let page = desk.browser.get(&address).await.text();
        assert!(page.contains(SAID), "{page}");
        assert!(page.contains("value=\"2027-03-14 2:30am\""), "{page}");
        assert!(values(&page, "slot").is_empty(), "{page}");
    }
    let form = [("appointment", id.as_str()), skipped[0]];
    let program = desk.browser.post_json(CHOOSE_MOVE, &form).await;
    assert_eq!(program.json(), wrong);
    // An hour later is a time that can be had.
    let form = [&with(&fields, &TYPED)[..], &[("when", "2027-03-14 3:30am")]].concat();
    let answer = desk.browser.post_form(CHOOSE, &form).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert!(page.contains("3:30 to 4:00 am"), "{page}");
}

/// Abuse 19: half past one comes twice when the clocks go back. The page says which it is,
/// and has the other under a button.
#[tokio::test]
async fn of_a_time_that_comes_twice_it_is_said_which_one_it_is() {
    const TWICE: &str = "The clocks go back that day, and show this time twice";
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let fields = proposal(&mut desk.browser, &address).await;
    assert!(!desk.browser.get(&address).await.text().contains(TWICE));
    let form = [&with(&fields, &TYPED)[..], &[("when", "2026-11-01 1:30am")]].concat();
    let answer = desk.browser.post_form(CHOOSE, &form).await;
    let mut page = desk.browser.get(answer.see_other()).await.text();
    for (this, other, starts_at) in [
        ("first 1:30 am", "second 1:30 am", "2026-11-01T04:30:00Z"),
        ("second 1:30 am", "first 1:30 am", "2026-11-01T05:30:00Z"),
    ] {
        assert!(page.contains(TWICE), "{page}");
        assert!(page.contains(&format!("This is the {this}.")), "{page}");
        let slot = values(&page, "slot")[0].clone();
        let starts_at: jiff::Timestamp = starts_at.parse().unwrap();
        let at = starts_at.as_millisecond().to_string();
        assert!(slot.starts_with(&at), "{slot}");
        let button = format!("Take the {other}");
        assert!(page.contains(&button), "{page}");
        let pressed = values(&page, "at")[0].clone();
        let form = with(&fields, &TYPED);
        let form = [
            &form[..],
            &[("at", &*pressed), ("when", "2026-11-01 1:30am")],
        ]
        .concat();
        let answer = desk.browser.post_form(CHOOSE, &form).await;
        page = desk.browser.get(answer.see_other()).await.text();
        assert!(page.contains("By the back door"), "{page}");
    }
    // And what is booked is the one that it says.
    let (_, visit) = {
        let second = values(&page, "at")[0].clone();
        let next = format!("{address}&at={second}");
        let fields = proposal(&mut desk.browser, &next).await;
        let sure = [
            ("anyway", "yes"),
            ("anyway_reason", "Works nights"),
            ("note", ""),
        ];
        desk.send("book", &with(&fields, &sure)).await
    };
    assert!(visit.contains("second 1:30"), "{visit}");
}

#[tokio::test]
async fn where_there_is_no_time_to_book_what_is_typed_waits() {
    let mut desk = desk().await;
    let past = format!(
        "/staff/bookings/new?patient={}&when=2026-01-05+10:00",
        desk.ana
    );
    let page = desk.browser.get(&past).await.text();
    assert!(page.contains("That time has passed"), "{page}");
    let patient = desk.ana.to_string();
    let form = [
        ("patient", patient.as_str()),
        ("service", "visit"),
        ("when", "2026-01-05 10:00"),
    ];
    let form = [&form[..], &TYPED].concat();
    let answer = desk.browser.post_form(CHOOSE, &form).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert_eq!(values(&page, "note"), ["By the back door"], "{page}");
    assert_eq!(values(&page, "reason"), ["In great pain"], "{page}");
}

#[tokio::test]
async fn nobody_and_nothing_that_isnt_there_is_chosen_for() {
    let mut desk = desk().await;
    let address = format!("/staff/bookings/new?patient={}", desk.zoe);
    let fields = proposal(&mut desk.browser, &address).await;
    let mut form = with(&fields, &TYPED);
    let missing = "01890000-0000-7000-8000-000000000000";
    form.retain(|(name, _)| *name != "patient");
    form.push(("patient", missing));
    let refused = desk.browser.post_json(CHOOSE, &form).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for forged in [missing, "x"] {
        let form = [("appointment", forged)];
        let refused = desk.browser.post_json(CHOOSE_MOVE, &form).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{forged}");
    }
}

/// Books for Ana; the address of the visit's move, and its id.
async fn to_move(desk: &mut Desk) -> (String, String) {
    let booking = format!("/staff/bookings/new?patient={}&when=thu+10:15", desk.ana);
    let visit = desk.book(&booking).await;
    let visit = visit.split('?').next().unwrap();
    let id = visit.rsplit('/').next().unwrap().to_owned();
    (format!("{visit}/move"), id)
}

#[tokio::test]
async fn what_is_typed_goes_along_to_another_time_of_a_move_too() {
    let mut desk = desk().await;
    let (address, id) = to_move(&mut desk).await;
    let page = desk.browser.get(&address).await.text();
    assert!(
        !page.contains("appointments/move\""),
        "nobody asked: {page}"
    );
    let (sequence, other) = (values(&page, "sequence"), values(&page, "at"));
    // Against the hours: a reason, a tick, and no mail.
    let late = desk.browser.get(&format!("{address}?when=thu+20:00")).await;
    let late = late.text();
    let (slot, shown) = (values(&late, "slot"), values(&late, "shown"));
    assert!(is_ticked(&late, "tell"), "{late}");
    let typed = [
        ("appointment", id.as_str()),
        ("sequence", &sequence[0]),
        ("slot", &slot[0]),
        ("shown", &shown[0]),
        ("anyway", "yes"),
        ("anyway_reason", "Works nights"),
    ];
    let mut next = String::new();
    for (choice, asked, anyway) in [
        ([("stay", "yes"), ("when", "")], true, true),
        ([("stay", "yes"), ("when", "thu 20:30")], true, false),
        ([("who", "first"), ("when", "")], false, false),
        (
            [("at", other[1].as_str()), ("when", "thu 20:30")],
            true,
            false,
        ),
    ] {
        let form = [&typed[..], &choice].concat();
        let answer = desk.browser.post_form(CHOOSE_MOVE, &form).await;
        next = answer.see_other().to_owned();
        assert!(next.starts_with(&address), "{next}");
        for typed in ["nights", "tell", "anyway"] {
            assert!(!next.contains(typed), "{typed} in {next}");
        }
        let page = desk.browser.get(&next).await.text();
        assert!(page.contains("Works nights"), "{choice:?}: {page}");
        assert!(!is_ticked(&page, "tell"), "{choice:?}: {page}");
        assert_eq!(is_ticked(&page, "anyway"), anyway, "{choice:?}: {page}");
        assert!(!page.contains("role=\"alert\""), "{choice:?}: {page}");
        let proposed = page.contains("formaction=\"/api/staff/appointments/move\"");
        assert_eq!(proposed, asked, "{choice:?}: {page}");
    }
    // A time that is none is said where it was typed, beside the time that stands.
    desk.browser.get(&next).await;
    let form = [&typed[..], &[("when", "soonish"), ("stay", "yes")]].concat();
    let answer = desk.browser.post_form(CHOOSE_MOVE, &form).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert!(page.contains("Enter a time, like thu 10:15"), "{page}");
    assert!(page.contains("soonish") && page.contains("Works nights"));
    assert_eq!(values(&page, "slot"), slot, "the same time");
    // And on, into the move, of which nobody is told.
    desk.wait(4);
    desk.site.mails().await;
    let moved = "/api/staff/appointments/move";
    let answer = desk.browser.post_form(moved, &typed).await;
    let page = desk.browser.get(answer.see_other()).await.text();
    assert!(page.contains("Works nights"), "{page}");
    desk.wait(4);
    let mails = desk.site.mails().await;
    assert!(mails.iter().all(|mail| !mail.subject.starts_with("Moved")));
}

#[tokio::test]
async fn a_visit_that_came_further_is_not_moved_and_says_so_where_another_time_is_chosen() {
    let mut desk = desk().await;
    let (address, id) = to_move(&mut desk).await;
    let page = desk.browser.get(&address).await.text();
    let sequence = values(&page, "sequence")[0].clone();
    let cancel = [
        ("appointment", id.as_str()),
        ("sequence", &sequence),
        ("asked_by", "patient"),
    ];
    let mut other = desk.site.staff(Role::Desk).await;
    let cancelled = other.post_form("/api/staff/appointments/cancel", &cancel);
    cancelled.await.see_other();
    let form = [("appointment", id.as_str()), ("when", "fri 9")];
    let answer = desk.browser.post_form(CHOOSE_MOVE, &form).await;
    let page = desk.browser.visit(answer.see_other()).await.text();
    assert!(
        page.contains("Someone else has just dealt with this"),
        "{page}"
    );
}

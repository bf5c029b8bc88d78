//! The table of ages through HTTP: tried without a script, saved as it was shown, refused
//! with what was typed still there.

use clinic::testing::Terms;
use domain::access::Abilities;
use domain::role::Role;
use http::StatusCode;

use crate::harness::{Browser, TestSite};
use crate::input::PAYLOADS;

const PAGE: &str = "/staff/settings/age";
const ACTION: &str = "/api/staff/settings/age";

/// The address that a browser makes of the form with these rows.
fn asking(rows: &[(&str, &str)], leap: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(format!("{PAGE}?"));
    for place in 1..=6 {
        let (age, effect) = rows.get(place - 1).copied().unwrap_or_default();
        query.append_pair(&format!("age_{place}"), age);
        query.append_pair(&format!("effect_{place}"), effect);
    }
    query.append_pair("leap", leap).finish()
}

/// The fields of the form that saves, as the page has them; none without one.
fn saving(html: &str) -> Option<Vec<(String, String)>> {
    let form = html.split(&format!("action=\"{ACTION}\"")).nth(1)?;
    let form = form.split("</form>").next()?;
    let part = |tag: &str, name: &str| {
        let value = tag.split(&format!("{name}=\"")).nth(1).unwrap_or_default();
        value.split('"').next().unwrap_or_default().to_owned()
    };
    let tags = form.split("<input ").skip(1);
    Some(
        tags.map(|tag| (part(tag, "name"), part(tag, "value")))
            .collect(),
    )
}

async fn save(browser: &mut Browser, fields: &[(String, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (&**k, &**v)).collect();
    let answer = browser.post_form(ACTION, &fields).await;
    answer.see_other().to_owned()
}

#[track_caller]
fn assert_says(page: &str, words: &[&str]) {
    for words in words {
        assert!(page.contains(words), "{words:?} is not on {page}");
    }
}

#[tokio::test]
async fn a_table_is_tried_and_saved_as_it_was_shown() {
    let site = TestSite::new().await;
    let ana = site.clinic.signed_in("ana").await;
    // Thirteen.
    let teen = site.clinic.patient("Kit Example", "2012-05-01").await;
    let all = Terms::guardian(Abilities::ALL);
    site.clinic.give(ana.account, teen, all).await;
    let mut admin = site.staff(Role::Admin).await;
    assert_says(&admin.get("/staff").await.text(), &[PAGE]);
    let page = admin.get(PAGE).await.text();
    assert_says(&page, &["What counts now", "Until 12", "From 18", "In use"]);
    assert!(saving(&page).is_none());

    let rows = [("14", "bookings_only"), ("", ""), ("18", "end")];
    let page = admin.get(&asking(&rows, "february_28")).await.text();
    assert_says(
        &page,
        &[
            "What this table says",
            "Until 14",
            "the birthday is February 28",
            "changes for 1 patient.",
        ],
    );
    let saved = save(&mut admin, &saving(&page).unwrap()).await;
    assert_eq!(saved, "/staff/settings/age?done=saved");
    let page = admin.get(&saved).await.text();
    assert_says(&page, &["Saved. It counts from now on.", "Until 14"]);
    assert!(!page.contains("Until 12"), "{page}");
    // Its rows are those of a usual one, whose name it has.
    assert_says(&page, &["In use"]);
    // The same table again is nothing to save.
    let page = admin.get(&asking(&rows, "february_28")).await.text();
    assert_says(&page, &["This is the table that counts now."]);
    assert!(saving(&page).is_none());
}

#[tokio::test]
async fn a_usual_table_is_one_press_away_and_keeps_the_clinics_leap_day() {
    let site = TestSite::new().await;
    let mut admin = site.staff(Role::Admin).await;
    let rows = [("12", "bookings_only"), ("16", "ask"), ("18", "end")];
    let page = admin.get(&asking(&rows, "february_28")).await.text();
    assert_says(&page, &["Today it changes nothing for anybody."]);
    save(&mut admin, &saving(&page).unwrap()).await;
    let page = admin.get(PAGE).await.text();
    let presets = page.split("?preset=").skip(1);
    let presets: Vec<&str> = presets.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(presets.len(), 6);
    for preset in presets.iter().skip(1) {
        let page = admin.get(&format!("{PAGE}?preset={preset}")).await.text();
        let fields = saving(&page).unwrap_or_else(|| panic!("{preset}: {page}"));
        assert_eq!(fields.last().unwrap().1, "february_28");
    }
    let page = admin.get(&format!("{PAGE}?preset=end_at_17")).await.text();
    save(&mut admin, &saving(&page).unwrap()).await;
    assert_says(&admin.get(PAGE).await.text(), &["Until 17"]);
    // An unknown one is none.
    let page = admin.get(&format!("{PAGE}?preset=never")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(saving(&page.text()).is_none());
}

#[tokio::test]
async fn what_is_no_table_comes_back_as_it_was_typed() {
    let site = TestSite::new().await;
    let mut admin = site.staff(Role::Admin).await;
    for (rows, words) in [
        (vec![("18", "end"), ("12", "ask")], "Only the last row ends"),
        (
            vec![("16", "ask"), ("16", "end")],
            "above the one in the row before",
        ),
        (vec![("26", "end")], "from 1 to 25"),
        (vec![("ten", "end")], "whole number of years"),
        (vec![("", "end")], "Enter the age"),
        (vec![("18", "")], "Choose what happens"),
        (vec![], "Enter the age"),
    ] {
        let page = admin.get(&asking(&rows, "march_1")).await.text();
        assert_says(&page, &["error-summary", words, "What counts now"]);
        assert!(saving(&page).is_none(), "{words}");
        for (age, effect) in &rows {
            assert_says(&page, &[&format!("value=\"{age}\"")]);
            let chosen = format!("value=\"{effect}\" selected");
            assert!(effect.is_empty() || page.contains(&chosen), "{page}");
        }
    }
    for payload in PAYLOADS {
        let page = admin.get(&asking(&[(payload, payload)], payload)).await;
        assert_eq!(page.status, StatusCode::OK);
        crate::input::assert_shown_as_text(&page.text(), payload);
    }
}

#[tokio::test]
async fn who_was_slower_is_told_and_keeps_what_they_typed() {
    let site = TestSite::new().await;
    let mut one = site.staff(Role::Admin).await;
    let mut other = site.staff(Role::Admin).await;
    let page = one.get(&format!("{PAGE}?preset=end_at_17")).await.text();
    let slow = other.get(&asking(&[("19", "end")], "march_1")).await.text();
    save(&mut one, &saving(&page).unwrap()).await;
    let back = save(&mut other, &saving(&slow).unwrap()).await;
    let page = other.get(&back).await.text();
    assert_says(
        &page,
        &[
            "Someone else changed this",
            "What this table says",
            "Until 19",
            "Until 17",
        ],
    );
    let saved = save(&mut other, &saving(&page).unwrap()).await;
    assert_eq!(saved, "/staff/settings/age?done=saved");
    // Twice is once.
    assert_eq!(save(&mut other, &saving(&page).unwrap()).await, saved);
    assert_says(&other.get(PAGE).await.text(), &["Until 19"]);
}

#[tokio::test]
async fn nobody_but_an_admin_sees_or_changes_it() {
    let site = TestSite::new().await;
    let mut admin = site.staff(Role::Admin).await;
    let page = admin.get(&format!("{PAGE}?preset=end_at_17")).await.text();
    let fields = saving(&page).unwrap();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (&**k, &**v)).collect();
    for role in [Role::Desk, Role::Practitioner] {
        let mut member = site.staff(role).await;
        let today = member.get("/staff").await.text();
        assert!(!today.contains(PAGE), "{role:?}");
        assert_eq!(member.get(PAGE).await.status, StatusCode::FORBIDDEN);
        let refused = member.post_json(ACTION, &fields).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    // A forged table is refused by itself, and what no page was made of is nowhere.
    for (name, value, status) in [
        ("age_1", "30", StatusCode::UNPROCESSABLE_ENTITY),
        ("effect_1", "ask", StatusCode::UNPROCESSABLE_ENTITY),
        ("leap", "", StatusCode::UNPROCESSABLE_ENTITY),
        ("before", "17.end", StatusCode::NOT_FOUND),
    ] {
        let mut forged = fields.clone();
        for field in forged.iter_mut().filter(|field| field.0 == name) {
            field.1 = value;
        }
        let refused = admin.post_json(ACTION, &forged).await;
        assert_eq!(refused.status, status, "{name}");
    }
    assert_says(&admin.get(PAGE).await.text(), &["Until 12"]);
}

#[tokio::test]
async fn a_birthday_that_changes_something_stands_on_today_and_is_mailed() {
    let site = TestSite::new().await;
    let ana = site.clinic.signed_in("ana").await;
    // Twelve on 9 May 2026, sixty days after the clock's start.
    let child = site.clinic.patient("Leo Okafor", "2014-05-09").await;
    let all = Terms::guardian(Abilities::ALL);
    site.clinic.give(ana.account, child, all).await;
    let mut desk = site.staff(Role::Desk).await;
    let page = desk.get("/staff").await.text();
    assert!(!page.contains("Birthdays that change access"), "{page}");
    assert_eq!(clinic::warnings::tell(&site.clinic).await.unwrap(), 1);
    let page = desk.get("/staff").await.text();
    assert_says(
        &page,
        &[
            "Birthdays that change access",
            "Leo Okafor turns 12 on Saturday, May 9",
            "guardians can only book and get emails",
            &format!("/staff/patients/{child}/portal-accounts"),
        ],
    );
    let mail = site.newest_mail_to("ana@example.com").await;
    assert_eq!(mail.subject, "What you can do at the clinic will change");
}

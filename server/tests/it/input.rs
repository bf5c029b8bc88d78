//! Hostile input: whatever is typed or sent is refused or shown as the text that it is,
//! never a fault, never markup; no method but the right one changes anything; a disk
//! without room is said so and loses nothing.

use std::collections::BTreeMap;

use app::api::ENDPOINTS;
use clinic::testing::SavedClinic;
use domain::role::Role;
use http::StatusCode;
use serde_json::json;

use crate::harness::journey::{BookForm, Details, NEWCOMER, details_fields};
use crate::harness::{Browser, ORIGIN_HERE, TestSite, request};

mod disk;
mod huge;
mod methods;
mod refilled;
mod shown;
mod shown_by_staff;

pub(crate) const PAYLOADS: [&str; 22] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "{{7*7}}${7*7}#{7*7}<%= 7*7 %>",
    "javascript:alert(1)",
    "//evil.example/",
    "/\\evil.example",
    "\u{202e}txt.exe",
    "null\0byte",
    "\u{7f}\u{1b}[31mred",
    "\u{feff}mark",
    "'; DROP TABLE patient; --",
    "' OR '1'='1",
    "%' OR name LIKE '%_%",
    "1 UNION SELECT token_hash FROM session",
    "a\r\nBcc: victim@example.com\r\n\r\nbody",
    "../../../../etc/passwd",
    "%00%0d%0a",
    "9223372036854775808",
    "-1",
    "😀👩‍👩‍👧‍👦\u{0301}\u{0301}",
    " \t\n ",
];

/// A name, and whatever else takes a line, that is much of that at once, from its first word
/// on; `who` tells it from others.
pub(crate) fn hostile(who: &str) -> String {
    format!(
        "\"></title><script>alert(1)</script> {who}' onmouseover='alert(1) <img src=x onerror=alert(1)> \
         {{{{7*7}}}}${{7*7}} <%= 7*7 %> javascript:alert(1)"
    )
}

/// How a page shows it.
pub(crate) fn escaped(who: &str) -> String {
    format!("&lt;script&gt;alert(1)&lt;/script&gt; {who}")
}

/// The same where less room is.
pub(crate) const HOSTILE_SHORT: &str = "\"><script>alert(1)";

/// A clinic in which one browser is signed in as a patient and as a member of staff, and
/// may hold and ask as often as it likes; as it is before it does.
struct Beginning {
    clinic: SavedClinic,
    cookies: BTreeMap<String, String>,
    form: BookForm,
    appointment: String,
    slot: String,
}

/// Such a clinic, to be asked.
struct World {
    site: TestSite,
    browser: Browser,
    form: BookForm,
    appointment: String,
    slot: String,
}

impl Beginning {
    async fn new() -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        site.clinic.set_address_limit_times(1_000_000);
        let mut browser = site.signed_in("ana").await;
        let desk = site.staff(Role::Desk).await;
        browser.cookies.extend(desk.cookies);
        let slots = browser.times().await;
        let hold = browser.hold(&slots[0]).await;
        let form = browser.check(&hold).await;
        let appointment = browser.book(&form, "").await;
        let hold = browser.hold(&slots[4]).await;
        let form = browser.check(&hold).await;
        Self {
            clinic: site.clinic.saved().await,
            cookies: browser.cookies,
            form,
            appointment,
            slot: slots[8].clone(),
        }
    }

    /// A clinic of its own, in which nothing was sent yet.
    async fn world(&self) -> World {
        let site = TestSite::from(self.clinic.open().await);
        let mut browser = site.browser();
        browser.cookies.clone_from(&self.cookies);
        World {
            site,
            browser,
            form: self.form.clone(),
            appointment: self.appointment.clone(),
            slot: self.slot.clone(),
        }
    }
}

impl World {
    async fn new() -> Self {
        Beginning::new().await.world().await
    }

    /// What an honest form would carry.
    fn honest(&self, field: &str) -> String {
        let born = NEWCOMER.born;
        match field {
            "hold" => self.form.hold.clone(),
            "submission" => self.form.submission.clone(),
            "patient" => self.form.patient.clone(),
            "appointment" => self.appointment.clone(),
            "slot" => self.slot.clone(),
            "sequence" => "0".into(),
            "batch" | "request" | "registration" | "notice" | "member" | "invitation"
            | "access" | "news" | "session" | "survivor" | "absorbed" | "merge" | "question" => {
                "01900000-0000-7000-8000-000000000000".into()
            }
            "service" => "visit".into(),
            "people" => format!("{0}.{0}", self.form.patient),
            "services" => "visit.visit".into(),
            "plan" => format!("{0}~{0}", self.slot),
            "who" => "first".into(),
            "subject" => "me".into(),
            "full_name" | "name" => NEWCOMER.full_name.into(),
            "email" => NEWCOMER.email.into(),
            "bday_day" => born[0].into(),
            "bday_month" => born[1].into(),
            "bday_year" => born[2].into(),
            "mobile" => NEWCOMER.mobile.into(),
            "next" => "/appointments".into(),
            "code" | "app_code" => "000000".into(),
            "password" => "a password of nobody".into(),
            "note" => String::new(),
            "version" => "0".into(),
            "theme" | "contrast" | "motion" => "device".into(),
            "size" => "normal".into(),
            "letters" => "standard".into(),
            "way" => "new".into(),
            "asked_by" => "patient".into(),
            "from" => "visit".into(),
            "step" => "arrive".into(),
            "act" => "book.0".into(),
            "ground" => "court_appointment".into(),
            "document" => "an order".into(),
            "kinship" => "mother".into(),
            "allowed" => "yes".into(),
            "tell" => "yes".into(),
            "rights" => "bookings".into(),
            "patients" => self.form.patient.clone(),
            "length" => "two_weeks".into(),
            "was" => "view_appointments|||".into(),
            "relation" | "view_appointments" | "book" | "reschedule" | "cancel"
            | "edit_contact" | "receive_notices" | "manage_access" | "basis" | "until"
            | "confirm" => String::new(),
            "before" => "12.bookings_only 16.ask 18.end march_1".into(),
            "age_1" => "18".into(),
            "effect_1" => "end".into(),
            "leap" => "march_1".into(),
            "age_2" | "effect_2" | "age_3" | "effect_3" | "age_4" | "effect_4" | "age_5"
            | "effect_5" | "age_6" | "effect_6" => String::new(),
            "sex" | "phone" | "address" | "record_number" => "survivor".into(),
            "queue"
            | "relations"
            | "sex_other"
            | "record_number_other"
            | "name_other"
            | "born_other"
            | "pronouns_other"
            | "email_other"
            | "phone_other"
            | "address_street"
            | "address_suburb"
            | "address_state"
            | "address_postcode"
            | "accesses"
            | "invitations"
            | "stays_self"
            | "overlaps"
            | "identity"
            | "confirmed"
            | "give" => String::new(),
            "been_here" => "yes".into(),
            "was_policy" | "policy" => "open".into(),
            "was_message" | "message" => String::new(),
            "other_name" | "other_email" | "other_phone" => String::new(),
            "admin" | "practitioner" | "desk" | "desk_code" | "shown" | "requests" | "what"
            | "when" | "at" | "stay" | "anyway" | "anyway_reason" | "reason" | "born"
            | "pronouns" | "sure" | "agreed" | "booked_as" | "street" | "suburb" | "state"
            | "postcode" => String::new(),
            other => panic!("a field without an honest value: {other}"),
        }
    }
}

/// In shares, so that they run side by side: together they are the longest of all tests.
const SHARES: usize = 4;

#[tokio::test]
async fn every_field_of_every_endpoint_takes_hostile_text_without_a_fault() {
    take_hostile_text(0).await;
}

#[tokio::test]
async fn every_field_of_a_second_share_does_too() {
    take_hostile_text(1).await;
}

#[tokio::test]
async fn every_field_of_a_third_share_does_too() {
    take_hostile_text(2).await;
}

#[tokio::test]
async fn every_field_of_the_last_share_does_too() {
    take_hostile_text(SHARES - 1).await;
}

async fn take_hostile_text(share: usize) {
    let beginning = Beginning::new().await;
    let mut world = beginning.world().await;
    for endpoint in ENDPOINTS.iter().skip(share).step_by(SHARES) {
        for field in endpoint.fields {
            for payload in PAYLOADS {
                let fields: Vec<(&str, String)> = endpoint
                    .fields
                    .iter()
                    .map(|name| {
                        (
                            *name,
                            if name == field {
                                payload.to_owned()
                            } else {
                                world.honest(name)
                            },
                        )
                    })
                    .collect();
                let fields: Vec<(&str, &str)> =
                    fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
                let mut answer = world.browser.post_json(endpoint.path, &fields).await;
                if answer.status == StatusCode::TOO_MANY_REQUESTS {
                    // What is asked here is what the field does, not how often it may come.
                    world = beginning.world().await;
                    answer = world.browser.post_json(endpoint.path, &fields).await;
                }
                let what = format!("{} {field}={payload:?}: {}", endpoint.path, answer.text());
                assert!(!answer.status.is_server_error(), "{what}");
                assert!(
                    answer.status.is_success() || answer.status.is_client_error(),
                    "{what}"
                );
                if answer.status.is_success() {
                    let next = answer.json()["next"].as_str().unwrap().to_owned();
                    assert!(
                        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'),
                        "{what}"
                    );
                    assert!(!next.contains("evil"), "{what}");
                    // These leave hold and log-in as they were; another may have used them up.
                    let same = [
                        "/api/log-in/ask",
                        "/api/booking/details",
                        "/api/staff/log-in",
                        "/api/staff/patients/add",
                        "/api/staff/bookings/choose",
                        "/api/staff/appointments/choose",
                        "/api/staff/portal-accounts/add",
                    ];
                    if !same.contains(&endpoint.path) {
                        world = beginning.world().await;
                    }
                } else {
                    // A code, and nothing that was sent.
                    let typed = payload.trim();
                    assert!(typed.len() < 3 || !answer.text().contains(typed), "{what}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_refused_form_comes_back_with_hostile_text_as_text() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut browser = site.browser();
    let slot = browser.times().await[0].clone();
    let hold = browser.hold(&slot).await;
    for payload in PAYLOADS {
        for at in 1..7 {
            browser.get(&format!("/book/h/{hold}/account")).await;
            let mut fields = details_fields(&hold, &NEWCOMER);
            // One wrong field keeps it from being taken.
            fields[3].1 = "99";
            fields[at].1 = payload;
            let answer = browser.post_form("/api/booking/details", &fields).await;
            let page = browser.visit(answer.see_other()).await;
            assert_eq!(page.status, StatusCode::OK);
            assert_shown_as_text(&page.text(), payload);
        }
    }
    // In addresses, too.
    for payload in PAYLOADS {
        let encoded: String = form_urlencoded::byte_serialize(payload.as_bytes()).collect();
        for path in [
            format!("/log-in?next={encoded}"),
            format!("/log-in?again={encoded}"),
            format!("/log-in/code?request={encoded}"),
            format!("/book/visit/first?date={encoded}"),
            format!("/book/visit/first?month={encoded}"),
            format!("/book/visit/{encoded}"),
            format!("/book/{encoded}"),
            format!("/book/h/{encoded}/who"),
            format!("/{encoded}"),
            format!("/log-in/link/{encoded}"),
        ] {
            let page = browser.visit(&path).await;
            assert!(!page.status.is_server_error(), "{path}: {}", page.status);
            assert_shown_as_text(&page.text(), payload);
        }
    }
}

/// No markup of the payload is on the page, and no template was evaluated.
#[track_caller]
pub(crate) fn assert_shown_as_text(html: &str, payload: &str) {
    for markup in [
        "<script>alert",
        "<img src=x",
        "<%=",
        "href=\"javascript:",
        "href=\"//evil",
    ] {
        assert!(!html.contains(markup), "{markup:?} of {payload:?}: {html}");
    }
    for tag in html
        .split('<')
        .filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag))
    {
        // Outside of quotes, an attribute would be one.
        let outside: String = tag.split('"').step_by(2).collect();
        for attribute in ["onerror=", "onmouseover="] {
            assert!(
                !outside.contains(attribute),
                "{attribute} of {payload:?} in <{tag}>"
            );
        }
    }
    assert!(
        !html.contains("49${") && !html.contains("{{7*7}}49"),
        "evaluated: {payload:?}"
    );
}

#[tokio::test]
async fn names_with_marks_that_mislead_are_refused() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut browser = site.browser();
    let slot = browser.times().await[0].clone();
    let hold = browser.hold(&slot).await;
    for (name, code) in [
        ("Ana\u{202e}gnp.exe", "bad_character"),
        ("Ana\0", "bad_character"),
        ("Ana\u{1b}[2J", "bad_character"),
        ("\u{2067}Ana", "bad_character"),
        ("12345", "malformed"),
        ("", "missing"),
        (&*"a".repeat(201), "too_long"),
    ] {
        let mut fields = details_fields(&hold, &NEWCOMER);
        fields[1].1 = name;
        let answer = browser.post_json("/api/booking/details", &fields).await;
        assert_eq!(
            (answer.status, answer.json()),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                json!({ "invalid": [["full_name", code]] })
            ),
            "{name:?}"
        );
    }
}

//! Forms that are not taken come back with what was typed, as text; nothing that a person
//! types is lost, and nothing that is secret comes back.

use std::collections::BTreeMap;

use app::api::Endpoint;

use super::*;
use crate::access_matrix::world::{Beginning, World};
use crate::access_matrix::{Actor, Id};

/// Which fields of each form come back as they were sent. The page that shows the others again
/// has no such field, as a free time has none for the reason to book over somebody.
const BACK: &[(&str, &[&str])] = &[
    ("/api/booking/again", &["submission"]),
    ("/api/booking/book", &["submission", "note"]),
    ("/api/booking/extend", &["submission", "note"]),
    ("/api/booking/hold", &["note"]),
    ("/api/booking/keep", &["note"]),
    (
        "/api/family/add",
        &["full_name", "bday_day", "bday_month", "bday_year"],
    ),
    (
        "/api/family/details",
        &["mobile", "street", "suburb", "state", "postcode"],
    ),
    ("/api/family/invite", &["email"]),
    ("/api/family/invite-own", &["email"]),
    (
        "/api/invitations/accept",
        &["bday_day", "bday_month", "bday_year"],
    ),
    ("/api/invitations/decline", &["reason"]),
    ("/api/log-in/ask", &["email"]),
    ("/api/log-in/start", &["email"]),
    (
        "/api/me/details",
        &[
            "full_name",
            "mobile",
            "street",
            "suburb",
            "state",
            "postcode",
        ],
    ),
    ("/api/me/email/ask", &["email"]),
    (
        "/api/questions/answer",
        &["other_name", "other_email", "other_phone"],
    ),
    ("/api/recover/ask", &["email"]),
    (
        "/api/sign-up",
        &[
            "full_name",
            "email",
            "bday_day",
            "bday_month",
            "bday_year",
            "mobile",
        ],
    ),
    (
        "/api/staff/appointments/choose",
        &["reason", "tell", "when"],
    ),
    ("/api/staff/bookings/book", &["note"]),
    ("/api/staff/bookings/choose", &["note", "reason", "when"]),
    ("/api/staff/bookings/over", &["note"]),
    ("/api/staff/log-in", &["email"]),
    (
        "/api/staff/merge",
        &[
            "name_other",
            "born_other",
            "pronouns_other",
            "email_other",
            "address_street",
            "address_suburb",
            "address_state",
            "address_postcode",
            "reason",
        ],
    ),
    (
        "/api/staff/merge/look",
        &[
            "name_other",
            "born_other",
            "pronouns_other",
            "email_other",
            "address_street",
            "address_suburb",
            "address_state",
            "address_postcode",
            "reason",
        ],
    ),
    (
        "/api/staff/patients/add",
        &["patient", "name", "born", "email", "mobile"],
    ),
    (
        "/api/staff/patients/edit",
        &[
            "name", "born", "pronouns", "email", "mobile", "street", "suburb", "state", "postcode",
        ],
    ),
    ("/api/staff/portal-accounts/add", &["email", "until"]),
    ("/api/staff/portal-accounts/again", &["until"]),
    ("/api/staff/portal-accounts/fix", &["email"]),
    ("/api/staff/portal-accounts/guardianship", &["document"]),
    ("/api/staff/portal-accounts/rights", &["until"]),
    ("/api/staff/safeguarding/set", &["reason"]),
    (
        "/api/staff/settings/age",
        &["age_1", "age_2", "age_3", "age_4", "age_5", "age_6"],
    ),
    ("/api/staff/settings/registration", &["message"]),
];

/// Who has the form.
fn actor(path: &str) -> Actor {
    match path {
        "/api/sign-up" | "/api/recover/ask" | "/api/recover/password" => Actor::Anonymous,
        "/api/log-in/ask" | "/api/log-in/start" => Actor::Anonymous,
        "/api/staff/log-in" | "/api/staff/password" => Actor::Anonymous,
        _ if path.starts_with("/api/staff/settings") => Actor::Admin,
        "/api/staff/merge/seen" => Actor::Admin,
        _ if path.starts_with("/api/staff/") => Actor::Desk,
        _ => Actor::Owner,
    }
}

/// The page that has the form.
fn page_of(world: &World, endpoint: &Endpoint) -> String {
    let id = |at: &str, name| world.own(at, name).unwrap();
    let hold = || format!("/book/h/{}", id("", "hold"));
    let own = || format!("/appointments/{}", id("", "appointment"));
    let visit = || format!("/staff/appointments/{}", id(endpoint.path, "appointment"));
    let patient = || format!("/staff/patients/{}", id("", "patient"));
    let portal = || format!("{}/portal-accounts", patient());
    let invited = || format!("{}/invitations/{}", patient(), id("/staff/", "invitation"));
    match endpoint.path {
        "/api/appointments/cancel" => format!("{}/cancel", own()),
        "/api/appointments/move" => format!("{}/change", own()),
        "/api/booking/again" => "/home".to_owned(),
        "/api/booking/who" => format!("{}/who", hold()),
        "/api/booking/book"
        | "/api/booking/extend"
        | "/api/booking/keep"
        | "/api/booking/release" => format!("{}/check", hold()),
        "/api/staff/appointments/cancel" => format!("{}/cancel", visit()),
        "/api/staff/appointments/confirm"
        | "/api/staff/appointments/say"
        | "/api/staff/appointments/undo" => visit(),
        path if path.starts_with("/api/staff/appointments/") => format!("{}/move", visit()),
        path if path.starts_with("/api/staff/bookings/") => {
            format!("/staff/bookings/new?patient={}", id("", "patient"))
        }
        "/api/staff/patients/edit" => format!("{}/edit", patient()),
        "/api/staff/merge/undo" => format!("/staff/merges/{}/undo", id("", "merge")),
        "/api/staff/merge/seen" => format!("/staff/merges/{}/seen", id("", "merge")),
        path if path.starts_with("/api/staff/merge") => {
            format!(
                "/staff/merge/{}/{}",
                id("", "survivor"),
                id(path, "absorbed")
            )
        }
        "/api/staff/portal-accounts/fix" => format!("{}/address", invited()),
        "/api/staff/portal-accounts/rights" => {
            format!("{}/{}/rights", portal(), id("/staff/", "access"))
        }
        "/api/staff/portal-accounts/again" => {
            format!("{}/{}/again", portal(), id("/again", "access"))
        }
        "/api/staff/portal-accounts/guardianship" => {
            format!("{}/{}/rights", portal(), id("/staff/", "access"))
        }
        path if path.starts_with("/api/staff/portal-accounts/") => portal(),
        "/api/staff/registrations/block" => {
            format!("/staff/registrations/{}/block", id("", "registration"))
        }
        path if path.starts_with("/api/staff/safeguarding/") => {
            format!("{}/safeguarding", patient())
        }
        "/api/questions/answer" => format!("/questions/{}", id("", "question")),
        "/api/family/details" => format!("/family/{}/details", id("", "dependent")),
        "/api/family/invite-own" => format!("/family/{}/own", id("", "dependent")),
        "/api/family/give-back" => format!("/family/give-back/{}", id("/give-back", "access")),
        "/api/family/invite" => format!("/family/{}/invite", id("", "patient")),
        path if path.starts_with("/api/invitations/") => {
            format!("/invitations/{}", id("", "invitation"))
        }
        _ => endpoint.home.to_owned(),
    }
}

#[tokio::test]
async fn what_is_typed_comes_back_as_text_and_secrets_do_not() {
    let beginning = Beginning::new().await;
    let mut world = beginning.world().await;
    let mut back: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    // Longer than any field takes, so that each that looks at it refuses it.
    let typed = format!("{} {}", hostile("Typed"), "x".repeat(1_200));
    for endpoint in ENDPOINTS {
        for field in endpoint.fields {
            let fields: Vec<(&str, String)> = endpoint
                .fields
                .iter()
                .map(|name| match name == field {
                    true => (*name, typed.clone()),
                    false => (*name, world.field(endpoint.path, name, Id::Owners)),
                })
                .collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
            let what = format!("{} {field}", endpoint.path);
            let mut browser = world.browser(actor(endpoint.path)).await;
            browser.get(&page_of(&world, endpoint)).await;
            let answer = browser.post_form(endpoint.path, &fields).await;
            let next = answer.see_other().to_owned();
            assert!(!next.contains("script"), "{what}: {next}");
            let page = browser.visit(&next).await.text();
            assert_shown_as_text(&page, &what);
            if page.contains(&escaped("Typed")) {
                assert!(!endpoint.secret.contains(field), "{what} comes back");
                back.entry(endpoint.path).or_default().push(field);
            }
            if !next.contains("again=") {
                // It was taken, and with it what the others need.
                world = beginning.world().await;
            }
        }
    }
    let back: Vec<(&str, &[&str])> = back
        .iter()
        .map(|(path, fields)| (*path, fields.as_slice()))
        .collect();
    assert_eq!(back, BACK);
}

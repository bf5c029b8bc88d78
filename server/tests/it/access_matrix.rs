//! Who may call what: every page and every form, as everyone, with an id of their own,
//! somebody else's, none that exists, and one that is no id.
//!
//! The answers are written down in `access_matrix.txt`; a change of policy is a readable
//! change of that file. A page or form that this test doesn't know fails it.
//! `UPDATE_MATRIX=1` writes the file anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use app::api::{ENDPOINTS, Endpoint};
use clinic::sign_up::Details;
use clinic::testing::smtp::{Part, SmtpPeer};
use clinic::times::Choice;
use clinic::{NextPath, booking, can, codes, holds, sign_up, times};
use domain::id::{
    AccessId, AppointmentId, CodeRequestId, HoldId, InvitationId, NoticeId, PatientId,
    RegistrationId, SessionId,
};
use domain::role::Role;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use leptos_axum::generate_route_list;

use crate::harness::{Answer, Browser, TestSite};
use crate::headers::assert_safe;
use crate::input::{assert_shown_as_text, escaped};

pub(crate) mod world;

use world::{Beginning, World};

/// Pages of the site, with the names of what stands in their addresses.
const PAGES: &[&str] = &[
    "/",
    "/accessibility",
    "/appointments",
    "/appointments/:appointment",
    "/appointments/:appointment/cancel",
    "/appointments/:appointment/change",
    "/book",
    "/book/:service",
    "/book/:service/:who",
    "/book/done/:appointment",
    "/book/h/:hold/account",
    "/book/h/:hold/add",
    "/book/h/:hold/check",
    "/book/h/:hold/code",
    "/book/h/:hold/who",
    "/book/together",
    "/book/together/:hold",
    "/book/together/done/:appointment",
    "/dev/mail",
    "/dev/mail/:file",
    "/email/confirm",
    "/email/revert",
    "/family",
    "/family/:dependent",
    "/family/:dependent/details",
    "/family/:dependent/diary",
    "/family/:dependent/invite",
    "/family/:dependent/own",
    "/family/add",
    "/family/give-back/:access",
    "/help",
    "/home",
    "/invitations/:invitation",
    "/log-in",
    "/log-in/code",
    "/log-in/link",
    "/log-in/second-factor",
    "/me/display",
    "/me",
    "/me/diary",
    "/me/email",
    "/me/password",
    "/me/prove",
    "/me/prove/code",
    "/me/second-factor",
    "/me/second-factor/codes",
    "/me/security",
    "/privacy",
    "/questions/:question",
    "/recover",
    "/recover/link",
    "/recover/sent",
    "/sign-up",
    "/staff",
    "/staff/appointments/:appointment",
    "/staff/appointments/:appointment/cancel",
    "/staff/appointments/:appointment/move",
    "/staff/bookings/new",
    "/staff/duplicates",
    "/staff/log-in",
    "/staff/log-in/second-factor",
    "/staff/merge/:survivor/:absorbed",
    "/staff/merges",
    "/staff/merges/:merge/seen",
    "/staff/merges/:merge/undo",
    "/staff/password",
    "/staff/patients",
    "/staff/patients/:patient",
    "/staff/patients/:patient/appointments",
    "/staff/patients/:patient/edit",
    "/staff/patients/:patient/merge",
    "/staff/patients/:patient/safeguarding",
    "/staff/patients/:patient/history",
    "/staff/patients/:patient/invitations/:invitation/address",
    "/staff/patients/:patient/invitations/:invitation/link",
    "/staff/patients/:patient/portal-accounts",
    "/staff/patients/:patient/portal-accounts/:access/again",
    "/staff/patients/:patient/portal-accounts/:access/remove",
    "/staff/patients/:patient/portal-accounts/:access/rights",
    "/staff/patients/invite",
    "/staff/patients/invite/:batch",
    "/staff/patients/new",
    "/staff/registrations",
    "/staff/registrations/:registration",
    "/staff/registrations/:registration/block",
    "/staff/review",
    "/staff/security",
    "/staff/security/codes",
    "/staff/settings/age",
    "/staff/settings/registration",
    "/staff/settings/security",
    "/styleguide",
];

/// Addresses that are no pages: files, links with a token, and what machines ask.
pub(crate) const OTHERS: &[&str] = &[
    "/appointments/:appointment/calendar.ics",
    "/been-here/:token",
    "/email/confirm/:token",
    "/email/revert/:token",
    "/healthz",
    "/invite/:token",
    "/log-in/link/:token",
    "/readyz",
    "/recover/link/:token",
    "/staff/password/:token",
];

/// Those that name a patient to whoever may see them, as text. Who is signed in stands above each.
const NAMING: &[&str] = &[
    "/appointments/:appointment",
    "/appointments/:appointment/cancel",
    "/book/h/:hold/check",
    "/book/h/:hold/who",
    "/book/together",
    "/book/together/done/:appointment",
    "/family",
    "/family/:dependent",
    "/me",
    "/sign-up",
    "/staff",
    "/staff/appointments/:appointment",
    "/staff/appointments/:appointment/cancel",
    "/staff/appointments/:appointment/move",
    "/staff/duplicates",
    "/staff/merge/:survivor/:absorbed",
    "/staff/merges",
    "/staff/merges/:merge/seen",
    "/staff/merges/:merge/undo",
    "/staff/patients",
    "/staff/patients/:patient",
    "/staff/patients/:patient/appointments",
    "/staff/patients/:patient/edit",
    "/staff/patients/:patient/history",
    "/staff/patients/:patient/merge",
    "/staff/patients/:patient/portal-accounts",
    "/staff/patients/:patient/portal-accounts/:access/again",
    "/staff/patients/:patient/portal-accounts/:access/remove",
    "/staff/patients/:patient/safeguarding",
    "/staff/registrations",
    "/staff/registrations/:registration",
    "/staff/registrations/:registration/block",
];

/// What patients of the world are called.
pub(crate) const NAME: &str = "Eve";

const MISSING: &str = "01890000-0000-7000-8000-000000000000";
const MALFORMED: &str = "1%20OR%201=1";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Actor {
    /// Nobody we know.
    Anonymous,
    /// Somebody who typed details and has not proven the address.
    Unproven,
    /// The account that everything in the world belongs to.
    Owner,
    /// Another account.
    Other,
    /// An account's password was right here, and its second factor wasn't shown yet.
    Half,
    Desk,
    Practitioner,
    Admin,
}

const ACTORS: [Actor; 8] = [
    Actor::Anonymous,
    Actor::Unproven,
    Actor::Owner,
    Actor::Other,
    Actor::Half,
    Actor::Desk,
    Actor::Practitioner,
    Actor::Admin,
];

impl Actor {
    /// Whether this browser shows what others may not see once it is theirs.
    fn is_signed_in(self) -> bool {
        match self {
            Self::Anonymous | Self::Unproven | Self::Half => false,
            Self::Owner | Self::Other | Self::Desk | Self::Practitioner | Self::Admin => true,
        }
    }
}

/// What every answer says to the browser, whoever asked.
#[track_caller]
fn assert_headers(answer: &Answer, actor: Actor, what: &str) {
    let what = format!("{what} as {actor:?}");
    assert_safe(answer, &what);
    let kept = answer.header(CACHE_CONTROL);
    if actor.is_signed_in() {
        assert_eq!(kept, Some("no-store"), "{what}");
    } else {
        let private = [Some("no-store"), Some("private, no-cache")];
        assert!(private.contains(&kept), "{what}: {kept:?}");
    }
}

/// Whose id is sent.
#[derive(Clone, Copy)]
pub(crate) enum Id {
    Owners,
    Missing,
    Malformed,
}

impl Id {
    fn of(self, own: String) -> String {
        match self {
            Self::Owners => own,
            Self::Missing => MISSING.to_owned(),
            Self::Malformed => MALFORMED.to_owned(),
        }
    }
}

fn has_id(names: &[&str]) -> bool {
    names.iter().any(|name| {
        matches!(
            *name,
            "hold"
                | "appointment"
                | "news"
                | "registration"
                | "notice"
                | "request"
                | "patient"
                | "session"
                | "member"
                | "invitation"
                | "access"
                | "dependent"
                | "batch"
                | "survivor"
                | "absorbed"
                | "merge"
                | "question"
        )
    })
}

fn ids(named: bool) -> &'static [Id] {
    if named {
        &[Id::Owners, Id::Missing, Id::Malformed]
    } else {
        &[Id::Owners]
    }
}

/// The answers of one endpoint to one actor, in the order of [`ids`].
async fn ask_form(
    endpoint: &Endpoint,
    actor: Actor,
    beginning: &Beginning,
    world: &mut Option<World>,
) -> String {
    let mut codes = Vec::new();
    for id in ids(has_id(endpoint.fields)) {
        let here = match world.take() {
            Some(world) => world,
            None => beginning.world().await,
        };
        let mut browser = here.browser(actor).await;
        let fields: Vec<(&str, String)> = endpoint
            .fields
            .iter()
            .map(|name| (*name, here.field(endpoint.path, name, *id)))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = browser.post_json(endpoint.path, &fields).await;
        assert_headers(&answer, actor, endpoint.path);
        assert!(
            !answer.text().contains("<script>alert"),
            "{}",
            endpoint.path
        );
        codes.push(answer.status.as_u16().to_string());
        // What changed nothing can serve the next question.
        if !answer.status.is_success() && endpoint.secret.is_empty() {
            *world = Some(here);
        }
    }
    codes.join(" ")
}

/// The same of a page; and whether it named one of the world's patients, beside who is signed in.
async fn ask_page(page: &str, actor: Actor, world: &World) -> (String, bool) {
    let names: Vec<&str> = page
        .split('/')
        .filter_map(|part| part.strip_prefix(':'))
        .collect();
    let mut codes = Vec::new();
    let mut names_somebody = false;
    let mut browser = world.browser(actor).await;
    for id in ids(has_id(&names)) {
        let parts: Vec<String> = page
            .split('/')
            .map(|part| match part.strip_prefix(':') {
                None => part.to_owned(),
                Some("service") => "visit".into(),
                Some("who") => "first".into(),
                Some(name) => match world.own(page, name) {
                    Some(own) => id.of(own),
                    None => "0000".into(),
                },
            })
            .collect();
        let mut path = parts.join("/");
        if page.ends_with("/code") {
            write!(path, "?request={}", world.request).unwrap();
        }
        let answer = browser.get(&path).await;
        assert_headers(&answer, actor, &path);
        let text = answer.text();
        let is_page = answer
            .header(CONTENT_TYPE)
            .is_some_and(|kind| kind.starts_with("text/html"));
        if is_page {
            assert_shown_as_text(&text, &path);
        }
        let main = text.split_once("<main").map_or("", |(_, main)| main);
        names_somebody |= is_page && main.contains(&escaped(NAME));
        codes.push(answer.status.as_u16().to_string());
    }
    (codes.join(" "), names_somebody)
}

#[tokio::test]
async fn everyone_gets_what_the_access_matrix_says() {
    let mut text = String::from(
        "Who may call what. Three numbers: with the owner's id, with one that doesn't exist, with\n\
         one that is none. \"Owner\" is the account that the id belongs to; a 303 leads to a log-in.\n\n",
    );
    let posts = ENDPOINTS.iter().map(|endpoint| endpoint.path.len());
    let gets = PAGES.iter().chain(OTHERS).map(|page| page.len());
    let width = posts.chain(gets).max().unwrap() + 6;
    let heads: Vec<String> = ACTORS
        .iter()
        .map(|a| format!("{:13}", format!("{a:?}")))
        .collect();
    writeln!(text, "{:width$}{}", "", heads.join("").trim_end()).unwrap();

    let beginning = Beginning::new().await;
    let shared = beginning.world().await;
    let mut naming = BTreeSet::new();
    for page in PAGES.iter().chain(OTHERS) {
        let mut row = format!("{:width$}", format!("GET  {page}"));
        for actor in ACTORS {
            let (codes, names_somebody) = ask_page(page, actor, &shared).await;
            if names_somebody {
                naming.insert(*page);
            }
            write!(row, "{codes:13}").unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    }
    for endpoint in ENDPOINTS {
        let mut row = format!("{:width$}", format!("POST {}", endpoint.path));
        let mut world = None;
        for actor in ACTORS {
            let codes = ask_form(endpoint, actor, &beginning, &mut world).await;
            write!(row, "{codes:13}").unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    }

    assert_eq!(naming.into_iter().collect::<Vec<_>>(), NAMING);

    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/access_matrix.txt");
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(text, written, "the access matrix changed: see {file}");
}

#[test]
fn the_access_matrix_knows_every_page() {
    let mut routes: Vec<String> = generate_route_list(app::App)
        .iter()
        .map(|route| route.path().to_owned())
        .collect();
    let mut known: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    for list in [&mut routes, &mut known] {
        for path in list.iter_mut() {
            path.retain(|c| !"{}:".contains(c));
        }
        list.sort();
        list.dedup();
    }
    assert_eq!(routes, known);
}

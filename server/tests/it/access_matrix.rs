//! Who may call what: every page and every form, as everyone, with an id of their own,
//! somebody else's, none that exists, and one that is no id.
//!
//! The answers are written down in `access_matrix.txt`; a change of policy is a readable
//! change of that file. A page or form that this test doesn't know fails it.
//! `UPDATE_MATRIX=1` writes the file anew.

use std::fmt::Write as _;

use app::api::{ENDPOINTS, Endpoint};
use clinic::sign_up::Details;
use clinic::testing::smtp::{Part, SmtpPeer};
use clinic::times::Choice;
use clinic::{NextPath, booking, can, codes, holds, needs_a_look, registrations, sign_up, times};
use domain::id::{AppointmentId, CodeRequestId, HoldId, NoticeId, RegistrationId, SessionId};
use domain::role::Role;
use leptos_axum::generate_route_list;

use crate::harness::{Browser, TestSite};

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
    "/book/call",
    "/book/done/:appointment",
    "/book/h/:hold/account",
    "/book/h/:hold/check",
    "/book/h/:hold/code",
    "/book/h/:hold/who",
    "/dev/mail",
    "/dev/mail/:file",
    "/email/confirm",
    "/email/revert",
    "/help",
    "/home",
    "/log-in",
    "/log-in/code",
    "/log-in/link",
    "/me/display",
    "/me",
    "/me/email",
    "/me/password",
    "/me/prove",
    "/me/prove/code",
    "/me/security",
    "/privacy",
    "/recover",
    "/recover/link",
    "/recover/sent",
    "/sign-up",
    "/staff",
    "/staff/appointments/:appointment",
    "/staff/appointments/:appointment/cancel",
    "/staff/appointments/:appointment/move",
    "/staff/bookings/new",
    "/staff/log-in",
    "/staff/password",
    "/staff/patients",
    "/staff/patients/:patient",
    "/staff/patients/:patient/appointments",
    "/staff/patients/:patient/edit",
    "/staff/patients/:patient/history",
    "/staff/patients/new",
    "/staff/registrations/:registration/block",
    "/styleguide",
];

/// Addresses that are no pages: files, links with a token, and what machines ask.
const OTHERS: &[&str] = &[
    "/appointments/:appointment/calendar.ics",
    "/email/confirm/:token",
    "/email/revert/:token",
    "/healthz",
    "/log-in/link/:token",
    "/readyz",
    "/recover/link/:token",
    "/staff/password/:token",
];

const MISSING: &str = "01890000-0000-7000-8000-000000000000";
const MALFORMED: &str = "1%20OR%201=1";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Actor {
    /// Nobody we know.
    Anonymous,
    /// Somebody who typed details and has not proven the address.
    Unproven,
    /// The account that everything in the world belongs to.
    Owner,
    /// Another account.
    Other,
    Desk,
    Practitioner,
    Admin,
}

const ACTORS: [Actor; 7] = [
    Actor::Anonymous,
    Actor::Unproven,
    Actor::Owner,
    Actor::Other,
    Actor::Desk,
    Actor::Practitioner,
    Actor::Admin,
];

/// A clinic in which one account owns one of everything.
struct World {
    site: TestSite,
    hold: HoldId,
    appointment: AppointmentId,
    registration: RegistrationId,
    notice: NoticeId,
    request: CodeRequestId,
    patient: String,
    /// Which state of the patient's profile a form would be made of.
    version: String,
    slot: String,
    /// Another browser of the owner's.
    session: SessionId,
    /// The cookies of everybody who is signed in.
    cookies: Vec<(Actor, Vec<(String, String)>)>,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::new().await;
        let clinic = &site.clinic;
        clinic.rota(&["Priya Example"]).await;
        let asking = clinic.visitor("owner");
        let free = times::month(clinic, &asking, "visit", Choice::First, None, None)
            .await
            .unwrap();
        // Times are every quarter of an hour, visits last twice that.
        let apart: Vec<_> = free.slots.iter().step_by(2).collect();
        let [first, second, third, ..] = apart.as_slice() else {
            panic!("too few times")
        };

        let details = Details {
            full_name: clinic::testing::name("Olive Owner"),
            email: clinic::testing::email("olive@example.com"),
            born_on: domain::person::BirthDate::from_stored("1990-04-12".parse().unwrap()),
            phone: None,
        };
        let asked = sign_up::start(clinic, &asking, details, NextPath::default())
            .await
            .unwrap();
        let minted = codes::mint(clinic, &clinic.system_job(), asked.request)
            .await
            .unwrap();
        let code = minted.code.unwrap();
        let signed_in = codes::enter(clinic, &asking, asked.request, &code)
            .await
            .unwrap();
        // The mail with the code is refused for good: something that needs a look.
        let peer = SmtpPeer::start(Part::RefuseRecipient(550)).await;
        let mailer = clinic::mail::Mailer::smtp(&peer.url()).unwrap();
        clinic::worker::run_due(clinic, &mailer).await;

        let account = clinic.account(signed_in.session.expose()).await.unwrap();
        let visitor = clinic.visitor(signed_in.visitor.expose());
        let acting = clinic.own_patient::<can::Book>(&account).await.unwrap();
        let patient = acting.patient().to_string();
        let take = |slot: &times::SlotView| {
            let (at, who) = (slot.starts_at, slot.practitioner);
            holds::take(
                clinic,
                &visitor,
                "visit",
                Choice::First,
                at,
                who,
                Some(&account),
            )
        };
        let hold = take(first).await.unwrap();
        let check = booking::check(clinic, &visitor, &acting, hold)
            .await
            .unwrap();
        let appointment = booking::book(clinic, &visitor, &acting, hold, check.submission, None)
            .await
            .unwrap();
        let hold = take(second).await.unwrap();
        let email = clinic::testing::email("olive@example.com");
        let request = codes::ask(clinic, &visitor, email, NextPath::default())
            .await
            .unwrap();

        let phone = clinic
            .sign_in(account.account_id(), acting.patient(), "phone")
            .await;
        let desk = clinic
            .staff_with::<can::ResolveRegistrations>(Role::Desk)
            .await
            .unwrap();
        let waiting = registrations::list(clinic, &desk).await.unwrap();
        let mend = clinic
            .staff_with::<can::SeeToday>(Role::Desk)
            .await
            .unwrap();
        let looks: Vec<needs_a_look::NeedsALook> = clinic::today::view(clinic, &mend, None)
            .await
            .unwrap()
            .needs_a_look;
        let see = clinic
            .staff_with::<can::SeePatients>(Role::Desk)
            .await
            .unwrap();
        let profile = clinic::patients::profile(clinic, &see, acting.patient()).await;
        let clinic::patients::Shown::Here(profile) = profile.unwrap() else {
            panic!("merged")
        };
        let version = profile.profile.updated_at.as_millisecond().to_string();
        let slot = format!(
            "{}.{}",
            third.starts_at.as_millisecond(),
            third.practitioner
        );
        let owner = [
            (app::ctx::SESSION_COOKIE, signed_in.session.expose()),
            (app::ctx::VISITOR_COOKIE, signed_in.visitor.expose()),
        ];
        let owner = owner
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        let mut cookies = vec![(Actor::Owner, owner)];
        for (actor, browser) in [
            (Actor::Other, site.signed_in("other").await),
            (Actor::Desk, site.staff(Role::Desk).await),
            (Actor::Practitioner, site.staff(Role::Practitioner).await),
            (Actor::Admin, site.staff(Role::Admin).await),
        ] {
            cookies.push((actor, browser.cookies.into_iter().collect()));
        }
        Self {
            hold,
            appointment,
            registration: waiting.first().unwrap().id,
            notice: looks.first().unwrap().notice,
            request: request.request,
            patient,
            version,
            slot,
            session: phone.holder.session_id(),
            cookies,
            site,
        }
    }

    async fn browser(&self, actor: Actor) -> Browser {
        let mut browser = self.site.browser();
        match actor {
            Actor::Anonymous => browser,
            Actor::Unproven => {
                browser.get("/book").await;
                let held = [
                    ("service", "visit"),
                    ("who", "first"),
                    ("slot", self.slot.as_str()),
                ];
                let held = browser.post_json("/api/booking/hold", &held).await;
                let next = held
                    .json()
                    .get("next")
                    .unwrap()
                    .as_str()
                    .unwrap()
                    .to_owned();
                let hold = next.split('/').nth(3).unwrap().to_owned();
                let mut fields = vec![("hold", hold.as_str())];
                fields.extend(DETAILS);
                let answer = browser.post_json("/api/booking/details", &fields).await;
                assert_eq!(answer.status, 200, "{}", answer.text());
                browser
            }
            Actor::Owner | Actor::Other | Actor::Desk | Actor::Practitioner | Actor::Admin => {
                let (_, cookies) = self.cookies.iter().find(|(who, _)| *who == actor).unwrap();
                browser.cookies.extend(cookies.iter().cloned());
                browser
            }
        }
    }

    /// The owner's id for a field or a part of an address.
    fn own(&self, name: &str) -> Option<String> {
        match name {
            "hold" => Some(self.hold.to_string()),
            "appointment" => Some(self.appointment.to_string()),
            "registration" => Some(self.registration.to_string()),
            "notice" => Some(self.notice.to_string()),
            "request" => Some(self.request.to_string()),
            "patient" => Some(self.patient.clone()),
            "session" => Some(self.session.to_string()),
            _ => None,
        }
    }

    fn field(&self, name: &'static str, id: Id) -> String {
        if let Some(own) = self.own(name) {
            return id.of(own);
        }
        match name {
            "submission" => MISSING.replace('0', "1"),
            "slot" => self.slot.clone(),
            "sequence" => "0".into(),
            "service" => "visit".into(),
            "who" => "first".into(),
            "subject" => "me".into(),
            "next" => "/appointments".into(),
            "code" => "000000".into(),
            "password" => "no such password here".into(),
            "note" | "shown" | "what" | "when" | "at" | "stay" | "anyway" | "anyway_reason"
            | "born" | "pronouns" | "street" | "suburb" | "state" | "postcode" => String::new(),
            "name" => "Una Unproven".into(),
            "sure" => "1".into(),
            "version" => self.version.clone(),
            "theme" => "dark".into(),
            "size" => "largest".into(),
            "letters" => "easy".into(),
            "contrast" => "more".into(),
            "motion" => "less".into(),
            "asked_by" => "patient".into(),
            "from" => "today".into(),
            "reason" => "a reason".into(),
            "step" => "arrive".into(),
            "act" => "book.0".into(),
            "tell" => "yes".into(),
            _ => DETAILS
                .iter()
                .find(|(field, _)| *field == name)
                .unwrap()
                .1
                .to_owned(),
        }
    }
}

const DETAILS: [(&str, &str); 6] = [
    ("full_name", "Una Unproven"),
    ("email", "una@example.com"),
    ("bday_day", "1"),
    ("bday_month", "5"),
    ("bday_year", "1988"),
    ("mobile", ""),
];

/// Whose id is sent.
#[derive(Clone, Copy)]
enum Id {
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
            "hold" | "appointment" | "registration" | "notice" | "request" | "patient" | "session"
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
async fn ask_form(endpoint: &Endpoint, actor: Actor, world: &mut Option<World>) -> String {
    let mut codes = Vec::new();
    for id in ids(has_id(endpoint.fields)) {
        let here = match world.take() {
            Some(world) => world,
            None => World::new().await,
        };
        let mut browser = here.browser(actor).await;
        let fields: Vec<(&str, String)> = endpoint
            .fields
            .iter()
            .map(|name| (*name, here.field(name, *id)))
            .collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let answer = browser.post_json(endpoint.path, &fields).await;
        codes.push(answer.status.as_u16().to_string());
        // What changed nothing can serve the next question.
        if !answer.status.is_success() && actor != Actor::Unproven && endpoint.secret.is_empty() {
            *world = Some(here);
        }
    }
    codes.join(" ")
}

async fn ask_page(page: &str, actor: Actor, world: &World) -> String {
    let names: Vec<&str> = page
        .split('/')
        .filter_map(|part| part.strip_prefix(':'))
        .collect();
    let mut codes = Vec::new();
    let mut browser = world.browser(actor).await;
    for id in ids(has_id(&names)) {
        let parts: Vec<String> = page
            .split('/')
            .map(|part| match part.strip_prefix(':') {
                None => part.to_owned(),
                Some("service") => "visit".into(),
                Some("who") => "first".into(),
                Some(name) => match world.own(name) {
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
        codes.push(answer.status.as_u16().to_string());
    }
    codes.join(" ")
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

    let shared = World::new().await;
    for page in PAGES.iter().chain(OTHERS) {
        let mut row = format!("{:width$}", format!("GET  {page}"));
        for actor in ACTORS {
            // Asking for a page changes nothing, but a browser of its own may sign up.
            let codes = if actor == Actor::Unproven {
                ask_page(page, actor, &World::new().await).await
            } else {
                ask_page(page, actor, &shared).await
            };
            write!(row, "{codes:13}").unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    }
    for endpoint in ENDPOINTS {
        let mut row = format!("{:width$}", format!("POST {}", endpoint.path));
        let mut world = None;
        for actor in ACTORS {
            write!(row, "{:13}", ask_form(endpoint, actor, &mut world).await).unwrap();
        }
        writeln!(text, "{}", row.trim_end()).unwrap();
    }

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

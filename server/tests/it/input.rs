//! Hostile input: whatever is typed or sent is refused or shown as the text that it is,
//! never a fault, never markup; no method but the right one changes anything; a disk
//! without room is said so and loses nothing.

use std::time::{Duration, Instant};

use app::api::ENDPOINTS;
use domain::role::Role;
use http::{Method, StatusCode};
use leptos_axum::generate_route_list;
use serde_json::json;

use crate::harness::journey::{BookForm, Details, NEWCOMER, details_fields, values};
use crate::harness::{Browser, TestSite, request};

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

/// A clinic in which one browser is signed in as a patient and as a member of staff, and
/// may hold and ask as often as it likes.
struct World {
    site: TestSite,
    browser: Browser,
    form: BookForm,
    appointment: String,
    slot: String,
}

impl World {
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
            form,
            appointment,
            slot: slots[8].clone(),
            browser,
            site,
        }
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
            "request" | "registration" | "notice" => "01900000-0000-7000-8000-000000000000".into(),
            "service" => "visit".into(),
            "who" => "first".into(),
            "subject" => "me".into(),
            "full_name" | "name" => NEWCOMER.full_name.into(),
            "email" => NEWCOMER.email.into(),
            "bday_day" => born[0].into(),
            "bday_month" => born[1].into(),
            "bday_year" => born[2].into(),
            "mobile" => NEWCOMER.mobile.into(),
            "next" => "/appointments".into(),
            "code" => "000000".into(),
            "password" => "a password of nobody".into(),
            "note" => String::new(),
            "version" => "0".into(),
            "theme" | "contrast" | "motion" => "device".into(),
            "size" => "normal".into(),
            "letters" => "standard".into(),
            "asked_by" => "patient".into(),
            "from" => "visit".into(),
            "step" => "arrive".into(),
            "act" => "book.0".into(),
            "tell" => "yes".into(),
            "anyway" | "anyway_reason" | "reason" | "born" | "pronouns" | "sure" | "street"
            | "suburb" | "state" | "postcode" => String::new(),
            other => panic!("a field without an honest value: {other}"),
        }
    }
}

#[tokio::test]
async fn every_field_of_every_endpoint_takes_hostile_text_without_a_fault() {
    let mut world = World::new().await;
    for endpoint in ENDPOINTS {
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
                    world = World::new().await;
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
                    ];
                    if !same.contains(&endpoint.path) {
                        world = World::new().await;
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
            format!("/book/call?why={encoded}"),
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
        "value=\"\"><",
        "href=\"//evil",
    ] {
        assert!(!html.contains(markup), "{markup:?} of {payload:?}");
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
async fn what_is_taken_is_shown_as_text_everywhere() {
    for (n, name) in [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "Eve' onmouseover='alert(1)",
        "{{7*7}}${7*7} <%= 7*7 %> Eve",
        "Eve\r\nBcc: victim@example.com",
        "Robert'); DROP TABLE patient;--",
    ]
    .into_iter()
    .enumerate()
    {
        let site = TestSite::new().await;
        let hostile = "Visit <script>alert(2)</script>\r\nATTENDEE:mailto:victim@example.com";
        site.clinic
            .rota_with(&["Priya \"><img src=x onerror=alert(3)>"], |service| {
                service.name = hostile.into()
            })
            .await;
        let email: &'static str = [
            "o'a--@example.com",
            "a+b@example.com",
            "c@example.com",
            "d@example.com",
            "e@example.com",
            "f@example.com",
        ][n];
        let person = Details {
            full_name: name,
            email,
            ..NEWCOMER
        };
        let mut browser = site.browser();
        let slot = browser.times().await[0].clone();
        let hold = browser.hold(&slot).await;
        let mut pages = vec![browser.get(&format!("/book/h/{hold}/who")).await.text()];
        browser.sign_up(&site, &hold, &person).await;
        for page in ["who", "who?differs=1", "check"] {
            pages.push(browser.get(&format!("/book/h/{hold}/{page}")).await.text());
        }
        let form = browser.check(&hold).await;
        let note = format!("</textarea>{name}\nBEGIN:VALARM");
        let appointment = browser.book(&form, &note).await;
        for page in [
            "appointments".to_owned(),
            format!("appointments/{appointment}"),
            format!("appointments/{appointment}/cancel"),
            format!("book/done/{appointment}"),
        ] {
            pages.push(browser.get(&format!("/{page}")).await.text());
        }
        assert!(
            pages.iter().any(|page| page.contains("&lt;/textarea&gt;")),
            "the note is shown"
        );
        let mut desk = site.staff(Role::Desk).await;
        let today = desk.get("/staff").await.text();
        // Runs of blanks, line breaks too, are one blank in a name.
        let shown = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let escaped = shown
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(
            today.contains(&escaped),
            "{shown:?} as it was typed: {today}"
        );
        pages.push(today);
        for page in &pages {
            assert_shown_as_text(page, name);
            assert!(!page.contains("<script>alert(2)"), "{page}");
        }

        site.clinic.clock.advance_s(3 * 60);
        let mails = site.mails().await;
        assert_eq!(mails.len(), 2);
        for mail in mails {
            assert_eq!(mail.to, email);
            assert_shown_as_text(&mail.html, name);
            assert!(!mail.html.contains("<script"), "{}", mail.html);
            assert!(!mail.subject.contains("Eve") && !mail.subject.contains("Visit"));
            let (head, _) = mail.raw.split_once("\r\n\r\n").unwrap();
            for line in head.lines() {
                let line = line.to_ascii_lowercase();
                assert!(
                    !line.starts_with("bcc:") && !line.starts_with("attendee:"),
                    "{head}"
                );
            }
            assert!(!head.contains("victim@"), "{head}");
            assert_calendar(&mail.calendar);
        }
        let file = browser
            .get(&format!("/appointments/{appointment}/calendar.ics"))
            .await
            .text();
        assert!(file.contains("BEGIN:VEVENT"));
        assert_calendar(&file);
    }
}

/// Only lines that a calendar file of ours has.
#[track_caller]
fn assert_calendar(file: &str) {
    const NAMES: [&str; 18] = [
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "ORGANIZER",
        "ATTENDEE",
        "SUMMARY",
        "LOCATION",
        "URL",
        "STATUS",
        "TRANSP",
    ];
    for line in file.lines().filter(|line| !line.starts_with(' ')) {
        let name = line.split([':', ';']).next().unwrap_or_default();
        assert!(NAMES.contains(&name), "{line:?} in\n{file}");
    }
    // The one whose appointment it is, and nobody who is smuggled in.
    assert!(file.matches("ATTENDEE").count() <= 1, "{file}");
    assert!(
        !file.contains("VALARM") && !file.contains("alert("),
        "{file}"
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

#[tokio::test]
async fn what_is_huge_is_refused_at_once() {
    let mut world = World::new().await;
    let mega = "n".repeat(1024 * 1024);
    let many: Vec<(String, String)> = (0..10_000)
        .map(|n| (format!("f{n}"), String::new()))
        .collect();
    let same: Vec<(&str, &str)> = vec![("next", ""); 10_000];
    for endpoint in ENDPOINTS {
        let began = Instant::now();
        for field in endpoint.fields {
            let answer = world
                .browser
                .post_json(endpoint.path, &[(field, &mega)])
                .await;
            assert_eq!(
                answer.status,
                StatusCode::PAYLOAD_TOO_LARGE,
                "{} {field}",
                endpoint.path
            );
        }
        let fields: Vec<(&str, &str)> =
            many.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        for fields in [&fields, &same] {
            let answer = world.browser.post_json(endpoint.path, fields).await;
            assert!(
                matches!(
                    answer.status,
                    StatusCode::BAD_REQUEST | StatusCode::PAYLOAD_TOO_LARGE
                ),
                "{}: {}",
                endpoint.path,
                answer.status
            );
        }
        let deep = format!("{}{}", "[".repeat(20_000), "]".repeat(20_000));
        let json = world
            .browser
            .post_raw(
                endpoint.path,
                "application/json",
                "application/json",
                deep.into_bytes(),
            )
            .await;
        assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert!(
            began.elapsed() < Duration::from_secs(3),
            "{} took {:?}",
            endpoint.path,
            began.elapsed()
        );
    }
    let query = vec!["a=1"; 10_000].join("&");
    for path in ["/book/visit/first", "/log-in", "/nowhere"] {
        let answer = world.browser.get(&format!("{path}?{query}")).await;
        assert_eq!(answer.status, StatusCode::URI_TOO_LONG, "{path}");
    }
    let short = "b&".repeat(3_000);
    assert_eq!(
        world
            .browser
            .get(&format!("/book/visit/first?{short}"))
            .await
            .status,
        StatusCode::OK
    );
    // A password of 200 characters at most reaches the hash.
    let long = "p".repeat(60_000);
    let began = Instant::now();
    let answer = world
        .browser
        .post_json(
            "/api/staff/log-in",
            &[("email", "x@example.com"), ("password", &long)],
        )
        .await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    assert!(began.elapsed() < Duration::from_secs(2));
}

/// Every address of the site, filled with what belongs to the browser of the world.
fn addresses(world: &World) -> Vec<String> {
    let mut all: Vec<String> = generate_route_list(app::App)
        .iter()
        .map(|route| route.path().to_owned())
        .collect();
    all.extend(ENDPOINTS.iter().map(|endpoint| endpoint.path.to_owned()));
    all.extend(
        [
            "/appointments/:appointment/calendar.ics",
            "/log-in/link/:token",
            "/staff/password/:token",
            "/healthz",
            "/readyz",
        ]
        .map(str::to_owned),
    );
    all.extend(
        [
            "/dev/clock",
            "/dev/limits",
            "/pkg/kith.css",
            "/robots.txt",
            "/nowhere",
        ]
        .map(str::to_owned),
    );
    for path in &mut all {
        let parts: Vec<String> = path
            .split('/')
            .map(
                |part| match part.trim_start_matches(['{', ':']).trim_end_matches('}') {
                    name if name == part => part.to_owned(),
                    "hold" => world.form.hold.clone(),
                    "appointment" => world.appointment.clone(),
                    "service" => "visit".into(),
                    "who" => "first".into(),
                    _ => "abc".into(),
                },
            )
            .collect();
        *path = parts.join("/");
    }
    all
}

/// How much was done so far. A request that was refused leaves its trace, and nothing else.
async fn done(site: &TestSite) -> usize {
    let events = site.clinic.store.audited().await.unwrap();
    let done = events
        .iter()
        .filter(|event| event.action != "access.refused");
    done.count()
}

#[tokio::test]
async fn no_other_method_on_any_address_changes_anything() {
    let mut world = World::new().await;
    let addresses = addresses(&world);
    assert!(addresses.len() > 50, "{addresses:?}");
    let cookies = world.browser.cookies.clone();
    let before = done(&world.site).await;
    let owned = format!("appointment={}&hold={}", world.appointment, world.form.hold);
    for path in &addresses {
        for method in [
            "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GETT",
        ] {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            for overriding in [
                "x-http-method-override",
                "x-method-override",
                "x-http-method",
            ] {
                let mut request = request(method.clone(), &format!("{path}?_method=POST&{owned}"));
                let headers = request.headers_mut();
                headers.insert(overriding, "POST".parse().unwrap());
                headers.insert(
                    "content-type",
                    "application/x-www-form-urlencoded".parse().unwrap(),
                );
                *request.body_mut() = owned.clone().into();
                let answer = world.browser.send(request).await;
                assert!(
                    !answer.status.is_server_error(),
                    "{method} {path}: {}",
                    answer.status
                );
                assert!(
                    !answer.text().contains(&world.form.patient),
                    "{method} {path}"
                );
            }
        }
    }
    assert_eq!(done(&world.site).await, before, "something was done");
    // Asked for, by GET and by HEAD, with a method in the address: nothing either.
    for path in &addresses {
        for method in [Method::GET, Method::HEAD] {
            let mut request = request(method.clone(), &format!("{path}?_method=POST&{owned}"));
            request
                .headers_mut()
                .insert("x-http-method-override", "POST".parse().unwrap());
            let answer = world.browser.send(request).await;
            assert!(
                !answer.status.is_server_error(),
                "{method} {path}: {}",
                answer.status
            );
        }
    }
    for (name, value) in &cookies {
        assert_eq!(world.browser.cookies.get(name), Some(value), "{name}");
    }
    let page = world
        .browser
        .get(&format!("/appointments/{}", world.appointment))
        .await
        .text();
    assert!(page.contains("/cancel"), "still booked: {page}");
    // The hold is there and can be booked.
    world.browser.book(&world.form, "").await;
}

#[tokio::test]
async fn without_room_on_the_disk_nothing_is_promised_and_everything_can_be_read() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut browser = site.signed_in("ana").await;
    let slots = browser.times().await;
    let hold = browser.hold(&slots[0]).await;
    let form = browser.check(&hold).await;
    let mut newcomer = site.browser();
    let their_hold = newcomer.hold(&slots[4]).await;
    site.clinic.store.fill_disk().await.unwrap();

    // A note that doesn't fit into what the file has left.
    let note = "🦴".repeat(1_000);
    let answer = browser
        .post_json("/api/booking/book", &form.fields(&note))
        .await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::SERVICE_UNAVAILABLE, json!("unavailable"))
    );
    assert!(answer.header(http::header::RETRY_AFTER).is_some());
    let answer = browser
        .post_form("/api/booking/book", &form.fields(&note))
        .await;
    let page = browser.visit(answer.see_other()).await.text();
    assert!(page.contains(app::text::en::errors::BUSY), "{page}");
    assert!(page.contains(&note), "the note is lost");

    // Everything can be read, but for what nobody may see without its being recorded.
    let own = browser.get("/appointments").await.status;
    assert!(
        [StatusCode::OK, StatusCode::SERVICE_UNAVAILABLE].contains(&own),
        "{own}"
    );
    for path in [
        "/",
        "/book",
        "/book/visit/first",
        "/help",
        &format!("/book/h/{hold}/check"),
    ] {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        assert!(
            !site.browser().get(path).await.status.is_server_error(),
            "{path}"
        );
    }
    assert_eq!(
        newcomer
            .get(&format!("/book/h/{their_hold}/account"))
            .await
            .status,
        StatusCode::OK
    );
    assert_eq!(site.browser().get("/readyz").await.status, StatusCode::OK);
    // More of them: 503 or done whole, never anything else.
    let mut refused = 0;
    for n in 0..60 {
        let mut other = site.browser();
        let email = format!("n{n}-{}@example.com", "x".repeat(50));
        let answer = other
            .post_json("/api/log-in/ask", &[("email", &email), ("next", "")])
            .await;
        match answer.status {
            StatusCode::SERVICE_UNAVAILABLE => refused += 1,
            status => assert!(
                matches!(status, StatusCode::OK | StatusCode::TOO_MANY_REQUESTS),
                "{status}"
            ),
        }
    }
    assert!(refused > 0, "the disk was never full");

    // Room again: the same press works, once.
    site.clinic.store.free_disk().await.unwrap();
    let appointment = browser.book(&form, &note).await;
    assert_eq!(browser.book(&form, &note).await, appointment);
    let page = browser
        .get(&format!("/appointments/{appointment}"))
        .await
        .text();
    assert!(page.contains(&note));
    let clinic = &site.clinic;
    let audit = clinic::audit::verify(clinic, &clinic.system_job())
        .await
        .unwrap();
    assert_eq!(audit.first_bad, None);
    newcomer.sign_up(&site, &their_hold, &NEWCOMER).await;
}

#[tokio::test]
async fn patients_data_is_not_shown_while_its_record_can_not_be_written() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let mut person = site.browser();
    let slot = person.times().await[0].clone();
    let hold = person.hold(&slot).await;
    person.sign_up(&site, &hold, &NEWCOMER).await;
    let mut desk = site.staff(Role::Desk).await;
    let shown = desk.get("/staff").await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(values(&shown.text(), "registration").len(), 1);
    site.clinic.store.fill_disk().await.unwrap();
    let mut refused = None;
    for _ in 0..400 {
        let answer = desk.get("/staff").await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            refused = Some(answer);
            break;
        }
        assert_eq!(answer.status, StatusCode::OK);
    }
    let refused = refused.expect("what is seen is always recorded");
    assert!(
        !refused.text().contains("Featherstonehaugh"),
        "{}",
        refused.text()
    );
    assert_eq!(site.browser().get("/book").await.status, StatusCode::OK);
    site.clinic.store.free_disk().await.unwrap();
    assert_eq!(desk.get("/staff").await.status, StatusCode::OK);
}

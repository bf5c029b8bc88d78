//! What leaves the server about a person, and where: never in an address, a log line, an
//! error, a page title, or data of a page that the page doesn't show.

use std::io::Write;
use std::sync::{Arc, Mutex, Once, PoisonError};

use domain::role::Role;
use http::header::{CONTENT_SECURITY_POLICY, LOCATION};
use tracing_subscriber::fmt::MakeWriter;

use crate::harness::journey::{NEWCOMER, details_fields, request_in, values};
use crate::harness::{Answer, Browser, TestSite};
use crate::program::{Demo, dates};

const NOTE: &str = "Sciatica since the Wimbledonsturz";

/// What the person is known by, as it may be written in any of the places.
fn personal() -> Vec<String> {
    let mut all: Vec<String> = [
        "Quillon",
        "Featherstonehaugh",
        "quillon.f",
        "Wimbledonsturz",
    ]
    .map(str::to_owned)
    .to_vec();
    all.extend(
        [
            "1983-11-27",
            "27.11.1983",
            "November 27, 1983",
            "27 11 1983",
        ]
        .map(str::to_owned),
    );
    all.extend(
        [
            "902 555 0173",
            "9025550173",
            "902-555-0173",
            "902%20555%200173",
            "902+555+0173",
        ]
        .map(str::to_owned),
    );
    all
}

#[track_caller]
fn assert_nothing_in(place: &str, text: &str, secrets: &[String]) {
    let lower = text.to_lowercase();
    for secret in secrets {
        let wanted = secret.to_lowercase();
        let mut found = lower.match_indices(&wanted).map(|(at, _)| at);
        // Six digits also stand inside of numbers and ids.
        let whole = |at: &usize| {
            let before = lower[..*at].chars().next_back();
            let after = lower[at + wanted.len()..].chars().next();
            secret.len() > 6
                || ![before, after]
                    .iter()
                    .flatten()
                    .any(|c| c.is_alphanumeric())
        };
        let at = found.find(whole);
        assert!(
            at.is_none(),
            "{secret:?} in {place}: {}",
            around(text, at.unwrap_or(0))
        );
    }
}

fn around(text: &str, at: usize) -> String {
    text.chars()
        .skip(at.saturating_sub(200))
        .take(500)
        .collect()
}

/// The contents of all elements with this tag.
fn elements<'a>(html: &'a str, tag: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{tag}"), format!("</{tag}>"));
    html.split(&open)
        .skip(1)
        .filter_map(|rest| rest.split(&close).next())
        .collect()
}

/// Everything an answer says of a person outside of what is read on the page.
#[track_caller]
fn assert_private(what: &str, answer: &Answer, secrets: &[String]) {
    for (name, value) in &answer.headers {
        // The one header that carries secrets, to the one browser they belong to.
        if name != http::header::SET_COOKIE {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            assert_nothing_in(&format!("{name} of {what}"), &value, secrets);
        } else {
            assert_nothing_in(
                &format!("{name} of {what}"),
                &String::from_utf8_lossy(value.as_bytes()),
                &personal(),
            );
        }
    }
    let html = answer.text();
    for title in elements(&html, "title") {
        assert_nothing_in(&format!("the title of {what}"), title, secrets);
    }
    for script in elements(&html, "script") {
        assert_nothing_in(&format!("a script of {what}"), script, secrets);
    }
    for attribute in [
        "href=\"",
        "src=\"",
        "action=\"",
        "data-props=\"",
        "content=\"",
        "class=\"",
        "id=\"",
    ] {
        for value in html
            .split(attribute)
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert_nothing_in(&format!("{attribute} on {what}"), value, secrets);
        }
    }
    for comment in html
        .split("<!--")
        .skip(1)
        .filter_map(|rest| rest.split("-->").next())
    {
        assert_nothing_in(&format!("a comment on {what}"), comment, secrets);
    }
    if !answer.status.is_success() {
        // Who is signed in stands above the page, the error in it.
        let main = html.split("<main").nth(1).unwrap_or(&html);
        let main = main.replace("<wbr>", "");
        assert_nothing_in(&format!("the body of {what}"), &main, secrets);
    }
}

/// Goes the whole way as a new person, looks at each answer, and gives the browser and
/// all secrets that came up.
async fn walk(site: &TestSite) -> (Browser, Vec<String>, String) {
    let mut secrets = personal();
    let mut browser = site.browser();
    let slots = browser.times().await;
    let hold = browser.hold(&slots[0]).await;
    secrets.extend(browser.cookies.values().cloned());
    let look =
        |what: &str, answer: &Answer, secrets: &[String]| assert_private(what, answer, secrets);

    for path in ["who", "account"] {
        let page = browser.get(&format!("/book/h/{hold}/{path}")).await;
        look(path, &page, &secrets);
    }
    // Refused once, with everything typed, before it is right.
    let mut wrong = details_fields(&hold, &NEWCOMER);
    wrong[3].1 = "31";
    for json in [true, false] {
        let answer = if json {
            browser.post_json("/api/booking/details", &wrong).await
        } else {
            browser.post_form("/api/booking/details", &wrong).await
        };
        look("refused details", &answer, &secrets);
        if let Some(back) = answer.header(LOCATION).map(str::to_owned) {
            let page = browser.get(&back).await;
            assert!(
                page.text().contains("Featherstonehaugh"),
                "it comes back filled"
            );
            look("the page with them", &page, &secrets);
        }
    }
    let answer = browser
        .post_form("/api/booking/details", &details_fields(&hold, &NEWCOMER))
        .await;
    look("details", &answer, &secrets);
    let code_page = answer.see_other().to_owned();
    let mail = site.newest_mail_to(NEWCOMER.email).await;
    secrets.extend([mail.code(), mail.link_token()]);
    look("the code page", &browser.get(&code_page).await, &secrets);

    let request = request_in(&code_page);
    let wrong_code = if mail.code() == "101010" {
        "202020"
    } else {
        "101010"
    };
    for code in [wrong_code, "12345", &mail.code()] {
        let answer = browser
            .post_form("/api/log-in/code", &[("request", &request), ("code", code)])
            .await;
        look("a code", &answer, &secrets);
        if let Some(back) = answer.header(LOCATION).map(str::to_owned) {
            look("after a code", &browser.get(&back).await, &secrets);
        }
    }
    secrets.extend(browser.cookies.values().cloned());
    let form = browser.check(&hold).await;
    let long = format!("{NOTE} {}", "x".repeat(1_000));
    let answer = browser
        .post_form("/api/booking/book", &form.fields(&long))
        .await;
    look("a note too long", &answer, &secrets);
    let back = answer.see_other().to_owned();
    look("the page with it", &browser.get(&back).await, &secrets);
    let answer = browser
        .post_form("/api/booking/book", &form.fields(NOTE))
        .await;
    look("booked", &answer, &secrets);
    let done = answer.see_other().to_owned();
    let appointment = done.trim_start_matches("/book/done/").to_owned();
    for page in [
        done,
        "/appointments".into(),
        format!("/appointments/{appointment}"),
        format!("/appointments/{appointment}/cancel"),
        format!("/appointments/{appointment}/calendar.ics"),
        "/".into(),
        "/book".into(),
        "/help".into(),
        "/nowhere".into(),
        "/appointments/nothing".into(),
        "/log-in/link".into(),
    ] {
        let answer = browser.get(&page).await;
        look(&page, &answer, &secrets);
    }
    let own = [("appointment", &*appointment)];
    for post in ["/api/appointments/cancel", "/api/appointments/undo"] {
        look(post, &browser.post_form(post, &own).await, &secrets);
    }
    (browser, secrets, appointment)
}

#[tokio::test]
async fn no_address_title_error_or_script_of_the_whole_way_names_the_person() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (mut browser, secrets, appointment) = walk(&site).await;

    // The link: opened in another browser, its token is gone from every address.
    browser.post_form("/api/log-in/out", &[]).await;
    let asked = [("email", NEWCOMER.email), ("next", "/appointments")];
    let answer = browser.post_form("/api/log-in/ask", &asked).await;
    assert_private("asking", &answer, &secrets);
    let token = site.newest_mail_to(NEWCOMER.email).await.link_token();
    let mut secrets = secrets;
    secrets.push(token.clone());
    let mut phone = site.browser();
    let opened = phone.get(&format!("/log-in/link/{token}")).await;
    assert_private("the link", &opened, &secrets);
    let page = phone.get("/log-in/link").await;
    assert!(
        !page.text().contains(&token),
        "the token on the page behind the link"
    );
    assert_private("the page behind the link", &page, &secrets);
    assert_private(
        "the button",
        &phone.post_form("/api/log-in/link", &[]).await,
        &secrets,
    );

    // What is a stranger's answer to the same addresses.
    let mut stranger = site.signed_in("ben").await;
    for page in [
        format!("/appointments/{appointment}"),
        format!("/book/done/{appointment}"),
    ] {
        let answer = stranger.get(&page).await;
        assert_eq!(answer.status, 404);
        assert_private(&page, &answer, &secrets);
    }

    // The clinic's screens: titles and addresses stand in histories and on shared screens.
    let mut desk = site.staff(Role::Desk).await;
    let today = desk.get("/staff").await;
    assert!(today.text().contains("Featherstonehaugh"));
    assert_private("Today", &today, &secrets);
    let registration = values(&today.text(), "registration");
    let added = desk
        .post_form(
            "/api/staff/registrations/add",
            &[("registration", &registration[0])],
        )
        .await;
    assert_private("added", &added, &secrets);
}

#[tokio::test]
async fn pages_ask_nobody_else_for_anything() {
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (mut browser, _, appointment) = walk(&site).await;
    let mut desk = site.staff(Role::Desk).await;
    let pages = [
        browser.get(&format!("/appointments/{appointment}")).await,
        browser.get("/log-in/link").await,
        browser.get("/book").await,
        desk.get("/staff").await,
    ];
    for page in pages {
        let html = page.text();
        for attribute in ["href=\"", "src=\"", "action=\"", "srcset=\""] {
            for value in html
                .split(attribute)
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                let ours = value.starts_with('/') && !value.starts_with("//");
                assert!(
                    ours || value.starts_with('#') || value.starts_with("tel:"),
                    "{attribute}{value}"
                );
            }
        }
        assert!(
            !page
                .header(CONTENT_SECURITY_POLICY)
                .unwrap()
                .contains("http")
        );
    }
}

/// What is logged, kept in memory.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Everything from now on, down to the smallest detail, until the guard is dropped.
    pub(crate) fn listen() -> (Self, tracing::subscriber::DefaultGuard) {
        // What another test's thread comes to first would else count as heard by nobody, here
        // too: with one subscriber alone, the first thread's answer is kept for all of them.
        static EVERYWHERE: Once = Once::new();
        EVERYWHERE.call_once(|| {
            let nowhere = tracing_subscriber::registry();
            tracing::subscriber::set_global_default(nowhere).unwrap();
        });
        let log = Self::default();
        let subscriber = tracing_subscriber::fmt()
            .with_writer(log.clone())
            .with_ansi(false)
            .with_max_level(tracing::Level::TRACE)
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    pub(crate) fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn the_log_names_nobody_even_when_it_tells_everything() {
    let (log, _guard) = Log::listen();
    let site = TestSite::new().await;
    site.clinic.rota(&["Priya Example"]).await;
    let (_, secrets, appointment) = walk(&site).await;
    site.clinic.clock.advance_s(3 * 60);
    site.mails().await;
    let text = log.text();
    assert!(
        text.contains("/api/booking/book") && text.contains("answered"),
        "nothing was logged: {text}"
    );
    assert_nothing_in("the log", &text, &secrets);
    let requests: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("answered"))
        .collect();
    for line in requests {
        assert!(
            !line.contains(&appointment),
            "an id in the log of a request: {line}"
        );
        assert!(
            !line.contains('?'),
            "a query in the log of a request: {line}"
        );
    }
}

#[tokio::test]
async fn the_program_s_own_log_names_nobody() {
    let demo = Demo::new();
    let server = demo.serve().await;
    let mut client = demo.client();
    client.widen_limits().await;
    let dates = dates(&mut client).await;
    let slot = client.times_on(&dates[0]).await.swap_remove(0);
    client
        .sign_up(&demo, &slot, NEWCOMER.full_name, NEWCOMER.email)
        .await;
    let mail = demo.mail_to(NEWCOMER.email).await;
    client.book(&slot).await.unwrap();
    let mut secrets = personal();
    secrets.extend(["902 555 0177", "9025550177", "1979-08-14"].map(str::to_owned));
    secrets.extend([mail.code(), mail.link_token()]);
    secrets.extend(client.cookies().cloned());
    for path in [
        "/log-in/link/",
        "/nowhere/Featherstonehaugh/",
        "/appointments?name=Quillon&t=",
    ] {
        client
            .get(&format!("{path}{}", mail.link_token()))
            .await
            .unwrap();
    }
    drop(server);
    let log = demo.log();
    assert!(log.contains("answered"), "{log}");
    assert_nothing_in("the log", &log, &secrets);
}

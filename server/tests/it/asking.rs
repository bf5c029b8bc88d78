//! *Ask the patient* through HTTP: from the queue to the mail, its page and the answer, and
//! back to the queue.

use app::ctx::{QUESTION_COOKIES, SESSION_COOKIE};
use domain::role::Role;
use http::{Method, StatusCode};
use serde_json::json;

use crate::harness::journey::{NEWCOMER, values};
use crate::harness::{Answer, Browser, TestSite, request};
use crate::input::{assert_shown_as_text, escaped, hostile};

const ASK: &str = "/api/staff/registrations/ask";
const ANSWER: &str = "/api/questions/answer";
const QUEUE: &str = "/staff/registrations";

/// A clinic in which the newcomer, who was here under another name, has booked and waits.
struct World {
    site: TestSite,
    desk: Browser,
    registration: String,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        site.clinic
            .patient("Wilhelmina Vanterpool", "1983-11-27")
            .await;
        let mut who = site.browser();
        let slot = who.times().await[0].clone();
        let hold = who.hold(&slot).await;
        who.sign_up(&site, &hold, &NEWCOMER).await;
        let form = who.check(&hold).await;
        who.book(&form, "").await;
        let mut desk = site.staff(Role::Desk).await;
        let queue = desk.get(QUEUE).await.text();
        let registration = values(&queue, "registration").remove(0);
        Self {
            site,
            desk,
            registration,
        }
    }

    async fn ask(&mut self) -> Answer {
        let fields = [("registration", self.registration.as_str())];
        self.desk.get(QUEUE).await;
        self.desk.post_form(ASK, &fields).await
    }

    async fn queue(&mut self) -> String {
        let page = self.desk.get(QUEUE).await;
        assert_eq!(page.status, StatusCode::OK);
        page.text().replace("<!>", "")
    }

    /// The path of the link that was mailed last.
    async fn link(&self) -> String {
        let mail = self.site.newest_mail_to(NEWCOMER.email).await;
        format!("/been-here/{}", mail.token_after("/been-here/"))
    }
}

fn id_of(page: &str) -> String {
    values(page, "question").remove(0)
}

async fn answer(browser: &mut Browser, id: &str, fields: [&str; 4]) -> Answer {
    let [been_here, name, email, phone] = fields;
    let fields = [
        ("question", id),
        ("been_here", been_here),
        ("other_name", name),
        ("other_email", email),
        ("other_phone", phone),
    ];
    browser.post_form(ANSWER, &fields).await
}

#[tokio::test]
async fn from_the_queue_by_mail_to_an_answer_that_finds_the_profile() {
    let mut world = World::new().await;
    let queue = world.queue().await;
    assert!(queue.contains("Ask the patient"), "{queue}");
    assert!(!queue.contains("Vanterpool"), "{queue}");
    let asked = world.ask().await;
    assert_eq!(asked.see_other(), "/staff/registrations?done=asked");
    let queue = world.desk.get(asked.see_other()).await.text();
    for words in ["On its way.", "Asked ", "Ask the patient again"] {
        assert!(queue.contains(words), "{words} is not on {queue}");
    }

    let link = world.link().await;
    let mut phone = world.site.browser();
    let page = phone.visit(&link).await.text();
    assert!(page.contains("Have you been here before?"), "{page}");
    for secret in ["Vanterpool", "Wilhelmina", "Featherstonehaugh", "1983"] {
        assert!(!page.contains(secret), "{secret} is on {page}");
    }
    let id = id_of(&page);
    let fields = ["yes", "Wilhelmina Vanterpool", "", "902 555 0199"];
    let done = answer(&mut phone, &id, fields).await;
    assert_eq!(done.see_other(), format!("/questions/{id}"));
    let page = phone.get(done.see_other()).await.text();
    assert!(
        page.contains("Thank you") && !page.contains(ANSWER),
        "{page}"
    );
    assert!(!phone.cookies.contains_key(SESSION_COOKIE));

    let queue = world.queue().await;
    for words in [
        "here before, as Wilhelmina Vanterpool, 902 555 0199",
        "Found by what they answered",
        "Wilhelmina Vanterpool, born November 27, 1983",
    ] {
        assert!(queue.contains(words), "{words} is not on {queue}");
    }
    let today = world.desk.get("/staff").await.text();
    assert!(today.contains("Found by what they answered"), "{today}");
}

#[tokio::test]
async fn a_link_is_in_no_address_and_a_scanner_changes_nothing() {
    let mut world = World::new().await;
    world.ask().await;
    let link = world.link().await;
    let token = link.rsplit('/').next().unwrap().to_owned();
    let before = world.site.clinic.store.content().await.unwrap();
    for method in [Method::HEAD, Method::GET, Method::HEAD, Method::GET] {
        let mut scanner = world.site.browser();
        let opened = scanner.send(request(method.clone(), &link)).await;
        let page = opened.see_other().to_owned();
        assert!(
            page.starts_with("/questions/") && !page.contains(&token),
            "{page}"
        );
        let id = page.trim_start_matches("/questions/");
        assert_eq!(scanner.cookies[&format!("{QUESTION_COOKIES}{id}")], token);
        let shown = scanner.send(request(method.clone(), &page)).await;
        assert_eq!(shown.status, StatusCode::OK, "{method}");
        assert!(!shown.text().contains(&token), "{method}");
        let overridden = format!("{page}?_method=POST&been_here=no");
        scanner.get(&overridden).await;
        // Another browser that knows the address alone has nothing of it.
        let other = world.site.browser().get(&page).await.text();
        assert!(other.contains("This question is closed"), "{other}");
    }
    assert!(before == world.site.clinic.store.content().await.unwrap());
    // What is none of our links looks the same as one that is over.
    for wrong in ["/been-here/abc", "/been-here/%22%3E%3Cscript%3E"] {
        let page = world.site.browser().visit(wrong).await;
        assert_eq!(page.status, StatusCode::OK, "{wrong}");
        assert!(page.text().contains("This question is closed"), "{wrong}");
    }
}

#[tokio::test]
async fn a_forged_answer_a_second_one_and_one_from_elsewhere_are_refused() {
    let mut world = World::new().await;
    world.ask().await;
    let link = world.link().await;
    let mut phone = world.site.browser();
    let id = id_of(&phone.visit(&link).await.text());
    let unusable = (StatusCode::CONFLICT, json!({ "refused": "link_unusable" }));
    let fields = [
        ("question", id.as_str()),
        ("been_here", "no"),
        ("other_name", ""),
        ("other_email", ""),
        ("other_phone", ""),
    ];
    // Without the link's cookie, and with another one in its place.
    let mut stranger = world.site.browser();
    stranger.get("/").await;
    let forged = stranger.post_json(ANSWER, &fields).await;
    assert_eq!((forged.status, forged.json()), unusable);
    stranger.set(&format!("{QUESTION_COOKIES}{id}"), &"A".repeat(43));
    let forged = stranger.post_json(ANSWER, &fields).await;
    assert_eq!((forged.status, forged.json()), unusable);
    let first = phone.post_json(ANSWER, &fields).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    let second = phone.post_json(ANSWER, &fields).await;
    assert_eq!((second.status, second.json()), unusable);
    assert!(world.queue().await.contains("not here before"));

    // Resolved, nothing is left of it, and nobody is asked.
    world.ask().await;
    let link = world.link().await;
    let open = phone.visit(&link).await.text();
    assert!(open.contains(ANSWER), "{open}");
    let add = [("registration", world.registration.as_str())];
    let added = world
        .desk
        .post_form("/api/staff/registrations/add", &add)
        .await;
    added.see_other();
    let closed = phone.visit(&link).await.text();
    assert!(closed.contains("This question is closed"), "{closed}");
    let late = world.desk.post_json(ASK, &add).await;
    assert_eq!(
        (late.status, late.json()),
        (
            StatusCode::CONFLICT,
            json!({ "refused": "already_resolved" })
        )
    );
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let mut world = World::new().await;
    world.ask().await;
    let link = world.link().await;
    let mut phone = world.site.browser();
    let id = id_of(&phone.visit(&link).await.text());
    let typed = ["", "12345", "nowhere", "12"];
    let refused = answer(&mut phone, &id, typed).await;
    let page = phone.get(refused.see_other()).await.text();
    for words in [
        "Choose yes or no",
        "Enter the name as letters, or leave it empty",
        "or leave it empty",
        "value=\"12345\"",
        "value=\"nowhere\"",
        "value=\"12\"",
    ] {
        assert!(page.contains(words), "{words} is not on {page}");
    }
    let both = answer(&mut phone, &id, ["no", "Amara Brown", "", ""]).await;
    let page = phone.get(both.see_other()).await.text();
    assert!(
        page.contains("Choose yes, or leave what was different empty"),
        "{page}"
    );
    assert!(page.contains("value=\"Amara Brown\""), "{page}");

    // Hostile text is a name as any other, and the desk reads it as text.
    let done = answer(&mut phone, &id, ["yes", &hostile("Typed"), "", ""]).await;
    assert_eq!(done.see_other(), format!("/questions/{id}"));
    let queue = world.queue().await;
    assert_shown_as_text(&queue, "the queue");
    assert!(queue.contains(&escaped("Typed")), "{queue}");
}

#[tokio::test]
async fn asking_too_often_is_refused_in_words() {
    let mut world = World::new().await;
    for _ in 0..3 {
        assert_eq!(
            world.ask().await.see_other(),
            "/staff/registrations?done=asked"
        );
    }
    let often = world.ask().await;
    let page = world.desk.get(often.see_other()).await.text();
    assert!(page.contains("Too many tries."), "{page}");
    let mails = world.site.mails().await;
    let asks = mails
        .iter()
        .filter(|mail| mail.text.contains("/been-here/"));
    assert_eq!(asks.count(), 1, "each took the place of the one before");
}

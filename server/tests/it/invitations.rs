//! Invitations from outside: the link, its page for each of those who may open it, and what
//! the form does. Abuse 25 to 33.

use app::ctx::{INVITATION_COOKIES, SESSION_COOKIE};
use clinic::testing::inviting::{Invite, Inviting};
use domain::id::PatientId;
use domain::invitation::LinkMade;
use domain::role::Role;
use http::{Method, Request, StatusCode};
use serde_json::json;

use crate::harness::{Answer, Browser, TestSite};

mod abuse;

const LEO: &str = "Leo Quillfeather";
const BORN: [(&str, &str); 3] = [
    ("bday_day", "4"),
    ("bday_month", "5"),
    ("bday_year", "2018"),
];
const NGOZI: &str = "ngozi@example.com";

struct World {
    site: TestSite,
    leo: PatientId,
}

impl World {
    async fn new() -> Self {
        let site = TestSite::new().await;
        site.clinic.rota(&["Priya Example"]).await;
        site.clinic.set_address_limit_times(1_000);
        let leo = site.clinic.patient(LEO, "2018-05-04").await;
        Self { site, leo }
    }

    async fn inviting(&self) -> Inviting {
        self.site.clinic.inviting(self.leo, NGOZI).await
    }

    async fn invited(&self) -> Invite {
        self.site.clinic.invite(&self.inviting().await).await
    }
}

fn link(invite: &Invite) -> String {
    format!("/invite/{}", invite.token.expose())
}

fn page(invite: &Invite) -> String {
    format!("/invitations/{}", invite.id)
}

async fn accept(
    browser: &mut Browser,
    invite: &Invite,
    way: &str,
    more: &[(&str, &str)],
) -> Answer {
    let id = invite.id.to_string();
    let mut fields = vec![("invitation", id.as_str()), ("way", way)];
    fields.extend(more);
    browser.post_form("/api/invitations/accept", &fields).await
}

fn with_name(name: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut fields = BORN.to_vec();
    fields.push(("full_name", name));
    fields
}

#[tokio::test]
async fn the_link_leaves_the_address_and_a_scanner_changes_nothing() {
    let world = World::new().await;
    let invite = world.invited().await;
    let before = world.site.clinic.store.content().await.unwrap();
    for method in [Method::GET, Method::HEAD, Method::GET] {
        let mut scanner = world.site.browser();
        for path in [link(&invite), page(&invite)] {
            let request = Request::builder()
                .method(&method)
                .uri(&path)
                .header("purpose", "prefetch")
                .header("accept", "text/html");
            let answer = scanner.send(request.body("".into()).unwrap()).await;
            if path == page(&invite) {
                assert_eq!(answer.status, StatusCode::OK, "{method}");
                assert_eq!(
                    answer.header(http::header::REFERRER_POLICY),
                    Some("same-origin")
                );
                assert!(!answer.text().contains(invite.token.expose()), "{method}");
            } else {
                assert_eq!(answer.see_other(), page(&invite), "{method}");
            }
        }
        let cookie = format!("{INVITATION_COOKIES}{}", invite.id);
        assert_eq!(scanner.cookies[&cookie], invite.token.expose());
        assert!(!scanner.cookies.contains_key(SESSION_COOKIE));
    }
    assert_eq!(world.site.clinic.store.content().await.unwrap(), before);
}

#[tokio::test]
async fn before_the_check_the_page_tells_a_first_name_and_no_more() {
    let world = World::new().await;
    let invite = world.invited().await;
    let shown = world.site.browser().visit(&link(&invite)).await.text();
    for told in [
        "Test Clinic invites you to manage Leo’s appointments",
        "n***@example.com",
        "book for Leo",
        "Create account and accept",
    ] {
        assert!(shown.contains(told), "{told} is missing in {shown}");
    }
    for secret in [
        "Quillfeather",
        "2018",
        "May 4",
        NGOZI,
        invite.token.expose(),
    ] {
        assert!(!shown.contains(secret), "{secret} is told");
    }
    let title = shown
        .split("<title>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap();
    assert_eq!(title, "Your invitation – Test Clinic");
}

#[tokio::test]
async fn somebody_new_types_a_name_and_a_date_and_is_there() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    // What can't be a date costs no try and loses nothing.
    let mut broken = with_name("Ngozi Example");
    broken[0].1 = "44";
    let again = accept(&mut browser, &invite, "new", &broken)
        .await
        .see_other()
        .to_owned();
    let shown = browser.get(&again).await.text();
    assert!(
        shown.contains("Ngozi Example") && shown.contains("Error: Your invitation"),
        "{shown}"
    );
    let mut wrong = with_name("Ngozi Example");
    wrong[0].1 = "5";
    let again = accept(&mut browser, &invite, "new", &wrong)
        .await
        .see_other()
        .to_owned();
    let shown = browser.get(&again).await.text();
    assert!(shown.contains("you can try 4 more times"), "{shown}");

    let done = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
    let home = browser.get("/home?done=accepted").await.text();
    assert!(home.contains("You can now book for Leo."), "{home}");
    let mut desk = world.site.staff(Role::Desk).await;
    let today = desk.get("/staff").await.text();
    assert!(today.contains("An invitation was accepted"), "{today}");
    assert!(
        today.contains("Accepted by Ngozi Example, ngozi@example.com."),
        "{today}"
    );
    // Back to the page of the link, which is used now.
    let shown = browser.get(&page(&invite)).await.text();
    assert!(
        shown.contains("You already manage Leo’s appointments."),
        "{shown}"
    );
    let replayed = world.site.browser().visit(&link(&invite)).await.text();
    assert!(
        replayed.contains("This invitation was already used."),
        "{replayed}"
    );
}

#[tokio::test]
async fn who_has_an_account_logs_in_on_the_way_and_comes_back() {
    let world = World::new().await;
    world.site.clinic.signed_in("ngozi").await;
    let invite = world.invited().await;
    let mut browser = world.site.browser();
    let shown = browser.visit(&link(&invite)).await.text();
    assert!(
        shown.contains("Log in to accept") && !shown.contains(NGOZI),
        "{shown}"
    );
    // Nobody gets round the log-in.
    let answer = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    let encoded: String = form_urlencoded::byte_serialize(page(&invite).as_bytes()).collect();
    assert_eq!(answer.see_other(), format!("/log-in?next={encoded}"));

    browser.get(&page(&invite)).await;
    let id = invite.id.to_string();
    let asked = [("invitation", id.as_str())];
    let next = browser.post_form("/api/invitations/log-in", &asked).await;
    let next = next.see_other().to_owned();
    let request = crate::harness::journey::request_in(&next);
    let code = world.site.newest_mail_to(NGOZI).await.code();
    let fields = [("request", request.as_str()), ("code", &code)];
    let back = browser.post_form("/api/log-in/code", &fields).await;
    assert_eq!(back.see_other(), page(&invite));
    let shown = browser.get(&page(&invite)).await.text();
    assert!(
        shown.contains(">Accept<") && shown.contains("Not now"),
        "{shown}"
    );
    let done = accept(&mut browser, &invite, "invited", &BORN).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
}

#[tokio::test]
async fn another_account_is_asked_which_and_both_addresses_are_told() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut amara = world.site.signed_in("amara").await;
    let shown = amara.visit(&link(&invite)).await.text();
    for told in [
        "You’re logged in as amara@example.com. This invitation was sent to n***@example.com.",
        "Use amara@example.com",
        "Log out and use n***@example.com",
    ] {
        assert!(shown.contains(told), "{told} is missing in {shown}");
    }
    // A form of a tab from before isn't taken for this account.
    let answer = accept(&mut amara, &invite, "invited", &BORN).await;
    assert!(
        answer.see_other().starts_with(&page(&invite)),
        "{}",
        answer.see_other()
    );
    let done = accept(&mut amara, &invite, "other", &BORN).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
    let mail = world.site.newest_mail_to(NGOZI).await;
    assert_eq!(
        mail.subject,
        "Your invitation was accepted with another account"
    );
    assert!(mail.text.contains("a***@example.com"), "{}", mail.text);
    let mail = world.site.newest_mail_to("amara@example.com").await;
    assert_eq!(
        mail.subject,
        "You accepted an invitation sent to another address"
    );
    let mut desk = world.site.staff(Role::Desk).await;
    let today = desk.get("/staff").await.text();
    let both = "Accepted by Amara Example, amara@example.com (sent to ngozi@example.com).";
    assert!(today.contains(both), "{today}");
}

#[tokio::test]
async fn switching_logs_out_and_keeps_the_invitation() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut amara = world.site.signed_in("amara").await;
    amara.visit(&link(&invite)).await;
    let id = invite.id.to_string();
    let answer = amara
        .post_form("/api/invitations/switch", &[("invitation", &id)])
        .await;
    assert_eq!(answer.see_other(), page(&invite));
    assert!(!amara.cookies.contains_key(SESSION_COOKIE));
    let shown = amara.get(&page(&invite)).await.text();
    assert!(shown.contains("Create account and accept"), "{shown}");
}

#[tokio::test]
async fn each_state_that_cant_be_used_says_so_in_its_own_words() {
    let cases: [(&str, &str, bool); 6] = [
        (
            "expired",
            "This link stopped working on Tuesday, March 17. Ask Test Clinic to send a new one.",
            true,
        ),
        ("deleted", "Test Clinic took this invitation back.", false),
        (
            "superseded",
            "We sent a newer link. Use the newest email.",
            true,
        ),
        (
            "replaced",
            "We sent a newer link. Use the newest email.",
            true,
        ),
        ("archived", "This invitation is no longer valid.", true),
        ("stopped", "This invitation is no longer valid.", true),
    ];
    for (state, words, may_ask) in cases {
        let world = World::new().await;
        let invite = world.invited().await;
        let (clinic, now) = (&world.site.clinic, world.site.clinic.now());
        match state {
            "expired" => clinic.clock.advance_s(8 * 24 * 3_600),
            "replaced" => drop(clinic.invite_again(&invite).await),
            "archived" => clinic.store.archive(world.leo, now).await.unwrap(),
            "stopped" => clinic.stop_others(world.leo).await,
            state => clinic
                .store
                .close_invitation(invite.id, state, now)
                .await
                .unwrap(),
        }
        let mut browser = world.site.browser();
        let shown = browser.visit(&link(&invite)).await.text();
        assert!(shown.contains(words), "{state}: {shown}");
        assert!(
            !shown.contains("Leo") && !shown.contains("Quill"),
            "{state}: {shown}"
        );
        assert_eq!(shown.contains("Ask for a new link"), may_ask, "{state}");
        let refused = accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
        assert!(refused.see_other().starts_with(&page(&invite)), "{state}");
        assert!(!browser.cookies.contains_key(SESSION_COOKIE), "{state}");
        if may_ask {
            let id = invite.id.to_string();
            let asked = [("invitation", id.as_str())];
            let answer = browser.post_form("/api/invitations/ask", &asked).await;
            assert_eq!(answer.see_other(), format!("{}?done=asked", page(&invite)));
            let mut desk = world.site.staff(Role::Desk).await;
            let today = desk.get("/staff").await.text();
            assert!(
                today.contains("Somebody needs a new invitation link"),
                "{state}: {today}"
            );
        }
    }
}

#[tokio::test]
async fn a_token_that_is_no_link_looks_like_one_that_is_none_any_more() {
    let world = World::new().await;
    let invite = world.invited().await;
    let whole = invite.token.expose().to_owned();
    let cut = whole[..42].to_owned();
    let doubled = format!("{whole}{whole}");
    let guessed = "A".repeat(43);
    for token in [cut.as_str(), &doubled, &guessed, "x", "..%2f..%2fstaff"] {
        let mut browser = world.site.browser();
        let answer = browser.get(&format!("/invite/{token}")).await;
        let next = answer.see_other().to_owned();
        assert!(
            next.starts_with("/invitations/") && next != page(&invite),
            "{next}"
        );
        let answer = browser.get(&next).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("This invitation can’t be used"));
    }
    // Whoever knows the id alone sees the same, and can do nothing.
    let mut browser = world.site.browser();
    let shown = browser.get(&page(&invite)).await.text();
    assert!(
        shown.contains("This invitation can’t be used") && !shown.contains("Leo"),
        "{shown}"
    );
    let id = invite.id.to_string();
    for endpoint in ["ask", "code", "decline", "log-in"] {
        let fields: &[(&str, &str)] = match endpoint {
            "decline" => &[("invitation", &id), ("reason", "")],
            _ => &[("invitation", &id)],
        };
        let answer = browser
            .post_json(&format!("/api/invitations/{endpoint}"), fields)
            .await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::CONFLICT, json!({ "refused": "link_unusable" })),
            "{endpoint}"
        );
    }
}

#[tokio::test]
async fn a_copied_link_asks_for_the_code_that_goes_to_its_address() {
    let world = World::new().await;
    let mut inviting = world.inviting().await;
    inviting.made = LinkMade::Copied;
    let invite = world.site.clinic.invite(&inviting).await;
    let mut browser = world.site.browser();
    let shown = browser.visit(&link(&invite)).await.text();
    assert!(shown.contains("Email me the code"), "{shown}");
    assert!(!shown.contains("Create account and accept"), "{shown}");
    let id = invite.id.to_string();
    let asked = [("invitation", id.as_str())];
    let answer = browser.post_form("/api/invitations/code", &asked).await;
    let next = answer.see_other().to_owned();
    let mail = world.site.newest_mail_to(NGOZI).await;
    assert_eq!(mail.subject, "Here’s your code to accept the invitation");
    let shown = browser.get(&next).await.text();
    assert!(
        shown.contains("Code from the email") && !shown.contains(NGOZI),
        "{shown}"
    );
    let code = mail.code();
    let mut fields: Vec<(&str, &str)> = with_name("Ngozi Example");
    fields.push(("code", &code));
    let done = accept(&mut browser, &invite, "new", &fields).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
}

#[tokio::test]
async fn two_invitations_in_one_browser_never_mix() {
    let world = World::new().await;
    let mia = world
        .site
        .clinic
        .patient("Mia Quillfeather", "2016-01-02")
        .await;
    let first = world.invited().await;
    let second = world.site.clinic.inviting(mia, NGOZI).await;
    let second = world.site.clinic.invite(&second).await;
    let mut browser = world.site.browser();
    browser.visit(&link(&first)).await;
    browser.visit(&link(&second)).await;
    let shown = browser.get(&page(&first)).await.text();
    assert!(shown.contains("Leo’s") && !shown.contains("Mia"), "{shown}");
    // The second tab's answer doesn't fit the first.
    browser.get(&page(&second)).await;
    let answer = accept(&mut browser, &second, "new", &with_name("Ngozi Example")).await;
    assert!(
        answer.see_other().starts_with(&page(&second)),
        "{}",
        answer.see_other()
    );
    let done = accept(&mut browser, &first, "new", &with_name("Ngozi Example")).await;
    assert_eq!(done.see_other(), "/home?done=accepted");
}

#[tokio::test]
async fn no_token_is_in_the_audit_or_anywhere_else_in_the_database() {
    let world = World::new().await;
    let invite = world.invited().await;
    let mut browser = world.site.browser();
    browser.visit(&link(&invite)).await;
    accept(&mut browser, &invite, "new", &with_name("Ngozi Example")).await;
    let content = world.site.clinic.store.content().await.unwrap();
    for (table, rows) in content {
        for row in rows {
            assert!(
                !row.contains(invite.token.expose()),
                "the token stands in {table}"
            );
        }
    }
}

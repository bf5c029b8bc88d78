//! Codes from the mail: wrong ones, old ones, and those of another browser.

use http::StatusCode;
use serde_json::json;

use super::{KNOWN, site};
use crate::harness::journey::request_in;
use crate::harness::{Browser, TestSite};

async fn asked(site: &TestSite, browser: &mut Browser) -> (String, String) {
    let fields = [("email", KNOWN), ("next", "/appointments")];
    let answer = browser.post_form("/api/log-in/ask", &fields).await;
    let request = request_in(answer.see_other());
    (request, site.newest_mail_to(KNOWN).await.code())
}

#[tokio::test]
async fn wrong_codes_lock_and_a_restart_forgets_none() {
    let mut site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    let (request, code) = asked(&site, &mut browser).await;
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for tried in 1..=6 {
        if tried == 4 {
            site = site.started_anew();
            browser.move_to(&site);
        }
        let fields = [("request", &*request), ("code", wrong)];
        let answer = browser.post_json("/api/log-in/code", &fields).await;
        if tried < 5 {
            let expected = json!({ "refused": { "code_wrong": { "tries_left": 5 - tried } } });
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::UNPROCESSABLE_ENTITY, expected)
            );
        } else {
            assert_eq!(
                (answer.status, answer.json()),
                (StatusCode::CONFLICT, json!({ "refused": "codes_locked" }))
            );
        }
    }
    let fields = [("request", &*request), ("code", &*code)];
    let answer = browser.post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        answer.json(),
        json!({ "refused": "codes_locked" }),
        "the right one comes too late"
    );

    // The owner, elsewhere, is not locked out by it.
    let mut owner = site.browser();
    owner.log_in(&site, KNOWN).await;

    // Guesses for one address are bounded, whatever is asked for anew.
    let mut refused = None;
    for _ in 0..30 {
        let mut stranger = site.browser();
        let answer = stranger
            .post_json("/api/log-in/ask", &[("email", KNOWN), ("next", "")])
            .await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("nothing bounds how many mails a stranger can cause");
    assert!(
        refused.json()["too_many"]["retry_after_s"]
            .as_u64()
            .unwrap()
            <= 3_600
    );
    // The owner's browser has an allowance of its own.
    owner.log_in(&site, KNOWN).await;
}

#[tokio::test]
async fn an_old_code_and_one_of_another_browser_are_refused() {
    let site = site().await;
    site.clinic.signed_in("ana").await;
    let mut browser = site.browser();
    let (request, code) = asked(&site, &mut browser).await;
    let fields = [("request", &*request), ("code", &*code)];
    let answer = site.browser().post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "bound to the browser that asked"
    );
    site.clinic.clock.advance_s(15 * 60);
    let answer = browser.post_json("/api/log-in/code", &fields).await;
    assert_eq!(
        (answer.status, answer.json()),
        (StatusCode::CONFLICT, json!({ "refused": "code_expired" }))
    );
    let mut late = site.browser();
    let link = site.newest_mail_to(KNOWN).await.link_token();
    late.visit(&format!("/log-in/link/{link}")).await;
    assert_eq!(
        late.post_json("/api/log-in/link", &[]).await.status,
        StatusCode::CONFLICT
    );
}

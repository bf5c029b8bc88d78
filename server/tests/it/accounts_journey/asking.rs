//! What a stranger learns, or leaves behind, by asking with somebody's address.

use domain::role::Role;
use http::StatusCode;

use super::{KNOWN, UNKNOWN, site};
use crate::harness::journey::{Details, NEWCOMER, details_fields, request_in, values};
use crate::harness::{Answer, TestSite};

/// A text without what differs by chance: ids, nonces, tokens, and the address asked for.
pub(super) fn plain(text: &str) -> String {
    let mut text = text
        .replace(KNOWN, "{address}")
        .replace(UNKNOWN, "{address}");
    for start in [
        "nonce=\"",
        "crossorigin=\"",
        "'nonce-",
        "request=",
        "name=\"request\" value=\"",
        "name=\"hold\" value=\"",
        "/book/h/",
    ] {
        let mut parts = text.split(start);
        let mut joined = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let is_id = |c: char| c.is_ascii_alphanumeric() || "-_+/=".contains(c);
            joined.push_str(start);
            joined.push_str(
                part.trim_start_matches(|c: char| is_id(c) && (start != "/book/h/" || c != '/')),
            );
        }
        text = joined;
    }
    text
}

/// Status, headers and body, less what differs by chance.
pub(super) fn shape(answer: &Answer) -> (StatusCode, Vec<(String, String)>, String) {
    let mut headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "x-request-id")
        .map(|(name, value)| {
            let value = value.to_str().unwrap();
            let value = match name.as_str() {
                "set-cookie" => value.split('=').next().unwrap_or_default().to_owned(),
                // Ids and addresses have one length each.
                _ => plain(value),
            };
            (name.to_string(), value)
        })
        .collect();
    headers.sort();
    (answer.status, headers, plain(&answer.text()))
}

/// Asks with both addresses, each in a browser of its own, and gives the two answers of
/// each step.
async fn ask_twice(site: &TestSite, path: &str, details: bool) -> Vec<[Answer; 2]> {
    let mut browsers = [site.browser(), site.browser()];
    let slots = browsers[0].times().await;
    let mut steps = vec![Vec::new(), Vec::new()];
    for (at, (browser, email)) in browsers.iter_mut().zip([KNOWN, UNKNOWN]).enumerate() {
        browser.get("/help").await;
        for json in [true, false] {
            let answer = if details {
                let hold = browser.hold(&slots[at * 4]).await;
                let person = Details { email, ..NEWCOMER };
                let fields = details_fields(&hold, &person);
                if json {
                    browser.post_json(path, &fields).await
                } else {
                    browser.post_form(path, &fields).await
                }
            } else {
                let fields = [("email", email), ("next", "/appointments")];
                if json {
                    browser.post_json(path, &fields).await
                } else {
                    browser.post_form(path, &fields).await
                }
            };
            if !json {
                let next = answer.see_other().to_owned();
                steps[at].push(browser.get(&next).await);
                let request = request_in(&next);
                let wrong = [("request", &*request), ("code", "000000")];
                steps[at].push(browser.post_json("/api/log-in/code", &wrong).await);
            }
            steps[at].push(answer);
        }
    }
    let unknown = steps.pop().unwrap();
    let known = steps.pop().unwrap();
    known
        .into_iter()
        .zip(unknown)
        .map(|(one, two)| [one, two])
        .collect()
}

#[tokio::test]
async fn asking_tells_nobody_whether_an_address_is_known() {
    for (path, details) in [("/api/log-in/ask", false), ("/api/booking/details", true)] {
        let site = site().await;
        site.clinic.signed_in("ana").await;
        let mut pages = ask_twice(&site, path, details).await;
        for [known, unknown] in &mut pages {
            let (mut one, mut two) = (shape(known), shape(unknown));
            if details {
                // Each browser holds a time of its own, which its pages show.
                for (_, _, body) in [&mut one, &mut two] {
                    if body.contains("<html") {
                        let main = body.split("<h1").nth(1).unwrap_or_default();
                        *body = main
                            .replace("11:00 am", "10:00 am")
                            .replace("11:00 to 11:30 am", "10:00 to 10:30 am");
                    }
                }
            }
            assert_eq!(one, two, "{path}");
        }
        // The mails alone tell the two apart.
        let mails = site.mails().await;
        assert_eq!(mails.len(), 4, "{path}");
        assert_eq!(mails.iter().filter(|mail| mail.to == KNOWN).count(), 2);
    }
}

#[tokio::test]
async fn details_of_a_stranger_never_touch_the_profile_behind_the_address() {
    let site = site().await;
    let mut owner = site.signed_in("ana").await;
    let mut stranger = site.browser();
    let slots = stranger.times().await;
    let hold = stranger.hold(&slots[0]).await;
    let person = Details {
        email: KNOWN,
        ..NEWCOMER
    };
    let answer = stranger
        .post_form("/api/booking/details", &details_fields(&hold, &person))
        .await;
    let next = answer.see_other().to_owned();
    assert!(!stranger.get(&next).await.text().contains("Ana"));
    // Without the mail nothing is booked and nobody is logged in.
    assert_eq!(
        stranger.get(&format!("/book/h/{hold}/check")).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!stranger.cookies.contains_key(app::ctx::SESSION_COOKIE));
    let mut desk = site.staff(Role::Desk).await;
    assert!(!desk.get("/staff").await.text().contains(NEWCOMER.full_name));
    // The owner of the address, who logs in by that very mail, still has their own name.
    let slot = owner.times().await[4].clone();
    let own = owner.hold(&slot).await;
    let page = owner.get(&format!("/book/h/{own}/check")).await.text();
    assert!(
        page.contains("Ana Example") && !page.contains(NEWCOMER.full_name),
        "{page}"
    );
}

/// Abuse 17: who knows somebody's name, birth date and number, and proves an address of
/// their own, is another person: the two are put together by staff or not at all.
#[tokio::test]
async fn the_name_birth_date_and_number_of_another_make_another_patient() {
    const STREET: &str = "14 Marsh Row";
    let site = site().await;
    let mut ana = site.signed_in("ana").await;
    let version = values(&ana.get("/me").await.text(), "version").remove(0);
    let details = [
        ("full_name", "Ana Example"),
        ("mobile", "902 555 0144"),
        ("street", STREET),
        ("suburb", "Halifax"),
        ("state", "NS"),
        ("postcode", "B3J 1A1"),
        ("version", &version),
    ];
    let saved = ana.post_form("/api/me/details", &details).await;
    assert_eq!(saved.see_other(), "/me?done=saved");
    let slot = ana.times().await[8].clone();
    let hold = ana.hold(&slot).await;
    let form = ana.check(&hold).await;
    let visit = ana.book(&form, "About the left knee").await;
    let hers = ["/me", "/appointments", &format!("/appointments/{visit}")];
    let mut before = Vec::new();
    for path in hers {
        before.push(shape(&ana.get(path).await));
    }

    let mut stranger = site.browser();
    let slot = stranger.times().await[0].clone();
    let hold = stranger.hold(&slot).await;
    let typed = Details {
        full_name: "Ana Example",
        born: ["12", "4", "1990"],
        mobile: "902 555 0144",
        ..NEWCOMER
    };
    stranger.sign_up(&site, &hold, &typed).await;
    let form = stranger.check(&hold).await;
    let own = stranger.book(&form, "").await;
    assert_ne!(own, visit);
    for path in [
        "/home",
        "/me",
        "/me/security",
        "/appointments",
        &format!("/appointments/{own}"),
        &format!("/book/done/{own}"),
    ] {
        let page = stranger.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        let page = page.text();
        for secret in [KNOWN, STREET, "left knee", &visit] {
            assert!(!page.contains(secret), "{secret} on {path}");
        }
    }
    let page = stranger.get(&format!("/appointments/{visit}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);

    for (path, before) in hers.into_iter().zip(before) {
        assert_eq!(shape(&ana.get(path).await), before, "{path}");
    }
    // Mail about a visit leaves when it can't be undone any more.
    site.clinic.clock.advance_s(4 * 60);
    let mails = site.mails().await;
    let to_ana = mails.iter().filter(|mail| mail.to == KNOWN);
    assert_eq!(to_ana.count(), 1, "hers is of her own booking");
    let mut desk = site.staff(Role::Desk).await;
    let found = desk.get("/staff/patients?q=ana+example").await.text();
    assert!(found.contains("2 patients found"), "{found}");
}

#[tokio::test]
async fn an_unproven_sign_up_leaves_nothing_for_the_owner_of_the_address_to_inherit() {
    let site = site().await;
    let mut squatter = site.browser();
    let hold = {
        let slot = squatter.times().await[0].clone();
        squatter.hold(&slot).await
    };
    let squatted = Details {
        full_name: "Squat Ter",
        mobile: "902 555 0199",
        ..NEWCOMER
    };
    let answer = squatter
        .post_form("/api/booking/details", &details_fields(&hold, &squatted))
        .await;
    let request = request_in(answer.see_other());

    let mut owner = site.browser();
    let hold = {
        let slot = owner.times().await[8].clone();
        owner.hold(&slot).await
    };
    owner.sign_up(&site, &hold, &NEWCOMER).await;
    let form = owner.check(&hold).await;
    owner.book(&form, "").await;
    let pages = owner.get("/appointments").await.text()
        + &site.staff(Role::Desk).await.get("/staff").await.text();
    assert!(
        !pages.contains("Squat Ter") && !pages.contains("0199"),
        "{pages}"
    );

    // The owner's code is no use in the browser of the squatter.
    let code = site.newest_mail_to(NEWCOMER.email).await.code();
    let fields = [("request", &*request), ("code", &code)];
    let answer = squatter.post_json("/api/log-in/code", &fields).await;
    assert_ne!(answer.status, StatusCode::OK, "{}", answer.text());
    assert!(!squatter.cookies.contains_key(app::ctx::SESSION_COOKIE));
}

//! Two accounts that are both the patient's own: staff choose which stays, the other one sees
//! nothing any more and is told, and a split gives it back its own.

use super::*;

const ASKED: &str = "Both have a portal account of their own. Which one stays?";
const CALL_US: &str = "Please call us about your account";

/// Books a visit for whoever is signed in in this browser; which.
async fn book(browser: &mut Browser, place: usize) -> String {
    let slot = browser.times().await[place].clone();
    let hold = browser.hold(&slot).await;
    let form = browser.check(&hold).await;
    browser.book(&form, "").await
}

/// Whether they see a visit in their list, and whether its own page is there: both or neither.
async fn sees(browser: &mut Browser, visit: &str) -> bool {
    let page = browser.get(&format!("/appointments/{visit}")).await;
    let list = browser.visit("/appointments").await.text();
    let is_there = page.status == StatusCode::OK;
    assert_eq!(list.contains(visit), is_there, "{}: {list}", page.status);
    is_there
}

#[tokio::test]
async fn of_two_own_accounts_the_chosen_one_goes_on_and_the_other_is_told_to_call() {
    for sign_up_stays in [true, false] {
        let mut world = World::new().await;
        let (owner, mut owners) = world.owner().await;
        let old = book(&mut owners, 4).await;
        let list = world.who.get("/appointments").await.text();
        let new = list.split("href=\"/appointments/").nth(1).unwrap();
        let new = new.split(['"', '?']).next().unwrap().to_owned();
        assert!(sees(&mut owners, &old).await && !sees(&mut owners, &new).await);

        let (html, form) = world.open().await;
        assert!(words(&html).contains(ASKED), "{html}");
        assert!(
            !form.iter().any(|(name, _)| name == "stays_self"),
            "nothing is chosen beforehand: {form:?}"
        );
        let offered = crate::harness::journey::values(&html, "stays_self");
        assert_eq!(offered.len(), 2, "{html}");
        assert!(offered.contains(&owner.account.to_string()), "{offered:?}");
        let back = world.refused(&form, &[("identity", "yes")]).await;
        assert!(
            words(&back).contains("Choose which portal account stays"),
            "{back}"
        );
        assert!(sees(&mut owners, &old).await, "nothing is done yet");

        let theirs = offered
            .iter()
            .find(|account| **account != owner.account.to_string())
            .unwrap();
        let owned = owner.account.to_string();
        let stays = if sign_up_stays { theirs } else { &owned };
        let answers = [("identity", "yes"), ("stays_self", stays.as_str())];
        let merge = world.merged(&form, &answers).await;
        for visit in [&old, &new] {
            assert_eq!(sees(&mut world.who, visit).await, sign_up_stays);
            assert_eq!(sees(&mut owners, visit).await, !sign_up_stays);
        }
        let mails = world.site.mails().await;
        let told: Vec<&str> = mails
            .iter()
            .filter(|mail| mail.subject == CALL_US)
            .map(|mail| mail.to.as_str())
            .collect();
        let expected = match sign_up_stays {
            true => "owner@example.com",
            false => NEWCOMER.email,
        };
        assert_eq!(told, [expected]);

        // Everybody has their own again.
        let undo = format!("/staff/merges/{merge}/undo");
        let html = world.desk.get(&undo).await.text();
        let action = "/api/staff/merge/undo";
        let version = hidden(&html, action, "version");
        let fields = [("merge", &*merge), ("version", &*version)];
        let split = world.desk.post_form(action, &fields).await;
        assert_eq!(split.see_other(), "/staff/merges?done=split");
        assert!(sees(&mut owners, &old).await && sees(&mut world.who, &new).await);
        assert!(!sees(&mut owners, &new).await && !sees(&mut world.who, &old).await);
    }
}

/// An account that neither has can't be made theirs by a form.
#[tokio::test]
async fn an_account_of_neither_is_no_answer() {
    let mut world = World::new().await;
    let (_, mut owners) = world.owner().await;
    let stranger = world.site.clinic.signed_in("stranger").await;
    let visit = book(&mut owners, 4).await;
    let (_, form) = world.open().await;
    let account = stranger.account.to_string();
    let answers = [("identity", "yes"), ("stays_self", account.as_str())];
    let back = world.refused(&form, &answers).await;
    assert!(
        words(&back).contains("Choose which portal account stays"),
        "{back}"
    );
    let mut strangers = world.browser_of(&stranger);
    assert!(!sees(&mut strangers, &visit).await);
    assert!(sees(&mut owners, &visit).await);
}

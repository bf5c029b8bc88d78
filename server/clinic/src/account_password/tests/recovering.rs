//! "Forgot your password?": abuse 5 and 6, and what the link may not do.

use super::super::recover::{ask, complete, link_ok, mint};
use super::*;

/// Lets the mail to Ana leave; the token of its link.
async fn mailed(clinic: &TestClinic) -> String {
    let mail = mint(clinic, &clinic.system_job(), &email(ANA))
        .await
        .unwrap();
    assert_eq!(mail.minutes, 60);
    let link = mail.link.unwrap();
    let token = link.strip_prefix("http://127.0.0.1:3000/recover/link/");
    token.unwrap().to_owned()
}

fn is_unusable<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::LinkUnusable)))
}

#[tokio::test]
async fn asking_changes_nothing_and_is_the_same_for_every_address() {
    let clinic = TestClinic::new().await;
    with_password(&clinic).await;
    let before = stored(&clinic).await;
    for address in [ANA, "nobody@example.com"] {
        ask(&clinic, &clinic.visitor("v"), email(address))
            .await
            .unwrap();
    }
    assert_eq!(waiting(&clinic, NoticeKind::Recovery).await, 2);
    assert_eq!(stored(&clinic).await, before);
    let nobody = email("nobody@example.com");
    let mail = mint(&clinic, &clinic.system_job(), &nobody).await.unwrap();
    assert_eq!(mail.link, None);
}

#[tokio::test]
async fn the_link_signs_in_and_everybody_else_out() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let thief = clinic.sign_in(ana.account, ana.patient, "thief").await;
    let token = mailed(&clinic).await;
    let who = clinic.visitor("v");
    assert_eq!(link_ok(&clinic, &who, &token).await.unwrap(), email(ANA));
    let signed_in = complete(&clinic, &who, &token, OTHER_PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!(signed_in.account, ana.account);
    assert!(clinic.account(signed_in.session.expose()).await.is_ok());
    for session in [&ana.session, &thief.session] {
        assert!(clinic.account(session.expose()).await.is_err());
    }
    // One when Ana set it, one now.
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 2);
    let later = clinic.visitor("later");
    assert!(is_refused(&attempt(&clinic, &later, ANA, PASSWORD).await));
    attempt(&clinic, &later, ANA, OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn somebody_who_never_had_a_password_gets_in_by_the_same_link() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let token = mailed(&clinic).await;
    let signed_in = complete(&clinic, &clinic.visitor("v"), &token, PASSWORD).await;
    assert_eq!(signed_in.unwrap().signed_in().unwrap().account, ana.account);
    attempt(&clinic, &clinic.visitor("later"), ANA, PASSWORD)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_link_works_once_for_an_hour_and_only_the_newest_does() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let who = clinic.visitor("v");
    let older = mailed(&clinic).await;
    let newer = mailed(&clinic).await;
    assert!(is_unusable(&link_ok(&clinic, &who, &older).await));
    assert!(is_unusable(
        &complete(&clinic, &who, &older, PASSWORD).await
    ));
    complete(&clinic, &who, &newer, PASSWORD).await.unwrap();
    let before = stored(&clinic).await;
    assert!(is_unusable(
        &complete(&clinic, &who, &newer, OTHER_PASSWORD).await
    ));

    let late = mailed(&clinic).await;
    clinic.clock.advance_s(60 * 60 - 1);
    link_ok(&clinic, &who, &late).await.unwrap();
    clinic.clock.advance_s(1);
    assert!(is_unusable(&link_ok(&clinic, &who, &late).await));
    assert!(is_unusable(
        &complete(&clinic, &who, &late, OTHER_PASSWORD).await
    ));
    for nonsense in ["", "x", &"x".repeat(10_000)] {
        assert!(is_unusable(&link_ok(&clinic, &who, nonsense).await));
    }
    assert_eq!(stored(&clinic).await, before);
}

#[tokio::test]
async fn a_new_password_by_another_way_uses_the_link_up() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let token = mailed(&clinic).await;
    set_as(&clinic, &ana, PASSWORD).await.unwrap();
    let who = clinic.visitor("v");
    assert!(is_unusable(
        &complete(&clinic, &who, &token, OTHER_PASSWORD).await
    ));
}

#[tokio::test]
async fn an_easy_password_is_refused_and_the_link_stays_good() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let token = mailed(&clinic).await;
    let who = clinic.visitor("v");
    let refused = complete(&clinic, &who, &token, "Password123456!").await;
    let Err(Failure::Invalid(errors)) = refused else {
        panic!("taken")
    };
    assert_eq!(errors.of("password"), Some(Invalid::TooEasy));
    complete(&clinic, &who, &token, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn two_presses_at_once_are_one() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let token = mailed(&clinic).await;
    let (a, b) = (clinic.visitor("a"), clinic.visitor("b"));
    let (one, two) = tokio::join!(
        complete(&clinic, &a, &token, PASSWORD),
        complete(&clinic, &b, &token, OTHER_PASSWORD),
    );
    assert_eq!(
        [one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(),
        1
    );
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 1);
}

#[tokio::test]
async fn codes_of_before_let_nobody_in_after_it() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    let thief = clinic.visitor("thief");
    let asked = crate::codes::ask(&clinic, &thief, email(ANA), NextPath::default())
        .await
        .unwrap();
    let mail = crate::codes::mint(&clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    let token = mailed(&clinic).await;
    complete(&clinic, &clinic.visitor("v"), &token, PASSWORD)
        .await
        .unwrap();
    let outcome = crate::codes::enter(&clinic, &thief, asked.request, &mail.code.unwrap()).await;
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::CodeExpired))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_blocked_account_stays_as_it_is() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let token = mailed(&clinic).await;
    let before = stored(&clinic).await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    store::account::disable_account(&mut work, ana.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let outcome = complete(&clinic, &clinic.visitor("v"), &token, OTHER_PASSWORD).await;
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::Blocked))),
        "{outcome:?}"
    );
    assert_eq!(stored(&clinic).await, before);
}

#[tokio::test]
async fn a_stranger_uses_up_what_strangers_have_and_not_what_the_owner_has() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let mut refused = None;
    for n in 0..6 {
        let thief = clinic.visitor_from("thief", &format!("198.51.100.{n}"));
        refused = Some(ask(&clinic, &thief, email(ANA)).await);
    }
    assert!(
        matches!(refused, Some(Err(Failure::TooMany { .. }))),
        "{refused:?}"
    );
    let known = clinic.visitor("later").with_known(Some(ana.known.expose()));
    ask(&clinic, &known, email(ANA)).await.unwrap();
}

/// Somebody who got in asks for another address; the link by which the old one agrees.
async fn change_asked(clinic: &TestClinic, who: &Patient) -> String {
    let (recent, browser) = (recent(clinic, who).await.unwrap(), clinic.visitor("thief"));
    email_change::ask(clinic, &recent, &browser, email("thief@example.net"))
        .await
        .unwrap();
    let (job, to) = (clinic.system_job(), email(ANA));
    let kind = NoticeKind::EmailChangeAsked;
    let mail = email_change::mint(clinic, &job, kind, (who.account, &to)).await;
    let Ok(Some(email_change::ChangeMail::Asked { link, .. })) = mail else {
        panic!("a mail with a link")
    };
    link.rsplit('/').next().unwrap().to_owned()
}

async fn change_waits(clinic: &TestClinic, who: &Patient) -> bool {
    let (mut look, now) = (clinic.read(&clinic.public()).await.unwrap(), clinic.now());
    let open = store::email_change::find_open(&mut *look, who.account, now).await;
    open.unwrap().is_some()
}

#[tokio::test]
async fn a_new_password_ends_a_change_of_the_address_that_waits() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let agree = change_asked(&clinic, &ana).await;
    assert!(change_waits(&clinic, &ana).await);
    let (who, token) = (clinic.visitor("v"), mailed(&clinic).await);
    complete(&clinic, &who, &token, OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(!change_waits(&clinic, &ana).await, "after a recovery");
    let agreed = email_change::by_link(&clinic, &who, &agree).await;
    assert!(is_unusable(&agreed));

    let again = clinic.sign_in(ana.account, ana.patient, "v").await;
    let agree = change_asked(&clinic, &again).await;
    assert!(change_waits(&clinic, &ana).await);
    set_as(&clinic, &again, PASSWORD).await.unwrap();
    assert!(!change_waits(&clinic, &ana).await, "after a new password");
    let agreed = email_change::by_link(&clinic, &who, &agree).await;
    assert!(is_unusable(&agreed));

    change_asked(&clinic, &again).await;
    assert!(change_waits(&clinic, &ana).await);
    remove(&clinic, &recent(&clinic, &again).await.unwrap())
        .await
        .unwrap();
    assert!(!change_waits(&clinic, &ana).await, "without a password");
}

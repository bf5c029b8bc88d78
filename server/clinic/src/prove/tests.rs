use domain::refusal::Refusal;

use super::*;
use crate::Recent;
use crate::codes::mint;
use crate::testing::{Patient, TestClinic};

const MINUTE_S: i64 = 60;

/// Asks for a code at this browser and reads it from the mail.
async fn asked(clinic: &TestClinic, who: &Patient, browser: &Visitor) -> (CodeRequestId, String) {
    let next = NextPath::parse("/me/security");
    let asked = ask(clinic, &who.holder, browser, next).await.unwrap();
    let mail = mint(clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    assert_eq!(mail.kind, codes::CodeKind::Prove);
    assert!(mail.link.is_none(), "a code that confirms has no link");
    (asked.request, mail.code.unwrap())
}

async fn recent(clinic: &TestClinic, session: &Token) -> Result<Recent<AccountHolder>, Failure> {
    let holder = clinic.account(session.expose()).await.unwrap();
    clinic.recent(holder).await
}

fn asks_again<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Reauthenticate))
}

#[tokio::test]
async fn a_proof_is_good_for_fifteen_minutes_to_the_second() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    clinic.clock.advance_s(15 * MINUTE_S - 1);
    let fresh = recent(&clinic, &ana.session).await.unwrap();
    clinic.begin(&fresh).await.unwrap().commit().await.unwrap();
    clinic.clock.advance_s(1);
    // The witness of a second ago opens nothing any more.
    assert!(asks_again(clinic.begin(&fresh).await));
    assert!(asks_again(clinic.read(&fresh).await));
    assert!(asks_again(recent(&clinic, &ana.session).await));
}

#[tokio::test]
async fn a_proof_of_a_session_that_ended_opens_nothing() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let fresh = recent(&clinic, &ana.session).await.unwrap();
    crate::log_in::sign_out(&clinic, &ana.holder).await.unwrap();
    let ended = clinic.begin(&fresh).await;
    assert!(matches!(ended, Err(Failure::Unauthenticated)));
}

#[tokio::test]
async fn the_code_renews_the_proof_under_another_token() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    clinic.clock.advance_s(20 * MINUTE_S);
    assert!(asks_again(recent(&clinic, &ana.session).await));
    let (request, code) = asked(&clinic, &ana, &browser).await;
    let proven = by_code(&clinic, &ana.holder, &browser, request, &code)
        .await
        .unwrap();
    assert_eq!(proven.next.as_str(), "/me/security");
    let fresh = recent(&clinic, &proven.session).await.unwrap();
    assert_eq!(fresh.who().session_id(), ana.holder.session_id());
    // Whoever has the cookie from before is out.
    let replayed = clinic.account(ana.session.expose()).await;
    assert!(matches!(replayed, Err(Failure::Unauthenticated)));
    // And the code has served.
    let twice = by_code(&clinic, fresh.who(), &browser, request, &code).await;
    assert!(matches!(twice, Err(Failure::Refused(Refusal::CodeExpired))));
}

#[tokio::test]
async fn a_code_proves_nothing_elsewhere_and_for_nobody_else() {
    let clinic = TestClinic::new().await;
    let (ana, ben) = (clinic.signed_in("ana").await, clinic.signed_in("ben").await);
    let browser = clinic.visitor("v1");
    let (request, code) = asked(&clinic, &ana, &browser).await;
    for (who, at) in [(&ana, "v2"), (&ben, "v1")] {
        let at = clinic.visitor(at);
        let refused = by_code(&clinic, &who.holder, &at, request, &code).await;
        assert!(matches!(refused, Err(Failure::NotFound)));
        let unseen = view(&clinic, &who.holder, &at, request).await;
        assert!(matches!(unseen, Err(Failure::NotFound)));
    }
    // It logs in nobody.
    let entered = codes::enter(&clinic, &browser, request, &code).await;
    assert!(matches!(entered, Err(Failure::NotFound)));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for tries_left in [4, 3] {
        let refused = by_code(&clinic, &ana.holder, &browser, request, wrong).await;
        assert!(matches!(
            refused,
            Err(Failure::Refused(Refusal::CodeWrong { tries_left: left })) if left == tries_left
        ));
    }
    by_code(&clinic, &ana.holder, &browser, request, &code)
        .await
        .unwrap();
}

#[tokio::test]
async fn the_password_proves_it_too() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    let next = || NextPath::parse("/me/email");
    let fresh = recent(&clinic, &ana.session).await.unwrap();
    account_password::set(&clinic, &fresh, crate::testing::PASSWORD)
        .await
        .unwrap();
    clinic.clock.advance_s(20 * MINUTE_S);
    let wrong = by_password(&clinic, &ana.holder, &browser, "not it at all", next()).await;
    assert!(matches!(
        wrong,
        Err(Failure::Refused(Refusal::PasswordWrong))
    ));
    assert!(asks_again(recent(&clinic, &ana.session).await));
    let right = crate::testing::PASSWORD;
    let proven = by_password(&clinic, &ana.holder, &browser, right, next())
        .await
        .unwrap();
    assert_eq!(proven.next.as_str(), "/me/email");
    assert!(recent(&clinic, &proven.session).await.is_ok());
    let replayed = clinic.account(ana.session.expose()).await;
    assert!(matches!(replayed, Err(Failure::Unauthenticated)));
}

#[tokio::test]
async fn an_account_without_a_password_is_proven_by_none() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let browser = clinic.visitor("v1");
    for typed in ["", crate::testing::PASSWORD] {
        let refused = by_password(&clinic, &ana.holder, &browser, typed, NextPath::default()).await;
        assert!(matches!(
            refused,
            Err(Failure::Refused(Refusal::PasswordWrong))
        ));
    }
}

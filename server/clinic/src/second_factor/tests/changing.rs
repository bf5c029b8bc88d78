//! Setting it up, making new recovery codes and turning it off.

use super::*;
use crate::authz::{AccountHolder, Recent};
use crate::prove;

async fn holder(clinic: &TestClinic, who: &Patient) -> AccountHolder {
    clinic.account(who.session.expose()).await.unwrap()
}

async fn recent(clinic: &TestClinic, who: &Patient) -> Recent<AccountHolder> {
    clinic.recent(holder(clinic, who).await).await.unwrap()
}

async fn has(clinic: &TestClinic, who: &Patient) -> bool {
    let holder = holder(clinic, who).await;
    state(clinic, &holder).await.unwrap().is_some()
}

fn is_wrong<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::SecondFactorWrong)))
}

#[tokio::test]
async fn it_counts_once_a_code_of_it_was_typed() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let other = clinic.sign_in(ana.account, ana.patient, "elsewhere").await;
    let who = recent(&clinic, &ana).await;
    assert!(draft(&clinic, &who).await.unwrap().is_none());
    start(&clinic, &who).await.unwrap();
    let shown = draft(&clinic, &who).await.unwrap().unwrap();
    assert_eq!(draft(&clinic, &who).await.unwrap(), Some(shown.clone()));
    assert!(!has(&clinic, &ana).await);
    // No other browser of the account sees the secret, or can make it count.
    let elsewhere = recent(&clinic, &other).await;
    assert!(draft(&clinic, &elsewhere).await.unwrap().is_none());
    let code = app_code(&shown.secret, clinic.now());
    let refused = confirm(&clinic, &elsewhere, &code).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));

    let later = clinic.now() + jiff::SignedDuration::from_secs(10 * STEP_S);
    for typed in [&app_code(&shown.secret, later), "4f7k-9tqm-w2xc"] {
        assert!(is_wrong(&confirm(&clinic, &who, typed).await), "{typed}");
    }
    assert!(!has(&clinic, &ana).await && clinic.account(other.session.expose()).await.is_ok());
    let codes = confirm(&clinic, &who, &code).await.unwrap().unwrap();
    assert_eq!(codes.texts().len(), domain::limits::RECOVERY_CODES);
    assert!(has(&clinic, &ana).await);
    assert_eq!(told(&clinic, NoticeKind::SecondFactorOn).await, 1);
    assert!(clinic.account(other.session.expose()).await.is_err());
    // A second press of the button changes nothing, and a second start shows nothing.
    assert!(confirm(&clinic, &who, &code).await.unwrap().is_none());
    start(&clinic, &who).await.unwrap();
    assert!(draft(&clinic, &who).await.unwrap().is_none());
    assert_eq!(told(&clinic, NoticeKind::SecondFactorOn).await, 1);
}

#[tokio::test]
async fn a_secret_that_was_shown_too_long_ago_becomes_nothing() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let who = recent(&clinic, &ana).await;
    start(&clinic, &who).await.unwrap();
    let secret = draft(&clinic, &who).await.unwrap().unwrap().secret;
    clinic.clock.advance_s(29 * 60);
    let browser = clinic.visitor("ana's browser");
    let asked = prove::ask(&clinic, &ana.holder, &browser, NextPath::default()).await;
    let request = asked.unwrap().request;
    let mail = mint(&clinic, &clinic.system_job(), request).await.unwrap();
    let code = mail.code.unwrap();
    let proven = prove::by_code(&clinic, &ana.holder, &browser, request, &code).await;
    let again = clinic.account(proven.unwrap().session.expose()).await;
    let who = clinic.recent(again.unwrap()).await.unwrap();
    assert!(draft(&clinic, &who).await.unwrap().is_some());
    clinic.clock.advance_s(60);
    assert!(draft(&clinic, &who).await.unwrap().is_none());
    let late = confirm(&clinic, &who, &app_code(&secret, clinic.now())).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(Refusal::ChangedMeanwhile))
    ));
}

#[tokio::test]
async fn a_browser_left_open_shows_no_secret() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let who = recent(&clinic, &ana).await;
    start(&clinic, &who).await.unwrap();
    let secret = draft(&clinic, &who).await.unwrap().unwrap().secret;
    clinic.clock.advance_s(15 * 60);
    let code = app_code(&secret, clinic.now());
    for outcome in [
        start(&clinic, &who).await,
        draft(&clinic, &who).await.map(drop),
        confirm(&clinic, &who, &code).await.map(drop),
    ] {
        assert!(matches!(outcome, Err(Failure::Reauthenticate)));
    }
}

#[tokio::test]
async fn turning_it_off_takes_the_factor_itself() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let other = clinic
        .sign_in(ana.patient.account, ana.patient.patient, "elsewhere")
        .await;
    let (who, browser) = (
        holder(&clinic, &ana.patient).await,
        clinic.visitor("ana's browser"),
    );
    let wrong = wrong_code(&ana, &clinic);
    assert!(is_wrong(&turn_off(&clinic, &who, &browser, &wrong).await));
    assert!(has(&clinic, &ana.patient).await);
    assert!(clinic.account(other.session.expose()).await.is_ok());
    let code = ana.code(&clinic);
    turn_off(&clinic, &who, &browser, &code).await.unwrap();
    assert!(!has(&clinic, &ana.patient).await);
    assert!(clinic.account(other.session.expose()).await.is_err());
    assert_eq!(told(&clinic, NoticeKind::SecondFactorOff).await, 1);
    // Without one nothing is right.
    for typed in [&code, &ana.codes[0]] {
        assert!(is_wrong(&turn_off(&clinic, &who, &browser, typed).await));
    }
}

#[tokio::test]
async fn new_recovery_codes_take_the_factor_and_end_the_old_ones() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let (who, browser) = (
        holder(&clinic, &ana.patient).await,
        clinic.visitor("ana's browser"),
    );
    let wrong = wrong_code(&ana, &clinic);
    assert!(is_wrong(&new_codes(&clinic, &who, &browser, &wrong).await));
    // One of the old ones will do, as after the loss of the phone.
    let fresh = new_codes(&clinic, &who, &browser, &ana.codes[0]).await;
    let fresh = fresh.unwrap().texts();
    assert!(fresh.iter().all(|code| !ana.codes.contains(code)));
    assert_eq!(told(&clinic, NoticeKind::RecoveryCodesNew).await, 1);
    let lost = clinic.visitor("lost");
    let token = half(&clinic, &lost).await;
    let old = type_in(&clinic, &lost, &token, &ana.codes[1]).await;
    assert!(matches!(old, Err(Refusal::SecondFactorWrong)));
    assert!(type_in(&clinic, &lost, &token, &fresh[1]).await.is_ok());
}

#[tokio::test]
async fn it_proves_later_who_somebody_is() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let browser = clinic.visitor("ana's browser");
    clinic.clock.advance_s(16 * 60);
    let who = holder(&clinic, &ana.patient).await;
    let wrong = wrong_code(&ana, &clinic);
    let next = || NextPath::parse("/me/email");
    let refused = prove::by_second_factor(&clinic, &who, &browser, &wrong, next()).await;
    assert!(is_wrong(&refused));
    let code = ana.code(&clinic);
    let proven = prove::by_second_factor(&clinic, &who, &browser, &code, next()).await;
    let proven = proven.unwrap();
    assert_eq!(proven.next.as_str(), "/me/email");
    let again = clinic.account(proven.session.expose()).await.unwrap();
    assert!(clinic.recent(again).await.is_ok());
    // The same code proves nothing twice, and the earlier cookie is out.
    assert!(clinic.account(ana.patient.session.expose()).await.is_err());
    let who = clinic.account(proven.session.expose()).await.unwrap();
    let replayed = prove::by_second_factor(&clinic, &who, &browser, &code, next()).await;
    assert!(is_wrong(&replayed));
}

#[tokio::test]
async fn whoever_took_the_account_over_keeps_nobody_out_by_it() {
    // Set up a second before the change of address was asked for, and after; and for how many
    // seconds before it counts as somebody else's.
    for (before, seconds, stays) in [(true, 0, true), (true, 1, false), (false, 0, false)] {
        let clinic = TestClinic::new().await;
        let ana = clinic.signed_in("ana").await;
        let browser = clinic.visitor("ana's browser");
        if before {
            clinic.set_up_app(&ana).await;
            clinic.clock.advance_s(1);
        }
        let who = recent(&clinic, &ana).await;
        crate::email_change::ask(&clinic, &who, &browser, email("thief@example.com"))
            .await
            .unwrap();
        let mut look = clinic.read(&who).await.unwrap();
        let (now, account) = (look.now(), ana.account);
        let found = store::email_change::find_open(&mut *look, account, now).await;
        let change = found.unwrap().unwrap().id;
        drop(look);
        if !before {
            clinic.set_up_app(&ana).await;
        }
        let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
        let reach = jiff::SignedDuration::from_secs(seconds);
        let gone = store::second_factor::delete_set_up_since(&mut work, account, change, reach);
        assert_eq!(gone.await.unwrap(), !stays);
        work.commit().await.unwrap();
        assert_eq!(has(&clinic, &ana).await, stays);
    }
}

#[tokio::test]
async fn secrets_are_nowhere_but_in_their_column() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("v");
    let token = half(&clinic, &who).await;
    let content = clinic.store.content().await.unwrap();
    for (table, rows) in &content {
        for row in rows {
            for secret in ana.codes.iter().map(String::as_str).chain([token.expose()]) {
                assert!(!row.contains(secret), "{table}: {row}");
                assert!(!row.contains(&secret.replace('-', "")), "{table}: {row}");
            }
        }
    }
}

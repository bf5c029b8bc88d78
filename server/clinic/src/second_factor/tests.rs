//! Setting up and turning off, log-ins between the two factors, and what an attacker tries.

use domain::id::AccountId;
use domain::person::Invalid;
use domain::refusal::{FieldErrors, Refusal};

use super::*;
use crate::account_password;
use crate::authz::{Clinic, Visitor};
use crate::codes::{ask, mint, open_link};
use crate::log_in::{LogIn, NextPath, SignedIn};
use crate::testing::{PASSWORD, Patient, TestClinic, app_code, email};
use crate::token::Token;

mod attacks;
mod changing;
mod team;

const ANA: &str = "ana@example.com";
const STEP_S: i64 = 30;

/// An account with a password and an authenticator app, signed in at `ana's browser`.
struct Ana {
    patient: Patient,
    secret: String,
    codes: Vec<String>,
}

impl Ana {
    async fn new(clinic: &TestClinic) -> Self {
        let patient = clinic.signed_in("ana").await;
        let holder = clinic.account(patient.session.expose()).await.unwrap();
        let recent = clinic.recent(holder).await.unwrap();
        account_password::set(clinic, &recent, PASSWORD)
            .await
            .unwrap();
        let (secret, codes) = clinic.set_up_app(&patient).await;
        // The code that set it up has served.
        clinic.clock.advance_s(STEP_S);
        Self {
            patient,
            secret,
            codes,
        }
    }

    /// What the app shows now.
    fn code(&self, clinic: &TestClinic) -> String {
        app_code(&self.secret, clinic.now())
    }
}

/// A code that the app shows at no time near now.
fn wrong_code(ana: &Ana, clinic: &TestClinic) -> String {
    let near: Vec<String> = (-2..=2)
        .map(|steps| {
            let at = clinic.now() + jiff::SignedDuration::from_secs(steps * STEP_S);
            app_code(&ana.secret, at)
        })
        .collect();
    let mut all = (0..).map(|n| format!("{n:06}"));
    all.find(|code| !near.contains(code)).unwrap()
}

async fn by_password(clinic: &Clinic, who: &Visitor) -> LogIn {
    let next = NextPath::parse("/appointments");
    account_password::log_in(clinic, who, &email(ANA), PASSWORD, next)
        .await
        .unwrap()
}

fn half_of(log_in: LogIn) -> Token {
    match log_in {
        LogIn::Half(token) => token,
        LogIn::Done(_) => panic!("signed in by one factor"),
    }
}

/// Logs in by the password up to the second factor.
async fn half(clinic: &Clinic, who: &Visitor) -> Token {
    half_of(by_password(clinic, who).await)
}

async fn type_in(
    clinic: &Clinic,
    who: &Visitor,
    half: &Token,
    typed: &str,
) -> Result<SignedIn, Refusal> {
    match enter(clinic, who, half.expose(), typed).await {
        Ok(signed_in) => Ok(signed_in),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

async fn sessions(clinic: &TestClinic, account: AccountId) -> usize {
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    let live = crate::authz::live_since(clinic.now());
    let found = store::session::list_sessions(&mut *look, account, live, 50).await;
    found.unwrap().len()
}

async fn told(clinic: &TestClinic, kind: NoticeKind) -> usize {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let due = store::notice::lease_due(&mut work, now, now, 100).await;
    due.unwrap()
        .iter()
        .filter(|notice| notice.kind == kind)
        .count()
}

async fn is_over(clinic: &Clinic, who: &Visitor, half: &Token) -> bool {
    matches!(
        view(clinic, who, half.expose()).await.unwrap(),
        HalfView::Over { .. }
    )
}

#[tokio::test]
async fn each_way_to_log_in_ends_before_any_session_until_the_code_is_typed() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let job = clinic.system_job();
    let before = sessions(&clinic, ana.patient.account).await;

    let with_password = clinic.visitor("password");
    let one = half(&clinic, &with_password).await;

    let with_code = clinic.visitor("code");
    let asked = ask(&clinic, &with_code, email(ANA), NextPath::default())
        .await
        .unwrap();
    let mail = mint(&clinic, &job, asked.request).await.unwrap();
    let code = mail.code.unwrap();
    let two = crate::codes::enter(&clinic, &with_code, asked.request, &code).await;
    let two = half_of(two.unwrap());

    let with_link = clinic.visitor("link");
    let asked = ask(&clinic, &with_link, email(ANA), NextPath::default())
        .await
        .unwrap();
    let mail = mint(&clinic, &job, asked.request).await.unwrap();
    let link = mail.link.unwrap();
    let token = link.rsplit('/').next().unwrap();
    let three = half_of(open_link(&clinic, &with_link, token).await.unwrap());

    assert_eq!(sessions(&clinic, ana.patient.account).await, before);
    for (who, half) in [(with_password, one), (with_code, two), (with_link, three)] {
        // Its token is none of a session.
        assert!(clinic.account(half.expose()).await.is_err());
        assert!(!is_over(&clinic, &who, &half).await);
        clinic.clock.advance_s(STEP_S);
        let code = ana.code(&clinic);
        let signed_in = type_in(&clinic, &who, &half, &code).await.unwrap();
        assert_eq!(signed_in.account, ana.patient.account);
        assert!(clinic.account(signed_in.session.expose()).await.is_ok());
        assert!(is_over(&clinic, &who, &half).await, "it works once");
    }
}

#[tokio::test]
async fn recovering_by_mail_sets_the_password_and_gets_past_nothing() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let minted = account_password::recover::mint(&clinic, &clinic.system_job(), &email(ANA)).await;
    let link = minted.unwrap().link.unwrap();
    let who = clinic.visitor("forgot");
    let token = link.rsplit('/').next().unwrap();
    let other = "nine walruses hum in tune";
    let done = account_password::recover::complete(&clinic, &who, token, other).await;
    let half = half_of(done.unwrap());
    assert_eq!(sessions(&clinic, ana.patient.account).await, 0);
    // Still there, the same one.
    let code = ana.code(&clinic);
    assert!(type_in(&clinic, &who, &half, &code).await.is_ok());
}

#[tokio::test]
async fn where_somebody_was_going_is_kept_also_when_it_took_too_long() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("v");
    let token = half(&clinic, &who).await;
    let signed_in = type_in(&clinic, &who, &token, &ana.code(&clinic)).await;
    assert_eq!(signed_in.unwrap().next.as_str(), "/appointments");

    let who = clinic.visitor("slow");
    let token = half(&clinic, &who).await;
    clinic.clock.advance_s(10 * 60 - 1);
    assert!(!is_over(&clinic, &who, &token).await);
    clinic.clock.advance_s(1);
    let view = view(&clinic, &who, token.expose()).await.unwrap();
    let HalfView::Over { next } = view else {
        panic!("{view:?}")
    };
    assert_eq!(next.as_str(), "/appointments");
    let code = ana.code(&clinic);
    let late = type_in(&clinic, &who, &token, &code).await;
    assert!(matches!(late, Err(Refusal::LogInOver)));
}

#[tokio::test]
async fn a_newer_log_in_in_the_same_browser_takes_the_earlier_ones_place() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("v");
    let (one, two) = (half(&clinic, &who).await, half(&clinic, &who).await);
    let code = ana.code(&clinic);
    let early = type_in(&clinic, &who, &one, &code).await;
    assert!(matches!(early, Err(Refusal::LogInOver)));
    assert!(type_in(&clinic, &who, &two, &code).await.is_ok());
}

#[tokio::test]
async fn what_can_be_no_code_costs_no_try() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("v");
    let token = half(&clinic, &who).await;
    for _ in 0..2 * limits_tries() {
        for (typed, why) in [("", Invalid::Missing), ("12345", Invalid::Malformed)] {
            let invalid = enter(&clinic, &who, token.expose(), typed).await;
            let Err(Failure::Invalid(found)) = invalid else {
                panic!("{typed}")
            };
            assert_eq!(found, FieldErrors::one("app_code", why));
        }
    }
    let code = ana.code(&clinic);
    assert!(type_in(&clinic, &who, &token, &code).await.is_ok());
}

fn limits_tries() -> i64 {
    domain::limits::HALF_LOG_IN_TRIES
}

#[tokio::test]
async fn a_recovery_code_works_once_and_is_told() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    assert_eq!(ana.codes.len(), domain::limits::RECOVERY_CODES);
    let who = clinic.visitor("lost");
    let token = half(&clinic, &who).await;
    // As somebody types it who copies it by hand.
    let typed = ana.codes[3].to_uppercase().replace('-', " ");
    let signed_in = type_in(&clinic, &who, &token, &typed).await.unwrap();
    assert_eq!(told(&clinic, NoticeKind::RecoveryCodeUsed).await, 1);
    let holder = clinic.account(signed_in.session.expose()).await.unwrap();
    let left = state(&clinic, &holder).await.unwrap().unwrap().codes_left;
    assert_eq!(left, 9);

    let again = clinic.visitor("again");
    let token = half(&clinic, &again).await;
    let refused = type_in(&clinic, &again, &token, &ana.codes[3]).await;
    assert!(matches!(refused, Err(Refusal::SecondFactorWrong)));
    assert!(
        type_in(&clinic, &again, &token, &ana.codes[4])
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn an_account_without_an_app_is_signed_in_by_one_factor() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let holder = clinic.account(ana.patient.session.expose()).await.unwrap();
    let browser = clinic.visitor("ana's browser");
    let code = ana.code(&clinic);
    turn_off(&clinic, &holder, &browser, &code).await.unwrap();
    let log_in = by_password(&clinic, &clinic.visitor("v")).await;
    assert!(log_in.signed_in().is_some());
}

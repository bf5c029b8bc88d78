use domain::refusal::Refusal;
use domain::role::Role;

use super::*;
use crate::authz::Member;
use crate::second_factor::staff as second_factor;
use crate::staff_log_in;
use crate::testing::{PASSWORD, TestClinic, app_code};

/// A member with an authenticator app who is logged in, and what the app is made of.
async fn with_app(clinic: &TestClinic, short: &str) -> (Member, Visitor, String) {
    let (_, secret) = clinic.add_member_with_app(short, Role::Admin).await;
    let browser = clinic.visitor(short);
    let address = format!("{short}@clinic.example");
    clinic.clock.advance_s(60);
    let half = staff_log_in::log_in(clinic, &browser, &address, PASSWORD).await;
    let staff_log_in::StaffLogIn::Half(half) = half.unwrap() else {
        panic!("the app is asked for");
    };
    let code = app_code(&secret, clinic.now());
    let entered = second_factor::enter(clinic, &browser, half.expose(), &code).await;
    let session = entered.unwrap().signed_in.session;
    let member = clinic.member(session.expose()).await.unwrap();
    (member, browser, secret)
}

fn wrong(outcome: Result<(), Failure>) -> Refusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

fn missing(outcome: Result<(), Failure>) -> Vec<(String, Invalid)> {
    match outcome {
        Err(Failure::Invalid(errors)) => errors
            .iter()
            .map(|(field, invalid)| (field.to_owned(), invalid))
            .collect(),
        other => panic!("not invalid: {other:?}"),
    }
}

#[tokio::test]
async fn whoever_has_an_app_shows_both_and_no_code_twice() {
    let clinic = TestClinic::new().await;
    let (member, browser, secret) = with_app(&clinic, "ada").await;
    let said = async |password: &str, app_code: &str| {
        let proof = Proof {
            browser: &browser,
            password,
            app_code,
        };
        check(&clinic, &member, &proof).await
    };
    let both = [
        ("password", Invalid::Missing),
        ("app_code", Invalid::Missing),
    ];
    let both = both.map(|(field, invalid)| (field.to_owned(), invalid));
    assert_eq!(missing(said("", "").await), both, "told together");
    let used = app_code(&secret, clinic.now());
    let replayed = wrong(said(PASSWORD, &used).await);
    assert_eq!(replayed, Refusal::SecondFactorWrong, "it logged in by it");
    clinic.clock.advance_s(60);
    let code = app_code(&secret, clinic.now());
    let first = wrong(said("not this one at all", &code).await);
    assert_eq!(first, Refusal::PasswordWrong, "and the code is still good");
    said(PASSWORD, &code).await.unwrap();
    let twice = wrong(said(PASSWORD, &code).await);
    assert_eq!(twice, Refusal::SecondFactorWrong);
}

#[tokio::test]
async fn whoever_has_none_shows_the_password_and_tries_are_slowed() {
    let clinic = TestClinic::new().await;
    clinic.add_member("ben", Role::Admin).await;
    let browser = clinic.visitor("ben");
    let entered = staff_log_in::log_in(&clinic, &browser, "ben@clinic.example", PASSWORD).await;
    let session = entered.unwrap().signed_in().unwrap().session;
    let member = clinic.member(session.expose()).await.unwrap();
    let said = async |password: &str| {
        let proof = Proof {
            browser: &browser,
            password,
            app_code: "",
        };
        check(&clinic, &member, &proof).await
    };
    let only = [(String::from("password"), Invalid::Missing)];
    assert_eq!(missing(said("").await), only);
    said(PASSWORD).await.unwrap();
    let mut slowed = false;
    for _ in 0..20 {
        match said("not this one at all").await {
            Err(Failure::TooMany { .. }) => slowed = true,
            outcome => assert_eq!(wrong(outcome), Refusal::PasswordWrong),
        }
    }
    assert!(slowed);
    let late = said(PASSWORD).await;
    assert!(matches!(late, Err(Failure::TooMany { .. })), "{late:?}");
}

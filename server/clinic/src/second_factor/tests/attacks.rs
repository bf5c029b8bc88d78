//! What somebody tries who has the first factor, or a part of the second.

use super::*;
use crate::second_factor::staff as staff_factor;

#[tokio::test]
async fn a_code_is_never_taken_twice() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let code = ana.code(&clinic);
    let owner = clinic.visitor("owner");
    let token = half(&clinic, &owner).await;
    assert!(type_in(&clinic, &owner, &token, &code).await.is_ok());
    // Whoever looked over the shoulder, in the same half minute.
    let thief = clinic.visitor("thief");
    let token = half(&clinic, &thief).await;
    for _ in 0..2 {
        let replayed = type_in(&clinic, &thief, &token, &code).await;
        assert!(matches!(replayed, Err(Refusal::SecondFactorWrong)));
        // In the next step it would still be near enough.
        clinic.clock.advance_s(STEP_S);
    }
}

#[tokio::test]
async fn the_code_that_set_it_up_logs_nobody_in() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let set_up = clinic.now() - jiff::SignedDuration::from_secs(STEP_S);
    let thief = clinic.visitor("thief");
    let token = half(&clinic, &thief).await;
    let code = app_code(&ana.secret, set_up);
    let replayed = type_in(&clinic, &thief, &token, &code).await;
    assert!(matches!(replayed, Err(Refusal::SecondFactorWrong)));
}

#[tokio::test]
async fn codes_of_other_times_are_wrong_and_time_never_goes_back() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    clinic.clock.advance_s(10 * STEP_S);
    let who = clinic.visitor("v");
    let token = half(&clinic, &who).await;
    let at = |steps: i64| {
        let at = clinic.now() + jiff::SignedDuration::from_secs(steps * STEP_S);
        app_code(&ana.secret, at)
    };
    for steps in [-2, 2, -9] {
        let other = type_in(&clinic, &who, &token, &at(steps)).await;
        assert!(matches!(other, Err(Refusal::SecondFactorWrong)), "{steps}");
    }
    // An app whose clock is ahead; then one that is behind can't be it.
    assert!(type_in(&clinic, &who, &token, &at(1)).await.is_ok());
    let token = half(&clinic, &clinic.visitor("w")).await;
    for steps in [-1, 0, 1] {
        let older = type_in(&clinic, &clinic.visitor("w"), &token, &at(steps)).await;
        assert!(matches!(older, Err(Refusal::SecondFactorWrong)), "{steps}");
    }
}

#[tokio::test]
async fn after_five_wrong_codes_the_log_in_is_over_also_for_the_right_one() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("thief");
    let token = half(&clinic, &who).await;
    let wrong = wrong_code(&ana, &clinic);
    for _ in 0..domain::limits::HALF_LOG_IN_TRIES {
        let refused = type_in(&clinic, &who, &token, &wrong).await;
        assert!(matches!(refused, Err(Refusal::SecondFactorWrong)));
    }
    let code = ana.code(&clinic);
    let over = type_in(&clinic, &who, &token, &code).await;
    assert!(matches!(over, Err(Refusal::LogInOver)));
}

#[tokio::test]
async fn guessing_with_the_password_is_slowed_and_keeps_the_owner_out_nowhere() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let wrong = wrong_code(&ana, &clinic);
    // Each log-in from another browser and network.
    let mut taken = 0;
    let mut slowed = None;
    for nth in 0..20 {
        let who = clinic.visitor_from(&format!("thief {nth}"), &format!("198.51.100.{nth}"));
        let token = half(&clinic, &who).await;
        match enter(&clinic, &who, token.expose(), &wrong).await {
            Err(Failure::Refused(Refusal::SecondFactorWrong)) => taken += 1,
            Err(Failure::TooMany { retry_after_s }) => {
                slowed = Some(retry_after_s);
                break;
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(taken, domain::limits::SECOND_FACTORS_BY_STRANGERS);
    assert!(slowed.is_some_and(|wait| wait <= 300), "{slowed:?}");
    // Not the browser in which the owner was before.
    let known = clinic
        .visitor("the owner's other cookie")
        .with_known(Some(ana.patient.known.expose()));
    let token = half(&clinic, &known).await;
    let code = ana.code(&clinic);
    assert!(type_in(&clinic, &known, &token, &code).await.is_ok());
    // And a new one after five minutes at most.
    clinic.clock.advance_s(300);
    let fresh = clinic.visitor_from("fresh", "203.0.113.9");
    let token = half(&clinic, &fresh).await;
    let code = ana.code(&clinic);
    assert!(type_in(&clinic, &fresh, &token, &code).await.is_ok());
}

#[tokio::test]
async fn one_browser_that_guesses_waits_longer_and_longer() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let wrong = wrong_code(&ana, &clinic);
    let thief = clinic.visitor("thief");
    let mut token = half(&clinic, &thief).await;
    for _ in 0..domain::limits::TRIES_FROM_ONE_PLACE {
        assert!(type_in(&clinic, &thief, &token, &wrong).await.is_err());
    }
    token = half(&clinic, &thief).await;
    let slowed = enter(&clinic, &thief, token.expose(), &wrong).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
}

#[tokio::test]
async fn tries_at_the_same_moment_are_all_counted() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let wrong = wrong_code(&ana, &clinic);
    let thief = clinic.visitor("thief");
    let token = half(&clinic, &thief).await;
    let tries = (0..20).map(|_| enter(&clinic, &thief, token.expose(), &wrong));
    let outcomes = futures::future::join_all(tries).await;
    let wrong = outcomes
        .iter()
        .filter(|one| matches!(one, Err(Failure::Refused(Refusal::SecondFactorWrong))))
        .count();
    assert_eq!(wrong, 5);
    assert!(outcomes.iter().all(Result::is_err));
}

#[tokio::test]
async fn a_half_log_in_is_of_no_use_elsewhere() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let owner = clinic.visitor("owner");
    let token = half(&clinic, &owner).await;
    let code = ana.code(&clinic);
    // Its token in another browser, and another token in its browser.
    let thief = clinic.visitor("thief");
    let other = clinic.new_token();
    for (who, token) in [(&thief, &token), (&owner, &other)] {
        assert!(is_over(&clinic, who, token).await);
        let refused = type_in(&clinic, who, token, &code).await;
        assert!(matches!(refused, Err(Refusal::LogInOver)));
    }
    // And at the door of staff.
    let there = staff_factor::view(&clinic, &owner, token.expose()).await;
    assert!(matches!(there.unwrap(), HalfView::Over { .. }));
    let entered = staff_factor::enter(&clinic, &owner, token.expose(), &code).await;
    assert!(matches!(entered, Err(Failure::Refused(Refusal::LogInOver))));
    assert!(type_in(&clinic, &owner, &token, &code).await.is_ok());
}

#[tokio::test]
async fn nobody_elses_codes_are_worth_anything() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let ben = clinic.signed_in("ben").await;
    let (secret, codes) = clinic.set_up_app(&ben).await;
    clinic.clock.advance_s(STEP_S);
    let who = clinic.visitor("ben");
    let token = half(&clinic, &who).await;
    for typed in [&app_code(&secret, clinic.now()), &codes[0]] {
        let refused = type_in(&clinic, &who, &token, typed).await;
        assert!(matches!(refused, Err(Refusal::SecondFactorWrong)));
    }
    assert!(type_in(&clinic, &who, &token, &ana.codes[0]).await.is_ok());
}

#[tokio::test]
async fn a_password_that_is_changed_ends_log_ins_that_are_half_done() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let thief = clinic.visitor("thief");
    let token = half(&clinic, &thief).await;
    let holder = clinic.account(ana.patient.session.expose()).await.unwrap();
    let recent = clinic.recent(holder).await.unwrap();
    account_password::set(&clinic, &recent, "nine walruses hum in tune")
        .await
        .unwrap();
    assert!(is_over(&clinic, &thief, &token).await);
}

#[tokio::test]
async fn who_is_blocked_between_the_factors_stays_out() {
    let clinic = TestClinic::new().await;
    let ana = Ana::new(&clinic).await;
    let who = clinic.visitor("v");
    let token = half(&clinic, &who).await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    store::account::disable_account(&mut work, ana.patient.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let code = ana.code(&clinic);
    let refused = type_in(&clinic, &who, &token, &code).await;
    assert!(matches!(
        refused,
        Err(Refusal::LogInOver | Refusal::Blocked)
    ));
    assert_eq!(sessions(&clinic, ana.patient.account).await, 0);
}

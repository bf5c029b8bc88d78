//! Wrong tries: one answer for all, slowed by where they come from, never a lock.

use super::*;

#[tokio::test]
async fn whatever_is_wrong_has_one_answer_and_leaves_one_row() {
    let clinic = TestClinic::new().await;
    with_password(&clinic).await;
    clinic.signed_in("bo").await;
    let who = clinic.visitor("v1");
    for (address, password) in [
        (ANA, "wrong"),
        (ANA, ""),
        (ANA, &*"x".repeat(100_000)),
        ("bo@example.com", PASSWORD),
        ("bo@example.com", ""),
        ("nobody@example.com", PASSWORD),
    ] {
        let outcome = attempt(&clinic, &who, address, password).await;
        assert!(is_refused(&outcome), "{address} {outcome:?}");
    }
}

#[tokio::test]
async fn a_blocked_account_is_told_so_only_with_its_password() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    store::account::disable_account(&mut work, ana.account, now)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let who = clinic.visitor("v1");
    assert!(is_refused(&attempt(&clinic, &who, ANA, "wrong").await));
    let outcome = attempt(&clinic, &who, ANA, PASSWORD).await;
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::Blocked))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn wrong_tries_are_slowed_from_where_they_come() {
    let clinic = TestClinic::new().await;
    with_password(&clinic).await;
    let thief = clinic.visitor_from("thief", "198.51.100.66");
    for _ in 0..5 {
        assert!(is_refused(&attempt(&clinic, &thief, ANA, "wrong").await));
    }
    for wait in [2, 4, 8] {
        let slowed = attempt(&clinic, &thief, ANA, PASSWORD).await;
        let Err(Failure::TooMany { retry_after_s }) = slowed else {
            panic!("{slowed:?}")
        };
        assert_eq!(retry_after_s, wait);
        clinic.clock.advance_s(i64::from(wait));
        assert!(is_refused(&attempt(&clinic, &thief, ANA, "wrong").await));
    }
    // Somebody elsewhere isn't slowed, and an address without an account is slowed alike.
    attempt(&clinic, &clinic.visitor("home"), ANA, PASSWORD)
        .await
        .unwrap();
    for _ in 0..5 {
        let outcome = attempt(&clinic, &thief, "nobody@example.com", "wrong").await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
    let slowed = attempt(&clinic, &thief, "nobody@example.com", "wrong").await;
    assert!(
        matches!(slowed, Err(Failure::TooMany { retry_after_s: 2 })),
        "{slowed:?}"
    );
}

#[tokio::test]
async fn a_stranger_never_locks_the_owner_out() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let known = clinic
        .visitor("ana's browser, later")
        .with_known(Some(ana.known.expose()));
    for n in 0..60 {
        let thief = clinic.visitor_from("thief", &format!("198.51.100.{n}"));
        assert!(attempt(&clinic, &thief, ANA, "wrong").await.is_err());
        // And from the owner's own network.
        let near = clinic.visitor(&format!("near {n}"));
        assert!(attempt(&clinic, &near, ANA, "wrong").await.is_err());
    }
    attempt(&clinic, &known, ANA, PASSWORD).await.unwrap();
    let fresh = clinic.visitor_from("ana's phone", "203.0.113.9");
    let slowed = attempt(&clinic, &fresh, ANA, PASSWORD).await;
    let Err(Failure::TooMany { retry_after_s }) = slowed else {
        panic!("{slowed:?}")
    };
    assert!(retry_after_s <= 60, "{retry_after_s}");
    clinic.clock.advance_s(60);
    attempt(&clinic, &fresh, ANA, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn many_tries_at_once_do_not_slip_by() {
    let clinic = TestClinic::new().await;
    with_password(&clinic).await;
    let thief = clinic.visitor_from("thief", "198.51.100.66");
    let one = || attempt(&clinic, &thief, ANA, "wrong");
    let (a, b, c, d, e, f, g, h) =
        tokio::join!(one(), one(), one(), one(), one(), one(), one(), one());
    let outcomes = [a, b, c, d, e, f, g, h];
    let compared = outcomes.iter().filter(|outcome| is_refused(outcome));
    assert_eq!(compared.count(), 5);
}

#[tokio::test]
async fn a_password_asked_for_again_is_counted_as_a_log_in_is() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let browser = clinic
        .visitor(ana.visitor.expose())
        .with_known(Some(ana.known.expose()));
    check(&clinic, &ana.holder, &browser, PASSWORD)
        .await
        .unwrap();
    for _ in 0..5 {
        let outcome = check(&clinic, &ana.holder, &browser, "wrong").await;
        assert!(
            matches!(outcome, Err(Failure::Refused(Refusal::PasswordWrong))),
            "{outcome:?}"
        );
    }
    let slowed = check(&clinic, &ana.holder, &browser, PASSWORD).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
    clinic.clock.advance_s(2);
    check(&clinic, &ana.holder, &browser, PASSWORD)
        .await
        .unwrap();

    let bo = clinic.signed_in("bo").await;
    let outcome = check(&clinic, &bo.holder, &clinic.visitor("b"), PASSWORD).await;
    assert!(
        matches!(outcome, Err(Failure::Refused(Refusal::PasswordWrong))),
        "{outcome:?}"
    );
}

/// Abuse 12: one canonical form, lower case; everything else is another address.
#[tokio::test]
async fn an_address_that_looks_alike_is_another_one() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let who = clinic.visitor("v1");
    let signed_in = attempt(&clinic, &who, "ANA@Example.COM", PASSWORD).await;
    assert_eq!(signed_in.unwrap().account, ana.account);
    for other in ["ana+x@example.com", "a.na@example.com"] {
        let outcome = attempt(&clinic, &who, other, PASSWORD).await;
        assert!(is_refused(&outcome), "{other}");
    }
}

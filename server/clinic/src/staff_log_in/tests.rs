use super::*;
use crate::authz::can;
use crate::password::Cost;
use crate::team;
use crate::testing::{CHEAP, PASSWORD, TestClinic, email, name};
use domain::person::Invalid;
use domain::role::Role;

async fn attempt(
    clinic: &Clinic,
    who: &Visitor,
    address: &str,
    password: &str,
) -> Result<Token, Failure> {
    log_in(clinic, who, address, password)
        .await
        .map(|log_in| log_in.signed_in().unwrap().session)
}

fn is_refused(outcome: &Result<Token, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::LogInFailed)))
}

#[tokio::test]
async fn address_and_password_log_in() {
    let clinic = TestClinic::new().await;
    let dana = clinic.add_member("dana", Role::Desk).await;
    let who = clinic.visitor("v1");
    let token = attempt(&clinic, &who, " Dana@Clinic.example ", PASSWORD)
        .await
        .unwrap();
    let member = clinic.member(token.expose()).await.unwrap();
    assert_eq!((member.staff_id(), member.role()), (dana, Role::Desk));
    assert_eq!(member.full_name(), &name("Dana Example"));
}

#[tokio::test]
async fn whatever_is_wrong_has_one_answer() {
    let clinic = TestClinic::new().await;
    let gone = clinic.add_member("gone", Role::Desk).await;
    clinic.add_member("dana", Role::Desk).await;
    let (job, at) = (clinic.system_job(), clinic.now());
    team::add(
        &clinic,
        &job,
        email("new@clinic.example"),
        name("New"),
        Role::Desk,
    )
    .await
    .unwrap();
    let mut work = clinic.begin(&job).await.unwrap();
    store::staff::disable_staff(&mut work, gone, at)
        .await
        .unwrap();
    work.commit().await.unwrap();
    let who = clinic.visitor("v1");
    for (address, password) in [
        ("dana@clinic.example", "wrong"),
        ("dana@clinic.example", ""),
        ("dana@clinic.example", &"x".repeat(100_000)),
        ("nobody@clinic.example", PASSWORD),
        ("gone@clinic.example", PASSWORD),
        ("new@clinic.example", PASSWORD),
        ("", ""),
        (&"x".repeat(100_000), PASSWORD),
    ] {
        let outcome = attempt(&clinic, &who, address, password).await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
}

#[tokio::test]
async fn wrong_tries_are_slowed_from_where_they_come() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let thief = clinic.visitor_from("thief", "198.51.100.66");
    for _ in 0..5 {
        assert!(is_refused(
            &attempt(&clinic, &thief, "dana@clinic.example", "wrong").await
        ));
    }
    let slowed = attempt(&clinic, &thief, "dana@clinic.example", PASSWORD).await;
    assert!(
        matches!(slowed, Err(Failure::TooMany { retry_after_s: 2 })),
        "{slowed:?}"
    );
    // A stranger elsewhere, even for the same member, is not.
    let who = clinic.visitor("dana's new laptop");
    attempt(&clinic, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
    clinic.clock.advance_s(2);
    assert!(is_refused(
        &attempt(&clinic, &thief, "dana@clinic.example", "wrong").await
    ));
    let slowed = attempt(&clinic, &thief, "dana@clinic.example", PASSWORD).await;
    assert!(
        matches!(slowed, Err(Failure::TooMany { retry_after_s: 4 })),
        "{slowed:?}"
    );
}

#[tokio::test]
async fn a_thief_with_many_networks_never_locks_the_owner_out() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let known = known_to_dana(&clinic).await;
    for n in 0..40 {
        let thief = clinic.visitor_from("thief", &format!("198.51.100.{n}"));
        assert!(
            attempt(&clinic, &thief, "dana@clinic.example", "wrong")
                .await
                .is_err()
        );
    }
    let fresh = clinic.visitor_from("dana's phone", "203.0.113.9");
    let slowed = attempt(&clinic, &fresh, "dana@clinic.example", PASSWORD).await;
    let Err(Failure::TooMany { retry_after_s }) = slowed else {
        panic!("{slowed:?}")
    };
    assert!(retry_after_s <= 60);
    attempt(&clinic, &known, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
    clinic.clock.advance_s(60);
    attempt(&clinic, &fresh, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
}

/// The browser in which Dana has logged in before, with a visitor cookie that is new.
async fn known_to_dana(clinic: &TestClinic) -> Visitor {
    let who = clinic.visitor("dana's browser");
    let signed_in = log_in(clinic, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let member = clinic.member(signed_in.session.expose()).await.unwrap();
    sign_out(clinic, &member).await.unwrap();
    clinic
        .visitor("dana's browser, later")
        .with_known(Some(signed_in.known.expose()))
}

#[tokio::test]
async fn a_stranger_on_the_same_network_never_locks_a_known_browser_out() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let known = known_to_dana(&clinic).await;
    for n in 0..60 {
        let thief = clinic.visitor(&format!("thief {n}"));
        let address = format!("n{n}@clinic.example");
        assert!(attempt(&clinic, &thief, &address, "wrong").await.is_err());
    }
    let fresh = clinic.visitor("dana's phone");
    let slowed = attempt(&clinic, &fresh, "dana@clinic.example", PASSWORD).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
    // Nor does what the known browser does give the stranger tries back.
    for _ in 0..3 {
        attempt(&clinic, &known, "dana@clinic.example", PASSWORD)
            .await
            .unwrap();
    }
    let slowed = attempt(&clinic, &fresh, "dana@clinic.example", PASSWORD).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
}

#[tokio::test]
async fn a_known_browser_may_guess_no_more_often_with_new_visitor_cookies() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let who = clinic.visitor("v1");
    let signed_in = log_in(&clinic, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let browser = |n: i32| {
        clinic
            .visitor(&format!("v{n}"))
            .with_known(Some(signed_in.known.expose()))
    };
    for n in 0..5 {
        let outcome = attempt(&clinic, &browser(n), "dana@clinic.example", "wrong").await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
    let slowed = attempt(&clinic, &browser(6), "dana@clinic.example", PASSWORD).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
}

#[tokio::test]
async fn a_browser_is_known_to_the_member_who_logged_in_there_and_to_nobody_else() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    clinic.add_member("rex", Role::Desk).await;
    let known = known_to_dana(&clinic).await;
    for n in 0..20 {
        let thief = clinic.visitor_from("thief", &format!("198.51.100.{n}"));
        let outcome = attempt(&clinic, &thief, "rex@clinic.example", "wrong").await;
        assert!(is_refused(&outcome), "{outcome:?}");
    }
    let slowed = attempt(&clinic, &known, "rex@clinic.example", PASSWORD).await;
    assert!(matches!(slowed, Err(Failure::TooMany { .. })), "{slowed:?}");
    // What is no token of ours makes no browser known.
    let made_up = clinic.visitor("v1").with_known(Some("short"));
    assert!(made_up.known_hash().is_none());
}

#[tokio::test]
async fn a_second_log_in_at_one_browser_ends_the_first_session() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    clinic.add_member("rex", Role::Desk).await;
    let elsewhere = clinic.visitor("elsewhere");
    let other = attempt(&clinic, &elsewhere, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
    let who = clinic.visitor("v1");
    let first = log_in(&clinic, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let second = log_in(&clinic, &who, "rex@clinic.example", PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let ended = clinic.member(first.session.expose()).await;
    assert!(matches!(ended, Err(Failure::Unauthenticated)));
    // The same browser after its visitor cookie was changed by a patient's log-in.
    let later = clinic.visitor("v2").with_known(Some(second.known.expose()));
    let third = log_in(&clinic, &later, "dana@clinic.example", PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert_eq!(third.known.expose(), second.known.expose());
    let ended = clinic.member(second.session.expose()).await;
    assert!(matches!(ended, Err(Failure::Unauthenticated)));
    assert!(clinic.member(third.session.expose()).await.is_ok());
    assert!(clinic.member(other.expose()).await.is_ok());
}

#[tokio::test]
async fn tries_at_the_same_time_do_not_slip_by() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let thief = clinic.visitor("thief");
    let tries = (0..20).map(|_| attempt(&clinic, &thief, "dana@clinic.example", "wrong"));
    let outcomes = join_all(tries).await;
    assert_eq!(
        outcomes
            .iter()
            .filter(|outcome| is_refused(outcome))
            .count(),
        5
    );
}

/// Polls all of them, in turn, until each is done.
async fn join_all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut waiting: Vec<_> = futures.map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        for (future, output) in &mut waiting {
            if output.is_none()
                && let std::task::Poll::Ready(done) = future.as_mut().poll(context)
            {
                *output = Some(done);
            }
        }
        if waiting.iter().all(|(_, output)| output.is_some()) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    waiting
        .into_iter()
        .filter_map(|(_, output)| output)
        .collect()
}

#[tokio::test]
async fn a_hash_grows_stronger_at_the_next_log_in() {
    let clinic = TestClinic::new().await;
    clinic.add_member("dana", Role::Desk).await;
    let dearer = clinic.at_cost(Cost { passes: 3, ..CHEAP });
    let stored = async || {
        let mut look = clinic.read(&clinic.public()).await.unwrap();
        let found = store::staff::find_credentials(&mut *look, "dana@clinic.example").await;
        found.unwrap().unwrap().password_hash.unwrap()
    };
    let before = stored().await;
    let who = clinic.visitor("v1");
    assert!(is_refused(
        &attempt(&dearer, &who, "dana@clinic.example", "wrong").await
    ));
    assert_eq!(stored().await, before);
    attempt(&dearer, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
    let after = stored().await;
    assert!(
        before.contains("t=1") && after.contains("t=3"),
        "{before} {after}"
    );
    attempt(&dearer, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
    assert_eq!(stored().await, after);
}

async fn invited(clinic: &TestClinic) -> String {
    let (email, name) = (email("dana@clinic.example"), name("Dana Whitfield"));
    let job = clinic.system_job();
    let link = team::add(clinic, &job, email, name, Role::Admin)
        .await
        .unwrap();
    assert!(!format!("{link:?}").contains("http"));
    link.0
        .strip_prefix("http://127.0.0.1:3000/staff/password/")
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_link_sets_the_password_once() {
    let clinic = TestClinic::new().await;
    let token = invited(&clinic).await;
    let who = clinic.visitor("v1");
    link_ok(&clinic, &who, &token).await.unwrap();
    let signed_in = set_password(&clinic, &who, &token, PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    assert!(
        clinic
            .staff::<can::Team>(signed_in.session.expose())
            .await
            .is_ok()
    );
    for again in [
        link_ok(&clinic, &who, &token).await,
        set_password(&clinic, &who, &token, "another long enough passphrase")
            .await
            .map(drop),
        set_password(&clinic, &who, "made up", PASSWORD)
            .await
            .map(drop),
    ] {
        assert!(
            matches!(again, Err(Failure::Refused(Refusal::LinkUnusable))),
            "{again:?}"
        );
    }
    attempt(&clinic, &who, "dana@clinic.example", PASSWORD)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_refused_password_leaves_the_link_good() {
    let clinic = TestClinic::new().await;
    let token = invited(&clinic).await;
    let who = clinic.visitor("v1");
    for (password, why) in [
        ("short", Invalid::TooShort),
        ("Password123456!", Invalid::TooEasy),
        ("testclinic2026testclinic", Invalid::TooEasy),
        ("dana@clinic.example", Invalid::TooEasy),
        (&"x".repeat(201), Invalid::TooLong),
    ] {
        let refused = set_password(&clinic, &who, &token, password).await;
        let Err(Failure::Invalid(fields)) = refused else {
            panic!("{password}: {refused:?}")
        };
        assert_eq!(fields.of("password"), Some(why), "{password}");
    }
    set_password(&clinic, &who, &token, PASSWORD).await.unwrap();
}

#[tokio::test]
async fn a_link_expires_to_the_second() {
    let clinic = TestClinic::new().await;
    let token = invited(&clinic).await;
    let who = clinic.visitor("v1");
    clinic.clock.advance_s(72 * 3_600 - 1);
    link_ok(&clinic, &who, &token).await.unwrap();
    clinic.clock.advance_s(1);
    let refused = set_password(&clinic, &who, &token, PASSWORD).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(Refusal::LinkUnusable))
    ));
}

#[tokio::test]
async fn an_address_is_one_members_only() {
    let clinic = TestClinic::new().await;
    invited(&clinic).await;
    let job = clinic.system_job();
    let second = team::add(
        &clinic,
        &job,
        email("DANA@clinic.example"),
        name("Other"),
        Role::Desk,
    )
    .await;
    assert!(
        matches!(second, Err(Failure::Refused(Refusal::AddressTaken))),
        "{second:?}"
    );
    let admin = team::admin_name(&clinic, &clinic.public()).await.unwrap();
    assert_eq!(admin, Some(name("Dana Whitfield")));
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let clinic = TestClinic::new().await;
    let token = clinic.staff_token(Role::Practitioner).await;
    let member = clinic.member(token.expose()).await.unwrap();
    sign_out(&clinic, &member).await.unwrap();
    assert!(matches!(
        clinic.member(token.expose()).await,
        Err(Failure::Unauthenticated)
    ));
    assert!(matches!(
        sign_out(&clinic, &member).await,
        Err(Failure::Unauthenticated)
    ));
}

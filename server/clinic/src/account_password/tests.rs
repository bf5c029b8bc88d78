//! Setting, removing and checking passwords; logging in with them; recovering.

use domain::person::Invalid;

use super::*;
use crate::authz::Clinic;
use crate::log_in::{NextPath, SignedIn};
use crate::password::Cost;
use crate::testing::{CHEAP, PASSWORD, Patient, TestClinic, email};

mod recovering;
mod trying;

const ANA: &str = "ana@example.com";
const OTHER_PASSWORD: &str = "nine walruses hum in tune";

async fn recent(clinic: &TestClinic, who: &Patient) -> Result<Recent<AccountHolder>, Failure> {
    let again = clinic.account(who.session.expose()).await.unwrap();
    clinic.recent(again).await
}

/// As somebody does who has just logged in.
async fn set_as(clinic: &TestClinic, who: &Patient, password: &str) -> Result<(), Failure> {
    set(clinic, &recent(clinic, who).await?, password).await
}

async fn with_password(clinic: &TestClinic) -> Patient {
    let ana = clinic.signed_in("ana").await;
    set_as(clinic, &ana, PASSWORD).await.unwrap();
    ana
}

async fn attempt(
    clinic: &Clinic,
    who: &Visitor,
    address: &str,
    password: &str,
) -> Result<SignedIn, Failure> {
    let next = NextPath::default();
    let log_in = log_in(clinic, who, &email(address), password, next).await?;
    Ok(log_in.signed_in().unwrap())
}

fn is_refused<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(Refusal::LogInFailed)))
}

async fn stored(clinic: &TestClinic) -> Option<String> {
    let mut look = clinic.read(&clinic.public()).await.unwrap();
    rows::find_credentials(&mut *look, ANA)
        .await
        .unwrap()
        .unwrap()
        .password_hash
}

async fn waiting(clinic: &TestClinic, kind: NoticeKind) -> usize {
    let mut work = clinic.begin(&clinic.system_job()).await.unwrap();
    let now = work.now();
    let due = store::notice::lease_due(&mut work, now, now, 100)
        .await
        .unwrap();
    due.iter().filter(|notice| notice.kind == kind).count()
}

#[tokio::test]
async fn an_account_begins_without_a_password_and_gets_one_hashed() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    assert!(!has(&clinic, &ana.holder).await.unwrap());
    assert!(is_refused(
        &attempt(&clinic, &clinic.visitor("v"), ANA, PASSWORD).await
    ));
    set_as(&clinic, &ana, PASSWORD).await.unwrap();
    assert!(has(&clinic, &ana.holder).await.unwrap());
    let hash = stored(&clinic).await.unwrap();
    assert!(
        hash.starts_with("$argon2id$") && !hash.contains("otters"),
        "{hash}"
    );
    let signed_in = attempt(
        &clinic,
        &clinic.visitor("v"),
        " Ana@Example.com ".trim(),
        PASSWORD,
    )
    .await
    .unwrap();
    assert_eq!(signed_in.account, ana.account);
    assert!(!signed_in.new_account && !signed_in.differs);
}

#[tokio::test]
async fn a_change_signs_the_other_browsers_out_and_tells_the_address_once() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let other = clinic.sign_in(ana.account, ana.patient, "elsewhere").await;
    set_as(&clinic, &ana, PASSWORD).await.unwrap();
    assert!(clinic.account(ana.session.expose()).await.is_ok());
    assert!(clinic.account(other.session.expose()).await.is_err());
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 1);

    // The same again, as a second press of the button sends it.
    let hash = stored(&clinic).await;
    let other = clinic.sign_in(ana.account, ana.patient, "elsewhere").await;
    set_as(&clinic, &ana, PASSWORD).await.unwrap();
    assert_eq!(stored(&clinic).await, hash);
    assert!(clinic.account(other.session.expose()).await.is_ok());
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 1);

    set_as(&clinic, &ana, OTHER_PASSWORD).await.unwrap();
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 2);
    let who = clinic.visitor("v");
    assert!(is_refused(&attempt(&clinic, &who, ANA, PASSWORD).await));
    attempt(&clinic, &who, ANA, OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn two_presses_at_once_set_it_once() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    let (one, two) = tokio::join!(
        set_as(&clinic, &ana, PASSWORD),
        set_as(&clinic, &ana, PASSWORD),
    );
    one.unwrap();
    two.unwrap();
    assert_eq!(waiting(&clinic, NoticeKind::PasswordChanged).await, 1);
}

#[tokio::test]
async fn without_a_password_codes_are_all_there_is() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let other = clinic.sign_in(ana.account, ana.patient, "elsewhere").await;
    remove(&clinic, &recent(&clinic, &ana).await.unwrap())
        .await
        .unwrap();
    assert!(!has(&clinic, &ana.holder).await.unwrap());
    assert!(clinic.account(other.session.expose()).await.is_err());
    assert_eq!(waiting(&clinic, NoticeKind::PasswordRemoved).await, 1);
    remove(&clinic, &recent(&clinic, &ana).await.unwrap())
        .await
        .unwrap();
    assert_eq!(waiting(&clinic, NoticeKind::PasswordRemoved).await, 1);
    assert!(is_refused(
        &attempt(&clinic, &clinic.visitor("v"), ANA, PASSWORD).await
    ));
}

#[tokio::test]
async fn who_proved_it_long_ago_is_asked_again() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    clinic.clock.advance_s(15 * 60 - 1);
    let held = recent(&clinic, &ana).await.unwrap();
    set(&clinic, &held, OTHER_PASSWORD).await.unwrap();
    clinic.clock.advance_s(1);
    let outcome = set(&clinic, &held, PASSWORD).await;
    assert!(
        matches!(outcome, Err(Failure::Reauthenticate)),
        "{outcome:?}"
    );
    let outcome = remove(&clinic, &held).await;
    assert!(
        matches!(outcome, Err(Failure::Reauthenticate)),
        "{outcome:?}"
    );
    assert!(matches!(
        recent(&clinic, &ana).await,
        Err(Failure::Reauthenticate)
    ));
    attempt(&clinic, &clinic.visitor("v"), ANA, OTHER_PASSWORD)
        .await
        .unwrap();
}

/// Abuse 7.
#[tokio::test]
async fn easy_passwords_are_refused_and_long_ones_are_exact() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    for (password, why) in [
        ("", Invalid::TooShort),
        ("otters hum.", Invalid::TooShort),
        ("Password123456!", Invalid::TooEasy),
        ("testclinic2026testclinic", Invalid::TooEasy),
        ("ana@example.com", Invalid::TooEasy),
        ("Ana Example 1990", Invalid::TooEasy),
        (&"x".repeat(201), Invalid::TooLong),
        (&"x".repeat(10_000_000), Invalid::TooLong),
    ] {
        let Err(Failure::Invalid(errors)) = set_as(&clinic, &ana, password).await else {
            panic!("{:.20}", password)
        };
        assert_eq!(errors.of("password"), Some(why), "{password:.20}");
    }
    assert_eq!(stored(&clinic).await, None);

    let long = "héron 🦦 glides past  nine quiet lighthouses, humming an old tun ";
    assert_eq!(long.chars().count(), 64);
    set_as(&clinic, &ana, long).await.unwrap();
    let who = clinic.visitor("v");
    for near in [
        long.trim(),
        &long.replace("  ", " "),
        &long.replace("é", "e\u{301}"),
    ] {
        assert!(
            is_refused(&attempt(&clinic, &who, ANA, near).await),
            "{near}"
        );
    }
    attempt(&clinic, &who, ANA, long).await.unwrap();
}

#[tokio::test]
async fn a_hash_that_costs_too_little_is_made_anew_at_the_next_proof() {
    let clinic = TestClinic::new().await;
    let ana = with_password(&clinic).await;
    let dearer = Cost {
        memory_kib: CHEAP.memory_kib * 2,
        ..CHEAP
    };
    let later = clinic.at_cost(dearer);
    let old = stored(&clinic).await.unwrap();
    let who = clinic.visitor("v");
    assert!(is_refused(&attempt(&later, &who, ANA, "wrong").await));
    assert_eq!(stored(&clinic).await.unwrap(), old);
    attempt(&later, &who, ANA, PASSWORD).await.unwrap();
    let new = stored(&clinic).await.unwrap();
    assert!(new.contains("m=16,") && new != old, "{new}");
    attempt(&clinic, &who, ANA, PASSWORD).await.unwrap();
    assert!(stored(&clinic).await.unwrap().contains("m=8,"));
    let browser = clinic.visitor("ana's browser");
    check(&later, &ana.holder, &browser, PASSWORD)
        .await
        .unwrap();
    assert!(stored(&clinic).await.unwrap().contains("m=16,"));
}

#[tokio::test]
async fn a_sign_up_gives_its_password_to_the_account_that_it_makes_and_to_no_other() {
    let clinic = TestClinic::new().await;
    clinic.signed_in("ana").await;
    for (short, made) in [("ana", false), ("bo", true)] {
        let address = format!("{short}@example.com");
        let who = clinic.visitor(short);
        let details = crate::sign_up::Details {
            full_name: crate::testing::name("Bo Example"),
            email: email(&address),
            born_on: domain::person::BirthDate::from_stored("1988-02-29".parse().unwrap()),
            phone: None,
        };
        let next = NextPath::default();
        let asked = crate::sign_up::start_with(&clinic, &who, details, PASSWORD, next)
            .await
            .unwrap();
        // Nothing of it can be used before the address is proven.
        assert!(is_refused(
            &attempt(&clinic, &who, &address, PASSWORD).await
        ));
        let mail = crate::codes::mint(&clinic, &clinic.system_job(), asked.request)
            .await
            .unwrap();
        let code = mail.code.unwrap();
        let signed_in = crate::codes::enter(&clinic, &who, asked.request, &code)
            .await
            .unwrap()
            .signed_in()
            .unwrap();
        assert_eq!(signed_in.new_account, made);
        let outcome = attempt(&clinic, &clinic.visitor("later"), &address, PASSWORD).await;
        assert_eq!(outcome.is_ok(), made, "{outcome:?}");
    }
}

#[tokio::test]
async fn a_sign_up_hashes_only_so_many_passwords_of_one_network() {
    let clinic = TestClinic::new().await;
    let mut last = None;
    for n in 0..40 {
        let who = clinic.visitor(&format!("v{n}"));
        let details = crate::sign_up::Details {
            full_name: crate::testing::name("Bo Example"),
            email: email(&format!("n{n}@example.com")),
            born_on: domain::person::BirthDate::from_stored("1988-02-29".parse().unwrap()),
            phone: None,
        };
        let next = NextPath::default();
        let asked = crate::sign_up::start_with(&clinic, &who, details, PASSWORD, next).await;
        last = Some(asked);
    }
    assert!(
        matches!(last, Some(Err(Failure::TooMany { .. }))),
        "{last:?}"
    );
}

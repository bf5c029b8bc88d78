use super::*;
use crate::rng::SeededRng;
use crate::testing::{CHEAP, email, name};

fn checked(password: &str) -> Result<(), Invalid> {
    let (full_name, email) = (name("Dana Whitfield"), email("dana@harbourlane.example"));
    let owner = Owner {
        full_name: full_name.as_str(),
        email: email.as_str(),
        clinic_name: Some("Harbour Lane"),
    };
    check_new(password, &owner)
}

#[test]
fn what_is_easily_guessed_is_refused() {
    for easy in [
        "Password123456!",
        "password password",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop123",
        "123456789012345",
        "harbourlane2026harbourlane",
        "Harbour Lane 2026",
        "dana@harbourlane.example",
        "DanaWhitfield1",
        "whitfield2026",
    ] {
        assert_eq!(checked(easy), Err(Invalid::TooEasy), "{easy}");
    }
}

#[test]
fn good_passwords_of_any_kind_are_taken() {
    let emoji = "seven otters 🦦 juggle quietly above the harbour 🌊 at half past n";
    assert_eq!(emoji.chars().count(), 64);
    for good in [
        crate::testing::PASSWORD,
        emoji,
        "пять ёжиков шуршат тихо",
        "x7#Kq!v9Lw2$",
    ] {
        assert_eq!(checked(good), Ok(()), "{good}");
    }
}

#[test]
fn lengths_are_counted_in_characters() {
    assert_eq!(checked("x7#Kq!v9Lw2"), Err(Invalid::TooShort));
    assert_eq!(checked(""), Err(Invalid::TooShort));
    let long: String = "x7#Kq!v9Lw2$ ".chars().cycle().take(200).collect();
    assert_ne!(checked(&long), Err(Invalid::TooLong));
    assert_eq!(checked(&format!("{long}x")), Err(Invalid::TooLong));
}

#[test]
fn something_huge_is_refused_at_once() {
    let huge = "x7#Kq!v9Lw2$".repeat(1_000_000);
    let started = std::time::Instant::now();
    assert_eq!(checked(&huge), Err(Invalid::TooLong));
    assert!(started.elapsed() < Duration::from_millis(100));
}

#[tokio::test]
async fn a_password_is_taken_exactly() {
    let passwords = Passwords::new(CHEAP, 2).unwrap();
    let password = "seven otters 🦦 juggle ";
    let stored = passwords.hash(password, &SeededRng::new(1)).await.unwrap();
    assert!(!stored.contains("otters"));
    assert!(passwords.verify(password, Some(&stored)).await.unwrap());
    for other in ["seven otters 🦦 juggle", "Seven otters 🦦 juggle ", "", "x"] {
        assert!(
            !passwords.verify(other, Some(&stored)).await.unwrap(),
            "{other}"
        );
    }
}

#[tokio::test]
async fn nobody_has_no_password() {
    let passwords = Passwords::new(CHEAP, 2).unwrap();
    for guess in ["", "nobody", &passwords.nobody] {
        assert!(!passwords.verify(guess, None).await.unwrap());
    }
    let long = "x".repeat(201);
    let stored = passwords.hash(&long, &SeededRng::new(1)).await.unwrap();
    assert!(!passwords.verify(&long, Some(&stored)).await.unwrap());
}

#[tokio::test]
async fn equal_passwords_have_different_hashes() {
    let (passwords, rng) = (Passwords::new(CHEAP, 2).unwrap(), SeededRng::new(1));
    let one = passwords.hash("the same", &rng).await.unwrap();
    assert_ne!(one, passwords.hash("the same", &rng).await.unwrap());
}

#[tokio::test]
async fn a_hash_of_other_costs_is_made_anew() {
    let cheap = Passwords::new(CHEAP, 2).unwrap();
    let dear = Passwords::new(Cost { passes: 2, ..CHEAP }, 2).unwrap();
    let stored = cheap.hash("password", &SeededRng::new(1)).await.unwrap();
    assert!(!cheap.needs_rehash(&stored));
    assert!(dear.needs_rehash(&stored));
    assert!(
        dear.verify("password", Some(&stored)).await.unwrap(),
        "it still counts"
    );
    assert!(cheap.needs_rehash(&stored.replace("argon2id", "argon2i")));
    assert!(cheap.needs_rehash(&stored.replace("v=19", "v=16")));
    assert!(cheap.needs_rehash("garbage"));
}

#[tokio::test]
async fn the_default_costs_are_those_that_are_documented() {
    let passwords = Passwords::new(Cost::default(), 1).unwrap();
    let stored = passwords
        .hash("password", &SeededRng::new(1))
        .await
        .unwrap();
    assert!(
        stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{stored}"
    );
    assert!(!passwords.needs_rehash(&stored));
    assert!(
        Passwords::new(
            Cost {
                memory_kib: 1,
                passes: 1,
                lanes: 1
            },
            1
        )
        .is_err()
    );
}

#[tokio::test]
async fn a_broken_hash_is_a_fault_and_no_log_in() {
    let passwords = Passwords::new(CHEAP, 2).unwrap();
    let broken = passwords.verify("password", Some("not a hash")).await;
    assert!(matches!(broken, Err(Failure::Fault(_))));
}

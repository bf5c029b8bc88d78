//! The database holds no secret that somebody could use who reads it.

use super::*;
use crate::codes;
use crate::log_in::NextPath;
use crate::sign_up::{self, Details};
use crate::testing::PASSWORD;
use crate::{staff_log_in, team};

/// All bytes of the database, its log included: every table, index and free page.
fn all_bytes(clinic: &TestClinic) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(clinic.store.folder()).unwrap() {
        bytes.extend(std::fs::read(entry.unwrap().path()).unwrap());
    }
    bytes
}

fn holds(bytes: &[u8], secret: &str) -> bool {
    bytes
        .windows(secret.len())
        .any(|window| window == secret.as_bytes())
}

#[tokio::test]
async fn no_secret_stands_in_the_database() {
    let clinic = TestClinic::new().await;
    let visitor_token = clinic.new_token();
    let who = clinic.visitor(visitor_token.expose());
    let details = Details {
        full_name: name("Bo Example"),
        email: email("bo@example.com"),
        born_on: domain::person::BirthDate::from_stored("1988-02-29".parse().unwrap()),
        phone: None,
    };
    let asked = sign_up::start(&clinic, &who, details, NextPath::default())
        .await
        .unwrap();
    let mail = codes::mint(&clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    let code = mail.code.unwrap();
    let link = mail.link.unwrap();
    let signed_in = codes::enter(&clinic, &who, asked.request, &code)
        .await
        .unwrap()
        .signed_in()
        .unwrap();
    let (address, dana) = (email("dana@clinic.example"), name("Dana Example"));
    let invited = team::add(&clinic, &clinic.system_job(), address, dana, Role::Desk).await;
    let set_link = invited.unwrap().0;
    let set_token = set_link.rsplit('/').next().unwrap();
    let staff = staff_log_in::set_password(&clinic, &who, set_token, PASSWORD)
        .await
        .unwrap()
        .signed_in()
        .unwrap();

    let bytes = all_bytes(&clinic);
    assert!(
        holds(&bytes, "bo@example.com"),
        "the search finds what is there"
    );
    assert!(holds(&bytes, "$argon2id$"));
    for secret in [
        visitor_token.expose(),
        link.rsplit('/').next().unwrap(),
        signed_in.session.expose(),
        signed_in.visitor.expose(),
        set_token,
        staff.session.expose(),
        PASSWORD,
        &code,
    ] {
        assert!(!holds(&bytes, secret));
    }
}

#[tokio::test]
async fn what_stands_there_logs_nobody_in() {
    let clinic = TestClinic::new().await;
    let ana = clinic.signed_in("ana").await;
    // The hash, in the forms in which somebody may try it.
    let hash = ana.session.hash();
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    let raw = String::from_utf8_lossy(&hash).into_owned();
    for stolen in [hex, raw] {
        assert!(is_out(clinic.account(&stolen).await));
    }
}

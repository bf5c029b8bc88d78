//! What a stranger, an owner and a forgetful owner find when they ask for codes.

use domain::id::CodeRequestId;
use domain::refusal::Refusal;

use super::*;
use crate::sign_up::{self, Details};
use crate::testing::{TestClinic, email, name};

mod asking;
mod entering;
mod links;

/// Asks at this browser, and lets the mail leave.
async fn asked(clinic: &TestClinic, browser: &str, address: &str) -> (CodeRequestId, MintedCode) {
    asked_by(clinic, &clinic.visitor(browser), address).await
}

async fn asked_by(
    clinic: &TestClinic,
    who: &Visitor,
    address: &str,
) -> (CodeRequestId, MintedCode) {
    let asked = ask(clinic, who, email(address), NextPath::default())
        .await
        .unwrap();
    let mail = mint(clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    (asked.request, mail)
}

fn details(full_name: &str, address: &str) -> Details {
    Details {
        full_name: name(full_name),
        email: email(address),
        born_on: domain::person::BirthDate::from_stored("1988-02-29".parse().unwrap()),
        phone: Some(String::from("(902) 555-0123")),
    }
}

/// Signs up at this browser, and lets the mail leave.
async fn signed_up(
    clinic: &TestClinic,
    browser: &str,
    full_name: &str,
    address: &str,
) -> (CodeRequestId, MintedCode) {
    let who = clinic.visitor(browser);
    let details = details(full_name, address);
    let asked = sign_up::start(clinic, &who, details, NextPath::default())
        .await
        .unwrap();
    let mail = mint(clinic, &clinic.system_job(), asked.request)
        .await
        .unwrap();
    (asked.request, mail)
}

/// A code that is none of these.
fn wrong(mails: &[&MintedCode]) -> String {
    let right: Vec<&str> = mails
        .iter()
        .filter_map(|mail| mail.code.as_deref())
        .collect();
    (0..)
        .map(|n| format!("{n:06}"))
        .find(|code| !right.contains(&code.as_str()))
        .unwrap()
}

async fn try_code(
    clinic: &TestClinic,
    browser: &str,
    request: CodeRequestId,
    code: &str,
) -> Result<SignedIn, Refusal> {
    match enter(clinic, &clinic.visitor(browser), request, code).await {
        Ok(log_in) => Ok(log_in.signed_in().unwrap()),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

fn link_token(mail: &MintedCode) -> String {
    let link = mail.link.as_deref().unwrap();
    link.strip_prefix("http://127.0.0.1:3000/log-in/link/")
        .unwrap()
        .to_owned()
}

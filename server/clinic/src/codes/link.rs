//! Opening the link of a mail. Nothing happens when it is only fetched, since mail
//! scanners do that: the page behind it has a button.

use domain::person::EmailAddress;
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::Reads;
use store::code::CodeRequest;

use crate::authz::{Clinic, Visitor, VisitorKey, Work};
use crate::failure::Failure;
use crate::log_in::{LogIn, NextPath};
use crate::sign_up::{self, Proof, Second};
use crate::token;

/// The address that the link would log in, for the page with the button.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, or never was;
/// `Refused(LinkElsewhere)` when it would make an account of what was typed in another
/// browser.
pub async fn link_ok(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<EmailAddress, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = find(&mut *look, who, link_token, now).await?;
    Ok(found.email)
}

/// The request whose mail carried the link, if the link works in this browser.
async fn find(
    db: &mut impl Reads,
    who: &Visitor,
    link_token: &str,
    now: Timestamp,
) -> Result<CodeRequest, Failure> {
    let found = store::code::find_link(db, &token::hash(link_token), now).await?;
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    if VisitorKey(found.visitor_hash) == who.key() {
        return Ok(found);
    }
    let account = store::account::find_account_by_email(db, &found.email.canonical()).await?;
    if account.is_some() {
        return Ok(found);
    }
    // Whoever typed the details need not be who reads the mail: here the account would be
    // made with a stranger's name and phone number.
    let sign_up = store::sign_up::find_sign_up(db, &found.visitor_hash, now).await?;
    Err(Failure::Refused(match sign_up {
        Some(_) => Refusal::LinkElsewhere,
        None => Refusal::LinkUnusable,
    }))
}

/// Logs in the browser that opened the link, and no other, or asks it for the second factor. In the browser that asked,
/// the code stays good, and its hold and its form stay with it.
///
/// # Errors
/// `Refused` with `LinkUnusable` or `LinkElsewhere` as [`link_ok`], or `Blocked` when the clinic has
/// blocked the account.
pub async fn open_link(clinic: &Clinic, who: &Visitor, link_token: &str) -> Result<LogIn, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = open_within(&mut work, who, link_token).await;
    work.settle(outcome).await
}

async fn open_within(work: &mut Work, who: &Visitor, link_token: &str) -> Result<LogIn, Failure> {
    let now = work.now();
    let found = find(&mut **work, who, link_token, now).await?;
    let email = found.email.canonical();
    let asked_by = VisitorKey(found.visitor_hash);
    let next = if asked_by == who.key() {
        // The same browser: what it asked for is done, its codes have served.
        store::code::use_codes(work, &asked_by.0, &email, now).await?;
        NextPath::parse(&found.next_path)
    } else {
        store::code::use_links(work, &asked_by.0, &email, now).await?;
        // Where the asking browser wanted to go may be a hold of its own.
        NextPath::default()
    };
    let proof = Proof {
        email: &email,
        browser: who,
        second: Second::Open,
    };
    let signed_in = sign_up::sign_in(work, &proof, next).await?;
    signed_in.ok_or(Failure::Refused(Refusal::LinkUnusable))
}

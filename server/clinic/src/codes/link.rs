//! Opening the link of a mail. Nothing happens when it is only fetched, since mail
//! scanners do that: the page behind it has a button.

use domain::refusal::Refusal;

use crate::authz::{Clinic, Visitor, VisitorKey, Work};
use crate::failure::Failure;
use crate::log_in::{NextPath, SignedIn};
use crate::sign_up::{self, Proof};
use crate::token;

/// Whether the link would work, for the page with the button.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, or never was.
pub async fn link_ok(clinic: &Clinic, who: &Visitor, link_token: &str) -> Result<(), Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let found = store::code::find_link(&mut *look, &token::hash(link_token), now).await?;
    found
        .map(|_| ())
        .ok_or(Failure::Refused(Refusal::LinkUnusable))
}

/// Logs in the browser that opened the link, and no other. In the browser that asked,
/// the code stays good, and its hold and its form stay with it.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`link_ok`]; `Refused(Blocked)` when the clinic has
/// blocked the account.
pub async fn open_link(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<SignedIn, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = open_within(&mut work, who, link_token).await;
    work.settle(outcome).await
}

async fn open_within(
    work: &mut Work,
    who: &Visitor,
    link_token: &str,
) -> Result<SignedIn, Failure> {
    let now = work.now();
    let found = store::code::find_link(&mut **work, &token::hash(link_token), now).await?;
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
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
        typed_by: asked_by,
        browser: who.key(),
    };
    let signed_in = sign_up::sign_in(work, &proof, next).await?;
    signed_in.ok_or(Failure::Refused(Refusal::LinkUnusable))
}

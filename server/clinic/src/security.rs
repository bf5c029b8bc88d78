//! Where an account is logged in, and logging it out there.
//!
//! Neither asks again who somebody is: logging out can only take away, and whoever sees a
//! browser that isn't theirs must be able to act at once.

use domain::audit::Action;
use domain::device::Device;
use domain::id::SessionId;
use domain::limits;
use jiff::Timestamp;

use crate::authz::{AccountHolder, Clinic, Work, live_since};
use crate::failure::Failure;

/// A browser in which the account is logged in.
#[derive(Clone, Debug)]
pub struct SignedInBrowser {
    /// Its session.
    pub id: SessionId,
    /// What it is, as far as is known.
    pub device: Device,
    /// Whether it is the one that asks.
    pub here: bool,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used, to the minute or so.
    pub seen_at: Timestamp,
}

/// Every browser in which the account is logged in: the one that asks, then the others,
/// the last used first.
///
/// # Errors
/// `Unauthenticated` when this one was logged out meanwhile.
pub async fn browsers(
    clinic: &Clinic,
    who: &AccountHolder,
) -> Result<Vec<SignedInBrowser>, Failure> {
    let mut look = clinic.read(who).await?;
    let live = live_since(look.now());
    let (account, most) = (who.account_id(), limits::BROWSERS_LISTED);
    let rows = store::session::list_sessions(&mut *look, account, live, most).await?;
    let mut all: Vec<SignedInBrowser> = rows
        .into_iter()
        .map(|row| SignedInBrowser {
            id: row.id,
            device: row.device,
            here: row.id == who.session_id(),
            since: row.created_at,
            seen_at: row.seen_at,
        })
        .collect();
    all.sort_by_key(|browser| !browser.here);
    Ok(all)
}

/// Logs the account out of one of its browsers, and gives back the time that it held.
///
/// # Errors
/// `NotFound` when it isn't logged in there, or it is another account's.
pub async fn log_out_of(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: SessionId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = end(&mut work, who, browser).await;
    work.settle(outcome).await
}

async fn end(work: &mut Work, who: &AccountHolder, browser: SessionId) -> Result<(), Failure> {
    let now = work.now();
    let ended = store::session::end_session_of(work, who.account_id(), browser, now).await?;
    let visitor = ended.ok_or(Failure::NotFound)?;
    store::hold::delete_hold_of_visitor(work, &visitor).await?;
    work.record(Action::SessionEnd.as_str(), &browser.to_string(), &[])
        .await
}

/// Logs the account out everywhere but here.
///
/// # Errors
/// `Unauthenticated` when this browser was logged out meanwhile.
pub async fn log_out_others(clinic: &Clinic, who: &AccountHolder) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = end_others(&mut work, who).await;
    work.settle(outcome).await
}

async fn end_others(work: &mut Work, who: &AccountHolder) -> Result<(), Failure> {
    let (account, now) = (who.account_id(), work.now());
    store::session::end_other_sessions(work, account, who.session_id(), now).await?;
    work.record(Action::SessionEndOthers.as_str(), &account.to_string(), &[])
        .await
}

#[cfg(test)]
mod tests;

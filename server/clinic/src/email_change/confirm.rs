//! Both addresses agree, in any order; the second one makes the change.

use domain::audit::Action;
use domain::id::{CodeRequestId, SessionId};
use domain::limits;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use jiff::SignedDuration;
use store::code::Purpose;
use store::email_change::{self as rows, EmailChange, LinkAct, Side};
use store::notice::NoticeKind;

use super::{after, move_to, tell, waiting};
use crate::authz::{AccountHolder, Actor, Clinic, Visitor, Work};
use crate::codes;
use crate::failure::Failure;
use crate::token;

/// How far the change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// The other address hasn't confirmed yet.
    Waiting,
    /// The account has its new address.
    Done,
}

/// Takes the code that the new address got.
///
/// # Errors
/// As [`codes::enter`]; `NotFound` also when no change waits; `Refused(AddressTaken)` when
/// somebody made an account with the address since it was proven.
pub async fn by_code(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    request: CodeRequestId,
    typed: &str,
) -> Result<Confirmed, Failure> {
    let code = codes::parse(typed)?;
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let change = waiting(&mut work, who.account_id()).await?;
        let what = (Purpose::NewEmail, &change.new_email);
        codes::enter_for(&mut work, browser, what, request, &code).await?;
        let other = change.old_confirmed_at.is_some();
        confirm(&mut work, &change, Side::New, other, who.session_id()).await
    }
    .await;
    let confirmed = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(confirmed)
}

/// The address that the link would change to, for the page with the button.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, or never was.
pub async fn link_view(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<EmailAddress, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let hash = token::hash(link_token);
    let found = rows::find_by_link(&mut *look, &hash, LinkAct::Confirm, now).await?;
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    Ok(found.new_email)
}

/// The old address agrees, by the link in its mail.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`link_view`]; `Refused(AddressTaken)` as [`by_code`].
pub async fn by_link(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<Confirmed, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let change = linked(&mut work, link_token).await?;
        let other = change.new_confirmed_at.is_some();
        confirm(&mut work, &change, Side::Old, other, change.session).await
    }
    .await;
    let confirmed = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(confirmed)
}

/// The old address says that it didn't ask: the change ends, and so does every session of
/// the account, among them the one that asked.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`link_view`].
pub async fn refuse(clinic: &Clinic, who: &Visitor, link_token: &str) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let change = linked(&mut work, link_token).await?;
        let now = work.now();
        rows::end_open(&mut work, change.account, now).await?;
        store::session::end_sessions_of_account(&mut work, change.account, now).await?;
        work.record(
            Action::AccountEmailRefuse.as_str(),
            &change.id.to_string(),
            &[],
        )
        .await
    }
    .await;
    work.settle(outcome).await
}

/// The change of a link that works; from here on the audit names the account.
async fn linked(work: &mut Work, link_token: &str) -> Result<EmailChange, Failure> {
    let (hash, now) = (token::hash(link_token), work.now());
    let found = rows::find_by_link(&mut **work, &hash, LinkAct::Confirm, now).await?;
    let change = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    work.acts_as(Actor::Account(change.account));
    Ok(change)
}

async fn confirm(
    work: &mut Work,
    change: &EmailChange,
    side: Side,
    other_has: bool,
    stays: SessionId,
) -> Result<Confirmed, Failure> {
    let (account, now) = (change.account, work.now());
    if !other_has {
        rows::confirm(work, change.id, side, now).await?;
        work.record(
            Action::AccountEmailConfirm.as_str(),
            &change.id.to_string(),
            &[],
        )
        .await?;
        return Ok(Confirmed::Waiting);
    }
    let days = SignedDuration::from_hours(24 * limits::EMAIL_REVERT_DAYS);
    rows::complete(work, change.id, now, after(now, days)?).await?;
    let moved = move_to(work, account, &change.old_email, &change.new_email).await;
    if matches!(moved, Err(Failure::Refused(Refusal::AddressTaken))) {
        // It can't be done any more, so nothing waits for it.
        work.undo().await?;
        rows::end_open(work, account, now).await?;
    }
    moved?;
    store::session::end_other_sessions(work, account, stays, now).await?;
    for to in [&change.old_email, &change.new_email] {
        tell(work, account, to, NoticeKind::EmailChanged).await?;
    }
    work.record(
        Action::AccountEmailChange.as_str(),
        &change.id.to_string(),
        &[],
    )
    .await?;
    Ok(Confirmed::Done)
}

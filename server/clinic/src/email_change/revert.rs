//! The old address takes a change back, without logging in: whoever took the account over
//! can't keep it by that.

use domain::audit::Action;
use domain::limits;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use jiff::SignedDuration;
use store::email_change::{self as rows, EmailChange, LinkAct};
use store::notice::NoticeKind;

use super::{move_to, tell};
use crate::authz::{Actor, Clinic, Visitor, Work};
use crate::failure::Failure;
use crate::token;

/// What the page with the button shows.
#[derive(Clone, Debug)]
pub struct RevertView {
    /// The address that the account gets back.
    pub old_email: EmailAddress,
}

/// What the link would give back.
///
/// # Errors
/// `Refused(LinkUnusable)` when it was used, is too old, or never was.
pub async fn revert_view(
    clinic: &Clinic,
    who: &Visitor,
    link_token: &str,
) -> Result<RevertView, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let hash = token::hash(link_token);
    let found = rows::find_by_link(&mut *look, &hash, LinkAct::Revert, now).await?;
    let found = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    Ok(RevertView {
        old_email: found.old_email,
    })
}

/// Gives the account its old address back, takes its password away, which may be somebody
/// else's, as may a second factor that is hardly older than the change, and logs it out
/// everywhere.
///
/// # Errors
/// `Refused(LinkUnusable)` as [`revert_view`]; `Refused(AddressTaken)` when the address has
/// another account by now.
pub async fn revert(clinic: &Clinic, who: &Visitor, link_token: &str) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = revert_within(&mut work, link_token).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn revert_within(work: &mut Work, link_token: &str) -> Result<(), Failure> {
    let (hash, now) = (token::hash(link_token), work.now());
    let found = rows::find_by_link(&mut **work, &hash, LinkAct::Revert, now).await?;
    let change: EmailChange = found.ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let account = change.account;
    work.acts_as(Actor::Account(account));
    // It may have moved on since; what it has now is what it loses.
    let present = store::account::find_email(&mut **work, account).await?;
    let present = present.ok_or(Failure::fault("an email change without its account"))?;
    move_to(work, account, &present, &change.old_email).await?;
    rows::end_open(work, account, now).await?;
    rows::revert(work, account, change.id, now).await?;
    store::account_password::delete_hash(work, account).await?;
    // Whoever asked for the change may have set it up to keep the owner out, also just before
    // they asked: no session that could have done both is longer than this, and nobody who set
    // it up and logged in anew gains by that. One that is older is the owner's.
    let before = SignedDuration::from_hours(limits::SESSION_HOURS);
    store::second_factor::delete_set_up_since(work, account, change.id, before).await?;
    store::session::end_sessions_of_account(work, account, now).await?;
    for to in [&change.old_email, &present] {
        tell(work, account, to, NoticeKind::EmailReverted).await?;
    }
    work.record(
        Action::AccountEmailRevert.as_str(),
        &change.id.to_string(),
        &[],
    )
    .await
}

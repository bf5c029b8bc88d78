//! Making a link, in the moment in which its mail leaves. Only its hash stays.

use domain::id::AccountId;
use domain::limits;
use domain::person::EmailAddress;
use store::email_change::{self as rows, EmailChange, LinkAct};
use store::notice::NoticeKind;

use crate::authz::{Clinic, SystemJob, Work};
use crate::failure::Failure;

/// What a mail about a change of address says.
pub(crate) enum ChangeMail {
    /// To the address that is to go: it is asked to agree.
    Asked {
        /// The address to come.
        new_email: EmailAddress,
        /// The absolute address of the page with the buttons.
        link: String,
        /// How long it works.
        hours: i64,
    },
    /// To the address that is gone: how to take it back.
    Gone {
        /// The absolute address of the page with the button.
        link: String,
        /// How long it works.
        days: i64,
    },
    /// To the address that has come.
    Come,
    /// To both: the change was taken back.
    Reverted,
}

/// What to tell `to` about the account's change of address; none if it isn't true any more.
pub(crate) async fn mint(
    clinic: &Clinic,
    job: &SystemJob,
    kind: NoticeKind,
    (account, to): (AccountId, &EmailAddress),
) -> Result<Option<ChangeMail>, Failure> {
    let mut work = clinic.begin(job).await?;
    let outcome = mint_within(&mut work, kind, account, to).await;
    work.settle(outcome).await
}

async fn mint_within(
    work: &mut Work,
    kind: NoticeKind,
    account: AccountId,
    to: &EmailAddress,
) -> Result<Option<ChangeMail>, Failure> {
    let now = work.now();
    match kind {
        NoticeKind::EmailChangeAsked => {
            let open = rows::find_open(&mut **work, account, now).await?;
            let Some(change) = open.filter(|change| change.old_confirmed_at.is_none()) else {
                return Ok(None);
            };
            let link = link(work, &change, LinkAct::Confirm).await?;
            Ok(Some(ChangeMail::Asked {
                new_email: change.new_email,
                link,
                hours: limits::EMAIL_CHANGE_HOURS,
            }))
        }
        NoticeKind::EmailChanged => {
            let present = store::account::find_email(&mut **work, account).await?;
            if present.is_some_and(|email| email.canonical() == to.canonical()) {
                return Ok(Some(ChangeMail::Come));
            }
            let done = rows::find_revertible(&mut **work, account, to, now).await?;
            let Some(change) = done else {
                return Ok(None);
            };
            let link = link(work, &change, LinkAct::Revert).await?;
            let days = limits::EMAIL_REVERT_DAYS;
            Ok(Some(ChangeMail::Gone { link, days }))
        }
        NoticeKind::EmailReverted => Ok(Some(ChangeMail::Reverted)),
        _ => Err(Failure::fault("not a mail about a change of address")),
    }
}

async fn link(work: &mut Work, change: &EmailChange, act: LinkAct) -> Result<String, Failure> {
    let (token, now) = (work.clinic().new_token(), work.now());
    rows::insert_link(work, &token.hash(), change.id, act, now).await?;
    let page = match act {
        LinkAct::Confirm => "confirm",
        LinkAct::Revert => "revert",
    };
    let origin = work.clinic().origin();
    Ok(format!("{origin}/email/{page}/{}", token.expose()))
}

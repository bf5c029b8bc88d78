//! Changing the address by which an account is logged in to.
//!
//! Somebody who has just proved who they are asks. The new address proves itself by a code
//! that works in the browser that asked, so that an address typed wrong never takes an
//! account away; the old one agrees by a link, wherever its mail is read. Once both have,
//! the account has the new address, and for some days the old one can take that back
//! without logging in. Each step logs out every other browser and is told to the account.
//!
//! | module | what it settles |
//! |---|---|
//! | [`confirm`](mod@confirm) | both addresses agree |
//! | [`revert`](mod@revert) | the old address takes it back |
//! | [`mint`](mod@mint) | the links, made when their mail leaves |
//!
//! Whether the new address has an account already is told to its mailbox alone.

use domain::audit::Action;
use domain::id::{AccountId, CodeRequestId, EmailChangeId};
use domain::limits;
use domain::person::{EmailAddress, Invalid};
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use store::code::Purpose;
use store::email_change::{self as rows, EmailChange, NewEmailChange};
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{AccountHolder, Clinic, Recent, Visitor, Work};
use crate::codes;
use crate::failure::Failure;
use crate::log_in::NextPath;
use crate::throttle::{self, Limit};

mod confirm;
mod mint;
mod revert;

pub use confirm::{Confirmed, by_code, by_link, link_view, refuse};
pub use revert::{RevertView, revert, revert_view};

pub(crate) use mint::{ChangeMail, mint};

/// Changes that one account asks for: each is a mail to its own address.
const ASKED: Limit = Limit::per_hour("email change asked", limits::EMAIL_CHANGES_PER_HOUR);

/// A change that waits for the addresses to confirm.
#[derive(Clone, Debug)]
pub struct OpenChange {
    /// The address to come.
    pub new_email: EmailAddress,
    /// Whether the present address has agreed.
    pub old_confirmed: bool,
    /// Whether the address to come is proven.
    pub new_confirmed: bool,
    /// The request whose code this browser takes, with the time its mail left.
    pub code: Option<(CodeRequestId, Option<Timestamp>)>,
}

/// The change that waits, if one does.
///
/// # Errors
/// `Unauthenticated` when this browser was logged out meanwhile.
pub async fn open(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
) -> Result<Option<OpenChange>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let Some(change) = rows::find_open(&mut *look, who.account_id(), now).await? else {
        return Ok(None);
    };
    let email = change.new_email.canonical();
    let visitor = browser.key().0;
    let request = store::code::find_newest(&mut *look, &visitor, &email, Purpose::NewEmail).await?;
    let code = match request {
        Some(request) => Some((
            request,
            store::code::find_sent_at(&mut *look, request).await?,
        )),
        None => None,
    };
    Ok(Some(OpenChange {
        new_email: change.new_email,
        old_confirmed: change.old_confirmed_at.is_some(),
        new_confirmed: change.new_confirmed_at.is_some(),
        code,
    }))
}

/// Asks for another address; a change that waited ends. Whether the address has an account
/// makes no difference here.
///
/// # Errors
/// `Invalid("email")` with `NotAChoice` for the address that the account has;
/// `Reauthenticate`; `TooMany` as [`codes::ask`], or after too many changes in an hour.
pub async fn ask(
    clinic: &Clinic,
    who: &Recent<AccountHolder>,
    browser: &Visitor,
    new_email: EmailAddress,
) -> Result<(), Failure> {
    if new_email.canonical() == who.who().email().canonical() {
        return Err(Failure::field("email", Invalid::NotAChoice));
    }
    let mut work = clinic.begin(who).await?;
    let outcome = ask_within(&mut work, who.who(), browser, new_email).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn ask_within(
    work: &mut Work,
    who: &AccountHolder,
    browser: &Visitor,
    new_email: EmailAddress,
) -> Result<(), Failure> {
    let (account, now) = (who.account_id(), work.now());
    throttle::take(work, &ASKED, &[account.uuid().as_bytes()])
        .await?
        .or_too_many()?;
    rows::end_open(work, account, now).await?;
    let id: EmailChangeId = work.clinic().new_id();
    let change = NewEmailChange {
        id,
        account,
        old_email: who.email().clone(),
        new_email: new_email.clone(),
        session: who.session_id(),
        asked_at: now,
        expires_at: after(now, SignedDuration::from_hours(limits::EMAIL_CHANGE_HOURS))?,
    };
    rows::insert_change(work, &change).await?;
    ask_code(work, browser, new_email).await?;
    tell(work, account, who.email(), NoticeKind::EmailChangeAsked).await?;
    store::session::end_other_sessions(work, account, who.session_id(), now).await?;
    work.record(Action::AccountEmailAsk.as_str(), &id.to_string(), &[])
        .await
}

/// Mails the address to come another code, to be typed in this browser.
///
/// # Errors
/// `NotFound` when no change waits; `TooMany` as [`codes::ask`].
pub async fn ask_again(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let change = waiting(&mut work, who.account_id()).await?;
        ask_code(&mut work, browser, change.new_email).await
    }
    .await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// Gives the waiting change up. Without one nothing happens.
///
/// # Errors
/// `Unauthenticated` when this browser was logged out meanwhile.
pub async fn stop(clinic: &Clinic, who: &AccountHolder) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = stop_within(&mut work, who.account_id()).await;
    work.settle(outcome).await
}

/// Ends the account's waiting change, if there is one.
pub(crate) async fn stop_within(work: &mut Work, account: AccountId) -> Result<(), Failure> {
    let now = work.now();
    if rows::end_open(work, account, now).await? {
        work.record(Action::AccountEmailStop.as_str(), &account.to_string(), &[])
            .await?;
    }
    Ok(())
}

async fn waiting(work: &mut Work, account: AccountId) -> Result<EmailChange, Failure> {
    let now = work.now();
    let found = rows::find_open(&mut **work, account, now).await?;
    found.ok_or(Failure::NotFound)
}

async fn ask_code(work: &mut Work, browser: &Visitor, email: EmailAddress) -> Result<(), Failure> {
    let next = NextPath::parse("/me/email");
    codes::ask_for(work, browser, Purpose::NewEmail, email, &next).await?;
    Ok(())
}

/// Moves an account to an address, and with it the address at which its own patient gets
/// mail, if that is the one it leaves. Codes and links that were sent to the address it
/// leaves are of no use any more.
async fn move_to(
    work: &mut Work,
    account: AccountId,
    from: &EmailAddress,
    to: &EmailAddress,
) -> Result<(), Failure> {
    let now = work.now();
    match store::account::update_email(work, account, to, now).await {
        Ok(()) => {}
        // Somebody has made an account with it since.
        Err(store::StoreError::Conflict(_)) => return Err(Refusal::AddressTaken.into()),
        Err(error) => return Err(error.into()),
    }
    store::patient::contact::follow_email(work, account, from, to, now).await?;
    store::code::use_codes_of_address(work, &from.canonical(), now).await?;
    store::account_password::end_links(work, account, now).await?;
    Ok(())
}

/// Tells an address, at once.
async fn tell(
    work: &mut Work,
    account: AccountId,
    to: &EmailAddress,
    kind: NoticeKind,
) -> Result<(), Failure> {
    let now = work.now();
    let notice = NewNotice {
        id: work.clinic().new_id(),
        kind,
        appointment: None,
        code_request: None,
        account: Some(account),
        patient: None,
        invitation: None,
        to: to.clone(),
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &notice).await?;
    Ok(())
}

fn after(now: Timestamp, by: SignedDuration) -> Result<Timestamp, Failure> {
    now.checked_add(by)
        .map_err(|_| Failure::fault("the clock is at the end of time"))
}

#[cfg(test)]
mod tests;

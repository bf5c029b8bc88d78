//! Passwords of portal accounts. An account needs none: a code by mail always works, and
//! a password is for who likes one better.
//!
//! | module | what it settles |
//! |---|---|
//! | [`log_in`] | an address and a password sign a browser in |
//! | [`recover`] | a mailed link sets a new one |
//!
//! Each change of it ends the account's other sessions and is told to its address.

use domain::audit::Action;
use domain::id::AccountId;
use domain::person::EmailAddress;
use domain::refusal::Refusal;
use store::account_password as rows;
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{AccountHolder, Clinic, Recent, Visitor, Work};
use crate::codes::known_to;
use crate::email_change;
use crate::failure::Failure;
use crate::password::{Owner, check_new};
use crate::tries::Tries;

mod log_in;
pub mod recover;

pub use log_in::log_in;

/// A family may sit behind one network.
const TRIES: Tries = Tries::named(["account place", "account network", "account strangers"]);

/// Whether the account has a password.
///
/// # Errors
/// `Unauthenticated` when the browser was signed out meanwhile.
pub async fn has(clinic: &Clinic, who: &AccountHolder) -> Result<bool, Failure> {
    let mut look = clinic.read(who).await?;
    let found = rows::find_hash(&mut *look, who.account_id()).await?;
    Ok(found.is_some())
}

/// Sets the account's password, whether or not it had one. Other browsers are signed out
/// and the address is told; the same password again changes nothing.
///
/// # Errors
/// `Invalid("password")` with `TooShort`, `TooLong` or `TooEasy`.
pub async fn set(
    clinic: &Clinic,
    recent: &Recent<AccountHolder>,
    password: &str,
) -> Result<(), Failure> {
    let who = recent.who();
    let mut look = clinic.read(recent).await?;
    let clinic_row = store::clinic::find_clinic(&mut *look).await?;
    let mut stored = rows::find_hash(&mut *look, who.account_id()).await?;
    drop(look);
    let owner = Owner {
        full_name: who.full_name().as_str(),
        email: who.email().as_str(),
        clinic_name: clinic_row.as_ref().map(|row| row.name.as_str()),
    };
    check_new(password, &owner).map_err(|invalid| Failure::field("password", invalid))?;
    loop {
        if stored.is_some()
            && clinic
                .passwords()
                .verify(password, stored.as_deref())
                .await?
        {
            return Ok(());
        }
        let hash = clinic.passwords().hash(password, clinic.rng()).await?;
        let mut work = clinic.begin(recent).await?;
        let outcome = set_own(&mut work, who, stored.as_deref(), &hash).await;
        match work.settle(outcome).await? {
            Put::Done => break,
            // Two presses of one button: the second finds the first one's password.
            Put::Changed(now) => stored = now,
        }
    }
    clinic.wake_mail();
    Ok(())
}

enum Put {
    Done,
    /// Another hash than the one compared with stands there now.
    Changed(Option<String>),
}

async fn set_own(
    work: &mut Work,
    who: &AccountHolder,
    compared: Option<&str>,
    hash: &str,
) -> Result<Put, Failure> {
    let stored = rows::find_hash(&mut **work, who.account_id()).await?;
    if stored.as_deref() != compared {
        return Ok(Put::Changed(stored));
    }
    let now = work.now();
    set_within(work, who.account_id(), who.email(), hash).await?;
    store::session::end_other_sessions(work, who.account_id(), who.session_id(), now).await?;
    Ok(Put::Done)
}

/// Sets the password, uses up every link that could set another, ends a change of the
/// address that waits, and tells the address. The caller ends the sessions.
async fn set_within(
    work: &mut Work,
    account: AccountId,
    email: &EmailAddress,
    hash: &str,
) -> Result<(), Failure> {
    let now = work.now();
    rows::put_hash(work, account, hash, now).await?;
    rows::end_links(work, account, now).await?;
    // Whoever got in before may have asked for it, to have the account by their address.
    email_change::stop_within(work, account).await?;
    tell(work, account, email, NoticeKind::PasswordChanged).await?;
    work.record(
        Action::AccountPasswordSet.as_str(),
        &account.to_string(),
        &[],
    )
    .await
}

/// Takes the password away: from now on the account logs in by code alone. Other browsers
/// are signed out and the address is told. Without a password nothing happens.
///
/// # Errors
/// Those of the store.
pub async fn remove(clinic: &Clinic, recent: &Recent<AccountHolder>) -> Result<(), Failure> {
    let mut work = clinic.begin(recent).await?;
    let outcome = remove_within(&mut work, recent.who()).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn remove_within(work: &mut Work, who: &AccountHolder) -> Result<(), Failure> {
    let (account, now) = (who.account_id(), work.now());
    if !rows::delete_hash(work, account).await? {
        return Ok(());
    }
    store::session::end_other_sessions(work, account, who.session_id(), now).await?;
    email_change::stop_within(work, account).await?;
    tell(work, account, who.email(), NoticeKind::PasswordRemoved).await?;
    work.record(
        Action::AccountPasswordRemoved.as_str(),
        &account.to_string(),
        &[],
    )
    .await
}

/// Asks somebody who is signed in for their password again. Tries are counted as those of
/// a log-in are; a stored hash that costs too little by now is made anew.
///
/// # Errors
/// `Refused(PasswordWrong)`, also for an account without a password; `TooMany` when tries
/// come too fast.
pub async fn check(
    clinic: &Clinic,
    who: &AccountHolder,
    browser: &Visitor,
    password: &str,
) -> Result<(), Failure> {
    let email = who.email().canonical();
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let known = known_to(&mut work, browser, &email).await?;
        let count = TRIES.admit(&mut work, browser, &email, known).await?;
        let stored = rows::find_hash(&mut *work, who.account_id()).await?;
        Ok((count, stored))
    }
    .await;
    let (count, stored) = work.settle(outcome).await?;
    let right = clinic
        .passwords()
        .verify(password, stored.as_deref())
        .await?;
    let stronger = match &stored {
        Some(stored) if right => stronger(clinic, stored, password).await?,
        _ => None,
    };
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        if !right {
            let account = who.account_id().to_string();
            work.record(Action::AccountPasswordRefused.as_str(), &account, &[])
                .await?;
            return Ok(());
        }
        if let (Some(old), Some(new)) = (&stored, &stronger) {
            rows::replace_hash(&mut work, who.account_id(), old, new).await?;
        }
        TRIES.succeed(&mut work, browser, &email, count).await
    }
    .await;
    work.settle(outcome).await?;
    if right {
        Ok(())
    } else {
        Err(Failure::Refused(Refusal::PasswordWrong))
    }
}

/// A new hash of the same password, if the stored one costs too little by now.
async fn stronger(
    clinic: &Clinic,
    stored: &str,
    password: &str,
) -> Result<Option<String>, Failure> {
    if !clinic.passwords().needs_rehash(stored) {
        return Ok(None);
    }
    Ok(Some(clinic.passwords().hash(password, clinic.rng()).await?))
}

/// Tells the account's address, at once.
async fn tell(
    work: &mut Work,
    account: AccountId,
    email: &EmailAddress,
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
        to: email.clone(),
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &notice).await?;
    Ok(())
}

#[cfg(test)]
mod tests;

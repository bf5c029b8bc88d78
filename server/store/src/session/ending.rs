//! Signing out: one browser, all of them, or all but one.

use domain::id::{AccountId, SessionId};
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::second_factor::Owner;
use crate::second_factor::half::delete_halves_of;
use crate::{StoreError, Tx};

// Index: primary key.
pub(super) const END: &str = "UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL \
     RETURNING visitor_hash";

/// Signs a browser out, and answers which one it was; none if it was out already.
///
/// # Errors
/// Those of the database.
pub async fn end_session(
    tx: &mut Tx,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<[u8; 32]>, StoreError> {
    let hash: Option<Vec<u8>> = on_db!(
        tx,
        query_scalar(END)
            .bind(Id(session))
            .bind(At(now))
            .fetch_optional
    )?;
    hash.map(visitor_hash).transpose()
}

// Index: primary key.
pub(super) const END_OF: &str = "UPDATE session SET ended_at = $3 \
     WHERE id = $1 AND account_id = $2 AND ended_at IS NULL RETURNING visitor_hash";

/// Signs an account out of one of its browsers, and answers which one it was; none if it
/// was out already, or it is another account's.
///
/// # Errors
/// Those of the database.
pub async fn end_session_of(
    tx: &mut Tx,
    account: AccountId,
    session: SessionId,
    now: Timestamp,
) -> Result<Option<[u8; 32]>, StoreError> {
    let hash: Option<Vec<u8>> = on_db!(
        tx,
        query_scalar(END_OF)
            .bind(Id(session))
            .bind(Id(account))
            .bind(At(now))
            .fetch_optional
    )?;
    hash.map(visitor_hash).transpose()
}

fn visitor_hash(stored: Vec<u8>) -> Result<[u8; 32], StoreError> {
    stored
        .try_into()
        .map_err(|_| crate::column::corrupt("session", "visitor_hash"))
}

// Index: session_visitor.
pub(super) const END_OF_VISITOR: &str =
    "UPDATE session SET ended_at = $2 WHERE visitor_hash = $1 AND ended_at IS NULL";

/// Signs out whoever is signed in at this browser.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions_of_visitor(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_OF_VISITOR)
            .bind(visitor_hash.as_slice())
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: session_account.
pub(super) const END_OF_ACCOUNT: &str =
    "UPDATE session SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";

/// Signs an account out of every browser, and ends every log-in to it that is half done.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions_of_account(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_OF_ACCOUNT)
            .bind(Id(account))
            .bind(At(now))
            .execute
    )?;
    delete_halves_of(tx, Owner::Account(account)).await
}

// Index: session_account.
pub(super) const END_OTHERS: &str = "UPDATE session SET ended_at = $3 \
     WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL";

/// Signs an account out of every browser but this one, and ends every log-in to it that is
/// half done.
///
/// # Errors
/// Those of the database.
pub async fn end_other_sessions(
    tx: &mut Tx,
    account: AccountId,
    but: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_OTHERS)
            .bind(Id(account))
            .bind(Id(but))
            .bind(At(now))
            .execute
    )?;
    delete_halves_of(tx, Owner::Account(account)).await
}

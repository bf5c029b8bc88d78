//! Log-ins whose first factor was right and that wait for the second.

use domain::id::{AccountId, StaffId};
use jiff::Timestamp;
use sqlx::FromRow;

use super::Owner;
use crate::column::{At, Id, corrupt};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A log-in that is half done.
#[derive(Clone, Debug)]
pub struct HalfLogIn {
    /// The hash of the token in its cookie.
    pub token_hash: [u8; 32],
    /// The browser.
    pub visitor_hash: [u8; 32],
    /// Who is logging in.
    pub owner: Owner,
    /// Where they go on.
    pub next_path: String,
    /// Wrong tries so far.
    pub tries: i64,
    /// When the first factor was shown.
    pub created_at: Timestamp,
    /// From then on it is over.
    pub expires_at: Timestamp,
}

const INSERT: &str = "INSERT INTO half_log_in (token_hash, visitor_hash, owner_id, account_id, \
     staff_id, next_path, tries, created_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

/// Notes that somebody has shown the first factor.
///
/// # Errors
/// Those of the database.
pub async fn insert_half(tx: &mut Tx, new: &HalfLogIn) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(new.token_hash.as_slice())
            .bind(new.visitor_hash.as_slice())
            .bind(new.owner.uuid())
            .bind(new.owner.account())
            .bind(new.owner.staff())
            .bind(new.next_path.as_str())
            .bind(new.tries)
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct HalfRow {
    account_id: Option<Id<AccountId>>,
    staff_id: Option<Id<StaffId>>,
    next_path: String,
    tries: i64,
    created_at: At,
    expires_at: At,
}

// Index: primary key.
const FIND: &str = "SELECT account_id, staff_id, next_path, tries, created_at, expires_at \
     FROM half_log_in WHERE token_hash = $1 AND visitor_hash = $2";

/// The half log-in with this token in this browser, over or not.
///
/// # Errors
/// Those of the database.
pub async fn find_half(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    visitor_hash: &[u8; 32],
) -> Result<Option<HalfLogIn>, StoreError> {
    let row: Option<HalfRow> = on_db!(
        db,
        query_as(FIND)
            .bind(token_hash.as_slice())
            .bind(visitor_hash.as_slice())
            .fetch_optional
    )?;
    row.map(|row| {
        let owner = Owner::read(row.account_id, row.staff_id);
        Ok(HalfLogIn {
            token_hash: *token_hash,
            visitor_hash: *visitor_hash,
            owner: owner.ok_or_else(|| corrupt("half_log_in", "owner_id"))?,
            next_path: row.next_path,
            tries: row.tries,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    })
    .transpose()
}

// Index: primary key.
const COUNT_TRY: &str = "UPDATE half_log_in SET tries = tries + 1 WHERE token_hash = $1";

/// Counts a wrong try.
///
/// # Errors
/// `Conflict` past the most that there may be.
pub async fn count_try(tx: &mut Tx, token_hash: &[u8; 32]) -> Result<(), StoreError> {
    on_db!(tx, query(COUNT_TRY).bind(token_hash.as_slice()).execute)?;
    Ok(())
}

// Index: half_log_in_visitor.
const DELETE_AT: &str =
    "DELETE FROM half_log_in WHERE visitor_hash = $1 AND (account_id IS NULL) = $2";

/// Forgets the half log-ins of one browser at the same door as `owner`'s: of accounts, or
/// of staff.
///
/// # Errors
/// Those of the database.
pub async fn delete_halves_at(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    owner: Owner,
) -> Result<(), StoreError> {
    let staff = i64::from(owner.account().is_none());
    on_db!(
        tx,
        query(DELETE_AT)
            .bind(visitor_hash.as_slice())
            .bind(staff)
            .execute
    )?;
    Ok(())
}

// Index: half_log_in_owner.
const DELETE_OF: &str = "DELETE FROM half_log_in WHERE owner_id = $1";

/// Forgets everybody's half log-ins to an account, or as a member of staff.
///
/// # Errors
/// Those of the database.
pub async fn delete_halves_of(tx: &mut Tx, owner: Owner) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE_OF).bind(owner.uuid()).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FIND, COUNT_TRY, DELETE_AT, DELETE_OF];

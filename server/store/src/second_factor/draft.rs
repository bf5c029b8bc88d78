//! Secrets that are shown to be scanned, and count once a code of theirs was typed.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Owner, Secret};
use crate::column::At;
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A secret to be shown.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// The session, or the half log-in, that sees it.
    pub seat_hash: [u8; 32],
    /// Whose it becomes.
    pub owner: Owner,
    /// The secret.
    pub secret: Secret,
    /// Now.
    pub created_at: Timestamp,
    /// From then on it can't become anything.
    pub expires_at: Timestamp,
}

const PUT: &str = "INSERT INTO second_factor_draft (seat_hash, owner_id, account_id, staff_id, \
     secret, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (seat_hash) DO UPDATE SET owner_id = excluded.owner_id, \
     account_id = excluded.account_id, staff_id = excluded.staff_id, secret = excluded.secret, \
     created_at = excluded.created_at, expires_at = excluded.expires_at";

/// Keeps a secret for its seat, in place of an earlier one.
///
/// # Errors
/// Those of the database.
pub async fn put_draft(tx: &mut Tx, new: &NewDraft) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(PUT)
            .bind(new.seat_hash.as_slice())
            .bind(new.owner.uuid())
            .bind(new.owner.account())
            .bind(new.owner.staff())
            .bind(new.secret.0.as_slice())
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct DraftRow {
    secret: Vec<u8>,
}

// Index: primary key.
const FIND: &str = "SELECT secret FROM second_factor_draft \
     WHERE seat_hash = $1 AND owner_id = $2 AND expires_at > $3";

/// The secret that is shown at a seat to this owner, if one still is.
///
/// # Errors
/// Those of the database.
pub async fn find_draft(
    db: &mut impl Reads,
    seat_hash: &[u8; 32],
    owner: Owner,
    now: Timestamp,
) -> Result<Option<Secret>, StoreError> {
    let row: Option<DraftRow> = on_db!(
        db,
        query_as(FIND)
            .bind(seat_hash.as_slice())
            .bind(owner.uuid())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(|row| Secret::read("second_factor_draft", row.secret))
        .transpose()
}

// Index: second_factor_draft_owner.
const DELETE: &str = "DELETE FROM second_factor_draft WHERE owner_id = $1";

/// Forgets every secret that is shown to somebody, wherever.
///
/// # Errors
/// Those of the database.
pub async fn delete_drafts(tx: &mut Tx, owner: Owner) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE).bind(owner.uuid()).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[PUT, FIND, DELETE];

//! Links that set a password, mailed to the account's own address.

use domain::id::AccountId;
use jiff::Timestamp;

use super::{Owner, OwnerRow};
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A link to be written.
#[derive(Clone, Debug)]
pub struct NewRecoveryLink {
    /// The hash of its token.
    pub token_hash: [u8; 32],
    /// Whose password it sets.
    pub account: AccountId,
    /// Where it goes, in the canonical form: it works while that is the account's address.
    pub email_canonical: String,
    /// Now.
    pub created_at: Timestamp,
    /// From then on it doesn't work.
    pub expires_at: Timestamp,
}

const INSERT: &str = "INSERT INTO recovery_link (token_hash, account_id, email_canonical, \
     created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";

/// Writes a link in place of the account's earlier one.
///
/// # Errors
/// Those of the database.
pub async fn replace_link(tx: &mut Tx, new: &NewRecoveryLink) -> Result<(), StoreError> {
    end_links(tx, new.account, new.created_at).await?;
    on_db!(
        tx,
        query(INSERT)
            .bind(new.token_hash.as_slice())
            .bind(Id(new.account))
            .bind(new.email_canonical.as_str())
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

// Indexes: primary keys. An address that is no longer the account's is nobody's proof.
const FIND: &str = "SELECT account.id, account.full_name, account.email FROM recovery_link \
     JOIN account ON account.id = recovery_link.account_id \
     WHERE recovery_link.token_hash = $1 AND recovery_link.ended_at IS NULL \
     AND recovery_link.expires_at > $2 \
     AND account.email_canonical = recovery_link.email_canonical";

/// Whose password this link sets, if it still works.
///
/// # Errors
/// Those of the database.
pub async fn find_link(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Owner>, StoreError> {
    let row: Option<OwnerRow> = on_db!(
        db,
        query_as(FIND)
            .bind(token_hash.as_slice())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(OwnerRow::owner).transpose()
}

// Index: recovery_link_open.
const END: &str =
    "UPDATE recovery_link SET ended_at = $2 WHERE account_id = $1 AND ended_at IS NULL";

/// Uses up every link of an account.
///
/// # Errors
/// Those of the database.
pub async fn end_links(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, query(END).bind(Id(account)).bind(At(now)).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[INSERT, FIND, END];

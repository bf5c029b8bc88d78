//! Passwords of portal accounts, as hashes, and the mailed links that set them.
//!
//! What a password must be like, and how it is hashed and compared, is not here.

use domain::id::AccountId;
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod link;

pub use link::{NewRecoveryLink, end_links, find_link, replace_link};

/// What logging in needs to know of an account.
#[derive(Clone)]
pub struct Credentials {
    /// Which account.
    pub id: AccountId,
    /// The hash of its password; none if it has none.
    pub password_hash: Option<String>,
}

/// Only the id: a hash is worth guessing at.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct CredentialsRow {
    id: Id<AccountId>,
    hash: Option<String>,
}

// Indexes: account_email, primary key of account_password.
const FIND_CREDENTIALS: &str = "SELECT account.id, account_password.hash FROM account \
     LEFT JOIN account_password ON account_password.account_id = account.id \
     WHERE account.email_canonical = $1";

/// The account with this address, in its canonical form.
///
/// # Errors
/// Those of the database.
pub async fn find_credentials(
    db: &mut impl Reads,
    email_canonical: &str,
) -> Result<Option<Credentials>, StoreError> {
    let row: Option<CredentialsRow> = on_db!(
        db,
        query_as(FIND_CREDENTIALS)
            .bind(email_canonical)
            .fetch_optional
    )?;
    Ok(row.map(|row| Credentials {
        id: row.id.0,
        password_hash: row.hash,
    }))
}

// Index: primary key.
const FIND_HASH: &str = "SELECT hash FROM account_password WHERE account_id = $1";

/// The hash of an account's password; none if it has none.
///
/// # Errors
/// Those of the database.
pub async fn find_hash(
    db: &mut impl Reads,
    account: AccountId,
) -> Result<Option<String>, StoreError> {
    on_db!(db, query_scalar(FIND_HASH).bind(Id(account)).fetch_optional)
}

/// Whom a new password must not be guessed from.
#[derive(Clone)]
pub struct Owner {
    /// Which account.
    pub id: AccountId,
    /// Its holder's name.
    pub full_name: PersonName,
    /// Its address.
    pub email: EmailAddress,
}

/// Only the id.
impl std::fmt::Debug for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owner")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct OwnerRow {
    id: Id<AccountId>,
    full_name: String,
    email: String,
}

impl OwnerRow {
    fn owner(self) -> Result<Owner, StoreError> {
        Ok(Owner {
            id: self.id.0,
            full_name: name("account", "full_name", &self.full_name)?,
            email: email("account", "email", &self.email)?,
        })
    }
}

// Index: primary key.
const PUT: &str = "INSERT INTO account_password (account_id, hash, set_at) VALUES ($1, $2, $3) \
     ON CONFLICT (account_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at";

/// Sets an account's password, whether or not it had one.
///
/// # Errors
/// Those of the database.
pub async fn put_hash(
    tx: &mut Tx,
    account: AccountId,
    hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(PUT)
            .bind(Id(account))
            .bind(hash)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: primary key. The old hash stands in the condition, so that a password that was
// changed meanwhile is never put back.
const REPLACE: &str = "UPDATE account_password SET hash = $3 WHERE account_id = $1 AND hash = $2";

/// Puts a stronger hash of the same password in place of the old one.
///
/// # Errors
/// Those of the database.
pub async fn replace_hash(
    tx: &mut Tx,
    account: AccountId,
    old_hash: &str,
    new_hash: &str,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(REPLACE)
            .bind(Id(account))
            .bind(old_hash)
            .bind(new_hash)
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const DELETE: &str = "DELETE FROM account_password WHERE account_id = $1";

/// Takes an account's password away; says whether it had one.
///
/// # Errors
/// Those of the database.
pub async fn delete_hash(tx: &mut Tx, account: AccountId) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(DELETE).bind(Id(account)).execute)?;
    Ok(done.rows_affected() == 1)
}

/// Every statement about passwords.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND_CREDENTIALS, FIND_HASH, PUT, REPLACE, DELETE];

/// Every statement about the links.
#[cfg(test)]
pub(crate) const LINK_STATEMENTS: &[&str] = link::STATEMENTS;

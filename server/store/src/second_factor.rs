//! Second factors: the secret of an authenticator app, with recovery codes beside it.
//!
//! | module | what it settles |
//! |---|---|
//! | [`draft`] | a secret that is shown before it counts |
//! | [`half`] | log-ins that wait for the second factor |
//! | [`policy`] | the roles that need one |
//!
//! How a code is made of a secret, and compared, is not here.

use domain::id::{AccountId, EmailChangeId, StaffId};
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;
use uuid::Uuid;

use crate::column::{At, Id, corrupt};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub mod draft;
pub mod half;
pub mod policy;

/// Whose a second factor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// A portal account's.
    Account(AccountId),
    /// A member of staff's.
    Staff(StaffId),
}

impl Owner {
    /// The id of whoever it is.
    #[must_use]
    pub fn uuid(self) -> Uuid {
        match self {
            Self::Account(id) => id.uuid(),
            Self::Staff(id) => id.uuid(),
        }
    }

    fn account(self) -> Option<Id<AccountId>> {
        match self {
            Self::Account(id) => Some(Id(id)),
            Self::Staff(_) => None,
        }
    }

    fn staff(self) -> Option<Id<StaffId>> {
        match self {
            Self::Account(_) => None,
            Self::Staff(id) => Some(Id(id)),
        }
    }

    fn read(account: Option<Id<AccountId>>, staff: Option<Id<StaffId>>) -> Option<Self> {
        match (account, staff) {
            (Some(account), None) => Some(Self::Account(account.0)),
            (None, Some(staff)) => Some(Self::Staff(staff.0)),
            _ => None,
        }
    }
}

/// The bytes that an authenticator app and we share.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 20]);

/// Nothing of it.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

impl Secret {
    fn read(table: &'static str, stored: Vec<u8>) -> Result<Self, StoreError> {
        let bytes = stored.try_into().map_err(|_| corrupt(table, "secret"))?;
        Ok(Self(bytes))
    }
}

/// A second factor that counts.
#[derive(Clone, Debug)]
pub struct Factor {
    /// What its codes are made of.
    pub secret: Secret,
    /// The newest step of time whose code was taken.
    pub last_step: i64,
    /// Since when it counts.
    pub set_up_at: Timestamp,
    /// Recovery codes that are still good.
    pub codes_left: i64,
}

#[derive(FromRow)]
struct FactorRow {
    secret: Vec<u8>,
    last_step: i64,
    set_up_at: At,
    codes_left: i64,
}

// Indexes: primary keys of second_factor and recovery_code.
const FIND: &str = "SELECT secret, last_step, set_up_at, (SELECT COUNT(*) FROM recovery_code \
     WHERE recovery_code.owner_id = second_factor.owner_id AND used_at IS NULL) AS codes_left \
     FROM second_factor WHERE owner_id = $1";

/// Somebody's second factor, if they have one.
///
/// # Errors
/// Those of the database.
pub async fn find_factor(db: &mut impl Reads, owner: Owner) -> Result<Option<Factor>, StoreError> {
    let row: Option<FactorRow> = on_db!(db, query_as(FIND).bind(owner.uuid()).fetch_optional)?;
    row.map(|row| {
        Ok(Factor {
            secret: Secret::read("second_factor", row.secret)?,
            last_step: row.last_step,
            set_up_at: row.set_up_at.0,
            codes_left: row.codes_left,
        })
    })
    .transpose()
}

const INSERT: &str = "INSERT INTO second_factor (owner_id, account_id, staff_id, secret, \
     last_step, set_up_at) VALUES ($1, $2, $3, $4, $5, $6)";

/// Gives somebody a second factor; the code of `step` has shown that their app has it.
///
/// # Errors
/// `Conflict` if they have one.
pub async fn insert_factor(
    tx: &mut Tx,
    owner: Owner,
    secret: Secret,
    step: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(owner.uuid())
            .bind(owner.account())
            .bind(owner.staff())
            .bind(secret.0.as_slice())
            .bind(step)
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: primary key. Only ever forward.
const TAKE_STEP: &str =
    "UPDATE second_factor SET last_step = $2 WHERE owner_id = $1 AND last_step < $2";

/// Takes the code of a step of time; says whether it could still be taken.
///
/// # Errors
/// Those of the database.
pub async fn take_step(tx: &mut Tx, owner: Owner, step: i64) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(TAKE_STEP).bind(owner.uuid()).bind(step).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key. The recovery codes go with it.
const DELETE: &str = "DELETE FROM second_factor WHERE owner_id = $1";

/// Takes somebody's second factor away, with its recovery codes; says whether they had one.
///
/// # Errors
/// Those of the database.
pub async fn delete_factor(tx: &mut Tx, owner: Owner) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(DELETE).bind(owner.uuid()).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key; primary key of email_change.
const DELETE_SINCE: &str = "DELETE FROM second_factor WHERE owner_id = $1 \
     AND set_up_at >= (SELECT asked_at FROM email_change WHERE id = $2) - $3";

/// Takes an account's second factor away that was set up after a change of its address was
/// asked for, or at most so long before; says whether there was one.
///
/// # Errors
/// Those of the database.
pub async fn delete_set_up_since(
    tx: &mut Tx,
    account: AccountId,
    change: EmailChangeId,
    before: SignedDuration,
) -> Result<bool, StoreError> {
    // Instants are stored in milliseconds; a duration of ours fits by far.
    let before_ms = i64::try_from(before.as_millis()).unwrap_or(i64::MAX);
    let done = on_db!(
        tx,
        query(DELETE_SINCE)
            .bind(Id(account))
            .bind(Id(change))
            .bind(before_ms)
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const DELETE_CODES: &str = "DELETE FROM recovery_code WHERE owner_id = $1";
const INSERT_CODE: &str =
    "INSERT INTO recovery_code (owner_id, number, code_hash) VALUES ($1, $2, $3)";

/// Puts a new set of recovery codes in place of all earlier ones.
///
/// # Errors
/// `Conflict` when two are the same, or there is no factor.
pub async fn replace_codes(
    tx: &mut Tx,
    owner: Owner,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE_CODES).bind(owner.uuid()).execute)?;
    for (number, hash) in (1_i64..).zip(hashes) {
        on_db!(
            tx,
            query(INSERT_CODE)
                .bind(owner.uuid())
                .bind(number)
                .bind(hash.as_slice())
                .execute
        )?;
    }
    Ok(())
}

#[derive(FromRow)]
struct CodeRow {
    number: i64,
    code_hash: Vec<u8>,
}

// Index: primary key.
const LIST_CODES: &str =
    "SELECT number, code_hash FROM recovery_code WHERE owner_id = $1 AND used_at IS NULL";

/// The recovery codes that are still good, each by its number.
///
/// # Errors
/// Those of the database.
pub async fn list_codes(
    db: &mut impl Reads,
    owner: Owner,
) -> Result<Vec<(i64, [u8; 32])>, StoreError> {
    let rows: Vec<CodeRow> = on_db!(db, query_as(LIST_CODES).bind(owner.uuid()).fetch_all)?;
    rows.into_iter()
        .map(|row| {
            let hash = row.code_hash.try_into();
            Ok((
                row.number,
                hash.map_err(|_| corrupt("recovery_code", "code_hash"))?,
            ))
        })
        .collect()
}

// Index: primary key.
const USE_CODE: &str = "UPDATE recovery_code SET used_at = $3 \
     WHERE owner_id = $1 AND number = $2 AND used_at IS NULL";

/// Uses a recovery code up; says whether it was still good.
///
/// # Errors
/// Those of the database.
pub async fn use_code(
    tx: &mut Tx,
    owner: Owner,
    number: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(USE_CODE)
            .bind(owner.uuid())
            .bind(number)
            .bind(At(now))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// Every statement about the factors themselves.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    INSERT,
    TAKE_STEP,
    DELETE,
    DELETE_SINCE,
    DELETE_CODES,
    INSERT_CODE,
    LIST_CODES,
    USE_CODE,
];

//! Who acts for the patient of an invitation already, and who did.

use domain::id::{AccountId, PatientId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::access::{Held, HeldRow, held_columns, held_patient};
use crate::column::{At, Id, email};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// Somebody who may act for a patient, or waits to.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Their access.
    pub held: Held,
    /// Their account.
    pub account: AccountId,
    /// Where they get mail.
    pub email: EmailAddress,
    /// Whether they can log in.
    pub here: bool,
}

#[derive(FromRow)]
struct HolderRow {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    email: String,
    disabled_at: Option<At>,
}

// Indexes: access_patient, primary keys.
pub(super) const LIST_HOLDERS: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", account.id AS account_id, account.email, account.disabled_at FROM access JOIN ",
    held_patient!(),
    " JOIN account ON account.id = access.account_id \
     WHERE access.patient_id = $1 AND access.ended_at IS NULL ORDER BY access.id"
);

/// Everybody with a live access to the patient.
///
/// # Errors
/// Those of the database.
pub async fn list_holders(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<Holder>, StoreError> {
    let rows: Vec<HolderRow> = on_db!(db, query_as(LIST_HOLDERS).bind(Id(patient)).fetch_all)?;
    let read = |row: HolderRow| {
        let Some(held) = row.held.held()? else {
            return Ok(None);
        };
        Ok(Some(Holder {
            held,
            account: row.account_id.0,
            email: email("account", "email", &row.email)?,
            here: row.disabled_at.is_none(),
        }))
    };
    rows.into_iter()
        .filter_map(|row| read(row).transpose())
        .collect()
}

// Index: access_account.
pub(super) const FIND_ENDED: &str = "SELECT MAX(ended_at) AS ended_at, \
     MAX(CASE WHEN ended_by = 'safeguarding' THEN 1 ELSE 0 END) AS shut_out FROM access \
     WHERE account_id = $1 AND patient_id = $2 \
     AND ended_by IN ('staff', 'patient', 'guardian', 'safeguarding', 'blocked')";

/// What others did about what an account could do for a patient.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// When it was last ended by somebody else than its holder.
    pub last_at: Option<Timestamp>,
    /// Whether a safeguarding stop ended one.
    pub shut_out: bool,
}

#[derive(FromRow)]
struct RemovedRow {
    ended_at: Option<At>,
    shut_out: Option<i64>,
}

/// Whether others ended what the account could do for the patient, and when.
///
/// # Errors
/// Those of the database.
pub async fn find_removed(
    db: &mut impl Reads,
    account: AccountId,
    patient: PatientId,
) -> Result<Removed, StoreError> {
    let row: RemovedRow = on_db!(
        db,
        query_as(FIND_ENDED)
            .bind(Id(account))
            .bind(Id(patient))
            .fetch_one
    )?;
    Ok(Removed {
        last_at: row.ended_at.map(|at| at.0),
        shut_out: row.shut_out == Some(1),
    })
}

// Index: access_open_self_account.
pub(super) const FIND_OWN: &str = "SELECT patient_id FROM access WHERE account_id = $1 \
     AND relation = 'self' AND ended_at IS NULL";

/// The patient whose own the account is, be they here or not.
///
/// # Errors
/// Those of the database.
pub async fn find_own(
    db: &mut impl Reads,
    account: AccountId,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> =
        on_db!(db, query_scalar(FIND_OWN).bind(Id(account)).fetch_optional)?;
    Ok(found.map(|id| id.0))
}

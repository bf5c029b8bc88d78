//! How many holds there are: what bears on whether there may be one more.

use domain::id::{AccountId, HoldId, PatientId, ServiceId};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Hold, HoldRow, hold_columns};
use crate::appointment::{AheadCounts, Sight, ahead_columns};
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError};

// Index: hold_address.
pub(super) const COUNT_ANONYMOUS: &str = "SELECT COUNT(*), MIN(expires_at) FROM hold \
     WHERE address_hash = $1 AND expires_at > $2 AND patient_id IS NULL AND visitor_hash <> $3";

/// How many live holds of nobody yet known came from an address, those of `visitor`
/// left out, and when the first of them ends.
///
/// # Errors
/// Those of the database.
pub async fn count_anonymous(
    reads: &mut impl Reads,
    address: &[u8],
    visitor: &[u8],
    now: Timestamp,
) -> Result<(i64, Option<Timestamp>), StoreError> {
    let (count, ends): (i64, Option<At>) = on_db!(
        reads,
        query_as(COUNT_ANONYMOUS)
            .bind(address)
            .bind(At(now))
            .bind(visitor)
            .fetch_one
    )?;
    Ok((count, ends.map(|at| at.0)))
}

// Index: hold_patient.
pub(super) const COUNT_OF_PATIENT: &str = "SELECT COUNT(*), MIN(expires_at) FROM hold \
     WHERE patient_id = $1 AND expires_at > $2 AND visitor_hash <> $3";

/// How many live holds are for a patient, those of `visitor` left out, and when the
/// first of them ends.
///
/// # Errors
/// Those of the database.
pub async fn count_of_patient(
    reads: &mut impl Reads,
    patient: PatientId,
    visitor: &[u8],
    now: Timestamp,
) -> Result<(i64, Option<Timestamp>), StoreError> {
    let (count, ends): (i64, Option<At>) = on_db!(
        reads,
        query_as(COUNT_OF_PATIENT)
            .bind(Id(patient))
            .bind(At(now))
            .bind(visitor)
            .fetch_one
    )?;
    Ok((count, ends.map(|at| at.0)))
}

/// What bears on a signed-in visitor's next hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing {
    /// The visitor's hold, alive or ended.
    pub earlier: Option<Hold>,
    /// The patient that it is for: the one who was asked for, or the account's own.
    pub patient: Option<PatientId>,
    /// How many live holds other visitors have for that patient.
    pub others: i64,
    /// When the first of those ends.
    pub first_ends_at: Option<Timestamp>,
    /// What is ahead of that patient and the account already.
    pub ahead: AheadCounts,
}

// Index: access_open, access_open_self_account, hold_visitor, hold_patient, those of what is ahead.
pub(crate) const STANDING: &str = concat!(
    "SELECT ",
    hold_columns!(),
    ", own.patient_id AS own_patient_id, \
     (SELECT COUNT(*) FROM hold AS other WHERE other.patient_id = own.patient_id \
     AND other.expires_at > $3 AND other.visitor_hash <> $1) AS others, \
     (SELECT MIN(other.expires_at) FROM hold AS other WHERE other.patient_id = own.patient_id \
     AND other.expires_at > $3 AND other.visitor_hash <> $1) AS first_ends_at, ",
    ahead_columns!("own.patient_id", "account.id", "$4", "$3", "$6"),
    " FROM account LEFT JOIN access AS own ON own.account_id = account.id \
     AND own.ended_at IS NULL AND own.suspended_at IS NULL \
     AND (own.patient_id = $5 OR ($5 IS NULL AND own.relation = 'self')) \
     LEFT JOIN hold ON hold.visitor_hash = $1 AND hold.position = 0 WHERE account.id = $2"
);

/// Reads at once what bears on the next hold, of this service, of a visitor who is signed
/// in: for the patient of `sight`, else for the account's own.
///
/// # Errors
/// Those of the database.
pub async fn find_standing(
    reads: &mut impl Reads,
    visitor: &[u8],
    account: AccountId,
    sight: Option<Sight>,
    service: ServiceId,
    now: Timestamp,
) -> Result<Standing, StoreError> {
    use sqlx::Row as _;
    let row: Option<sqlx::sqlite::SqliteRow> = on_db!(
        reads,
        query(STANDING)
            .bind(visitor)
            .bind(Id(account))
            .bind(At(now))
            .bind(Id(service))
            .bind(sight.map(|sight| Id(sight.patient)))
            .bind(sight.map_or(1, Sight::flag))
            .fetch_optional
    )?;
    let Some(row) = row else {
        return Ok(Standing::default());
    };
    let read = || -> Result<Standing, sqlx::Error> {
        let held: Option<Id<HoldId>> = row.try_get("hold_id")?;
        let own: Option<Id<PatientId>> = row.try_get("own_patient_id")?;
        let ends: Option<At> = row.try_get("first_ends_at")?;
        let earlier = held.map(|_| HoldRow::from_row(&row)).transpose()?;
        Ok(Standing {
            earlier: earlier.map(Hold::from),
            patient: own.map(|id| id.0),
            others: row.try_get("others")?,
            first_ends_at: ends.map(|at| at.0),
            ahead: AheadCounts::from_row(&row)?,
        })
    };
    read().map_err(|error| StoreError::from(error).read_in(module_path!()))
}

//! Accesses that nobody has used for long.
//!
//! `used_at` says when an access is known to have been used last, and else when it was given,
//! confirmed or kept. What its holder did or saw since stands in the audit: an access counts as
//! used by every event of its holder's account about its patient, and by nothing else.

use std::fmt;

use domain::id::{AccessId, AccountId, PatientId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::{Held, HeldRow, held_columns, held_patient};
use crate::column::{At, Id, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

// Index: none, the table has one row.
pub(super) const FIND_MONTHS: &str = "SELECT unused_months FROM clinic WHERE id = 1";

/// After how many months without use staff are asked; none before the clinic is set up.
///
/// # Errors
/// Those of the database.
pub async fn find_unused_months(reads: &mut impl Reads) -> Result<Option<u8>, StoreError> {
    let months: Option<i64> = on_db!(reads, query_scalar(FIND_MONTHS).fetch_optional)?;
    months
        .map(|months| u8::try_from(months).map_err(|_| corrupt("clinic", "unused_months")))
        .transpose()
}

/// A guardian's access that may not have been used for long.
#[derive(Clone)]
pub struct Quiet {
    /// The access.
    pub held: Held,
    /// Whose it is.
    pub account: AccountId,
    /// Their name.
    pub holder: PersonName,
    /// For whom: their name.
    pub full_name: PersonName,
    /// When it is known to have been used last, or else given, confirmed or kept.
    pub used_at: Timestamp,
}

/// Without the names.
impl fmt::Debug for Quiet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quiet")
            .field("access", &self.held.id)
            .field("used_at", &self.used_at)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct QuietRow {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    holder: String,
    full_name: String,
    used_at: At,
}

/// What makes an access one of them: a guardian's, live, of somebody who can log in, for
/// somebody who is here.
macro_rules! quiet {
    ($select:expr, $end:literal) => {
        concat!(
            "SELECT ",
            $select,
            " FROM access CROSS JOIN ",
            held_patient!(),
            " JOIN account AS holder ON holder.id = access.account_id \
             AND holder.disabled_at IS NULL \
             WHERE access.relation = 'guardian' AND access.ended_at IS NULL ",
            $end
        )
    };
}

// Indexes: access_unused; primary keys, safeguarding_stop_open.
pub(super) const LIST: &str = quiet!(
    concat!(
        held_columns!(),
        ", access.account_id, holder.full_name AS holder, patient.full_name, access.used_at"
    ),
    "AND (access.used_at, access.id) > ($1, $2) AND access.used_at < $3 \
     ORDER BY access.used_at, access.id LIMIT $4"
);

/// Where the next ones begin: after this one.
pub type After = Option<(Timestamp, AccessId)>;

/// Accesses that aren't known to have been used since `before`, the longest unused first.
///
/// # Errors
/// Those of the database.
pub async fn list_quiet(
    reads: &mut impl Reads,
    after: After,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Quiet>, StoreError> {
    let none = (Timestamp::MIN, AccessId::from_stored(Uuid::nil()));
    let (at, id) = after.unwrap_or(none);
    let rows: Vec<QuietRow> = on_db!(
        reads,
        query_as(LIST)
            .bind(At(at))
            .bind(Id(id))
            .bind(At(before))
            .bind(limit)
            .fetch_all
    )?;
    let read = |row: QuietRow| {
        let Some(held) = row.held.held()? else {
            return Ok(None);
        };
        Ok(Some(Quiet {
            held,
            account: row.account_id.0,
            holder: name("account", "full_name", &row.holder)?,
            full_name: name("patient", "full_name", &row.full_name)?,
            used_at: row.used_at.0,
        }))
    };
    rows.into_iter()
        .filter_map(|row| read(row).transpose())
        .collect()
}

// Indexes: access_unused, up to the LIMIT; primary keys, safeguarding_stop_open.
pub(super) const COUNT: &str = quiet!("access.id", "AND access.used_at < $1 LIMIT $2");

/// How many there are, no more than `most`.
///
/// # Errors
/// Those of the database.
pub async fn count_quiet(
    reads: &mut impl Reads,
    before: Timestamp,
    most: i64,
) -> Result<i64, StoreError> {
    let found: Vec<Id<AccessId>> = on_db!(
        reads,
        query_scalar(COUNT).bind(At(before)).bind(most).fetch_all
    )?;
    Ok(i64::try_from(found.len()).unwrap_or(most))
}

// Indexes: audit_patient_actor, from behind; primary key of audit; up to the LIMIT.
pub(super) const FIND_USE: &str = "SELECT audit.at FROM audit_patient \
     JOIN audit ON audit.seq = audit_patient.seq WHERE audit_patient.patient_id = $1 \
     AND audit_patient.actor_id = $2 AND audit.actor_kind = 'account' \
     ORDER BY audit_patient.seq DESC LIMIT 1";

/// When an account last did or saw something of a patient.
///
/// # Errors
/// Those of the database.
pub async fn find_last_use(
    reads: &mut impl Reads,
    account: AccountId,
    patient: PatientId,
) -> Result<Option<Timestamp>, StoreError> {
    let at: Option<At> = on_db!(
        reads,
        query_scalar(FIND_USE)
            .bind(Id(patient))
            .bind(Id(account))
            .fetch_optional
    )?;
    Ok(at.map(|at| at.0))
}

// Index: primary key.
pub(super) const UPDATE: &str =
    "UPDATE access SET used_at = $2 WHERE id = $1 AND ended_at IS NULL AND used_at < $2";

/// Writes down that it was used then, or kept. False of one that has ended, or was used since.
///
/// # Errors
/// Those of the database.
pub async fn update_used(tx: &mut Tx, access: AccessId, at: Timestamp) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(UPDATE).bind(Id(access)).bind(At(at)).execute)?;
    Ok(done.rows_affected() == 1)
}

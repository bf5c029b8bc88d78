//! Pairs of profiles that are different people, however alike they look.

use std::fmt;

use domain::id::{MergeId, PatientId, StaffId};
use domain::person::PersonName;
use jiff::Timestamp;

use crate::column::{At, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A pair, seen from one of the two.
#[derive(Clone)]
pub struct DifferentFrom {
    /// The other one.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// Since when that is known.
    pub since: Timestamp,
    /// Who said so.
    pub by: PersonName,
    /// Whether a merge was taken back for it.
    pub of_merge: Option<MergeId>,
}

/// Only ids: all else is about people.
impl fmt::Debug for DifferentFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DifferentFrom")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

/// In the one order in which a pair stands.
fn ordered(a: PatientId, b: PatientId) -> (PatientId, PatientId) {
    if a < b { (a, b) } else { (b, a) }
}

// Index: primary key.
const IS: &str = "SELECT COUNT(*) FROM not_the_same \
     WHERE left_id = $1 AND right_id = $2 AND removed_at IS NULL";

/// Whether somebody said that they are different people.
///
/// # Errors
/// Those of the database.
pub async fn is_different(
    db: &mut impl Reads,
    a: PatientId,
    b: PatientId,
) -> Result<bool, StoreError> {
    let (left, right) = ordered(a, b);
    let found: i64 = on_db!(
        db,
        query_scalar(IS).bind(Id(left)).bind(Id(right)).fetch_one
    )?;
    Ok(found > 0)
}

// Index: primary key. What is marked stays as it was marked.
const MARK: &str = "INSERT INTO not_the_same (left_id, right_id, since, marked_by, merge_id) \
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (left_id, right_id) DO UPDATE SET \
     since = excluded.since, marked_by = excluded.marked_by, merge_id = excluded.merge_id, \
     removed_at = NULL, removed_by = NULL WHERE not_the_same.removed_at IS NOT NULL";

/// From now on they are known to be different people. False if they were.
///
/// # Errors
/// Those of the database; the schema refuses a profile that differs from itself.
pub async fn mark_different(
    tx: &mut Tx,
    (a, b): (PatientId, PatientId),
    by: StaffId,
    of_merge: Option<MergeId>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (left, right) = ordered(a, b);
    let done = on_db!(
        tx,
        query(MARK)
            .bind(Id(left))
            .bind(Id(right))
            .bind(At(now))
            .bind(Id(by))
            .bind(of_merge.map(Id))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const FORGET: &str = "UPDATE not_the_same SET removed_at = $3, removed_by = $4 \
     WHERE left_id = $1 AND right_id = $2 AND removed_at IS NULL";

/// They may be one person after all. False if nobody had said otherwise.
///
/// # Errors
/// Those of the database.
pub async fn forget_different(
    tx: &mut Tx,
    (a, b): (PatientId, PatientId),
    by: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (left, right) = ordered(a, b);
    let done = on_db!(
        tx,
        query(FORGET)
            .bind(Id(left))
            .bind(Id(right))
            .bind(At(now))
            .bind(Id(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Indexes: primary key; not_the_same_right.
const LIST: &str = "SELECT patient.id, patient.full_name, mark.since, staff.full_name AS by_name, \
     mark.merge_id FROM (SELECT right_id AS other_id, since, marked_by, merge_id \
     FROM not_the_same AS of_left WHERE left_id = $1 AND removed_at IS NULL \
     UNION ALL SELECT left_id AS other_id, since, marked_by, merge_id \
     FROM not_the_same AS of_right WHERE right_id = $1 AND removed_at IS NULL) AS mark \
     JOIN patient ON patient.id = mark.other_id JOIN staff ON staff.id = mark.marked_by \
     ORDER BY mark.since DESC, patient.id LIMIT $2";

/// Who is known to be somebody else than this patient, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn list_different(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<DifferentFrom>, StoreError> {
    type Row = (Id<PatientId>, String, At, String, Option<Id<MergeId>>);
    let found: Vec<Row> = on_db!(db, query_as(LIST).bind(Id(patient)).bind(limit).fetch_all)?;
    let each = found.into_iter().map(|(id, stored, since, by, merge)| {
        Ok(DifferentFrom {
            patient: id.0,
            full_name: name("patient", "full_name", &stored)?,
            since: since.0,
            by: name("staff", "full_name", &by)?,
            of_merge: merge.map(|id| id.0),
        })
    });
    each.collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[IS, MARK, FORGET, LIST];

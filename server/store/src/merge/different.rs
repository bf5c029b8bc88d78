//! Pairs of profiles that are different people, however alike they look. What is said of a
//! profile holds for every profile that it is part of, and is kept where it was said: a merge
//! that is taken back leaves it there.

use std::fmt;

use domain::id::{MergeId, PatientId, StaffId};
use domain::person::PersonName;
use jiff::Timestamp;

use crate::column::{At, Id, name};
use crate::db::on_db;
use crate::patient::merged::{find_survivor, list_parts};
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

/// A profile and all that is part of it.
async fn made_of(db: &mut impl Reads, patient: PatientId) -> Result<Vec<PatientId>, StoreError> {
    let mut all = list_parts(db, patient).await?;
    all.push(patient);
    Ok(all)
}

/// Every pair of what two profiles are made of.
async fn pairs(
    db: &mut impl Reads,
    a: PatientId,
    b: PatientId,
) -> Result<Vec<(PatientId, PatientId)>, StoreError> {
    let (ones, others) = (made_of(db, a).await?, made_of(db, b).await?);
    let pairs = ones
        .iter()
        .flat_map(|one| others.iter().map(|other| ordered(*one, *other)));
    Ok(pairs.collect())
}

/// Whether somebody said that they, or what they are made of, are different people.
///
/// # Errors
/// Those of the database.
pub async fn is_different(
    db: &mut impl Reads,
    a: PatientId,
    b: PatientId,
) -> Result<bool, StoreError> {
    for (left, right) in pairs(db, a, b).await? {
        let found: i64 = on_db!(
            db,
            query_scalar(IS).bind(Id(left)).bind(Id(right)).fetch_one
        )?;
        if found > 0 {
            return Ok(true);
        }
    }
    Ok(false)
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
    crate::duplicate::drop_pair(tx, (left, right)).await?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const FORGET: &str = "UPDATE not_the_same SET removed_at = $3, removed_by = $4 \
     WHERE left_id = $1 AND right_id = $2 AND removed_at IS NULL";

/// They, and what they are made of, may be one person after all. False if nobody had said
/// otherwise.
///
/// # Errors
/// Those of the database.
pub async fn forget_different(
    tx: &mut Tx,
    (a, b): (PatientId, PatientId),
    by: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut any = false;
    for (left, right) in pairs(tx, a, b).await? {
        let done = on_db!(
            tx,
            query(FORGET)
                .bind(Id(left))
                .bind(Id(right))
                .bind(At(now))
                .bind(Id(by))
                .execute
        )?;
        any |= done.rows_affected() == 1;
    }
    crate::duplicate::ask_again(tx, a).await?;
    Ok(any)
}

// Indexes: primary key; not_the_same_right.
const LIST: &str = "SELECT patient.id, patient.full_name, mark.since, staff.full_name AS by_name, \
     mark.merge_id FROM (SELECT right_id AS other_id, since, marked_by, merge_id \
     FROM not_the_same AS of_left WHERE left_id = $1 AND removed_at IS NULL \
     UNION ALL SELECT left_id AS other_id, since, marked_by, merge_id \
     FROM not_the_same AS of_right WHERE right_id = $1 AND removed_at IS NULL) AS mark \
     JOIN patient ON patient.id = mark.other_id JOIN staff ON staff.id = mark.marked_by \
     ORDER BY mark.since DESC, patient.id LIMIT $2";

/// Who is known to be somebody else than this patient, the newest first, each once: the
/// profiles that stand by now for those of whom it was said.
///
/// # Errors
/// Those of the database.
pub async fn list_different(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<DifferentFrom>, StoreError> {
    type Row = (Id<PatientId>, String, At, String, Option<Id<MergeId>>);
    let mut found: Vec<Row> = Vec::new();
    for part in made_of(db, patient).await? {
        let of_part: Vec<Row> = on_db!(db, query_as(LIST).bind(Id(part)).bind(limit).fetch_all)?;
        found.extend(of_part);
    }
    found.sort_by_key(|(id, _, since, ..)| (std::cmp::Reverse(since.0), id.0));
    let mut all: Vec<DifferentFrom> = Vec::new();
    for (id, mut stored, since, by, merge) in found {
        let stands = find_survivor(db, id.0).await?.unwrap_or(id.0);
        if stands == patient || all.iter().any(|other| other.patient == stands) {
            continue;
        }
        if stands != id.0 {
            stored = on_db!(db, query_scalar(NAME).bind(Id(stands)).fetch_one)?;
        }
        all.push(DifferentFrom {
            patient: stands,
            full_name: name("patient", "full_name", &stored)?,
            since: since.0,
            by: name("staff", "full_name", &by)?,
            of_merge: merge.map(|id| id.0),
        });
    }
    all.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(all)
}

// Index: primary key.
const NAME: &str = "SELECT full_name FROM patient WHERE id = $1";

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[IS, MARK, FORGET, LIST, NAME];

//! Merges that were made, and what each changed.

use std::collections::BTreeMap;
use std::fmt;

use domain::id::{MergeId, PatientId, StaffId};
use domain::merge::undo::{Change, Merged, RowRef, Rows, Slot, Table};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;
use uuid::Uuid;

use super::{NewMerge, rows};
use crate::column::{At, Id, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A merge that was made.
#[derive(Clone)]
pub struct MergeRow {
    /// Which.
    pub id: MergeId,
    /// Its place among all of them.
    pub number: i64,
    /// The profile that went on.
    pub survivor: PatientId,
    /// What its chart says its name is.
    pub survivor_name: PersonName,
    /// The profile that became part of it.
    pub absorbed: PatientId,
    /// What its chart says its name is.
    pub absorbed_name: PersonName,
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: StaffId,
    /// Their name.
    pub by_name: PersonName,
    /// Why, if that was said.
    pub reason: Option<String>,
    /// When it was undone and by whom, if it was.
    pub undone: Option<(Timestamp, PersonName)>,
}

/// Only ids: all else is about people.
impl fmt::Debug for MergeRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MergeRow")
            .field("id", &self.id)
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

// Index: the unique one of number, backwards.
const LAST: &str = "SELECT number FROM merge_record ORDER BY number DESC LIMIT 1";
const INSERT: &str = "INSERT INTO merge_record (id, number, survivor_id, absorbed_id, made_at, \
     made_by, reason, version, survivor_before, absorbed_before, choices) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const INSERT_CHANGE: &str = "INSERT INTO merge_change (merge_id, place, slot, row_id, old, new) \
     VALUES ($1, $2, $3, $4, $5, $6)";

pub(super) async fn insert(
    tx: &mut Tx,
    new: &NewMerge<'_>,
    changes: &[Change],
) -> Result<(), StoreError> {
    let last: Option<i64> = on_db!(tx, query_scalar(LAST).fetch_optional)?;
    let choices: BTreeMap<&str, &str> = new
        .decision
        .chosen
        .iter()
        .map(|(field, chosen)| (field.as_str(), chosen.as_str()))
        .collect();
    let choices = serde_json::to_string(&choices).map_err(|_| StoreError::Fault { code: 0 })?;
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(last.unwrap_or(0) + 1)
            .bind(Id(new.pair.survivor.side.patient))
            .bind(Id(new.pair.absorbed.side.patient))
            .bind(At(new.at))
            .bind(Id(new.by))
            .bind(new.decision.reason.as_deref())
            .bind(new.version)
            .bind(new.pair.survivor.json()?)
            .bind(new.pair.absorbed.json()?)
            .bind(choices)
            .execute
    )?;
    let json = |values: &[Option<String>]| {
        serde_json::to_string(values).map_err(|_| StoreError::Fault { code: 0 })
    };
    for (place, change) in (0_i64..).zip(changes) {
        let row = Uuid::try_parse(&change.row.id).map_err(|_| corrupt("merge_change", "row_id"))?;
        on_db!(
            tx,
            query(INSERT_CHANGE)
                .bind(Id(new.id))
                .bind(place)
                .bind(change.slot.as_str())
                .bind(row)
                .bind(json(&change.old)?)
                .bind(json(&change.new)?)
                .execute
        )?;
    }
    Ok(())
}

#[derive(FromRow)]
struct RecordRow {
    id: Id<MergeId>,
    number: i64,
    survivor_id: Id<PatientId>,
    survivor_name: String,
    absorbed_id: Id<PatientId>,
    absorbed_name: String,
    made_at: At,
    made_by: Id<StaffId>,
    made_by_name: String,
    reason: Option<String>,
    undone_at: Option<At>,
    undone_by_name: Option<String>,
}

impl RecordRow {
    fn read(self) -> Result<MergeRow, StoreError> {
        let undone_by = self
            .undone_by_name
            .map(|stored| name("staff", "full_name", &stored))
            .transpose()?;
        Ok(MergeRow {
            id: self.id.0,
            number: self.number,
            survivor: self.survivor_id.0,
            survivor_name: name("patient", "full_name", &self.survivor_name)?,
            absorbed: self.absorbed_id.0,
            absorbed_name: name("patient", "full_name", &self.absorbed_name)?,
            at: self.made_at.0,
            by: self.made_by.0,
            by_name: name("staff", "full_name", &self.made_by_name)?,
            reason: self.reason,
            undone: self.undone_at.map(|at| at.0).zip(undone_by),
        })
    }
}

macro_rules! records {
    ($which:literal) => {
        concat!(
            "SELECT merge_record.id, merge_record.number, merge_record.survivor_id, \
             survivor.full_name AS survivor_name, merge_record.absorbed_id, \
             absorbed.full_name AS absorbed_name, merge_record.made_at, merge_record.made_by, \
             maker.full_name AS made_by_name, merge_record.reason, merge_record.undone_at, \
             undoer.full_name AS undone_by_name FROM merge_record \
             JOIN patient AS survivor ON survivor.id = merge_record.survivor_id \
             JOIN patient AS absorbed ON absorbed.id = merge_record.absorbed_id \
             JOIN staff AS maker ON maker.id = merge_record.made_by \
             LEFT JOIN staff AS undoer ON undoer.id = merge_record.undone_by WHERE ",
            $which
        )
    };
}

// Index: primary key.
const FIND: &str = records!("merge_record.id = $1");
// Index: the unique one of number, backwards from the given one.
const LIST: &str = records!("merge_record.number < $1 ORDER BY merge_record.number DESC LIMIT $2");
// Indexes: merge_record_survivor, merge_record_absorbed.
const OF_PATIENT: &str = records!(
    "merge_record.id IN (SELECT one.id FROM merge_record AS one WHERE one.survivor_id = $1 \
     UNION ALL SELECT two.id FROM merge_record AS two WHERE two.absorbed_id = $1) \
     ORDER BY merge_record.number DESC LIMIT $2"
);
// Indexes: merge_record_survivor, merge_record_absorbed.
const LATER: &str = records!(
    "merge_record.undone_at IS NULL AND merge_record.id IN \
     (SELECT one.id FROM merge_record AS one WHERE one.survivor_id = $1 AND one.number > $2 \
     UNION ALL SELECT two.id FROM merge_record AS two WHERE two.absorbed_id = $1 \
     AND two.number > $2) ORDER BY merge_record.number"
);

/// The merge with this id.
///
/// # Errors
/// Those of the database.
pub async fn find_merge(db: &mut impl Reads, id: MergeId) -> Result<Option<MergeRow>, StoreError> {
    let row: Option<RecordRow> = on_db!(db, query_as(FIND).bind(Id(id)).fetch_optional)?;
    row.map(RecordRow::read).transpose()
}

// Indexes: patient_merged, merge_record_survivor.
const STANDS: &str = "WITH RECURSIVE way (at) AS (SELECT patient.id FROM patient \
     WHERE patient.id = $1 UNION SELECT patient.id FROM way \
     JOIN patient ON patient.merged_into = way.at) \
     SELECT EXISTS (SELECT 1 FROM merge_record \
     WHERE merge_record.survivor_id IN (SELECT way.at FROM way) \
     AND merge_record.made_at = $2 AND merge_record.undone_at IS NULL)";

/// Whether a merge stands that was made at this instant into the profile, or into one that is
/// part of it by now.
///
/// # Errors
/// Those of the database.
pub async fn stands(
    db: &mut impl Reads,
    survivor: PatientId,
    made_at: Timestamp,
) -> Result<bool, StoreError> {
    on_db!(
        db,
        query_scalar(STANDS)
            .bind(Id(survivor))
            .bind(At(made_at))
            .fetch_one
    )
}

/// The newest merges before the one with this number.
///
/// # Errors
/// Those of the database.
pub async fn list_merges(
    db: &mut impl Reads,
    before: i64,
    limit: i64,
) -> Result<Vec<MergeRow>, StoreError> {
    let found: Vec<RecordRow> = on_db!(db, query_as(LIST).bind(before).bind(limit).fetch_all)?;
    found.into_iter().map(RecordRow::read).collect()
}

/// The merges that a profile was part of, on either side, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn list_of_patient(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<MergeRow>, StoreError> {
    let found: Vec<RecordRow> = on_db!(
        db,
        query_as(OF_PATIENT).bind(Id(patient)).bind(limit).fetch_all
    )?;
    found.into_iter().map(RecordRow::read).collect()
}

/// Later merges of the survivor, on either side, that stand; the oldest first.
pub(super) async fn list_later(
    db: &mut impl Reads,
    of: &MergeRow,
) -> Result<Vec<MergeRow>, StoreError> {
    let found: Vec<RecordRow> = on_db!(
        db,
        query_as(LATER)
            .bind(Id(of.survivor))
            .bind(of.number)
            .fetch_all
    )?;
    found.into_iter().map(RecordRow::read).collect()
}

// Index: primary key.
const BEFORE: &str = "SELECT survivor_before, absorbed_before FROM merge_record WHERE id = $1";
// Index: primary key.
const CHANGES: &str =
    "SELECT slot, row_id, old, new FROM merge_change WHERE merge_id = $1 ORDER BY place";

/// The rows of both as they were: the survivor's, the absorbed one's.
///
/// # Errors
/// Those of the database.
pub(super) async fn find_before(
    db: &mut impl Reads,
    id: MergeId,
) -> Result<(Rows, Rows), StoreError> {
    let (survivor, absorbed): (String, String) =
        on_db!(db, query_as(BEFORE).bind(Id(id)).fetch_one)?;
    Ok((rows::from_json(&survivor)?, rows::from_json(&absorbed)?))
}

/// What a merge changed, with the rows as it left them.
pub(super) async fn find_merged(db: &mut impl Reads, of: &MergeRow) -> Result<Merged, StoreError> {
    let found: Vec<(String, Uuid, String, String)> =
        on_db!(db, query_as(CHANGES).bind(Id(of.id)).fetch_all)?;
    let (survivor, absorbed) = find_before(db, of.id).await?;
    let mut left = survivor;
    left.extend(absorbed);
    let before = left.keys().cloned().collect();
    let values =
        |text: &str| serde_json::from_str(text).map_err(|_| corrupt("merge_change", "old"));
    let mut changes = Vec::with_capacity(found.len());
    for (slot, row, old, new) in found {
        let slot = Slot::parse(&slot).ok_or_else(|| corrupt("merge_change", "slot"))?;
        let row = RowRef {
            table: slot.table(),
            id: row.hyphenated().to_string(),
        };
        let (old, new): (Vec<Option<String>>, Vec<Option<String>>) = (values(&old)?, values(&new)?);
        if is_kept_whole(row.table) {
            let found = left.entry(row.clone()).or_default();
            for (column, new) in slot.columns().iter().zip(&new) {
                found.insert((*column).to_owned(), new.clone());
            }
        }
        changes.push(Change {
            row,
            slot,
            old,
            new,
        });
    }
    Ok(Merged {
        survivor: of.survivor.to_string(),
        absorbed: of.absorbed.to_string(),
        changes,
        before,
        left,
    })
}

/// Whether the record of a merge has all of the table's rows.
fn is_kept_whole(table: Table) -> bool {
    rows::WHOLE.iter().any(|(whole, _, _)| *whole == table)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LAST,
    INSERT,
    INSERT_CHANGE,
    FIND,
    STANDS,
    LIST,
    OF_PATIENT,
    LATER,
    BEFORE,
    CHANGES,
];

//! Taking a merge back, as rows: everything that the rules ask, and writing what they say.

use std::collections::BTreeSet;

use domain::id::{MergeId, PatientId, SafeguardingStopId, StaffId};
use domain::merge::undo::{Merged, Restored, RowRef, Rows, Slot, Table};
use jiff::Timestamp;

use super::{MergeRow, patient_of, place, record, rows};
use crate::column::{At, Id, corrupt};
use crate::db::on_db;
use crate::patient::merged::{put_charts, touch};
use crate::{Reads, StoreError, Tx};

/// A merge with everything that a split asks.
#[derive(Debug)]
pub struct Standing {
    /// What it changed.
    pub merged: Merged,
    /// The rows that it changed, and all of the survivor's, as they are now; and by which other
    /// access an account is somebody's own whose own access the merge ended.
    pub now: Rows,
    /// What later merges brought to the survivor.
    pub later: BTreeSet<RowRef>,
    /// A hash of all of that: a page that was made of something else is out of date.
    pub version: String,
    /// The first later merge that has to be undone before.
    pub outer: Option<MergeId>,
}

/// Everything that a split of this merge asks.
///
/// # Errors
/// Those of the database.
pub async fn load_standing(db: &mut impl Reads, row: &MergeRow) -> Result<Standing, StoreError> {
    let merged = record::find_merged(db, row).await?;
    let mut now = Rows::new();
    for patient in [row.survivor, row.absorbed] {
        now.extend(rows::of_patient(db, patient).await?);
    }
    for change in &merged.changes {
        if !now.contains_key(&change.row)
            && let Some(found) = place::find(db, change.slot, &change.row.id).await?
        {
            now.insert(change.row.clone(), found);
        }
    }
    for account in own_again(&merged, &now) {
        now.extend(rows::find_own(db, &account).await?);
    }
    let (mut later, mut outer) = (BTreeSet::new(), None);
    for other in record::list_later(db, row).await? {
        let theirs = record::find_merged(db, &other).await?;
        if outer.is_none() && domain::merge::undo::depends(&theirs, &merged) {
            outer = Some(other.id);
        }
        let brought = theirs.changes.into_iter();
        later.extend(
            brought
                .filter(|change| change.slot.says_whose())
                .map(|change| change.row),
        );
    }
    let version = rows::hash(&[&rows::to_json(&rows::steady(&now))?]);
    Ok(Standing {
        merged,
        now,
        later,
        version,
        outer,
    })
}

/// Accounts whose own access the merge ended: they may have become somebody else's own since.
fn own_again(merged: &Merged, now: &Rows) -> BTreeSet<String> {
    let ended = merged
        .changes
        .iter()
        .filter(|change| change.slot == Slot::AccessEnded);
    let rows = ended.filter_map(|change| now.get(&change.row));
    let own = rows.filter(|row| row.get("relation") == Some(&Some(String::from("self"))));
    own.filter_map(|row| row.get("account_id").cloned().flatten())
        .collect()
}

/// A split to be done.
#[derive(Debug)]
pub struct Undo<'a> {
    /// The merge.
    pub row: &'a MergeRow,
    /// Everything that was asked about it.
    pub standing: &'a Standing,
    /// What the rules say.
    pub restored: &'a Restored,
    /// The ids of stops that the absorbed profile gets, in their order.
    pub stops: &'a [SafeguardingStopId],
    /// Who splits.
    pub by: StaffId,
    /// Now.
    pub at: Timestamp,
}

/// Makes two profiles of one: puts back what the rules say, in their order. False if somebody
/// else did meanwhile.
///
/// # Errors
/// Those of the database; `Conflict` if something that goes back can't stand where it was.
pub async fn undo(tx: &mut Tx, undo: &Undo<'_>) -> Result<bool, StoreError> {
    let Undo {
        row,
        standing,
        restored,
        by,
        at,
        ..
    } = *undo;
    let done = on_db!(
        tx,
        query(UNDONE)
            .bind(Id(row.id))
            .bind(At(at))
            .bind(Id(by))
            .execute
    )?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    for shut in &restored.suspend {
        let since = [Some(at.as_millisecond().to_string())];
        place::put(tx, Slot::AccessSuspended, &shut.id, &since).await?;
    }
    for given in &restored.give {
        let slot = Slot::whose_in(given.table).ok_or(StoreError::Fault { code: 0 })?;
        let to = [Some(row.absorbed.to_string())];
        place::put(tx, slot, &given.id, &to).await?;
    }
    let mut of_charts = Vec::new();
    for place in &restored.changes {
        let change = standing
            .merged
            .changes
            .get(*place)
            .ok_or(StoreError::Fault { code: 0 })?;
        if change.row.table == Table::Patient {
            let patient = patient_of(&change.row)?;
            of_charts.push((patient, change.slot, change.old.clone()));
        } else if change.old != change.new {
            place::put(tx, change.slot, &change.row.id, &change.old).await?;
        }
    }
    for (stop, id) in restored.stops.iter().zip(undo.stops) {
        copy_stop(tx, stop, *id, row.absorbed).await?;
    }
    put_charts(tx, [row.survivor, row.absorbed], &of_charts).await?;
    if restored.touches {
        touch(tx, row.survivor, at).await?;
    }
    mails_follow(tx, row, at).await?;
    Ok(true)
}

// Index: primary key; safeguarding_stop_open.
const COPY_STOP: &str = "INSERT INTO safeguarding_stop (id, patient_id, set_at, set_by, reason, \
     lifted_at, lifted_by) SELECT $2, $3, stop.set_at, stop.set_by, stop.reason, stop.lifted_at, \
     stop.lifted_by FROM safeguarding_stop AS stop WHERE stop.id = $1 \
     AND (stop.lifted_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM safeguarding_stop AS theirs \
     WHERE theirs.patient_id = $3 AND theirs.lifted_at IS NULL))";

/// The absorbed profile has the stop from now on, too; unless one of its own stands.
async fn copy_stop(
    tx: &mut Tx,
    stop: &RowRef,
    id: SafeguardingStopId,
    absorbed: PatientId,
) -> Result<(), StoreError> {
    let stop: SafeguardingStopId = stop
        .id
        .parse()
        .map_err(|_| corrupt("safeguarding_stop", "id"))?;
    on_db!(
        tx,
        query(COPY_STOP)
            .bind(Id(stop))
            .bind(Id(id))
            .bind(Id(absorbed))
            .execute
    )?;
    Ok(())
}

// Indexes: appointment_patient, notice_appointment; invitation_patient, notice_invitation.
const VISITS_MAILS: &str = "UPDATE notice SET patient_id = $1 WHERE patient_id = $2 \
     AND appointment_id IN (SELECT visit.id FROM appointment AS visit WHERE visit.patient_id = $1)";
const INVITATIONS_MAILS: &str = "UPDATE notice SET patient_id = $1 WHERE patient_id = $2 \
     AND invitation_id IN (SELECT asked.id FROM invitation AS asked WHERE asked.patient_id = $1)";
// Indexes: access_patient, warning_once_last_day.
const WARNINGS: &str = "UPDATE warning SET patient_id = $1 WHERE patient_id = $2 \
     AND access_id IS NOT NULL AND access_id IN (SELECT held.id FROM access AS held WHERE held.patient_id = $1)";
// Indexes: appointment_patient, notice_appointment; primary key of patient.
const DROP_TO_OTHER: &str = "UPDATE notice SET state = 'dropped', done_at = $2 \
     WHERE state = 'waiting' AND account_id IS NULL AND created_at >= $3 AND appointment_id IN \
     (SELECT visit.id FROM appointment AS visit WHERE visit.patient_id = $1) \
     AND to_address <> COALESCE((SELECT patient.email FROM patient WHERE patient.id = $1), '')";

// Indexes: access_patient, notice_account.
const DROP_NEWS: &str = "UPDATE notice SET state = 'dropped', done_at = $3 \
     WHERE state = 'waiting' AND kind IN ('portal_detached', 'portal_taken_over', 'profile_joined') \
     AND patient_id = $1 AND created_at >= $4 AND account_id IN \
     (SELECT held.account_id FROM access AS held WHERE held.patient_id = $1 \
     OR held.patient_id = $2)";

/// Mails go with what they are about, also those of after the merge; and what waits for an
/// address that stands in the other one's chart now isn't sent, nor what tells of the merge.
async fn mails_follow(tx: &mut Tx, row: &MergeRow, at: Timestamp) -> Result<(), StoreError> {
    let both = [(row.survivor, row.absorbed), (row.absorbed, row.survivor)];
    for (whose, other) in both {
        for sql in [VISITS_MAILS, INVITATIONS_MAILS, WARNINGS] {
            on_db!(tx, query(sql).bind(Id(whose)).bind(Id(other)).execute)?;
        }
        on_db!(
            tx,
            query(DROP_TO_OTHER)
                .bind(Id(whose))
                .bind(At(at))
                .bind(At(row.at))
                .execute
        )?;
    }
    on_db!(
        tx,
        query(DROP_NEWS)
            .bind(Id(row.survivor))
            .bind(Id(row.absorbed))
            .bind(At(at))
            .bind(At(row.at))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const UNDONE: &str = "UPDATE merge_record SET undone_at = $2, undone_by = $3 \
     WHERE id = $1 AND undone_at IS NULL";

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    COPY_STOP,
    VISITS_MAILS,
    INVITATIONS_MAILS,
    WARNINGS,
    DROP_TO_OTHER,
    DROP_NEWS,
    UNDONE,
];

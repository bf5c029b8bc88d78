//! Safeguarding stops: while one stands, nobody acts for a patient but the patient.

use domain::access::EndedBy;
use domain::id::{AccountId, InvitationId, PatientId, SafeguardingStopId, StaffId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A stop that stands, or stood.
#[derive(Clone, Debug)]
pub struct Stop {
    /// Which.
    pub id: SafeguardingStopId,
    /// Since when.
    pub set_at: Timestamp,
    /// Who set it.
    pub set_by: PersonName,
    /// Why, if that was said; for staff alone.
    pub reason: Option<String>,
    /// When it was lifted and by whom, if it was.
    pub lifted: Option<(Timestamp, PersonName)>,
}

#[derive(FromRow)]
struct Row {
    id: Id<SafeguardingStopId>,
    set_at: At,
    set_by: String,
    reason: Option<String>,
    lifted_at: Option<At>,
    lifted_by: Option<String>,
}

// Indexes: safeguarding_stop_patient, primary key of staff.
const LIST: &str = "SELECT stop.id, stop.set_at, setter.full_name AS set_by, stop.reason, \
     stop.lifted_at, lifter.full_name AS lifted_by FROM safeguarding_stop AS stop \
     JOIN staff AS setter ON setter.id = stop.set_by \
     LEFT JOIN staff AS lifter ON lifter.id = stop.lifted_by \
     WHERE stop.patient_id = $1 ORDER BY stop.set_at DESC, stop.id LIMIT $2";

/// The stops of a patient, the newest first, at most `limit`. Only the newest can stand.
///
/// # Errors
/// Those of the database.
pub async fn list_stops(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Stop>, StoreError> {
    let rows: Vec<Row> = on_db!(db, query_as(LIST).bind(Id(patient)).bind(limit).fetch_all)?;
    let stop = |row: Row| {
        let lifted_by = row
            .lifted_by
            .map(|stored| name("staff", "full_name", &stored))
            .transpose()?;
        Ok(Stop {
            id: row.id.0,
            set_at: row.set_at.0,
            set_by: name("staff", "full_name", &row.set_by)?,
            reason: row.reason,
            lifted: row.lifted_at.map(|at| at.0).zip(lifted_by),
        })
    };
    rows.into_iter().map(stop).collect()
}

// Index: safeguarding_stop_open.
const COUNT_OPEN: &str = "SELECT COUNT(*) FROM safeguarding_stop \
     WHERE patient_id = $1 AND lifted_at IS NULL";

/// Whether a stop stands.
///
/// # Errors
/// Those of the database.
pub async fn is_stopped(db: &mut impl Reads, patient: PatientId) -> Result<bool, StoreError> {
    let open: i64 = on_db!(db, query_scalar(COUNT_OPEN).bind(Id(patient)).fetch_one)?;
    Ok(open > 0)
}

const INSERT: &str = "INSERT INTO safeguarding_stop (id, patient_id, set_at, set_by, reason) \
     VALUES ($1, $2, $3, $4, $5)";

/// Shuts everybody but the patient out, from now until it is lifted.
///
/// # Errors
/// `Conflict(OpenStop)` if one stands already.
pub async fn insert_stop(
    tx: &mut Tx,
    id: SafeguardingStopId,
    patient: PatientId,
    by: StaffId,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(id))
            .bind(Id(patient))
            .bind(At(now))
            .bind(Id(by))
            .bind(reason)
            .execute
    )?;
    Ok(())
}

// Index: access_patient.
const END_GUARDIANS: &str = "UPDATE access SET ended_at = $2, ended_by = $3 \
     WHERE patient_id = $1 AND relation = 'guardian' AND ended_at IS NULL RETURNING account_id";

/// Ends every access to the patient but their own, and answers whose they were.
///
/// # Errors
/// Those of the database.
pub async fn end_guardians(
    tx: &mut Tx,
    patient: PatientId,
    now: Timestamp,
) -> Result<Vec<AccountId>, StoreError> {
    let ended: Vec<Id<AccountId>> = on_db!(
        tx,
        query_scalar(END_GUARDIANS)
            .bind(Id(patient))
            .bind(At(now))
            .bind(Word(EndedBy::Safeguarding))
            .fetch_all
    )?;
    Ok(ended.into_iter().map(|id| id.0).collect())
}

// Index: invitation_patient.
const DELETE_INVITATIONS: &str = "UPDATE invitation SET state = 'deleted', closed_at = $2 \
     WHERE patient_id = $1 AND state = 'pending' RETURNING id";

// Index: notice_invitation.
const DROP_INVITATION: &str = "UPDATE notice SET state = 'dropped', done_at = $2 \
     WHERE invitation_id = $1 AND state = 'waiting'";

/// Takes back every invitation to the patient's portal, and the mails that would bring them: to
/// act for them, and also to be them, since nobody knows any more who reads it. Staff who know
/// invite them anew.
///
/// # Errors
/// Those of the database.
pub async fn delete_invitations(
    tx: &mut Tx,
    patient: PatientId,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let deleted: Vec<Id<InvitationId>> = on_db!(
        tx,
        query_scalar(DELETE_INVITATIONS)
            .bind(Id(patient))
            .bind(At(now))
            .fetch_all
    )?;
    let mut count = 0;
    for invitation in deleted {
        on_db!(
            tx,
            query(DROP_INVITATION)
                .bind(invitation)
                .bind(At(now))
                .execute
        )?;
        count += 1;
    }
    Ok(count)
}

// Index: safeguarding_stop_open.
const LIFT: &str = "UPDATE safeguarding_stop SET lifted_at = $3, lifted_by = $2 \
     WHERE patient_id = $1 AND lifted_at IS NULL";

/// Lifts the stop that stands. False if none does.
///
/// # Errors
/// Those of the database.
pub async fn lift_stop(
    tx: &mut Tx,
    patient: PatientId,
    by: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(LIFT)
            .bind(Id(patient))
            .bind(Id(by))
            .bind(At(now))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    COUNT_OPEN,
    INSERT,
    END_GUARDIANS,
    DELETE_INVITATIONS,
    DROP_INVITATION,
    LIFT,
];

//! For whom a session may act: the live accesses of its account.

use domain::access::Relation;
use domain::id::{AppointmentId, PatientId, SessionId};
use sqlx::FromRow;

use super::LiveSince;
use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// What a session finds when it asks to act for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The session isn't live, or the account is disabled.
    SignedOut,
    /// It is; with the live accesses to what was asked for, none if there are none.
    SignedIn(Vec<(PatientId, Relation)>),
}

#[derive(FromRow)]
struct ActingRow {
    patient_id: Option<Id<PatientId>>,
    relation: Option<Word<Relation>>,
}

/// No row: signed out. Else the rows that name an access.
fn acting(rows: Vec<ActingRow>) -> Acting {
    if rows.is_empty() {
        return Acting::SignedOut;
    }
    let accesses = rows
        .into_iter()
        .filter_map(|row| Some((row.patient_id?.0, row.relation?.0)));
    Acting::SignedIn(accesses.collect())
}

// Indexes: primary keys of session and patient, access_account. An archived or absorbed
// profile is nobody's to act for.
pub(crate) const FIND_ACTING_FOR: &str = "SELECT patient.id AS patient_id, access.relation FROM session \
     JOIN account ON account.id = session.account_id \
     LEFT JOIN access ON access.account_id = account.id AND access.patient_id = $2 \
         AND access.ended_at IS NULL \
     LEFT JOIN patient ON patient.id = access.patient_id \
         AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $3 \
     AND session.created_at > $4 AND account.disabled_at IS NULL";

/// The live accesses of a live session's account to a patient.
///
/// # Errors
/// Those of the database.
pub async fn find_acting_for(
    db: &mut impl Reads,
    session: SessionId,
    patient: PatientId,
    live: LiveSince,
) -> Result<Acting, StoreError> {
    let rows: Vec<ActingRow> = on_db!(
        db,
        query_as(FIND_ACTING_FOR)
            .bind(Id(session))
            .bind(Id(patient))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_all
    )?;
    Ok(acting(rows))
}

// Indexes: primary keys of session and patient, access_open_self_account.
pub(super) const FIND_ACTING_FOR_SELF: &str = "SELECT patient.id AS patient_id, access.relation \
     FROM session JOIN account ON account.id = session.account_id \
     LEFT JOIN access ON access.account_id = account.id AND access.relation = 'self' \
         AND access.ended_at IS NULL \
     LEFT JOIN patient ON patient.id = access.patient_id \
         AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $2 \
     AND session.created_at > $3 AND account.disabled_at IS NULL";

/// The self access of a live session's account.
///
/// # Errors
/// Those of the database.
pub async fn find_acting_for_self(
    db: &mut impl Reads,
    session: SessionId,
    live: LiveSince,
) -> Result<Acting, StoreError> {
    let rows: Vec<ActingRow> = on_db!(
        db,
        query_as(FIND_ACTING_FOR_SELF)
            .bind(Id(session))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_all
    )?;
    Ok(acting(rows))
}

// Indexes: primary keys of session, appointment and patient, access_account.
pub(super) const FIND_ACTING_ON: &str = "SELECT patient.id AS patient_id, access.relation FROM session \
     JOIN account ON account.id = session.account_id \
     LEFT JOIN appointment ON appointment.id = $2 \
     LEFT JOIN access ON access.account_id = account.id \
         AND access.patient_id = appointment.patient_id AND access.ended_at IS NULL \
     LEFT JOIN patient ON patient.id = access.patient_id \
         AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $3 \
     AND session.created_at > $4 AND account.disabled_at IS NULL";

/// The live accesses of a live session's account to the patient of an appointment.
///
/// # Errors
/// Those of the database.
pub async fn find_acting_on(
    db: &mut impl Reads,
    session: SessionId,
    appointment: AppointmentId,
    live: LiveSince,
) -> Result<Acting, StoreError> {
    let rows: Vec<ActingRow> = on_db!(
        db,
        query_as(FIND_ACTING_ON)
            .bind(Id(session))
            .bind(Id(appointment))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_all
    )?;
    Ok(acting(rows))
}

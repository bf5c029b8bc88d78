//! Requests: appointments that the clinic has yet to confirm. They are appointments in all else.

use domain::id::{AppointmentId, PatientId};
use domain::registration::requests::Requests;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

macro_rules! confirm {
    ($which:literal) => {
        concat!(
            "UPDATE appointment SET requested = 0, sequence = sequence + 1 \
             WHERE requested = 1 AND state = 'confirmed' AND ",
            $which,
            " RETURNING id, sequence"
        )
    };
}

// Index: primary key.
const CONFIRM: &str = confirm!("id = $1 AND sequence = $2");
// Index: appointment_patient.
const CONFIRM_OF_PATIENT: &str = confirm!("patient_id = $1");

/// When each was asked for or moved last.
macro_rules! asked_at {
    () => {
        "CASE WHEN moved_at > booked_at THEN moved_at ELSE booked_at END"
    };
}
pub(crate) use asked_at;

// Index: appointment_patient.
const OF_PATIENT: &str = concat!(
    "SELECT COUNT(*), MAX(",
    asked_at!(),
    ") FROM appointment WHERE patient_id = $1 AND requested = 1 AND state = 'confirmed'"
);

/// What the patient has asked for and nobody has confirmed: those that [`confirm_of_patient`]
/// would.
///
/// # Errors
/// Those of the database.
pub async fn of_patient(db: &mut impl Reads, patient: PatientId) -> Result<Requests, StoreError> {
    let (count, latest): (i64, Option<At>) =
        on_db!(db, query_as(OF_PATIENT).bind(Id(patient)).fetch_one)?;
    Ok(requests(count, latest))
}

pub(crate) fn requests(count: i64, latest: Option<At>) -> Requests {
    Requests {
        count: u32::try_from(count).unwrap_or(u32::MAX),
        latest: latest.map(|at| at.0),
    }
}

/// Confirms a request that has changed `sequence` times, and answers its new sequence; none if
/// it has changed since, or is none. What it left when it was moved last is the caller's to give
/// back, and so is the word about it.
///
/// # Errors
/// Those of the database.
pub async fn confirm(
    tx: &mut Tx,
    appointment: AppointmentId,
    sequence: i64,
) -> Result<Option<i64>, StoreError> {
    let row: Option<(Id<AppointmentId>, i64)> = on_db!(
        tx,
        query_as(CONFIRM)
            .bind(Id(appointment))
            .bind(sequence)
            .fetch_optional
    )?;
    Ok(row.map(|(_, sequence)| sequence))
}

/// Confirms every request of the patient, as [`confirm`] does, and answers which they were, with
/// their new sequences: those whose time has passed, too.
///
/// # Errors
/// Those of the database.
pub async fn confirm_of_patient(
    tx: &mut Tx,
    patient: PatientId,
) -> Result<Vec<(AppointmentId, i64)>, StoreError> {
    let rows: Vec<(Id<AppointmentId>, i64)> =
        on_db!(tx, query_as(CONFIRM_OF_PATIENT).bind(Id(patient)).fetch_all)?;
    Ok(rows
        .into_iter()
        .map(|(id, sequence)| (id.0, sequence))
        .collect())
}

/// Every statement here.
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[CONFIRM, CONFIRM_OF_PATIENT, OF_PATIENT];

#[cfg(test)]
mod tests;

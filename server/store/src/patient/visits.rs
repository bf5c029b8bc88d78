//! A patient's visits as staff list them: without what the patient wrote.

use domain::id::{AppointmentId, PatientId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::appointment::AppointmentState;
use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// A visit.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Which.
    pub id: AppointmentId,
    /// What for.
    pub service_name: String,
    /// With whom.
    pub practitioner_name: PersonName,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
}

#[derive(FromRow)]
struct Row {
    id: Id<AppointmentId>,
    service_name: String,
    practitioner_name: String,
    starts_at: At,
    ends_at: At,
    state: Word<AppointmentState>,
    requested: i64,
}

macro_rules! visits {
    ($end:literal) => {
        concat!(
            "SELECT appointment.id, service.name AS service_name, \
             practitioner.full_name AS practitioner_name, appointment.starts_at, \
             appointment.ends_at, appointment.state, appointment.requested FROM appointment \
             JOIN service ON service.id = appointment.service_id \
             JOIN practitioner ON practitioner.id = appointment.practitioner_id \
             WHERE appointment.patient_id = $1 AND ",
            $end
        )
    };
}

// Index: appointment_patient.
const AHEAD: &str = visits!(
    "appointment.ends_at > $2 AND appointment.starts_at > $2 - $4 \
     AND appointment.state NOT IN ('cancelled', 'no_show') \
     ORDER BY appointment.starts_at, appointment.id LIMIT $3"
);
// Index: appointment_patient, backwards from the given place.
const OTHERS: &str = visits!(
    "(appointment.ends_at <= $2 OR appointment.state IN ('cancelled', 'no_show')) \
     AND appointment.starts_at <= $4 \
     AND (appointment.starts_at < $4 OR appointment.id < $5) \
     ORDER BY appointment.starts_at DESC, appointment.id DESC LIMIT $3"
);
// Index: primary key.
const PLACE: &str = "SELECT starts_at FROM appointment WHERE id = $1 AND patient_id = $2";

/// The longest visit, in milliseconds: what still goes on began at most that long ago.
const LONGEST_MS: i64 = domain::limits::VISIT_MINUTES_MAX * 60_000;

/// The patient's visits ahead or going on, the soonest first.
///
/// # Errors
/// Those of the database.
pub async fn list_ahead(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Visit>, StoreError> {
    let rows: Vec<Row> = on_db!(
        db,
        query_as(AHEAD)
            .bind(Id(patient))
            .bind(At(now))
            .bind(limit)
            .bind(LONGEST_MS)
            .fetch_all
    )?;
    rows.into_iter().map(visit).collect()
}

/// The patient's visits that are over, cancelled or missed, the latest first; those behind
/// `after` if one is given. None if that one isn't the patient's.
///
/// # Errors
/// Those of the database.
pub async fn list_others(
    db: &mut impl Reads,
    patient: PatientId,
    after: Option<AppointmentId>,
    limit: i64,
    now: Timestamp,
) -> Result<Option<Vec<Visit>>, StoreError> {
    let (from, id) = match after {
        None => (At(Timestamp::MAX), Vec::new()),
        Some(after) => {
            let place: Option<At> = on_db!(
                db,
                query_scalar(PLACE)
                    .bind(Id(after))
                    .bind(Id(patient))
                    .fetch_optional
            )?;
            let Some(place) = place else {
                return Ok(None);
            };
            (place, after.uuid().as_bytes().to_vec())
        }
    };
    let rows: Vec<Row> = on_db!(
        db,
        query_as(OTHERS)
            .bind(Id(patient))
            .bind(At(now))
            .bind(limit)
            .bind(from)
            .bind(id)
            .fetch_all
    )?;
    rows.into_iter()
        .map(visit)
        .collect::<Result<_, _>>()
        .map(Some)
}

fn visit(row: Row) -> Result<Visit, StoreError> {
    Ok(Visit {
        id: row.id.0,
        service_name: row.service_name,
        practitioner_name: name("practitioner", "full_name", &row.practitioner_name)?,
        starts_at: row.starts_at.0,
        ends_at: row.ends_at.0,
        state: row.state.0,
        requested: row.requested == 1,
    })
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[AHEAD, OTHERS, PLACE];

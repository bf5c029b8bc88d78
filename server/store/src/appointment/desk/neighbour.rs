//! What a practitioner has around a time, as staff see it.

use domain::id::{AppointmentId, PatientId, PractitionerId};
use domain::person::PersonName;
use domain::slots::Busy;
use domain::span::Span;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// What a practitioner has around a time.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// The visit; none for a time that somebody who books online keeps.
    pub appointment: Option<AppointmentId>,
    /// Whose visit.
    pub patient: Option<(PatientId, PersonName)>,
    /// When, with the rest it needs.
    pub busy: Busy,
}

#[derive(FromRow)]
struct NeighbourRow {
    id: Option<Id<AppointmentId>>,
    patient_id: Option<Id<PatientId>>,
    full_name: Option<String>,
    starts_at: At,
    ends_at: At,
    buffer_before_minutes: u32,
    buffer_after_minutes: u32,
}

// Index: appointment_practitioner, hold_practitioner. What was just cancelled isn't asked
// for: staff may have its time.
const NEIGHBOURS: &str = "SELECT appointment.id, patient.id AS patient_id, patient.full_name, \
     appointment.starts_at, appointment.ends_at, appointment.buffer_before_minutes, \
     appointment.buffer_after_minutes FROM appointment \
     JOIN patient ON patient.id = appointment.patient_id \
     WHERE appointment.practitioner_id = $1 AND appointment.starts_at >= $2 \
     AND appointment.starts_at < $3 AND appointment.state <> 'cancelled' \
     AND ($5 IS NULL OR appointment.id <> $5) \
     UNION ALL SELECT NULL, NULL, NULL, hold.starts_at, hold.ends_at, \
     service.buffer_before_minutes, service.buffer_after_minutes \
     FROM hold JOIN service ON service.id = hold.service_id \
     WHERE hold.practitioner_id = $1 AND hold.starts_at >= $2 AND hold.starts_at < $3 \
     AND hold.expires_at > $4";

/// What the practitioner has that starts at or after `from` and before `until`, `except` for
/// an appointment that is to move.
///
/// # Errors
/// Those of the database.
pub async fn list_neighbours(
    reads: &mut impl Reads,
    practitioner: PractitionerId,
    (from, until): (Timestamp, Timestamp),
    except: Option<AppointmentId>,
    now: Timestamp,
) -> Result<Vec<Neighbour>, StoreError> {
    let rows: Vec<NeighbourRow> = on_db!(
        reads,
        query_as(NEIGHBOURS)
            .bind(Id(practitioner))
            .bind(At(from))
            .bind(At(until))
            .bind(At(now))
            .bind(except.map(Id))
            .fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            let span = Span::new(row.starts_at.0, row.ends_at.0)
                .map_err(|_| corrupt("appointment", "ends_at"))?;
            let full_name = row
                .full_name
                .map(|stored| name("patient", "full_name", &stored))
                .transpose()?;
            Ok(Neighbour {
                appointment: row.id.map(|id| id.0),
                patient: row.patient_id.map(|id| id.0).zip(full_name),
                busy: Busy {
                    span,
                    buffer_before_minutes: row.buffer_before_minutes,
                    buffer_after_minutes: row.buffer_after_minutes,
                },
            })
        })
        .collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[NEIGHBOURS];

//! Birthdays that change what somebody may do for a patient.

use std::fmt;

use domain::id::PatientId;
use domain::person::{BirthDate, PersonName};
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::column::{Day, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// A patient with guardians, and when they were born.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedAfter {
    /// Who.
    pub patient: PatientId,
    /// Their birth date.
    pub born_on: BirthDate,
}

// Indexes: patient_born, access_patient, safeguarding_stop_open.
pub(super) const LIST_BORN: &str = "SELECT patient.id, patient.born_on FROM patient \
     WHERE (patient.born_on, patient.id) > ($1, $2) AND patient.born_on <= $3 \
     AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     AND patient.deceased_on IS NULL \
     AND EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
         AND access.relation = 'guardian' AND access.ended_at IS NULL) \
     AND NOT EXISTS (SELECT 1 FROM safeguarding_stop AS stop \
         WHERE stop.patient_id = patient.id AND stop.lifted_at IS NULL) \
     ORDER BY patient.born_on, patient.id LIMIT $4";

/// Patients whom somebody looks after, born between two dates, the eldest first; of those
/// born on the first date, the ones after `after` in the order of their ids.
///
/// # Errors
/// Those of the database.
pub async fn list_born(
    reads: &mut impl Reads,
    (from, after): (Date, Option<PatientId>),
    until: Date,
    limit: i64,
) -> Result<Vec<LookedAfter>, StoreError> {
    let rows: Vec<(Id<PatientId>, Day)> = on_db!(
        reads,
        query_as(LIST_BORN)
            .bind(Day(from))
            .bind(Id(after.unwrap_or(PatientId::from_stored(Uuid::nil()))))
            .bind(Day(until))
            .bind(limit)
            .fetch_all
    )?;
    let found = rows.into_iter().map(|(id, born)| LookedAfter {
        patient: id.0,
        born_on: BirthDate::from_stored(born.0),
    });
    Ok(found.collect())
}

/// A patient whose birthday is near, as staff see them.
#[derive(Clone)]
pub struct Near {
    /// Who.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// When they were born.
    pub born_on: BirthDate,
    /// The birthday of which somebody was told.
    pub on: Date,
    /// Whether they have an account of their own.
    pub has_own: bool,
}

/// Without name and birth date.
impl fmt::Debug for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Near")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct NearRow {
    patient_id: Id<PatientId>,
    full_name: String,
    born_on: Day,
    on_date: Day,
    has_own: bool,
}

// Indexes: warning_date, primary key of patient, access_patient,
// safeguarding_stop_open.
pub(super) const LIST_NEAR: &str = "SELECT DISTINCT warning.on_date, warning.patient_id, patient.full_name, \
     patient.born_on, EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
         AND access.relation = 'self' AND access.ended_at IS NULL) AS has_own FROM warning \
     JOIN patient ON patient.id = warning.patient_id \
     AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE warning.on_date >= $1 AND warning.on_date <= $2 \
     AND warning.access_id IS NULL AND patient.born_on IS NOT NULL \
     AND EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
         AND access.relation = 'guardian' AND access.ended_at IS NULL) \
     AND NOT EXISTS (SELECT 1 FROM safeguarding_stop AS stop \
         WHERE stop.patient_id = patient.id AND stop.lifted_at IS NULL) \
     ORDER BY warning.on_date, warning.patient_id LIMIT $3";

/// Birthdays between two dates of which somebody was told, the nearest first.
///
/// # Errors
/// Those of the database.
pub async fn list_near(
    reads: &mut impl Reads,
    (from, until): (Date, Date),
    limit: i64,
) -> Result<Vec<Near>, StoreError> {
    let rows: Vec<NearRow> = on_db!(
        reads,
        query_as(LIST_NEAR)
            .bind(Day(from))
            .bind(Day(until))
            .bind(limit)
            .fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(Near {
                patient: row.patient_id.0,
                full_name: name("patient", "full_name", &row.full_name)?,
                born_on: BirthDate::from_stored(row.born_on.0),
                on: row.on_date.0,
                has_own: row.has_own,
            })
        })
        .collect()
}

//! What staff see of a day: appointments, who works, what is taken.
//!
//! Not here: registrations and mail that failed, which have modules of their own.

use domain::id::{AppointmentId, PatientId, PractitionerId};
use domain::limits;
use domain::person::{BirthDate, PersonName};
use domain::shift::{Closure, ShiftRule};
use domain::slots::Busy;
use domain::span::Span;
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use sqlx::FromRow;

use crate::appointment::AppointmentState;
use crate::appointment::desk::is_over;
use crate::column::{At, Clock, Day, Id, Wall, Word, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An appointment of a day.
#[derive(Clone, Debug)]
pub struct DayAppointment {
    /// Which.
    pub id: AppointmentId,
    /// Whose.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// Their birth date.
    pub patient_born_on: Option<BirthDate>,
    /// What for.
    pub service_name: String,
    /// With whom.
    pub practitioner_name: PersonName,
    /// The practitioner's colour.
    pub hue: String,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// How often it has changed.
    pub sequence: i64,
    /// How far it has come; never cancelled.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
    /// Whether it was deliberately put over another visit that is still there.
    pub overbooked: bool,
    /// Whether the profile is provisional, or this is the first visit and of a service
    /// for new patients.
    pub new_patient: bool,
}

#[derive(FromRow)]
struct DayRow {
    id: Id<AppointmentId>,
    patient_id: Id<PatientId>,
    patient_name: String,
    born_on: Option<Day>,
    service_name: String,
    practitioner_name: String,
    hue: String,
    starts_at: At,
    ends_at: At,
    sequence: i64,
    state: Word<AppointmentState>,
    requested: i64,
    overbooked: i64,
    new_patient: i64,
}

// Index: appointment_starts; appointment_patient for the look back.
const LIST_DAY: &str = concat!(
    "SELECT appointment.id, appointment.patient_id, \
     patient.full_name AS patient_name, patient.born_on, service.name AS service_name, \
     practitioner.full_name AS practitioner_name, practitioner.hue, \
     appointment.starts_at, appointment.ends_at, appointment.sequence, \
     appointment.state, appointment.requested, ",
    is_over!(),
    " AS overbooked, \
     CASE WHEN patient.provisional_at IS NOT NULL THEN 1 \
       WHEN service.patients = 'new' AND NOT EXISTS (SELECT 1 FROM appointment AS earlier \
         WHERE earlier.patient_id = appointment.patient_id \
         AND earlier.starts_at < appointment.starts_at \
         AND earlier.state IN ('confirmed', 'arrived', 'completed')) THEN 1 \
       ELSE 0 END AS new_patient \
     FROM appointment \
     JOIN patient ON patient.id = appointment.patient_id \
     JOIN service ON service.id = appointment.service_id \
     JOIN practitioner ON practitioner.id = appointment.practitioner_id \
     WHERE appointment.starts_at >= $1 AND appointment.starts_at < $2 \
     AND appointment.state <> 'cancelled' \
     AND ($3 IS NULL OR appointment.practitioner_id = $3) \
     ORDER BY appointment.starts_at, practitioner.position, appointment.id"
);

/// The appointments that start from `from` on and before `until`, by start; of one
/// practitioner if one is given.
///
/// # Errors
/// Those of the database.
pub async fn list_day(
    reads: &mut impl Reads,
    from: Timestamp,
    until: Timestamp,
    who: Option<PractitionerId>,
) -> Result<Vec<DayAppointment>, StoreError> {
    let rows: Vec<DayRow> = on_db!(
        reads,
        query_as(LIST_DAY)
            .bind(At(from))
            .bind(At(until))
            .bind(who.map(Id))
            .fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(DayAppointment {
                id: row.id.0,
                patient: row.patient_id.0,
                patient_name: name("patient", "full_name", &row.patient_name)?,
                patient_born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
                service_name: row.service_name,
                practitioner_name: name("practitioner", "full_name", &row.practitioner_name)?,
                hue: row.hue,
                starts_at: row.starts_at.0,
                ends_at: row.ends_at.0,
                sequence: row.sequence,
                state: row.state.0,
                requested: row.requested == 1,
                overbooked: row.overbooked == 1,
                new_patient: row.new_patient == 1,
            })
        })
        .collect()
}

const PRACTITIONERS: &str = "SELECT id, full_name FROM practitioner \
     WHERE archived_at IS NULL ORDER BY position, full_name";

/// Everybody who treats here, in the clinic's order.
///
/// # Errors
/// Those of the database.
pub async fn list_practitioners(
    reads: &mut impl Reads,
) -> Result<Vec<(PractitionerId, PersonName)>, StoreError> {
    let rows: Vec<(Id<PractitionerId>, String)> = on_db!(reads, query_as(PRACTITIONERS).fetch_all)?;
    rows.into_iter()
        .map(|(id, text)| Ok((id.0, name("practitioner", "full_name", &text)?)))
        .collect()
}

/// The shortest visit that somebody offers, with the rest it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortestVisit {
    /// Who offers it.
    pub practitioner: PractitionerId,
    /// Its length.
    pub minutes: u32,
    /// The rest before it.
    pub buffer_before_minutes: u32,
    /// The rest after it.
    pub buffer_after_minutes: u32,
}

// Few rows: services times practitioners.
const OFFERED: &str = "SELECT service_practitioner.practitioner_id, service.minutes, \
     service.buffer_before_minutes, service.buffer_after_minutes \
     FROM service_practitioner \
     JOIN service ON service.id = service_practitioner.service_id \
     JOIN practitioner ON practitioner.id = service_practitioner.practitioner_id \
     WHERE service.archived_at IS NULL AND service.online_at IS NOT NULL \
     AND practitioner.archived_at IS NULL \
     ORDER BY practitioner.position, practitioner.id, service.minutes, \
       service.buffer_before_minutes + service.buffer_after_minutes";

/// For everybody who offers something online, the shortest of it.
///
/// # Errors
/// Those of the database.
pub async fn list_shortest(reads: &mut impl Reads) -> Result<Vec<ShortestVisit>, StoreError> {
    let rows: Vec<(Id<PractitionerId>, i64, i64, i64)> =
        on_db!(reads, query_as(OFFERED).fetch_all)?;
    let mut shortest: Vec<ShortestVisit> = Vec::new();
    for (practitioner, minutes, before, after) in rows {
        if shortest
            .last()
            .is_some_and(|last| last.practitioner == practitioner.0)
        {
            continue;
        }
        shortest.push(ShortestVisit {
            practitioner: practitioner.0,
            minutes: minutes_of(minutes)?,
            buffer_before_minutes: minutes_of(before)?,
            buffer_after_minutes: minutes_of(after)?,
        });
    }
    Ok(shortest)
}

#[derive(FromRow)]
struct TakenRow {
    practitioner_id: Id<PractitionerId>,
    starts_at: At,
    ends_at: At,
    buffer_before_minutes: i64,
    buffer_after_minutes: i64,
}

/// The longest visit, in milliseconds: what reaches into a span starts at most that long
/// before it.
const LONGEST_MS: i64 = limits::VISIT_MINUTES_MAX * 60_000;

// Index: appointment_starts and hold_expires.
// An appointment just cancelled still keeps its time while its claims do.
const TAKEN: &str = "SELECT practitioner_id, starts_at, ends_at, buffer_before_minutes, \
     buffer_after_minutes FROM appointment \
     WHERE starts_at >= $1 - $4 AND starts_at < $2 AND ends_at > $1 \
     AND (state <> 'cancelled' OR EXISTS (SELECT 1 FROM claim \
       WHERE claim.appointment_id = appointment.id \
       AND (claim.free_at IS NULL OR claim.free_at > $3))) \
     UNION ALL SELECT hold.practitioner_id, hold.starts_at, hold.ends_at, \
     service.buffer_before_minutes, service.buffer_after_minutes \
     FROM hold JOIN service ON service.id = hold.service_id \
     WHERE hold.expires_at > $3 AND hold.starts_at < $2 AND hold.ends_at > $1";

/// What is taken between `from` and `until`, by whom: appointments, and holds that are
/// live at `now`.
///
/// # Errors
/// Those of the database.
pub async fn list_taken(
    reads: &mut impl Reads,
    from: Timestamp,
    until: Timestamp,
    now: Timestamp,
) -> Result<Vec<(PractitionerId, Busy)>, StoreError> {
    let rows: Vec<TakenRow> = on_db!(
        reads,
        query_as(TAKEN)
            .bind(At(from))
            .bind(At(until))
            .bind(At(now))
            .bind(LONGEST_MS)
            .fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            let span = Span::new(row.starts_at.0, row.ends_at.0)
                .map_err(|_| corrupt("appointment", "ends_at"))?;
            let busy = Busy {
                span,
                buffer_before_minutes: minutes_of(row.buffer_before_minutes)?,
                buffer_after_minutes: minutes_of(row.buffer_after_minutes)?,
            };
            Ok((row.practitioner_id.0, busy))
        })
        .collect()
}

#[derive(FromRow)]
struct RuleRow {
    practitioner_id: Id<PractitionerId>,
    weekday: i8,
    starts: Clock,
    ends: Clock,
    valid_from: Day,
    valid_until: Option<Day>,
}

const RULES: &str = "SELECT practitioner_id, weekday, starts, ends, valid_from, valid_until \
     FROM shift WHERE valid_from <= $2 AND (valid_until IS NULL OR valid_until >= $1)";
// Index: closure_ends.
const CLOSURES: &str = "SELECT practitioner_id, starts, ends FROM closure WHERE ends >= $1";

/// Everybody's weekly rules and closures that can bear on the dates from `first` to
/// `last`; days around them should be given to spare.
///
/// # Errors
/// Those of the database.
pub async fn list_hours(
    reads: &mut impl Reads,
    first: Date,
    last: Date,
) -> Result<(Vec<ShiftRule>, Vec<Closure>), StoreError> {
    let rows: Vec<RuleRow> = on_db!(
        reads,
        query_as(RULES).bind(Day(first)).bind(Day(last)).fetch_all
    )?;
    let rules = rows
        .into_iter()
        .map(|row| {
            Ok(ShiftRule {
                practitioner: row.practitioner_id.0,
                weekday: Weekday::from_monday_one_offset(row.weekday)
                    .map_err(|_| corrupt("shift", "weekday"))?,
                starts: row.starts.0,
                ends: row.ends.0,
                valid_from: row.valid_from.0,
                valid_until: row.valid_until.map(|day| day.0),
            })
        })
        .collect::<Result<_, StoreError>>()?;
    let rows: Vec<(Option<Id<PractitionerId>>, Wall, Wall)> =
        on_db!(reads, query_as(CLOSURES).bind(Day(first)).fetch_all)?;
    let closures = rows
        .into_iter()
        .map(|(practitioner, starts, ends)| Closure {
            practitioner: practitioner.map(|id| id.0),
            starts: starts.0,
            ends: ends.0,
        })
        .collect();
    Ok((rules, closures))
}

fn minutes_of(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| corrupt("service", "minutes"))
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST_DAY, PRACTITIONERS, OFFERED, TAKEN, RULES, CLOSURES];

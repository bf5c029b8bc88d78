//! What the front desk asks about a booking, and what only staff write.

use domain::appointment::AppointmentState;
use domain::booking::Standing;
use domain::id::{
    AccountId, AppointmentId, PatientId, PractitionerId, ServiceId, StaffId, SubmissionId,
};
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Appointment, AppointmentRow, CancelledBy, select_appointment};
use crate::column::{At, Day, Id, Word, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod exemption;
mod neighbour;

pub use exemption::{Exemption, delete_exemption, insert_exemption, list_exemptions};
pub use neighbour::{Neighbour, list_neighbours};

/// Somebody for whom staff book.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their name.
    pub full_name: PersonName,
    /// When they were born.
    pub born_on: Option<BirthDate>,
    /// The address in their chart; whose it is, nobody has proven.
    pub chart_address: Option<EmailAddress>,
    /// The account in which they see their appointments themselves, and its proven address.
    pub account: Option<(AccountId, EmailAddress)>,
    /// Whether the clinic knows them.
    pub standing: Standing,
}

#[derive(FromRow)]
struct PersonRow {
    full_name: String,
    born_on: Option<Day>,
    email: Option<String>,
    account_id: Option<Id<AccountId>>,
    account_email: Option<String>,
    provisional_at: Option<At>,
    has_appointments: i64,
}

// Index: primary keys; access_open_self_patient; appointment_patient.
const PERSON: &str = "SELECT patient.full_name, patient.born_on, patient.email, \
     account.id AS account_id, account.email AS account_email, patient.provisional_at, \
     CASE WHEN EXISTS (SELECT 1 FROM appointment AS past WHERE past.patient_id = patient.id \
     AND past.state <> 'cancelled') THEN 1 ELSE 0 END AS has_appointments \
     FROM patient LEFT JOIN access ON access.patient_id = patient.id \
     AND access.relation = 'self' AND access.ended_at IS NULL \
     AND access.suspended_at IS NULL \
     LEFT JOIN account ON account.id = access.account_id AND account.disabled_at IS NULL \
     WHERE patient.id = $1 AND patient.merged_into IS NULL AND patient.archived_at IS NULL";

/// The patient, if they are one whom staff can book for.
///
/// # Errors
/// Those of the database.
pub async fn find_person(
    reads: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<Person>, StoreError> {
    let row: Option<PersonRow> = on_db!(reads, query_as(PERSON).bind(Id(patient)).fetch_optional)?;
    row.map(|row| {
        let of_chart = row.email.map(|stored| email("patient", "email", &stored));
        let account = row.account_id.zip(row.account_email);
        let account = account
            .map(|(id, stored)| email("account", "email", &stored).map(|address| (id.0, address)));
        Ok(Person {
            full_name: name("patient", "full_name", &row.full_name)?,
            born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            chart_address: of_chart.transpose()?,
            account: account.transpose()?,
            standing: Standing::of(row.provisional_at.is_some(), row.has_appointments == 1),
        })
    })
    .transpose()
}

// Index: appointment_starts, which has all of it.
const BOOKED_MOST: &str = "SELECT service_id FROM appointment WHERE starts_at >= $1 \
     AND starts_at < $2 AND state <> 'cancelled' GROUP BY service_id \
     ORDER BY COUNT(*) DESC, service_id";

/// The services that were booked between two times, the most booked first.
///
/// # Errors
/// Those of the database.
pub async fn list_most_booked(
    reads: &mut impl Reads,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<ServiceId>, StoreError> {
    let rows: Vec<Id<ServiceId>> = on_db!(
        reads,
        query_scalar(BOOKED_MOST)
            .bind(At(from))
            .bind(At(until))
            .fetch_all
    )?;
    Ok(rows.into_iter().map(|id| id.0).collect())
}

// Index: appointment.submission_id.
const SUBMITTED: &str = "SELECT appointment.id, patient_id, booked_by_staff, practitioner_id, service.slug, \
     starts_at, state FROM appointment JOIN service ON service.id = appointment.service_id \
     WHERE submission_id = $1";

/// What a press of a button booked.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// Which.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// The member of staff who pressed it, if one did.
    pub staff: Option<StaffId>,
    /// With whom it is.
    pub practitioner: PractitionerId,
    /// The service's name in links.
    pub service_slug: String,
    /// When it is.
    pub starts_at: Timestamp,
    /// How far it has come.
    pub state: AppointmentState,
}

#[derive(FromRow)]
struct SubmittedRow {
    id: Id<AppointmentId>,
    patient_id: Id<PatientId>,
    booked_by_staff: Option<Id<StaffId>>,
    practitioner_id: Id<PractitionerId>,
    slug: String,
    starts_at: At,
    state: Word<AppointmentState>,
}

/// What that press of the button booked already.
///
/// # Errors
/// Those of the database.
pub async fn find_submitted(
    reads: &mut impl Reads,
    submission: SubmissionId,
) -> Result<Option<Submitted>, StoreError> {
    let row: Option<SubmittedRow> = on_db!(
        reads,
        query_as(SUBMITTED).bind(Id(submission)).fetch_optional
    )?;
    Ok(row.map(|row| Submitted {
        id: row.id.0,
        patient: row.patient_id.0,
        staff: row.booked_by_staff.map(|id| id.0),
        practitioner: row.practitioner_id.0,
        service_slug: row.slug,
        starts_at: row.starts_at.0,
        state: row.state.0,
    }))
}

// Index: primary key.
const MARK_OVERBOOKED: &str = "UPDATE appointment SET overbooked = 1 WHERE id = $1";

/// Marks an appointment as deliberately put over another one.
///
/// # Errors
/// Those of the database.
pub async fn mark_overbooked(tx: &mut Tx, id: AppointmentId) -> Result<(), StoreError> {
    on_db!(tx, query(MARK_OVERBOOKED).bind(Id(id)).execute)?;
    Ok(())
}

// Index: primary key.
const FIND: &str = select_appointment!("WHERE appointment.id = $1");

/// SQL: 1 for an appointment that was deliberately put over another one, or over its rest,
/// as long as there is one; else 0. Neighbours keep the larger of the two buffers.
/// Index: appointment_practitioner.
macro_rules! is_over {
    () => {
        "CASE WHEN appointment.overbooked = 1 AND appointment.state <> 'cancelled' AND EXISTS \
         (SELECT 1 FROM appointment AS under WHERE under.practitioner_id = \
         appointment.practitioner_id AND under.id <> appointment.id \
         AND under.state <> 'cancelled' AND under.starts_at > appointment.starts_at - 86400000 \
         AND under.starts_at < appointment.ends_at + 60000 * CASE \
         WHEN under.buffer_before_minutes > appointment.buffer_after_minutes \
         THEN under.buffer_before_minutes ELSE appointment.buffer_after_minutes END \
         AND under.ends_at + 60000 * CASE \
         WHEN under.buffer_after_minutes > appointment.buffer_before_minutes \
         THEN under.buffer_after_minutes ELSE appointment.buffer_before_minutes END \
         > appointment.starts_at) THEN 1 ELSE 0 END"
    };
}

pub(crate) use is_over;

// Index: primary key.
const FIND_MARKS: &str = concat!(
    "SELECT ",
    is_over!(),
    " AS overbooked, state_at, booked_by_staff FROM appointment WHERE id = $1"
);

/// An appointment with what only staff see of it.
#[derive(Clone, Debug)]
pub struct Marked {
    /// What its patient sees.
    pub appointment: Appointment,
    /// Whether it was deliberately put over another visit that is still there.
    pub overbooked: bool,
    /// When staff last said how far it has come.
    pub state_at: Option<Timestamp>,
    /// The member of staff who booked it, if one did.
    pub booked_by_staff: Option<StaffId>,
}

/// The appointment with this id, whoever's.
///
/// # Errors
/// Those of the database.
pub async fn find_marked(
    reads: &mut impl Reads,
    id: AppointmentId,
) -> Result<Option<Marked>, StoreError> {
    let row: Option<AppointmentRow> = on_db!(reads, query_as(FIND).bind(Id(id)).fetch_optional)?;
    let marks: Option<(i64, Option<At>, Option<Id<StaffId>>)> =
        on_db!(reads, query_as(FIND_MARKS).bind(Id(id)).fetch_optional)?;
    let Some((row, (overbooked, state_at, staff))) = row.zip(marks) else {
        return Ok(None);
    };
    Ok(Some(Marked {
        appointment: row.read()?,
        overbooked: overbooked == 1,
        state_at: state_at.map(|at| at.0),
        booked_by_staff: staff.map(|id| id.0),
    }))
}

// Index: primary key.
const UPDATE_STATE: &str =
    "UPDATE appointment SET state = $3, state_at = $4 WHERE id = $1 AND state = $2";

/// Says how far an appointment has come. False if it isn't in the state `from` any more.
///
/// # Errors
/// Those of the database.
pub async fn update_state(
    tx: &mut Tx,
    id: AppointmentId,
    (from, to): (AppointmentState, AppointmentState),
    said_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UPDATE_STATE)
            .bind(Id(id))
            .bind(Word(from))
            .bind(Word(to))
            .bind(said_at.map(At))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const CANCEL: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = $2, \
     cancelled_by = $3, sequence = sequence + 1, moved_at = NULL, moved_by = NULL, \
     previous_practitioner_id = NULL, previous_location_id = NULL, previous_zone = NULL, \
     previous_starts_at = NULL, previous_ends_at = NULL WHERE id = $1 AND state = 'confirmed' \
     RETURNING sequence";

/// Marks a confirmed appointment as cancelled and answers its new sequence; none if it
/// wasn't confirmed. Its claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn cancel_by_staff(
    tx: &mut Tx,
    id: AppointmentId,
    by: CancelledBy,
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let sequence: Option<i64> = on_db!(
        tx,
        query_scalar(CANCEL)
            .bind(Id(id))
            .bind(At(now))
            .bind(Word(by))
            .fetch_optional
    )?;
    Ok(sequence)
}

// Index: primary key.
const UNDO_BOOKING: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = $2, \
     booking_undone_at = $2, cancelled_by = 'clinic', sequence = sequence + 1 \
     WHERE id = $1 AND state = 'confirmed' AND booked_by_staff IS NOT NULL AND sequence = 0";

/// Takes the booking of a confirmed appointment back, which staff made and nobody changed
/// since; its patient sees it no more. False if there is nothing to take back. Its claims
/// are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn undo_booking_by_staff(
    tx: &mut Tx,
    id: AppointmentId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(UNDO_BOOKING).bind(Id(id)).bind(At(now)).execute)?;
    Ok(done.rows_affected() == 1)
}

/// One thing that was done to an appointment.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What, as the audit calls it.
    pub action: String,
    /// The member of staff who did it, if one did.
    pub staff_name: Option<PersonName>,
}

// Index: audit_detail, then audit_patient's primary key: what was done to the appointment,
// not all that was ever done about its patient.
const EVENTS: &str = "SELECT audit.at, audit.action, staff.full_name FROM audit \
     LEFT JOIN staff ON staff.id = audit.actor_id AND audit.actor_kind = 'staff' \
     WHERE audit.detail = $2 AND audit.detail <> '' \
     AND EXISTS (SELECT 1 FROM audit_patient WHERE audit_patient.patient_id = $1 \
     AND audit_patient.seq = audit.seq) ORDER BY audit.seq DESC LIMIT $3";

/// What was done to an appointment of the patient, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_events(
    reads: &mut impl Reads,
    patient: PatientId,
    id: AppointmentId,
    limit: i64,
) -> Result<Vec<Event>, StoreError> {
    let rows: Vec<(At, String, Option<String>)> = on_db!(
        reads,
        query_as(EVENTS)
            .bind(Id(patient))
            .bind(id.to_string())
            .bind(limit)
            .fetch_all
    )?;
    rows.into_iter()
        .map(|(at, action, stored)| {
            let staff_name = stored
                .map(|stored| name("staff", "full_name", &stored))
                .transpose()?;
            Ok(Event {
                at: at.0,
                action,
                staff_name,
            })
        })
        .collect()
}

/// The statements about exceptions.
#[cfg(test)]
pub(crate) const EXEMPTION_STATEMENTS: &[&str] = exemption::STATEMENTS;

/// The statement about neighbours.
#[cfg(test)]
pub(crate) const NEIGHBOUR_STATEMENTS: &[&str] = neighbour::STATEMENTS;

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    PERSON,
    BOOKED_MOST,
    SUBMITTED,
    MARK_OVERBOOKED,
    FIND,
    FIND_MARKS,
    UPDATE_STATE,
    CANCEL,
    UNDO_BOOKING,
    EVENTS,
];

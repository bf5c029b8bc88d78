//! Appointments: booked visits, and what the rules ask about a patient.

use domain::id::{
    AccountId, AppointmentId, LocationId, PatientId, PractitionerId, ServiceId, SubmissionId,
};
use domain::person::{EmailAddress, PersonName};
use domain::span::Span;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, stored_words};
use crate::db::on_db;
use crate::hold::{Hold, HoldRow, hold_columns};
use crate::{Reads, StoreError, Tx};

/// How far an appointment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentState {
    /// Booked.
    Confirmed,
    /// The patient is there.
    Arrived,
    /// It has taken place.
    Completed,
    /// The patient didn't come.
    NoShow,
    /// It won't take place.
    Cancelled,
}

impl AppointmentState {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::Completed => "completed",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [
            Self::Confirmed,
            Self::Arrived,
            Self::Completed,
            Self::NoShow,
            Self::Cancelled,
        ]
        .into_iter()
        .find(|state| state.as_str() == text)
    }
}

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelledBy {
    /// The patient.
    Patient,
    /// Somebody who acts for them.
    Guardian,
    /// A member of staff, as asked by the patient.
    Staff,
    /// The clinic.
    Clinic,
}

impl CancelledBy {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Guardian => "guardian",
            Self::Staff => "staff",
            Self::Clinic => "clinic",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Patient, Self::Guardian, Self::Staff, Self::Clinic]
            .into_iter()
            .find(|by| by.as_str() == text)
    }
}

stored_words!(AppointmentState, CancelledBy);

/// What a booking asks about: the person, and what bears on the time.
#[derive(Clone, Debug)]
pub struct BookingFacts {
    /// The visitor's hold with that id, if there is one.
    pub hold: Option<Hold>,
    /// What that press of the button booked already, and for whom.
    pub booked: Option<(AppointmentId, PatientId)>,
    /// The patient's name.
    pub full_name: PersonName,
    /// Where the account gets its mail.
    pub email: EmailAddress,
    /// Set while staff have not looked at the patient's profile.
    pub provisional: bool,
    /// Whether the patient has any appointment that wasn't cancelled.
    pub has_appointments: bool,
    /// Appointments that start later than now.
    pub upcoming: u32,
    /// Those that may be in the way of the hold's time, with anybody: all that reach
    /// into the longest visit from its start.
    pub overlapping: Vec<Span>,
}

#[derive(FromRow)]
struct FactsRow {
    booked_id: Option<Id<AppointmentId>>,
    booked_patient_id: Option<Id<PatientId>>,
    full_name: String,
    email: String,
    provisional_at: Option<At>,
    has_appointments: i64,
    upcoming: u32,
    other_starts_at: Option<At>,
    other_ends_at: Option<At>,
}

/// Longest visit that a service can have, in milliseconds: bounds how far back an
/// appointment can reach into a time.
const LONGEST_MS: i64 = 12 * 60 * 60 * 1000;

// Index: primary keys of patient, account and hold; appointment.submission_id;
// appointment_patient for the other appointments, a range of one patient each time.
const FACTS: &str = concat!(
    "SELECT ",
    hold_columns!(),
    ", booked.id AS booked_id, booked.patient_id AS booked_patient_id, \
     patient.full_name, patient.provisional_at, account.email, \
     CASE WHEN EXISTS (SELECT 1 FROM appointment AS past WHERE past.patient_id = patient.id \
     AND past.state <> 'cancelled') THEN 1 ELSE 0 END AS has_appointments, \
     (SELECT COUNT(*) FROM appointment AS ahead WHERE ahead.patient_id = patient.id \
     AND ahead.starts_at > $6 AND ahead.state <> 'cancelled') AS upcoming, \
     other.starts_at AS other_starts_at, other.ends_at AS other_ends_at \
     FROM patient JOIN account ON account.id = $2 \
     LEFT JOIN hold ON hold.id = $3 AND hold.visitor_hash = $4 \
     LEFT JOIN appointment AS booked ON booked.submission_id = $5 \
     LEFT JOIN appointment AS other ON other.patient_id = patient.id \
     AND other.state <> 'cancelled' AND other.starts_at < hold.starts_at + $7 \
     AND other.starts_at > hold.starts_at - $7 AND other.ends_at > hold.starts_at \
     WHERE patient.id = $1"
);

/// Whose booking it is to be.
#[derive(Clone, Copy, Debug)]
pub struct FactsQuery<'a> {
    /// The patient.
    pub patient: PatientId,
    /// The account that books.
    pub account: AccountId,
    /// The hold.
    pub hold: domain::id::HoldId,
    /// Whose the hold must be.
    pub visitor: &'a [u8],
    /// The press of the button; none while nothing is to be booked yet.
    pub submission: Option<SubmissionId>,
    /// Now.
    pub now: Timestamp,
}

/// Reads all that a booking asks about hold and patient, in one statement; none if
/// the patient or the account isn't there.
///
/// # Errors
/// Those of the database.
pub async fn find_booking_facts(
    reads: &mut impl Reads,
    query: FactsQuery<'_>,
) -> Result<Option<BookingFacts>, StoreError> {
    use sqlx::Row as _;
    let rows: Vec<sqlx::sqlite::SqliteRow> = on_db!(
        reads,
        query(FACTS)
            .bind(Id(query.patient))
            .bind(Id(query.account))
            .bind(Id(query.hold))
            .bind(query.visitor)
            .bind(query.submission.map(Id))
            .bind(At(query.now))
            .bind(LONGEST_MS)
            .fetch_all
    )?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let facts = FactsRow::from_row(row)?;
    let held: Option<Id<domain::id::HoldId>> = row.try_get("hold_id")?;
    let hold = match held {
        Some(_) => Some(HoldRow::from_row(row)?.into()),
        None => None,
    };
    let mut overlapping = Vec::new();
    for row in &rows {
        let row = FactsRow::from_row(row)?;
        if let (Some(At(start)), Some(At(end))) = (row.other_starts_at, row.other_ends_at) {
            overlapping.push(Span::new(start, end).map_err(|_| corrupt("ends_at"))?);
        }
    }
    Ok(Some(BookingFacts {
        hold,
        booked: facts
            .booked_id
            .zip(facts.booked_patient_id)
            .map(|(id, whose)| (id.0, whose.0)),
        full_name: crate::account::name("patient", "full_name", &facts.full_name)?,
        email: crate::account::email("account", "email", &facts.email)?,
        provisional: facts.provisional_at.is_some(),
        has_appointments: facts.has_appointments == 1,
        upcoming: facts.upcoming,
        overlapping,
    }))
}

/// An appointment to be added.
#[derive(Clone, Debug)]
pub struct NewAppointment {
    /// Its id.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// What.
    pub service: ServiceId,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub location: LocationId,
    /// The location's zone today.
    pub zone: String,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// The service's buffer today.
    pub buffer_before_minutes: u32,
    /// The service's buffer today.
    pub buffer_after_minutes: u32,
    /// The service's notice today.
    pub cancel_notice_minutes: u32,
    /// What the patient wrote to the practitioner.
    pub note: Option<String>,
    /// Who booked.
    pub booked_by: BookedBy,
    /// Now.
    pub booked_at: Timestamp,
    /// The press of the button.
    pub submission: SubmissionId,
}

/// Who booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookedBy {
    /// An account, online.
    Account(AccountId),
    /// A member of staff.
    Staff(domain::id::StaffId),
}

const INSERT: &str = "INSERT INTO appointment (id, patient_id, service_id, practitioner_id, \
     location_id, zone, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, \
     cancel_notice_minutes, state, note, booked_by_account, booked_by_staff, booked_at, \
     submission_id, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'confirmed', \
     $12, $13, $14, $15, $16, 0)";

/// Adds a confirmed appointment; its claims are the caller's.
///
/// # Errors
/// `Conflict(Submission)` if that press of the button has booked already.
pub async fn insert_appointment(tx: &mut Tx, new: &NewAppointment) -> Result<(), StoreError> {
    let (account, staff) = match new.booked_by {
        BookedBy::Account(account) => (Some(account), None),
        BookedBy::Staff(staff) => (None, Some(staff)),
    };
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.patient))
            .bind(Id(new.service))
            .bind(Id(new.practitioner))
            .bind(Id(new.location))
            .bind(&new.zone)
            .bind(At(new.starts_at))
            .bind(At(new.ends_at))
            .bind(new.buffer_before_minutes)
            .bind(new.buffer_after_minutes)
            .bind(new.cancel_notice_minutes)
            .bind(new.note.as_deref())
            .bind(account.map(Id))
            .bind(staff.map(Id))
            .bind(At(new.booked_at))
            .bind(Id(new.submission))
            .execute
    )?;
    Ok(())
}

/// An appointment with the names that its page shows.
#[derive(Clone, Debug)]
pub struct Appointment {
    /// Which.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// The service's name.
    pub service_name: String,
    /// The service's name in links.
    pub service_slug: String,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
    /// Their colour.
    pub hue: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// The zone at booking, IANA.
    pub zone: String,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// How long before its start it can still be cancelled online.
    pub cancel_notice_minutes: u32,
    /// How far it has come.
    pub state: AppointmentState,
    /// What the patient wrote.
    pub note: Option<String>,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Who cancelled it.
    pub cancelled_by: Option<CancelledBy>,
    /// How often it changed.
    pub sequence: i64,
}

#[derive(FromRow)]
struct AppointmentRow {
    id: Id<AppointmentId>,
    patient_id: Id<PatientId>,
    patient_name: String,
    service_name: String,
    service_slug: String,
    practitioner_id: Id<PractitionerId>,
    practitioner_name: String,
    hue: String,
    street: String,
    city: String,
    zone: String,
    starts_at: At,
    ends_at: At,
    cancel_notice_minutes: u32,
    state: Word<AppointmentState>,
    note: Option<String>,
    booked_at: At,
    cancelled_at: Option<At>,
    cancelled_by: Option<Word<CancelledBy>>,
    sequence: i64,
}

impl AppointmentRow {
    fn read(self) -> Result<Appointment, StoreError> {
        Ok(Appointment {
            id: self.id.0,
            patient: self.patient_id.0,
            patient_name: crate::account::name("patient", "full_name", &self.patient_name)?,
            service_name: self.service_name,
            service_slug: self.service_slug,
            practitioner: self.practitioner_id.0,
            practitioner_name: crate::account::name(
                "practitioner",
                "full_name",
                &self.practitioner_name,
            )?,
            hue: self.hue,
            street: self.street,
            city: self.city,
            zone: self.zone,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            cancel_notice_minutes: self.cancel_notice_minutes,
            state: self.state.0,
            note: self.note,
            booked_at: self.booked_at.0,
            cancelled_at: self.cancelled_at.map(|at| at.0),
            cancelled_by: self.cancelled_by.map(|by| by.0),
            sequence: self.sequence,
        })
    }
}

macro_rules! select_appointment {
    ($end:literal) => {
        concat!(
            "SELECT appointment.id, appointment.patient_id, patient.full_name AS patient_name, \
             service.name AS service_name, service.slug AS service_slug, \
             appointment.practitioner_id, practitioner.full_name AS practitioner_name, \
             practitioner.hue, location.street, location.city, appointment.zone, \
             appointment.starts_at, appointment.ends_at, appointment.cancel_notice_minutes, \
             appointment.state, appointment.note, appointment.booked_at, \
             appointment.cancelled_at, appointment.cancelled_by, appointment.sequence \
             FROM appointment JOIN patient ON patient.id = appointment.patient_id \
             JOIN service ON service.id = appointment.service_id \
             JOIN practitioner ON practitioner.id = appointment.practitioner_id \
             JOIN location ON location.id = appointment.location_id ",
            $end
        )
    };
}

// Index: appointment_patient, backwards.
const LIST: &str = select_appointment!(
    "WHERE appointment.patient_id = $1 ORDER BY appointment.starts_at DESC LIMIT $2"
);
// Index: primary key.
const FIND: &str = select_appointment!("WHERE appointment.id = $1 AND appointment.patient_id = $2");

/// The patient's latest appointments, those ahead included, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_of_patient(
    reads: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Appointment>, StoreError> {
    let rows: Vec<AppointmentRow> = on_db!(
        reads,
        query_as(LIST).bind(Id(patient)).bind(limit).fetch_all
    )?;
    rows.into_iter().map(AppointmentRow::read).collect()
}

/// The patient's appointment with this id.
///
/// # Errors
/// Those of the database.
pub async fn find_of_patient(
    reads: &mut impl Reads,
    appointment: AppointmentId,
    patient: PatientId,
) -> Result<Option<Appointment>, StoreError> {
    let row: Option<AppointmentRow> = on_db!(
        reads,
        query_as(FIND)
            .bind(Id(appointment))
            .bind(Id(patient))
            .fetch_optional
    )?;
    row.map(AppointmentRow::read).transpose()
}

// Index: primary key; access_account for who cancels. Of several accesses the own one counts.
const CANCEL: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = $3, \
     cancelled_by = CASE WHEN EXISTS (SELECT 1 FROM access \
     WHERE access.account_id = $2 AND access.patient_id = appointment.patient_id \
     AND access.relation = 'self' AND access.ended_at IS NULL) \
     THEN 'patient' ELSE 'guardian' END, sequence = sequence + 1 \
     WHERE id = $1 AND state = 'confirmed' \
     RETURNING sequence, (SELECT account.email FROM account WHERE account.id = $2)";

/// Marks a confirmed appointment as cancelled by the account, and answers its new
/// sequence and where the account gets its mail; none if it wasn't confirmed. Its
/// claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn cancel_by_account(
    tx: &mut Tx,
    appointment: AppointmentId,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<(i64, EmailAddress)>, StoreError> {
    let row: Option<(i64, String)> = on_db!(
        tx,
        query_as(CANCEL)
            .bind(Id(appointment))
            .bind(Id(account))
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(|(sequence, stored)| {
        Ok((
            sequence,
            crate::account::email("account", "email", &stored)?,
        ))
    })
    .transpose()
}

// Index: primary key.
const RESTORE: &str = "UPDATE appointment SET state = 'confirmed', cancelled_at = NULL, \
     cancelled_by = NULL, sequence = sequence + 1 WHERE id = $1 AND state = 'cancelled'";

/// Takes a cancelling back. False if it wasn't cancelled. Its claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn restore(tx: &mut Tx, appointment: AppointmentId) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(RESTORE).bind(Id(appointment)).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: appointment_patient.
const OVERLAPS: &str = "SELECT COUNT(*) FROM appointment WHERE patient_id = $1 AND id <> $2 \
     AND state <> 'cancelled' AND starts_at < $4 AND starts_at > $3 - $5 AND ends_at > $3";

/// Whether the patient has another appointment in that time, with anybody.
///
/// # Errors
/// Those of the database.
pub async fn has_overlapping(
    reads: &mut impl Reads,
    patient: PatientId,
    other_than: AppointmentId,
    span: Span,
) -> Result<bool, StoreError> {
    let count: i64 = on_db!(
        reads,
        query_scalar(OVERLAPS)
            .bind(Id(patient))
            .bind(Id(other_than))
            .bind(At(span.start()))
            .bind(At(span.end()))
            .bind(LONGEST_MS)
            .fetch_one
    )?;
    Ok(count > 0)
}

fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt {
        table: "appointment",
        column: column.to_owned(),
    }
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FACTS, INSERT, LIST, FIND, CANCEL, RESTORE, OVERLAPS];

/// The statement that reads all a booking asks about.
#[cfg(test)]
pub(crate) const FACTS_STATEMENT: &str = FACTS;

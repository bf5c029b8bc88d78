//! Appointments: booked visits. What the rules ask about a patient is in [`facts`].

use std::fmt;

pub use domain::appointment::AppointmentState;
use domain::id::{AccountId, AppointmentId, PatientId, PractitionerId, ServiceId};
use domain::limits;
use domain::person::{EmailAddress, PersonName};
use domain::span::Span;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, corrupt, email, name, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod ahead;
mod change;
pub mod desk;
mod facts;
mod insert;
pub(crate) mod requests;
mod sight;

pub(crate) use ahead::ahead_columns;
pub use ahead::{AheadCounts, count_ahead, has_booked_since};
pub use change::{
    Destination, LastMove, MovedBy, find_address, find_last, list_overlapping, move_appointment,
    move_back, undo_booking,
};
pub use facts::{BookingFacts, FactsQuery, find_booking_facts};
#[cfg(any(test, feature = "bench"))]
pub(crate) use insert::INSERT;
pub use insert::{BookedBy, NewAppointment, insert_appointment};
pub use requests::{confirm, confirm_of_patient, of_patient as requests_of_patient};
pub use sight::Sight;

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelledBy {
    /// The patient, online or by asking the desk.
    Patient,
    /// Somebody who acts for them.
    Guardian,
    /// The clinic, for somebody whom it sees no more.
    Staff,
    /// The clinic, which offers other times.
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

/// Longest visit that a service can have, in milliseconds: bounds how far back an
/// appointment can reach into a time.
pub(crate) const LONGEST_MS: i64 = limits::VISIT_MINUTES_MAX * 60_000;

/// An appointment with the names that its page shows.
#[derive(Clone)]
pub struct Appointment {
    /// Which.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// What.
    pub service: ServiceId,
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
    /// How long before its start it can still be moved online.
    pub move_notice_minutes: u32,
    /// How often its patient has moved it.
    pub moves: u32,
    /// The last move, if nothing was done since.
    pub moved: Option<LastMove>,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic hadn't confirmed it when it came to that.
    pub requested: bool,
    /// What the patient wrote.
    pub note: Option<String>,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The account that booked it; none if the desk did.
    pub booked_by: Option<AccountId>,
    /// When it was cancelled.
    pub cancelled_at: Option<Timestamp>,
    /// Who cancelled it.
    pub cancelled_by: Option<CancelledBy>,
    /// The account that did, if one did.
    pub cancelled_by_account: Option<AccountId>,
    /// How often it changed.
    pub sequence: i64,
}

/// Without what the patient wrote.
impl fmt::Debug for Appointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Appointment")
            .field("id", &self.id)
            .field("patient", &self.patient)
            .field("practitioner", &self.practitioner)
            .field("starts_at", &self.starts_at)
            .field("state", &self.state)
            .field("sequence", &self.sequence)
            .finish_non_exhaustive()
    }
}

impl Appointment {
    /// Whether the clinic has yet to confirm it, or to turn it down.
    #[must_use]
    pub fn is_request(&self) -> bool {
        self.requested && self.state == AppointmentState::Confirmed
    }
}

#[derive(FromRow)]
struct AppointmentRow {
    id: Id<AppointmentId>,
    patient_id: Id<PatientId>,
    patient_name: String,
    service_id: Id<ServiceId>,
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
    move_notice_minutes: u32,
    moves: u32,
    moved_at: Option<At>,
    moved_by: Option<Word<MovedBy>>,
    moved_by_account: Option<Id<AccountId>>,
    previous_practitioner_id: Option<Id<PractitionerId>>,
    previous_starts_at: Option<At>,
    previous_ends_at: Option<At>,
    state: Word<AppointmentState>,
    requested: i64,
    note: Option<String>,
    booked_at: At,
    booked_by_account: Option<Id<AccountId>>,
    cancelled_at: Option<At>,
    cancelled_by: Option<Word<CancelledBy>>,
    cancelled_by_account: Option<Id<AccountId>>,
    sequence: i64,
}

impl AppointmentRow {
    fn read(self) -> Result<Appointment, StoreError> {
        Ok(Appointment {
            moved: self.last_move()?,
            id: self.id.0,
            patient: self.patient_id.0,
            patient_name: name("patient", "full_name", &self.patient_name)?,
            service: self.service_id.0,
            service_name: self.service_name,
            service_slug: self.service_slug,
            practitioner: self.practitioner_id.0,
            practitioner_name: name("practitioner", "full_name", &self.practitioner_name)?,
            hue: self.hue,
            street: self.street,
            city: self.city,
            zone: self.zone,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            cancel_notice_minutes: self.cancel_notice_minutes,
            move_notice_minutes: self.move_notice_minutes,
            moves: self.moves,
            state: self.state.0,
            requested: self.requested == 1,
            note: self.note,
            booked_at: self.booked_at.0,
            booked_by: self.booked_by_account.map(|id| id.0),
            cancelled_at: self.cancelled_at.map(|at| at.0),
            cancelled_by: self.cancelled_by.map(|by| by.0),
            cancelled_by_account: self.cancelled_by_account.map(|id| id.0),
            sequence: self.sequence,
        })
    }

    fn last_move(&self) -> Result<Option<LastMove>, StoreError> {
        let (Some(at), Some(by), Some(practitioner), Some(start), Some(end)) = (
            self.moved_at,
            &self.moved_by,
            &self.previous_practitioner_id,
            self.previous_starts_at,
            self.previous_ends_at,
        ) else {
            return Ok(None);
        };
        Ok(Some(LastMove {
            at: at.0,
            by: by.0,
            account: self.moved_by_account.map(|id| id.0),
            practitioner: practitioner.0,
            left: Span::new(start.0, end.0)
                .map_err(|_| corrupt("appointment", "previous_ends_at"))?,
        }))
    }
}

macro_rules! select_appointment {
    ($end:literal) => {
        concat!(
            "SELECT appointment.id, appointment.patient_id, patient.full_name AS patient_name, \
             service.id AS service_id, service.name AS service_name, service.slug AS service_slug, \
             appointment.practitioner_id, practitioner.full_name AS practitioner_name, \
             practitioner.hue, location.street, location.city, appointment.zone, \
             appointment.starts_at, appointment.ends_at, appointment.cancel_notice_minutes, \
             appointment.move_notice_minutes, appointment.moves, appointment.moved_at, \
             appointment.moved_by, appointment.moved_by_account, appointment.previous_practitioner_id, \
             appointment.previous_starts_at, appointment.previous_ends_at, \
             appointment.state, appointment.requested, appointment.note, appointment.booked_at, \
             appointment.booked_by_account, appointment.cancelled_at, appointment.cancelled_by, \
             appointment.cancelled_by_account, appointment.sequence \
             FROM appointment JOIN patient ON patient.id = appointment.patient_id \
             JOIN service ON service.id = appointment.service_id \
             JOIN practitioner ON practitioner.id = appointment.practitioner_id \
             JOIN location ON location.id = appointment.location_id ",
            $end
        )
    };
}

pub(crate) use select_appointment;

// Index: appointment_patient, backwards.
const LIST: &str = select_appointment!(
    "WHERE appointment.patient_id = $1 AND appointment.booking_undone_at IS NULL \
     AND ($3 = 1 OR service.confidential_at IS NULL) \
     ORDER BY appointment.starts_at DESC LIMIT $2"
);
// Index: primary key.
const FIND: &str = select_appointment!(
    "WHERE appointment.id = $1 AND appointment.patient_id = $2 \
     AND appointment.booking_undone_at IS NULL \
     AND ($3 = 1 OR service.confidential_at IS NULL)"
);

/// The patient's latest appointments, those ahead included, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_of_patient(
    reads: &mut impl Reads,
    sight: Sight,
    limit: i64,
) -> Result<Vec<Appointment>, StoreError> {
    let rows: Vec<AppointmentRow> = on_db!(
        reads,
        query_as(LIST)
            .bind(Id(sight.patient))
            .bind(limit)
            .bind(sight.flag())
            .fetch_all
    )?;
    rows.into_iter().map(AppointmentRow::read).collect()
}

/// The patient's appointment with this id, if whoever asks sees it.
///
/// # Errors
/// Those of the database.
pub async fn find_of_patient(
    reads: &mut impl Reads,
    appointment: AppointmentId,
    sight: Sight,
) -> Result<Option<Appointment>, StoreError> {
    let row: Option<AppointmentRow> = on_db!(
        reads,
        query_as(FIND)
            .bind(Id(appointment))
            .bind(Id(sight.patient))
            .bind(sight.flag())
            .fetch_optional
    )?;
    row.map(AppointmentRow::read).transpose()
}

// Index: primary key; access_account for who cancels. Of several accesses the own one counts.
const CANCEL: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = $3, \
     cancelled_by = CASE WHEN EXISTS (SELECT 1 FROM access \
     WHERE access.account_id = $2 AND access.patient_id = appointment.patient_id \
     AND access.relation = 'self' AND access.ended_at IS NULL) \
     THEN 'patient' ELSE 'guardian' END, cancelled_by_account = $2, sequence = sequence + 1, \
     moved_at = NULL, moved_by = NULL, previous_practitioner_id = NULL, \
     previous_location_id = NULL, previous_zone = NULL, previous_starts_at = NULL, \
     previous_ends_at = NULL WHERE id = $1 AND state = 'confirmed' \
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
    row.map(|(sequence, stored)| Ok((sequence, email("account", "email", &stored)?)))
        .transpose()
}

// Index: primary keys.
const RESTORE: &str = "UPDATE appointment SET state = 'confirmed', cancelled_at = NULL, \
     cancelled_by = NULL, cancelled_by_account = NULL, sequence = sequence + 1, \
     requested = CASE WHEN requested = 1 AND EXISTS (SELECT 1 FROM patient \
     WHERE patient.id = appointment.patient_id AND patient.provisional_at IS NOT NULL) \
     THEN 1 ELSE 0 END WHERE id = $1 AND state = 'cancelled'";

/// Takes a cancelling back. A request comes back as one, unless its patient waits for nobody by
/// now. False if it wasn't cancelled. Its claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn restore(tx: &mut Tx, appointment: AppointmentId) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(RESTORE).bind(Id(appointment)).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: appointment_patient; primary key of service.
const OVERLAPS: &str = "SELECT COUNT(*) FROM appointment \
     JOIN service ON service.id = appointment.service_id \
     WHERE appointment.patient_id = $1 AND appointment.id <> $2 \
     AND appointment.state <> 'cancelled' AND appointment.starts_at < $4 \
     AND appointment.starts_at > $3 - $5 AND appointment.ends_at > $3 \
     AND (appointment.booked_at > $6 OR appointment.moved_at > $6) \
     AND ($7 = 1 OR service.confidential_at IS NULL)";

/// Whether the patient has another appointment in that time, with anybody, that whoever asks
/// sees and that was put there later than `since`.
///
/// # Errors
/// Those of the database.
pub async fn has_overlapping(
    reads: &mut impl Reads,
    sight: Sight,
    other_than: AppointmentId,
    span: Span,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let count: i64 = on_db!(
        reads,
        query_scalar(OVERLAPS)
            .bind(Id(sight.patient))
            .bind(Id(other_than))
            .bind(At(span.start()))
            .bind(At(span.end()))
            .bind(LONGEST_MS)
            .bind(At(since))
            .bind(sight.flag())
            .fetch_one
    )?;
    Ok(count > 0)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] =
    &[facts::FACTS, INSERT, LIST, FIND, CANCEL, RESTORE, OVERLAPS];

/// The statement that counts what is ahead.
#[cfg(test)]
pub(crate) const AHEAD_STATEMENTS: &[&str] = ahead::STATEMENTS;

/// The statements about requests.
#[cfg(test)]
pub(crate) const REQUEST_STATEMENTS: &[&str] = requests::STATEMENTS;

/// The statements of a move.
#[cfg(test)]
pub(crate) const CHANGE_STATEMENTS: &[&str] = change::STATEMENTS;

/// The statement that reads all a booking asks about.
#[cfg(any(test, feature = "bench"))]
pub(crate) const FACTS_STATEMENT: &str = facts::FACTS;

//! An appointment that moves, or whose booking is taken back: the row's part. Its claims are in [`crate::claim`].

use domain::id::{AccountId, AppointmentId, LocationId, PractitionerId, ServiceId};
use domain::person::EmailAddress;
use domain::span::Span;
use jiff::Timestamp;

use super::{LONGEST_MS, Sight};
use crate::column::{At, Id, Word, corrupt, email, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// On which side somebody moved an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MovedBy {
    /// The patient, or somebody who acts for them.
    Patient,
    /// A member of staff.
    Staff,
}

impl MovedBy {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Staff => "staff",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Patient, Self::Staff]
            .into_iter()
            .find(|by| by.as_str() == text)
    }
}

stored_words!(MovedBy);

/// The last move of an appointment, while nothing was done to it since.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastMove {
    /// When.
    pub at: Timestamp,
    /// On which side.
    pub by: MovedBy,
    /// The account that did, if one did.
    pub account: Option<AccountId>,
    /// With whom it was before.
    pub practitioner: PractitionerId,
    /// The time it left.
    pub left: Span,
}

/// Where an appointment goes.
#[derive(Clone, Debug)]
pub struct Destination {
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where that is.
    pub location: LocationId,
    /// The location's zone today.
    pub zone: String,
    /// The new time.
    pub span: Span,
    /// Whether that is over another visit, on purpose.
    pub overbooked: bool,
}

// Index: primary key.
const MOVE: &str = "UPDATE appointment SET previous_practitioner_id = practitioner_id, \
     previous_location_id = location_id, previous_zone = zone, previous_starts_at = starts_at, \
     previous_ends_at = ends_at, previous_overbooked = overbooked, practitioner_id = $3, \
     location_id = $4, zone = $5, starts_at = $6, ends_at = $7, moved_at = $8, moved_by = $9, \
     moved_by_account = $11, overbooked = $10, \
     moves = moves + CASE WHEN $9 = 'patient' THEN 1 ELSE 0 END, sequence = sequence + 1 \
     WHERE id = $1 AND sequence = $2 AND state = 'confirmed' RETURNING sequence";

/// Moves a confirmed appointment that has changed `sequence` times, and answers its new
/// sequence; none if it has changed since. A patient's moves are counted, staff's
/// aren't. Its claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn move_appointment(
    tx: &mut Tx,
    appointment: AppointmentId,
    sequence: i64,
    to: &Destination,
    (by, account): (MovedBy, Option<AccountId>),
    now: Timestamp,
) -> Result<Option<i64>, StoreError> {
    Ok(on_db!(
        tx,
        query_scalar(MOVE)
            .bind(Id(appointment))
            .bind(sequence)
            .bind(Id(to.practitioner))
            .bind(Id(to.location))
            .bind(&to.zone)
            .bind(At(to.span.start()))
            .bind(At(to.span.end()))
            .bind(At(now))
            .bind(Word(by))
            .bind(i64::from(to.overbooked))
            .bind(account.map(Id))
            .fetch_optional
    )?)
}

// Index: primary key.
const MOVE_BACK: &str = "UPDATE appointment SET practitioner_id = previous_practitioner_id, \
     location_id = previous_location_id, zone = previous_zone, starts_at = previous_starts_at, \
     ends_at = previous_ends_at, overbooked = previous_overbooked, previous_practitioner_id = NULL, previous_location_id = NULL, \
     previous_zone = NULL, previous_starts_at = NULL, previous_ends_at = NULL, \
     moves = moves - CASE WHEN moved_by = 'patient' THEN 1 ELSE 0 END, moved_at = NULL, \
     moved_by = NULL, sequence = sequence + 1 \
     WHERE id = $1 AND state = 'confirmed' AND moved_at IS NOT NULL";

/// Takes the last move of a confirmed appointment back. False if there is none. Its
/// claims are the caller's.
///
/// # Errors
/// Those of the database.
pub async fn move_back(tx: &mut Tx, appointment: AppointmentId) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(MOVE_BACK).bind(Id(appointment)).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key; access_account for who took it back.
const UNDO_BOOKING: &str = "UPDATE appointment SET state = 'cancelled', cancelled_at = $3, \
     booking_undone_at = $3, cancelled_by = CASE WHEN EXISTS (SELECT 1 FROM access \
     WHERE access.account_id = $2 AND access.patient_id = appointment.patient_id \
     AND access.relation = 'self' AND access.ended_at IS NULL) \
     THEN 'patient' ELSE 'guardian' END, sequence = sequence + 1, moved_at = NULL, \
     moved_by = NULL, previous_practitioner_id = NULL, previous_location_id = NULL, \
     previous_zone = NULL, previous_starts_at = NULL, previous_ends_at = NULL \
     WHERE id = $1 AND state = 'confirmed' AND booked_by_account IS NOT NULL";

/// Takes the booking of a confirmed appointment back, which some account made; its
/// patient sees it no more. False if there is nothing to take back. Its claims are the
/// caller's.
///
/// # Errors
/// Those of the database.
pub async fn undo_booking(
    tx: &mut Tx,
    appointment: AppointmentId,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UNDO_BOOKING)
            .bind(Id(appointment))
            .bind(Id(account))
            .bind(At(now))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: appointment_patient.
const OTHERS: &str = "SELECT appointment.starts_at, appointment.ends_at \
     FROM appointment JOIN service ON service.id = appointment.service_id \
     WHERE appointment.patient_id = $1 AND ($2 IS NULL OR appointment.id <> $2) \
     AND appointment.state <> 'cancelled' AND appointment.starts_at < $4 \
     AND appointment.starts_at > $3 - $5 AND appointment.ends_at > $3 \
     AND ($6 = 1 OR service.confidential_at IS NULL)";

/// The patient's appointments in that time, with anybody, as far as whoever asks sees them;
/// other than one that is to move.
///
/// # Errors
/// Those of the database.
pub async fn list_overlapping(
    reads: &mut impl Reads,
    sight: Sight,
    other_than: Option<AppointmentId>,
    span: Span,
) -> Result<Vec<Span>, StoreError> {
    let rows: Vec<(At, At)> = on_db!(
        reads,
        query_as(OTHERS)
            .bind(Id(sight.patient))
            .bind(other_than.map(Id))
            .bind(At(span.start()))
            .bind(At(span.end()))
            .bind(LONGEST_MS)
            .bind(sight.flag())
            .fetch_all
    )?;
    rows.into_iter()
        .map(|(start, end)| {
            Span::new(start.0, end.0).map_err(|_| corrupt("appointment", "ends_at"))
        })
        .collect()
}

// Index: appointment_patient, backwards.
const LAST: &str = "SELECT appointment.service_id, appointment.practitioner_id \
     FROM appointment JOIN service ON service.id = appointment.service_id \
     WHERE appointment.patient_id = $1 AND appointment.state <> 'cancelled' \
     AND ($2 = 1 OR service.confidential_at IS NULL) \
     ORDER BY appointment.starts_at DESC LIMIT 1";

/// What the patient's latest visit was, or will be, and with whom.
///
/// # Errors
/// Those of the database.
pub async fn find_last(
    reads: &mut impl Reads,
    sight: Sight,
) -> Result<Option<(ServiceId, PractitionerId)>, StoreError> {
    let row: Option<(Id<ServiceId>, Id<PractitionerId>)> = on_db!(
        reads,
        query_as(LAST)
            .bind(Id(sight.patient))
            .bind(sight.flag())
            .fetch_optional
    )?;
    Ok(row.map(|(service, practitioner)| (service.0, practitioner.0)))
}

// Index: primary key.
const ADDRESS: &str = "SELECT email FROM account WHERE id = $1";

/// Where the account gets its mail.
///
/// # Errors
/// `NotFound` if there is no such account.
pub async fn find_address(
    reads: &mut impl Reads,
    account: AccountId,
) -> Result<EmailAddress, StoreError> {
    let stored: Option<String> = on_db!(
        reads,
        query_scalar(ADDRESS).bind(Id(account)).fetch_optional
    )?;
    email("account", "email", &stored.ok_or(StoreError::NotFound)?)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[MOVE, MOVE_BACK, UNDO_BOOKING, OTHERS, LAST, ADDRESS];

//! Registrations: new portal accounts that wait to be matched with a profile, and
//! what adding or blocking one does to the rows around it.
//!
//! Whether somebody may do so, and the mail about it, is not here.

use std::fmt;

use domain::id::{AccountId, AppointmentId, PatientId, RegistrationId, StaffId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::registration::requests::Requests;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::appointment::requests::{asked_at, requests};
use crate::column::{At, Day, Id, Word, email, name, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub mod looks;
pub mod policy;
pub mod question;

/// How a registration ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The profile is a patient's now.
    Added,
    /// The account is blocked.
    Blocked,
    /// The profile is part of another one.
    Merged,
}

impl Resolution {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Blocked => "blocked",
            Self::Merged => "merged",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Added, Self::Blocked, Self::Merged]
            .into_iter()
            .find(|end| end.as_str() == text)
    }
}

stored_words!(Resolution);

/// A new registration.
#[derive(Clone, Copy, Debug)]
pub struct NewRegistration {
    /// Its id.
    pub id: RegistrationId,
    /// The provisional profile.
    pub patient: PatientId,
    /// The account that signed up.
    pub account: AccountId,
    /// When its address was proven.
    pub created_at: Timestamp,
}

const INSERT: &str = "INSERT INTO registration (id, patient_id, account_id, state, created_at) \
     VALUES ($1, $2, $3, 'waiting', $4)";

/// Puts a registration into the queue.
///
/// # Errors
/// Those of the database.
pub async fn insert_registration(tx: &mut Tx, new: &NewRegistration) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.patient))
            .bind(Id(new.account))
            .bind(At(new.created_at))
            .execute
    )?;
    Ok(())
}

/// A registration that waits, with what staff need to see of it.
#[derive(Clone)]
pub struct WaitingRegistration {
    /// Which.
    pub id: RegistrationId,
    /// The provisional profile.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// The account's proven address.
    pub email: EmailAddress,
    /// Who added them, where the profile isn't the account holder's own.
    pub added_by: Option<PersonName>,
    /// Their phone number.
    pub phone: Option<String>,
    /// When the registration was made.
    pub created_at: Timestamp,
    /// The start of their next appointment.
    pub next_starts_at: Option<Timestamp>,
    /// Its service's name.
    pub next_service: Option<String>,
    /// Whether it is a request.
    pub next_requested: bool,
    /// What they have asked for and nobody has confirmed.
    pub requests: Requests,
}

/// A phone number has no type that would hide it.
impl fmt::Debug for WaitingRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingRegistration")
            .field("id", &self.id)
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct WaitingRow {
    id: Id<RegistrationId>,
    patient_id: Id<PatientId>,
    full_name: String,
    born_on: Option<Day>,
    email: String,
    added_by: Option<String>,
    phone: Option<String>,
    created_at: At,
    next_starts_at: Option<At>,
    next_service: Option<String>,
    next_requested: i64,
    requests: i64,
    asked_at: Option<At>,
}

// Index: registration_waiting, then appointment_patient for each row.
const LIST_WAITING: &str = concat!(
    "SELECT registration.id, registration.patient_id, patient.full_name, \
     patient.born_on, account.email, CASE WHEN EXISTS (SELECT 1 FROM access \
       WHERE access.patient_id = registration.patient_id \
       AND access.account_id = registration.account_id AND access.relation = 'guardian') \
     THEN account.full_name END AS added_by, patient.phone, registration.created_at, \
     appointment.starts_at AS next_starts_at, service.name AS next_service, \
     COALESCE(appointment.requested, 0) AS next_requested, \
     (SELECT COUNT(*) FROM appointment AS asked WHERE asked.patient_id = registration.patient_id \
       AND asked.requested = 1 AND asked.state = 'confirmed') AS requests, (SELECT MAX(",
    asked_at!(),
    ") FROM appointment AS asked WHERE asked.patient_id = registration.patient_id \
       AND asked.requested = 1 AND asked.state = 'confirmed') AS asked_at \
     FROM registration \
     JOIN patient ON patient.id = registration.patient_id \
     JOIN account ON account.id = registration.account_id \
     LEFT JOIN appointment ON appointment.id = (SELECT next.id FROM appointment AS next \
       WHERE next.patient_id = registration.patient_id AND next.starts_at > $1 \
       AND next.state = 'confirmed' ORDER BY next.starts_at, next.id LIMIT 1) \
     LEFT JOIN service ON service.id = appointment.service_id \
     WHERE registration.state = 'waiting' \
     ORDER BY appointment.starts_at IS NULL, appointment.starts_at, registration.created_at, \
       registration.id LIMIT $2"
);

/// Who waits: by their next appointment after `now`, the soonest first, then those
/// without one, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn list_waiting(
    reads: &mut impl Reads,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<WaitingRegistration>, StoreError> {
    let rows: Vec<WaitingRow> = on_db!(
        reads,
        query_as(LIST_WAITING).bind(At(now)).bind(limit).fetch_all
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(WaitingRegistration {
                id: row.id.0,
                patient: row.patient_id.0,
                full_name: name("patient", "full_name", &row.full_name)?,
                born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
                email: email("account", "email", &row.email)?,
                added_by: row
                    .added_by
                    .map(|stored| name("account", "full_name", &stored))
                    .transpose()?,
                phone: row.phone,
                created_at: row.created_at.0,
                next_starts_at: row.next_starts_at.map(|at| at.0),
                next_service: row.next_service,
                next_requested: row.next_requested == 1,
                requests: requests(row.requests, row.asked_at),
            })
        })
        .collect()
}

// Index: registration_waiting.
const COUNT_WAITING: &str = "SELECT COUNT(*) FROM registration WHERE state = 'waiting'";

/// How many registrations wait.
///
/// # Errors
/// Those of the database.
pub async fn count_waiting(reads: &mut impl Reads) -> Result<u32, StoreError> {
    let count: i64 = on_db!(reads, query_scalar(COUNT_WAITING).fetch_one)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Whose registration it is.
#[derive(Clone, Debug)]
pub struct FoundRegistration {
    /// The provisional profile.
    pub patient: PatientId,
    /// The account.
    pub account: AccountId,
    /// The account's address.
    pub email: EmailAddress,
    /// Whether the account's holder added somebody else.
    pub of_other: bool,
}

// Index: primary keys; access_account.
const FIND: &str = "SELECT registration.patient_id, registration.account_id, account.email, \
     CASE WHEN EXISTS (SELECT 1 FROM access WHERE access.patient_id = registration.patient_id \
     AND access.account_id = registration.account_id AND access.relation = 'guardian') \
     THEN 1 ELSE 0 END FROM registration JOIN account ON account.id = registration.account_id \
     WHERE registration.id = $1";

/// The registration with this id, waiting or not.
///
/// # Errors
/// Those of the database.
pub async fn find_registration(
    reads: &mut impl Reads,
    id: RegistrationId,
) -> Result<Option<FoundRegistration>, StoreError> {
    let row: Option<(Id<PatientId>, Id<AccountId>, String, i64)> =
        on_db!(reads, query_as(FIND).bind(Id(id)).fetch_optional)?;
    row.map(|(patient, account, stored, of_other)| {
        Ok(FoundRegistration {
            patient: patient.0,
            account: account.0,
            email: email("account", "email", &stored)?,
            of_other: of_other == 1,
        })
    })
    .transpose()
}

// Index: primary keys; access_account.
const FIND_WAITING: &str = "SELECT registration.patient_id, patient.full_name, \
     CASE WHEN EXISTS (SELECT 1 FROM access WHERE access.patient_id = registration.patient_id \
     AND access.account_id = registration.account_id AND access.relation = 'guardian') \
     THEN 1 ELSE 0 END FROM registration \
     JOIN patient ON patient.id = registration.patient_id \
     WHERE registration.id = $1 AND registration.state = 'waiting'";

/// Whose registration it is, with their name, while it waits; and whether somebody else added
/// them.
///
/// # Errors
/// Those of the database.
pub async fn find_waiting(
    reads: &mut impl Reads,
    id: RegistrationId,
) -> Result<Option<(PatientId, PersonName, bool)>, StoreError> {
    let row: Option<(Id<PatientId>, String, i64)> =
        on_db!(reads, query_as(FIND_WAITING).bind(Id(id)).fetch_optional)?;
    row.map(|(patient, stored, of_other)| {
        let full_name = name("patient", "full_name", &stored)?;
        Ok((patient.0, full_name, of_other == 1))
    })
    .transpose()
}

// Index: primary key.
const RESOLVE: &str = "UPDATE registration SET state = $2, resolved_at = $3, resolved_by = $4 \
     WHERE id = $1 AND state = 'waiting'";

/// Takes the registration out of the queue; false if it doesn't wait any more.
///
/// # Errors
/// Those of the database.
pub async fn resolve(
    tx: &mut Tx,
    id: RegistrationId,
    resolution: Resolution,
    by: StaffId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(RESOLVE)
            .bind(Id(id))
            .bind(Word(resolution))
            .bind(At(now))
            .bind(Id(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
const KNOWN: &str = "UPDATE patient SET provisional_at = NULL, updated_at = $2 WHERE id = $1";

/// The profile is the clinic's own from now on.
///
/// # Errors
/// Those of the database.
pub async fn update_patient_known(
    tx: &mut Tx,
    patient: PatientId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(KNOWN).bind(Id(patient)).bind(At(now)).execute)?;
    Ok(())
}

/// An appointment that was cancelled with its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CancelledAhead {
    /// Which.
    pub id: AppointmentId,
    /// Whose.
    pub patient: PatientId,
    /// Its number of changes, this one counted.
    pub sequence: i64,
}

macro_rules! cancel_ahead {
    ($whose:literal) => {
        concat!(
            "UPDATE appointment SET state = 'cancelled', cancelled_at = $2, \
             cancelled_by = 'staff', sequence = sequence + 1 \
             WHERE state = 'confirmed' AND starts_at > $2 AND ",
            $whose,
            " RETURNING id, patient_id, sequence"
        )
    };
}
// Two statements, each with an index of its own; one with OR would walk through all that
// is ahead.
// Index: appointment_account.
const CANCEL_OF_ACCOUNT: &str = cancel_ahead!("booked_by_account = $1");
// Index: appointment_patient.
const CANCEL_OF_PATIENT: &str = cancel_ahead!("patient_id = $1");

/// Cancels, as staff, every appointment ahead that is the patient's, and frees their times at
/// once; with an account also those that it booked for anybody.
///
/// # Errors
/// Those of the database.
pub async fn cancel_ahead(
    tx: &mut Tx,
    account: Option<AccountId>,
    patient: PatientId,
    now: Timestamp,
) -> Result<Vec<CancelledAhead>, StoreError> {
    let mut rows: Vec<(Id<AppointmentId>, Id<PatientId>, i64)> = Vec::new();
    if let Some(account) = account {
        rows = on_db!(
            tx,
            query_as(CANCEL_OF_ACCOUNT)
                .bind(Id(account))
                .bind(At(now))
                .fetch_all
        )?;
    }
    let of_patient: Vec<(Id<AppointmentId>, Id<PatientId>, i64)> = on_db!(
        tx,
        query_as(CANCEL_OF_PATIENT)
            .bind(Id(patient))
            .bind(At(now))
            .fetch_all
    )?;
    rows.extend(of_patient);
    let mut cancelled = Vec::with_capacity(rows.len());
    for (id, patient, sequence) in rows {
        crate::claim::delete_claims(tx, id.0).await?;
        cancelled.push(CancelledAhead {
            id: id.0,
            patient: patient.0,
            sequence,
        });
    }
    Ok(cancelled)
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    LIST_WAITING,
    FIND,
    FIND_WAITING,
    RESOLVE,
    COUNT_WAITING,
    KNOWN,
    CANCEL_OF_ACCOUNT,
    CANCEL_OF_PATIENT,
];

//! Families: whom an account acts for, and in which browser for whom just now.
//!
//! What each access allows on a day is not decided here but in `domain::access`.

use domain::id::{AccountId, AppointmentId, PatientId, SessionId};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::access::{Held, HeldRow, held_columns, held_patient};
use crate::appointment::Sight;
use crate::column::{At, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// Somebody whom an account may act for.
#[derive(Clone, Debug)]
pub struct LookedAfter {
    /// The live access to them.
    pub held: Held,
    /// Their name.
    pub full_name: PersonName,
}

#[derive(FromRow)]
struct LookedAfterRow {
    #[sqlx(flatten)]
    held: HeldRow,
    full_name: String,
}

// Index: access_account, primary key of patient, safeguarding_stop_open.
const LIST: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", patient.full_name FROM access JOIN ",
    held_patient!(),
    " WHERE access.account_id = $1 AND access.ended_at IS NULL \
     ORDER BY CASE WHEN access.relation = 'self' THEN 0 ELSE 1 END, patient.full_name, patient.id"
);

/// Everybody whom the account may act for: its own patient first, the others by name.
///
/// # Errors
/// Those of the database.
pub async fn list_looked_after(
    reads: &mut impl Reads,
    account: AccountId,
) -> Result<Vec<LookedAfter>, StoreError> {
    let rows: Vec<LookedAfterRow> = on_db!(reads, query_as(LIST).bind(Id(account)).fetch_all)?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(held) = row.held.held()? {
            people.push(LookedAfter {
                held,
                full_name: name("patient", "full_name", &row.full_name)?,
            });
        }
    }
    Ok(people)
}

// Index: primary key.
const FIND_CHOICE: &str = "SELECT acting_for FROM session WHERE id = $1";

/// For whom the person looks after things in this browser now, whether or not they still may;
/// none: for themself.
///
/// # Errors
/// Those of the database.
pub async fn find_choice(
    reads: &mut impl Reads,
    session: SessionId,
) -> Result<Option<PatientId>, StoreError> {
    let row: Option<(Option<Id<PatientId>>,)> = on_db!(
        reads,
        query_as(FIND_CHOICE).bind(Id(session)).fetch_optional
    )?;
    Ok(row.and_then(|(patient,)| patient).map(|id| id.0))
}

/// A live access to a patient, with its people.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The access.
    pub held: Held,
    /// Whose it is.
    pub account: AccountId,
    /// Their name.
    pub holder: PersonName,
    /// The patient's name.
    pub full_name: PersonName,
    /// Who gave it, by name: another account's holder, or a member of staff.
    pub given_by: Option<PersonName>,
    /// Whether that was a member of staff.
    pub given_by_staff: bool,
    /// The account that gave it.
    pub giver: Option<AccountId>,
    /// Since when.
    pub created_at: Timestamp,
    /// Since when staff know that legal guardianship goes on, and who of them saw it.
    pub goes_on: Option<(Timestamp, Option<PersonName>)>,
}

#[derive(FromRow)]
struct GrantedRow {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    holder: String,
    full_name: String,
    giver_name: Option<String>,
    staff_name: Option<String>,
    granted_by_account: Option<Id<AccountId>>,
    created_at: At,
    goes_on_at: Option<At>,
    checked_by: Option<String>,
}

impl GrantedRow {
    fn read(self) -> Result<Option<Granted>, StoreError> {
        let Some(held) = self.held.held()? else {
            return Ok(None);
        };
        let given_by_staff = self.staff_name.is_some();
        let giver = self.staff_name.or(self.giver_name);
        Ok(Some(Granted {
            held,
            account: self.account_id.0,
            holder: name("account", "full_name", &self.holder)?,
            full_name: name("patient", "full_name", &self.full_name)?,
            given_by: giver
                .map(|giver| name("account", "full_name", &giver))
                .transpose()?,
            given_by_staff,
            giver: self.granted_by_account.map(|id| id.0),
            created_at: self.created_at.0,
            goes_on: match self.goes_on_at {
                Some(at) => Some((
                    at.0,
                    self.checked_by
                        .map(|checker| name("staff", "full_name", &checker))
                        .transpose()?,
                )),
                None => None,
            },
        }))
    }
}

macro_rules! granted {
    ($end:literal) => {
        concat!(
            "SELECT ",
            held_columns!(),
            ", access.account_id, holder.full_name AS holder, patient.full_name, \
             giver.full_name AS giver_name, staff.full_name AS staff_name, \
             access.granted_by_account, access.created_at, access.continues_at AS goes_on_at, \
             checker.full_name AS checked_by \
             FROM access JOIN account AS holder ON holder.id = access.account_id \
             LEFT JOIN account AS giver ON giver.id = access.granted_by_account \
             LEFT JOIN staff ON staff.id = access.granted_by_staff \
             LEFT JOIN staff AS checker ON checker.id = access.continues_by JOIN ",
            held_patient!(),
            $end
        )
    };
}

// Index: access_patient; primary keys.
const LIST_ON: &str = granted!(
    " WHERE access.patient_id = $1 AND access.ended_at IS NULL AND holder.disabled_at IS NULL \
     ORDER BY CASE WHEN access.relation = 'self' THEN 0 ELSE 1 END, holder.full_name, access.id"
);
// Index: access_account; primary keys.
const LIST_BY: &str = granted!(
    " WHERE access.account_id = $1 AND access.relation = 'guardian' AND access.ended_at IS NULL \
     ORDER BY patient.full_name, patient.id"
);

/// Who may act for the patient: themself first.
///
/// # Errors
/// Those of the database.
pub async fn list_granted_on(
    reads: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<Granted>, StoreError> {
    let rows: Vec<GrantedRow> = on_db!(reads, query_as(LIST_ON).bind(Id(patient)).fetch_all)?;
    granted(rows)
}

/// Whom the account looks after, by name.
///
/// # Errors
/// Those of the database.
pub async fn list_granted_by(
    reads: &mut impl Reads,
    account: AccountId,
) -> Result<Vec<Granted>, StoreError> {
    let rows: Vec<GrantedRow> = on_db!(reads, query_as(LIST_BY).bind(Id(account)).fetch_all)?;
    granted(rows)
}

fn granted(rows: Vec<GrantedRow>) -> Result<Vec<Granted>, StoreError> {
    rows.into_iter()
        .filter_map(|row| row.read().transpose())
        .collect()
}

// Index: appointment_patient; primary key of service.
const FIND_NEXT: &str = "SELECT appointment.starts_at, appointment.zone, appointment.requested \
     FROM appointment \
     JOIN service ON service.id = appointment.service_id \
     WHERE appointment.patient_id = $1 AND appointment.starts_at > $2 \
     AND appointment.state = 'confirmed' AND ($3 = 1 OR service.confidential_at IS NULL) \
     ORDER BY appointment.starts_at LIMIT 1";

/// The start of the patient's next visit that is seen, its zone by IANA name, and whether the
/// clinic has yet to confirm it.
///
/// # Errors
/// Those of the database.
pub async fn find_next(
    reads: &mut impl Reads,
    sight: Sight,
    now: Timestamp,
) -> Result<Option<(Timestamp, String, bool)>, StoreError> {
    let row: Option<(At, String, i64)> = on_db!(
        reads,
        query_as(FIND_NEXT)
            .bind(Id(sight.patient))
            .bind(At(now))
            .bind(sight.flag())
            .fetch_optional
    )?;
    Ok(row.map(|(at, zone, requested)| (at.0, zone, requested == 1)))
}

/// Somebody who may act for a patient, and where their mail goes.
#[derive(Clone, Debug)]
pub struct Told {
    /// The access.
    pub held: Held,
    /// Whose it is.
    pub account: AccountId,
    /// Their address.
    pub email: EmailAddress,
    /// Whether the clinic has blocked the account.
    pub blocked: bool,
}

#[derive(FromRow)]
struct ToldRow {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    email: String,
    disabled_at: Option<At>,
}

// Index: access_patient; primary keys.
const LIST_TOLD: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", access.account_id, account.email, account.disabled_at FROM access \
     JOIN account ON account.id = access.account_id JOIN ",
    held_patient!(),
    " WHERE access.patient_id = $1 AND access.ended_at IS NULL ORDER BY access.id"
);

/// Everybody who may act for the patient, with their addresses.
///
/// # Errors
/// Those of the database.
pub async fn list_told(
    reads: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<Told>, StoreError> {
    let rows: Vec<ToldRow> = on_db!(reads, query_as(LIST_TOLD).bind(Id(patient)).fetch_all)?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(held) = row.held.held()? {
            told.push(Told {
                held,
                account: row.account_id.0,
                email: email("account", "email", &row.email)?,
                blocked: row.disabled_at.is_some(),
            });
        }
    }
    Ok(told)
}

// Index: primary keys.
const FIND_INVOLVED: &str = "SELECT appointment.patient_id, appointment.booked_by_account, \
     appointment.cancelled_by_account, CASE WHEN service.confidential_at IS NULL THEN 0 ELSE 1 END \
     FROM appointment JOIN service ON service.id = appointment.service_id \
     WHERE appointment.id = $1";

/// Whom an appointment involves.
#[derive(Clone, Copy, Debug)]
pub struct Involved {
    /// Whose it is.
    pub patient: PatientId,
    /// The account that booked it, if one did.
    pub booker: Option<AccountId>,
    /// The account that cancelled it, if one did.
    pub canceller: Option<AccountId>,
    /// Whether it is at a confidential service.
    pub confidential: bool,
}

type InvolvedRow = (
    Id<PatientId>,
    Option<Id<AccountId>>,
    Option<Id<AccountId>>,
    i64,
);

/// Whom an appointment involves; none if there is no such appointment.
///
/// # Errors
/// Those of the database.
pub async fn find_involved(
    reads: &mut impl Reads,
    appointment: AppointmentId,
) -> Result<Option<Involved>, StoreError> {
    let row: Option<InvolvedRow> = on_db!(
        reads,
        query_as(FIND_INVOLVED).bind(Id(appointment)).fetch_optional
    )?;
    Ok(
        row.map(|(patient, booker, canceller, confidential)| Involved {
            patient: patient.0,
            booker: booker.map(|id| id.0),
            canceller: canceller.map(|id| id.0),
            confidential: confidential == 1,
        }),
    )
}

// Index: safeguarding_stop_open.
const IS_STOPPED: &str = "SELECT COUNT(*) FROM safeguarding_stop \
     WHERE patient_id = $1 AND lifted_at IS NULL";

/// Whether a safeguarding stop shuts everybody but the patient out.
///
/// # Errors
/// Those of the database.
pub async fn is_stopped(reads: &mut impl Reads, patient: PatientId) -> Result<bool, StoreError> {
    let count: i64 = on_db!(reads, query_scalar(IS_STOPPED).bind(Id(patient)).fetch_one)?;
    Ok(count > 0)
}

// Index: primary key.
const IS_SEEN: &str = "SELECT COUNT(*) FROM patient WHERE id = $1 AND provisional_at IS NULL";

/// Whether the clinic has looked at the patient's profile.
///
/// # Errors
/// Those of the database.
pub async fn is_seen(reads: &mut impl Reads, patient: PatientId) -> Result<bool, StoreError> {
    let count: i64 = on_db!(reads, query_scalar(IS_SEEN).bind(Id(patient)).fetch_one)?;
    Ok(count > 0)
}

// Indexes: account_email, access_account, access_open.
const IS_SHUT_OUT: &str = "SELECT EXISTS (SELECT 1 FROM account \
     JOIN access ON access.account_id = account.id AND access.patient_id = $1 \
     WHERE account.email_canonical = $2 AND access.relation = 'guardian' \
     AND access.ended_by IN ('staff', 'patient', 'guardian', 'safeguarding', 'blocked') \
     AND NOT EXISTS (SELECT 1 FROM access AS live WHERE live.account_id = account.id \
         AND live.patient_id = $1 AND live.ended_at IS NULL))";

/// Whether the address is that of somebody who acted for the patient until others ended it.
///
/// # Errors
/// Those of the database.
pub async fn is_shut_out(
    reads: &mut impl Reads,
    patient: PatientId,
    address: &EmailAddress,
) -> Result<bool, StoreError> {
    on_db!(
        reads,
        query_scalar(IS_SHUT_OUT)
            .bind(Id(patient))
            .bind(address.canonical())
            .fetch_one
    )
}

// Index: session_account.
const FORGET: &str =
    "UPDATE session SET acting_for = NULL WHERE account_id = $1 AND acting_for = $2";

/// No browser of the account looks after this patient any more.
///
/// # Errors
/// Those of the database.
pub async fn forget_choice(
    tx: &mut Tx,
    account: AccountId,
    patient: PatientId,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(FORGET).bind(Id(account)).bind(Id(patient)).execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    LIST,
    FIND_CHOICE,
    LIST_ON,
    LIST_BY,
    FIND_NEXT,
    LIST_TOLD,
    FIND_INVOLVED,
    IS_STOPPED,
    IS_SEEN,
    IS_SHUT_OUT,
    FORGET,
];

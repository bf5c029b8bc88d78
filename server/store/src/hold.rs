//! Holds: a time kept for a visitor. A row outlives its end, so that the visitor who
//! comes back can get the time again; its claims count as free from that end on.
//!
//! A visitor has one hold. Where several people come in one go it has a row for each, told
//! apart by their position; a hold of one is the row at position 0.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use domain::id::{AppointmentId, HoldId, PatientId, PractitionerId, ServiceId};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, corrupt, stored_words};
use crate::db::on_db;
use crate::notice::NewNotice;
use crate::{Reads, StoreError, Tx};

mod giving_back;
mod standing;

pub use giving_back::{
    delete_hold, delete_hold_of_visitor, delete_holds_between, delete_holds_of_account,
    delete_own_at,
};
#[cfg(feature = "bench")]
pub(crate) use standing::STANDING;
pub use standing::{Standing, count_anonymous, count_of_patient, find_standing};

/// What the visitor asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldChoice {
    /// This practitioner.
    Named,
    /// Whoever is free first.
    First,
}

impl HoldChoice {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::First => "first",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Named, Self::First]
            .into_iter()
            .find(|choice| choice.as_str() == text)
    }
}

stored_words!(HoldChoice);

/// A hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which.
    pub id: HoldId,
    /// Of what.
    pub service: ServiceId,
    /// With whom.
    pub practitioner: PractitionerId,
    /// What was asked for.
    pub choice: HoldChoice,
    /// The start of the visit.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// For whom, once that is known.
    pub patient: Option<PatientId>,
    /// Until when the time is kept.
    pub expires_at: Timestamp,
    /// When it was made longer.
    pub extended_at: Option<Timestamp>,
}

#[derive(FromRow)]
pub(crate) struct HoldRow {
    hold_id: Id<HoldId>,
    service_id: Id<ServiceId>,
    practitioner_id: Id<PractitionerId>,
    choice: Word<HoldChoice>,
    hold_starts_at: At,
    hold_ends_at: At,
    hold_patient_id: Option<Id<PatientId>>,
    expires_at: At,
    extended_at: Option<At>,
}

impl From<HoldRow> for Hold {
    fn from(row: HoldRow) -> Self {
        Self {
            id: row.hold_id.0,
            service: row.service_id.0,
            practitioner: row.practitioner_id.0,
            choice: row.choice.0,
            starts_at: row.hold_starts_at.0,
            ends_at: row.hold_ends_at.0,
            patient: row.hold_patient_id.map(|id| id.0),
            expires_at: row.expires_at.0,
            extended_at: row.extended_at.map(|at| at.0),
        }
    }
}

macro_rules! hold_columns {
    () => {
        "hold.id AS hold_id, hold.service_id, hold.practitioner_id, hold.choice, \
         hold.starts_at AS hold_starts_at, hold.ends_at AS hold_ends_at, \
         hold.patient_id AS hold_patient_id, hold.expires_at, hold.extended_at"
    };
}
pub(crate) use hold_columns;

// Index: primary key.
const FIND: &str = concat!(
    "SELECT ",
    hold_columns!(),
    " FROM hold WHERE hold.id = $1 AND hold.visitor_hash = $2"
);
// Index: hold_visitor.
const FIND_OF_VISITOR: &str = concat!(
    "SELECT ",
    hold_columns!(),
    " FROM hold WHERE hold.visitor_hash = $1 AND hold.position = 0"
);
// Index: hold_visitor.
const LIST_OF_VISITOR: &str = concat!(
    "SELECT ",
    hold_columns!(),
    " FROM hold WHERE hold.visitor_hash = $1 ORDER BY hold.position"
);

/// The visitor's hold with this id, alive or ended.
///
/// # Errors
/// Those of the database.
pub async fn find_hold(
    reads: &mut impl Reads,
    hold: HoldId,
    visitor: &[u8],
) -> Result<Option<Hold>, StoreError> {
    let row: Option<HoldRow> = on_db!(
        reads,
        query_as(FIND).bind(Id(hold)).bind(visitor).fetch_optional
    )?;
    Ok(row.map(Hold::from))
}

/// The visitor's hold, whichever it is, alive or ended; of several rows the first.
///
/// # Errors
/// Those of the database.
pub async fn find_hold_of_visitor(
    reads: &mut impl Reads,
    visitor: &[u8],
) -> Result<Option<Hold>, StoreError> {
    let row: Option<HoldRow> = on_db!(
        reads,
        query_as(FIND_OF_VISITOR).bind(visitor).fetch_optional
    )?;
    Ok(row.map(Hold::from))
}

/// All rows of the visitor's hold, alive or ended, in their order.
///
/// # Errors
/// Those of the database.
pub async fn list_of_visitor(
    reads: &mut impl Reads,
    visitor: &[u8],
) -> Result<Vec<Hold>, StoreError> {
    let rows: Vec<HoldRow> = on_db!(reads, query_as(LIST_OF_VISITOR).bind(visitor).fetch_all)?;
    Ok(rows.into_iter().map(Hold::from).collect())
}

// Index: hold_expires.
const LIST_HOLDERS: &str = "SELECT visitor_hash FROM hold WHERE expires_at > $1";

/// The visitors who hold a time now.
///
/// # Errors
/// Those of the database.
pub async fn list_holders(
    reads: &mut impl Reads,
    now: Timestamp,
) -> Result<HashSet<[u8; 32]>, StoreError> {
    let rows: Vec<Vec<u8>> = on_db!(reads, query_scalar(LIST_HOLDERS).bind(At(now)).fetch_all)?;
    rows.into_iter()
        .map(|hash| hash.try_into().map_err(|_| corrupt("hold", "visitor_hash")))
        .collect()
}

/// A hold to be taken.
#[derive(Clone, Copy, Debug)]
pub struct NewHold<'a> {
    /// Its id.
    pub id: HoldId,
    /// Whose it is.
    pub visitor: &'a [u8],
    /// Which of the visitor's rows; 0 for a hold of one.
    pub position: u8,
    /// The network address it came from, hashed.
    pub address: &'a [u8],
    /// Of what.
    pub service: ServiceId,
    /// With whom.
    pub practitioner: PractitionerId,
    /// What was asked for.
    pub choice: HoldChoice,
    /// The start of the visit.
    pub starts_at: Timestamp,
    /// Its end.
    pub ends_at: Timestamp,
    /// For whom, if that is known already.
    pub patient: Option<PatientId>,
    /// Now.
    pub created_at: Timestamp,
    /// Until when it is kept.
    pub expires_at: Timestamp,
}

pub(crate) const INSERT: &str = "INSERT INTO hold (id, visitor_hash, address_hash, service_id, \
     practitioner_id, choice, starts_at, ends_at, patient_id, created_at, expires_at, position) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// Adds a row of a hold; the visitor's earlier one must be gone.
///
/// # Errors
/// `Conflict(HoldVisitor)` if it isn't.
pub async fn insert_hold(tx: &mut Tx, new: &NewHold<'_>) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.visitor)
            .bind(new.address)
            .bind(Id(new.service))
            .bind(Id(new.practitioner))
            .bind(Word(new.choice))
            .bind(At(new.starts_at))
            .bind(At(new.ends_at))
            .bind(new.patient.map(Id))
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .bind(i64::from(new.position))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const RENEW: &str =
    "UPDATE hold SET practitioner_id = $2, ends_at = $3, expires_at = $4 WHERE id = $1";

/// Notes that an ended hold was taken again, as it stands now.
///
/// # Errors
/// Those of the database.
pub async fn renew_hold(tx: &mut Tx, hold: &Hold) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(RENEW)
            .bind(Id(hold.id))
            .bind(Id(hold.practitioner))
            .bind(At(hold.ends_at))
            .bind(At(hold.expires_at))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const EXTEND: &str = "UPDATE hold SET expires_at = $2, extended_at = $3 WHERE id = $1";
// Index: claim_hold.
const EXTEND_CLAIMS: &str = "UPDATE claim SET free_at = $2 WHERE hold_id = $1";

/// Makes a live row of a hold longer.
///
/// # Errors
/// Those of the database.
pub async fn extend_hold(
    tx: &mut Tx,
    hold: HoldId,
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(EXTEND)
            .bind(Id(hold))
            .bind(At(expires_at))
            .bind(At(now))
            .execute
    )?;
    on_db!(
        tx,
        query(EXTEND_CLAIMS)
            .bind(Id(hold))
            .bind(At(expires_at))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const UPDATE_PATIENT: &str = "UPDATE hold SET patient_id = $3 WHERE id = $1 AND visitor_hash = $2";

/// Notes for whom a visitor's hold is. False if there is no such hold.
///
/// # Errors
/// Those of the database.
pub async fn update_patient(
    tx: &mut Tx,
    hold: HoldId,
    visitor: &[u8],
    patient: PatientId,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UPDATE_PATIENT)
            .bind(Id(hold))
            .bind(visitor)
            .bind(Id(patient))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: hold_visitor.
const MOVE: &str = "UPDATE hold SET visitor_hash = $2, \
     patient_id = COALESCE(patient_id, $3) WHERE visitor_hash = $1";

/// Lets a visitor's hold follow them to a new key; one of nobody yet is for `patient` from
/// then on, any other stays whose it is.
///
/// # Errors
/// `Conflict(HoldVisitor)` if the new key has one already.
pub async fn move_hold(
    tx: &mut Tx,
    from: &[u8],
    to: &[u8],
    patient: Option<PatientId>,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(MOVE)
            .bind(from)
            .bind(to)
            .bind(patient.map(Id))
            .execute
    )?;
    Ok(())
}

// Index: claim_hold; primary key. In one text, so that a booking takes one turn of the
// connection for them and not three. The claims come first: what is left of them would
// go with the hold.
pub(crate) const BECOME: &str = "UPDATE claim SET hold_id = NULL, appointment_id = $2, \
     free_at = NULL WHERE hold_id = $1 RETURNING quantum; \
     DELETE FROM hold WHERE id = $1 AND visitor_hash = $3; \
     INSERT INTO notice (id, kind, appointment_id, account_id, patient_id, to_address, version, \
     state, created_at, due_at, tries) \
     VALUES ($4, $5, $2, $6, $7, $8, $9, 'waiting', $10, $11, 0) ON CONFLICT DO NOTHING";

/// Makes a hold's claims those of its appointment, takes the hold away, and puts the
/// mail about it into the outbox. False if the claims weren't all there.
///
/// # Errors
/// Those of the database.
pub async fn become_appointment(
    tx: &mut Tx,
    hold: HoldId,
    visitor: &[u8],
    appointment: AppointmentId,
    quanta: &RangeInclusive<i64>,
    notice: &NewNotice,
) -> Result<bool, StoreError> {
    let moved: Vec<(i64,)> = on_db!(
        tx,
        query_as(BECOME)
            .bind(Id(hold))
            .bind(Id(appointment))
            .bind(visitor)
            .bind(Id(notice.id))
            .bind(Word(notice.kind))
            .bind(notice.account.map(Id))
            .bind(notice.patient.map(Id))
            .bind(notice.to.as_str())
            .bind(notice.version)
            .bind(At(notice.created_at))
            .bind(At(notice.due_at))
            .fetch_all
    )?;
    Ok(moved.len() == quanta.clone().count())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND,
    FIND_OF_VISITOR,
    LIST_OF_VISITOR,
    LIST_HOLDERS,
    standing::COUNT_ANONYMOUS,
    standing::COUNT_OF_PATIENT,
    standing::STANDING,
    INSERT,
    RENEW,
    EXTEND,
    EXTEND_CLAIMS,
    UPDATE_PATIENT,
    MOVE,
    BECOME,
    giving_back::DELETE,
    giving_back::DELETE_OF_VISITOR,
    giving_back::DELETE_OWN_AT,
    giving_back::DELETE_OF_ACCOUNT,
    giving_back::DELETE_BETWEEN,
];

//! Birthdays that change what somebody may do for a patient: who was told of which.

use std::fmt;

use domain::id::{AccountId, NoticeId, PatientId};
use domain::person::{BirthDate, PersonName};
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::column::{Day, Id, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

const FIND_TOLD: &str = "SELECT birthdays_told_on FROM clinic WHERE id = 1";

/// The clinic's date for which everybody was told; none if nobody was yet.
///
/// # Errors
/// Those of the database.
pub async fn find_told_on(reads: &mut impl Reads) -> Result<Option<Date>, StoreError> {
    let found: Option<Option<Day>> = on_db!(reads, query_scalar(FIND_TOLD).fetch_optional)?;
    Ok(found.flatten().map(|day| day.0))
}

const UPDATE_TOLD: &str = "UPDATE clinic SET birthdays_told_on = $1 WHERE id = 1";

/// Writes down that everybody was told for a date; none: that they have to be told anew.
///
/// # Errors
/// Those of the database.
pub async fn update_told_on(tx: &mut Tx, on: Option<Date>) -> Result<(), StoreError> {
    on_db!(tx, query(UPDATE_TOLD).bind(on.map(Day)).execute)?;
    Ok(())
}

/// A patient with guardians, and when they were born.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LookedAfter {
    /// Who.
    pub patient: PatientId,
    /// Their birth date.
    pub born_on: BirthDate,
}

// Indexes: patient_born, access_patient, safeguarding_stop_open.
const LIST_BORN: &str = "SELECT patient.id, patient.born_on FROM patient \
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

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Of whose birthday.
    pub patient: PatientId,
    /// Who.
    pub account: AccountId,
    /// The birthday.
    pub on: Date,
    /// How many days before it the turn of this warning begins.
    pub turn: u8,
}

// Index: birthday_warning_once.
const COUNT: &str = "SELECT COUNT(*) FROM birthday_warning \
     WHERE patient_id = $1 AND account_id = $2 AND on_date = $3 AND turn = $4";

/// Whether they were told.
///
/// # Errors
/// Those of the database.
pub async fn was_told(reads: &mut impl Reads, warning: &Warning) -> Result<bool, StoreError> {
    let told: i64 = on_db!(
        reads,
        query_scalar(COUNT)
            .bind(Id(warning.patient))
            .bind(Id(warning.account))
            .bind(Day(warning.on))
            .bind(i64::from(warning.turn))
            .fetch_one
    )?;
    Ok(told > 0)
}

const INSERT: &str = "INSERT INTO birthday_warning (notice_id, patient_id, account_id, on_date, turn) \
     VALUES ($1, $2, $3, $4, $5)";

/// Writes down by which mail they are told.
///
/// # Errors
/// `Conflict` if they were told.
pub async fn insert_warning(
    tx: &mut Tx,
    notice: NoticeId,
    warning: &Warning,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(notice))
            .bind(Id(warning.patient))
            .bind(Id(warning.account))
            .bind(Day(warning.on))
            .bind(i64::from(warning.turn))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct WarningRow {
    patient_id: Id<PatientId>,
    account_id: Id<AccountId>,
    on_date: Day,
    turn: i64,
}

// Index: primary key.
const FIND: &str = "SELECT patient_id, account_id, on_date, turn FROM birthday_warning \
     WHERE notice_id = $1";

/// What a mail tells.
///
/// # Errors
/// Those of the database.
pub async fn find_warning(
    reads: &mut impl Reads,
    notice: NoticeId,
) -> Result<Option<Warning>, StoreError> {
    let row: Option<WarningRow> = on_db!(reads, query_as(FIND).bind(Id(notice)).fetch_optional)?;
    row.map(|row| {
        let turn = u8::try_from(row.turn).map_err(|_| corrupt("birthday_warning", "turn"))?;
        Ok(Warning {
            patient: row.patient_id.0,
            account: row.account_id.0,
            on: row.on_date.0,
            turn,
        })
    })
    .transpose()
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
}

// Indexes: birthday_warning_date, primary key of patient, access_patient,
// safeguarding_stop_open.
const LIST_NEAR: &str = "SELECT DISTINCT warning.on_date, warning.patient_id, patient.full_name, \
     patient.born_on FROM birthday_warning AS warning \
     JOIN patient ON patient.id = warning.patient_id \
     AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE warning.on_date >= $1 AND warning.on_date <= $2 AND patient.born_on IS NOT NULL \
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
            })
        })
        .collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_TOLD,
    UPDATE_TOLD,
    LIST_BORN,
    COUNT,
    INSERT,
    FIND,
    LIST_NEAR,
];

//! Who was told of which day on which what they may do changes: a birthday, or the last day of
//! an access.
//!
//! | module | what it settles |
//! |---|---|
//! | [`birthday`] | whose birthday is near |
//! | [`last_day`] | which access has its last day soon |

use domain::id::{AccessId, AccountId, NoticeId, PatientId};
use jiff::civil::Date;
use sqlx::FromRow;

use crate::column::{Day, Id, corrupt};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub mod birthday;
pub mod last_day;

const FIND_TOLD: &str = "SELECT warnings_told_on FROM clinic WHERE id = 1";

/// The clinic's date for which everybody was told; none if nobody was yet.
///
/// # Errors
/// Those of the database.
pub async fn find_told_on(reads: &mut impl Reads) -> Result<Option<Date>, StoreError> {
    let found: Option<Option<Day>> = on_db!(reads, query_scalar(FIND_TOLD).fetch_optional)?;
    Ok(found.flatten().map(|day| day.0))
}

const UPDATE_TOLD: &str = "UPDATE clinic SET warnings_told_on = $1 WHERE id = 1";

/// Writes down that everybody was told for a date; none: that they have to be told anew.
///
/// # Errors
/// Those of the database.
pub async fn update_told_on(tx: &mut Tx, on: Option<Date>) -> Result<(), StoreError> {
    on_db!(tx, query(UPDATE_TOLD).bind(on.map(Day)).execute)?;
    Ok(())
}

/// What happens on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A birthday of the patient.
    Birthday,
    /// It is the last day of this access.
    LastDay(AccessId),
}

impl About {
    fn access(self) -> Option<Id<AccessId>> {
        match self {
            Self::Birthday => None,
            Self::LastDay(access) => Some(Id(access)),
        }
    }
}

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whom it is about.
    pub patient: PatientId,
    /// Who is told.
    pub account: AccountId,
    /// What happens.
    pub about: About,
    /// The day.
    pub on: Date,
    /// How many days before it the turn of this warning begins.
    pub turn: u8,
}

// Index: warning_once_birthday.
const COUNT_BIRTHDAY: &str = "SELECT COUNT(*) FROM warning WHERE patient_id = $1 \
     AND account_id = $2 AND on_date = $3 AND turn = $4 AND access_id IS NULL";
// Index: warning_once_last_day.
const COUNT_LAST_DAY: &str = "SELECT COUNT(*) FROM warning WHERE access_id = $1 \
     AND account_id = $2 AND on_date = $3 AND turn = $4";

/// Whether they were told.
///
/// # Errors
/// Those of the database.
pub async fn was_told(reads: &mut impl Reads, warning: &Warning) -> Result<bool, StoreError> {
    let (account, on) = (Id(warning.account), Day(warning.on));
    let turn = i64::from(warning.turn);
    let told: i64 = match warning.about {
        About::Birthday => on_db!(
            reads,
            query_scalar(COUNT_BIRTHDAY)
                .bind(Id(warning.patient))
                .bind(account)
                .bind(on)
                .bind(turn)
                .fetch_one
        )?,
        About::LastDay(access) => on_db!(
            reads,
            query_scalar(COUNT_LAST_DAY)
                .bind(Id(access))
                .bind(account)
                .bind(on)
                .bind(turn)
                .fetch_one
        )?,
    };
    Ok(told > 0)
}

const INSERT: &str = "INSERT INTO warning \
     (notice_id, patient_id, account_id, access_id, on_date, turn) VALUES ($1, $2, $3, $4, $5, $6)";

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
            .bind(warning.about.access())
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
    access_id: Option<Id<AccessId>>,
    on_date: Day,
    turn: i64,
}

// Index: primary key.
const FIND: &str = "SELECT patient_id, account_id, access_id, on_date, turn FROM warning \
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
        let turn = u8::try_from(row.turn).map_err(|_| corrupt("warning", "turn"))?;
        Ok(Warning {
            patient: row.patient_id.0,
            account: row.account_id.0,
            about: match row.access_id {
                Some(access) => About::LastDay(access.0),
                None => About::Birthday,
            },
            on: row.on_date.0,
            turn,
        })
    })
    .transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_TOLD,
    UPDATE_TOLD,
    COUNT_BIRTHDAY,
    COUNT_LAST_DAY,
    INSERT,
    FIND,
    birthday::LIST_BORN,
    birthday::LIST_NEAR,
    last_day::LIST,
    last_day::LIST_NEAR,
];

//! Accesses that have their last day soon.

use std::fmt;

use domain::id::{AccessId, PatientId};
use domain::person::PersonName;
use jiff::civil::Date;
use sqlx::FromRow;
use uuid::Uuid;

use crate::access::{Held, HeldRow, held_columns, held_patient};
use crate::column::{Day, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An access with a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Which.
    pub access: AccessId,
    /// For whom.
    pub patient: PatientId,
    /// Its last day.
    pub on: Date,
}

#[derive(FromRow)]
struct EndingRow {
    id: Id<AccessId>,
    patient_id: Id<PatientId>,
    until_on: Day,
}

// Indexes: access_until; primary key of patient, safeguarding_stop_open.
pub(super) const LIST: &str = concat!(
    "SELECT access.id, access.patient_id, access.until_on FROM access CROSS JOIN ",
    held_patient!(),
    " WHERE access.until_on IS NOT NULL \
     AND access.ended_at IS NULL AND (access.until_on, access.id) > ($1, $2) \
     AND access.until_on <= $3 ORDER BY access.until_on, access.id LIMIT $4"
);

/// Accesses whose last day is between two dates, the nearest first; of those that end on the
/// first date, the ones after `after` in the order of their ids.
///
/// # Errors
/// Those of the database.
pub async fn list(
    reads: &mut impl Reads,
    (from, after): (Date, Option<AccessId>),
    until: Date,
    limit: i64,
) -> Result<Vec<Ending>, StoreError> {
    let rows: Vec<EndingRow> = on_db!(
        reads,
        query_as(LIST)
            .bind(Day(from))
            .bind(Id(after.unwrap_or(AccessId::from_stored(Uuid::nil()))))
            .bind(Day(until))
            .bind(limit)
            .fetch_all
    )?;
    let found = rows.into_iter().map(|row| Ending {
        access: row.id.0,
        patient: row.patient_id.0,
        on: row.until_on.0,
    });
    Ok(found.collect())
}

/// An access of whose last day somebody was told, as staff see it.
#[derive(Clone)]
pub struct Near {
    /// The access.
    pub held: Held,
    /// Whose it is.
    pub holder: PersonName,
    /// For whom: their name.
    pub full_name: PersonName,
}

/// Without the names.
impl fmt::Debug for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Near")
            .field("access", &self.held.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct NearRow {
    #[sqlx(flatten)]
    held: HeldRow,
    holder: String,
    full_name: String,
}

// Indexes: access_until; primary keys, safeguarding_stop_open, warning_once_last_day.
pub(super) const LIST_NEAR: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", holder.full_name AS holder, patient.full_name FROM access CROSS JOIN ",
    held_patient!(),
    " JOIN account AS holder ON holder.id = access.account_id AND holder.disabled_at IS NULL \
     WHERE access.until_on IS NOT NULL AND access.ended_at IS NULL \
     AND access.until_on >= $1 AND access.until_on <= $2 \
     AND EXISTS (SELECT 1 FROM warning WHERE warning.access_id = access.id \
         AND warning.on_date = access.until_on) \
     ORDER BY access.until_on, access.id LIMIT $3"
);

/// Accesses whose last day is between two dates, and of which somebody was told; the nearest
/// first.
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
    let read = |row: NearRow| {
        let Some(held) = row.held.held()? else {
            return Ok(None);
        };
        Ok(Some(Near {
            held,
            holder: name("account", "full_name", &row.holder)?,
            full_name: name("patient", "full_name", &row.full_name)?,
        }))
    };
    rows.into_iter()
        .filter_map(|row| read(row).transpose())
        .collect()
}

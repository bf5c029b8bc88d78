//! When practitioners work and what they have already, read in one statement.
//!
//! The rules stand in wall time and are expanded in `domain::shift`. What is taken
//! comes from appointments and live holds, one row each with its buffers, and not
//! from the quanta of `claim`, which are a dozen for each visit. A cancelled visit
//! counts as long as its claims do.

use domain::id::{PractitionerId, ServiceId, ShiftId};
use domain::shift::{Closure, ShiftRule};
use domain::slots::Busy;
use domain::span::Span;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, Row as _};
use uuid::Uuid;

use crate::column::{At, Clock, Day, Id, Wall};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// Which part of whose diary is wanted.
#[derive(Clone, Copy, Debug)]
pub struct DiaryQuery<'a> {
    /// Of those who offer this service.
    pub service: ServiceId,
    /// Only this one of them.
    pub practitioner: Option<PractitionerId>,
    /// Rules and closures that can bear on these dates, both included.
    pub dates: (Date, Date),
    /// Visits that start at or after the first and before the second.
    pub starts: (Timestamp, Timestamp),
    /// Holds that have ended by now count as free.
    pub now: Timestamp,
    /// The visitor whose own hold is left out.
    pub except_visitor: &'a [u8],
}

/// What a [`DiaryQuery`] finds.
#[derive(Clone, Debug, Default)]
pub struct Diary {
    /// The weekly rules.
    pub rules: Vec<ShiftRule>,
    /// Holidays and time off.
    pub closures: Vec<Closure>,
    /// Who has what.
    pub busy: Vec<(PractitionerId, Busy)>,
}

enum DiaryRow {
    Rule(ShiftRule),
    Closure(Closure),
    Busy(PractitionerId, Busy),
}

impl<'r> FromRow<'r, SqliteRow> for DiaryRow {
    fn from_row(row: &'r SqliteRow) -> Result<Self, sqlx::Error> {
        let unreadable = |column: &str| sqlx::Error::ColumnDecode {
            index: column.to_owned(),
            source: "not a stored diary row".into(),
        };
        let practitioner: Option<Id<PractitionerId>> = row.try_get("practitioner_id")?;
        let whose = || {
            practitioner
                .map(|id| id.0)
                .ok_or_else(|| unreadable("practitioner_id"))
        };
        match row.try_get::<String, _>("kind")?.as_str() {
            "shift" => {
                let weekday = Weekday::from_monday_one_offset(row.try_get("weekday")?)
                    .map_err(|_| unreadable("weekday"))?;
                Ok(Self::Rule(ShiftRule {
                    practitioner: whose()?,
                    weekday,
                    starts: row.try_get::<Clock, _>("starts")?.0,
                    ends: row.try_get::<Clock, _>("ends")?.0,
                    valid_from: row.try_get::<Day, _>("valid_from")?.0,
                    valid_until: row
                        .try_get::<Option<Day>, _>("valid_until")?
                        .map(|day| day.0),
                }))
            }
            "closure" => Ok(Self::Closure(Closure {
                practitioner: practitioner.map(|id| id.0),
                starts: row.try_get::<Wall, _>("starts")?.0,
                ends: row.try_get::<Wall, _>("ends")?.0,
            })),
            "visit" => {
                let starts_at = row.try_get::<At, _>("starts_at")?.0;
                let ends_at = row.try_get::<At, _>("ends_at")?.0;
                let busy = Busy {
                    span: Span::new(starts_at, ends_at).map_err(|_| unreadable("ends_at"))?,
                    buffer_before_minutes: row.try_get("buffer_before_minutes")?,
                    buffer_after_minutes: row.try_get("buffer_after_minutes")?,
                };
                Ok(Self::Busy(whose()?, busy))
            }
            _ => Err(unreadable("kind")),
        }
    }
}

// Index: service_practitioner's primary key, then for each practitioner
// shift_practitioner, appointment_practitioner and hold_practitioner; closure_ends.
// A cancelled visit is looked up in claim_appointment.
pub(crate) const DIARY: &str = "SELECT 'shift' AS kind, shift.practitioner_id AS practitioner_id, \
     shift.weekday AS weekday, shift.starts AS starts, shift.ends AS ends, \
     shift.valid_from AS valid_from, shift.valid_until AS valid_until, \
     CAST(NULL AS BIGINT) AS starts_at, CAST(NULL AS BIGINT) AS ends_at, \
     CAST(NULL AS BIGINT) AS buffer_before_minutes, CAST(NULL AS BIGINT) AS buffer_after_minutes \
     FROM service_practitioner \
     JOIN shift ON shift.practitioner_id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = $1 \
     AND ($2 IS NULL OR service_practitioner.practitioner_id = $2) \
     AND shift.valid_from <= $4 AND (shift.valid_until IS NULL OR shift.valid_until >= $3) \
     UNION ALL \
     SELECT 'closure', closure.practitioner_id, NULL, closure.starts, closure.ends, NULL, NULL, \
     NULL, NULL, NULL, NULL \
     FROM closure WHERE closure.ends >= $3 AND closure.starts <= $4 \
     UNION ALL \
     SELECT 'visit', appointment.practitioner_id, NULL, NULL, NULL, NULL, NULL, \
     appointment.starts_at, appointment.ends_at, \
     appointment.buffer_before_minutes, appointment.buffer_after_minutes \
     FROM service_practitioner JOIN appointment \
     ON appointment.practitioner_id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = $1 \
     AND ($2 IS NULL OR service_practitioner.practitioner_id = $2) \
     AND appointment.starts_at >= $5 AND appointment.starts_at < $6 \
     AND (appointment.state <> 'cancelled' OR EXISTS (SELECT 1 FROM claim \
     WHERE claim.appointment_id = appointment.id \
     AND (claim.free_at IS NULL OR claim.free_at > $7))) \
     UNION ALL \
     SELECT 'visit', hold.practitioner_id, NULL, NULL, NULL, NULL, NULL, \
     hold.starts_at, hold.ends_at, \
     service.buffer_before_minutes, service.buffer_after_minutes \
     FROM service_practitioner \
     JOIN hold ON hold.practitioner_id = service_practitioner.practitioner_id \
     JOIN service ON service.id = hold.service_id \
     WHERE service_practitioner.service_id = $1 \
     AND ($2 IS NULL OR service_practitioner.practitioner_id = $2) \
     AND hold.starts_at >= $5 AND hold.starts_at < $6 \
     AND hold.expires_at > $7 AND hold.visitor_hash <> $8";

const SPARE: SignedDuration = SignedDuration::from_hours(4 * 24);

/// Reads the hours and the visits of those who offer a service.
///
/// # Errors
/// Those of the database.
pub async fn find_diary(
    reads: &mut impl Reads,
    query: DiaryQuery<'_>,
) -> Result<Diary, StoreError> {
    // Days to spare, since a closure's text carries a time and zones differ by a day.
    let (first, last) = query.dates;
    let first = first.saturating_sub(SPARE);
    let last = last.saturating_add(SPARE);
    let rows: Vec<DiaryRow> = on_db!(
        reads,
        query_as(DIARY)
            .bind(Id(query.service))
            .bind(query.practitioner.map(Id))
            .bind(Day(first))
            .bind(Day(last))
            .bind(At(query.starts.0))
            .bind(At(query.starts.1))
            .bind(At(query.now))
            .bind(query.except_visitor)
            .fetch_all
    )?;
    let mut diary = Diary::default();
    for row in rows {
        match row {
            DiaryRow::Rule(rule) => diary.rules.push(rule),
            DiaryRow::Closure(closure) => diary.closures.push(closure),
            DiaryRow::Busy(whose, busy) => diary.busy.push((whose, busy)),
        }
    }
    Ok(diary)
}

const INSERT: &str = "INSERT INTO shift (id, practitioner_id, weekday, starts, ends, valid_from, \
     valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds weekly working hours.
///
/// # Errors
/// `Conflict` if the practitioner isn't there.
pub async fn insert_shift(tx: &mut Tx, id: ShiftId, rule: &ShiftRule) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(id))
            .bind(Id(rule.practitioner))
            .bind(rule.weekday.to_monday_one_offset())
            .bind(Clock(rule.starts))
            .bind(Clock(rule.ends))
            .bind(Day(rule.valid_from))
            .bind(rule.valid_until.map(Day))
            .execute
    )?;
    Ok(())
}

const INSERT_CLOSURE: &str = "INSERT INTO closure (id, practitioner_id, starts, ends, reason) \
     VALUES ($1, $2, $3, $4, $5)";

/// Adds time off or a holiday, with the reason that staff see.
///
/// # Errors
/// `Conflict` if the practitioner isn't there.
pub async fn insert_closure(
    tx: &mut Tx,
    id: Uuid,
    closure: &Closure,
    reason: &str,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_CLOSURE)
            .bind(id)
            .bind(closure.practitioner.map(Id))
            .bind(Wall(closure.starts))
            .bind(Wall(closure.ends))
            .bind(reason)
            .execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[DIARY, INSERT, INSERT_CLOSURE];

/// The statement whose cost a page's speed depends on.
#[cfg(test)]
pub(crate) const DIARY_STATEMENT: &str = DIARY;

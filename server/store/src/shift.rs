//! When practitioners work and what they have already, read in one statement.
//!
//! The rules stand in wall time and are expanded in `domain::shift`. What is taken
//! comes from appointments and live holds, each with its buffers, and not
//! from the quanta of `claim`, which are a dozen for each visit. A cancelled visit
//! counts as long as its claims do, and so does the time that a visit has moved away from.

use domain::id::{AppointmentId, PractitionerId, ServiceId, ShiftId};
use domain::shift::{Closure, ShiftRule};
use domain::slots::Busy;
use domain::span::Span;
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;
#[cfg(any(test, feature = "testing"))]
use uuid::Uuid;

use crate::column::{At, Clock, Day, Id, Wall, corrupt};
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
    /// The appointment that is left out with all it has released: it is to move.
    pub except_appointment: Option<AppointmentId>,
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

/// A practitioner's rules or visits, or a closure: one row each, packed into texts, of
/// visits one for each column. A month of a large clinic has thousands of visits; taking
/// each as a row of its own costs several times what finding it does, and putting the
/// columns of each together first costs as much again.
#[derive(FromRow)]
struct DiaryRow {
    kind: String,
    practitioner_id: Option<Id<PractitionerId>>,
    packed: String,
    ends: Option<String>,
    rest_before: Option<String>,
    rest_after: Option<String>,
}

impl DiaryRow {
    fn read_into(&self, diary: &mut Diary) -> Option<()> {
        let whose = self.practitioner_id.map(|id| id.0);
        let mut items = self.packed.split(',').map(|item| item.split(' '));
        match self.kind.as_str() {
            "shifts" => items.try_for_each(|mut item| {
                diary.rules.push(ShiftRule {
                    practitioner: whose?,
                    weekday: Weekday::from_monday_one_offset(item.next()?.parse().ok()?).ok()?,
                    starts: Clock::from_column(item.next()?).ok()?.0,
                    ends: Clock::from_column(item.next()?).ok()?.0,
                    valid_from: Day::from_column(item.next()?).ok()?.0,
                    valid_until: match item.next()? {
                        "" => None,
                        day => Some(Day::from_column(day).ok()?.0),
                    },
                });
                Some(())
            }),
            "closure" => items.try_for_each(|mut item| {
                diary.closures.push(Closure {
                    practitioner: whose,
                    starts: Wall::from_column(item.next()?).ok()?.0,
                    ends: Wall::from_column(item.next()?).ok()?.0,
                });
                Some(())
            }),
            "visits" => {
                let at = |text: &str| At::from_column(text.parse().ok()?).ok();
                let mut ends = self.ends.as_deref()?.split(',');
                let mut rests_before = self.rest_before.as_deref()?.split(',');
                let mut rests_after = self.rest_after.as_deref()?.split(',');
                for starts in self.packed.split(',') {
                    let (At(starts_at), At(ends_at)) = (at(starts)?, at(ends.next()?)?);
                    let busy = Busy {
                        span: Span::new(starts_at, ends_at).ok()?,
                        buffer_before_minutes: rests_before.next()?.parse().ok()?,
                        buffer_after_minutes: rests_after.next()?.parse().ok()?,
                    };
                    diary.busy.push((whose?, busy));
                }
                Some(())
            }
            _ => None,
        }
    }
}

// Index: service_practitioner's primary key, then for each practitioner
// shift_practitioner, appointment_diary and hold_practitioner; closure_ends.
// A cancelled visit is looked up in claim_appointment, what was moved away just now
// in claim_graced.
pub(crate) const DIARY: &str = "SELECT 'shifts' AS kind, \
     service_practitioner.practitioner_id AS practitioner_id, \
     STRING_AGG(CAST(shift.weekday AS TEXT) || ' ' || shift.starts || ' ' || shift.ends || ' ' \
     || shift.valid_from || ' ' || COALESCE(shift.valid_until, ''), ',') AS packed, \
     CAST(NULL AS TEXT) AS ends, CAST(NULL AS TEXT) AS rest_before, \
     CAST(NULL AS TEXT) AS rest_after \
     FROM service_practitioner \
     JOIN shift ON shift.practitioner_id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = $1 \
     AND ($2 IS NULL OR service_practitioner.practitioner_id = $2) \
     AND shift.valid_from <= $4 AND (shift.valid_until IS NULL OR shift.valid_until >= $3) \
     GROUP BY service_practitioner.practitioner_id \
     UNION ALL \
     SELECT 'closure', closure.practitioner_id, closure.starts || ' ' || closure.ends, \
     NULL, NULL, NULL \
     FROM closure WHERE closure.ends >= $3 AND closure.starts <= $4 \
     UNION ALL \
     SELECT 'visits', service_practitioner.practitioner_id, \
     STRING_AGG(CAST(appointment.starts_at AS TEXT), ','), \
     STRING_AGG(CAST(appointment.ends_at AS TEXT), ','), \
     STRING_AGG(CAST(appointment.buffer_before_minutes AS TEXT), ','), \
     STRING_AGG(CAST(appointment.buffer_after_minutes AS TEXT), ',') \
     FROM service_practitioner JOIN appointment \
     ON appointment.practitioner_id = service_practitioner.practitioner_id \
     WHERE service_practitioner.service_id = $1 \
     AND ($2 IS NULL OR service_practitioner.practitioner_id = $2) \
     AND appointment.starts_at >= $5 AND appointment.starts_at < $6 \
     AND (appointment.state <> 'cancelled' OR EXISTS (SELECT 1 FROM claim \
     WHERE claim.appointment_id = appointment.id \
     AND (claim.free_at IS NULL OR claim.free_at > $7))) \
     AND ($9 IS NULL OR appointment.id <> $9) \
     GROUP BY service_practitioner.practitioner_id \
     UNION ALL \
     SELECT 'visits', appointment.previous_practitioner_id, \
     CAST(appointment.previous_starts_at AS TEXT), \
     CAST(appointment.previous_ends_at AS TEXT), \
     CAST(appointment.buffer_before_minutes AS TEXT), \
     CAST(appointment.buffer_after_minutes AS TEXT) \
     FROM appointment JOIN service_practitioner \
     ON service_practitioner.service_id = $1 \
     AND service_practitioner.practitioner_id = appointment.previous_practitioner_id \
     WHERE appointment.id IN (SELECT claim.appointment_id FROM claim \
     WHERE claim.appointment_id IS NOT NULL AND claim.free_at > $7) \
     AND appointment.state <> 'cancelled' \
     AND ($2 IS NULL OR appointment.previous_practitioner_id = $2) \
     AND appointment.previous_starts_at >= $5 AND appointment.previous_starts_at < $6 \
     AND ($9 IS NULL OR appointment.id <> $9) \
     UNION ALL \
     SELECT 'visits', hold.practitioner_id, \
     CAST(hold.starts_at AS TEXT), CAST(hold.ends_at AS TEXT), \
     CAST(service.buffer_before_minutes AS TEXT), CAST(service.buffer_after_minutes AS TEXT) \
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
            .bind(query.except_appointment.map(Id))
            .fetch_all
    )?;
    let mut diary = Diary::default();
    for row in rows {
        row.read_into(&mut diary)
            .ok_or_else(|| corrupt("diary", &row.kind))?;
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

#[cfg(any(test, feature = "testing"))]
const INSERT_CLOSURE: &str = "INSERT INTO closure (id, practitioner_id, starts, ends, reason) \
     VALUES ($1, $2, $3, $4, $5)";

/// Adds time off or a holiday, with the reason that staff see.
///
/// # Errors
/// `Conflict` if the practitioner isn't there.
#[cfg(any(test, feature = "testing"))]
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

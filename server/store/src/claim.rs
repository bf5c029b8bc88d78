//! Claims: one row for each 5 minutes of a practitioner's time that is taken.
//!
//! The primary key is what makes a double booking impossible; everything else
//! only decides who asks first. Rows that count as free (`free_at` has passed) are
//! deleted by whoever wants the time, in the same transaction. How claims move from one
//! time to another is in [`swap`]; two visits on purpose at the same time stand in lanes
//! of their own ([`lane`]).

use std::ops::RangeInclusive;

use domain::id::{AppointmentId, HoldId, PractitionerId};
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{StoreError, Tx};

pub(crate) mod lane;
pub mod swap;

pub use lane::{held_until, insert_claims_above};

/// For whom quanta are claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claimant {
    /// A hold, until it ends.
    Hold(HoldId, Timestamp),
    /// An appointment, for good.
    Appointment(AppointmentId),
}

// All quanta of a visit in one statement, but those that somebody else has been put over.
// `WHERE` keeps SQLite from reading `ON` as a join's.
pub(crate) const INSERT: &str = "WITH RECURSIVE taken (quantum) AS (SELECT CAST($2 AS BIGINT) UNION ALL \
     SELECT quantum + 1 FROM taken WHERE quantum < $3) \
     INSERT INTO claim (resource_id, quantum, lane, hold_id, appointment_id, free_at) \
     SELECT $1, taken.quantum, 0, $4, $5, $6 FROM taken WHERE taken.quantum <= $3 \
     AND NOT EXISTS (SELECT 1 FROM claim AS above WHERE above.resource_id = $1 \
     AND above.quantum = taken.quantum AND above.lane > 0 \
     AND ($5 IS NULL OR above.appointment_id <> $5)) \
     ON CONFLICT (resource_id, quantum, lane) DO NOTHING";

/// Claims the quanta, once those that count as free at `now` are out of the way.
/// False if somebody has one of them: then some of the rows may be there, and the
/// caller takes them back with the claimant or undoes the transaction.
///
/// # Errors
/// Those of the database.
pub async fn insert_claims(
    tx: &mut Tx,
    practitioner: PractitionerId,
    quanta: &RangeInclusive<i64>,
    claimant: Claimant,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (hold, appointment, free_at) = match claimant {
        Claimant::Hold(hold, free_at) => (Some(hold), None, Some(free_at)),
        Claimant::Appointment(appointment) => (None, Some(appointment), None),
    };
    lane::settle(tx, practitioner, quanta, now).await?;
    let inserted = on_db!(
        tx,
        query(INSERT)
            .bind(Id(practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(hold.map(Id))
            .bind(appointment.map(Id))
            .bind(free_at.map(At))
            .execute
    )?;
    Ok(inserted.rows_affected() == count(quanta))
}

// Index: claim_hold.
const DELETE_OF_HOLD: &str = "DELETE FROM claim WHERE hold_id = $1";

/// Gives a hold's claims back.
///
/// # Errors
/// Those of the database.
pub async fn delete_claims_of_hold(tx: &mut Tx, hold: HoldId) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE_OF_HOLD).bind(Id(hold)).execute)?;
    Ok(())
}

// Index: claim_appointment.
const DELETE_OF_APPOINTMENT: &str = "DELETE FROM claim WHERE appointment_id = $1";

/// Gives an appointment's claims back at once.
///
/// # Errors
/// Those of the database.
pub async fn delete_claims(tx: &mut Tx, appointment: AppointmentId) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DELETE_OF_APPOINTMENT).bind(Id(appointment)).execute
    )?;
    Ok(())
}

// Index: claim_appointment.
const FREE: &str = "UPDATE claim SET free_at = $2 WHERE appointment_id = $1";

/// Lets an appointment's claims count as free from then on.
///
/// # Errors
/// Those of the database.
pub async fn free_claims(
    tx: &mut Tx,
    appointment: AppointmentId,
    free_at: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(FREE).bind(Id(appointment)).bind(At(free_at)).execute
    )?;
    Ok(())
}

// Index: claim_appointment.
const KEEP: &str = "UPDATE claim SET free_at = NULL WHERE appointment_id = $1 AND free_at > $2";

/// Takes [`free_claims`] back. False if it is too late for that: the time has come,
/// or somebody has taken a part.
///
/// # Errors
/// Those of the database.
pub async fn keep_claims(
    tx: &mut Tx,
    appointment: AppointmentId,
    quanta: &RangeInclusive<i64>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let kept = on_db!(tx, query(KEEP).bind(Id(appointment)).bind(At(now)).execute)?;
    Ok(kept.rows_affected() == count(quanta))
}

fn count(quanta: &RangeInclusive<i64>) -> u64 {
    u64::try_from(quanta.end() - quanta.start() + 1).unwrap_or(0)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, DELETE_OF_HOLD, DELETE_OF_APPOINTMENT, FREE, KEEP];

#[cfg(test)]
pub(crate) mod tests;

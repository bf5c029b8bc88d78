//! Lanes: a deliberate overbook stands above what has the time already.
//!
//! A normal claim takes lane 0, and only of a quantum with nothing above. An overbook
//! takes, quantum by quantum, the lowest free lane; when a lower one was released and
//! somebody asks for the time, it moves down. So a later normal claim can never slip
//! under it.

use std::ops::RangeInclusive;

use domain::id::{AppointmentId, PractitionerId};
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

// Index: primary key.
pub(crate) const DELETE_FREED: &str = "DELETE FROM claim WHERE resource_id = $1 AND quantum >= $2 \
     AND quantum <= $3 AND free_at <= $4";

// Index: primary key. A lane that is free before the statement has one claim above it at
// most, so no two can move to the same place.
const MOVE_DOWN: &str = "UPDATE claim SET lane = lane - 1 WHERE resource_id = $1 \
     AND quantum >= $2 AND quantum <= $3 AND lane > 0 AND NOT EXISTS (SELECT 1 \
     FROM claim AS below WHERE below.resource_id = claim.resource_id \
     AND below.quantum = claim.quantum AND below.lane = claim.lane - 1)";

/// Takes out of the way what counts as free at `now`, and lets what stood above it move
/// down. Whoever claims quanta calls this first; where nothing was freed, which is nearly
/// always, it costs one statement.
///
/// # Errors
/// Those of the database.
pub(crate) async fn settle(
    tx: &mut Tx,
    practitioner: PractitionerId,
    quanta: &RangeInclusive<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let freed = on_db!(
        tx,
        query(DELETE_FREED)
            .bind(Id(practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(At(now))
            .execute
    )?;
    match freed.rows_affected() {
        0 => Ok(()),
        _ => move_down(tx, practitioner, quanta).await,
    }
}

/// Lets claims move down to lanes that were left at once.
///
/// # Errors
/// Those of the database.
pub(crate) async fn move_down(
    tx: &mut Tx,
    practitioner: PractitionerId,
    quanta: &RangeInclusive<i64>,
) -> Result<(), StoreError> {
    loop {
        let moved = on_db!(
            tx,
            query(MOVE_DOWN)
                .bind(Id(practitioner))
                .bind(*quanta.start())
                .bind(*quanta.end())
                .execute
        )?;
        if moved.rows_affected() == 0 {
            return Ok(());
        }
    }
}

// The lowest free lane of a settled quantum is the number of claims on it. What the
// appointment has already, it keeps. Index: primary key, claim_appointment.
const INSERT_ABOVE: &str = "WITH RECURSIVE taken (quantum) AS (SELECT CAST($2 AS BIGINT) \
     UNION ALL SELECT quantum + 1 FROM taken WHERE quantum < $3) \
     INSERT INTO claim (resource_id, quantum, lane, appointment_id) \
     SELECT $1, taken.quantum, (SELECT COUNT(*) FROM claim WHERE claim.resource_id = $1 \
     AND claim.quantum = taken.quantum), $4 FROM taken WHERE NOT EXISTS (SELECT 1 \
     FROM claim AS own WHERE own.resource_id = $1 AND own.quantum = taken.quantum \
     AND own.appointment_id = $4)";

/// Claims the quanta for a deliberate overbook, above whatever has them.
///
/// # Errors
/// Those of the database.
pub async fn insert_claims_above(
    tx: &mut Tx,
    practitioner: PractitionerId,
    quanta: &RangeInclusive<i64>,
    appointment: AppointmentId,
    now: Timestamp,
) -> Result<(), StoreError> {
    settle(tx, practitioner, quanta, now).await?;
    // A hold or a visit may have left a lane at once.
    move_down(tx, practitioner, quanta).await?;
    on_db!(
        tx,
        query(INSERT_ABOVE)
            .bind(Id(practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(Id(appointment))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const HELD_UNTIL: &str = "SELECT MAX(free_at) FROM claim WHERE resource_id = $1 \
     AND quantum >= $2 AND quantum <= $3 AND hold_id IS NOT NULL AND free_at > $4";

/// Until when somebody who is booking online keeps one of the quanta; none if nobody does.
///
/// # Errors
/// Those of the database.
pub async fn held_until(
    reads: &mut impl Reads,
    practitioner: PractitionerId,
    quanta: &RangeInclusive<i64>,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let until: Option<At> = on_db!(
        reads,
        query_scalar(HELD_UNTIL)
            .bind(Id(practitioner))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .bind(At(now))
            .fetch_one
    )?;
    Ok(until.map(|at| at.0))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[DELETE_FREED, MOVE_DOWN, INSERT_ABOVE, HELD_UNTIL];

#[cfg(test)]
mod tests;

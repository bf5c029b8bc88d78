//! An appointment's claims when it moves from one time to another, and back.
//!
//! What both times share is never let go, so nobody can slip in between; what only the
//! old time had stays claimed through the grace and then counts as free, like the
//! claims of a cancelled visit. All of it is a handful of statements, however long the
//! visit is.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use domain::id::{AppointmentId, PractitionerId};
use jiff::Timestamp;

use super::{INSERT, count, lane};
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// Whose time a visit takes, and which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whose.
    pub practitioner: PractitionerId,
    /// Which.
    pub quanta: RangeInclusive<i64>,
}

// Index: claim_appointment. What an earlier step released keeps its end, unless the
// visit comes back to it. A row in another lane is the desk's deliberate overbooking
// and is never taken along.
const KEEP_SHARED: &str = "UPDATE claim SET free_at = CASE WHEN resource_id = $2 \
     AND quantum >= $3 AND quantum <= $4 AND lane = 0 THEN NULL \
     ELSE COALESCE(free_at, $5) END WHERE appointment_id = $1 \
     RETURNING CASE WHEN free_at IS NULL THEN 1 ELSE 0 END";

// The same, whatever the lane: for a move over another visit.
const KEEP_SHARED_ABOVE: &str = "UPDATE claim SET free_at = CASE WHEN resource_id = $2 \
     AND quantum >= $3 AND quantum <= $4 THEN NULL ELSE COALESCE(free_at, $5) END \
     WHERE appointment_id = $1";

/// Moves an appointment's claims to another place. What only the old one had counts as
/// free from `free_at` on. False if somebody has a part of the new place: then the
/// caller undoes the transaction.
///
/// # Errors
/// Those of the database.
pub async fn swap_claims(
    tx: &mut Tx,
    appointment: AppointmentId,
    to: &Place,
    free_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (first, last) = (*to.quanta.start(), *to.quanta.end());
    lane::settle(tx, to.practitioner, &to.quanta, now).await?;
    // What stood over a visit that has gone is a normal claim now.
    lane::move_down(tx, to.practitioner, &to.quanta).await?;
    let claims: Vec<i64> = on_db!(
        tx,
        query_scalar(KEEP_SHARED)
            .bind(Id(appointment))
            .bind(Id(to.practitioner))
            .bind(first)
            .bind(last)
            .bind(At(free_at))
            .fetch_all
    )?;
    let shared: i64 = claims.iter().sum();
    let inserted = on_db!(
        tx,
        query(INSERT)
            .bind(Id(to.practitioner))
            .bind(first)
            .bind(last)
            .bind(Option::<Id<domain::id::HoldId>>::None)
            .bind(Id(appointment))
            .bind(Option::<At>::None)
            .execute
    )?;
    let shared = u64::try_from(shared).unwrap_or(0);
    Ok(shared + inserted.rows_affected() == count(&to.quanta))
}

/// Moves an appointment's claims as [`swap_claims`] does, above whatever has the new place.
///
/// # Errors
/// Those of the database.
pub async fn swap_claims_above(
    tx: &mut Tx,
    appointment: AppointmentId,
    to: &Place,
    free_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    lane::settle(tx, to.practitioner, &to.quanta, now).await?;
    on_db!(
        tx,
        query(KEEP_SHARED_ABOVE)
            .bind(Id(appointment))
            .bind(Id(to.practitioner))
            .bind(*to.quanta.start())
            .bind(*to.quanta.end())
            .bind(At(free_at))
            .execute
    )?;
    super::insert_claims_above(tx, to.practitioner, &to.quanta, appointment, now).await
}

// Index: claim_appointment.
const COUNT_KEPT: &str = "SELECT COUNT(*) FROM claim WHERE appointment_id = $1 \
     AND resource_id = $2 AND quantum >= $3 AND quantum <= $4 \
     AND (free_at IS NULL OR free_at > $5)";

/// Whether the appointment still has all of a place that it left or gave back, so that
/// this can be taken back.
///
/// # Errors
/// Those of the database.
pub async fn keeps(
    reads: &mut impl Reads,
    appointment: AppointmentId,
    place: &Place,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let kept: i64 = on_db!(
        reads,
        query_scalar(COUNT_KEPT)
            .bind(Id(appointment))
            .bind(Id(place.practitioner))
            .bind(*place.quanta.start())
            .bind(*place.quanta.end())
            .bind(At(now))
            .fetch_one
    )?;
    Ok(u64::try_from(kept).unwrap_or(0) == count(&place.quanta))
}

// Index: claim_appointment.
const KEEP_LEFT: &str = "UPDATE claim SET free_at = NULL WHERE appointment_id = $1 \
     AND resource_id = $2 AND quantum >= $3 AND quantum <= $4 \
     AND (free_at IS NULL OR free_at > $5) RETURNING quantum";

// Index: claim_appointment.
const GIVE_BACK: &str = "DELETE FROM claim WHERE appointment_id = $1 AND free_at IS NULL \
     AND NOT (resource_id = $2 AND quantum >= $3 AND quantum <= $4)";

/// Takes [`swap_claims`] back: the appointment has the place that it left again, and
/// the one it went to is free at once. False if it is too late for that, or somebody
/// has taken a part: then the caller undoes the transaction.
///
/// # Errors
/// Those of the database.
pub async fn swap_back(
    tx: &mut Tx,
    appointment: AppointmentId,
    left: &Place,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (first, last) = (*left.quanta.start(), *left.quanta.end());
    let kept: Vec<i64> = on_db!(
        tx,
        query_scalar(KEEP_LEFT)
            .bind(Id(appointment))
            .bind(Id(left.practitioner))
            .bind(first)
            .bind(last)
            .bind(At(now))
            .fetch_all
    )?;
    let quanta: BTreeSet<i64> = kept.iter().copied().collect();
    if kept.len() != quanta.len() || !quanta.into_iter().eq(left.quanta.clone()) {
        return Ok(false);
    }
    on_db!(
        tx,
        query(GIVE_BACK)
            .bind(Id(appointment))
            .bind(Id(left.practitioner))
            .bind(first)
            .bind(last)
            .execute
    )?;
    Ok(true)
}

// Index: claim_appointment.
const FORGET_LEFT: &str = "DELETE FROM claim WHERE appointment_id = $1 AND free_at IS NOT NULL";

/// Gives back at once what earlier steps of an appointment released, because none of
/// them can be taken back any more.
///
/// # Errors
/// Those of the database.
pub async fn forget_left(tx: &mut Tx, appointment: AppointmentId) -> Result<(), StoreError> {
    on_db!(tx, query(FORGET_LEFT).bind(Id(appointment)).execute)?;
    Ok(())
}

// Index: primary key.
const TAKE_GRACED: &str = "DELETE FROM claim WHERE resource_id = $1 AND quantum >= $2 \
     AND quantum <= $3 AND appointment_id IS NOT NULL AND free_at IS NOT NULL";

/// Ends the grace of whatever was cancelled or moved away in this place, for the desk
/// that wants the time now; those steps can't be taken back any more. What stood over it
/// moves down.
///
/// # Errors
/// Those of the database.
pub async fn take_graced(tx: &mut Tx, place: &Place) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(TAKE_GRACED)
            .bind(Id(place.practitioner))
            .bind(*place.quanta.start())
            .bind(*place.quanta.end())
            .execute
    )?;
    lane::move_down(tx, place.practitioner, &place.quanta).await
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    KEEP_SHARED,
    KEEP_SHARED_ABOVE,
    COUNT_KEPT,
    KEEP_LEFT,
    GIVE_BACK,
    FORGET_LEFT,
    TAKE_GRACED,
];

#[cfg(test)]
mod tests;

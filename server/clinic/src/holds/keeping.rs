//! What becomes of a time that is held: taken again, made longer, given back.

use domain::booking::{BookRefusal, PatientFacts};
use domain::claim::quanta;
use domain::id::{HoldId, PractitionerId};
use domain::limits;
use domain::refusal::Refusal;
use domain::span::Span;
use jiff::Timestamp;
use store::Reads;
use store::claim::Claimant;
use store::hold::Hold;

use super::{choice_of, ends_after, found, refuse_crowd};
use crate::authz::{Clinic, Visitor, Work};
use crate::failure::Failure;
use crate::schedule::{Own, Schedule, refused};

/// Takes an ended hold's time again; a live one stays as it is.
///
/// # Errors
/// `Refused(HoldGone)` if the time can't be had any more; [`Failure::NotFound`];
/// [`Failure::TooMany`] as in [`take`].
pub async fn retake(clinic: &Clinic, who: &Visitor, hold: HoldId) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = revive(clinic, &mut work, who, hold).await;
    work.settle(outcome).await.map(|_| ())
}

/// The rows of the visitor's hold, if this is one of them.
///
/// # Errors
/// [`Failure::NotFound`].
pub(super) async fn rows_of(
    reads: &mut impl Reads,
    who: &Visitor,
    hold: HoldId,
) -> Result<Vec<Hold>, Failure> {
    let rows = store::hold::list_of_visitor(reads, &who.key().0).await?;
    if rows.iter().any(|row| row.id == hold) {
        Ok(rows)
    } else {
        Err(Failure::NotFound)
    }
}

/// The visitor's hold, alive again if it had ended.
async fn revive(
    clinic: &Clinic,
    work: &mut Work,
    who: &Visitor,
    hold: HoldId,
) -> Result<(Hold, Revived), Failure> {
    let hold = found(&mut **work, hold, who).await?;
    let now = work.now();
    if hold.expires_at > now {
        return Ok((hold, Revived::WasAlive));
    }
    refuse_crowd(clinic, work, who, hold.patient).await?;
    let gone = |failure| match failure {
        Failure::Refused(Refusal::Book(_)) => Failure::Refused(Refusal::HoldGone),
        other => other,
    };
    let schedule = Schedule::by_id(&mut **work, hold.service, now)
        .await
        .map_err(gone)?;
    let hold = take_again(work, &schedule, &hold, who, None)
        .await
        .map_err(gone)?;
    Ok((hold, Revived::TakenAgain))
}

enum Revived {
    WasAlive,
    TakenAgain,
}

/// Claims an ended hold's time anew, with somebody else if anybody would do.
///
/// # Errors
/// The refusal of a booking.
pub(crate) async fn take_again(
    work: &mut Work,
    schedule: &Schedule,
    hold: &Hold,
    who: &Visitor,
    patient: Option<PatientFacts<'_>>,
) -> Result<Hold, Failure> {
    let now = work.now();
    let (start, choice) = (hold.starts_at, choice_of(hold));
    let visit = schedule.visit(start).map_err(refused)?;
    let quanta = quanta(visit).map_err(refused)?;
    let diary = schedule
        .diary_around(&mut **work, choice, start, Own::hold_of(who))
        .await?;
    let order = diary
        .order(start, hold.practitioner, patient)
        .map_err(refused)?;
    let expires_at = ends_after(now, limits::HOLD_MINUTES);
    store::claim::delete_claims_of_hold(work, hold.id).await?;
    for practitioner in order {
        let claimant = Claimant::Hold(hold.id, expires_at);
        if store::claim::insert_claims(work, practitioner, &quanta, claimant, now).await? {
            let again = Hold {
                practitioner,
                ends_at: visit.end(),
                expires_at,
                ..*hold
            };
            store::hold::renew_hold(work, &again).await?;
            return Ok(again);
        }
        store::claim::delete_claims_of_hold(work, hold.id).await?;
    }
    Err(refused(BookRefusal::Taken))
}

/// Makes the hold longer, once, and gives its new end. One that had ended is taken
/// again instead, if its time is still free.
///
/// # Errors
/// `Refused(HoldExtended)` the second time; `Refused(HoldGone)` for an ended one whose
/// time is taken; [`Failure::NotFound`].
pub async fn extend(clinic: &Clinic, who: &Visitor, hold: HoldId) -> Result<Timestamp, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = extend_in(clinic, &mut work, who, hold).await;
    work.settle(outcome).await
}

async fn extend_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Visitor,
    hold: HoldId,
) -> Result<Timestamp, Failure> {
    let now = work.now();
    let mut first_ends_at = Timestamp::MAX;
    for row in rows_of(&mut **work, who, hold).await? {
        let ends_at = match revive(clinic, work, who, row.id).await? {
            (row, Revived::TakenAgain) => row.expires_at,
            (row, Revived::WasAlive) if row.extended_at.is_some() => {
                return Err(Failure::Refused(Refusal::HoldExtended));
            }
            (row, Revived::WasAlive) => {
                let expires_at = ends_after(row.expires_at, limits::HOLD_EXTENSION_MINUTES);
                store::hold::extend_hold(work, row.id, expires_at, now).await?;
                expires_at
            }
        };
        first_ends_at = first_ends_at.min(ends_at);
    }
    Ok(first_ends_at)
}

/// Gives the time back. A hold that isn't there (any more) is no error.
///
/// # Errors
/// Only faults.
pub async fn release(clinic: &Clinic, who: &Visitor, hold: HoldId) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    store::hold::delete_hold(&mut work, hold, &who.key().0).await?;
    work.commit().await
}

/// Gives back what the visitor holds of a time that they are about to get otherwise; with the
/// transaction it stays if they don't.
pub(crate) async fn give_way(
    work: &mut Work,
    schedule: &Schedule,
    visitor: &Visitor,
    practitioner: PractitionerId,
    visit: Span,
) -> Result<(), Failure> {
    let (whose, place) = (visitor.key().0, schedule.place(visit));
    Ok(store::hold::delete_own_at(work, &whose, practitioner, place).await?)
}

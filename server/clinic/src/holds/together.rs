//! Several times that one visitor holds as one, for people who come in one go: all of them or
//! none.

use domain::booking::BookRefusal;
use domain::claim::quanta;
use domain::id::{HoldId, PatientId, PractitionerId};
use domain::limits;
use domain::slots::Slot;
use domain::together::{Pattern, pattern_of};
use jiff::Timestamp;
use store::claim::Claimant;
use store::hold::{Hold, HoldChoice, NewHold};

use super::{HOLDS, ends_after, record_search, refuse_crowd, rows_of};
use crate::again::facts;
use crate::authz::{ActingFor, Clinic, Together, Visitor, Work, can};
use crate::booking::{asked_of, may_hear_of};
use crate::failure::Failure;
use crate::schedule::{Own, Schedule, refused};
use crate::throttle;
use crate::times::Choice;

/// What is wished for one of those who come.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The service's name in links.
    pub slug: String,
    /// The start.
    pub starts_at: Timestamp,
    /// With whom.
    pub practitioner: PractitionerId,
}

/// Holds a time for each, in place of the visitor's earlier hold; the answer is the first one's.
/// Each time is judged as for a booking, with those before it taken.
///
/// # Errors
/// A refusal of [`BookRefusal`] for any of them, which leaves the earlier hold as it was:
/// `NotOnGrid` also for times that are neither one after the other nor at once;
/// [`Failure::NotFound`] for an unknown service; [`Failure::TooMany`] as for one time.
pub async fn take(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &Together),
    wishes: &[Wish],
) -> Result<HoldId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = take_in(clinic, &mut work, (visitor, who), wishes).await;
    work.settle(outcome).await
}

async fn take_in(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &Together),
    wishes: &[Wish],
) -> Result<HoldId, Failure> {
    if wishes.len() != who.each().len() {
        return Err(Failure::NotFound);
    }
    throttle::take(work, &HOLDS, &[&visitor.key().0])
        .await?
        .or_too_many()?;
    let now = work.now();
    let mut schedules = Vec::new();
    for wish in wishes {
        schedules.push(Schedule::by_slug(&mut **work, &wish.slug, now).await?);
    }
    let pattern = pattern(&schedules, wishes)?;
    pattern.ok_or_else(|| refused(BookRefusal::NotOnGrid))?;
    store::hold::delete_hold_of_visitor(work, &visitor.key().0).await?;
    let mut first = None;
    for (position, (acting, wish)) in (0_u8..).zip(who.each().iter().zip(wishes)) {
        let schedule = schedules.get(usize::from(position));
        let schedule = schedule.ok_or(Failure::NotFound)?;
        let id = take_one(clinic, work, (visitor, acting), (schedule, wish), position).await?;
        first.get_or_insert(id);
    }
    record_search(work, who.each()).await?;
    first.ok_or(Failure::NotFound)
}

/// How the wished times lie to each other.
fn pattern(schedules: &[Schedule], wishes: &[Wish]) -> Result<Option<Pattern>, Failure> {
    let mut places = Vec::new();
    for (schedule, wish) in schedules.iter().zip(wishes) {
        let slot = Slot {
            span: schedule.visit(wish.starts_at).map_err(refused)?,
            practitioner: wish.practitioner,
        };
        places.push((schedule.terms(), slot));
    }
    Ok(pattern_of(&places))
}

/// Holds the time of one of them; nothing of the visitor's is left that could be in its way
/// but the times of those before.
async fn take_one(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    (schedule, wish): (&Schedule, &Wish),
    position: u8,
) -> Result<HoldId, Failure> {
    let now = work.now();
    refuse_crowd(clinic, work, visitor, Some(who.patient())).await?;
    let service = schedule.service.id;
    let mut facts = facts(&mut **work, who, None, Some(service), now).await?;
    may_hear_of(&facts)?;
    // The others of the same press count, too.
    facts.ahead.upcoming_by_account += u32::from(position);
    let visit = schedule.visit(wish.starts_at).map_err(refused)?;
    facts.overlapping =
        store::appointment::list_overlapping(&mut **work, who.sight(), None, visit).await?;
    let choice = Choice::Named(wish.practitioner);
    let diary = schedule
        .diary_around(&mut **work, choice, wish.starts_at, Own::NOTHING)
        .await?;
    diary
        .order(wish.starts_at, wish.practitioner, Some(asked_of(&facts)))
        .map_err(refused)?;
    let (id, expires_at) = (clinic.new_id(), ends_after(now, limits::HOLD_MINUTES));
    let new = NewHold {
        id,
        visitor: &visitor.key().0,
        position,
        address: &visitor.address_key().0,
        service,
        practitioner: wish.practitioner,
        choice: HoldChoice::Named,
        starts_at: visit.start(),
        ends_at: visit.end(),
        patient: Some(who.patient()),
        created_at: now,
        expires_at,
    };
    store::hold::insert_hold(work, &new).await?;
    let quanta = quanta(visit).map_err(refused)?;
    let claimant = Claimant::Hold(id, expires_at);
    if store::claim::insert_claims(work, wish.practitioner, &quanta, claimant, now).await? {
        Ok(id)
    } else {
        Err(refused(BookRefusal::Taken))
    }
}

/// What the visitor holds, row by row with whom it is for; alive or ended.
///
/// # Errors
/// [`Failure::NotFound`] if this is none of theirs.
pub async fn rows(
    clinic: &Clinic,
    who: &Visitor,
    hold: HoldId,
) -> Result<Vec<(HoldId, Option<PatientId>)>, Failure> {
    let mut look = clinic.read(who).await?;
    let rows = rows_of(&mut *look, who, hold).await?;
    Ok(rows
        .into_iter()
        .map(|row: Hold| (row.id, row.patient))
        .collect())
}

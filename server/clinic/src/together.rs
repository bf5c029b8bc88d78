//! Several people in one go: their visits one after the other with the same practitioner, or at
//! the same time with one each. Found together, held as one, and booked all or none.
//!
//! Deliberately not here: which lists of times suit ([`domain::together`]), and what may be
//! booked for one of them ([`crate::booking`]), which is asked of each.

use domain::booking::BookRefusal;
use domain::id::{AppointmentId, HoldId, PatientId, PractitionerId, SubmissionId};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use domain::registration::booked_as::BookedAs;
use domain::slots::Slot;
use domain::span::Span;
use domain::together::{Guest, Pattern, plans};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::again::facts;
use crate::appointments::AppointmentView;
use crate::authz::{ActingFor, Clinic, Look, Together, Visitor, Work, can};
use crate::booking::{CheckView, Press, Pressed, ahead, book_in, check, may_hear_of};
use crate::failure::Failure;
use crate::front::ServiceCard;
use crate::holds::{self, record_search};
use crate::schedule::{Own, Schedule};
use crate::throttle::{self, Limit};
use crate::times::{self, Choice, SlotView, Windows};

/// Times at which all of them can come.
#[derive(Clone, Debug)]
pub struct Found {
    /// What each is to have, in their order.
    pub services: Vec<ServiceCard>,
    /// Lists of one time for each, in their order; the soonest first.
    pub plans: Vec<Vec<SlotView>>,
    /// The date on which to look on, if there may be more.
    pub more_from: Option<Date>,
    /// The location's zone.
    pub zone: TimeZone,
}

/// What comes of looking for times.
#[derive(Clone, Debug)]
pub enum Search {
    /// These.
    Found(Found),
    /// One of them can't have what was chosen, whenever it is.
    Cannot(PatientId, BookRefusal),
}

/// One of those who come, as the search knows them.
struct Asked<'a> {
    schedule: Schedule,
    who: &'a ActingFor<can::Book>,
}

/// Looks for times from a date on at which each can have their service, named as in links.
///
/// # Errors
/// [`Failure::NotFound`] for an unknown service.
pub async fn search(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &Together),
    slugs: &[String],
    pattern: Pattern,
    from: Option<Date>,
) -> Result<Search, Failure> {
    if slugs.len() != who.each().len() {
        return Err(Failure::NotFound);
    }
    record(clinic, who).await?;
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let mut asked = Vec::new();
    for (position, (slug, who)) in (0_u32..).zip(slugs.iter().zip(who.each())) {
        let schedule = Schedule::by_slug(&mut *look, slug, now).await?;
        if let Err(refusal) = admits(&mut look, &schedule, who, position).await? {
            return Ok(Search::Cannot(who.patient(), refusal));
        }
        asked.push(Asked { schedule, who });
    }
    let Some(first) = asked.first() else {
        return Err(Failure::NotFound);
    };
    let from = from.unwrap_or_else(|| first.schedule.today());
    let mut lists: Vec<Vec<Slot>> = Vec::new();
    for dates in Windows::from(from, &first.schedule) {
        lists.extend(between(&mut look, visitor, &asked, pattern, dates).await?);
        if lists.len() > limits::TOGETHER_SHOWN {
            break;
        }
    }
    let date = |list: &Vec<Slot>| {
        let start = list.iter().map(|slot| slot.span.start()).min();
        start.map(|at| first.schedule.zone.to_datetime(at).date())
    };
    // Whole dates, so that looking on begins with one of which nothing was shown.
    let cut = lists.get(limits::TOGETHER_SHOWN).and_then(date);
    let kept: Vec<Vec<Slot>> = match cut {
        Some(cut) if lists.iter().any(|list| date(list) < Some(cut)) => {
            lists.retain(|list| date(list) < Some(cut));
            lists
        }
        _ => lists,
    };
    let of_first_day = kept.first().and_then(date);
    let more_from = match cut {
        Some(cut) if of_first_day == Some(cut) => cut.tomorrow().ok(),
        cut => cut,
    };
    let mut kept = kept;
    kept.truncate(limits::TOGETHER_SHOWN);
    let views = |list: &Vec<Slot>| {
        let pairs = asked.iter().zip(list);
        pairs
            .filter_map(|(asked, slot)| times::view(&asked.schedule, slot))
            .collect()
    };
    Ok(Search::Found(Found {
        services: asked
            .iter()
            .map(|asked| ServiceCard::from(&asked.schedule.service))
            .collect(),
        plans: kept.iter().map(views).collect(),
        more_from: more_from.filter(|date| *date <= first.schedule.last_date()),
        zone: first.schedule.zone.clone(),
    }))
}

/// Searches of one account: each may walk through all dates that can be booked.
const SEARCHES: Limit = Limit::per_hour("together", limits::TOGETHER_SEARCHES_PER_HOUR);

/// Writes down for whom somebody looks for times.
async fn record(clinic: &Clinic, who: &Together) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        throttle::take(&mut work, &SEARCHES, &[who.account().uuid().as_bytes()])
            .await?
            .or_too_many()?;
        record_search(&mut work, who.each()).await
    }
    .await;
    work.settle(outcome).await
}

/// Whether one of them may have the service at all, with the others before them.
async fn admits(
    look: &mut Look,
    schedule: &Schedule,
    who: &ActingFor<can::Book>,
    before: u32,
) -> Result<Result<(), BookRefusal>, Failure> {
    let now = look.now();
    let mut found = facts(&mut **look, who, None, Some(schedule.service.id), now).await?;
    found.ahead.upcoming_by_account += before;
    if let Err(Failure::Refused(Refusal::Book(refusal))) = may_hear_of(&found) {
        return Ok(Err(refusal));
    }
    let admitted = schedule.service.patients.admits(found.standing);
    Ok(admitted.and_then(|()| ahead(found.ahead).room()))
}

/// The lists of some dates.
async fn between(
    look: &mut Look,
    visitor: &Visitor,
    asked: &[Asked<'_>],
    pattern: Pattern,
    dates: (Date, Date),
) -> Result<Vec<Vec<Slot>>, Failure> {
    let mut free = Vec::new();
    for Asked { schedule, who } in asked {
        free.push(free_for(look, schedule, (visitor, who), Choice::First, dates).await?);
    }
    let guests: Vec<Guest<'_>> = asked
        .iter()
        .zip(&free)
        .map(|(asked, free)| Guest {
            terms: asked.schedule.terms(),
            free,
        })
        .collect();
    Ok(plans(pattern, &guests))
}

/// The times that one of them could have, in order: free, and not beside another visit of
/// theirs that whoever asks sees.
async fn free_for(
    look: &mut Look,
    schedule: &Schedule,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    choice: Choice,
    dates: (Date, Date),
) -> Result<Vec<Slot>, Failure> {
    let diary = schedule
        .diary(&mut **look, choice, dates, Own::hold_of(visitor))
        .await?;
    let mut free: Vec<Slot> = diary.free().into_iter().flatten().collect();
    free.sort_unstable();
    let starts = free.first().map(|slot| slot.span.start());
    let ends = free.iter().map(|slot| slot.span.end()).max();
    let Some(all) = starts
        .zip(ends)
        .and_then(|(start, end)| Span::new(start, end).ok())
    else {
        return Ok(free);
    };
    let theirs = store::appointment::list_overlapping(&mut **look, who.sight(), None, all).await?;
    free.retain(|slot| !theirs.iter().any(|other| other.overlaps(slot.span)));
    Ok(free)
}

/// What "Check and book" shows of several: one after the other as they were named.
///
/// # Errors
/// As [`check`] of any of them.
pub async fn check_all(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &Together),
    holds: &[HoldId],
) -> Result<Vec<CheckView>, Failure> {
    let mut views = Vec::new();
    for (acting, hold) in who.each().iter().zip(holds) {
        views.push(check(clinic, visitor, acting, *hold).await?);
    }
    Ok(views)
}

/// Books all that the visitor holds, or nothing of it; `shown` is what the page said that would
/// come of it for each, in their order. The same submission books once. Each
/// appointment is its own from then on: it can be taken back, moved and cancelled alone, and
/// its mails go to whoever gets those of its patient.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where one of them would only be a request by now and the page said
/// more; a refusal of [`BookRefusal`] for any of them; [`Failure::NotFound`] if what is held isn't
/// for just these people.
pub async fn book(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &Together),
    hold: HoldId,
    (submission, shown): (SubmissionId, &[BookedAs]),
) -> Result<Vec<AppointmentId>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = book_all(clinic, &mut work, (visitor, who), hold, (submission, shown)).await;
    let booked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(booked)
}

async fn book_all(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &Together),
    hold: HoldId,
    (submission, shown): (SubmissionId, &[BookedAs]),
) -> Result<Vec<AppointmentId>, Failure> {
    let rows = store::hold::list_of_visitor(&mut **work, &visitor.key().0).await?;
    let held = rows.len() == who.each().len() && rows.first().is_some_and(|row| row.id == hold);
    // A second press finds nothing held, and the first one's result.
    if !held && rows.iter().any(|row| row.id == hold) {
        return Err(Failure::NotFound);
    }
    let mut booked = Vec::new();
    for (position, acting) in (0_u8..).zip(who.each()) {
        let row = rows.get(usize::from(position)).filter(|_| held);
        let said = shown.get(usize::from(position));
        let press = Press {
            hold: row.map_or(hold, |row| row.id),
            pressed: Pressed {
                submission: part(submission, position),
                shown: said.copied().unwrap_or(BookedAs::Booking),
            },
            note: None,
        };
        booked.push(book_in(clinic, work, visitor, acting, press).await?);
    }
    Ok(booked)
}

/// The press for one of them: the last two bits of the name of all of it say whose.
fn part(submission: SubmissionId, position: u8) -> SubmissionId {
    let all = submission.uuid().as_u128() & !3;
    SubmissionId::from_stored(Uuid::from_u128(all | u128::from(position & 3)))
}

/// A visit that somebody else could have right after one that was just booked.
#[derive(Clone, Debug)]
pub struct RightAfter {
    /// Who.
    pub patient: PatientId,
    /// The service's name in links.
    pub slug: String,
    /// Its name.
    pub service_name: String,
    /// The start.
    pub starts_at: Timestamp,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
}

/// The next time right after the appointment, with the same practitioner, at the same service
/// or else one of its kind that they may have. None if there is none.
///
/// # Errors
/// Only faults.
pub async fn right_after(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    booked: &AppointmentView,
) -> Result<Option<RightAfter>, Failure> {
    let found = find_right_after(clinic, (visitor, who), booked).await?;
    if found.is_some() {
        holds::saw_times(clinic, who).await?;
    }
    Ok(found)
}

async fn find_right_after(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    booked: &AppointmentView,
) -> Result<Option<RightAfter>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let all = store::service::list_online(&mut *look).await?;
    let Some(same) = all
        .iter()
        .find(|service| service.slug == booked.service_slug)
    else {
        return Ok(None);
    };
    let (id, category) = (same.id, same.category.clone());
    let alike = all
        .iter()
        .filter(|other| other.id != id && other.category == category);
    let slugs: Vec<String> = std::iter::once(same)
        .chain(alike)
        .map(|s| s.slug.clone())
        .collect();
    for slug in slugs {
        let schedule = match Schedule::by_slug(&mut *look, &slug, now).await {
            Ok(schedule) => schedule,
            Err(Failure::NotFound) => continue,
            Err(failure) => return Err(failure),
        };
        let Some(person) = schedule.person(booked.practitioner) else {
            continue;
        };
        if admits(&mut look, &schedule, who, 0).await?.is_err() {
            continue;
        }
        let date = schedule.zone.to_datetime(booked.ends_at).date();
        let choice = Choice::Named(booked.practitioner);
        let free = free_for(&mut look, &schedule, (visitor, who), choice, (date, date)).await?;
        let found = free.iter().find(|slot| slot.span.start() >= booked.ends_at);
        let near = |slot: &&Slot| slot.span.start() <= latest(booked.ends_at);
        if let Some(slot) = found.filter(near) {
            return Ok(Some(RightAfter {
                patient: who.patient(),
                service_name: schedule.service.name.clone(),
                slug,
                starts_at: slot.span.start(),
                practitioner: booked.practitioner,
                practitioner_name: person.offerer.full_name.clone(),
            }));
        }
    }
    Ok(None)
}

/// The latest start that is offered as right after a visit.
fn latest(end: Timestamp) -> Timestamp {
    let gap = SignedDuration::from_mins(i64::from(limits::TOGETHER_GAP_MINUTES));
    end.checked_add(gap).unwrap_or(end)
}

#[cfg(test)]
mod tests;

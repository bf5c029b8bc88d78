//! "Book again": the last visit once more, at one of its soonest times, in one tap.
//!
//! There is no hold: the press itself is judged and booked in one transaction, by the
//! same rules as any booking, and can be taken back for three minutes.

use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::claim::quanta;
use domain::id::{AppointmentId, PractitionerId, ServiceId, SubmissionId};
use domain::person::PersonName;
use domain::registration::booked_as::BookedAs;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::{BookingFacts, FactsQuery};
use store::claim::Claimant;

use crate::authz::{ActingFor, Clinic, Look, Visitor, Work, can};
use crate::booking::{Booking, Pressed, agreed, ahead, asked_of, booked_as, insert, may_hear_of};
use crate::failure::Failure;
use crate::family::notices::tell_others;
use crate::front::ServiceCard;
use crate::holds;
use crate::schedule::{Own, Schedule, refused};
use crate::times::{self, Choice, SlotView};

/// What can be booked again.
#[derive(Clone, Debug)]
pub struct Again {
    /// The service.
    pub service: ServiceCard,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
    /// Its soonest times, at least one.
    pub slots: Vec<SlotView>,
    /// The location's zone.
    pub zone: TimeZone,
    /// What comes of a tap: an appointment, or a request for one.
    pub booked_as: BookedAs,
    /// Names the press of one of the times; a second press finds the first's result.
    pub submission: SubmissionId,
}

/// How many times are shown.
const SHOWN: usize = 2;

/// The patient's last visit, as it could be booked again: the same service with the same
/// person, or after a first visit the next service of its kind. None without a visit, or
/// if it can't be had any more, or as much is ahead as may be. Somebody else's look at it is
/// recorded.
///
/// # Errors
/// Only faults.
pub async fn suggest(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
) -> Result<Option<Again>, Failure> {
    let found = find(clinic, (visitor, who)).await?;
    if found.is_some() {
        holds::saw_times(clinic, who).await?;
    }
    Ok(found)
}

async fn find(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
) -> Result<Option<Again>, Failure> {
    let mut look = clinic.read(who).await?;
    let last = store::appointment::find_last(&mut *look, who.sight()).await?;
    let Some((service, practitioner)) = last else {
        return Ok(None);
    };
    let now = look.now();
    for service in kinds(&mut look, service).await? {
        let schedule = match Schedule::by_id(&mut *look, service, now).await {
            Ok(schedule) => schedule,
            Err(Failure::Refused(_)) => continue,
            Err(failure) => return Err(failure),
        };
        let facts = facts(&mut *look, who, None, Some(service), now).await?;
        let room = ahead(facts.ahead).room().is_ok() && !facts.veiled;
        let suits = schedule.service.patients.admits(facts.standing).is_ok();
        let Some(person) = schedule.person(practitioner).filter(|_| suits && room) else {
            continue;
        };
        let choice = Choice::Named(practitioner);
        let own = Own::hold_of(visitor);
        let mut slots = times::near(&mut look, &schedule, choice, now, own).await?;
        slots.truncate(SHOWN);
        return Ok((!slots.is_empty()).then(|| Again {
            service: ServiceCard::from(&schedule.service),
            practitioner,
            practitioner_name: person.offerer.full_name.clone(),
            slots,
            zone: schedule.zone.clone(),
            booked_as: booked_as(&facts),
            submission: clinic.new_id(),
        }));
    }
    Ok(None)
}

/// The service, and after it the others of its category: a first visit isn't had twice.
async fn kinds(look: &mut Look, service: ServiceId) -> Result<Vec<ServiceId>, Failure> {
    let all = store::service::list_online(&mut **look).await?;
    let category = all.iter().find(|other| other.id == service);
    let category = category.map(|service| service.category.clone());
    let alike = all
        .iter()
        .filter(|other| other.id != service && Some(&other.category) == category.as_ref());
    Ok(std::iter::once(service)
        .chain(alike.map(|other| other.id))
        .collect())
}

/// Books the service at this time with this person, without a hold; what this browser holds
/// of that time gives way. The same submission books once.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where it would only be a request by now and the page said more;
/// a refusal of [`BookRefusal`]; [`Failure::NotFound`] for an unknown service.
pub async fn book(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    slug: &str,
    starts_at: Timestamp,
    practitioner: PractitionerId,
    pressed: impl Into<Pressed>,
) -> Result<AppointmentId, Failure> {
    let mut work = clinic.begin(who).await?;
    let tap = Tap {
        slug,
        starts_at,
        practitioner,
        pressed: pressed.into(),
    };
    let outcome = book_in(clinic, &mut work, (visitor, who), &tap).await;
    let booked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(booked)
}

/// One tap on a time.
struct Tap<'a> {
    slug: &'a str,
    starts_at: Timestamp,
    practitioner: PractitionerId,
    pressed: Pressed,
}

async fn book_in(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    tap: &Tap<'_>,
) -> Result<AppointmentId, Failure> {
    let now = work.now();
    let schedule = Schedule::by_slug(&mut **work, tap.slug, now).await;
    let service = schedule.as_ref().ok().map(|found| found.service.id);
    let mut facts = facts(&mut **work, who, Some(tap.pressed.submission), service, now).await?;
    if let Some((booked, whose)) = facts.booked {
        return if whose == who.patient() {
            Ok(booked)
        } else {
            Err(Failure::NotFound)
        };
    }
    // A second press finds the first one's result even where nothing is offered any more.
    let schedule = schedule?;
    may_hear_of(&facts)?;
    let booked_as = agreed(&facts, tap.pressed.shown)?;
    let visit = schedule.visit(tap.starts_at).map_err(refused)?;
    let id: AppointmentId = clinic.new_id();
    facts.overlapping =
        store::appointment::list_overlapping(&mut **work, who.sight(), None, visit).await?;
    holds::give_way(work, &schedule, visitor, tap.practitioner, visit).await?;
    let choice = Choice::Named(tap.practitioner);
    let diary = schedule
        .diary_around(&mut **work, choice, tap.starts_at, Own::NOTHING)
        .await?;
    diary
        .order(tap.starts_at, tap.practitioner, Some(asked_of(&facts)))
        .map_err(refused)?;
    let accesses = facts.accesses;
    let booking = Booking {
        id,
        practitioner: tap.practitioner,
        visit,
        booked_as,
        note: None,
        submission: tap.pressed.submission,
        to: facts.email,
    };
    let notice = insert(clinic, work, who, &schedule, booking).await?;
    let quanta = quanta(visit).map_err(refused)?;
    let claimant = Claimant::Appointment(id);
    if !store::claim::insert_claims(work, tap.practitioner, &quanta, claimant, now).await? {
        return Err(refused(BookRefusal::Taken));
    }
    store::notice::insert_notice(work, &notice).await?;
    if accesses > 1 {
        tell_others(clinic, work, &notice, &[]).await?;
    }
    work.record(
        Action::AppointmentBook.as_str(),
        &id.to_string(),
        &[who.patient()],
    )
    .await?;
    Ok(id)
}

/// What bears on a booking of that service for the patient, without a hold.
pub(crate) async fn facts(
    reads: &mut impl store::Reads,
    who: &ActingFor<can::Book>,
    submission: Option<SubmissionId>,
    service: Option<ServiceId>,
    now: Timestamp,
) -> Result<BookingFacts, Failure> {
    let query = FactsQuery {
        sight: who.sight(),
        account: who.account_id(),
        hold: None,
        visitor: &[],
        submission,
        service,
        now,
    };
    store::appointment::find_booking_facts(reads, query)
        .await?
        .ok_or(Failure::NotFound)
}

#[cfg(test)]
mod tests;

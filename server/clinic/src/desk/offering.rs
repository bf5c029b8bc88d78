//! What the pages of a new booking and of a move show: for whom, what, with whom, and which
//! times.
//!
//! All of it is read at once, as it was at one instant; then the look is recorded, before
//! anybody sees it.

use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::booking::against::Against;
use domain::id::{PatientId, PractitionerId, ServiceId, SubmissionId};
use domain::limits;
use domain::person::{BirthDate, Invalid, PersonName};
use domain::slots;
use domain::typed_time;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::appointment::Sight;
use store::appointment::desk::{self as stored, Person};
use store::service::Service;

use super::judging::{Whom, judge};
use super::telling::{Concerned, MailTo, addresses};
use crate::authz::{Clinic, Look, Staff, can};
use crate::failure::Failure;
use crate::front::ServiceCard;
use crate::schedule::Schedule;
use crate::times::{self, Choice, SlotView};

/// What was asked for so far.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// The service's name in links; none for the one they had last, or the most booked.
    pub service: Option<String>,
    /// With whom; none for the one they saw last.
    pub who: Option<Choice>,
    /// The date whose times are listed; none for that of the soonest.
    pub date: Option<Date>,
    /// A time that was chosen.
    pub at: Option<(Timestamp, PractitionerId)>,
    /// A time that was typed.
    pub typed: Option<String>,
    /// The time of a form that was refused: the page is still about it, if anybody offers it.
    pub before: Option<(Timestamp, PractitionerId)>,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub struct NewBooking {
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// When they were born.
    pub born_on: Option<BirthDate>,
    /// Where mail about it would go.
    pub mail_to: MailTo,
    /// All that can be booked.
    pub services: Vec<ServiceCard>,
    /// The times.
    pub times: Times,
    /// Names the press of the button.
    pub submission: SubmissionId,
    /// Registrations that wait, for the rail.
    pub waiting_count: u32,
}

/// The times of a service, and the one that would be taken.
#[derive(Clone, Debug)]
pub struct Times {
    /// What they are for.
    pub service: ServiceCard,
    /// Who offers it.
    pub people: Vec<(PractitionerId, PersonName)>,
    /// Which of them was asked for.
    pub choice: Choice,
    /// The soonest times.
    pub soonest: Vec<SlotView>,
    /// The date that is listed.
    pub date: Date,
    /// Its free times.
    pub slots: Vec<SlotView>,
    /// The time that would be taken; none if there is none at all.
    pub chosen: Option<Chosen>,
    /// What is wrong with the typed time.
    pub typed_wrong: Option<Invalid>,
    /// The clinic's date.
    pub today: Date,
    /// The clinic's zone.
    pub zone: TimeZone,
}

impl Times {
    /// Whose visits are named.
    pub(super) fn seen(&self) -> impl Iterator<Item = PatientId> + '_ {
        let taken_by = self.chosen.iter().flat_map(|chosen| &chosen.taken_by);
        taken_by.filter_map(|by| by.patient.as_ref().map(|(id, _)| *id))
    }
}

/// A time with all that speaks against it.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// The other start that the clinic's clock shows alike, on the day when it goes back.
    pub twin: Option<Timestamp>,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Their name.
    pub practitioner_name: PersonName,
    /// The rules that staff may pass over.
    pub warnings: Vec<BookRefusal>,
    /// Who has the time.
    pub taken_by: Vec<TakenBy>,
    /// Both, as the form carries what it showed.
    pub against: Against,
    /// Whether not even staff can book it.
    pub never: bool,
    /// Whether the visit that is to move is there already.
    pub there_already: bool,
}

/// Somebody who has a time that staff would like.
#[derive(Clone, Debug)]
pub struct TakenBy {
    /// Who; none for somebody who is booking online right now.
    pub patient: Option<(PatientId, PersonName)>,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

/// What a new booking for the patient could be. The look is recorded.
///
/// # Errors
/// [`Failure::NotFound`] for patient, service or person.
pub async fn offer(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    patient: PatientId,
    question: Question,
) -> Result<NewBooking, Failure> {
    let mut look = clinic.read(staff).await?;
    let now = look.now();
    let person = stored::find_person(&mut *look, patient).await?;
    let person = person.ok_or(Failure::NotFound)?;
    let last = store::appointment::find_last(&mut *look, Sight::all(patient)).await?;
    let services = store::service::list_offered(&mut *look).await?;
    let slug = match question.service.clone() {
        Some(slug) => slug,
        None => default_service(&mut look, &person, &services, last)
            .await?
            .ok_or(Failure::NotFound)?,
    };
    let schedule = Schedule::for_staff(&mut *look, &slug, now).await?;
    let usual = last.map(|(_, who)| who);
    let usual = usual.filter(|who| schedule.person(*who).is_some());
    let usual = usual.map_or(Choice::First, Choice::Named);
    let whom = Whom::Booking(patient, &person);
    let times = times_for(&mut look, schedule, &question, usual, whom).await?;
    let concerned = Concerned {
        patient,
        service: times.service.id,
        booker: None,
    };
    let mail_to = addresses(&mut *look, concerned, now).await?;
    let waiting_count = store::registration::count_waiting(&mut *look).await?;
    drop(look);
    let mut seen = vec![patient];
    seen.extend(times.seen());
    super::record_look(clinic, staff, Action::BookingPrepare, &seen).await?;
    Ok(NewBooking {
        patient,
        patient_name: person.full_name,
        born_on: person.born_on,
        mail_to,
        services: services.iter().map(ServiceCard::from).collect(),
        times,
        submission: clinic.new_id(),
        waiting_count,
    })
}

/// Whether there is somebody for whom another time can be chosen.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn may_choose(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    patient: PatientId,
) -> Result<(), Failure> {
    let mut look = clinic.read(staff).await?;
    let person = stored::find_person(&mut *look, patient).await?;
    person.map(|_| ()).ok_or(Failure::NotFound)
}

/// The times of a service that answer the question; with `usual` unless it asks for
/// somebody else.
///
/// # Errors
/// [`Failure::NotFound`] for somebody who doesn't offer it.
pub(super) async fn times_for(
    look: &mut Look,
    schedule: Schedule,
    question: &Question,
    usual: Choice,
    whom: Whom<'_>,
) -> Result<Times, Failure> {
    let choice = question.who.unwrap_or(usual);
    times::name_of(&schedule, choice)?;
    let typed = question.typed.as_deref();
    let typed = typed.filter(|text| !text.trim().is_empty());
    let wall = schedule.zone.to_datetime(schedule.now);
    let typed = typed.map(|text| {
        let typed = typed_time::parse(text, wall)?;
        Ok((typed.date, typed.starts_at(&schedule.zone)?))
    });
    let typed_wrong = typed.and_then(Result::err);
    let typed = typed.and_then(Result::ok);
    let date = typed.map(|(date, _)| date).or(question.date);
    let before = question.before;
    let before = before.filter(|(_, who)| schedule.person(*who).is_some());
    let date = date.or(question
        .at
        .or(before)
        .map(|(at, _)| schedule.zone.to_datetime(at).date()));
    let own = whom.own();
    let (date, slots, soonest) = times::of_date(look, &schedule, choice, date, own).await?;

    let at_typed = typed.and_then(|(_, at)| {
        let at = at?;
        Some((at, who_for(choice, &slots, at, &schedule)?))
    });
    let of = |slot: &SlotView| (slot.starts_at, slot.practitioner);
    let chosen = before
        .or(at_typed)
        .or(question.at)
        .or(typed.and_then(|_| slots.first().map(of)))
        .or(question.date.and_then(|_| slots.first().map(of)))
        .or(soonest.first().map(of));
    let chosen = match chosen {
        Some(chosen) => Some(chosen_at(look, &schedule, whom, chosen).await?),
        None => None,
    };
    let people = schedule.people.iter();
    Ok(Times {
        service: ServiceCard::from(&schedule.service),
        people: people
            .map(|person| (person.offerer.id, person.offerer.full_name.clone()))
            .collect(),
        choice,
        soonest,
        date,
        slots,
        chosen,
        typed_wrong,
        today: schedule.today(),
        zone: schedule.zone,
    })
}

/// Who would see the patient at a typed time: the one asked for, else whoever is free
/// then, else the first who offers the service.
fn who_for(
    choice: Choice,
    slots: &[SlotView],
    at: Timestamp,
    schedule: &Schedule,
) -> Option<PractitionerId> {
    match choice {
        Choice::Named(id) => Some(id),
        Choice::First => {
            let free = slots.iter().find(|slot| slot.starts_at == at);
            let first = || schedule.people.first().map(|person| person.offerer.id);
            free.map(|slot| slot.practitioner).or_else(first)
        }
    }
}

async fn chosen_at(
    look: &mut Look,
    schedule: &Schedule,
    whom: Whom<'_>,
    (starts_at, practitioner): (Timestamp, PractitionerId),
) -> Result<Chosen, Failure> {
    let offerer = schedule.person(practitioner).ok_or(Failure::NotFound)?;
    let visit = schedule
        .visit(starts_at)
        .map_err(crate::schedule::refused)?;
    let judged = judge(&mut **look, schedule, whom, (starts_at, practitioner)).await?;
    let against = judged.against();
    let (warnings, never) = match judged.verdict {
        Ok(verdict) => (verdict.warnings, false),
        Err(_) => (Vec::new(), true),
    };
    let taken_by = judged.taken_by.into_iter().map(|neighbour| TakenBy {
        patient: neighbour.patient,
        starts_at: neighbour.busy.span.start(),
        ends_at: neighbour.busy.span.end(),
    });
    let there_already = match whom {
        Whom::Booking(..) => false,
        Whom::Moving(row) => row.starts_at == starts_at && row.practitioner == practitioner,
    };
    Ok(Chosen {
        starts_at,
        ends_at: visit.end(),
        twin: slots::twin(starts_at, &schedule.zone),
        practitioner,
        practitioner_name: offerer.offerer.full_name.clone(),
        warnings,
        taken_by: taken_by.collect(),
        against,
        never,
        there_already,
    })
}

/// How long ago a booking still tells what is booked most.
const LATELY: SignedDuration = SignedDuration::from_hours(28 * 24);
const _: () = assert!(limits::VISIT_MINUTES_MAX + limits::BUFFER_MINUTES_MAX <= 24 * 60);

/// What the patient had last, else what is booked most: of what they may book.
async fn default_service(
    look: &mut Look,
    person: &Person,
    services: &[Service],
    last: Option<(ServiceId, PractitionerId)>,
) -> Result<Option<String>, Failure> {
    let fits = |service: &&Service| service.patients.admits(person.standing).is_ok();
    let find = |id: ServiceId| services.iter().filter(fits).find(|found| found.id == id);
    if let Some(service) = last.and_then(|(id, _)| find(id)) {
        return Ok(Some(service.slug.clone()));
    }
    let now = look.now();
    let from = now.checked_sub(LATELY).unwrap_or(Timestamp::MIN);
    let until = now.checked_add(LATELY).unwrap_or(Timestamp::MAX);
    let most = stored::list_most_booked(&mut **look, from, until).await?;
    let most = most.into_iter().find_map(find);
    let any = || services.iter().find(fits).or(services.first());
    Ok(most.or_else(any).map(|service| service.slug.clone()))
}

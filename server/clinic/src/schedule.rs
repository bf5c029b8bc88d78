//! A service's hours and visits, read once and asked by page, hold and booking alike.
//!
//! All that decides here are the functions of `domain`; this module reads what they
//! ask about, with one statement for each range of dates, and hands it over. What is
//! read inside a write decides; what a page has read is only shown.

use std::num::NonZeroU32;
use std::sync::Arc;

use domain::booking::exemption::{self, NotEvenStaff, StaffVerdict};
use domain::booking::{BookRefusal, PatientFacts, Proposal, may_book};
use domain::id::{AppointmentId, PractitionerId, ServiceId};
use domain::limits;
use domain::refusal::Refusal;
use domain::shift::WorkingHours;
use domain::slots::{self, Busy, Candidate, Slot, Step, Terms};
use domain::span::Span;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::Reads;
use store::appointment::Appointment;
use store::service::{Offerer, Offering, Service};
use store::shift::DiaryQuery;

use crate::authz::Visitor;
use crate::failure::{Failure, Fault};
use crate::times::Choice;

/// A service at this instant, with who offers it.
#[derive(Debug)]
pub(crate) struct Schedule {
    pub(crate) service: Service,
    pub(crate) people: Vec<Person>,
    /// The zone of the pages: that of the first of `people`.
    pub(crate) zone: TimeZone,
    pub(crate) now: Timestamp,
    terms: Terms,
}

/// Somebody who offers the service.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) offerer: Offerer,
    zone: TimeZone,
}

/// What some of the people have on some dates.
#[derive(Debug)]
pub(crate) struct Diary<'a> {
    schedule: &'a Schedule,
    dates: (Date, Date),
    pages: Vec<Page<'a>>,
    own: Own,
}

#[derive(Debug)]
struct Page<'a> {
    person: &'a Person,
    hours: WorkingHours,
    busy: Vec<Busy>,
}

/// What the one who asks has already, and gives up for another time: it is not in
/// their own way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own {
    visitor: Option<[u8; 32]>,
    visit: Option<Visit>,
}

/// An appointment that is to move: which one, and what it has.
#[derive(Clone, Copy, Debug)]
struct Visit {
    id: AppointmentId,
    practitioner: PractitionerId,
    starts_at: Timestamp,
}

impl Own {
    /// Nothing.
    pub(crate) const NOTHING: Self = Self {
        visitor: None,
        visit: None,
    };

    /// The visitor's hold, if they have one.
    pub(crate) fn hold_of(visitor: &Visitor) -> Self {
        Self {
            visitor: Some(visitor.key().0),
            ..Self::NOTHING
        }
    }

    /// Whose hold it is; nobody has the empty key.
    pub(crate) fn visitor(&self) -> &[u8] {
        self.visitor.as_ref().map_or(&[], |key| &key[..])
    }

    /// An appointment that is to move, with what it released in earlier steps.
    pub(crate) fn appointment(row: &Appointment) -> Self {
        let visit = Visit {
            id: row.id,
            practitioner: row.practitioner,
            starts_at: row.starts_at,
        };
        Self {
            visit: Some(visit),
            ..Self::NOTHING
        }
    }

    /// The same, and the visitor's hold.
    pub(crate) fn and_hold_of(self, visitor: &Visitor) -> Self {
        Self {
            visitor: Some(visitor.key().0),
            ..self
        }
    }

    /// Whether it is at this time already: free for it, and no other time.
    fn is_at(&self, slot: &Slot) -> bool {
        self.visit.is_some_and(|visit| {
            visit.practitioner == slot.practitioner && visit.starts_at == slot.span.start()
        })
    }
}

/// The zone with this name.
pub(crate) fn zone(name: &str) -> Result<TimeZone, Failure> {
    TimeZone::get(name).map_err(|error| Failure::Fault(Fault::new(error)))
}

impl Schedule {
    /// The service with this name in links.
    ///
    /// # Errors
    /// `NotFound` unless patients can book it and somebody offers it.
    pub(crate) async fn by_slug(
        reads: &mut impl Reads,
        slug: &str,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let offering = store::service::find_offering_by_slug(reads, slug).await?;
        Self::of(offering, now)?.ok_or(Failure::NotFound)
    }

    /// The service of a hold.
    ///
    /// # Errors
    /// A refusal if patients can't book it any more or nobody offers it.
    pub(crate) async fn by_id(
        reads: &mut impl Reads,
        service: ServiceId,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let offering = store::service::find_offering(reads, service).await?;
        Self::of(offering, now)?.ok_or_else(|| refused(BookRefusal::ServiceNotOffered))
    }

    /// The service with this name in links as staff may book it: also one that isn't
    /// online.
    ///
    /// # Errors
    /// `NotFound` unless somebody offers it.
    pub(crate) async fn for_staff(
        reads: &mut impl Reads,
        slug: &str,
        now: Timestamp,
    ) -> Result<Self, Failure> {
        let offering = store::service::find_offering_by_slug(reads, slug).await?;
        let offered = offering.filter(|found| is_offered(&found.service, now));
        Self::made_of(offered, now)?.ok_or(Failure::NotFound)
    }

    fn of(offering: Option<Arc<Offering>>, now: Timestamp) -> Result<Option<Self>, Failure> {
        let online = |service: &Service| {
            service.online_at.is_some_and(|at| at <= now) && is_offered(service, now)
        };
        Self::made_of(offering.filter(|found| online(&found.service)), now)
    }

    fn made_of(offering: Option<Arc<Offering>>, now: Timestamp) -> Result<Option<Self>, Failure> {
        let Some(offering) = offering else {
            return Ok(None);
        };
        let Offering { service, people } = Arc::unwrap_or_clone(offering);
        let people = people
            .into_iter()
            .map(|offerer| {
                Ok(Person {
                    zone: zone(&offerer.location.zone)?,
                    offerer,
                })
            })
            .collect::<Result<Vec<_>, Failure>>()?;
        let Some(zone) = people.first().map(|person| person.zone.clone()) else {
            return Ok(None);
        };
        Ok(Some(Self {
            terms: terms(&service)?,
            service,
            people,
            zone,
            now,
        }))
    }

    /// What it asks of a time.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Today's date.
    pub(crate) fn today(&self) -> Date {
        self.zone.to_datetime(self.now).date()
    }

    /// The last date on which a visit may start.
    pub(crate) fn last_date(&self) -> Date {
        let days = i64::from(self.terms.horizon_days);
        self.today()
            .saturating_add(SignedDuration::from_hours(24 * days))
    }

    /// Somebody who offers the service, by id.
    pub(crate) fn person(&self, id: PractitionerId) -> Option<&Person> {
        self.people.iter().find(|person| person.offerer.id == id)
    }

    /// The visit that would start then.
    pub(crate) fn visit(&self, start: Timestamp) -> Result<Span, BookRefusal> {
        Span::lasting(start, self.terms.minutes.get()).map_err(|_| BookRefusal::OutsideHours)
    }

    /// The visit with the rest it needs before and after.
    pub(crate) fn place(&self, visit: Span) -> Span {
        let rest = |minutes: u32| SignedDuration::from_mins(i64::from(minutes));
        let start = visit.start() - rest(self.terms.buffer_before_minutes);
        let end = visit.end() + rest(self.terms.buffer_after_minutes);
        Span::new(start, end).unwrap_or(visit)
    }

    /// Reads what bears on these dates, both included, leaving out what is their own.
    pub(crate) async fn diary<'a>(
        &'a self,
        reads: &mut impl Reads,
        choice: Choice,
        dates: (Date, Date),
        own: Own,
    ) -> Result<Diary<'a>, Failure> {
        let practitioner = match choice {
            Choice::First => None,
            Choice::Named(id) => Some(id),
        };
        let query = DiaryQuery {
            service: self.service.id,
            practitioner,
            dates,
            starts: (
                self.midnight(dates.0)
                    .checked_sub(MARGIN)
                    .unwrap_or(Timestamp::MIN),
                self.midnight(dates.1)
                    .checked_add(MARGIN * 2)
                    .unwrap_or(Timestamp::MAX),
            ),
            now: self.now,
            except_visitor: own.visitor(),
            except_appointment: own.visit.map(|visit| visit.id),
        };
        let found = store::shift::find_diary(reads, query).await?;
        let pages = self
            .people
            .iter()
            .filter(|person| practitioner.is_none_or(|id| person.offerer.id == id))
            .map(|person| {
                let id = person.offerer.id;
                let hours =
                    WorkingHours::expand(id, &found.rules, &found.closures, dates, &person.zone);
                let theirs = found.busy.iter().filter(|(whose, _)| *whose == id);
                Page {
                    person,
                    hours,
                    busy: theirs.map(|(_, busy)| *busy).collect(),
                }
            })
            .collect();
        Ok(Diary {
            schedule: self,
            dates,
            pages,
            own,
        })
    }

    /// Reads what bears on a visit that starts at this instant.
    pub(crate) async fn diary_around<'a>(
        &'a self,
        reads: &mut impl Reads,
        choice: Choice,
        start: Timestamp,
        own: Own,
    ) -> Result<Diary<'a>, Failure> {
        // A date on either side: people may work in other zones than the page's.
        let date = self.zone.to_datetime(start).date();
        let dates = (
            date.yesterday().unwrap_or(date),
            date.tomorrow().unwrap_or(date),
        );
        self.diary(reads, choice, dates, own).await
    }

    fn midnight(&self, date: Date) -> Timestamp {
        self.zone
            .to_timestamp(date.to_datetime(Time::midnight()))
            .unwrap_or(Timestamp::MAX)
    }
}

fn is_offered(service: &Service, now: Timestamp) -> bool {
    service.archived_at.is_none_or(|at| at > now)
}

/// Longer than the longest visit, its longest buffer and an hour of clock change
/// together: what starts farther away can't bear on a date.
const MARGIN: SignedDuration = SignedDuration::from_hours(24);
const _: () =
    assert!(limits::VISIT_MINUTES_MAX + limits::BUFFER_MINUTES_MAX + 60 <= MARGIN.as_mins());

impl Person {
    /// Whether the person may be booked then, by the patient if one is known.
    fn judge(
        page: &Page<'_>,
        schedule: &Schedule,
        start: Timestamp,
        patient: Option<PatientFacts<'_>>,
    ) -> Result<(), BookRefusal> {
        may_book(&Proposal {
            start,
            terms: &schedule.terms,
            eligibility: schedule.service.patients,
            hours: &page.hours,
            busy: &page.busy,
            patient,
            now: schedule.now,
            zone: &page.person.zone,
        })
    }
}

impl Diary<'_> {
    /// Each person's free times on the dates that were read, without the one that the
    /// asker has already.
    pub(crate) fn free(&self) -> Vec<Vec<Slot>> {
        let schedule = self.schedule;
        let slots_of = |page: &Page<'_>| {
            let mut free = slots::free_slots(
                &schedule.terms,
                &page.hours,
                &page.busy,
                self.dates,
                schedule.now,
                &page.person.zone,
            );
            free.retain(|slot| !self.own.is_at(slot));
            free
        };
        self.pages.iter().map(slots_of).collect()
    }

    /// The free times, each start once, with the one who would be tried first.
    pub(crate) fn offers(&self) -> Vec<Slot> {
        let free = self.free();
        if let [only] = free.as_slice() {
            return only.clone();
        }
        let offers = slots::first_available(&self.candidates(&free), &self.schedule.zone);
        offers.into_iter().map(|offer| offer.slot).collect()
    }

    /// Who may be booked at this start, in the order in which to try: `wished` first,
    /// then whoever has the least to do that day.
    ///
    /// # Errors
    /// Why `wished` can't be booked, if nobody can.
    pub(crate) fn order(
        &self,
        start: Timestamp,
        wished: PractitionerId,
        patient: Option<PatientFacts<'_>>,
    ) -> Result<Vec<PractitionerId>, BookRefusal> {
        let refusal = match self.page(wished) {
            None => Some(BookRefusal::ServiceNotOffered),
            Some(page) => Person::judge(page, self.schedule, start, patient).err(),
        };
        let mut order: Vec<PractitionerId> = match refusal {
            None => vec![wished],
            Some(_) => Vec::new(),
        };
        if self.pages.len() > 1 {
            let free = self.free();
            let offers = slots::first_available(&self.candidates(&free), &self.schedule.zone);
            let offer = offers
                .into_iter()
                .find(|offer| offer.slot.span.start() == start);
            let others = offer.map(|offer| {
                std::iter::once(offer.slot.practitioner)
                    .chain(offer.others)
                    .collect::<Vec<_>>()
            });
            let may = |id: &PractitionerId| {
                *id != wished
                    && self.page(*id).is_some_and(|page| {
                        Person::judge(page, self.schedule, start, patient).is_ok()
                    })
            };
            order.extend(others.unwrap_or_default().into_iter().filter(may));
        }
        match refusal {
            Some(refusal) if order.is_empty() => Err(refusal),
            _ => Ok(order),
        }
    }

    /// What stands in the way of a booking by staff, who have `busy`, for a patient.
    ///
    /// # Errors
    /// A refusal if not even staff can book it.
    pub(crate) fn judge_for_staff(
        &self,
        start: Timestamp,
        practitioner: PractitionerId,
        busy: &[Busy],
        patient: PatientFacts<'_>,
    ) -> Result<StaffVerdict, Failure> {
        let page = self
            .page(practitioner)
            .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
        let proposal = Proposal {
            start,
            terms: &self.schedule.terms,
            eligibility: self.schedule.service.patients,
            hours: &page.hours,
            busy,
            patient: Some(patient),
            now: self.schedule.now,
            zone: &page.person.zone,
        };
        exemption::for_staff(&proposal).map_err(|why| match why {
            NotEvenStaff::Past => Failure::Refused(Refusal::Past),
            NotEvenStaff::NotOnQuantum => refused(BookRefusal::NotOnGrid),
            NotEvenStaff::NoSuchTime => refused(BookRefusal::OutsideHours),
        })
    }

    /// Whether somebody's time is in the way of a visit that starts then.
    pub(crate) fn in_the_way(&self, busy: &Busy, start: Timestamp) -> bool {
        slots::in_the_way(&self.schedule.terms, busy, start)
    }

    fn page(&self, id: PractitionerId) -> Option<&Page<'_>> {
        self.pages.iter().find(|page| page.person.offerer.id == id)
    }

    fn candidates<'b>(&'b self, free: &'b [Vec<Slot>]) -> Vec<Candidate<'b>> {
        self.pages
            .iter()
            .zip(free)
            .map(|(page, slots)| Candidate {
                practitioner: page.person.offerer.id,
                slots,
                busy: &page.busy,
            })
            .collect()
    }
}

fn terms(service: &Service) -> Result<Terms, Failure> {
    let unusable = || Failure::fault("a stored service has no usable length or step");
    Ok(Terms {
        minutes: NonZeroU32::new(service.minutes).ok_or_else(unusable)?,
        buffer_before_minutes: service.buffer_before_minutes,
        buffer_after_minutes: service.buffer_after_minutes,
        step: Step::new(service.step_minutes).map_err(|_| unusable())?,
        lead_minutes: service.lead_minutes,
        horizon_days: service.horizon_days,
    })
}

/// A booking refusal as a failure.
pub(crate) fn refused(refusal: BookRefusal) -> Failure {
    Failure::Refused(Refusal::Book(refusal))
}

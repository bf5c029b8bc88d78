//! The demo clinic's visits: a few days back, today, and ahead, thinning out.
//!
//! Each visit is put where the clinic's own rules have a free slot, so what the demo
//! shows could have been booked.

use std::collections::HashMap;
use std::num::NonZeroU32;

use domain::id::{PatientId, PractitionerId};
use domain::shift::WorkingHours;
use domain::slots::{Busy, Slot, Step, Terms, free_slots};
use domain::span::Span;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use store::demo::{BookedBy, DemoAppointment, DemoService};

use super::people::Person;
use super::place::Place;
use super::{Wish, minutes_before};
use crate::authz::Clinic;
use crate::failure::Failure;

const DAYS_BACK: i64 = 5;
const DAYS_AHEAD: i64 = 14;
/// How far ahead somebody who signed up looks for a time.
const WISH_DAYS: i64 = 30;

/// How many of a hundred free times are taken on a day, counted from today.
fn taken_per_cent(days_ahead: i64) -> u64 {
    match days_ahead {
        ..0 => 60,
        0 => 75,
        days => u64::try_from((62 - 5 * days).max(5)).unwrap_or(5),
    }
}

pub(super) struct Plan<'a> {
    clinic: &'a Clinic,
    place: &'a Place,
    now: Timestamp,
    people: Vec<Visitor>,
    busy: HashMap<PractitionerId, Vec<Busy>>,
    visits: Vec<Visit>,
}

/// Somebody whom visits are planned for.
struct Visitor {
    id: PatientId,
    newcomer: bool,
    dates: Vec<Date>,
}

struct Visit {
    patient: PatientId,
    service: usize,
    slot: Slot,
    booked_at: Timestamp,
    state: &'static str,
}

impl<'a> Plan<'a> {
    pub(super) fn new(
        clinic: &'a Clinic,
        place: &'a Place,
        now: Timestamp,
        people: &[(PatientId, &Person)],
    ) -> Self {
        let people = people
            .iter()
            .map(|(id, person)| Visitor {
                id: *id,
                newcomer: person.is_newcomer(),
                dates: Vec::new(),
            })
            .collect();
        Self {
            clinic,
            place,
            now,
            people,
            busy: HashMap::new(),
            visits: Vec::new(),
        }
    }

    /// Plans all days.
    pub(super) fn fill(&mut self) {
        for days_ahead in -DAYS_BACK..=DAYS_AHEAD {
            let Ok(date) = self.place.today.checked_add(days_ahead.days()) else {
                continue;
            };
            for practitioner in self.place.practitioners {
                self.fill_day(practitioner, date, taken_per_cent(days_ahead));
            }
        }
        self.set_past_states();
    }

    /// Walks through the day: at each time, either somebody comes or it stays free for
    /// half an hour.
    fn fill_day(&mut self, practitioner: PractitionerId, date: Date, per_cent: u64) {
        let mut from = Timestamp::MIN;
        // Ends: each round moves `from` forward, and a day has few free times.
        for _ in 0..60 {
            let service = self.pick_service(practitioner);
            let slots = self.free(service, practitioner, (date, date));
            let Some(slot) = slots.into_iter().find(|slot| slot.span.start() >= from) else {
                // Something shorter may still fit.
                if self.is_free_for_any(practitioner, date, from) {
                    continue;
                }
                return;
            };
            from = slot
                .span
                .start()
                .checked_add(SignedDuration::from_mins(30))
                .unwrap_or(from);
            if self.number(100) >= per_cent {
                continue;
            }
            let Some(patient) = self.pick_patient(service, date) else {
                continue;
            };
            let days_before_booked = 1 + self.number(12);
            let start = slot.span.start().min(self.now);
            let minutes = i64::try_from(days_before_booked * 1_440 + self.number(600));
            let booked_at = minutes_before(start, minutes.unwrap_or(1_440));
            self.put(Visit {
                patient,
                service,
                slot,
                booked_at,
                state: "confirmed",
            });
        }
    }

    /// Whether there is a free time for anything that the practitioner offers.
    fn is_free_for_any(&self, practitioner: PractitionerId, date: Date, from: Timestamp) -> bool {
        (0..self.place.services.len())
            .filter(|service| self.offers(*service, practitioner))
            .flat_map(|service| self.free(service, practitioner, (date, date)))
            .any(|slot| slot.span.start() >= from)
    }

    fn offers(&self, service: usize, practitioner: PractitionerId) -> bool {
        self.service(service)
            .is_some_and(|service| service.by.contains(&practitioner))
    }

    fn service(&self, number: usize) -> Option<&'a DemoService> {
        self.place.services.get(number)
    }

    /// Any of what the practitioner offers, each as likely.
    fn pick_service(&self, practitioner: PractitionerId) -> usize {
        let offered: Vec<usize> = (0..self.place.services.len())
            .filter(|service| self.offers(*service, practitioner))
            .collect();
        let count = u64::try_from(offered.len()).unwrap_or(1);
        let picked = usize::try_from(self.number(count)).unwrap_or(0);
        offered.get(picked).copied().unwrap_or(0)
    }

    /// Who has come least so far, not on that date or next to it; newcomers for what is
    /// for new patients, once.
    fn pick_patient(&mut self, service: usize, date: Date) -> Option<PatientId> {
        let for_new = self.service(service)?.patients == "new";
        let skip = self.number(4);
        let near = SignedDuration::from_hours(48);
        let mut fit: Vec<&mut Visitor> = self
            .people
            .iter_mut()
            .filter(|who| who.newcomer == for_new)
            .filter(|who| !for_new || who.dates.is_empty())
            .filter(|who| {
                who.dates
                    .iter()
                    .all(|other| date.duration_since(*other).abs() > near)
            })
            .collect();
        fit.sort_by_key(|who| who.dates.len());
        let last = fit.len().checked_sub(1)?;
        let picked = usize::try_from(skip).unwrap_or(0).min(last);
        let who = fit.into_iter().nth(picked)?;
        who.dates.push(date);
        Some(who.id)
    }

    fn put(&mut self, visit: Visit) {
        let rest = self
            .service(visit.service)
            .map_or(0, |service| service.buffer_after_minutes);
        let busy = Busy {
            span: visit.slot.span,
            buffer_before_minutes: 0,
            buffer_after_minutes: rest,
        };
        self.busy
            .entry(visit.slot.practitioner)
            .or_default()
            .push(busy);
        self.visits.push(visit);
    }

    /// The free times on the dates, also past ones: asked as of long ago.
    fn free(
        &self,
        service: usize,
        practitioner: PractitionerId,
        (first, last): (Date, Date),
    ) -> Vec<Slot> {
        let Some(terms) = self.service(service).and_then(terms) else {
            return Vec::new();
        };
        let rules: Vec<_> = self
            .place
            .shifts
            .iter()
            .map(|(_, rule)| rule.clone())
            .collect();
        let zone = &self.place.zone;
        let hours = WorkingHours::expand(practitioner, &rules, &[], (first, last), zone);
        let busy = self.busy.get(&practitioner).map_or(&[][..], Vec::as_slice);
        let long_ago = minutes_before(self.now, 20 * 1_440);
        free_slots(&terms, &hours, busy, (first, last), long_ago, zone)
    }

    /// What has been, has been: finished before now, here at the moment, one who didn't
    /// come and one who cancelled.
    fn set_past_states(&mut self) {
        let soon = self
            .now
            .checked_add(SignedDuration::from_mins(15))
            .unwrap_or(self.now);
        let midnight = self.place.today.to_datetime(Time::midnight());
        let midnight = self.place.zone.to_timestamp(midnight).unwrap_or(self.now);
        let mut before_today = 0;
        self.visits.sort_by_key(|visit| visit.slot);
        for visit in &mut self.visits {
            let span = visit.slot.span;
            visit.state = if span.end() <= self.now {
                "completed"
            } else if span.start() <= soon {
                "arrived"
            } else {
                "confirmed"
            };
            if span.start() < midnight {
                before_today += 1;
                match before_today {
                    3 => visit.state = "no_show",
                    7 => visit.state = "cancelled",
                    _ => {}
                }
            }
        }
    }

    /// Books what somebody who signed up asked for.
    pub(super) fn book_wish(
        &mut self,
        patient: PatientId,
        wish: &Wish,
        booked_at: Timestamp,
    ) -> Result<(), Failure> {
        let none = || Failure::fault("the demo clinic has no free time");
        let number = (0..self.place.services.len())
            .find(|number| {
                self.service(*number)
                    .is_some_and(|it| it.slug == wish.service)
            })
            .ok_or_else(none)?;
        let practitioner = self
            .place
            .practitioner(wish.practitioner)
            .ok_or_else(none)?;
        let day = |days: i64| {
            self.place
                .today
                .checked_add(days.days())
                .map_err(|_| none())
        };
        let dates = (day(wish.days_ahead)?, day(WISH_DAYS)?);
        let zone = &self.place.zone;
        let slot = self
            .free(number, practitioner, dates)
            .into_iter()
            .find(|slot| zone.to_datetime(slot.span.start()).hour() >= wish.from_hour)
            .ok_or_else(none)?;
        self.put(Visit {
            patient,
            service: number,
            slot,
            booked_at,
            state: "confirmed",
        });
        Ok(())
    }

    /// The rows; `booked_by` says who booked for a patient.
    pub(super) fn into_rows(
        self,
        booked_by: impl Fn(PatientId) -> BookedBy,
    ) -> Vec<DemoAppointment> {
        let (clinic, place) = (self.clinic, self.place);
        let rows = self.visits.into_iter().filter_map(|visit| {
            let service = place.services.get(visit.service)?;
            let span: Span = visit.slot.span;
            let cancelled_at =
                (visit.state == "cancelled").then(|| minutes_before(span.start(), 30 * 60));
            Some(DemoAppointment {
                id: clinic.new_id(),
                submission: clinic.new_id(),
                patient: visit.patient,
                service: service.id,
                practitioner: visit.slot.practitioner,
                span,
                buffer_after_minutes: service.buffer_after_minutes,
                cancel_notice_minutes: service.cancel_notice_minutes,
                state: visit.state,
                cancelled_at,
                booked_by: booked_by(visit.patient),
                booked_at: cancelled_at.map_or(visit.booked_at, |at| {
                    visit.booked_at.min(minutes_before(at, 60))
                }),
            })
        });
        rows.collect()
    }

    /// A number under `bound`, from the clinic's random source. For a demo it needn't
    /// be fair to the last bit.
    fn number(&self, bound: u64) -> u64 {
        let mut bytes = [0; 8];
        self.clinic.rng().fill(&mut bytes);
        u64::from_le_bytes(bytes) % bound.max(1)
    }
}

fn terms(service: &DemoService) -> Option<Terms> {
    Some(Terms {
        minutes: NonZeroU32::new(service.minutes)?,
        buffer_before_minutes: 0,
        buffer_after_minutes: service.buffer_after_minutes,
        step: Step::new(service.step_minutes).ok()?,
        lead_minutes: 0,
        horizon_days: 365,
    })
}

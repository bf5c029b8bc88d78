//! The made-up clinic's plan: who works when, who has booked what, and which times are
//! left.

use clinic::rng::{Rng as _, SystemRng};
use domain::id::{AccountId, LocationId, PatientId, PractitionerId, ServiceId, SessionId, StaffId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::role::Role;
use domain::shift::ShiftRule;
use domain::span::Span;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use store::demo::{
    BookedBy, DemoAccount, DemoAppointment, DemoClinic, DemoLocation, DemoPractitioner,
    DemoService, DemoStaff,
};
use store::patient::NewPatient;
use store::testing::raw::Visit;
use uuid::Uuid;

use super::{APPOINTMENTS, Booker, PATIENTS, PRACTITIONERS, SHOWN, VISIT_MINUTES, ZONE};
use crate::Outcome;

/// Those who book: with an account, signed in, and with nothing ahead.
const BOOKERS: usize = 8_000;
/// The dates ahead that are partly booked already, and that patients can see.
const BOOKED_DAYS: i64 = 60;
/// How far ahead the service of the booked visits goes, so that there are times enough.
const HORIZON_DAYS: u32 = 720;
/// The service that is booked.
const BOOKED: &str = "visit-far-ahead";

pub(super) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn secret() -> String {
    format!("{:032x}_", random())
}

fn random() -> u128 {
    let mut bytes = [0; 16];
    SystemRng.fill(&mut bytes);
    u128::from_ne_bytes(bytes)
}

/// An id as the clinic makes them: by age, then random.
pub(crate) fn id(at: Timestamp) -> Uuid {
    let age = u128::try_from(at.as_millisecond()).unwrap_or_default();
    // Version 7, variant 1 (RFC 9562, 5.7).
    let (version, free) = ((0x7 << 76) | (0b10 << 62), !((0xf << 76) | (0b11 << 62)));
    Uuid::from_u128((age << 80) | (random() & ((1 << 80) - 1) & free) | version)
}

/// What the clinic is made of.
pub(super) struct Plan {
    now: Timestamp,
    today: Date,
    zone: TimeZone,
    practitioners: Vec<PractitionerId>,
    patients: Vec<PatientId>,
    pub(super) shown: ServiceId,
    booked: ServiceId,
    location: LocationId,
    desk: StaffId,
}

const WORKDAYS: [Weekday; 5] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
];
const HUES: [&str; 5] = ["fjord", "pine", "plum", "clay", "ochre"];

impl Plan {
    pub(super) fn new(now: Timestamp, today: Date, zone: TimeZone) -> Self {
        let fresh = || id(now);
        Self {
            now,
            today,
            zone,
            practitioners: (0..PRACTITIONERS)
                .map(|_| PractitionerId::from_stored(fresh()))
                .collect(),
            patients: (0..PATIENTS)
                .map(|_| PatientId::from_stored(fresh()))
                .collect(),
            shown: ServiceId::from_stored(fresh()),
            booked: ServiceId::from_stored(fresh()),
            location: LocationId::from_stored(fresh()),
            desk: StaffId::from_stored(fresh()),
        }
    }

    pub(super) fn bookers(&self) -> Vec<Booker> {
        let booker = |(n, patient): (usize, &PatientId)| Booker {
            patient: *patient,
            account: AccountId::from_stored(id(self.now)),
            session: SessionId::from_stored(id(self.now)),
            session_token: secret(),
            visitor_token: secret(),
            email: format!("patient{n}@example.com"),
        };
        let bookers = self.patients.iter().take(BOOKERS).enumerate();
        bookers.map(booker).collect()
    }

    /// Those for whom the visits ahead are.
    pub(super) fn with_visits(&self) -> Vec<PatientId> {
        self.patients.iter().skip(BOOKERS).copied().collect()
    }

    pub(super) fn clinic(&self, bookers: &[Booker]) -> Outcome<DemoClinic> {
        Ok(DemoClinic {
            name: "Measured Clinic",
            phone: "+19025550100",
            email: "desk@clinic.example",
            location: DemoLocation {
                id: self.location,
                name: "Main",
                street: "12 Example Street",
                city: "Halifax",
                zone: ZONE,
            },
            staff: vec![DemoStaff {
                id: self.desk,
                full_name: "Front Desk",
                email: "desk@clinic.example",
                role: Role::Desk,
                password_hash: String::from("none"),
            }],
            practitioners: self.people(),
            services: vec![
                self.service(self.shown, SHOWN, 15, u32::try_from(BOOKED_DAYS)?),
                self.service(self.booked, BOOKED, VISIT_MINUTES, HORIZON_DAYS),
            ],
            shifts: self.shifts(),
            patients: self.charts()?,
            accounts: self.accounts(bookers),
            guardians: Vec::new(),
            appointments: self.appointments()?,
        })
    }

    fn people(&self) -> Vec<DemoPractitioner> {
        let card = |(n, id): (usize, &PractitionerId)| DemoPractitioner {
            id: *id,
            staff: None,
            full_name: format!("Practitioner {}", n + 1).leak(),
            title: "Physiotherapist",
            hue: HUES.get(n % HUES.len()).unwrap_or(&"pine"),
        };
        self.practitioners.iter().enumerate().map(card).collect()
    }

    fn service(
        &self,
        id: ServiceId,
        slug: &'static str,
        step_minutes: u32,
        horizon_days: u32,
    ) -> DemoService {
        DemoService {
            id,
            slug,
            name: "Physiotherapy visit",
            category: "Physiotherapy",
            description: "For aches, strains and the way back to moving well.",
            minutes: VISIT_MINUTES,
            buffer_after_minutes: 0,
            step_minutes,
            price_cents: 9_500,
            patients: "any",
            lead_minutes: 60,
            horizon_days,
            cancel_notice_minutes: 24 * 60,
            by: self.practitioners.clone(),
        }
    }

    /// Monday to Friday from 9 to 12 and from 1 to 5.
    fn shifts(&self) -> Vec<(domain::id::ShiftId, ShiftRule)> {
        let mut shifts = Vec::new();
        for practitioner in &self.practitioners {
            for weekday in WORKDAYS {
                for (starts, ends) in [(9, 12), (13, 17)] {
                    let rule = ShiftRule {
                        practitioner: *practitioner,
                        weekday,
                        starts: Time::constant(starts, 0, 0, 0),
                        ends: Time::constant(ends, 0, 0, 0),
                        valid_from: Date::constant(2020, 1, 1),
                        valid_until: None,
                    };
                    shifts.push((domain::id::ShiftId::from_stored(id(self.now)), rule));
                }
            }
        }
        shifts
    }

    fn charts(&self) -> Outcome<Vec<NewPatient>> {
        let chart = |(n, id): (usize, &PatientId)| -> Outcome<NewPatient> {
            let name = PersonName::parse(&format!("Patient {n}"));
            let email = EmailAddress::parse(&format!("patient{n}@example.com"));
            let born_on = BirthDate::from_stored(Date::constant(1980, 5, 17));
            Ok(NewPatient {
                born_on: Some(born_on),
                email: Some(email.map_err(|why| format!("no address: {why:?}"))?),
                ..NewPatient::named(
                    *id,
                    name.map_err(|why| format!("no name: {why:?}"))?,
                    self.now,
                )
            })
        };
        self.patients.iter().enumerate().map(chart).collect()
    }

    fn accounts(&self, bookers: &[Booker]) -> Vec<DemoAccount> {
        let account = |(n, booker): (usize, &Booker)| DemoAccount {
            id: booker.account,
            access: domain::id::AccessId::from_stored(id(self.now)),
            patient: booker.patient,
            email: booker.email.clone(),
            full_name: format!("Patient {n}"),
            created_at: self.now,
            registration: None,
        };
        bookers.iter().enumerate().map(account).collect()
    }

    /// Ahead, 12 times of 20 are booked; in the past, 17. One in 20 was cancelled.
    fn appointments(&self) -> Outcome<Vec<DemoAppointment>> {
        let mut made = Vec::with_capacity(APPOINTMENTS);
        let ahead = (1..BOOKED_DAYS).map(|day| (day, 12, "confirmed"));
        let past = (1..).map(|day: i64| (-day, 17, "completed"));
        let mut seat = 0_usize;
        for (day, share, state) in ahead.chain(past) {
            for (start, practitioner) in self.times(day)? {
                seat += 1;
                let drawn = (seat * 7 + seat / 20) % 20;
                if drawn > share {
                    continue;
                }
                let cancelled = drawn == share;
                // Whoever books in this run has nothing ahead.
                let patient = match day {
                    0.. => BOOKERS + seat % (PATIENTS - BOOKERS),
                    _ => seat % PATIENTS,
                };
                let booked_at = start.checked_sub(SignedDuration::from_hours(24 * 90))?;
                made.push(DemoAppointment {
                    id: domain::id::AppointmentId::from_stored(id(booked_at)),
                    submission: domain::id::SubmissionId::from_stored(id(booked_at)),
                    patient: *self.patients.get(patient).ok_or("no such patient")?,
                    service: self.shown,
                    practitioner,
                    span: span(start)?,
                    buffer_after_minutes: 0,
                    cancel_notice_minutes: 24 * 60,
                    state: if cancelled { "cancelled" } else { state },
                    cancelled_at: cancelled.then_some(booked_at),
                    booked_by: BookedBy::Staff(self.desk),
                    booked_at,
                });
                if made.len() == APPOINTMENTS {
                    return Ok(made);
                }
            }
        }
        Ok(made)
    }

    /// Each half-hour of each practitioner on the date so many days from today.
    fn times(&self, day: i64) -> Outcome<Vec<(Timestamp, PractitionerId)>> {
        let date = self
            .today
            .checked_add(SignedDuration::from_hours(24 * day))?;
        let mut times = Vec::new();
        if !WORKDAYS.contains(&date.weekday()) {
            return Ok(times);
        }
        for hour in [9, 10, 11, 13, 14, 15, 16] {
            for minute in [0, 30] {
                let start = self.zone.to_timestamp(date.at(hour, minute, 0, 0))?;
                times.extend(self.practitioners.iter().map(|who| (start, *who)));
            }
        }
        Ok(times)
    }

    /// Times beyond those that are partly booked: date by date, hour by hour, one of each
    /// practitioner, so that neighbours in the list are of one hour.
    pub(super) fn visits(&self, bookers: &[Booker]) -> Outcome<Vec<Visit>> {
        let mut visits = Vec::new();
        // Ten each is what a patient may have ahead.
        let most = bookers.len() * usize::try_from(domain::limits::UPCOMING_PER_PATIENT)?;
        let last = i64::from(HORIZON_DAYS) - 1;
        'all: for day in BOOKED_DAYS + 7..last {
            for (start, practitioner) in self.times(day)? {
                if visits.len() == most {
                    break 'all;
                }
                let booker = bookers
                    .get(visits.len() % bookers.len())
                    .ok_or("nobody books")?;
                visits.push(self.visit(booker, start, practitioner)?);
            }
        }
        Ok(visits)
    }

    fn visit(
        &self,
        booker: &Booker,
        start: Timestamp,
        practitioner: PractitionerId,
    ) -> Outcome<Visit> {
        let visitor = hash(&booker.visitor_token);
        let fresh = || id(self.now);
        Ok(Visit {
            hold: domain::id::HoldId::from_stored(fresh()),
            visitor,
            address: hash("an address"),
            counter: hash(&format!("counter {}", booker.visitor_token)),
            session: booker.session,
            account: booker.account,
            patient: booker.patient,
            email: booker.email.clone(),
            service: self.booked,
            slug: BOOKED.to_owned(),
            practitioner,
            location: self.location,
            zone: ZONE.to_owned(),
            date: self.zone.to_datetime(start).date(),
            span: span(start)?,
            appointment: domain::id::AppointmentId::from_stored(fresh()),
            submission: domain::id::SubmissionId::from_stored(fresh()),
            notice: domain::id::NoticeId::from_stored(fresh()),
            hash: hash(&fresh().to_string()),
        })
    }
}

fn span(start: Timestamp) -> Outcome<Span> {
    let end = start.checked_add(SignedDuration::from_mins(i64::from(VISIT_MINUTES)))?;
    Span::new(start, end).map_err(|_| "a visit without length".into())
}

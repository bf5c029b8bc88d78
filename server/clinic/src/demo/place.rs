//! The demo clinic's place, people at work, services and hours.

use domain::id::{LocationId, PractitionerId, ServiceId, ShiftId, StaffId};
use domain::role::Role;
use domain::shift::ShiftRule;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::access::NewAccess;
use store::demo::{
    DemoAccount, DemoAppointment, DemoClinic, DemoLocation, DemoPractitioner, DemoService,
    DemoStaff,
};
use store::patient::NewPatient;

use crate::authz::Clinic;
use crate::failure::Failure;

const ZONE: &str = "America/Halifax";
const LEAD_MINUTES: u32 = 120;
const HORIZON_DAYS: u32 = 60;
const CANCEL_NOTICE_MINUTES: u32 = 24 * 60;
const STEP_MINUTES: u32 = 15;

/// Priya Raman, Wen Li and Tomás Ferreira, by their number in [`PRACTITIONERS`].
const PRIYA: usize = 0;
pub(super) const WEN: usize = 1;
pub(super) const TOMAS: usize = 2;

pub(super) struct StaffMember {
    pub(super) full_name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    pub(super) password: &'static str,
}

/// The desk first: who books by phone is at the desk.
pub(super) const STAFF: [StaffMember; 3] = [
    StaffMember {
        full_name: "Dana Whitfield",
        email: "dana@example.com",
        role: Role::Desk,
        password: "kettle-foghorn-daisy-7",
    },
    StaffMember {
        full_name: "Marguerite Comeau",
        email: "marguerite@example.com",
        role: Role::Admin,
        password: "lantern-biscuit-tide-4",
    },
    StaffMember {
        full_name: "Priya Raman",
        email: "priya@example.com",
        role: Role::Practitioner,
        password: "marble-pelican-rope-9",
    },
];

/// Name, title, colour.
const PRACTITIONERS: [(&str, &str, &str); 3] = [
    ("Priya Raman", "Physiotherapist", "pine"),
    ("Wen Li", "Massage therapist", "fjord"),
    ("Tomás Ferreira", "Physiotherapist and osteopath", "clay"),
];

struct Offer {
    slug: &'static str,
    name: &'static str,
    category: &'static str,
    description: &'static str,
    minutes: u32,
    buffer_after_minutes: u32,
    price_cents: i64,
    patients: &'static str,
    by: &'static [usize],
}

const OFFERS: [Offer; 7] = [
    Offer {
        slug: "physiotherapy-first-visit",
        name: "Physiotherapy first visit",
        category: "Physiotherapy",
        description: "We listen, examine what hurts and plan with you. Wear something you can \
                      move in.",
        minutes: 60,
        buffer_after_minutes: 10,
        price_cents: 12_000,
        patients: "new",
        by: &[PRIYA, TOMAS],
    },
    Offer {
        slug: "physiotherapy-follow-up",
        name: "Physiotherapy follow-up",
        category: "Physiotherapy",
        description: "Hands-on treatment and exercises, for people who have been here before.",
        minutes: 45,
        buffer_after_minutes: 0,
        price_cents: 9_500,
        patients: "existing",
        by: &[PRIYA, TOMAS],
    },
    Offer {
        slug: "running-assessment",
        name: "Running assessment",
        category: "Physiotherapy",
        description: "A look at how you run, on the treadmill, with a plan to take home. Bring \
                      your shoes.",
        minutes: 90,
        buffer_after_minutes: 15,
        price_cents: 16_000,
        patients: "any",
        by: &[PRIYA],
    },
    Offer {
        slug: "sports-massage",
        name: "Sports massage",
        category: "Massage",
        description: "Firm work on tired or tight muscles, before or after you train.",
        minutes: 60,
        buffer_after_minutes: 15,
        price_cents: 10_500,
        patients: "any",
        by: &[WEN],
    },
    Offer {
        slug: "relaxation-massage",
        name: "Relaxation massage",
        category: "Massage",
        description: "Slow and quiet, for the whole body.",
        minutes: 60,
        buffer_after_minutes: 15,
        price_cents: 10_000,
        patients: "any",
        by: &[WEN],
    },
    Offer {
        slug: "neck-and-shoulders",
        name: "Neck and shoulders",
        category: "Massage",
        description: "Half an hour where most of us carry our day.",
        minutes: 30,
        buffer_after_minutes: 10,
        price_cents: 6_000,
        patients: "any",
        by: &[WEN, TOMAS],
    },
    Offer {
        slug: "osteopathy",
        name: "Osteopathy",
        category: "Osteopathy",
        description: "Gentle manual treatment for back, joints and posture.",
        minutes: 50,
        buffer_after_minutes: 10,
        price_cents: 11_500,
        patients: "any",
        by: &[TOMAS],
    },
];

type HourMinute = (i8, i8);

/// Practitioner, weekday, from and to. One works on Saturdays and
/// Sundays and one evening, so that the demo shows something on any day.
const HOURS: [(usize, Weekday, HourMinute, HourMinute); 21] = [
    (PRIYA, Weekday::Monday, (8, 30), (12, 30)),
    (PRIYA, Weekday::Monday, (13, 30), (17, 0)),
    (PRIYA, Weekday::Tuesday, (8, 30), (12, 30)),
    (PRIYA, Weekday::Tuesday, (13, 30), (17, 0)),
    (PRIYA, Weekday::Wednesday, (8, 30), (12, 30)),
    (PRIYA, Weekday::Wednesday, (13, 30), (17, 0)),
    (PRIYA, Weekday::Thursday, (8, 30), (12, 30)),
    (PRIYA, Weekday::Thursday, (13, 30), (17, 0)),
    (PRIYA, Weekday::Friday, (8, 30), (13, 0)),
    (WEN, Weekday::Monday, (9, 15), (17, 0)),
    (WEN, Weekday::Tuesday, (9, 15), (17, 15)),
    (WEN, Weekday::Wednesday, (12, 0), (20, 0)),
    (WEN, Weekday::Friday, (9, 15), (17, 0)),
    (WEN, Weekday::Saturday, (9, 0), (14, 0)),
    (WEN, Weekday::Sunday, (10, 0), (15, 0)),
    (TOMAS, Weekday::Monday, (9, 30), (17, 30)),
    (TOMAS, Weekday::Tuesday, (9, 30), (17, 30)),
    (TOMAS, Weekday::Wednesday, (9, 30), (14, 30)),
    (TOMAS, Weekday::Thursday, (11, 0), (19, 0)),
    (TOMAS, Weekday::Friday, (9, 30), (17, 30)),
    (TOMAS, Weekday::Saturday, (9, 0), (13, 0)),
];

/// The clinic with its ids.
pub(super) struct Place {
    location: LocationId,
    pub(super) zone: TimeZone,
    pub(super) today: Date,
    pub(super) staff: [StaffId; 3],
    pub(super) desk: StaffId,
    pub(super) practitioners: [PractitionerId; 3],
    pub(super) services: Vec<DemoService>,
    pub(super) shifts: Vec<(ShiftId, ShiftRule)>,
}

impl Place {
    pub(super) fn new(clinic: &Clinic, now: Timestamp) -> Result<Self, Failure> {
        let zone = crate::schedule::zone(ZONE)?;
        let today = zone.to_datetime(now).date();
        let practitioners = [(); 3].map(|()| clinic.new_id());
        let staff = [(); 3].map(|()| clinic.new_id());
        let [desk, ..] = staff;
        let valid_from = today.saturating_sub(SignedDuration::from_hours(90 * 24));
        let shifts = HOURS
            .iter()
            .filter_map(|(who, weekday, from, to)| {
                let rule = ShiftRule {
                    practitioner: *practitioners.get(*who)?,
                    weekday: *weekday,
                    starts: Time::constant(from.0, from.1, 0, 0),
                    ends: Time::constant(to.0, to.1, 0, 0),
                    valid_from,
                    valid_until: None,
                };
                Some((clinic.new_id(), rule))
            })
            .collect();
        let services = OFFERS
            .iter()
            .map(|offer| offer.row(clinic.new_id(), &practitioners))
            .collect();
        let location = clinic.new_id();
        Ok(Self {
            location,
            zone,
            today,
            staff,
            desk,
            practitioners,
            services,
            shifts,
        })
    }

    pub(super) fn into_rows(
        self,
        staff: Vec<DemoStaff>,
        patients: Vec<NewPatient>,
        accounts: Vec<DemoAccount>,
        guardians: Vec<NewAccess>,
        appointments: Vec<DemoAppointment>,
    ) -> DemoClinic {
        let practitioners = self
            .practitioners
            .iter()
            .zip(PRACTITIONERS)
            .map(|(id, (full_name, title, hue))| DemoPractitioner {
                id: *id,
                staff: staff
                    .iter()
                    .find(|who| who.full_name == full_name)
                    .map(|who| who.id),
                full_name,
                title,
                hue,
            })
            .collect();
        DemoClinic {
            name: "Harbour Lane",
            phone: "902 555 0148",
            email: "hello@example.com",
            location: DemoLocation {
                id: self.location,
                name: "Harbour Lane",
                street: "14 Harbour Lane",
                city: "Halifax",
                zone: ZONE,
            },
            staff,
            practitioners,
            services: self.services,
            shifts: self.shifts,
            patients,
            accounts,
            guardians,
            appointments,
        }
    }
}

impl Offer {
    fn row(&self, id: ServiceId, practitioners: &[PractitionerId]) -> DemoService {
        DemoService {
            id,
            slug: self.slug,
            name: self.name,
            category: self.category,
            description: self.description,
            minutes: self.minutes,
            buffer_after_minutes: self.buffer_after_minutes,
            step_minutes: STEP_MINUTES,
            price_cents: self.price_cents,
            patients: self.patients,
            lead_minutes: LEAD_MINUTES,
            horizon_days: HORIZON_DAYS,
            cancel_notice_minutes: CANCEL_NOTICE_MINUTES,
            by: self
                .by
                .iter()
                .filter_map(|who| practitioners.get(*who).copied())
                .collect(),
        }
    }
}

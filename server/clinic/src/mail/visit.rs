//! An appointment in the words that the mails about it share.

use domain::cancellation::cancel_until;
use domain::id::AppointmentId;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::in_mail;
use crate::calendar::Entry;
use crate::format;

/// What a mail about an appointment is made of.
#[derive(Clone)]
pub(crate) struct VisitFacts {
    /// Which.
    pub(crate) id: AppointmentId,
    /// Where the mail goes.
    pub(crate) to: String,
    /// How the patient is greeted: their given name, or the first word of their name.
    pub(crate) greeting: String,
    /// The first name of the patient, where the mail goes to somebody who acts for them.
    pub(crate) about: Option<String>,
    /// The service's name.
    pub(crate) service: String,
    /// The practitioner's name.
    pub(crate) practitioner: String,
    /// Street and number.
    pub(crate) street: String,
    /// City.
    pub(crate) city: String,
    /// IANA name of the zone.
    pub(crate) zone_name: String,
    /// The zone.
    pub(crate) zone: TimeZone,
    /// The start.
    pub(crate) starts_at: Timestamp,
    /// The end.
    pub(crate) ends_at: Timestamp,
    /// How long before its start it can still be cancelled online.
    pub(crate) cancel_notice_minutes: u32,
    /// How often it was changed.
    pub(crate) sequence: i64,
    /// Whether the clinic has yet to confirm it.
    pub(crate) requested: bool,
    /// Whether somebody sees it in an account.
    pub(crate) portal: bool,
}

impl VisitFacts {
    /// What the calendar file says.
    pub(super) fn entry(&self, cancelled: bool) -> Entry<'_> {
        Entry {
            id: self.id,
            sequence: self.sequence,
            cancelled,
            tentative: self.requested,
            attendee: Some(&self.to),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            street: &self.street,
            city: &self.city,
        }
    }
}

/// The words.
#[derive(Clone)]
pub(crate) struct Visit {
    pub(super) greeting: String,
    pub(super) about: Option<String>,
    /// "your", "Leo’s"
    pub(super) whose: String,
    /// "Thursday, March 12"
    pub(super) date: String,
    /// "10:15 to 11:00 am"
    pub(super) times: String,
    /// "Halifax"
    pub(super) zone_city: String,
    pub(super) service: String,
    pub(super) practitioner: String,
    pub(super) street: String,
    pub(super) city: String,
    /// Where it is seen, for those who have an account.
    pub(super) link: Option<String>,
    /// "Wednesday, March 11, 10:15 am"; none if that has passed.
    pub(super) cancel_until: Option<String>,
    /// "Thursday, March 12, 10:15 am"
    pub(super) moment: String,
    /// Whether the clinic has yet to confirm it.
    pub(super) requested: bool,
}

impl Visit {
    /// `now` is the time of sending: it settles whether the year is said, and whether
    /// cancelling online is still possible.
    pub(crate) fn new(facts: &VisitFacts, origin: &str, now: Timestamp) -> Self {
        let zone = &facts.zone;
        let today = format::local_date(now, zone);
        let until = cancel_until(facts.starts_at, facts.cancel_notice_minutes);
        let about = facts.about.as_deref().map(in_mail);
        Self {
            greeting: in_mail(&facts.greeting),
            whose: match &about {
                Some(name) => format!("{name}’s"),
                None => String::from("your"),
            },
            about,
            date: format::date(format::local_date(facts.starts_at, zone), today),
            times: format::time_range(facts.starts_at, facts.ends_at, zone),
            zone_city: zone_city(&facts.zone_name),
            service: facts.service.clone(),
            practitioner: facts.practitioner.clone(),
            street: facts.street.clone(),
            city: facts.city.clone(),
            link: facts
                .portal
                .then(|| format!("{origin}/appointments/{}", facts.id)),
            cancel_until: (facts.portal && now < until).then(|| format::moment(until, zone, today)),
            moment: format::moment(facts.starts_at, zone, today),
            requested: facts.requested,
        }
    }
}

impl Visit {
    /// The subject: what happened and when; to somebody who acts for the patient also about
    /// whom, by their first name.
    pub(super) fn subject(&self, what: &str, clinic: &str) -> String {
        match &self.about {
            Some(name) if what == "Booked" => format!("{name}: {} at {clinic}", self.moment),
            Some(name) => format!("{what} for {name}: {} at {clinic}", self.moment),
            None => format!("{what}: {} at {clinic}", self.moment),
        }
    }
}

/// "Halifax" for `America/Halifax`, "Port of Spain" for `America/Port_of_Spain`.
fn zone_city(name: &str) -> String {
    name.rsplit('/').next().unwrap_or(name).replace('_', " ")
}

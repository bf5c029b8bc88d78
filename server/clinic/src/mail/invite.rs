//! The calendar file of an appointment (RFC 5545), as mailed.
//!
//! It names the clinic and not the service, since calendars are often seen by others.
//! Times are UTC, so no zone definition is needed and no change of clocks can move it.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::letter::{ClinicCard, Method, one_line};
use super::visit::VisitFacts;

/// The file; `at` is the time of making.
pub(super) fn calendar_file(
    facts: &VisitFacts,
    clinic: &ClinicCard,
    method: Method,
    at: Timestamp,
) -> String {
    let status = match method {
        Method::Publish => EventStatus::Confirmed,
        Method::Cancel => EventStatus::Cancelled,
    };
    let event = Event::new()
        .uid(&uid(facts, clinic))
        .add_property("DTSTAMP", utc(at))
        .add_property("DTSTART", utc(facts.starts_at))
        .add_property("DTEND", utc(facts.ends_at))
        .sequence(u32::try_from(facts.sequence).unwrap_or(u32::MAX))
        .add_property("ORGANIZER", format!("mailto:{}", clinic.email))
        .summary(&one_line(&format!("Appointment at {}", clinic.name)))
        .location(&one_line(&format!("{}, {}", facts.street, facts.city)))
        .url(&format!("{}/appointments/{}", clinic.origin, facts.id))
        .status(status)
        .done();
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Kith//Kith//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method.as_str()),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event).to_string()
}

/// The same in every file about the appointment, so that calendars update it.
fn uid(facts: &VisitFacts, clinic: &ClinicCard) -> String {
    let host = clinic.origin.split("://").nth(1).unwrap_or("kith");
    format!("{}@{}", facts.id, host.split(':').next().unwrap_or(host))
}

fn utc(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

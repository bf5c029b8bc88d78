//! An appointment as an iCalendar file (RFC 5545), all times in UTC.
//!
//! Its identity is the appointment's id, and `SEQUENCE` counts the appointment's
//! changes, so a calendar that has an older copy replaces it. No service, no
//! practitioner and no patient is named in it.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::{Appointment, AppointmentState};

/// The file's text. `origin` is the clinic's public address, `now` the time of writing.
pub(super) fn file(row: &Appointment, house: &str, origin: &str, now: Timestamp) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let status = match row.state {
        AppointmentState::Cancelled => EventStatus::Cancelled,
        AppointmentState::Confirmed
        | AppointmentState::Arrived
        | AppointmentState::Completed
        | AppointmentState::NoShow => EventStatus::Confirmed,
    };
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", row.id))
        .summary(&format!("Appointment at {house}"))
        .location(&format!("{}, {}", row.street, row.city))
        .url(&format!("{origin}/appointments/{}", row.id))
        .sequence(u32::try_from(row.sequence).unwrap_or(u32::MAX))
        .status(status)
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(row.starts_at))
        .add_property("DTEND", utc(row.ends_at));
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Kith//Kith//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event.done());
    calendar.to_string()
}

/// The form with UTC time (RFC 5545, 3.3.5, form 2).
fn utc(instant: Timestamp) -> String {
    instant
        .to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

#[cfg(test)]
mod tests;

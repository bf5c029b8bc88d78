//! An appointment as an iCalendar file (RFC 5545), on the web and in mails alike.
//!
//! Its identity is the appointment's id, and `SEQUENCE` counts the appointment's
//! changes, so a calendar that has an older copy replaces it. It names the clinic and
//! no service, no practitioner and no patient, since calendars are often seen by others.
//! Times are UTC, so no zone definition is needed and no change of clocks can move it.

use domain::id::AppointmentId;
use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What a calendar does with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// Takes the appointment up; for whoever asks for the file.
    Publish,
    /// Takes the appointment up or changes it; for the person whose it is.
    Request,
    /// Takes it out again.
    Cancel,
}

impl Method {
    /// As in `METHOD` of RFC 5546.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "PUBLISH",
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

/// What the file says of the appointment.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// Which.
    pub(crate) id: AppointmentId,
    /// How often it was changed.
    pub(crate) sequence: i64,
    /// Whether it won't take place.
    pub(crate) cancelled: bool,
    /// Whether the clinic has yet to confirm it.
    pub(crate) tentative: bool,
    /// Whose appointment it is, by the address that the file is mailed to: RFC 5546
    /// (3.2.2) wants an attendee in a request.
    pub(crate) attendee: Option<&'a str>,
    /// The start.
    pub(crate) starts_at: Timestamp,
    /// The end.
    pub(crate) ends_at: Timestamp,
    /// Street and number.
    pub(crate) street: &'a str,
    /// City.
    pub(crate) city: &'a str,
}

/// Whose appointment it is.
#[derive(Clone, Copy)]
pub(crate) struct House<'a> {
    /// The clinic's name.
    pub(crate) name: &'a str,
    /// The address its mails come from; RFC 5546 (3.2.1) wants an organizer.
    pub(crate) email: &'a str,
    /// Its public address on the web, without a slash at the end.
    pub(crate) origin: &'a str,
}

/// The file's text; `now` is the time of writing.
pub(crate) fn file(entry: &Entry<'_>, house: House<'_>, method: Method, now: Timestamp) -> String {
    let status = match (entry.cancelled, entry.tentative) {
        (true, _) => EventStatus::Cancelled,
        (false, true) => EventStatus::Tentative,
        (false, false) => EventStatus::Confirmed,
    };
    let mut event = Event::new()
        .uid(&uid(entry.id, house.origin))
        .summary(&one_line(&format!("Appointment at {}", house.name)))
        .location(&one_line(&format!("{}, {}", entry.street, entry.city)))
        .url(&format!("{}/appointments/{}", house.origin, entry.id))
        .sequence(u32::try_from(entry.sequence).unwrap_or(u32::MAX))
        .status(status)
        .add_property("ORGANIZER", format!("mailto:{}", one_line(house.email)))
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(entry.starts_at))
        .add_property("DTEND", utc(entry.ends_at))
        .done();
    if let Some(address) = entry.attendee {
        // Nobody need answer: it is booked.
        let attendee = Property::new("ATTENDEE", format!("mailto:{}", one_line(address)))
            .add_parameter("PARTSTAT", "ACCEPTED")
            .add_parameter("RSVP", "FALSE")
            .done();
        event.append_property(attendee);
    }
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
fn uid(id: AppointmentId, origin: &str) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    format!("{id}@{}", host.split(':').next().unwrap_or(host))
}

/// The form with UTC time (RFC 5545, 3.3.5, form 2).
fn utc(instant: Timestamp) -> String {
    instant
        .to_zoned(TimeZone::UTC)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// The text on one line, without control characters, which could begin a line of their
/// own. No name that was parsed has any.
pub(crate) fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;

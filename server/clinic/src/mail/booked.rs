//! The mail that says what was booked, or asked for.

use askama::Template;
use jiff::Timestamp;

use super::SendError;
use super::letter::ClinicCard;
use super::visit::{Visit, VisitFacts};
use crate::calendar::{self, Method};

/// Subject, text, HTML and calendar file of a mail about an appointment.
pub(crate) struct VisitMail {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    pub(crate) invite: (Method, String),
}

#[derive(Template)]
#[template(path = "mail/booked.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    visit: &'a Visit,
}

#[derive(Template)]
#[template(path = "mail/booked.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    visit: &'a Visit,
}

/// The mail as of `now`.
pub(crate) fn booked(
    facts: &VisitFacts,
    clinic: &ClinicCard,
    now: Timestamp,
) -> Result<VisitMail, SendError> {
    let visit = &Visit::new(facts, &clinic.origin, now);
    let what = if facts.requested {
        "Requested"
    } else {
        "Booked"
    };
    let subject = visit.subject(what, &clinic.name);
    Ok(VisitMail {
        text: Text { clinic, visit }.render()?,
        html: Html {
            clinic,
            subject: &subject,
            visit,
        }
        .render()?,
        invite: (
            Method::Request,
            calendar::file(&facts.entry(false), clinic.house(), Method::Request, now),
        ),
        subject,
    })
}

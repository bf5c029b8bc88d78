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

impl VisitMail {
    /// The mail about an appointment that stands or is requested, with its file as of `now`;
    /// `words` are its text and its HTML.
    pub(super) fn standing(
        facts: &VisitFacts,
        clinic: &ClinicCard,
        now: Timestamp,
        subject: String,
        [text, html]: [String; 2],
    ) -> Self {
        let file = calendar::file(&facts.entry(false), clinic.house(), Method::Request, now);
        Self {
            subject,
            text,
            html,
            invite: (Method::Request, file),
        }
    }
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
    let text = Text { clinic, visit }.render()?;
    let html = Html {
        clinic,
        subject: &subject,
        visit,
    };
    let words = [text, html.render()?];
    Ok(VisitMail::standing(facts, clinic, now, subject, words))
}

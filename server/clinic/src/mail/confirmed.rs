//! The mail that says that a request stands: the clinic has confirmed it.

use askama::Template;
use jiff::Timestamp;

use super::SendError;
use super::booked::VisitMail;
use super::letter::ClinicCard;
use super::visit::{Visit, VisitFacts};

#[derive(Template)]
#[template(path = "mail/confirmed.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    visit: &'a Visit,
}

#[derive(Template)]
#[template(path = "mail/confirmed.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    visit: &'a Visit,
}

/// The mail as of `now`.
pub(crate) fn confirmed(
    facts: &VisitFacts,
    clinic: &ClinicCard,
    now: Timestamp,
) -> Result<VisitMail, SendError> {
    let visit = &Visit::new(facts, &clinic.origin, now);
    let subject = visit.subject("Confirmed", &clinic.name);
    let text = Text { clinic, visit }.render()?;
    let html = Html {
        clinic,
        subject: &subject,
        visit,
    };
    let words = [text, html.render()?];
    Ok(VisitMail::standing(facts, clinic, now, subject, words))
}

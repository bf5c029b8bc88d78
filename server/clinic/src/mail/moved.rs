//! The mail that says to which time an appointment was moved.

use askama::Template;
use jiff::Timestamp;

use super::SendError;
use super::booked::VisitMail;
use super::letter::ClinicCard;
use super::visit::{Visit, VisitFacts};

#[derive(Template)]
#[template(path = "mail/moved.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    visit: &'a Visit,
}

#[derive(Template)]
#[template(path = "mail/moved.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    visit: &'a Visit,
}

/// The mail as of `now`. The time before is not in it: after two moves within one grace
/// nobody was ever told of the one between.
pub(crate) fn moved(
    facts: &VisitFacts,
    clinic: &ClinicCard,
    now: Timestamp,
) -> Result<VisitMail, SendError> {
    let visit = &Visit::new(facts, &clinic.origin, now);
    let subject = visit.subject("Moved", &clinic.name);
    let text = Text { clinic, visit }.render()?;
    let html = Html {
        clinic,
        subject: &subject,
        visit,
    };
    let words = [text, html.render()?];
    Ok(VisitMail::standing(facts, clinic, now, subject, words))
}

//! The mail that says what was cancelled, and by whom.

use askama::Template;
use jiff::Timestamp;

use super::SendError;
use super::booked::VisitMail;
use super::letter::ClinicCard;
use super::visit::{Visit, VisitFacts};
use crate::calendar::{self, Method};

/// Who cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CancelledBy {
    /// The patient, or somebody who acts for them.
    Patient,
    /// The clinic.
    Clinic,
}

#[derive(Template)]
#[template(path = "mail/cancelled.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    by_clinic: bool,
    visit: &'a Visit,
    book_link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/cancelled.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    by_clinic: bool,
    visit: &'a Visit,
    book_link: &'a str,
}

/// The mail as of `now`.
pub(crate) fn cancelled(
    facts: &VisitFacts,
    by: CancelledBy,
    clinic: &ClinicCard,
    now: Timestamp,
) -> Result<VisitMail, SendError> {
    let visit = &Visit::new(facts, &clinic.origin, now);
    let by_clinic = by == CancelledBy::Clinic;
    let subject = format!("Cancelled: {} at {}", visit.moment, clinic.name);
    let book_link = &format!("{}/book", clinic.origin);
    Ok(VisitMail {
        text: Text {
            clinic,
            by_clinic,
            visit,
            book_link,
        }
        .render()?,
        html: Html {
            clinic,
            subject: &subject,
            by_clinic,
            visit,
            book_link,
        }
        .render()?,
        invite: (
            Method::Cancel,
            calendar::file(&facts.entry(true), clinic.house(), Method::Cancel, now),
        ),
        subject,
    })
}

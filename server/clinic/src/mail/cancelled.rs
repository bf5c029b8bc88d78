//! The mail that says what was cancelled, and by whom.

use askama::Template;
use jiff::Timestamp;

use super::SendError;
use super::booked::VisitMail;
use super::letter::ClinicCard;
use super::visit::{Visit, VisitFacts};
use crate::calendar::{self, Method};

/// Who cancelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CancelledBy {
    /// The patient.
    Patient,
    /// Somebody who acts for them.
    Guardian,
    /// The clinic, which offers these times instead.
    Clinic(Vec<OtherTime>),
}

/// A time that the patient could have instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OtherTime {
    /// "Friday, March 13, 9:00 am with Priya Raman"
    pub(crate) words: String,
    /// The page where it can be booked.
    pub(crate) link: String,
}

#[derive(Template)]
#[template(path = "mail/cancelled.html")]
struct Html<'a> {
    clinic: &'a ClinicCard,
    subject: &'a str,
    by_clinic: bool,
    as_asked: bool,
    others: &'a [OtherTime],
    visit: &'a Visit,
    book_link: &'a str,
}

#[derive(Template)]
#[template(path = "mail/cancelled.txt")]
struct Text<'a> {
    clinic: &'a ClinicCard,
    by_clinic: bool,
    as_asked: bool,
    others: &'a [OtherTime],
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
    let (by_clinic, others) = match &by {
        CancelledBy::Patient | CancelledBy::Guardian => (false, &[][..]),
        CancelledBy::Clinic(others) => (true, others.as_slice()),
    };
    // To the patient, and of what they did themself.
    let as_asked = by == CancelledBy::Patient && facts.about.is_none();
    let subject = visit.subject("Cancelled", &clinic.name);
    let book_link = &format!("{}/book", clinic.origin);
    Ok(VisitMail {
        text: Text {
            clinic,
            by_clinic,
            as_asked,
            others,
            visit,
            book_link,
        }
        .render()?,
        html: Html {
            clinic,
            subject: &subject,
            by_clinic,
            as_asked,
            others,
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

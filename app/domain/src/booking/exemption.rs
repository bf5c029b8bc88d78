//! What staff may book that a patient may not.
//!
//! A rule that only protects the clinic from its patients' choices (notice, how far
//! ahead, hours, how many, for whom, two at once) is a warning for staff: they may book
//! all the same if they say so and why. That somebody else has the time is no such rule.
//! Booking over another visit is an act of its own, and never follows from a tick.
//! Steps of a service's grid bind nobody but patients.

use super::{BookRefusal, Proposal, patient_refusals};
use crate::claim::is_on_quantum;
use crate::limits::QUANTUM_MINUTES;
use crate::slots::{in_the_way, last_date};
use crate::span::{Span, earlier_by, later_by};

/// What stands in the way of a booking by staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffVerdict {
    /// The rules that a patient would have met, in the order of [`BookRefusal`].
    pub warnings: Vec<BookRefusal>,
    /// Whether another visit or hold, or the rest it needs, has the time.
    pub taken: bool,
}

/// Why not even staff can book a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotEvenStaff {
    /// It doesn't start at a multiple of 5 minutes.
    NotOnQuantum,
    /// It has passed. Somebody who walks in now gets the 5 minutes that have just begun.
    Past,
    /// There is no such stretch of time.
    NoSuchTime,
}

/// Judges a visit that staff would like to book.
///
/// # Errors
/// [`NotEvenStaff`].
pub fn for_staff(proposal: &Proposal<'_>) -> Result<StaffVerdict, NotEvenStaff> {
    let Proposal {
        start,
        terms,
        hours,
        busy,
        now,
        zone,
        eligibility,
        ..
    } = *proposal;
    if !is_on_quantum(start) {
        return Err(NotEvenStaff::NotOnQuantum);
    }
    let quantum = u32::try_from(QUANTUM_MINUTES).unwrap_or(u32::MAX);
    if start <= earlier_by(now, quantum) {
        return Err(NotEvenStaff::Past);
    }
    let visit = Span::lasting(start, terms.minutes.get()).map_err(|_| NotEvenStaff::NoSuchTime)?;
    let mut warnings = Vec::new();
    if start < later_by(now, terms.lead_minutes) {
        let lead_minutes = terms.lead_minutes;
        warnings.push(BookRefusal::TooSoon { lead_minutes });
    }
    if zone.to_datetime(start).date() > last_date(terms, now, zone) {
        let horizon_days = terms.horizon_days;
        warnings.push(BookRefusal::TooFar { horizon_days });
    }
    if !hours.open().iter().any(|open| open.contains(visit)) {
        warnings.push(BookRefusal::OutsideHours);
    }
    if let Some(patient) = &proposal.patient {
        warnings.extend(patient_refusals(patient, eligibility, visit));
    }
    Ok(StaffVerdict {
        warnings,
        taken: busy.iter().any(|busy| in_the_way(terms, busy, start)),
    })
}

#[cfg(test)]
mod tests;

//! Which 5-minute quanta a visit takes.
//!
//! A quantum is the unit of the claim table, whose primary key makes a double
//! booking impossible. Its number counts from the Unix epoch, so the same
//! instant has the same number in every zone. Lanes and buffers are not here:
//! claims cover the visit itself, and buffers are judged by [`crate::booking`].

use std::ops::RangeInclusive;

use jiff::Timestamp;

use crate::booking::BookRefusal;
use crate::limits::QUANTUM_MINUTES;
use crate::span::Span;

const QUANTUM_NANOSECONDS: i128 = QUANTUM_MINUTES as i128 * 60 * 1_000_000_000;

/// The numbers of the quanta that `span` takes, the first and the last
/// included: unix milliseconds / 300 000, rounded down for the start and up
/// for the end. Two spans on the grid overlap exactly if they share a quantum,
/// as long as both last a multiple of 5 minutes; a shorter rest takes its
/// whole quantum.
///
/// # Errors
/// [`BookRefusal::NotOnGrid`] if the span doesn't start at a multiple of 5
/// minutes: rounding it would claim time that the visit doesn't use.
pub fn quanta(span: Span) -> Result<RangeInclusive<i64>, BookRefusal> {
    if !is_on_quantum(span.start()) {
        return Err(BookRefusal::NotOnGrid);
    }
    let first = span.start().as_nanosecond().div_euclid(QUANTUM_NANOSECONDS);
    let last = (span.end().as_nanosecond() - 1).div_euclid(QUANTUM_NANOSECONDS);
    // Timestamps end with the year 9999, far inside of i64 in either unit.
    let number = |n: i128| i64::try_from(n).map_err(|_| BookRefusal::NotOnGrid);
    Ok(number(first)?..=number(last)?)
}

/// Whether `instant` is a multiple of 5 minutes since the epoch. Every offset
/// in use today is a multiple of 15 minutes, so it is one on the wall as well.
#[must_use]
pub fn is_on_quantum(instant: Timestamp) -> bool {
    instant.as_nanosecond().rem_euclid(QUANTUM_NANOSECONDS) == 0
}

/// The first multiple of 5 minutes at or after `instant`; none at the end of
/// representable time.
pub(crate) fn snap_up(instant: Timestamp) -> Option<Timestamp> {
    let past = instant.as_nanosecond().rem_euclid(QUANTUM_NANOSECONDS);
    if past == 0 {
        return Some(instant);
    }
    Timestamp::from_nanosecond(instant.as_nanosecond() + QUANTUM_NANOSECONDS - past).ok()
}

#[cfg(test)]
mod tests;

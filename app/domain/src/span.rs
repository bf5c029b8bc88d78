//! Half-open stretches of time, `[start, end)`, and the algebra on lists of them.
//!
//! Everything here is in instants. Wall-clock times become instants in
//! [`crate::shift`] and nowhere else, so a change of clocks can't disturb a
//! comparison of spans.

use jiff::{SignedDuration, Timestamp};

/// A stretch of time that has its start and lacks its end: `[start, end)`.
///
/// Invariant: the start is before the end. Spans order by start, then by end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: Timestamp,
    end: Timestamp,
}

/// The end was not after the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a span must end after it starts")]
pub struct EmptySpan;

impl Span {
    /// The span from `start` up to, and without, `end`.
    ///
    /// # Errors
    /// [`EmptySpan`] if `end` is at or before `start`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, EmptySpan> {
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(EmptySpan)
        }
    }

    /// The span that begins at `start` and lasts `minutes` of elapsed time.
    ///
    /// # Errors
    /// [`EmptySpan`] if `minutes` is 0, or the end of representable time is reached.
    pub fn lasting(start: Timestamp, minutes: u32) -> Result<Self, EmptySpan> {
        Self::new(start, later_by(start, minutes))
    }

    /// The first instant of the span.
    #[must_use]
    pub fn start(self) -> Timestamp {
        self.start
    }

    /// The first instant after the span.
    #[must_use]
    pub fn end(self) -> Timestamp {
        self.end
    }

    /// The elapsed time from start to end.
    #[must_use]
    pub fn duration(self) -> SignedDuration {
        self.end.duration_since(self.start)
    }

    /// Whether the two have an instant in common. Spans that only touch don't.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `instant` is in the span: the start is, the end is not.
    #[must_use]
    pub fn has(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    /// Whether all of `inner` is in this span.
    #[must_use]
    pub fn contains(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// What the two have in common, if anything.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.start.max(other.start), self.end.min(other.end)).ok()
    }
}

/// The union of `spans`, in any order, as the shortest sorted list: spans that
/// overlap or touch become one. Takes O(n log n).
#[must_use]
pub fn merge(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// What is in both lists. Both must be as [`merge`] returns them; so is the
/// answer. Takes O(n + m).
#[must_use]
pub fn intersect(left: &[Span], right: &[Span]) -> Vec<Span> {
    let mut common = Vec::new();
    let (mut lefts, mut rights) = (left.iter().peekable(), right.iter().peekable());
    while let (Some(&&a), Some(&&b)) = (lefts.peek(), rights.peek()) {
        common.extend(a.intersect(b));
        // The one that ends first has nothing more to meet.
        if a.end <= b.end {
            lefts.next();
        } else {
            rights.next();
        }
    }
    common
}

/// What is in `from` and not in `holes`. Both must be as [`merge`] returns
/// them; so is the answer. Takes O(n + m).
#[must_use]
pub fn subtract(from: &[Span], holes: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(from.len());
    let mut holes = holes.iter().peekable();
    for &span in from {
        let mut start = span.start;
        while let Some(&&hole) = holes.peek() {
            if hole.start >= span.end {
                break;
            }
            left.extend(Span::new(start, hole.start.min(span.end)));
            start = start.max(hole.end);
            // A hole that reaches beyond this span may cut the next one, too.
            if hole.end > span.end {
                break;
            }
            holes.next();
        }
        left.extend(Span::new(start, span.end));
    }
    left
}

/// `instant` moved later, or the last representable one.
pub(crate) fn later_by(instant: Timestamp, minutes: u32) -> Timestamp {
    instant
        .checked_add(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(Timestamp::MAX)
}

/// `instant` moved earlier, or the first representable one.
pub(crate) fn earlier_by(instant: Timestamp, minutes: u32) -> Timestamp {
    instant
        .checked_sub(SignedDuration::from_mins(i64::from(minutes)))
        .unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests;

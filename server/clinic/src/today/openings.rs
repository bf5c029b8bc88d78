//! How many visits could still be put into today.
//!
//! Counted are the gaps, not the start times: the longest stretches in which somebody
//! works, has nothing, and could see somebody for the shortest visit that they offer
//! online, with the rest that it and its neighbours need. The notice that patients must
//! give isn't asked for: staff may fill a gap at once.

use std::collections::HashMap;

use domain::id::PractitionerId;
use domain::limits;
use domain::shift::WorkingHours;
use domain::slots::Busy;
use domain::span::{self, Span};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::today::{self as stored, ShortestVisit};

use crate::authz::Work;
use crate::failure::Failure;

/// The gaps left today: of one practitioner, or of all.
pub(super) async fn left(
    work: &mut Work,
    who: Option<PractitionerId>,
    today: Date,
    zone: &TimeZone,
) -> Result<u32, Failure> {
    let now = work.now();
    let (_, midnight) = super::bounds(today, zone)?;
    let Ok(rest_of_day) = Span::new(now, midnight) else {
        return Ok(0);
    };
    let two_days = SignedDuration::from_hours(48);
    let (first, last) = (
        today.saturating_sub(two_days),
        today.saturating_add(two_days),
    );
    let (rules, closures) = stored::list_hours(&mut **work, first, last).await?;
    let mut taken: HashMap<PractitionerId, Vec<Busy>> = HashMap::new();
    // A visit late yesterday or early tomorrow may need its rest today.
    let rest = limits::BUFFER_MINUTES_MAX;
    let (from, until) = (shifted(now, -rest), shifted(midnight, rest));
    for (practitioner, busy) in stored::list_taken(&mut **work, from, until, now).await? {
        taken.entry(practitioner).or_default().push(busy);
    }
    let mut count = 0;
    for shortest in stored::list_shortest(&mut **work).await? {
        if who.is_some_and(|who| who != shortest.practitioner) {
            continue;
        }
        let hours = WorkingHours::expand(
            shortest.practitioner,
            &rules,
            &closures,
            (today, today),
            zone,
        );
        let busy = taken
            .get(&shortest.practitioner)
            .map_or(&[][..], Vec::as_slice);
        count += gaps(&hours, busy, &shortest, rest_of_day);
    }
    Ok(count)
}

/// The gaps of one practitioner into which their shortest visit fits.
pub(super) fn gaps(
    hours: &WorkingHours,
    busy: &[Busy],
    shortest: &ShortestVisit,
    rest_of_day: Span,
) -> u32 {
    let blocked = busy.iter().filter_map(|busy| {
        // Neighbours keep the larger of the two rests between them.
        let before = shortest
            .buffer_after_minutes
            .max(busy.buffer_before_minutes);
        let after = shortest
            .buffer_before_minutes
            .max(busy.buffer_after_minutes);
        let start = shifted(busy.span.start(), -i64::from(before));
        Span::new(start, shifted(busy.span.end(), i64::from(after))).ok()
    });
    let blocked = span::merge(blocked.collect());
    let open = span::intersect(hours.open(), &[rest_of_day]);
    let enough = SignedDuration::from_mins(i64::from(shortest.minutes));
    let gaps = span::subtract(&open, &blocked);
    let wide = gaps.iter().filter(|gap| gap.duration() >= enough).count();
    u32::try_from(wide).unwrap_or(u32::MAX)
}

fn shifted(at: Timestamp, minutes: i64) -> Timestamp {
    let by = SignedDuration::from_mins(minutes);
    at.checked_add(by).unwrap_or(if minutes < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

//! What a page makes of lists of free slots: the soonest, the nearest, those of
//! a day, and who it is when the patient asks for "First available".

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Busy, Slot};
use crate::id::PractitionerId;
use crate::span::Span;

/// A practitioner who could take the visit, for [`first_available`].
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Who.
    pub practitioner: PractitionerId,
    /// Their free slots, in order.
    pub slots: &'a [Slot],
    /// What they have already on the days in question, in any order.
    pub busy: &'a [Busy],
}

/// A start time as "First available" offers it: once, whoever is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The time with the practitioner who is tried first.
    pub slot: Slot,
    /// Who else is free then, in the order in which to try them.
    pub others: Vec<PractitionerId>,
}

/// `n` start times to offer before all others, in order of time: of each person and
/// half-day (before and from noon) the first one, and if those are too few, whatever
/// else is soonest. So three times are three real choices, and the first is always the
/// soonest of all. `slots` must be in order, each start once.
#[must_use]
pub fn soonest(slots: &[Slot], n: usize, zone: &TimeZone) -> Vec<Slot> {
    let mut met = BTreeSet::new();
    let (mut chosen, others): (Vec<Slot>, Vec<Slot>) = slots.iter().partition(|slot| {
        let wall = zone.to_datetime(slot.span.start());
        met.insert((slot.practitioner, wall.date(), wall.hour() < 12))
    });
    let missing = n.saturating_sub(chosen.len());
    chosen.extend(others.into_iter().take(missing));
    chosen.truncate(n);
    chosen.sort_unstable();
    chosen
}

/// The `n` slots that start nearest to `instant`, each start once, in order of
/// time. Of two that are equally near the earlier counts as nearer, and of
/// equal starts the one of the lower practitioner id stays.
#[must_use]
pub fn nearest(slots: &[Slot], instant: Timestamp, n: usize) -> Vec<Slot> {
    let mut slots = slots.to_vec();
    slots.sort_unstable_by_key(|slot| {
        (
            slot.span.start().duration_since(instant).abs(),
            slot.span.start(),
            slot.practitioner,
        )
    });
    slots.dedup_by_key(|slot| slot.span.start());
    slots.truncate(n);
    slots.sort_unstable();
    slots
}

/// The slots of each local date, those of a date in the order given.
#[must_use]
pub fn by_date(slots: &[Slot], zone: &TimeZone) -> BTreeMap<Date, Vec<Slot>> {
    let mut days: BTreeMap<Date, Vec<Slot>> = BTreeMap::new();
    for slot in slots {
        days.entry(zone.to_datetime(slot.span.start()).date())
            .or_default()
            .push(*slot);
    }
    days
}

/// How many different start times each local date has; dates without are left out.
#[must_use]
pub fn count_by_date(slots: &[Slot], zone: &TimeZone) -> BTreeMap<Date, usize> {
    let starts: BTreeSet<Timestamp> = slots.iter().map(|slot| slot.span.start()).collect();
    let mut days = BTreeMap::new();
    for start in starts {
        *days.entry(zone.to_datetime(start).date()).or_default() += 1;
    }
    days
}

/// Every start time at which anybody is free, once, in order. The one with the
/// fewest busy minutes on that local day comes first, the others follow by the
/// same measure; ties go by id. So visits spread over the team, and the same
/// state always gives the same answer.
#[must_use]
pub fn first_available(candidates: &[Candidate<'_>], zone: &TimeZone) -> Vec<Offer> {
    let loads: BTreeMap<PractitionerId, BTreeMap<Date, SignedDuration>> = candidates
        .iter()
        .map(|candidate| (candidate.practitioner, busy_by_date(candidate.busy, zone)))
        .collect();
    let mut free: BTreeMap<Timestamp, Vec<Slot>> = BTreeMap::new();
    for slot in candidates.iter().flat_map(|candidate| candidate.slots) {
        free.entry(slot.span.start()).or_default().push(*slot);
    }
    free.into_iter()
        .filter_map(|(start, mut slots)| {
            let date = zone.to_datetime(start).date();
            let load = |who| loads.get(&who)?.get(&date).copied();
            slots.sort_by_key(|slot| {
                (
                    load(slot.practitioner).unwrap_or(SignedDuration::ZERO),
                    slot.practitioner,
                )
            });
            let (slot, others) = slots.split_first()?;
            let others = others.iter().map(|other| other.practitioner).collect();
            Some(Offer {
                slot: *slot,
                others,
            })
        })
        .collect()
}

/// The busy time of each local date. A visit over midnight counts for both.
fn busy_by_date(busy: &[Busy], zone: &TimeZone) -> BTreeMap<Date, SignedDuration> {
    let mut days = BTreeMap::new();
    // From an instant of a date up to its midnight all is of that date. Visits of one
    // day mostly stand together, and converting each would cost more than all the rest.
    let mut known: Option<(Date, Span)> = None;
    for busy in busy {
        let mut rest = Some(busy.span);
        while let Some(span) = rest {
            if let Some((date, of_date)) = known
                && of_date.contains(span)
            {
                let day: &mut SignedDuration = days.entry(date).or_default();
                *day = day.saturating_add(span.duration());
                break;
            }
            let date = zone.to_datetime(span.start()).date();
            let midnight = date
                .tomorrow()
                .ok()
                .and_then(|next| zone.to_timestamp(next.to_datetime(Time::midnight())).ok())
                // The date can end twice where clocks go back at midnight.
                .filter(|midnight| *midnight > span.start());
            known = midnight
                .and_then(|midnight| Span::new(span.start(), midnight).ok())
                .map(|of_date| (date, of_date));
            let midnight = midnight
                .filter(|midnight| span.has(*midnight))
                .unwrap_or(span.end());
            let day: &mut SignedDuration = days.entry(date).or_default();
            *day = day.saturating_add(midnight.duration_since(span.start()));
            rest = Span::new(midnight, span.end()).ok();
        }
    }
    days
}

//! Visits of several people in one go: one after the other with the same practitioner, or at
//! the same time with one each.
//!
//! [`plans`] lists what is free for all of them and [`pattern_of`] says what a list of times is:
//! the page asks the first, the hold the second. Whether each of the times is free for whom it
//! is, the one judge of [`crate::slots`] says, here as for a visit of one.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::id::PractitionerId;
use crate::limits::TOGETHER_GAP_MINUTES;
use crate::slots::{Busy, Slot, Terms, in_the_way};
use crate::span::later_by;

/// How the visits lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// One after the other, with the same practitioner and hardly a pause.
    InTurn,
    /// All from the same start, each with a practitioner of their own.
    AtOnce,
}

/// One of those who come.
#[derive(Clone, Copy, Debug)]
pub struct Guest<'a> {
    /// What their service asks of a time.
    pub terms: &'a Terms,
    /// The times that are free for them, with whoever offers their service, in order.
    pub free: &'a [Slot],
}

/// The time that a guest would have.
type Place<'a> = (&'a Terms, Slot);

/// What these times, one for each, are to each other; none if they make no visit in one go.
#[must_use]
pub fn pattern_of(places: &[Place<'_>]) -> Option<Pattern> {
    let (first, others) = places.split_first()?;
    if others.is_empty() {
        return None;
    }
    let at_once = places
        .iter()
        .all(|(_, slot)| slot.span.start() == first.1.span.start())
        && places
            .iter()
            .enumerate()
            .all(|(n, (_, slot))| is_new(slot.practitioner, places.iter().take(n)));
    if at_once {
        return Some(Pattern::AtOnce);
    }
    let mut in_turn: Vec<Place<'_>> = places.to_vec();
    in_turn.sort_by_key(|(_, slot)| *slot);
    in_turn
        .iter()
        .enumerate()
        .all(|(n, place)| follows(place, in_turn.get(..n).unwrap_or_default()))
        .then_some(Pattern::InTurn)
}

fn is_new<'a>(who: PractitionerId, mut others: impl Iterator<Item = &'a Place<'a>>) -> bool {
    others.all(|(_, slot)| slot.practitioner != who)
}

/// Whether a time comes right after the last of `earlier`, and leaves the rest that each of
/// them needs.
fn follows((terms, slot): &Place<'_>, earlier: &[Place<'_>]) -> bool {
    let Some(last) = earlier.last() else {
        return true;
    };
    let start = slot.span.start();
    slot.practitioner == last.1.practitioner
        && last.1.span.end() <= start
        && start <= latest_after(last, terms)
        && earlier
            .iter()
            .all(|earlier| !in_the_way(terms, &busy(earlier), start))
}

/// The latest start that is still right after a visit: a little after the rest that is needed
/// between the two.
fn latest_after((before, slot): &Place<'_>, terms: &Terms) -> Timestamp {
    let rest = before.buffer_after_minutes.max(terms.buffer_before_minutes);
    later_by(slot.span.end(), rest.saturating_add(TOGETHER_GAP_MINUTES))
}

fn busy((terms, slot): &Place<'_>) -> Busy {
    Busy {
        span: slot.span,
        buffer_before_minutes: terms.buffer_before_minutes,
        buffer_after_minutes: terms.buffer_after_minutes,
    }
}

/// The times at which all guests can come, as a list of one time for each, in the guests'
/// order; the soonest first. Of the lists that begin at the same time with the same
/// practitioner there is one: that in which those who were named first come first.
#[must_use]
pub fn plans(pattern: Pattern, guests: &[Guest<'_>]) -> Vec<Vec<Slot>> {
    let mut plans = match pattern {
        Pattern::InTurn => in_turn(guests),
        Pattern::AtOnce => at_once(guests),
    };
    plans.sort_by_key(|plan| plan.iter().copied().min());
    plans
}

fn in_turn(guests: &[Guest<'_>]) -> Vec<Vec<Slot>> {
    let mut begun = BTreeSet::new();
    let mut plans = Vec::new();
    for (who, guest) in guests.iter().enumerate() {
        for slot in guest.free {
            let beginning = (slot.span.start(), slot.practitioner);
            if begun.contains(&beginning) {
                continue;
            }
            let mut chain = vec![(who, (guest.terms, *slot))];
            if complete(guests, &mut chain) {
                begun.insert(beginning);
                chain.sort_by_key(|(who, _)| *who);
                plans.push(chain.into_iter().map(|(_, (_, slot))| slot).collect());
            }
        }
    }
    plans
}

/// Finds a time for everybody who has none yet, each right after the one before.
fn complete<'a>(guests: &[Guest<'a>], chain: &mut Vec<(usize, Place<'a>)>) -> bool {
    if chain.len() == guests.len() {
        return guests.len() > 1;
    }
    let Some((_, last)) = chain.last().copied() else {
        return false;
    };
    let earlier: Vec<Place<'a>> = chain.iter().map(|(_, place)| *place).collect();
    for (who, guest) in guests.iter().enumerate() {
        if chain.iter().any(|(already, _)| *already == who) {
            continue;
        }
        let from = guest
            .free
            .partition_point(|slot| slot.span.start() < last.1.span.end());
        let (near, latest) = (
            guest.free.iter().skip(from),
            latest_after(&last, guest.terms),
        );
        for slot in near.take_while(|slot| slot.span.start() <= latest) {
            let place = (guest.terms, *slot);
            if !follows(&place, &earlier) {
                continue;
            }
            chain.push((who, place));
            if complete(guests, chain) {
                return true;
            }
            chain.pop();
        }
    }
    false
}

fn at_once(guests: &[Guest<'_>]) -> Vec<Vec<Slot>> {
    let Some(first) = guests.first() else {
        return Vec::new();
    };
    let mut starts: Vec<Timestamp> = first.free.iter().map(|slot| slot.span.start()).collect();
    starts.dedup();
    starts
        .into_iter()
        // Whoever has no time then at all would be found out last, after all ways to share out
        // the others.
        .filter(|start| guests.iter().all(|guest| begins_at(guest, *start)))
        .filter_map(|start| {
            let mut plan = Vec::new();
            share_out(guests, start, &mut plan).then_some(plan)
        })
        .collect()
}

fn begins_at(guest: &Guest<'_>, start: Timestamp) -> bool {
    let found = guest
        .free
        .binary_search_by_key(&start, |slot| slot.span.start());
    found.is_ok()
}

/// Finds a practitioner of their own for everybody who has none yet.
fn share_out(guests: &[Guest<'_>], start: Timestamp, plan: &mut Vec<Slot>) -> bool {
    let Some(guest) = guests.get(plan.len()) else {
        return guests.len() > 1;
    };
    let from = guest.free.partition_point(|slot| slot.span.start() < start);
    let then = guest.free.iter().skip(from);
    for slot in then.take_while(|slot| slot.span.start() == start) {
        if plan
            .iter()
            .any(|other| other.practitioner == slot.practitioner)
        {
            continue;
        }
        plan.push(*slot);
        if share_out(guests, start, plan) {
            return true;
        }
        plan.pop();
    }
    false
}

#[cfg(test)]
mod tests;

//! Pairs of profiles of the whole clinic that may be one person.
//!
//! The worker keeps a list of them ([`keep`]), so that a page reads what it shows. What the
//! page says of a pair, and whether it still says it, is asked of the two profiles anew: what
//! was merged, put away or said to be two people since isn't shown.

mod keep;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::matching::linkage::Prepared;
use store::duplicate as rows;
use store::matching::Stored;
use store::merge::different;

use crate::authz::{Clinic, Look, Staff, can};
use crate::failure::Failure;
use crate::matching::{Grade, Match, model_within, pairs};
use crate::patients::{Desk, look};

pub use keep::go_on;

/// Two profiles that may be one person.
#[derive(Clone)]
pub struct Pair {
    /// The one that would become part of the other: a new sign-up, else the newer one.
    pub absorbed: Stored,
    /// The other one, with how sure that is and why.
    pub survivor: Match,
}

/// Only the ids.
impl fmt::Debug for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pair")
            .field("survivor", &self.survivor)
            .field("absorbed", &self.absorbed)
            .finish()
    }
}

/// Behind which pair a page of the list begins, as its address says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(rows::Pair);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows::Pair {
            strong,
            weight,
            left,
            right,
        } = self.0;
        write!(f, "{}.{weight}.{left}.{right}", u8::from(strong))
    }
}

impl FromStr for Place {
    type Err = Failure;

    /// Reads what an address says.
    ///
    /// # Errors
    /// [`Failure::NotFound`] of what no page of ours says.
    fn from_str(text: &str) -> Result<Self, Failure> {
        let parts: Vec<&str> = text.split('.').collect();
        let read = |parts: &[&str]| {
            let [strong, weight, left, right] = parts else {
                return None;
            };
            let strong = match *strong {
                "0" => false,
                "1" => true,
                _ => return None,
            };
            Some(rows::Pair {
                strong,
                weight: weight.parse().ok()?,
                left: left.parse().ok()?,
                right: right.parse().ok()?,
            })
        };
        read(&parts).map(Self).ok_or(Failure::NotFound)
    }
}

/// A page of the list.
#[derive(Debug)]
pub struct Page {
    /// Who looks, and when.
    pub desk: Desk,
    /// The likeliest first.
    pub pairs: Vec<Pair>,
    /// The next page begins behind this one, if there is a next one.
    pub after: Option<Place>,
    /// Whether somebody's pairs are still to be found.
    pub comparing: bool,
}

/// Pairs that may be one person, the likeliest first; with `after`, those behind that one.
/// Recorded as one look at everybody shown.
///
/// # Errors
/// Only faults.
pub async fn list(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    after: Option<Place>,
) -> Result<Page, Failure> {
    let mut read = clinic.read(who).await?;
    let comparing = !rows::list_waiting(&mut *read, 1).await?.is_empty();
    let (pairs, after) = shown(&mut read, after).await?;
    drop(read);
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let desk = look(&mut work).await?;
        let both = pairs.iter();
        let both = both.flat_map(|pair| [pair.survivor.stored.id, pair.absorbed.id]);
        let both: Vec<PatientId> = both.collect();
        if !both.is_empty() {
            let action = Action::MergeSeen.as_str();
            work.record(action, IN_THE_LIST, &both).await?;
        }
        Ok(desk)
    }
    .await;
    let desk = work.settle(outcome).await?;
    Ok(Page {
        desk,
        pairs,
        after,
        comparing,
    })
}

/// Tells a look at the list from one at two profiles side by side, in the audit.
const IN_THE_LIST: &str = "list";
/// How often it is read on where kept pairs aren't shown any more.
const ROUNDS: usize = 10;

/// A page of what is still to be shown, and behind which pair the next one begins.
async fn shown(
    read: &mut Look,
    after: Option<Place>,
) -> Result<(Vec<Pair>, Option<Place>), Failure> {
    let limit = limits::DUPLICATES_PER_PAGE;
    let room = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut after = after.map(|place| place.0);
    let mut pairs = Vec::new();
    for _ in 0..ROUNDS {
        let kept = rows::list_pairs(&mut **read, after, limit + 1).await?;
        let more = kept.len() > room;
        let mut judged = judged(read, &kept).await?;
        for row in &kept {
            if pairs.len() == room {
                return Ok((pairs, after.map(Place)));
            }
            pairs.extend(judged.remove(&(row.left, row.right)));
            after = Some(*row);
        }
        if !more {
            return Ok((pairs, None));
        }
    }
    Ok((pairs, after.map(Place)))
}

/// What is said of these pairs now; nothing of those that aren't to be shown.
async fn judged(
    read: &mut Look,
    kept: &[rows::Pair],
) -> Result<BTreeMap<(PatientId, PatientId), Pair>, Failure> {
    let model = model_within(&mut **read).await?;
    let ids: std::collections::BTreeSet<PatientId> =
        kept.iter().flat_map(|row| [row.left, row.right]).collect();
    let profiles = store::matching::profiles(&mut **read, ids).await?;
    let profiles = profiles.into_iter().filter(|one| !one.archived);
    let profiles: BTreeMap<PatientId, (Stored, Prepared)> = profiles
        .map(|stored| {
            let prepared = Prepared::of(&stored.profile);
            (stored.id, (stored, prepared))
        })
        .collect();
    let mut both = Vec::new();
    for row in kept {
        let (Some(left), Some(right)) = (profiles.get(&row.left), profiles.get(&row.right)) else {
            continue;
        };
        if !different::is_different(&mut **read, row.left, row.right).await? {
            both.push((left, right));
        }
    }
    let compared: Vec<(&Prepared, &Prepared)> = both
        .iter()
        .map(|((_, left), (_, right))| (left, right))
        .collect();
    let evidence = pairs::evidence(&mut **read, &compared).await?;
    let mut found = BTreeMap::new();
    for (((left, _), (right, _)), evidence) in both.into_iter().zip(evidence) {
        let verdict = model.judge(&evidence);
        if verdict.grade < Grade::Possible {
            continue;
        }
        let (survivor, absorbed) = match left.provisional && !right.provisional {
            true => (right, left),
            false => (left, right),
        };
        let pair = Pair {
            absorbed: absorbed.clone(),
            survivor: Match {
                stored: survivor.clone(),
                verdict,
                by_answer: false,
            },
        };
        found.insert((left.id, right.id), pair);
    }
    Ok(found)
}

#[cfg(test)]
mod tests;

//! Who waits, each with the profile that is most likely theirs already.
//!
//! Whoever was marked as somebody else is never offered, nor is a profile that was put away.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::Action;
use domain::id::{PatientId, RegistrationId};
use domain::limits;

use super::asking::{asked_of_waiting, best_match};
use super::{AskedOf, QueueItem, list_waiting};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::matching::{self, Match};
use crate::patients::{Desk, look};

/// The best match of each registration that was compared with all profiles, if it has one.
pub type Matches = BTreeMap<RegistrationId, Option<Match>>;

/// Who waits.
#[derive(Debug)]
pub struct Queue {
    /// Who looks, and when.
    pub desk: Desk,
    /// The soonest appointment first.
    pub waiting: Vec<QueueItem>,
    /// Whom the first of them look like.
    pub matches: Matches,
    /// What they were asked, and answered.
    pub asked: AskedOf,
}

/// Who waits, the first of them with their best matches. Recorded as one look at everybody shown.
///
/// # Errors
/// Only faults.
pub async fn queue(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
) -> Result<Queue, Failure> {
    let matches = matches_of_first(clinic, who, limits::REGISTRATIONS_COMPARED).await?;
    let mut work = clinic.begin(who).await?;
    let outcome = queue_in(&mut work, matches).await;
    work.settle(outcome).await
}

async fn queue_in(work: &mut Work, mut matches: Matches) -> Result<Queue, Failure> {
    let desk = look(work).await?;
    let now = work.now();
    let waiting = list_waiting(&mut **work, now).await?;
    keep_waiting(&mut matches, &waiting);
    let asked = asked_of_waiting(&mut **work).await?;
    let shown: BTreeSet<PatientId> = waiting
        .iter()
        .map(|item| item.patient)
        .chain(matched(&matches))
        .collect();
    let shown: Vec<PatientId> = shown.into_iter().collect();
    work.record(Action::RegistrationsSeen.as_str(), "", &shown)
        .await?;
    Ok(Queue {
        desk,
        waiting,
        matches,
        asked,
    })
}

/// Whose profiles the matches are, for whoever records the look.
pub(crate) fn matched(matches: &Matches) -> impl Iterator<Item = PatientId> + '_ {
    matches.values().flatten().map(|one| one.stored.id)
}

/// Leaves those who still wait: nobody is shown a match of somebody who is dealt with.
pub(crate) fn keep_waiting(matches: &mut Matches, waiting: &[QueueItem]) {
    let waiting: BTreeSet<RegistrationId> = waiting.iter().map(|item| item.id).collect();
    matches.retain(|id, _| waiting.contains(id));
}

/// The best match of each of the first who wait. Each is a look-up among everybody: they are
/// read beside the writer, before it is asked for, and the caller records whom it shows.
pub(crate) async fn matches_of_first<P: can::Permission>(
    clinic: &Clinic,
    who: &Staff<P>,
    first: usize,
) -> Result<Matches, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let waiting = list_waiting(&mut *look, now).await?;
    let mut matches = Matches::new();
    if waiting.is_empty() {
        return Ok(matches);
    }
    let model = matching::model_within(&mut *look).await?;
    let asked = asked_of_waiting(&mut *look).await?;
    for item in waiting.iter().take(first) {
        let answer = asked.get(&item.id).and_then(|asked| asked.answer.as_ref());
        let answer = answer.map(|(answer, _)| answer);
        let best = best_match(&mut *look, &model, item.patient, answer).await?;
        matches.insert(item.id, best);
    }
    Ok(matches)
}

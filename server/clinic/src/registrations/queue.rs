//! Who waits, each with the profile that is most likely theirs already.
//!
//! Whoever was marked as somebody else is never offered, nor is a profile that was put away.

use std::collections::{BTreeMap, BTreeSet};

use domain::audit::Action;
use domain::id::{PatientId, RegistrationId};
use domain::limits;
use store::merge::different;

use super::{QueueItem, list_waiting};
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
}

/// Who waits, the first of them with their best matches. Recorded as one look at everybody shown.
///
/// # Errors
/// Only faults.
pub async fn queue(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
) -> Result<Queue, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = queue_in(&mut work).await;
    work.settle(outcome).await
}

async fn queue_in(work: &mut Work) -> Result<Queue, Failure> {
    let desk = look(work).await?;
    let waiting = list_waiting(work).await?;
    let first = waiting.len().min(limits::REGISTRATIONS_COMPARED);
    let (first, _) = waiting.split_at(first);
    let matches = matches_of(work, first).await?;
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
    })
}

/// Whose profiles the matches are, for whoever records the look.
pub(crate) fn matched(matches: &Matches) -> impl Iterator<Item = PatientId> + '_ {
    matches.values().flatten().map(|one| one.stored.id)
}

/// The best match of each of these. The caller records whom it shows.
pub(crate) async fn matches_of(work: &mut Work, waiting: &[QueueItem]) -> Result<Matches, Failure> {
    let mut matches = Matches::new();
    for item in waiting {
        let stored = store::matching::profiles(&mut **work, [item.patient]).await?;
        let Some(own) = stored.first() else { continue };
        let known = limits::DIFFERENT_KNOWN;
        let others = different::list_different(&mut **work, item.patient, known).await?;
        let mut except: BTreeSet<PatientId> = others.iter().map(|other| other.patient).collect();
        except.insert(item.patient);
        let most = limits::MATCHES_COMPARED;
        let found = matching::possible_within(work, &own.profile, &except, most).await?;
        let best = found.into_iter().find(|one| !one.stored.archived);
        matches.insert(item.id, best);
    }
    Ok(matches)
}

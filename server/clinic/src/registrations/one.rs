//! One registration with whom it looks like, and which comes next.

use domain::audit::Action;
use domain::id::{PatientId, RegistrationId};
use domain::limits;
use store::registration;

use super::asking::{asked_of_waiting, best_match};
use super::{QueueItem, list_waiting};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::matching::{Match, model_within};
use crate::patients::{Desk, look};

/// One who signed up.
#[derive(Debug)]
pub struct One {
    /// Who looks, and when.
    pub desk: Desk,
    /// What there is to be done, while they wait; none once somebody has dealt with it.
    pub waiting: Option<Box<(QueueItem, Option<Match>)>>,
}

/// One registration with its best match. Recorded as one look at both.
///
/// # Errors
/// [`Failure::NotFound`] if there never was one.
pub async fn one(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
) -> Result<One, Failure> {
    let mut read = clinic.read(who).await?;
    let found = registration::find_registration(&mut *read, id).await?;
    let patient = found.ok_or(Failure::NotFound)?.patient;
    let model = model_within(&mut *read).await?;
    let asked = asked_of_waiting(&mut *read).await?;
    let answer = asked.get(&id).and_then(|asked| asked.answer.as_ref());
    let answer = answer.map(|(answer, _)| answer);
    let best = best_match(&mut *read, &model, patient, answer).await?;
    drop(read);
    let mut work = clinic.begin(who).await?;
    let outcome = one_in(&mut work, id, best).await;
    work.settle(outcome).await
}

async fn one_in(work: &mut Work, id: RegistrationId, best: Option<Match>) -> Result<One, Failure> {
    let desk = look(work).await?;
    let now = work.now();
    let waiting = list_waiting(&mut **work, now).await?;
    let Some(item) = waiting.into_iter().find(|item| item.id == id) else {
        return Ok(One {
            desk,
            waiting: None,
        });
    };
    let mut seen = vec![item.patient];
    seen.extend(best.as_ref().map(|best| best.stored.id));
    let action = Action::RegistrationsSeen.as_str();
    work.record(action, &id.to_string(), &seen).await?;
    Ok(One {
        desk,
        waiting: Some(Box::new((item, best))),
    })
}

/// The registration that comes next: that of `rather` while they wait; else the first of the
/// queue that nobody else has open, or the first.
///
/// # Errors
/// Only faults.
pub async fn next(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    rather: Option<PatientId>,
) -> Result<Option<RegistrationId>, Failure> {
    let mut read = clinic.read(who).await?;
    let now = read.now();
    let waiting = registration::list_waiting(&mut *read, now, limits::REGISTRATIONS_LISTED).await?;
    drop(read);
    let mut all = waiting.iter();
    if let Some(item) = all.find(|item| Some(item.patient) == rather) {
        return Ok(Some(item.id));
    }
    let first: Vec<_> = waiting.iter().take(limits::NEXT_LOOKED_AT).collect();
    let people: Vec<PatientId> = first.iter().map(|item| item.patient).collect();
    let others = super::at_work(clinic, who, &people).await?;
    let mut free = first.iter();
    let free = free.find(|item| !others.contains_key(&item.patient));
    Ok(free.or(first.first()).map(|item| item.id))
}

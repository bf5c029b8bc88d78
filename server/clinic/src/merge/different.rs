//! "They are different people": remembered until somebody takes it back.

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::merge::MergeRefusal;
use domain::refusal::Refusal;
use store::merge::different::{self as rows, DifferentFrom};

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// From now on these two are known to be different people; saying it twice is saying it once.
///
/// # Errors
/// `Refused(Merge(Itself))`; `Refused(Merge(AlreadyMerged))`; [`Failure::NotFound`].
pub async fn differ(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    a: PatientId,
    b: PatientId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = differ_in(&mut work, who, a, b).await;
    work.settle(outcome).await
}

async fn differ_in(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    a: PatientId,
    b: PatientId,
) -> Result<(), Failure> {
    for patient in [a, b] {
        let profile = store::patient::profile::find(&mut **work, patient).await?;
        let profile = profile.ok_or(Failure::NotFound)?;
        if profile.merged_into.is_some() {
            return Err(Failure::Refused(Refusal::Merge(
                MergeRefusal::AlreadyMerged,
            )));
        }
    }
    if a == b {
        return Err(Failure::Refused(Refusal::Merge(MergeRefusal::Itself)));
    }
    let now = work.now();
    if rows::mark_different(work, (a, b), who.staff_id(), None, now).await? {
        work.record(Action::MergeDifferent.as_str(), "", &[a, b])
            .await?;
    }
    Ok(())
}

/// They may be one person after all.
///
/// # Errors
/// [`Failure::NotFound`] if nobody had said otherwise.
pub async fn forget_differ(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    a: PatientId,
    b: PatientId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    let outcome = async {
        if !rows::forget_different(&mut work, (a, b), who.staff_id(), now).await? {
            return Err(Failure::NotFound);
        }
        work.record(Action::MergeDifferentForgotten.as_str(), "", &[a, b])
            .await
    }
    .await;
    work.settle(outcome).await
}

/// Who is known to be somebody else than this patient. Recorded as a look at all of them.
///
/// # Errors
/// Only faults.
pub async fn marked_different(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    patient: PatientId,
) -> Result<Vec<DifferentFrom>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let most = limits::MERGES_PER_PAGE;
        let found = rows::list_different(&mut *work, patient, most).await?;
        let mut seen: Vec<PatientId> = found.iter().map(|other| other.patient).collect();
        if !seen.is_empty() {
            seen.push(patient);
            work.record(Action::MergesSeen.as_str(), "", &seen).await?;
        }
        Ok(found)
    }
    .await;
    work.settle(outcome).await
}

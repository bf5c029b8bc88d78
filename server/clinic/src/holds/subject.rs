//! For whom a held time is.

use domain::id::HoldId;

use super::refuse_crowd;
use crate::authz::{ActingFor, Clinic, Visitor, Work, can};
use crate::failure::Failure;
use crate::family;

/// Notes that the hold is for this patient, whom the browser looks after from now on.
///
/// # Errors
/// [`Failure::NotFound`] for another visitor's hold; [`Failure::TooMany`] as in [`take`].
pub async fn set_subject(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    hold: HoldId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = set_subject_in(clinic, &mut work, (visitor, who), hold).await;
    work.settle(outcome).await
}

async fn set_subject_in(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &ActingFor<can::Book>),
    hold: HoldId,
) -> Result<(), Failure> {
    let patient = who.patient();
    refuse_crowd(clinic, work, visitor, Some(patient)).await?;
    if !store::hold::update_patient(work, hold, &visitor.key().0, patient).await? {
        return Err(Failure::NotFound);
    }
    family::choose_in(work, who).await?;
    super::record_search(work, std::slice::from_ref(who)).await
}

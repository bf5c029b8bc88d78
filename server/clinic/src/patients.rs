//! The clinic's patients, as staff look them up, add them and keep their details.
//!
//! Each look at patients is one audit event with everybody shown in it, written in the
//! transaction that read them. What was typed into a search is written nowhere. Notes and
//! assessments are not here: nothing of this room needs the right to see them.

mod add;
mod edit;
mod profile;
mod search;

use domain::id::PatientId;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

pub use add::{Added, NewPatient, add, new_id, similar};
pub use edit::{Edit, edit};
pub use profile::{History, Shown, Visits, history, profile, visits};
pub use search::{Found, Meant, Page, PatientLine, list, search};
pub use store::audit::ActorKind;
pub use store::patient::history::PatientEvent;
pub use store::patient::profile::{Details, Profile};
pub use store::patient::search::Place;
pub use store::patient::visits::Visit;

/// What every page of this room is seen by.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The time of the look.
    pub now: Timestamp,
    /// The clinic's date.
    pub today: Date,
    /// The clinic's zone.
    pub zone: TimeZone,
    /// How many registrations wait.
    pub waiting_count: u32,
}

/// What a page is seen by that shows no patient.
///
/// # Errors
/// Only faults.
pub async fn desk(clinic: &Clinic, who: &Staff<can::SeePatients>) -> Result<Desk, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = look(&mut work).await;
    work.settle(outcome).await
}

pub(crate) async fn look(work: &mut Work) -> Result<Desk, Failure> {
    let now = work.now();
    let row = store::clinic::find_clinic(&mut **work)
        .await?
        .ok_or(Failure::NotFound)?;
    let zone = crate::schedule::zone(&row.location.zone)?;
    Ok(Desk {
        now,
        today: zone.to_datetime(now).date(),
        zone,
        waiting_count: store::registration::count_waiting(&mut **work).await?,
    })
}

/// A profile that stands for itself; else the one that stands for it by now.
///
/// # Errors
/// [`Failure::NotFound`].
pub(crate) async fn standing(
    work: &mut Work,
    patient: PatientId,
) -> Result<Shown<Profile>, Failure> {
    let found = store::patient::profile::find(&mut **work, patient)
        .await?
        .ok_or(Failure::NotFound)?;
    if found.merged_into.is_none() {
        return Ok(Shown::Here(Box::new(found)));
    }
    let survivor = store::patient::merged::find_survivor(&mut **work, patient).await?;
    let survivor = survivor.ok_or_else(|| Failure::fault("a profile is part of itself"))?;
    Ok(Shown::MergedInto(survivor))
}

//! Safeguarding stops: one press ends every access to a patient but their own, and keeps
//! anybody from being given another until an admin lifts it.
//!
//! Nobody outside is told: no mail goes to those who lose their access, and what they see is
//! that it isn't there any more. Why it was set is for staff alone.

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::person::{Invalid, parse_note};
use store::patient::profile::Profile;
use store::safeguarding as rows;

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::family;
use crate::patients::{Desk, Shown, look, standing};

pub use store::safeguarding::Stop;

/// The stops of a patient, as staff see them.
#[derive(Debug)]
pub struct Stops {
    /// Whose.
    pub profile: Profile,
    /// Who looks, and when.
    pub desk: Desk,
    /// The newest first; only that one can stand.
    pub stops: Vec<Stop>,
}

impl Stops {
    /// The one that stands, if one does.
    #[must_use]
    pub fn standing(&self) -> Option<&Stop> {
        self.stops.first().filter(|stop| stop.lifted.is_none())
    }
}

/// The patient's stops; recorded as a look.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn stops(
    clinic: &Clinic,
    who: &Staff<can::SetSafeguardingStop>,
    patient: PatientId,
) -> Result<Shown<Stops>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = stops_within(&mut work, patient).await;
    work.settle(outcome).await
}

async fn stops_within(work: &mut Work, patient: PatientId) -> Result<Shown<Stops>, Failure> {
    let profile = match standing(work, patient).await? {
        Shown::Here(profile) => *profile,
        Shown::MergedInto(survivor) => return Ok(Shown::MergedInto(survivor)),
    };
    let desk = look(work).await?;
    let stops = rows::list_stops(&mut **work, patient, limits::EVENTS_LISTED).await?;
    work.record(Action::SafeguardingSeen.as_str(), "", &[patient])
        .await?;
    Ok(Shown::Here(Box::new(Stops {
        profile,
        desk,
        stops,
    })))
}

/// Ends every access to the patient but their own, takes back every invitation to act for
/// them and every mail about them that waits for somebody else, and lets nobody in until it
/// is lifted. Setting it where it stands changes nothing.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid("reason")`.
pub async fn set(
    clinic: &Clinic,
    who: &Staff<can::SetSafeguardingStop>,
    patient: PatientId,
    reason: &str,
) -> Result<(), Failure> {
    let reason = parse_note(reason, limits::REASON_CHARS_MAX)
        .map_err(|invalid: Invalid| Failure::field("reason", invalid))?;
    let mut work = clinic.begin(who).await?;
    let outcome = set_within(&mut work, who, patient, reason.as_deref()).await;
    work.settle(outcome).await
}

async fn set_within(
    work: &mut Work,
    who: &Staff<can::SetSafeguardingStop>,
    patient: PatientId,
    reason: Option<&str>,
) -> Result<(), Failure> {
    let now = work.now();
    let Shown::Here(_) = standing(work, patient).await? else {
        return Err(Failure::NotFound);
    };
    if rows::is_stopped(&mut **work, patient).await? {
        return Ok(());
    }
    let id = work.clinic().new_id();
    rows::insert_stop(work, id, patient, who.staff_id(), reason, now).await?;
    let ended = rows::end_guardians(work, patient, now).await?;
    // First: what the guardians had sent is taken back without a line in the patient's diary.
    rows::delete_invitations(work, patient, now).await?;
    for account in &ended {
        family::let_go(work, *account, patient).await?;
    }
    work.record(
        Action::SafeguardingSet.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await
}

/// Lifts the stop: people may be given access again, one by one. Nobody gets back what they
/// had.
///
/// # Errors
/// [`Failure::NotFound`], also where none stands.
pub async fn lift(
    clinic: &Clinic,
    who: &Staff<can::LiftSafeguardingStop>,
    patient: PatientId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = lift_within(&mut work, who, patient).await;
    work.settle(outcome).await
}

async fn lift_within(
    work: &mut Work,
    who: &Staff<can::LiftSafeguardingStop>,
    patient: PatientId,
) -> Result<(), Failure> {
    let now = work.now();
    let Shown::Here(_) = standing(work, patient).await? else {
        return Err(Failure::NotFound);
    };
    if !rows::lift_stop(work, patient, who.staff_id(), now).await? {
        return Err(Failure::NotFound);
    }
    work.record(Action::SafeguardingLifted.as_str(), "", &[patient])
        .await
}

#[cfg(test)]
mod tests;

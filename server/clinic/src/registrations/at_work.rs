//! Who else has a registration open: two members of staff needn't do the same work.
//!
//! Nothing is written for it: each look at a registration's own page is in the audit, and
//! counts for some minutes.

use std::collections::BTreeMap;

use domain::id::PatientId;
use domain::limits;
use domain::person::PersonName;
use jiff::{SignedDuration, Timestamp};
use store::registration::looks;

use crate::authz::{Clinic, Staff, can};
use crate::failure::Failure;

/// Who else looked at the page of each of these sign-ups within the last minutes, and when
/// last. Shows nobody anything of a patient, so it isn't recorded.
///
/// # Errors
/// Only faults.
pub async fn at_work(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    sign_ups: &[PatientId],
) -> Result<BTreeMap<PatientId, (PersonName, Timestamp)>, Failure> {
    let mut read = clinic.read(who).await?;
    let back = SignedDuration::from_mins(limits::AT_WORK_MINUTES);
    let since = read.now().checked_sub(back).unwrap_or(Timestamp::MIN);
    let mut found = BTreeMap::new();
    for patient in sign_ups {
        let last = looks::find_last(&mut *read, *patient, who.staff_id(), since).await?;
        found.extend(last.map(|look| (*patient, look)));
    }
    Ok(found)
}

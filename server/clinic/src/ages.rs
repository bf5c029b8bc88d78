//! The clinic's table of ages, for the admin who reads and changes it.
//!
//! What the table does is not here: it is asked at each request ([`crate::rights`]), so
//! another table counts from the moment it is stored.

use std::collections::HashSet;

use domain::age_policy::{AgePolicy, LeapBirthday};
use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::refusal::Refusal;

use crate::authz::{Clinic, Look, Staff, Work, can};
use crate::failure::Failure;
use crate::rights::Today;

/// The page of the table.
#[derive(Clone, Debug)]
pub struct Ages {
    /// The table that counts.
    pub policy: AgePolicy,
    /// Another table, and whom it would concern; none where none is proposed, or it is the
    /// one that counts.
    pub proposed: Option<(AgePolicy, Concerned)>,
    /// Registrations that wait, for the navigation.
    pub waiting_count: u32,
}

/// How many patients somebody could do more or less for, from one moment to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Concerned {
    /// How many.
    pub patients: usize,
    /// Whether that is all, or only as many as were found before it took too long.
    pub all: bool,
}

/// The table, and what another in its place would change today: `propose` says which, with
/// the clinic's rule for 29 February before it.
///
/// # Errors
/// `Forbidden` when the role lost the permission meanwhile.
pub async fn page(
    clinic: &Clinic,
    who: &Staff<can::AgeRules>,
    propose: impl FnOnce(LeapBirthday) -> Option<AgePolicy>,
) -> Result<Ages, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let today = Today::at(&mut *look, now).await?;
    let policy = today.policy()?.clone();
    let proposed = propose(policy.leap()).filter(|proposed| *proposed != policy);
    let proposed = match proposed {
        Some(proposed) => {
            let concerned = concerned(&mut look, &today, &proposed).await?;
            Some((proposed, concerned))
        }
        None => None,
    };
    Ok(Ages {
        policy,
        proposed,
        waiting_count: store::registration::count_waiting(&mut *look).await?,
    })
}

async fn concerned(
    look: &mut Look,
    today: &Today,
    proposed: &AgePolicy,
) -> Result<Concerned, Failure> {
    let most = limits::AGE_CONCERNED_READ;
    // One more than is counted says whether there is more.
    let mut accesses = store::age_policy::list_changed_by_age(&mut **look, most + 1).await?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let all = accesses.len() <= most;
    accesses.truncate(most);
    let then = today.under(proposed.clone());
    let changed = accesses
        .iter()
        .filter(|held| today.rights(held) != then.rights(held))
        .map(|held| held.patient);
    Ok(Concerned {
        patients: changed.collect::<HashSet<PatientId>>().len(),
        all,
    })
}

/// Puts `to` in the place of the table that counts, which the page was made of. Once more
/// changes nothing.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` when another one counts by now; `Forbidden` when the role lost
/// the permission meanwhile.
pub async fn change(
    clinic: &Clinic,
    who: &Staff<can::AgeRules>,
    was: &AgePolicy,
    to: &AgePolicy,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = change_in(&mut work, was, to).await;
    work.settle(outcome).await
}

async fn change_in(work: &mut Work, was: &AgePolicy, to: &AgePolicy) -> Result<(), Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let counts = today.policy()?;
    if counts == to {
        return Ok(());
    }
    if counts != was {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    store::age_policy::put_age_policy(work, to).await?;
    let detail = format!("{} instead of {}", to.to_words(), was.to_words());
    work.record(Action::AgePolicyChange.as_str(), &detail, &[])
        .await
}

#[cfg(test)]
mod tests;

//! Who may sign up: the clinic's rule, as its pages ask it, as signing up does, and as an admin
//! changes it.
//!
//! An account that is there, an invitation and the front desk never ask it.

use domain::audit::Action;
use domain::limits;
use domain::person::{Invalid, parse_note};
use domain::refusal::Refusal;
use store::registration::policy as rows;

pub use domain::registration::policy::RegistrationPolicy;
pub use store::registration::policy::SignUps;

use crate::authz::{Clinic, Public, Staff, Work, can};
use crate::failure::Failure;

const USUAL: SignUps = SignUps {
    policy: RegistrationPolicy::Open,
    message: None,
};

/// The rule.
///
/// # Errors
/// Only faults.
pub(crate) async fn find(db: &mut impl store::Reads) -> Result<SignUps, Failure> {
    Ok(rows::find_sign_ups(db).await?.unwrap_or(USUAL))
}

/// The rule, for the pages on which somebody new would say who they are.
///
/// # Errors
/// Only faults.
pub async fn sign_ups(clinic: &Clinic, who: &Public) -> Result<SignUps, Failure> {
    let mut look = clinic.read(who).await?;
    find(&mut *look).await
}

/// Whether somebody new may sign up now.
///
/// # Errors
/// `Refused(InviteOnly)`.
pub(crate) async fn may_sign_up(db: &mut impl store::Reads) -> Result<(), Failure> {
    match find(db).await?.policy.takes_sign_ups() {
        true => Ok(()),
        false => Err(Failure::Refused(Refusal::InviteOnly)),
    }
}

/// The page of the rule.
#[derive(Clone, Debug)]
pub struct Page {
    /// The rule that counts.
    pub counts: SignUps,
    /// Registrations that wait, for the navigation.
    pub waiting_count: u32,
}

/// The rule, for the admin who reads and changes it.
///
/// # Errors
/// `Forbidden` when the role lost the permission meanwhile.
pub async fn page(clinic: &Clinic, who: &Staff<can::Team>) -> Result<Page, Failure> {
    let mut look = clinic.read(who).await?;
    Ok(Page {
        counts: find(&mut *look).await?,
        waiting_count: store::registration::count_waiting(&mut *look).await?,
    })
}

/// Reads what the clinic says in its own words; nothing is nothing.
///
/// # Errors
/// [`Invalid::TooLong`], [`Invalid::BadCharacter`].
pub fn message(typed: &str) -> Result<Option<String>, Invalid> {
    parse_note(typed, limits::REGISTRATION_MESSAGE_CHARS_MAX)
}

/// Puts `to` in the place of the rule that counts, which the page was made of. It counts from
/// then on, also for those who have typed who they are and not proven it. Once more changes
/// nothing.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` when another one counts by now; `Forbidden` when the role lost
/// the permission meanwhile.
pub async fn change(
    clinic: &Clinic,
    who: &Staff<can::Team>,
    was: &SignUps,
    to: &SignUps,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = change_in(&mut work, was, to).await;
    work.settle(outcome).await
}

async fn change_in(work: &mut Work, was: &SignUps, to: &SignUps) -> Result<(), Failure> {
    let counts = find(&mut **work).await?;
    if counts == *to {
        return Ok(());
    }
    if counts != *was {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    rows::update_sign_ups(work, to).await?;
    let mut detail = format!("{} instead of {}", to.policy.as_str(), was.policy.as_str());
    if was.message != to.message {
        detail.push_str(" message");
    }
    work.record(Action::RegistrationPolicyChange.as_str(), &detail, &[])
        .await
}

#[cfg(test)]
mod tests;

//! Accesses that nobody has used for long: staff keep each of them or take it away.
//!
//! Used is what the audit says: its holder, logged in with their own account, saw or did
//! something of this patient. Logging in is none, nor is what they do for somebody else, nor a
//! mail that went to them. Giving, confirming and keeping count like use.

use std::fmt;

use domain::access::Rights;
use domain::audit::Action;
use domain::id::{AccessId, AccountId, PatientId};
use domain::limits;
use domain::person::PersonName;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use store::access::{self as rows, After};

use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::patients::{Desk, look};
use crate::rights::Today;

/// Accesses that one transaction of the daily job looks at.
const AT_A_TIME: i64 = 100;

/// An access that nobody has used for long.
#[derive(Clone)]
pub struct Unused {
    /// Which.
    pub access: AccessId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// Whose account it is.
    pub account: AccountId,
    /// The name of whoever has it.
    pub holder: PersonName,
    /// What it allows today.
    pub rights: Rights,
    /// The date on which it was last used, or else given, confirmed or kept.
    pub since: Date,
}

/// Without the names.
impl fmt::Debug for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unused")
            .field("access", &self.access)
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}

/// The page.
#[derive(Debug)]
pub struct Review {
    /// Who looks, and when.
    pub desk: Desk,
    /// The longest unused first.
    pub unused: Vec<Unused>,
    /// Whether there are more than are shown.
    pub more: bool,
    /// After how many months an access is asked about.
    pub months: u8,
}

/// What has not been used for long. Recorded as a look at all whom it shows.
///
/// # Errors
/// What the witness lacks by now.
pub async fn view(clinic: &Clinic, who: &Staff<can::InviteUsers>) -> Result<Review, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = view_in(&mut work).await;
    work.settle(outcome).await
}

async fn view_in(work: &mut Work) -> Result<Review, Failure> {
    let (desk, now) = (look(work).await?, work.now());
    let today = Today::at(&mut **work, now).await?;
    let (months, before) = before(work).await?;
    let most = limits::UNUSED_LISTED;
    let found = rows::list_quiet(&mut **work, None, before, most + 1).await?;
    let more = i64::try_from(found.len()).is_ok_and(|found| found > most);
    let mut unused = Vec::with_capacity(found.len());
    for one in found
        .into_iter()
        .take(usize::try_from(most).unwrap_or_default())
    {
        // What was used since the job last looked isn't asked about.
        let last = rows::find_last_use(&mut **work, one.account, one.held.patient).await?;
        let last = last.map_or(one.used_at, |last| last.max(one.used_at));
        if last >= before {
            continue;
        }
        unused.push(Unused {
            access: one.held.id,
            patient: one.held.patient,
            patient_name: one.full_name,
            account: one.account,
            holder: one.holder,
            rights: today.rights(&one.held),
            since: today.date_of(last),
        });
    }
    let shown: Vec<PatientId> = unused.iter().map(|one| one.patient).collect();
    work.record(Action::AccessesReviewed.as_str(), "", &shown)
        .await?;
    Ok(Review {
        desk,
        unused,
        more,
        months,
    })
}

/// The policy, and the instant before which something was used for the last time that staff are
/// asked about: so many months ago, by the clinic's calendar.
async fn before(work: &mut Work) -> Result<(u8, Timestamp), Failure> {
    let now = work.now();
    let months = rows::find_unused_months(&mut **work).await?;
    let months = months.ok_or(Failure::NotFound)?;
    let today = Today::at(&mut **work, now).await?;
    let since = today.date().checked_sub(i64::from(months).months());
    let since = since.ok().and_then(|since| today.beginning_of(since));
    Ok((months, since.unwrap_or(Timestamp::MIN)))
}

/// How many there are, no more than one page shows and one.
pub(crate) async fn count(work: &mut Work) -> Result<i64, Failure> {
    let (_, before) = before(work).await?;
    Ok(rows::count_quiet(&mut **work, before, limits::UNUSED_LISTED + 1).await?)
}

/// Keeps an access: it is asked about again after as long a time. A second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`] of one that isn't there any more.
pub async fn keep(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    access: AccessId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let now = work.now();
        let patient = rows::find_patient_of(&mut *work, access).await?;
        let patient = patient.ok_or(Failure::NotFound)?;
        if !rows::update_used(&mut work, access, now).await? {
            return Ok(());
        }
        let detail = access.to_string();
        work.record(Action::AccessKeep.as_str(), &detail, &[patient])
            .await
    }
    .await;
    work.settle(outcome).await
}

/// Writes down of what may not have been used for long when it was: so that the count is that
/// of accesses which nobody uses. Says how many were.
///
/// # Errors
/// Those of the store.
pub(crate) async fn refresh(clinic: &Clinic) -> Result<usize, Failure> {
    let (mut used, mut next): (usize, Option<After>) = (0, Some(None));
    while let Some(after) = next {
        let mut work = clinic.begin(&clinic.system_job()).await?;
        let outcome = refresh_some(&mut work, after).await;
        let (some, last) = work.settle(outcome).await?;
        used += some;
        next = last;
    }
    Ok(used)
}

async fn refresh_some(work: &mut Work, after: After) -> Result<(usize, Option<After>), Failure> {
    let (_, before) = before(work).await?;
    let found = rows::list_quiet(&mut **work, after, before, AT_A_TIME).await?;
    let mut used = 0;
    for one in &found {
        let last = rows::find_last_use(&mut **work, one.account, one.held.patient).await?;
        if let Some(at) = last.filter(|at| *at > one.used_at) {
            rows::update_used(work, one.held.id, at).await?;
            used += usize::from(at >= before);
        }
    }
    let full = usize::try_from(AT_A_TIME).is_ok_and(|most| found.len() >= most);
    let last = found.last().filter(|_| full);
    Ok((used, last.map(|one| Some((one.used_at, one.held.id)))))
}

#[cfg(test)]
mod tests;

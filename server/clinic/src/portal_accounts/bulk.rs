//! Inviting many patients at once, each to their own portal at the address on their profile.
//!
//! Staff see first who would be invited and who wouldn't, and why. What they then press
//! carries what that page showed: nobody is invited whom it left out, nor at another address,
//! and whatever has come up since leaves somebody out. The worker sends a few at a time, each
//! in a transaction of their own that also writes what became of them: it can be stopped
//! anywhere and begun anew, and nobody is invited twice.

use std::collections::HashMap;

use domain::audit::Action;
use domain::id::{InviteBatchId, PatientId, StaffId};
use domain::invitation::{LeftOut, may_invite_with_others};
use domain::limits;
use domain::matching::readings;
use domain::person::{EmailAddress, Invalid, PersonName};
use domain::refusal::Refusal;
use domain::role::Permission;
use jiff::{SignedDuration, Timestamp};
use store::access::{GrantedBy, Terms};
use store::invitation::bulk::{self as rows, Batch, Candidate, NewMember};
pub use store::invitation::bulk::{Became, Member};
use store::patient::search::{self, Place};

use super::invite;
use crate::authz::{Actor, Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::patients::{Desk, look};
use crate::rights::Today;
use crate::token::hash_parts;

/// Whom staff have chosen.
#[derive(Clone, Debug)]
pub enum Choice {
    /// These.
    Ticked(Vec<PatientId>),
    /// Whoever a search finds.
    Found(String),
    /// Everybody, by name; behind this one, if one is given.
    Everybody(Option<PatientId>),
}

/// One who was chosen.
#[derive(Clone)]
pub struct Planned {
    /// Who.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// The address to be invited, or why they aren't.
    pub email: Result<EmailAddress, LeftOut>,
}

/// Only the id.
impl std::fmt::Debug for Planned {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Planned")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

/// What would be done.
#[derive(Debug)]
pub struct Plan {
    /// Names the press that does it; a second press finds the first's result.
    pub batch: InviteBatchId,
    /// Whoever was chosen, in the order of the list.
    pub people: Vec<Planned>,
    /// Behind whom the list goes on, where more were chosen than go at once.
    pub more: Option<PatientId>,
    /// Who looks, and when.
    pub desk: Desk,
}

/// A batch and what has become of it so far.
#[derive(Debug)]
pub struct Progress {
    /// Whoever was chosen, in the order of the page.
    pub people: Vec<Member>,
    /// Whether it is through.
    pub done: bool,
    /// Who looks, and when.
    pub desk: Desk,
}

/// Who would be invited of those who were chosen, and who wouldn't. The look at them is
/// recorded.
///
/// # Errors
/// `Invalid` on `q` of a search that can't be one; [`Failure::NotFound`] of an unknown patient.
pub async fn plan(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    choice: &Choice,
) -> Result<Plan, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = plan_in(&mut work, choice).await;
    work.settle(outcome).await
}

async fn plan_in(work: &mut Work, choice: &Choice) -> Result<Plan, Failure> {
    let desk = look(work).await?;
    let (ids, more) = chosen(work, choice).await?;
    let found = by_id(rows::list_candidates(&mut **work, &ids).await?);
    let today = Today::at(&mut **work, desk.now).await?;
    let mut people = Vec::with_capacity(ids.len());
    for id in &ids {
        let one = found.get(id).ok_or(Failure::NotFound)?;
        people.push(Planned {
            patient: *id,
            full_name: one.full_name.clone(),
            email: judged(one, &today),
        });
    }
    work.record(Action::InvitationsPrepare.as_str(), "", &ids)
        .await?;
    Ok(Plan {
        batch: work.clinic().new_id(),
        people,
        more,
        desk,
    })
}

/// The address that can be invited, as the rules say.
fn judged(one: &Candidate, today: &Today) -> Result<EmailAddress, LeftOut> {
    may_invite_with_others(&one.facts, today.date())?;
    // Nobody has proven whose the address in the chart is: of somebody who isn't of age it is,
    // as a rule, a parent's.
    if !one.facts.born_on.is_some_and(|born| today.is_of_age(born)) {
        return Err(LeftOut::TooYoung);
    }
    one.email.clone().ok_or(LeftOut::NoEmail)
}

fn by_id(found: Vec<Candidate>) -> HashMap<PatientId, Candidate> {
    found.into_iter().map(|one| (one.patient, one)).collect()
}

/// Whoever was chosen, each once, as many as go at once; and behind whom it goes on.
async fn chosen(
    work: &mut Work,
    choice: &Choice,
) -> Result<(Vec<PatientId>, Option<PatientId>), Failure> {
    let (now, most) = (work.now(), limits::BULK_INVITES_MAX);
    match choice {
        Choice::Ticked(ticked) => {
            let mut ids: Vec<PatientId> = Vec::new();
            for id in ticked {
                if !ids.contains(id) {
                    ids.push(*id);
                }
            }
            ids.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            Ok((ids, None))
        }
        Choice::Found(typed) => {
            let readings = match readings(typed) {
                Err(Invalid::Missing) => Vec::new(),
                other => other.map_err(|invalid| Failure::field("q", invalid))?,
            };
            let hits = search::find(&mut **work, &readings, most, now).await?;
            Ok((hits.patients.iter().map(|one| one.id).collect(), None))
        }
        Choice::Everybody(after) => {
            let place = after.map_or(Place::First, Place::After);
            let page = search::list_page(&mut **work, place, most, now).await?;
            let page = page.ok_or(Failure::NotFound)?;
            let ids: Vec<PatientId> = page.patients.iter().map(|one| one.id).collect();
            let more = ids.last().copied().filter(|_| page.more);
            Ok((ids, more))
        }
    }
}

/// One who was shown: who, and, of whom the page said so, the mark of the address that would
/// be invited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    patient: PatientId,
    mark: Option<String>,
}

/// What the page showed, as its form sends it: an id for each, with a mark of the address
/// where there is one.
#[must_use]
pub fn to_field(people: &[Planned]) -> String {
    let words = people.iter().map(|one| match &one.email {
        Ok(email) => format!("{}:{}", one.patient, mark(email)),
        Err(_) => one.patient.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Reads what the form sends; none of what no page of ours sends.
#[must_use]
pub fn parse(field: &str) -> Option<Vec<Shown>> {
    let shown = field.split(' ').filter(|word| !word.is_empty());
    let shown = shown.map(|word| {
        let (id, mark) = match word.split_once(':') {
            Some((id, mark)) => (id, Some(mark.to_owned())),
            None => (word, None),
        };
        let patient = id.parse().ok()?;
        Some(Shown { patient, mark })
    });
    let shown: Vec<Shown> = shown.collect::<Option<_>>()?;
    let most = usize::try_from(limits::BULK_INVITES_MAX).unwrap_or(usize::MAX);
    (!shown.is_empty() && shown.len() <= most).then_some(shown)
}

/// Tells whether an address is another one since, without carrying it.
fn mark(email: &EmailAddress) -> String {
    let canonical = email.canonical();
    let hash = hash_parts(&[b"kith bulk invitation", canonical.as_bytes()]);
    hash.iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Begins to invite whom the page showed. The same press twice begins once. One event of the
/// audit tells of all of them, and one more of each invitation.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where there isn't one of them any more; [`Failure::NotFound`]
/// for somebody else's press.
pub async fn start(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    batch: InviteBatchId,
    shown: &[Shown],
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = start_in(&mut work, who.staff_id(), batch, shown).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn start_in(
    work: &mut Work,
    by: StaffId,
    batch: InviteBatchId,
    shown: &[Shown],
) -> Result<(), Failure> {
    let now = work.now();
    if let Some(same) = rows::find_batch(&mut **work, batch).await? {
        return if same.made_by == by {
            Ok(())
        } else {
            Err(Failure::NotFound)
        };
    }
    let ids: Vec<PatientId> = shown.iter().map(|one| one.patient).collect();
    let found = by_id(rows::list_candidates(&mut **work, &ids).await?);
    let today = Today::at(&mut **work, now).await?;
    let mut members = Vec::with_capacity(shown.len());
    for one in shown {
        let candidate = found.get(&one.patient);
        let candidate = candidate.ok_or(Failure::Refused(Refusal::ChangedMeanwhile))?;
        members.push(NewMember {
            patient: one.patient,
            shown: agreed(candidate, one.mark.as_deref(), &today),
        });
    }
    rows::insert_batch(work, (batch, by), &members, now).await?;
    work.record(Action::InvitationsStart.as_str(), &batch.to_string(), &ids)
        .await
}

/// The address that the page showed, if it is still the one, and nothing speaks against it.
fn agreed(one: &Candidate, shown: Option<&str>, today: &Today) -> Result<String, LeftOut> {
    let email = judged(one, today)?;
    match shown {
        Some(shown) if shown == mark(&email) => Ok(email.canonical()),
        // Shown with another address, or as somebody who is left out.
        Some(_) | None => Err(LeftOut::AddressChanged),
    }
}

/// What has become of a batch. The look at its patients is recorded once it is through: until
/// then the page says how many, and names nobody.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn progress(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    batch: InviteBatchId,
) -> Result<Progress, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = progress_in(&mut work, batch).await;
    work.settle(outcome).await
}

async fn progress_in(work: &mut Work, batch: InviteBatchId) -> Result<Progress, Failure> {
    let desk = look(work).await?;
    let found = rows::find_batch(&mut **work, batch).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let people = rows::list_members(&mut **work, batch).await?;
    let named = people.iter().filter(|_| found.done_at.is_some());
    let ids: Vec<PatientId> = named.map(|one| one.patient).collect();
    work.record(Action::InvitationsSeen.as_str(), &batch.to_string(), &ids)
        .await?;
    Ok(Progress {
        people,
        done: found.done_at.is_some(),
        desk,
    })
}

/// How long it is waited before the next few.
const PAUSE: SignedDuration = SignedDuration::from_secs(limits::BULK_INVITES_PAUSE_SECONDS);

/// Invites the next few of a batch whose turn it is; says whether there was one.
///
/// # Errors
/// Only faults, and that nothing can be written now.
pub async fn go_on(clinic: &Clinic) -> Result<bool, Failure> {
    let job = clinic.system_job();
    let mut read = clinic.read(&job).await?;
    let now = read.now();
    let found = rows::find_due_batch(&mut *read, now, later(now)).await?;
    let Some(batch) = found else { return Ok(false) };
    let limit = limits::BULK_INVITES_AT_A_TIME;
    let open = rows::list_open_members(&mut *read, batch.id, limit).await?;
    drop(read);
    for (patient, shown) in open {
        one(clinic, &batch, patient, &shown).await?;
    }
    let mut work = clinic.begin(&job).await?;
    let now = work.now();
    rows::put_off_batch(&mut work, batch.id, now, later(now)).await?;
    work.commit().await?;
    Ok(true)
}

fn later(now: Timestamp) -> Timestamp {
    now.checked_add(PAUSE).unwrap_or(Timestamp::MAX)
}

/// Invites one patient, or writes why not. What became of somebody before stays.
async fn one(
    clinic: &Clinic,
    batch: &Batch,
    patient: PatientId,
    shown: &str,
) -> Result<(), Failure> {
    let mut work = clinic.begin(&clinic.system_job()).await?;
    work.acts_as(Actor::Staff(batch.made_by));
    let outcome = match one_in(&mut work, batch, patient, shown).await {
        Ok(id) => Ok(id),
        Err(why) => {
            let why = why_not(why)?;
            work.undo().await?;
            Err(why)
        }
    };
    if !rows::settle_member(&mut work, (batch.id, patient), outcome).await? {
        // Somebody else was faster; what this would have sent is taken back.
        work.undo().await?;
    }
    work.commit().await
}

async fn one_in(
    work: &mut Work,
    batch: &Batch,
    patient: PatientId,
    shown: &str,
) -> Result<domain::id::InvitationId, Stopped> {
    let now = work.now();
    let role = store::staff::find_working_role(&mut **work, batch.made_by).await?;
    if !role.is_some_and(|role| role.may(Permission::InviteUsers)) {
        return Err(Stopped::Out(LeftOut::SenderGone));
    }
    let found = rows::list_candidates(&mut **work, &[patient]).await?;
    let candidate = found.first().ok_or(Stopped::Out(LeftOut::Gone))?;
    let today = Today::at(&mut **work, now).await?;
    let email = judged(candidate, &today).map_err(Stopped::Out)?;
    if email.canonical() != shown {
        return Err(Stopped::Out(LeftOut::AddressChanged));
    }
    let by = GrantedBy::Staff(batch.made_by);
    Ok(invite::invite_in_bulk(work, patient, &email, Terms::OWN, by).await?)
}

/// Why somebody wasn't invited.
enum Stopped {
    Out(LeftOut),
    By(Failure),
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self::By(failure)
    }
}

impl From<store::StoreError> for Stopped {
    fn from(error: store::StoreError) -> Self {
        Self::By(error.into())
    }
}

/// What is written of somebody who couldn't be invited. Where nothing can be written now,
/// the others wait with them.
fn why_not(stopped: Stopped) -> Result<LeftOut, Failure> {
    match stopped {
        Stopped::Out(why) => Ok(why),
        Stopped::By(Failure::Refused(Refusal::Invite(refusal))) => Ok(refusal.into()),
        Stopped::By(Failure::TooMany { .. }) => Ok(LeftOut::TooMany),
        Stopped::By(Failure::NotFound) => Ok(LeftOut::Gone),
        Stopped::By(failure @ Failure::Unavailable) => Err(failure),
        Stopped::By(failure) => {
            tracing::error!(%failure, "one of many could not be invited");
            Ok(LeftOut::Failed)
        }
    }
}

#[cfg(test)]
mod tests;

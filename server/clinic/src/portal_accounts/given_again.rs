//! Giving an access again: by staff where its last day has passed, by the patient where it has
//! ended with their age, too.
//!
//! What was ends at the time at which it stopped working, and a new access takes its place: so
//! both stand in the list of who had access, and when.

use domain::access::{EndedBy, Relation, WithAge};
use domain::audit::Action;
use domain::id::{AccessId, AccountId, NoticeId, PatientId};
use domain::limits;
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use store::access::{self as rows, GrantedBy, Held, NewAccess, Terms};
use store::invitation::open as people;
use store::notice::{NewNotice, NoticeKind};

use super::invite::read;
use super::list::{State, account};
use crate::authz::{Clinic, Staff, SystemJob, Work, can};
use crate::failure::Failure;
use crate::format;
use crate::mail::in_mail;
use crate::rights::Today;
use crate::warnings::last_days::{Side, concerns};

/// What staff give again: what their page said of it, and the new last day.
#[derive(Clone, Debug)]
pub struct Again {
    /// What the page was made of.
    pub was: Terms,
    /// The new last day; none: without an end.
    pub until_on: Option<Date>,
}

/// Gives an access again whose last day has passed, until a new one or without an end. A second
/// press finds it done.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid("until")` of a day that has passed;
/// `Refused(ChangedMeanwhile)` of one that hasn't ended by its last day alone, or isn't any more
/// what the page said.
pub async fn give_again(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
    again: Again,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = again_within(&mut work, who, (patient, id), again).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn again_within(
    work: &mut Work,
    who: &Staff<can::InviteUsers>,
    (patient, id): (PatientId, AccessId),
    again: Again,
) -> Result<(), Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let stopped = store::safeguarding::is_stopped(&mut **work, patient).await?;
    let most = limits::PORTAL_ACCOUNTS_LISTED;
    let all = rows::list_accesses(&mut **work, patient, most).await?;
    let found = all.iter().find(|one| one.held.id == id);
    let found = found.ok_or(Failure::NotFound)?.clone();
    if let Some((_, by)) = found.ended {
        let live = |one: &rows::Listed| one.ended.is_none() && one.account == found.account;
        let done = by == EndedBy::EndDate && all.iter().any(live);
        return if done { Ok(()) } else { Err(Failure::NotFound) };
    }
    let found = account(found, &today, stopped);
    if found.state != State::Over || !found.may_be_given_again {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let held = found.listed.held;
    if held.terms != again.was {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let terms = Terms {
        until_on: again.until_on,
        ..held.terms
    };
    let terms = read(work, terms).await?;
    let by = GrantedBy::Staff(who.staff_id());
    let giving = Giving {
        patient,
        account: found.listed.account,
        held,
        by,
        ended_by: EndedBy::EndDate,
    };
    let new = replace(work, &today, &giving, terms).await?;
    if held.with_age == WithAge::Continues {
        rows::copy_guardianship(work, new, id).await?;
    }
    work.record(Action::AccessAgain.as_str(), &id.to_string(), &[patient])
        .await
}

/// What is given again.
pub(crate) struct Giving {
    /// For whom.
    pub(crate) patient: PatientId,
    /// To whom.
    pub(crate) account: AccountId,
    /// What was.
    pub(crate) held: Held,
    /// Who gives it.
    pub(crate) by: GrantedBy,
    /// What ended it.
    pub(crate) ended_by: EndedBy,
}

/// Ends what was at the time at which it stopped working, puts a new access in its place, and
/// tells both sides.
///
/// # Errors
/// Those of the store.
pub(crate) async fn replace(
    work: &mut Work,
    today: &Today,
    giving: &Giving,
    terms: Terms,
) -> Result<AccessId, Failure> {
    let (now, held) = (work.now(), &giving.held);
    let stopped_at = match giving.ended_by {
        EndedBy::EndDate => today.stopped_after(held.terms.until_on),
        _ => today.stopped_by_age(held),
    };
    let stopped_at = stopped_at.filter(|at| *at < now).unwrap_or(now);
    if !rows::end_access(work, held.id, giving.ended_by, stopped_at).await? {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    let id: AccessId = work.clinic().new_id();
    let new = NewAccess {
        id,
        account: giving.account,
        patient: giving.patient,
        terms,
        granted_by: Some(giving.by),
        invitation: None,
        at: now,
    };
    rows::insert_access(work, &new).await?;
    crate::warnings::look_again(work).await?;
    tell(work, today, id, giving).await?;
    Ok(id)
}

/// Writes the mails to both sides; none to whoever gives it.
async fn tell(
    work: &mut Work,
    today: &Today,
    access: AccessId,
    giving: &Giving,
) -> Result<(), Failure> {
    let holders = people::list_holders(&mut **work, giving.patient).await?;
    let Some(given) = holders.iter().find(|one| one.held.id == access) else {
        return Ok(());
    };
    let now = work.now();
    for to in holders.iter().filter(|to| concerns(today, to, given)) {
        if giving.by == GrantedBy::Account(to.account) {
            continue;
        }
        let id: NoticeId = work.clinic().new_id();
        let mail = NewNotice {
            id,
            kind: NoticeKind::AccessAgain,
            appointment: None,
            code_request: None,
            account: Some(to.account),
            patient: Some(giving.patient),
            invitation: None,
            to: to.email.clone(),
            version: 0,
            created_at: now,
            due_at: now,
        };
        store::notice::insert_notice(work, &mail).await?;
        rows::insert_access_notice(work, id, access).await?;
    }
    Ok(())
}

/// What a mail says about an access that was given again.
#[derive(Clone)]
pub(crate) struct AgainMail {
    /// The patient's first name.
    pub(crate) first_name: String,
    /// The name of whoever has the access.
    pub(crate) who: String,
    /// To whom it goes.
    pub(crate) side: Side,
    /// Whether the patient gave it, and not the clinic.
    pub(crate) by_patient: bool,
    /// The last day, in words.
    pub(crate) until: Option<String>,
}

/// What a mail says; none if it isn't so any more.
///
/// # Errors
/// Those of the store.
pub(crate) async fn again_mail(
    clinic: &Clinic,
    job: &SystemJob,
    notice: NoticeId,
    to: Option<AccountId>,
) -> Result<Option<AgainMail>, Failure> {
    let mut look = clinic.read(job).await?;
    let now = look.now();
    let access = rows::find_access_notice(&mut *look, notice).await?;
    let access = access.ok_or(Failure::fault("a mail about an access without it"))?;
    let Some(patient) = rows::find_patient_of(&mut *look, access).await? else {
        return Ok(None);
    };
    let subject = people::find_subject(&mut *look, patient).await?;
    let Some(subject) = subject.filter(|subject| subject.here && subject.id == patient) else {
        return Ok(None);
    };
    let today = Today::at(&mut *look, now).await?;
    let holders = people::list_holders(&mut *look, patient).await?;
    let given = holders.iter().find(|one| one.held.id == access);
    let given = given.filter(|one| !today.rights(&one.held).abilities.is_empty());
    let to = holders.iter().find(|one| Some(one.account) == to);
    let (Some(given), Some(to)) = (given, to) else {
        return Ok(None);
    };
    if !concerns(&today, to, given) {
        return Ok(None);
    }
    let all = store::family::list_granted_on(&mut *look, patient).await?;
    let own = all
        .iter()
        .find(|one| one.held.terms.relation == Relation::Myself)
        .map(|own| own.account);
    let named = all.iter().find(|one| one.held.id == access);
    Ok(named.map(|named| AgainMail {
        first_name: in_mail(subject.first_name()),
        who: in_mail(named.holder.as_str()),
        side: Side::of(to, given),
        by_patient: own.is_some() && named.giver == own,
        until: given
            .held
            .terms
            .until_on
            .map(|on| format::date(on, today.date())),
    }))
}

impl Today {
    /// When an access stopped working that had its last day then.
    fn stopped_after(&self, until_on: Option<Date>) -> Option<Timestamp> {
        self.beginning_of(until_on?.tomorrow().ok()?)
    }

    /// When an access stopped working that the patient's age ended.
    fn stopped_by_age(&self, held: &Held) -> Option<Timestamp> {
        self.beginning_of(self.came_of_age(held.born_on?)?)
    }
}

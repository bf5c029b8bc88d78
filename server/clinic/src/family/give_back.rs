//! Who could act for a patient and can't any more, and giving it back: by the patient, who is
//! of age by now, or whose guardian's last day has passed.

use domain::access::{Basis, EndedBy, Kinship, Preset, Relation, Standing, WithAge};
use domain::audit::Action;
use domain::id::{AccessId, PatientId};
use domain::invitation::{InviteRefusal, Length, may_pass_on, passable};
use domain::limits;
use domain::person::{Invalid, PersonName};
use domain::refusal::Refusal;
use jiff::civil::Date;
use store::access::{self as rows, GrantedBy, Listed, Terms};
use store::invitation::open as people;

use crate::authz::{AccountHolder, ActingFor, Clinic, Recent, Witness as _, Work, can};
use crate::failure::Failure;
use crate::portal_accounts::{Giving, replace};
use crate::rights::Today;

/// Somebody who could act for the patient.
#[derive(Clone, Debug)]
pub struct Former {
    /// By which access.
    pub id: AccessId,
    /// Who.
    pub holder: PersonName,
    /// What they are to the patient.
    pub kinship: Option<Kinship>,
    /// Since which date they could.
    pub since: Date,
    /// From which date on they couldn't any more.
    pub ended_on: Option<Date>,
    /// Whether one press gives it back.
    pub may_give_back: bool,
}

/// What the page that gives it back needs to know.
#[derive(Clone, Debug)]
pub struct GivingBack {
    /// By which access.
    pub id: AccessId,
    /// Who gets it.
    pub holder: PersonName,
    /// What may be given, in the order in which it is offered.
    pub offered: Vec<Preset>,
}

/// What ended an access that the patient can give back.
fn ended(one: &Listed, today: &Today) -> Option<EndedBy> {
    let held = &one.held;
    let guardian = held.terms.relation == Relation::Guardian;
    let live = one.ended.is_none() && held.standing == Standing::Given && !one.blocked;
    if !guardian || !live || !today.rights(held).abilities.is_empty() {
        return None;
    }
    let ages = held.with_age == WithAge::Changes;
    let outgrown = ages && today.outgrown_since(held.confirmed_at, held.born_on);
    let grown = held.born_on.is_some_and(|born| today.is_of_age(born));
    match held.terms.until_on {
        // The last day came first, or alone.
        Some(until) if until < today.date() && (grown || !outgrown) => Some(EndedBy::EndDate),
        // What only waits for staff is theirs to decide.
        _ => (grown && outgrown).then_some(EndedBy::Age),
    }
}

/// Those who could act for the account's own patient, the latest first.
///
/// # Errors
/// Those of the store.
pub(super) async fn list(
    work: &mut Work,
    today: &Today,
    own: PatientId,
) -> Result<Vec<Former>, Failure> {
    let most = limits::PORTAL_ACCOUNTS_LISTED;
    let all = rows::list_accesses(&mut **work, own, most).await?;
    let stopped = store::safeguarding::is_stopped(&mut **work, own).await?;
    let mut former = Vec::new();
    for one in &all {
        if one.held.terms.relation == Relation::Myself {
            continue;
        }
        let on = match one.ended {
            // Whom a stop or a block shut out is for the clinic to tell.
            Some((_, EndedBy::Safeguarding | EndedBy::Blocked | EndedBy::Merge)) => continue,
            Some((at, _)) => Some(today.date_of(at)),
            None => match ended(one, today) {
                Some(EndedBy::Age) => one.held.born_on.and_then(|born| today.came_of_age(born)),
                Some(_) => one.held.terms.until_on.and_then(|on| on.tomorrow().ok()),
                None => continue,
            },
        };
        former.push(Former {
            id: one.held.id,
            holder: one.full_name.clone(),
            kinship: one.held.terms.kinship,
            since: today.date_of(one.created_at),
            ended_on: on,
            may_give_back: one.ended.is_none() && !stopped,
        });
    }
    former.sort_by_key(|one| std::cmp::Reverse(one.ended_on));
    Ok(former)
}

/// The access, if the patient may give it back: theirs, and ended by itself.
async fn find(
    work: &mut Work,
    who: &ActingFor<can::ManageAccess>,
    today: &Today,
    access: AccessId,
) -> Result<(Listed, EndedBy), Failure> {
    if who.relation() != Relation::Myself {
        return Err(Failure::NotFound);
    }
    let most = limits::PORTAL_ACCOUNTS_LISTED;
    let all = rows::list_accesses(&mut **work, who.patient(), most).await?;
    let found = all.into_iter().find(|one| one.held.id == access);
    let found = found.and_then(|one| ended(&one, today).map(|by| (one, by)));
    found.ok_or(Failure::NotFound)
}

/// What the patient may give back to whom.
///
/// # Errors
/// [`Failure::NotFound`] of what they can't.
pub async fn offer(
    clinic: &Clinic,
    who: &ActingFor<can::ManageAccess>,
    access: AccessId,
) -> Result<GivingBack, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let now = work.now();
        let today = Today::at(&mut *work, now).await?;
        let (found, _) = find(&mut work, who, &today, access).await?;
        work.record(Action::FamilySeen.as_str(), "", &[who.patient()])
            .await?;
        Ok(GivingBack {
            id: access,
            holder: found.full_name,
            offered: passable(who.rights().abilities).collect(),
        })
    }
    .await;
    work.settle(outcome).await
}

/// Lets somebody act for the patient again who could before. A second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid("rights")`; `Refused(Invite(AskTheClinic))` where the clinic
/// has shut others out; `Reauthenticate` where the proof of who it is has grown old.
pub async fn give_back(
    clinic: &Clinic,
    recent: &Recent<AccountHolder>,
    who: &ActingFor<can::ManageAccess>,
    access: AccessId,
    (rights, length): (Preset, Length),
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = give_in(&mut work, (recent, who), access, (rights, length)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn give_in(
    work: &mut Work,
    (recent, who): (&Recent<AccountHolder>, &ActingFor<can::ManageAccess>),
    access: AccessId,
    (rights, length): (Preset, Length),
) -> Result<(), Failure> {
    let (now, patient) = (work.now(), who.patient());
    recent.check_again(&mut **work, now).await?;
    let today = Today::at(&mut **work, now).await?;
    if given_before(work, who, access).await? {
        return Ok(());
    }
    let (found, ended_by) = find(work, who, &today, access).await?;
    if !may_pass_on(who.rights().abilities, rights.abilities()) {
        return Err(Failure::field("rights", Invalid::NotAChoice));
    }
    let stopped = store::safeguarding::is_stopped(&mut **work, patient).await?;
    let removed = people::find_removed(&mut **work, found.account, patient).await?;
    if stopped || removed.shut_out {
        return Err(Refusal::Invite(InviteRefusal::AskTheClinic).into());
    }
    let giving = Giving {
        patient,
        account: found.account,
        held: found.held,
        by: GrantedBy::Account(who.account_id()),
        ended_by,
    };
    let terms = Terms {
        kinship: found.held.terms.kinship,
        basis: Some(Basis::Consent),
        until_on: length.last_date(today.date()),
        ..Terms::guardian(rights.abilities())
    };
    replace(work, &today, &giving, terms).await?;
    work.record(
        Action::AccessGiveBack.as_str(),
        &access.to_string(),
        &[patient],
    )
    .await
}

/// Whether it was given back already: pressed twice.
async fn given_before(
    work: &mut Work,
    who: &ActingFor<can::ManageAccess>,
    access: AccessId,
) -> Result<bool, Failure> {
    let most = limits::PORTAL_ACCOUNTS_LISTED;
    let all = rows::list_accesses(&mut **work, who.patient(), most).await?;
    let Some(found) = all.iter().find(|one| one.held.id == access) else {
        return Ok(false);
    };
    let by_itself = matches!(found.ended, Some((_, EndedBy::Age | EndedBy::EndDate)));
    let live = |one: &Listed| one.ended.is_none() && one.account == found.account;
    Ok(by_itself && all.iter().any(live))
}

#[cfg(test)]
mod tests;

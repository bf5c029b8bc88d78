//! What staff do about somebody who has an access: other rights, a link to log in with, and
//! taking it away. Each counts from the next request on.

use domain::access::{Ability, EndedBy, Relation, WithAge};
use domain::audit::Action;
use domain::id::{AccessId, CodeRequestId, PatientId};
use domain::limits;
use domain::person::Invalid;
use domain::refusal::Refusal;
use store::access::{self as rows, Terms};
use store::code::{CodeRequest, Purpose};
use store::notice::{NewNotice, NoticeKind};
use store::patient::profile::Profile;

use super::invite::read;
use super::list::{Account, State, account};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::family;
use crate::patients::{Desk, Shown, look, standing};
use crate::rights::Today;
use crate::throttle::{self, Limit};
use crate::token::hash_parts;
use crate::warnings;

/// Links to log in with that staff send to one account.
const LOG_IN_LINKS: Limit = Limit::per_hour("log-in links", limits::CODES_PER_ADDRESS_PER_HOUR);

/// Somebody's access with the profile: for the pages about one.
///
/// # Errors
/// [`Failure::NotFound`] of another patient's, and of one that has ended.
pub async fn one(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
) -> Result<(Profile, Desk, Account), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let Shown::Here(profile) = standing(&mut work, patient).await? else {
            return Err(Failure::NotFound);
        };
        let desk = look(&mut work).await?;
        let found = find(&mut work, patient, id).await?;
        work.record(Action::PatientAccountsSeen.as_str(), "", &[patient])
            .await?;
        Ok((*profile, desk, found))
    }
    .await;
    work.settle(outcome).await
}

/// The live access of the patient.
pub(super) async fn find(
    work: &mut Work,
    patient: PatientId,
    id: AccessId,
) -> Result<Account, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let stopped = store::safeguarding::is_stopped(&mut **work, patient).await?;
    let found = rows::find_access(&mut **work, patient, id).await?;
    Ok(account(found.ok_or(Failure::NotFound)?, &today, stopped))
}

/// Other rights for a guardian.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// What the page was made of.
    pub was: Terms,
    /// What it is to be.
    pub terms: Terms,
    /// Whether staff have looked at it: then it counts as given today.
    pub confirmed: bool,
}

/// Gives a guardian other rights.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid` of `rights`, `until` and `basis`;
/// `Refused(ChangedMeanwhile)`.
pub async fn change_rights(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
    change: Change,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = change_within(&mut work, patient, id, change).await;
    work.settle(outcome).await
}

async fn change_within(
    work: &mut Work,
    patient: PatientId,
    id: AccessId,
    change: Change,
) -> Result<(), Failure> {
    let now = work.now();
    let listed = find(work, patient, id).await?.listed;
    let (found, account) = (listed.held, listed.account);
    if found.terms.relation == Relation::Myself {
        return Err(Failure::NotFound);
    }
    let terms = read(work, change.terms).await?;
    if terms == found.terms && !change.confirmed {
        // Nothing to change, or a second press of the same button.
        return Ok(());
    }
    if found.terms != change.was {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    if found.with_age == WithAge::Continues && terms.basis.is_none() {
        return Err(Failure::field("basis", Invalid::Missing));
    }
    let confirmed_at = change.confirmed.then_some(now);
    if !rows::update_terms(work, id, &terms, confirmed_at).await? {
        return Err(Refusal::ChangedMeanwhile.into());
    }
    if !terms.abilities.has(Ability::Book) {
        // A time that they can't book any more is free for others.
        store::hold::delete_holds_between(work, account, patient).await?;
    }
    if terms.until_on != found.terms.until_on {
        warnings::look_again(work).await?;
    }
    work.record(Action::AccessChange.as_str(), &id.to_string(), &[patient])
        .await
}

/// Takes an access away. Mail about the patient that waits for its holder no longer leaves.
/// A second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn remove(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = remove_within(&mut work, patient, id).await;
    work.settle(outcome).await
}

async fn remove_within(work: &mut Work, patient: PatientId, id: AccessId) -> Result<(), Failure> {
    let now = work.now();
    if rows::has_ended(&mut **work, patient, id).await? {
        return Ok(());
    }
    let found = find(work, patient, id).await?;
    rows::end_access(work, id, EndedBy::Staff, now).await?;
    family::let_go(work, found.listed.account, patient).await?;
    work.record(Action::AccessRemove.as_str(), &id.to_string(), &[patient])
        .await
}

/// Mails somebody a link to log in with; it logs in the browser that opens it, and no other.
///
/// # Errors
/// [`Failure::NotFound`]; `Refused(Blocked)`; `TooMany`.
pub async fn send_log_in_link(
    clinic: &Clinic,
    who: &Staff<can::InviteUsers>,
    patient: PatientId,
    id: AccessId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = send_within(&mut work, patient, id).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn send_within(work: &mut Work, patient: PatientId, id: AccessId) -> Result<(), Failure> {
    let (now, found) = (work.now(), find(work, patient, id).await?);
    if found.state == State::Blocked {
        return Err(Refusal::Blocked.into());
    }
    let (account, to) = (found.listed.account, found.listed.email);
    throttle::take(work, &LOG_IN_LINKS, &[account.uuid().as_bytes()])
        .await?
        .or_too_many()?;
    let request: CodeRequestId = work.clinic().new_id();
    // No browser asked: its code is of no use, and the mail carries none.
    let nobody = work.clinic().new_token().hash();
    let asking = CodeRequest {
        id: request,
        email: to.clone(),
        visitor_hash: hash_parts(&[b"asked by staff", &nobody]),
        purpose: Purpose::LogIn,
        next_path: String::from("/home"),
        created_at: now,
    };
    store::code::insert_request(work, &asking).await?;
    let mail = NewNotice {
        id: work.clinic().new_id(),
        kind: NoticeKind::LogInLink,
        appointment: None,
        code_request: Some(request),
        account: Some(account),
        patient: Some(patient),
        invitation: None,
        to,
        version: 0,
        created_at: now,
        due_at: now,
    };
    store::notice::insert_notice(work, &mail).await?;
    work.record(
        Action::AccessLogInLink.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await
}

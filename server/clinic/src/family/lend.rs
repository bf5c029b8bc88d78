//! Letting somebody else act for a patient: by a guardian who may say who has access, or by
//! the patient.
//!
//! Nobody gets an access here either: whoever is invited accepts, as with staff's
//! invitations, and the invitation is void once its giver may no longer give.

use domain::access::{Abilities, Preset, Relation};
use domain::audit::Action;
use domain::id::{InvitationId, PatientId};
use domain::invitation::{InviteRefusal, Length, may_pass_on, passable};
use domain::limits;
use domain::person::{BirthDate, EmailAddress, Invalid, PersonName};
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use store::access::{GrantedBy, Terms};
use store::invitation as rows;

use crate::authz::{AccountHolder, ActingFor, Clinic, Recent, Witness as _, Work, can};
use crate::failure::Failure;
use crate::portal_accounts;
use crate::rights::Today;

/// What the page that asks needs to know.
#[derive(Clone, Debug)]
pub struct Lending {
    /// For whom somebody else is to act.
    pub patient: PatientId,
    /// Their name.
    pub full_name: PersonName,
    /// What may be given, in the order in which it is offered.
    pub offered: Vec<Preset>,
    /// Whether the clinic has looked at them: until then nobody is invited.
    pub seen: bool,
}

/// Whom somebody lets act for a patient.
#[derive(Clone)]
pub struct Offered {
    /// The address to be invited.
    pub email: EmailAddress,
    /// What they may do.
    pub rights: Preset,
    /// For how long.
    pub length: Length,
}

/// Without the address.
impl std::fmt::Debug for Offered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Offered")
            .field("rights", &self.rights)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// An invitation that its giver may still take back.
#[derive(Clone)]
pub struct Waiting {
    /// Which.
    pub id: InvitationId,
    /// For whom.
    pub patient: PatientId,
    /// Whom its giver invited.
    pub email: EmailAddress,
    /// Whether it is to be the patient's own account.
    pub relation: Relation,
    /// What it would allow.
    pub abilities: Abilities,
    /// Until when it can be accepted.
    pub expires_at: Timestamp,
}

/// Without the address.
impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// What somebody may give to others for the patient. The look is recorded.
///
/// # Errors
/// What the witness lacks by now.
pub async fn offer(
    clinic: &Clinic,
    who: &ActingFor<can::ManageAccess>,
) -> Result<Lending, Failure> {
    let mut db = clinic.read(who).await?;
    let all = store::family::list_looked_after(&mut *db, who.account_id()).await?;
    let seen = store::family::is_seen(&mut *db, who.patient()).await?;
    drop(db);
    let found = all
        .into_iter()
        .find(|person| person.held.patient == who.patient())
        .ok_or(Failure::NotFound)?;
    clinic.saw(who, Action::FamilySeen.as_str(), "").await?;
    Ok(Lending {
        seen,
        patient: who.patient(),
        full_name: found.full_name,
        offered: passable(who.rights().abilities).collect(),
    })
}

/// Invites an address to act for the patient.
///
/// # Errors
/// `Invalid("rights")` for more than whoever gives it has; `Refused(Invite)`; `TooMany`;
/// `Reauthenticate` where the proof of who it is has grown old.
pub async fn invite(
    clinic: &Clinic,
    recent: &Recent<AccountHolder>,
    who: &ActingFor<can::ManageAccess>,
    offered: &Offered,
) -> Result<InvitationId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = invite_in(&mut work, recent, who, offered).await;
    let id = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(id)
}

async fn invite_in(
    work: &mut Work,
    recent: &Recent<AccountHolder>,
    who: &ActingFor<can::ManageAccess>,
    offered: &Offered,
) -> Result<InvitationId, Failure> {
    let now = work.now();
    recent.check_again(&mut **work, now).await?;
    let abilities = offered.rights.abilities();
    if !may_pass_on(who.rights().abilities, abilities) {
        return Err(Failure::field("rights", Invalid::NotAChoice));
    }
    let today = Today::at(&mut **work, now).await?;
    let terms = Terms {
        until_on: offered.length.last_date(today.date()),
        ..Terms::guardian(abilities)
    };
    let by = GrantedBy::Account(who.account_id());
    portal_accounts::invite(work, who.patient(), &offered.email, terms, by).await
}

/// Invites the patient to an account of their own, while a guardian still may.
///
/// # Errors
/// [`Failure::NotFound`] for oneself; `Refused(Invite(AskTheClinic))` before the age at which
/// somebody has an account; else as [`invite`].
pub async fn invite_own(
    clinic: &Clinic,
    recent: &Recent<AccountHolder>,
    who: &ActingFor<can::ManageAccess>,
    email: &EmailAddress,
) -> Result<InvitationId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = own_in(&mut work, recent, who, email).await;
    let id = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(id)
}

async fn own_in(
    work: &mut Work,
    recent: &Recent<AccountHolder>,
    who: &ActingFor<can::ManageAccess>,
    email: &EmailAddress,
) -> Result<InvitationId, Failure> {
    let now = work.now();
    recent.check_again(&mut **work, now).await?;
    if who.relation() == Relation::Myself {
        return Err(Failure::NotFound);
    }
    let today = Today::at(&mut **work, now).await?;
    let found = store::patient::profile::find(&mut **work, who.patient()).await?;
    let born_on = found.and_then(|found| found.details.born_on);
    if !born_on.is_some_and(|born_on| may_have_own(born_on, today.date())) {
        return Err(Refusal::Invite(InviteRefusal::AskTheClinic).into());
    }
    let own = store::account::find_email(&mut **work, who.account_id()).await?;
    if own.is_some_and(|own| own.canonical() == email.canonical()) {
        return Err(Refusal::Invite(InviteRefusal::GuardiansAddress).into());
    }
    let by = GrantedBy::Account(who.account_id());
    portal_accounts::invite(work, who.patient(), email, Terms::OWN, by).await
}

/// Whether somebody born then is old enough for an account of their own.
pub(super) fn may_have_own(born_on: BirthDate, today: Date) -> bool {
    born_on.age_years(today) >= limits::SELF_BOOKING_AGE_YEARS
}

/// Takes back an invitation that the account sent. A second press finds it done.
///
/// # Errors
/// [`Failure::NotFound`] of anybody else's; `Refused(AlreadyResolved)` once it was answered.
pub async fn take_back(
    clinic: &Clinic,
    who: &AccountHolder,
    invitation: InvitationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = async {
        let found = rows::find_invitation(&mut *work, invitation).await?;
        let found = found
            .filter(|found| found.invited_by == GrantedBy::Account(who.account_id()))
            .ok_or(Failure::NotFound)?;
        portal_accounts::delete_open(&mut work, found.patient, invitation).await
    }
    .await;
    work.settle(outcome).await
}

/// The account's invitations that nobody has answered: to one patient's portal, the newest
/// first.
pub(super) async fn waiting(
    work: &mut Work,
    who: &AccountHolder,
    patient: PatientId,
) -> Result<Vec<Waiting>, Failure> {
    let (now, account) = (work.now(), who.account_id());
    let sent = rows::list_waiting_of_account(&mut **work, patient, account, now).await?;
    Ok(sent
        .into_iter()
        .map(|found| Waiting {
            id: found.id,
            patient: found.patient,
            email: found.email,
            relation: found.terms.relation,
            abilities: found.terms.abilities,
            expires_at: found.expires_at,
        })
        .collect())
}

#[cfg(test)]
mod tests;

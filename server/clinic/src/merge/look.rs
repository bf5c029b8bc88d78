//! Two profiles side by side: what each is, what merging them would do, and what speaks
//! against it.

use std::collections::BTreeMap;
use std::fmt;

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::id::{AccountId, AppointmentId, InvitationId, PatientId, RegistrationId};
use domain::limits;
use domain::merge::{self as rules, Field, Parts, Plan};
use domain::person::{EmailAddress, PersonName};
use domain::registration::requests::Requests;
use domain::role::Permission;
use jiff::Timestamp;
use store::access::Held;
use store::merge::{Loaded, Pair, different, rows};
use store::patient::visits::{Visit, list_ahead};

use super::role_of;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::patients::{Desk, look};
use crate::rights::Today;

/// Two profiles, and what merging them would do.
#[derive(Debug)]
pub struct Preview {
    /// Who looks, and when.
    pub desk: Desk,
    /// The profile that goes on.
    pub survivor: Party,
    /// The profile that becomes part of it.
    pub absorbed: Party,
    /// What merging them would do, and what speaks against it.
    pub plan: Plan,
    /// Fields that both have alike, with their value.
    pub same: Vec<(Field, Parts)>,
    /// What the page is made of: goes along with the form.
    pub version: String,
    /// The absorbed one's registration, while it waits.
    pub registration: Option<RegistrationId>,
    /// What the absorbed one has asked for and nobody has confirmed.
    pub requests: Requests,
    /// Whether whoever looks may merge although there is or was a safeguarding stop.
    pub may_settle_stops: bool,
}

/// One of the two.
#[derive(Clone)]
pub struct Party {
    /// Which.
    pub patient: PatientId,
    /// Their name.
    pub name: PersonName,
    /// Whether it is a sign-up that staff have not looked at.
    pub sign_up: bool,
    /// Since when it is there.
    pub since: Timestamp,
    /// The last visit that has begun and took place.
    pub last_visit: Option<Timestamp>,
    /// The next visit ahead.
    pub next_visit: Option<Timestamp>,
    /// How many visits there are that weren't cancelled, past and ahead.
    pub visit_count: usize,
    /// How many accounts can log in for them.
    pub account_count: usize,
    /// Their visits ahead, by their ids.
    pub visits: BTreeMap<AppointmentId, Visit>,
    /// Who has an account that the plan names.
    pub holders: BTreeMap<AccountId, Holder>,
    /// The addresses of the invitations that the plan names.
    pub invited: BTreeMap<InvitationId, EmailAddress>,
}

/// Nothing but the id: all of it is about a person.
impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

/// Whose account it is.
#[derive(Clone, Debug)]
pub struct Holder {
    /// Their name.
    pub name: PersonName,
    /// Their proven address.
    pub email: EmailAddress,
}

/// Both as they are now.
pub(super) async fn pair(
    work: &mut Work,
    survivor: PatientId,
    absorbed: PatientId,
) -> Result<Pair, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    let allows = |held: &Held| today.rights(held);
    rows::load_pair(&mut **work, survivor, absorbed, &allows)
        .await?
        .ok_or(Failure::NotFound)
}

/// Both as they are now, with what somebody said of them.
pub(super) async fn load(
    work: &mut Work,
    survivor: PatientId,
    absorbed: PatientId,
) -> Result<(Pair, Plan), Failure> {
    let now = work.now();
    let pair = pair(work, survivor, absorbed).await?;
    let different = different::is_different(&mut **work, survivor, absorbed).await?;
    let plan = rules::plan(&pair.survivor.side, &pair.absorbed.side, different, now);
    Ok((pair, plan))
}

/// What merging `absorbed` into `survivor` would do. Recorded as one look at both.
///
/// # Errors
/// [`Failure::NotFound`] if one of them isn't there.
pub async fn preview(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    survivor: PatientId,
    absorbed: PatientId,
) -> Result<Preview, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = preview_in(&mut work, who, survivor, absorbed).await;
    work.settle(outcome).await
}

async fn preview_in(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    survivor: PatientId,
    absorbed: PatientId,
) -> Result<Preview, Failure> {
    let (pair, plan) = load(work, survivor, absorbed).await?;
    let desk = look(work).await?;
    let role = role_of(work, who.staff_id()).await?;
    let preview = Preview {
        desk,
        survivor: party(work, &pair.survivor).await?,
        absorbed: party(work, &pair.absorbed).await?,
        same: same(&pair, &plan),
        plan,
        version: pair.version()?,
        registration: pair.absorbed.waiting,
        requests: store::appointment::requests_of_patient(&mut **work, absorbed).await?,
        may_settle_stops: role.may(Permission::LiftSafeguardingStop),
    };
    work.record(Action::MergeSeen.as_str(), "", &[survivor, absorbed])
        .await?;
    Ok(preview)
}

fn same(pair: &Pair, plan: &Plan) -> Vec<(Field, Parts)> {
    let of = |field: &Field| (*field, pair.survivor.side.field(*field));
    plan.same.iter().map(of).collect()
}

async fn party(work: &mut Work, of: &Loaded) -> Result<Party, Failure> {
    let now = work.now();
    let patient = of.side.patient;
    let profile = store::patient::profile::find(&mut **work, patient)
        .await?
        .ok_or(Failure::NotFound)?;
    let took_place = of.side.visits.iter().filter(|visit| {
        let is_over = visit.span.start() <= now;
        let no_show = matches!(
            visit.state,
            AppointmentState::Cancelled | AppointmentState::NoShow
        );
        is_over && !no_show
    });
    let last_visit = took_place.map(|visit| visit.span.start()).max();
    let ahead = list_ahead(&mut **work, patient, limits::APPOINTMENTS_LISTED, now).await?;
    let next = ahead.iter().map(|visit| visit.starts_at);
    let next_visit = next.filter(|starts_at| *starts_at > now).min();
    let most = limits::PORTAL_ACCOUNTS_LISTED;
    let accesses = store::access::list_accesses(&mut **work, patient, most).await?;
    let holders = accesses.into_iter().filter(|one| one.ended.is_none());
    let holders = holders.map(|one| {
        let holder = Holder {
            name: one.full_name,
            email: one.email,
        };
        (one.account, holder)
    });
    let sent = store::invitation::list_invitations(&mut **work, patient, most).await?;
    let invited = sent
        .into_iter()
        .map(|sent| (sent.invitation.id, sent.invitation.email));
    Ok(Party {
        patient,
        name: profile.details.full_name,
        sign_up: profile.provisional,
        since: profile.created_at,
        last_visit,
        next_visit,
        visit_count: of
            .side
            .visits
            .iter()
            .filter(|visit| visit.state != AppointmentState::Cancelled)
            .count(),
        account_count: of.side.accesses.len(),
        visits: ahead.into_iter().map(|visit| (visit.id, visit)).collect(),
        holders: holders.collect(),
        invited: invited.collect(),
    })
}

//! New portal account registrations: who waits to be matched with a profile, and what
//! staff do about them. Whom they look like is in [`queue`], merging in `merge`, asking them
//! in [`asking`] and [`answering`], who may sign up in [`policy`].
//!
//! A registration is dealt with once. Two members of staff may press at the same
//! moment: the second is told that somebody was faster, and nothing is done twice.

use std::collections::BTreeSet;
use std::fmt;

use domain::access::{EndedBy, Relation};
use domain::audit::Action;
use domain::id::{AccountId, AppointmentId, PatientId, RegistrationId};
use domain::limits;
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::refusal::Refusal;
use domain::registration::requests::Requests;
use jiff::Timestamp;
use store::merge::different::mark_different;
use store::notice::{self, NewNotice, NoticeKind};
use store::registration::{
    self, CancelledAhead, FoundRegistration, Resolution, WaitingRegistration,
};

use crate::authz::{Clinic, Staff, Work, can};
use crate::desk::{confirm_all, tell_confirmed};
use crate::failure::Failure;
use crate::family;
use crate::family::notices::tell_others;

pub mod answering;
mod asking;
mod at_work;
mod one;
pub mod policy;
mod queue;

pub(crate) use asking::asked_of_waiting;
pub use asking::{Asked, AskedOf, ask};
pub use at_work::at_work;
pub use one::{One, next, one};
pub use queue::{Matches, Queue, queue};
pub(crate) use queue::{keep_waiting, matched, matches_of_first};

/// A registration that waits.
#[derive(Clone)]
pub struct QueueItem {
    /// Which.
    pub id: RegistrationId,
    /// The provisional profile that came with it.
    pub patient: PatientId,
    /// The name as typed at sign-up.
    pub name: PersonName,
    /// The birth date as typed at sign-up.
    pub born_on: Option<BirthDate>,
    /// The account's proven address.
    pub email: EmailAddress,
    /// Who added them, where the account isn't their own.
    pub added_by: Option<PersonName>,
    /// The phone number in E.164 form, as typed at sign-up; nobody has proven it.
    pub phone: Option<String>,
    /// When the address was proven.
    pub registered_at: Timestamp,
    /// The next appointment ahead: its start and its service's name.
    pub next_appointment: Option<(Timestamp, String)>,
    /// Whether that is a request.
    pub next_requested: bool,
    /// What they have asked for, which is confirmed when they are added.
    pub requests: Requests,
}

/// A phone number has no type that would hide it.
impl fmt::Debug for QueueItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueItem")
            .field("id", &self.id)
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

impl From<WaitingRegistration> for QueueItem {
    fn from(row: WaitingRegistration) -> Self {
        Self {
            id: row.id,
            patient: row.patient,
            name: row.full_name,
            born_on: row.born_on,
            email: row.email,
            added_by: row.added_by,
            phone: row.phone,
            registered_at: row.created_at,
            next_appointment: row.next_starts_at.zip(row.next_service),
            next_requested: row.next_requested,
            requests: row.requests,
        }
    }
}

/// Everybody who waits: those with an appointment first, the soonest on top, then the
/// others, who has waited longest on top. Whoever shows them records the look.
pub(crate) async fn list_waiting(
    db: &mut impl store::Reads,
    now: Timestamp,
) -> Result<Vec<QueueItem>, Failure> {
    let rows = registration::list_waiting(db, now, limits::REGISTRATIONS_LISTED).await?;
    Ok(rows.into_iter().map(QueueItem::from).collect())
}

/// Who would be blocked, for the page that asks before it is done.
#[derive(Clone, Debug)]
pub struct ToBlock {
    /// The name as typed at sign-up.
    pub name: PersonName,
    /// Whether the holder of the account added them, whose account stays.
    pub of_other: bool,
    /// Everybody who waits, them too.
    pub waiting_count: u32,
}

/// Whose account would be blocked; none if the registration doesn't wait, or never was.
/// Recorded as a look at that one patient.
///
/// # Errors
/// Only faults.
pub async fn to_block(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
) -> Result<Option<ToBlock>, Failure> {
    let mut work = clinic.begin(who).await?;
    let Some((patient, name, of_other)) = registration::find_waiting(&mut *work, id).await? else {
        work.commit().await?;
        return Ok(None);
    };
    let waiting_count = registration::count_waiting(&mut *work).await?;
    work.record(
        Action::RegistrationsSeen.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await?;
    work.commit().await?;
    Ok(Some(ToBlock {
        name,
        of_other,
        waiting_count,
    }))
}

/// What the page showed on which somebody is added as a new patient.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The profiles that are perhaps the same person.
    pub perhaps: BTreeSet<PatientId>,
    /// What they had asked for.
    pub requests: Requests,
}

/// Makes the provisional profile a patient of the clinic, and remembers that it is somebody else
/// than the profiles that were `shown` as perhaps the same person. What they asked for stands from
/// then on.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster; `Refused(ChangedMeanwhile)` if they have
/// asked for something else since; [`Failure::NotFound`], also of one that was shown.
pub async fn add_as_new(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
    shown: &Shown,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = add_in(clinic, &mut work, who, id, shown).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn add_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
    shown: &Shown,
) -> Result<(), Failure> {
    let now = work.now();
    let found = registration::find_registration(&mut **work, id).await?;
    let found = found.ok_or(Failure::NotFound)?;
    if !registration::resolve(work, id, Resolution::Added, who.staff_id(), now).await? {
        return Err(Failure::Refused(Refusal::AlreadyResolved));
    }
    let asked = store::appointment::requests_of_patient(&mut **work, found.patient).await?;
    if asked != shown.requests {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    registration::update_patient_known(work, found.patient, now).await?;
    work.record(
        Action::RegistrationAdded.as_str(),
        &id.to_string(),
        &[found.patient],
    )
    .await?;
    for other in &shown.perhaps {
        tell_apart(work, who, found.patient, *other).await?;
    }
    let confirmed = confirm_all(work, found.patient).await?;
    tell_confirmed(clinic, work, &confirmed).await
}

/// Remembers that a new patient is somebody else than a profile that was shown beside them.
async fn tell_apart(
    work: &mut Work,
    who: &Staff<can::ResolveRegistrations>,
    patient: PatientId,
    other: PatientId,
) -> Result<(), Failure> {
    let profile = store::patient::profile::find(&mut **work, other).await?;
    if profile.is_none() || other == patient {
        return Err(Failure::NotFound);
    }
    let now = work.now();
    let both = (patient, other);
    if mark_different(work, both, who.staff_id(), None, now).await? {
        let action = Action::MergeDifferent.as_str();
        work.record(action, "", &[patient, other]).await?;
    }
    Ok(())
}

/// Turns down whom somebody added: their access to them ends, and what was booked for them is
/// cancelled. The account and what else it does stays.
async fn turn_down(
    work: &mut Work,
    found: &FoundRegistration,
) -> Result<Vec<CancelledAhead>, Failure> {
    let now = work.now();
    let between = (found.account, found.patient);
    store::access::end_access_between(work, between, EndedBy::Blocked, now).await?;
    store::family::forget_choice(work, found.account, found.patient).await?;
    family::let_go(work, found.account, found.patient).await?;
    Ok(registration::cancel_ahead(work, None, found.patient, now).await?)
}

/// The accounts that blocking shuts out, with their addresses: whoever signed up, and whoever
/// did in a sign-up that is one with it by now.
async fn accounts(
    work: &mut Work,
    found: &FoundRegistration,
) -> Result<Vec<(AccountId, EmailAddress)>, Failure> {
    let mut all = vec![(found.account, found.email.clone())];
    if found.of_other {
        return Ok(all);
    }
    let told = store::family::list_told(&mut **work, found.patient).await?;
    for other in told {
        let is_own = other.held.terms.relation == Relation::Myself;
        if is_own && other.account != found.account {
            all.push((other.account, other.email));
        }
    }
    Ok(all)
}

/// Blocks the account, and any other that is the sign-up's own: it can't log in any more, its sessions and holds end, its
/// appointments ahead are cancelled and their times free at once. What waited to be
/// mailed to it is taken back; of each cancelled appointment it is told, as is everybody else
/// who gets mail about that. Where its holder added somebody else, only that is taken back.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster; [`Failure::NotFound`].
pub async fn block(
    clinic: &Clinic,
    who: &Staff<can::ResolveRegistrations>,
    id: RegistrationId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let now = work.now();
    let Some(found) = registration::find_registration(&mut *work, id).await? else {
        return work.fail(Failure::NotFound).await;
    };
    if !registration::resolve(&mut work, id, Resolution::Blocked, who.staff_id(), now).await? {
        return work.refuse(Refusal::AlreadyResolved).await;
    }
    let blocked = accounts(&mut work, &found).await?;
    let cancelled = if found.of_other {
        turn_down(&mut work, &found).await?
    } else {
        let mut cancelled = Vec::new();
        for (account, _) in &blocked {
            store::account::disable_account(&mut work, *account, now).await?;
            store::hold::delete_holds_of_account(&mut work, *account).await?;
            notice::drop_waiting_of_account(&mut work, *account, now).await?;
            let account = Some(*account);
            let of_account = registration::cancel_ahead(&mut work, account, found.patient, now);
            cancelled.extend(of_account.await?);
        }
        cancelled
    };
    let mut concerned = vec![found.patient];
    for appointment in &cancelled {
        concerned.push(appointment.patient);
        // What the clinic cancels is always said, or somebody blocked by mistake would
        // stand before the door.
        let involved = store::family::find_involved(&mut *work, appointment.id).await?;
        let booker = involved.and_then(|involved| involved.booker);
        let told = blocked.iter().find(|(account, _)| Some(*account) == booker);
        let (account, to) = told
            .cloned()
            .unwrap_or_else(|| (found.account, found.email.clone()));
        let news = NewNotice {
            id: clinic.new_id(),
            kind: NoticeKind::Cancelled,
            appointment: Some(appointment.id),
            code_request: None,
            account: Some(account),
            patient: Some(appointment.patient),
            invitation: None,
            to,
            version: appointment.sequence,
            created_at: now,
            due_at: now,
        };
        // Whoever was to be told of its booking, and hasn't been, needs no word of its end.
        notice::drop_waiting(&mut work, appointment.id, NoticeKind::Moved, now).await?;
        let booked = NoticeKind::Booked;
        let unaware = notice::drop_waiting(&mut work, appointment.id, booked, now).await?;
        notice::insert_notice(&mut work, &news).await?;
        tell_others(clinic, &mut work, &news, &unaware).await?;
    }
    work.record(
        Action::RegistrationBlocked.as_str(),
        &detail(id, &cancelled),
        &concerned,
    )
    .await?;
    work.commit().await?;
    clinic.wake_mail();
    Ok(())
}

/// The registration, and the appointments that went with it.
fn detail(id: RegistrationId, cancelled: &[registration::CancelledAhead]) -> String {
    let ids: Vec<AppointmentId> = cancelled.iter().map(|appointment| appointment.id).collect();
    let mut text = id.to_string();
    for id in ids {
        text.push_str(" cancelled=");
        text.push_str(&id.to_string());
    }
    text
}

#[cfg(test)]
mod tests;

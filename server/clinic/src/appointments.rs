//! A patient's appointments: seeing them, cancelling one, taking that back. Moving one
//! to another time is in [`change`].

use std::fmt;

use domain::access::{Abilities, Ability, Confidential, Relation};
use domain::audit::Action;
use domain::cancellation::{CancelRefusal, cancel_until, may_cancel, undo_until};
use domain::id::{AccountId, AppointmentId, PatientId, PractitionerId};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use domain::slots::Fold;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::Appointment;
pub use store::appointment::AppointmentState;
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{ActingFor, Clinic, Work, can};
use crate::booking::ahead;
use crate::failure::Failure;
use crate::family::notices::tell_others;
use crate::schedule;

pub mod change;
mod file;
mod restoring;

pub use change::MoveRule;
pub use file::calendar;
pub(crate) use restoring::{may_return, restore};

/// Whether an appointment can be cancelled online.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelRule {
    /// Yes, up to and including this instant.
    Allowed {
        /// The last instant.
        until: Timestamp,
    },
    /// It is nearer than the notice asked for, but was booked just now: yes, before
    /// this instant.
    Grace {
        /// The end of the grace, or the start of the visit if that is sooner.
        until: Timestamp,
    },
    /// It is nearer than the notice asked for; the clinic must be called.
    TooLate {
        /// The notice, in minutes of elapsed time.
        notice_minutes: u32,
    },
    /// It has begun, is over, or was cancelled.
    Over,
}

/// An appointment, as its patient sees it.
#[derive(Clone)]
pub struct AppointmentView {
    /// Which.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// Whether they are whoever looks at it.
    pub relation: Relation,
    /// What whoever looks at it may do for them.
    pub may: Abilities,
    /// What.
    pub service_name: String,
    /// The name of the service in links, to book it again.
    pub service_slug: String,
    /// With whom.
    pub practitioner_name: PersonName,
    /// Who that is.
    pub practitioner: PractitionerId,
    /// The practitioner's colour.
    pub hue: String,
    /// The location's street and number.
    pub street: String,
    /// The location's city.
    pub city: String,
    /// The location's zone when it was booked.
    pub zone: TimeZone,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// Which of two equal wall-clock times the start is.
    pub fold: Fold,
    /// Whether it is still ahead or going on, and not cancelled for good.
    pub upcoming: bool,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
    /// What the patient wrote to the practitioner.
    pub note: Option<String>,
    /// Whether it can be cancelled online.
    pub cancel: CancelRule,
    /// Whether it can be moved online.
    pub change: MoveRule,
    /// For one that they have just cancelled: until when that can be taken back.
    pub undo_until: Option<Timestamp>,
    /// For one that they have just booked: until when the booking itself can be taken back.
    pub undo_booking_until: Option<Timestamp>,
    /// For one that they have just moved: until when that can be taken back.
    pub undo_move_until: Option<Timestamp>,
    /// How often it was changed.
    pub sequence: i64,
    /// When it was booked.
    pub booked_at: Timestamp,
}

/// Without what the patient wrote.
impl fmt::Debug for AppointmentView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppointmentView")
            .field("id", &self.id)
            .field("starts_at", &self.starts_at)
            .field("state", &self.state)
            .field("cancel", &self.cancel)
            .finish_non_exhaustive()
    }
}

/// The patient's appointments: those ahead, soonest first, then the others, latest
/// first; at most 100.
///
/// # Errors
/// Only faults.
pub async fn list(
    clinic: &Clinic,
    who: &ActingFor<can::ViewAppointments>,
) -> Result<Vec<AppointmentView>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let rows =
        store::appointment::list_of_patient(&mut *look, who.sight(), limits::APPOINTMENTS_LISTED)
            .await?;
    let views = rows
        .into_iter()
        .map(|row| view(row, now, who))
        .collect::<Result<Vec<_>, Failure>>()?;
    let (mut ahead, others): (Vec<_>, Vec<_>) = views.into_iter().partition(|view| view.upcoming);
    ahead.reverse();
    ahead.extend(others);
    drop(look);
    clinic
        .saw(who, Action::AppointmentsSeen.as_str(), "")
        .await?;
    Ok(ahead)
}

/// One of the patient's appointments.
///
/// # Errors
/// [`Failure::NotFound`] if it is another's or there is none.
pub async fn show(
    clinic: &Clinic,
    who: &ActingFor<can::ViewAppointments>,
    appointment: AppointmentId,
) -> Result<AppointmentView, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let row = store::appointment::find_of_patient(&mut *look, appointment, who.sight()).await?;
    let view = view(row.ok_or(Failure::NotFound)?, now, who)?;
    drop(look);
    clinic
        .saw(
            who,
            Action::AppointmentSeen.as_str(),
            &appointment.to_string(),
        )
        .await?;
    Ok(view)
}

fn view<A>(
    row: Appointment,
    now: Timestamp,
    who: &ActingFor<A>,
) -> Result<AppointmentView, Failure> {
    let zone = schedule::zone(&row.zone)?;
    let may = who.rights().abilities;
    let (may_cancel, may_move) = (may.has(Ability::Cancel), may.has(Ability::Reschedule));
    let account = who.account_id();
    let back_until = may_undo_until(&row, account).filter(|until| now < *until);
    let stands = row.state != AppointmentState::Cancelled || back_until.is_some();
    Ok(AppointmentView {
        id: row.id,
        requested: row.is_request(),
        fold: Fold::of(row.starts_at, &zone),
        zone,
        cancel: cancel_rule(&row, now),
        change: change::rule(&row, now),
        undo_booking_until: (may_cancel && may_undo_booking(&row, account, now))
            .then(|| domain::cancellation::undo_until(row.booked_at).min(row.starts_at)),
        undo_move_until: change::may_undo_until(&row, account)
            .filter(|until| may_move && now < *until),
        may,
        patient: row.patient,
        relation: who.relation(),
        sequence: row.sequence,
        upcoming: stands && now < row.ends_at,
        undo_until: back_until.filter(|_| may_cancel),
        patient_name: row.patient_name,
        service_name: row.service_name,
        service_slug: row.service_slug,
        practitioner_name: row.practitioner_name,
        practitioner: row.practitioner,
        hue: row.hue,
        street: row.street,
        city: row.city,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        state: row.state,
        // What staff write is between them; and what somebody old enough to have secrets
        // wrote is between them and the practitioner.
        note: row
            .note
            .filter(|_| row.booked_by.is_some() && who.confidential() == Confidential::Shown),
        booked_at: row.booked_at,
    })
}

/// Whether the booking was made so shortly ago that it can be taken back whatever
/// notice the service asks for.
fn just_booked(row: &Appointment, now: Timestamp) -> bool {
    now < undo_until(row.booked_at) && now < row.starts_at
}

/// Whether the account may still take its own booking back, as if it had never been.
fn may_undo_booking(row: &Appointment, account: AccountId, now: Timestamp) -> bool {
    let own = row.booked_by == Some(account);
    row.state == AppointmentState::Confirmed && own && just_booked(row, now)
}

fn cancel_rule(row: &Appointment, now: Timestamp) -> CancelRule {
    if row.state != AppointmentState::Confirmed {
        return CancelRule::Over;
    }
    match may_cancel(row.starts_at, row.cancel_notice_minutes, now) {
        Ok(()) => CancelRule::Allowed {
            until: cancel_until(row.starts_at, row.cancel_notice_minutes).min(row.starts_at),
        },
        Err(_) if just_booked(row, now) => CancelRule::Grace {
            until: undo_until(row.booked_at).min(row.starts_at),
        },
        Err(CancelRefusal::TooLateToCancel { notice_minutes }) => {
            CancelRule::TooLate { notice_minutes }
        }
        Err(CancelRefusal::AlreadyStarted) => CancelRule::Over,
    }
}

/// Until when the account can take a cancelling back, if it is its own: neither the clinic's
/// nor another account's.
fn may_undo_until(row: &Appointment, account: AccountId) -> Option<Timestamp> {
    let own = row.cancelled_by_account == Some(account);
    let at = row.cancelled_at.filter(|_| own)?;
    Some(undo_until(at).min(row.starts_at))
}

/// Cancels an appointment: within its notice, or within 3 minutes of its booking. Where
/// whoever booked it does so as soon as that, no mail tells of it. Cancelling what is cancelled changes nothing. `seen` is how
/// often it had changed when it was shown, if it was.
///
/// # Errors
/// `Refused(Cancel(..))`; `Refused(ChangedMeanwhile)` if it isn't any more what was seen;
/// [`Failure::NotFound`].
pub async fn cancel(
    clinic: &Clinic,
    who: &ActingFor<can::Cancel>,
    appointment: AppointmentId,
    seen: Option<i64>,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = cancel_in(clinic, &mut work, who, (appointment, seen)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn cancel_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &ActingFor<can::Cancel>,
    (appointment, seen): (AppointmentId, Option<i64>),
) -> Result<(), Failure> {
    let now = work.now();
    let row = store::appointment::find_of_patient(&mut **work, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    let refusal = |refusal| Failure::Refused(Refusal::Cancel(refusal));
    match row.state {
        AppointmentState::Confirmed => {}
        AppointmentState::Cancelled => return Ok(()),
        AppointmentState::Arrived | AppointmentState::Completed | AppointmentState::NoShow => {
            return Err(refusal(CancelRefusal::AlreadyStarted));
        }
    }
    if seen.is_some_and(|seen| seen != row.sequence) {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let in_grace = just_booked(&row, now);
    // Nobody else's booking goes without a word.
    let without_mail = in_grace && row.booked_by == Some(who.account_id());
    if !in_grace {
        may_cancel(row.starts_at, row.cancel_notice_minutes, now).map_err(refusal)?;
    }
    let (sequence, to) = store::appointment::cancel_by_account(work, row.id, who.account_id(), now)
        .await?
        .ok_or_else(|| Failure::fault("a confirmed appointment could not be cancelled"))?;
    store::claim::swap::forget_left(work, row.id).await?;
    store::claim::free_claims(work, row.id, undo_until(now)).await?;
    let unaware = store::notice::drop_waiting(work, row.id, NoticeKind::Booked, now).await?;
    store::notice::drop_waiting(work, row.id, NoticeKind::Moved, now).await?;
    if !without_mail {
        let notice = NewNotice {
            id: clinic.new_id(),
            kind: NoticeKind::Cancelled,
            appointment: Some(row.id),
            code_request: None,
            account: Some(who.account_id()),
            patient: Some(who.patient()),
            invitation: None,
            to,
            version: sequence,
            created_at: now,
            due_at: undo_until(now),
        };
        store::notice::insert_notice(work, &notice).await?;
        tell_others(clinic, work, &notice, &unaware).await?;
    }
    work.record(
        Action::AppointmentCancel.as_str(),
        &row.id.to_string(),
        &[who.patient()],
    )
    .await
}

/// Takes the account's own booking back, within 3 minutes: no mail, no mark, and the time is
/// free at once.
///
/// # Errors
/// `Refused(UndoTooLate)`; [`Failure::NotFound`], also for one that was taken back.
pub async fn undo_booking(
    clinic: &Clinic,
    who: &ActingFor<can::Cancel>,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = undo_booking_in(&mut work, who, appointment).await;
    work.settle(outcome).await
}

async fn undo_booking_in(
    work: &mut Work,
    who: &ActingFor<can::Cancel>,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let now = work.now();
    let row = store::appointment::find_of_patient(&mut **work, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    let undone = may_undo_booking(&row, who.account_id(), now)
        && store::appointment::undo_booking(work, row.id, who.account_id(), now).await?;
    if !undone {
        return Err(Failure::Refused(Refusal::UndoTooLate));
    }
    store::claim::delete_claims(work, row.id).await?;
    for untrue in [NoticeKind::Booked, NoticeKind::Moved] {
        store::notice::drop_waiting(work, row.id, untrue, now).await?;
    }
    work.record(
        Action::AppointmentUndoBook.as_str(),
        &row.id.to_string(),
        &[who.patient()],
    )
    .await
}

/// Takes the account's own cancelling back, within 3 minutes and while nobody else took the time.
/// What isn't cancelled stays as it is.
///
/// # Errors
/// `Refused(UndoTooLate)`; `Refused(Book(PatientBusy))` if the patient has booked
/// something else for that time, [`domain::booking::Ahead::room`] if as many as may be
/// are ahead without it; [`Failure::NotFound`].
pub async fn undo_cancel(
    clinic: &Clinic,
    who: &ActingFor<can::Cancel>,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = undo_in(&mut work, who, appointment).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn undo_in(
    work: &mut Work,
    who: &ActingFor<can::Cancel>,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let now = work.now();
    let row = store::appointment::find_of_patient(&mut **work, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    if row.state != AppointmentState::Cancelled {
        return Ok(());
    }
    let too_late = || Failure::Refused(Refusal::UndoTooLate);
    if may_undo_until(&row, who.account_id()).is_none_or(|until| now >= until) {
        return Err(too_late());
    }
    let counts = store::appointment::count_ahead(
        &mut **work,
        who.sight(),
        Some(who.account_id()),
        row.service,
        now,
    );
    let ahead = ahead(counts.await?);
    restore(work, (&row, who.sight()), ahead).await?;
    work.record(
        Action::AppointmentUndoCancel.as_str(),
        &row.id.to_string(),
        &[who.patient()],
    )
    .await
}

#[cfg(test)]
pub(crate) mod tests;

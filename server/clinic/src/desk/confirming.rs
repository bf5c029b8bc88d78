//! Confirming what somebody asked for: one request by itself, or all of a patient once it is
//! settled who they are. Declining one is cancelling it.

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::cancellation::undo_until;
use domain::id::{AppointmentId, PatientId};
use domain::refusal::Refusal;
use store::appointment::desk as stored;
use store::notice::{NewNotice, NoticeKind};

use super::telling::{Concerned, addressees};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// Confirms the request that had changed `sequence` times when it was shown. Whoever was told
/// that it waits, or would have been, hears that it stands.
///
/// # Errors
/// `Refused(AlreadyResolved)` if somebody was faster: it stands already, or was cancelled;
/// `Refused(ChangedMeanwhile)` if it isn't any more what was shown; [`Failure::NotFound`].
pub async fn confirm(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    (appointment, sequence): (AppointmentId, i64),
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = confirm_in(clinic, &mut work, (appointment, sequence)).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn confirm_in(
    clinic: &Clinic,
    work: &mut Work,
    (id, sequence): (AppointmentId, i64),
) -> Result<(), Failure> {
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let row = found.appointment;
    if !row.requested || row.state != AppointmentState::Confirmed {
        return Err(Failure::Refused(Refusal::AlreadyResolved));
    }
    let confirmed = store::appointment::confirm(work, id, sequence).await?;
    let sequence = confirmed.ok_or(Failure::Refused(Refusal::ChangedMeanwhile))?;
    let confirmed = [Confirmed { id, sequence }];
    settle(work, &confirmed, row.patient).await?;
    tell(clinic, work, &confirmed).await
}

/// A request that stands from now on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Confirmed {
    id: AppointmentId,
    /// How often it has changed, this change counted.
    sequence: i64,
}

/// Confirms every request of the patient. Whom it concerns is told by [`tell`], which is the
/// caller's: in a merge that is decided only after it.
pub(crate) async fn confirm_all(
    work: &mut Work,
    patient: PatientId,
) -> Result<Vec<Confirmed>, Failure> {
    let rows = store::appointment::confirm_of_patient(work, patient).await?;
    let confirmed = rows.into_iter();
    let confirmed: Vec<Confirmed> = confirmed
        .map(|(id, sequence)| Confirmed { id, sequence })
        .collect();
    settle(work, &confirmed, patient).await?;
    Ok(confirmed)
}

/// What goes with it: a move before it can't be taken back any more, and the act is recorded.
async fn settle(
    work: &mut Work,
    confirmed: &[Confirmed],
    patient: PatientId,
) -> Result<(), Failure> {
    for Confirmed { id, .. } in confirmed {
        store::claim::swap::forget_left(work, *id).await?;
        let action = Action::AppointmentConfirm.as_str();
        work.record(action, &id.to_string(), &[patient]).await?;
    }
    Ok(())
}

/// Tells whoever gets the mails about it. Those for whom the mail
/// about the booking still waits need no other: when it leaves, it says that the visit stands.
/// Of a time that has passed nobody is told.
pub(crate) async fn tell(
    clinic: &Clinic,
    work: &mut Work,
    confirmed: &[Confirmed],
) -> Result<(), Failure> {
    let now = work.now();
    for Confirmed { id, sequence } in confirmed {
        let found = stored::find_marked(&mut **work, *id).await?;
        let Some(row) = found.map(|found| found.appointment) else {
            return Err(Failure::fault("a request that was confirmed is gone"));
        };
        // One mail is enough, and it says where the appointment is.
        store::notice::drop_waiting(work, *id, NoticeKind::Moved, now).await?;
        let (booked, due_at) = (NoticeKind::Booked, undo_until(row.booked_at).max(now));
        let unaware = store::notice::delay_waiting(work, *id, booked, due_at, now).await?;
        if row.starts_at <= now {
            continue;
        }
        let told = addressees(&mut **work, Concerned::moved(&row), now).await?;
        for to in told.into_iter().filter(|mail| !unaware.contains(&mail.to)) {
            let notice = NewNotice {
                id: clinic.new_id(),
                kind: NoticeKind::Confirmed,
                appointment: Some(*id),
                code_request: None,
                account: to.account,
                patient: Some(row.patient),
                invitation: None,
                to: to.to,
                version: *sequence,
                created_at: now,
                // What staff decided can't be undone: there is nothing to wait for.
                due_at: now,
            };
            store::notice::insert_notice(work, &notice).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;

//! Cancelling by staff: as the patient asked, or because the clinic must.

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::cancellation::undo_until;
use domain::id::AppointmentId;
use domain::refusal::Refusal;
use store::appointment::CancelledBy;
use store::appointment::desk as stored;
use store::notice::NoticeKind;

use super::telling::{Addressee, Concerned, addressees, tell};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// Who wants it cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedBy {
    /// The patient, by phone or at the desk.
    Patient,
    /// The clinic.
    Clinic,
}

impl AskedBy {
    /// Reads the form's choice.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "patient" => Some(Self::Patient),
            "clinic" => Some(Self::Clinic),
            _ => None,
        }
    }
}

/// Cancels a booked appointment, the one that had changed `sequence` times when it was
/// shown, whatever its notice; for three minutes that can be taken back. Whoever wasn't told of the booking yet, and didn't make it, gets no mail. Cancelling what is
/// cancelled changes nothing.
///
/// # Errors
/// `Refused(AlreadyResolved)` if it isn't only booked any more;
/// `Refused(ChangedMeanwhile)` if it isn't any more what was shown; [`Failure::NotFound`].
pub async fn cancel(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    (appointment, sequence): (AppointmentId, i64),
    asked_by: AskedBy,
    told: bool,
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = cancel_in(clinic, &mut work, (appointment, sequence), asked_by, told).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

/// Cancels what is booked at a time at which the patient has another visit, as the clinic: who is
/// told is as if the desk had cancelled it.
///
/// # Errors
/// As [`cancel`].
pub(crate) async fn cancel_for_merge(
    clinic: &Clinic,
    work: &mut Work,
    id: AppointmentId,
) -> Result<(), Failure> {
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let shown = (id, found.appointment.sequence);
    cancel_in(clinic, work, shown, AskedBy::Clinic, true).await
}

async fn cancel_in(
    clinic: &Clinic,
    work: &mut Work,
    (id, sequence): (AppointmentId, i64),
    asked_by: AskedBy,
    told: bool,
) -> Result<(), Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let (patient, state) = (found.appointment.patient, found.appointment.state);
    match state {
        AppointmentState::Confirmed => {}
        AppointmentState::Cancelled => return Ok(()),
        AppointmentState::Arrived | AppointmentState::Completed | AppointmentState::NoShow => {
            return Err(Failure::Refused(Refusal::AlreadyResolved));
        }
    }
    if found.appointment.sequence != sequence {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let by = match asked_by {
        AskedBy::Patient => CancelledBy::Patient,
        AskedBy::Clinic => CancelledBy::Clinic,
    };
    let sequence = stored::cancel_by_staff(work, id, by, now)
        .await?
        .ok_or_else(|| Failure::fault("a confirmed appointment could not be cancelled"))?;
    store::claim::swap::forget_left(work, id).await?;
    store::claim::free_claims(work, id, undo_until(now)).await?;
    store::notice::drop_waiting(work, id, NoticeKind::Moved, now).await?;
    let unaware = store::notice::drop_waiting(work, id, NoticeKind::Booked, now).await?;
    if told {
        let concerned = Concerned::cancelled(&found.appointment);
        let told = addressees(&mut **work, concerned, now).await?;
        let aware = |mail: &Addressee| mail.is_of(concerned.booker) || !unaware.contains(&mail.to);
        for to in told.into_iter().filter(aware) {
            let news = (id, sequence);
            tell(clinic, work, NoticeKind::Cancelled, news, patient, to).await?;
        }
    }
    work.record(
        Action::AppointmentCancel.as_str(),
        &id.to_string(),
        &[patient],
    )
    .await
}

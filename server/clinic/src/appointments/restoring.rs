//! An appointment that goes back to a time that it had: after its cancelling, or its move.

use domain::booking::{Ahead, BookRefusal};
use domain::cancellation::undo_until;
use domain::claim::quanta;
use domain::refusal::Refusal;
use domain::span::Span;
use jiff::Timestamp;
use store::appointment::desk::{Exemption, list_exemptions};
use store::appointment::{Appointment, Sight};
use store::notice::NoticeKind;

use crate::authz::Work;
use crate::failure::Failure;
use crate::schedule::refused;

/// Gives a cancelled appointment its time back, and its mails; `ahead` are those that stand
/// without it, as far as whoever asks sees them.
///
/// # Errors
/// `Refused(UndoTooLate)` if the time is gone; `Refused(Book(..))` as
/// [`super::undo_cancel`].
pub(crate) async fn restore(
    work: &mut Work,
    (row, sight): (&Appointment, Sight),
    ahead: Ahead,
) -> Result<(), Failure> {
    let now = work.now();
    let visit = Span::new(row.starts_at, row.ends_at)
        .map_err(|_| Failure::fault("a stored appointment ends before it starts"))?;
    let quanta = quanta(visit).map_err(refused)?;
    if !store::claim::keep_claims(work, row.id, &quanta, now).await? {
        return Err(Failure::Refused(Refusal::UndoTooLate));
    }
    may_return(work, (row, sight), visit, i64::MAX).await?;
    if let Err(full) = ahead.room()
        && is_used(work, row, &full).await?
    {
        return Err(refused(full));
    }
    if !store::appointment::restore(work, row.id).await? {
        return Err(Failure::fault(
            "an appointment's state changed under the writer",
        ));
    }
    store::notice::drop_waiting(work, row.id, NoticeKind::Cancelled, now).await?;
    let due_at = undo_until(row.booked_at).max(now);
    store::notice::revive_dropped(work, row.id, NoticeKind::Booked, due_at).await?;
    if let Some(at) = row.cancelled_at {
        store::notice::revive_dropped_at(work, row.id, NoticeKind::Moved, at).await?;
    }
    Ok(())
}

/// Whether the patient can be there again, for all that whoever asks sees: what staff put beside another visit of theirs may
/// come back beside it, but not beside what came since. Only what staff said before the
/// change that led to the appointment's `sequence` was said of that time.
///
/// # Errors
/// `Refused(Book(PatientBusy))`.
pub(crate) async fn may_return(
    work: &mut Work,
    (row, sight): (&Appointment, Sight),
    time: Span,
    sequence: i64,
) -> Result<(), Failure> {
    let exempt = list_exemptions(&mut **work, row.id).await?;
    let of_it =
        |made: &&Exemption| made.sequence < sequence && made.is_of(BookRefusal::PatientBusy.code());
    let beside = exempt.iter().filter(of_it).map(|made| made.made_at).max();
    let since = beside.unwrap_or(Timestamp::MIN);
    if store::appointment::has_overlapping(&mut **work, sight, row.id, time, since).await? {
        return Err(refused(BookRefusal::PatientBusy));
    }
    Ok(())
}

/// Whether something has used the room that a cancelled appointment made: where nothing came
/// since, there are no more than before, however many those are. What an account books for
/// others isn't looked for; there it counts as used.
async fn is_used(work: &mut Work, row: &Appointment, full: &BookRefusal) -> Result<bool, Failure> {
    let exempt = list_exemptions(&mut **work, row.id).await?;
    // A move asks for no room: what was said at the booking holds.
    if exempt.iter().any(|made| made.is_of(full.code())) {
        return Ok(false);
    }
    if matches!(full, BookRefusal::TooManyByAccount { .. }) {
        return Ok(true);
    }
    Ok(store::appointment::has_booked_since(&mut **work, row.patient, row.id).await?)
}

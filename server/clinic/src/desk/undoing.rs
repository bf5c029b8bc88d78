//! Taking back what was done to a visit, within 3 minutes: what the page showed, and
//! nothing else.

use domain::appointment::{AppointmentState, Step, step_to};
use domain::audit::Action;
use domain::cancellation::undo_until;
use domain::claim::quanta;
use domain::id::AppointmentId;
use domain::limits;
use domain::refusal::Refusal;
use domain::span::Span;
use jiff::Timestamp;
use store::appointment::desk::{self as stored, Event, Marked};
use store::appointment::{Appointment, CancelledBy, MovedBy, Sight};
use store::claim::swap::Place;
use store::notice::NoticeKind;

use crate::appointments;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::schedule::refused;

/// What was done that can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndoKind {
    /// It was booked by staff.
    Booking,
    /// It was cancelled.
    Cancelling,
    /// It was moved by staff.
    Moving,
    /// Staff said how far it has come.
    Step(Step),
}

impl UndoKind {
    /// The form that stands in a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "book",
            Self::Cancelling => "cancel",
            Self::Moving => "move",
            Self::Step(step) => step.as_str(),
        }
    }

    /// Reads the form that stands in a form's field.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "book" => Some(Self::Booking),
            "cancel" => Some(Self::Cancelling),
            "move" => Some(Self::Moving),
            step => Step::parse(step).map(Self::Step),
        }
    }

    /// What the audit calls it.
    pub(super) const fn action(self) -> Action {
        match self {
            Self::Booking => Action::AppointmentBookFor,
            Self::Cancelling => Action::AppointmentCancel,
            Self::Moving => Action::AppointmentMove,
            Self::Step(Step::Arrive) => Action::AppointmentArrive,
            Self::Step(Step::Finish) => Action::AppointmentFinish,
            Self::Step(Step::Miss) => Action::AppointmentMiss,
        }
    }

    /// What the audit calls taking it back.
    const fn undo_action(self) -> Action {
        match self {
            Self::Booking => Action::AppointmentUndoBook,
            Self::Cancelling => Action::AppointmentUndoCancel,
            Self::Moving => Action::AppointmentUndoMove,
            Self::Step(_) => Action::AppointmentUndoStep,
        }
    }
}

/// One thing that was done: what its "Undo" takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub kind: UndoKind,
    /// When.
    pub at: Timestamp,
}

impl Act {
    /// The form that stands in a form's field.
    #[must_use]
    pub fn to_field(self) -> String {
        format!("{}.{}", self.kind.as_str(), self.at.as_millisecond())
    }

    /// Reads the form that stands in a form's field.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, at) = text.split_once('.')?;
        Some(Self {
            kind: UndoKind::parse(kind)?,
            at: Timestamp::from_millisecond(at.parse().ok()?).ok()?,
        })
    }

    /// Whether it is that one: instants are kept to the millisecond.
    fn is(self, other: Self) -> bool {
        self.kind == other.kind && self.at.as_millisecond() == other.at.as_millisecond()
    }
}

/// What can be taken back at `now`, and until when: the last thing done, within the grace,
/// and as long as nobody has taken the time that it gave up.
pub(super) async fn may_undo(
    reads: &mut impl store::Reads,
    found: &Marked,
    now: Timestamp,
) -> Result<Option<(Act, Timestamp)>, Failure> {
    let row = &found.appointment;
    let undo = last_done(found).map(|act| (act, undo_until(act.at)));
    let undo = undo.filter(|(_, until)| now < *until);
    let place = match (undo.map(|(act, _)| act.kind), row.moved) {
        (Some(UndoKind::Cancelling), _) => {
            let visit = Span::new(row.starts_at, row.ends_at)
                .map_err(|_| Failure::fault("a stored appointment ends before it starts"))?;
            (row.practitioner, visit)
        }
        (Some(UndoKind::Moving), Some(moved)) => (moved.practitioner, moved.left),
        _ => return Ok(undo),
    };
    let place = Place {
        practitioner: place.0,
        quanta: quanta(place.1).map_err(refused)?,
    };
    let kept = store::claim::swap::keeps(reads, row.id, &place, now).await?;
    Ok(undo.filter(|_| kept))
}

/// The last thing that staff may take back, however long ago it was done.
fn last_done(found: &Marked) -> Option<Act> {
    let row = &found.appointment;
    let act = |kind, at| Some(Act { kind, at });
    match (row.state, row.cancelled_at, row.cancelled_by) {
        (AppointmentState::Cancelled, Some(at), by) if by != Some(CancelledBy::Staff) => {
            act(UndoKind::Cancelling, at)
        }
        (AppointmentState::Cancelled, _, _) => None,
        (AppointmentState::Confirmed, _, _) => {
            let last = match row.moved {
                Some(moved) if moved.by == MovedBy::Staff => act(UndoKind::Moving, moved.at),
                // The patient's move is the patient's to take back.
                Some(_) => None,
                None if found.booked_by_staff.is_some() && row.sequence == 0 => {
                    act(UndoKind::Booking, row.booked_at)
                }
                None => None,
            };
            // A step that was taken back ends the undo of what came before it.
            last.filter(|act| found.state_at.is_none_or(|step| step < act.at))
        }
        (state, _, _) => act(UndoKind::Step(step_to(state)?), found.state_at?),
    }
}

/// Whether the very next thing done after the act was to take it back; `events` are the
/// latest first.
fn was_undone(events: &[Event], act: Act) -> bool {
    let at = act.at.as_millisecond();
    // Looks that fell between the two are nothing that was done.
    let done = events.iter().filter_map(|event| {
        let action = Action::parse(&event.action)?;
        (!action.is_look()).then_some((action, event.at.as_millisecond()))
    });
    let done: Vec<_> = done.collect();
    done.iter()
        .zip(done.iter().skip(1))
        .any(|(next, done)| *done == (act.kind.action(), at) && next.0 == act.kind.undo_action())
}

/// Takes back what the page showed as the last thing done, within 3 minutes. What was taken
/// back already stays so: a second press takes nothing else back. A booking that is taken
/// back leaves no mail, and its patient sees nothing of it.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where something else was done since;
/// `Refused(UndoTooLate)`, also where somebody has taken the time meanwhile;
/// `Refused(Book(..))` where the patient has booked something else for it, or as much as
/// may be, since; [`Failure::NotFound`].
pub async fn undo(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
    act: Act,
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = undo_in(&mut work, id, act).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn undo_in(work: &mut Work, id: AppointmentId, act: Act) -> Result<(), Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let patient = found.appointment.patient;
    if !last_done(&found).is_some_and(|last| last.is(act)) {
        let events = stored::list_events(&mut **work, patient, id, limits::EVENTS_LISTED).await?;
        return was_undone(&events, act)
            .then_some(())
            .ok_or(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let too_late = || Failure::Refused(Refusal::UndoTooLate);
    let changed = || Failure::fault("an appointment's state changed under the writer");
    may_undo(&mut **work, &found, now)
        .await?
        .ok_or_else(too_late)?;
    let row = found.appointment;
    match act.kind {
        UndoKind::Booking => {
            store::notice::drop_waiting(work, id, NoticeKind::Booked, now).await?;
            if !stored::undo_booking_by_staff(work, id, now).await? {
                return Err(too_late());
            }
            store::claim::delete_claims(work, id).await?;
        }
        UndoKind::Moving => undo_move(work, &row).await?,
        UndoKind::Cancelling => {
            let ahead = super::ahead(&mut **work, patient, row.service, now).await?;
            appointments::restore(work, (&row, Sight::all(row.patient)), ahead).await?;
        }
        UndoKind::Step(step) => {
            let back = step.starts_from();
            // For a visit that is only booked again: since when nothing before is undone.
            let since = (back == AppointmentState::Confirmed).then_some(now);
            if !stored::update_state(work, id, (row.state, back), since).await? {
                return Err(changed());
            }
        }
    }
    work.record(act.kind.undo_action().as_str(), &id.to_string(), &[patient])
        .await
}

/// Takes the last move back: the place that it left is its own again, with what it was
/// there, and what was written down about the move is gone.
async fn undo_move(work: &mut Work, row: &Appointment) -> Result<(), Failure> {
    let now = work.now();
    let too_late = || Failure::Refused(Refusal::UndoTooLate);
    let moved = row.moved.ok_or_else(too_late)?;
    let left = Place {
        practitioner: moved.practitioner,
        quanta: quanta(moved.left).map_err(refused)?,
    };
    if !store::claim::swap::swap_back(work, row.id, &left, now).await? {
        return Err(too_late());
    }
    let all = Sight::all(row.patient);
    appointments::may_return(work, (row, all), moved.left, row.sequence).await?;
    stored::delete_exemption(work, row.id, row.sequence).await?;
    if !store::appointment::move_back(work, row.id).await? {
        return Err(Failure::fault("a move could not be taken back"));
    }
    appointments::change::untell(work, row, moved).await
}

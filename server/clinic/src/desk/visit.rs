//! One appointment as staff see it, and what becomes of it on its day.

use std::fmt;

use domain::appointment::{AppointmentState, Step, StepRefusal, may_take, may_take_back};
use domain::booking::BookRefusal;
use domain::cancellation::undo_until;
use domain::claim::quanta;
use domain::id::{AppointmentId, PatientId};
use domain::limits;
use domain::person::{EmailAddress, PersonName};
use domain::refusal::Refusal;
use domain::slots::Fold;
use domain::span::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::desk::{self as stored, Marked};
use store::appointment::{Appointment, CancelledBy, MovedBy};
use store::claim::swap::Place;
use store::notice::NoticeKind;

use crate::appointments;
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::schedule::{self, refused};

/// What the last thing done was, while it can be taken back.
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

/// Why something was done although a rule spoke against it.
#[derive(Clone)]
pub struct Exception {
    /// When.
    pub at: Timestamp,
    /// The codes of the rules.
    pub rules: Vec<String>,
    /// Whether it was put over another visit.
    pub overbooked: bool,
    /// What the member of staff wrote.
    pub reason: String,
}

/// One line of what was done.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// When.
    pub at: Timestamp,
    /// What, as the audit calls it.
    pub action: String,
    /// The member of staff who did it; none for the patient's side.
    pub staff_name: Option<PersonName>,
}

/// An appointment as staff see it.
#[derive(Clone)]
pub struct DeskVisit {
    /// Which.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// Their name.
    pub patient_name: PersonName,
    /// Where mail about it goes.
    pub address: Option<EmailAddress>,
    /// What.
    pub service_name: String,
    /// The service's name in links.
    pub service_slug: String,
    /// With whom.
    pub practitioner_name: PersonName,
    /// Street and city.
    pub place: (String, String),
    /// The zone at booking.
    pub zone: TimeZone,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// Which of two equal wall-clock times the start is.
    pub fold: Fold,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether it was deliberately put over another visit.
    pub overbooked: bool,
    /// What the patient or staff wrote to the practitioner.
    pub note: Option<String>,
    /// The exceptions made for it.
    pub exceptions: Vec<Exception>,
    /// What was done, the latest first.
    pub history: Vec<HistoryLine>,
    /// What can be said of it now.
    pub steps: Vec<Step>,
    /// What can be taken back, and until when.
    pub undo: Option<(UndoKind, Timestamp)>,
    /// Registrations that wait, for the rail.
    pub waiting_count: u32,
}

/// Without what was written.
impl fmt::Debug for DeskVisit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeskVisit")
            .field("id", &self.id)
            .field("state", &self.state)
            .field("starts_at", &self.starts_at)
            .finish_non_exhaustive()
    }
}

/// The appointment, whoever's. The look is recorded.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn show(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
) -> Result<DeskVisit, Failure> {
    let mut work = clinic.begin(staff).await?;
    let now = work.now();
    let Some(found) = stored::find_marked(&mut *work, id).await? else {
        return work.fail(Failure::NotFound).await;
    };
    let patient = found.appointment.patient;
    let person = stored::find_person(&mut *work, patient, now).await?;
    let exemptions = stored::list_exemptions(&mut *work, id).await?;
    let events = stored::list_events(&mut *work, patient, id, limits::EVENTS_LISTED).await?;
    let waiting_count = store::registration::count_waiting(&mut *work).await?;
    let undo = may_undo(&mut *work, &found, now).await?;
    work.record("appointment.seen", "", &[patient]).await?;
    work.commit().await?;

    let row = found.appointment;
    let zone = schedule::zone(&row.zone)?;
    let steps = Step::ALL.into_iter();
    let steps = steps.filter(|step| may_take(*step, row.state, row.starts_at, now).is_ok());
    Ok(DeskVisit {
        id,
        patient,
        address: person.and_then(|person| person.address),
        fold: Fold::of(row.starts_at, &zone),
        zone,
        steps: steps.collect(),
        undo,
        waiting_count,
        overbooked: found.overbooked,
        patient_name: row.patient_name,
        service_name: row.service_name,
        service_slug: row.service_slug,
        practitioner_name: row.practitioner_name,
        place: (row.street, row.city),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        state: row.state,
        note: row.note,
        exceptions: exemptions
            .into_iter()
            .map(|made| Exception {
                at: made.made_at,
                rules: made.rules.split_whitespace().map(str::to_owned).collect(),
                overbooked: made.overbooked,
                reason: made.reason,
            })
            .collect(),
        history: events
            .into_iter()
            .map(|event| HistoryLine {
                at: event.at,
                action: event.action,
                staff_name: event.staff_name,
            })
            .collect(),
    })
}

/// What can be taken back at `now`, and until when: the last thing done, within the grace,
/// and as long as nobody has taken the time that it gave up.
async fn may_undo(
    reads: &mut impl store::Reads,
    found: &Marked,
    now: Timestamp,
) -> Result<Option<(UndoKind, Timestamp)>, Failure> {
    let row = &found.appointment;
    let undo = last_done(found, now);
    let place = match (undo, row.moved) {
        (Some((UndoKind::Cancelling, _)), _) => {
            let visit = Span::new(row.starts_at, row.ends_at)
                .map_err(|_| Failure::fault("a stored appointment ends before it starts"))?;
            (row.practitioner, visit)
        }
        (Some((UndoKind::Moving, _)), Some(moved)) => (moved.practitioner, moved.left),
        _ => return Ok(undo),
    };
    let place = Place {
        practitioner: place.0,
        quanta: quanta(place.1).map_err(refused)?,
    };
    let kept = store::claim::swap::keeps(reads, row.id, &place, now).await?;
    Ok(undo.filter(|_| kept))
}

fn last_done(found: &Marked, now: Timestamp) -> Option<(UndoKind, Timestamp)> {
    let row = &found.appointment;
    let within = |at: Timestamp| Some(undo_until(at)).filter(|until| now < *until);
    match (row.state, row.cancelled_at, row.cancelled_by) {
        (AppointmentState::Cancelled, Some(at), by) if by != Some(CancelledBy::Staff) => {
            within(at).map(|until| (UndoKind::Cancelling, until))
        }
        (AppointmentState::Cancelled, _, _) => None,
        // A step that was taken back leaves the booking as it was before.
        (AppointmentState::Confirmed, _, _) => match row.moved {
            Some(moved) if moved.by == MovedBy::Staff => {
                within(moved.at).map(|until| (UndoKind::Moving, until))
            }
            // The patient's move is the patient's to take back.
            Some(_) => None,
            None => {
                let by_staff = found.booked_by_staff.is_some() && row.sequence == 0;
                within(row.booked_at)
                    .filter(|_| by_staff)
                    .map(|until| (UndoKind::Booking, until))
            }
        },
        (state, _, _) => may_take_back(state, found.state_at, now)
            .map(|(step, until)| (UndoKind::Step(step), until)),
    }
}

/// Says how far an appointment has come. Saying it twice changes nothing.
///
/// # Errors
/// `Refused(AlreadyResolved)` if it has come another way meanwhile; `Refused(NotYet)`;
/// [`Failure::NotFound`].
pub async fn say(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
    step: Step,
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = say_in(&mut work, id, step).await;
    work.settle(outcome).await
}

async fn say_in(work: &mut Work, id: AppointmentId, step: Step) -> Result<(), Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let row = found.appointment;
    if row.state == step.leads_to() {
        return Ok(());
    }
    may_take(step, row.state, row.starts_at, now).map_err(|why| {
        Failure::Refused(match why {
            StepRefusal::OtherState => Refusal::AlreadyResolved,
            StepRefusal::TooEarly => Refusal::NotYet,
        })
    })?;
    let arrow = (row.state, step.leads_to());
    if !stored::update_state(work, id, arrow, Some(now)).await? {
        return Err(Failure::fault(
            "an appointment's state changed under the writer",
        ));
    }
    let action = match step {
        Step::Arrive => "appointment.arrive",
        Step::Finish => "appointment.finish",
        Step::Miss => "appointment.miss",
    };
    work.record(action, &id.to_string(), &[row.patient]).await
}

/// Takes the last thing back that was done, within 3 minutes. A booking that is taken
/// back leaves no mail, and its patient sees nothing of it.
///
/// # Errors
/// `Refused(UndoTooLate)`, also where somebody has taken the time meanwhile;
/// `Refused(Book(..))` where the patient has booked something else for it, or as much as
/// may be, since; [`Failure::NotFound`].
pub async fn undo(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
) -> Result<UndoKind, Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = undo_in(&mut work, id).await;
    let kind = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(kind)
}

async fn undo_in(work: &mut Work, id: AppointmentId) -> Result<UndoKind, Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let too_late = || Failure::Refused(Refusal::UndoTooLate);
    let (kind, _) = may_undo(&mut **work, &found, now)
        .await?
        .ok_or_else(too_late)?;
    let row = found.appointment;
    match kind {
        UndoKind::Booking => {
            store::notice::drop_waiting(work, id, NoticeKind::Booked, now).await?;
            if !stored::undo_booking_by_staff(work, id, now).await? {
                return Err(too_late());
            }
            store::claim::delete_claims(work, id).await?;
        }
        UndoKind::Moving => undo_move(work, &row).await?,
        UndoKind::Cancelling => {
            let person = stored::find_person(&mut **work, row.patient, now).await?;
            let ahead = super::ahead(&person.ok_or(Failure::NotFound)?);
            appointments::restore(work, &row, ahead).await?;
        }
        UndoKind::Step(step) => {
            stored::update_state(work, id, (row.state, step.starts_from()), None).await?;
        }
    }
    let action = match kind {
        UndoKind::Booking => "appointment.undo_book",
        UndoKind::Cancelling => "appointment.undo_cancel",
        UndoKind::Moving => "appointment.undo_move",
        UndoKind::Step(_) => "appointment.undo_step",
    };
    work.record(action, &id.to_string(), &[row.patient]).await?;
    Ok(kind)
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
    let others =
        store::appointment::list_overlapping(&mut **work, row.patient, row.id, moved.left).await?;
    let exempt = stored::list_exemptions(&mut **work, row.id).await?;
    let earlier = exempt.iter().filter(|made| made.sequence < row.sequence);
    let exempt = earlier.into_iter().any(|made| made.is_of("patient_busy"));
    if !others.is_empty() && !exempt {
        return Err(refused(BookRefusal::PatientBusy));
    }
    stored::delete_exemption(work, row.id, row.sequence).await?;
    if !store::appointment::move_back(work, row.id).await? {
        return Err(Failure::fault("a move could not be taken back"));
    }
    appointments::change::untell(work, row, moved).await
}

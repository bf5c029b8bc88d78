//! One appointment as staff see it, and what becomes of it on its day.

use std::fmt;

use domain::appointment::{AppointmentState, Step, StepRefusal, may_take};
use domain::audit::Action;
use domain::id::{AppointmentId, PatientId};
use domain::limits;
use domain::person::PersonName;
use domain::refusal::Refusal;
use domain::slots::Fold;
use domain::span::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::{Sight, desk as stored};

use super::telling::{Concerned, MailTo, addresses};
use super::undoing::{Act, UndoKind, may_undo};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::schedule;

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
    /// Where mail about its cancelling goes.
    pub mail_to: MailTo,
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
    /// How often it has changed: what the page was made of.
    pub sequence: i64,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
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
    pub undo: Option<(Act, Timestamp)>,
    /// Whether the patient has another appointment at that time: two people who act for them
    /// may have booked, of whom one doesn't see all.
    pub beside_another: bool,
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
    let mail_to = addresses(&mut *work, Concerned::cancelled(&found.appointment), now).await?;
    let time = Span::new(found.appointment.starts_at, found.appointment.ends_at)
        .map_err(|_| Failure::fault("a stored appointment ends before it starts"))?;
    let all = Sight::all(patient);
    let others = store::appointment::list_overlapping(&mut *work, all, Some(id), time).await?;
    let exemptions = stored::list_exemptions(&mut *work, id).await?;
    let events = stored::list_events(&mut *work, patient, id, limits::EVENTS_LISTED).await?;
    let waiting_count = store::registration::count_waiting(&mut *work).await?;
    let undo = may_undo(&mut *work, &found, now).await?;
    work.record(Action::AppointmentSeen.as_str(), "", &[patient])
        .await?;
    work.commit().await?;

    let row = found.appointment;
    let zone = schedule::zone(&row.zone)?;
    let steps = Step::ALL.into_iter();
    let how = (row.state, row.requested);
    let steps = steps.filter(|step| may_take(*step, how, row.starts_at, now).is_ok());
    Ok(DeskVisit {
        id,
        patient,
        requested: row.is_request(),
        mail_to,
        fold: Fold::of(row.starts_at, &zone),
        zone,
        steps: steps.collect(),
        undo,
        beside_another: row.state != AppointmentState::Cancelled && !others.is_empty(),
        waiting_count,
        overbooked: found.overbooked,
        patient_name: row.patient_name,
        service_name: row.service_name,
        service_slug: row.service_slug,
        practitioner_name: row.practitioner_name,
        place: (row.street, row.city),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        sequence: row.sequence,
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

/// Says how far the appointment has come that had changed `sequence` times when it was
/// shown. Saying it twice changes nothing.
///
/// # Errors
/// `Refused(AlreadyResolved)` if it has come another way meanwhile;
/// `Refused(ChangedMeanwhile)` if it isn't any more what was shown, or is a request;
/// `Refused(NotYet)`;
/// [`Failure::NotFound`].
pub async fn say(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
    sequence: i64,
    step: Step,
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = say_in(&mut work, id, sequence, step).await;
    work.settle(outcome).await
}

async fn say_in(
    work: &mut Work,
    id: AppointmentId,
    sequence: i64,
    step: Step,
) -> Result<(), Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, id)
        .await?
        .ok_or(Failure::NotFound)?;
    let row = found.appointment;
    if row.state == step.leads_to() {
        return Ok(());
    }
    if row.state == step.starts_from() && row.sequence != sequence {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    may_take(step, (row.state, row.requested), row.starts_at, now).map_err(|why| {
        Failure::Refused(match why {
            StepRefusal::OtherState => Refusal::AlreadyResolved,
            // The page said nothing of the kind.
            StepRefusal::NotConfirmed => Refusal::ChangedMeanwhile,
            StepRefusal::TooEarly => Refusal::NotYet,
        })
    })?;
    let arrow = (row.state, step.leads_to());
    if !stored::update_state(work, id, arrow, Some(now)).await? {
        return Err(Failure::fault(
            "an appointment's state changed under the writer",
        ));
    }
    work.record(
        UndoKind::Step(step).action().as_str(),
        &id.to_string(),
        &[row.patient],
    )
    .await
}

//! Looking at one patient: the profile, the visits, and what was done about them.

use domain::audit::Action;
use domain::id::{AppointmentId, PatientId};
use domain::limits;
use store::patient::history::{PatientEvent, list_events};
use store::patient::profile::Profile;
use store::patient::visits::{Visit, list_ahead, list_others};

use super::{Desk, look, standing};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;

/// A page of a patient, unless another profile took this one's place.
#[derive(Debug)]
pub enum Shown<T> {
    /// The page.
    Here(Box<T>),
    /// Where to look instead.
    MergedInto(PatientId),
}

/// The patient's visits.
#[derive(Debug)]
pub struct Visits {
    /// Whose.
    pub profile: Profile,
    /// Who looks, and when.
    pub desk: Desk,
    /// Ahead or going on, the soonest first; only on the first page.
    pub ahead: Vec<Visit>,
    /// Over, cancelled or missed, the latest first.
    pub others: Vec<Visit>,
    /// The next page begins behind this one, if there is a next one.
    pub after: Option<AppointmentId>,
}

/// What was done about the patient.
#[derive(Debug)]
pub struct History {
    /// Whose.
    pub profile: Profile,
    /// Who looks, and when.
    pub desk: Desk,
    /// The newest first.
    pub events: Vec<PatientEvent>,
    /// The next page begins behind this one, if there is a next one.
    pub after: Option<i64>,
}

/// The patient's profile with the visits ahead.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn profile(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    patient: PatientId,
) -> Result<Shown<Visits>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = visits_within(&mut work, patient, Action::PatientSeen, Part::Ahead).await;
    work.settle(outcome).await
}

/// The patient's visits; with `after`, the past ones behind that one.
///
/// # Errors
/// [`Failure::NotFound`], also if `after` is not the patient's.
pub async fn visits(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    patient: PatientId,
    after: Option<AppointmentId>,
) -> Result<Shown<Visits>, Failure> {
    let mut work = clinic.begin(who).await?;
    let part = Part::All { after };
    let outcome = visits_within(&mut work, patient, Action::PatientVisitsSeen, part).await;
    work.settle(outcome).await
}

/// Which visits a page shows.
#[derive(Clone, Copy)]
enum Part {
    Ahead,
    All { after: Option<AppointmentId> },
}

async fn visits_within(
    work: &mut Work,
    patient: PatientId,
    action: Action,
    part: Part,
) -> Result<Shown<Visits>, Failure> {
    let found = match standing(work, patient).await? {
        Shown::Here(found) => *found,
        Shown::MergedInto(survivor) => return Ok(Shown::MergedInto(survivor)),
    };
    let desk = look(work).await?;
    let ahead = match part {
        Part::All { after: Some(_) } => Vec::new(),
        Part::Ahead | Part::All { after: None } => {
            list_ahead(&mut **work, patient, limits::APPOINTMENTS_LISTED, desk.now).await?
        }
    };
    let (mut others, mut more) = (Vec::new(), false);
    if let Part::All { after } = part {
        let limit = limits::VISITS_PER_PAGE;
        others = list_others(&mut **work, patient, after, limit + 1, desk.now)
            .await?
            .ok_or(Failure::NotFound)?;
        more = cut(&mut others, limit);
    }
    work.record(action.as_str(), "", &[patient]).await?;
    let last = others.last().map(|visit| visit.id);
    Ok(Shown::Here(Box::new(Visits {
        profile: found,
        desk,
        ahead,
        after: last.filter(|_| more),
        others,
    })))
}

/// What was done about the patient, of which this look is the newest; with `after`, what
/// was done before that event.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn history(
    clinic: &Clinic,
    who: &Staff<can::SeePatients>,
    patient: PatientId,
    after: Option<i64>,
) -> Result<Shown<History>, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = history_within(&mut work, patient, after).await;
    work.settle(outcome).await
}

async fn history_within(
    work: &mut Work,
    patient: PatientId,
    after: Option<i64>,
) -> Result<Shown<History>, Failure> {
    let found = match standing(work, patient).await? {
        Shown::Here(found) => *found,
        Shown::MergedInto(survivor) => return Ok(Shown::MergedInto(survivor)),
    };
    work.record(Action::PatientHistorySeen.as_str(), "", &[patient])
        .await?;
    let desk = look(work).await?;
    let limit = limits::EVENTS_PER_PAGE;
    let before = after.unwrap_or(i64::MAX);
    let mut events = list_events(&mut **work, patient, before, limit + 1).await?;
    let more = cut(&mut events, limit);
    let last = events.last().map(|event| event.seq);
    Ok(Shown::Here(Box::new(History {
        profile: found,
        desk,
        events,
        after: last.filter(|_| more),
    })))
}

/// Cuts a list that was read with one row too many, and says whether it was.
fn cut<T>(rows: &mut Vec<T>, limit: i64) -> bool {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    more
}

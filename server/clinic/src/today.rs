//! Staff's first room: who signed up, who comes today, what needs a look.
//!
//! One look is one audit event with everybody shown in it. It is written in the
//! same transaction as what it records was read in, so nothing is shown that isn't
//! recorded. Which sections a page shows is not here.

use std::collections::BTreeSet;

use domain::appointment::{Step, may_take};
use domain::audit::Action;
use domain::id::{AppointmentId, PatientId, PractitionerId};
use domain::limits;
use domain::person::{BirthDate, PersonName};
use domain::slots::Fold;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use store::today::{self as stored, DayAppointment};

use crate::appointments::AppointmentState;
use crate::authz::{Clinic, Staff, can};
use crate::failure::Failure;
use crate::invitations::{self, NewsItem};
use crate::needs_a_look::{self, NeedsALook};
use crate::registrations::{self, AskedOf, Matches, QueueItem};
use crate::review;
use crate::warnings::birthdays::{self, Birthday};
use crate::warnings::last_days::{self, LastDay};

mod openings;

/// Today, as a member of staff sees it.
#[derive(Clone, Debug)]
pub struct TodayView {
    /// Who looks.
    pub member_name: PersonName,
    /// The clinic's date.
    pub today: Date,
    /// The time of the look.
    pub now: Timestamp,
    /// The clinic's zone.
    pub zone: TimeZone,
    /// The first registrations that wait: those with an appointment first, the soonest on
    /// top, then the others, who has waited longest on top.
    pub registrations: Vec<QueueItem>,
    /// Whom they look like.
    pub matches: Matches,
    /// What they were asked, and answered.
    pub asked: AskedOf,
    /// How many wait.
    pub waiting_count: u32,
    /// The day's appointments by start, without cancelled ones; of one practitioner if
    /// one was asked for.
    pub agenda: Vec<AgendaItem>,
    /// Everybody who treats here, in the clinic's order.
    pub practitioners: Vec<(PractitionerId, PersonName)>,
    /// Gaps left today into which the shortest visit fits, of the practitioner asked
    /// for or of all.
    pub openings_left: u32,
    /// Mail that could not be delivered.
    pub needs_a_look: Vec<NeedsALook>,
    /// What happened to invitations, the latest first.
    pub invitation_news: Vec<NewsItem>,
    /// Birthdays that change what guardians may do, the nearest first.
    pub birthdays: Vec<Birthday>,
    /// Accesses that nobody has used for long, no more than are counted.
    pub unused: i64,
    /// Accesses that have their last day soon, the nearest first.
    pub last_days: Vec<LastDay>,
}

/// One of today's appointments.
#[derive(Clone, Debug)]
pub struct AgendaItem {
    /// Which.
    pub appointment: AppointmentId,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// Which of two equal wall-clock times the start is.
    pub fold: Fold,
    /// Who comes.
    pub patient_name: PersonName,
    /// When they were born, for the ages of children.
    pub patient_born_on: Option<BirthDate>,
    /// What for.
    pub service_name: String,
    /// To whom.
    pub practitioner_name: PersonName,
    /// The practitioner's colour.
    pub hue: String,
    /// How often it has changed: what the page was made of.
    pub sequence: i64,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
    /// Whether it was deliberately put over another visit.
    pub overbooked: bool,
    /// Whether it can be said now that they are there.
    pub may_arrive: bool,
    /// Whether they haven't been here before: signed up and not looked at yet, or on
    /// their first visit of a kind that is for new patients.
    pub new_patient: bool,
}

/// Today's page; `who` narrows the appointments to one practitioner.
///
/// # Errors
/// [`Failure::NotFound`] if there is no such practitioner.
pub async fn view(
    clinic: &Clinic,
    member: &Staff<can::SeeToday>,
    who: Option<PractitionerId>,
) -> Result<TodayView, Failure> {
    let most = limits::REGISTRATIONS_ON_TODAY;
    let mut matches = registrations::matches_of_first(clinic, member, most).await?;
    let mut work = clinic.begin(member).await?;
    let now = work.now();
    let row = store::clinic::find_clinic(&mut *work)
        .await?
        .ok_or(Failure::NotFound)?;
    let zone = crate::schedule::zone(&row.location.zone)?;
    let today = zone.to_datetime(now).date();
    let practitioners = stored::list_practitioners(&mut *work).await?;
    if who.is_some_and(|who| !practitioners.iter().any(|(id, _)| *id == who)) {
        return work.fail(Failure::NotFound).await;
    }
    let mut registrations = registrations::list_waiting(&mut *work, now).await?;
    let waiting_count = store::registration::count_waiting(&mut *work).await?;
    registrations.truncate(most);
    registrations::keep_waiting(&mut matches, &registrations);
    let asked = registrations::asked_of_waiting(&mut *work).await?;
    let (from, until) = bounds(today, &zone)?;
    let appointments = stored::list_day(&mut *work, from, until, who).await?;
    let openings_left = openings::left(&mut work, who, today, &zone).await?;
    let (needs_a_look, undelivered) = needs_a_look::list(&mut work).await?;
    let invitation_news = invitations::list_news(&mut work).await?;
    let birthdays = birthdays::list(&mut work).await?;
    let last_days = last_days::list(&mut work).await?;
    let unused = review::count(&mut work).await?;

    let shown: BTreeSet<PatientId> = registrations
        .iter()
        .map(|item| item.patient)
        .chain(registrations::matched(&matches))
        .chain(appointments.iter().map(|item| item.patient))
        .chain(undelivered)
        .chain(invitation_news.iter().map(|item| item.patient))
        .chain(birthdays.iter().map(|item| item.patient))
        .chain(last_days.iter().map(|item| item.patient))
        .collect();
    let shown: Vec<PatientId> = shown.into_iter().collect();
    work.record(Action::TodaySeen.as_str(), "", &shown).await?;
    work.commit().await?;
    Ok(TodayView {
        member_name: member.member().full_name().clone(),
        today,
        now,
        registrations,
        matches,
        asked,
        waiting_count,
        agenda: appointments
            .into_iter()
            .map(|row| agenda_item(row, &zone, now))
            .collect(),
        practitioners,
        openings_left,
        needs_a_look,
        invitation_news,
        birthdays,
        last_days,
        unused,
        zone,
    })
}

/// The first instant of the local date, and the first of the next.
fn bounds(date: Date, zone: &TimeZone) -> Result<(Timestamp, Timestamp), Failure> {
    let start = |date: Date| date.to_zoned(zone.clone()).map(|start| start.timestamp());
    let next = date.tomorrow().and_then(start);
    start(date)
        .and_then(|first| Ok((first, next?)))
        .map_err(|_| Failure::fault("no such day"))
}

fn agenda_item(row: DayAppointment, zone: &TimeZone, now: Timestamp) -> AgendaItem {
    AgendaItem {
        overbooked: row.overbooked,
        may_arrive: may_take(Step::Arrive, (row.state, row.requested), row.starts_at, now).is_ok(),
        appointment: row.id,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        fold: Fold::of(row.starts_at, zone),
        patient_name: row.patient_name,
        patient_born_on: row.patient_born_on,
        service_name: row.service_name,
        practitioner_name: row.practitioner_name,
        hue: row.hue,
        sequence: row.sequence,
        state: row.state,
        requested: row.requested,
        new_patient: row.new_patient,
    }
}

#[cfg(test)]
mod tests;

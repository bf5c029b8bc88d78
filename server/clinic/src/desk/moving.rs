//! A visit that staff move to another time: one swap, as the patient's own move is, under
//! staff's rules.

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::cancellation::undo_until;
use domain::claim::quanta;
use domain::id::{AppointmentId, PractitionerId};
use domain::person::PersonName;
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use store::appointment::desk as stored;
use store::appointment::{Appointment, Destination, MovedBy};
use store::claim::swap::{self, Place};
use store::notice::NoticeKind;

use super::Purpose;
use super::judging::{Consent, Whom, judge};
use super::offering::{Question, Times, times_for};
use super::telling::{Addressee, Concerned, MailTo, addressees, addresses, tell};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::schedule::{self, Schedule, refused};
use crate::times::Choice;

/// What the page of a move shows.
#[derive(Clone, Debug)]
pub struct MoveOffer {
    /// Which appointment.
    pub id: AppointmentId,
    /// How often it has changed: what the page was made of.
    pub sequence: i64,
    /// For whom.
    pub patient_name: PersonName,
    /// Where mail about it goes.
    pub mail_to: MailTo,
    /// When it is now.
    pub starts_at: Timestamp,
    /// With whom it is now.
    pub practitioner_name: PersonName,
    /// The zone at booking.
    pub zone: TimeZone,
    /// The times that it could have.
    pub times: Times,
    /// Registrations that wait, for the rail.
    pub waiting_count: u32,
}

/// The times that an appointment could move to: of whoever it is with, unless another
/// choice is asked for. The look is recorded.
///
/// # Errors
/// `Refused(AlreadyResolved)` if it isn't only booked any more;
/// `Refused(Book(ServiceNotOffered))`; [`Failure::NotFound`].
pub async fn offer_move(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
    question: Question,
) -> Result<MoveOffer, Failure> {
    let mut look = clinic.read(staff).await?;
    let now = look.now();
    let found = stored::find_marked(&mut *look, id).await?;
    let row = found.ok_or(Failure::NotFound)?.appointment;
    if row.state != AppointmentState::Confirmed {
        return Err(Failure::Refused(Refusal::AlreadyResolved));
    }
    let mail_to = addresses(&mut *look, Concerned::moved(&row), now).await?;
    let schedule = schedule_of(&mut *look, &row, now).await?;
    let usual = match schedule.person(row.practitioner) {
        Some(_) => Choice::Named(row.practitioner),
        None => Choice::First,
    };
    let whom = Whom::Moving(&row);
    let times = times_for(&mut look, schedule, &question, usual, whom).await?;
    let waiting_count = store::registration::count_waiting(&mut *look).await?;
    drop(look);
    let mut seen = vec![row.patient];
    seen.extend(times.seen());
    super::record_look(clinic, staff, Action::AppointmentSeen, &seen).await?;
    Ok(MoveOffer {
        id,
        sequence: row.sequence,
        zone: schedule::zone(&row.zone)?,
        patient_name: row.patient_name,
        mail_to,
        starts_at: row.starts_at,
        practitioner_name: row.practitioner_name,
        times,
        waiting_count,
    })
}

/// Whether there is an appointment for which another time can be chosen.
///
/// # Errors
/// `Refused(AlreadyResolved)` if it isn't only booked any more; [`Failure::NotFound`].
pub async fn may_choose_move(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    id: AppointmentId,
) -> Result<(), Failure> {
    let mut look = clinic.read(staff).await?;
    let found = stored::find_marked(&mut *look, id).await?;
    match found.ok_or(Failure::NotFound)?.appointment.state {
        AppointmentState::Confirmed => Ok(()),
        _ => Err(Failure::Refused(Refusal::AlreadyResolved)),
    }
}

async fn schedule_of(
    reads: &mut impl store::Reads,
    row: &Appointment,
    now: Timestamp,
) -> Result<Schedule, Failure> {
    match Schedule::for_staff(reads, &row.service_slug, now).await {
        Err(Failure::NotFound) => Err(refused(BookRefusal::ServiceNotOffered)),
        schedule => schedule,
    }
}

/// Where a member of staff would like an appointment to go.
#[derive(Clone, Copy)]
pub struct MoveWish<'a> {
    /// Which.
    pub appointment: AppointmentId,
    /// How often it had changed when the page was made.
    pub sequence: i64,
    /// The new start.
    pub starts_at: Timestamp,
    /// With whom then.
    pub practitioner: PractitionerId,
    /// Whether the patient is told, if there is an address.
    pub tell: bool,
    /// Which act it is.
    pub purpose: Purpose,
    /// What the page showed to speak against it ([`domain::booking::against`]).
    pub shown: &'a str,
    /// Why, where a reason is needed.
    pub reason: &'a str,
}

/// Moves a booked appointment; for three minutes that can be taken back. One that is
/// there already stays: a second press finds the first one's result. A move over another
/// visit of a time that is free by now is a normal one, and an overbooked visit that gets
/// a time of its own is none any more.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` if it isn't any more what the page showed, or more speaks
/// against it than that did; `Refused(AlreadyResolved)` if it isn't only booked any more; else as
/// [`super::book`].
pub async fn move_to(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    wish: MoveWish<'_>,
) -> Result<(), Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = move_in(clinic, &mut work, staff, wish).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

async fn move_in(
    clinic: &Clinic,
    work: &mut Work,
    staff: &Staff<can::Book>,
    wish: MoveWish<'_>,
) -> Result<(), Failure> {
    let now = work.now();
    let found = stored::find_marked(&mut **work, wish.appointment).await?;
    let row = found.ok_or(Failure::NotFound)?.appointment;
    let stands = row.state == AppointmentState::Confirmed;
    if stands && row.starts_at == wish.starts_at && row.practitioner == wish.practitioner {
        return Ok(());
    }
    if !stands {
        return Err(Failure::Refused(Refusal::AlreadyResolved));
    }
    if row.sequence != wish.sequence {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let schedule = schedule_of(&mut **work, &row, now).await?;
    let offerer = schedule
        .person(wish.practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    let visit = schedule.visit(wish.starts_at).map_err(refused)?;
    let place = Place {
        practitioner: wish.practitioner,
        quanta: quanta(visit).map_err(refused)?,
    };
    let at = (wish.starts_at, wish.practitioner);
    let judged = judge(&mut **work, &schedule, Whom::Moving(&row), at).await?;
    let consent = Consent {
        purpose: wish.purpose,
        shown: wish.shown,
        reason: wish.reason,
    };
    let agreed = judged.agreed(consent, (row.sequence + 1, now))?;
    let held = store::claim::held_until(&mut **work, place.practitioner, &place.quanta, now);
    if held.await?.is_some() {
        return Err(Failure::Refused(Refusal::HeldOnline));
    }

    swap::take_graced(work, &place).await?;
    let until = undo_until(now);
    if agreed.over {
        swap::swap_claims_above(work, row.id, &place, until, now).await?;
    } else if !swap::swap_claims(work, row.id, &place, until, now).await? {
        return Err(refused(BookRefusal::Taken));
    }
    let location = &offerer.offerer.location;
    let to = Destination {
        practitioner: wish.practitioner,
        location: location.id,
        zone: location.zone.clone(),
        span: visit,
        overbooked: agreed.over,
    };
    let by = (MovedBy::Staff, None);
    let sequence = store::appointment::move_appointment(work, row.id, row.sequence, &to, by, now)
        .await?
        .ok_or(Failure::Refused(Refusal::ChangedMeanwhile))?;
    if let Some(exemption) = agreed.exemption {
        stored::insert_exemption(work, row.id, staff.staff_id(), &exemption).await?;
    }
    tell_of_move(clinic, work, (&row, sequence), wish.tell).await?;
    work.record(
        Action::AppointmentMove.as_str(),
        &row.id.to_string(),
        &[row.patient],
    )
    .await
}

/// Sees to it that nobody gets more than one mail that tells where the appointment is at the
/// end of the grace. The mail about the booking says so itself to those for whom it still
/// waits; one that was to tell of an earlier move gives way to one that tells of this.
async fn tell_of_move(
    clinic: &Clinic,
    work: &mut Work,
    (row, sequence): (&Appointment, i64),
    told: bool,
) -> Result<(), Failure> {
    let (now, id) = (work.now(), row.id);
    let untold = store::notice::drop_waiting(work, id, NoticeKind::Moved, now).await?;
    let due_at = undo_until(now);
    let booked = NoticeKind::Booked;
    let unaware = store::notice::delay_waiting(work, id, booked, due_at, now).await?;
    let everybody = addressees(&mut **work, Concerned::moved(row), now).await?;
    let due = |mail: &Addressee| !unaware.contains(&mail.to) && (told || untold.contains(&mail.to));
    for to in everybody.into_iter().filter(due) {
        let news = (id, sequence);
        tell(clinic, work, NoticeKind::Moved, news, row.patient, to).await?;
    }
    Ok(())
}

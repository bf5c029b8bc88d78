//! Moving an appointment to another time, and taking that back.
//!
//! A move is one transaction: the appointment has its new time for sure before
//! anything of the old one is given up, and a refusal leaves it where it was. The new
//! time may be with anybody who offers the service.

use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::cancellation::undo_until;
use domain::claim::quanta;
use domain::id::{AccountId, AppointmentId, PractitionerId};
use domain::moving::{self, Movable, may_move, move_until, undo_move_until};
use domain::person::PersonName;
use domain::refusal::Refusal;
use domain::slots::Fold;
use jiff::Timestamp;
use jiff::civil::Date;
use store::appointment::{Appointment, AppointmentState, Destination, LastMove, MovedBy};
use store::claim::swap::Place;
use store::notice::{NewNotice, NoticeKind};

use super::{AppointmentView, view};
use crate::authz::{ActingFor, Clinic, Visitor, Work, can};
use crate::failure::Failure;
use crate::family::notices::tell_others;
use crate::holds;
use crate::schedule::{Own, Schedule, refused};
use crate::times::{self, Choice, MonthTimes, SlotView};

/// Whether an appointment can be moved online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MoveRule {
    /// Yes, up to and including this instant.
    Allowed {
        /// The last instant.
        until: Timestamp,
    },
    /// No, and why.
    Refused(domain::moving::MoveRefusal),
}

/// The times that an appointment could move to.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The appointment as it is now.
    pub visit: AppointmentView,
    /// Whose times are shown.
    pub choice: Choice,
    /// A month of times.
    pub times: MonthTimes,
    /// Everybody who offers the service, in the clinic's order.
    pub people: Vec<(PractitionerId, PersonName)>,
}

/// One time that an appointment could move to, before it does.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// The appointment as it is now.
    pub visit: AppointmentView,
    /// The new time.
    pub slot: SlotView,
    /// The end of the visit then.
    pub ends_at: Timestamp,
}

pub(super) fn rule(row: &Appointment, now: Timestamp) -> MoveRule {
    match may_move(&movable(row), now) {
        Ok(()) => MoveRule::Allowed {
            until: move_until(row.starts_at, row.move_notice_minutes)
                .max(undo_until(row.booked_at))
                .min(row.starts_at),
        },
        Err(refusal) => MoveRule::Refused(refusal),
    }
}

fn movable(row: &Appointment) -> Movable {
    Movable {
        stands: row.state == AppointmentState::Confirmed,
        starts_at: row.starts_at,
        booked_at: row.booked_at,
        notice_minutes: row.move_notice_minutes,
        moves: row.moves,
    }
}

/// Until when the account can take the last move back, if it is its own: what somebody else
/// has moved is theirs to move back, or the desk's.
pub(super) fn may_undo_until(row: &Appointment, account: AccountId) -> Option<Timestamp> {
    match (row.state, row.moved) {
        (AppointmentState::Confirmed, Some(moved)) if moved.account == Some(account) => {
            Some(undo_move_until(moved.at, moved.left.start()))
        }
        _ => None,
    }
}

fn no(refusal: domain::moving::MoveRefusal) -> Failure {
    Failure::Refused(Refusal::Move(refusal))
}

/// The pages of a move show the appointment.
async fn record_look(
    clinic: &Clinic,
    who: &ActingFor<can::Reschedule>,
    id: AppointmentId,
) -> Result<(), Failure> {
    let seen = Action::AppointmentSeen.as_str();
    clinic.saw(who, seen, &id.to_string()).await
}

/// A month of times, other than the one that it has, that the appointment could move to: of whoever it is with, unless
/// another choice is asked for; month and date as in [`times::month`]. The look is recorded.
///
/// # Errors
/// `Refused(Move(..))` if it can't be moved; `Refused(Book(ServiceNotOffered))`;
/// [`Failure::NotFound`].
pub async fn offer(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    appointment: AppointmentId,
    choice: Option<Choice>,
    month: Option<(i16, i8)>,
    date: Option<Date>,
) -> Result<Offer, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let row = store::appointment::find_of_patient(&mut *look, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    may_move(&movable(&row), now).map_err(no)?;
    let schedule = Schedule::by_id(&mut *look, row.service, now).await?;
    let choice = choice.unwrap_or(match schedule.person(row.practitioner) {
        Some(_) => Choice::Named(row.practitioner),
        None => Choice::First,
    });
    let own = Own::appointment(&row).and_hold_of(visitor);
    let times = times::month_of(&mut look, &schedule, choice, (month, date), own).await?;
    drop(look);
    record_look(clinic, who, row.id).await?;
    let people = schedule
        .people
        .iter()
        .map(|person| (person.offerer.id, person.offerer.full_name.clone()))
        .collect();
    Ok(Offer {
        visit: view(row, now, who)?,
        choice,
        times,
        people,
    })
}

/// What moving the appointment to this time would come to. The look is recorded.
///
/// # Errors
/// As [`move_to`], which decides anew.
pub async fn propose(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    appointment: AppointmentId,
    starts_at: Timestamp,
    practitioner: PractitionerId,
) -> Result<Proposed, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let row = store::appointment::find_of_patient(&mut *look, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    may_move(&movable(&row), now).map_err(no)?;
    let schedule = Schedule::by_id(&mut *look, row.service, now).await?;
    let to = judged(
        &mut *look,
        &schedule,
        (visitor, who),
        &row,
        starts_at,
        practitioner,
    )
    .await?;
    drop(look);
    record_look(clinic, who, row.id).await?;
    let person = schedule
        .person(practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    Ok(Proposed {
        slot: SlotView {
            starts_at,
            practitioner,
            practitioner_name: person.offerer.full_name.clone(),
            fold: Fold::of(starts_at, &schedule.zone),
        },
        ends_at: to.span.end(),
        visit: view(row, now, who)?,
    })
}

/// The three times nearest to `around` that the appointment could move to, in order of
/// time; none if nobody offers its service any more. What the visitor holds is theirs.
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn nearest(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    appointment: AppointmentId,
    choice: Choice,
    around: Timestamp,
) -> Result<Vec<SlotView>, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let row = store::appointment::find_of_patient(&mut *look, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    let schedule = match Schedule::by_id(&mut *look, row.service, now).await {
        Ok(schedule) => schedule,
        Err(Failure::Refused(_)) => return Ok(Vec::new()),
        Err(failure) => return Err(failure),
    };
    let own = Own::appointment(&row).and_hold_of(visitor);
    times::near(&mut look, &schedule, choice, around, own).await
}

/// Moves an appointment, the one that has changed `sequence` times, to this time of
/// this practitioner. One that is there already stays: a second press finds the first
/// one's result. What this browser holds of that time gives way.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` if it isn't any more what the page showed;
/// `Refused(Move(..))` if it can't be moved; `Refused(Book(..))` if it can't have that
/// time; [`Failure::NotFound`].
pub async fn move_to(
    clinic: &Clinic,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    appointment: AppointmentId,
    sequence: i64,
    starts_at: Timestamp,
    practitioner: PractitionerId,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let wish = Wish {
        appointment,
        sequence,
        starts_at,
        practitioner,
    };
    let outcome = move_in(clinic, &mut work, (visitor, who), &wish).await;
    work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(())
}

struct Wish {
    appointment: AppointmentId,
    sequence: i64,
    starts_at: Timestamp,
    practitioner: PractitionerId,
}

async fn move_in(
    clinic: &Clinic,
    work: &mut Work,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    wish: &Wish,
) -> Result<(), Failure> {
    let now = work.now();
    let row = store::appointment::find_of_patient(&mut **work, wish.appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    let stands = row.state == AppointmentState::Confirmed;
    if stands && row.starts_at == wish.starts_at && row.practitioner == wish.practitioner {
        return Ok(());
    }
    if row.sequence != wish.sequence {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    may_move(&movable(&row), now).map_err(no)?;
    let schedule = Schedule::by_id(&mut **work, row.service, now).await?;
    let visit = schedule.visit(wish.starts_at).map_err(refused)?;
    holds::give_way(work, &schedule, visitor, wish.practitioner, visit).await?;
    let to = judged(
        &mut **work,
        &schedule,
        (visitor, who),
        &row,
        wish.starts_at,
        wish.practitioner,
    )
    .await?;
    let place = Place {
        practitioner: to.practitioner,
        quanta: quanta(to.span).map_err(refused)?,
    };
    if !store::claim::swap::swap_claims(work, row.id, &place, undo_until(now), now).await? {
        return Err(refused(BookRefusal::Taken));
    }
    let by = (MovedBy::Patient, Some(who.account_id()));
    let sequence = store::appointment::move_appointment(work, row.id, row.sequence, &to, by, now)
        .await?
        .ok_or(Failure::Refused(Refusal::ChangedMeanwhile))?;
    tell(clinic, work, who, row.id, sequence).await?;
    work.record(
        Action::AppointmentMove.as_str(),
        &row.id.to_string(),
        &[who.patient()],
    )
    .await
}

/// Where the appointment would go, if the rules have nothing against it.
async fn judged(
    reads: &mut impl store::Reads,
    schedule: &Schedule,
    (visitor, who): (&Visitor, &ActingFor<can::Reschedule>),
    row: &Appointment,
    starts_at: Timestamp,
    practitioner: PractitionerId,
) -> Result<Destination, Failure> {
    let person = schedule
        .person(practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    let span = schedule.visit(starts_at).map_err(refused)?;
    let others =
        store::appointment::list_overlapping(reads, who.sight(), Some(row.id), span).await?;
    let diary = schedule
        .diary_around(
            reads,
            Choice::Named(practitioner),
            starts_at,
            Own::appointment(row).and_hold_of(visitor),
        )
        .await?;
    diary
        .order(starts_at, practitioner, Some(moving::facts(&others)))
        .map_err(refused)?;
    let location = &person.offerer.location;
    Ok(Destination {
        practitioner,
        location: location.id,
        zone: location.zone.clone(),
        span,
        overbooked: false,
    })
}

/// Sees to it that everybody gets one mail that tells where the appointment is at the end of
/// the grace. The mail about the booking says so itself to those for whom it still waits.
async fn tell(
    clinic: &Clinic,
    work: &mut Work,
    who: &ActingFor<can::Reschedule>,
    appointment: AppointmentId,
    sequence: i64,
) -> Result<(), Failure> {
    let now = work.now();
    let due_at = undo_until(now);
    store::notice::drop_waiting(work, appointment, NoticeKind::Moved, now).await?;
    let booked = NoticeKind::Booked;
    let unaware = store::notice::delay_waiting(work, appointment, booked, due_at, now).await?;
    let to = store::appointment::find_address(&mut **work, who.account_id()).await?;
    let notice = NewNotice {
        id: clinic.new_id(),
        kind: NoticeKind::Moved,
        appointment: Some(appointment),
        code_request: None,
        account: Some(who.account_id()),
        patient: Some(who.patient()),
        invitation: None,
        to,
        version: sequence,
        created_at: now,
        due_at,
    };
    if !unaware.contains(&notice.to) {
        store::notice::insert_notice(work, &notice).await?;
    }
    tell_others(clinic, work, &notice, &unaware).await
}

/// Takes the account's own last move back, within 3 minutes and while nobody else took the
/// time; no mail tells of either step. What didn't move stays as it is.
///
/// # Errors
/// `Refused(UndoTooLate)`; `Refused(Book(PatientBusy))` if the patient has booked
/// something else for that time; [`Failure::NotFound`].
pub async fn undo_move(
    clinic: &Clinic,
    who: &ActingFor<can::Reschedule>,
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
    who: &ActingFor<can::Reschedule>,
    appointment: AppointmentId,
) -> Result<(), Failure> {
    let now = work.now();
    let row = store::appointment::find_of_patient(&mut **work, appointment, who.sight())
        .await?
        .ok_or(Failure::NotFound)?;
    let too_late = || Failure::Refused(Refusal::UndoTooLate);
    let Some(moved) = row.moved else {
        return match row.state {
            AppointmentState::Confirmed => Ok(()),
            _ => Err(too_late()),
        };
    };
    if may_undo_until(&row, who.account_id()).is_none_or(|until| now >= until) {
        return Err(too_late());
    }
    let left = Place {
        practitioner: moved.practitioner,
        quanta: quanta(moved.left).map_err(refused)?,
    };
    if !store::claim::swap::swap_back(work, row.id, &left, now).await? {
        return Err(too_late());
    }
    super::may_return(work, (&row, who.sight()), moved.left, row.sequence).await?;
    if !store::appointment::move_back(work, row.id).await? {
        return Err(Failure::fault("a move could not be taken back"));
    }
    untell(work, &row, moved).await?;
    work.record(
        Action::AppointmentUndoMove.as_str(),
        &row.id.to_string(),
        &[who.patient()],
    )
    .await
}

/// Takes back what was done at `moved` so that a mail tells of it.
pub(crate) async fn untell(
    work: &mut Work,
    row: &Appointment,
    moved: LastMove,
) -> Result<(), Failure> {
    let now = work.now();
    store::notice::drop_waiting(work, row.id, NoticeKind::Moved, now).await?;
    store::notice::revive_dropped_at(work, row.id, NoticeKind::Moved, moved.at).await?;
    let due_at = undo_until(row.booked_at).max(now);
    store::notice::delay_waiting(work, row.id, NoticeKind::Booked, due_at, now).await?;
    Ok(())
}

#[cfg(test)]
mod tests;

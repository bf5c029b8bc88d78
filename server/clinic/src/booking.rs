//! The last page before "You're booked", and the booking itself.

use domain::audit::Action;
use domain::booking::{Ahead, BookRefusal, Count, Further, PatientFacts};
use domain::cancellation::{cancel_until, undo_until};
use domain::claim::quanta;
use domain::id::{AppointmentId, HoldId, PractitionerId, SubmissionId};
use domain::limits;
use domain::person::{EmailAddress, PersonName, parse_note};
use domain::refusal::Refusal;
use domain::registration::booked_as::{BookedAs, Booker};
use domain::registration::policy::RegistrationPolicy;
use domain::span::Span;
use jiff::Timestamp;
use store::Reads;
use store::appointment::{AheadCounts, BookedBy, BookingFacts, FactsQuery, NewAppointment};
use store::hold::Hold;
use store::notice::{NewNotice, NoticeKind};

use crate::authz::{ActingFor, Clinic, Visitor, Work, can};
use crate::failure::Failure;
use crate::family::notices::tell_others;
use crate::holds::{self, HoldView};
use crate::schedule::{Own, Schedule, refused};
use crate::times::Choice;

/// What "Check and book" shows.
#[derive(Clone, Debug)]
pub struct CheckView {
    /// What, when and with whom.
    pub hold: HoldView,
    /// For whom.
    pub patient_name: PersonName,
    /// Where the news goes.
    pub email: EmailAddress,
    /// The location's street and number.
    pub street: String,
    /// The location's city.
    pub city: String,
    /// Until when it can be cancelled online; none if that time has passed already.
    pub cancel_until: Option<Timestamp>,
    /// What comes of the press: an appointment, or a request for one.
    pub booked_as: BookedAs,
    /// Names this press of "Book appointment"; a second press finds the first's result.
    pub submission: SubmissionId,
}

/// Shows what is about to be booked. Somebody else's look at it is recorded.
///
/// # Errors
/// [`Failure::NotFound`] for another visitor's hold or one made for another patient;
/// the refusal that a booking would meet for the patient's part. Whether the time
/// itself can still be had is not asked here: the hold says whether it is alive.
pub async fn check(
    clinic: &Clinic,
    visitor: &Visitor,
    who: &ActingFor<can::Book>,
    hold: HoldId,
) -> Result<CheckView, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let facts = facts(&mut *look, visitor, who, hold, None, now).await?;
    let hold = held(&facts, who)?;
    may_hear_of(&facts)?;
    let schedule = Schedule::by_id(&mut *look, hold.service, now).await?;
    let choice = Choice::Named(hold.practitioner);
    let diary = schedule
        .diary_around(&mut *look, choice, hold.starts_at, Own::hold_of(visitor))
        .await?;
    match diary.order(hold.starts_at, hold.practitioner, Some(asked_of(&facts))) {
        Err(
            refusal @ (BookRefusal::NewPatientsOnly
            | BookRefusal::ExistingPatientsOnly
            | BookRefusal::PatientBusy
            | BookRefusal::TooManyUpcoming { .. }
            | BookRefusal::TooManyOfService { .. }
            | BookRefusal::TooManyByAccount { .. }
            | BookRefusal::ServiceNotOffered),
        ) => return Err(refused(refusal)),
        Ok(_)
        | Err(
            BookRefusal::TooSoon { .. }
            | BookRefusal::TooFar { .. }
            | BookRefusal::OutsideHours
            | BookRefusal::NotOnGrid
            | BookRefusal::Taken,
        ) => {}
    }
    drop(look);
    holds::saw_times(clinic, who).await?;
    let view = holds::show(&schedule, &hold)?;
    let person = schedule
        .person(hold.practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    let until = cancel_until(hold.starts_at, schedule.service.cancel_notice_minutes);
    Ok(CheckView {
        booked_as: booked_as(&facts),
        hold: view,
        patient_name: facts.full_name,
        email: facts.email,
        street: person.offerer.location.street.clone(),
        city: person.offerer.location.city.clone(),
        cancel_until: (until > now).then_some(until),
        submission: clinic.new_id(),
    })
}

/// Books the held time, or asks for it where the clinic confirms first. The same submission books
/// once: its second press gets the
/// first one's appointment. An ended hold is taken again if nobody was faster.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where it would only be a request by now and the page said more;
/// a refusal of [`domain::booking::BookRefusal`]; `Invalid("note", ..)`;
/// [`Failure::NotFound`] as in [`check`].
pub async fn book(
    clinic: &Clinic,
    visitor: &Visitor,
    who: &ActingFor<can::Book>,
    hold: HoldId,
    pressed: impl Into<Pressed>,
    note: Option<String>,
) -> Result<AppointmentId, Failure> {
    let note = parse_note(note.as_deref().unwrap_or_default(), limits::NOTE_CHARS_MAX)
        .map_err(|invalid| Failure::field("note", invalid))?;
    let mut work = clinic.begin(who).await?;
    let press = Press {
        hold,
        pressed: pressed.into(),
        note,
    };
    let outcome = book_in(clinic, &mut work, visitor, who, press).await;
    let booked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(booked)
}

/// A press of a button that books.
#[derive(Clone, Copy, Debug)]
pub struct Pressed {
    /// Which press it is: a second one finds the first one's result.
    pub submission: SubmissionId,
    /// What the page said that would come of it.
    pub shown: BookedAs,
}

/// Of a page that spoke of no request.
impl From<SubmissionId> for Pressed {
    fn from(submission: SubmissionId) -> Self {
        Self {
            submission,
            shown: BookedAs::Booking,
        }
    }
}

/// One press of "Book appointment".
pub(crate) struct Press {
    pub(crate) hold: HoldId,
    pub(crate) pressed: Pressed,
    pub(crate) note: Option<String>,
}

/// The part of [`book`] within a piece of work: for one who comes, of one or of several.
pub(crate) async fn book_in(
    clinic: &Clinic,
    work: &mut Work,
    visitor: &Visitor,
    who: &ActingFor<can::Book>,
    press: Press,
) -> Result<AppointmentId, Failure> {
    let now = work.now();
    let Press {
        hold,
        pressed: Pressed { submission, shown },
        note,
    } = press;
    let facts = facts(&mut **work, visitor, who, hold, Some(submission), now).await?;
    if let Some((booked, whose)) = facts.booked {
        return if whose == who.patient() {
            Ok(booked)
        } else {
            Err(Failure::NotFound)
        };
    }
    let hold = held(&facts, who)?;
    may_hear_of(&facts)?;
    let booked_as = agreed(&facts, shown)?;
    let schedule = Schedule::by_id(&mut **work, hold.service, now).await?;
    let hold = claimed(work, &schedule, hold, visitor, &facts).await?;
    let visit = schedule.visit(hold.starts_at).map_err(refused)?;
    let (id, accesses): (AppointmentId, u32) = (clinic.new_id(), facts.accesses);
    let booking = Booking {
        id,
        practitioner: hold.practitioner,
        visit,
        booked_as,
        note,
        submission,
        to: facts.email,
    };
    let notice = insert(clinic, work, who, &schedule, booking).await?;
    let quanta = quanta(visit).map_err(refused)?;
    let visitor = visitor.key().0;
    if !store::hold::become_appointment(work, hold.id, &visitor, id, &quanta, &notice).await? {
        return Err(refused(BookRefusal::Taken));
    }
    if accesses > 1 {
        tell_others(clinic, work, &notice, &[]).await?;
    }
    work.record(
        Action::AppointmentBook.as_str(),
        &id.to_string(),
        &[who.patient()],
    )
    .await?;
    Ok(id)
}

/// An appointment that nothing speaks against.
pub(crate) struct Booking {
    pub(crate) id: AppointmentId,
    pub(crate) practitioner: PractitionerId,
    pub(crate) visit: Span,
    pub(crate) booked_as: BookedAs,
    pub(crate) note: Option<String>,
    pub(crate) submission: SubmissionId,
    /// Where the mail about it goes.
    pub(crate) to: EmailAddress,
}

/// Writes the appointment, and answers the mail that is to tell of it. The mail, the
/// claims and the audit event are the caller's.
pub(crate) async fn insert(
    clinic: &Clinic,
    work: &mut Work,
    who: &ActingFor<can::Book>,
    schedule: &Schedule,
    booking: Booking,
) -> Result<NewNotice, Failure> {
    let now = work.now();
    let person = schedule
        .person(booking.practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    let location = &person.offerer.location;
    let new = NewAppointment {
        id: booking.id,
        patient: who.patient(),
        service: schedule.service.id,
        practitioner: booking.practitioner,
        location: location.id,
        zone: location.zone.clone(),
        starts_at: booking.visit.start(),
        ends_at: booking.visit.end(),
        buffer_before_minutes: schedule.service.buffer_before_minutes,
        buffer_after_minutes: schedule.service.buffer_after_minutes,
        cancel_notice_minutes: schedule.service.cancel_notice_minutes,
        move_notice_minutes: schedule.service.move_notice_minutes,
        note: booking.note,
        booked_by: BookedBy::Account(who.account_id()),
        booked_as: booking.booked_as,
        booked_at: now,
        submission: booking.submission,
    };
    store::appointment::insert_appointment(work, &new).await?;
    Ok(NewNotice {
        id: clinic.new_id(),
        kind: NoticeKind::Booked,
        appointment: Some(booking.id),
        code_request: None,
        account: Some(who.account_id()),
        patient: Some(who.patient()),
        invitation: None,
        to: booking.to,
        version: 0,
        created_at: now,
        due_at: undo_until(now),
    })
}

/// The hold with its claims for sure: judged as it stands if it is alive and still of
/// the service's length, else taken again.
async fn claimed(
    work: &mut Work,
    schedule: &Schedule,
    hold: Hold,
    visitor: &Visitor,
    facts: &BookingFacts,
) -> Result<Hold, Failure> {
    let patient = Some(asked_of(facts));
    let unchanged = schedule
        .visit(hold.starts_at)
        .is_ok_and(|visit| visit.end() == hold.ends_at);
    if hold.expires_at <= work.now() || !unchanged {
        return holds::take_again(work, schedule, &hold, visitor, patient).await;
    }
    let choice = Choice::Named(hold.practitioner);
    let diary = schedule
        .diary_around(&mut **work, choice, hold.starts_at, Own::hold_of(visitor))
        .await?;
    diary
        .order(hold.starts_at, hold.practitioner, patient)
        .map_err(refused)?;
    Ok(hold)
}

async fn facts(
    reads: &mut impl Reads,
    visitor: &Visitor,
    who: &ActingFor<can::Book>,
    hold: HoldId,
    submission: Option<SubmissionId>,
    now: Timestamp,
) -> Result<BookingFacts, Failure> {
    let query = FactsQuery {
        sight: who.sight(),
        account: who.account_id(),
        hold: Some(hold),
        visitor: &visitor.key().0,
        submission,
        service: None,
        now,
    };
    store::appointment::find_booking_facts(reads, query)
        .await?
        .ok_or(Failure::NotFound)
}

/// The hold, if it is this patient's or nobody's yet.
fn held(facts: &BookingFacts, who: &ActingFor<can::Book>) -> Result<Hold, Failure> {
    facts
        .hold
        .filter(|hold| hold.patient.is_none_or(|patient| patient == who.patient()))
        .ok_or(Failure::NotFound)
}

/// Nobody books for somebody else what they would not see afterwards.
///
/// # Errors
/// `Refused(Book(ServiceNotOffered))`.
pub(crate) fn may_hear_of(facts: &BookingFacts) -> Result<(), Failure> {
    if facts.veiled {
        return Err(refused(BookRefusal::ServiceNotOffered));
    }
    Ok(())
}

/// What a booking of theirs comes to now.
pub(crate) fn booked_as(facts: &BookingFacts) -> BookedAs {
    BookedAs::of(Booker::Online {
        policy: facts.policy.unwrap_or(RegistrationPolicy::Open),
        waits: facts.waits,
    })
}

/// The same, for somebody to whom `shown` was said before they pressed.
///
/// # Errors
/// `Refused(ChangedMeanwhile)` where they would get less than that.
pub(crate) fn agreed(facts: &BookingFacts, shown: BookedAs) -> Result<BookedAs, Failure> {
    let comes = booked_as(facts);
    let changed = Failure::Refused(Refusal::ChangedMeanwhile);
    comes.suits(shown).then_some(comes).ok_or(changed)
}

/// What the rules ask about the patient.
pub(crate) fn asked_of(facts: &BookingFacts) -> PatientFacts<'_> {
    PatientFacts {
        appointments: &facts.overlapping,
        further: Some(Further {
            standing: facts.standing,
            ahead: ahead(facts.ahead),
        }),
    }
}

/// What is ahead, with how many there may be.
pub(crate) fn ahead(counts: AheadCounts) -> Ahead {
    let most = |cap: i64| u32::try_from(cap).unwrap_or(u32::MAX);
    Ahead {
        of_patient: Count {
            now: counts.upcoming,
            cap: most(limits::UPCOMING_PER_PATIENT),
        },
        of_service: counts.service_cap.map(|cap| Count {
            now: counts.upcoming_of_service,
            cap,
        }),
        by_account: Some(Count {
            now: counts.upcoming_by_account,
            cap: most(limits::UPCOMING_PER_ACCOUNT),
        }),
    }
}

#[cfg(test)]
mod tests;

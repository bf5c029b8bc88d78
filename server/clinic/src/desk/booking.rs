//! A booking by staff: for anyone, with an account or none.

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::booking::BookRefusal;
use domain::claim::quanta;
use domain::id::{AppointmentId, PatientId, PractitionerId, SubmissionId};
use domain::limits;
use domain::person::parse_note;
use domain::refusal::Refusal;
use domain::registration::booked_as::{BookedAs, Booker};
use jiff::Timestamp;
use store::appointment::desk as stored;
use store::appointment::{BookedBy, NewAppointment};
use store::claim::Claimant;
use store::claim::swap::Place;
use store::notice::NoticeKind;

use super::judging::{Consent, Whom, judge};
use super::telling::{Concerned, addressees, tell};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::schedule::{Schedule, refused};

/// Which of its two acts a booking is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Of a free time. Rules that bind only patients are passed over if staff say so.
    Free {
        /// Whether they say so.
        anyway: bool,
    },
    /// Over whatever has the time.
    Over,
}

/// What a member of staff would like to book.
#[derive(Clone, Copy)]
pub struct Wish<'a> {
    /// For whom.
    pub patient: PatientId,
    /// The service's name in links.
    pub service: &'a str,
    /// The start.
    pub starts_at: Timestamp,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Names this press of the button.
    pub submission: SubmissionId,
    /// For the practitioner.
    pub note: &'a str,
    /// Whether the patient is told, if there is an address.
    pub tell: bool,
    /// Which act it is.
    pub purpose: Purpose,
    /// What the page showed to speak against it ([`domain::booking::against`]).
    pub shown: &'a str,
    /// Why, where a reason is needed.
    pub reason: &'a str,
}

/// Books. The same submission books once: its second press gets the first one's
/// appointment, as long as it is what the press asked for. A booking over another visit of
/// a time that is free by now is a normal one.
///
/// # Errors
/// `Refused(NeedsReason(..))` where rules speak against it and staff haven't said
/// "anyway"; `Refused(Book(Taken))` for a taken time that isn't to be booked over;
/// `Refused(HeldOnline)` where somebody keeps it, or the rest it needs, right now;
/// `Refused(ChangedMeanwhile)` where more speaks against it than the page showed, or the
/// same submission's booking is gone or another;
/// `Refused(Past)`;
/// `Invalid` for note and reason; [`Failure::NotFound`] for patient, service or person.
pub async fn book(
    clinic: &Clinic,
    staff: &Staff<can::Book>,
    wish: Wish<'_>,
) -> Result<AppointmentId, Failure> {
    let mut work = clinic.begin(staff).await?;
    let outcome = book_in(clinic, &mut work, staff, wish).await;
    let booked = work.settle(outcome).await?;
    clinic.wake_mail();
    Ok(booked)
}

async fn book_in(
    clinic: &Clinic,
    work: &mut Work,
    staff: &Staff<can::Book>,
    wish: Wish<'_>,
) -> Result<AppointmentId, Failure> {
    let now = work.now();
    if let Some(booked) = stored::find_submitted(&mut **work, wish.submission).await? {
        if booked.patient != wish.patient || booked.staff != Some(staff.staff_id()) {
            return Err(Failure::NotFound);
        }
        let same = booked.state != AppointmentState::Cancelled
            && booked.starts_at == wish.starts_at
            && booked.practitioner == wish.practitioner
            && booked.service_slug == wish.service;
        let changed = Failure::Refused(Refusal::ChangedMeanwhile);
        return same.then_some(booked.id).ok_or(changed);
    }
    let person = stored::find_person(&mut **work, wish.patient)
        .await?
        .ok_or(Failure::NotFound)?;
    let note = parse_note(wish.note, limits::NOTE_CHARS_MAX)
        .map_err(|invalid| Failure::field("note", invalid))?;
    let schedule = Schedule::for_staff(&mut **work, wish.service, now).await?;
    let offerer = schedule
        .person(wish.practitioner)
        .ok_or_else(|| refused(BookRefusal::ServiceNotOffered))?;
    let visit = schedule.visit(wish.starts_at).map_err(refused)?;
    let whom = Whom::Booking(wish.patient, &person);
    let at = (wish.starts_at, wish.practitioner);
    let judged = judge(&mut **work, &schedule, whom, at).await?;
    let quanta = quanta(visit).map_err(refused)?;
    let consent = Consent {
        purpose: wish.purpose,
        shown: wish.shown,
        reason: wish.reason,
    };
    let agreed = judged.agreed(consent, (0, now))?;
    let held = store::claim::held_until(&mut **work, wish.practitioner, &quanta, now).await?;
    if held.is_some() {
        return Err(Failure::Refused(Refusal::HeldOnline));
    }

    let id: AppointmentId = clinic.new_id();
    let location = &offerer.offerer.location;
    let new = NewAppointment {
        id,
        patient: wish.patient,
        service: schedule.service.id,
        practitioner: wish.practitioner,
        location: location.id,
        zone: location.zone.clone(),
        starts_at: visit.start(),
        ends_at: visit.end(),
        buffer_before_minutes: schedule.service.buffer_before_minutes,
        buffer_after_minutes: schedule.service.buffer_after_minutes,
        cancel_notice_minutes: schedule.service.cancel_notice_minutes,
        move_notice_minutes: schedule.service.move_notice_minutes,
        note,
        booked_by: BookedBy::Staff(staff.staff_id()),
        booked_as: BookedAs::of(Booker::Staff),
        booked_at: now,
        submission: wish.submission,
    };
    store::appointment::insert_appointment(work, &new).await?;
    let place = Place {
        practitioner: wish.practitioner,
        quanta: quanta.clone(),
    };
    store::claim::swap::take_graced(work, &place).await?;
    if agreed.over {
        store::claim::insert_claims_above(work, wish.practitioner, &quanta, id, now).await?;
        stored::mark_overbooked(work, id).await?;
    } else {
        let claimant = Claimant::Appointment(id);
        if !store::claim::insert_claims(work, wish.practitioner, &quanta, claimant, now).await? {
            // The rules saw the time free and the schema didn't: the schema is right.
            return Err(refused(BookRefusal::Taken));
        }
    }
    if let Some(exemption) = agreed.exemption {
        stored::insert_exemption(work, id, staff.staff_id(), &exemption).await?;
    }
    let concerned = Concerned {
        patient: wish.patient,
        service: schedule.service.id,
        booker: None,
    };
    let told = addressees(&mut **work, concerned, now).await?;
    for to in told.into_iter().filter(|_| wish.tell) {
        tell(clinic, work, NoticeKind::Booked, (id, 0), wish.patient, to).await?;
    }
    work.record(
        Action::AppointmentBookFor.as_str(),
        &id.to_string(),
        &[wish.patient],
    )
    .await?;
    Ok(id)
}

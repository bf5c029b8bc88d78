//! What speaks against a time that staff would like, and whether they agreed to it.
//!
//! The page that shows it and the commit that finds it ask the same function here.

use domain::booking::against::Against;
use domain::booking::exemption::StaffVerdict;
use domain::booking::{BookRefusal, Further, PatientFacts};
use domain::id::{PatientId, PractitionerId};
use domain::moving;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use store::Reads;
use store::appointment::desk::{self as stored, Exemption, Neighbour, Person};
use store::appointment::{Appointment, Sight};

use super::{Purpose, ahead, parse_reason};
use crate::failure::Failure;
use crate::schedule::{Own, Schedule, refused};
use crate::times::Choice;

/// For whom a time is judged.
#[derive(Clone, Copy)]
pub(super) enum Whom<'a> {
    /// Somebody who is to have one visit more.
    Booking(PatientId, &'a Person),
    /// Whoever's visit is to move.
    Moving(&'a Appointment),
}

impl Whom<'_> {
    pub(super) fn own(&self) -> Own {
        match self {
            Self::Booking(..) => Own::NOTHING,
            Self::Moving(row) => Own::appointment(row),
        }
    }
}

/// What the rules say of a time.
pub(super) struct Judged {
    /// Why not even staff can have it, or what they may pass over.
    pub(super) verdict: Result<StaffVerdict, Refusal>,
    /// Who has the time, or the rest that goes with it.
    pub(super) taken_by: Vec<Neighbour>,
}

/// Judges a visit that would start then.
///
/// # Errors
/// `Refused(Book(..))` for a time or a person that the service doesn't have.
pub(super) async fn judge(
    reads: &mut impl Reads,
    schedule: &Schedule,
    whom: Whom<'_>,
    (start, practitioner): (Timestamp, PractitionerId),
) -> Result<Judged, Failure> {
    let visit = schedule.visit(start).map_err(refused)?;
    let (patient, except) = match whom {
        Whom::Booking(patient, _) => (patient, None),
        Whom::Moving(row) => (row.patient, Some(row.id)),
    };
    let others =
        store::appointment::list_overlapping(reads, Sight::all(patient), except, visit).await?;
    let (around, now) = (around(start), schedule.now);
    let neighbours = stored::list_neighbours(reads, practitioner, around, except, now).await?;
    let choice = Choice::Named(practitioner);
    let diary = schedule
        .diary_around(reads, choice, start, whom.own())
        .await?;
    let busy: Vec<_> = neighbours.iter().map(|neighbour| neighbour.busy).collect();
    let facts = match whom {
        Whom::Booking(patient, person) => PatientFacts {
            appointments: &others,
            further: Some(Further {
                standing: person.standing,
                ahead: ahead(reads, patient, schedule.service.id, now).await?,
            }),
        },
        Whom::Moving(_) => moving::facts(&others),
    };
    let verdict = match diary.judge_for_staff(start, practitioner, &busy, facts) {
        Ok(verdict) => Ok(verdict),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(failure) => return Err(failure),
    };
    let taken_by = neighbours
        .into_iter()
        .filter(|neighbour| diary.in_the_way(&neighbour.busy, start));
    Ok(Judged {
        verdict,
        taken_by: taken_by.collect(),
    })
}

/// What staff said, and to what.
#[derive(Clone, Copy)]
pub(super) struct Consent<'a> {
    /// Which act it is.
    pub(super) purpose: Purpose,
    /// What the page showed, as its form carries it.
    pub(super) shown: &'a str,
    /// Why, where a reason is needed.
    pub(super) reason: &'a str,
}

/// What they agreed to.
pub(super) struct Agreed {
    /// Whether the visit goes over another one.
    pub(super) over: bool,
    /// What is written down about a change against the rules.
    pub(super) exemption: Option<Exemption>,
}

impl Judged {
    /// What speaks against it and staff may pass over.
    pub(super) fn against(&self) -> Against {
        let warnings = self.verdict.iter().flat_map(|verdict| &verdict.warnings);
        let over = self.taken_by.iter();
        let over = over.filter_map(|by| Some((by.appointment?, by.busy.span.start())));
        Against::new(warnings, over)
    }

    /// Whether staff agreed to all of it; the change leads to the appointment's `sequence`.
    /// What they agreed to and is so no longer needs nothing: over a time that is free by
    /// now a visit is a normal one.
    ///
    /// # Errors
    /// `Refused(HeldOnline)` where somebody who books online keeps the time right now, or
    /// the rest it needs; why not even staff can have it; `Refused(Book(Taken))` for a taken
    /// time that isn't to be gone over; `Refused(ChangedMeanwhile)` where they weren't shown
    /// all of it; `Refused(NeedsReason(..))` where they were and didn't say "anyway";
    /// `Invalid` for the reason.
    pub(super) fn agreed(
        self,
        consent: Consent<'_>,
        (sequence, now): (i64, Timestamp),
    ) -> Result<Agreed, Failure> {
        if self.taken_by.iter().any(|by| by.appointment.is_none()) {
            return Err(Failure::Refused(Refusal::HeldOnline));
        }
        let against = self.against();
        let StaffVerdict { warnings, taken } = self.verdict.map_err(Failure::Refused)?;
        if taken && consent.purpose != Purpose::Over {
            return Err(refused(BookRefusal::Taken));
        }
        if !Against::parse(consent.shown).covers(&against) {
            return Err(Failure::Refused(Refusal::ChangedMeanwhile));
        }
        if warnings.is_empty() && !taken {
            return Ok(Agreed {
                over: false,
                exemption: None,
            });
        }
        if consent.purpose == (Purpose::Free { anyway: false }) {
            return Err(Failure::Refused(Refusal::NeedsReason(warnings)));
        }
        let rules: Vec<&str> = warnings.iter().map(BookRefusal::code).collect();
        let exemption = Exemption {
            sequence,
            made_at: now,
            rules: rules.join(" "),
            overbooked: taken,
            reason: parse_reason(consent.reason)?,
        };
        Ok(Agreed {
            over: taken,
            exemption: Some(exemption),
        })
    }
}

/// What can bear on a visit that starts then: a day on either side.
fn around(start: Timestamp) -> (Timestamp, Timestamp) {
    let day = SignedDuration::from_hours(24);
    (
        start.checked_sub(day).unwrap_or(Timestamp::MIN),
        start.checked_add(day).unwrap_or(Timestamp::MAX),
    )
}

//! May this visit be booked? The page, the hold and the commit ask the same
//! function, each with what it has read itself; only the commit's answer counts,
//! as it reads inside the transaction that writes.
//!
//! Not here: the claim on the practitioner's time, which makes a double booking
//! impossible whatever this says ([`crate::claim`] and the schema), and staff's
//! deliberate exceptions, which are a rule of their own ([`exemption`]), and hold only for
//! what they were shown ([`against`]).

use std::fmt;

pub mod against;
pub mod exemption;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::shift::WorkingHours;
use crate::slots::{Busy, Judge, Terms};
use crate::span::Span;

/// Why a visit can't be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum BookRefusal {
    /// The practitioner doesn't offer the service, or nobody does any more.
    ServiceNotOffered,
    /// The start has passed or is nearer than the service allows.
    TooSoon {
        /// How long before its start a visit must be booked.
        lead_minutes: u32,
    },
    /// The start is on a later day than the service allows.
    TooFar {
        /// How many days ahead can be booked.
        horizon_days: u32,
    },
    /// The practitioner isn't at work for the whole of the visit.
    OutsideHours,
    /// The start is none of the times that the service has.
    NotOnGrid,
    /// Another visit or hold, or the rest it needs, is in the way.
    Taken,
    /// The service is for patients whom the clinic doesn't know yet.
    NewPatientsOnly,
    /// The service is for patients of the clinic.
    ExistingPatientsOnly,
    /// The patient has another appointment at that time.
    PatientBusy,
    /// The patient has as many appointments ahead as may be.
    TooManyUpcoming {
        /// How many may be.
        cap: u32,
    },
    /// The patient has as many appointments ahead at this service as may be.
    TooManyOfService {
        /// How many may be.
        cap: u32,
    },
    /// The account has booked as many appointments ahead, for whomever, as may be.
    TooManyByAccount {
        /// How many may be.
        cap: u32,
    },
}

impl BookRefusal {
    /// The stable code, as on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::ServiceNotOffered => "service_not_offered",
            Self::TooSoon { .. } => "too_soon",
            Self::TooFar { .. } => "too_far",
            Self::OutsideHours => "outside_hours",
            Self::NotOnGrid => "not_on_grid",
            Self::Taken => "taken",
            Self::NewPatientsOnly => "new_patients_only",
            Self::ExistingPatientsOnly => "existing_patients_only",
            Self::PatientBusy => "patient_busy",
            Self::TooManyUpcoming { .. } => "too_many_upcoming",
            Self::TooManyOfService { .. } => "too_many_of_service",
            Self::TooManyByAccount { .. } => "too_many_by_account",
        }
    }
}

impl fmt::Display for BookRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for BookRefusal {}

/// Whom a service is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// Everybody.
    Anyone,
    /// Who hasn't been here before.
    NewPatientsOnly,
    /// Who has.
    ExistingPatientsOnly,
}

/// Whether the clinic knows the patient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not yet: a new registration, say.
    New,
    /// A patient of the clinic.
    Existing,
}

impl Standing {
    /// A patient counts as new while nobody at the clinic has looked at their profile, or
    /// they have no appointment that wasn't cancelled.
    #[must_use]
    pub const fn of(provisional: bool, has_appointments: bool) -> Self {
        if !provisional && has_appointments {
            Self::Existing
        } else {
            Self::New
        }
    }
}

impl Eligibility {
    /// Whether the service is for somebody of this standing.
    ///
    /// # Errors
    /// [`BookRefusal::NewPatientsOnly`]; [`BookRefusal::ExistingPatientsOnly`].
    pub const fn admits(self, standing: Standing) -> Result<(), BookRefusal> {
        match (self, standing) {
            (Self::NewPatientsOnly, Standing::Existing) => Err(BookRefusal::NewPatientsOnly),
            (Self::ExistingPatientsOnly, Standing::New) => Err(BookRefusal::ExistingPatientsOnly),
            (Self::Anyone, Standing::New | Standing::Existing)
            | (Self::NewPatientsOnly, Standing::New)
            | (Self::ExistingPatientsOnly, Standing::Existing) => Ok(()),
        }
    }
}

/// What the rules ask about the patient.
#[derive(Clone, Copy, Debug)]
pub struct PatientFacts<'a> {
    /// Their appointments around the time, with anybody. Those just cancelled
    /// and still in their grace are left out.
    pub appointments: &'a [Span],
    /// What a further visit is asked about; none for one that only moves
    /// ([`crate::moving`]).
    pub further: Option<Further>,
}

/// What the rules ask about a patient who would like one visit more.
#[derive(Clone, Copy, Debug)]
pub struct Further {
    /// Whether the clinic knows them.
    pub standing: Standing,
    /// Those ahead.
    pub ahead: Ahead,
}

/// The appointments ahead, by whose they are. A visit that would make one of the counts
/// more than it may be is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The patient's, at any service.
    pub of_patient: Count,
    /// The patient's at the service asked for, if that sets a number of its own.
    pub of_service: Option<Count>,
    /// Those that the account has booked for everybody it books for, if an account books.
    pub by_account: Option<Count>,
}

/// How many there are, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// There are.
    pub now: u32,
    /// There may be.
    pub cap: u32,
}

impl Count {
    const fn is_full(self) -> bool {
        self.now >= self.cap
    }
}

impl Ahead {
    /// Whether there is room for one more: the part of [`may_book`] that can be told as
    /// soon as it is known who asks.
    ///
    /// # Errors
    /// The first number that is reached, in the order of [`BookRefusal`].
    pub fn room(&self) -> Result<(), BookRefusal> {
        let Self {
            of_patient,
            of_service,
            by_account,
        } = *self;
        if of_patient.is_full() {
            let cap = of_patient.cap;
            return Err(BookRefusal::TooManyUpcoming { cap });
        }
        if let Some(Count { cap, .. }) = of_service.filter(|count| count.is_full()) {
            return Err(BookRefusal::TooManyOfService { cap });
        }
        match by_account.filter(|count| count.is_full()) {
            Some(Count { cap, .. }) => Err(BookRefusal::TooManyByAccount { cap }),
            None => Ok(()),
        }
    }
}

/// A visit that somebody would like to book, with all that bears on it. That the
/// practitioner offers the service is settled where they are looked up.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    /// The start asked for.
    pub start: Timestamp,
    /// What the service asks of a time.
    pub terms: &'a Terms,
    /// Whom the service is for.
    pub eligibility: Eligibility,
    /// The practitioner's hours on the local date of the start.
    pub hours: &'a WorkingHours,
    /// What the practitioner has around the start, in any order: appointments
    /// and live holds of others. The visitor's own hold on this time is left out.
    pub busy: &'a [Busy],
    /// The patient; none as long as nobody has said who it is for.
    pub patient: Option<PatientFacts<'a>>,
    /// The time of asking.
    pub now: Timestamp,
    /// The location's zone.
    pub zone: &'a TimeZone,
}

/// Whether the proposed visit may be booked. A time is judged before the
/// patient, so that two people asking for the same impossible time get the
/// same answer.
///
/// # Errors
/// The first rule that speaks against it, in the order of [`BookRefusal`].
pub fn may_book(proposal: &Proposal<'_>) -> Result<(), BookRefusal> {
    let Proposal {
        start,
        terms,
        hours,
        busy,
        now,
        zone,
        ..
    } = *proposal;
    let visit = Judge::new(terms, hours, busy, now, zone).visit(start)?;
    match &proposal.patient {
        Some(patient) => may_have(patient, proposal.eligibility, visit),
        None => Ok(()),
    }
}

fn may_have(
    patient: &PatientFacts<'_>,
    eligibility: Eligibility,
    visit: Span,
) -> Result<(), BookRefusal> {
    let first = patient_refusals(patient, eligibility, visit)
        .into_iter()
        .next();
    first.map_or(Ok(()), Err)
}

/// All that speaks against the visit on the patient's part.
fn patient_refusals(
    patient: &PatientFacts<'_>,
    eligibility: Eligibility,
    visit: Span,
) -> Vec<BookRefusal> {
    let mut refusals = Vec::new();
    if let Some(further) = &patient.further {
        refusals.extend(eligibility.admits(further.standing).err());
    }
    if patient
        .appointments
        .iter()
        .any(|other| other.overlaps(visit))
    {
        refusals.push(BookRefusal::PatientBusy);
    }
    if let Some(further) = &patient.further {
        refusals.extend(further.ahead.room().err());
    }
    refusals
}

#[cfg(test)]
mod tests;

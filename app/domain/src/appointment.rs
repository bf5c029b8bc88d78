//! How far an appointment has come, and which step staff may say next.
//!
//! Booked, there, finished; or they didn't come; or it was cancelled. Whether a booked
//! one may be cancelled or moved by its patient is settled in [`crate::cancellation`].

use jiff::{SignedDuration, Timestamp};

use crate::limits::ARRIVAL_HOURS_BEFORE;

/// How far an appointment has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppointmentState {
    /// Booked.
    Confirmed,
    /// The patient is there.
    Arrived,
    /// It has taken place.
    Completed,
    /// The patient didn't come.
    NoShow,
    /// It won't take place.
    Cancelled,
}

impl AppointmentState {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Confirmed,
        Self::Arrived,
        Self::Completed,
        Self::NoShow,
        Self::Cancelled,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Arrived => "arrived",
            Self::Completed => "completed",
            Self::NoShow => "no_show",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// What staff say of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The patient is there.
    Arrive,
    /// It has taken place.
    Finish,
    /// The patient didn't come.
    Miss,
}

impl Step {
    /// All steps.
    pub const ALL: [Self; 3] = [Self::Arrive, Self::Finish, Self::Miss];

    /// The form that stands in a form's field.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Arrive => "arrive",
            Self::Finish => "finish",
            Self::Miss => "miss",
        }
    }

    /// Reads the form that stands in a form's field.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == text)
    }

    /// Where the step leads.
    #[must_use]
    pub const fn leads_to(self) -> AppointmentState {
        match self {
            Self::Arrive => AppointmentState::Arrived,
            Self::Finish => AppointmentState::Completed,
            Self::Miss => AppointmentState::NoShow,
        }
    }

    /// From where it can be taken; also where undoing it leads back to.
    #[must_use]
    pub const fn starts_from(self) -> AppointmentState {
        match self {
            Self::Arrive | Self::Miss => AppointmentState::Confirmed,
            Self::Finish => AppointmentState::Arrived,
        }
    }
}

/// Why a step can't be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepRefusal {
    /// The appointment has come another way meanwhile.
    OtherState,
    /// Nobody has confirmed it yet.
    NotConfirmed,
    /// It is too early to say.
    TooEarly,
}

/// May `step` be taken at `now` of an appointment in `state` that starts at `starts_at`, and is
/// only `requested`, or isn't? What nobody has confirmed nobody has come for, or stayed away from.
/// Somebody may be there from some hours before; nobody has missed what hasn't begun.
///
/// # Errors
/// [`StepRefusal::OtherState`], else [`StepRefusal::NotConfirmed`], else
/// [`StepRefusal::TooEarly`].
pub fn may_take(
    step: Step,
    (state, requested): (AppointmentState, bool),
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), StepRefusal> {
    if state != step.starts_from() {
        return Err(StepRefusal::OtherState);
    }
    if requested {
        return Err(StepRefusal::NotConfirmed);
    }
    let earliest = match step {
        Step::Arrive => starts_at
            .checked_sub(SignedDuration::from_hours(ARRIVAL_HOURS_BEFORE))
            .unwrap_or(Timestamp::MIN),
        Step::Miss => starts_at,
        Step::Finish => Timestamp::MIN,
    };
    if now < earliest {
        return Err(StepRefusal::TooEarly);
    }
    Ok(())
}

/// The step that led to `state`, if staff took one.
#[must_use]
pub fn step_to(state: AppointmentState) -> Option<Step> {
    Step::ALL.into_iter().find(|step| step.leads_to() == state)
}

#[cfg(test)]
mod tests;

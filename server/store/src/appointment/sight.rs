//! Which of a patient's appointments somebody sees: a visit at a confidential service is the
//! patient's alone, and for those who act for them there is none.

use domain::access::Confidential;
use domain::id::PatientId;
use domain::span::Span;

/// Whose appointments, and which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sight {
    /// Whose.
    pub patient: PatientId,
    /// Whether those at confidential services are among them.
    pub confidential: Confidential,
}

impl Sight {
    /// All of the patient's: for the patient, and for staff.
    #[must_use]
    pub const fn all(patient: PatientId) -> Self {
        Self {
            patient,
            confidential: Confidential::Shown,
        }
    }

    /// As a statement asks for it: 1 where all are seen.
    pub(crate) fn flag(self) -> i64 {
        match self.confidential {
            Confidential::Shown => 1,
            Confidential::Hidden => 0,
        }
    }
}

/// The patient's appointments in a time that is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// Those that whoever asks may hear of.
    pub shown: Vec<Span>,
    /// Those that stand in the way without a word.
    pub hidden: Vec<Span>,
}

impl Others {
    pub(crate) fn push(&mut self, span: Span, hidden: bool) {
        if hidden {
            self.hidden.push(span);
        } else {
            self.shown.push(span);
        }
    }

    /// Whether there are none at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty() && self.hidden.is_empty()
    }

    /// Whether one that must not be told of overlaps `span`.
    #[must_use]
    pub fn is_hidden_in(&self, span: Span) -> bool {
        self.hidden.iter().any(|other| other.overlaps(span))
    }
}

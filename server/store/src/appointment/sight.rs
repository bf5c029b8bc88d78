//! Which of a patient's appointments somebody sees: a visit at a confidential service is the
//! patient's alone, and for those who act for them there is none.
//!
//! None in earnest: it counts toward nothing that they are told, and stands in the way of
//! nothing that they book for the patient. Whatever refused them its time, or left that out of a
//! list, would tell of it to whoever asks the same once more as a stranger. The patient sees
//! both, and so does the desk, who can move one.

use domain::access::Confidential;
use domain::id::PatientId;

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

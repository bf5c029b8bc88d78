//! Identities: each thing has a type of its own, so that a patient's id can't
//! stand where an account's is wanted.
//!
//! Ids are UUIDs of version 7, made in `clinic` from its clock and its random
//! source: they sort by age in an index and can't be guessed in a link.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The text was not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

macro_rules! define_ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// The id with this value, as stored or freshly made.
            #[must_use]
            pub const fn from_stored(value: Uuid) -> Self {
                Self(value)
            }

            /// The value to store.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0.hyphenated())
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            /// Takes the hyphenated form only, so that an id has one spelling in a link.
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let value = Uuid::try_parse(text).map_err(|_| NotAnId)?;
                let id = Self(value);
                if id.to_string() == text { Ok(id) } else { Err(NotAnId) }
            }
        }
    )*};
}

define_ids! {
    /// The right of one account to act for one patient.
    AccessId,
    /// A human who logs in to the portal.
    AccountId,
    /// A booked visit.
    AppointmentId,
    /// The asking for a code by mail; the codes themselves are only stored hashed.
    CodeRequestId,
    /// A change of the address by which an account is logged in to.
    EmailChangeId,
    /// A time kept free for a visitor while the form is filled in.
    HoldId,
    /// The asking of somebody to act for a patient.
    InvitationId,
    /// The asking of many patients at once.
    InviteBatchId,
    /// Something that staff are told of an invitation.
    InvitationNewsId,
    /// Where the clinic works.
    LocationId,
    /// The making of one profile out of two.
    MergeId,
    /// A mail that waits to be sent, or was.
    NoticeId,
    /// A chart: somebody who is treated.
    PatientId,
    /// Somebody who treats, and whose time is booked.
    PractitionerId,
    /// The asking of somebody who signed up whether they have been here before.
    QuestionId,
    /// A new portal account waiting to be matched by staff.
    RegistrationId,
    /// The shutting out of everybody who acts for a patient.
    SafeguardingStopId,
    /// What can be booked.
    ServiceId,
    /// A signed-in browser, of an account or of staff.
    SessionId,
    /// Working hours that repeat every week.
    ShiftId,
    /// What somebody typed before their address was proven.
    SignUpId,
    /// A member of staff.
    StaffId,
    /// One press of a button, so that pressing twice does it once.
    SubmissionId,
}

#[cfg(test)]
mod tests;

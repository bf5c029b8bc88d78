//! Fresh ids: UUID version 7, from the clinic's clock and random source.

use jiff::Timestamp;
use uuid::{Builder, Uuid};

use crate::rng::Rng;

/// An id that can be made fresh.
pub(crate) trait NewId {
    fn of(value: Uuid) -> Self;
}

macro_rules! new_ids {
    ($($name:ident),* $(,)?) => {$(
        impl NewId for domain::id::$name {
            fn of(value: Uuid) -> Self {
                Self::from_stored(value)
            }
        }
    )*};
}

new_ids! {
    AccessId, AccountId, AppointmentId, CodeRequestId, EmailChangeId, HoldId, InvitationId, InvitationNewsId, InviteBatchId, LocationId, MergeId, NoticeId, PatientId,
    PractitionerId, QuestionId, RegistrationId, SafeguardingStopId, ServiceId, SessionId, ShiftId, SignUpId, StaffId, SubmissionId,
}

impl NewId for Uuid {
    fn of(value: Uuid) -> Self {
        value
    }
}

/// Milliseconds since 1970 in the first 48 bits, then 74 random bits.
pub(super) fn make<I: NewId>(now: Timestamp, rng: &dyn Rng) -> I {
    let mut random = [0; 10];
    rng.fill(&mut random);
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    I::of(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
}

//! How many appointments are ahead, counted for whoever would like one more.

use domain::id::{AccountId, AppointmentId, PatientId, ServiceId};
use jiff::Timestamp;
use sqlx::FromRow;

use super::Sight;
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// The appointments that start later than now and stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct AheadCounts {
    /// The patient's.
    pub upcoming: u32,
    /// The patient's at the service asked for.
    pub upcoming_of_service: u32,
    /// Those booked by the account, for whomever.
    pub upcoming_by_account: u32,
    /// How many of one patient the service takes, if it has a number of its own.
    pub service_cap: Option<u32>,
}

// The columns of [`AheadCounts`], for a patient, an account, a service and an instant; `$shown`
// is 1 where visits at confidential services are counted.
// Index: appointment_patient, appointment_account; primary key of service.
macro_rules! ahead_columns {
    ($patient:literal, $account:literal, $service:literal, $now:literal, $shown:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM appointment AS ahead WHERE ahead.patient_id = ",
            $patient,
            " AND ahead.starts_at > ",
            $now,
            " AND ahead.state <> 'cancelled' AND (",
            $shown,
            " = 1 OR NOT EXISTS (SELECT 1 FROM service AS kept WHERE kept.id = ahead.service_id \
             AND kept.confidential_at IS NOT NULL))) AS upcoming, \
             (SELECT COUNT(*) FROM appointment AS ahead WHERE ahead.patient_id = ",
            $patient,
            " AND ahead.starts_at > ",
            $now,
            " AND ahead.state <> 'cancelled' AND ahead.service_id = ",
            $service,
            " AND (",
            $shown,
            " = 1 OR NOT EXISTS (SELECT 1 FROM service AS kept WHERE kept.id = ahead.service_id \
             AND kept.confidential_at IS NOT NULL))) AS upcoming_of_service, \
             (SELECT COUNT(*) FROM appointment AS ahead WHERE ahead.booked_by_account = ",
            $account,
            " AND ahead.starts_at > ",
            $now,
            " AND ahead.state <> 'cancelled') AS upcoming_by_account, \
             (SELECT service.upcoming_cap FROM service WHERE service.id = ",
            $service,
            ") AS service_cap"
        )
    };
}
pub(crate) use ahead_columns;

const COUNT: &str = concat!("SELECT ", ahead_columns!("$1", "$2", "$3", "$4", "$5"));

/// Counts what is ahead of the patient, at this service too, and of the account that books,
/// if one does.
///
/// # Errors
/// Those of the database.
pub async fn count_ahead(
    reads: &mut impl Reads,
    sight: Sight,
    account: Option<AccountId>,
    service: ServiceId,
    now: Timestamp,
) -> Result<AheadCounts, StoreError> {
    on_db!(
        reads,
        query_as(COUNT)
            .bind(Id(sight.patient))
            .bind(account.map(Id))
            .bind(Id(service))
            .bind(At(now))
            .bind(sight.flag())
            .fetch_one
    )
}

// Index: audit_detail for the cancelling; audit_patient's primary key from there on.
const BOOKED_SINCE: &str = "SELECT COUNT(*) FROM audit_patient \
     JOIN audit ON audit.seq = audit_patient.seq WHERE audit_patient.patient_id = $1 \
     AND audit_patient.seq > (SELECT COALESCE(MAX(cancelled.seq), 0) FROM audit AS cancelled \
     WHERE cancelled.detail = $2 AND cancelled.detail <> '' \
     AND cancelled.action = 'appointment.cancel') \
     AND audit.action IN ('appointment.book', 'appointment.book_for', 'appointment.undo_cancel')";

/// Whether anything was booked for the patient, or brought back, since the appointment was
/// last cancelled.
///
/// # Errors
/// Those of the database.
pub async fn has_booked_since(
    reads: &mut impl Reads,
    patient: PatientId,
    cancelled: AppointmentId,
) -> Result<bool, StoreError> {
    let count: i64 = on_db!(
        reads,
        query_scalar(BOOKED_SINCE)
            .bind(Id(patient))
            .bind(cancelled.to_string())
            .fetch_one
    )?;
    Ok(count > 0)
}

/// Every statement here.
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[COUNT, BOOKED_SINCE];

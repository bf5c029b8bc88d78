//! An appointment is added.

use std::fmt;

use domain::id::{
    AccountId, AppointmentId, LocationId, PatientId, PractitionerId, ServiceId, StaffId,
    SubmissionId,
};
use domain::registration::booked_as::BookedAs;
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{StoreError, Tx};

/// An appointment to be added.
#[derive(Clone)]
pub struct NewAppointment {
    /// Its id.
    pub id: AppointmentId,
    /// For whom.
    pub patient: PatientId,
    /// What.
    pub service: ServiceId,
    /// With whom.
    pub practitioner: PractitionerId,
    /// Where.
    pub location: LocationId,
    /// The location's zone today.
    pub zone: String,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// The service's buffer today.
    pub buffer_before_minutes: u32,
    /// The service's buffer today.
    pub buffer_after_minutes: u32,
    /// The service's notice today.
    pub cancel_notice_minutes: u32,
    /// The service's notice for moving today.
    pub move_notice_minutes: u32,
    /// What the patient wrote to the practitioner.
    pub note: Option<String>,
    /// Who booked.
    pub booked_by: BookedBy,
    /// Whether it stands at once; what staff book does.
    pub booked_as: BookedAs,
    /// Now.
    pub booked_at: Timestamp,
    /// The press of the button.
    pub submission: SubmissionId,
}

/// Without what the patient wrote.
impl fmt::Debug for NewAppointment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewAppointment")
            .field("id", &self.id)
            .field("patient", &self.patient)
            .field("practitioner", &self.practitioner)
            .field("starts_at", &self.starts_at)
            .finish_non_exhaustive()
    }
}

/// Who booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BookedBy {
    /// An account, online.
    Account(AccountId),
    /// A member of staff.
    Staff(StaffId),
}

pub(crate) const INSERT: &str = "INSERT INTO appointment (id, patient_id, service_id, practitioner_id, \
     location_id, zone, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, \
     cancel_notice_minutes, move_notice_minutes, state, note, booked_by_account, \
     booked_by_staff, booked_at, submission_id, requested, sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, \
     $8, $9, $10, $11, $12, 'confirmed', $13, $14, $15, $16, $17, $18, 0)";

/// Adds an appointment, or a request for one; its claims are the caller's.
///
/// # Errors
/// `Conflict(Submission)` if that press of the button has booked already.
pub async fn insert_appointment(tx: &mut Tx, new: &NewAppointment) -> Result<(), StoreError> {
    let (account, staff) = match new.booked_by {
        BookedBy::Account(account) => (Some(account), None),
        BookedBy::Staff(staff) => (None, Some(staff)),
    };
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.patient))
            .bind(Id(new.service))
            .bind(Id(new.practitioner))
            .bind(Id(new.location))
            .bind(&new.zone)
            .bind(At(new.starts_at))
            .bind(At(new.ends_at))
            .bind(new.buffer_before_minutes)
            .bind(new.buffer_after_minutes)
            .bind(new.cancel_notice_minutes)
            .bind(new.move_notice_minutes)
            .bind(new.note.as_deref())
            .bind(account.map(Id))
            .bind(staff.map(Id))
            .bind(At(new.booked_at))
            .bind(Id(new.submission))
            .bind(i64::from(new.booked_as == BookedAs::Request))
            .execute
    )?;
    Ok(())
}

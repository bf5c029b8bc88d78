//! An appointment as a file for a calendar.

use domain::appointment::AppointmentState;
use domain::audit::Action;
use domain::id::AppointmentId;

use crate::authz::{ActingFor, Clinic, can};
use crate::calendar::{self, Method};
use crate::failure::Failure;

/// The appointment as an iCalendar file (RFC 5545).
///
/// # Errors
/// [`Failure::NotFound`].
pub async fn calendar(
    clinic: &Clinic,
    who: &ActingFor<can::ViewAppointments>,
    appointment: AppointmentId,
) -> Result<String, Failure> {
    let mut look = clinic.read(who).await?;
    let now = look.now();
    let row = store::appointment::find_of_patient(&mut *look, appointment, who.sight()).await?;
    let row = row.ok_or(Failure::NotFound)?;
    let house = store::clinic::find_clinic(&mut *look)
        .await?
        .ok_or(Failure::NotFound)?;
    let entry = calendar::Entry {
        id: row.id,
        sequence: row.sequence,
        cancelled: row.state == AppointmentState::Cancelled,
        tentative: row.is_request(),
        attendee: None,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        street: &row.street,
        city: &row.city,
    };
    let house = calendar::House {
        name: &house.name,
        email: &house.email,
        origin: clinic.origin(),
    };
    let file = calendar::file(&entry, house, Method::Publish, now);
    drop(look);
    clinic
        .saw(
            who,
            Action::AppointmentExported.as_str(),
            &appointment.to_string(),
        )
        .await?;
    Ok(file)
}

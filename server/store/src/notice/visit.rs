//! The appointment that a mail speaks of, as it stands when the mail is sent.

use domain::id::{AppointmentId, PractitionerId, ServiceId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::appointment::{AppointmentState, CancelledBy};
use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An appointment with all that its mails say.
#[derive(Clone, Debug)]
pub struct MailedVisit {
    /// The patient's name.
    pub patient_name: PersonName,
    /// Its given part, where that is known.
    pub given_name: Option<PersonName>,
    /// Whether somebody sees the patient's appointments in an account.
    pub portal: bool,
    /// The service.
    pub service: ServiceId,
    /// The service's name in links.
    pub service_slug: String,
    /// The service's name.
    pub service_name: String,
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// The practitioner's name.
    pub practitioner_name: PersonName,
    /// The location's street and number.
    pub street: String,
    /// The location's city.
    pub city: String,
    /// The zone by its IANA name.
    pub zone: String,
    /// The start.
    pub starts_at: Timestamp,
    /// The end.
    pub ends_at: Timestamp,
    /// How long before its start it can still be cancelled online.
    pub cancel_notice_minutes: u32,
    /// How far it has come.
    pub state: AppointmentState,
    /// Whether the clinic has yet to confirm it.
    pub requested: bool,
    /// Who cancelled it, if somebody did.
    pub cancelled_by: Option<CancelledBy>,
    /// How often it was changed.
    pub sequence: i64,
}

#[derive(FromRow)]
struct Row {
    patient_name: String,
    given_name: Option<String>,
    portal: i64,
    service_id: Id<ServiceId>,
    service_slug: String,
    service_name: String,
    practitioner_id: Id<PractitionerId>,
    practitioner_name: String,
    street: String,
    city: String,
    zone: String,
    starts_at: At,
    ends_at: At,
    cancel_notice_minutes: u32,
    state: Word<AppointmentState>,
    requested: i64,
    cancelled_by: Option<Word<CancelledBy>>,
    sequence: i64,
}

// Index: primary keys.
pub(super) const FIND: &str = "SELECT patient.full_name AS patient_name, patient.given_name, \
     CASE WHEN EXISTS (SELECT 1 FROM access WHERE access.patient_id = patient.id \
     AND access.ended_at IS NULL) THEN 1 ELSE 0 END AS portal, \
     service.id AS service_id, service.slug AS service_slug, practitioner.id AS practitioner_id, \
     service.name AS service_name, practitioner.full_name AS practitioner_name, \
     location.street, location.city, appointment.zone, appointment.starts_at, \
     appointment.ends_at, appointment.cancel_notice_minutes, appointment.state, \
     appointment.requested, \
     appointment.cancelled_by, appointment.sequence \
     FROM appointment \
     JOIN patient ON patient.id = appointment.patient_id \
     JOIN service ON service.id = appointment.service_id \
     JOIN practitioner ON practitioner.id = appointment.practitioner_id \
     JOIN location ON location.id = appointment.location_id \
     WHERE appointment.id = $1";

/// The appointment with this id.
///
/// # Errors
/// Those of the database.
pub async fn find_mailed_visit(
    reads: &mut impl Reads,
    id: AppointmentId,
) -> Result<Option<MailedVisit>, StoreError> {
    let row: Option<Row> = on_db!(reads, query_as(FIND).bind(Id(id)).fetch_optional)?;
    row.map(|row| {
        let given = row.given_name.as_deref();
        Ok(MailedVisit {
            patient_name: name("patient", "full_name", &row.patient_name)?,
            given_name: given
                .map(|stored| name("patient", "given_name", stored))
                .transpose()?,
            portal: row.portal == 1,
            service: row.service_id.0,
            service_slug: row.service_slug,
            practitioner: row.practitioner_id.0,
            service_name: row.service_name,
            practitioner_name: name("practitioner", "full_name", &row.practitioner_name)?,
            street: row.street,
            city: row.city,
            zone: row.zone,
            starts_at: row.starts_at.0,
            ends_at: row.ends_at.0,
            cancel_notice_minutes: row.cancel_notice_minutes,
            state: row.state.0,
            requested: row.requested == 1,
            cancelled_by: row.cancelled_by.map(|word| word.0),
            sequence: row.sequence,
        })
    })
    .transpose()
}

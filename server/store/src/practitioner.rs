//! Who treats. A practitioner is also a resource, whose time can be taken once.

#[cfg(any(test, feature = "testing"))]
use domain::id::ServiceId;
use domain::id::{LocationId, PractitionerId, StaffId};
use domain::person::PersonName;

use crate::column::Id;
use crate::db::on_db;
use crate::{StoreError, Tx};

/// A practitioner to be added.
#[derive(Clone, Debug)]
pub struct NewPractitioner {
    /// Their id, which is also that of their time.
    pub id: PractitionerId,
    /// The member of staff they are, if they log in.
    pub staff: Option<StaffId>,
    /// Where they work.
    pub location: LocationId,
    /// Their name.
    pub full_name: PersonName,
    /// Their profession.
    pub title: String,
    /// The colour by which calendars tell them apart.
    pub hue: String,
    /// Their place in lists.
    pub position: i64,
}

const INSERT_RESOURCE: &str = "INSERT INTO resource (id, kind) VALUES ($1, 'practitioner')";
const INSERT: &str = "INSERT INTO practitioner (id, staff_id, location_id, full_name, title, \
     hue, position) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Adds a practitioner.
///
/// # Errors
/// `Conflict` if the location or the member of staff isn't there.
pub async fn insert_practitioner(tx: &mut Tx, new: &NewPractitioner) -> Result<(), StoreError> {
    on_db!(tx, query(INSERT_RESOURCE).bind(Id(new.id)).execute)?;
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.staff.map(Id))
            .bind(Id(new.location))
            .bind(new.full_name.as_str())
            .bind(&new.title)
            .bind(&new.hue)
            .bind(new.position)
            .execute
    )?;
    Ok(())
}

#[cfg(any(test, feature = "testing"))]
const INSERT_OFFERING: &str = "INSERT INTO service_practitioner (service_id, practitioner_id) \
     VALUES ($1, $2) ON CONFLICT (service_id, practitioner_id) DO NOTHING";

/// Lets a practitioner offer a service.
///
/// # Errors
/// `Conflict` if one of them isn't there.
#[cfg(any(test, feature = "testing"))]
pub async fn insert_offering(
    tx: &mut Tx,
    service: ServiceId,
    practitioner: PractitionerId,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_OFFERING)
            .bind(Id(service))
            .bind(Id(practitioner))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
#[cfg(any(test, feature = "testing"))]
const DELETE_OFFERING: &str = "DELETE FROM service_practitioner \
     WHERE service_id = $1 AND practitioner_id = $2";

/// Ends a practitioner's offering of a service; what is booked stays.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn delete_offering(
    tx: &mut Tx,
    service: ServiceId,
    practitioner: PractitionerId,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DELETE_OFFERING)
            .bind(Id(service))
            .bind(Id(practitioner))
            .execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_RESOURCE, INSERT, INSERT_OFFERING, DELETE_OFFERING];

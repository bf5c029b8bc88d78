//! The clinic's own row, and where it works.

use domain::id::LocationId;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// The clinic with its first location.
#[derive(Clone, Debug)]
pub struct ClinicRow {
    /// Its name.
    pub name: String,
    /// Its phone number.
    pub phone: String,
    /// Its e-mail address.
    pub email: String,
    /// When `kith demo` made it, if that did.
    pub demo_at: Option<Timestamp>,
    /// The location.
    pub location: Location,
}

/// Where a practitioner works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which.
    pub id: LocationId,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// IANA name of its zone.
    pub zone: String,
}

#[derive(FromRow)]
struct Row {
    name: String,
    phone: String,
    email: String,
    demo_at: Option<At>,
    location_id: Id<LocationId>,
    street: String,
    city: String,
    zone: String,
}

// Index: none, both tables have a handful of rows.
const FIND: &str = "SELECT clinic.name, clinic.phone, clinic.email, clinic.demo_at, \
     location.id AS location_id, location.street, location.city, location.zone \
     FROM clinic CROSS JOIN location WHERE clinic.id = 1 ORDER BY location.id LIMIT 1";

/// The clinic, or none before it was set up.
///
/// # Errors
/// Those of the database.
pub async fn find_clinic(reads: &mut impl Reads) -> Result<Option<ClinicRow>, StoreError> {
    let row: Option<Row> = on_db!(reads, query_as(FIND).fetch_optional)?;
    Ok(row.map(|row| ClinicRow {
        name: row.name,
        phone: row.phone,
        email: row.email,
        demo_at: row.demo_at.map(|at| at.0),
        location: Location {
            id: row.location_id.0,
            street: row.street,
            city: row.city,
            zone: row.zone,
        },
    }))
}

const INSERT: &str = "INSERT INTO clinic (id, name, phone, email, demo_at) \
     VALUES (1, $1, $2, $3, $4)";

/// Sets up the clinic; there is one in a database.
///
/// # Errors
/// `Conflict` if it is there already.
pub async fn insert_clinic(
    tx: &mut Tx,
    name: &str,
    phone: &str,
    email: &str,
    demo_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(name)
            .bind(phone)
            .bind(email)
            .bind(demo_at.map(At))
            .execute
    )?;
    Ok(())
}

#[cfg(any(test, feature = "testing"))]
const INSERT_LOCATION: &str = "INSERT INTO location (id, name, street, city, zone) \
     VALUES ($1, $2, $3, $4, $5)";

/// Adds a location with its name.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn insert_location(
    tx: &mut Tx,
    name: &str,
    location: &Location,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_LOCATION)
            .bind(Id(location.id))
            .bind(name)
            .bind(&location.street)
            .bind(&location.city)
            .bind(&location.zone)
            .execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, INSERT, INSERT_LOCATION];

//! Patients: the rows of charts. Matching and merging them is not here.

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::account::name;
use crate::column::{At, Day, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A patient to be added.
#[derive(Clone, Debug)]
pub struct NewPatient {
    /// Their id.
    pub id: PatientId,
    /// Their name as given.
    pub full_name: PersonName,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// Where they get mail.
    pub email: Option<EmailAddress>,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// Set for a profile made by a sign-up that staff have not looked at.
    pub provisional_at: Option<Timestamp>,
    /// Now.
    pub created_at: Timestamp,
}

const INSERT: &str = "INSERT INTO patient (id, full_name, born_on, email, phone, \
     provisional_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";

/// Adds a patient.
///
/// # Errors
/// Those of the database.
pub async fn insert_patient(tx: &mut Tx, new: &NewPatient) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.full_name.as_str())
            .bind(new.born_on.map(|born| Day(born.date())))
            .bind(new.email.as_ref().map(EmailAddress::as_str))
            .bind(new.phone.as_deref())
            .bind(new.provisional_at.map(At))
            .bind(At(new.created_at))
            .execute
    )?;
    Ok(())
}

/// A patient's identity and contacts.
#[derive(Clone, Debug)]
pub struct Patient {
    /// Which.
    pub id: PatientId,
    /// Their name as given.
    pub full_name: PersonName,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// Where they get mail, as stored.
    pub email: Option<String>,
    /// Their phone number.
    pub phone: Option<String>,
    /// Set while staff have not looked at the profile.
    pub provisional_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: Id<PatientId>,
    full_name: String,
    born_on: Option<Day>,
    email: Option<String>,
    phone: Option<String>,
    provisional_at: Option<At>,
}

// Index: primary key.
const FIND: &str = "SELECT id, full_name, born_on, email, phone, provisional_at \
     FROM patient WHERE id = $1";

/// The patient with this id.
///
/// # Errors
/// Those of the database.
pub async fn find_patient(
    reads: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<Patient>, StoreError> {
    let row: Option<Row> = on_db!(reads, query_as(FIND).bind(Id(patient)).fetch_optional)?;
    row.map(|row| {
        Ok(Patient {
            id: row.id.0,
            full_name: name("patient", "full_name", &row.full_name)?,
            born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            email: row.email,
            phone: row.phone,
            provisional_at: row.provisional_at.map(|at| at.0),
        })
    })
    .transpose()
}

// Index: primary key, of which the first entry is looked at.
const ANY: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM patient) THEN 1 ELSE 0 END";

/// Whether there is any patient.
///
/// # Errors
/// Those of the database.
pub async fn has_patients(reads: &mut impl Reads) -> Result<bool, StoreError> {
    let any: i64 = on_db!(reads, query_scalar(ANY).fetch_one)?;
    Ok(any == 1)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT, FIND, ANY];

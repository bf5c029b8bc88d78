//! Patients: adding the rows of charts. Matching and merging them is not here.

use std::fmt;

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;

use crate::column::{At, Day, Id};
use crate::db::on_db;
use crate::{StoreError, Tx};

/// A patient to be added.
#[derive(Clone)]
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

/// Only ids: all else is about the person.
impl fmt::Debug for NewPatient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPatient")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
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

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT];

//! Patients: the rows of charts. Matching and merging them is not here.
//!
//! | module | what it settles |
//! |---|---|
//! | [`contact`] | what a patient changes about themself |
//! | [`index`] | what a patient is found by, kept with every change |
//! | [`search`] | finding patients by what was typed |
//! | [`profile`] | one patient, and changing what staff can change |
//! | [`visits`], [`history`] | their visits, and what was done about them |
//! | [`diary`] | the same as the patient and those who act for them read it |
//!
//! Whatever adds or changes a patient does it here, and tells [`index`] in the same
//! breath; a test holds every other module to that.

pub mod contact;
pub mod diary;
pub mod history;
pub mod index;
pub mod profile;
pub mod search;
pub mod visits;

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
    /// Its parts, where they are known.
    pub given_and_family: Option<(String, String)>,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// What was written where a birth date should be, when it is none.
    pub born_as_given: Option<String>,
    /// Their pronouns.
    pub pronouns: Option<String>,
    /// Where they get mail.
    pub email: Option<EmailAddress>,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// Street, suburb, postcode, province.
    pub address: Option<[String; 4]>,
    /// Set for a profile made by a sign-up that staff have not looked at.
    pub provisional_at: Option<Timestamp>,
    /// Now.
    pub created_at: Timestamp,
}

impl NewPatient {
    /// A patient of whom only the name is known.
    #[must_use]
    pub fn named(id: PatientId, full_name: PersonName, created_at: Timestamp) -> Self {
        Self {
            id,
            full_name,
            given_and_family: None,
            born_on: None,
            born_as_given: None,
            pronouns: None,
            email: None,
            phone: None,
            address: None,
            provisional_at: None,
            created_at,
        }
    }
}

/// Only ids: all else is about the person.
impl fmt::Debug for NewPatient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPatient")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

const INSERT: &str = "INSERT INTO patient (id, full_name, given_name, family_name, born_on, \
     born_as_given, pronouns, email, phone, street, suburb, postcode, state, provisional_at, \
     created_at, updated_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)";

/// Adds a patient.
///
/// # Errors
/// Those of the database.
pub async fn insert_patient(tx: &mut Tx, new: &NewPatient) -> Result<(), StoreError> {
    let (given, family) = new.given_and_family.as_ref().map(|(a, b)| (a, b)).unzip();
    let [street, suburb, postcode, state] = match &new.address {
        Some(address) => address.each_ref().map(|part| Some(part.as_str())),
        None => [None; 4],
    };
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.full_name.as_str())
            .bind(given.map(String::as_str))
            .bind(family.map(String::as_str))
            .bind(new.born_on.map(|born| Day(born.date())))
            .bind(new.born_as_given.as_deref())
            .bind(new.pronouns.as_deref())
            .bind(new.email.as_ref().map(EmailAddress::as_str))
            .bind(new.phone.as_deref())
            .bind(street)
            .bind(suburb)
            .bind(postcode)
            .bind(state)
            .bind(new.provisional_at.map(At))
            .bind(At(new.created_at))
            .execute
    )?;
    index::add(tx, new.id, &index::Found::of(new)).await
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT];

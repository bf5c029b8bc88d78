//! Patients: the rows of charts. Matching and merging them is not here.
//!
//! | module | what it settles |
//! |---|---|
//! | [`contact`] | what a patient changes about themself |
//! | [`import`] | patients out of a file |
//! | [`index`] | what a patient is found by, kept with every change |
//! | [`search`] | finding patients by what was typed |
//! | [`profile`] | one patient, and changing what staff can change |
//! | [`visits`], [`history`] | their visits, and what was done about them |
//! | [`merged`] | what became part of what, and what a merge writes into charts |
//! | [`diary`] | the same as the patient and those who act for them read it |
//!
//! Whatever adds or changes a patient does it here, and tells [`index`] in the same
//! breath; a test holds every other module to that.

pub mod contact;
pub mod diary;
pub mod history;
pub mod import;
pub mod index;
pub mod merged;
pub mod profile;
pub mod search;
pub mod visits;

use std::fmt;

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName, Sex};
use jiff::Timestamp;

use crate::column::{At, Day, Id, Word, stored_words};
use crate::rows::{Bound, Rows, rows};
use crate::{StoreError, Tx};

stored_words!(Sex);

/// A patient to be added.
#[derive(Clone)]
pub struct NewPatient {
    /// Their id.
    pub id: PatientId,
    /// Their name as given.
    pub full_name: PersonName,
    /// Its first part, where that is known.
    pub given_name: Option<String>,
    /// Its last part, where that is known.
    pub family_name: Option<String>,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// What was written where a birth date should be, when it is none.
    pub born_as_given: Option<String>,
    /// Their sex.
    pub sex: Option<Sex>,
    /// What was written in its place, when it is none.
    pub sex_as_given: Option<String>,
    /// Their pronouns.
    pub pronouns: Option<String>,
    /// Where they get mail.
    pub email: Option<EmailAddress>,
    /// What was written in its place, when it is no address.
    pub email_as_given: Option<String>,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// What was written in its place, when it is no number.
    pub phone_as_given: Option<String>,
    /// Street, suburb, postcode, province.
    pub address: [Option<String>; 4],
    /// The number on the health card, or another of that kind, which nobody has confirmed.
    pub record_number: Option<String>,
    /// By what another program knows them: for imports alone.
    pub external_id: Option<String>,
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
            given_name: None,
            family_name: None,
            born_on: None,
            born_as_given: None,
            sex: None,
            sex_as_given: None,
            pronouns: None,
            email: None,
            email_as_given: None,
            phone: None,
            phone_as_given: None,
            address: [None, None, None, None],
            record_number: None,
            external_id: None,
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

const INSERT: Rows = rows!(
    "INSERT INTO patient (id, full_name, given_name, family_name, born_on, born_as_given, sex, \
     sex_as_given, pronouns, email, email_as_given, phone, phone_as_given, street, suburb, \
     postcode, state, record_number, external_id, provisional_at, created_at, updated_at) VALUES ",
    22,
    [32, 4, 1],
    ""
);

impl NewPatient {
    fn bind<'q>(&'q self, query: Bound<'q>) -> Bound<'q> {
        let [street, suburb, postcode, state] = self.address.each_ref().map(Option::as_deref);
        query
            .bind(Id(self.id))
            .bind(self.full_name.as_str())
            .bind(self.given_name.as_deref())
            .bind(self.family_name.as_deref())
            .bind(self.born_on.map(|born| Day(born.date())))
            .bind(self.born_as_given.as_deref())
            .bind(self.sex.map(Word))
            .bind(self.sex_as_given.as_deref())
            .bind(self.pronouns.as_deref())
            .bind(self.email.as_ref().map(EmailAddress::as_str))
            .bind(self.email_as_given.as_deref())
            .bind(self.phone.as_deref())
            .bind(self.phone_as_given.as_deref())
            .bind(street)
            .bind(suburb)
            .bind(postcode)
            .bind(state)
            .bind(self.record_number.as_deref())
            .bind(self.external_id.as_deref())
            .bind(self.provisional_at.map(At))
            .bind(At(self.created_at))
            .bind(At(self.created_at))
    }
}

/// Adds a patient.
///
/// # Errors
/// Those of the database.
pub async fn insert_patient(tx: &mut Tx, new: &NewPatient) -> Result<(), StoreError> {
    let mut words = index::KnownWords::default();
    insert_patients(tx, std::slice::from_ref(new), &mut words).await
}

/// Adds patients, many with one statement. `words` spares asking for a word of a name twice;
/// it is for transactions that are committed one after the other.
///
/// # Errors
/// Those of the database.
pub async fn insert_patients(
    tx: &mut Tx,
    new: &[NewPatient],
    words: &mut index::KnownWords,
) -> Result<(), StoreError> {
    INSERT
        .write(tx, new, |query, one| one.bind(query))
        .await
        .map_err(|error| error.read_in(module_path!()))?;
    index::add(tx, new, words).await
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT.sizes[0].1, INSERT.sizes[1].1, INSERT.sizes[2].1];

//! What is compared of a patient, as the patient's row has it.

use domain::id::PatientId;
use domain::matching::linkage::Profile;
use domain::person::EmailAddress;
use sqlx::FromRow;

use crate::column::{Day, Id};
use crate::patient::NewPatient;

/// The columns of [`ProfileRow`]: what can't be read stands in the place of what could be,
/// and a record number only where somebody has confirmed it.
macro_rules! profile_columns {
    () => {
        "patient.id, patient.full_name, patient.given_name, patient.family_name, \
         patient.born_on, patient.born_as_given, \
         COALESCE(patient.sex, patient.sex_as_given) AS sex, \
         COALESCE(patient.email, patient.email_as_given) AS email, \
         COALESCE(patient.phone, patient.phone_as_given) AS phone, patient.street, \
         patient.suburb, patient.postcode, patient.state, \
         CASE WHEN patient.record_number_confirmed_at IS NOT NULL \
           THEN patient.record_number END AS record_number"
    };
}
pub(crate) use profile_columns;

/// A patient's row, read for comparing.
#[derive(FromRow)]
pub(crate) struct ProfileRow {
    pub(crate) id: Id<PatientId>,
    full_name: String,
    given_name: Option<String>,
    family_name: Option<String>,
    born_on: Option<Day>,
    born_as_given: Option<String>,
    sex: Option<String>,
    email: Option<String>,
    phone: Option<String>,
    street: Option<String>,
    suburb: Option<String>,
    postcode: Option<String>,
    state: Option<String>,
    record_number: Option<String>,
}

impl ProfileRow {
    pub(crate) fn into_profile(self) -> Profile {
        Profile {
            full_name: Some(self.full_name),
            given: self.given_name,
            family: self.family_name,
            born: self.born_on.map(|day| day.0),
            born_as_given: self.born_as_given,
            sex: self.sex,
            email: self.email,
            phone: self.phone,
            street: self.street,
            suburb: self.suburb,
            postcode: self.postcode,
            state: self.state,
            record_number: self.record_number,
        }
    }
}

impl NewPatient {
    /// What is compared of somebody who is being added. Nobody has confirmed the number.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let [street, suburb, postcode, state] = self.address.clone();
        let email = self.email.as_ref().map(EmailAddress::as_str);
        let sex = self.sex.map(domain::person::Sex::as_str);
        Profile {
            full_name: Some(self.full_name.as_str().to_owned()),
            given: self.given_name.clone(),
            family: self.family_name.clone(),
            born: self.born_on.map(|born| born.date()),
            born_as_given: self.born_as_given.clone(),
            sex: sex.or(self.sex_as_given.as_deref()).map(str::to_owned),
            email: email.or(self.email_as_given.as_deref()).map(str::to_owned),
            phone: self
                .phone
                .as_ref()
                .or(self.phone_as_given.as_ref())
                .cloned(),
            street,
            suburb,
            postcode,
            state,
            record_number: None,
        }
    }
}

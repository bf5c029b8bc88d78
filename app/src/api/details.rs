//! Who somebody new is, as the booking and the sign-up page ask it.

use clinic::sign_up::Details;
use clinic::{Clinic, Failure, front};
use domain::person::{BirthDate, EmailAddress, PersonName};
use domain::refusal::FieldErrors;

use crate::error::ApiError;

/// Reads the typed details; every field that is wrong is told at once.
pub(super) async fn read(
    clinic: &Clinic,
    full_name: &str,
    email: &str,
    [day, month, year]: &[String; 3],
    mobile: String,
) -> Result<Details, ApiError> {
    let today = front::profile(clinic, &clinic.public()).await?.today;
    let mut errors = FieldErrors::default();
    let full_name = errors.take("full_name", PersonName::parse(full_name));
    let email = errors.take("email", EmailAddress::parse(email));
    let born_on = errors.take("bday", BirthDate::parse(day, month, year, today));
    let phone = errors.take("mobile", clinic::phone::parse(&mobile));
    match (full_name, email, born_on, phone) {
        (Some(full_name), Some(email), Some(born_on), Some(phone)) => Ok(Details {
            full_name,
            email,
            born_on,
            phone,
        }),
        _ => Err(Failure::Invalid(errors).into()),
    }
}

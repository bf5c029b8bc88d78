//! Who somebody new is, as the booking and the sign-up page ask it.

use clinic::sign_up::{Details, check_password};
use clinic::{Clinic, Failure, front};
use domain::person::{BirthDate, EmailAddress, Invalid, PersonName};
use domain::refusal::FieldErrors;

use crate::error::ApiError;

/// What was typed, as far as it can be read, and what is wrong with the rest.
pub(super) struct Typed {
    full_name: Option<PersonName>,
    email: Option<EmailAddress>,
    born_on: Option<BirthDate>,
    phone: Option<Option<String>>,
    errors: FieldErrors,
}

/// Reads the typed details.
pub(super) async fn check(
    clinic: &Clinic,
    full_name: &str,
    email: &str,
    [day, month, year]: &[String; 3],
    mobile: &str,
) -> Result<Typed, ApiError> {
    let today = front::profile(clinic, &clinic.public()).await?.today;
    let mut errors = FieldErrors::default();
    Ok(Typed {
        full_name: errors.take("full_name", PersonName::parse(full_name)),
        email: errors.take("email", EmailAddress::parse(email)),
        born_on: errors.take("bday", BirthDate::parse(day, month, year, today)),
        phone: errors.take("mobile", clinic::phone::parse(mobile)),
        errors,
    })
}

/// A birth date alone.
pub(super) async fn birth_date(
    clinic: &Clinic,
    [day, month, year]: &[String; 3],
) -> Result<Result<BirthDate, Invalid>, ApiError> {
    let today = front::profile(clinic, &clinic.public()).await?.today;
    Ok(BirthDate::parse(day, month, year, today))
}

impl Typed {
    /// Notes what is wrong with the password that goes with them; empty means none.
    pub(super) async fn password(
        &mut self,
        clinic: &Clinic,
        password: &str,
    ) -> Result<(), ApiError> {
        let owner = (self.full_name.as_ref(), self.email.as_ref());
        let checked = check_password(clinic, owner, password).await?;
        self.errors.take("password", checked);
        Ok(())
    }

    /// The details; else every field that is wrong, told at once.
    pub(super) fn whole(self) -> Result<Details, ApiError> {
        match self {
            Self {
                full_name: Some(full_name),
                email: Some(email),
                born_on: Some(born_on),
                phone: Some(phone),
                errors,
            } if errors.is_empty() => Ok(Details {
                full_name,
                email,
                born_on,
                phone,
            }),
            Self { errors, .. } => Err(Failure::Invalid(errors).into()),
        }
    }
}

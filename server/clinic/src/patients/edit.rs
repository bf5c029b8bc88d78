//! Changing a patient's details, unless somebody else has done so meanwhile.

use domain::audit::Action;
use domain::id::PatientId;
use domain::limits;
use domain::matching::{self, Born};
use domain::person::{BirthDate, EmailAddress, Invalid, PersonName, parse_line};
use domain::refusal::{FieldErrors, Refusal};
use jiff::Timestamp;
use store::patient::profile::{Details, update_details};

use super::add::email;
use super::{Desk, Profile, Shown, look, standing};
use crate::authz::{Clinic, Staff, Work, can};
use crate::failure::Failure;
use crate::phone;

/// A patient's details, as typed.
#[derive(Clone, Default)]
pub struct Edit {
    /// Their name.
    pub full_name: String,
    /// Their birth date, in any form or none.
    pub born: String,
    /// Their pronouns, or nothing.
    pub pronouns: String,
    /// Their address for mail, or nothing.
    pub email: String,
    /// Their phone number, or nothing.
    pub mobile: String,
    /// Street and number, or nothing.
    pub street: String,
    /// Town, or nothing.
    pub suburb: String,
    /// Province, or nothing.
    pub state: String,
    /// Postal code, or nothing.
    pub postcode: String,
}

/// Nothing: all of it is about the person.
impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Edit").finish_non_exhaustive()
    }
}

/// Changes the details of the patient whose profile was last changed at `seen`. The audit
/// keeps which of them changed, never to what.
///
/// # Errors
/// [`Failure::NotFound`]; `Invalid`; `Refused(ChangedMeanwhile)`.
pub async fn edit(
    clinic: &Clinic,
    who: &Staff<can::EditPatients>,
    patient: PatientId,
    seen: Timestamp,
    typed: &Edit,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = edit_within(&mut work, patient, seen, typed).await;
    work.settle(outcome).await
}

async fn edit_within(
    work: &mut Work,
    patient: PatientId,
    seen: Timestamp,
    typed: &Edit,
) -> Result<(), Failure> {
    let now = work.now();
    let Shown::Here(found) = standing(work, patient).await? else {
        return Err(Failure::NotFound);
    };
    let desk = look(work).await?;
    let to = read(typed, &found, &desk)?;
    if to == found.details {
        // Nothing to change, or a second press of the same button.
        return Ok(());
    }
    if !update_details(work, patient, seen, &to, now).await? {
        return Err(Failure::Refused(Refusal::ChangedMeanwhile));
    }
    let changed = changed(&found.details, &to).join(" ");
    work.record(Action::PatientEdit.as_str(), &changed, &[patient])
        .await
}

fn read(typed: &Edit, found: &Profile, desk: &Desk) -> Result<Details, Failure> {
    let line = |text| parse_line(text, limits::LINE_CHARS_MAX);
    let mut errors = FieldErrors::default();
    let full_name = errors.take("name", PersonName::parse(&typed.full_name));
    let born = errors.take("born", matching::parse_born(&typed.born, desk.today));
    let pronouns = errors.take("pronouns", line(&typed.pronouns));
    let email = errors.take("email", address(&typed.email, found));
    let phone = errors.take("mobile", mobile(&typed.mobile, found));
    let street = errors.take("street", line(&typed.street));
    let suburb = errors.take("suburb", line(&typed.suburb));
    let state = errors.take("state", line(&typed.state));
    let postcode = errors.take("postcode", line(&typed.postcode));
    let (Some(full_name), true) = (full_name, errors.is_empty()) else {
        return Err(Failure::Invalid(errors));
    };
    let (born_on, born_as_given) = split(born.flatten());
    let (email, email_as_given) = email.unwrap_or_default();
    let (phone, phone_as_given) = phone.unwrap_or_default();
    Ok(Details {
        full_name,
        born_on,
        born_as_given,
        pronouns: pronouns.flatten(),
        email,
        email_as_given,
        phone,
        phone_as_given,
        street: street.flatten(),
        suburb: suburb.flatten(),
        state: state.flatten(),
        postcode: postcode.flatten(),
    })
}

/// A value, or what a file had in its place.
type OrAsGiven<T> = (Option<T>, Option<String>);

/// What a file had in place of an address may stand until there is one.
fn address(typed: &str, found: &Profile) -> Result<OrAsGiven<EmailAddress>, Invalid> {
    match stands(&found.details.email_as_given, typed) {
        Some(given) => Ok((None, Some(given))),
        None => Ok((email(typed)?, None)),
    }
}

/// A number that stands there already is good enough, whatever it was imported from.
fn mobile(typed: &str, found: &Profile) -> Result<OrAsGiven<String>, Invalid> {
    if let Some(given) = stands(&found.details.phone_as_given, typed) {
        return Ok((None, Some(given)));
    }
    let stored = found.details.phone.as_deref();
    match stored.filter(|stored| phone::local(stored) == typed.trim()) {
        Some(stored) => Ok((Some(stored.to_owned()), None)),
        None => Ok((phone::parse(typed)?, None)),
    }
}

fn stands(as_given: &Option<String>, typed: &str) -> Option<String> {
    as_given
        .clone()
        .filter(|given| given.trim() == typed.trim())
}

fn split(born: Option<Born>) -> (Option<BirthDate>, Option<String>) {
    match born {
        Some(Born::On(date)) => (Some(date), None),
        Some(Born::AsGiven(text)) => (None, Some(text)),
        None => (None, None),
    }
}

/// The names of the details that differ.
fn changed(from: &Details, to: &Details) -> Vec<&'static str> {
    let born = (from.born_on, &from.born_as_given) != (to.born_on, &to.born_as_given);
    let reached = |of: &Details| {
        let email = (of.email.clone(), of.email_as_given.clone());
        (email, (of.phone.clone(), of.phone_as_given.clone()))
    };
    let address = |of: &Details| {
        let parts = [&of.street, &of.suburb, &of.state, &of.postcode];
        parts.map(Clone::clone)
    };
    [
        ("name", from.full_name != to.full_name),
        ("born", born),
        ("pronouns", from.pronouns != to.pronouns),
        ("email", reached(from).0 != reached(to).0),
        ("phone", reached(from).1 != reached(to).1),
        ("address", address(from) != address(to)),
    ]
    .into_iter()
    .filter_map(|(name, differs)| differs.then_some(name))
    .collect()
}

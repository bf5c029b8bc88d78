//! "Your details": what somebody changes about how they are reached, or how somebody is whom
//! they look after.
//!
//! What they change is the profile, also while it waits to be matched. The birth date isn't
//! theirs to change, since it tells people apart; nor is a name to a guardian.

use std::fmt;

use domain::access::Relation;
use domain::audit::Action;
use domain::limits;
use domain::person::{BirthDate, PersonName, parse_line};
use domain::refusal::{FieldErrors, Refusal};
use jiff::Timestamp;
pub use store::patient::contact::ContactEdit;
use store::patient::contact::{self as rows, Contact};

use crate::authz::{ActingFor, Clinic, Work, can};
use crate::failure::Failure;
use crate::phone;

/// What the page shows.
#[derive(Clone)]
pub struct ContactView {
    /// What may be changed; the phone number as it is read here.
    pub contact: ContactEdit,
    /// What may not.
    pub born_on: Option<BirthDate>,
    /// Names this state of the profile; goes back with the form.
    pub version: String,
}

/// What was typed.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The full name.
    pub full_name: &'a str,
    /// The mobile number.
    pub mobile: &'a str,
    /// Street and number.
    pub street: &'a str,
    /// Town.
    pub suburb: &'a str,
    /// Province.
    pub state: &'a str,
    /// Postal code.
    pub postcode: &'a str,
    /// The version that the page was made of.
    pub version: &'a str,
}

impl fmt::Debug for ContactView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactView")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typed").finish_non_exhaustive()
    }
}

/// What is known of how the patient is reached.
///
/// # Errors
/// `NotFound` when the profile isn't theirs any more.
pub async fn view(
    clinic: &Clinic,
    who: &ActingFor<can::EditContact>,
) -> Result<ContactView, Failure> {
    let mut look = clinic.read(who).await?;
    let found = rows::find_contact(&mut *look, who.patient()).await?;
    let found = found.ok_or(Failure::NotFound)?;
    drop(look);
    clinic
        .saw(who, Action::PatientContactSeen.as_str(), "")
        .await?;
    let phone = found.editable.phone.as_deref().map(phone::local);
    Ok(ContactView {
        contact: ContactEdit {
            phone,
            ..found.editable
        },
        born_on: found.born_on,
        version: version(found.updated_at),
    })
}

/// Saves what was typed. What is as it was is no change, and leaves no trace.
///
/// # Errors
/// `Invalid` with the fields; `Refused(ChangedMeanwhile)` when the profile isn't any more
/// what the page was made of; `NotFound`.
pub async fn update(
    clinic: &Clinic,
    who: &ActingFor<can::EditContact>,
    typed: Typed<'_>,
) -> Result<(), Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = update_within(&mut work, who, typed).await;
    work.settle(outcome).await
}

fn version(at: Timestamp) -> String {
    at.as_millisecond().to_string()
}

fn parse(typed: Typed<'_>) -> Result<ContactEdit, FieldErrors> {
    let line = |text| parse_line(text, limits::LINE_CHARS_MAX);
    let mut wrong = FieldErrors::default();
    let full_name = wrong.take("full_name", PersonName::parse(typed.full_name));
    let phone = wrong.take("mobile", phone::parse(typed.mobile));
    let street = wrong.take("street", line(typed.street));
    let suburb = wrong.take("suburb", line(typed.suburb));
    let state = wrong.take("state", line(typed.state));
    let postcode = wrong.take("postcode", line(typed.postcode));
    match (full_name, phone, street, suburb, state, postcode) {
        (Some(full_name), Some(phone), Some(street), Some(suburb), Some(state), Some(postcode)) => {
            Ok(ContactEdit {
                full_name,
                phone,
                street,
                suburb,
                state,
                postcode,
            })
        }
        _ => Err(wrong),
    }
}

async fn update_within(
    work: &mut Work,
    who: &ActingFor<can::EditContact>,
    typed: Typed<'_>,
) -> Result<(), Failure> {
    let (patient, now) = (who.patient(), work.now());
    let present = rows::find_contact(&mut **work, patient).await?;
    let present = present.ok_or(Failure::NotFound)?;
    // What somebody is called is theirs to change, and no guardian's.
    let own = who.relation() == Relation::Myself;
    let name = present.editable.full_name.clone();
    let (seen, full_name) = match own {
        true => (typed.version, typed.full_name),
        false => (typed.version, name.as_str()),
    };
    let edit = parse(Typed { full_name, ..typed }).map_err(Failure::Invalid)?;
    if present.editable == edit {
        return Ok(());
    }
    let changed = Failure::Refused(Refusal::ChangedMeanwhile);
    if version(present.updated_at) != seen {
        return Err(changed);
    }
    if !rows::update_contact(work, patient, present.updated_at, &edit, now).await? {
        return Err(changed);
    }
    if own && present.editable.full_name != edit.full_name {
        store::account::update_name(work, who.account_id(), &edit.full_name).await?;
    }
    work.record(
        Action::PatientContactEdit.as_str(),
        &names(&present, &edit),
        &[patient],
    )
    .await
}

/// Which fields are others now; never what stands in them.
fn names(before: &Contact, after: &ContactEdit) -> String {
    let before = &before.editable;
    let fields = [
        ("full_name", before.full_name != after.full_name),
        ("phone", before.phone != after.phone),
        ("street", before.street != after.street),
        ("suburb", before.suburb != after.suburb),
        ("state", before.state != after.state),
        ("postcode", before.postcode != after.postcode),
    ];
    let changed = fields.iter().filter(|(_, changed)| *changed);
    changed
        .map(|(field, _)| *field)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;

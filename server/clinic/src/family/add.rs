//! Adding somebody to look after, such as a child: no address is asked for.
//!
//! Nothing that the clinic has of anybody is opened by it. What is typed becomes a
//! provisional profile of its own, which staff match with an older one or keep, and the
//! access goes to that profile alone.

use std::fmt;

use domain::access::{Kinship, Preset, claimed_basis};
use domain::audit::Action;
use domain::id::{PatientId, RegistrationId};
use domain::limits;
use domain::person::{BirthDate, PersonName};
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::access::{NewAccess, Terms};
use store::family::LookedAfter;
use store::patient::NewPatient;

use crate::authz::{AccountHolder, Clinic, Work};
use crate::failure::Failure;
use crate::rights::Today;
use crate::throttle::{self, Limit};

/// Whom somebody adds.
#[derive(Clone)]
pub struct NewDependent {
    /// Their full name.
    pub full_name: PersonName,
    /// When they were born.
    pub born_on: BirthDate,
    /// What whoever adds them is to them.
    pub kinship: Kinship,
}

/// Without what was typed.
impl fmt::Debug for NewDependent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewDependent([redacted])")
    }
}

const ADDED: Limit = Limit::per_day("family added", limits::ADDED_PER_ACCOUNT_PER_DAY);

/// Adds somebody who isn't of age. Whoever added the same person before gets them.
///
/// # Errors
/// `Refused(OfAge)`, `Refused(TooManyPeople)`; [`Failure::TooMany`] beyond the day's limit.
pub async fn add(
    clinic: &Clinic,
    who: &AccountHolder,
    new: NewDependent,
) -> Result<PatientId, Failure> {
    let mut work = clinic.begin(who).await?;
    let outcome = add_in(clinic, &mut work, who, new).await;
    work.settle(outcome).await
}

async fn add_in(
    clinic: &Clinic,
    work: &mut Work,
    who: &AccountHolder,
    new: NewDependent,
) -> Result<PatientId, Failure> {
    let now = work.now();
    let today = Today::at(&mut **work, now).await?;
    if today.is_of_age(new.born_on) {
        return Err(Failure::Refused(Refusal::OfAge));
    }
    let all = store::family::list_looked_after(&mut **work, who.account_id()).await?;
    if let Some(same) = all.iter().find(|person| is_same(person, &new)) {
        return Ok(same.held.patient);
    }
    if all.len() >= limits::LOOKED_AFTER_MAX {
        let cap = u32::try_from(limits::LOOKED_AFTER_MAX).unwrap_or(u32::MAX);
        return Err(Failure::Refused(Refusal::TooManyPeople { cap }));
    }
    throttle::take(work, &ADDED, &[who.account_id().uuid().as_bytes()])
        .await?
        .or_too_many()?;
    insert(clinic, work, who, new, now).await
}

fn is_same(person: &LookedAfter, new: &NewDependent) -> bool {
    person.held.born_on == Some(new.born_on)
        && person.full_name.as_str().to_lowercase() == new.full_name.as_str().to_lowercase()
}

/// The provisional profile, the access to it, and the item in the queue.
async fn insert(
    clinic: &Clinic,
    work: &mut Work,
    who: &AccountHolder,
    new: NewDependent,
    now: Timestamp,
) -> Result<PatientId, Failure> {
    let patient: PatientId = clinic.new_id();
    let registration: RegistrationId = clinic.new_id();
    let profile = NewPatient {
        born_on: Some(new.born_on),
        provisional_at: Some(now),
        ..NewPatient::named(patient, new.full_name, now)
    };
    store::patient::insert_patient(work, &profile).await?;
    let access = NewAccess {
        terms: Terms {
            kinship: Some(new.kinship),
            basis: claimed_basis(new.kinship),
            ..Terms::guardian(Preset::Full.abilities())
        },
        ..NewAccess::own(clinic.new_id(), who.account_id(), patient, now)
    };
    store::access::insert_access(work, &access).await?;
    let item = store::registration::NewRegistration {
        id: registration,
        patient,
        account: who.account_id(),
        created_at: now,
    };
    store::registration::insert_registration(work, &item).await?;
    work.record(Action::FamilyAdd.as_str(), "", &[patient])
        .await?;
    Ok(patient)
}

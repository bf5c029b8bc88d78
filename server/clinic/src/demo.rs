//! The demo clinic: Harbour Lane in Halifax, with everything in it invented.
//!
//! It is made around the day on which it is filled: some days of visits before it, a
//! day in full swing, and bookings ahead that thin out. It goes in whole or not at all,
//! only into an empty database, and leaves the demo mark there, without which neither
//! its passwords are printed nor its mail page exists.

use domain::access::{Basis, Kinship, Preset};
use domain::audit::Action;
use domain::id::{AccountId, PatientId, PractitionerId, RegistrationId, StaffId};
use domain::refusal::Refusal;
use domain::role::Role;
use jiff::{SignedDuration, Timestamp};
use store::access::{GrantedBy, NewAccess, Terms};
use store::demo::{BookedBy, DemoAccount, DemoAppointment, DemoClinic, DemoStaff};
use store::patient::NewPatient;

use crate::authz::{Clinic, SystemJob};
use crate::failure::Failure;

mod people;
mod place;
mod visits;

use people::Person;
use place::Place;
use visits::Plan;

/// The demo clinic's log-ins for staff. No secrets: everybody who runs the demo has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoLogIns {
    /// Role, address and password, as shown at each start.
    pub rows: Vec<(Role, &'static str, &'static str)>,
}

/// The log-ins that [`fill`] makes.
#[must_use]
pub fn log_ins() -> DemoLogIns {
    DemoLogIns {
        rows: place::STAFF
            .iter()
            .map(|who| (who.role, who.email, who.password))
            .collect(),
    }
}

/// Whether there is nobody in the database yet, so that it can be filled.
///
/// # Errors
/// Only faults.
pub async fn is_empty(clinic: &Clinic, job: &SystemJob) -> Result<bool, Failure> {
    let mut look = clinic.read(job).await?;
    Ok(!store::demo::is_inhabited(&mut *look).await?)
}

/// Fills an empty database with the demo clinic, in one transaction.
///
/// # Errors
/// `Refused(NotEmpty)` if there is a patient, a practitioner or a member of staff.
pub async fn fill(clinic: &Clinic, job: &SystemJob) -> Result<DemoLogIns, Failure> {
    if !is_empty(clinic, job).await? {
        return Err(Refusal::NotEmpty.into());
    }
    // Hashing takes its time and needs no transaction.
    let rows = rows(clinic).await?;
    let mut work = clinic.begin(job).await?;
    if store::demo::is_inhabited(&mut *work).await? {
        return work.refuse(Refusal::NotEmpty).await;
    }
    let now = work.now();
    store::demo::insert_clinic(&mut work, &rows, now).await?;
    work.record(Action::DemoFilled.as_str(), "", &[]).await?;
    work.commit().await?;
    Ok(log_ins())
}

async fn rows(clinic: &Clinic) -> Result<DemoClinic, Failure> {
    let now = clinic.now();
    let place = Place::new(clinic, now)?;
    let staff = staff(clinic, &place).await?;
    let people: Vec<(PatientId, &Person)> = people::KNOWN
        .iter()
        .map(|person| (clinic.new_id(), person))
        .collect();
    let mut patients: Vec<NewPatient> = Vec::new();
    for (position, (id, person)) in (1..).zip(&people) {
        patients.push(person.row(*id, None, days_before(now, 20 + 9 * position))?);
    }
    let mut accounts = Vec::new();
    for (id, person) in people.iter().filter(|(_, person)| person.logs_in()) {
        accounts.push(account(clinic, *id, person, days_before(now, 18), None));
    }
    let mut plan = Plan::new(clinic, &place, now, &people);
    plan.fill();
    for (person, minutes_ago, wish) in people::waiting() {
        let id: PatientId = clinic.new_id();
        let at = minutes_before(now, minutes_ago);
        let registration: RegistrationId = clinic.new_id();
        patients.push(person.row(id, Some(at), at)?);
        let account = account(clinic, id, person, at, Some(registration));
        if let Some(wish) = wish {
            plan.book_wish(id, &wish, at)?;
        }
        accounts.push(account);
    }
    let owners: Vec<(PatientId, AccountId)> = accounts
        .iter()
        .map(|account| (account.patient, account.id))
        .collect();
    let desk = place.desk;
    let appointments: Vec<DemoAppointment> = plan.into_rows(|patient| {
        owners
            .iter()
            .find(|(owner, _)| *owner == patient)
            .map_or(BookedBy::Staff(desk), |(_, account)| {
                BookedBy::Account(*account)
            })
    });
    let guardians = guardians(clinic, &people, &accounts, desk, days_before(now, 12));
    Ok(place.into_rows(staff, patients, accounts, guardians, appointments))
}

/// Amara Okafor looks after Leo and Maya; the desk has set it up.
fn guardians(
    clinic: &Clinic,
    people: &[(PatientId, &Person)],
    accounts: &[DemoAccount],
    desk: StaffId,
    at: Timestamp,
) -> Vec<NewAccess> {
    let amara = accounts
        .iter()
        .find(|account| account.email == people::GUARDIAN);
    let children = people
        .iter()
        .filter(|(_, person)| people::CHILDREN.contains(&person.full_name));
    let access = |(patient, _): &(PatientId, &Person)| {
        let amara = amara?;
        Some(NewAccess {
            terms: Terms {
                kinship: Some(Kinship::Mother),
                basis: Some(Basis::ParentalResponsibility),
                ..Terms::guardian(Preset::Full.abilities())
            },
            granted_by: Some(GrantedBy::Staff(desk)),
            ..NewAccess::own(
                clinic.new_id(),
                amara.id,
                *patient,
                at.max(amara.created_at),
            )
        })
    };
    children.filter_map(access).collect()
}

async fn staff(clinic: &Clinic, place: &Place) -> Result<Vec<DemoStaff>, Failure> {
    let mut rows = Vec::new();
    for (who, id) in place::STAFF.iter().zip(place.staff) {
        rows.push(DemoStaff {
            id,
            full_name: who.full_name,
            email: who.email,
            role: who.role,
            password_hash: clinic.passwords().hash(who.password, clinic.rng()).await?,
        });
    }
    Ok(rows)
}

fn account(
    clinic: &Clinic,
    patient: PatientId,
    person: &Person,
    created_at: Timestamp,
    registration: Option<RegistrationId>,
) -> DemoAccount {
    DemoAccount {
        id: clinic.new_id(),
        access: clinic.new_id(),
        patient,
        email: person.email.unwrap_or_default().to_owned(),
        full_name: person.full_name.to_owned(),
        created_at,
        registration,
    }
}

fn days_before(at: Timestamp, days: i64) -> Timestamp {
    minutes_before(at, days * 24 * 60)
}

fn minutes_before(at: Timestamp, minutes: i64) -> Timestamp {
    at.checked_sub(SignedDuration::from_mins(minutes))
        .unwrap_or(Timestamp::MIN)
}

/// A time that somebody who signed up has booked: the first free one so many days
/// ahead, from that hour of the day on.
struct Wish {
    service: &'static str,
    practitioner: usize,
    days_ahead: i64,
    from_hour: i8,
}

impl Place {
    /// The practitioner of that number.
    fn practitioner(&self, number: usize) -> Option<PractitionerId> {
        self.practitioners.get(number).copied()
    }
}

#[cfg(test)]
mod tests;

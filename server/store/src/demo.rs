//! The rows of the demo clinic, written in one transaction. Which rows, and why
//! those, stands in `clinic::demo`; here is only how they get in.

use domain::claim::quanta;
use domain::id::{
    AccessId, AccountId, AppointmentId, LocationId, PatientId, PractitionerId, RegistrationId,
    ServiceId, ShiftId, StaffId, SubmissionId,
};
use domain::limits;
use domain::role::Role;
use domain::shift::ShiftRule;
use domain::span::Span;
use jiff::Timestamp;

use crate::access::{NewAccess, insert_access};
use crate::column::{At, Clock, Day, Id};
use crate::db::on_db;
use crate::patient::NewPatient;
use crate::{Reads, StoreError, Tx};

/// A whole clinic.
#[derive(Debug)]
pub struct DemoClinic {
    /// Its name.
    pub name: &'static str,
    /// Its phone number, as shown.
    pub phone: &'static str,
    /// The address its mails come from.
    pub email: &'static str,
    /// Where it is.
    pub location: DemoLocation,
    /// Who logs in at the clinic.
    pub staff: Vec<DemoStaff>,
    /// Who treats, in the order of the pages.
    pub practitioners: Vec<DemoPractitioner>,
    /// What can be booked, in the order of the pages.
    pub services: Vec<DemoService>,
    /// When they work.
    pub shifts: Vec<(ShiftId, ShiftRule)>,
    /// Who is treated.
    pub patients: Vec<NewPatient>,
    /// Who logs in at the portal.
    pub accounts: Vec<DemoAccount>,
    /// Who looks after whom.
    pub guardians: Vec<NewAccess>,
    /// Past and future visits.
    pub appointments: Vec<DemoAppointment>,
}

/// Where the clinic is.
#[derive(Debug)]
pub struct DemoLocation {
    /// Its id.
    pub id: LocationId,
    /// Its name.
    pub name: &'static str,
    /// Street and number.
    pub street: &'static str,
    /// City.
    pub city: &'static str,
    /// IANA name of the zone.
    pub zone: &'static str,
}

/// A member of staff.
pub struct DemoStaff {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub full_name: &'static str,
    /// The address they log in with, in lower case.
    pub email: &'static str,
    /// Their job.
    pub role: Role,
    /// Their hashed password.
    pub password_hash: String,
}

impl std::fmt::Debug for DemoStaff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DemoStaff")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Somebody who treats.
#[derive(Debug)]
pub struct DemoPractitioner {
    /// Their id.
    pub id: PractitionerId,
    /// Their row among the staff, if they log in.
    pub staff: Option<StaffId>,
    /// Their name.
    pub full_name: &'static str,
    /// What they are.
    pub title: &'static str,
    /// Their colour's name.
    pub hue: &'static str,
}

/// Something that can be booked.
#[derive(Debug)]
pub struct DemoService {
    /// Its id.
    pub id: ServiceId,
    /// Its name in links.
    pub slug: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The heading it stands under.
    pub category: &'static str,
    /// One or two sentences.
    pub description: &'static str,
    /// Its length.
    pub minutes: u32,
    /// The rest after it.
    pub buffer_after_minutes: u32,
    /// How far apart its start times are.
    pub step_minutes: u32,
    /// Its price.
    pub price_cents: i64,
    /// `any`, `new` or `existing`.
    pub patients: &'static str,
    /// How long before its start it must be booked.
    pub lead_minutes: u32,
    /// How far ahead it can be booked.
    pub horizon_days: u32,
    /// How long before its start it can still be cancelled or moved.
    pub cancel_notice_minutes: u32,
    /// Who offers it.
    pub by: Vec<PractitionerId>,
}

/// Somebody who logs in at the portal, for themself.
#[derive(Debug)]
pub struct DemoAccount {
    /// Its id.
    pub id: AccountId,
    /// The id of their access to their own profile.
    pub access: AccessId,
    /// Their profile.
    pub patient: PatientId,
    /// Their proven address, in lower case.
    pub email: String,
    /// Their name.
    pub full_name: String,
    /// Since when.
    pub created_at: Timestamp,
    /// The registration that waits, if one does.
    pub registration: Option<RegistrationId>,
}

/// Who booked a visit.
#[derive(Clone, Copy, Debug)]
pub enum BookedBy {
    /// The patient, online.
    Account(AccountId),
    /// A member of staff.
    Staff(StaffId),
}

/// A visit.
#[derive(Debug)]
pub struct DemoAppointment {
    /// Its id.
    pub id: AppointmentId,
    /// Stands for the press of the button.
    pub submission: SubmissionId,
    /// Whose.
    pub patient: PatientId,
    /// What.
    pub service: ServiceId,
    /// With whom.
    pub practitioner: PractitionerId,
    /// When.
    pub span: Span,
    /// The rest after it.
    pub buffer_after_minutes: u32,
    /// How long before its start it can still be cancelled or moved.
    pub cancel_notice_minutes: u32,
    /// The stored state.
    pub state: &'static str,
    /// When it was cancelled, by its patient.
    pub cancelled_at: Option<Timestamp>,
    /// Who booked it.
    pub booked_by: BookedBy,
    /// When.
    pub booked_at: Timestamp,
}

// Each looks at the first row only.
const INHABITED: &str = "SELECT CASE WHEN EXISTS (SELECT 1 FROM patient) \
     OR EXISTS (SELECT 1 FROM staff) OR EXISTS (SELECT 1 FROM practitioner) THEN 1 ELSE 0 END";

/// Whether there is anybody in the database: a patient, staff, a practitioner.
///
/// # Errors
/// Those of the database.
pub async fn is_inhabited(reads: &mut impl Reads) -> Result<bool, StoreError> {
    let inhabited: i64 = on_db!(reads, query_scalar(INHABITED).fetch_one)?;
    Ok(inhabited == 1)
}

/// Writes the whole clinic and sets the demo mark.
///
/// # Errors
/// `Conflict(Claim)` if two of its visits overlap; those of the database.
pub async fn insert_clinic(
    tx: &mut Tx,
    clinic: &DemoClinic,
    now: Timestamp,
) -> Result<(), StoreError> {
    insert_place(tx, clinic, now).await?;
    for member in &clinic.staff {
        insert_staff(tx, member, now).await?;
    }
    for (position, practitioner) in (0..).zip(&clinic.practitioners) {
        insert_practitioner(tx, practitioner, clinic.location.id, position).await?;
    }
    for (position, service) in (0..).zip(&clinic.services) {
        insert_service(tx, service, position, now).await?;
    }
    for (id, rule) in &clinic.shifts {
        insert_shift(tx, *id, rule).await?;
    }
    for patient in &clinic.patients {
        crate::patient::insert_patient(tx, patient).await?;
    }
    for account in &clinic.accounts {
        insert_account(tx, account).await?;
    }
    for guardian in &clinic.guardians {
        insert_access(tx, guardian).await?;
    }
    for appointment in &clinic.appointments {
        insert_appointment(tx, appointment, &clinic.location).await?;
    }
    Ok(())
}

const CLINIC: &str = "INSERT INTO clinic (id, name, phone, email, demo_at) \
     VALUES (1, $1, $2, $3, $4) ON CONFLICT (id) DO UPDATE \
     SET name = excluded.name, phone = excluded.phone, email = excluded.email, \
     demo_at = excluded.demo_at";
const LOCATION: &str =
    "INSERT INTO location (id, name, street, city, zone) VALUES ($1, $2, $3, $4, $5)";

async fn insert_place(tx: &mut Tx, clinic: &DemoClinic, now: Timestamp) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(CLINIC)
            .bind(clinic.name)
            .bind(clinic.phone)
            .bind(clinic.email)
            .bind(At(now))
            .execute
    )?;
    let place = &clinic.location;
    on_db!(
        tx,
        query(LOCATION)
            .bind(Id(place.id))
            .bind(place.name)
            .bind(place.street)
            .bind(place.city)
            .bind(place.zone)
            .execute
    )?;
    Ok(())
}

const STAFF: &str = "INSERT INTO staff (id, full_name, email, email_canonical, role, \
     password_hash, created_at) VALUES ($1, $2, $3, $3, $4, $5, $6)";

async fn insert_staff(tx: &mut Tx, member: &DemoStaff, now: Timestamp) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(STAFF)
            .bind(Id(member.id))
            .bind(member.full_name)
            .bind(member.email)
            .bind(member.role.as_str())
            .bind(member.password_hash.as_str())
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

const RESOURCE: &str = "INSERT INTO resource (id, kind) VALUES ($1, 'practitioner')";
const PRACTITIONER: &str = "INSERT INTO practitioner (id, staff_id, location_id, full_name, \
     title, hue, position) VALUES ($1, $2, $3, $4, $5, $6, $7)";

async fn insert_practitioner(
    tx: &mut Tx,
    practitioner: &DemoPractitioner,
    location: LocationId,
    position: i64,
) -> Result<(), StoreError> {
    on_db!(tx, query(RESOURCE).bind(Id(practitioner.id)).execute)?;
    on_db!(
        tx,
        query(PRACTITIONER)
            .bind(Id(practitioner.id))
            .bind(practitioner.staff.map(Id))
            .bind(Id(location))
            .bind(practitioner.full_name)
            .bind(practitioner.title)
            .bind(practitioner.hue)
            .bind(position)
            .execute
    )?;
    Ok(())
}

const SERVICE: &str = "INSERT INTO service (id, slug, name, category, description, minutes, \
     buffer_before_minutes, buffer_after_minutes, step_minutes, price_cents, patients, \
     lead_minutes, horizon_days, cancel_notice_minutes, move_notice_minutes, position, \
     online_at, upcoming_cap) \
     VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16)";
const OFFERS: &str =
    "INSERT INTO service_practitioner (service_id, practitioner_id) VALUES ($1, $2)";

async fn insert_service(
    tx: &mut Tx,
    service: &DemoService,
    position: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(SERVICE)
            .bind(Id(service.id))
            .bind(service.slug)
            .bind(service.name)
            .bind(service.category)
            .bind(service.description)
            .bind(i64::from(service.minutes))
            .bind(i64::from(service.buffer_after_minutes))
            .bind(i64::from(service.step_minutes))
            .bind(service.price_cents)
            .bind(service.patients)
            .bind(i64::from(service.lead_minutes))
            .bind(i64::from(service.horizon_days))
            .bind(i64::from(service.cancel_notice_minutes))
            .bind(position)
            .bind(At(now))
            .bind((service.patients == "new").then_some(limits::UPCOMING_FIRST_VISITS))
            .execute
    )?;
    for practitioner in &service.by {
        on_db!(
            tx,
            query(OFFERS)
                .bind(Id(service.id))
                .bind(Id(*practitioner))
                .execute
        )?;
    }
    Ok(())
}

const SHIFT: &str = "INSERT INTO shift (id, practitioner_id, weekday, starts, ends, valid_from, \
     valid_until) VALUES ($1, $2, $3, $4, $5, $6, $7)";

async fn insert_shift(tx: &mut Tx, id: ShiftId, rule: &ShiftRule) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(SHIFT)
            .bind(Id(id))
            .bind(Id(rule.practitioner))
            .bind(i64::from(rule.weekday.to_monday_one_offset()))
            .bind(Clock(rule.starts))
            .bind(Clock(rule.ends))
            .bind(Day(rule.valid_from))
            .bind(rule.valid_until.map(Day))
            .execute
    )?;
    Ok(())
}

const ACCOUNT: &str = "INSERT INTO account (id, email, email_canonical, email_verified_at, \
     full_name, created_at) VALUES ($1, $2, $2, $4, $3, $4)";

async fn insert_account(tx: &mut Tx, account: &DemoAccount) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(ACCOUNT)
            .bind(Id(account.id))
            .bind(account.email.as_str())
            .bind(account.full_name.as_str())
            .bind(At(account.created_at))
            .execute
    )?;
    let own = NewAccess::own(
        account.access,
        account.id,
        account.patient,
        account.created_at,
    );
    insert_access(tx, &own).await?;
    if let Some(id) = account.registration {
        let new = crate::registration::NewRegistration {
            id,
            patient: account.patient,
            account: account.id,
            created_at: account.created_at,
        };
        crate::registration::insert_registration(tx, &new).await?;
    }
    Ok(())
}

const APPOINTMENT: &str = "INSERT INTO appointment (id, patient_id, service_id, \
     practitioner_id, location_id, zone, starts_at, ends_at, buffer_before_minutes, \
     buffer_after_minutes, cancel_notice_minutes, move_notice_minutes, state, \
     booked_by_account, booked_by_staff, booked_at, submission_id, cancelled_at, cancelled_by, \
     sequence) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $10, $11, $12, $13, $14, $15, $16, $17, $18)";
// All quanta of a visit in one statement.
const CLAIMS: &str = "INSERT INTO claim (resource_id, quantum, lane, appointment_id) \
     WITH RECURSIVE numbers (quantum) AS (SELECT $3 UNION ALL \
     SELECT quantum + 1 FROM numbers WHERE quantum < $4) \
     SELECT $1, quantum, 0, $2 FROM numbers";

async fn insert_appointment(
    tx: &mut Tx,
    appointment: &DemoAppointment,
    location: &DemoLocation,
) -> Result<(), StoreError> {
    let (account, staff) = match appointment.booked_by {
        BookedBy::Account(id) => (Some(Id(id)), None),
        BookedBy::Staff(id) => (None, Some(Id(id))),
    };
    let cancelled = appointment.cancelled_at;
    on_db!(
        tx,
        query(APPOINTMENT)
            .bind(Id(appointment.id))
            .bind(Id(appointment.patient))
            .bind(Id(appointment.service))
            .bind(Id(appointment.practitioner))
            .bind(Id(location.id))
            .bind(location.zone)
            .bind(At(appointment.span.start()))
            .bind(At(appointment.span.end()))
            .bind(i64::from(appointment.buffer_after_minutes))
            .bind(i64::from(appointment.cancel_notice_minutes))
            .bind(appointment.state)
            .bind(account)
            .bind(staff)
            .bind(At(appointment.booked_at))
            .bind(Id(appointment.submission))
            .bind(cancelled.map(At))
            .bind(cancelled.map(|_| "patient"))
            .bind(i64::from(cancelled.is_some()))
            .execute
    )?;
    if cancelled.is_some() {
        return Ok(());
    }
    let quanta = quanta(appointment.span).map_err(|_| StoreError::Fault { code: 0 })?;
    on_db!(
        tx,
        query(CLAIMS)
            .bind(Id(appointment.practitioner))
            .bind(Id(appointment.id))
            .bind(*quanta.start())
            .bind(*quanta.end())
            .execute
    )?;
    Ok(())
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INHABITED,
    CLINIC,
    LOCATION,
    STAFF,
    RESOURCE,
    PRACTITIONER,
    SERVICE,
    OFFERS,
    SHIFT,
    ACCOUNT,
    APPOINTMENT,
    CLAIMS,
];

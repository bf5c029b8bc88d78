//! What a booking asks about, read in one statement.

use domain::booking::Standing;
use domain::id::{AccountId, AppointmentId, HoldId, PatientId, ServiceId, SubmissionId};
use domain::person::{EmailAddress, PersonName};
use domain::registration::policy::RegistrationPolicy;
use domain::span::Span;
use jiff::Timestamp;
use sqlx::FromRow;

use super::LONGEST_MS;
use super::{AheadCounts, Sight, ahead_columns};
use crate::column::{At, Id, Word, corrupt, email, name};
use crate::db::on_db;
use crate::hold::{Hold, HoldRow, hold_columns};
use crate::{Reads, StoreError};

/// What a booking asks about: the person, and what bears on the time.
#[derive(Clone, Debug)]
pub struct BookingFacts {
    /// The visitor's hold with that id, if there is one.
    pub hold: Option<Hold>,
    /// What that press of the button booked already, and for whom.
    pub booked: Option<(AppointmentId, PatientId)>,
    /// The patient's name.
    pub full_name: PersonName,
    /// Where the account gets its mail.
    pub email: EmailAddress,
    /// Whether the clinic knows the patient.
    pub standing: Standing,
    /// Whether the patient's registration waits for staff.
    pub waits: bool,
    /// The clinic's rule for somebody new; none before the clinic is set up.
    pub policy: Option<RegistrationPolicy>,
    /// Whether the service is one whose visits whoever books doesn't see.
    pub veiled: bool,
    /// How many accounts may act for the patient, their own among them.
    pub accesses: u32,
    /// What is ahead already.
    pub ahead: AheadCounts,
    /// Those that may be in the way of the hold's time, with anybody: all that reach
    /// into the longest visit from its start, and whoever books sees.
    pub overlapping: Vec<Span>,
}

#[derive(FromRow)]
struct FactsRow {
    booked_id: Option<Id<AppointmentId>>,
    booked_patient_id: Option<Id<PatientId>>,
    full_name: String,
    email: String,
    provisional_at: Option<At>,
    has_appointments: i64,
    policy: Option<Word<RegistrationPolicy>>,
    veiled: i64,
    accesses: u32,
    #[sqlx(flatten)]
    ahead: AheadCounts,
    other_starts_at: Option<At>,
    other_ends_at: Option<At>,
}

// Index: primary keys of patient, account and hold; appointment.submission_id;
// appointment_patient for the other appointments, a range of one patient each time;
// those of what is ahead.
pub(super) const FACTS: &str = concat!(
    "SELECT ",
    hold_columns!(),
    ", booked.id AS booked_id, booked.patient_id AS booked_patient_id, \
     patient.full_name, patient.provisional_at, account.email, \
     CASE WHEN EXISTS (SELECT 1 FROM appointment AS past \
     JOIN service AS kept ON kept.id = past.service_id WHERE past.patient_id = patient.id \
     AND past.state <> 'cancelled' AND ($9 = 1 OR kept.confidential_at IS NULL)) THEN 1 ELSE 0 END AS has_appointments, \
     (SELECT clinic.registration_policy FROM clinic WHERE clinic.id = 1) AS policy, \
     CASE WHEN $9 = 0 AND EXISTS (SELECT 1 FROM service AS asked \
     WHERE asked.id = COALESCE(hold.service_id, $8) AND asked.confidential_at IS NOT NULL) \
     THEN 1 ELSE 0 END AS veiled, \
     (SELECT COUNT(*) FROM access WHERE access.patient_id = patient.id \
     AND access.ended_at IS NULL) AS accesses, \
     ",
    ahead_columns!(
        "patient.id",
        "account.id",
        "COALESCE(hold.service_id, $8)",
        "$6",
        "$9"
    ),
    ", other.starts_at AS other_starts_at, other.ends_at AS other_ends_at \
     FROM patient JOIN account ON account.id = $2 \
     LEFT JOIN hold ON hold.id = $3 AND hold.visitor_hash = $4 \
     LEFT JOIN appointment AS booked ON booked.submission_id = $5 \
     LEFT JOIN appointment AS other ON other.patient_id = patient.id \
     AND other.state <> 'cancelled' AND other.starts_at < hold.starts_at + $7 \
     AND other.starts_at > hold.starts_at - $7 AND other.ends_at > hold.starts_at \
     AND ($9 = 1 OR NOT EXISTS (SELECT 1 FROM service AS what WHERE what.id = other.service_id \
     AND what.confidential_at IS NOT NULL)) \
     WHERE patient.id = $1"
);

/// Whose booking it is to be.
#[derive(Clone, Copy, Debug)]
pub struct FactsQuery<'a> {
    /// The patient, and what whoever books sees of their visits.
    pub sight: Sight,
    /// The account that books.
    pub account: AccountId,
    /// The hold, if there is to be one.
    pub hold: Option<HoldId>,
    /// Whose the hold must be.
    pub visitor: &'a [u8],
    /// The press of the button; none while nothing is to be booked yet.
    pub submission: Option<SubmissionId>,
    /// The service asked for, where no hold says it.
    pub service: Option<ServiceId>,
    /// Now.
    pub now: Timestamp,
}

/// Reads all that a booking asks about hold and patient, in one statement; none if
/// the patient or the account isn't there.
///
/// # Errors
/// Those of the database.
pub async fn find_booking_facts(
    reads: &mut impl Reads,
    query: FactsQuery<'_>,
) -> Result<Option<BookingFacts>, StoreError> {
    use sqlx::Row as _;
    let rows: Vec<sqlx::sqlite::SqliteRow> = on_db!(
        reads,
        query(FACTS)
            .bind(Id(query.sight.patient))
            .bind(Id(query.account))
            .bind(query.hold.map(Id))
            .bind(query.visitor)
            .bind(query.submission.map(Id))
            .bind(At(query.now))
            .bind(LONGEST_MS)
            .bind(query.service.map(Id))
            .bind(query.sight.flag())
            .fetch_all
    )?;
    let unreadable = |error| StoreError::from(error).read_in(module_path!());
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let facts = FactsRow::from_row(row).map_err(unreadable)?;
    let held: Option<Id<HoldId>> = row.try_get("hold_id").map_err(unreadable)?;
    let hold = match held {
        Some(_) => Some(HoldRow::from_row(row).map_err(unreadable)?.into()),
        None => None,
    };
    let mut overlapping = Vec::new();
    for row in &rows {
        let row = FactsRow::from_row(row).map_err(unreadable)?;
        if let (Some(At(start)), Some(At(end))) = (row.other_starts_at, row.other_ends_at) {
            let span = Span::new(start, end).map_err(|_| corrupt("appointment", "ends_at"))?;
            overlapping.push(span);
        }
    }
    Ok(Some(BookingFacts {
        hold,
        booked: facts
            .booked_id
            .zip(facts.booked_patient_id)
            .map(|(id, whose)| (id.0, whose.0)),
        full_name: name("patient", "full_name", &facts.full_name)?,
        email: email("account", "email", &facts.email)?,
        standing: Standing::of(facts.provisional_at.is_some(), facts.has_appointments == 1),
        waits: facts.provisional_at.is_some(),
        policy: facts.policy.map(|word| word.0),
        veiled: facts.veiled == 1,
        accesses: facts.accesses,
        ahead: facts.ahead,
        overlapping,
    }))
}

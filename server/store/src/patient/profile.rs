//! One patient's profile, and changing it.

use std::fmt;

use domain::id::PatientId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::FromRow;

use super::index;
use crate::column::{At, Day, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// What staff can change of a patient.
#[derive(Clone, PartialEq, Eq)]
pub struct Details {
    /// Their name as given.
    pub full_name: PersonName,
    /// Their birth date.
    pub born_on: Option<BirthDate>,
    /// What was written in its place.
    pub born_as_given: Option<String>,
    /// Their pronouns.
    pub pronouns: Option<String>,
    /// Where they get mail.
    pub email: Option<EmailAddress>,
    /// What a file had in its place, which is no address.
    pub email_as_given: Option<String>,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// What a file had in its place, which is no number.
    pub phone_as_given: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Town.
    pub suburb: Option<String>,
    /// Province.
    pub state: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
}

/// A patient's profile.
#[derive(Clone)]
pub struct Profile {
    /// Which.
    pub id: PatientId,
    /// What staff can change.
    pub details: Details,
    /// The number on the health card, or another of that kind, and when it was confirmed.
    pub record_number: Option<(String, Option<Timestamp>)>,
    /// Whether they signed up and staff have not looked at it.
    pub provisional: bool,
    /// Since when they are known.
    pub created_at: Timestamp,
    /// Tells one state of the profile from another.
    pub updated_at: Timestamp,
    /// The profile that took this one's place.
    pub merged_into: Option<PatientId>,
    /// Whether it was put away.
    pub archived: bool,
    /// When they died.
    pub deceased_on: Option<Date>,
    /// How many people can log in to the portal for them.
    pub accounts: i64,
    /// Whether a safeguarding stop stands.
    pub stopped: bool,
    /// How many more were invited, and have not answered.
    pub invited: i64,
}

/// Nothing: all of it is about the person.
impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Details").finish_non_exhaustive()
    }
}

/// Only the id: all else is about the person.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    id: Id<PatientId>,
    full_name: String,
    born_on: Option<Day>,
    born_as_given: Option<String>,
    pronouns: Option<String>,
    email: Option<String>,
    email_as_given: Option<String>,
    phone: Option<String>,
    phone_as_given: Option<String>,
    street: Option<String>,
    suburb: Option<String>,
    state: Option<String>,
    postcode: Option<String>,
    record_number: Option<String>,
    record_number_confirmed_at: Option<At>,
    provisional_at: Option<At>,
    created_at: At,
    updated_at: At,
    merged_into: Option<Id<PatientId>>,
    archived_at: Option<At>,
    deceased_on: Option<Day>,
    accounts: i64,
    stops: i64,
    invited: i64,
}

// Index: primary key; access_patient for who can log in; safeguarding_stop_open;
// invitation_open for who was invited.
const FIND: &str = "SELECT id, full_name, born_on, born_as_given, pronouns, email, \
     email_as_given, phone, phone_as_given, street, suburb, state, postcode, record_number, record_number_confirmed_at, provisional_at, \
     created_at, updated_at, merged_into, archived_at, deceased_on, \
     (SELECT COUNT(*) FROM access JOIN account ON account.id = access.account_id \
       WHERE access.patient_id = patient.id AND access.ended_at IS NULL \
       AND account.disabled_at IS NULL) AS accounts, \
     (SELECT COUNT(*) FROM safeguarding_stop AS stop WHERE stop.patient_id = patient.id \
       AND stop.lifted_at IS NULL) AS stops, \
     (SELECT COUNT(*) FROM invitation WHERE invitation.patient_id = patient.id \
       AND invitation.state = 'pending') AS invited \
     FROM patient WHERE id = $1";

/// The patient's profile.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &mut impl Reads, patient: PatientId) -> Result<Option<Profile>, StoreError> {
    let row: Option<Row> = on_db!(db, query_as(FIND).bind(Id(patient)).fetch_optional)?;
    row.map(profile).transpose()
}

fn profile(row: Row) -> Result<Profile, StoreError> {
    let address = row.email.map(|stored| email("patient", "email", &stored));
    Ok(Profile {
        id: row.id.0,
        details: Details {
            full_name: name("patient", "full_name", &row.full_name)?,
            born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            born_as_given: row.born_as_given,
            pronouns: row.pronouns,
            email: address.transpose()?,
            email_as_given: row.email_as_given,
            phone: row.phone,
            phone_as_given: row.phone_as_given,
            street: row.street,
            suburb: row.suburb,
            state: row.state,
            postcode: row.postcode,
        },
        record_number: row
            .record_number
            .map(|number| (number, row.record_number_confirmed_at.map(|at| at.0))),
        provisional: row.provisional_at.is_some(),
        created_at: row.created_at.0,
        updated_at: row.updated_at.0,
        merged_into: row.merged_into.map(|id| id.0),
        archived: row.archived_at.is_some(),
        deceased_on: row.deceased_on.map(|day| day.0),
        accounts: row.accounts,
        stopped: row.stops > 0,
        invited: row.invited,
    })
}

// Index: primary key. The parts of a name are known of that name only. Each change is later
// than the one before, also within a millisecond.
const UPDATE: &str = "UPDATE patient SET full_name = $3, \
     given_name = CASE WHEN full_name = $3 THEN given_name END, \
     family_name = CASE WHEN full_name = $3 THEN family_name END, \
     born_on = $4, born_as_given = $5, pronouns = $6, email = $7, phone = $8, street = $9, \
     suburb = $10, state = $11, postcode = $12, email_as_given = $14, phone_as_given = $15, \
     updated_at = CASE WHEN updated_at >= $13 THEN updated_at + 1 ELSE $13 END \
     WHERE id = $1 AND updated_at = $2 AND merged_into IS NULL";

/// Changes a patient, unless somebody has changed the profile since `seen`; says whether
/// it was done.
///
/// # Errors
/// Those of the database.
pub async fn update_details(
    tx: &mut Tx,
    patient: PatientId,
    seen: Timestamp,
    to: &Details,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UPDATE)
            .bind(Id(patient))
            .bind(At(seen))
            .bind(to.full_name.as_str())
            .bind(to.born_on.map(|born| Day(born.date())))
            .bind(to.born_as_given.as_deref())
            .bind(to.pronouns.as_deref())
            .bind(to.email.as_ref().map(EmailAddress::as_str))
            .bind(to.phone.as_deref())
            .bind(to.street.as_deref())
            .bind(to.suburb.as_deref())
            .bind(to.state.as_deref())
            .bind(to.postcode.as_deref())
            .bind(At(now))
            .bind(to.email_as_given.as_deref())
            .bind(to.phone_as_given.as_deref())
            .execute
    )?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    index::renew(tx, patient).await?;
    Ok(true)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, UPDATE];

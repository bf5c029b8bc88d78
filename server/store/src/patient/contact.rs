//! How a patient is reached: what they may change about themself.

use std::fmt;

use domain::id::{AccountId, PatientId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use super::index;
use crate::column::{At, Day, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// What a patient may change about themself.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactEdit {
    /// Their name as given.
    pub full_name: PersonName,
    /// Their phone number in the international form.
    pub phone: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// Town.
    pub suburb: Option<String>,
    /// Province.
    pub state: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
}

/// What is known of how a patient is reached.
#[derive(Clone)]
pub struct Contact {
    /// What they may change.
    pub editable: ContactEdit,
    /// Their birth date, which staff alone change.
    pub born_on: Option<BirthDate>,
    /// When the profile was last changed: tells one state of it from another.
    pub updated_at: Timestamp,
}

/// Nothing: all of it is about the person.
impl fmt::Debug for ContactEdit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ContactEdit").finish_non_exhaustive()
    }
}

/// Only when it was changed.
impl fmt::Debug for Contact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contact")
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct ContactRow {
    full_name: String,
    born_on: Option<Day>,
    phone: Option<String>,
    street: Option<String>,
    suburb: Option<String>,
    postcode: Option<String>,
    state: Option<String>,
    updated_at: At,
}

// Index: primary key.
const FIND: &str = "SELECT full_name, born_on, phone, street, suburb, postcode, state, updated_at \
     FROM patient WHERE id = $1";

/// How a patient is reached.
///
/// # Errors
/// Those of the database.
pub async fn find_contact(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<Contact>, StoreError> {
    let row: Option<ContactRow> = on_db!(db, query_as(FIND).bind(Id(patient)).fetch_optional)?;
    row.map(|row| {
        Ok(Contact {
            editable: ContactEdit {
                full_name: name("patient", "full_name", &row.full_name)?,
                phone: row.phone,
                street: row.street,
                suburb: row.suburb,
                state: row.state,
                postcode: row.postcode,
            },
            born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            updated_at: row.updated_at.0,
        })
    })
    .transpose()
}

// Index: primary key. The parts of a name are known of that name only. Each change is later
// than the one before, also within a millisecond.
const UPDATE: &str = "UPDATE patient SET full_name = $3, \
     given_name = CASE WHEN full_name = $3 THEN given_name END, \
     family_name = CASE WHEN full_name = $3 THEN family_name END, \
     phone = $4, phone_as_given = CASE WHEN $4 IS NULL THEN phone_as_given END, street = $5, suburb = $6, state = $7, postcode = $8, \
     updated_at = CASE WHEN updated_at >= $9 THEN updated_at + 1 ELSE $9 END \
     WHERE id = $1 AND updated_at = $2";

/// Changes how a patient is reached, unless somebody has changed the profile since `seen`;
/// says whether it was done.
///
/// # Errors
/// Those of the database.
pub async fn update_contact(
    tx: &mut Tx,
    patient: PatientId,
    seen: Timestamp,
    edit: &ContactEdit,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UPDATE)
            .bind(Id(patient))
            .bind(At(seen))
            .bind(edit.full_name.as_str())
            .bind(edit.phone.as_deref())
            .bind(edit.street.as_deref())
            .bind(edit.suburb.as_deref())
            .bind(edit.state.as_deref())
            .bind(edit.postcode.as_deref())
            .bind(At(now))
            .execute
    )?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    index::renew(tx, patient).await?;
    Ok(true)
}

// Indexes: access_open_self_account, primary key of patient.
const FOLLOW: &str = "UPDATE patient SET email = $3, \
     updated_at = CASE WHEN updated_at >= $4 THEN updated_at + 1 ELSE $4 END \
     WHERE id = (SELECT access.patient_id FROM access WHERE access.account_id = $1 \
         AND access.relation = 'self' AND access.ended_at IS NULL \
         AND access.suspended_at IS NULL) \
     AND lower(email) = $2 RETURNING id";

/// Lets the address at which an account's own patient gets mail follow the account's, if
/// it was the same one; answers whose it was.
///
/// # Errors
/// Those of the database.
pub async fn follow_email(
    tx: &mut Tx,
    account: AccountId,
    from: &EmailAddress,
    to: &EmailAddress,
    now: Timestamp,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> = on_db!(
        tx,
        query_scalar(FOLLOW)
            .bind(Id(account))
            .bind(from.canonical())
            .bind(to.as_str())
            .bind(At(now))
            .fetch_optional
    )?;
    if let Some(patient) = found {
        index::renew(tx, patient.0).await?;
    }
    Ok(found.map(|id| id.0))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, UPDATE, FOLLOW];

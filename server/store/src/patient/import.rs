//! Patients out of a file: who of them is here already, and what an import may change.

use std::collections::HashMap;
use std::fmt;

use domain::id::PatientId;
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{NewPatient, index};
use crate::column::{At, Day, Id, Word};
use crate::db::on_db;
use crate::rows::{Rows, rows};
use crate::{Reads, StoreError, Tx};

/// Somebody whom another program knows by an id that is here.
#[derive(Clone)]
pub struct Known {
    /// Who.
    pub patient: PatientId,
    /// The first part of the name, where it is known by its parts.
    pub given_name: Option<String>,
    /// The last part.
    pub family_name: Option<String>,
    /// The state of the profile.
    pub updated_at: Timestamp,
    /// The profile that took this one's place.
    pub merged_into: Option<PatientId>,
    /// The hash of the row that an import made of it, and in which state it left the profile.
    pub left: Option<([u8; 32], Timestamp)>,
}

/// Only the id.
impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Known")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct KnownRow {
    external_id: String,
    id: Id<PatientId>,
    given_name: Option<String>,
    family_name: Option<String>,
    updated_at: At,
    merged_into: Option<Id<PatientId>>,
    row_hash: Option<Vec<u8>>,
    left_at: Option<At>,
}

// Index: patient_external_id; primary key of patient_import.
const KNOWN: Rows = rows!(
    "SELECT patient.external_id, patient.id, patient.given_name, patient.family_name, \
     patient.updated_at, patient.merged_into, patient_import.row_hash, \
     patient_import.left_at FROM patient \
     LEFT JOIN patient_import ON patient_import.patient_id = patient.id \
     WHERE patient.external_id IN (VALUES ",
    1,
    [32, 8, 1],
    ")"
);

/// Who of those with these ids of another program is here.
///
/// # Errors
/// Those of the database.
pub async fn known(
    db: &mut impl Reads,
    external_ids: &[&str],
) -> Result<HashMap<String, Known>, StoreError> {
    let mut found = HashMap::new();
    let rows: Vec<KnownRow> = KNOWN
        .read(db, external_ids, |query, id| query.bind(*id))
        .await?;
    for row in rows {
        let hash = row.row_hash.and_then(|hash| hash.try_into().ok());
        let known = Known {
            patient: row.id.0,
            given_name: row.given_name,
            family_name: row.family_name,
            updated_at: row.updated_at.0,
            merged_into: row.merged_into.map(|id| id.0),
            left: hash.zip(row.left_at.map(|at| at.0)),
        };
        found.insert(row.external_id, known);
    }
    Ok(found)
}

const REMEMBER: Rows = rows!(
    "INSERT INTO patient_import (patient_id, row_hash, left_at) VALUES ",
    3,
    [64, 8, 1],
    " ON CONFLICT (patient_id) DO UPDATE SET row_hash = excluded.row_hash, \
     left_at = excluded.left_at"
);

/// Remembers which row each profile is made of, and the state in which that left it.
///
/// # Errors
/// Those of the database.
pub async fn remember(
    tx: &mut Tx,
    made: &[(PatientId, [u8; 32], Timestamp)],
) -> Result<(), StoreError> {
    REMEMBER
        .write(tx, made, |query, (patient, hash, at)| {
            query.bind(Id(*patient)).bind(hash.as_slice()).bind(At(*at))
        })
        .await
}

// Index: primary key. What the file doesn't have stays as it is. A record number that is
// another one was confirmed by nobody.
const UPDATE: &str = "UPDATE patient SET full_name = $3, \
     given_name = COALESCE($4, given_name), family_name = COALESCE($5, family_name), \
     born_on = CASE WHEN $6 IS NULL AND $7 IS NULL THEN born_on ELSE $6 END, \
     born_as_given = CASE WHEN $6 IS NULL AND $7 IS NULL THEN born_as_given ELSE $7 END, \
     sex = CASE WHEN $8 IS NULL AND $9 IS NULL THEN sex ELSE $8 END, \
     sex_as_given = CASE WHEN $8 IS NULL AND $9 IS NULL THEN sex_as_given ELSE $9 END, \
     email = CASE WHEN $10 IS NULL AND $11 IS NULL THEN email ELSE $10 END, \
     email_as_given = CASE WHEN $10 IS NULL AND $11 IS NULL THEN email_as_given ELSE $11 END, \
     phone = CASE WHEN $12 IS NULL AND $13 IS NULL THEN phone ELSE $12 END, \
     phone_as_given = CASE WHEN $12 IS NULL AND $13 IS NULL THEN phone_as_given ELSE $13 END, \
     street = COALESCE($14, street), suburb = COALESCE($15, suburb), \
     postcode = COALESCE($16, postcode), state = COALESCE($17, state), \
     record_number = COALESCE($18, record_number), \
     record_number_confirmed_at = CASE WHEN $18 IS NULL OR record_number = $18 \
       THEN record_number_confirmed_at END, \
     updated_at = CASE WHEN updated_at >= $19 THEN updated_at + 1 ELSE $19 END \
     WHERE id = $1 AND updated_at = $2 AND merged_into IS NULL RETURNING updated_at";

/// Makes a profile what a changed row says, unless somebody has changed it since `seen`;
/// answers the state in which it is then. What the row doesn't have stays.
///
/// # Errors
/// Those of the database.
pub async fn update(
    tx: &mut Tx,
    seen: Timestamp,
    to: &NewPatient,
) -> Result<Option<Timestamp>, StoreError> {
    let [street, suburb, postcode, state] = to.address.each_ref().map(Option::as_deref);
    let left: Option<At> = on_db!(
        tx,
        query_scalar(UPDATE)
            .bind(Id(to.id))
            .bind(At(seen))
            .bind(to.full_name.as_str())
            .bind(to.given_name.as_deref())
            .bind(to.family_name.as_deref())
            .bind(to.born_on.map(|born| Day(born.date())))
            .bind(to.born_as_given.as_deref())
            .bind(to.sex.map(Word))
            .bind(to.sex_as_given.as_deref())
            .bind(to.email.as_ref().map(EmailAddress::as_str))
            .bind(to.email_as_given.as_deref())
            .bind(to.phone.as_deref())
            .bind(to.phone_as_given.as_deref())
            .bind(street)
            .bind(suburb)
            .bind(postcode)
            .bind(state)
            .bind(to.record_number.as_deref())
            .bind(At(to.created_at))
            .fetch_optional
    )?;
    if left.is_some() {
        index::renew(tx, to.id).await?;
    }
    Ok(left.map(|at| at.0))
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    KNOWN.sizes[0].1,
    KNOWN.sizes[1].1,
    KNOWN.sizes[2].1,
    REMEMBER.sizes[0].1,
    REMEMBER.sizes[1].1,
    REMEMBER.sizes[2].1,
    UPDATE,
];

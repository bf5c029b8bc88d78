//! What became part of what, and what a merge or a split writes into charts.

use domain::id::PatientId;
use domain::merge::undo::Slot;

use super::index;
use crate::column::Id;
use crate::db::on_db;
use crate::merge::place::{Bound, Kind};
use crate::{Reads, StoreError, Tx};

// Index: primary key.
const SURVIVOR: &str = "WITH RECURSIVE way (at) AS (SELECT patient.id FROM patient \
     WHERE patient.id = $1 UNION SELECT patient.merged_into FROM way \
     JOIN patient ON patient.id = way.at WHERE patient.merged_into IS NOT NULL) \
     SELECT patient.id FROM way JOIN patient ON patient.id = way.at \
     WHERE patient.merged_into IS NULL";

/// The profile that stands for this one by now: itself, or the last that it became part of.
/// None of an unknown one.
///
/// # Errors
/// Those of the database.
pub async fn find_survivor(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Option<PatientId>, StoreError> {
    let found: Option<Id<PatientId>> =
        on_db!(db, query_scalar(SURVIVOR).bind(Id(patient)).fetch_optional)?;
    Ok(found.map(|id| id.0))
}

// Index: patient_merged.
const PARTS: &str = "WITH RECURSIVE way (at) AS (SELECT patient.id FROM patient \
     WHERE patient.merged_into = $1 UNION SELECT patient.id FROM way \
     JOIN patient ON patient.merged_into = way.at) SELECT way.at FROM way ORDER BY way.at";

/// Every profile that is part of this one by now, by its id.
///
/// # Errors
/// Those of the database.
pub async fn list_parts(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<PatientId>, StoreError> {
    let found: Vec<Id<PatientId>> = on_db!(db, query_scalar(PARTS).bind(Id(patient)).fetch_all)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

// Index: merge_record_absorbed.
const ONCE_PART_OF: &str = "WITH RECURSIVE way (at) AS (SELECT first.survivor_id \
     FROM merge_record AS first WHERE first.absorbed_id = $1 UNION SELECT next.survivor_id \
     FROM way JOIN merge_record AS next ON next.absorbed_id = way.at) \
     SELECT way.at FROM way WHERE way.at <> $1 ORDER BY way.at";

/// Every profile that this one has ever been part of, by its id.
///
/// # Errors
/// Those of the database.
pub async fn list_once_part_of(
    db: &mut impl Reads,
    patient: PatientId,
) -> Result<Vec<PatientId>, StoreError> {
    let found: Vec<Id<PatientId>> =
        on_db!(db, query_scalar(ONCE_PART_OF).bind(Id(patient)).fetch_all)?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

// Index of each: primary key.
const NAME: &str =
    "UPDATE patient SET full_name = $2, given_name = $3, family_name = $4 WHERE id = $1";
const BORN: &str = "UPDATE patient SET born_on = $2, born_as_given = $3 WHERE id = $1";
const SEX: &str = "UPDATE patient SET sex = $2, sex_as_given = $3 WHERE id = $1";
const PRONOUNS: &str = "UPDATE patient SET pronouns = $2 WHERE id = $1";
const EMAIL: &str = "UPDATE patient SET email = $2, email_as_given = $3 WHERE id = $1";
const PHONE: &str = "UPDATE patient SET phone = $2, phone_as_given = $3 WHERE id = $1";
const ADDRESS: &str =
    "UPDATE patient SET street = $2, suburb = $3, state = $4, postcode = $5 WHERE id = $1";
const RECORD_NUMBER: &str = "UPDATE patient SET record_number = $2, \
     record_number_confirmed_at = $3 WHERE id = $1";
const UPDATED: &str = "UPDATE patient SET updated_at = $2 WHERE id = $1";
const MERGED: &str = "UPDATE patient SET merged_into = $2 WHERE id = $1";

/// The statement of a chart's slot, and what its columns hold.
const fn statement(slot: Slot) -> Option<(&'static str, &'static [Kind])> {
    use Kind::{Id, Number, Text};
    Some(match slot {
        Slot::PatientName => (NAME, &[Text, Text, Text]),
        Slot::PatientBorn => (BORN, &[Text, Text]),
        Slot::PatientSex => (SEX, &[Text, Text]),
        Slot::PatientPronouns => (PRONOUNS, &[Text]),
        Slot::PatientEmail => (EMAIL, &[Text, Text]),
        Slot::PatientPhone => (PHONE, &[Text, Text]),
        Slot::PatientAddress => (ADDRESS, &[Text, Text, Text, Text]),
        Slot::PatientRecordNumber => (RECORD_NUMBER, &[Text, Number]),
        Slot::PatientUpdated => (UPDATED, &[Number]),
        Slot::PatientMerged => (MERGED, &[Id]),
        _ => return None,
    })
}

/// Writes into the charts of `patients` what stands for them in `written`, and what they are
/// found by from then on.
///
/// # Errors
/// Those of the database; `Fault` for a slot that is in no chart.
pub async fn put_charts(
    tx: &mut Tx,
    patients: [PatientId; 2],
    written: &[(PatientId, Slot, Vec<Option<String>>)],
) -> Result<(), StoreError> {
    for (patient, slot, values) in written {
        let (sql, kinds) = statement(*slot).ok_or(StoreError::Fault { code: 0 })?;
        let mut query = sqlx::query(sql).bind(Id(*patient));
        for (kind, value) in kinds.iter().zip(values) {
            query = match kind.bound(value.as_deref())? {
                Bound::Id(id) => query.bind(id),
                Bound::Number(number) => query.bind(number),
                Bound::Text(text) => query.bind(text),
            };
        }
        query
            .execute(tx.conn())
            .await
            .map_err(|error| StoreError::from(error).read_in(module_path!()))?;
    }
    for patient in patients {
        index::renew(tx, patient).await?;
    }
    Ok(())
}

// Index: primary key.
const TOUCH: &str = "UPDATE patient SET \
     updated_at = CASE WHEN updated_at >= $2 THEN updated_at + 1 ELSE $2 END WHERE id = $1";

/// Tells the chart's state from the one before.
///
/// # Errors
/// Those of the database.
pub async fn touch(
    tx: &mut Tx,
    patient: PatientId,
    now: jiff::Timestamp,
) -> Result<(), StoreError> {
    let at = crate::column::At(now);
    on_db!(tx, query(TOUCH).bind(Id(patient)).bind(at).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    SURVIVOR,
    PARTS,
    ONCE_PART_OF,
    NAME,
    BORN,
    SEX,
    PRONOUNS,
    EMAIL,
    PHONE,
    ADDRESS,
    RECORD_NUMBER,
    UPDATED,
    MERGED,
    TOUCH,
];

//! What a patient's age changes: the clinic's table, with the zone whose dates count.

use domain::age_policy::{AgeEffect, AgePolicy, AgeStep, LeapBirthday};
use sqlx::FromRow;

use crate::access::{Held, HeldRow, held_columns, held_patient};
use crate::column::{Word, corrupt, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

stored_words!(AgeEffect, LeapBirthday);

/// The table, and where its days begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgeRules {
    /// The table.
    pub policy: AgePolicy,
    /// IANA name of the zone of the clinic's first location.
    pub zone: String,
}

#[derive(FromRow)]
struct Row {
    zone: String,
    leap_birthday: Word<LeapBirthday>,
    from_age: i64,
    effect: Word<AgeEffect>,
}

// Index: none, the tables have a handful of rows.
const FIND: &str = "SELECT location.zone, clinic.leap_birthday, age_step.from_age, age_step.effect \
     FROM clinic CROSS JOIN location CROSS JOIN age_step \
     WHERE clinic.id = 1 AND location.id = (SELECT MIN(location.id) FROM location) \
     ORDER BY age_step.from_age";

/// The rules; none before the clinic is set up.
///
/// # Errors
/// `Corrupt` if the rows are no table.
pub async fn find_age_rules(db: &mut impl Reads) -> Result<Option<AgeRules>, StoreError> {
    let rows: Vec<Row> = on_db!(db, query_as(FIND).fetch_all)?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let (zone, leap) = (first.zone.clone(), first.leap_birthday.0);
    let steps = rows
        .iter()
        .map(|row| {
            Ok(AgeStep {
                from_age: u8::try_from(row.from_age)
                    .map_err(|_| corrupt("age_step", "from_age"))?,
                effect: row.effect.0,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    let policy = AgePolicy::new(steps, leap).map_err(|_| corrupt("age_step", "effect"))?;
    Ok(Some(AgeRules { policy, zone }))
}

const CLEAR: &str = "DELETE FROM age_step";
const INSERT: &str = "INSERT INTO age_step (from_age, effect) VALUES ($1, $2)";
// Whoever was told was told by the table before.
const UPDATE_LEAP: &str =
    "UPDATE clinic SET leap_birthday = $1, warnings_told_on = NULL WHERE id = 1";

/// Puts another table in the place of the clinic's.
///
/// # Errors
/// Those of the database.
pub async fn put_age_policy(tx: &mut Tx, policy: &AgePolicy) -> Result<(), StoreError> {
    on_db!(tx, query(CLEAR).execute)?;
    for step in policy.steps() {
        on_db!(
            tx,
            query(INSERT)
                .bind(i64::from(step.from_age))
                .bind(Word(step.effect))
                .execute
        )?;
    }
    on_db!(tx, query(UPDATE_LEAP).bind(Word(policy.leap())).execute)?;
    Ok(())
}

// Index: access_unused, all of it, up to the LIMIT; primary key of patient, safeguarding_stop_open.
const LIST_CHANGED: &str = concat!(
    "SELECT ",
    held_columns!(),
    " FROM access CROSS JOIN ",
    held_patient!(),
    " WHERE access.relation = 'guardian' AND access.ended_at IS NULL \
     AND access.continues_at IS NULL AND access.suspended_at IS NULL \
     AND patient.born_on IS NOT NULL LIMIT $1"
);

/// Guardians' accesses that age may change, at most `limit`, in no order.
///
/// # Errors
/// Those of the database.
pub async fn list_changed_by_age(db: &mut impl Reads, limit: i64) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<HeldRow> = on_db!(db, query_as(LIST_CHANGED).bind(limit).fetch_all)?;
    let held = rows.into_iter().map(HeldRow::held);
    held.filter_map(Result::transpose).collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, CLEAR, INSERT, UPDATE_LEAP, LIST_CHANGED];

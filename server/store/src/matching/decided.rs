//! What staff have decided about pairs of profiles: whether they are one person. New weights
//! are learnt from it.

use domain::id::PatientId;
use domain::matching::linkage::Profile;
use domain::merge::undo::{Row, Rows as Before, Table};
use jiff::civil::Date;
use sqlx::FromRow;

use crate::column::{Id, corrupt};
use crate::db::on_db;
use crate::merge::rows::from_json;
use crate::{Reads, StoreError};

/// A merge that stands.
#[derive(Clone)]
pub struct MergedPair {
    /// Its place among all merges.
    pub number: i64,
    /// What was known on either side before it: of the profile that went on first.
    pub before: [Profile; 2],
}

/// Only which.
impl std::fmt::Debug for MergedPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MergedPair")
            .field("number", &self.number)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct MergedRow {
    number: i64,
    survivor_before: String,
    absorbed_before: String,
}

// Index: the unique one of number, from the given one on.
const MERGED: &str = "SELECT number, survivor_before, absorbed_before FROM merge_record \
     WHERE number > $1 AND undone_at IS NULL ORDER BY number LIMIT $2";

/// The next merges after the one with this number that nobody has undone.
///
/// # Errors
/// Those of the database.
pub async fn list_merged(
    db: &mut impl Reads,
    after: i64,
    limit: i64,
) -> Result<Vec<MergedPair>, StoreError> {
    let found: Vec<MergedRow> = on_db!(db, query_as(MERGED).bind(after).bind(limit).fetch_all)?;
    let each = found.into_iter().map(|row| {
        Ok(MergedPair {
            number: row.number,
            before: [
                profile(&row.survivor_before)?,
                profile(&row.absorbed_before)?,
            ],
        })
    });
    each.collect()
}

/// What a merge kept of a profile, as `patient::index::profile` reads it of a patient's row.
fn profile(before: &str) -> Result<Profile, StoreError> {
    let rows: Before = from_json(before)?;
    let row = rows.iter().find(|(row, _)| row.table == Table::Patient);
    let (_, row) = row.ok_or_else(|| corrupt("merge_record", "before"))?;
    let born = text(row, "born_on");
    let born: Option<Date> = born
        .map(|born| born.parse().map_err(|_| corrupt("merge_record", "before")))
        .transpose()?;
    let or_as_given = |column: &str, given: &str| text(row, column).or_else(|| text(row, given));
    let confirmed = text(row, "record_number_confirmed_at").is_some();
    Ok(Profile {
        full_name: text(row, "full_name"),
        given: text(row, "given_name"),
        family: text(row, "family_name"),
        born,
        born_as_given: text(row, "born_as_given"),
        sex: or_as_given("sex", "sex_as_given"),
        email: or_as_given("email", "email_as_given"),
        phone: or_as_given("phone", "phone_as_given"),
        street: text(row, "street"),
        suburb: text(row, "suburb"),
        postcode: text(row, "postcode"),
        state: text(row, "state"),
        record_number: text(row, "record_number").filter(|_| confirmed),
    })
}

fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column).cloned().flatten()
}

// Index: primary key.
const DIFFERENT: &str = "SELECT left_id, right_id FROM not_the_same \
     WHERE (left_id, right_id) > ($1, $2) AND removed_at IS NULL \
     ORDER BY left_id, right_id LIMIT $3";

/// The next pairs after this one that are known to be different people, as they are ordered:
/// the lower id of a pair first.
///
/// # Errors
/// Those of the database.
pub async fn list_different(
    db: &mut impl Reads,
    after: Option<(PatientId, PatientId)>,
    limit: i64,
) -> Result<Vec<(PatientId, PatientId)>, StoreError> {
    let bytes = |id: PatientId| id.uuid().as_bytes().to_vec();
    // No id is smaller than no bytes.
    let (left, right) = after.map_or_else(Default::default, |(left, right)| {
        (bytes(left), bytes(right))
    });
    let found: Vec<(Id<PatientId>, Id<PatientId>)> = on_db!(
        db,
        query_as(DIFFERENT)
            .bind(left)
            .bind(right)
            .bind(limit)
            .fetch_all
    )?;
    Ok(found
        .into_iter()
        .map(|(one, other)| (one.0, other.0))
        .collect())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[MERGED, DIFFERENT];

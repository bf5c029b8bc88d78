//! Why staff did something although a rule spoke against it.

use std::fmt;

use domain::id::{AppointmentId, StaffId};
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// Why something was booked although a rule spoke against it.
#[derive(Clone)]
pub struct Exemption {
    /// The appointment's `sequence` since then.
    pub sequence: i64,
    /// When.
    pub made_at: Timestamp,
    /// The codes of the rules, with a blank between them.
    pub rules: String,
    /// Whether it was put over another visit.
    pub overbooked: bool,
    /// What the member of staff wrote.
    pub reason: String,
}

impl Exemption {
    /// Whether it was made of the rule with this code.
    #[must_use]
    pub fn is_of(&self, rule: &str) -> bool {
        self.rules.split_whitespace().any(|code| code == rule)
    }
}

/// Without what was written.
impl fmt::Debug for Exemption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exemption")
            .field("sequence", &self.sequence)
            .field("rules", &self.rules)
            .field("overbooked", &self.overbooked)
            .finish_non_exhaustive()
    }
}

const INSERT_EXEMPTION: &str = "INSERT INTO exemption (appointment_id, sequence, staff_id, \
     made_at, rules, overbooked, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes down why.
///
/// # Errors
/// Those of the database.
pub async fn insert_exemption(
    tx: &mut Tx,
    id: AppointmentId,
    staff: StaffId,
    new: &Exemption,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_EXEMPTION)
            .bind(Id(id))
            .bind(new.sequence)
            .bind(Id(staff))
            .bind(At(new.made_at))
            .bind(&new.rules)
            .bind(i64::from(new.overbooked))
            .bind(&new.reason)
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const EXEMPTIONS: &str = "SELECT sequence, made_at, rules, overbooked, reason FROM exemption \
     WHERE appointment_id = $1 ORDER BY sequence";

/// Why an appointment stands although rules speak against it.
///
/// # Errors
/// Those of the database.
pub async fn list_exemptions(
    reads: &mut impl Reads,
    id: AppointmentId,
) -> Result<Vec<Exemption>, StoreError> {
    let rows: Vec<(i64, At, String, i64, String)> =
        on_db!(reads, query_as(EXEMPTIONS).bind(Id(id)).fetch_all)?;
    let exemption =
        |(sequence, made_at, rules, overbooked, reason): (i64, At, _, i64, _)| Exemption {
            sequence,
            made_at: made_at.0,
            rules,
            overbooked: overbooked == 1,
            reason,
        };
    Ok(rows.into_iter().map(exemption).collect())
}

// Index: primary key.
const DELETE_EXEMPTION: &str = "DELETE FROM exemption WHERE appointment_id = $1 AND sequence = $2";

/// Takes back what was written down about the change that led to `sequence`, because the
/// change itself was undone.
///
/// # Errors
/// Those of the database.
pub async fn delete_exemption(
    tx: &mut Tx,
    id: AppointmentId,
    sequence: i64,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DELETE_EXEMPTION).bind(Id(id)).bind(sequence).execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[INSERT_EXEMPTION, EXEMPTIONS, DELETE_EXEMPTION];

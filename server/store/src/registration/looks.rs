//! Who looked last at a registration's own page, as the audit tells.

use domain::audit::Action;
use domain::id::{PatientId, StaffId};
use domain::person::PersonName;
use jiff::Timestamp;

use crate::column::{At, Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

// Index: audit_patient's primary key, backwards: the last hundred events of a patient, of which
// most are lists; primary keys. A look at a list has no detail but that of who waits, and one at
// the pairs of the clinic has one.
const LAST: &str = "SELECT staff.full_name, audit.at FROM (SELECT seq, actor_id \
     FROM audit_patient WHERE patient_id = $1 ORDER BY seq DESC LIMIT 100) AS near \
     JOIN audit ON audit.seq = near.seq JOIN staff ON staff.id = near.actor_id \
     WHERE near.actor_id <> $2 AND audit.at >= $3 \
     AND ((audit.action = $4 AND audit.detail = '') \
       OR (audit.action = $5 AND audit.detail <> '')) \
     ORDER BY near.seq DESC LIMIT 1";

/// Who else looked at this sign-up's own page since then: side by side with a profile, or alone.
///
/// # Errors
/// Those of the database.
pub async fn find_last(
    db: &mut impl Reads,
    patient: PatientId,
    but: StaffId,
    since: Timestamp,
) -> Result<Option<(PersonName, Timestamp)>, StoreError> {
    let found: Option<(String, At)> = on_db!(
        db,
        query_as(LAST)
            .bind(Id(patient))
            .bind(Id(but))
            .bind(At(since))
            .bind(Action::MergeSeen.as_str())
            .bind(Action::RegistrationsSeen.as_str())
            .fetch_optional
    )?;
    found
        .map(|(stored, at)| Ok((name("staff", "full_name", &stored)?, at.0)))
        .transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LAST];

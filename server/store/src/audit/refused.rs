//! How often somebody was refused of late: the audit itself bounds what is written of it.

use jiff::Timestamp;
use uuid::Uuid;

use crate::column::At;
use crate::db::on_db;
use crate::{Reads, StoreError};

// Index: audit_refused, which is of these events alone.
const COUNT: &str = "SELECT COUNT(*) FROM audit WHERE action = 'access.refused' \
     AND actor_id = $1 AND at > $2 AND at <= $3";

/// How many refusals of this actor were recorded after `since`, up to `now`: what was
/// written while the clock was ahead doesn't count.
///
/// # Errors
/// Those of the database.
pub async fn count_refused(
    db: &mut impl Reads,
    actor: Uuid,
    since: Timestamp,
    now: Timestamp,
) -> Result<i64, StoreError> {
    on_db!(
        db,
        query_scalar(COUNT)
            .bind(actor)
            .bind(At(since))
            .bind(At(now))
            .fetch_one
    )
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[COUNT];

//! Taking out rows that have long lost their meaning.
//!
//! Nothing depends on it: a hold, a code or a counter that has run out counts as gone
//! wherever it is read. It only keeps the tables small. Audit rows and appointments
//! are never swept.

use jiff::Timestamp;

use crate::column::At;
use crate::db::on_db;
use crate::{StoreError, Tx};

// Each at most 500 rows at a time, so that no booking waits for it for long.

// Index: hold_expires. The claims go with the hold.
const HOLDS: &str = "DELETE FROM hold WHERE id IN \
     (SELECT id FROM hold WHERE expires_at < $1 LIMIT 500)";
// Index: claim_graced, then the primary key. Only those of cancelled appointments can end.
const CLAIMS: &str = "DELETE FROM claim WHERE (resource_id, quantum, lane) IN \
     (SELECT resource_id, quantum, lane FROM claim \
       WHERE appointment_id IS NOT NULL AND free_at IS NOT NULL AND free_at < $1 LIMIT 500)";
// Index: sign_up_expires.
const SIGN_UPS: &str = "DELETE FROM sign_up WHERE id IN \
     (SELECT id FROM sign_up WHERE expires_at < $1 LIMIT 500)";
// Index: recovery_link_expires.
const RECOVERY_LINKS: &str = "DELETE FROM recovery_link WHERE token_hash IN \
     (SELECT token_hash FROM recovery_link WHERE expires_at < $1 LIMIT 500)";
// Index: second_factor_draft_expires.
const DRAFTS: &str = "DELETE FROM second_factor_draft WHERE seat_hash IN \
     (SELECT seat_hash FROM second_factor_draft WHERE expires_at < $1 LIMIT 500)";
// Index: half_log_in_expires.
const HALVES: &str = "DELETE FROM half_log_in WHERE token_hash IN \
     (SELECT token_hash FROM half_log_in WHERE expires_at < $1 LIMIT 500)";
// Index: code_request_created, and notice_code_request for the inner query. Codes and the
// mail about them go with the request (primary key of code, notice_code_request); a mail
// that still waits or needs a look keeps it.
const CODE_REQUESTS: &str = "DELETE FROM code_request WHERE id IN \
     (SELECT id FROM code_request WHERE created_at < $1 AND NOT EXISTS (SELECT 1 FROM notice \
       WHERE notice.code_request_id = code_request.id \
       AND notice.state IN ('waiting', 'failed')) LIMIT 500)";
// Index: email_change_expires. The links go with it (primary key of email_change). What can
// still be taken back stays.
const EMAIL_CHANGES: &str = "DELETE FROM email_change WHERE id IN \
     (SELECT id FROM email_change WHERE expires_at < $1 \
       AND (revert_until IS NULL OR revert_until < $1 OR state = 'reverted') LIMIT 500)";
// Index: throttle_window.
const THROTTLES: &str = "DELETE FROM throttle WHERE key IN \
     (SELECT key FROM throttle WHERE window_at < $1 AND wait_until < $1 LIMIT 500)";

/// Takes out what had run out by `before`, up to 500 rows of each kind; says how many
/// rows it was. The caller leaves a day or more: a hold that ran out can be taken up
/// again, and a counter is kept for its window.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(tx: &mut Tx, before: Timestamp) -> Result<u64, StoreError> {
    let mut rows = 0;
    rows += on_db!(tx, query(HOLDS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(CLAIMS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(SIGN_UPS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(RECOVERY_LINKS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(DRAFTS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(HALVES).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(CODE_REQUESTS).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(EMAIL_CHANGES).bind(At(before)).execute)?.rows_affected();
    rows += on_db!(tx, query(THROTTLES).bind(At(before)).execute)?.rows_affected();
    Ok(rows)
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    HOLDS,
    CLAIMS,
    SIGN_UPS,
    RECOVERY_LINKS,
    DRAFTS,
    HALVES,
    CODE_REQUESTS,
    EMAIL_CHANGES,
    THROTTLES,
];

#[cfg(test)]
mod tests;

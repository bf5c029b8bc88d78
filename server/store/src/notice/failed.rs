//! Mails that could not be delivered, for staff to deal with.

use domain::id::{NoticeId, PatientId};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{NoticeKind, address};
use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A mail that could not be delivered.
#[derive(Clone, Debug)]
pub struct FailedNotice {
    /// Its id.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// Whom it is about, if it is about a patient.
    pub patient: Option<PatientId>,
    /// Their name.
    pub patient_name: Option<PersonName>,
    /// Where it was to go.
    pub to: EmailAddress,
    /// The last error's code.
    pub error: String,
    /// When it was given up.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct FailedRow {
    id: Id<NoticeId>,
    kind: Word<NoticeKind>,
    patient_id: Option<Id<PatientId>>,
    full_name: Option<String>,
    to_address: String,
    last_error: Option<String>,
    done_at: At,
}

// Index: notice_failed.
pub(super) const LIST_FAILED: &str = "SELECT notice.id, notice.kind, notice.patient_id, patient.full_name, \
     notice.to_address, notice.last_error, notice.done_at \
     FROM notice LEFT JOIN patient ON patient.id = notice.patient_id \
     WHERE notice.state = 'failed' ORDER BY notice.done_at DESC LIMIT $1";

/// Mails that could not be delivered and that nobody has dealt with, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list_failed(
    reads: &mut impl Reads,
    limit: i64,
) -> Result<Vec<FailedNotice>, StoreError> {
    let rows: Vec<FailedRow> = on_db!(reads, query_as(LIST_FAILED).bind(limit).fetch_all)?;
    rows.into_iter()
        .map(|row| {
            Ok(FailedNotice {
                id: row.id.0,
                kind: row.kind.0,
                patient: row.patient_id.map(|id| id.0),
                patient_name: row
                    .full_name
                    .map(|stored| name("patient", "full_name", &stored))
                    .transpose()?,
                to: address(&row.to_address)?,
                error: row.last_error.unwrap_or_default(),
                at: row.done_at.0,
            })
        })
        .collect()
}

/// What staff do about a mail that could not be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mending {
    /// Try again from the start.
    SendAgain,
    /// Put it aside.
    Dismiss,
}

// Index: primary key.
pub(super) const MEND: &str = "UPDATE notice SET state = $2, due_at = COALESCE($3, due_at), \
     tries = CASE WHEN $2 = 'waiting' THEN 0 ELSE tries END, leased_until = NULL, \
     done_at = $4 WHERE id = $1 AND state = 'failed'";

/// Deals with a mail that could not be delivered; false if somebody was faster, or it
/// never failed.
///
/// # Errors
/// Those of the database.
pub async fn update_failed(
    tx: &mut Tx,
    notice: NoticeId,
    mending: Mending,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, due_at, done_at) = match mending {
        Mending::SendAgain => ("waiting", Some(now), None),
        Mending::Dismiss => ("dismissed", None, Some(now)),
    };
    let done = on_db!(
        tx,
        query(MEND)
            .bind(Id(notice))
            .bind(state)
            .bind(due_at.map(At))
            .bind(done_at.map(At))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

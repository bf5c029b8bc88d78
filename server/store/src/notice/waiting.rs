//! What becomes of mail that waits when what it tells of changes: taken back, let wait again,
//! or sent later.

use domain::id::{AccountId, AppointmentId, NoticeId, PatientId};
use domain::person::EmailAddress;
use jiff::Timestamp;

use super::{NoticeKind, address};
use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

// Index: notice_appointment.
pub(super) const DROP_FOR_APPOINTMENT: &str = "UPDATE notice SET state = 'dropped', done_at = $3 \
     WHERE appointment_id = $1 AND kind = $2 AND state = 'waiting' \
     AND (leased_until IS NULL OR leased_until <= $3) RETURNING to_address";

/// Takes back the waiting mails of that kind about an appointment; says to whom. One
/// that is just being sent can't be taken back: dropped and revived, it would go twice.
///
/// # Errors
/// Those of the database.
pub async fn drop_waiting(
    tx: &mut Tx,
    appointment: AppointmentId,
    kind: NoticeKind,
    now: Timestamp,
) -> Result<Vec<EmailAddress>, StoreError> {
    let dropped: Vec<String> = on_db!(
        tx,
        query_scalar(DROP_FOR_APPOINTMENT)
            .bind(Id(appointment))
            .bind(Word(kind))
            .bind(At(now))
            .fetch_all
    )?;
    dropped.iter().map(|stored| address(stored)).collect()
}

// Index: notice_appointment; primary key of account.
pub(super) const REVIVE: &str = "UPDATE notice SET state = 'waiting', done_at = NULL, leased_until = NULL, \
     due_at = $3 WHERE appointment_id = $1 AND kind = $2 AND state = 'dropped' \
     AND NOT EXISTS (SELECT 1 FROM account WHERE account.id = notice.account_id \
     AND account.disabled_at IS NOT NULL)";

/// Lets the dropped mails of that kind about an appointment wait again, because what
/// made them untrue was undone; says how many. Not those to accounts that are blocked.
///
/// # Errors
/// Those of the database.
pub async fn revive_dropped(
    tx: &mut Tx,
    appointment: AppointmentId,
    kind: NoticeKind,
    due_at: Timestamp,
) -> Result<u64, StoreError> {
    let done = on_db!(
        tx,
        query(REVIVE)
            .bind(Id(appointment))
            .bind(Word(kind))
            .bind(At(due_at))
            .execute
    )?;
    Ok(done.rows_affected())
}

// Index: notice_appointment; primary key of account.
pub(super) const REVIVE_DROPPED_AT: &str = "UPDATE notice SET state = 'waiting', done_at = NULL, \
     leased_until = NULL WHERE appointment_id = $1 AND kind = $2 AND state = 'dropped' \
     AND done_at = $3 AND NOT EXISTS (SELECT 1 FROM account \
     WHERE account.id = notice.account_id AND account.disabled_at IS NOT NULL)";

/// Lets the mails of that kind about an appointment wait again that were dropped at
/// that instant, because the step that dropped them was undone; says how many. Not those to
/// accounts that are blocked.
///
/// # Errors
/// Those of the database.
pub async fn revive_dropped_at(
    tx: &mut Tx,
    appointment: AppointmentId,
    kind: NoticeKind,
    dropped_at: Timestamp,
) -> Result<u64, StoreError> {
    let done = on_db!(
        tx,
        query(REVIVE_DROPPED_AT)
            .bind(Id(appointment))
            .bind(Word(kind))
            .bind(At(dropped_at))
            .execute
    )?;
    Ok(done.rows_affected())
}

// Index: notice_appointment.
pub(super) const DELAY: &str = "UPDATE notice SET due_at = $4 WHERE appointment_id = $1 AND kind = $2 \
     AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $3) \
     RETURNING to_address";

/// Sets when the waiting mails of that kind about an appointment leave; says to whom.
/// Not those that are just being sent.
///
/// # Errors
/// Those of the database.
pub async fn delay_waiting(
    tx: &mut Tx,
    appointment: AppointmentId,
    kind: NoticeKind,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<Vec<EmailAddress>, StoreError> {
    let delayed: Vec<String> = on_db!(
        tx,
        query_scalar(DELAY)
            .bind(Id(appointment))
            .bind(Word(kind))
            .bind(At(now))
            .bind(At(due_at))
            .fetch_all
    )?;
    delayed.iter().map(|stored| address(stored)).collect()
}

// Index: notice_account.
pub(super) const DROP_FOR_ACCOUNT: &str = "UPDATE notice SET state = 'dropped', done_at = $2 \
     WHERE account_id = $1 AND state = 'waiting'";

/// Takes back every waiting mail to an account; says how many.
///
/// # Errors
/// Those of the database.
pub async fn drop_waiting_of_account(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let done = on_db!(
        tx,
        query(DROP_FOR_ACCOUNT)
            .bind(Id(account))
            .bind(At(now))
            .execute
    )?;
    Ok(done.rows_affected())
}

// Index: notice_account.
pub(super) const LIST_BETWEEN: &str = "SELECT id FROM notice WHERE account_id = $1 \
     AND patient_id = $2 AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $3)";

/// The waiting mails to an account about a patient. Not those that are just being sent.
///
/// # Errors
/// Those of the database.
pub async fn list_waiting_between(
    db: &mut impl Reads,
    (account, patient): (AccountId, PatientId),
    now: Timestamp,
) -> Result<Vec<NoticeId>, StoreError> {
    let found: Vec<Id<NoticeId>> = on_db!(
        db,
        query_scalar(LIST_BETWEEN)
            .bind(Id(account))
            .bind(Id(patient))
            .bind(At(now))
            .fetch_all
    )?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

// Index: notice_account.
pub(super) const DROP_BETWEEN: &str = "UPDATE notice SET state = 'dropped', done_at = $3 \
     WHERE account_id = $1 AND patient_id = $2 AND state = 'waiting'";

/// Takes back every waiting mail to an account about a patient.
///
/// # Errors
/// Those of the database.
pub async fn drop_waiting_between(
    tx: &mut Tx,
    (account, patient): (AccountId, PatientId),
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DROP_BETWEEN)
            .bind(Id(account))
            .bind(Id(patient))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

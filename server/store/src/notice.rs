//! The outbox: mail that waits to be sent, and what became of it.
//!
//! A row is written in the transaction of the change that it tells of. A worker
//! takes due rows for a while (a lease), sends them without any transaction being
//! open, and writes down the outcome; an outcome counts only while the lease that
//! it was worked off under is still the row's, so a worker that was slow never
//! overwrites what happened meanwhile. Nothing secret stands here: codes are made
//! when the mail is sent. What a mail says is not here either.

use domain::id::{AccountId, AppointmentId, CodeRequestId, InvitationId, NoticeId, PatientId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, email};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod failed;
mod invitation;
mod kind;
mod question;
mod visit;
mod waiting;

pub use failed::{FailedNotice, Mending, list_failed, update_failed};
pub use invitation::{drop_of_invitation, insert_of_invitation, is_waiting, list_of_invitation};
pub use kind::NoticeKind;
pub use question::drop_one;
pub use visit::{MailedVisit, find_mailed_visit};
pub use waiting::{
    delay_waiting, drop_waiting, drop_waiting_between, drop_waiting_of_account,
    list_waiting_between, revive_dropped, revive_dropped_at,
};

/// A mail to be sent.
#[derive(Clone, Debug)]
pub struct NewNotice {
    /// Its id, which is also the mail's `Message-ID`.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// The appointment it speaks of.
    pub appointment: Option<AppointmentId>,
    /// The request whose code it carries.
    pub code_request: Option<CodeRequestId>,
    /// The account it goes to, if one does.
    pub account: Option<AccountId>,
    /// The patient it is about.
    pub patient: Option<PatientId>,
    /// The invitation it speaks of.
    pub invitation: Option<InvitationId>,
    /// Where it goes.
    pub to: EmailAddress,
    /// The appointment's `sequence`, else 0.
    pub version: i64,
    /// Now.
    pub created_at: Timestamp,
    /// Not before this; `created_at` for at once.
    pub due_at: Timestamp,
}

/// A mail that a worker has taken to send.
#[derive(Clone, Debug)]
pub struct LeasedNotice {
    /// Its id.
    pub id: NoticeId,
    /// What it tells.
    pub kind: NoticeKind,
    /// The appointment it speaks of.
    pub appointment: Option<AppointmentId>,
    /// The request whose code it carries.
    pub code_request: Option<CodeRequestId>,
    /// The account it goes to, if one does.
    pub account: Option<AccountId>,
    /// The invitation it speaks of.
    pub invitation: Option<InvitationId>,
    /// Where it goes.
    pub to: EmailAddress,
    /// When it was written.
    pub created_at: Timestamp,
    /// How often sending has failed so far.
    pub tries: i64,
    /// The lease under which it was taken.
    pub leased_until: Timestamp,
}

/// What became of a mail that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// The mail server has it.
    Sent,
    /// It is no longer true, or no longer of use.
    Dropped,
    /// It can't be delivered; staff are asked to look.
    Failed {
        /// The mail server's reply code, or a code of ours; never its text.
        error: &'a str,
    },
    /// It is tried again.
    Later {
        /// Not before this.
        due_at: Timestamp,
        /// As in `Failed`.
        error: &'a str,
    },
}

const INSERT: &str = "INSERT INTO notice (id, kind, appointment_id, code_request_id, account_id, \
     patient_id, invitation_id, to_address, version, state, created_at, due_at, tries) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $11, 0) ON CONFLICT DO NOTHING";

/// Puts a mail into the outbox, in the transaction of what it tells of. The same
/// news (appointment, kind, address, version) is written once: a second is left out.
///
/// # Errors
/// Those of the database.
pub async fn insert_notice(tx: &mut Tx, new: &NewNotice) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Word(new.kind))
            .bind(new.appointment.map(Id))
            .bind(new.code_request.map(Id))
            .bind(new.account.map(Id))
            .bind(new.patient.map(Id))
            .bind(new.invitation.map(Id))
            .bind(new.to.as_str())
            .bind(new.version)
            .bind(At(new.created_at))
            .bind(At(new.due_at))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct LeasedRow {
    id: Id<NoticeId>,
    kind: Word<NoticeKind>,
    appointment_id: Option<Id<AppointmentId>>,
    code_request_id: Option<Id<CodeRequestId>>,
    account_id: Option<Id<AccountId>>,
    invitation_id: Option<Id<InvitationId>>,
    to_address: String,
    created_at: At,
    due_at: At,
    tries: i64,
    leased_until: At,
}

// Index: notice_due.
const LEASE: &str = "UPDATE notice SET leased_until = $2 WHERE id IN (SELECT id FROM notice \
     WHERE state = 'waiting' AND due_at <= $1 AND (leased_until IS NULL OR leased_until <= $1) \
     ORDER BY due_at LIMIT $3) \
     RETURNING id, kind, appointment_id, code_request_id, account_id, invitation_id, to_address, \
     created_at, due_at, tries, leased_until";

/// Takes up to `limit` mails that are due at `now` and that nobody else has taken,
/// the longest due first, until `leased_until`.
///
/// # Errors
/// Those of the database.
pub async fn lease_due(
    tx: &mut Tx,
    now: Timestamp,
    leased_until: Timestamp,
    limit: i64,
) -> Result<Vec<LeasedNotice>, StoreError> {
    let mut rows: Vec<LeasedRow> = on_db!(
        tx,
        query_as(LEASE)
            .bind(At(now))
            .bind(At(leased_until))
            .bind(limit)
            .fetch_all
    )?;
    rows.sort_by_key(|row| row.due_at);
    rows.into_iter()
        .map(|row| {
            Ok(LeasedNotice {
                id: row.id.0,
                kind: row.kind.0,
                appointment: row.appointment_id.map(|id| id.0),
                code_request: row.code_request_id.map(|id| id.0),
                account: row.account_id.map(|id| id.0),
                invitation: row.invitation_id.map(|id| id.0),
                to: address(&row.to_address)?,
                created_at: row.created_at.0,
                tries: row.tries,
                leased_until: row.leased_until.0,
            })
        })
        .collect()
}

// Index: primary key.
const FINISH: &str = "UPDATE notice SET state = $3, due_at = COALESCE($4, due_at), \
     tries = tries + $5, last_error = $6, done_at = $7, leased_until = NULL \
     WHERE id = $1 AND state = 'waiting' AND leased_until = $2";

/// Writes down what became of a mail, if it is still the taker's; says whether it was.
///
/// # Errors
/// Those of the database.
pub async fn finish_leased(
    tx: &mut Tx,
    notice: &LeasedNotice,
    outcome: Outcome<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (state, due_at, failed_tries, error, done_at) = match outcome {
        Outcome::Sent => ("sent", None, 0_i64, None, Some(now)),
        Outcome::Dropped => ("dropped", None, 0, None, Some(now)),
        Outcome::Failed { error } => ("failed", None, 1, Some(error), Some(now)),
        Outcome::Later { due_at, error } => ("waiting", Some(due_at), 1, Some(error), None),
    };
    let done = on_db!(
        tx,
        query(FINISH)
            .bind(Id(notice.id))
            .bind(At(notice.leased_until))
            .bind(state)
            .bind(due_at.map(At))
            .bind(failed_tries)
            .bind(error)
            .bind(done_at.map(At))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: notice_due. A taken row is looked at again when its lease ends.
const NEXT_DUE: &str = "SELECT MIN(CASE WHEN leased_until > due_at THEN leased_until \
     ELSE due_at END) FROM notice WHERE state = 'waiting'";

/// When the next mail is due, or the lease of one ends; none if none waits.
///
/// # Errors
/// Those of the database.
pub async fn find_next_due(reads: &mut impl Reads) -> Result<Option<Timestamp>, StoreError> {
    let next: Option<At> = on_db!(reads, query_scalar(NEXT_DUE).fetch_one)?;
    Ok(next.map(|at| at.0))
}

// Index: primary key.
const FIND_PATIENT: &str = "SELECT patient_id FROM notice WHERE id = $1";

/// The patient a mail is about; the outer none if there is no such mail.
///
/// # Errors
/// Those of the database.
pub async fn find_patient(
    reads: &mut impl Reads,
    notice: NoticeId,
) -> Result<Option<Option<PatientId>>, StoreError> {
    let found: Option<Option<Id<PatientId>>> = on_db!(
        reads,
        query_scalar(FIND_PATIENT).bind(Id(notice)).fetch_optional
    )?;
    Ok(found.map(|patient| patient.map(|id| id.0)))
}

fn address(text: &str) -> Result<EmailAddress, StoreError> {
    email("notice", "to_address", text)
}

/// What is prepared in this module, for the test that prepares every statement.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    LEASE,
    FINISH,
    NEXT_DUE,
    waiting::DROP_FOR_APPOINTMENT,
    waiting::REVIVE,
    waiting::REVIVE_DROPPED_AT,
    waiting::DELAY,
    waiting::DROP_FOR_ACCOUNT,
    waiting::LIST_BETWEEN,
    waiting::DROP_BETWEEN,
    failed::LIST_FAILED,
    failed::MEND,
    FIND_PATIENT,
    invitation::INSERT,
    invitation::DROP,
    invitation::LIST,
    invitation::IS_WAITING,
    question::DROP,
    visit::FIND,
];

#[cfg(test)]
mod tests;

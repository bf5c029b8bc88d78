//! The mails that carry an invitation's link.

use domain::id::{InvitationId, NoticeId, PatientId};
use domain::person::EmailAddress;
use jiff::Timestamp;

use super::NoticeKind;
use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub(super) const INSERT: &str = "INSERT INTO notice (id, kind, patient_id, to_address, version, \
     state, created_at, due_at, tries, invitation_id) \
     VALUES ($1, $2, $3, $4, 0, 'waiting', $5, $5, 0, $6)";

/// Puts the mail of an invitation into the outbox, to leave at once.
///
/// # Errors
/// Those of the database.
pub async fn insert_of_invitation(
    tx: &mut Tx,
    id: NoticeId,
    (invitation, patient): (InvitationId, PatientId),
    to: &EmailAddress,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(id))
            .bind(Word(NoticeKind::Invitation))
            .bind(Id(patient))
            .bind(to.as_str())
            .bind(At(now))
            .bind(Id(invitation))
            .execute
    )?;
    Ok(())
}

// Index: notice_invitation.
pub(super) const DROP: &str = "UPDATE notice SET \
     state = CASE WHEN state = 'failed' THEN 'dismissed' ELSE 'dropped' END, done_at = $2 \
     WHERE invitation_id = $1 AND state IN ('waiting', 'failed')";

/// Takes back the waiting mails of an invitation, and puts those aside that could not be
/// delivered: the next one takes their place, or none is wanted. One that is just being sent
/// isn't tried again, and carries no link any more.
///
/// # Errors
/// Those of the database.
pub async fn drop_of_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(DROP).bind(Id(invitation)).bind(At(now)).execute)?;
    Ok(())
}

// Index: notice_invitation.
pub(super) const LIST: &str = "SELECT id FROM notice WHERE invitation_id = $1 \
     AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $2)";

/// The waiting mails about an invitation. Not those that are just being sent.
///
/// # Errors
/// Those of the database.
pub async fn list_of_invitation(
    db: &mut impl Reads,
    invitation: InvitationId,
    now: Timestamp,
) -> Result<Vec<NoticeId>, StoreError> {
    let found: Vec<Id<NoticeId>> = on_db!(
        db,
        query_scalar(LIST)
            .bind(Id(invitation))
            .bind(At(now))
            .fetch_all
    )?;
    Ok(found.into_iter().map(|id| id.0).collect())
}

// Index: primary key.
pub(super) const IS_WAITING: &str =
    "SELECT EXISTS (SELECT 1 FROM notice WHERE id = $1 AND state = 'waiting')";

/// Whether a mail is still to be sent.
///
/// # Errors
/// Those of the database.
pub async fn is_waiting(db: &mut impl Reads, id: NoticeId) -> Result<bool, StoreError> {
    on_db!(db, query_scalar(IS_WAITING).bind(Id(id)).fetch_one)
}

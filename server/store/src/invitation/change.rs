//! What happens to an invitation after it was made, but for its being answered.

use domain::id::{AccountId, InvitationId, PatientId};
use domain::invitation::InvitationState;
use jiff::Timestamp;

use crate::access::GrantedBy;
use crate::column::{At, Id, Word};
use crate::db::on_db;
use crate::{StoreError, Tx};

// Index: primary key. A clock that was set back leaves the time of sending where it was.
pub(super) const SEND_AGAIN: &str = "UPDATE invitation SET \
     sent_at = CASE WHEN sent_at > $2 THEN sent_at ELSE $2 END, sends = sends + 1, \
     expires_at = $3, wrong_tries = 0, desk_code = COALESCE(desk_code, $4), \
     invited_by_account = $5, invited_by_staff = $6 \
     WHERE id = $1 AND state = 'pending' RETURNING sent_at";

/// Notes that an open invitation is sent again: it works until `expires_at`, and wrong
/// answers are forgotten. It gets the code if it has none yet, and counts as sent by `by`, who
/// vouches for it from now on. Answers when it counts as sent; none if it isn't open.
///
/// # Errors
/// Those of the database.
pub async fn send_again(
    tx: &mut Tx,
    id: InvitationId,
    now: Timestamp,
    expires_at: Timestamp,
    desk_code: Option<&str>,
    by: GrantedBy,
) -> Result<Option<Timestamp>, StoreError> {
    let (account, staff) = GrantedBy::columns(Some(by));
    let sent_at: Option<At> = on_db!(
        tx,
        query_scalar(SEND_AGAIN)
            .bind(Id(id))
            .bind(At(now))
            .bind(At(expires_at))
            .bind(desk_code)
            .bind(account)
            .bind(staff)
            .fetch_optional
    )?;
    Ok(sent_at.map(|at| at.0))
}

/// How the one who invites ends an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is taken back.
    Deleted,
    /// Another one takes its place.
    Superseded,
}

// Index: primary key.
pub(super) const CLOSE: &str = "UPDATE invitation SET state = $2, closed_at = $3 \
     WHERE id = $1 AND state = 'pending'";

/// Ends an open invitation. False if it isn't open.
///
/// # Errors
/// Those of the database.
pub async fn close(
    tx: &mut Tx,
    id: InvitationId,
    how: Closed,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let state = match how {
        Closed::Deleted => InvitationState::Deleted,
        Closed::Superseded => InvitationState::Superseded,
    };
    let done = on_db!(
        tx,
        query(CLOSE)
            .bind(Id(id))
            .bind(Word(state))
            .bind(At(now))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: invitation_patient.
pub(super) const CLOSE_SENT_BY: &str = "UPDATE invitation SET state = 'deleted', closed_at = $3 \
     WHERE patient_id = $2 AND invited_by_account = $1 AND state = 'pending' RETURNING id";

/// Takes back every open invitation to a patient's portal that the account sent; which.
///
/// # Errors
/// Those of the database.
pub async fn close_sent_by(
    tx: &mut Tx,
    (account, patient): (AccountId, PatientId),
    now: Timestamp,
) -> Result<Vec<InvitationId>, StoreError> {
    let closed: Vec<Id<InvitationId>> = on_db!(
        tx,
        query_scalar(CLOSE_SENT_BY)
            .bind(Id(account))
            .bind(Id(patient))
            .bind(At(now))
            .fetch_all
    )?;
    Ok(closed.into_iter().map(|id| id.0).collect())
}

// Index: primary key.
pub(super) const REOPEN: &str = "UPDATE invitation SET state = 'pending', closed_at = NULL \
     WHERE id = $1 AND state = 'deleted' AND closed_at >= $2";

/// Opens an invitation again that was taken back at `since` or later. False if there is
/// none.
///
/// # Errors
/// `Conflict` if the address was invited anew meanwhile.
pub async fn reopen(tx: &mut Tx, id: InvitationId, since: Timestamp) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(REOPEN).bind(Id(id)).bind(At(since)).execute)?;
    Ok(done.rows_affected() == 1)
}

//! What whoever holds an invitation's link answered, and what is told of it.

use std::fmt;

use domain::access::Relation;
use domain::id::{AccountId, InvitationId, PatientId};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

// Index: primary key.
pub(super) const COUNT_WRONG: &str = "UPDATE invitation SET wrong_tries = wrong_tries + 1 \
     WHERE id = $1 AND state = 'pending' RETURNING wrong_tries";

/// Counts a wrong answer to the second check; how many there are now.
///
/// # Errors
/// Those of the database.
pub async fn count_wrong_try(tx: &mut Tx, invitation: InvitationId) -> Result<u32, StoreError> {
    let tries: Option<i64> = on_db!(
        tx,
        query_scalar(COUNT_WRONG)
            .bind(Id(invitation))
            .fetch_optional
    )?;
    u32::try_from(tries.unwrap_or_default()).map_err(|_| corrupt("invitation", "wrong_tries"))
}

// Index: primary key.
pub(super) const ACCEPT: &str = "UPDATE invitation SET state = 'accepted', closed_at = $2, accepted_by = $3 \
     WHERE id = $1 AND state = 'pending'";

/// Closes an invitation as accepted. False if it was closed already.
///
/// # Errors
/// Those of the database.
pub async fn accept_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(ACCEPT)
            .bind(Id(invitation))
            .bind(At(now))
            .bind(Id(by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
pub(super) const DECLINE: &str = "UPDATE invitation SET state = 'declined', closed_at = $2, \
     decline_reason = $3 WHERE id = $1 AND state = 'pending'";

/// Closes an invitation as declined. False if it was closed already.
///
/// # Errors
/// Those of the database.
pub async fn decline_invitation(
    tx: &mut Tx,
    invitation: InvitationId,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(DECLINE)
            .bind(Id(invitation))
            .bind(At(now))
            .bind(reason)
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

/// What a mail tells of an invitation that was accepted.
#[derive(Clone)]
pub struct AcceptedInvitation {
    /// Whom it is about, as it was written.
    pub patient: PatientId,
    /// The invited address.
    pub email: EmailAddress,
    /// Whether the account is the patient's own.
    pub relation: Relation,
    /// Who accepted it.
    pub account: AccountId,
    /// Their name.
    pub full_name: PersonName,
    /// The address of their account.
    pub account_email: EmailAddress,
}

/// Only the patient's id: all else is about people.
impl fmt::Debug for AcceptedInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AcceptedInvitation")
            .field("patient", &self.patient)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct AcceptedRow {
    patient_id: Id<PatientId>,
    email: String,
    relation: Word<Relation>,
    account_id: Id<AccountId>,
    full_name: String,
    account_email: String,
}

// Indexes: primary keys.
pub(super) const FIND_ACCEPTED: &str = "SELECT invitation.patient_id, invitation.email, invitation.relation, \
     account.id AS account_id, account.full_name, account.email AS account_email \
     FROM invitation JOIN account ON account.id = invitation.accepted_by WHERE invitation.id = $1";

/// An invitation that was accepted, for the mail that tells of it.
///
/// # Errors
/// Those of the database.
pub async fn find_accepted(
    db: &mut impl Reads,
    invitation: InvitationId,
) -> Result<Option<AcceptedInvitation>, StoreError> {
    let row: Option<AcceptedRow> = on_db!(
        db,
        query_as(FIND_ACCEPTED).bind(Id(invitation)).fetch_optional
    )?;
    row.map(|row| {
        Ok(AcceptedInvitation {
            patient: row.patient_id.0,
            email: email("invitation", "email", &row.email)?,
            relation: row.relation.0,
            account: row.account_id.0,
            full_name: name("account", "full_name", &row.full_name)?,
            account_email: email("account", "email", &row.account_email)?,
        })
    })
    .transpose()
}

//! A patient's invitations, with what became of their mails.

use domain::id::{InvitationId, PatientId};
use domain::person::PersonName;
use sqlx::FromRow;

use super::{Invitation, Row, columns};
use crate::column::{Id, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An invitation with what became of its mail.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The invitation.
    pub invitation: Invitation,
    /// Why its newest mail could not be delivered, if it couldn't: a code.
    pub bounced: Option<String>,
    /// Whether its newest mail is tried again after it could not leave.
    pub delayed: bool,
    /// Who invites, where that isn't staff: somebody who acts for the patient, or they.
    pub inviter: Option<PersonName>,
}

#[derive(FromRow)]
struct SentRow {
    #[sqlx(flatten)]
    invitation: Row,
    bounced: Option<String>,
    delayed: bool,
    inviter: Option<String>,
}

/// [`SentRow`]s; what follows says of which.
macro_rules! select {
    () => {
        concat!(
            "SELECT ",
            columns!(),
            ", (SELECT notice.last_error FROM notice WHERE notice.invitation_id = invitation.id \
             AND notice.created_at >= invitation.sent_at \
             AND notice.state IN ('failed', 'dismissed') LIMIT 1) AS bounced, \
             EXISTS (SELECT 1 FROM notice WHERE notice.invitation_id = invitation.id \
             AND notice.created_at >= invitation.sent_at AND notice.state = 'waiting' \
             AND notice.tries > 0) AS delayed, (SELECT account.full_name FROM account \
             WHERE account.id = invitation.invited_by_account) AS inviter FROM invitation "
        )
    };
}

// Indexes: invitation_patient, notice_invitation.
pub(super) const LIST: &str = concat!(
    select!(),
    "WHERE invitation.patient_id = $1 ORDER BY invitation.created_at DESC LIMIT $2"
);

/// A patient's invitations, whatever became of them, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn list_invitations(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Sent>, StoreError> {
    let rows: Vec<SentRow> = on_db!(db, query_as(LIST).bind(Id(patient)).bind(limit).fetch_all)?;
    rows.into_iter().map(read).collect()
}

// Indexes: primary key, notice_invitation.
pub(super) const FIND: &str = concat!(select!(), "WHERE invitation.id = $1");

/// One invitation, with what became of its mail.
///
/// # Errors
/// Those of the database.
pub async fn find_sent(db: &mut impl Reads, id: InvitationId) -> Result<Option<Sent>, StoreError> {
    let row: Option<SentRow> = on_db!(db, query_as(FIND).bind(Id(id)).fetch_optional)?;
    row.map(read).transpose()
}

fn read(row: SentRow) -> Result<Sent, StoreError> {
    Ok(Sent {
        invitation: row.invitation.read()?,
        bounced: row.bounced,
        delayed: row.delayed,
        inviter: row
            .inviter
            .map(|stored| name("account", "full_name", &stored))
            .transpose()?,
    })
}

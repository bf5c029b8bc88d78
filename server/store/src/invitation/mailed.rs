//! What the mail of an invitation is made of.

use std::fmt;

use domain::id::InvitationId;
use domain::person::PersonName;
use domain::role::Role;
use sqlx::FromRow;

use super::{Invitation, Row, columns};
use crate::column::{At, Day, Id, Word, corrupt, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// Who invites, as whoever is invited knows them.
#[derive(Clone)]
pub enum InvitedBy {
    /// A member of staff.
    Staff(PersonName, Role),
    /// Whoever has this account.
    Account(PersonName),
}

/// An invitation with those it speaks of.
#[derive(Clone)]
pub struct MailedInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The patient's given name, where it is known apart.
    pub given_name: Option<String>,
    /// The patient's name.
    pub patient_name: PersonName,
    /// Whether a birth date is known.
    pub born_known: bool,
    /// Whether the patient's profile was put away, or they have died.
    pub patient_gone: bool,
    /// Whether a safeguarding stop stands.
    pub stopped: bool,
    /// Who invites.
    pub invited_by: InvitedBy,
}

/// Only which: all else is about people.
impl fmt::Debug for MailedInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailedInvitation")
            .field("invitation", &self.invitation)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct MailedRow {
    #[sqlx(flatten)]
    invitation: Row,
    given_name: Option<String>,
    full_name: String,
    born_on: Option<Day>,
    archived_at: Option<At>,
    deceased_on: Option<Day>,
    stopped: bool,
    staff_name: Option<String>,
    staff_role: Option<Word<Role>>,
    account_name: Option<String>,
}

// Indexes: primary keys, safeguarding_stop_open. A merged profile's invitation speaks of the
// one that took its place.
pub(super) const FIND: &str = concat!(
    "SELECT ",
    columns!(),
    ", patient.given_name, patient.full_name, patient.born_on, patient.archived_at, \
     patient.deceased_on, \
     EXISTS (SELECT 1 FROM safeguarding_stop AS stop WHERE stop.patient_id = patient.id \
         AND stop.lifted_at IS NULL) AS stopped, \
     staff.full_name AS staff_name, staff.role AS staff_role, account.full_name AS account_name \
     FROM invitation \
     JOIN patient AS first ON first.id = invitation.patient_id \
     JOIN patient ON patient.id = COALESCE(first.merged_into, first.id) \
     LEFT JOIN staff ON staff.id = invitation.invited_by_staff \
     LEFT JOIN account ON account.id = invitation.invited_by_account \
     WHERE invitation.id = $1"
);

/// What the mail of an invitation is made of.
///
/// # Errors
/// Those of the database.
pub async fn find_mailed_invitation(
    db: &mut impl Reads,
    id: InvitationId,
) -> Result<Option<MailedInvitation>, StoreError> {
    let row: Option<MailedRow> = on_db!(db, query_as(FIND).bind(Id(id)).fetch_optional)?;
    let Some(row) = row else {
        return Ok(None);
    };
    let invited_by = match (row.staff_name, row.staff_role, row.account_name) {
        (Some(staff), Some(role), None) => {
            InvitedBy::Staff(name("staff", "full_name", &staff)?, role.0)
        }
        (None, None, Some(account)) => InvitedBy::Account(name("account", "full_name", &account)?),
        _ => return Err(corrupt("invitation", "invited_by_staff")),
    };
    Ok(Some(MailedInvitation {
        invitation: row.invitation.read()?,
        given_name: row.given_name,
        patient_name: name("patient", "full_name", &row.full_name)?,
        born_known: row.born_on.is_some(),
        patient_gone: row.archived_at.is_some() || row.deceased_on.is_some(),
        stopped: row.stopped,
        invited_by,
    }))
}

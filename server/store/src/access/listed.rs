//! Every access to a patient, live or ended, as staff see them.

use std::fmt;

use domain::access::EndedBy;
use domain::id::{AccountId, PatientId};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Held, HeldRow, held_columns};
use crate::column::{At, Id, Word, corrupt, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError};

/// An access with whoever has it.
#[derive(Clone)]
pub struct Listed {
    /// What was given; of an ended one, what it gave.
    pub held: Held,
    /// Who has it.
    pub account: AccountId,
    /// Their name.
    pub full_name: PersonName,
    /// The address with which they log in.
    pub email: EmailAddress,
    /// Whether the clinic has blocked the account.
    pub blocked: bool,
    /// Since when.
    pub created_at: Timestamp,
    /// When they last logged in, anywhere.
    pub logged_in_at: Option<Timestamp>,
    /// The address that was invited, if it came of an invitation.
    pub invited: Option<EmailAddress>,
    /// When it ended, and what ended it.
    pub ended: Option<(Timestamp, EndedBy)>,
}

/// Only which: all else is about people.
impl fmt::Debug for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listed")
            .field("access", &self.held.id)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    #[sqlx(flatten)]
    held: HeldRow,
    account_id: Id<AccountId>,
    full_name: String,
    email: String,
    disabled_at: Option<At>,
    created_at: At,
    logged_in_at: Option<At>,
    invited: Option<String>,
    ended_at: Option<At>,
    ended_by: Option<Word<EndedBy>>,
}

// Indexes: access_patient, primary keys, session_account.
pub(super) const LIST: &str = concat!(
    "SELECT ",
    held_columns!(),
    ", account.id AS account_id, account.full_name, account.email, account.disabled_at, \
     access.created_at, access.ended_at, access.ended_by, invitation.email AS invited, \
     (SELECT MAX(session.created_at) FROM session WHERE session.account_id = account.id) \
         AS logged_in_at \
     FROM access JOIN patient ON patient.id = access.patient_id \
     JOIN account ON account.id = access.account_id \
     LEFT JOIN invitation ON invitation.id = access.invitation_id \
     WHERE access.patient_id = $1 ORDER BY access.created_at, access.id LIMIT $2"
);

/// Every access to a patient, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn list_accesses(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = on_db!(db, query_as(LIST).bind(Id(patient)).bind(limit).fetch_all)?;
    rows.into_iter()
        .map(|row| {
            Ok(Listed {
                held: row.held.held()?.ok_or(corrupt("access", "id"))?,
                account: row.account_id.0,
                full_name: name("account", "full_name", &row.full_name)?,
                email: email("account", "email", &row.email)?,
                blocked: row.disabled_at.is_some(),
                created_at: row.created_at.0,
                logged_in_at: row.logged_in_at.map(|at| at.0),
                invited: row
                    .invited
                    .map(|stored| email("invitation", "email", &stored))
                    .transpose()?,
                ended: match (row.ended_at, row.ended_by) {
                    (Some(at), Some(by)) => Some((at.0, by.0)),
                    _ => None,
                },
            })
        })
        .collect()
}

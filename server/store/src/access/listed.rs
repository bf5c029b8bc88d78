//! Every access to a patient, live or ended, as staff see them.

use std::fmt;

use domain::access::EndedBy;
use domain::id::{AccessId, AccountId, PatientId};
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

macro_rules! listed {
    ($of:literal) => {
        concat!(
            "SELECT ",
            held_columns!(),
            ", account.id AS account_id, account.full_name, account.email, account.disabled_at, \
             access.created_at, access.ended_at, access.ended_by, invitation.email AS invited, \
             (SELECT MAX(session.created_at) FROM session \
                 WHERE session.account_id = account.id) AS logged_in_at \
             FROM access JOIN patient ON patient.id = access.patient_id \
             JOIN account ON account.id = access.account_id \
             LEFT JOIN invitation ON invitation.id = access.invitation_id \
             WHERE access.patient_id = $1 ",
            $of
        )
    };
}

// Indexes: access_patient, primary keys, session_account. Live ones first: those that ended
// long ago must not push one off the list that can be taken away.
pub(super) const LIST: &str =
    listed!("ORDER BY access.ended_at IS NOT NULL, access.created_at, access.id LIMIT $2");

// Indexes: primary keys, session_account.
pub(super) const FIND_LIVE: &str = listed!("AND access.id = $2 AND access.ended_at IS NULL");

/// Every access to a patient: the live ones, then those that ended, each the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn list_accesses(
    db: &mut impl Reads,
    patient: PatientId,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<Row> = on_db!(db, query_as(LIST).bind(Id(patient)).bind(limit).fetch_all)?;
    rows.into_iter().map(Row::listed).collect()
}

/// One live access of a patient.
///
/// # Errors
/// Those of the database.
pub async fn find_access(
    db: &mut impl Reads,
    patient: PatientId,
    access: AccessId,
) -> Result<Option<Listed>, StoreError> {
    let row: Option<Row> = on_db!(
        db,
        query_as(FIND_LIVE)
            .bind(Id(patient))
            .bind(Id(access))
            .fetch_optional
    )?;
    row.map(Row::listed).transpose()
}

impl Row {
    fn listed(self) -> Result<Listed, StoreError> {
        Ok(Listed {
            held: self.held.held()?.ok_or(corrupt("access", "id"))?,
            account: self.account_id.0,
            full_name: name("account", "full_name", &self.full_name)?,
            email: email("account", "email", &self.email)?,
            blocked: self.disabled_at.is_some(),
            created_at: self.created_at.0,
            logged_in_at: self.logged_in_at.map(|at| at.0),
            invited: self
                .invited
                .map(|stored| email("invitation", "email", &stored))
                .transpose()?,
            ended: match (self.ended_at, self.ended_by) {
                (Some(at), Some(by)) => Some((at.0, by.0)),
                _ => None,
            },
        })
    }
}

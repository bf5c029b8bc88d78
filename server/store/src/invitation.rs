//! Invitations to a patient's portal: who was asked, to have what, and what became of it.
//!
//! | module | what it settles |
//! |---|---|
//! | [`bulk`] | many at once |
//! | [`change`] | sending again, closing, opening again |
//! | [`link`] | the hashes of its links |
//! | [`listed`] | a patient's, with what became of their mails |
//! | [`news`] | what staff are told of it |
//! | [`open`] | what whoever holds a link opens, accepts or declines |
//! | [`situation`] | what bears on whether an address can be invited |
//!
//! Whether one can be used is not decided here but in `domain::invitation`.

use std::fmt;

use domain::access::{Basis, Kinship, Relation};
use domain::id::{AccountId, InvitationId, PatientId, StaffId};
use domain::invitation::{Facts, InvitationNews, InvitationState, LinkMade, LinkState};
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::access::{GrantedBy, Terms};
use crate::column::{At, Day, Id, Word, abilities, corrupt, email, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub mod bulk;
mod change;
mod link;
mod listed;
pub mod news;
pub mod open;
mod situation;

pub use change::{Closed, close, close_sent_by, reopen, send_again};
pub use link::{end_links, end_mailed_links, insert_link, is_link_of};
pub use listed::{Sent, find_sent, list_invitations};
pub use situation::find_situation;

stored_words!(InvitationState, LinkMade, InvitationNews);

/// An invitation to be written.
#[derive(Clone)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// To whose portal.
    pub patient: PatientId,
    /// Who is invited.
    pub email: EmailAddress,
    /// What the access will be.
    pub terms: Terms,
    /// Who invites.
    pub invited_by: GrantedBy,
    /// What whoever accepts must know where no birth date is known.
    pub desk_code: Option<String>,
    /// Now.
    pub at: Timestamp,
    /// From then on it can't be used.
    pub expires_at: Timestamp,
}

/// An invitation.
#[derive(Clone)]
pub struct Invitation {
    /// Which.
    pub id: InvitationId,
    /// To whose portal.
    pub patient: PatientId,
    /// Who is invited.
    pub email: EmailAddress,
    /// What the access will be.
    pub terms: Terms,
    /// Who invites.
    pub invited_by: GrantedBy,
    /// What became of it, as far as somebody decided it.
    pub state: InvitationState,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Timestamp,
    /// How often it was.
    pub sends: i64,
    /// From then on it can't be used.
    pub expires_at: Timestamp,
    /// What whoever accepts must know where no birth date is known.
    pub desk_code: Option<String>,
    /// Wrong answers since it was last sent.
    pub wrong_tries: u32,
    /// When somebody decided.
    pub closed_at: Option<Timestamp>,
    /// Who accepted it.
    pub accepted_by: Option<AccountId>,
    /// Why it was declined.
    pub decline_reason: Option<String>,
}

/// Only ids: an address and a code are nobody's to read in a log.
impl fmt::Debug for NewInvitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewInvitation")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// The same.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Invitation {
    /// What bears on whether it can be used, where nobody asks about one link of it.
    #[must_use]
    pub const fn facts(&self) -> Facts {
        Facts {
            state: self.state,
            expires_at: self.expires_at,
            wrong_tries: self.wrong_tries,
            link: LinkState::Live,
        }
    }
}

const INSERT: &str = "INSERT INTO invitation (id, patient_id, email, email_canonical, relation, \
     kinship, abilities, basis, access_until_on, invited_by_account, invited_by_staff, state, \
     created_at, sent_at, sends, expires_at, desk_code, wrong_tries) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'pending', $12, $12, 1, $13, $14, 0)";

/// Writes an invitation that is sent now.
///
/// # Errors
/// `Conflict` if the address has an open one to this patient's portal.
pub async fn insert_invitation(tx: &mut Tx, new: &NewInvitation) -> Result<(), StoreError> {
    let (account, staff) = GrantedBy::columns(Some(new.invited_by));
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.patient))
            .bind(new.email.as_str())
            .bind(new.email.canonical())
            .bind(Word(new.terms.relation))
            .bind(new.terms.kinship.map(Word))
            .bind(new.terms.abilities.to_words())
            .bind(new.terms.basis.map(Word))
            .bind(new.terms.until_on.map(Day))
            .bind(account)
            .bind(staff)
            .bind(At(new.at))
            .bind(At(new.expires_at))
            .bind(new.desk_code.as_deref())
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
pub(crate) struct Row {
    id: Id<InvitationId>,
    patient_id: Id<PatientId>,
    email: String,
    relation: Word<Relation>,
    kinship: Option<Word<Kinship>>,
    abilities: String,
    basis: Option<Word<Basis>>,
    access_until_on: Option<Day>,
    invited_by_account: Option<Id<AccountId>>,
    invited_by_staff: Option<Id<StaffId>>,
    state: Word<InvitationState>,
    created_at: At,
    sent_at: At,
    sends: i64,
    expires_at: At,
    desk_code: Option<String>,
    wrong_tries: i64,
    closed_at: Option<At>,
    accepted_by: Option<Id<AccountId>>,
    decline_reason: Option<String>,
}

impl Row {
    pub(crate) fn read(self) -> Result<Invitation, StoreError> {
        let invited_by = GrantedBy::read(self.invited_by_account, self.invited_by_staff)
            .ok_or_else(|| corrupt("invitation", "invited_by_staff"))?;
        Ok(Invitation {
            id: self.id.0,
            patient: self.patient_id.0,
            email: email("invitation", "email", &self.email)?,
            terms: Terms {
                relation: self.relation.0,
                kinship: self.kinship.map(|word| word.0),
                abilities: abilities("invitation", "abilities", &self.abilities)?,
                basis: self.basis.map(|word| word.0),
                until_on: self.access_until_on.map(|day| day.0),
            },
            invited_by,
            state: self.state.0,
            created_at: self.created_at.0,
            sent_at: self.sent_at.0,
            sends: self.sends,
            expires_at: self.expires_at.0,
            desk_code: self.desk_code,
            wrong_tries: u32::try_from(self.wrong_tries)
                .map_err(|_| corrupt("invitation", "wrong_tries"))?,
            closed_at: self.closed_at.map(|at| at.0),
            accepted_by: self.accepted_by.map(|id| id.0),
            decline_reason: self.decline_reason,
        })
    }
}

/// The columns of [`Row`], of a table named `invitation`.
macro_rules! columns {
    () => {
        "invitation.id, invitation.patient_id, invitation.email, invitation.relation, \
         invitation.kinship, invitation.abilities, invitation.basis, invitation.access_until_on, \
         invitation.invited_by_account, invitation.invited_by_staff, invitation.state, \
         invitation.created_at, invitation.sent_at, invitation.sends, invitation.expires_at, \
         invitation.desk_code, invitation.wrong_tries, invitation.closed_at, \
         invitation.accepted_by, invitation.decline_reason"
    };
}
pub(crate) use columns;

// Index: primary key.
const FIND: &str = concat!("SELECT ", columns!(), " FROM invitation WHERE id = $1");

/// An invitation.
///
/// # Errors
/// Those of the database.
pub async fn find_invitation(
    db: &mut impl Reads,
    id: InvitationId,
) -> Result<Option<Invitation>, StoreError> {
    let row: Option<Row> = on_db!(db, query_as(FIND).bind(Id(id)).fetch_optional)?;
    row.map(Row::read).transpose()
}

// Index: invitation_open.
const FIND_OPEN: &str = "SELECT id FROM invitation \
     WHERE patient_id = $1 AND email_canonical = $2 AND state = 'pending'";

/// The invitation of an address to a patient's portal that nobody has decided about, also
/// if its time is over.
///
/// # Errors
/// Those of the database.
pub async fn find_open(
    db: &mut impl Reads,
    patient: PatientId,
    email: &EmailAddress,
) -> Result<Option<InvitationId>, StoreError> {
    let found: Option<Id<InvitationId>> = on_db!(
        db,
        query_scalar(FIND_OPEN)
            .bind(Id(patient))
            .bind(email.canonical())
            .fetch_optional
    )?;
    Ok(found.map(|id| id.0))
}

// Index: invitation_patient.
const LIST_WAITING: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM invitation WHERE patient_id = $1 AND invited_by_account = $2 AND state = 'pending' \
     AND expires_at > $3 ORDER BY created_at DESC"
);

/// What an account has sent to the patient's portal and nobody has answered, as long as it
/// works; the newest first. No more than an account may send while they do.
///
/// # Errors
/// Those of the database.
pub async fn list_waiting_of_account(
    db: &mut impl Reads,
    patient: PatientId,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Invitation>, StoreError> {
    let rows: Vec<Row> = on_db!(
        db,
        query_as(LIST_WAITING)
            .bind(Id(patient))
            .bind(Id(account))
            .bind(At(now))
            .fetch_all
    )?;
    rows.into_iter().map(Row::read).collect()
}

// Index: none, the table has one row.
const FIND_DAYS: &str = "SELECT invitation_days FROM clinic WHERE id = 1";

/// For how many days the clinic lets an invitation work; none before it is set up.
///
/// # Errors
/// Those of the database.
pub async fn find_days(db: &mut impl Reads) -> Result<Option<u32>, StoreError> {
    let days: Option<i64> = on_db!(db, query_scalar(FIND_DAYS).fetch_optional)?;
    days.map(|days| u32::try_from(days).map_err(|_| corrupt("clinic", "invitation_days")))
        .transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    FIND_OPEN,
    LIST_WAITING,
    FIND_DAYS,
    change::SEND_AGAIN,
    change::CLOSE,
    change::CLOSE_SENT_BY,
    change::REOPEN,
    link::INSERT,
    link::END,
    link::END_MAILED,
    link::IS_OF,
    listed::LIST,
    listed::FIND,
    situation::FIND,
];

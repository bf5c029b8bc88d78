//! Changes of the address by which an account logs in, from the asking to the day on
//! which they can't be taken back any more. What may be done when is `clinic`'s.

use domain::id::{AccountId, EmailChangeId, SessionId};
use domain::person::EmailAddress;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, email, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A change to be asked for.
#[derive(Clone, Debug)]
pub struct NewEmailChange {
    /// Its id.
    pub id: EmailChangeId,
    /// Whose address.
    pub account: AccountId,
    /// The address that it has.
    pub old_email: EmailAddress,
    /// The address that it is to get.
    pub new_email: EmailAddress,
    /// The browser that asks.
    pub session: SessionId,
    /// Now.
    pub asked_at: Timestamp,
    /// From then on it can't be confirmed any more.
    pub expires_at: Timestamp,
}

/// A change that was asked for.
#[derive(Clone, Debug)]
pub struct EmailChange {
    /// Its id.
    pub id: EmailChangeId,
    /// Whose address.
    pub account: AccountId,
    /// The address before.
    pub old_email: EmailAddress,
    /// The address after.
    pub new_email: EmailAddress,
    /// The browser that asked.
    pub session: SessionId,
    /// When the address before agreed.
    pub old_confirmed_at: Option<Timestamp>,
    /// When the address after was proven.
    pub new_confirmed_at: Option<Timestamp>,
}

/// Which of the two addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The address before.
    Old,
    /// The address after.
    New,
}

/// What a mailed link does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAct {
    /// The old address agrees.
    Confirm,
    /// The old address takes it back.
    Revert,
}

impl LinkAct {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Revert => "revert",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Confirm, Self::Revert]
            .into_iter()
            .find(|act| act.as_str() == text)
    }
}

stored_words!(LinkAct);

const INSERT: &str = "INSERT INTO email_change (id, account_id, old_email, new_email, session_id, \
     state, asked_at, expires_at) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7)";

/// Asks for a change; the caller has ended an earlier one.
///
/// # Errors
/// `Conflict` if another is open.
pub async fn insert_change(tx: &mut Tx, new: &NewEmailChange) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(Id(new.account))
            .bind(new.old_email.as_str())
            .bind(new.new_email.as_str())
            .bind(Id(new.session))
            .bind(At(new.asked_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

// Index: email_change_open.
const END_OPEN: &str = "UPDATE email_change SET state = 'ended', closed_at = $2 \
     WHERE account_id = $1 AND state = 'open'";

/// Ends the account's open change, if there is one; says whether there was.
///
/// # Errors
/// Those of the database.
pub async fn end_open(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(END_OPEN).bind(Id(account)).bind(At(now)).execute)?;
    Ok(done.rows_affected() > 0)
}

#[derive(FromRow)]
struct ChangeRow {
    id: Id<EmailChangeId>,
    account_id: Id<AccountId>,
    old_email: String,
    new_email: String,
    session_id: Id<SessionId>,
    old_confirmed_at: Option<At>,
    new_confirmed_at: Option<At>,
}

impl ChangeRow {
    fn read(self) -> Result<EmailChange, StoreError> {
        Ok(EmailChange {
            id: self.id.0,
            account: self.account_id.0,
            old_email: email("email_change", "old_email", &self.old_email)?,
            new_email: email("email_change", "new_email", &self.new_email)?,
            session: self.session_id.0,
            old_confirmed_at: self.old_confirmed_at.map(|at| at.0),
            new_confirmed_at: self.new_confirmed_at.map(|at| at.0),
        })
    }
}

// Index: email_change_open.
const FIND_OPEN: &str = "SELECT id, account_id, old_email, new_email, session_id, \
     old_confirmed_at, new_confirmed_at FROM email_change \
     WHERE account_id = $1 AND state = 'open' AND expires_at > $2";

/// The account's open change that can still be confirmed.
///
/// # Errors
/// Those of the database.
pub async fn find_open(
    db: &mut impl Reads,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<EmailChange>, StoreError> {
    let row: Option<ChangeRow> = on_db!(
        db,
        query_as(FIND_OPEN)
            .bind(Id(account))
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(ChangeRow::read).transpose()
}

// Index: email_change_account.
const FIND_DONE: &str = "SELECT id, account_id, old_email, new_email, session_id, \
     old_confirmed_at, new_confirmed_at FROM email_change \
     WHERE account_id = $1 AND old_email = $2 AND state = 'done' AND revert_until > $3 \
     ORDER BY asked_at DESC LIMIT 1";

/// The account's last change away from this address that can still be taken back.
///
/// # Errors
/// Those of the database.
pub async fn find_revertible(
    db: &mut impl Reads,
    account: AccountId,
    old_email: &EmailAddress,
    now: Timestamp,
) -> Result<Option<EmailChange>, StoreError> {
    let row: Option<ChangeRow> = on_db!(
        db,
        query_as(FIND_DONE)
            .bind(Id(account))
            .bind(old_email.as_str())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(ChangeRow::read).transpose()
}

const INSERT_LINK: &str = "INSERT INTO email_change_link (token_hash, change_id, act, created_at) \
     VALUES ($1, $2, $3, $4)";

/// Writes down a link that is mailed to the old address.
///
/// # Errors
/// Those of the database.
pub async fn insert_link(
    tx: &mut Tx,
    token_hash: &[u8; 32],
    change: EmailChangeId,
    act: LinkAct,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_LINK)
            .bind(token_hash.as_slice())
            .bind(Id(change))
            .bind(Word(act))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Indexes: primary keys of email_change_link and email_change.
const FIND_BY_LINK: &str = "SELECT email_change.id, email_change.account_id, \
     email_change.old_email, email_change.new_email, email_change.session_id, \
     email_change.old_confirmed_at, email_change.new_confirmed_at \
     FROM email_change_link JOIN email_change ON email_change.id = email_change_link.change_id \
     WHERE email_change_link.token_hash = $1 AND email_change_link.act = $2 \
     AND (($2 = 'confirm' AND email_change.state = 'open' AND email_change.expires_at > $3 \
         AND email_change.old_confirmed_at IS NULL) \
       OR ($2 = 'revert' AND email_change.state = 'done' AND email_change.revert_until > $3))";

/// The change whose mail carried this link, if the link still works.
///
/// # Errors
/// Those of the database.
pub async fn find_by_link(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    act: LinkAct,
    now: Timestamp,
) -> Result<Option<EmailChange>, StoreError> {
    let row: Option<ChangeRow> = on_db!(
        db,
        query_as(FIND_BY_LINK)
            .bind(token_hash.as_slice())
            .bind(Word(act))
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(ChangeRow::read).transpose()
}

// Index: primary key.
const CONFIRM_OLD: &str =
    "UPDATE email_change SET old_confirmed_at = $2 WHERE id = $1 AND state = 'open'";
// Index: primary key.
const CONFIRM_NEW: &str =
    "UPDATE email_change SET new_confirmed_at = $2 WHERE id = $1 AND state = 'open'";

/// Writes down that one of the addresses has confirmed while the other hasn't.
///
/// # Errors
/// Those of the database; a CHECK when the other one has: then it is [`complete`].
pub async fn confirm(
    tx: &mut Tx,
    change: EmailChangeId,
    side: Side,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = match side {
        Side::Old => CONFIRM_OLD,
        Side::New => CONFIRM_NEW,
    };
    on_db!(tx, query(sql).bind(Id(change)).bind(At(now)).execute)?;
    Ok(())
}

// Index: primary key.
const COMPLETE: &str = "UPDATE email_change SET state = 'done', done_at = $2, revert_until = $3, \
     old_confirmed_at = COALESCE(old_confirmed_at, $2), \
     new_confirmed_at = COALESCE(new_confirmed_at, $2) WHERE id = $1 AND state = 'open'";

/// Writes down that both have confirmed and the account has the new address.
///
/// # Errors
/// Those of the database.
pub async fn complete(
    tx: &mut Tx,
    change: EmailChangeId,
    now: Timestamp,
    revert_until: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(COMPLETE)
            .bind(Id(change))
            .bind(At(now))
            .bind(At(revert_until))
            .execute
    )?;
    Ok(())
}

// Indexes: email_change_account, primary key. Those after it are taken back with it.
const REVERT: &str = "UPDATE email_change SET state = 'reverted', closed_at = $3 \
     WHERE account_id = $1 AND state = 'done' \
     AND done_at >= (SELECT mine.done_at FROM email_change AS mine WHERE mine.id = $2)";

/// Writes down that a change, and with it every later one, was taken back.
///
/// # Errors
/// Those of the database.
pub async fn revert(
    tx: &mut Tx,
    account: AccountId,
    change: EmailChangeId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(REVERT)
            .bind(Id(account))
            .bind(Id(change))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    END_OPEN,
    FIND_OPEN,
    FIND_DONE,
    INSERT_LINK,
    FIND_BY_LINK,
    CONFIRM_OLD,
    CONFIRM_NEW,
    COMPLETE,
    REVERT,
];

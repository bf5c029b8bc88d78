//! Signed-in browsers of portal accounts, and what they may do for whom.
//!
//! Every look-up asks for a live session, an enabled account and, where a patient is
//! meant, the live accesses, in one statement. What an access allows is not decided
//! here but in `domain::access`.

use domain::device::Device;
use domain::id::{AccountId, PatientId, SessionId};
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod acting;
mod ending;

#[cfg(feature = "bench")]
pub(crate) use acting::FIND_ACTING_FOR;
pub use acting::{Acting, Whom, find_acting};
pub use ending::{
    end_other_sessions, end_session, end_session_of, end_sessions_of_account,
    end_sessions_of_visitor,
};

/// A session to be written.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// The hash of the token in its cookie.
    pub token_hash: [u8; 32],
    /// Who signed in.
    pub account: AccountId,
    /// The browser, by its visitor cookie from now on.
    pub visitor_hash: [u8; 32],
    /// The browser, by the cookie that it keeps after signing out.
    pub known_hash: [u8; 32],
    /// What the browser is.
    pub device: Device,
    /// Now.
    pub at: Timestamp,
}

/// Since when a session must have been used, and begun, to be live.
#[derive(Clone, Copy, Debug)]
pub struct LiveSince {
    /// A session last used then or before is idle.
    pub seen_after: Timestamp,
    /// A session begun then or before is too old.
    pub begun_after: Timestamp,
}

/// A live session with its account.
#[derive(Clone, Debug)]
pub struct AccountSession {
    /// The session.
    pub id: SessionId,
    /// The account.
    pub account: AccountId,
    /// The account's proven address.
    pub email: EmailAddress,
    /// The account holder's name.
    pub full_name: PersonName,
    /// The last request that was written down.
    pub seen_at: Timestamp,
}

const INSERT: &str = "INSERT INTO session (id, token_hash, account_id, visitor_hash, known_hash, \
     created_at, seen_at, proven_at, device) VALUES ($1, $2, $3, $4, $5, $6, $6, $6, $7)";

/// Signs a browser in.
///
/// # Errors
/// Those of the database.
pub async fn insert_session(tx: &mut Tx, new: &NewSession) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.token_hash.as_slice())
            .bind(Id(new.account))
            .bind(new.visitor_hash.as_slice())
            .bind(new.known_hash.as_slice())
            .bind(At(new.at))
            .bind(new.device.as_stored())
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct SessionRow {
    id: Id<SessionId>,
    account_id: Id<AccountId>,
    email: String,
    full_name: String,
    seen_at: At,
}

// Index: session.token_hash, unique.
const FIND: &str = "SELECT session.id, session.account_id, account.email, account.full_name, \
     session.seen_at FROM session JOIN account ON account.id = session.account_id \
     WHERE session.token_hash = $1 AND session.ended_at IS NULL AND session.seen_at > $2 \
     AND session.created_at > $3 AND account.disabled_at IS NULL";

/// The live session with this token.
///
/// # Errors
/// Those of the database.
pub async fn find_account_session(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    live: LiveSince,
) -> Result<Option<AccountSession>, StoreError> {
    let row: Option<SessionRow> = on_db!(
        db,
        query_as(FIND)
            .bind(token_hash.as_slice())
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    row.map(|row| {
        Ok(AccountSession {
            id: row.id.0,
            account: row.account_id.0,
            email: email("account", "email", &row.email)?,
            full_name: name("account", "full_name", &row.full_name)?,
            seen_at: row.seen_at.0,
        })
    })
    .transpose()
}

// Index: primary key.
const FIND_LIVE: &str = "SELECT session.account_id FROM session \
     JOIN account ON account.id = session.account_id \
     WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $2 \
     AND session.created_at > $3 AND account.disabled_at IS NULL";

/// Whose session this is, if it is live.
///
/// # Errors
/// Those of the database.
pub async fn find_live_session(
    db: &mut impl Reads,
    session: SessionId,
    live: LiveSince,
) -> Result<Option<AccountId>, StoreError> {
    let found: Option<Id<AccountId>> = on_db!(
        db,
        query_scalar(FIND_LIVE)
            .bind(Id(session))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    Ok(found.map(|id| id.0))
}

#[derive(FromRow)]
struct ProofRow {
    account_id: Id<AccountId>,
    proven_at: At,
}

// Index: primary key.
const FIND_PROOF: &str = "SELECT session.account_id, session.proven_at FROM session \
     JOIN account ON account.id = session.account_id \
     WHERE session.id = $1 AND session.ended_at IS NULL AND session.seen_at > $2 \
     AND session.created_at > $3 AND account.disabled_at IS NULL";

/// Whose session this is, and when they last proved who they are, if it is live.
///
/// # Errors
/// Those of the database.
pub async fn find_proof(
    db: &mut impl Reads,
    session: SessionId,
    live: LiveSince,
) -> Result<Option<(AccountId, Timestamp)>, StoreError> {
    let row: Option<ProofRow> = on_db!(
        db,
        query_as(FIND_PROOF)
            .bind(Id(session))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    Ok(row.map(|row| (row.account_id.0, row.proven_at.0)))
}

// Index: primary key. Never back in time, whatever two requests do to each other.
const TOUCH: &str = "UPDATE session SET seen_at = $2 \
     WHERE id = $1 AND ended_at IS NULL AND seen_at < $2";

/// Notes that the person did something.
///
/// # Errors
/// Those of the database.
pub async fn touch_session(
    tx: &mut Tx,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(TOUCH).bind(Id(session)).bind(At(now)).execute)?;
    Ok(())
}

// Index: primary key.
const CHOOSE: &str = "UPDATE session SET acting_for = $2 WHERE id = $1 AND ended_at IS NULL";

/// Notes for whom the person looks after things in this browser from now on; none: for
/// themself.
///
/// # Errors
/// Those of the database.
pub async fn choose_acting_for(
    tx: &mut Tx,
    session: SessionId,
    patient: Option<PatientId>,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(CHOOSE)
            .bind(Id(session))
            .bind(patient.map(Id))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const RENEW: &str = "UPDATE session SET token_hash = $2, proven_at = $3, seen_at = $3 \
     WHERE id = $1 AND ended_at IS NULL";

/// Notes that the person has proved again who they are. The session goes on under another
/// token: whoever has the earlier one is out.
///
/// # Errors
/// Those of the database.
pub async fn renew_session(
    tx: &mut Tx,
    session: SessionId,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(RENEW)
            .bind(Id(session))
            .bind(token_hash.as_slice())
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

/// A browser in which an account is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Its session.
    pub id: SessionId,
    /// What the browser is.
    pub device: Device,
    /// Since when.
    pub created_at: Timestamp,
    /// The last request that was written down.
    pub seen_at: Timestamp,
}

#[derive(FromRow)]
struct SignedInRow {
    id: Id<SessionId>,
    device: Option<String>,
    created_at: At,
    seen_at: At,
}

// Index: session_account.
const LIST: &str = "SELECT id, device, created_at, seen_at FROM session \
     WHERE account_id = $1 AND ended_at IS NULL AND seen_at > $2 AND created_at > $3 \
     ORDER BY seen_at DESC, id LIMIT $4";

/// The browsers in which an account is signed in, the last used first, at most `limit`.
///
/// # Errors
/// Those of the database.
pub async fn list_sessions(
    db: &mut impl Reads,
    account: AccountId,
    live: LiveSince,
    limit: i64,
) -> Result<Vec<SignedIn>, StoreError> {
    let rows: Vec<SignedInRow> = on_db!(
        db,
        query_as(LIST)
            .bind(Id(account))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .bind(limit)
            .fetch_all
    )?;
    Ok(rows
        .into_iter()
        .map(|row| SignedIn {
            id: row.id.0,
            device: row
                .device
                .as_deref()
                .map(Device::from_stored)
                .unwrap_or_default(),
            created_at: row.created_at.0,
            seen_at: row.seen_at.0,
        })
        .collect())
}

// Index: session_visitor.
const FIND_OF_VISITOR: &str = "SELECT account_id, CASE WHEN ended_at IS NULL AND seen_at > $2 \
     AND created_at > $3 THEN 1 ELSE 0 END FROM session WHERE visitor_hash = $1 \
     ORDER BY created_at DESC, id DESC LIMIT 1";

/// The account that signed in last at this browser, and whether it still is; none if nobody
/// has under this visitor cookie, which each log-in replaces.
///
/// # Errors
/// Those of the database.
pub async fn find_account_of_visitor(
    db: &mut impl Reads,
    visitor_hash: &[u8; 32],
    live: LiveSince,
) -> Result<Option<(AccountId, bool)>, StoreError> {
    let found: Option<(Id<AccountId>, i64)> = on_db!(
        db,
        query_as(FIND_OF_VISITOR)
            .bind(visitor_hash.as_slice())
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    Ok(found.map(|(account, live)| (account.0, live == 1)))
}

// Indexes: session_known, primary key of account.
const COUNT_KNOWN: &str = "SELECT COUNT(*) FROM session \
     JOIN account ON account.id = session.account_id \
     WHERE session.known_hash = $1 AND account.email_canonical = $2";

/// Whether somebody has logged in to the account of this address with this browser
/// before; sessions that have ended count. The browser is told by the cookie that it
/// keeps after signing out.
///
/// # Errors
/// Those of the database.
pub async fn has_logged_in(
    db: &mut impl Reads,
    known_hash: Option<&[u8; 32]>,
    email_canonical: &str,
) -> Result<bool, StoreError> {
    let sessions: i64 = on_db!(
        db,
        query_scalar(COUNT_KNOWN)
            .bind(known_hash.map(<[u8; 32]>::as_slice))
            .bind(email_canonical)
            .fetch_one
    )?;
    Ok(sessions > 0)
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    FIND,
    FIND_LIVE,
    FIND_PROOF,
    acting::FIND_ACTING_FOR,
    acting::FIND_ACTING_FOR_SELF,
    acting::FIND_ACTING_ON,
    acting::FIND_ACTING_FOR_CHOSEN,
    TOUCH,
    CHOOSE,
    RENEW,
    ending::END,
    ending::END_OF,
    LIST,
    FIND_OF_VISITOR,
    ending::END_OF_VISITOR,
    ending::END_OF_ACCOUNT,
    ending::END_OTHERS,
    COUNT_KNOWN,
];

//! Sessions of members of staff.

use domain::id::{SessionId, StaffId};
use domain::person::PersonName;
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::second_factor::Owner;
use crate::second_factor::half::delete_halves_of;
use crate::session::LiveSince;
use crate::{Reads, StoreError, Tx};

/// A session to be written.
#[derive(Clone, Debug)]
pub struct NewStaffSession {
    /// Its id.
    pub id: SessionId,
    /// The hash of the token in its cookie.
    pub token_hash: [u8; 32],
    /// Who signed in.
    pub staff: StaffId,
    /// The browser, by its visitor cookie.
    pub visitor_hash: [u8; 32],
    /// The browser, by the cookie that it keeps after signing out.
    pub known_hash: [u8; 32],
    /// Now.
    pub at: Timestamp,
}

const INSERT_SESSION: &str = "INSERT INTO staff_session (id, token_hash, staff_id, visitor_hash, \
     known_hash, created_at, seen_at, proven_at) VALUES ($1, $2, $3, $4, $5, $6, $6, $6)";

/// Signs a browser in.
///
/// # Errors
/// Those of the database.
pub async fn insert_staff_session(tx: &mut Tx, new: &NewStaffSession) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_SESSION)
            .bind(Id(new.id))
            .bind(new.token_hash.as_slice())
            .bind(Id(new.staff))
            .bind(new.visitor_hash.as_slice())
            .bind(new.known_hash.as_slice())
            .bind(At(new.at))
            .execute
    )?;
    Ok(())
}

/// A live session with who it is.
#[derive(Clone, Debug)]
pub struct StaffSession {
    /// The session.
    pub id: SessionId,
    /// Who it is.
    pub staff: StaffId,
    /// Their name.
    pub full_name: PersonName,
    /// Their role now.
    pub role: Role,
    /// The last request that was written down.
    pub seen_at: Timestamp,
}

#[derive(FromRow)]
struct SessionRow {
    id: Id<SessionId>,
    staff_id: Id<StaffId>,
    full_name: String,
    role: Word<Role>,
    seen_at: At,
}

// Index: staff_session.token_hash, unique.
const FIND_SESSION: &str = "SELECT staff_session.id, staff_session.staff_id, staff.full_name, \
     staff.role, staff_session.seen_at FROM staff_session \
     JOIN staff ON staff.id = staff_session.staff_id \
     WHERE staff_session.token_hash = $1 AND staff_session.ended_at IS NULL \
     AND staff_session.seen_at > $2 AND staff_session.created_at > $3 \
     AND staff.disabled_at IS NULL \
     AND (NOT EXISTS (SELECT 1 FROM second_factor_role WHERE role = staff.role) \
         OR EXISTS (SELECT 1 FROM second_factor WHERE owner_id = staff.id))";

/// The live session with this token. A member without the second factor that their role
/// needs has none.
///
/// # Errors
/// Those of the database.
pub async fn find_staff_session(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    live: LiveSince,
) -> Result<Option<StaffSession>, StoreError> {
    let row: Option<SessionRow> = on_db!(
        db,
        query_as(FIND_SESSION)
            .bind(token_hash.as_slice())
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    row.map(|row| {
        Ok(StaffSession {
            id: row.id.0,
            staff: row.staff_id.0,
            full_name: name("staff", "full_name", &row.full_name)?,
            role: row.role.0,
            seen_at: row.seen_at.0,
        })
    })
    .transpose()
}

// Index: primary key.
const FIND_LIVE: &str = "SELECT staff.role FROM staff_session \
     JOIN staff ON staff.id = staff_session.staff_id \
     WHERE staff_session.id = $1 AND staff_session.ended_at IS NULL \
     AND staff_session.seen_at > $2 AND staff_session.created_at > $3 \
     AND staff.disabled_at IS NULL \
     AND (NOT EXISTS (SELECT 1 FROM second_factor_role WHERE role = staff.role) \
         OR EXISTS (SELECT 1 FROM second_factor WHERE owner_id = staff.id))";

/// The role of whoever is signed in, if the session is live.
///
/// # Errors
/// Those of the database.
pub async fn find_live_session(
    db: &mut impl Reads,
    session: SessionId,
    live: LiveSince,
) -> Result<Option<Role>, StoreError> {
    let found: Option<Word<Role>> = on_db!(
        db,
        query_scalar(FIND_LIVE)
            .bind(Id(session))
            .bind(At(live.seen_after))
            .bind(At(live.begun_after))
            .fetch_optional
    )?;
    Ok(found.map(|role| role.0))
}

// Index: primary key. Never back in time.
const TOUCH: &str = "UPDATE staff_session SET seen_at = $2 \
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
const END: &str = "UPDATE staff_session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";

/// Signs a browser out.
///
/// # Errors
/// Those of the database.
pub async fn end_session(
    tx: &mut Tx,
    session: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(END).bind(Id(session)).bind(At(now)).execute)?;
    Ok(())
}

// Index: staff_session_staff.
const END_ALL: &str =
    "UPDATE staff_session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL";

/// Signs a member of staff out of every browser, and ends every log-in of theirs that is
/// half done.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions_of_staff(
    tx: &mut Tx,
    staff: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(END_ALL).bind(Id(staff)).bind(At(now)).execute)?;
    delete_halves_of(tx, Owner::Staff(staff)).await
}

// Index: staff_session_staff.
const END_OTHERS: &str = "UPDATE staff_session SET ended_at = $3 \
     WHERE staff_id = $1 AND id <> $2 AND ended_at IS NULL";

/// Signs a member of staff out of every browser but this one, and ends every log-in of
/// theirs that is half done.
///
/// # Errors
/// Those of the database.
pub async fn end_other_sessions(
    tx: &mut Tx,
    staff: StaffId,
    but: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_OTHERS)
            .bind(Id(staff))
            .bind(Id(but))
            .bind(At(now))
            .execute
    )?;
    delete_halves_of(tx, Owner::Staff(staff)).await
}

// Indexes: staff_session_visitor, staff_session_known.
const END_OF_BROWSER: &str = "UPDATE staff_session SET ended_at = $3 \
     WHERE (visitor_hash = $1 OR known_hash = $2) AND ended_at IS NULL";

/// Signs out whoever of the staff is signed in at this browser.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions_of_browser(
    tx: &mut Tx,
    visitor_hash: &[u8; 32],
    known_hash: &[u8; 32],
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(END_OF_BROWSER)
            .bind(visitor_hash.as_slice())
            .bind(known_hash.as_slice())
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: staff_session_staff, by both its columns.
const COUNT_KNOWN: &str =
    "SELECT COUNT(*) FROM staff_session WHERE staff_id = $1 AND known_hash = $2";

/// Whether they have logged in with this browser before; sessions that have ended count.
/// The browser is told by the cookie that it keeps after signing out.
///
/// # Errors
/// Those of the database.
pub async fn has_logged_in(
    db: &mut impl Reads,
    staff: Option<StaffId>,
    known_hash: Option<&[u8; 32]>,
) -> Result<bool, StoreError> {
    let sessions: i64 = on_db!(
        db,
        query_scalar(COUNT_KNOWN)
            .bind(staff.map(Id))
            .bind(known_hash.map(<[u8; 32]>::as_slice))
            .fetch_one
    )?;
    Ok(sessions > 0)
}

/// Every statement here.
#[cfg(test)]
pub(super) const STATEMENTS: &[&str] = &[
    INSERT_SESSION,
    FIND_SESSION,
    FIND_LIVE,
    TOUCH,
    END,
    END_ALL,
    END_OTHERS,
    END_OF_BROWSER,
    COUNT_KNOWN,
];

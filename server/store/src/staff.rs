//! Members of staff, their signed-in browsers, and the links that set their passwords.

use domain::id::{SessionId, StaffId};
use domain::person::{EmailAddress, PersonName};
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::account::name;
use crate::column::{At, Id, Word, stored_words};
use crate::db::on_db;
use crate::session::LiveSince;
use crate::{Reads, StoreError, Tx};

stored_words!(Role);

/// A member of staff to be written; they can't log in before they set a password.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// Their id.
    pub id: StaffId,
    /// Their name.
    pub full_name: PersonName,
    /// The address they log in with.
    pub email: EmailAddress,
    /// Their role.
    pub role: Role,
    /// Now.
    pub at: Timestamp,
}

const INSERT: &str = "INSERT INTO staff (id, full_name, email, email_canonical, role, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";

/// Adds a member of staff.
///
/// # Errors
/// `Conflict` if the address belongs to one already.
pub async fn insert_staff(tx: &mut Tx, new: &NewStaff) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.full_name.as_str())
            .bind(new.email.as_str())
            .bind(new.email.canonical())
            .bind(Word(new.role))
            .bind(At(new.at))
            .execute
    )?;
    Ok(())
}

/// What logging in needs to know of a member of staff.
#[derive(Clone)]
pub struct Credentials {
    /// Who it is.
    pub id: StaffId,
    /// The hash of their password; none before they set one.
    pub password_hash: Option<String>,
    /// When they were disabled.
    pub disabled_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct CredentialsRow {
    id: Id<StaffId>,
    password_hash: Option<String>,
    disabled_at: Option<At>,
}

// Index: staff_email.
const FIND_CREDENTIALS: &str =
    "SELECT id, password_hash, disabled_at FROM staff WHERE email_canonical = $1";

/// The member of staff with this address, in its canonical form.
///
/// # Errors
/// Those of the database.
pub async fn find_credentials(
    db: &mut impl Reads,
    email_canonical: &str,
) -> Result<Option<Credentials>, StoreError> {
    let row: Option<CredentialsRow> = on_db!(
        db,
        query_as(FIND_CREDENTIALS)
            .bind(email_canonical)
            .fetch_optional
    )?;
    Ok(row.map(|row| Credentials {
        id: row.id.0,
        password_hash: row.password_hash,
        disabled_at: row.disabled_at.map(|at| at.0),
    }))
}

// Index: primary key.
const UPDATE_PASSWORD: &str = "UPDATE staff SET password_hash = $2 WHERE id = $1";

/// Sets a password's hash.
///
/// # Errors
/// Those of the database.
pub async fn update_password(
    tx: &mut Tx,
    staff: StaffId,
    password_hash: &str,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE_PASSWORD)
            .bind(Id(staff))
            .bind(password_hash)
            .execute
    )?;
    Ok(())
}

// Index: primary key. The old hash stands in the condition, so that a password that
// was changed meanwhile is never put back.
const REPLACE_HASH: &str =
    "UPDATE staff SET password_hash = $3 WHERE id = $1 AND password_hash = $2";

/// Puts a stronger hash of the same password in place of the old one.
///
/// # Errors
/// Those of the database.
pub async fn replace_password_hash(
    tx: &mut Tx,
    staff: StaffId,
    old_hash: &str,
    new_hash: &str,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(REPLACE_HASH)
            .bind(Id(staff))
            .bind(old_hash)
            .bind(new_hash)
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const DISABLE: &str = "UPDATE staff SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";

/// Takes the right to log in away; every session is dead from this commit on.
///
/// # Errors
/// Those of the database.
pub async fn disable_staff(tx: &mut Tx, staff: StaffId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, query(DISABLE).bind(Id(staff)).bind(At(now)).execute)?;
    Ok(())
}

// Index: primary key.
const UPDATE_ROLE: &str = "UPDATE staff SET role = $2 WHERE id = $1";

/// Gives another role; it counts from this commit on, in live sessions too.
///
/// # Errors
/// Those of the database.
pub async fn update_role(tx: &mut Tx, staff: StaffId, role: Role) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE_ROLE).bind(Id(staff)).bind(Word(role)).execute
    )?;
    Ok(())
}

// A clinic has few members of staff: this reads them all.
const FIND_ADMIN: &str = "SELECT full_name FROM staff \
     WHERE role = 'admin' AND disabled_at IS NULL ORDER BY created_at, id LIMIT 1";

/// The name of the admin who has been here longest.
///
/// # Errors
/// Those of the database.
pub async fn find_admin_name(db: &mut impl Reads) -> Result<Option<PersonName>, StoreError> {
    let found: Option<String> = on_db!(db, query_scalar(FIND_ADMIN).fetch_optional)?;
    found
        .map(|stored| name("staff", "full_name", &stored))
        .transpose()
}

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
    /// Now.
    pub at: Timestamp,
}

const INSERT_SESSION: &str = "INSERT INTO staff_session (id, token_hash, staff_id, visitor_hash, \
     created_at, seen_at, proven_at) VALUES ($1, $2, $3, $4, $5, $5, $5)";

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
     AND staff.disabled_at IS NULL";

/// The live session with this token.
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
     AND staff.disabled_at IS NULL";

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

/// Signs a member of staff out of every browser.
///
/// # Errors
/// Those of the database.
pub async fn end_sessions_of_staff(
    tx: &mut Tx,
    staff: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(END_ALL).bind(Id(staff)).bind(At(now)).execute)?;
    Ok(())
}

// Index: staff_session_staff.
const COUNT_KNOWN: &str =
    "SELECT COUNT(*) FROM staff_session WHERE staff_id = $1 AND visitor_hash = $2";

/// Whether they have logged in with this browser before; sessions that have ended count.
///
/// # Errors
/// Those of the database.
pub async fn has_logged_in(
    db: &mut impl Reads,
    staff: Option<StaffId>,
    visitor_hash: &[u8; 32],
) -> Result<bool, StoreError> {
    let sessions: i64 = on_db!(
        db,
        query_scalar(COUNT_KNOWN)
            .bind(staff.map(Id))
            .bind(visitor_hash.as_slice())
            .fetch_one
    )?;
    Ok(sessions > 0)
}

/// A set-password link to be written.
#[derive(Clone, Debug)]
pub struct NewStaffLink {
    /// The hash of its token.
    pub token_hash: [u8; 32],
    /// Whose password it sets.
    pub staff: StaffId,
    /// Now.
    pub created_at: Timestamp,
    /// From then on it doesn't work.
    pub expires_at: Timestamp,
}

const INSERT_LINK: &str = "INSERT INTO staff_link (token_hash, staff_id, created_at, expires_at) \
     VALUES ($1, $2, $3, $4)";

/// Writes a set-password link.
///
/// # Errors
/// Those of the database.
pub async fn insert_link(tx: &mut Tx, new: &NewStaffLink) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT_LINK)
            .bind(new.token_hash.as_slice())
            .bind(Id(new.staff))
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

/// Whose password a link sets.
#[derive(Clone, Debug)]
pub struct LinkOwner {
    /// Who it is.
    pub id: StaffId,
    /// Their name.
    pub full_name: PersonName,
    /// The address they log in with.
    pub email: EmailAddress,
    /// The clinic's name; none before it is set up.
    pub clinic_name: Option<String>,
}

#[derive(FromRow)]
struct LinkRow {
    id: Id<StaffId>,
    full_name: String,
    email: String,
    clinic_name: Option<String>,
}

// Indexes: primary keys.
const FIND_LINK: &str = "SELECT staff.id, staff.full_name, staff.email, \
     (SELECT name FROM clinic) AS clinic_name FROM staff_link \
     JOIN staff ON staff.id = staff_link.staff_id \
     WHERE staff_link.token_hash = $1 AND staff_link.used_at IS NULL \
     AND staff_link.expires_at > $2 AND staff.disabled_at IS NULL";

/// Whose password this link sets, if it still works.
///
/// # Errors
/// Those of the database.
pub async fn find_link(
    db: &mut impl Reads,
    token_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<LinkOwner>, StoreError> {
    let row: Option<LinkRow> = on_db!(
        db,
        query_as(FIND_LINK)
            .bind(token_hash.as_slice())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(|row| {
        Ok(LinkOwner {
            id: row.id.0,
            full_name: name("staff", "full_name", &row.full_name)?,
            email: crate::account::email("staff", "email", &row.email)?,
            clinic_name: row.clinic_name,
        })
    })
    .transpose()
}

// Index: staff_link_staff.
const USE_LINKS: &str =
    "UPDATE staff_link SET used_at = $2 WHERE staff_id = $1 AND used_at IS NULL";

/// Uses up every set-password link of a member of staff.
///
/// # Errors
/// Those of the database.
pub async fn use_links(tx: &mut Tx, staff: StaffId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, query(USE_LINKS).bind(Id(staff)).bind(At(now)).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_CREDENTIALS,
    UPDATE_PASSWORD,
    REPLACE_HASH,
    DISABLE,
    UPDATE_ROLE,
    FIND_ADMIN,
    INSERT_SESSION,
    FIND_SESSION,
    FIND_LIVE,
    TOUCH,
    END,
    END_ALL,
    COUNT_KNOWN,
    INSERT_LINK,
    FIND_LINK,
    USE_LINKS,
];

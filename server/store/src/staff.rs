//! Members of staff, their signed-in browsers, and the links that set their passwords.

use domain::id::StaffId;
use domain::person::{EmailAddress, PersonName};
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, email, name, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

mod link;
mod session;

pub use link::{LinkOwner, NewStaffLink, find_link, insert_link, use_links};
pub use session::{
    NewStaffSession, StaffSession, end_other_sessions, end_session, end_sessions_of_browser,
    end_sessions_of_staff, find_live_session, find_staff_session, has_logged_in,
    insert_staff_session, touch_session,
};

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
#[cfg(any(test, feature = "testing"))]
const DISABLE: &str = "UPDATE staff SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";

/// Takes the right to log in away; every session, and every log-in that is half done, is dead
/// from this commit on.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn disable_staff(tx: &mut Tx, staff: StaffId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, query(DISABLE).bind(Id(staff)).bind(At(now)).execute)?;
    crate::second_factor::half::delete_halves_of(tx, crate::second_factor::Owner::Staff(staff))
        .await
}

// Index: primary key.
#[cfg(any(test, feature = "testing"))]
const UPDATE_ROLE: &str = "UPDATE staff SET role = $2 WHERE id = $1";

/// Gives another role; it counts from this commit on, in live sessions too.
///
/// # Errors
/// Those of the database.
#[cfg(any(test, feature = "testing"))]
pub async fn update_role(tx: &mut Tx, staff: StaffId, role: Role) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE_ROLE).bind(Id(staff)).bind(Word(role)).execute
    )?;
    Ok(())
}

// Index: primary key.
const FIND_EMAIL: &str = "SELECT email FROM staff WHERE id = $1";

/// The address of a member of staff.
///
/// # Errors
/// Those of the database.
pub async fn find_email(
    db: &mut impl Reads,
    staff: StaffId,
) -> Result<Option<EmailAddress>, StoreError> {
    let found: Option<String> =
        on_db!(db, query_scalar(FIND_EMAIL).bind(Id(staff)).fetch_optional)?;
    found
        .map(|stored| email("staff", "email", &stored))
        .transpose()
}

// Index: primary key.
const FIND_ROLE: &str = "SELECT role FROM staff WHERE id = $1 AND disabled_at IS NULL";

/// The role of a member who works here; none of whom there isn't, or who was disabled.
///
/// # Errors
/// Those of the database.
pub async fn find_working_role(
    db: &mut impl Reads,
    staff: StaffId,
) -> Result<Option<Role>, StoreError> {
    let found: Option<Word<Role>> =
        on_db!(db, query_scalar(FIND_ROLE).bind(Id(staff)).fetch_optional)?;
    Ok(found.map(|role| role.0))
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

/// Every statement about the members themselves.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    INSERT,
    FIND_CREDENTIALS,
    UPDATE_PASSWORD,
    REPLACE_HASH,
    DISABLE,
    UPDATE_ROLE,
    FIND_EMAIL,
    FIND_ROLE,
    FIND_ADMIN,
];

/// Every statement about their sessions.
#[cfg(test)]
pub(crate) const SESSION_STATEMENTS: &[&str] = session::STATEMENTS;

/// Every statement about their links.
#[cfg(test)]
pub(crate) const LINK_STATEMENTS: &[&str] = link::STATEMENTS;

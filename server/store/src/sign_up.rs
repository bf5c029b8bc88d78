//! What somebody typed before their address was proven. Found by the browser that
//! typed it and in no other way.

use std::fmt;

use domain::id::SignUpId;
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Day, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A sign-up that waits for its address to be proven.
#[derive(Clone)]
pub struct SignUp {
    /// Its id.
    pub id: SignUpId,
    /// The browser that typed it.
    pub visitor_hash: [u8; 32],
    /// The name as typed.
    pub full_name: PersonName,
    /// The address to be proven.
    pub email: EmailAddress,
    /// The birth date.
    pub born_on: BirthDate,
    /// The phone number in E.164, if one was typed.
    pub phone: Option<String>,
    /// The hash of the password typed with it, if one was.
    pub password_hash: Option<String>,
    /// When it was typed.
    pub created_at: Timestamp,
    /// From then on it counts as gone.
    pub expires_at: Timestamp,
}

/// Only the id: all else is what somebody typed, or tells their browser.
impl fmt::Debug for SignUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignUp")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

// Index: sign_up_visitor.
const PUT: &str = "INSERT INTO sign_up (id, visitor_hash, full_name, email, born_on, phone, \
     password_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
     ON CONFLICT (visitor_hash) DO UPDATE SET id = excluded.id, full_name = excluded.full_name, \
     email = excluded.email, born_on = excluded.born_on, phone = excluded.phone, \
     password_hash = excluded.password_hash, created_at = excluded.created_at, expires_at = excluded.expires_at";

/// Writes a sign-up in place of the browser's earlier one.
///
/// # Errors
/// Those of the database.
pub async fn put_sign_up(tx: &mut Tx, new: &SignUp) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(PUT)
            .bind(Id(new.id))
            .bind(new.visitor_hash.as_slice())
            .bind(new.full_name.as_str())
            .bind(new.email.as_str())
            .bind(Day(new.born_on.date()))
            .bind(new.phone.as_deref())
            .bind(new.password_hash.as_deref())
            .bind(At(new.created_at))
            .bind(At(new.expires_at))
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct SignUpRow {
    id: Id<SignUpId>,
    full_name: String,
    email: String,
    born_on: Day,
    phone: Option<String>,
    password_hash: Option<String>,
    created_at: At,
    expires_at: At,
}

// Index: sign_up_visitor.
const FIND: &str = "SELECT id, full_name, email, born_on, phone, password_hash, created_at, \
     expires_at FROM sign_up WHERE visitor_hash = $1 AND expires_at > $2";

/// The browser's sign-up, if it has one that is not too old.
///
/// # Errors
/// Those of the database.
pub async fn find_sign_up(
    db: &mut impl Reads,
    visitor_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<SignUp>, StoreError> {
    let row: Option<SignUpRow> = on_db!(
        db,
        query_as(FIND)
            .bind(visitor_hash.as_slice())
            .bind(At(now))
            .fetch_optional
    )?;
    row.map(|row| {
        Ok(SignUp {
            id: row.id.0,
            visitor_hash: *visitor_hash,
            full_name: name("sign_up", "full_name", &row.full_name)?,
            email: email("sign_up", "email", &row.email)?,
            born_on: BirthDate::from_stored(row.born_on.0),
            phone: row.phone,
            password_hash: row.password_hash,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
        })
    })
    .transpose()
}

// Index: sign_up_visitor.
const MOVE: &str = "UPDATE sign_up SET visitor_hash = $2 WHERE visitor_hash = $1";

/// Hands a sign-up to the browser's new visitor cookie.
///
/// # Errors
/// Those of the database.
pub async fn move_sign_up(tx: &mut Tx, from: &[u8; 32], to: &[u8; 32]) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(MOVE)
            .bind(from.as_slice())
            .bind(to.as_slice())
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const DELETE: &str = "DELETE FROM sign_up WHERE id = $1";

/// Takes a sign-up away once it has served.
///
/// # Errors
/// Those of the database.
pub async fn delete_sign_up(tx: &mut Tx, sign_up: SignUpId) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE).bind(Id(sign_up)).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[PUT, FIND, MOVE, DELETE];

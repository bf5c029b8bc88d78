//! Links by which members of staff set their passwords.

use domain::id::StaffId;
use domain::person::{EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

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
            email: email("staff", "email", &row.email)?,
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
pub(super) const STATEMENTS: &[&str] = &[INSERT_LINK, FIND_LINK, USE_LINKS];

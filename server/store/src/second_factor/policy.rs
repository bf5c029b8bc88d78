//! The roles whose members need a second factor, and who has one.

use domain::id::StaffId;
use domain::person::PersonName;
use domain::role::Role;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

// At most three rows.
const LIST: &str = "SELECT role FROM second_factor_role";

/// The roles that need one.
///
/// # Errors
/// Those of the database.
pub async fn list_roles(db: &mut impl Reads) -> Result<Vec<Role>, StoreError> {
    let rows: Vec<Word<Role>> = on_db!(db, query_scalar(LIST).fetch_all)?;
    Ok(rows.into_iter().map(|role| role.0).collect())
}

const ADD: &str = "INSERT INTO second_factor_role (role, set_by, set_at) VALUES ($1, $2, $3) \
     ON CONFLICT DO NOTHING";

/// From now on the role needs one.
///
/// # Errors
/// Those of the database.
pub async fn add_role(
    tx: &mut Tx,
    role: Role,
    by: StaffId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(ADD)
            .bind(Word(role))
            .bind(Id(by))
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const REMOVE: &str = "DELETE FROM second_factor_role WHERE role = $1";

/// From now on the role needs none.
///
/// # Errors
/// Those of the database.
pub async fn remove_role(tx: &mut Tx, role: Role) -> Result<(), StoreError> {
    on_db!(tx, query(REMOVE).bind(Word(role)).execute)?;
    Ok(())
}

// Indexes: primary keys of staff and second_factor_role.
const NEEDS: &str = "SELECT COUNT(*) FROM staff \
     JOIN second_factor_role ON second_factor_role.role = staff.role WHERE staff.id = $1";

/// Whether a member's role needs one.
///
/// # Errors
/// Those of the database.
pub async fn needs(db: &mut impl Reads, staff: StaffId) -> Result<bool, StoreError> {
    let roles: i64 = on_db!(db, query_scalar(NEEDS).bind(Id(staff)).fetch_one)?;
    Ok(roles > 0)
}

/// A member of staff, and since when they have a second factor.
#[derive(Clone, Debug)]
pub struct MemberFactor {
    /// Who it is.
    pub staff: StaffId,
    /// Their name.
    pub full_name: PersonName,
    /// Their role.
    pub role: Role,
    /// Since when; none if they have none.
    pub set_up_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct MemberRow {
    id: Id<StaffId>,
    full_name: String,
    role: Word<Role>,
    set_up_at: Option<At>,
}

// A clinic has few members of staff: this reads them all. Index: primary key of second_factor.
const MEMBERS: &str = "SELECT staff.id, staff.full_name, staff.role, second_factor.set_up_at \
     FROM staff LEFT JOIN second_factor ON second_factor.owner_id = staff.id \
     WHERE staff.disabled_at IS NULL ORDER BY staff.full_name, staff.id";

/// Everybody who works here.
///
/// # Errors
/// Those of the database.
pub async fn list_members(db: &mut impl Reads) -> Result<Vec<MemberFactor>, StoreError> {
    let rows: Vec<MemberRow> = on_db!(db, query_as(MEMBERS).fetch_all)?;
    rows.into_iter()
        .map(|row| {
            Ok(MemberFactor {
                staff: row.id.0,
                full_name: name("staff", "full_name", &row.full_name)?,
                role: row.role.0,
                set_up_at: row.set_up_at.map(|at| at.0),
            })
        })
        .collect()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[LIST, ADD, REMOVE, NEEDS, MEMBERS];

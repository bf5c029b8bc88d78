//! Legal guardianship that goes on whatever the patient's age: what says so, and who saw it.

use std::fmt;

use domain::access::Basis;
use domain::id::{AccessId, StaffId};
use domain::person::PersonName;
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Id, Word, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// What is known of a guardianship that goes on.
#[derive(Clone)]
pub struct Guardianship {
    /// Since when staff know of it.
    pub at: Timestamp,
    /// Which document they saw; a note of theirs.
    pub note: Option<String>,
    /// Who saw it.
    pub by: Option<PersonName>,
}

/// Without note and name.
impl fmt::Debug for Guardianship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guardianship")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    continues_at: Option<At>,
    continues_note: Option<String>,
    full_name: Option<String>,
}

// Indexes: primary keys.
pub(super) const FIND: &str = "SELECT access.continues_at, access.continues_note, staff.full_name \
     FROM access LEFT JOIN staff ON staff.id = access.continues_by WHERE access.id = $1";

/// The guardianship by which an access goes on, if one does.
///
/// # Errors
/// Those of the database.
pub async fn find_guardianship(
    reads: &mut impl Reads,
    access: AccessId,
) -> Result<Option<Guardianship>, StoreError> {
    let row: Option<Row> = on_db!(reads, query_as(FIND).bind(Id(access)).fetch_optional)?;
    let Some((row, at)) = row.and_then(|row| row.continues_at.map(|at| (row, at))) else {
        return Ok(None);
    };
    Ok(Some(Guardianship {
        at: at.0,
        note: row.continues_note,
        by: row
            .full_name
            .map(|stored| name("staff", "full_name", &stored))
            .transpose()?,
    }))
}

/// What staff saw.
#[derive(Clone, Copy)]
pub struct Seen<'a> {
    /// On what ground the guardian acts.
    pub basis: Basis,
    /// Which document says so.
    pub note: &'a str,
    /// Who saw it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

// Index: primary key.
pub(super) const PUT: &str = "UPDATE access SET basis = $2, continues_at = $3, \
     continues_note = $4, continues_by = $5 \
     WHERE id = $1 AND relation = 'guardian' AND ended_at IS NULL";

/// Lets a guardian's live access go on whatever the patient's age. False if there is none.
///
/// # Errors
/// Those of the database.
pub async fn put_guardianship(
    tx: &mut Tx,
    access: AccessId,
    seen: Seen<'_>,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(PUT)
            .bind(Id(access))
            .bind(Word(seen.basis))
            .bind(At(seen.at))
            .bind(seen.note)
            .bind(Id(seen.by))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
pub(super) const END: &str = "UPDATE access SET continues_at = NULL, continues_note = NULL, \
     continues_by = NULL WHERE id = $1 AND continues_at IS NOT NULL AND ended_at IS NULL";

/// Lets age count for an access again. False if it did.
///
/// # Errors
/// Those of the database.
pub async fn end_guardianship(tx: &mut Tx, access: AccessId) -> Result<bool, StoreError> {
    let done = on_db!(tx, query(END).bind(Id(access)).execute)?;
    Ok(done.rows_affected() == 1)
}

// Index: primary key.
pub(super) const COPY: &str = "UPDATE access SET \
     continues_at = (SELECT was.continues_at FROM access AS was WHERE was.id = $2), \
     continues_note = (SELECT was.continues_note FROM access AS was WHERE was.id = $2), \
     continues_by = (SELECT was.continues_by FROM access AS was WHERE was.id = $2) \
     WHERE id = $1";

/// What held for the access of before holds for the one that takes its place.
///
/// # Errors
/// Those of the database.
pub async fn copy_guardianship(
    tx: &mut Tx,
    to: AccessId,
    from: AccessId,
) -> Result<(), StoreError> {
    on_db!(tx, query(COPY).bind(Id(to)).bind(Id(from)).execute)?;
    Ok(())
}

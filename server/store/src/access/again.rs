//! The mail that says that an access was given again: which one.

use domain::id::{AccessId, NoticeId};

use crate::column::Id;
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

pub(super) const INSERT: &str = "INSERT INTO access_notice (notice_id, access_id) VALUES ($1, $2)";

/// Writes down which access a mail is about.
///
/// # Errors
/// Those of the database.
pub async fn insert_access_notice(
    tx: &mut Tx,
    notice: NoticeId,
    access: AccessId,
) -> Result<(), StoreError> {
    on_db!(tx, query(INSERT).bind(Id(notice)).bind(Id(access)).execute)?;
    Ok(())
}

// Indexes: primary keys.
pub(super) const FIND: &str = "SELECT access_id FROM access_notice WHERE notice_id = $1";

/// Which access a mail is about.
///
/// # Errors
/// Those of the database.
pub async fn find_access_notice(
    reads: &mut impl Reads,
    notice: NoticeId,
) -> Result<Option<AccessId>, StoreError> {
    let found: Option<Id<AccessId>> =
        on_db!(reads, query_scalar(FIND).bind(Id(notice)).fetch_optional)?;
    Ok(found.map(|id| id.0))
}

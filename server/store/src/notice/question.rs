//! The mails that carry a question to somebody who signed up.

use domain::id::NoticeId;
use jiff::Timestamp;

use crate::column::{At, Id};
use crate::db::on_db;
use crate::{StoreError, Tx};

// Index: primary key.
pub(super) const DROP: &str = "UPDATE notice SET \
     state = CASE WHEN state = 'failed' THEN 'dismissed' ELSE 'dropped' END, done_at = $2 \
     WHERE id = $1 AND state IN ('waiting', 'failed')";

/// Takes one mail back that waits, or puts it aside if it could not be delivered: another one
/// takes its place, or none is wanted. One that is just being sent isn't tried again.
///
/// # Errors
/// Those of the database.
pub async fn drop_one(tx: &mut Tx, id: NoticeId, now: Timestamp) -> Result<(), StoreError> {
    on_db!(tx, query(DROP).bind(Id(id)).bind(At(now)).execute)?;
    Ok(())
}

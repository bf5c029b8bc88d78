//! Giving a guardian other rights than they had.

use domain::id::AccessId;
use jiff::Timestamp;

use super::Terms;
use crate::column::{At, Day, Id, Word};
use crate::db::on_db;
use crate::{StoreError, Tx};

// Index: primary key. What was confirmed works again, where it waited for that.
pub(super) const UPDATE: &str = "UPDATE access SET kinship = $2, abilities = $3, basis = $4, \
     until_on = $5, confirmed_at = COALESCE($6, confirmed_at), \
     used_at = COALESCE($6, used_at), \
     suspended_at = CASE WHEN $6 IS NULL THEN suspended_at END \
     WHERE id = $1 AND relation = 'guardian' AND ended_at IS NULL";

/// Gives a guardian's live access other terms; with `confirmed_at`, it counts as given then.
/// False if there is none.
///
/// # Errors
/// `Conflict` if its ground is taken away from one that goes on whatever the patient's age.
pub async fn update_terms(
    tx: &mut Tx,
    access: AccessId,
    terms: &Terms,
    confirmed_at: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let done = on_db!(
        tx,
        query(UPDATE)
            .bind(Id(access))
            .bind(terms.kinship.map(Word))
            .bind(terms.abilities.to_words())
            .bind(terms.basis.map(Word))
            .bind(terms.until_on.map(Day))
            .bind(confirmed_at.map(At))
            .execute
    )?;
    Ok(done.rows_affected() == 1)
}

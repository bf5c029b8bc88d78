//! Giving holds back. Their claims go with them.

use domain::id::{AccountId, HoldId, PatientId, PractitionerId};
use domain::span::Span;

use crate::appointment::LONGEST_MS;
use crate::column::{At, Id};
use crate::db::on_db;
use crate::{StoreError, Tx};

// Index: hold_visitor; primary key. The claims go with it (claim_hold).
pub(super) const DELETE: &str = "DELETE FROM hold WHERE visitor_hash = $2 \
     AND EXISTS (SELECT 1 FROM hold AS asked WHERE asked.id = $1 AND asked.visitor_hash = $2)";
// Index: hold_visitor.
pub(super) const DELETE_OF_VISITOR: &str = "DELETE FROM hold WHERE visitor_hash = $1";

/// Gives a visitor's hold back, all rows of it, with their claims. No error if it isn't there.
///
/// # Errors
/// Those of the database.
pub async fn delete_hold(tx: &mut Tx, hold: HoldId, visitor: &[u8]) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE).bind(Id(hold)).bind(visitor).execute)?;
    Ok(())
}

/// Gives back whatever the visitor holds.
///
/// # Errors
/// Those of the database.
pub async fn delete_hold_of_visitor(tx: &mut Tx, visitor: &[u8]) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE_OF_VISITOR).bind(visitor).execute)?;
    Ok(())
}

// Index: hold_practitioner; a start lies at most the longest visit before the place.
pub(super) const DELETE_OWN_AT: &str = "DELETE FROM hold WHERE practitioner_id = $1 AND starts_at < $3 \
     AND starts_at > $2 - $5 AND ends_at > $2 AND visitor_hash = $4";

/// Gives back what a visitor holds of a practitioner's time, so that it isn't in the way of
/// what they book there otherwise. What another browser holds stays, for whomever it is.
///
/// # Errors
/// Those of the database.
pub async fn delete_own_at(
    tx: &mut Tx,
    visitor: &[u8],
    practitioner: PractitionerId,
    place: Span,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DELETE_OWN_AT)
            .bind(Id(practitioner))
            .bind(At(place.start()))
            .bind(At(place.end()))
            .bind(visitor)
            .bind(LONGEST_MS)
            .execute
    )?;
    Ok(())
}

// Index: hold_visitor; session_account for the inner query.
pub(super) const DELETE_OF_ACCOUNT: &str = "DELETE FROM hold WHERE visitor_hash IN \
     (SELECT visitor_hash FROM session WHERE account_id = $1)";

/// Gives back what the account's browsers hold, also those where it was signed out a moment
/// ago; says how many. What others hold for those whom it acts for stays.
///
/// # Errors
/// Those of the database.
pub async fn delete_holds_of_account(tx: &mut Tx, account: AccountId) -> Result<u64, StoreError> {
    let done = on_db!(tx, query(DELETE_OF_ACCOUNT).bind(Id(account)).execute)?;
    Ok(done.rows_affected())
}

// Index: hold_patient; session_visitor for the inner query.
pub(super) const DELETE_BETWEEN: &str = "DELETE FROM hold WHERE patient_id = $2 AND visitor_hash IN \
     (SELECT visitor_hash FROM session WHERE account_id = $1 AND ended_at IS NULL)";

/// Gives back what the account's browsers hold for a patient.
///
/// # Errors
/// Those of the database.
pub async fn delete_holds_between(
    tx: &mut Tx,
    account: AccountId,
    patient: PatientId,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(DELETE_BETWEEN)
            .bind(Id(account))
            .bind(Id(patient))
            .execute
    )?;
    Ok(())
}

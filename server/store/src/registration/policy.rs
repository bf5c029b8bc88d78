//! Who may sign up at the clinic, and what it says to those who may not.

use domain::registration::policy::RegistrationPolicy;
use sqlx::FromRow;

use crate::column::{Word, stored_words};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

stored_words!(RegistrationPolicy);

/// The clinic's rule for somebody new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUps {
    /// Who may sign up.
    pub policy: RegistrationPolicy,
    /// What the clinic says to those who may not, in its own words.
    pub message: Option<String>,
}

#[derive(FromRow)]
struct Row {
    registration_policy: Word<RegistrationPolicy>,
    registration_message: Option<String>,
}

// Index: primary key.
const FIND: &str = "SELECT registration_policy, registration_message FROM clinic WHERE id = 1";

/// The rule; none before the clinic is set up.
///
/// # Errors
/// Those of the database.
pub async fn find_sign_ups(db: &mut impl Reads) -> Result<Option<SignUps>, StoreError> {
    let row: Option<Row> = on_db!(db, query_as(FIND).fetch_optional)?;
    Ok(row.map(|row| SignUps {
        policy: row.registration_policy.0,
        message: row.registration_message,
    }))
}

// Index: primary key.
const UPDATE: &str = "UPDATE clinic SET registration_policy = $1, registration_message = $2 \
     WHERE id = 1";

/// Puts another rule in its place.
///
/// # Errors
/// Those of the database.
pub async fn update_sign_ups(tx: &mut Tx, to: &SignUps) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE)
            .bind(Word(to.policy))
            .bind(to.message.as_deref())
            .execute
    )?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, UPDATE];

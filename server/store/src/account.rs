//! Portal accounts: humans who log in, each with a proven address.

use domain::id::{AccountId, PatientId};
use domain::person::{BirthDate, EmailAddress, PersonName};
use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::{At, Day, Id, email, name};
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// An account to be written, once its address is proven.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its id.
    pub id: AccountId,
    /// The address that was proven just now.
    pub email: EmailAddress,
    /// The holder's name.
    pub full_name: PersonName,
    /// Now.
    pub at: Timestamp,
}

/// An account, found by its address.
#[derive(Clone, Debug)]
pub struct AccountRow {
    /// The account.
    pub id: AccountId,
    /// Its address, spelled as it was proven: where mail to it goes, however somebody else
    /// spells it.
    pub email: EmailAddress,
    /// When the clinic blocked it.
    pub disabled_at: Option<Timestamp>,
    /// The patient who the holder is, if they are one here.
    pub own: Option<OwnPatient>,
}

/// The patient behind an account's self access.
#[derive(Clone, Debug)]
pub struct OwnPatient {
    /// The patient.
    pub id: PatientId,
    /// The name in the profile.
    pub full_name: PersonName,
    /// The birth date in the profile, if one is known.
    pub born_on: Option<BirthDate>,
}

const INSERT: &str = "INSERT INTO account (id, email, email_canonical, email_verified_at, \
     full_name, created_at) VALUES ($1, $2, $3, $4, $5, $4)";

/// Makes an account.
///
/// # Errors
/// `Conflict` if the address has one.
pub async fn insert_account(tx: &mut Tx, new: &NewAccount) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(INSERT)
            .bind(Id(new.id))
            .bind(new.email.as_str())
            .bind(new.email.canonical())
            .bind(At(new.at))
            .bind(new.full_name.as_str())
            .execute
    )?;
    Ok(())
}

#[derive(FromRow)]
struct FoundRow {
    id: Id<AccountId>,
    email: String,
    disabled_at: Option<At>,
    patient_id: Option<Id<PatientId>>,
    full_name: Option<String>,
    born_on: Option<Day>,
}

// Indexes: account_email, access_open_self_account, primary key of patient.
const FIND_BY_EMAIL: &str = "SELECT account.id, account.email, account.disabled_at, \
     patient.id AS patient_id, patient.full_name, patient.born_on FROM account \
     LEFT JOIN access ON access.account_id = account.id AND access.relation = 'self' \
         AND access.ended_at IS NULL AND access.suspended_at IS NULL \
     LEFT JOIN patient ON patient.id = access.patient_id \
         AND patient.archived_at IS NULL AND patient.merged_into IS NULL \
     WHERE account.email_canonical = $1";

/// The account of an address in its canonical form.
///
/// # Errors
/// Those of the database.
pub async fn find_account_by_email(
    db: &mut impl Reads,
    email_canonical: &str,
) -> Result<Option<AccountRow>, StoreError> {
    let row: Option<FoundRow> = on_db!(
        db,
        query_as(FIND_BY_EMAIL).bind(email_canonical).fetch_optional
    )?;
    row.map(|row| {
        let own = match (row.patient_id, row.full_name) {
            (Some(patient), Some(full_name)) => Some(OwnPatient {
                id: patient.0,
                full_name: name("patient", "full_name", &full_name)?,
                born_on: row.born_on.map(|day| BirthDate::from_stored(day.0)),
            }),
            _ => None,
        };
        Ok(AccountRow {
            id: row.id.0,
            email: email("account", "email", &row.email)?,
            disabled_at: row.disabled_at.map(|at| at.0),
            own,
        })
    })
    .transpose()
}

// Index: primary key.
const DISABLE: &str = "UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL";

/// Shuts an account out: nobody logs in to it any more, and who is in is out.
///
/// # Errors
/// Those of the database.
pub async fn disable_account(
    tx: &mut Tx,
    account: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(tx, query(DISABLE).bind(Id(account)).bind(At(now)).execute)?;
    crate::session::end_sessions_of_account(tx, account, now).await
}

// Index: primary key.
const UPDATE_NAME: &str = "UPDATE account SET full_name = $2 WHERE id = $1";

/// Gives an account's holder another name.
///
/// # Errors
/// Those of the database.
pub async fn update_name(
    tx: &mut Tx,
    account: AccountId,
    full_name: &PersonName,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(UPDATE_NAME)
            .bind(Id(account))
            .bind(full_name.as_str())
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const UPDATE_EMAIL: &str = "UPDATE account SET email = $2, email_canonical = $3, \
     email_verified_at = $4 WHERE id = $1";

// Index: notice_account; primary key of account. What goes elsewhere, to an address that
// only the patient's details name, say, goes there all the same.
const READDRESS: &str = "UPDATE notice SET to_address = $2 WHERE account_id = $1 \
     AND state IN ('waiting', 'dropped', 'failed') AND kind IN ('booked', 'confirmed', 'moved', 'cancelled') \
     AND to_address = (SELECT account.email FROM account WHERE account.id = $1)";

/// Gives an account another address, which has been proven. News of visits that hasn't
/// left yet goes there; what tells of the account goes where it was to go.
///
/// # Errors
/// `Conflict` if the address has an account.
pub async fn update_email(
    tx: &mut Tx,
    account: AccountId,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(READDRESS)
            .bind(Id(account))
            .bind(email.as_str())
            .execute
    )?;
    on_db!(
        tx,
        query(UPDATE_EMAIL)
            .bind(Id(account))
            .bind(email.as_str())
            .bind(email.canonical())
            .bind(At(now))
            .execute
    )?;
    Ok(())
}

// Index: primary key.
const FIND_EMAIL: &str = "SELECT email FROM account WHERE id = $1";

/// The address of an account.
///
/// # Errors
/// Those of the database.
pub async fn find_email(
    db: &mut impl Reads,
    account: AccountId,
) -> Result<Option<EmailAddress>, StoreError> {
    let found: Option<String> = on_db!(
        db,
        query_scalar(FIND_EMAIL).bind(Id(account)).fetch_optional
    )?;
    found
        .map(|stored| email("account", "email", &stored))
        .transpose()
}

// Index: primary key.
const FIND_NAME: &str = "SELECT full_name FROM account WHERE id = $1";

/// The name of an account's holder, blocked or not.
///
/// # Errors
/// Those of the database.
pub async fn find_name(
    db: &mut impl Reads,
    account: AccountId,
) -> Result<Option<PersonName>, StoreError> {
    let stored: Option<String> =
        on_db!(db, query_scalar(FIND_NAME).bind(Id(account)).fetch_optional)?;
    stored
        .map(|stored| name("account", "full_name", &stored))
        .transpose()
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[
    FIND_NAME,
    INSERT,
    FIND_BY_EMAIL,
    DISABLE,
    UPDATE_NAME,
    READDRESS,
    UPDATE_EMAIL,
    FIND_EMAIL,
];

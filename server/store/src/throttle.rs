//! Counters against guessing and flooding. Keys are hashes; what they count, and what
//! follows from it, is decided in `clinic`.

use jiff::Timestamp;
use sqlx::FromRow;

use crate::column::At;
use crate::db::on_db;
use crate::{Reads, StoreError, Tx};

/// A counter as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counter {
    /// When its window began.
    pub window_at: Timestamp,
    /// What was counted since.
    pub count: i64,
    /// Before this nothing is let through.
    pub wait_until: Timestamp,
}

#[derive(FromRow)]
struct CounterRow {
    window_at: At,
    count: i64,
    wait_until: At,
}

// Index: primary key.
pub(crate) const FIND: &str = "SELECT window_at, count, wait_until FROM throttle WHERE key = $1";

/// The counter with this key.
///
/// # Errors
/// Those of the database.
pub async fn find_counter(
    db: &mut impl Reads,
    key: &[u8; 32],
) -> Result<Option<Counter>, StoreError> {
    let row: Option<CounterRow> = on_db!(db, query_as(FIND).bind(key.as_slice()).fetch_optional)?;
    Ok(row.map(|row| Counter {
        window_at: row.window_at.0,
        count: row.count,
        wait_until: row.wait_until.0,
    }))
}

// Index: primary key.
pub(crate) const PUT: &str = "INSERT INTO throttle (key, window_at, count, wait_until) \
     VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO UPDATE SET window_at = excluded.window_at, \
     count = excluded.count, wait_until = excluded.wait_until";

/// Writes a counter, new or not.
///
/// # Errors
/// Those of the database.
pub async fn put_counter(tx: &mut Tx, key: &[u8; 32], counter: Counter) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(PUT)
            .bind(key.as_slice())
            .bind(At(counter.window_at))
            .bind(counter.count)
            .bind(At(counter.wait_until))
            .execute
    )?;
    Ok(())
}

// Index: primary key. A counter never goes below 0.
const GIVE_BACK: &str =
    "UPDATE throttle SET count = count - 1, wait_until = $2 WHERE key = $1 AND count > 0";

/// Takes one count back, and whatever wait there was.
///
/// # Errors
/// Those of the database.
pub async fn give_back(tx: &mut Tx, key: &[u8; 32], now: Timestamp) -> Result<(), StoreError> {
    on_db!(
        tx,
        query(GIVE_BACK).bind(key.as_slice()).bind(At(now)).execute
    )?;
    Ok(())
}

// Index: primary key.
const DELETE: &str = "DELETE FROM throttle WHERE key = $1";

/// Forgets a counter.
///
/// # Errors
/// Those of the database.
pub async fn delete_counter(tx: &mut Tx, key: &[u8; 32]) -> Result<(), StoreError> {
    on_db!(tx, query(DELETE).bind(key.as_slice()).execute)?;
    Ok(())
}

/// Every statement here.
#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND, PUT, GIVE_BACK, DELETE];

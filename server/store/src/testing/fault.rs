//! Breaking a [`TestStore`] on purpose: any change of a row, or the lock of the file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::TestStore;
use super::promises::broken_in;
use crate::db::on_db;
use crate::{Store, StoreError, Tx};

/// How a change fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failing {
    /// The statement alone, as by a rule of the schema.
    Statement,
    /// SQLite takes back the whole transaction, as on a failing disk.
    Transaction,
}

/// The database's lock in another program's hands.
#[derive(Debug)]
pub struct ForeignLock {
    tx: Tx,
    _other: Store,
}

impl ForeignLock {
    /// Gives it back.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn release(self) -> Result<(), StoreError> {
        self.tx.commit().await
    }
}

/// Tables of the clinic.
const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table' \
     AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlx%' ESCAPE '\\' ORDER BY name";
const COLUMNS: &str = "SELECT name FROM pragma_table_info($1)";

impl TestStore {
    /// Makes ready for [`Self::fail_at`]: temporary triggers, on the writer's connection
    /// alone, before and after every change of a row of any table.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lay_failpoints(&self) -> Result<(), StoreError> {
        let mut sql = String::from(
            "CREATE TEMP TABLE failpoint (seen INTEGER, at INTEGER, how TEXT); \
             INSERT INTO failpoint VALUES (0, 0, '');",
        );
        for table in self.tables().await? {
            for change in ["INSERT", "UPDATE", "DELETE"] {
                for when in ["BEFORE", "AFTER"] {
                    let written = write!(
                        sql,
                        "CREATE TEMP TRIGGER fail_{when}_{change}_{table} {when} {change} \
                         ON main.{table} BEGIN UPDATE failpoint SET seen = seen + 1; \
                         SELECT RAISE(ABORT, 'failpoint') FROM failpoint \
                         WHERE seen = at AND how = 'statement'; \
                         SELECT RAISE(ROLLBACK, 'failpoint') FROM failpoint \
                         WHERE seen = at AND how = 'transaction'; END;"
                    );
                    debug_assert!(written.is_ok(), "a text takes any text");
                }
            }
        }
        self.batch(AssertSqlSafe(sql)).await
    }

    /// From now on the `nth` moment before or after a change of a row fails; counted from
    /// 1, over all that happens until this is called again. 0 lets everything pass.
    ///
    /// # Errors
    /// Those of the store; also if the failpoints went with their connection.
    pub async fn fail_at(&self, nth: u32, how: Failing) -> Result<(), StoreError> {
        let how = match how {
            Failing::Statement => "statement",
            Failing::Transaction => "transaction",
        };
        let sql = format!("UPDATE failpoint SET seen = 0, at = {nth}, how = '{how}'");
        self.batch(AssertSqlSafe(sql)).await
    }

    /// Everything in the database: each table's rows as text.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn content(&self) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let mut content = BTreeMap::new();
        for table in self.tables().await? {
            let mut db = self.read().await?;
            let columns: Vec<String> = on_db!(db, query_scalar(COLUMNS).bind(&table).fetch_all)?;
            let columns: Vec<String> = columns
                .iter()
                .map(|column| format!("quote({column})"))
                .collect();
            let sql = format!("SELECT {} FROM {table} ORDER BY 1", columns.join("||','||"));
            let rows = on_db!(db, query_scalar(AssertSqlSafe(sql)).fetch_all)?;
            content.insert(table, rows);
        }
        Ok(content)
    }

    /// What in it breaks a promise at `now`, while it is open.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn broken_promises(&self, now: Timestamp) -> Result<Vec<String>, StoreError> {
        broken_in(self, now).await
    }

    /// How long a write waits for a lock that another process holds, instead of 5 seconds.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn wait_for_lock_ms(&self, wait: u32) -> Result<(), StoreError> {
        self.batch(AssertSqlSafe(format!("PRAGMA busy_timeout = {wait}")))
            .await
    }

    /// Another program begins to write: until it ends, nobody else can.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn lock_from_outside(&self) -> Result<ForeignLock, StoreError> {
        let other = Store::open(&self.address()).await?;
        let tx = other.begin().await?;
        Ok(ForeignLock { tx, _other: other })
    }

    async fn tables(&self) -> Result<Vec<String>, StoreError> {
        let mut db = self.read().await?;
        on_db!(db, query_scalar(TABLES).fetch_all)
    }
}

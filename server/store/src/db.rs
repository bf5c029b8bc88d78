//! Opening a database: its file, its connections and their pragmas; reading.
//!
//! One connection writes (it belongs to [`crate::writer`]), four read. Which
//! statements run on them is not here but in the nouns' modules; whether the file
//! is whole and its schema ours is in [`check`], whether that must be asked at the start
//! in [`rest`], reading in [`read`].

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::StoreError;
use crate::writer::{Limits, Stats, Tx, Writer};

mod check;
mod read;
mod rest;

#[cfg(any(test, feature = "testing"))]
pub(crate) use check::schema_mark;
pub use read::{Glance, ReadTx, Reads};

/// How long SQLite itself waits for a lock that another process holds.
const LOCK_WAIT: Duration = Duration::from_secs(5);
/// How long a reader is waited for.
const READER_WAIT: Duration = Duration::from_secs(10);
/// How long closing waits for readers that are still at work.
const CLOSE_WAIT: Duration = Duration::from_secs(10);
const READERS: u32 = 4;
/// More than there are statements in this crate, so that each is prepared once.
const STATEMENTS_CACHED: usize = 512;
/// The write-ahead log is cut back to this size when it is started anew.
const LOG_BYTES_KEPT: &str = "67108864";
/// After so many pages of 4 KiB the write-ahead log goes into the file. A booking changes
/// about 45, and the one that meets the end waits for all of them.
const LOG_PAGES: &str = "4000";
/// Pages that a group of writes changes stay in memory until its commit; negative means KiB.
const WRITER_CACHE_KIB: &str = "-16000";

/// Runs one query on a transaction, written as with sqlx but without naming an
/// engine: `on_db!(tx, query(INSERT).bind(Id(patient)).execute)`.
///
/// Yields `Result<_, StoreError>`, already awaited. The last word is how it is run:
/// `execute`, `fetch_one`, `fetch_optional` or `fetch_all`.
macro_rules! on_db {
    (@run $db:expr, [$($query:tt)*] . $run:ident) => {
        sqlx::$($query)*
            .$run($db.conn())
            .await
            .map_err(|error| $crate::StoreError::from(error).read_in(module_path!()))
    };
    (@run $db:expr, [$($query:tt)*] . $method:ident ( $($argument:tt)* ) $($rest:tt)+) => {
        $crate::db::on_db!(@run $db, [$($query)* . $method ( $($argument)* )] $($rest)+)
    };
    (@run $db:expr, [$($query:tt)*] $next:tt $($rest:tt)+) => {
        $crate::db::on_db!(@run $db, [$($query)* $next] $($rest)+)
    };
    ($db:expr, $($query:tt)+) => {
        $crate::db::on_db!(@run $db, [] $($query)+)
    };
}
pub(crate) use on_db;

/// A clinic's database. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

struct Shared {
    writer: Arc<Writer>,
    readers: SqlitePool,
    file: PathBuf,
    /// Every page was read when the file was opened.
    all_read: bool,
    /// A page was found to be damaged since.
    damaged: AtomicBool,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("file", &self.shared.file)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the database at an address such as `sqlite:data/kith.db`; makes the
    /// folder and the file if they are missing. Its schema may still be older than
    /// this program's: see [`Store::migrate`] and [`Store::check_schema`].
    ///
    /// # Errors
    /// `Damaged` if the file is not a whole database, `Newer` if a newer program has
    /// migrated it, `Address` or `Io` if the place can't be used.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        Self::open_with(address, Limits::default()).await
    }

    pub(crate) async fn open_with(address: &str, limits: Limits) -> Result<Self, StoreError> {
        let DatabaseFile::Path(file) = DatabaseFile::parse(address)? else {
            return Err(StoreError::Address {
                reason: "a database in memory would be lost, and its readers would not see it",
            });
        };
        make_folder(&file)?;
        check::file_looks_right(&file)?;
        make_file(&file)?;
        let rested = rest::take(&file);
        let damaged = |error: sqlx::Error| match crate::error::is_damage(&error) {
            true => StoreError::Damaged { file: file.clone() },
            false => match StoreError::from(error) {
                StoreError::Unavailable => StoreError::Io {
                    path: file.clone(),
                    kind: std::io::ErrorKind::Other,
                },
                other => other,
            },
        };
        let writer = Writer::open(writer_options(&file), limits)
            .await
            .map_err(damaged)?;
        let mut alone = writer.alone().await?;
        if !rested && !check::is_whole(alone.conn()).await.map_err(damaged)? {
            return Err(StoreError::Damaged { file });
        }
        check::refuse_newer(alone.conn()).await?;
        alone.finish();
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(READER_WAIT)
            .idle_timeout(None)
            .max_lifetime(None)
            // Asked when a connection is given back instead, off the request's path.
            .test_before_acquire(false)
            .connect_lazy_with(reader_options(&file));
        Ok(Self {
            shared: Arc::new(Shared {
                writer,
                readers,
                file,
                all_read: !rested,
                damaged: AtomicBool::new(false),
            }),
        })
    }

    /// Reads every page once, unless that was done when the file was opened: it wasn't if
    /// nothing had touched the file since a clean stop.
    ///
    /// # Errors
    /// `Damaged` if the file is not a whole database.
    pub async fn read_all(&self) -> Result<(), StoreError> {
        if self.shared.all_read {
            return Ok(());
        }
        match check::is_whole(self.glance().await?.conn()).await {
            Ok(true) => Ok(()),
            Err(error) if !crate::error::is_damage(&error) => Err(error.into()),
            Ok(false) | Err(_) => {
                self.shared.damaged.store(true, Ordering::Release);
                Err(StoreError::Damaged {
                    file: self.shared.file.clone(),
                })
            }
        }
    }

    /// Brings the schema up to this program's; each migration is done wholly or not
    /// at all. Then fills what SQL alone can't. The caller holds the instance lock.
    ///
    /// # Errors
    /// `Newer` or `Altered` if the database is not one of this program's past.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut alone = self.shared.writer.alone().await?;
        let outcome = check::migrate(alone.conn()).await;
        if outcome.is_ok() {
            alone.finish();
        } else {
            drop(alone);
        }
        outcome?;
        crate::patient::index::fill(self).await?;
        crate::patient::index::keys::fill(self).await
    }

    /// Whether the schema is exactly this program's.
    ///
    /// # Errors
    /// `Newer`, `Outdated` or `Altered` if it isn't.
    pub async fn check_schema(&self) -> Result<(), StoreError> {
        check::refuse_other(self.read().await?.conn()).await
    }

    /// SQLite's version, for example "3.51.3".
    ///
    /// # Errors
    /// If no reader is free.
    pub async fn sqlite_version(&self) -> Result<String, StoreError> {
        let mut db = self.read().await?;
        on_db!(db, query_scalar("SELECT sqlite_version()").fetch_one)
    }

    /// Begins a write: waits for the writer, in the order of asking.
    ///
    /// # Errors
    /// `Busy` if too many wait or the wait was too long, `Unavailable` if the disk
    /// fails or the store is closing.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        self.shared.writer.begin().await
    }

    /// Begins a read: from its first query on, it sees one state of the database, and
    /// every write that was acknowledged before.
    ///
    /// # Errors
    /// `Busy` if no reader becomes free in time.
    pub async fn read(&self) -> Result<ReadTx, StoreError> {
        Ok(ReadTx::new(self.shared.readers.begin().await?))
    }

    /// A reader for one statement. It sees every write that was acknowledged before; a
    /// second statement may see a newer state, so whoever needs two calls [`Self::read`].
    ///
    /// # Errors
    /// `Busy` if no reader becomes free in time.
    pub async fn glance(&self) -> Result<Glance, StoreError> {
        Ok(Glance::new(self.shared.readers.acquire().await?))
    }

    /// What the writer has done since the store was opened.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.shared.writer.stats()
    }

    /// The database file.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.shared.file
    }

    /// Finishes what is under way, puts the write-ahead log into the file and closes
    /// it. Later calls of `begin` and `read` fail with `Unavailable`.
    ///
    /// # Errors
    /// If the log could not be put into the file; nothing is lost, the next opening does it.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.shared.writer.stop().await;
        if tokio::time::timeout(CLOSE_WAIT, self.shared.readers.close())
            .await
            .is_err()
        {
            tracing::warn!("a reader is still at work: closing without it");
        }
        self.shared.writer.retire().await?;
        if !self.shared.damaged.load(Ordering::Acquire) {
            rest::leave(&self.shared.file).await;
        }
        Ok(())
    }

    /// Runs a batch of SQL on the writer's connection, outside of any group.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) async fn batch(&self, sql: impl sqlx::SqlSafeStr) -> Result<(), StoreError> {
        let mut alone = self.shared.writer.alone().await?;
        sqlx::raw_sql(sql).execute(alone.conn()).await?;
        alone.finish();
        Ok(())
    }

    /// Migrates like a program of the past, whose last migration had this number.
    #[cfg(test)]
    pub(crate) async fn migrate_to(&self, version: i64) -> Result<(), StoreError> {
        let mut alone = self.shared.writer.alone().await?;
        let of_then = check::MIGRATIONS
            .iter()
            .filter(|migration| migration.version <= version);
        sqlx::migrate::Migrator::with_migrations(of_then.cloned().collect())
            .run_direct(None, alone.conn(), false)
            .await
            .map_err(|_| StoreError::Fault { code: 0 })?;
        alone.finish();
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn writer(&self) -> &Arc<Writer> {
        &self.shared.writer
    }
}

/// What an address leads to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum DatabaseFile {
    /// A file.
    Path(PathBuf),
    /// The process's memory.
    Memory,
}

impl DatabaseFile {
    /// Reads `sqlite:path`, `sqlite://path`, `sqlite::memory:`; percent signs escape as in URLs.
    pub(crate) fn parse(address: &str) -> Result<Self, StoreError> {
        let Some(place) = address.strip_prefix("sqlite:") else {
            return Err(StoreError::Address {
                reason: "it doesn't begin with sqlite:",
            });
        };
        if place.trim_start_matches('/').is_empty() {
            return Err(StoreError::Address {
                reason: "it names no file",
            });
        }
        if place.contains('?') {
            return Err(StoreError::Address {
                reason: "it has parameters after a question mark",
            });
        }
        if place.trim_start_matches('/') == ":memory:" {
            return Ok(Self::Memory);
        }
        SqliteConnectOptions::from_str(address)
            .map(|options| Self::Path(options.get_filename().to_owned()))
            .map_err(|_| StoreError::Address {
                reason: "it can't be read as an address",
            })
    }
}

/// Makes the folder that the file stands in.
pub(crate) fn make_folder(file: &Path) -> Result<(), StoreError> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            private_folder()
                .create(folder)
                .map_err(|error| StoreError::Io {
                    path: folder.to_owned(),
                    kind: error.kind(),
                })
        }
        _ => Ok(()),
    }
}

/// Makes folders that only the clinic's own system user can look into.
fn private_folder() -> std::fs::DirBuilder {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Makes the database file, when there is none, so that only the clinic's own system
/// user can read it. SQLite gives the files beside it the same permissions.
fn make_file(file: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(StoreError::Io {
            path: file.to_owned(),
            kind: error.kind(),
        }),
        _ => Ok(()),
    }
}

pub(crate) fn writer_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was answered survives the power going.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        .pragma("journal_size_limit", LOG_BYTES_KEPT)
        .pragma("wal_autocheckpoint", LOG_PAGES)
        .pragma("cache_size", WRITER_CACHE_KIB)
        // Each write has a savepoint, whose journal would be a file otherwise.
        .pragma("temp_store", "MEMORY")
        .statement_cache_capacity(STATEMENTS_CACHED)
}

fn reader_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        .pragma("query_only", "ON")
        .statement_cache_capacity(STATEMENTS_CACHED)
}

#[cfg(test)]
mod tests;

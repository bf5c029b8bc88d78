//! Is the file a whole database, and is its schema the one of this program?

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::SqliteConnection;

use crate::StoreError;

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("./migrations/sqlite");

/// A number for the schema that the migrations make: another one for any other set of them.
#[cfg(any(test, feature = "testing"))]
pub(crate) fn schema_mark() -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    for migration in MIGRATIONS.iter() {
        (migration.version, &migration.checksum).hash(&mut hasher);
    }
    hasher.finish()
}

/// How every SQLite file begins (sqlite.org/fileformat2.html, 1.3).
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Refuses a file that is no database before SQLite touches it. A missing or empty
/// file is a new database, unless a log stands beside it: then its content was lost.
pub(super) fn file_looks_right(file: &Path) -> Result<(), StoreError> {
    let damaged = || StoreError::Damaged {
        file: file.to_owned(),
    };
    let io = |error: std::io::Error| StoreError::Io {
        path: file.to_owned(),
        kind: error.kind(),
    };
    let mut log = file.to_owned().into_os_string();
    log.push("-wal");
    let log_bytes = std::fs::metadata(PathBuf::from(log)).map_or(0, |log| log.len());
    let bytes = match std::fs::metadata(file) {
        Ok(found) if found.is_file() => found.len(),
        Ok(_) => return Err(damaged()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(io(error)),
    };
    if bytes == 0 {
        return if log_bytes == 0 {
            Ok(())
        } else {
            Err(damaged())
        };
    }
    let mut head = [0; MAGIC.len()];
    let read = File::open(file).and_then(|mut open| open.read_exact(&mut head));
    match read {
        Ok(()) if &head == MAGIC => Ok(()),
        Ok(()) => Err(damaged()),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Err(damaged()),
        Err(error) => Err(io(error)),
    }
}

/// Reads every page once, and keeps none of them in memory.
pub(super) async fn is_whole(conn: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
        .fetch_one(&mut *conn)
        .await?;
    sqlx::query("PRAGMA shrink_memory").execute(conn).await?;
    Ok(found == "ok")
}

async fn applied(conn: &mut SqliteConnection) -> Result<BTreeMap<i64, Vec<u8>>, StoreError> {
    const KNOWS_MIGRATIONS: &str =
        "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    const APPLIED: &str = "SELECT version, checksum FROM _sqlx_migrations ORDER BY version";
    let tables: i64 = sqlx::query_scalar(KNOWS_MIGRATIONS)
        .fetch_one(&mut *conn)
        .await?;
    if tables == 0 {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(APPLIED).fetch_all(conn).await?;
    Ok(rows.into_iter().collect())
}

fn newer(found: i64) -> StoreError {
    let known = MIGRATIONS
        .iter()
        .map(|migration| migration.version)
        .max()
        .unwrap_or(0);
    StoreError::Newer { found, known }
}

/// Refuses a database with a migration that this program doesn't have.
pub(super) async fn refuse_newer(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    match applied(conn)
        .await?
        .keys()
        .find(|version| !MIGRATIONS.version_exists(**version))
    {
        Some(found) => Err(newer(*found)),
        None => Ok(()),
    }
}

/// Refuses a database whose schema is not exactly this program's.
pub(super) async fn refuse_other(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    refuse_newer(&mut *conn).await?;
    let applied = applied(conn).await?;
    for migration in MIGRATIONS.iter() {
        match applied.get(&migration.version) {
            Some(checksum) if checksum.as_slice() != &*migration.checksum => {
                return Err(StoreError::Altered {
                    version: migration.version,
                });
            }
            _ => {}
        }
    }
    match MIGRATIONS.iter().count().saturating_sub(applied.len()) {
        0 => Ok(()),
        pending => Err(StoreError::Outdated { pending }),
    }
}

/// Applies what is missing.
pub(super) async fn migrate(conn: &mut SqliteConnection) -> Result<(), StoreError> {
    MIGRATIONS
        .run_direct(None, conn, false)
        .await
        .map_err(|error| match error {
            MigrateError::VersionMissing(found) => newer(found),
            MigrateError::VersionMismatch(version) => StoreError::Altered { version },
            MigrateError::Execute(error) => error.into(),
            MigrateError::ExecuteMigration(error, version) => {
                tracing::error!(version, "a migration failed");
                error.into()
            }
            other => {
                tracing::error!(error = %other, "the migrations can't be run");
                StoreError::Fault { code: 0 }
            }
        })
}

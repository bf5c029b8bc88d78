//! What can go wrong in the store, as codes: never a row's value, never SQL text.
//!
//! What SQLite said stands in the log (our statements are constants with bound
//! values, so its messages name tables and columns only). Deliberately not here:
//! words for people and HTTP statuses; the pages have those.

use std::path::PathBuf;

mod constraint;

pub use constraint::Constraint;

/// Why the store refused or failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A rule of the schema stood against the write; the transaction goes on.
    #[error("the schema refused the row: {0:?}")]
    Conflict(Constraint),
    /// A stored value can't be what it claims to be.
    #[error("unreadable value in {table}.{column}")]
    Corrupt {
        /// The table; where a row was read as a whole, the module whose statement read it.
        table: &'static str,
        /// The column.
        column: String,
    },
    /// A row that must be there is not.
    #[error("no such row")]
    NotFound,
    /// Too many wait, or waited too long: nothing was written, try again soon.
    #[error("the database is busy")]
    Busy,
    /// The disk is full or fails, or the store is closing. Nothing was acknowledged.
    #[error("the database can't be written or read now")]
    Unavailable,
    /// The database was migrated by a newer version of this program.
    #[error(
        "the database has migration {found}, this program knows only up to {known}: run the newer version"
    )]
    Newer {
        /// A migration in the database that this program doesn't have.
        found: i64,
        /// The last migration that this program has.
        known: i64,
    },
    /// The database lacks migrations that this program needs.
    #[error("the database lacks {pending} migrations: run `kith migrate`")]
    Outdated {
        /// How many are missing.
        pending: usize,
    },
    /// A migration that was applied is not the one that this program has.
    #[error("migration {version} in the database is not the one of this program")]
    Altered {
        /// The migration's number.
        version: i64,
    },
    /// The file is not a whole SQLite database.
    #[error("the database file {} is damaged or not a database: put back a backup", file.display())]
    Damaged {
        /// The database file.
        file: PathBuf,
    },
    /// Another process works on the same database.
    #[error("another kith runs on this database ({} is locked): stop it first", file.display())]
    Locked {
        /// The lock file.
        file: PathBuf,
    },
    /// The database's address can't be used.
    #[error("not a database address ({reason}), for example sqlite:data/kith.db")]
    Address {
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file or folder can't be opened or made.
    #[error("{}: {kind}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system answered.
        kind: std::io::ErrorKind,
    },
    /// A mistake in this program or its schema; SQLite's message is in the log.
    #[error("database fault (SQLite code {code})")]
    Fault {
        /// SQLite's extended result code, 0 where SQLite wasn't asked.
        code: i32,
    },
}

impl StoreError {
    /// Names the noun whose statement read an unreadable value, by the path of its module;
    /// leaves other errors alone.
    pub(crate) fn read_in(self, module: &'static str) -> Self {
        match self {
            Self::Corrupt { table: "", column } => Self::Corrupt {
                table: module.split("::").nth(1).unwrap_or(module),
                column,
            },
            other => other,
        }
    }
}

/// SQLite's primary result codes that are told apart (sqlite.org/rescode.html).
mod code {
    pub(super) const BUSY: i32 = 5;
    pub(super) const LOCKED: i32 = 6;
    pub(super) const NO_MEMORY: i32 = 7;
    pub(super) const READ_ONLY: i32 = 8;
    pub(super) const INTERRUPT: i32 = 9;
    pub(super) const IO: i32 = 10;
    pub(super) const CORRUPT: i32 = 11;
    pub(super) const FULL: i32 = 13;
    pub(super) const CANT_OPEN: i32 = 14;
    pub(super) const CONSTRAINT: i32 = 19;
    pub(super) const NOT_A_DATABASE: i32 = 26;
    /// The writer's gate refused a commit outside of a group.
    pub(super) const CONSTRAINT_COMMIT_HOOK: i32 = 531;
}

/// SQLite's extended result code, if the error came from SQLite.
pub(crate) fn sqlite_code(error: &sqlx::Error) -> Option<i32> {
    error.as_database_error()?.code()?.parse().ok()
}

/// Whether SQLite says that the file itself is not right.
pub(crate) fn is_damage(error: &sqlx::Error) -> bool {
    sqlite_code(error)
        .is_some_and(|code| matches!(code & 0xff, code::CORRUPT | code::NOT_A_DATABASE))
}

/// Whether the connection is as good as before the error: full disks, locks and
/// refused rows leave it whole; anything else asks for a new one.
pub(crate) fn spares_connection(error: &sqlx::Error) -> bool {
    sqlite_code(error).is_some_and(|code| {
        matches!(
            code & 0xff,
            1 | code::BUSY | code::LOCKED | code::FULL | code::CONSTRAINT
        )
    })
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::Database(ref database) => {
                let code = sqlite_code(&error).unwrap_or(0);
                from_sqlite(code, database.message())
            }
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::ColumnDecode { index, .. } => Self::Corrupt {
                table: "",
                column: index.trim_matches('"').to_owned(),
            },
            sqlx::Error::PoolTimedOut => Self::Busy,
            sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => {
                Self::Unavailable
            }
            other => {
                // Everything left is about how a query was put together, never about a value.
                tracing::error!(error = %other, "database fault");
                Self::Fault { code: 0 }
            }
        }
    }
}

fn from_sqlite(code: i32, message: &str) -> StoreError {
    match code & 0xff {
        code::CONSTRAINT if code == code::CONSTRAINT_COMMIT_HOOK => StoreError::Unavailable,
        code::CONSTRAINT => StoreError::Conflict(Constraint::parse(code, message)),
        code::BUSY | code::LOCKED => StoreError::Busy,
        code::NO_MEMORY
        | code::READ_ONLY
        | code::INTERRUPT
        | code::IO
        | code::CORRUPT
        | code::FULL
        | code::CANT_OPEN
        | code::NOT_A_DATABASE => {
            tracing::error!(code, message, "the database can't be used now");
            StoreError::Unavailable
        }
        _ => {
            tracing::error!(code, message, "database fault");
            StoreError::Fault { code }
        }
    }
}

#[cfg(test)]
mod tests;

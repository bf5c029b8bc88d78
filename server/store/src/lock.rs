//! The instance lock: one serving process for each database.
//!
//! An advisory lock of the operating system on `<database>.lock`. It goes when the
//! process goes, however that ends, so a stale file is never in the way. SQLite's
//! own locks are a different matter: they keep the file right, this keeps the jobs
//! and mails from running twice.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::StoreError;
use crate::db::DatabaseFile;

/// Held as long as the process works on the database; dropping it frees it.
#[derive(Debug)]
#[must_use = "the lock is gone as soon as this is dropped"]
pub struct InstanceLock {
    // Nothing for a database in memory, which no other process can see.
    _file: Option<File>,
}

impl InstanceLock {
    /// Takes the lock of the database at this address, for example
    /// `sqlite:data/kith.db`; makes its folder if need be.
    ///
    /// # Errors
    /// `Locked` if another holder has it, `Address` or `Io` if the place can't be used.
    pub fn acquire(address: &str) -> Result<Self, StoreError> {
        let DatabaseFile::Path(database) = DatabaseFile::parse(address)? else {
            return Ok(Self { _file: None });
        };
        crate::db::make_folder(&database)?;
        let path = lock_path(&database);
        let io = |error: std::io::Error| StoreError::Io {
            path: path.clone(),
            kind: error.kind(),
        };
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { file: path }),
            Err(TryLockError::Error(error)) => Err(io(error)),
        }
    }
}

/// Beside the file that the name finally leads to, so that a link and its target
/// share one lock.
fn lock_path(database: &Path) -> PathBuf {
    let real = database.canonicalize().unwrap_or_else(|_| {
        match (database.parent(), database.file_name()) {
            (Some(folder), Some(name)) => folder
                .canonicalize()
                .map_or_else(|_| database.to_owned(), |folder| folder.join(name)),
            _ => database.to_owned(),
        }
    });
    let mut name = real.into_os_string();
    name.push(".lock");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;

//! A real database for each test: a migrated file, made once in a process and copied.

use std::ops::Deref;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::sync::OnceCell;

use crate::{Store, StoreError};

/// The migrated file that the tests of this process copy, with its folder.
static TEMPLATE: OnceCell<(TempDir, PathBuf)> = OnceCell::const_new();

/// A store on a file of its own, which goes when this is dropped.
#[derive(Debug)]
pub struct TestStore {
    store: Store,
    folder: TempDir,
}

impl TestStore {
    /// A new database with the whole schema and no rows.
    ///
    /// # Errors
    /// If the file can't be made.
    pub async fn new() -> Result<Self, StoreError> {
        let (_, template) = TEMPLATE.get_or_try_init(make_template).await?;
        let folder = new_folder()?;
        let file = folder.path().join("kith.db");
        std::fs::copy(template, &file).map_err(|error| io(&file, &error))?;
        let store = Store::open(&address(&file)).await?;
        Ok(Self { store, folder })
    }

    /// The address of its file, for opening it a second time.
    #[must_use]
    pub fn address(&self) -> String {
        address(self.store.file())
    }

    /// The folder of its file.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

async fn make_template() -> Result<(TempDir, PathBuf), StoreError> {
    let folder = new_folder()?;
    let file = folder.path().join("template.db");
    let store = Store::open(&address(&file)).await?;
    store.migrate().await?;
    store.close().await?;
    Ok((folder, file))
}

fn new_folder() -> Result<TempDir, StoreError> {
    tempfile::tempdir().map_err(|error| io(&std::env::temp_dir(), &error))
}

fn address(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

fn io(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::Io {
        path: path.to_owned(),
        kind: error.kind(),
    }
}

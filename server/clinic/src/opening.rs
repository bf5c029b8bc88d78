//! Opening the clinic's database for one process, and closing it again.
//!
//! Deliberately not here: what the process then does, and where its settings come from.

use std::sync::Arc;
use std::time::Duration;

use store::{InstanceLock, Store, StoreError};

use crate::authz::{Clinic, Parts};
use crate::clock::Clock;
use crate::failure::Fault;
use crate::password::{Cost, Passwords};
use crate::rng::SystemRng;

/// Passwords that are hashed at once: each takes a core and 19 MiB.
const HASHES_AT_ONCE: usize = 2;

/// After a start people come first; then the disk is asked whether it has kept every page.
const FIRST_RUSH: Duration = Duration::from_secs(5);

/// Why the clinic can't be opened, in one line without data.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The hasher of passwords.
    #[error("passwords can't be hashed: {}", .0.chain())]
    Passwords(Fault),
}

/// A clinic with its database open. Dropping it without [`OpenClinic::close`] loses
/// nothing, but leaves the write-ahead log for the next opening.
pub struct OpenClinic {
    clinic: Clinic,
    store: Store,
    _lock: Option<InstanceLock>,
}

impl OpenClinic {
    /// Opens the database for a process that wants it for itself (`serve`, `demo`,
    /// `migrate`): takes the instance lock, makes the file if need be, and brings the
    /// schema up to this program's. `origin` is the address used in links.
    ///
    /// # Errors
    /// If another process has the lock, the file is damaged or newer, or can't be made.
    pub async fn alone(
        database_url: &str,
        origin: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let lock = InstanceLock::acquire(database_url)?;
        let store = Store::open(database_url).await?;
        store.migrate().await?;
        Self::of(store, origin, clock, Some(lock))
    }

    /// Opens the database beside a process that may be serving it.
    ///
    /// # Errors
    /// If the schema is not this program's, or the file is damaged or can't be opened.
    pub async fn beside(
        database_url: &str,
        origin: &str,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, OpenError> {
        let store = Store::open(database_url).await?;
        store.check_schema().await?;
        Self::of(store, origin, clock, None)
    }

    fn of(
        store: Store,
        origin: &str,
        clock: Arc<dyn Clock>,
        lock: Option<InstanceLock>,
    ) -> Result<Self, OpenError> {
        let passwords = Passwords::new(Cost::default(), HASHES_AT_ONCE);
        let clinic = Clinic::new(Parts {
            store: store.clone(),
            clock,
            rng: Arc::new(SystemRng),
            passwords: passwords.map_err(OpenError::Passwords)?,
            origin: origin.to_owned(),
        });
        Ok(Self {
            clinic,
            store,
            _lock: lock,
        })
    }

    /// The clinic.
    #[must_use]
    pub fn clinic(&self) -> &Clinic {
        &self.clinic
    }

    /// Waits until the file is found to be damaged: for ever, where it is whole. A file
    /// that was left alone since a clean stop is opened without reading all of it, so that
    /// the start of a large clinic takes no longer than that of a small one; here every
    /// page is read in the first seconds instead.
    pub async fn damage(&self) -> OpenError {
        tokio::time::sleep(FIRST_RUSH).await;
        match self.store.read_all().await {
            Err(damaged @ StoreError::Damaged { .. }) => return damaged.into(),
            Err(error) => tracing::warn!(%error, "not every page of the database could be read"),
            Ok(()) => {}
        }
        std::future::pending().await
    }

    /// Finishes what is being written and closes the file; then the lock is free.
    ///
    /// # Errors
    /// If the write-ahead log could not be put into the file; nothing is lost by that.
    pub async fn close(self) -> Result<(), OpenError> {
        Ok(self.store.close().await?)
    }
}

//! The one writer, which lets concurrent writes share a commit.
//!
//! Making a commit durable (fsync) takes milliseconds, the statements of a write some
//! hundred microseconds. So writes stand one after the other inside one transaction,
//! each under a savepoint of its own, and one COMMIT makes the whole group durable:
//!
//! 1. [`Writer::begin`] waits for the connection in a fair queue (a bounded one:
//!    `Busy`), opens the group's transaction if none is open, and a savepoint.
//! 2. [`Tx::commit`] leaves its work in the group and hands the connection on, then
//!    waits. Dropping a [`Tx`] leaves its savepoint to be rolled back by whoever gets
//!    the connection next.
//! 3. The first of a group to finish sends the *closer* into the same queue. Whoever
//!    queued before it joins the group; then it COMMITs and answers them all. While
//!    the disk works, the next group gathers in the queue.
//!
//! Nobody is told anything before the COMMIT is durable. If it fails, or a full or
//! failing disk made SQLite take back the transaction, the whole group is told
//! `Unavailable` and nothing of it is left; the next group starts afresh.
//!
//! What the connection goes through is in [`group`]; how SQLite itself is kept from
//! committing anything outside of a group, in [`gate`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

use crate::StoreError;
use crate::service::Offering;

mod gate;
mod group;
mod stats;

use group::Slot;
use stats::Counters;
pub use stats::Stats;

/// The bounds of the queue and of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// More waiting writes than this are turned away at once.
    pub(crate) waiting_max: usize,
    /// A write that waited longer is turned away.
    pub(crate) wait_max: Duration,
    /// A group of this many writes is committed before another may join.
    pub(crate) group_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            waiting_max: 1024,
            wait_max: Duration::from_secs(10),
            group_max: 256,
        }
    }
}

/// The queue before the connection that writes.
pub(crate) struct Writer {
    /// tokio's mutex is fair: first come, first served.
    slot: Arc<Mutex<Slot>>,
    counters: Arc<Counters>,
    limits: Limits,
    waiting: AtomicUsize,
    stopped: AtomicBool,
    runtime: Handle,
}

impl Writer {
    /// Opens the connection. Must be called on the runtime that the store is used on.
    pub(crate) async fn open(
        options: SqliteConnectOptions,
        limits: Limits,
    ) -> Result<Arc<Self>, sqlx::Error> {
        let counters = Arc::<Counters>::default();
        let slot = Slot::open(options, Arc::clone(&counters)).await?;
        Ok(Arc::new(Self {
            slot: Arc::new(Mutex::new(slot)),
            counters,
            limits,
            waiting: AtomicUsize::new(0),
            stopped: AtomicBool::new(false),
            runtime: Handle::current(),
        }))
    }

    /// See [`crate::Store::begin`].
    pub(crate) async fn begin(self: &Arc<Self>) -> Result<Tx, StoreError> {
        let mut slot = self.turn().await?;
        if slot.must_close(self.limits.group_max) {
            slot = self.closed(slot).await?;
        }
        let mut held = Held {
            slot,
            writer: Arc::clone(self),
        };
        held.slot.enter().await?;
        Ok(Tx { held })
    }

    /// The connection outside of any group, for migrations. What is done with it
    /// commits by itself.
    pub(crate) async fn alone(self: &Arc<Self>) -> Result<Alone, StoreError> {
        let slot = self.turn().await?;
        let slot = self.closed(slot).await?;
        let mut held = Held {
            slot,
            writer: Arc::clone(self),
        };
        held.slot.enter_alone().await?;
        Ok(Alone { held })
    }

    /// Waits for the connection.
    async fn turn(&self) -> Result<OwnedMutexGuard<Slot>, StoreError> {
        let _ticket = Ticket::draw(&self.waiting, self.limits.waiting_max)?;
        let queue = Arc::clone(&self.slot).lock_owned();
        let slot = tokio::time::timeout(self.limits.wait_max, queue)
            .await
            .map_err(|_elapsed| StoreError::Busy)?;
        match self.stopped.load(Ordering::Acquire) {
            true => Err(StoreError::Unavailable),
            false => Ok(slot),
        }
    }

    /// Closes the group on a task of its own, so that a caller who goes away in the
    /// middle takes nobody's answer along.
    async fn closed(
        &self,
        mut slot: OwnedMutexGuard<Slot>,
    ) -> Result<OwnedMutexGuard<Slot>, StoreError> {
        let closing = self.runtime.spawn(async move {
            slot.close_group().await;
            slot
        });
        closing.await.map_err(|_stopping| StoreError::Unavailable)
    }

    /// Sends the closer into the queue.
    fn send_closer(&self) {
        let queue = Arc::clone(&self.slot).lock_owned();
        self.runtime.spawn(async move {
            let mut slot = queue.await;
            slot.closer_arrived();
            slot.close_group().await;
        });
    }

    pub(crate) fn stats(&self) -> Stats {
        self.counters.read()
    }

    /// Lets nobody begin any more, and commits the last group.
    pub(crate) async fn stop(&self) {
        self.stopped.store(true, Ordering::Release);
        let slot = Arc::clone(&self.slot).lock_owned().await;
        // An error means that the runtime is going down, and everything with it.
        let _slot = self.closed(slot).await;
    }

    /// Puts the log into the file and closes the connection.
    pub(crate) async fn retire(&self) -> Result<(), StoreError> {
        let mut slot = Arc::clone(&self.slot).lock_owned().await;
        let retiring = self.runtime.spawn(async move { slot.retire().await });
        Ok(retiring
            .await
            .map_err(|_stopping| StoreError::Unavailable)??)
    }
}

/// A place in the queue, given back when the wait ends in whatever way.
struct Ticket<'a>(&'a AtomicUsize);

impl<'a> Ticket<'a> {
    fn draw(waiting: &'a AtomicUsize, max: usize) -> Result<Self, StoreError> {
        let before = waiting.fetch_add(1, Ordering::AcqRel);
        let ticket = Self(waiting);
        if before < max {
            Ok(ticket)
        } else {
            Err(StoreError::Busy)
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// The connection while somebody has it. Whatever was begun on it and not ended is
/// ended by the closer at the latest.
struct Held {
    slot: OwnedMutexGuard<Slot>,
    writer: Arc<Writer>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if self.slot.wants_closer() {
            self.writer.send_closer();
        }
    }
}

/// One write, all or nothing. Dropped without [`Tx::commit`], it leaves nothing.
///
/// While it lives, no other write goes on: nothing slow (mail, a password hash, a
/// file) may be awaited meanwhile.
#[must_use = "a write that isn't committed leaves nothing"]
pub struct Tx {
    held: Held,
}

impl fmt::Debug for Tx {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx").finish_non_exhaustive()
    }
}

impl Tx {
    /// The connection; one call for each statement.
    pub(crate) fn conn(&mut self) -> &mut SqliteConnection {
        self.held.writer.counters.statement();
        self.held.slot.conn()
    }

    /// What this write's group has read of what can be booked.
    pub(crate) fn offers(&mut self) -> &mut Vec<Arc<Offering>> {
        self.held.slot.offers()
    }

    /// The newest event of the audit, if this write's group has written it.
    pub(crate) fn audit_head(&mut self) -> &mut Option<(i64, [u8; 32])> {
        self.held.slot.audit_head()
    }

    /// Takes back everything since `begin`, and stays usable: so a refusal undoes its
    /// work, writes its counters and its audit row, and commits those.
    ///
    /// # Errors
    /// `Unavailable` if the disk's failing has ended the whole group.
    pub async fn undo(&mut self) -> Result<(), StoreError> {
        self.held.writer.counters.undone();
        self.held.slot.undo().await
    }

    /// Commits, and returns once that is durable.
    ///
    /// # Errors
    /// `Unavailable` if it could not be made durable: then nothing was promised to
    /// anybody in this group.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        self.held.slot.join(answer);
        drop(self);
        // The sender is lost only if the runtime goes down before the COMMIT.
        answered.await.unwrap_or(Err(StoreError::Unavailable))
    }
}

/// The connection outside of any group.
#[must_use = "without finish, what is under way is rolled back"]
pub(crate) struct Alone {
    held: Held,
}

impl Alone {
    pub(crate) fn conn(&mut self) -> &mut SqliteConnection {
        self.held.slot.conn()
    }

    /// Gives the connection back; nothing may be under way on it.
    pub(crate) fn finish(mut self) {
        self.held.slot.leave_alone();
    }
}

#[cfg(test)]
mod tests;

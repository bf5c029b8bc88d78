//! What SQLite itself may commit, and when.
//!
//! If a statement fails for want of space, SQLite may take back the whole transaction;
//! the next statement would then run, and commit, alone, and half of a use case would
//! be durable. SQLite asks a hook before each commit and tells another of each
//! rollback: between them they hold this gate, so that nothing is ever committed but
//! by the COMMIT of a group that is whole.
//!
//! A third hook tells which tables a group writes to, so that what it remembers of them
//! is forgotten.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use sqlx::sqlite::SqliteConnection;

/// No commit may happen.
const SHUT: u8 = 0;
/// The group's COMMIT is under way.
const COMMITTING: u8 = 1;
/// The transaction was rolled back; no commit may happen until the next group.
const DEAD: u8 = 2;
/// Statements commit by themselves: migrations.
const FREE: u8 = 3;

/// Shared by the connection's hooks and the writer.
#[derive(Debug, Default)]
pub(super) struct Gate {
    state: AtomicU8,
    /// A row of what can be booked was written.
    offers_written: AtomicBool,
}

/// The tables behind [`crate::service::Offering`].
const OFFERS: [&str; 4] = [
    "service",
    "service_practitioner",
    "practitioner",
    "location",
];

impl Gate {
    /// Hangs the gate into a connection.
    pub(super) async fn guard(
        self: &Arc<Self>,
        conn: &mut SqliteConnection,
    ) -> Result<(), sqlx::Error> {
        let mut handle = conn.lock_handle().await?;
        let gate = Arc::clone(self);
        handle.set_commit_hook(move || {
            matches!(gate.state.load(Ordering::Acquire), COMMITTING | FREE)
        });
        let gate = Arc::clone(self);
        handle.set_rollback_hook(move || gate.rolled_back());
        let gate = Arc::clone(self);
        handle.set_update_hook(move |row| {
            if OFFERS.contains(&row.table) {
                gate.offers_written.store(true, Ordering::Release);
            }
        });
        Ok(())
    }

    fn rolled_back(&self) {
        // A migration that fails is rolled back, and the next statement is as good as before.
        if self.state.load(Ordering::Acquire) != FREE {
            self.state.store(DEAD, Ordering::Release);
        }
    }

    /// For a new group; no statement may be under way.
    pub(super) fn shut(&self) {
        self.state.store(SHUT, Ordering::Release);
    }

    /// For migrations; no statement may be under way.
    pub(super) fn free(&self) {
        self.state.store(FREE, Ordering::Release);
    }

    /// Whether SQLite has taken back the group's transaction.
    pub(super) fn is_dead(&self) -> bool {
        self.state.load(Ordering::Acquire) == DEAD
    }

    /// Whether a row of what can be booked was written since this was last asked.
    pub(super) fn take_offers_written(&self) -> bool {
        self.offers_written.swap(false, Ordering::AcqRel)
    }

    /// Lets the COMMIT through, unless the transaction was taken back: also if that
    /// happens only now, by a statement whose caller has gone away.
    pub(super) fn let_commit(&self) -> bool {
        self.state
            .compare_exchange(SHUT, COMMITTING, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }
}

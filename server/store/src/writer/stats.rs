//! What the writer has done, counted.

use std::sync::atomic::{AtomicU64, Ordering};

/// What the writer has done since the store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Groups made durable, that is COMMITs.
    pub commits: u64,
    /// Writes in them.
    pub writes: u64,
    /// The most writes that shared a COMMIT.
    pub largest_group: u64,
    /// Groups that failed as a whole.
    pub failed_groups: u64,
    /// Writes that took back their work (refusals).
    pub undone: u64,
    /// Statements that use cases ran, without the writer's own.
    pub statements: u64,
}

/// The same, while being counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    commits: AtomicU64,
    writes: AtomicU64,
    largest_group: AtomicU64,
    failed_groups: AtomicU64,
    undone: AtomicU64,
    statements: AtomicU64,
}

impl Counters {
    pub(super) fn committed(&self, writes: usize) {
        let writes = u64::try_from(writes).unwrap_or(u64::MAX);
        self.commits.fetch_add(1, Ordering::Relaxed);
        self.writes.fetch_add(writes, Ordering::Relaxed);
        self.largest_group.fetch_max(writes, Ordering::Relaxed);
    }

    pub(super) fn failed(&self) {
        self.failed_groups.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn undone(&self) {
        self.undone.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn statement(&self) {
        self.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn read(&self) -> Stats {
        Stats {
            commits: self.commits.load(Ordering::Relaxed),
            writes: self.writes.load(Ordering::Relaxed),
            largest_group: self.largest_group.load(Ordering::Relaxed),
            failed_groups: self.failed_groups.load(Ordering::Relaxed),
            undone: self.undone.load(Ordering::Relaxed),
            statements: self.statements.load(Ordering::Relaxed),
        }
    }
}

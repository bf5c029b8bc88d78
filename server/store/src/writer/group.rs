//! The connection that writes, and the group that is open on it.
//!
//! A future may be dropped at any await. What was sent to SQLite is done all the
//! same, what wasn't is not, and a text of several statements may be done in part;
//! nobody can tell afterwards. So the state here is changed only after an answer, and
//! each step is chosen so that taking it again from the unchanged state is right
//! whether or not it was taken before. Statements run in the order of their sending:
//! a `ROLLBACK TO` comes after whatever its predecessor left under way.

use std::sync::Arc;

use sqlx::ConnectOptions;
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tokio::sync::oneshot;

use super::gate::Gate;
use super::stats::Counters;
use crate::StoreError;
use crate::error::{spares_connection, sqlite_code};
use crate::service::Offering;

/// SQLITE_ERROR, which is what ROLLBACK answers when nothing is open.
const NOTHING_OPEN: i32 = 1;

/// Answers one write of the group.
pub(super) type Answer = oneshot::Sender<Result<(), StoreError>>;

/// What is open on the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing.
    Idle,
    /// Nothing that anybody waits for; perhaps a transaction that must be rolled back.
    Unsure,
    /// A transaction with work under a savepoint that must be rolled back, unless its
    /// owner finishes it.
    Working,
    /// A transaction whose last savepoint was finished and can be released.
    Finished,
    /// The same, but that release may already have happened.
    Releasing,
}

/// The connection with its state.
pub(super) struct Slot {
    conn: SqliteConnection,
    options: SqliteConnectOptions,
    gate: Arc<Gate>,
    counters: Arc<Counters>,
    state: State,
    /// Those who have finished and wait for the COMMIT.
    members: Vec<Answer>,
    /// The group can't be committed any more.
    doomed: bool,
    /// The connection is to be opened anew before its next use.
    broken: bool,
    /// The closer is in the queue.
    closer_sent: bool,
    known: Known,
}

/// What the open group has read or written, and would find again: from its BEGIN on nobody
/// else can write. Whatever is taken back empties it.
#[derive(Default)]
struct Known {
    /// What can be booked.
    offers: Vec<Arc<Offering>>,
    /// The newest event of the audit: its number and hash.
    audit_head: Option<(i64, [u8; 32])>,
}

impl Slot {
    pub(super) async fn open(
        options: SqliteConnectOptions,
        counters: Arc<Counters>,
    ) -> Result<Self, sqlx::Error> {
        let gate = Arc::<Gate>::default();
        let mut conn = options.connect().await?;
        gate.guard(&mut conn).await?;
        Ok(Self {
            conn,
            options,
            gate,
            counters,
            state: State::Idle,
            members: Vec::new(),
            doomed: false,
            broken: false,
            closer_sent: false,
            known: Known::default(),
        })
    }

    pub(super) fn conn(&mut self) -> &mut SqliteConnection {
        &mut self.conn
    }

    /// What can be booked, as far as this group has read it. What it writes of that
    /// itself empties the list: so it never differs from what a statement would find.
    pub(super) fn offers(&mut self) -> &mut Vec<Arc<Offering>> {
        if self.gate.take_offers_written() {
            self.known.offers.clear();
        }
        &mut self.known.offers
    }

    /// The newest event of the audit, if this group has written it.
    pub(super) fn audit_head(&mut self) -> &mut Option<(i64, [u8; 32])> {
        &mut self.known.audit_head
    }

    /// Whether the group must be closed before anybody else may join it.
    pub(super) fn must_close(&self, group_max: usize) -> bool {
        let open = match self.state {
            State::Idle | State::Unsure => false,
            State::Working | State::Finished | State::Releasing => true,
        };
        open && (self.doomed || self.gate.is_dead() || self.members.len() >= group_max)
    }

    /// Opens a savepoint, and the group before it if none is open.
    pub(super) async fn enter(&mut self) -> Result<(), StoreError> {
        let step = match self.state {
            State::Idle | State::Unsure => return self.open_group().await,
            // Whoever had it went away: its savepoint, emptied, serves again.
            State::Working => {
                self.known = Known::default();
                "ROLLBACK TO one_write"
            }
            State::Finished => {
                self.state = State::Releasing;
                "RELEASE one_write; SAVEPOINT one_write"
            }
            // One savepoint inside another does no harm, one too few would.
            State::Releasing => "SAVEPOINT one_write",
        };
        match control(&mut self.conn, step).await {
            Ok(()) => {
                self.state = State::Working;
                Ok(())
            }
            Err(error) => {
                self.doom(&error);
                Err(StoreError::Unavailable)
            }
        }
    }

    async fn open_group(&mut self) -> Result<(), StoreError> {
        match self.begin().await {
            Err(StoreError::Unavailable) if self.broken => self.begin().await,
            outcome => outcome,
        }
    }

    async fn begin(&mut self) -> Result<(), StoreError> {
        self.known = Known::default();
        self.mend().await?;
        self.gate.shut();
        self.state = State::Unsure;
        match control(&mut self.conn, "BEGIN IMMEDIATE; SAVEPOINT one_write").await {
            Ok(()) => {
                self.state = State::Working;
                Ok(())
            }
            Err(error) => {
                self.broken |= !spares_connection(&error);
                Err(match StoreError::from(error) {
                    // Another process writes, and went on for longer than we wait.
                    StoreError::Busy => StoreError::Busy,
                    _ => StoreError::Unavailable,
                })
            }
        }
    }

    /// Makes sure that nothing is open, and opens a broken connection anew.
    async fn mend(&mut self) -> Result<(), StoreError> {
        if self.state == State::Unsure && !self.broken {
            self.roll_back().await;
        }
        if self.broken {
            tracing::warn!("the writing connection is opened anew");
            // The old one closes when it is dropped, which rolls back what was open.
            let mut conn = self.options.connect().await.map_err(unavailable)?;
            self.gate.guard(&mut conn).await.map_err(unavailable)?;
            self.conn = conn;
            self.broken = false;
        }
        self.state = State::Idle;
        Ok(())
    }

    /// Ends whatever transaction is open.
    async fn roll_back(&mut self) {
        if let Err(error) = control(&mut self.conn, "ROLLBACK").await {
            self.broken |= sqlite_code(&error) != Some(NOTHING_OPEN);
        }
    }

    /// Takes back the owner's work.
    pub(super) async fn undo(&mut self) -> Result<(), StoreError> {
        self.known = Known::default();
        match control(&mut self.conn, "ROLLBACK TO one_write").await {
            Ok(()) => Ok(()),
            Err(error) => {
                self.doom(&error);
                Err(StoreError::Unavailable)
            }
        }
    }

    /// Leaves the owner's work in the group; the answer comes after the COMMIT.
    pub(super) fn join(&mut self, answer: Answer) {
        self.members.push(answer);
        self.state = State::Finished;
    }

    /// Whether the closer must be sent; if so, it counts as sent.
    pub(super) fn wants_closer(&mut self) -> bool {
        let wants = self.state != State::Idle && !self.closer_sent;
        self.closer_sent |= wants;
        wants
    }

    pub(super) fn closer_arrived(&mut self) {
        self.closer_sent = false;
    }

    /// Commits the group and answers its members. Must run to its end: on a task.
    pub(super) async fn close_group(&mut self) {
        let outcome = match self.state {
            State::Idle => return,
            State::Unsure => Err(StoreError::Unavailable),
            _ if self.members.is_empty() => Err(StoreError::Unavailable),
            _ if self.doomed || !self.gate.let_commit() => Err(StoreError::Unavailable),
            State::Working => self.commit("ROLLBACK TO one_write; COMMIT").await,
            State::Finished | State::Releasing => self.commit("COMMIT").await,
        };
        match outcome {
            Ok(()) => self.counters.committed(self.members.len()),
            Err(_) => {
                self.state = State::Unsure;
                self.roll_back().await;
                if !self.members.is_empty() {
                    self.counters.failed();
                }
            }
        }
        self.gate.shut();
        self.state = State::Idle;
        self.doomed = false;
        for member in self.members.drain(..) {
            // Whoever went away meanwhile finds the outcome by asking again.
            let _gone = member.send(outcome.clone());
        }
    }

    async fn commit(&mut self, sql: &'static str) -> Result<(), StoreError> {
        control(&mut self.conn, sql).await.map_err(|error| {
            self.doom(&error);
            StoreError::Unavailable
        })
    }

    fn doom(&mut self, error: &sqlx::Error) {
        tracing::error!(
            code = sqlite_code(error),
            "a group of writes failed as a whole"
        );
        self.doomed = true;
        self.broken |= !spares_connection(error);
    }

    /// Lets statements commit by themselves until [`Slot::leave_alone`].
    pub(super) async fn enter_alone(&mut self) -> Result<(), StoreError> {
        self.mend().await?;
        self.gate.free();
        self.state = State::Unsure;
        Ok(())
    }

    pub(super) fn leave_alone(&mut self) {
        self.gate.shut();
        self.state = State::Idle;
    }

    #[cfg(test)]
    pub(super) fn break_connection(&mut self) {
        self.broken = true;
    }

    /// Puts the log into the file and closes the connection.
    pub(super) async fn retire(&mut self) -> Result<(), sqlx::Error> {
        let nowhere = SqliteConnectOptions::new()
            .in_memory(true)
            .connect()
            .await?;
        let mut conn = std::mem::replace(&mut self.conn, nowhere);
        self.gate.free();
        let outcome = control(&mut conn, "PRAGMA wal_checkpoint(TRUNCATE)").await;
        conn.close().await?;
        outcome
    }
}

/// Runs a statement of the writer's own; kept prepared like any other.
async fn control(conn: &mut SqliteConnection, sql: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(sql).execute(conn).await.map(drop)
}

fn unavailable(error: sqlx::Error) -> StoreError {
    tracing::error!(
        code = sqlite_code(&error),
        "the writing connection can't be opened"
    );
    StoreError::Unavailable
}

//! Units of work: what one use case writes, all or nothing, and what one reads.

use std::ops::{Deref, DerefMut};

use domain::id::PatientId;
use domain::refusal::Refusal;
use jiff::Timestamp;
use store::audit::{ActorKind, AuditEntry};

use super::Clinic;
use super::address::AddressKey;
use super::witness::Actor;
use crate::failure::Failure;

/// An open write. Dropped without an end, it leaves nothing.
///
/// Each way to end it waits for the commit that makes durable what was read and
/// written, refusals too: nobody is told of a state that a crash could take back.
#[must_use]
pub(crate) struct Work {
    tx: store::Tx,
    clinic: Clinic,
    actor: Actor,
    address: Option<AddressKey>,
    now: Timestamp,
    taken_back: TakenBack,
}

/// Whether the work was undone already: what was written since then is to stay.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TakenBack {
    No,
    Yes,
}

impl Work {
    pub(super) fn new(
        tx: store::Tx,
        clinic: Clinic,
        actor: Actor,
        address: Option<AddressKey>,
    ) -> Self {
        let now = clinic.now();
        Self {
            tx,
            clinic,
            actor,
            address,
            now,
            taken_back: TakenBack::No,
        }
    }

    /// When the work began; the one time that it writes.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// The clinic that it is done for.
    pub(crate) fn clinic(&self) -> &Clinic {
        &self.clinic
    }

    /// From here on the audit names this actor: somebody has just proven who they are.
    pub(crate) fn acts_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Writes an event into the audit, in the same commit as everything else: who, from
    /// where, when, and whom it is about.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn record(
        &mut self,
        action: &'static str,
        detail: &str,
        patients: &[PatientId],
    ) -> Result<(), Failure> {
        let (actor_kind, actor_id) = match self.actor {
            Actor::Visitor => (ActorKind::Visitor, None),
            Actor::Account(id) => (ActorKind::Account, Some(id.uuid())),
            Actor::Staff(id) => (ActorKind::Staff, Some(id.uuid())),
            Actor::System => (ActorKind::System, None),
        };
        let entry = AuditEntry {
            at: self.now,
            actor_kind,
            actor_id,
            address: self.address.map(|AddressKey(key)| key),
            action,
            detail,
            patients,
        };
        store::audit::append(&mut self.tx, entry).await?;
        Ok(())
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// `Unavailable` when it could not be; then nothing of it is there.
    pub(crate) async fn commit(self) -> Result<(), Failure> {
        Ok(self.tx.commit().await?)
    }

    /// Takes back what was done so far. What is written from now on (counters, an audit
    /// event) stays, also if the work then ends in a refusal.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn undo(&mut self) -> Result<(), Failure> {
        self.tx.undo().await?;
        self.taken_back = TakenBack::Yes;
        Ok(())
    }

    /// Ends with a refusal. Undoes the work, unless [`Self::undo`] has done so: then
    /// what was written since stays.
    ///
    /// # Errors
    /// Always: the refusal, or that it could not be made durable.
    pub(crate) async fn refuse<T>(self, refusal: Refusal) -> Result<T, Failure> {
        self.fail(Failure::Refused(refusal)).await
    }

    /// Ends with any failure, as [`Self::refuse`].
    ///
    /// # Errors
    /// Always.
    pub(crate) async fn fail<T>(mut self, failure: Failure) -> Result<T, Failure> {
        if self.taken_back == TakenBack::No {
            self.undo().await?;
        }
        self.commit().await?;
        Err(failure)
    }

    /// Ends as the outcome says: commits, or fails as [`Self::fail`].
    ///
    /// # Errors
    /// The outcome's, or that it could not be made durable.
    pub(crate) async fn settle<T>(self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        match outcome {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            // What broke is told as it is, whatever the commit would say to it.
            Err(failure @ (Failure::Fault(_) | Failure::Unavailable)) => Err(failure),
            Err(failure) => self.fail(failure).await,
        }
    }
}

impl Deref for Work {
    type Target = store::Tx;

    fn deref(&self) -> &store::Tx {
        &self.tx
    }
}

impl DerefMut for Work {
    fn deref_mut(&mut self) -> &mut store::Tx {
        &mut self.tx
    }
}

/// An open read: one state of the database.
#[must_use]
pub(crate) struct Look {
    tx: store::ReadTx,
    now: Timestamp,
}

impl Look {
    pub(super) fn new(tx: store::ReadTx, now: Timestamp) -> Self {
        Self { tx, now }
    }

    /// When it began.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }
}

impl Deref for Look {
    type Target = store::ReadTx;

    fn deref(&self) -> &store::ReadTx {
        &self.tx
    }
}

impl DerefMut for Look {
    fn deref_mut(&mut self) -> &mut store::ReadTx {
        &mut self.tx
    }
}

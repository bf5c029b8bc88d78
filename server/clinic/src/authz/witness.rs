//! What every witness can do: say who it stands for, and be checked again.

use domain::id::{AccountId, StaffId};
use jiff::Timestamp;

use super::address::AddressKey;
use crate::failure::Failure;

/// Who did it, as the audit names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Actor {
    /// Somebody who isn't signed in.
    Visitor,
    /// The holder of a portal account.
    Account(AccountId),
    /// A member of staff.
    Staff(StaffId),
    /// The program itself.
    System,
}

/// Proves that its bearer may do something. Implemented in `authz` alone.
pub(crate) trait Witness: Sync {
    /// Who acts.
    fn actor(&self) -> Actor;

    /// Where they act from, as the audit keeps it; nowhere for the program itself.
    fn address(&self) -> Option<AddressKey>;

    /// Asks the database whether it still holds at `now`: in one statement, and for those who
    /// act for somebody else in one more, which reads what age changes.
    fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// May read what the whole world may see.
#[must_use]
pub struct Public(());

impl Public {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl Witness for Public {
    fn actor(&self) -> Actor {
        Actor::Visitor
    }

    fn address(&self) -> Option<AddressKey> {
        None
    }

    async fn check_again<R: store::Reads>(&self, _: &mut R, _: Timestamp) -> Result<(), Failure> {
        Ok(())
    }
}

/// The program itself: its worker, and whoever sits at its command line.
#[must_use]
pub struct SystemJob(());

impl SystemJob {
    pub(super) fn new() -> Self {
        Self(())
    }
}

impl Witness for SystemJob {
    fn actor(&self) -> Actor {
        Actor::System
    }

    fn address(&self) -> Option<AddressKey> {
        None
    }

    async fn check_again<R: store::Reads>(&self, _: &mut R, _: Timestamp) -> Result<(), Failure> {
        Ok(())
    }
}

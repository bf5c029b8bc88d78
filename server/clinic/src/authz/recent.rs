//! Step-up: somebody who is signed in and has shown a moment ago that it is still them.

use domain::limits;
use jiff::{SignedDuration, Timestamp};

use super::Clinic;
use super::address::AddressKey;
use super::session::{AccountHolder, live_since};
use super::witness::{Actor, Witness};
use crate::failure::Failure;

/// The same bearer, who has proved who they are within
/// [`PROOF_MINUTES`](limits::PROOF_MINUTES): whoever finds a browser left open can't
/// change how its account is logged in to.
#[must_use]
pub struct Recent<W> {
    who: W,
}

impl<W> Recent<W> {
    /// The same person, without the proof.
    pub fn who(&self) -> &W {
        &self.who
    }
}

impl Witness for Recent<AccountHolder> {
    fn actor(&self) -> Actor {
        self.who.actor()
    }

    fn address(&self) -> Option<AddressKey> {
        self.who.address()
    }

    async fn check_again<R: store::Reads>(
        &self,
        db: &mut R,
        now: Timestamp,
    ) -> Result<(), Failure> {
        let session = self.who.session_id();
        let proof = store::session::find_proof(db, session, live_since(now)).await?;
        match proof.filter(|(account, _)| *account == self.who.account_id()) {
            None => Err(Failure::Unauthenticated),
            Some((_, proven_at)) if is_recent(proven_at, now) => Ok(()),
            Some(_) => Err(Failure::Reauthenticate),
        }
    }
}

/// Up to the last instant before the bound.
fn is_recent(proven_at: Timestamp, now: Timestamp) -> bool {
    now.duration_since(proven_at) < SignedDuration::from_mins(limits::PROOF_MINUTES)
}

impl Clinic {
    /// The same account holder, if they have proved a moment ago who they are.
    ///
    /// # Errors
    /// `Reauthenticate` when that is too long ago; `Unauthenticated` when the session has
    /// ended.
    pub async fn recent(&self, who: AccountHolder) -> Result<Recent<AccountHolder>, Failure> {
        let recent = Recent { who };
        let mut db = self.shared.store.glance().await?;
        recent.check_again(&mut db, self.now()).await?;
        Ok(recent)
    }
}

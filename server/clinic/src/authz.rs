//! Who may do what: the only door to the database.
//!
//! [`Clinic`] keeps the store in a private field, so nothing outside of this module
//! can open a transaction. [`Clinic::begin`] and [`Clinic::read`] want a witness, a
//! value that only this module makes, and ask the database again, in the transaction
//! itself, whether it still holds: somebody signed out, blocked or stripped of a role
//! a moment ago loses every race.
//!
//! | witness | proves |
//! |---|---|
//! | [`Public`] | nothing; may read what the whole world may see |
//! | [`Visitor`] | a browser with a visitor cookie |
//! | [`AccountHolder`] | signed in to the portal, the second factor shown if there is one |
//! | [`Recent<AccountHolder>`] | the same, and proved it within the last 15 minutes |
//! | [`ActingFor<A>`] | this account may do `A` for this patient, and carries the patient |
//! | [`Together`] | the same for booking, of each of several patients |
//! | [`Member`] | signed in as a member of staff, with the second factor if the role needs it |
//! | [`Staff<P>`] | this member's role has permission `P` |
//! | [`SystemJob`] | the program itself: its worker and its command line |
//!
//! Deliberately not here: the tables of roles and abilities (`domain::role`,
//! `domain::access`), and hiding of links, which is no check.

mod address;
pub mod can;
mod new_id;
mod recent;
mod session;
mod staff;
mod together;
mod visitor;
mod witness;
mod work;

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use tokio::sync::Notify;

use crate::answers::{Answers, Moment};
use crate::clock::Clock;
use crate::failure::Failure;
use crate::password::Passwords;
use crate::rng::Rng;
use crate::times;
use crate::token::Token;

pub use address::AddressKey;
pub(crate) use new_id::NewId;
pub use recent::Recent;
pub(crate) use session::live_since;
pub use session::{AccountHolder, ActingFor};
pub use staff::{Member, Staff};
pub use together::Together;
pub use visitor::{Visitor, VisitorKey};
pub(crate) use witness::{Actor, Witness};
pub use witness::{Public, SystemJob};
pub(crate) use work::{Look, Work};

/// Everything a use case works with. Cloning gives another handle to the same clinic.
#[derive(Clone)]
pub struct Clinic {
    shared: Arc<Shared>,
}

struct Shared {
    store: store::Store,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    passwords: Passwords,
    origin: String,
    mail_waits: Notify,
    address_limit_times: AtomicU32,
    shown: Shown,
}

impl fmt::Debug for Clinic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clinic")
            .field("origin", &self.shared.origin)
            .finish_non_exhaustive()
    }
}

/// What everybody is shown alike, for a moment.
#[derive(Default)]
pub(crate) struct Shown {
    /// Months of times.
    pub(crate) months: Answers<times::Question, times::Shown>,
    /// The clinic's own row.
    pub(crate) clinic: Answers<(), store::clinic::ClinicRow>,
}

/// What a clinic is made of.
pub struct Parts {
    /// The database.
    pub store: store::Store,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives ids and secrets their randomness.
    pub rng: Arc<dyn Rng>,
    /// Hashes passwords.
    pub passwords: Passwords,
    /// The public address, used in each link that leaves the house: `https://example.com`.
    pub origin: String,
}

impl Clinic {
    /// A clinic of these parts.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let shared = Shared {
            store: parts.store,
            clock: parts.clock,
            rng: parts.rng,
            passwords: parts.passwords,
            origin: parts.origin.trim_end_matches('/').to_owned(),
            mail_waits: Notify::new(),
            address_limit_times: AtomicU32::new(1),
            shown: Shown::default(),
        };
        Self {
            shared: Arc::new(shared),
        }
    }

    /// This instant, by the clinic's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// The public address without a slash at its end.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.shared.origin
    }

    /// A fresh secret of 256 random bits.
    #[must_use]
    pub fn new_token(&self) -> Token {
        Token::new(self.rng())
    }

    /// A fresh id: UUID version 7 (RFC 9562, 5.7) of the clock and the random source.
    pub(crate) fn new_id<I: NewId>(&self) -> I {
        new_id::make(self.now(), self.rng())
    }

    pub(crate) fn rng(&self) -> &dyn Rng {
        self.shared.rng.as_ref()
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.shared.passwords
    }

    /// What was shown to everybody a moment ago.
    pub(crate) fn shown(&self) -> &Shown {
        &self.shared.shown
    }

    /// The state in which the clinic is now; to be asked before reading.
    pub(crate) fn moment(&self) -> Moment {
        Moment {
            commits: self.shared.store.stats().commits,
            now: self.now(),
        }
    }

    /// Tells the worker that mail waits, so that it leaves at once.
    pub fn wake_mail(&self) {
        self.shared.mail_waits.notify_one();
    }

    /// Returns once [`Self::wake_mail`] was called, also if that was before.
    pub async fn mail_waits(&self) {
        self.shared.mail_waits.notified().await;
    }

    /// By how much the limits per network address are multiplied: 1 outside of tests and
    /// benches.
    #[must_use]
    pub fn address_limit_times(&self) -> u32 {
        self.shared.address_limit_times.load(Ordering::Relaxed)
    }

    /// Multiplies the limits per network address, so that one machine can play many. At
    /// least 1; the caller makes sure that this is no clinic with real patients.
    pub fn set_address_limit_times(&self, times: u32) {
        self.shared
            .address_limit_times
            .store(times.max(1), Ordering::Relaxed);
    }

    /// May read what the whole world may see.
    pub fn public(&self) -> Public {
        Public::new()
    }

    /// The browser with this visitor token, at this network address.
    pub fn visitor(&self, token: &str, address: IpAddr) -> Visitor {
        Visitor::new(token, address, self.now())
    }

    /// The program itself. For the worker and the command line; no request may have it.
    pub fn system_job(&self) -> SystemJob {
        SystemJob::new()
    }

    /// Opens a unit of work if the witness still holds.
    ///
    /// # Errors
    /// What the witness lacks by now, or that the store can't be written.
    pub(crate) async fn begin<W: Witness>(&self, who: &W) -> Result<Work, Failure> {
        let tx = self.shared.store.begin().await?;
        // Waiting for the writer takes time: what is too old is judged by the time now.
        let mut work = Work::new(tx, self.clone(), who.actor(), who.address());
        let now = work.now();
        match who.check_again(&mut *work, now).await {
            Ok(()) => Ok(work),
            Err(failure) => work.fail(failure).await,
        }
    }

    /// Records that the account saw something of its patient. What was read may be shown
    /// only after that: data whose showing can't be recorded isn't shown.
    ///
    /// # Errors
    /// What the witness lacks by now, or that the store can't be written.
    pub(crate) async fn saw<A: can::Ability>(
        &self,
        who: &ActingFor<A>,
        action: &'static str,
        detail: &str,
    ) -> Result<(), Failure> {
        let mut work = self.begin(who).await?;
        let recorded = work.record(action, detail, &[who.patient()]).await;
        work.settle(recorded).await
    }

    /// Opens a snapshot to read if the witness still holds.
    ///
    /// # Errors
    /// What the witness lacks by now, or that the store can't be read.
    pub(crate) async fn read<W: Witness>(&self, who: &W) -> Result<Look, Failure> {
        let tx = self.shared.store.read().await?;
        let mut look = Look::new(tx, self.now());
        let now = look.now();
        who.check_again(&mut *look, now).await?;
        Ok(look)
    }
}

#[cfg(test)]
mod tests;

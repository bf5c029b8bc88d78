//! Tries of a password, slowed by who tries from where; the same for patients and staff.
//!
//! Nobody is locked out by somebody else: what strangers do from elsewhere can delay a
//! first log-in by a minute at most, and never touches a browser that has logged in
//! before.

use domain::limits;

use crate::authz::{Visitor, Work};
use crate::failure::Failure;
use crate::throttle::{self, Delay};
use crate::token::hash_parts;

const HOUR_S: i64 = 3_600;

/// The counters of one door.
pub(crate) struct Tries {
    /// For one address from one network, or one browser that knows it.
    place: Delay,
    /// From one network by strangers, whoever is tried. A browser that knows the address
    /// isn't counted: a family or an office may sit behind one.
    network: Delay,
    /// For one address from anywhere, by browsers in which it never logged in. Short
    /// waits: they must not keep the owner out, only bound what many networks can try.
    strangers: Delay,
}

/// Whether the browser counts as a stranger to the address it tries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Count {
    Stranger,
    /// The address has logged in there; the hash by which the browser is known.
    Known([u8; 32]),
}

impl Count {
    /// What tries from one place are counted by.
    fn place(self, email: &str, who: &Visitor) -> [u8; 32] {
        match self {
            Self::Stranger => hash_parts(&[email.as_bytes(), b"network", &who.address_key().0]),
            Self::Known(browser) => hash_parts(&[email.as_bytes(), b"browser", &browser]),
        }
    }
}

impl Tries {
    /// A door, by the names of its three counters.
    pub(crate) const fn named([place, network, strangers]: [&'static str; 3]) -> Self {
        let slow = limits::TRIES_WAIT_SECONDS;
        Self {
            place: delay(place, limits::TRIES_FROM_ONE_PLACE, slow),
            network: delay(network, limits::TRIES_FROM_ONE_NETWORK, slow),
            strangers: delay(
                strangers,
                limits::TRIES_BY_STRANGERS,
                limits::TRIES_WAIT_BY_STRANGERS_SECONDS,
            ),
        }
    }

    /// A door behind a door, by the names of its three counters: whoever stands there has
    /// the first factor already, so strangers wait longer.
    pub(crate) const fn second_factor(names: [&'static str; 3]) -> Self {
        let [place, network, strangers] = names;
        Self {
            strangers: delay(
                strangers,
                limits::SECOND_FACTORS_BY_STRANGERS,
                limits::SECOND_FACTORS_WAIT_BY_STRANGERS_SECONDS,
            ),
            ..Self::named([place, network, strangers])
        }
    }

    /// Counts a try before it is known how it ends; the caller makes that durable before
    /// it compares anything. `known` is the hash of a browser that the address has logged
    /// in with.
    pub(crate) async fn admit(
        &self,
        work: &mut Work,
        who: &Visitor,
        email: &str,
        known: Option<[u8; 32]>,
    ) -> Result<Count, Failure> {
        let count = known.map_or(Count::Stranger, Count::Known);
        if count == Count::Stranger {
            let network = self.network.times(work.clinic().address_limit_times());
            throttle::try_once(work, &network, &[&who.address_key().0])
                .await?
                .or_too_many()?;
        }
        throttle::try_once(work, &self.place, &[&count.place(email, who)])
            .await?
            .or_too_many()?;
        if count == Count::Stranger {
            throttle::try_once(work, &self.strangers, &[email.as_bytes()])
                .await?
                .or_too_many()?;
        }
        Ok(count)
    }

    /// Takes a try back that ended well.
    pub(crate) async fn succeed(
        &self,
        work: &mut Work,
        who: &Visitor,
        email: &str,
        count: Count,
    ) -> Result<(), Failure> {
        throttle::forget(work, &self.place, &[&count.place(email, who)]).await?;
        if count == Count::Stranger {
            throttle::forgive(work, &self.network, &[&who.address_key().0]).await?;
            throttle::forgive(work, &self.strangers, &[email.as_bytes()]).await?;
        }
        Ok(())
    }
}

const fn delay(name: &'static str, free: i64, longest_s: i64) -> Delay {
    Delay {
        name,
        free,
        first_s: 2,
        longest_s,
        forget_s: HOUR_S,
    }
}

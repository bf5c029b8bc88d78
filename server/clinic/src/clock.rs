//! Where the time comes from: a parameter of the clinic, never a global.
//!
//! Deliberately not here: zones and dates. A clock knows instants only.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This instant.
    fn now(&self) -> Timestamp;
}

/// The computer's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the time is read"
    )]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The computer's clock with an offset that only grows. A demo clinic uses it, so that
/// what happens in an hour can be tried now.
#[derive(Debug, Default)]
pub struct DemoClock {
    ahead_ms: AtomicI64,
}

impl DemoClock {
    /// The furthest a demo may look ahead: ten years.
    const AHEAD_MS_MAX: i64 = 10 * 366 * 24 * 3_600_000;

    /// Moves the clock forward by whole seconds; it never goes back. Moving further
    /// ahead than ten years stops there.
    pub fn advance_s(&self, seconds: u32) {
        let step = i64::from(seconds) * 1_000;
        let before = self.ahead_ms.fetch_add(step, Ordering::Relaxed);
        if before + step > Self::AHEAD_MS_MAX {
            self.ahead_ms.store(Self::AHEAD_MS_MAX, Ordering::Relaxed);
        }
    }
}

impl Clock for DemoClock {
    fn now(&self) -> Timestamp {
        let ahead = SignedDuration::from_millis(self.ahead_ms.load(Ordering::Relaxed));
        let now = SystemClock.now();
        now.checked_add(ahead).unwrap_or(now)
    }
}

/// A clock that stands still until a test moves it.
#[cfg(feature = "testing")]
#[derive(Debug)]
pub struct TestClock {
    now_ms: AtomicI64,
}

#[cfg(feature = "testing")]
impl TestClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self {
            now_ms: AtomicI64::new(now.as_millisecond()),
        }
    }

    /// Moves the clock by `by`, back if it is negative.
    pub fn advance(&self, by: SignedDuration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(0);
        self.now_ms.fetch_add(by, Ordering::SeqCst);
    }

    /// Moves the clock forward by seconds.
    pub fn advance_s(&self, seconds: i64) {
        self.advance(SignedDuration::from_secs(seconds));
    }

    /// Sets the clock.
    pub fn set(&self, now: Timestamp) {
        self.now_ms.store(now.as_millisecond(), Ordering::SeqCst);
    }
}

#[cfg(feature = "testing")]
impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms.load(Ordering::SeqCst)).unwrap_or(Timestamp::MIN)
    }
}

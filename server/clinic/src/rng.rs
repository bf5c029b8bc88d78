//! Where randomness comes from: a parameter of the clinic, never a global.

use rand::TryRng;
use rand::rngs::SysRng;

/// Gives random bytes that nobody can guess.
pub trait Rng: Send + Sync {
    /// Fills the whole buffer.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's source.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(
        clippy::expect_used,
        reason = "without randomness no id or secret may be made, so the request must end here; \
                  on Linux the call can't fail once the system is up"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        SysRng
            .try_fill_bytes(bytes)
            .expect("the operating system gives no random bytes");
    }
}

/// The same bytes in each run, for tests.
#[cfg(feature = "testing")]
pub struct SeededRng(std::sync::Mutex<rand::rngs::StdRng>);

#[cfg(feature = "testing")]
impl SeededRng {
    /// A source that gives the same bytes for the same seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        use rand::SeedableRng as _;
        Self(std::sync::Mutex::new(rand::rngs::StdRng::seed_from_u64(
            seed,
        )))
    }
}

#[cfg(feature = "testing")]
impl Rng for SeededRng {
    fn fill(&self, bytes: &mut [u8]) {
        use rand::Rng as _;
        let mut inner = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        inner.fill_bytes(bytes);
    }
}

/// A number from 0 to 999,999, each as likely as any other.
///
/// 2³² is no multiple of a million: the last, incomplete run of a million is thrown
/// away and drawn again, where a plain remainder would favour small numbers.
pub(crate) fn six_digits(rng: &dyn Rng) -> u32 {
    const RANGE: u32 = 1_000_000;
    const FAIR: u32 = u32::MAX - u32::MAX % RANGE;
    loop {
        let mut bytes = [0; 4];
        rng.fill(&mut bytes);
        let drawn = u32::from_le_bytes(bytes);
        if drawn < FAIR {
            return drawn % RANGE;
        }
    }
}

#[cfg(test)]
mod tests;

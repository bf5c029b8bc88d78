//! Chance that is the same in every run: SplitMix64.

/// A source of chance.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1.
    pub(crate) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Whether something that happens so often does.
    pub(crate) fn is(&mut self, probability: f64) -> bool {
        self.part() < probability
    }

    /// Below `bound`.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.part() * bound as f64) as usize
    }

    /// From `least` to `most`.
    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least + 1).max(1) as usize) as i64
    }

    pub(crate) fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> Option<&'a T> {
        all.get(self.below(all.len())).copied()
    }

    /// Earlier ones more often, as with names: the n-th as 1/(n + 2).
    pub(crate) fn usual<'a>(&mut self, all: &[&'a str]) -> &'a str {
        let total: f64 = (0..all.len()).map(|at| 1.0 / (at + 2) as f64).sum();
        let mut left = self.part() * total;
        for (at, one) in all.iter().enumerate() {
            left -= 1.0 / (at + 2) as f64;
            if left <= 0.0 {
                return one;
            }
        }
        all.last().copied().unwrap_or_default()
    }
}

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

struct Script(Vec<u32>, AtomicUsize);

impl Rng for Script {
    fn fill(&self, bytes: &mut [u8]) {
        let at = self.1.fetch_add(1, Ordering::Relaxed);
        bytes.copy_from_slice(&self.0[at].to_le_bytes());
    }
}

#[test]
fn six_digits_throws_away_what_would_favour_small_numbers() {
    let script = Script(
        vec![u32::MAX, 4_294_000_000, 4_293_999_999],
        AtomicUsize::new(0),
    );
    assert_eq!(six_digits(&script), 999_999);
    assert_eq!(script.1.load(Ordering::Relaxed), 3);
}

#[test]
fn six_digits_reach_every_tenth_alike() {
    let rng = SeededRng::new(7);
    let mut tenths = [0_u32; 10];
    for _ in 0..20_000 {
        tenths[(six_digits(&rng) / 100_000) as usize] += 1;
    }
    // 2,000 expected each, deviation about 42: five deviations never happen by chance.
    assert!(
        tenths.iter().all(|n| (1_790..2_210).contains(n)),
        "{tenths:?}"
    );
}

#[test]
fn the_system_gives_different_bytes_each_time() {
    let (mut a, mut b) = ([0; 32], [0; 32]);
    SystemRng.fill(&mut a);
    SystemRng.fill(&mut b);
    assert_ne!(a, b);
    assert_ne!(a, [0; 32]);
}

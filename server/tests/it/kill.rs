//! `kill -9` at any moment while people book, or staff merge and split: what was acknowledged is
//! there, nothing is there twice or by half, and the next start works at once. `make soak` does
//! the same some hundred times.

use crate::program::{kills, merges};

const ROUNDS: usize = 20;
const SEED: u64 = 0x6b69_7468;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_at_random_moments_loses_no_acknowledged_booking_and_doubles_none() {
    let found = kills::run(SEED, ROUNDS).await;
    assert!(found.cut_short >= 4, "{found:?}");
    assert!(found.acknowledged >= 5, "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_at_random_moments_leaves_each_merge_and_each_split_whole_or_absent() {
    let found = merges::run(SEED, 8).await;
    assert!(found.cut_short >= 2, "{found:?}");
    assert!(found.acknowledged >= 4, "{found:?}");
}

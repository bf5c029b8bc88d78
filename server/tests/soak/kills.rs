//! 500 kills under load, each clinic killed fifteen times.

use std::time::Duration;

use crate::program::kills::{self, Kills};
use crate::program::merges::{self, Merges};
use crate::{Report, Scale};

const KILLS: u32 = 500;
/// People may hold so many times in an hour, one of them to sign up with.
const OF_ONE_CLINIC: u32 = 15;
/// However much is under way when it is killed, it answers again after so long.
const BACK_WITHIN: Duration = Duration::from_secs(1);
const SEED: u64 = 0x736f_616b;
/// Of a clinic whose staff merge and split.
const MERGE_KILLS: u32 = 100;

pub(crate) async fn run(scale: Scale) -> Report {
    let mut left = scale.of(KILLS, 5);
    let mut sum = Kills::default();
    let mut clinics = 0;
    while left > 0 {
        let rounds = left.min(OF_ONE_CLINIC);
        let found = kills::run(SEED + clinics, rounds.try_into().unwrap()).await;
        println!("   {found:?}");
        sum.kills += found.kills;
        sum.cut_short += found.cut_short;
        sum.acknowledged += found.acknowledged;
        sum.slowest_start = sum.slowest_start.max(found.slowest_start);
        left -= rounds;
        clinics += 1;
    }
    assert!(
        sum.cut_short * 5 >= sum.kills,
        "hardly any kill hit somebody: {sum:?}"
    );
    assert!(
        sum.slowest_start <= BACK_WITHIN,
        "one start took longer than {BACK_WITHIN:?}: {sum:?}"
    );
    let merging: Merges = merges::run(SEED, scale.of(MERGE_KILLS, 3).try_into().unwrap()).await;
    println!("   {merging:?}");
    assert!(
        merging.cut_short * 5 >= merging.kills,
        "hardly any kill hit a merge: {merging:?}"
    );
    Report::Held(format!(
        "{} kills, {} of them with requests under way; {} bookings acknowledged, all there, \
         none twice; back after at most {} ms; {} kills of merges and splits, {} acknowledged, each \
         whole or absent",
        sum.kills,
        sum.cut_short,
        sum.acknowledged,
        sum.slowest_start.as_millis(),
        merging.kills,
        merging.acknowledged
    ))
}

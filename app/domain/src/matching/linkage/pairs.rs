//! Which of many profiles are compared: each pair that shares a key, once.
//!
//! A key that more than [`READ_PER_KEY`] have is passed over, as it is for a single look-up.
//! So the cost grows as the pairs do that share a key, and not as the square of the profiles.

use super::keys::{READ_PER_KEY, keys};
use super::profile::Prepared;

/// Two profiles by their numbers, the lower one first.
pub type Pair = (u32, u32);

/// The pairs of some profiles that are worth comparing.
#[derive(Clone, Debug, Default)]
pub struct Pairs {
    /// Of each profile the keys worth looking at, by their numbers, ascending.
    keys: Vec<Vec<u32>>,
    /// Of each such key whoever has it, ascending.
    having: Vec<Vec<u32>>,
}

impl Pairs {
    /// Of profiles that are numbered in this order, from 0 on; of more than 2^32 the rest is
    /// left out.
    #[must_use]
    pub fn of<'a>(people: impl IntoIterator<Item = &'a Prepared>) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        let mut count = 0;
        for (person, number) in people.into_iter().zip(0_u32..) {
            entries.extend(keys(person).iter().map(|key| (short(key), number)));
            count += 1;
        }
        entries.sort_unstable();
        // Two keys of one profile that happen to share their short form are one.
        entries.dedup();
        let mut pairs = Self {
            keys: vec![Vec::new(); count],
            having: Vec::new(),
        };
        for group in entries.chunk_by(|one, other| one.0 == other.0) {
            if group.len() < 2 || group.len() > READ_PER_KEY {
                continue;
            }
            let Ok(key) = u32::try_from(pairs.having.len()) else {
                break;
            };
            let group: Vec<u32> = group.iter().map(|(_, number)| *number).collect();
            for number in &group {
                if let Some(keys) = pairs.keys.get_mut(at(*number)) {
                    keys.push(key);
                }
            }
            pairs.having.push(group);
        }
        pairs
    }

    /// Calls for each pair, once: at the first key that both have.
    pub fn each(&self, mut see: impl FnMut(Pair)) {
        for (having, key) in self.having.iter().zip(0_u32..) {
            for (after, one) in having.iter().enumerate() {
                for other in having.iter().skip(after + 1) {
                    if self.first_shared(*one, *other) == Some(key) {
                        see((*one, *other));
                    }
                }
            }
        }
    }

    fn first_shared(&self, one: u32, other: u32) -> Option<u32> {
        let mut ones = self.keys.get(at(one))?.iter().peekable();
        let mut others = self.keys.get(at(other))?.iter().peekable();
        loop {
            match (ones.peek()?).cmp(others.peek()?) {
                std::cmp::Ordering::Less => drop(ones.next()),
                std::cmp::Ordering::Greater => drop(others.next()),
                std::cmp::Ordering::Equal => return ones.next().copied(),
            }
        }
    }
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A key in 8 bytes: two keys that happen to share them bring one more comparison.
fn short(key: &str) -> u64 {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(key)
}

//! Every pair of profiles that may be one person.
//!
//! All profiles are read once and kept in their compared form (some 600 bytes each). Two are
//! compared if they share a key that no more than [`READ_PER_KEY`] have, each pair once: at
//! the first such key that both have. So the cost grows as the pairs do that share one.

use domain::id::PatientId;
use domain::matching::linkage::{self, Counts, Evidence, Model, Prepared, READ_PER_KEY, Verdict};
use store::matching as rows;

use crate::authz::{Clinic, SystemJob};
use crate::failure::Failure;

/// Profiles that are read with one statement.
const PAGE: i64 = 2_000;

/// Everybody, ready to be compared.
pub struct Everybody {
    people: Vec<Person>,
    counts: Counts,
    /// Of each person the keys worth looking at, by their numbers, ascending.
    keys: Vec<Vec<u32>>,
    /// Of each such key whoever has it.
    having: Vec<Vec<u32>>,
}

struct Person {
    id: PatientId,
    external_id: Option<String>,
    prepared: Prepared,
}

/// How many.
impl std::fmt::Debug for Everybody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Everybody")
            .field("people", &self.people.len())
            .finish_non_exhaustive()
    }
}

/// Two of them, by their numbers, the lower one first.
pub type Pair = (u32, u32);

impl Everybody {
    /// Reads everybody who stands for themself.
    ///
    /// # Errors
    /// Only faults.
    pub async fn read(clinic: &Clinic, job: &SystemJob) -> Result<Self, Failure> {
        let mut look = clinic.read(job).await?;
        let mut people = Vec::new();
        let mut counts = Counts::new(0);
        let mut after = None;
        loop {
            let page = rows::page(&mut *look, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for stored in page {
                let prepared = Prepared::of(&stored.profile);
                counts.add(&prepared);
                people.push(Person {
                    id: stored.id,
                    external_id: stored.external_id,
                    prepared,
                });
            }
        }
        drop(look);
        Ok(Self::of(people, counts))
    }

    fn of(people: Vec<Person>, counts: Counts) -> Self {
        let mut entries: Vec<(u64, u32)> = Vec::new();
        for (person, number) in people.iter().zip(0_u32..) {
            let keys = linkage::keys(&person.prepared);
            entries.extend(keys.iter().map(|key| (short(key), number)));
        }
        entries.sort_unstable();
        // Two keys of one person that happen to share their short form are one.
        entries.dedup();
        let mut keys = vec![Vec::new(); people.len()];
        let mut having = Vec::new();
        for group in entries.chunk_by(|one, other| one.0 == other.0) {
            if group.len() < 2 || group.len() > READ_PER_KEY {
                continue;
            }
            let Ok(key) = u32::try_from(having.len()) else {
                break;
            };
            let group: Vec<u32> = group.iter().map(|(_, number)| *number).collect();
            for number in &group {
                if let Some(keys) = keys.get_mut(at(*number)) {
                    keys.push(key);
                }
            }
            having.push(group);
        }
        Self {
            people,
            counts,
            keys,
            having,
        }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// Calls for each pair that shares a key, once, with how the two compare.
    pub fn each_pair(&self, mut see: impl FnMut(Pair, &Evidence)) {
        for (having, key) in self.having.iter().zip(0_u32..) {
            for (after, one) in having.iter().enumerate() {
                for other in having.iter().skip(after + 1) {
                    if self.first_shared(*one, *other) != Some(key) {
                        continue;
                    }
                    if let Some(evidence) = self.evidence((*one, *other)) {
                        see((*one, *other), &evidence);
                    }
                }
            }
        }
    }

    /// The first key that both have.
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

    /// How two compare.
    #[must_use]
    pub fn evidence(&self, (one, other): Pair) -> Option<Evidence> {
        let (one, other) = (self.people.get(at(one))?, self.people.get(at(other))?);
        let evidence = linkage::evidence(&one.prepared, &other.prepared, &self.counts);
        Some(evidence)
    }

    /// The pairs that are at least so probable, as (weight, pair), the likeliest first.
    #[must_use]
    pub fn likeliest(&self, model: &Model, min_probability: f64) -> Vec<(f64, Pair)> {
        let mut found = Vec::new();
        self.each_pair(|pair, evidence| {
            let weight = model.weigh(evidence);
            if probability(weight) >= min_probability {
                found.push((weight, pair));
            }
        });
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        found
    }

    /// What is said of a pair, with by what each is named: the id of another program, or
    /// Kith's own; the lower name first.
    #[must_use]
    pub fn judged(&self, model: &Model, pair: Pair) -> Option<(String, String, Verdict)> {
        let evidence = self.evidence(pair)?;
        let name = |number: u32| {
            let person = self.people.get(at(number))?;
            let own = || person.id.to_string();
            Some(person.external_id.clone().unwrap_or_else(own))
        };
        let (one, other) = (name(pair.0)?, name(pair.1)?);
        let verdict = model.judge(&evidence);
        Some((one.clone().min(other.clone()), one.max(other), verdict))
    }

    /// Who the two are.
    #[must_use]
    pub fn ids(&self, (one, other): Pair) -> Option<[PatientId; 2]> {
        let id = |number| Some(self.people.get(at(number))?.id);
        Some([id(one)?, id(other)?])
    }

    /// The numbers of those who are named so, by the id of another program or Kith's own.
    #[must_use]
    pub fn named(&self) -> std::collections::HashMap<String, u32> {
        let mut named = std::collections::HashMap::new();
        for (person, number) in self.people.iter().zip(0_u32..) {
            named.insert(person.id.to_string(), number);
        }
        for (person, number) in self.people.iter().zip(0_u32..) {
            if let Some(id) = &person.external_id {
                named.insert(id.clone(), number);
            }
        }
        named
    }
}

fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The probability behind a weight in log2 units.
fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}

/// A key in 8 bytes: two keys that happen to share them bring one more comparison.
fn short(key: &str) -> u64 {
    use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(key)
}

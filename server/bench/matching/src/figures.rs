//! How well matching finds who is the same person, against what is true.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::matching::linkage::{
    CANDIDATES_MAX, Counts, Evidence, Model, Prepared, Profile, READ_PER_KEY, evidence, keys,
};

/// A profile, and whose it truly is.
#[derive(Clone)]
pub(crate) struct Record {
    pub(crate) profile: Profile,
    pub(crate) person: u64,
    /// What happened to it, or with whom it is easily confused.
    pub(crate) kinds: Vec<&'static str>,
}

/// Profiles by their keys, read as the store does.
pub(crate) struct Index {
    by_key: HashMap<String, Vec<u32>>,
}

impl Index {
    pub(crate) fn of(people: &[Prepared]) -> Self {
        let mut by_key: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, person) in (0_u32..).zip(people) {
            for key in keys(person) {
                by_key.entry(key).or_default().push(at);
            }
        }
        Self { by_key }
    }

    /// Who may be the same person, at most [`CANDIDATES_MAX`].
    pub(crate) fn candidates(&self, person: &Prepared) -> HashSet<u32> {
        let mut lists: Vec<&Vec<u32>> = keys(person)
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .collect();
        lists.sort_by_key(|list| list.len());
        let mut found = HashSet::new();
        for list in lists.iter().filter(|list| list.len() <= READ_PER_KEY) {
            if found.len() >= CANDIDATES_MAX {
                break;
            }
            found.extend(list.iter().copied());
        }
        if found.is_empty()
            && let Some(rarest) = lists.first()
        {
            found.extend(rarest.iter().take(READ_PER_KEY).copied());
        }
        found
    }
}

/// A pair that blocking found.
pub(crate) struct Pair {
    pub(crate) one: u32,
    pub(crate) other: u32,
    pub(crate) evidence: Evidence,
    pub(crate) weight: f64,
    pub(crate) same: bool,
}

/// All that was compared.
pub(crate) struct Compared {
    pub(crate) pairs: Vec<Pair>,
    /// Pairs of records of one person, found or not.
    pub(crate) true_pairs: usize,
}

impl Compared {
    pub(crate) fn of(model: &Model, records: &[Record]) -> Self {
        let people: Vec<Prepared> = records
            .iter()
            .map(|record| Prepared::of(&record.profile))
            .collect();
        let mut counts = Counts::default();
        for person in &people {
            counts.add(person);
        }
        let index = Index::of(&people);
        let mut found: HashSet<(u32, u32)> = HashSet::new();
        for (at, person) in (0_u32..).zip(&people) {
            for other in index.candidates(person) {
                if other != at {
                    found.insert((at.min(other), at.max(other)));
                }
            }
        }
        let mut found: Vec<(u32, u32)> = found.into_iter().collect();
        found.sort_unstable();
        let pairs = found
            .into_iter()
            .filter_map(|(one, other)| {
                let (a, b) = (one as usize, other as usize);
                let evidence = evidence(people.get(a)?, people.get(b)?, &counts);
                Some(Pair {
                    one,
                    other,
                    evidence,
                    weight: model.weigh(&evidence),
                    same: records.get(a)?.person == records.get(b)?.person,
                })
            })
            .collect();
        let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
        for record in records {
            *sizes.entry(record.person).or_default() += 1;
        }
        Self {
            pairs,
            true_pairs: sizes.values().map(|size| size * (size - 1) / 2).sum(),
        }
    }

    /// The same pairs with other weights.
    pub(crate) fn weigh_again(&mut self, model: &Model) {
        for pair in &mut self.pairs {
            pair.weight = model.weigh(&pair.evidence);
        }
    }

    pub(crate) fn quality(&self) -> Quality {
        let mut ordered: Vec<(f64, bool)> = self
            .pairs
            .iter()
            .map(|pair| (pair.weight, pair.same))
            .collect();
        ordered.sort_by(|one, other| other.0.total_cmp(&one.0));
        let total = self.true_pairs as f64;
        let (mut right, mut best, mut surely) = (0.0, Quality::default(), 0.0);
        for (at, (weight, same)) in ordered.iter().enumerate() {
            right += f64::from(u8::from(*same));
            // Equal weights are one cut.
            if ordered.get(at + 1).is_some_and(|(next, _)| next == weight) {
                continue;
            }
            let (precision, recall) = (right / (at + 1) as f64, right / total);
            let f1 = 2.0 * precision * recall / (precision + recall);
            if f1 > best.f1 {
                best = Quality {
                    precision,
                    recall,
                    f1,
                    cut: *weight,
                    ..best
                };
            }
            if precision >= 0.995 {
                surely = recall;
            }
        }
        Quality {
            surely,
            found: ordered.iter().filter(|(_, same)| *same).count() as f64 / total,
            ..best
        }
    }
}

/// The figures of an order of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quality {
    pub(crate) precision: f64,
    pub(crate) recall: f64,
    pub(crate) f1: f64,
    /// The weight from which on a pair counts as found, where F1 is best.
    pub(crate) cut: f64,
    /// Recall where 99.5 % of what is found is right.
    pub(crate) surely: f64,
    /// The part of true pairs that blocking found.
    pub(crate) found: f64,
}

impl std::fmt::Display for Quality {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "| {:.4} | {:.4} | {:.4} | {:.4} | {:.4} | {:.1} |",
            self.precision, self.recall, self.f1, self.surely, self.found, self.cut
        )
    }
}

/// How often the best of a file's candidates is the right one.
pub(crate) fn top_1(model: &Model, imported: &[Record], queries: &[Record]) -> f64 {
    let people: Vec<Prepared> = imported
        .iter()
        .map(|record| Prepared::of(&record.profile))
        .collect();
    let mut counts = Counts::default();
    for person in &people {
        counts.add(person);
    }
    let index = Index::of(&people);
    let hits = queries
        .iter()
        .filter(|query| {
            let person = Prepared::of(&query.profile);
            index
                .candidates(&person)
                .into_iter()
                .filter_map(|at| {
                    let weight = model.weigh(&evidence(&person, people.get(at as usize)?, &counts));
                    Some((weight, at))
                })
                .max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))
                .and_then(|(_, at)| imported.get(at as usize))
                .is_some_and(|best| best.person == query.person)
        })
        .count();
    hits as f64 / queries.len() as f64
}

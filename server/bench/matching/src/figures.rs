//! How well matching finds who is the same person, against what is true.

use std::collections::{BTreeMap, BTreeSet};

use domain::matching::linkage::{Counts, Evidence, Model, Pairs, Prepared, Profile, evidence};

/// A profile, and whose it truly is.
#[derive(Clone, Debug)]
pub struct Record {
    /// What is known.
    pub profile: Profile,
    /// Whose it is.
    pub person: u64,
    /// What happened to it, or with whom it is easily confused.
    pub kinds: Vec<&'static str>,
}

/// A pair that blocking found.
#[derive(Clone, Copy, Debug)]
pub struct Pair {
    /// The number of one profile.
    pub one: u32,
    /// That of the other.
    pub other: u32,
    /// How they compare.
    pub evidence: Evidence,
    /// That they are one person, as a logarithm to base 2.
    pub weight: f64,
    /// Whether they truly are.
    pub same: bool,
}

/// All that was compared.
#[derive(Clone, Debug)]
pub struct Compared {
    /// All pairs that share a key.
    pub pairs: Vec<Pair>,
    /// Pairs of records of one person, found or not.
    pub true_pairs: usize,
}

impl Compared {
    /// Compares all of them that share a key.
    #[must_use]
    pub fn of(model: &Model, records: &[Record]) -> Self {
        let people: Vec<Prepared> = records
            .iter()
            .map(|record| Prepared::of(&record.profile))
            .collect();
        let mut counts = Counts::default();
        for person in &people {
            counts.add(person);
        }
        let mut found = Vec::new();
        Pairs::of(&people).each(|(one, other)| {
            let (a, b) = (one as usize, other as usize);
            let of = |at: usize| Some((people.get(at)?, records.get(at)?.person));
            let Some((a, b)) = of(a).zip(of(b)) else {
                return;
            };
            let evidence = evidence(a.0, b.0, &counts);
            found.push(Pair {
                one,
                other,
                evidence,
                weight: model.weigh(&evidence),
                same: a.1 == b.1,
            });
        });
        found.sort_by_key(|pair| (pair.one, pair.other));
        let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
        for record in records {
            *sizes.entry(record.person).or_default() += 1;
        }
        Self {
            pairs: found,
            true_pairs: sizes.values().map(|size| size * (size - 1) / 2).sum(),
        }
    }

    /// The same pairs with other weights.
    pub fn weigh_again(&mut self, model: &Model) {
        for pair in &mut self.pairs {
            pair.weight = model.weigh(&pair.evidence);
        }
    }

    /// What the order of the pairs is worth.
    #[must_use]
    pub fn quality(&self) -> Quality {
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

/// What was missed of each kind, and who was taken for whom, at the best cut.
#[derive(Clone, Debug, Default)]
pub struct Confusions {
    /// Of each kind of thing that happened to a person or a profile: pairs of one person, and
    /// how many of these were not found.
    pub missed: BTreeMap<&'static str, (usize, usize)>,
    /// Roles of two who were taken for one person, and how many such pairs.
    pub wrong: BTreeMap<BTreeSet<&'static str>, usize>,
}

impl Compared {
    /// Splits what went wrong by what happened to whom.
    #[must_use]
    pub fn confusions(&self, records: &[Record]) -> Confusions {
        let cut = self.quality().cut;
        let mut confusions = Confusions::default();
        for pair in &self.pairs {
            let of = |at: u32| {
                records
                    .get(at as usize)
                    .map(|record| record.kinds.as_slice())
            };
            let (Some(one), Some(other)) = (of(pair.one), of(pair.other)) else {
                continue;
            };
            let found = pair.weight >= cut;
            if pair.same {
                for kind in one.iter().chain(other).copied().collect::<BTreeSet<_>>() {
                    let (all, lost) = confusions.missed.entry(kind).or_default();
                    *all += 1;
                    *lost += usize::from(!found);
                }
            } else if found {
                let roles = one.iter().take(1).chain(other.iter().take(1)).copied();
                *confusions.wrong.entry(roles.collect()).or_default() += 1;
            }
        }
        confusions
    }
}

/// The figures of an order of pairs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Quality {
    /// The part of what is found that is right.
    pub precision: f64,
    /// The part of what is right that is found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// The weight from which on a pair counts as found, where F1 is best.
    pub cut: f64,
    /// Recall where 99.5 % of what is found is right.
    pub surely: f64,
    /// The part of true pairs that blocking found.
    pub found: f64,
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

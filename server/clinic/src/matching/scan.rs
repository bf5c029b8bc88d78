//! Every pair of profiles that may be one person.
//!
//! All profiles are read once and kept in their compared form; which two are compared is
//! decided by [`Pairs`].

use std::collections::{HashMap, HashSet};

use domain::id::PatientId;
use domain::matching::linkage::{self, Counts, Evidence, Model, Pairs, Prepared, Verdict};
use store::matching as rows;
use store::matching::decided;
use store::patient::merged::find_survivor;

pub use domain::matching::linkage::Pair;

use crate::authz::{Clinic, SystemJob};
use crate::failure::Failure;

/// Profiles that are read with one statement.
const PAGE: i64 = 2_000;

/// Everybody, ready to be compared.
pub struct Everybody {
    people: Vec<Person>,
    counts: Counts,
    pairs: Pairs,
    /// Who was said to be somebody else.
    different: HashSet<Pair>,
    /// Those whom that holds for besides: what one of the two has become part of.
    part_of_different: HashSet<Pair>,
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
        let mut everybody = Self {
            pairs: Pairs::of(people.iter().map(|person| &person.prepared)),
            people,
            counts,
            different: HashSet::new(),
            part_of_different: HashSet::new(),
        };
        everybody.read_different(&mut *look).await?;
        Ok(everybody)
    }

    async fn read_different(&mut self, db: &mut impl store::Reads) -> Result<(), Failure> {
        let ids = self.people.iter().map(|person| person.id);
        let numbers: HashMap<PatientId, u32> = ids.zip(0..).collect();
        let mut after = None;
        loop {
            let page = decided::list_different(db, after, PAGE).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(*last);
            for (one, other) in page {
                let pair = |one: &u32, other: &u32| (*one.min(other), *one.max(other));
                if let (Some(one), Some(other)) = (numbers.get(&one), numbers.get(&other)) {
                    self.different.insert(pair(one, other));
                    continue;
                }
                let one = find_survivor(db, one).await?.unwrap_or(one);
                let other = find_survivor(db, other).await?.unwrap_or(other);
                if let (Some(one), Some(other)) = (numbers.get(&one), numbers.get(&other)) {
                    self.part_of_different.insert(pair(one, other));
                }
            }
        }
    }

    /// Pairs that somebody said are different people, of those who stand for themselves since.
    #[must_use]
    pub fn different(&self) -> &HashSet<Pair> {
        &self.different
    }

    /// Counts in a profile that was there when something was decided, and became part of
    /// another.
    pub(super) fn count_in(&mut self, profile: &Prepared) {
        self.counts.add(profile);
    }

    /// How common things are among them.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.people.len()
    }

    /// Calls for each pair that shares a key, once, with how the two compare.
    pub fn each_pair(&self, mut see: impl FnMut(Pair, &Evidence)) {
        self.pairs.each(|pair| {
            if let Some(evidence) = self.evidence(pair) {
                see(pair, &evidence);
            }
        });
    }

    /// How two compare.
    #[must_use]
    pub fn evidence(&self, (one, other): Pair) -> Option<Evidence> {
        let (one, other) = (self.people.get(at(one))?, self.people.get(at(other))?);
        let evidence = linkage::evidence(&one.prepared, &other.prepared, &self.counts);
        Some(evidence)
    }

    /// The pairs that are at least so probable, as (weight, pair), the likeliest first, those
    /// of one weight by the names of the two; and how many were left out because somebody said
    /// that they are different people.
    #[must_use]
    pub fn likeliest(&self, model: &Model, min_probability: f64) -> (Vec<(f64, Pair)>, usize) {
        let (mut found, mut left_out) = (Vec::new(), 0);
        self.each_pair(|pair, evidence| {
            let weight = model.weigh(evidence);
            if probability(weight) < min_probability {
                return;
            }
            let known = [&self.different, &self.part_of_different];
            match known.iter().any(|known| known.contains(&pair)) {
                true => left_out += 1,
                false => found.push((weight, pair)),
            }
        });
        found.sort_by(|one, other| {
            let by_weight = other.0.total_cmp(&one.0);
            by_weight.then_with(|| self.names(one.1).cmp(&self.names(other.1)))
        });
        (found, left_out)
    }

    /// By what the two are named: the id of another program, or Kith's own; the lower first.
    fn names(&self, (one, other): Pair) -> Option<(String, String)> {
        let name = |number: u32| {
            let person = self.people.get(at(number))?;
            let own = || person.id.to_string();
            Some(person.external_id.clone().unwrap_or_else(own))
        };
        let (one, other) = (name(one)?, name(other)?);
        Some(if one <= other {
            (one, other)
        } else {
            (other, one)
        })
    }

    /// What is said of a pair, with by what each is named: the id of another program, or
    /// Kith's own; the lower name first.
    #[must_use]
    pub fn judged(&self, model: &Model, pair: Pair) -> Option<(String, String, Verdict)> {
        let evidence = self.evidence(pair)?;
        let (one, other) = self.names(pair)?;
        Some((one, other, model.judge(&evidence)))
    }

    /// Who the two are.
    #[must_use]
    pub fn ids(&self, (one, other): Pair) -> Option<[PatientId; 2]> {
        let id = |number| Some(self.people.get(at(number))?.id);
        Some([id(one)?, id(other)?])
    }

    /// The numbers of those who are named so, by the id of another program or Kith's own.
    #[must_use]
    pub fn named(&self) -> HashMap<String, u32> {
        let mut named = HashMap::new();
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

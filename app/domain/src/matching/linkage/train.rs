//! New weights from pairs, either labelled or not: expectation and maximisation.
//!
//! Each pair is given in parts to the ways to explain it, by the weights as they are;
//! from these parts the weights follow anew. Labels only rule ways out. What stands at
//! the start counts like some pairs, and nothing leaves its limits, so that neither few
//! pairs nor strange ones lead anywhere that no clinic is.

use super::evidence::Evidence;
use super::model::{Model, Relation};

/// As many pairs as what stands at the start counts for.
const WORTH: f64 = 100.0;
/// How often the weights are made anew at most.
const ROUNDS: usize = 25;
/// When no weight changes by more, they stay.
const STEADY: f64 = 1e-4;
/// How many times more or fewer others of a kind there can be than at the start.
const OTHERS_LIMIT: f64 = 20.0;
/// How many times more or less likely than at the start something can be.
const ODDS_LIMIT: f64 = 12.0;

/// From pairs of which nobody knows whether they are one person: every pair that the
/// keys find, each once, of so many profiles.
#[must_use]
pub fn em(start: &Model, pairs: &[Evidence], profiles: u64) -> Model {
    let all = || pairs.iter().map(|evidence| (evidence, None));
    let here = pairs
        .first()
        .map_or_else(|| start.clone(), |pair| start.settled(pair));
    repeated(&here, all, Some(profiles), "expectation and maximisation")
}

/// From pairs that somebody decided: whether they are one person. How many others a
/// profile has is not learnt, as decided pairs are no sample of all.
#[must_use]
pub fn pairs(start: &Model, labelled: &[(Evidence, bool)]) -> Model {
    let all = || {
        labelled
            .iter()
            .map(|(evidence, same)| (evidence, Some(*same)))
    };
    repeated(start, all, None, "labelled pairs")
}

fn repeated<'a, I: Iterator<Item = (&'a Evidence, Option<bool>)>>(
    start: &Model,
    pairs: impl Fn() -> I,
    profiles: Option<u64>,
    how: &str,
) -> Model {
    let mut model = start.clone();
    let count = pairs().count();
    for _ in 0..ROUNDS {
        let mut tally = Tally::of(&model);
        for (evidence, label) in pairs() {
            tally.add(&model, evidence, label);
        }
        let next = tally.maximised(start, profiles);
        let moved = distance(&model, &next);
        model = next;
        if moved < STEADY {
            break;
        }
    }
    model.source = format!("{}; then {how} on {count} pairs", start.source);
    model
}

/// The numbers of a model in one order.
fn numbers(model: &Model) -> Vec<f64> {
    let shares = model
        .relations
        .iter()
        .flat_map(|relation| [vec![relation.others], shares(relation).to_vec()].concat());
    let slips = slips(model).into_iter().flatten().copied();
    shares
        .chain(slips)
        .chain([model.crossed, model.shuffled, model.same_place])
        .collect()
}

fn distance(one: &Model, other: &Model) -> f64 {
    numbers(one)
        .iter()
        .zip(numbers(other))
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f64::max)
}

/// What is shared, in the order of [`Field`].
const fn shares(relation: &Relation) -> [f64; 9] {
    [
        relation.given,
        relation.family,
        relation.family_of_women,
        relation.born,
        relation.sex,
        relation.phone,
        relation.email,
        relation.home,
        relation.record_number,
    ]
}

const fn set_shares(relation: &mut Relation, shares: [f64; 9]) {
    [
        relation.given,
        relation.family,
        relation.family_of_women,
        relation.born,
        relation.sex,
        relation.phone,
        relation.email,
        relation.home,
        relation.record_number,
    ] = shares;
}

fn slips(model: &Model) -> [&[f64]; 7] {
    let slips = &model.slips;
    [
        &slips.given,
        &slips.family,
        &slips.born,
        &slips.phone,
        &slips.email,
        &slips.street,
        &slips.place,
    ]
}

fn slips_mut(model: &mut Model) -> [&mut [f64]; 7] {
    let slips = &mut model.slips;
    [
        &mut slips.given,
        &mut slips.family,
        &mut slips.born,
        &mut slips.phone,
        &mut slips.email,
        &mut slips.street,
        &mut slips.place,
    ]
}

/// Which share, and which slips.
#[derive(Clone, Copy)]
enum Field {
    Given,
    Family,
    FamilyOfWomen,
    Born,
    Sex,
    Phone,
    Email,
    Home,
    RecordNumber,
}

const GIVEN: usize = 0;
const FAMILY: usize = 1;
const BORN: usize = 2;
const PHONE: usize = 3;
const EMAIL: usize = 4;
const STREET: usize = 5;
const PLACE: usize = 6;

/// How often it happened, and how often it could.
#[derive(Clone, Copy, Default)]
struct Often {
    did: f64,
    could: f64,
}

impl Often {
    const fn add(&mut self, part: f64, shared: f64) {
        self.did += part * shared;
        self.could += part;
    }

    /// As a probability near `start`.
    fn probability(self, start: f64) -> f64 {
        if start <= 0.0 || start >= 1.0 {
            return start;
        }
        let raw = (self.did + WORTH * start) / (self.could + WORTH);
        let odds = start / (1.0 - start);
        let least = odds / ODDS_LIMIT / (1.0 + odds / ODDS_LIMIT);
        let most = odds * ODDS_LIMIT / (1.0 + odds * ODDS_LIMIT);
        raw.clamp(least, most)
    }
}

/// What pairs add up to.
struct Tally {
    others: Vec<f64>,
    shares: Vec<[Often; 9]>,
    slips: [Vec<f64>; 7],
    crossed: Often,
    shuffled: Often,
    same_place: Often,
}

impl Tally {
    fn of(model: &Model) -> Self {
        let relations = model.relations.len();
        Self {
            others: vec![0.0; relations],
            shares: vec![[Often::default(); 9]; relations],
            slips: slips(model).map(|levels| vec![0.0; levels.len()]),
            crossed: Often::default(),
            shuffled: Often::default(),
            same_place: Often::default(),
        }
    }

    fn add(&mut self, model: &Model, evidence: &Evidence, label: Option<bool>) {
        let weights: Vec<f64> = model
            .relations
            .iter()
            .map(|relation| match label {
                Some(same) if same != relation.kin.is_same() => 0.0,
                _ => model.others(relation, evidence) * model.likelihood(relation, evidence),
            })
            .collect();
        let strangers = match label {
            Some(true) => 0.0,
            _ => evidence.people + model.strangers,
        };
        let all: f64 = weights.iter().sum::<f64>() + strangers;
        for (at, (weight, relation)) in weights.iter().zip(&model.relations).enumerate() {
            let part = weight / all;
            if part < 1e-6 || !part.is_finite() {
                continue;
            }
            if let Some(others) = self.others.get_mut(at) {
                *others += part;
            }
            self.add_part(model, evidence, relation, at, part);
        }
    }

    fn add_part(
        &mut self,
        model: &Model,
        evidence: &Evidence,
        relation: &Relation,
        at: usize,
        part: f64,
    ) {
        self.add_names(model, evidence, relation, at, part);
        if let Some(outcome) = evidence.born
            && relation.born > 0.0
        {
            let likely = model.born(relation, outcome);
            let place = outcome.level.place();
            if place.is_some() || likely == 0.0 {
                self.share(at, Field::Born, relation.born, likely, part, (BORN, place));
            }
        }
        if let Some(outcome) = evidence.phone {
            let likely = model.phone(relation, outcome);
            self.share(
                at,
                Field::Phone,
                relation.phone,
                likely,
                part,
                (PHONE, outcome.level.place()),
            );
        }
        if let Some(outcome) = evidence.email {
            let likely = model.email(relation, outcome);
            self.share(
                at,
                Field::Email,
                relation.email,
                likely,
                part,
                (EMAIL, outcome.level.place()),
            );
        }
        self.add_home(model, evidence, relation, at, part);
        if let Some(same) = evidence.sex {
            self.count(at, Field::Sex, part, f64::from(u8::from(same)));
        }
        if let Some(same) = evidence.record_number {
            self.count(at, Field::RecordNumber, part, f64::from(u8::from(same)));
        }
    }

    fn add_names(
        &mut self,
        model: &Model,
        evidence: &Evidence,
        relation: &Relation,
        at: usize,
        part: f64,
    ) {
        let [straight, crossed, shuffled] = model.ways_of_names(relation, evidence);
        let all = straight + crossed + shuffled;
        if evidence.given.is_some() && evidence.family.is_some() && relation.kin.is_same() {
            self.crossed.add(part, crossed / all);
            self.shuffled.add(part, shuffled / all);
        }
        let part = part * straight / all;
        if let Some(outcome) = evidence.given {
            let level = outcome.level;
            let likely = model.given(relation, outcome);
            if level.place().is_some() || likely == 0.0 {
                self.share(
                    at,
                    Field::Given,
                    relation.given,
                    likely,
                    part,
                    (GIVEN, level.place()),
                );
            }
        }
        if let Some(outcome) = evidence.family {
            let level = outcome.level;
            let likely = model.family(relation, outcome);
            if level.place().is_some() || likely == 0.0 {
                let (men, women) = (
                    (Field::Family, relation.family),
                    (Field::FamilyOfWomen, relation.family_of_women),
                );
                // Where nobody knows whose it is, half of it is of each.
                let of = match evidence.woman {
                    Some(true) => [(women, 1.0), (men, 0.0)],
                    Some(false) => [(women, 0.0), (men, 1.0)],
                    None => [(women, 0.5), (men, 0.5)],
                };
                for ((field, shared), share) in of {
                    let slip = (FAMILY, level.place());
                    self.share(at, field, shared, likely, part * share, slip);
                }
            }
        }
    }

    fn add_home(
        &mut self,
        model: &Model,
        evidence: &Evidence,
        relation: &Relation,
        at: usize,
        part: f64,
    ) {
        let [together, apart] = model.ways_of_homes(relation, evidence);
        if evidence.street.is_some() {
            self.count(at, Field::Home, part, together / (together + apart));
        }
        let home = part * together / (together + apart);
        if let Some(outcome) = evidence.street {
            self.slip(STREET, outcome.level.place(), home);
        }
        if let Some(outcome) = evidence.place {
            self.slip(PLACE, outcome.level.place(), home);
            if relation.kin.is_same() && evidence.street.is_some() {
                let likely = model.place(relation, outcome);
                let stayed = model.same_place * likely
                    / (model.same_place * likely + 1.0 - model.same_place);
                self.same_place.add(part - home, stayed);
            }
        }
    }

    fn share(
        &mut self,
        at: usize,
        field: Field,
        shared: f64,
        likely: f64,
        part: f64,
        slip: (usize, Option<usize>),
    ) {
        let did = shared * likely / (shared * likely + 1.0 - shared);
        self.count(at, field, part, did);
        self.slip(slip.0, slip.1, part * did);
    }

    fn count(&mut self, at: usize, field: Field, part: f64, did: f64) {
        if let Some(often) = self
            .shares
            .get_mut(at)
            .and_then(|shares| shares.get_mut(field as usize))
        {
            often.add(part, did);
        }
    }

    fn slip(&mut self, field: usize, place: Option<usize>, part: f64) {
        let slips = self.slips.get_mut(field);
        if let Some(count) = slips
            .zip(place)
            .and_then(|(slips, place)| slips.get_mut(place))
        {
            *count += part;
        }
    }

    fn maximised(&self, start: &Model, profiles: Option<u64>) -> Model {
        let mut model = start.clone();
        let same = || {
            start
                .relations
                .iter()
                .zip(&self.others)
                .filter(|(relation, _)| relation.kin.is_same())
        };
        let same_at_start: f64 = same().map(|(relation, _)| relation.others).sum();
        let same_pairs: f64 = same().map(|(_, pairs)| pairs).sum();
        for (at, relation) in model.relations.iter_mut().enumerate() {
            let pairs = self.others.get(at).copied().unwrap_or(0.0);
            let (least, most) = (
                relation.others / OTHERS_LIMIT,
                relation.others * OTHERS_LIMIT,
            );
            if let Some(profiles) = profiles {
                #[allow(clippy::cast_precision_loss, reason = "no clinic has 2^52 patients")]
                let profiles = profiles as f64;
                // Each pair is an other to two.
                let raw = (2.0 * pairs + WORTH * relation.others) / (profiles + WORTH);
                relation.others = raw.clamp(least, most);
            } else if relation.kin.is_same() {
                // Labels say in which way they are one person, not how many are.
                let part = (pairs + WORTH * relation.others / same_at_start) / (same_pairs + WORTH);
                relation.others = (part * same_at_start).clamp(least, most);
            }
            if let Some(often) = self.shares.get(at) {
                let mut new = shares(relation);
                for (share, often) in new.iter_mut().zip(often) {
                    *share = often.probability(*share);
                }
                set_shares(relation, new);
            }
        }
        for (levels, counts) in slips_mut(&mut model).into_iter().zip(&self.slips) {
            let known: f64 = levels.iter().sum();
            let total: f64 = counts.iter().sum::<f64>() + WORTH * known;
            for (level, count) in levels.iter_mut().zip(counts) {
                let raw = known * (count + WORTH * *level) / total;
                *level = raw.clamp(*level / ODDS_LIMIT, (*level * ODDS_LIMIT).min(known));
            }
            let sum: f64 = levels.iter().sum();
            for level in levels.iter_mut().filter(|_| sum > 0.0) {
                *level *= known / sum;
            }
        }
        model.crossed = self.crossed.probability(start.crossed);
        model.shuffled = self.shuffled.probability(start.shuffled);
        model.same_place = self.same_place.probability(start.same_place);
        model
    }
}

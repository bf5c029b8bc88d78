//! Weighs the evidence: each way to explain a pair against all others.

use super::contact::ContactAlike;
use super::date::DateAlike;
use super::evidence::{Evidence, Outcome, PartAlike};
use super::model::{Kin, Model, Relation};
use super::place::StreetAlike;
use super::population::Customs;
use super::reasons;
use super::verdict::{Grade, Verdict};

/// From so many years on, two of a family are no longer taken for sisters or brothers.
const GENERATION_YEARS: i32 = 14;

impl Model {
    /// Weighs how a pair compares.
    #[must_use]
    pub fn judge(&self, evidence: &Evidence) -> Verdict {
        let odds = Odds::of(self, evidence);
        let match_weight = (odds.same / odds.others).log2();
        let probability = odds.same / (odds.same + odds.others);
        let looks = Looks::of(evidence);
        Verdict {
            probability,
            match_weight,
            grade: grade(probability, evidence, looks),
            reasons: reasons::of(self, evidence, &odds, looks),
        }
    }

    /// The same odds without grade and reasons, as their logarithm to base 2.
    #[must_use]
    pub fn weigh(&self, evidence: &Evidence) -> f64 {
        let odds = Odds::of(self, evidence);
        (odds.same / odds.others).log2()
    }
}

/// How the explanations stand to each other.
pub(super) struct Odds {
    pub(super) same: f64,
    pub(super) others: f64,
    /// The likeliest of those that are not one person, strangers left out, and its part
    /// of all.
    pub(super) likeliest: Option<(Kin, f64)>,
}

impl Odds {
    fn of(model: &Model, evidence: &Evidence) -> Self {
        let (mut same, mut others) = (0.0, evidence.people + model.strangers);
        let mut likeliest: Option<(Kin, f64)> = None;
        for relation in &model.relations {
            let weight = model.others(relation, evidence) * model.likelihood(relation, evidence);
            if relation.kin.is_same() {
                same += weight;
                continue;
            }
            others += weight;
            if likeliest.is_none_or(|(_, most)| weight > most) {
                likeliest = Some((relation.kin, weight));
            }
        }
        let all = same + others;
        Self {
            same,
            others,
            likeliest: likeliest.map(|(kin, weight)| (kin, weight / all)),
        }
    }
}

/// What is shared with this chance agrees with that lift, and is by chance otherwise.
pub(super) fn mixed(shared: f64, lift: f64) -> f64 {
    shared * lift + (1.0 - shared)
}

/// What nobody was seen doing is still done.
const COUNTED_LEAST: f64 = 1e-4;
/// How far what is counted moves the numbers of others: however few share a house, some
/// do, and however many, it may be a home, or a clinic's own number that they all gave.
const KIN: [f64; 2] = [0.005, 1.5];
/// However seldom people move, some do, and however often, most stay.
const MOVERS: [f64; 2] = [0.1, 2.0];
/// However careful people are, some are not, and however careless, most are.
const CARELESS: [f64; 2] = [0.3, 5.0];
/// However few are double, some are, and however many, it isn't all of them.
const DOUBLES: [f64; 2] = [0.2, 6.0];

impl Model {
    /// How many others of a patient of this clinic stand so to them.
    pub(super) fn others(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        let customs = evidence.customs;
        let times = |here: Option<f64>, usual: f64, [least, most]: [f64; 2]| {
            here.map_or(1.0, |here| (here / usual).clamp(least, most))
        };
        let doubles = times(customs.doubles, self.doubles, DOUBLES);
        let times = match relation.kin {
            Kin::Same => doubles,
            Kin::Careless => doubles * times(customs.slips, self.careless, CARELESS),
            Kin::Changed => {
                let here = |movers| moved(movers, customs.slips.unwrap_or(self.careless));
                let usual = moved(self.movers, self.careless).max(COUNTED_LEAST);
                doubles * times(customs.movers.map(here), usual, MOVERS)
            }
            _ => times(self.kin_here(customs), self.kin_usual(), KIN),
        };
        relation.others * times
    }

    /// How many others share somebody's house or phone number, without the other profiles of
    /// the same person whose given name is written another way: these look like housemates.
    fn kin_here(&self, customs: Customs) -> Option<f64> {
        let housemates = customs.housemates?;
        let doubles = customs.doubles.unwrap_or(self.doubles);
        Some((housemates - doubles * self.own_slips()).max(0.0))
    }

    fn kin_usual(&self) -> f64 {
        (self.housemates - self.doubles * self.own_slips()).max(COUNTED_LEAST)
    }

    /// To each other profile of a person with the same name and birth date: how many have
    /// the same house or phone number and another given name.
    fn own_slips(&self) -> f64 {
        let Some(same) = self.relations.iter().find(|one| one.kin == Kin::Same) else {
            return 0.0;
        };
        let equal = |shared: f64, levels: &[f64]| shared * levels.first().copied().unwrap_or(1.0);
        let given = equal(same.given, &self.slips.given);
        let family = equal(same.family, &self.slips.family);
        let born = equal(same.born, &self.slips.born);
        let home = equal(same.home, &self.slips.street);
        let phone = equal(same.phone, &self.slips.phone);
        (1.0 - given) * f64::midpoint(home, phone) / (given * family * born)
    }

    /// The same weights, with what is counted in the clinic of this pair for usual: its
    /// numbers of others are those of this clinic from then on.
    pub(super) fn settled(&self, evidence: &Evidence) -> Self {
        let mut model = self.clone();
        for (relation, usual) in model.relations.iter_mut().zip(&self.relations) {
            relation.others = self.others(usual, evidence);
        }
        let customs = evidence.customs;
        model.doubles = customs.doubles.unwrap_or(self.doubles).max(COUNTED_LEAST);
        model.housemates = customs
            .housemates
            .unwrap_or(self.housemates)
            .max(COUNTED_LEAST);
        model.movers = customs.movers.unwrap_or(self.movers).max(COUNTED_LEAST);
        model.careless = customs.slips.unwrap_or(self.careless).max(COUNTED_LEAST);
        model
    }

    /// How many times likelier the evidence is with two who stand so to each other than
    /// with strangers.
    pub(super) fn likelihood(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        self.names(relation, evidence)
            * self.births(relation, evidence)
            * self.contacts(relation, evidence)
            * self.addresses(relation, evidence)
            * sexes(relation, evidence)
            * record_numbers(relation, evidence)
            * generations(relation, evidence)
    }

    fn names(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        self.ways_of_names(relation, evidence).iter().sum()
    }

    /// The names as they stand, given and family name crossed, words shuffled.
    pub(super) fn ways_of_names(&self, relation: &Relation, evidence: &Evidence) -> [f64; 3] {
        let family_shared = match evidence.woman {
            Some(true) => relation.family_of_women,
            Some(false) => relation.family,
            None => f64::midpoint(relation.family, relation.family_of_women),
        };
        let given = evidence.given.map(|outcome| self.given(relation, outcome));
        let family = evidence
            .family
            .map(|outcome| self.family(relation, outcome));
        let straight = match (given, family) {
            (Some(given), Some(family)) => {
                let own = own_given(relation, evidence);
                let (both, neither) = (relation.given * family_shared, own * (1.0 - family_shared));
                // Some names go together, and together are more common than apart.
                both * (given * family).min(evidence.lift_of_both)
                    + relation.given * (1.0 - family_shared) * given
                    + own * family_shared * family
                    + neither
            }
            (given, family) => {
                given.map_or(1.0, |given| mixed(relation.given, given))
                    * family.map_or(1.0, |family| mixed(family_shared, family))
            }
        };
        let shared = relation.given * family_shared;
        let crossed = evidence.crossed.map_or(0.0, |[one, other]| {
            shared
                * self.slips.either(one.level)
                * one.lift
                * self.slips.either(other.level)
                * other.lift
        });
        let shuffled = evidence.shuffled.map_or(0.0, |lift| shared * lift);
        let usual = 1.0 - self.crossed - self.shuffled;
        [
            usual * straight,
            self.crossed * crossed.min(evidence.lift_of_both),
            self.shuffled * shuffled.min(evidence.lift_of_both),
        ]
    }

    fn births(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        let Some(outcome) = evidence.born else {
            return 1.0;
        };
        let years = evidence.years_apart.unwrap_or(0);
        match relation.kin {
            Kin::Same | Kin::Changed | Kin::Careless | Kin::Twin => {
                if outcome.level == DateAlike::Doubtful {
                    return 0.2;
                }
                mixed(relation.born, self.born(relation, outcome))
            }
            Kin::Sibling => match years {
                _ if outcome.level == DateAlike::Equal => 0.05,
                0 => 0.6,
                1..=4 => 4.0,
                5..=8 => 2.5,
                9..=13 => 1.0,
                14..=18 => 0.3,
                19..=25 => 0.05,
                _ => 0.005,
            },
            Kin::Parent | Kin::Junior => match years {
                0..=13 => 0.003,
                14..=17 => 0.15,
                18..=22 => 1.0,
                23..=38 => 2.5,
                39..=45 => 0.8,
                46..=75 => 0.15,
                _ => 0.01,
            },
            Kin::Spouse => match years {
                _ if outcome.level == DateAlike::Equal => 1.0,
                0..=2 => 4.0,
                3..=5 => 3.0,
                6..=10 => 1.5,
                11..=15 => 0.5,
                16..=25 => 0.15,
                _ => 0.02,
            },
            Kin::Household => 1.0,
        }
    }

    fn contacts(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        let phone = evidence.phone.map_or(1.0, |outcome| {
            mixed(relation.phone, self.phone(relation, outcome))
        });
        let email = evidence.email.map_or(1.0, |outcome| {
            mixed(relation.email, self.email(relation, outcome))
        });
        phone * email
    }

    fn addresses(&self, relation: &Relation, evidence: &Evidence) -> f64 {
        self.ways_of_homes(relation, evidence).iter().sum()
    }

    /// In one home, and in two.
    pub(super) fn ways_of_homes(&self, relation: &Relation, evidence: &Evidence) -> [f64; 2] {
        let place = evidence.place.map(|outcome| self.place(relation, outcome));
        let street = evidence
            .street
            .map(|outcome| self.street(relation, outcome));
        let moved = place.map_or(1.0, |place| mixed(self.same_place, place));
        // Within one home, suburb and postcode have said all about the state.
        let (at_home, moved_state) = match evidence.state {
            Some(state) if place.is_none() => (mixed(0.98, state), mixed(self.same_state, state)),
            Some(0.0) => (0.3, 1.0 - self.same_state),
            _ => (1.0, 1.0),
        };
        [
            relation.home * street.unwrap_or(1.0) * place.unwrap_or(1.0) * at_home,
            (1.0 - relation.home) * moved * moved_state,
        ]
    }
}

/// Of those whose suburb and postcode both differ, `movers` of all, how many have moved where
/// `slips` of those who stayed have one of the two written another way: both are, at times.
fn moved(movers: f64, slips: f64) -> f64 {
    let one = slips / (2.0 - slips);
    let both = one * one;
    ((movers - both) / (1.0 - both)).max(0.0)
}

/// How likely it is that the given names have nothing to do with each other, and look as
/// they do. Brothers and sisters have no name in common by chance: their parents choose.
fn own_given(relation: &Relation, evidence: &Evidence) -> f64 {
    let chosen = matches!(relation.kin, Kin::Twin | Kin::Sibling);
    let same = evidence
        .given
        .is_some_and(|outcome| outcome.level == PartAlike::Equal);
    match chosen && same {
        true => 0.0,
        false => 1.0 - relation.given,
    }
}

/// Half of all are of one sex.
fn sexes(relation: &Relation, evidence: &Evidence) -> f64 {
    match evidence.sex {
        Some(true) => relation.sex * 2.0,
        Some(false) => (1.0 - relation.sex) * 2.0,
        None => 1.0,
    }
}

fn record_numbers(relation: &Relation, evidence: &Evidence) -> f64 {
    match evidence.record_number {
        Some(true) => mixed(relation.record_number, 1e5),
        Some(false) => 1.0 - relation.record_number,
        None => 1.0,
    }
}

fn generations(relation: &Relation, evidence: &Evidence) -> f64 {
    let junior = relation.kin == Kin::Junior;
    match evidence.generation {
        Some(true) if junior => 0.05,
        Some(true) => 1.0,
        Some(false) if junior => 10.0,
        Some(false) if relation.kin.is_same() => 0.02,
        Some(false) => 1.0,
        None if evidence.generation_once && junior => 3.0,
        None if evidence.generation_once && relation.kin.is_same() => 0.6,
        None => 1.0,
    }
}

/// What a pair looks like by the rules that cap its grade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Looks {
    Twins,
    ParentAndChild,
    Nothing,
}

impl Looks {
    fn of(evidence: &Evidence) -> Self {
        let family = evidence
            .family
            .is_some_and(|outcome| outcome.level <= PartAlike::Subset);
        if !family || !shares_contact(evidence) {
            return Self::Nothing;
        }
        let born = evidence.born.map(|outcome| outcome.level);
        let given = evidence.given.map(|outcome| outcome.level);
        let crossed = evidence
            .crossed
            .is_some_and(|both| both.iter().all(|outcome| outcome.level < PartAlike::Subset));
        // Names of twins are often chosen alike: Aiden and Jaiden are no slip of each other.
        let two_names = match given {
            Some(PartAlike::Different | PartAlike::Vague) => true,
            Some(
                PartAlike::Sounds
                | PartAlike::OneLetter
                | PartAlike::Begins
                | PartAlike::TwoLetters,
            ) => evidence.given_of_two,
            _ => false,
        };
        if born == Some(DateAlike::Equal) && two_names && !crossed {
            return Self::Twins;
        }
        let far = evidence
            .years_apart
            .is_some_and(|years| years >= GENERATION_YEARS);
        // A wrong digit of the year is no other birthday.
        if far
            && matches!(
                born,
                Some(DateAlike::Different | DateAlike::SameYear | DateAlike::TwoDigits)
            )
        {
            return Self::ParentAndChild;
        }
        Self::Nothing
    }
}

fn shares_contact(evidence: &Evidence) -> bool {
    let same = |contact: Option<Outcome<ContactAlike>>| {
        contact.is_some_and(|outcome| outcome.level == ContactAlike::Equal)
    };
    same(evidence.phone)
        || same(evidence.email)
        || evidence
            .street
            .is_some_and(|outcome| outcome.level <= StreetAlike::Near)
}

/// Name, birth date, and a record number, e-mail address or phone number.
fn agrees_in_three(evidence: &Evidence) -> bool {
    let near = |part: Option<Outcome<PartAlike>>| {
        part.is_some_and(|outcome| outcome.level <= PartAlike::TwoLetters)
    };
    let crossed = evidence
        .crossed
        .is_some_and(|both| both.iter().all(|outcome| outcome.level == PartAlike::Equal));
    let same = |contact: Option<Outcome<ContactAlike>>| {
        contact.is_some_and(|outcome| outcome.level == ContactAlike::Equal)
    };
    // A given name that is nearly the same may be a twin's.
    let given = evidence
        .given
        .is_some_and(|outcome| outcome.level <= PartAlike::Nickname);
    (given && near(evidence.family) || crossed)
        && evidence
            .born
            .is_some_and(|outcome| outcome.level == DateAlike::Equal)
        && (evidence.record_number == Some(true) || same(evidence.phone) || same(evidence.email))
}

fn grade(probability: f64, evidence: &Evidence, looks: Looks) -> Grade {
    let capped = looks != Looks::Nothing;
    Grade::ALL
        .into_iter()
        .filter(|grade| match grade {
            Grade::Certain => !capped && agrees_in_three(evidence),
            Grade::Probable => !capped,
            Grade::Possible | Grade::None => true,
        })
        .find(|grade| probability >= grade.cut())
        .unwrap_or(Grade::None)
}

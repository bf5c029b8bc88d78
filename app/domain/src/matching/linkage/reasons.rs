//! Puts into reasons what a pair was weighed by.

use super::contact::ContactAlike;
use super::date::DateAlike;
use super::evidence::{Evidence, Outcome, PartAlike};
use super::judge::{Looks, Odds};
use super::model::{Kin, Model};
use super::place::{PlaceAlike, StreetAlike};
use super::verdict::Reason;

/// From this part of all explanations on, another one is named.
const NAMED: f64 = 0.1;

/// The reasons, the weightiest first; what it looks like instead before all.
pub(super) fn of(model: &Model, evidence: &Evidence, odds: &Odds, looks: Looks) -> Vec<Reason> {
    let mut weighed: Vec<(f64, Reason)> = Vec::with_capacity(9);
    names(model, evidence, &mut weighed);
    if let Some(outcome) = evidence.born {
        weighed.extend(
            born(outcome.level)
                .map(|reason| (model.slips.born(outcome.level) * outcome.lift, reason)),
        );
    }
    let [phone, email, address] = evidence.also;
    if let Some(outcome) = evidence.phone {
        let reason = match outcome.level {
            ContactAlike::Equal => Reason::SamePhone {
                also_used_by: phone,
            },
            ContactAlike::OneSlip | ContactAlike::TwoSlips => Reason::PhoneNear,
            ContactAlike::SameLocal | ContactAlike::Different => Reason::DifferentPhone,
        };
        weighed.push((
            model.slips.phone(outcome.level) * outcome.lift + 0.15,
            reason,
        ));
    }
    if let Some(outcome) = evidence.email {
        let reason = match outcome.level {
            ContactAlike::Equal => Reason::SameEmail {
                also_used_by: email,
            },
            ContactAlike::OneSlip | ContactAlike::TwoSlips | ContactAlike::SameLocal => {
                Reason::EmailNear
            }
            ContactAlike::Different => Reason::DifferentEmail,
        };
        weighed.push((
            model.slips.email(outcome.level) * outcome.lift + 0.2,
            reason,
        ));
    }
    addresses(model, evidence, address, &mut weighed);
    match evidence.sex {
        Some(true) => weighed.push((2.0, Reason::SameSex)),
        Some(false) => weighed.push((0.03, Reason::DifferentSex)),
        None => {}
    }
    match evidence.record_number {
        Some(true) => weighed.push((1e5, Reason::SameRecordNumber)),
        Some(false) => weighed.push((0.01, Reason::DifferentRecordNumber)),
        None => {}
    }
    if evidence.generation == Some(false) {
        weighed.push((0.02, Reason::DifferentGeneration));
    }
    weighed.sort_by(|(one, _), (other, _)| other.ln().abs().total_cmp(&one.ln().abs()));
    kin(odds, looks)
        .into_iter()
        .chain(weighed.into_iter().map(|(_, reason)| reason))
        .collect()
}

fn kin(odds: &Odds, looks: Looks) -> Option<Reason> {
    match looks {
        Looks::Twins => return Some(Reason::LooksLikeTwins),
        Looks::ParentAndChild => return Some(Reason::LooksLikeParentAndChild),
        Looks::Nothing => {}
    }
    let (kin, part) = odds.likeliest?;
    (part >= NAMED).then_some(match kin {
        Kin::Twin => Reason::LooksLikeTwins,
        Kin::Sibling => Reason::LooksLikeSiblings,
        Kin::Parent | Kin::Junior => Reason::LooksLikeParentAndChild,
        Kin::Spouse => Reason::LooksLikeSpouses,
        Kin::Household | Kin::Same | Kin::Changed | Kin::Careless => Reason::LooksLikeHousehold,
    })
}

fn names(model: &Model, evidence: &Evidence, weighed: &mut Vec<(f64, Reason)>) {
    let level = |part: Option<Outcome<PartAlike>>| part.map(|outcome| outcome.level);
    let straight = level(evidence.given).is_none_or(|level| level < PartAlike::Different)
        && level(evidence.family).is_none_or(|level| level < PartAlike::Different);
    if !straight {
        let crossed = evidence.crossed.filter(|both| {
            both.iter()
                .all(|outcome| outcome.level < PartAlike::Initial)
        });
        if let Some([one, other]) = crossed {
            return weighed.push((model.crossed * one.lift * other.lift, Reason::NamesSwapped));
        }
        if let Some(lift) = evidence.shuffled {
            return weighed.push((model.shuffled * lift, Reason::NameShuffled));
        }
    }
    if level(evidence.given) == Some(PartAlike::Equal)
        && level(evidence.family) == Some(PartAlike::Equal)
    {
        let lift = evidence.given.map_or(1.0, |outcome| outcome.lift)
            * evidence.family.map_or(1.0, |outcome| outcome.lift);
        return weighed.push((lift, Reason::SameName));
    }
    if let Some(outcome) = evidence.given {
        let reason = match outcome.level {
            PartAlike::Equal => Reason::SameGivenName,
            PartAlike::Nickname => Reason::GivenNickname,
            PartAlike::Sounds => Reason::GivenSounds,
            PartAlike::OneLetter => Reason::GivenNear { letters: 1 },
            PartAlike::TwoLetters | PartAlike::Vague => Reason::GivenNear { letters: 2 },
            PartAlike::Begins | PartAlike::Subset => Reason::GivenPart,
            PartAlike::Overlap => Reason::GivenOverlap,
            PartAlike::Initial => Reason::GivenInitial,
            PartAlike::Different => Reason::DifferentGivenName,
        };
        weighed.push((
            model.slips.given(outcome.level) * outcome.lift + 0.015,
            reason,
        ));
    }
    if let Some(outcome) = evidence.family {
        let reason = match outcome.level {
            PartAlike::Equal => Reason::SameFamilyName,
            PartAlike::Sounds => Reason::FamilySounds,
            PartAlike::OneLetter => Reason::FamilyNear { letters: 1 },
            PartAlike::TwoLetters | PartAlike::Vague => Reason::FamilyNear { letters: 2 },
            PartAlike::Begins | PartAlike::Subset => Reason::FamilyPart,
            PartAlike::Overlap => Reason::FamilyOverlap,
            PartAlike::Initial => Reason::FamilyInitial,
            PartAlike::Nickname | PartAlike::Different => Reason::DifferentFamilyName,
        };
        weighed.push((
            model.slips.family(outcome.level) * outcome.lift + 0.03,
            reason,
        ));
    }
}

fn born(level: DateAlike) -> Option<Reason> {
    Some(match level {
        DateAlike::Equal => Reason::SameBirthDate,
        DateAlike::Swapped => Reason::DayAndMonthSwapped,
        DateAlike::OneDigit | DateAlike::Transposed => Reason::BirthDateOneDigit,
        DateAlike::YearNear => Reason::BirthYearNear,
        DateAlike::TwoOfThree => Reason::BirthDatePartly,
        DateAlike::TwoDigits => Reason::BirthDateTwoDigits,
        DateAlike::YearOnly | DateAlike::SameYear => Reason::SameBirthYear,
        // A first of January says nothing.
        DateAlike::Doubtful => return None,
        DateAlike::Different => Reason::DifferentBirthDate,
    })
}

fn addresses(
    model: &Model,
    evidence: &Evidence,
    also_used_by: u32,
    weighed: &mut Vec<(f64, Reason)>,
) {
    let place = evidence.place;
    let near = place.is_some_and(|outcome| outcome.level < PlaceAlike::Different);
    if let Some(outcome) = evidence.street {
        let reason = match outcome.level {
            StreetAlike::Equal if place.is_none() || near => Reason::SameAddress { also_used_by },
            StreetAlike::Equal
            | StreetAlike::Near
            | StreetAlike::NoNumbers
            | StreetAlike::NumberNear
            | StreetAlike::Half
            | StreetAlike::SameStreet
            | StreetAlike::OtherFlat => Reason::AddressNear,
            StreetAlike::Weak | StreetAlike::Different if near => Reason::SamePlace,
            StreetAlike::Weak | StreetAlike::Different => Reason::DifferentAddress,
        };
        weighed.push((
            model.slips.street(outcome.level) * outcome.lift + 0.25,
            reason,
        ));
    } else if let Some(outcome) = place {
        let reason = if near {
            Reason::SamePlace
        } else {
            Reason::DifferentAddress
        };
        weighed.push((
            model.slips.place(outcome.level) * outcome.lift + 0.3,
            reason,
        ));
    }
}

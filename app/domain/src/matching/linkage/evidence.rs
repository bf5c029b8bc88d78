//! How a pair compares, field by field, before anything is weighed.

use super::contact::{ContactAlike, email_alike, phone_alike};
use super::date::{Birth, DateAlike, date_alike};
use super::name::{Alike, Part, Word, alike};
use super::place::{Address, PlaceAlike, StreetAlike, place_alike, street_alike};
use super::population::{Customs, Frequencies, TokenKind};
use super::profile::{Prepared, Sex};
use super::rarity::Rarity;

/// How two values of a field compare, and how many times likelier it is for two values
/// of one source to be these two than for two of strangers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Outcome<L> {
    pub(super) level: L,
    pub(super) lift: f64,
}

/// How given names or family names compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PartAlike {
    Equal,
    Nickname,
    Sounds,
    OneLetter,
    Begins,
    TwoLetters,
    /// Half of the letters.
    Vague,
    /// Some words in common, and each has others.
    Overlap,
    /// One has all words of the other and more.
    Subset,
    /// No more than a first letter is known.
    Initial,
    Different,
}

/// How a pair compares: all that a model weighs. Small, so that millions can be kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    pub(super) people: f64,
    pub(super) customs: Customs,
    pub(super) given: Option<Outcome<PartAlike>>,
    pub(super) family: Option<Outcome<PartAlike>>,
    /// The most that both parts of a name can say together.
    pub(super) lift_of_both: f64,
    /// The given name of each with the family name of the other.
    pub(super) crossed: Option<[Outcome<PartAlike>; 2]>,
    /// Whether the first given names are two names of people, and no slip of each other: lists
    /// know each, or others have it.
    pub(super) given_of_two: bool,
    /// All words of a name found in the other one, wherever they stand.
    pub(super) shuffled: Option<f64>,
    pub(super) generation: Option<bool>,
    pub(super) generation_once: bool,
    pub(super) born: Option<Outcome<DateAlike>>,
    /// Years between the birth dates, where both are known.
    pub(super) years_apart: Option<i32>,
    pub(super) sex: Option<bool>,
    /// Whether one of them is a woman: who changes her name more often.
    pub(super) woman: Option<bool>,
    pub(super) phone: Option<Outcome<ContactAlike>>,
    pub(super) email: Option<Outcome<ContactAlike>>,
    pub(super) street: Option<Outcome<StreetAlike>>,
    pub(super) place: Option<Outcome<PlaceAlike>>,
    /// The lift of the state, none for different ones.
    pub(super) state: Option<f64>,
    pub(super) record_number: Option<bool>,
    /// How many others have the same phone number, address for mail, house; 0 where it isn't
    /// the same.
    pub(super) also: [u32; 3],
}

/// Compares, field by field; the same whichever is named first.
#[must_use]
pub fn evidence(one: &Prepared, other: &Prepared, frequencies: &impl Frequencies) -> Evidence {
    // Whatever is summed up here is summed up in one order.
    let (one, other) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    let rarity = Rarity::of(frequencies);
    let (a, b) = (&one.name, &other.name);
    let given = part(&a.given, &b.given, &[TokenKind::Given], &rarity);
    let family = part(&a.family, &b.family, &[TokenKind::Family], &rarity);
    let equal = |part: &Option<Outcome<PartAlike>>| {
        part.is_some_and(|outcome| outcome.level <= PartAlike::Equal)
    };
    let anything = [TokenKind::Given, TokenKind::Family];
    let (crossed, shuffled) = if equal(&given) && equal(&family) {
        (None, None)
    } else {
        let first = part(&a.given, &b.family, &anything, &rarity);
        let second = part(&a.family, &b.given, &anything, &rarity);
        (
            first.zip(second).map(|(first, second)| [first, second]),
            shuffled(one, other, &rarity),
        )
    };
    let phone = one.phone.as_ref().zip(other.phone.as_ref()).map(|(a, b)| {
        let level = phone_alike(a, b);
        let others = match level {
            ContactAlike::Equal => rarity.others_of(TokenKind::Phone, a.token(), b.token()),
            _ => 0,
        };
        let lift = rarity.contact(level, others);
        (Outcome { level, lift }, others)
    });
    let email = one.email.as_ref().zip(other.email.as_ref()).map(|(a, b)| {
        let level = email_alike(a, b);
        let others = match level {
            ContactAlike::Equal => rarity.others_of(TokenKind::Email, &a.token, &b.token),
            _ => 0,
        };
        let lift = rarity.contact(level, others);
        (Outcome { level, lift }, others)
    });
    let (here, there) = (&one.address, &other.address);
    let street = street_alike(here, there);
    Evidence {
        people: rarity.people(),
        customs: rarity.customs(),
        given,
        family,
        lift_of_both: rarity.both(a.token.as_deref(), b.token.as_deref()),
        crossed,
        given_of_two: match (a.given.words.first(), b.given.words.first()) {
            (Some(a), Some(b)) => {
                // Both are asked about: what is asked shall not depend on answers.
                a.text != b.text && [a, b].map(|word| rarity.is_name(word)) == [true, true]
            }
            _ => false,
        },
        shuffled,
        generation: a.generation.zip(b.generation).map(|(a, b)| a == b),
        generation_once: a.generation.is_some() != b.generation.is_some(),
        born: one.born.as_ref().zip(other.born.as_ref()).map(|(a, b)| {
            let level = date_alike(a, b);
            Outcome {
                level,
                lift: rarity.born(level, a),
            }
        }),
        years_apart: years_apart(one.born.as_ref(), other.born.as_ref()),
        sex: one.sex.zip(other.sex).map(|(a, b)| a == b),
        woman: match (one.sex, other.sex) {
            (None, None) => None,
            (a, b) => Some(a == Some(Sex::Female) || b == Some(Sex::Female)),
        },
        street: street.map(|level| Outcome {
            level,
            lift: rarity.street(
                level,
                here.token.as_deref().or(there.token.as_deref()),
                here.grams.len().min(there.grams.len()) >= STREET_LONG,
            ),
        }),
        place: place_alike(here, there).map(|level| {
            let common = here
                .places
                .iter()
                .filter(|place| there.places.contains(place) && !place.starts_with("r:"));
            Outcome {
                level,
                lift: rarity.place_lift(
                    level,
                    common.map(String::as_str),
                    near_places(here, there),
                ),
            }
        }),
        state: here
            .state
            .as_ref()
            .zip(there.state.as_ref())
            .map(|(a, b)| rarity.state(a, b)),
        record_number: one
            .record_number
            .as_ref()
            .zip(other.record_number.as_ref())
            .map(|(a, b)| a == b),
        also: [
            phone.map_or(0, |(_, others)| also(others)),
            email.map_or(0, |(_, others)| also(others)),
            match here.home == there.home {
                true => rarity.others(TokenKind::Home, here.home.as_deref()),
                false => 0,
            },
        ],
        phone: phone.map(|(outcome, _)| outcome),
        email: email.map(|(outcome, _)| outcome),
    }
}

/// The suburbs of both, else the postcodes: what may be nearly the same.
fn near_places<'a>(here: &'a Address, there: &'a Address) -> [&'a str; 2] {
    let of = |kind: &str| {
        let find =
            |address: &'a Address| address.places.iter().find(|place| place.starts_with(kind));
        Some([find(here)?.as_str(), find(there)?.as_str()])
    };
    of("s:").or_else(|| of("p:")).unwrap_or_default()
}

fn also(others: u64) -> u32 {
    u32::try_from(others).unwrap_or(u32::MAX)
}

/// Full years between two birth dates.
fn years_apart(one: Option<&Birth>, other: Option<&Birth>) -> Option<i32> {
    let (one, other) = (one?, other?);
    let (early, late) = if (one.year, one.day) <= (other.year, other.day) {
        (one, other)
    } else {
        (other, one)
    };
    let whole = i32::from(late.day >= early.day || late.day.is_none() || early.day.is_none());
    Some(i32::from(late.year) - i32::from(early.year) - 1 + whole)
}

/// Compares given names, or family names, or those of one with these of the other.
fn part(
    one: &Part,
    other: &Part,
    kinds: &[TokenKind],
    rarity: &Rarity<impl Frequencies>,
) -> Option<Outcome<PartAlike>> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    let given = kinds.contains(&TokenKind::Given);
    let (short, long) = match one.words.len() <= other.words.len() {
        true => (one, other),
        false => (other, one),
    };
    // `Mary Ann` and `Maryann`, `van der Berg` and `Vanderberg`.
    let written_apart = short.words.len() < long.words.len();
    if one.joined == other.joined || (written_apart && without_gaps(short) == without_gaps(long)) {
        let lift =
            |words: &[Word]| -> f64 { words.iter().map(|word| rarity.word(kinds, word)).product() };
        // Nobody else has the pieces of a name that was torn apart; many may have the name.
        return Some(Outcome {
            level: PartAlike::Equal,
            lift: lift(&long.words).min(lift(&short.words)).min(LIFT_MAX),
        });
    }
    let several = long.words.len() > 1;
    let mut free: Vec<&Word> = long.words.iter().collect();
    let (mut worst, mut lift, mut missed, mut found) = (Alike::Equal, 1.0_f64, 0, 0);
    for (at, word) in short.words.iter().enumerate() {
        let best = free
            .iter()
            .enumerate()
            .map(|(place, other)| (alike(word, other, given), place.abs_diff(at), place))
            .min();
        match best {
            Some((level, _, place))
                if level < Alike::Different && (level != Alike::Vague || !several) =>
            {
                let other = free.remove(place);
                lift *= rarity.pair(kinds, level, word, other);
                worst = worst.max(level);
                found += usize::from(level < Alike::Initial);
            }
            _ => missed += 1,
        }
    }
    if (found == 0 || missed > 0) && several {
        let (a, b) = (
            Word::of(short.joined.clone()),
            Word::of(long.joined.clone()),
        );
        let level = alike(&a, &b, false);
        if level <= Alike::OneLetter || (found == 0 && level <= Alike::Vague) {
            return Some(Outcome {
                level: PartAlike::from(level),
                lift: rarity.pair(kinds, level, &a, &b),
            });
        }
    }
    // Of a few words that only look alike, with others beside them, little is to be learnt.
    let loose = worst > Alike::Nickname && (missed > 0 || !free.is_empty());
    let lift = lift.min(if loose { LOOSE } else { LIFT_MAX });
    let level = match (missed, free.len()) {
        _ if found == 0 && worst != Alike::Initial => PartAlike::Different,
        (0, 0) => PartAlike::from(worst),
        (0, _) => PartAlike::Subset,
        _ if found > 0 => PartAlike::Overlap,
        _ => PartAlike::Different,
    };
    Some(Outcome { level, lift })
}

/// The most that a name says of which words are merely alike and others are missing.
const LOOSE: f64 = 200.0;
/// Pairs of letters from which on the name of a street is long.
const STREET_LONG: usize = 12;

/// However rare its words are, a name can be said twice.
pub(super) const LIFT_MAX: f64 = 3e5;

fn without_gaps(part: &Part) -> String {
    part.words.iter().map(|word| word.text.as_str()).collect()
}

impl From<Alike> for PartAlike {
    fn from(alike: Alike) -> Self {
        match alike {
            Alike::Equal => Self::Equal,
            Alike::Nickname => Self::Nickname,
            Alike::Sounds => Self::Sounds,
            Alike::OneLetter => Self::OneLetter,
            Alike::Begins => Self::Begins,
            Alike::TwoLetters => Self::TwoLetters,
            Alike::Vague => Self::Vague,
            Alike::Initial => Self::Initial,
            Alike::Different => Self::Different,
        }
    }
}

/// The lift of all words of the shorter name standing somewhere in the longer one.
fn shuffled(one: &Prepared, other: &Prepared, rarity: &Rarity<impl Frequencies>) -> Option<f64> {
    let (a, b): (Vec<&Word>, Vec<&Word>) =
        (one.name.words().collect(), other.name.words().collect());
    let (short, mut free) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return None;
    }
    let kinds = [TokenKind::Given, TokenKind::Family];
    let mut lift = 1.0_f64;
    for word in short {
        // A slip besides is rarer still, and found where the words stand in order.
        let found = free
            .iter()
            .position(|other| !word.initial && word.text == other.text)?;
        lift *= rarity.word(&kinds, free.remove(found));
    }
    Some(lift.min(LIFT_MAX * LIFT_MAX))
}

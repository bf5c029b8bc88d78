//! By which keys two profiles that may be the same person are found without comparing
//! all with all.
//!
//! No key alone finds every pair, so there are several that fail for different reasons:
//! a moved person is found by the birth date, a mistyped birth date by the name, a
//! married name by the phone number. A key that too many people share is not read at
//! all; the same people have narrower ones.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use super::name::{Part, Word};
use super::profile::Prepared;

/// Goes up when the same profile gets other keys or tokens than before: what was stored
/// is made anew then.
pub const RULES_OF_KEYS: i64 = 3;

/// The most patients that are read for one key. A key that more have is too common.
pub const READ_PER_KEY: usize = 100;

/// The most patients that one person is compared with.
pub const CANDIDATES_MAX: usize = 64;

/// Of keys that too many have, so many are asked at once when no other finds anybody.
const COMMON_MAX: usize = 6;
/// Kinds of keys that too many may have, the most telling first: those of a birth date and
/// a name, those of a name, those of a place, and the rest.
const TELLING: &str = "cibdyntelrapzshq";

/// Words of each part of a name that make keys.
const WORDS_MAX: usize = 3;
/// Letters of words that make keys where sounds are too coarse or wrong.
const LETTERS: usize = 3;
/// Letters of the words of a street that make keys.
const STREET_LETTERS: usize = 5;
/// Shorter local parts of addresses are anybody's.
const LOCAL_MIN: usize = 6;

/// The keys of this person, each with its kind in front; at most some forty.
///
/// The store keeps for each key who has it, no more than [`READ_PER_KEY`] of them, and finds
/// who may be the same person so: it reads those of each key, [ranks](ranked) them and takes the
/// first. Where no key finds anybody, [`common`] says which of those that more have are tried.
#[must_use]
pub fn keys(person: &Prepared) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    contact_keys(person, &mut keys);
    name_keys(person, &mut keys);
    place_keys(person, &mut keys);
    keys
}

/// The kind of a key of [`keys`].
#[must_use]
pub fn kind(key: &str) -> u8 {
    key.bytes().next().unwrap_or_default()
}

/// Who shares keys with somebody among `people`, from the [`kind`] of each key and those who
/// have it: of whom the shared keys say most first, and of equals the lowest first.
///
/// Who shares a rare key is more likely the one than who shares a usual one, whatever the keys
/// are made of. Keys of one kind are made of the same facts, and count once.
#[must_use]
pub fn ranked<P: Copy + Ord + Hash>(
    shared: impl IntoIterator<Item = (u8, Vec<P>)>,
    people: u64,
) -> Vec<P> {
    let mut shared: Vec<(u8, Vec<P>)> = shared.into_iter().collect();
    // Of each kind the rarest first: that is the one that counts.
    shared.sort_by_key(|(kind, having)| (*kind, having.len()));
    let mut met: HashMap<P, (u8, i64)> = HashMap::new();
    for (kind, having) in &shared {
        let worth = worth(people, having.len() as u64);
        for who in having {
            let (last, sum) = met.entry(*who).or_insert((0, 0));
            if last != kind {
                (*last, *sum) = (*kind, *sum + worth);
            }
        }
    }
    let mut met: Vec<(i64, P)> = met.into_iter().map(|(who, (_, sum))| (sum, who)).collect();
    met.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    met.into_iter().map(|(_, who)| who).collect()
}

/// Which of the keys that too many have are tried where no other finds anybody, from the
/// [`kind`] of each and its form: the most telling first.
#[must_use]
pub fn common<K: Copy + Ord>(too_many: impl IntoIterator<Item = (u8, K)>) -> Vec<K> {
    let telling = |kind| TELLING.bytes().position(|one| one == kind);
    let mut common: Vec<(usize, K)> = too_many
        .into_iter()
        .map(|(kind, key)| (telling(kind).unwrap_or(TELLING.len()), key))
        .collect();
    common.sort_unstable();
    common.dedup();
    common.truncate(COMMON_MAX);
    common.into_iter().map(|(_, key)| key).collect()
}

/// What sharing a key says that so many have: thousandths of the natural logarithm of how many
/// times likelier it is with one person than with two of all. Any key says something.
fn worth(people: u64, having: u64) -> i64 {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "no clinic has 2^52 patients, and a logarithm of a count is below 45"
    )]
    let thousandths = ((people.max(1) as f64 / having.max(1) as f64).ln() * 1_000.0) as i64;
    thousandths.max(1)
}

fn contact_keys(person: &Prepared, keys: &mut BTreeSet<String>) {
    if let Some(phone) = &person.phone {
        keys.insert(format!("t:{}", phone.key()));
    }
    if let Some(email) = &person.email {
        keys.insert(format!("e:{}", email.token));
        if email.local.len() >= LOCAL_MIN {
            keys.insert(format!("l:{}", email.local));
        }
    }
    if let Some(number) = &person.record_number {
        keys.insert(format!("r:{number}"));
    }
}

fn name_keys(person: &Prepared, keys: &mut BTreeSet<String>) {
    let year = person.born.as_ref().map(|born| born.year);
    // Day and month in either order are one key.
    let day = person
        .born
        .as_ref()
        .and_then(|born| born.day)
        .map(|day| format!("{:02}{:02}", day.month.min(day.day), day.month.max(day.day)));
    let given = codes(&person.name.given);
    let family = codes(&person.name.family);
    for one in &given {
        for other in &family {
            keys.insert(format!("n:{}:{}", one.min(other), one.max(other)));
        }
    }
    let starts = |part: &Part| -> Vec<String> { part.words.iter().take(1).map(start).collect() };
    let starts = (starts(&person.name.given), starts(&person.name.family));
    for (one, other) in starts.0.iter().zip(&starts.1) {
        if let Some(year) = year {
            keys.insert(format!("i:{}{}:{year}", one.min(other), one.max(other)));
        }
    }
    if let (Some(year), Some(day)) = (year, &day) {
        keys.insert(format!("b:{year}{day}"));
        for code in given.iter().chain(&family) {
            // Where too many are born on that day, such as the first of January.
            keys.insert(format!("c:{year}{day}:{code}"));
        }
    }
    for code in given.iter().chain(&family) {
        if let Some(year) = year {
            keys.insert(format!("y:{code}:{year}"));
        }
        if let Some(day) = &day {
            keys.insert(format!("d:{code}:{day}"));
        }
    }
}

fn place_keys(person: &Prepared, keys: &mut BTreeSet<String>) {
    let address = &person.address;
    let codes: BTreeSet<&str> = [&person.name.given, &person.name.family]
        .into_iter()
        .flat_map(codes)
        .collect();
    let streets: BTreeSet<String> = address
        .words
        .iter()
        .filter(|word| word.len() >= LETTERS)
        .take(WORDS_MAX)
        .map(|word| word.chars().take(STREET_LETTERS).collect())
        .collect();
    let year = person.born.as_ref().map(|born| born.year);
    for place in [&address.postcode, &address.suburb].into_iter().flatten() {
        for code in &codes {
            keys.insert(format!("p:{place}:{code}"));
        }
        for street in &streets {
            keys.insert(format!("s:{place}:{street}"));
        }
        if let Some(house) = &address.house {
            keys.insert(format!("h:{place}:{house}"));
        }
        if let Some(year) = year {
            keys.insert(format!("z:{place}:{year}"));
        }
    }
    if let Some(house) = &address.house {
        for street in &streets {
            keys.insert(format!("a:{house}:{street}"));
        }
        if let Some(year) = year {
            keys.insert(format!("q:{house}:{year}"));
        }
    }
}

/// How the words of a name sound; initials sound like anybody.
fn codes(part: &Part) -> BTreeSet<&str> {
    part.words
        .iter()
        .filter(|word| !word.initial)
        .take(WORDS_MAX)
        .flat_map(|word| word.sounds().iter().map(String::as_str))
        .collect()
}

fn start(word: &Word) -> String {
    word.text.chars().take(LETTERS).collect()
}

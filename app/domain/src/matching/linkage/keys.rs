//! By which keys two profiles that may be the same person are found without comparing
//! all with all.
//!
//! No key alone finds every pair, so there are several that fail for different reasons:
//! a moved person is found by the birth date, a mistyped birth date by the name, a
//! married name by the phone number. A key that too many people share is not read at
//! all; the same people have narrower ones.

use std::collections::BTreeSet;

use super::name::{Part, Word};
use super::profile::Prepared;

/// Goes up when the same profile gets other keys or tokens than before: what was stored
/// is made anew then.
pub const RULES_OF_KEYS: i64 = 1;

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
/// The store keeps them in an indexed table and finds who may be the same person so: count
/// for each key how many have it, no further than one more than [`READ_PER_KEY`]; choose by
/// [`looked_for`] which of them are read; of all who have one of these, take the
/// [`CANDIDATES_MAX`] of whom the shared keys say most, each kind of key once.
#[must_use]
pub fn keys(person: &Prepared) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    contact_keys(person, &mut keys);
    name_keys(person, &mut keys);
    place_keys(person, &mut keys);
    keys
}

/// A key that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Telling<K> {
    /// The key, in whatever form it is stored.
    pub key: K,
    /// Its kind: keys of one kind are made of the same facts, and count once.
    pub kind: u8,
    /// What sharing it says: thousandths of the natural logarithm of how many times likelier
    /// it is with one person than with two of all.
    pub worth: i64,
}

/// By which keys somebody is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedFor<K> {
    /// Keys that few have, the rarest last.
    pub rare: Vec<Telling<K>>,
    /// Keys that too many have, the most telling first: asked only if the others find nobody.
    pub common: Vec<K>,
}

/// The kind of a key of [`keys`].
#[must_use]
pub fn kind(key: &str) -> u8 {
    key.bytes().next().unwrap_or_default()
}

/// By which of the keys somebody is looked for among `people`, from each key's form, its
/// [`kind`] and how many have it. Who shares a rare key is more likely the one than who
/// shares a usual one, whatever the keys are made of: so candidates are ranked by the sum of
/// what the shared keys say, and not read key by key.
#[must_use]
pub fn looked_for<K: Copy + Ord>(
    counted: impl IntoIterator<Item = (K, u8, u64)>,
    people: u64,
) -> LookedFor<K> {
    let (mut rare, mut common) = (Vec::new(), Vec::new());
    for (key, kind, having) in counted {
        if having > READ_PER_KEY as u64 {
            let telling = TELLING.bytes().position(|one| one == kind);
            common.push((telling.unwrap_or(TELLING.len()), key));
        } else if having > 0 {
            rare.push((having, kind, key));
        }
    }
    rare.sort_unstable_by(|one, other| other.cmp(one));
    rare.dedup();
    common.sort_unstable();
    common.dedup();
    common.truncate(COMMON_MAX);
    let telling = |(having, kind, key)| Telling {
        key,
        kind,
        worth: worth(people, having),
    };
    LookedFor {
        rare: rare.into_iter().map(telling).collect(),
        common: common.into_iter().map(|(_, key)| key).collect(),
    }
}

/// See [`Telling::worth`]; sharing any key says something.
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
        .flat_map(|word| word.sounds.iter().map(String::as_str))
        .collect()
}

fn start(word: &Word) -> String {
    word.text.chars().take(LETTERS).collect()
}

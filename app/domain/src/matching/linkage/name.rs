//! Names: which words are given and which family names, and how alike two words are.

use std::cmp::Ordering;
use std::sync::{LazyLock, OnceLock};

use rphonetic::DoubleMetaphone;

use super::super::fold;
use super::nicknames;

/// Words of one part of a name that are compared.
const WORDS_MAX: usize = 6;
/// Letters of the phonetic code of a word.
const CODE_LETTERS: usize = 5;

/// Words between given and family name that belong to the family name and are often
/// left out or written in one word with it.
const PARTICLES: [&str; 37] = [
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "des", "la", "las", "le", "les",
    "los", "van", "von", "vom", "zu", "zum", "zur", "der", "den", "ter", "ten", "te", "het", "bin",
    "bint", "ibn", "ben", "al", "el", "abu", "y", "e", "af",
];
/// Beginnings of family names that are written apart or not: Mc Donald, O Neill.
const PREFIXES: [&str; 4] = ["mc", "mac", "o", "st"];
/// What stands before a name and is none.
const TITLES: [&str; 16] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "master",
    "mstr",
    "rev",
    "herr",
    "frau",
    "mme",
    "mlle",
];

/// A word of a name. All else follows from its text; what most comparisons never ask about is
/// found out when it is asked about first.
#[derive(Clone)]
pub(super) struct Word {
    /// Folded.
    pub(super) text: String,
    /// Whether all of it is one letter.
    pub(super) initial: bool,
    /// Whether lists of names know it: somebody's name then, and no slip of another.
    pub(super) known: bool,
    sounds: OnceLock<[String; 2]>,
    /// The groups of nicknames that it is in.
    groups: &'static [u16],
    /// Those of a word that no list knows.
    groups_but_for_a_slip: OnceLock<Vec<u16>>,
}

impl PartialEq for Word {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Word {}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Word {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

static METAPHONE: LazyLock<DoubleMetaphone> =
    LazyLock::new(|| DoubleMetaphone::new(Some(CODE_LETTERS)));

impl Word {
    pub(super) fn of(text: String) -> Self {
        let groups = nicknames::groups(&text);
        Self {
            initial: text.chars().nth(1).is_none(),
            known: !groups.is_empty(),
            groups,
            text,
            sounds: OnceLock::new(),
            groups_but_for_a_slip: OnceLock::new(),
        }
    }

    /// How it sounds, in two ways that may be the same.
    pub(super) fn sounds(&self) -> &[String; 2] {
        self.sounds.get_or_init(|| {
            let sounds = match self.text.is_ascii() {
                true => {
                    let both = METAPHONE.double_metaphone(&self.text);
                    [both.primary(), both.alternate()]
                }
                false => [String::new(), String::new()],
            };
            // Digits, or letters that sound like nothing.
            sounds.map(|code| match code.is_empty() {
                true => self.text.chars().take(CODE_LETTERS).collect(),
                false => code,
            })
        })
    }

    /// The groups of nicknames that it is in, or would be but for a slip.
    fn groups(&self) -> &[u16] {
        match self.known {
            true => self.groups,
            false => self
                .groups_but_for_a_slip
                .get_or_init(|| nicknames::groups_but_for_a_slip(&self.text)),
        }
    }

    pub(super) fn letters(&self) -> usize {
        self.text.chars().count()
    }
}

/// The given names or the family names of somebody.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// Its words without particles.
    pub(super) words: Vec<Word>,
    /// All of it in one word, particles too.
    pub(super) joined: String,
}

impl Part {
    fn of(folded: &[String]) -> Self {
        let mut words: Vec<String> = Vec::new();
        let mut prefix = String::new();
        for (at, word) in folded.iter().enumerate() {
            let more = at + 1 < folded.len();
            if more && PREFIXES.contains(&word.as_str()) {
                prefix.push_str(word);
            } else if prefix.is_empty() {
                words.push(word.clone());
            } else {
                words.push(format!("{prefix}{word}"));
                prefix.clear();
            }
        }
        let core: Vec<&String> = words
            .iter()
            .filter(|word| !PARTICLES.contains(&word.as_str()))
            .collect();
        let core = if core.is_empty() {
            words.iter().collect()
        } else {
            core
        };
        Self {
            words: core
                .into_iter()
                .take(WORDS_MAX)
                .cloned()
                .map(Word::of)
                .collect(),
            joined: folded.concat(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// A name.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) given: Part,
    pub(super) family: Part,
    /// First of the name, second of it: senior 1, junior or II 2, III 3.
    pub(super) generation: Option<u8>,
    /// Its first given and its family names, in one order: what is counted.
    pub(super) token: Option<String>,
}

impl Name {
    pub(super) fn of(given: Option<&str>, family: Option<&str>, full: Option<&str>) -> Self {
        let in_parts = given.is_some() || family.is_some();
        let (mut given, mut family) = match in_parts {
            true => (
                fold(given.unwrap_or_default()),
                fold(family.unwrap_or_default()),
            ),
            false => split(full.unwrap_or_default()),
        };
        let generation = take_generation(&mut family).or_else(|| take_generation(&mut given));
        while given.len() > 1
            && given
                .first()
                .is_some_and(|word| TITLES.contains(&word.as_str()))
        {
            given.remove(0);
        }
        let (given, family) = (Part::of(&given), Part::of(&family));
        let token = given
            .words
            .first()
            .filter(|word| !word.initial && !family.is_empty())
            .map(|first| {
                let mut words: Vec<&str> =
                    family.words.iter().map(|word| word.text.as_str()).collect();
                words.push(&first.text);
                words.sort_unstable();
                words.join(" ")
            });
        Self {
            given,
            family,
            generation,
            token,
        }
    }

    /// Every word of it.
    pub(super) fn words(&self) -> impl Iterator<Item = &Word> {
        self.given.words.iter().chain(&self.family.words)
    }
}

/// `Jr` and the like at the end of a name that has more words.
fn take_generation(words: &mut Vec<String>) -> Option<u8> {
    if words.len() < 2 {
        return None;
    }
    let generation = match words.last()?.as_str() {
        "sr" | "snr" | "senior" => 1,
        "jr" | "jnr" | "junior" | "ii" | "2nd" => 2,
        "iii" | "3rd" => 3,
        "iv" | "4th" => 4,
        _ => return None,
    };
    words.pop();
    Some(generation)
}

/// A name in one field: `Moss, Ana` or `Ana Moss`, particles with the family name.
fn split(full: &str) -> (Vec<String>, Vec<String>) {
    if let Some((family, given)) = full.split_once(',') {
        let (family, given) = (fold(family), fold(given));
        if !given.is_empty() && !family.is_empty() {
            // `Ana Moss, Jr`
            if given.len() > 1
                || take_generation(&mut [vec![String::new()], given.clone()].concat()).is_none()
            {
                return (given, family);
            }
        }
    }
    let mut words = fold(full);
    let mut end = words.len();
    let mut tail = words.clone();
    if take_generation(&mut tail).is_some() {
        end -= 1;
    }
    let mut at = end.saturating_sub(1);
    while at > 1
        && words.get(at - 1).is_some_and(|word| {
            PARTICLES.contains(&word.as_str()) || PREFIXES.contains(&word.as_str())
        })
    {
        at -= 1;
    }
    let family = words.split_off(at);
    // One word alone is what people are called by.
    if words.is_empty() {
        (family, words)
    } else {
        (words, family)
    }
}

/// How alike two words are, from most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alike {
    Equal,
    Nickname,
    Sounds,
    OneLetter,
    Begins,
    TwoLetters,
    /// Half of the letters.
    Vague,
    Initial,
    Different,
}

/// How alike they are; `given` names have nicknames.
pub(super) fn alike(one: &Word, other: &Word, given: bool) -> Alike {
    if one.text == other.text {
        return Alike::Equal;
    }
    if one.initial || other.initial {
        let same = one.text.chars().next() == other.text.chars().next();
        return if same {
            Alike::Initial
        } else {
            Alike::Different
        };
    }
    let text = text_alike(one, other);
    let closer = one.known && other.known || text >= Alike::Vague;
    // Where both are slips of names, they are slips of each other or nothing.
    let named = given && (one.known || other.known);
    if closer && named && share(one.groups(), other.groups()) {
        Alike::Nickname
    } else {
        text
    }
}

fn text_alike(one: &Word, other: &Word) -> Alike {
    let (short, long) = match one.letters() <= other.letters() {
        true => (one, other),
        false => (other, one),
    };
    let (least, most) = (short.letters(), long.letters());
    let apart = match most - least {
        0..=4 => strsim::osa_distance(&one.text, &other.text),
        more => more.max(most),
    };
    let sounds = || {
        one.sounds()
            .iter()
            .any(|code| other.sounds().contains(code))
    };
    let same_start = one.text.chars().next() == other.text.chars().next();
    if apart == 1 && most >= 3 {
        return if most >= 4 && sounds() {
            Alike::Sounds
        } else {
            Alike::OneLetter
        };
    }
    if most >= 4 && apart <= most.div_ceil(2) && sounds() {
        return Alike::Sounds;
    }
    if least >= 3 && long.text.starts_with(&short.text) {
        return Alike::Begins;
    }
    let near = (apart == 2 && most >= 5) || (apart == 3 && most >= 8);
    if near || (least >= 4 && same_start && strsim::jaro_winkler(&one.text, &other.text) >= 0.88) {
        return Alike::TwoLetters;
    }
    if most >= 5 && apart * 2 <= most {
        return Alike::Vague;
    }
    Alike::Different
}

/// Whether two rising lists have a number in common.
fn share(one: &[u16], other: &[u16]) -> bool {
    one.iter().any(|number| other.contains(number))
}

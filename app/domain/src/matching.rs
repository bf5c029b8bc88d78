//! Finding people by what somebody types: names folded to plain letters, what a
//! search asks for, and names that differ by a slip of the keyboard.
//!
//! One folding serves what is stored and what is typed, so both always agree. When
//! it changes, [`RULES`] changes too, and what was stored is folded anew.
//! Whether two profiles are the same person is decided in [`linkage`].

mod born;
pub mod linkage;
mod search;
mod slips;

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization as _;

pub use born::{Born, parse_born};
pub use search::{Term, TermKind, readings};
pub use slips::{is_slip, slips};

/// Goes up when the same name is folded to other words than before.
pub const RULES: i64 = 1;

/// Longest word that is kept; one letter of another script can become many.
const WORD_CHARS_MAX: usize = 40;
/// Most words that one name is found by.
const WORDS_MAX: usize = 48;
/// First words up to this length are also written together with the next: Mc Donald.
const PARTICLE_CHARS_MAX: usize = 3;

/// The words of a text in plain small letters and digits: `Łucja O’Neill-Ånd` is
/// `lucja`, `oneill`, `and`. A word whose letters have no plain form stays as it is.
#[must_use]
pub fn fold(text: &str) -> Vec<String> {
    let text: String = text.nfkc().collect();
    text.split_whitespace().flat_map(fold_word).collect()
}

fn fold_word(word: &str) -> Vec<String> {
    let plain = deunicode::deunicode_with_tofu(word, "").replace(['\'', '`'], "");
    let parts: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .map(|part| cut(&part.to_ascii_lowercase()))
        .collect();
    if parts.is_empty() && word.chars().any(char::is_alphanumeric) {
        return vec![cut(&word.to_lowercase())];
    }
    parts
}

fn cut(word: &str) -> String {
    word.chars().take(WORD_CHARS_MAX).collect()
}

/// The form by which names are sorted: its folded words.
#[must_use]
pub fn sort_form(name: &str) -> String {
    fold(name).join(" ")
}

/// Every word by which somebody with this name is found: its folded words, both parts
/// of `O'Neill`, `Mc Donald` in one word, and `Müller` as Mueller.
#[must_use]
pub fn name_words(name: &str) -> BTreeSet<String> {
    let folded = fold(name);
    let mut words: BTreeSet<String> = folded.iter().cloned().collect();
    for (first, second) in folded.iter().zip(folded.iter().skip(1)) {
        if first.chars().count() <= PARTICLE_CHARS_MAX {
            words.insert(cut(&format!("{first}{second}")));
        }
    }
    words.extend(fold(&name.replace(['\'', '’', 'ʼ', '`'], " ")));
    words.extend(fold(&spelled_out(name)));
    words.into_iter().take(WORDS_MAX).collect()
}

/// How the letters are written where a keyboard lacks them.
fn spelled_out(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            'ä' => text.push_str("ae"),
            'ö' | 'ø' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'å' => text.push_str("aa"),
            other => text.push(other),
        }
    }
    text
}

/// Whether two names have the same words in any order: `Nowak Lucja` is `Łucja Nowak`.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    let sorted = |name: &str| {
        let mut words = fold(name);
        words.sort_unstable();
        words
    };
    sorted(one) == sorted(other)
}

#[cfg(test)]
mod tests;

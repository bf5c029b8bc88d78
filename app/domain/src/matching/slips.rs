//! Names that differ by one slip of the keyboard, found without comparing them all.
//!
//! Two words one slip apart (a letter too many, too few, wrong, or two swapped) become
//! equal when at most one letter is left out of each. So each known word is stored
//! under all its forms with a letter left out, and a typed one is looked up by its own.

use std::collections::BTreeSet;

/// Letters of a word that are looked at, which bounds the forms of a word.
const LETTERS: usize = 14;
/// Shorter words are one slip away from too many others.
const LETTERS_MIN: usize = 3;

/// The word itself and each form of it with one letter left out; none for short words.
#[must_use]
pub fn slips(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().take(LETTERS).collect();
    if letters.len() < LETTERS_MIN {
        return BTreeSet::new();
    }
    let without = |left_out: usize| {
        letters
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != left_out)
            .map(|(_, letter)| letter)
            .collect()
    };
    (0..letters.len())
        .map(without)
        .chain([letters.iter().collect()])
        .collect()
}

/// Whether the words are exactly one slip apart.
#[must_use]
pub fn is_slip(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) == 1
}

//! What goes wrong when something is written down.

use super::names::{CALLED, SPELT};
use crate::chance::Chance;

/// Letters beside each other on a keyboard.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
/// What sounds alike, or looks alike.
const ALIKE: [(&str, &str); 24] = [
    ("ph", "f"),
    ("ck", "k"),
    ("c", "k"),
    ("s", "z"),
    ("i", "y"),
    ("ie", "y"),
    ("ee", "ea"),
    ("ei", "ie"),
    ("ou", "u"),
    ("gh", "g"),
    ("th", "t"),
    ("ll", "l"),
    ("tt", "t"),
    ("nn", "n"),
    ("ss", "s"),
    ("mm", "m"),
    ("v", "w"),
    ("d", "t"),
    ("b", "p"),
    ("m", "n"),
    ("rn", "m"),
    ("l", "i"),
    ("a", "e"),
    ("o", "u"),
];

/// Another name for the same, from lines of groups.
fn from_groups(
    chance: &mut Chance,
    groups: &'static str,
    name: &str,
    first_only: bool,
) -> Option<String> {
    let name = name.to_lowercase();
    let group: Vec<&str> = groups
        .split('|')
        .map(|group| group.split(' ').collect::<Vec<_>>())
        .find(|group| match first_only {
            true => group.first() == Some(&name.as_str()),
            false => group.contains(&name.as_str()),
        })?;
    let others: Vec<&str> = group.into_iter().filter(|other| *other != name).collect();
    chance.of(&others).map(str::to_owned)
}

/// What somebody of this name is called.
pub(super) fn called(chance: &mut Chance, name: &str) -> Option<String> {
    from_groups(chance, CALLED, name, true)
}

/// How else the name is spelt.
pub(super) fn spelt(chance: &mut Chance, name: &str) -> Option<String> {
    from_groups(chance, SPELT, name, false)
}

/// One slip of the keyboard or the ear.
pub(super) fn mistyped(chance: &mut Chance, text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    if chance.is(0.3) {
        let fitting: Vec<(&str, &str)> = ALIKE
            .iter()
            .flat_map(|(one, other)| [(*one, *other), (*other, *one)])
            .filter(|(one, _)| text.contains(one))
            .collect();
        if !fitting.is_empty()
            && let Some((one, other)) = fitting.get(chance.below(fitting.len()))
        {
            return text.replacen(one, other, 1);
        }
    }
    // The first letter is rarely wrong.
    let at = if chance.is(0.1) {
        0
    } else {
        1 + chance.below(letters.len() - 1)
    };
    let mut letters = letters;
    match chance.below(4) {
        0 => _ = letters.remove(at),
        1 => letters.insert(at, *letters.get(at).unwrap_or(&'e')),
        2 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {
            if let Some(letter) = letters.get_mut(at) {
                *letter = beside(chance, *letter);
            }
        }
    }
    letters.into_iter().collect()
}

fn beside(chance: &mut Chance, letter: char) -> char {
    if letter.is_ascii_digit() {
        return char::from(b'0' + chance.below(10) as u8);
    }
    for row in ROWS {
        if let Some(at) = row.find(letter) {
            let to = if chance.is(0.5) {
                at + 1
            } else {
                at.saturating_sub(1)
            };
            return row.chars().nth(to).unwrap_or('e');
        }
    }
    'e'
}

/// A wrong digit, or two in the wrong order.
pub(super) fn digit(chance: &mut Chance, text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..letters.len())
        .filter(|at| letters.get(*at).is_some_and(char::is_ascii_digit))
        .collect();
    let Some(at) = places.get(chance.below(places.len())).copied() else {
        return text.to_owned();
    };
    if chance.is(0.3) && places.contains(&(at + 1)) {
        letters.swap(at, at + 1);
    } else if let Some(letter) = letters.get_mut(at) {
        *letter = char::from(b'0' + chance.below(10) as u8);
    }
    letters.into_iter().collect()
}

/// Without accents and apostrophes.
pub(super) fn without_marks(text: &str) -> String {
    domain::matching::fold(text).join(" ")
}

/// A wrong birth date, and what is wrong with it.
pub(super) fn date(chance: &mut Chance, born: &mut (i64, i64, i64)) -> &'static str {
    match chance.below(8) {
        0 | 1 => {
            std::mem::swap(&mut born.1, &mut born.2);
            "day and month swapped"
        }
        2 => {
            born.0 += if chance.is(0.5) { 1 } else { -1 };
            "year off by one"
        }
        3 => {
            born.0 += if chance.is(0.5) { 10 } else { -10 };
            "year off by ten"
        }
        4 => {
            let text = format!("{:04}{:02}{:02}", born.0, born.1, born.2);
            let wrong = digit(chance, &text);
            let part = |from: usize, to: usize| {
                wrong
                    .get(from..to)
                    .and_then(|part| part.parse().ok())
                    .unwrap_or(1)
            };
            *born = (part(0, 4), part(4, 6), part(6, 8));
            "date digit"
        }
        5 => {
            born.1 = chance.between(1, 12);
            "wrong month"
        }
        6 => {
            let (tens, ones) = (born.2 / 10, born.2 % 10);
            born.2 = ones * 10 + tens;
            "date digit"
        }
        _ => {
            born.2 = chance.between(1, 28);
            "wrong day"
        }
    }
}

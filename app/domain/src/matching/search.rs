//! What somebody typed into a search box, as terms that must all be met.
//!
//! Every character is only a character: nothing typed is ever a pattern.

use jiff::civil::Date;

use super::fold;
use crate::limits;
use crate::person::{Invalid, month_number};

/// What a term looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TermKind {
    /// Words of names, and e-mail addresses.
    Text,
    /// Phone numbers, their digits from the last to the first.
    Phone,
    /// Birth dates, `YYYY-MM-DD`.
    Born,
}

impl TermKind {
    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Phone => "phone",
            Self::Born => "born",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Text, Self::Phone, Self::Born]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// Something that must begin with these characters, or be them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term {
    /// What it looks at.
    pub kind: TermKind,
    /// What that must begin with.
    pub begins: String,
    /// Whether it must end there, too.
    pub whole: bool,
}

/// The kind only: the rest is about somebody.
impl std::fmt::Debug for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Term")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Term {
    /// A word of a name, or an address, that begins so.
    #[must_use]
    pub fn text(begins: &str) -> Self {
        Self {
            kind: TermKind::Text,
            begins: begins.to_owned(),
            whole: false,
        }
    }

    /// A phone number with these last digits; zeros in front are how numbers are dialled
    /// within a country, and not part of them abroad.
    #[must_use]
    pub fn phone(digits: &str) -> Self {
        Self {
            kind: TermKind::Phone,
            begins: digits.chars().rev().collect(),
            whole: false,
        }
    }

    /// Born on this day.
    #[must_use]
    pub fn born(date: Date) -> Self {
        Self {
            kind: TermKind::Born,
            begins: date.to_string(),
            whole: true,
        }
    }

    /// The same, but it must not go on.
    #[must_use]
    pub fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

/// What one piece of the typed text can mean: terms, in one or two ways.
struct Piece {
    first: Vec<Term>,
    second: Option<Vec<Term>>,
}

/// The ways to read a search, at most two; who fits one of them is found. `12/10/1988`
/// is the 12th of October or the 10th of December; `ana.moss` are two words or an address.
///
/// # Errors
/// [`Invalid::Missing`] if there is nothing to look for, [`Invalid::TooLong`].
pub fn readings(typed: &str) -> Result<Vec<Vec<Term>>, Invalid> {
    // Counted no further than needed, whatever was sent.
    if typed.chars().nth(limits::SEARCH_CHARS_MAX).is_some() {
        return Err(Invalid::TooLong);
    }
    let words: Vec<&str> = typed
        .split(|c: char| c.is_whitespace() || c.is_control() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    let pieces = pieces(&words);
    let first: Vec<Term> = pieces
        .iter()
        .flat_map(|piece| piece.first.clone())
        .collect();
    if first.is_empty() {
        return Err(Invalid::Missing);
    }
    let second: Vec<Term> = pieces
        .into_iter()
        .flat_map(|piece| piece.second.unwrap_or(piece.first))
        .collect();
    if first.len().max(second.len()) > limits::SEARCH_TERMS_MAX {
        return Err(Invalid::TooLong);
    }
    if first == second {
        return Ok(vec![first]);
    }
    Ok(vec![first, second])
}

fn pieces(words: &[&str]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = words;
    while let Some((word, after)) = rest.split_first() {
        if let Some((piece, used)) = date_piece(rest) {
            pieces.push(piece);
            rest = rest.get(used..).unwrap_or_default();
        } else if is_dialled(word) {
            let mut digits = String::new();
            let mut used = 0;
            while let Some(more) = rest.get(used).filter(|word| is_dialled(word)) {
                if used > 0 && date_piece(rest.get(used..).unwrap_or_default()).is_some() {
                    break;
                }
                digits.extend(more.chars().filter(char::is_ascii_digit));
                used += 1;
            }
            pieces.extend(digits_piece(&digits));
            rest = rest.get(used..).unwrap_or_default();
        } else {
            pieces.push(word_piece(word));
            rest = after;
        }
    }
    pieces
}

/// Part of a phone number: digits, and what stands between them.
fn is_dialled(word: &str) -> bool {
    word.bytes()
        .all(|b| b.is_ascii_digit() || b"+()-./".contains(&b))
        && word.bytes().any(|b| b.is_ascii_digit())
}

fn digits_piece(digits: &str) -> Option<Piece> {
    let dialled = digits.trim_start_matches('0');
    // Last digits may begin with zeros; a whole number doesn't.
    let digits = if digits.len() > 7 { dialled } else { digits };
    let year = digits
        .parse::<i16>()
        .ok()
        .filter(|year| digits.len() == 4 && *year >= limits::BIRTH_YEAR_MIN);
    Some(Piece {
        first: vec![Term::phone(digits)],
        second: year.map(|year| {
            vec![Term {
                kind: TermKind::Born,
                begins: format!("{year}-"),
                whole: false,
            }]
        }),
    })
    .filter(|_| !digits.is_empty())
}

fn word_piece(word: &str) -> Piece {
    let address = Term::text(&word.to_ascii_lowercase());
    if word.contains('@') {
        return Piece {
            first: vec![address],
            second: None,
        };
    }
    let first: Vec<Term> = fold(word).iter().map(|word| Term::text(word)).collect();
    // What could also be the beginning of an address.
    let inner = word
        .trim_matches(|c: char| !c.is_ascii_alphanumeric())
        .contains(['.', '_', '+', '-']);
    let second = (inner && word.is_ascii()).then_some(vec![address]);
    Piece { first, second }
}

/// The date that the words begin with, and how many of them it takes.
fn date_piece(words: &[&str]) -> Option<(Piece, usize)> {
    if let Some(word) = words.first()
        && let [a, b, c] = *word.split(['-', '/', '.']).collect::<Vec<_>>()
        && let Some(piece) = dates(a, b, c)
    {
        return Some((piece, 1));
    }
    let [a, b, c, ..] = *words else { return None };
    dates(a, b, c).map(|piece| (piece, 3))
}

/// The dates that a whole text can mean: none, one, or for `3/4/1988` two.
pub(super) fn typed_dates(text: &str) -> Vec<Date> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|word| !word.is_empty())
        .collect();
    match *words {
        [word] => match *word.split(['-', '/', '.']).collect::<Vec<_>>() {
            [a, b, c] => orders(a, b, c),
            _ => Vec::new(),
        },
        [a, b, c] => orders(a, b, c),
        _ => Vec::new(),
    }
}

/// A date of three parts in the orders that people use: year first, day first, month first.
fn orders(a: &str, b: &str, c: &str) -> Vec<Date> {
    let mut found: Vec<Date> = [(a, b, c), (c, b, a), (c, a, b)]
        .into_iter()
        .filter_map(|(year, month, day)| date(year, month, day))
        .collect();
    found.dedup();
    found
}

fn dates(a: &str, b: &str, c: &str) -> Option<Piece> {
    let mut found = orders(a, b, c).into_iter();
    let first = found.next()?;
    Some(Piece {
        first: vec![Term::born(first)],
        second: found.next().map(|date| vec![Term::born(date)]),
    })
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year
        .parse()
        .ok()
        .filter(|_| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let day = day.parse().ok().filter(|_| day.len() <= 2)?;
    Date::new(year, month_number(month)?, day).ok()
}

//! How common names and contact values are among the patients of a clinic.

use std::collections::HashMap;

use super::profile::Prepared;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// A word of given names.
    Given,
    /// A word of family names.
    Family,
    /// A given and a family name together: some go with each other.
    Name,
    /// A birth date.
    Born,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A house in a street.
    Address,
    /// A suburb, postcode or state.
    Place,
    /// A house or phone number together with a given name: who lives or answers there.
    Dweller,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 9] = [
        Self::Given,
        Self::Family,
        Self::Name,
        Self::Born,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Place,
        Self::Dweller,
    ];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Family => "family",
            Self::Name => "name",
            Self::Born => "born",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Address => "address",
            Self::Place => "place",
            Self::Dweller => "dweller",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What of this person is counted, each once, at most 22: the table of counts goes up
/// by one for each when the person is stored, and down when they are gone.
#[must_use]
pub fn tokens(person: &Prepared) -> Vec<(TokenKind, String)> {
    let words = |kind, words: &[super::name::Word]| {
        words
            .iter()
            .map(|word| (kind, word.text.clone()))
            .collect::<Vec<_>>()
    };
    let mut tokens = words(TokenKind::Given, &person.name.given.words);
    tokens.extend(words(TokenKind::Family, &person.name.family.words));
    let name = person.name.token.clone();
    tokens.extend(name.map(|token| (TokenKind::Name, token)));
    let born = person.born.as_ref().and_then(|born| born.token.clone());
    tokens.extend(born.map(|token| (TokenKind::Born, token)));
    let email = person.email.as_ref().map(|email| email.token.clone());
    tokens.extend(email.map(|token| (TokenKind::Email, token)));
    let phone = person.phone.as_ref().map(|phone| phone.token().to_owned());
    tokens.extend(phone.map(|token| (TokenKind::Phone, token)));
    let address = person.address.token.clone();
    tokens.extend(address.map(|token| (TokenKind::Address, token)));
    if let Some(given) = person.name.given.words.first() {
        let phone = person.phone.as_ref().map(|phone| phone.token());
        for shared in person.address.token.as_deref().into_iter().chain(phone) {
            tokens.push((TokenKind::Dweller, format!("{} {shared}", given.text)));
        }
    }
    let places = person.address.places.iter().cloned();
    tokens.extend(places.map(|token| (TokenKind::Place, token)));
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// How common things are among the patients of a clinic.
pub trait Frequencies {
    /// How many patients there are.
    fn people(&self) -> u64;

    /// How many of them have this token, both compared ones included; 0 where nobody has.
    fn count(&self, kind: TokenKind, token: &str) -> u64;

    /// How many others share somebody's house or phone number under another given name,
    /// on average; see [`housemates`]. None where too few are known to say.
    fn housemates(&self) -> Option<f64>;
}

/// Fewer houses and phone numbers say nothing about how people live.
const SHAREABLE_MIN: u64 = 500;

/// How many others share somebody's house or phone number under another given name: from
/// the sum of k over the tokens [`TokenKind::Address`] and [`TokenKind::Phone`], with k
/// the count of a token, and the sums of k (k - 1) over these and over
/// [`TokenKind::Dweller`].
#[must_use]
#[allow(clippy::cast_precision_loss, reason = "no clinic has 2^52 patients")]
pub fn housemates(have: u64, share: u64, share_under_one_name: u64) -> Option<f64> {
    (have >= SHAREABLE_MIN).then(|| share.saturating_sub(share_under_one_name) as f64 / have as f64)
}

/// Counts in memory: for a scan, or just the tokens of those who are compared.
#[derive(Clone, Default)]
pub struct Counts {
    people: u64,
    counts: [HashMap<String, u64>; 9],
    have: u64,
    share: u64,
    share_under_one_name: u64,
}

/// How much, not of whom.
impl std::fmt::Debug for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Counts")
            .field("people", &self.people)
            .finish_non_exhaustive()
    }
}

impl Counts {
    /// No tokens yet, among so many patients.
    #[must_use]
    pub fn new(people: u64) -> Self {
        Self {
            people,
            ..Self::default()
        }
    }

    /// One patient more.
    pub fn add(&mut self, person: &Prepared) {
        self.people += 1;
        for (kind, token) in tokens(person) {
            if let Some(counts) = self.counts.get_mut(kind as usize) {
                let count = counts.entry(token).or_default();
                match kind {
                    TokenKind::Address | TokenKind::Phone => {
                        self.have += 1;
                        self.share += 2 * *count;
                    }
                    TokenKind::Dweller => self.share_under_one_name += 2 * *count,
                    _ => {}
                }
                *count += 1;
            }
        }
    }

    /// What the store knows of how people live, see [`housemates`].
    pub const fn set_shared(&mut self, have: u64, share: u64, share_under_one_name: u64) {
        self.have = have;
        self.share = share;
        self.share_under_one_name = share_under_one_name;
    }

    /// What the store knows of a token.
    pub fn set(&mut self, kind: TokenKind, token: &str, count: u64) {
        if let Some(counts) = self.counts.get_mut(kind as usize) {
            counts.insert(token.to_owned(), count);
        }
    }
}

impl Frequencies for Counts {
    fn people(&self) -> u64 {
        self.people
    }

    fn count(&self, kind: TokenKind, token: &str) -> u64 {
        self.counts
            .get(kind as usize)
            .and_then(|counts| counts.get(token))
            .copied()
            .unwrap_or(0)
    }

    fn housemates(&self) -> Option<f64> {
        housemates(self.have, self.share, self.share_under_one_name)
    }
}

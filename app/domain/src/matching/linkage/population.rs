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
    /// A house in a street, wherever that is.
    Address,
    /// A house in a street of a place.
    Home,
    /// A suburb, postcode or state.
    Place,
    /// A house or phone number together with a given name: who lives or answers there.
    Dweller,
    /// Name and birth date together with suburb and postcode: a person in a place.
    Settled,
    /// The same with one of suburb and postcode.
    Resident,
    /// The same without: a person whose place is known.
    Person,
}

impl TokenKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Given,
        Self::Family,
        Self::Name,
        Self::Born,
        Self::Email,
        Self::Phone,
        Self::Address,
        Self::Home,
        Self::Place,
        Self::Dweller,
        Self::Settled,
        Self::Resident,
        Self::Person,
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
            Self::Home => "home",
            Self::Place => "place",
            Self::Dweller => "dweller",
            Self::Settled => "settled",
            Self::Resident => "resident",
            Self::Person => "person",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What of this person is counted, each once, at most 28: the table of counts goes up
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
    let home = person.address.home.clone();
    tokens.extend(home.map(|token| (TokenKind::Home, token)));
    if let Some(given) = person.name.given.words.first() {
        let phone = person.phone.as_ref().map(|phone| phone.token());
        for shared in person.address.home.as_deref().into_iter().chain(phone) {
            tokens.push((TokenKind::Dweller, format!("{} {shared}", given.text)));
        }
    }
    tokens.extend(person_in_place(person));
    let places = person.address.places.iter().cloned();
    tokens.extend(places.map(|token| (TokenKind::Place, token)));
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

/// Who is surely one person where they are known twice, and where they live.
fn person_in_place(person: &Prepared) -> Vec<(TokenKind, String)> {
    let born = person.born.as_ref().and_then(|born| born.token.as_ref());
    let (Some(name), Some(born), Some(suburb), Some(postcode)) = (
        &person.name.token,
        born,
        &person.address.suburb,
        &person.address.postcode,
    ) else {
        return Vec::new();
    };
    let somebody = format!("{name} {born}");
    vec![
        (
            TokenKind::Settled,
            format!("{somebody} {suburb} {postcode}"),
        ),
        (TokenKind::Resident, format!("{somebody} {suburb}")),
        (TokenKind::Resident, format!("{somebody} {postcode}")),
        (TokenKind::Person, somebody),
    ]
}

/// How common things are among the patients of a clinic.
pub trait Frequencies {
    /// How many patients there are.
    fn people(&self) -> u64;

    /// How many of them have this token, both compared ones included; 0 where nobody has.
    fn count(&self, kind: TokenKind, token: &str) -> u64;

    /// How people live here, as far as enough is known to say.
    fn customs(&self) -> Customs;
}

/// How people of a clinic live: what its counts say before any pair is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Customs {
    /// How many others share somebody's house or phone number under another given name.
    pub housemates: Option<f64>,
    /// How many other profiles have somebody's name and birth date.
    pub doubles: Option<f64>,
    /// Of those known twice by name and birth date, how many have moved to another place
    /// in between, 0 to 1.
    pub movers: Option<f64>,
    /// Of those who stayed, how many have either suburb or postcode written another way,
    /// 0 to 1: how little care is taken here.
    pub slips: Option<f64>,
}

/// Fewer houses and phone numbers say nothing about how people live.
const SHAREABLE_MIN: u64 = 500;
/// Fewer profiles with name, birth date and place say nothing about how many are double.
const PLACED_MIN: u64 = 500;
/// Fewer pairs of profiles of one person say nothing about how often people move.
const KNOWN_TWICE_MIN: u64 = 100;

/// What [`Customs`] are made of: sums over the counts k of tokens of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Of k over [`TokenKind::Home`] and [`TokenKind::Phone`].
    pub shareable: u64,
    /// Of k (k - 1) over the same.
    pub shared: u64,
    /// Of k (k - 1) over [`TokenKind::Dweller`].
    pub dwellers: u64,
    /// Of k over [`TokenKind::Person`].
    pub placed: u64,
    /// Of k (k - 1) over the same.
    pub persons: u64,
    /// Of k (k - 1) over [`TokenKind::Resident`].
    pub residents: u64,
    /// Of k (k - 1) over [`TokenKind::Settled`].
    pub settled: u64,
}

impl Sums {
    /// How people live where the counts add up so.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "no clinic has 2^52 patients")]
    pub fn customs(&self) -> Customs {
        let part = |some: u64, of: u64| some as f64 / of as f64;
        // Who has kept suburb or postcode: either is counted once.
        let stayed = self.residents.saturating_sub(self.settled);
        Customs {
            housemates: (self.shareable >= SHAREABLE_MIN)
                .then(|| part(self.shared.saturating_sub(self.dwellers), self.shareable)),
            doubles: (self.placed >= PLACED_MIN).then(|| part(self.persons, self.placed)),
            movers: (self.persons >= 2 * KNOWN_TWICE_MIN)
                .then(|| part(self.persons.saturating_sub(stayed), self.persons)),
            slips: (stayed >= 2 * KNOWN_TWICE_MIN)
                .then(|| part(stayed.saturating_sub(self.settled), stayed)),
        }
    }
}

/// Counts in memory: for a scan, or just the tokens of those who are compared.
#[derive(Clone, Default)]
pub struct Counts {
    people: u64,
    counts: [HashMap<String, u64>; 13],
    sums: Sums,
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
                let more = 2 * *count;
                match kind {
                    TokenKind::Home | TokenKind::Phone => {
                        self.sums.shareable += 1;
                        self.sums.shared += more;
                    }
                    TokenKind::Dweller => self.sums.dwellers += more,
                    TokenKind::Person => {
                        self.sums.placed += 1;
                        self.sums.persons += more;
                    }
                    TokenKind::Resident => self.sums.residents += more,
                    TokenKind::Settled => self.sums.settled += more,
                    _ => {}
                }
                *count += 1;
            }
        }
    }

    /// Counts somebody in who is not stored, so that whoever is compared stands among those
    /// that are counted. How people live is not asked of them.
    pub fn include(&mut self, person: &Prepared) {
        self.people += 1;
        for (kind, token) in tokens(person) {
            if let Some(counts) = self.counts.get_mut(kind as usize) {
                *counts.entry(token).or_default() += 1;
            }
        }
    }

    /// What the store knows of how people live.
    pub const fn set_sums(&mut self, sums: Sums) {
        self.sums = sums;
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

    fn customs(&self) -> Customs {
        self.sums.customs()
    }
}

//! Addresses: the house, and the place that it is in.

use super::super::fold;

/// Kinds of streets: said in many ways, and left out.
const KINDS: [&str; 56] = [
    "street",
    "st",
    "str",
    "strasse",
    "road",
    "rd",
    "avenue",
    "ave",
    "av",
    "drive",
    "dr",
    "drv",
    "court",
    "ct",
    "crt",
    "place",
    "pl",
    "plc",
    "lane",
    "ln",
    "crescent",
    "cres",
    "cr",
    "crs",
    "boulevard",
    "blvd",
    "bvd",
    "terrace",
    "tce",
    "ter",
    "terr",
    "circuit",
    "cct",
    "circ",
    "close",
    "cl",
    "parade",
    "pde",
    "highway",
    "hwy",
    "square",
    "sq",
    "way",
    "wy",
    "grove",
    "gr",
    "gardens",
    "gdns",
    "parkway",
    "pkwy",
    "trail",
    "trl",
    "circle",
    "cir",
    "rue",
    "the",
];
/// Those that are said in full, and so are mistyped and torn apart, or run into the name.
const LONG_KINDS: [&str; 17] = [
    "street",
    "road",
    "avenue",
    "drive",
    "court",
    "place",
    "crescent",
    "boulevard",
    "terrace",
    "circuit",
    "close",
    "parade",
    "highway",
    "square",
    "gardens",
    "parkway",
    "circle",
];
/// What stands before the number of a flat.
const UNITS: [&str; 14] = [
    "apt",
    "apartment",
    "unit",
    "u",
    "flat",
    "fl",
    "suite",
    "ste",
    "room",
    "rm",
    "no",
    "lot",
    "townhouse",
    "app",
];
/// Words for directions, in full and in short.
const DIRECTIONS: [(&str, &str); 4] =
    [("north", "n"), ("south", "s"), ("east", "e"), ("west", "w")];

/// Where somebody lives.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Address {
    pub(super) house: Option<String>,
    pub(super) flat: Option<String>,
    /// Words of the street in their order, without its kind.
    pub(super) words: Vec<String>,
    /// Its pairs of letters in rising order: what is compared.
    pub(super) grams: Vec<u16>,
    /// The same of everything but the house and the flat, with its kind: where a slip tore
    /// words apart or ran them together, this is nearly the same.
    pub(super) all_grams: Vec<u16>,
    pub(super) suburb: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) state: Option<String>,
    /// House and street, where both are known: what is counted.
    pub(super) token: Option<String>,
    /// The same with the place, as far as that is known: who lives there lives together.
    pub(super) home: Option<String>,
    /// Suburb, postcode and state: what the place is counted by.
    pub(super) places: Vec<String>,
}

impl Address {
    pub(super) fn of(
        street: Option<&str>,
        suburb: Option<&str>,
        postcode: Option<&str>,
        state: Option<&str>,
    ) -> Self {
        let joined = |text: Option<&str>| {
            text.map(|text| fold(text).concat())
                .filter(|text| !text.is_empty())
        };
        let mut address = Self {
            suburb: joined(suburb),
            postcode: joined(postcode),
            state: joined(state),
            ..Self::default()
        };
        address.read_street(street.unwrap_or_default());
        let mut words = address.words.clone();
        words.sort_unstable();
        address.token = address
            .house
            .as_ref()
            .filter(|_| !words.is_empty())
            .map(|house| format!("{house} {}", words.concat()));
        let place = address.postcode.as_ref().or(address.suburb.as_ref());
        address.home = address.token.as_ref().map(|token| match place {
            Some(place) => format!("{token}, {place}"),
            None => token.clone(),
        });
        let suburb = address.suburb.iter().map(|suburb| format!("s:{suburb}"));
        let postcode = address.postcode.iter().map(|code| format!("p:{code}"));
        let state = address.state.iter().map(|state| format!("r:{state}"));
        address.places = suburb.chain(postcode).chain(state).collect();
        address
    }

    fn read_street(&mut self, street: &str) {
        let text = street.replace('#', " unit ");
        // `4/12 Main Street`: flat 4 of number 12.
        let slashed: Option<(String, String)> = text.split_whitespace().find_map(|word| {
            let (flat, house) = word.trim_matches(',').split_once('/')?;
            let plain =
                |part: &str| !part.is_empty() && part.starts_with(|c: char| c.is_ascii_digit());
            (plain(flat) && plain(house)).then(|| (flat.to_lowercase(), house.to_lowercase()))
        });
        let mut all = String::new();
        let mut words = fold(&text).into_iter().peekable();
        if let Some((flat, house)) = slashed {
            (self.flat, self.house) = (Some(flat), Some(house));
        }
        while let Some(word) = words.next() {
            let number = word.starts_with(|c: char| c.is_ascii_digit());
            let next_is_flat = words.peek().is_some_and(|next| {
                next.starts_with(|c: char| c.is_ascii_digit()) || next.len() == 1
            });
            if UNITS.contains(&word.as_str()) && next_is_flat {
                self.flat = words.next();
            } else if number
                && (Some(&word) == self.flat.as_ref() || Some(&word) == self.house.as_ref())
            {
                // Read already.
            } else if number && self.house.is_none() {
                // `12 B`: the letter is part of the number.
                self.house = Some(word);
            } else if let Some(word) = {
                all.push_str(&word);
                without_kind(word, !self.words.is_empty())
            } {
                let short = DIRECTIONS.iter().find(|(full, _)| *full == word);
                self.words
                    .push(short.map_or(word.clone(), |(_, short)| (*short).to_owned()));
            }
        }
        self.words.truncate(8);
        self.grams = grams(&self.words.concat());
        self.all_grams = grams(&all);
    }
}

/// A word of a street without its kind, if that is left of it; `more` if other words stand
/// before it.
fn without_kind(word: String, more: bool) -> Option<String> {
    if KINDS.contains(&word.as_str()) {
        return None;
    }
    let slip = |kind: &&str| {
        kind.len() >= 5
            && word.len().abs_diff(kind.len()) <= 1
            && strsim::osa_distance(&word, kind) == 1
    };
    if more && word.len() >= 4 && LONG_KINDS.iter().any(slip) {
        return None;
    }
    let end = LONG_KINDS.iter().find_map(|kind| {
        let name = word.strip_suffix(kind)?;
        (kind.len() >= 5 && name.len() >= 3).then(|| name.to_owned())
    });
    Some(end.unwrap_or(word))
}

/// The pairs of letters of a text, in rising order.
fn grams(text: &str) -> Vec<u16> {
    let letters = text.as_bytes().windows(2);
    let mut grams: Vec<u16> = letters
        .filter_map(|pair| Some(u16::from_be_bytes([*pair.first()?, *pair.get(1)?])))
        .collect();
    grams.sort_unstable();
    grams
}

/// How two streets with numbers compare, from most alike to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum StreetAlike {
    Equal,
    /// The house, and the street in nearly the same letters.
    Near,
    /// The street, and neither has a number: no more than that is known.
    NoNumbers,
    /// The street, and a number that is missing in one or one slip off.
    NumberNear,
    /// The number, and half of the letters.
    Half,
    /// The street, another number.
    SameStreet,
    /// The house, another flat.
    OtherFlat,
    /// Half of the letters.
    Weak,
    Different,
}

/// How they compare; nothing where one has no street.
pub(super) fn street_alike(one: &Address, other: &Address) -> Option<StreetAlike> {
    if one.words.is_empty() || other.words.is_empty() {
        return match (&one.house, &other.house) {
            (Some(a), Some(b)) if a == b && (one.words.is_empty() ^ other.words.is_empty()) => {
                Some(StreetAlike::Weak)
            }
            _ => None,
        };
    }
    let alike = dice(&one.grams, &other.grams);
    let all = dice(&one.all_grams, &other.all_grams);
    // Streets of one kind have its letters in common: only nearly all of them say more.
    let alike = if all >= ALL_ALIKE {
        alike.max(all)
    } else {
        alike
    };
    let number = match (&one.house, &other.house) {
        (Some(a), Some(b)) if a == b => Number::Equal,
        (Some(a), Some(b)) if a.len().max(b.len()) > 1 && strsim::osa_distance(a, b) == 1 => {
            Number::Near
        }
        (Some(_), Some(_)) => Number::Different,
        (None, None) => Number::Unknown,
        _ => Number::Near,
    };
    let flats_differ = matches!((&one.flat, &other.flat), (Some(a), Some(b)) if a != b);
    Some(match (number, alike) {
        (Number::Equal, 950..) if flats_differ => StreetAlike::OtherFlat,
        (Number::Equal, 950..) => StreetAlike::Equal,
        (Number::Equal, 700..) => StreetAlike::Near,
        (Number::Unknown, 950..) => StreetAlike::NoNumbers,
        (Number::Near, 850..) => StreetAlike::NumberNear,
        (Number::Equal, 400..) => StreetAlike::Half,
        (Number::Near | Number::Different | Number::Unknown, 700..) => StreetAlike::SameStreet,
        (_, 450..) => StreetAlike::Weak,
        _ => StreetAlike::Different,
    })
}

/// From so many thousandths on, all letters of two streets are nearly the same.
const ALL_ALIKE: u32 = 880;

#[derive(Clone, Copy)]
enum Number {
    Equal,
    Near,
    Different,
    /// Neither has one.
    Unknown,
}

/// Dice's coefficient of two rising lists, in thousandths.
fn dice(one: &[u16], other: &[u16]) -> u32 {
    let (mut a, mut b) = (one.iter().peekable(), other.iter().peekable());
    let mut common = 0_u32;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => _ = a.next(),
            std::cmp::Ordering::Greater => _ = b.next(),
            std::cmp::Ordering::Equal => {
                common += 1;
                a.next();
                b.next();
            }
        }
    }
    let all = u32::try_from(one.len() + other.len()).unwrap_or(u32::MAX);
    (common * 2000).checked_div(all).unwrap_or(1000)
}

/// How two places compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PlaceAlike {
    Equal,
    /// Both of suburb and postcode are nearly the same, or one is and the other wholly.
    Near,
    /// One is the same, the other is not.
    Half,
    /// Nearly the same, as far as is known.
    Weak,
    Different,
}

/// How they compare; nothing where one has no place.
pub(super) fn place_alike(one: &Address, other: &Address) -> Option<PlaceAlike> {
    let suburb = text_alike(one.suburb.as_deref(), other.suburb.as_deref());
    let postcode = text_alike(one.postcode.as_deref(), other.postcode.as_deref());
    Some(match (suburb, postcode) {
        (None, None) => return None,
        (Some(Text::Equal), Some(Text::Equal) | None) | (None, Some(Text::Equal)) => {
            PlaceAlike::Equal
        }
        (Some(Text::Equal | Text::Near), Some(Text::Near))
        | (Some(Text::Near), Some(Text::Equal)) => PlaceAlike::Near,
        (Some(Text::Equal), _) | (_, Some(Text::Equal)) => PlaceAlike::Half,
        (Some(Text::Near), _) | (None, Some(Text::Near)) => PlaceAlike::Weak,
        _ => PlaceAlike::Different,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Text {
    Equal,
    Near,
    Different,
}

fn text_alike(one: Option<&str>, other: Option<&str>) -> Option<Text> {
    let (one, other) = (one?, other?);
    if one == other {
        return Some(Text::Equal);
    }
    let most = one.len().max(other.len());
    let apart = strsim::osa_distance(one, other);
    let near = apart <= 1 || (most >= 7 && apart <= 2) || (most >= 10 && apart <= 3);
    Some(if near { Text::Near } else { Text::Different })
}

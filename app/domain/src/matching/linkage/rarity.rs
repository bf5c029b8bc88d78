//! How much likelier two values are when they come from one source than when they are
//! of two strangers: the *lift* of a comparison.
//!
//! For equal values it is 1 / f, with f how common the value is: a shared rare surname
//! says more than a shared common one. For near values it is
//! e / (f + e (g + n)): e is how likely this very slip is, f how common the rarer of the
//! two values is by itself (a slip makes a word that nobody has; Anna and Anne are both
//! names of many), g how common the other one is, n how common all others are from
//! which the same slip leads here.
//!
//! Counts come from the clinic and are smoothed with what holds anywhere, as a clinic of
//! ten patients says little about names. Both compared ones are left out of them, or
//! two profiles of one person would make their own name common.

use super::contact::ContactAlike;
use super::date::{Birth, DateAlike};
use super::evidence::LIFT_MAX;
use super::name::{Alike, Word};
use super::place::{PlaceAlike, StreetAlike};
use super::population::{Customs, Frequencies, TokenKind};

/// As many people as what holds anywhere counts for, beside those of the clinic.
const SMOOTHING: f64 = 1_000.0;
/// The same for birth dates, which are spread more evenly than anything.
const SMOOTHING_BORN: f64 = 20_000.0;
/// Days on which people are born who live today.
const BIRTHDAYS: f64 = 25_000.0;
/// How often the first of January of a year is written for its other days.
const NEW_YEAR: f64 = 1.0 / 1_500.0;
/// People among [`SMOOTHING`] with a name that lists know, and with one they don't.
const KNOWN_NAME: f64 = 2.0;
const OTHER_NAME: f64 = 1.0;
/// Of the others of one name so many are others, and no more profiles of these.
const ONE_EACH: f64 = 0.6;
/// How common a word is that nobody else has, if it is a name and no slip.
const UNSEEN: f64 = 3e-7;
/// The most that two places say of which nothing is the same, but all nearly; and of which
/// only one value is nearly the same.
const NEAR_PLACE: f64 = 500.0;
const WEAK_PLACE: f64 = 80.0;
/// How often a place is written with one certain slip.
const PLACE_SLIP: f64 = 0.02;
/// People among [`SMOOTHING`] with the phone number, e-mail or house of a stranger.
const SHARED: f64 = 0.5;

/// Letters of the code by which two words sound the same: more names share a short one.
fn sound_letters(one: &Word, other: &Word) -> usize {
    let shared = one
        .sounds()
        .iter()
        .filter(|code| other.sounds().contains(code));
    shared.map(String::len).max().unwrap_or_default()
}

/// Counts of a clinic as lifts.
pub(super) struct Rarity<'a, F> {
    frequencies: &'a F,
    people: f64,
}

#[allow(clippy::cast_precision_loss, reason = "no clinic has 2^52 patients")]
const fn float(count: u64) -> f64 {
    count as f64
}

impl<'a, F: Frequencies> Rarity<'a, F> {
    pub(super) fn of(frequencies: &'a F) -> Self {
        Self {
            frequencies,
            people: float(frequencies.people()),
        }
    }

    pub(super) const fn people(&self) -> f64 {
        self.people
    }

    pub(super) fn customs(&self) -> Customs {
        self.frequencies.customs()
    }

    /// The lift of the same state, none for different ones.
    pub(super) fn state(&self, one: &str, other: &str) -> f64 {
        if one != other {
            return 0.0;
        }
        let others = self.without(TokenKind::Place, &format!("r:{one}"), 2);
        ((self.people + 20.0) / (others + 10.0)).clamp(1.0, 50.0)
    }

    /// Without the two who are compared, where the token is theirs.
    fn without(&self, kind: TokenKind, token: &str, compared: u64) -> f64 {
        float(self.frequencies.count(kind, token).saturating_sub(compared))
    }

    /// How many others have it.
    pub(super) fn others(&self, kind: TokenKind, token: Option<&str>) -> u32 {
        let count = token.map_or(0, |token| {
            self.frequencies.count(kind, token).saturating_sub(2)
        });
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// How many others have what the two have, whose tokens differ where one has it in a shorter
    /// form.
    pub(super) fn others_of(&self, kind: TokenKind, one: &str, other: &str) -> u64 {
        if one == other {
            return self.frequencies.count(kind, one).saturating_sub(2);
        }
        let others = [one, other].map(|token| self.frequencies.count(kind, token));
        others.iter().map(|count| count.saturating_sub(1)).sum()
    }

    /// Whether a word is a given name, and no slip that somebody made: lists know it, or more
    /// have it than the one who is compared.
    pub(super) fn is_name(&self, word: &Word) -> bool {
        word.known || self.frequencies.count(TokenKind::Given, &word.text) >= 2
    }

    /// How common a word of a name is, apart from so many who are compared.
    fn name(&self, kinds: &[TokenKind], word: &Word, compared: u64, unseen: f64) -> f64 {
        let seen = kinds
            .iter()
            .map(|kind| self.without(*kind, &word.text, compared))
            .fold(0.0, f64::max);
        (seen + unseen) / (self.people + SMOOTHING)
    }

    /// The lift of the same word of a name in both.
    pub(super) fn word(&self, kinds: &[TokenKind], word: &Word) -> f64 {
        let anywhere = match (word.initial, word.known) {
            (true, _) => return 12.0,
            (false, true) => KNOWN_NAME,
            (false, false) => OTHER_NAME,
        };
        (1.0 / self.name(kinds, word, 2, anywhere)).min(LIFT_MAX)
    }

    /// The most that given and family name together can say: as little as others who
    /// have both allow.
    pub(super) fn both(&self, one: Option<&str>, other: Option<&str>) -> f64 {
        let seen = [one, other]
            .into_iter()
            .flatten()
            .map(|token| self.without(TokenKind::Name, token, 2))
            .fold(0.0, f64::max);
        if seen == 0.0 {
            f64::MAX
        } else {
            (self.people + SMOOTHING) / (seen * ONE_EACH)
        }
    }

    /// The lift of two words of names that are that much alike.
    pub(super) fn pair(&self, kinds: &[TokenKind], alike: Alike, one: &Word, other: &Word) -> f64 {
        // How likely this very slip is among those of its kind, how many slips are of
        // its kind, how common other names are that slip to the same word.
        let (exactly, kind_of_slip, neighbours) = match alike {
            Alike::Equal => return self.word(kinds, one),
            Alike::Initial => return 12.0,
            Alike::Vague => return 25.0,
            Alike::Different => return 1.0,
            Alike::Nickname => (0.3, 0.04, 0.0005),
            Alike::Sounds if sound_letters(one, other) <= 2 => (0.08, 0.02, 0.006),
            Alike::Sounds if sound_letters(one, other) == 3 => (0.08, 0.02, 0.003),
            Alike::Sounds => (0.08, 0.02, 0.001),
            Alike::OneLetter => (0.02, 0.03, 0.0005),
            Alike::Begins => (0.2, 0.01, 0.001),
            Alike::TwoLetters => (0.000_5, 0.01, 0.004),
        };
        let short = one.letters().min(other.letters()) <= 4;
        let neighbours = if short { neighbours * 5.0 } else { neighbours };
        let common = |word: &Word| {
            let known = if word.known { 0.1 } else { 0.0 };
            self.name(kinds, word, 1, known) + UNSEEN
        };
        let (a, b) = (common(one), common(other));
        let (rare, usual) = (a.min(b), a.max(b));
        let slip = exactly * kind_of_slip;
        (exactly / (rare + slip * (usual + neighbours))).min(LIFT_MAX)
    }

    /// The lift of two birth dates.
    pub(super) fn born(&self, alike: DateAlike, one: &Birth) -> f64 {
        match alike {
            DateAlike::Equal => {
                let token = one.token.as_deref().unwrap_or_default();
                let seen = self.without(TokenKind::Born, token, 2);
                let expected = self.people / BIRTHDAYS;
                let smooth = (seen + SMOOTHING_BORN / BIRTHDAYS) / (self.people + SMOOTHING_BORN);
                // Far more than can be born on a day: something else was typed.
                let overused = seen >= 8.0 && seen > 20.0 * expected;
                let raw = if overused {
                    seen / (self.people + 1.0)
                } else {
                    0.0
                };
                let new_year = if one.is_new_year() { NEW_YEAR } else { 0.0 };
                1.0 / smooth.max(raw).max(new_year)
            }
            DateAlike::Swapped => BIRTHDAYS * 0.6,
            DateAlike::OneDigit => BIRTHDAYS / 30.0,
            DateAlike::Transposed => BIRTHDAYS / 6.0,
            DateAlike::YearNear => BIRTHDAYS / 3.0,
            DateAlike::TwoOfThree => BIRTHDAYS / 40.0,
            DateAlike::TwoDigits => BIRTHDAYS / 700.0,
            DateAlike::YearOnly => 20.0,
            DateAlike::SameYear => 60.0,
            DateAlike::Doubtful | DateAlike::Different => 1.0,
        }
    }

    /// The lift of two phone numbers, or two addresses for mail; where they are the same, so
    /// many others have it.
    pub(super) fn contact(&self, alike: ContactAlike, others: u64) -> f64 {
        match alike {
            ContactAlike::Equal => {
                ((self.people + SMOOTHING) / (float(others) + SHARED)).min(LIFT_MAX)
            }
            ContactAlike::OneSlip => 1_000.0,
            ContactAlike::TwoSlips => 20.0,
            ContactAlike::SameLocal => 300.0,
            ContactAlike::Different => 1.0,
        }
    }

    /// The lift of two streets with numbers; `long` where both have many letters.
    pub(super) fn street(&self, alike: StreetAlike, token: Option<&str>, long: bool) -> f64 {
        match alike {
            StreetAlike::Equal => {
                let others = token.map_or(0.0, |token| self.without(TokenKind::Address, token, 2));
                ((self.people + SMOOTHING) / (others + SHARED)).min(LIFT_MAX)
            }
            StreetAlike::NoNumbers if long => 300.0,
            StreetAlike::NoNumbers => 100.0,
            StreetAlike::Near => 8_000.0,
            // Short names of streets are more often alike by chance.
            StreetAlike::NumberNear if long => 2_500.0,
            StreetAlike::NumberNear => 600.0,
            StreetAlike::Half if long => 4_000.0,
            StreetAlike::Half => 500.0,
            StreetAlike::SameStreet if long => 800.0,
            StreetAlike::SameStreet => 100.0,
            StreetAlike::OtherFlat => 2_000.0,
            StreetAlike::Weak if long => 25.0,
            StreetAlike::Weak => 8.0,
            StreetAlike::Different => 1.0,
        }
    }

    /// The lift of places that are nearly the same: a slip makes one that nobody has, and two
    /// that many have are two places.
    fn near_place(&self, places: [&str; 2]) -> f64 {
        let [one, other] = places.map(|place| {
            (self.without(TokenKind::Place, place, 1) + 0.1) / (self.people + SMOOTHING)
        });
        PLACE_SLIP / (one.min(other) + PLACE_SLIP * one.max(other))
    }

    /// The lift of two places; with what they have in common, and two values of them that are
    /// nearly the same, if any.
    pub(super) fn place_lift<'b>(
        &self,
        alike: PlaceAlike,
        common: impl Iterator<Item = &'b str>,
        near: [&str; 2],
    ) -> f64 {
        let rarest = common
            .map(|place| {
                let others = self.without(TokenKind::Place, place, 2);
                (self.people + SMOOTHING) / (others + 2.0)
            })
            .fold(1.0, f64::max)
            .min(3_000.0);
        match alike {
            PlaceAlike::Equal => rarest,
            PlaceAlike::Near => rarest.max(self.near_place(near).min(NEAR_PLACE)),
            PlaceAlike::Half => rarest * 0.7,
            PlaceAlike::Weak => self.near_place(near).clamp(1.0, WEAK_PLACE),
            PlaceAlike::Different => 1.0,
        }
    }
}

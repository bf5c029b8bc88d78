//! Birth dates, also those that are no dates: `19450631` still says a lot.

use jiff::civil::Date;

/// Years that a birth date can have; what is outside was mistyped or made up.
const YEARS: std::ops::RangeInclusive<i16> = 1870..=2150;

/// What is known of a birth date.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Birth {
    pub(super) year: i16,
    /// None where only the year is known.
    pub(super) day: Option<MonthDay>,
    /// The eight digits, where all are known: what is counted.
    pub(super) token: Option<String>,
}

/// Month and day as written; not always ones that exist.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MonthDay {
    pub(super) month: i8,
    pub(super) day: i8,
}

impl Birth {
    /// A date, unless it is one that people type when they know none.
    pub(super) fn on(date: Date) -> Option<Self> {
        Self::checked(date.year(), date.month(), date.day())
    }

    /// Digits in the order of a date, or a year in a text.
    pub(super) fn as_given(text: &str) -> Option<Self> {
        let numbers: Vec<&str> = text
            .split(|c: char| !c.is_ascii_digit())
            .filter(|digits| !digits.is_empty())
            .collect();
        let parsed = |digits: &str| digits.parse::<i16>().ok();
        let small = |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.len() <= 2);
        match *numbers {
            [digits] if digits.len() == 8 => {
                let front = (
                    parsed(digits.get(..4)?)?,
                    small(digits.get(4..6)?)?,
                    small(digits.get(6..)?)?,
                );
                let back = (
                    parsed(digits.get(4..)?)?,
                    small(digits.get(2..4)?)?,
                    small(digits.get(..2)?)?,
                );
                let (year, month, day) = if YEARS.contains(&front.0) || !YEARS.contains(&back.0) {
                    front
                } else {
                    back
                };
                Self::checked(year, month, day)
            }
            [year, month, day] if year.len() == 4 => {
                Self::checked(parsed(year)?, small(month)?, small(day)?)
            }
            [day, month, year] if year.len() == 4 => {
                Self::checked(parsed(year)?, small(month)?, small(day)?)
            }
            _ => {
                let mut years = numbers
                    .iter()
                    .filter(|digits| digits.len() == 4)
                    .filter_map(|digits| parsed(digits))
                    .filter(|year| YEARS.contains(year));
                let year = years.next()?;
                years.next().is_none().then_some(Self {
                    year,
                    day: None,
                    token: None,
                })
            }
        }
    }

    fn checked(year: i16, month: i8, day: i8) -> Option<Self> {
        let made_up = matches!(
            (year, month, day),
            (1900 | 1901 | 1800 | 1970 | 1, 1, 1)
                | (1899, 12, 30 | 31)
                | (1111, 11, 11)
                | (9999, ..)
                | (0, ..)
        );
        (!made_up).then_some(Self {
            year,
            day: Some(MonthDay { month, day }),
            token: Some(format!("{year:04}{month:02}{day:02}")),
        })
    }

    fn digits(&self) -> Option<[u8; 8]> {
        self.token.as_ref()?.as_bytes().try_into().ok()
    }

    /// Whether it is the first of January: what is typed when only the year is known.
    pub(super) fn is_new_year(&self) -> bool {
        self.day == Some(MonthDay { month: 1, day: 1 })
    }
}

/// How two birth dates compare, from most alike to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DateAlike {
    Equal,
    Swapped,
    OneDigit,
    Transposed,
    YearNear,
    TwoOfThree,
    TwoDigits,
    /// One of them says no more than the year, and it is the same.
    YearOnly,
    SameYear,
    /// One of them says no more than the year, or is a first of January, and the years are
    /// some apart.
    Doubtful,
    Different,
}

/// How they compare where one says no more than the year: who doesn't know their day may be
/// wrong by some years, but by no generation.
fn years_alike(one: &Birth, other: &Birth) -> DateAlike {
    match (i32::from(one.year) - i32::from(other.year)).abs() {
        0 => DateAlike::YearOnly,
        1..=3 => DateAlike::Doubtful,
        _ => DateAlike::Different,
    }
}

/// How they compare.
pub(super) fn date_alike(one: &Birth, other: &Birth) -> DateAlike {
    let (Some(a), Some(b)) = (one.day, other.day) else {
        return years_alike(one, other);
    };
    if (one.year, a) == (other.year, b) {
        return DateAlike::Equal;
    }
    let same_year = one.year == other.year;
    if one.is_new_year() || other.is_new_year() {
        return years_alike(one, other);
    }
    if same_year && a.month == b.day && a.day == b.month {
        return DateAlike::Swapped;
    }
    let (Some(first), Some(second)) = (one.digits(), other.digits()) else {
        return DateAlike::Different;
    };
    let wrong: Vec<usize> = (0..8)
        .filter(|at| first.get(*at) != second.get(*at))
        .collect();
    if wrong.len() == 1 {
        return DateAlike::OneDigit;
    }
    if let [here, next] = *wrong
        && next == here + 1
        && first.get(here) == second.get(next)
        && first.get(next) == second.get(here)
    {
        return DateAlike::Transposed;
    }
    let same_day = a == b;
    if same_day && (one.year - other.year).abs() == 1 {
        return DateAlike::YearNear;
    }
    let equal_parts = [same_year, a.month == b.month, a.day == b.day];
    if equal_parts.iter().filter(|equal| **equal).count() == 2 {
        return DateAlike::TwoOfThree;
    }
    // Day and month in another order, and a slip besides.
    let swapped = a.month == b.day && a.day == b.month;
    if wrong.len() == 2 || (swapped && wrong.len() <= 6 && (one.year - other.year).abs() <= 10) {
        return DateAlike::TwoDigits;
    }
    if same_year {
        return DateAlike::SameYear;
    }
    DateAlike::Different
}

//! What is said of a pair: how likely they are one person, and why.

/// How sure a match is. Cuts on the calibrated probability, see [`Grade::cut`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// No match.
    None,
    /// Worth a look.
    Possible,
    /// Very likely the same person.
    Probable,
    /// The same person: name, birth date and one more identifier agree.
    Certain,
}

impl Grade {
    /// From the surest on.
    pub const ALL: [Self; 4] = [Self::Certain, Self::Probable, Self::Possible, Self::None];

    /// The least probability that it is given for.
    #[must_use]
    pub const fn cut(self) -> f64 {
        match self {
            Self::Certain => 0.99,
            Self::Probable => 0.95,
            Self::Possible => 0.20,
            Self::None => 0.0,
        }
    }

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Probable => "probable",
            Self::Possible => "possible",
            Self::None => "none",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

/// Why a pair looks like one person, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Given and family names are the same.
    SameName,
    /// The given name of one is the family name of the other.
    NamesSwapped,
    /// The same words in another order.
    NameShuffled,
    /// The same given names.
    SameGivenName,
    /// Such as Bob and Robert.
    GivenNickname,
    /// Such as J and Jane.
    GivenInitial,
    /// One has more given names.
    GivenPart,
    /// Some given names are the same.
    GivenOverlap,
    /// Sounds the same.
    GivenSounds,
    /// That many letters apart; more than 2 are 2.
    GivenNear {
        /// How many.
        letters: u8,
    },
    /// Different given names.
    DifferentGivenName,
    /// The same family name.
    SameFamilyName,
    /// No more than its first letter is known.
    FamilyInitial,
    /// One has more family names.
    FamilyPart,
    /// Some family names are the same.
    FamilyOverlap,
    /// Sounds the same.
    FamilySounds,
    /// That many letters apart; more than 2 are 2.
    FamilyNear {
        /// How many.
        letters: u8,
    },
    /// Different family names.
    DifferentFamilyName,
    /// One is senior, the other junior.
    DifferentGeneration,
    /// The same birth date.
    SameBirthDate,
    /// The same with day and month swapped.
    DayAndMonthSwapped,
    /// A digit wrong, or two beside each other swapped.
    BirthDateOneDigit,
    /// Day and month are the same, and the years beside each other.
    BirthYearNear,
    /// Two of day, month and year are the same.
    BirthDatePartly,
    /// Two digits wrong.
    BirthDateTwoDigits,
    /// The same year.
    SameBirthYear,
    /// Different birth dates.
    DifferentBirthDate,
    /// The same sex.
    SameSex,
    /// Different sexes.
    DifferentSex,
    /// The same phone number.
    SamePhone {
        /// By other patients.
        also_used_by: u32,
    },
    /// A digit or two apart.
    PhoneNear,
    /// Different phone numbers.
    DifferentPhone,
    /// The same e-mail address.
    SameEmail {
        /// By other patients.
        also_used_by: u32,
    },
    /// A letter or two apart, or the same name at another provider.
    EmailNear,
    /// Different e-mail addresses.
    DifferentEmail,
    /// The same house, or written nearly the same.
    SameAddress {
        /// By other patients.
        also_used_by: u32,
    },
    /// Alike.
    AddressNear,
    /// The same suburb or postcode, as far as is known.
    SamePlace,
    /// Different addresses.
    DifferentAddress,
    /// The same confirmed record number.
    SameRecordNumber,
    /// Different confirmed record numbers.
    DifferentRecordNumber,
    /// More likely twins.
    LooksLikeTwins,
    /// More likely sisters or brothers.
    LooksLikeSiblings,
    /// More likely parent and child, one perhaps named after the other.
    LooksLikeParentAndChild,
    /// More likely a couple.
    LooksLikeSpouses,
    /// More likely two people of one household.
    LooksLikeHousehold,
}

impl Reason {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameName => "same_name",
            Self::NamesSwapped => "names_swapped",
            Self::NameShuffled => "name_shuffled",
            Self::SameGivenName => "same_given_name",
            Self::GivenNickname => "given_nickname",
            Self::GivenInitial => "given_initial",
            Self::GivenPart => "given_part",
            Self::GivenOverlap => "given_overlap",
            Self::GivenSounds => "given_sounds",
            Self::GivenNear { .. } => "given_near",
            Self::DifferentGivenName => "different_given_name",
            Self::SameFamilyName => "same_family_name",
            Self::FamilyInitial => "family_initial",
            Self::FamilyPart => "family_part",
            Self::FamilyOverlap => "family_overlap",
            Self::FamilySounds => "family_sounds",
            Self::FamilyNear { .. } => "family_near",
            Self::DifferentFamilyName => "different_family_name",
            Self::DifferentGeneration => "different_generation",
            Self::SameBirthDate => "same_birth_date",
            Self::DayAndMonthSwapped => "day_and_month_swapped",
            Self::BirthDateOneDigit => "birth_date_one_digit",
            Self::BirthYearNear => "birth_year_near",
            Self::BirthDatePartly => "birth_date_partly",
            Self::BirthDateTwoDigits => "birth_date_two_digits",
            Self::SameBirthYear => "same_birth_year",
            Self::DifferentBirthDate => "different_birth_date",
            Self::SameSex => "same_sex",
            Self::DifferentSex => "different_sex",
            Self::SamePhone { .. } => "same_phone",
            Self::PhoneNear => "phone_near",
            Self::DifferentPhone => "different_phone",
            Self::SameEmail { .. } => "same_email",
            Self::EmailNear => "email_near",
            Self::DifferentEmail => "different_email",
            Self::SameAddress { .. } => "same_address",
            Self::AddressNear => "address_near",
            Self::SamePlace => "same_place",
            Self::DifferentAddress => "different_address",
            Self::SameRecordNumber => "same_record_number",
            Self::DifferentRecordNumber => "different_record_number",
            Self::LooksLikeTwins => "looks_like_twins",
            Self::LooksLikeSiblings => "looks_like_siblings",
            Self::LooksLikeParentAndChild => "looks_like_parent_and_child",
            Self::LooksLikeSpouses => "looks_like_spouses",
            Self::LooksLikeHousehold => "looks_like_household",
        }
    }

    /// The number that it comes with.
    #[must_use]
    pub const fn number(self) -> Option<u32> {
        match self {
            Self::GivenNear { letters } | Self::FamilyNear { letters } => Some(letters as u32),
            Self::SamePhone { also_used_by }
            | Self::SameEmail { also_used_by }
            | Self::SameAddress { also_used_by } => Some(also_used_by),
            _ => None,
        }
    }
}

/// Its stable name with its number: `same_phone:2`.
impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number() {
            Some(number) => write!(f, "{}:{number}", self.code()),
            None => f.write_str(self.code()),
        }
    }
}

/// What is said of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// That they are one person, 0 to 1.
    pub probability: f64,
    /// The same as the logarithm of the odds to base 2, not rounded: it orders pairs
    /// that a probability no longer tells apart.
    pub match_weight: f64,
    /// How sure.
    pub grade: Grade,
    /// What speaks for it or against, the weightiest first.
    pub reasons: Vec<Reason>,
}

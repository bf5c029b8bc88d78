//! Why two profiles look like one person, in words; and how sure that is.

use clinic::matching::{Grade, Reason};

/// How sure a match is, as staff read it.
#[must_use]
pub fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain | Grade::Probable => "Strong match",
        Grade::Possible => "Possible match",
        Grade::None => "No match found",
    }
}

/// Reasons in one line: "same birth date; first name one letter off".
#[must_use]
pub fn reasons(reasons: &[Reason]) -> String {
    let words: Vec<String> = reasons.iter().map(|one| reason(*one)).collect();
    words.join("; ")
}

/// One reason.
#[must_use]
pub fn reason(reason: Reason) -> String {
    let plain = match reason {
        Reason::SameName => "same name",
        Reason::NamesSwapped => "first and last name swapped",
        Reason::NameShuffled => "same names in another order",
        Reason::SameGivenName => "same first name",
        Reason::GivenNickname => "first name is a short form",
        Reason::GivenInitial => "first name matches an initial",
        Reason::GivenPart => "one has more first names",
        Reason::GivenOverlap => "some first names the same",
        Reason::GivenSounds => "first name sounds the same",
        Reason::GivenNear { letters: 0 | 1 } => "first name one letter off",
        Reason::GivenNear { .. } => "first name a few letters off",
        Reason::DifferentGivenName => "different first name",
        Reason::SameFamilyName => "same last name",
        Reason::FamilyInitial => "last name matches an initial",
        Reason::FamilyPart => "one has more last names",
        Reason::FamilyOverlap => "some last names the same",
        Reason::FamilySounds => "last name sounds the same",
        Reason::FamilyNear { letters: 0 | 1 } => "last name one letter off",
        Reason::FamilyNear { .. } => "last name a few letters off",
        Reason::DifferentFamilyName => "different last name",
        Reason::DifferentGeneration => "one is senior, the other junior",
        Reason::SameBirthDate => "same birth date",
        Reason::DayAndMonthSwapped => "day and month of birth swapped",
        Reason::BirthDateOneDigit => "birth date one digit off",
        Reason::BirthYearNear => "birth date a year off",
        Reason::BirthDatePartly => "two parts of the birth date the same",
        Reason::BirthDateTwoDigits => "birth date two digits off",
        Reason::SameBirthYear => "same year of birth",
        Reason::DifferentBirthDate => "different birth date",
        Reason::SameSex => "same sex",
        Reason::DifferentSex => "different sex",
        Reason::SamePhone { also_used_by } => return shared("same phone", also_used_by),
        Reason::PhoneNear => "phone a digit or two off",
        Reason::DifferentPhone => "different phone",
        Reason::SameEmail { also_used_by } => return shared("same email", also_used_by),
        Reason::EmailNear => "email nearly the same",
        Reason::DifferentEmail => "different email",
        Reason::SameAddress { also_used_by } => return shared("same address", also_used_by),
        Reason::AddressNear => "address nearly the same",
        Reason::SamePlace => "same suburb or postcode",
        Reason::DifferentAddress => "different address",
        Reason::SameRecordNumber => "same record number",
        Reason::DifferentRecordNumber => "different record numbers",
        Reason::LooksLikeTwins => "looks like twins, not the same person",
        Reason::LooksLikeSiblings => "looks like siblings, not the same person",
        Reason::LooksLikeParentAndChild => "looks like a parent and child, not the same person",
        Reason::LooksLikeSpouses => "looks like a couple, not the same person",
        Reason::LooksLikeHousehold => "looks like one household, not the same person",
    };
    plain.to_owned()
}

/// "same phone, also used by 2 other patients".
fn shared(what: &str, others: u32) -> String {
    match others {
        0 => what.to_owned(),
        1 => format!("{what}, also used by 1 other patient"),
        others => format!("{what}, also used by {others} other patients"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_read_as_one_line() {
        let all = [
            Reason::SameBirthDate,
            Reason::FamilyNear { letters: 1 },
            Reason::SamePhone { also_used_by: 2 },
            Reason::SameEmail { also_used_by: 0 },
        ];
        assert_eq!(
            reasons(&all),
            "same birth date; last name one letter off; same phone, also used by 2 other \
             patients; same email"
        );
        assert_eq!(reasons(&[]), "");
    }
}

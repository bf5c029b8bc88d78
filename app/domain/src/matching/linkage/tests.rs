use jiff::civil::date;
use proptest::prelude::*;

use super::*;

mod households;
mod laws;
mod training;
mod written;

/// A woman of whom all is known.
pub(super) fn ana() -> Profile {
    Profile {
        given: Some(String::from("Ana Maria")),
        family: Some(String::from("Kowalczyk")),
        born: Some(date(1984, 3, 27)),
        sex: Some(String::from("female")),
        email: Some(String::from("ana.k@example.org")),
        phone: Some(String::from("+19025550148")),
        street: Some(String::from("12 Main Street")),
        suburb: Some(String::from("Truro")),
        postcode: Some(String::from("B2N 5A1")),
        state: Some(String::from("NS")),
        ..Profile::default()
    }
}

/// A clinic of ten thousand in which the tokens of both are theirs alone, but for what
/// is usual: their given names and the town.
pub(super) fn clinic(people: &[&Profile]) -> Counts {
    let mut counts = Counts::new(10_000);
    for profile in people {
        counts.add(&Prepared::of(profile));
    }
    for (kind, token, count) in [
        (TokenKind::Given, "ana", 60),
        (TokenKind::Given, "anna", 80),
        (TokenKind::Given, "maria", 120),
        (TokenKind::Given, "john", 150),
        (TokenKind::Given, "james", 150),
        (TokenKind::Given, "robert", 120),
        (TokenKind::Family, "smith", 120),
        (TokenKind::Place, "s:truro", 2_000),
        (TokenKind::Place, "p:b2n5a1", 300),
        (TokenKind::Place, "r:ns", 9_900),
    ] {
        counts.set(kind, token, count);
    }
    // As usual in a clinic with families.
    counts.set_sums(Sums {
        shareable: 18_000,
        shared: 24_000,
        dwellers: 2_400,
        placed: 9_000,
        persons: 1_200,
        residents: 1_950,
        settled: 900,
    });
    counts
}

pub(super) fn verdict(one: &Profile, other: &Profile) -> Verdict {
    let counts = clinic(&[one, other]);
    compare(
        &Model::shipped(),
        &Prepared::of(one),
        &Prepared::of(other),
        &counts,
    )
}

fn with(change: impl FnOnce(&mut Profile)) -> Profile {
    let mut profile = ana();
    change(&mut profile);
    profile
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

#[test]
fn one_person_is_found_however_it_was_written_down() {
    let same: [(&str, Profile, Reason); 14] = [
        ("as it was", ana(), Reason::SameName),
        (
            "name slip",
            with(|ana| ana.family = text("Kowalcyzk")),
            Reason::FamilyNear { letters: 1 },
        ),
        (
            "by ear",
            with(|ana| ana.family = text("Kovalchik")),
            Reason::FamilyNear { letters: 2 },
        ),
        (
            "swapped",
            with(|ana| {
                ana.given = text("Kowalczyk");
                ana.family = text("Ana Maria");
            }),
            Reason::NamesSwapped,
        ),
        (
            "day and month",
            with(|ana| ana.born = Some(date(1984, 5, 12))),
            Reason::SameName,
        ),
        (
            "digit",
            with(|ana| ana.born = Some(date(1984, 3, 21))),
            Reason::BirthDateOneDigit,
        ),
        (
            "decade",
            with(|ana| ana.born = Some(date(1974, 3, 27))),
            Reason::BirthDateOneDigit,
        ),
        (
            "no date",
            with(|ana| {
                ana.born = None;
                ana.born_as_given = text("19840372");
            }),
            Reason::BirthDateOneDigit,
        ),
        (
            "one field",
            with(|ana| {
                ana.full_name = text("Kowalczyk, Ana");
                ana.given = None;
                ana.family = None;
            }),
            Reason::GivenPart,
        ),
        (
            "initial",
            with(|ana| ana.given = text("A")),
            Reason::GivenPart,
        ),
        (
            "moved",
            with(|ana| {
                ana.street = text("7 Elm Road");
                ana.suburb = text("Halifax");
                ana.postcode = text("B3H 1A1");
            }),
            Reason::DifferentAddress,
        ),
        (
            "written otherwise",
            with(|ana| ana.street = text("12 main st.")),
            Reason::SameAddress { also_used_by: 0 },
        ),
        (
            "married",
            with(|ana| ana.family = text("Smith")),
            Reason::DifferentFamilyName,
        ),
        (
            "hyphen",
            with(|ana| ana.family = text("Kowalczyk-Smith")),
            Reason::FamilyPart,
        ),
    ];
    for (name, other, reason) in same {
        let verdict = verdict(&ana(), &other);
        assert!(verdict.probability > 0.9, "{name}: {verdict:?}");
        assert!(verdict.reasons.contains(&reason), "{name}: {verdict:?}");
    }
}

#[test]
fn nicknames_and_spellings_are_the_same_name() {
    for (one, other) in [
        ("Robert", "Bob"),
        ("William", "Bill"),
        ("Mohammed", "Muhammad"),
        ("Katarzyna", "Kasia"),
        ("Robertt", "Bob"),
        ("Catherine", "Kathryn"),
        ("Aleksandr", "Sasha"),
    ] {
        let profile = |given| {
            with(|ana| {
                ana.given = text(given);
                ana.email = None;
                ana.street = None;
            })
        };
        let verdict = verdict(&profile(one), &profile(other));
        assert!(verdict.probability > 0.9, "{one} {other}: {verdict:?}");
    }
}

#[test]
fn certain_takes_three_that_agree() {
    assert_eq!(verdict(&ana(), &ana()).grade, Grade::Certain);
    // Name, date and address are no three identifiers.
    let bare = with(|ana| {
        ana.email = None;
        ana.phone = None;
    });
    let verdict = verdict(&bare, &bare);
    assert!(verdict.probability > 0.99);
    assert_eq!(verdict.grade, Grade::Probable);
}

#[test]
fn different_record_numbers_speak_strongly_against() {
    let number = |number: &str| {
        with(|ana| {
            ana.record_number = text(number);
            ana.email = None;
            ana.street = None;
        })
    };
    let same = verdict(&number("1234 567 890"), &number("1234567890"));
    let other = verdict(&number("1234 567 890"), &number("9876543210"));
    assert!(
        same.match_weight > other.match_weight + 10.0,
        "{same:?} {other:?}"
    );
    assert!(other.reasons.contains(&Reason::DifferentRecordNumber));
}

#[test]
fn what_people_make_up_is_no_evidence() {
    let bare = Profile {
        given: text("John"),
        family: text("Smith"),
        ..Profile::default()
    };
    let born = |born| Profile {
        born: Some(born),
        ..bare.clone()
    };
    let nothing = verdict(&bare, &bare).match_weight;
    for made_up in [date(1900, 1, 1), date(1970, 1, 1)] {
        assert_eq!(
            verdict(&born(made_up), &born(made_up)).match_weight,
            nothing
        );
    }
    for (email, phone) in [
        ("none@example.com", "000-0000"),
        ("noemail@clinic.org", "999 999 9999"),
        ("N/A@x.org", "1234567890"),
        ("reception@clinic.org", "902-000-0000"),
    ] {
        let with = Profile {
            email: text(email),
            phone: text(phone),
            ..bare.clone()
        };
        assert_eq!(
            verdict(&with, &with).match_weight,
            nothing,
            "{email} {phone}"
        );
    }
    // A first of January agrees by far more often than any other day.
    let new_year = verdict(&born(date(1980, 1, 1)), &born(date(1980, 1, 1))).match_weight;
    let any_day = verdict(&born(date(1980, 5, 7)), &born(date(1980, 5, 7))).match_weight;
    assert!(new_year + 2.0 < any_day, "{new_year} {any_day}");
}

#[test]
fn a_number_that_many_have_says_little() {
    let one = Profile {
        given: text("Robert"),
        phone: text("9025550148"),
        ..Profile::default()
    };
    let mut counts = clinic(&[&one, &one]);
    let prepared = Prepared::of(&one);
    let mut weigh = |also: u64| {
        counts.set(TokenKind::Phone, "025550148", also + 2);
        compare(&Model::shipped(), &prepared, &prepared, &counts)
    };
    let (alone, shared) = (weigh(0), weigh(300));
    assert!(
        alone.match_weight > shared.match_weight + 3.0,
        "{alone:?} {shared:?}"
    );
    assert!(
        shared
            .reasons
            .contains(&Reason::SamePhone { also_used_by: 300 })
    );
}

#[test]
fn a_rare_name_says_more_than_a_usual_one() {
    let named = |family: &str| Profile {
        given: text("John"),
        family: text(family),
        ..Profile::default()
    };
    let rare = verdict(&named("Featherstonehaugh"), &named("Featherstonehaugh"));
    let usual = verdict(&named("Smith"), &named("Smith"));
    assert!(rare.match_weight > usual.match_weight + 2.0);
}

#[test]
fn nothing_known_of_anybody_is_an_answer_too() {
    let nothing = Profile::default();
    let verdict = verdict(&nothing, &ana());
    assert!(verdict.probability < 0.01);
    assert_eq!(verdict.grade, Grade::None);
    assert!(keys(&Prepared::of(&nothing)).is_empty());
}

#[test]
fn codes_of_reasons_are_stable() {
    assert_eq!(
        Reason::SamePhone { also_used_by: 2 }.to_string(),
        "same_phone:2"
    );
    assert_eq!(
        Reason::FamilyNear { letters: 1 }.to_string(),
        "family_near:1"
    );
    assert_eq!(Reason::LooksLikeTwins.to_string(), "looks_like_twins");
    for grade in Grade::ALL {
        assert_eq!(Grade::parse(grade.as_str()), Some(grade));
    }
    for kind in TokenKind::ALL {
        assert_eq!(TokenKind::parse(kind.as_str()), Some(kind));
    }
}

#[test]
fn weights_are_data() {
    let model = Model::shipped();
    let text = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<Model>(&text).unwrap(), model);
}

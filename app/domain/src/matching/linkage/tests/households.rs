//! Those who live together, and are not one person.

use super::*;

/// Two of one household: another of `ana`'s family with her phone, e-mail and house.
fn relative(change: impl FnOnce(&mut Profile)) -> Verdict {
    verdict(&ana(), &with(change))
}

#[test]
fn twins_are_not_one_person() {
    for given in ["Zofia", "Piotr", "Agnieszka"] {
        let twins = relative(|twin| twin.given = text(given));
        assert!(twins.grade <= Grade::Possible, "{given}: {twins:?}");
        assert!(twins.probability < 0.5, "{given}: {twins:?}");
        assert_eq!(twins.reasons.first(), Some(&Reason::LooksLikeTwins));
    }
}

#[test]
fn twins_of_like_names_are_capped_by_two_real_names() {
    let named = |given: &str| with(|twin| twin.given = text(given));
    // Both are names of many, and so no slip of each other.
    let twins = verdict(&named("Lena"), &named("Nina"));
    let slip = verdict(&named("Lenka"), &named("Lenkka"));
    assert!(
        slip.match_weight > twins.match_weight + 5.0,
        "{slip:?} {twins:?}"
    );
}

#[test]
fn twins_a_letter_apart_are_at_most_possible_and_a_slip_is_no_twin() {
    let named = |given: &str| with(|twin| twin.given = text(given));
    let twins = |one: &str, other: &str, others: u64| {
        let (one, other) = (named(one), named(other));
        let mut counts = clinic(&[&one, &other]);
        for word in [&one, &other].map(|twin| twin.given.clone().unwrap().to_lowercase()) {
            counts.set(TokenKind::Given, &word, others + 1);
        }
        let [one, other] = [&one, &other].map(Prepared::of);
        compare(&Model::shipped(), &one, &other, &counts)
    };
    for (one, other) in [
        ("Jaidn", "Kaidn"),
        ("Kayleeq", "Hayleeq"),
        ("Zamal", "Kzamal"),
    ] {
        let both = twins(one, other, 3);
        assert!(both.grade <= Grade::Possible, "{one} {other}: {both:?}");
        assert_eq!(both.reasons.first(), Some(&Reason::LooksLikeTwins));
        // Nobody else has that name: it was mistyped, but that is no agreement in three.
        let slip = twins(one, other, 0);
        assert_eq!(slip.grade, Grade::Probable, "{one} {other}: {slip:?}");
    }
}

#[test]
fn somebody_who_is_here_three_times_is_no_twin_of_themself() {
    let profile = |phone: Option<&str>, born| Profile {
        given: text("Ingrid"),
        family: text("Vasquez-Thorne"),
        born: Some(born),
        phone: phone.and_then(text),
        ..Profile::default()
    };
    let born = date(1990, 2, 11);
    let known = profile(Some("9025550177"), born);
    let again = profile(Some("9025550177"), born);
    let slipped = profile(None, date(1990, 11, 2));
    // A clinic that has just begun: one name in three of four is common there.
    let mut counts = Counts::new(1);
    for one in [&known, &again, &slipped] {
        counts.add(&Prepared::of(one));
    }
    let like = |other: &Profile| {
        let [again, other] = [&again, other].map(Prepared::of);
        compare(&Model::shipped(), &again, &other, &counts)
    };
    let (same, day) = (like(&known), like(&slipped));
    assert!(same.grade >= Grade::Probable, "{same:?}");
    assert!(same.match_weight > day.match_weight, "{same:?} {day:?}");
    assert!(!same.reasons.contains(&Reason::LooksLikeTwins), "{same:?}");
}

#[test]
fn a_first_of_january_hides_no_generation() {
    let named = |born| {
        with(|person| {
            person.given = text("John");
            person.sex = text("male");
            person.born = Some(born);
        })
    };
    let father = verdict(&named(date(1950, 1, 1)), &named(date(1980, 5, 5)));
    assert!(father.grade <= Grade::Possible, "{father:?}");
    let parent = Some(&Reason::LooksLikeParentAndChild);
    assert_eq!(father.reasons.first(), parent, "{father:?}");
    // Some years apart it is the placeholder of one person.
    let guessed = verdict(&named(date(1979, 1, 1)), &named(date(1980, 5, 5)));
    assert!(guessed.probability > 0.8, "{guessed:?}");
}

#[test]
fn a_street_without_numbers_says_less_than_a_house() {
    let at = |street: &str| Profile {
        given: text("John"),
        family: text("Smith"),
        street: text(street),
        ..Profile::default()
    };
    let weigh = |street: &str| verdict(&at(street), &at(street)).match_weight;
    let (house, street) = (
        weigh("12 Lakeside Valley Road"),
        weigh("Lakeside Valley Road"),
    );
    assert!(house > street, "{house} {street}");
}

#[test]
fn a_number_written_short_is_shared_by_as_many() {
    let phone = |number: &str| Profile {
        given: text("Robert"),
        phone: text(number),
        ..Profile::default()
    };
    let (long, short) = (phone("9025550148"), phone("555 0148"));
    let mut counts = clinic(&[&long, &short]);
    counts.set(TokenKind::Phone, "025550148", 9);
    let [long, short] = [&long, &short].map(Prepared::of);
    let verdict = compare(&Model::shipped(), &long, &short, &counts);
    let shared = Reason::SamePhone { also_used_by: 8 };
    assert!(verdict.reasons.contains(&shared), "{verdict:?}");
}

#[test]
fn parent_and_child_are_not_one_person() {
    let child = relative(|child| {
        child.given = text("Zofia");
        child.born = Some(date(2014, 8, 2));
    });
    assert!(child.probability < 0.01, "{child:?}");
    assert!(child.reasons.contains(&Reason::LooksLikeParentAndChild));
}

#[test]
fn a_junior_of_the_same_name_is_at_most_possible() {
    let senior = with(|senior| {
        senior.given = text("John");
        senior.sex = text("male");
        senior.born = Some(date(1961, 2, 9));
    });
    let junior = with(|junior| {
        junior.given = text("John");
        junior.sex = text("male");
        junior.born = Some(date(1989, 7, 30));
    });
    let verdict = verdict(&senior, &junior);
    assert!(verdict.grade <= Grade::Possible, "{verdict:?}");
    assert_eq!(
        verdict.reasons.first(),
        Some(&Reason::LooksLikeParentAndChild)
    );
}

#[test]
fn senior_and_junior_are_told_apart_without_birth_dates() {
    let named = |family: &str| {
        with(|person| {
            person.given = text("John");
            person.family = text(family);
            person.sex = text("male");
            person.born = None;
        })
    };
    let same = verdict(&named("Smith Jr"), &named("Smith Jr."));
    let other = verdict(&named("Smith Sr"), &named("Smith Jr"));
    assert!(same.probability > 0.9, "{same:?}");
    assert!(other.probability < 0.5, "{other:?}");
    assert!(other.reasons.contains(&Reason::DifferentGeneration));
}

#[test]
fn a_couple_and_sisters_are_not_one_person() {
    let husband = relative(|husband| {
        husband.given = text("Piotr");
        husband.sex = text("male");
        husband.born = Some(date(1981, 11, 4));
    });
    let sister = relative(|sister| {
        sister.given = text("Zofia");
        sister.born = Some(date(1987, 1, 19));
    });
    for verdict in [husband, sister] {
        assert!(verdict.probability < 0.01, "{verdict:?}");
    }
}

#[test]
fn what_a_household_shares_is_one_weak_fact() {
    let named = |given: &str| {
        with(|person| {
            person.given = text(given);
            person.born = None;
            person.street = None;
            person.postcode = None;
            person.suburb = None;
        })
    };
    let one_fact = |profile: Profile| Profile {
        email: None,
        ..profile
    };
    let one = verdict(&one_fact(named("Zofia")), &one_fact(named("Piotr"))).match_weight;
    let two = verdict(&named("Zofia"), &named("Piotr")).match_weight;
    // A lone e-mail of this clinic would be worth some 13 by itself.
    assert!(two - one < 2.0, "{one} {two}");
}

#[test]
fn a_household_told_by_strangers_is_still_one_person() {
    // No other explanation than a slip: the same birth date, and hardly a twin's name.
    let slip = relative(|slip| slip.given = text("Anna Marya"));
    assert!(slip.probability > 0.9, "{slip:?}");
}

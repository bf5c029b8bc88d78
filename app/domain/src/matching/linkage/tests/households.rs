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

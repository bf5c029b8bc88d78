//! One thing that two wrote down in two ways, and what only looks so.

use super::super::evidence::{LIFT_MAX, PartAlike, evidence};
use super::super::judge::mixed;
use super::super::model::Kin;
use super::super::place::{PlaceAlike, StreetAlike};
use super::super::population::Customs;
use super::*;

/// How these two compare in the clinic that they are both of.
fn compared(one: &Profile, other: &Profile, more: &[(TokenKind, &str, u64)]) -> Evidence {
    let mut counts = clinic(&[one, other]);
    for (kind, token, count) in more {
        counts.set(*kind, token, *count);
    }
    evidence(&Prepared::of(one), &Prepared::of(other), &counts)
}

fn family(name: &str) -> Profile {
    with(|ana| ana.family = text(name))
}

#[test]
fn a_torn_name_is_the_name_and_no_rarer_than_it() {
    for (whole, torn) in [
        ("Featherstone", "Feather Stone"),
        ("Vanderberg", "van der Berg"),
    ] {
        let family = compared(&family(whole), &family(torn), &[]).family.unwrap();
        assert_eq!(family.level, PartAlike::Equal, "{torn}");
        assert!(family.lift <= LIFT_MAX);
    }
    // Many have the name; nobody has its pieces.
    let usual = [(TokenKind::Family, "featherstone", 1_102)];
    let lift = |one: &str, other: &str| {
        let both = compared(&family(one), &family(other), &usual);
        both.family.unwrap().lift
    };
    let (torn, whole) = (
        lift("Featherstone", "Feather Stone"),
        lift("Featherstone", "Featherstone"),
    );
    assert!(torn <= whole, "{torn} {whole}");
    assert!(whole < 11.0, "{whole}");
}

#[test]
fn a_torn_name_with_a_slip_is_nearly_the_name() {
    let torn = compared(&family("Featherstone"), &family("Fether Stone"), &[]);
    let level = torn.family.unwrap().level;
    assert!(
        (PartAlike::Sounds..=PartAlike::OneLetter).contains(&level),
        "{level:?}"
    );
}

#[test]
fn words_that_only_look_alike_beside_others_say_little() {
    let loose = compared(&family("Wendelmoot Ashby"), &family("Wendelmoat"), &[]);
    let whole = compared(&family("Wendelmoot"), &family("Wendelmoat"), &[]);
    let equal = compared(&family("Wendelmoot Ashby"), &family("Wendelmoot"), &[]);
    let lift = |evidence: Evidence| evidence.family.unwrap().lift;
    assert_eq!(loose.family.unwrap().level, PartAlike::Subset);
    assert!(lift(loose) <= 200.0, "{}", lift(loose));
    assert!(lift(whole) > 1_000.0, "{}", lift(whole));
    assert!(lift(equal) > 1_000.0, "{}", lift(equal));
}

#[test]
fn two_places_that_many_have_are_no_slip_of_each_other() {
    let place = |suburb: &str| {
        with(|ana| {
            ana.suburb = text(suburb);
            ana.postcode = None;
        })
    };
    let lift = |there: u64| {
        let many = [
            (TokenKind::Place, "s:brookvale", 401),
            (TokenKind::Place, "s:brockvale", there),
        ];
        let both = compared(&place("Brookvale"), &place("Brockvale"), &many);
        let both = both.place.unwrap();
        assert_eq!(both.level, PlaceAlike::Weak);
        both.lift
    };
    let (slip, town) = (lift(1), lift(401));
    assert!(slip > 20.0, "{slip}");
    assert!(town < slip / 2.0, "{slip} {town}");
    // However few have either, nearly the same says no more than that.
    let nowhere = compared(&place("Brookvale"), &place("Brockvale"), &[]);
    let lift = nowhere.place.unwrap().lift;
    assert!((lift - 80.0).abs() < 1e-9, "{lift}");
}

#[test]
fn the_kind_of_a_street_may_be_mistyped_torn_or_run_into_its_name() {
    let at = |street: &str| with(|ana| ana.street = text(street));
    for written in [
        "12 Elm Steret",
        "12 Elm Stret",
        "12 Elmstreet",
        "12 Elm Str eet",
        "12 Elm",
        "12 Elm St.",
    ] {
        let both = compared(&at("12 Elm Street"), &at(written), &[]);
        let street = both.street.unwrap();
        assert_eq!(street.level, StreetAlike::Equal, "{written}");
    }
    let both = compared(&at("12 Elm St."), &at("12 Elmstreet"), &[]);
    assert_eq!(both.street.unwrap().level, StreetAlike::Equal);
    // Of a street that is named like a kind nothing is left: its number alone says little, and
    // of two such streets nothing is compared.
    let both = compared(&at("12 Street Road"), &at("12 Hillcrest Road"), &[]);
    assert_eq!(both.street.unwrap().level, StreetAlike::Weak);
    let both = compared(&at("12 Parade Lane"), &at("12 Circle Lane"), &[]);
    assert!(both.street.is_none());
}

#[test]
fn a_house_is_shared_by_who_lives_in_that_town() {
    let home = |suburb: &str, postcode: &str| {
        with(|ana| {
            ana.suburb = text(suburb);
            ana.postcode = text(postcode);
        })
    };
    let token = "12 main, b2n5a1";
    let many = [
        (TokenKind::Home, token, 5),
        (TokenKind::Home, "12 main, b4h1a1", 5),
        (TokenKind::Address, "12 main", 905),
    ];
    let here = || home("Truro", "B2N 5A1");
    assert_eq!(compared(&here(), &here(), &many).also[2], 3);
    // 12 Main Street is in every town.
    let there = home("Amherst", "B4H 1A1");
    assert_eq!(compared(&here(), &there, &many).also[2], 0);
}

/// How many others stand so to somebody where people live so.
fn others(kin: Kin, customs: Customs) -> f64 {
    let model = Model::shipped();
    let mut evidence = compared(&ana(), &ana(), &[]);
    evidence.customs = customs;
    let relation = model.relations.iter().find(|one| one.kin == kin).unwrap();
    model.others(relation, &evidence)
}

#[test]
fn slips_of_one_person_make_no_family() {
    let customs = |doubles| Customs {
        housemates: Some(0.3),
        doubles: Some(doubles),
        ..Customs::default()
    };
    // As many share a house; where most people are here twice, it is with themselves.
    let (few, many) = (
        others(Kin::Sibling, customs(0.0)),
        others(Kin::Sibling, customs(0.9)),
    );
    assert!(many < few / 2.0, "{few} {many}");
    assert!(many > 0.0);
}

#[test]
fn who_writes_suburb_and_postcode_wrong_has_not_moved() {
    let customs = |slips| Customs {
        movers: Some(0.2),
        slips: Some(slips),
        ..Customs::default()
    };
    let (careful, careless) = (
        others(Kin::Changed, customs(0.0)),
        others(Kin::Changed, customs(0.5)),
    );
    assert!(careless < careful, "{careful} {careless}");
    let (few, many) = (
        others(Kin::Careless, customs(0.05)),
        others(Kin::Careless, customs(0.4)),
    );
    assert!(many > few * 3.0, "{few} {many}");
}

#[test]
fn what_is_shared_by_chance_is_worth_nothing() {
    assert!((mixed(0.0, 500.0) - 1.0).abs() < 1e-12);
    assert!((mixed(1.0, 500.0) - 500.0).abs() < 1e-9);
}

use jiff::civil::date;

use super::abilities::NotAbilities;
use super::*;
use crate::age_policy::{LeapBirthday, PolicyPreset};

fn policy() -> AgePolicy {
    let steps = PolicyPreset::BookingsFrom12.steps().to_vec();
    AgePolicy::new(steps, LeapBirthday::March1).unwrap()
}

fn born(year: i16) -> Option<BirthDate> {
    Some(BirthDate::from_stored(date(year, 6, 14)))
}

fn given(abilities: Abilities) -> Grant {
    Grant {
        abilities,
        basis: Some(Basis::ParentalResponsibility),
        confirmed_on: date(2020, 1, 1),
        until_on: None,
        with_age: WithAge::Changes,
        standing: Standing::Given,
    }
}

const TODAY: Date = date(2026, 3, 10);

#[test]
fn a_patient_may_do_everything_for_themself() {
    let own = own_rights(Standing::Given);
    assert_eq!(own.abilities, Abilities::ALL);
    assert_eq!(own.confidential, Confidential::Shown);
}

#[test]
fn a_guardian_may_do_what_was_given_and_nothing_else() {
    for preset in Preset::ALL {
        let may = guardian_rights(&given(preset.abilities()), born(2020), &policy(), TODAY);
        for ability in Ability::ALL {
            let was_given = preset.abilities().has(ability);
            assert_eq!(may.abilities.has(ability), was_given, "{ability:?}");
        }
    }
    let bare = guardian_rights(&given(Abilities::NONE), born(2020), &policy(), TODAY);
    assert!(bare.abilities.is_empty());
}

#[test]
fn an_access_works_on_its_last_day_and_not_on_the_next() {
    let lent = |until_on| Grant {
        until_on: Some(until_on),
        ..given(Abilities::ALL)
    };
    let on = |until_on| guardian_rights(&lent(until_on), born(2020), &policy(), TODAY);
    assert_eq!(on(TODAY).abilities, Abilities::ALL);
    assert_eq!(on(date(2026, 3, 9)), Rights::NONE);
}

#[test]
fn what_is_suspended_gives_nothing_not_even_to_the_patient() {
    assert_eq!(own_rights(Standing::Suspended), Rights::NONE);
    let waiting = Grant {
        standing: Standing::Suspended,
        ..given(Abilities::ALL)
    };
    let may = guardian_rights(&waiting, born(2020), &policy(), TODAY);
    assert_eq!(may, Rights::NONE);
}

#[test]
fn from_12_on_a_guardian_books_and_no_confidential_visit_is_seen() {
    let full = given(Abilities::ALL);
    let child = guardian_rights(&full, born(2015), &policy(), TODAY);
    assert_eq!(child.abilities, Abilities::ALL);
    assert_eq!(child.confidential, Confidential::Shown);
    let older = guardian_rights(&full, born(2013), &policy(), TODAY);
    assert_eq!(older.abilities, Preset::Bookings.abilities());
    assert_eq!(older.confidential, Confidential::Hidden);
    let view = guardian_rights(
        &given(Preset::View.abilities()),
        born(2013),
        &policy(),
        TODAY,
    );
    assert_eq!(view.abilities, Preset::View.abilities());
}

#[test]
fn of_age_only_what_they_gave_themselves_goes_on() {
    let earlier = guardian_rights(
        &given(Abilities::ALL),
        born(2008),
        &policy(),
        date(2026, 6, 14),
    );
    assert_eq!(earlier, Rights::NONE);
    let own = Grant {
        confirmed_on: date(2026, 6, 14),
        ..given(Abilities::ALL)
    };
    let now = guardian_rights(&own, born(2008), &policy(), date(2026, 6, 14));
    assert_eq!(now.abilities, Abilities::ALL);
    assert_eq!(now.confidential, Confidential::Hidden);
}

#[test]
fn legal_guardianship_goes_on_but_confidential_visits_stay_hidden() {
    let legal = Grant {
        with_age: WithAge::Continues,
        basis: Some(Basis::CourtAppointment),
        ..given(Abilities::ALL)
    };
    let adult = guardian_rights(&legal, born(1990), &policy(), TODAY);
    assert_eq!(adult.abilities, Abilities::ALL);
    assert_eq!(adult.confidential, Confidential::Hidden);
}

#[test]
fn nobody_manages_a_minors_access_without_a_recorded_basis() {
    let unfounded = Grant {
        basis: None,
        ..given(Abilities::ALL)
    };
    for born_on in [born(2020), None] {
        let may = guardian_rights(&unfounded, born_on, &policy(), TODAY).abilities;
        assert_eq!(may, Abilities::ALL.without(Ability::ManageAccess));
    }
    let given_by_an_adult = Grant {
        confirmed_on: TODAY,
        ..unfounded
    };
    let may = guardian_rights(&given_by_an_adult, born(1980), &policy(), TODAY);
    assert!(may.abilities.has(Ability::ManageAccess));
}

#[test]
fn an_unknown_birth_date_reaches_no_step_and_shows_nothing_confidential() {
    let may = guardian_rights(&given(Abilities::ALL), None, &policy(), TODAY);
    assert_eq!(may.abilities, Abilities::ALL);
    assert_eq!(may.confidential, Confidential::Hidden);
}

#[test]
fn abilities_are_read_back_as_written_and_have_one_spelling() {
    for bits in 0..=u8::MAX {
        let all: Vec<Ability> = Ability::ALL
            .into_iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, ability)| ability)
            .collect();
        let abilities = Abilities::of(&all);
        assert_eq!(abilities.iter().collect::<Vec<_>>(), all);
        assert_eq!(Abilities::parse(&abilities.to_words()), Ok(abilities));
    }
    for other in [
        "book view_appointments",
        "book book",
        " book",
        "book ",
        "fly",
        "Book",
    ] {
        assert_eq!(Abilities::parse(other), Err(NotAbilities), "{other}");
    }
}

#[test]
fn whoever_books_sees_what_they_booked() {
    for act in [Ability::Book, Ability::Reschedule, Ability::Cancel] {
        let completed = Abilities::of(&[act]).completed();
        assert!(completed.has(Ability::ViewAppointments) && completed.has(act));
    }
    let told = Preset::Notices.abilities();
    assert_eq!(told.completed(), told);
}

#[test]
fn presets_are_told_by_what_they_give() {
    for preset in Preset::ALL {
        assert_eq!(Preset::of(preset.abilities()), Some(preset));
        assert_eq!(preset.abilities().completed(), preset.abilities());
    }
    assert_eq!(Preset::of(Abilities::NONE), None);
    let full = Preset::Full.abilities();
    assert!(Preset::Bookings.abilities().are_within(full));
    assert!(!full.are_within(Preset::Bookings.abilities()));
}

#[test]
fn words_are_read_back_as_written() {
    for word in Relation::ALL {
        assert_eq!(Relation::parse(word.as_str()), Some(*word));
    }
    for word in Kinship::ALL {
        assert_eq!(Kinship::parse(word.as_str()), Some(*word));
    }
    for word in Basis::ALL {
        assert_eq!(Basis::parse(word.as_str()), Some(*word));
    }
    for word in EndedBy::ALL {
        assert_eq!(EndedBy::parse(word.as_str()), Some(*word));
    }
    assert_eq!(Relation::parse("Self"), None);
}

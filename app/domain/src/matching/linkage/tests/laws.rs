//! What holds for any profiles.

use super::*;

fn value() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        2 => Just(None),
        2 => "\\PC{0,24}".prop_map(Some),
        3 => prop::sample::select(vec![
            "Ana", "Anna Maria", "Nguyễn Thị Minh", "O'Neill", "van der Berg", "Smith Jr", "X", "J.", "王小明",
            "12 Main Street", "4/12 main st", "Apt 4, 12 Main", "902-555-0148", "+19025550148", "a.b@gmail.com",
            "ab@googlemail.com", "none@example.com", "19450631", "about 1950", "1/2/1950", "F", "male",
        ]).prop_map(|value| Some(value.to_owned())),
    ]
}

fn profile() -> impl Strategy<Value = Profile> {
    let born = prop::option::of(
        (1880_i16..2030, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d)),
    );
    let names = (value(), value(), value(), born, value(), value());
    let rest = (
        value(),
        value(),
        value(),
        value(),
        value(),
        value(),
        value(),
    );
    (names, rest).prop_map(
        |(
            (full_name, given, family, born, born_as_given, sex),
            (email, phone, street, suburb, postcode, state, record_number),
        )| Profile {
            full_name,
            given,
            family,
            born,
            born_as_given,
            sex,
            email,
            phone,
            street,
            suburb,
            postcode,
            state,
            record_number,
        },
    )
}

proptest! {
    #[test]
    fn it_is_the_same_whichever_is_named_first(one in profile(), other in profile()) {
        let counts = clinic(&[&one, &other]);
        let (a, b) = (Prepared::of(&one), Prepared::of(&other));
        let model = Model::shipped();
        let (there, back) = (compare(&model, &a, &b, &counts), compare(&model, &b, &a, &counts));
        prop_assert_eq!(there.match_weight.to_bits(), back.match_weight.to_bits());
        prop_assert_eq!(there.probability.to_bits(), back.probability.to_bits());
        prop_assert_eq!(there, back);
    }

    #[test]
    fn every_answer_is_a_probability(one in profile(), other in profile()) {
        let verdict = verdict(&one, &other);
        prop_assert!((0.0..=1.0).contains(&verdict.probability));
        prop_assert!(verdict.match_weight.is_finite());
        // As the clinic was told, in figures.
        let (least, most) = match verdict.grade {
            Grade::Certain => (0.99, 1.0),
            Grade::Probable => (0.95, 1.0),
            Grade::Possible => (0.20, 1.0),
            Grade::None => (0.0, 0.20),
        };
        prop_assert!((least..=most).contains(&verdict.probability), "{verdict:?}");
        let counts = clinic(&[&one, &other]);
        let evidence = evidence(&Prepared::of(&one), &Prepared::of(&other), &counts);
        prop_assert_eq!(Model::shipped().weigh(&evidence).to_bits(), verdict.match_weight.to_bits());
    }

    #[test]
    fn keys_and_tokens_are_bounded(one in profile()) {
        let one = Prepared::of(&one);
        prop_assert!(keys(&one).len() <= 80);
        prop_assert!(tokens(&one).len() <= 28);
        prop_assert!(keys(&one).iter().all(|key| key.chars().nth(1) == Some(':')));
    }

    #[test]
    fn accents_and_capitals_and_blanks_are_no_difference(one in profile()) {
        let loud = |value: &Option<String>| value.as_ref().map(|value| format!("  {} ", value.to_uppercase()));
        let other = Profile { email: loud(&one.email), phone: loud(&one.phone), sex: loud(&one.sex), ..one.clone() };
        let plain = verdict(&one, &one);
        // Capital letters of some scripts have other small ones.
        prop_assume!(one.email.as_ref().is_none_or(|text| text.is_ascii()));
        prop_assume!(one.phone.as_ref().is_none_or(|text| text.is_ascii()));
        prop_assert_eq!(verdict(&one, &other), plain);
    }

    #[test]
    fn the_same_twice_is_never_worse_than_with_another_name(one in profile(), given in "[a-z]{4,9}") {
        prop_assume!(one.given.is_some());
        let other = Profile { given: Some(given), ..one.clone() };
        let same = verdict(&one, &one);
        let named = verdict(&one, &other);
        prop_assert!(same.match_weight >= named.match_weight - 1e-9, "{} {}", same.match_weight, named.match_weight);
    }
}

#[test]
fn each_fact_that_agrees_adds_to_a_name() {
    let full = Profile {
        record_number: text("1234567890"),
        ..ana()
    };
    let name = Profile {
        given: text("John"),
        family: text("Smith"),
        ..Profile::default()
    };
    let alone = verdict(&name, &name).match_weight;
    let facts: [fn(&mut Profile, &Profile); 7] = [
        |known, full| known.sex = full.sex.clone(),
        |known, full| known.born = full.born,
        |known, full| known.postcode = full.postcode.clone(),
        |known, full| known.street = full.street.clone(),
        |known, full| known.phone = full.phone.clone(),
        |known, full| known.email = full.email.clone(),
        |known, full| known.record_number = full.record_number.clone(),
    ];
    for (at, fact) in facts.iter().enumerate() {
        let mut known = name.clone();
        fact(&mut known, &full);
        let more = verdict(&known, &known).match_weight;
        assert!(more > alone, "fact {at}: {alone} {more}");
    }
}

#[test]
fn slips_are_found_by_some_key() {
    let own = keys(&Prepared::of(&ana()));
    for (name, other) in [
        (
            "moved",
            with(|ana| {
                ana.street = None;
                ana.postcode = None;
                ana.phone = None;
                ana.email = None;
            }),
        ),
        (
            "day and month",
            with(|ana| {
                *ana = Profile {
                    born: Some(date(1984, 3, 7)),
                    ..bare(ana)
                };
            }),
        ),
        (
            "swapped names",
            with(|ana| {
                *ana = Profile {
                    given: ana.family.clone(),
                    family: ana.given.clone(),
                    ..Profile::default()
                };
            }),
        ),
        (
            "married",
            with(|ana| {
                *ana = Profile {
                    family: text("Smith"),
                    ..bare(ana)
                };
            }),
        ),
        (
            "only the phone",
            with(|ana| {
                *ana = Profile {
                    phone: text("902 555 0148"),
                    ..Profile::default()
                };
            }),
        ),
        (
            "by ear, no date",
            with(|ana| {
                *ana = Profile {
                    given: text("Anna"),
                    family: text("Kowalchyk"),
                    ..Profile::default()
                };
            }),
        ),
    ] {
        let theirs = keys(&Prepared::of(&other));
        assert!(
            own.intersection(&theirs).next().is_some(),
            "{name}: {theirs:?}"
        );
    }
    let swapped = |born| {
        keys(&Prepared::of(&Profile {
            born: Some(born),
            ..Profile::default()
        }))
    };
    assert_eq!(swapped(date(1984, 3, 7)), swapped(date(1984, 7, 3)));
}

fn bare(profile: &Profile) -> Profile {
    Profile {
        given: profile.given.clone(),
        family: profile.family.clone(),
        born: profile.born,
        ..Profile::default()
    }
}

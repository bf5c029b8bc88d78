use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::person::Invalid;

fn policy(preset: PolicyPreset) -> AgePolicy {
    AgePolicy::new(preset.steps().to_vec(), LeapBirthday::March1).unwrap()
}

fn born(year: i16, month: i8, day: i8) -> BirthDate {
    BirthDate::from_stored(date(year, month, day))
}

const LONG_AGO: Date = date(2012, 1, 1);

#[test]
fn a_step_is_reached_as_its_birthday_begins() {
    let policy = policy(PolicyPreset::BookingsFrom12);
    let born_on = born(2014, 6, 14);
    let narrow = Aged::Narrowed(Preset::Bookings.abilities());
    for (today, aged) in [
        (date(2026, 6, 13), Aged::Unchanged),
        (date(2026, 6, 14), narrow),
        (date(2030, 6, 14), narrow),
        (date(2032, 6, 13), narrow),
        (date(2032, 6, 14), Aged::Ended),
        (date(2090, 1, 1), Aged::Ended),
    ] {
        assert_eq!(policy.aged(born_on, LONG_AGO, today), aged, "{today}");
    }
}

#[test]
fn a_review_asks_for_what_was_given_before_it_and_confirming_answers() {
    let policy = policy(PolicyPreset::ReviewAt13And16);
    let born_on = born(2012, 6, 14);
    let thirteen = date(2025, 6, 14);
    let sixteen = date(2028, 6, 14);
    assert_eq!(policy.aged(born_on, LONG_AGO, thirteen), Aged::ToReview);
    assert_eq!(policy.aged(born_on, thirteen, thirteen), Aged::Unchanged);
    assert_eq!(policy.aged(born_on, thirteen, sixteen), Aged::ToReview);
    assert_eq!(policy.aged(born_on, sixteen, sixteen), Aged::Unchanged);
    let eighteen = date(2030, 6, 14);
    assert_eq!(policy.aged(born_on, sixteen, eighteen), Aged::Ended);
    assert_eq!(policy.aged(born_on, eighteen, eighteen), Aged::Unchanged);
}

#[test]
fn somebody_born_on_a_leap_day_has_their_birthday_where_the_clinic_says() {
    let steps = PolicyPreset::EndAt18.steps().to_vec();
    let born_on = born(2008, 2, 29);
    for (leap, on) in [
        (LeapBirthday::February28, date(2026, 2, 28)),
        (LeapBirthday::March1, date(2026, 3, 1)),
    ] {
        let policy = AgePolicy::new(steps.clone(), leap).unwrap();
        assert_eq!(policy.birthday(born_on, 18), Some(on));
        let before = on.yesterday().unwrap();
        assert_eq!(policy.aged(born_on, LONG_AGO, before), Aged::Unchanged);
        assert_eq!(policy.aged(born_on, LONG_AGO, on), Aged::Ended);
        assert!(!policy.is_of_age(born_on, before) && policy.is_of_age(born_on, on));
        // In a leap year it is the day itself.
        assert_eq!(policy.birthday(born_on, 16), Some(date(2024, 2, 29)));
    }
}

#[test]
fn the_next_step_is_named_with_its_day_until_none_is_left() {
    let policy = policy(PolicyPreset::BookingsFrom12);
    let born_on = born(2014, 6, 14);
    let next = |today| {
        policy
            .coming(born_on, today)
            .map(|coming| (coming.step.from_age, coming.on))
    };
    assert_eq!(next(date(2026, 6, 13)), Some((12, date(2026, 6, 14))));
    assert_eq!(next(date(2026, 6, 14)), Some((16, date(2030, 6, 14))));
    assert_eq!(next(date(2032, 6, 14)), None);
}

#[test]
fn rows_that_are_no_table_are_refused() {
    let step = |from_age, effect| AgeStep { from_age, effect };
    let new = |steps| AgePolicy::new(steps, LeapBirthday::March1);
    let end = step(18, AgeEffect::End);
    assert_eq!(new(vec![]), Err(NotAPolicy::NoEnd));
    let twice = vec![end, step(12, AgeEffect::Ask), step(12, AgeEffect::Review)];
    assert_eq!(new(twice), Err(NotAPolicy::AgeTwice));
    for from_age in [0, 26, 255] {
        let out = vec![step(from_age, AgeEffect::End)];
        assert_eq!(new(out), Err(NotAPolicy::AgeOutOfBounds));
    }
    let after = vec![end, step(19, AgeEffect::Ask)];
    assert_eq!(new(after), Err(NotAPolicy::AfterTheEnd));
    let many = (10..17).map(|age| step(age, AgeEffect::Ask)).collect();
    assert_eq!(new(many), Err(NotAPolicy::TooMany));
    let unordered = new(vec![end, step(12, AgeEffect::BookingsOnly)]).unwrap();
    let ages: Vec<u8> = unordered.steps().iter().map(|step| step.from_age).collect();
    assert_eq!(ages, [12, 18]);
}

#[test]
fn every_preset_is_a_table_and_is_read_back_as_written() {
    for preset in PolicyPreset::ALL {
        assert_eq!(policy(preset).steps(), preset.steps());
        assert_eq!(PolicyPreset::parse(preset.as_str()), Some(preset));
    }
    for effect in AgeEffect::ALL {
        assert_eq!(AgeEffect::parse(effect.as_str()), Some(effect));
    }
    for leap in [LeapBirthday::February28, LeapBirthday::March1] {
        assert_eq!(LeapBirthday::parse(leap.as_str()), Some(leap));
    }
}

#[test]
fn a_table_is_read_back_from_its_words_and_told_by_its_rows() {
    for preset in PolicyPreset::ALL {
        for leap in [LeapBirthday::February28, LeapBirthday::March1] {
            let policy = AgePolicy::new(preset.steps().to_vec(), leap).unwrap();
            assert_eq!(AgePolicy::parse(&policy.to_words()), Some(policy.clone()));
            assert_eq!(policy.preset(), Some(preset));
            let typed = TypedPolicy::of(policy.steps(), leap);
            assert_eq!(typed.read(), Ok(policy));
        }
    }
    let first = policy(PolicyPreset::BookingsFrom12);
    assert_eq!(first.to_words(), "12.bookings_only 16.ask 18.end march_1");
    for none in [
        "",
        "march_1",
        "12.ask march_1",
        "18.end",
        "18.end may_1",
        "18 march_1",
    ] {
        assert_eq!(AgePolicy::parse(none), None, "{none}");
    }
    let own = AgePolicy::parse("19.end march_1").unwrap();
    assert_eq!(own.preset(), None);
}

/// A table of these rows as somebody types it.
fn typed(rows: &[(&str, &str)]) -> TypedPolicy {
    let mut typed = TypedPolicy {
        leap: "march_1".to_owned(),
        ..TypedPolicy::default()
    };
    for (row, (age, effect)) in typed.rows.iter_mut().zip(rows) {
        row.age = (*age).to_owned();
        row.effect = (*effect).to_owned();
    }
    typed
}

#[test]
fn rows_left_empty_count_for_nothing() {
    let read = typed(&[("", ""), (" 12 ", "bookings_only"), ("", ""), ("18", "end")]).read();
    assert_eq!(read.unwrap().to_words(), "12.bookings_only 18.end march_1");
}

#[test]
fn what_is_wrong_with_a_table_stands_at_its_field() {
    let wrong = |rows: &[(&str, &str)]| {
        let errors = typed(rows).read().unwrap_err();
        let list = errors.iter();
        let words: Vec<String> = list
            .map(|(field, invalid)| format!("{field} {}", invalid.code()))
            .collect();
        words.join(", ")
    };
    let end = ("18", "end");
    for (rows, words) in [
        (vec![], "age_1 missing, effect_1 missing"),
        (vec![("", "ask"), end], "age_1 missing"),
        (vec![("12", ""), end], "effect_1 missing"),
        (vec![("twelve", "ask"), end], "age_1 malformed"),
        (vec![("12.5", "ask"), end], "age_1 malformed"),
        (vec![("-1", "ask"), end], "age_1 malformed"),
        (vec![("0", "ask"), end], "age_1 out_of_bounds"),
        (vec![("12", "ask"), ("26", "end")], "age_2 out_of_bounds"),
        (vec![("99999999999", "end")], "age_1 out_of_bounds"),
        (vec![end, ("", ""), ("12", "end")], "effect_1 out_of_order"),
        (vec![("16", "ask"), ("16", "end")], "age_2 out_of_order"),
        (
            vec![("16", "ask"), ("12", "review"), end],
            "age_2 out_of_order",
        ),
        (vec![("12", "ask")], "effect_1 out_of_order"),
        (vec![("12", "never"), end], "effect_1 not_a_choice"),
    ] {
        assert_eq!(wrong(&rows), words, "{rows:?}");
    }
    let leap = TypedPolicy {
        leap: String::new(),
        ..typed(&[end])
    };
    let errors = leap.read().unwrap_err();
    assert_eq!(errors.of("leap"), Some(Invalid::NotAChoice));
}

#[test]
fn everybody_who_is_told_of_a_birthday_was_born_where_they_are_looked_for() {
    let policy = policy(PolicyPreset::BookingsFrom12);
    for today in [date(2026, 2, 20), date(2028, 2, 29), date(2027, 12, 31)] {
        let spans: Vec<_> = policy.born_for_warnings(today).collect();
        let mut told = 0;
        for days in 0..30 * 366 {
            let day = today.saturating_sub(jiff::Span::new().days(days));
            let Some(warned) = policy.warned(BirthDate::from_stored(day), today) else {
                continue;
            };
            told += 1;
            assert!(
                spans
                    .iter()
                    .any(|(from, until)| *from <= day && day <= *until)
            );
            assert!(warned.turn == 0 || warned.coming.on > today);
        }
        // 68 days at each of three ages, and a leap day more or less.
        assert!((203..=206).contains(&told), "{told}");
    }
}

proptest! {
    /// Growing older never gives a guardian anything back, whatever the table.
    #[test]
    fn no_birthday_widens_what_was_given_before(
        preset in 0..PolicyPreset::ALL.len(),
        (month, day) in (1i8..=12, 1i8..=28),
        first in 0i64..9_000,
        later in 0i64..9_000,
    ) {
        let policy = policy(PolicyPreset::ALL[preset]);
        let born_on = born(2008, month, day);
        let at = |days: i64| date(2008, 1, 1).saturating_add(jiff::Span::new().days(days));
        let given = date(2008, 1, 1);
        let most = |aged: Aged| match aged {
            Aged::Unchanged => Abilities::ALL,
            Aged::Narrowed(most) => most,
            Aged::ToReview | Aged::Ended => Abilities::NONE,
        };
        let before = most(policy.aged(born_on, given, at(first)));
        let after = most(policy.aged(born_on, given, at(first + later)));
        prop_assert!(after.are_within(before));
    }
}

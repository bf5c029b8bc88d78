use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::limits;
use crate::person::Invalid;

#[test]
fn names_are_folded_to_plain_words() {
    for (name, words) in [
        ("Łucja Nowak", "lucja nowak"),
        ("  ŁUCJA   NOWAK ", "lucja nowak"),
        ("Zoë Ångström-Åse", "zoe angstrom ase"),
        ("Siobhán O'Neill", "siobhan oneill"),
        ("Siobhán O’Neill", "siobhan oneill"),
        ("Nguyễn Thị Minh", "nguyen thi minh"),
        ("Nguye\u{302}\u{303}n", "nguyen"),
        ("Æsa Straße", "aesa strasse"),
        ("王小明", "wang xiao ming"),
        ("Ольга Петрова", "olga petrova"),
        ("Ｊｏｈｎ", "john"),
        ("100% _name_", "100 name"),
        ("!!!", ""),
    ] {
        assert_eq!(sort_form(name), words, "{name}");
    }
}

#[test]
fn a_script_without_plain_letters_keeps_its_own() {
    // Private use: no table knows it, and people may still type it.
    assert_eq!(fold("𐤀𐤁").len(), 1);
    assert!(!name_words("𞤀𞤣").is_empty());
}

#[test]
fn a_name_is_found_by_each_way_to_write_it() {
    let found = |name: &str, word: &str| name_words(name).contains(word);
    assert!(found("Siobhán O'Neill", "oneill"));
    assert!(found("Siobhán O'Neill", "neill"));
    assert!(found("Mary Mc Donald", "mcdonald"));
    assert!(found("Mary Mc Donald", "donald"));
    assert!(found("Jürgen Müller", "muller"));
    assert!(found("Jürgen Müller", "mueller"));
    assert!(found("Søren Ås", "soeren"));
    assert!(found("Anne-Marie Roy", "marie"));
}

#[test]
fn the_order_of_a_name_does_not_make_another_person() {
    assert!(is_same_name("Łucja Nowak", "nowak lucja"));
    assert!(!is_same_name("Łucja Nowak", "Lucja Nowakowska"));
    assert!(!is_same_name("Ana Ana Moss", "Ana Moss"));
}

fn terms(typed: &str) -> Vec<Vec<(TermKind, String)>> {
    let pairs = |terms: Vec<Term>| {
        terms
            .into_iter()
            .map(|term| (term.kind, term.begins))
            .collect()
    };
    readings(typed).unwrap().into_iter().map(pairs).collect()
}

#[test]
fn words_are_read_as_names() {
    let text = |word: &str| (TermKind::Text, word.to_owned());
    assert_eq!(
        terms(" Nowak, Łucja "),
        [[text("nowak"), text("lucja")].to_vec()]
    );
    assert_eq!(terms("Ana@X.org"), [[text("ana@x.org")].to_vec()]);
    assert_eq!(
        terms("ana.moss"),
        [
            [text("ana"), text("moss")].to_vec(),
            [text("ana.moss")].to_vec()
        ]
    );
    // Marks of patterns are only characters.
    assert_eq!(terms("no%ak _"), [[text("no"), text("ak")].to_vec()]);
    assert_eq!(
        terms("\"nowak\" OR *"),
        [[text("nowak"), text("or")].to_vec()]
    );
}

#[test]
fn birth_dates_are_read_in_the_usual_ways() {
    let born = |text: &str| [(TermKind::Born, text.to_owned())].to_vec();
    for typed in [
        "27 3 1988",
        "1988-03-27",
        "27/03/1988",
        "27.3.1988",
        "3/27/1988",
        "March 27, 1988",
        "27 march 1988",
        "27th mar 1988",
        "Mar 27 1988",
        "1988 mar 27",
    ] {
        assert_eq!(terms(typed), [born("1988-03-27")], "{typed}");
    }
    assert_eq!(
        terms("12/10/1988"),
        [born("1988-10-12"), born("1988-12-10")]
    );
    let with_name = terms("nowak 27/03/1988");
    assert_eq!(with_name[0].len(), 2);
}

#[test]
fn digits_are_read_as_the_end_of_a_number() {
    let phone = |text: &str| [(TermKind::Phone, text.to_owned())].to_vec();
    assert_eq!(terms("0148"), [phone("8410")]);
    for typed in [
        "902 555 0148",
        "(902) 555-0148",
        "902.555.0148",
        "9025550148",
    ] {
        assert_eq!(terms(typed), [phone("8410555209")], "{typed}");
    }
    assert_eq!(terms("+1 902 555 0148"), [phone("84105552091")]);
    assert_eq!(terms("07700 900123"), [phone("3210090077")]);
    // A year, or the end of a number.
    assert_eq!(
        terms("1988"),
        [
            phone("8891"),
            [(TermKind::Born, String::from("1988-"))].to_vec()
        ]
    );
    let both = terms("0148 27 3 1988");
    assert_eq!(both[0].len(), 2);
    assert_eq!(both[0][1].1, date(1988, 3, 27).to_string());
}

#[test]
fn nothing_and_too_much_are_told() {
    assert_eq!(readings(""), Err(Invalid::Missing));
    assert_eq!(readings(" \t,, "), Err(Invalid::Missing));
    assert_eq!(readings("%"), Err(Invalid::Missing));
    assert_eq!(readings("a b c d e f g"), Err(Invalid::TooLong));
    assert_eq!(
        readings(&"a".repeat(limits::SEARCH_CHARS_MAX + 1)),
        Err(Invalid::TooLong)
    );
    assert!(readings(&"a".repeat(limits::SEARCH_CHARS_MAX)).is_ok());
}

#[test]
fn a_birth_date_is_read_or_kept_as_given() {
    let today = date(2026, 3, 10);
    let read = |typed: &str| parse_born(typed, today);
    for typed in ["27 3 1988", "1988-03-27", "March 27, 1988", "3/27/1988"] {
        let Ok(Some(Born::On(born))) = read(typed) else {
            panic!("{typed}")
        };
        assert_eq!(born.date(), date(1988, 3, 27), "{typed}");
    }
    for typed in ["about 1950", "1950", "31 2 1988", "1 5 1899", "spring '62"] {
        assert_eq!(
            read(typed),
            Ok(Some(Born::AsGiven(typed.to_owned()))),
            "{typed}"
        );
    }
    assert_eq!(read("  "), Ok(None));
    assert_eq!(read("3/4/1988"), Err(Invalid::Malformed));
    // The same day either way.
    assert!(matches!(read("4/4/1988"), Ok(Some(Born::On(_)))));
    assert_eq!(read("11 3 2026"), Err(Invalid::InFuture));
    assert_eq!(read(&"x".repeat(41)), Err(Invalid::TooLong));
}

#[test]
fn one_slip_is_found_and_two_are_not() {
    let meets =
        |one: &str, other: &str| !slips(one).is_disjoint(&slips(other)) && is_slip(one, other);
    for typed in ["okfor", "okafr", "oakfor", "okaforr", "okagor"] {
        assert!(meets(typed, "okafor"), "{typed}");
    }
    assert!(!meets("okf", "okafor"));
    assert!(!meets("okafor", "okafor"));
    assert!(slips("ab").is_empty());
}

proptest! {
    #[test]
    fn folding_is_bounded_and_the_same_twice(text in ".{0,200}") {
        let words = fold(&text);
        prop_assert!(words.iter().all(|word| !word.is_empty() && word.chars().count() <= 40));
        prop_assert!(name_words(&text).len() <= 48);
        let again: Vec<String> = fold(&words.join(" "));
        prop_assert_eq!(again, words);
    }

    #[test]
    fn any_text_can_be_searched(text in ".{0,300}") {
        if let Ok(ways) = readings(&text) {
            prop_assert!((1..=2).contains(&ways.len()));
            for way in ways {
                prop_assert!((1..=limits::SEARCH_TERMS_MAX).contains(&way.len()));
                prop_assert!(way.iter().all(|term| !term.begins.is_empty()));
            }
        }
    }

    #[test]
    fn each_word_of_a_name_finds_it(name in "[A-Za-zÀ-ž']{2,12}( [A-Za-zÀ-ž-]{2,12}){0,3}") {
        let words = name_words(&name);
        for way in readings(&name).unwrap_or_default().iter().take(1) {
            for term in way {
                prop_assert!(words.iter().any(|word| word.starts_with(&term.begins)));
            }
        }
    }

    #[test]
    fn any_single_slip_is_caught(word in "[a-z]{4,12}", at in 0_usize..12, letter in "[a-z]") {
        let at = at % word.len();
        let mut wrong = word.clone();
        wrong.replace_range(at..=at, &letter);
        let mut short = word.clone();
        short.remove(at);
        for typed in [wrong, short] {
            prop_assert!(!slips(&word).is_disjoint(&slips(&typed)));
        }
    }
}

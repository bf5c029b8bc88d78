//! Initials and hues of names people really have.

use std::collections::HashSet;

use crate::ui::{Hue, initials};

#[test]
fn initials_come_from_the_first_and_the_last_word() {
    for (name, expected) in [
        ("Amara Okafor", "AO"),
        ("Amara Nkechi Okafor", "AO"),
        ("Łucja Nowak", "ŁN"),
        ("  Leo   Okafor ", "LO"),
        ("Madonna", "M"),
        ("Gwendolyn Ashdown-Price", "GA"),
        ("bell hooks", "bh"),
        ("李 小龙", "李小"),
        ("Joseph (Joe) Smith", "JS"),
        ("O’Neil - Brown", "OB"),
        ("", ""),
        ("123 -", ""),
    ] {
        assert_eq!(initials(name), expected, "{name}");
    }
}

#[test]
fn a_letter_keeps_its_marks() {
    // E and a combining acute, as some keyboards send it.
    assert_eq!(initials("E\u{301}mile Zola"), "E\u{301}Z");
}

#[test]
fn hues_are_stable_and_all_used() {
    assert_eq!(Hue::of("amara"), Hue::of("amara"));
    let used: HashSet<&str> = (0..64)
        .map(|seed| Hue::of(&seed.to_string()).class())
        .collect();
    assert_eq!(used.len(), Hue::ALL.len());
}

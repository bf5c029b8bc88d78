//! Names as somebody typed them, in mails that others get.
//!
//! Mail programs make links of whatever looks like an address, and the clinic signs the mail:
//! a name must not be a road for somebody's own link. Nor does a name fill the page.

use std::borrow::Cow;

/// What a first name is cut to.
const CHARS_MAX: usize = 40;

/// The name, with a blank in each place that makes an address of it, and cut where it is long.
pub(crate) fn in_mail(name: &str) -> String {
    let name: Cow<'_, str> = if name.chars().count() > CHARS_MAX {
        let kept: String = name.chars().take(CHARS_MAX - 1).collect();
        Cow::Owned(kept + "…")
    } else {
        Cow::Borrowed(name)
    };
    let mut plain = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        plain.push(letter);
        let joins = letters.peek().is_some_and(|next| !next.is_whitespace());
        if joins && joins_an_address(letter) {
            plain.push(' ');
        }
    }
    plain
}

/// The signs inside of an address, with those of other scripts that programs take for them.
fn joins_an_address(letter: char) -> bool {
    matches!(
        letter,
        '.' | '/'
            | '\\'
            | ':'
            | '@'
            | '\u{2024}'
            | '\u{3002}'
            | '\u{ff0e}'
            | '\u{ff0f}'
            | '\u{ff1a}'
            | '\u{ff20}'
            | '\u{ff61}'
    )
}

#[cfg(test)]
mod tests {
    use super::in_mail;

    #[test]
    fn names_are_as_typed() {
        for name in ["Leo", "Anne-Marie", "O’Neil", "St. John", "李明", "J."] {
            assert_eq!(in_mail(name), name);
        }
        assert_eq!(in_mail("J.R."), "J. R.");
    }

    #[test]
    fn no_address_is_left_of_what_looks_like_one() {
        for (typed, said) in [
            (
                "https://evil.example/prize",
                "https: / / evil. example/ prize",
            ),
            ("www.evil.example", "www. evil. example"),
            ("me@evil.example", "me@ evil. example"),
            ("evil。example", "evil。 example"),
            ("tel:+1900", "tel: +1900"),
        ] {
            assert_eq!(in_mail(typed), said);
        }
    }

    #[test]
    fn a_long_one_is_cut() {
        let said = in_mail(&"x".repeat(200));
        assert_eq!(said.chars().count(), 40);
        assert!(said.ends_with('…'), "{said}");
    }
}

//! Initials in a coloured disc. Always beside the name it stands for, and hidden from readers.

use leptos::prelude::*;

use super::{Icon, IconName};

/// The eight hues for people; the same seed always gets the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hue {
    /// Blue.
    Fjord,
    /// Green.
    Pine,
    /// Purple.
    Plum,
    /// Brick.
    Clay,
    /// Yellow.
    Ochre,
    /// Teal.
    Lagoon,
    /// Violet.
    Iris,
    /// Pink.
    Rose,
}

impl Hue {
    /// Every hue.
    pub const ALL: [Self; 8] = [
        Self::Fjord,
        Self::Pine,
        Self::Plum,
        Self::Clay,
        Self::Ochre,
        Self::Lagoon,
        Self::Iris,
        Self::Rose,
    ];

    /// The hue of `seed`, preferably a person's id: stable across servers and releases.
    ///
    /// FNV-1a, 32 bits (Fowler, Noll, Vo; draft-eastlake-fnv), with its high bits folded in
    /// because the low ones alone spread poorly.
    pub fn of(seed: &str) -> Self {
        let hash = seed.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
            (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        });
        let folded = hash ^ (hash >> 16);
        match folded & 7 {
            0 => Self::Fjord,
            1 => Self::Pine,
            2 => Self::Plum,
            3 => Self::Clay,
            4 => Self::Ochre,
            5 => Self::Lagoon,
            6 => Self::Iris,
            _ => Self::Rose,
        }
    }

    /// The class that sets `--hue-bg`, `--hue-bar` and `--hue-ink`.
    pub fn class(self) -> &'static str {
        match self {
            Self::Fjord => "hue-fjord",
            Self::Pine => "hue-pine",
            Self::Plum => "hue-plum",
            Self::Clay => "hue-clay",
            Self::Ochre => "hue-ochre",
            Self::Lagoon => "hue-lagoon",
            Self::Iris => "hue-iris",
            Self::Rose => "hue-rose",
        }
    }
}

/// The first letter of the first and of the last word, with the marks that belong to them.
///
/// Words that begin with no letter are passed over ("(Joe)", "-"); a name without any letter has
/// no initials. Case stays as the person writes it.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(first_letter);
    let Some(first) = words.next() else {
        return String::new();
    };
    match words.next_back() {
        Some(last) => first + &last,
        None => first,
    }
}

/// The word's first letter and the combining marks after it, if it begins with a letter.
fn first_letter(word: &str) -> Option<String> {
    let mut chars = word.chars().peekable();
    let first = chars.next().filter(|letter| letter.is_alphabetic())?;
    let mut letter = String::from(first);
    while let Some(mark) = chars.next_if(|next| is_mark(*next)) {
        letter.push(mark);
    }
    Some(letter)
}

/// Combining marks of the blocks that names are written with (Unicode 16, blocks "Combining
/// Diacritical Marks" and its supplements, Hebrew and Arabic points, Indic vowel signs, joiners).
fn is_mark(letter: char) -> bool {
    matches!(letter,
        '\u{0300}'..='\u{036f}' | '\u{0591}'..='\u{05bd}' | '\u{064b}'..='\u{065f}'
        | '\u{093a}'..='\u{093c}' | '\u{093e}'..='\u{094f}' | '\u{09bc}' | '\u{09be}'..='\u{09cd}'
        | '\u{0e31}' | '\u{0e34}'..='\u{0e3a}' | '\u{0e47}'..='\u{0e4e}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200d}'
        | '\u{20d0}'..='\u{20ff}' | '\u{3099}' | '\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// How large the disc is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 36 px.
    #[default]
    Regular,
    /// 56 px, at the head of a profile.
    Large,
}

/// Initials of `name` in the hue of `seed` (or in a given one).
#[component]
pub fn Avatar(
    /// Whose initials.
    #[prop(into)]
    name: String,
    /// What the hue comes from, preferably an id; the name where there is none.
    #[prop(optional, into)]
    seed: super::OptText,
    /// The hue, where it is settled.
    #[prop(optional)]
    hue: Option<Hue>,
    /// How large.
    #[prop(optional)]
    size: AvatarSize,
) -> impl IntoView {
    let hue = hue.unwrap_or_else(|| Hue::of(&seed.or(&name)));
    let large = if size == AvatarSize::Large {
        " avatar-large"
    } else {
        ""
    };
    view! {
        <span class=format!("avatar {}{large}", hue.class()) aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// Somebody who was invited and has not signed up: a dashed envelope.
#[component]
pub fn AvatarPending() -> impl IntoView {
    view! {
        <span class="avatar avatar-pending" aria-hidden="true">
            <Icon name=IconName::Mail/>
        </span>
    }
}

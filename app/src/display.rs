//! How pages look in one browser: chosen at `/me/display`, kept in a cookie, written on `<html>`.
//!
//! The cookie names choices out of a fixed few and nobody. Whatever else stands in it counts as
//! no choice at all.

/// One choice out of a few: what a form, the cookie and the page call each.
macro_rules! choice {
    (
        $(#[$doc:meta])*
        $name:ident {
            $(#[$first_doc:meta])*
            $first:ident = $first_word:literal,
            $($(#[$item_doc:meta])* $item:ident = $word:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $name {
            $(#[$first_doc])*
            #[default]
            $first,
            $($(#[$item_doc])* $item),+
        }

        impl $name {
            /// Every choice, the usual one first.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$item),+];

            /// The word for it.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    Self::$first => $first_word,
                    $(Self::$item => $word),+
                }
            }

            /// The choice with this word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|choice| choice.word() == word)
            }

            /// The word for the page, which says nothing of what is usual.
            #[must_use]
            pub fn mark(self) -> Option<&'static str> {
                (self != Self::default()).then(|| self.word())
            }
        }
    };
}

choice! {
    /// Light or dark.
    Theme {
        /// As the device has it.
        Device = "device",
        /// Dark words on light paper.
        Light = "light",
        /// Light words on dark paper.
        Dark = "dark",
    }
}
choice! {
    /// How large the text is, and everything with it.
    TextSize {
        /// The browser's own size.
        Normal = "normal",
        /// An eighth larger.
        Larger = "larger",
        /// A third larger.
        Largest = "largest",
    }
}
choice! {
    /// Which letters.
    Letters {
        /// Hanken Grotesk.
        Standard = "standard",
        /// Atkinson Hyperlegible Next, whose letters are hard to mix up.
        Easy = "easy",
    }
}
choice! {
    /// How far text and edges stand out.
    Contrast {
        /// As the device has it.
        Device = "device",
        /// More.
        More = "more",
    }
}
choice! {
    /// How much moves.
    Motion {
        /// As the device has it.
        Device = "device",
        /// Nothing.
        Less = "less",
    }
}

/// All choices of one browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// Light or dark.
    pub theme: Theme,
    /// How large the text is.
    pub size: TextSize,
    /// Which letters.
    pub letters: Letters,
    /// How far text and edges stand out.
    pub contrast: Contrast,
    /// How much moves.
    pub motion: Motion,
}

impl Display {
    /// Reads the words of a form or a cookie; one word that is none of ours and it is nothing.
    #[must_use]
    pub fn parse(words: [&str; 5]) -> Option<Self> {
        let [theme, size, letters, contrast, motion] = words;
        Some(Self {
            theme: Theme::parse(theme)?,
            size: TextSize::parse(size)?,
            letters: Letters::parse(letters)?,
            contrast: Contrast::parse(contrast)?,
            motion: Motion::parse(motion)?,
        })
    }

    /// Reads the cookie's value.
    #[must_use]
    pub fn of_cookie(value: &str) -> Option<Self> {
        let words: Vec<&str> = value.split('-').collect();
        Self::parse(words.try_into().ok()?)
    }

    /// The cookie's value.
    #[must_use]
    pub fn to_cookie(self) -> String {
        let words = [
            self.theme.word(),
            self.size.word(),
            self.letters.word(),
            self.contrast.word(),
            self.motion.word(),
        ];
        words.join("-")
    }
}

#[cfg(test)]
mod tests;

//! Words of the page on which a person chooses how pages look.

use crate::display::{Contrast, Letters, Motion, TextSize, Theme};

/// Heading, and links to the page.
pub const DISPLAY: &str = "Display";
/// Under it.
pub const INTRO: &str = "Choose how these pages look in this browser. You don’t need an account, \
                         and nobody else sees it.";
/// Button.
pub const SAVE: &str = "Save";
/// What was just done.
pub const SAVED: &str = "Saved. This browser remembers it.";
/// Question.
pub const THEME: &str = "Light or dark";
/// Question.
pub const SIZE: &str = "Text size";
/// Question.
pub const LETTERS: &str = "Letters";
/// Question.
pub const CONTRAST: &str = "Contrast";
/// Question.
pub const MOTION: &str = "Movement";
/// Under the letters that are easy to read.
pub const EASY_HINT: &str = "Shapes that are hard to mix up, such as I, l and 1, or O and 0.";

const DEVICE: &str = "As my device has it";

/// An answer.
#[must_use]
pub fn theme(choice: Theme) -> &'static str {
    match choice {
        Theme::Device => DEVICE,
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    }
}

/// An answer.
#[must_use]
pub fn size(choice: TextSize) -> &'static str {
    match choice {
        TextSize::Normal => "Normal",
        TextSize::Larger => "Larger",
        TextSize::Largest => "Largest",
    }
}

/// An answer.
#[must_use]
pub fn letters(choice: Letters) -> &'static str {
    match choice {
        Letters::Standard => "Standard",
        Letters::Easy => "Easy to read",
    }
}

/// An answer.
#[must_use]
pub fn contrast(choice: Contrast) -> &'static str {
    match choice {
        Contrast::Device => DEVICE,
        Contrast::More => "More",
    }
}

/// An answer.
#[must_use]
pub fn motion(choice: Motion) -> &'static str {
    match choice {
        Motion::Device => DEVICE,
        Motion::Less => "Less",
    }
}

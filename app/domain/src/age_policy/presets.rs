//! Tables to begin with. Real rules differ from place to place; a clinic chooses the nearest
//! and edits it.

use super::{AgeEffect, AgeStep};

/// A table with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyPreset {
    /// Bookings only from 12, asked at 16, over at 18: as usual in Ontario and the United
    /// States, with booking kept.
    BookingsFrom12,
    /// Looked at again at 11 and at 16, over at 18: as practices of the NHS do (RCGP).
    ReviewAt11And16,
    /// Looked at again at 13 and at 16, over at 18 (NHS DAPB3051).
    ReviewAt13And16,
    /// Bookings only from 14, over at 18 (as at Hurley).
    BookingsFrom14,
    /// As it was until 17 (as at Webdoctor).
    EndAt17,
    /// As it was until 18.
    EndAt18,
}

const fn step(from_age: u8, effect: AgeEffect) -> AgeStep {
    AgeStep { from_age, effect }
}

impl PolicyPreset {
    /// All of them; the first is what a new clinic has.
    pub const ALL: [Self; 6] = [
        Self::BookingsFrom12,
        Self::ReviewAt11And16,
        Self::ReviewAt13And16,
        Self::BookingsFrom14,
        Self::EndAt17,
        Self::EndAt18,
    ];

    /// Its rows.
    #[must_use]
    pub const fn steps(self) -> &'static [AgeStep] {
        match self {
            Self::BookingsFrom12 => {
                const {
                    &[
                        step(12, AgeEffect::BookingsOnly),
                        step(16, AgeEffect::Ask),
                        step(18, AgeEffect::End),
                    ]
                }
            }
            Self::ReviewAt11And16 => {
                const {
                    &[
                        step(11, AgeEffect::Review),
                        step(16, AgeEffect::Review),
                        step(18, AgeEffect::End),
                    ]
                }
            }
            Self::ReviewAt13And16 => {
                const {
                    &[
                        step(13, AgeEffect::Review),
                        step(16, AgeEffect::Review),
                        step(18, AgeEffect::End),
                    ]
                }
            }
            Self::BookingsFrom14 => {
                const { &[step(14, AgeEffect::BookingsOnly), step(18, AgeEffect::End)] }
            }
            Self::EndAt17 => const { &[step(17, AgeEffect::End)] },
            Self::EndAt18 => const { &[step(18, AgeEffect::End)] },
        }
    }

    /// The stored and typed form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BookingsFrom12 => "bookings_from_12",
            Self::ReviewAt11And16 => "review_at_11_and_16",
            Self::ReviewAt13And16 => "review_at_13_and_16",
            Self::BookingsFrom14 => "bookings_from_14",
            Self::EndAt17 => "end_at_17",
            Self::EndAt18 => "end_at_18",
        }
    }

    /// Reads the typed form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == text)
    }
}

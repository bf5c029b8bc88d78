//! Sex, as records have it.

/// What a record says. Nothing here is ever guessed from a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Neither of both, or unspecified on purpose: `X` on a document.
    Other,
}

impl Sex {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Female, Self::Male, Self::Other];

    /// The stored form.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
            Self::Other => "other",
        }
    }

    /// Reads the stored form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sex| sex.as_str() == text)
    }

    /// Reads the word or the letter that files have: `female`, `male`, `other`, `F`, `M`,
    /// `X`, in small or capital letters.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "f" => Some(Self::Female),
            "m" => Some(Self::Male),
            "x" => Some(Self::Other),
            word => Self::parse(word),
        }
    }
}

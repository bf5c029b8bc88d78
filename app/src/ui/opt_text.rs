//! A text prop that may be missing. Not a validated value: it only spares pages the difference
//! between a literal, a `String` and an `Option`.

/// Text or nothing; an empty text counts as nothing.
///
/// Deliberately without `Debug`: what stands in it may be personal.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OptText(Option<String>);

impl OptText {
    /// The text, or `None` where there is nothing to show.
    pub fn into_option(self) -> Option<String> {
        self.0
    }

    /// Whether there is something to show.
    pub fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// The text, or `fallback` where there is none.
    pub fn or(self, fallback: &str) -> String {
        self.0.unwrap_or_else(|| fallback.to_owned())
    }
}

impl From<String> for OptText {
    fn from(text: String) -> Self {
        Self((!text.is_empty()).then_some(text))
    }
}

impl From<&str> for OptText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for OptText {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl<T: Into<OptText>> From<Option<T>> for OptText {
    fn from(text: Option<T>) -> Self {
        text.map_or_else(Self::default, Into::into)
    }
}

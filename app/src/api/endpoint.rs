//! What the server knows of a form before it looks at what was typed.

/// One form endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The path, with its `/api/`.
    pub path: &'static str,
    /// The fields, each exactly once. None may be doubled but a list, or unknown, or missing but
    /// a choice or a list.
    pub fields: &'static [&'static str],
    /// Those of the fields that may be left out, and then are empty: groups of choices, as a
    /// browser leaves them out when nothing is chosen, and what only some pages send.
    pub choices: &'static [&'static str],
    /// Those of the fields that are ticks of one list: each may come any number of times, and
    /// its values stand behind each other with a blank between.
    pub lists: &'static [&'static str],
    /// Fields that are never kept when the form can't be taken.
    pub secret: &'static [&'static str],
    /// Whether the form isn't finished yet: what was typed goes on to where it leads.
    pub goes_on: bool,
    /// Whether the answer is a file, which the browser keeps, instead of a page.
    pub file: bool,
    /// The page to show when the form's own page is not known.
    pub home: &'static str,
}

impl Endpoint {
    pub(super) const fn new(
        path: &'static str,
        fields: &'static [&'static str],
        home: &'static str,
    ) -> Self {
        Self {
            path,
            fields,
            choices: &[],
            lists: &[],
            secret: &[],
            goes_on: false,
            file: false,
            home,
        }
    }

    pub(super) const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    pub(super) const fn lists(self, lists: &'static [&'static str]) -> Self {
        Self { lists, ..self }
    }

    pub(super) const fn goes_on(self) -> Self {
        Self {
            goes_on: true,
            ..self
        }
    }

    pub(super) const fn file(self) -> Self {
        Self { file: true, ..self }
    }

    pub(super) const fn secret(self, secret: &'static [&'static str]) -> Self {
        Self { secret, ..self }
    }

    /// The endpoint's name, such as `booking/hold`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.path.trim_start_matches("/api/")
    }
}

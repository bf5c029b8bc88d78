//! The only text area of the product.
//!
//! leptos 0.8 writes the children of `<textarea>` to the page as they are, so that a note ending
//! in `</textarea><script>` would run. This component escapes on the server. Write no other
//! `<textarea>`; a test in the repository looks for them.

use leptos::prelude::*;

use super::field::described_by;
use super::{Field, FieldWords, OptText};

/// `text` as it may stand between `<textarea>` and `</textarea>`.
///
/// `&` and `<` become references. A first line break is doubled, because a parser drops the one
/// that follows the start tag (HTML standard, 13.2.6.4.7, "textarea").
pub fn escape_textarea(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    match escaped.chars().next() {
        Some('\n' | '\r') => format!("\n{escaped}"),
        _ => escaped,
    }
}

/// The child to give to the element: markup on the server, a text node's plain text in a browser.
fn content(text: String) -> String {
    if cfg!(feature = "ssr") {
        escape_textarea(&text)
    } else {
        text
    }
}

/// A labelled text of several lines.
#[component]
pub fn SafeTextarea(
    /// The field’s name, and its id.
    #[prop(into)]
    name: String,
    /// What the field asks for.
    #[prop(into)]
    label: String,
    /// The words that every field needs.
    words: FieldWords,
    /// What stood there before.
    #[prop(optional, into)]
    value: OptText,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// The most characters that fit.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let id = name.clone();
    view! {
        <Field id=name.clone() label=label words=words hint=hint error=error optional=optional>
            <textarea
                class="input"
                id=id
                name=name
                rows="4"
                dir="auto"
                maxlength=maxlength.map(|most| most.to_string())
                aria-invalid=invalid
                aria-describedby=described
            >
                {content(value.or(""))}
            </textarea>
        </Field>
    }
}

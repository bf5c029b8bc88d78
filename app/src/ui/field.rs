//! One question of a form: label, hint, error and whatever control stands below them.
//!
//! The page decides what is wrong; this only ties the words to the control.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// The words that fields may need, from the text module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldWords {
    /// Read before an error and not seen: "Error:".
    pub error: &'static str,
    /// After the label of a field that may stay empty: "(optional)".
    pub optional: &'static str,
    /// On the button beside a password: "Show password".
    pub show_password: &'static str,
    /// On the same button then: "Hide password".
    pub hide_password: &'static str,
}

/// Ids for `aria-describedby`: hint first, then error, as they stand on the page.
///
/// `None` where the field has neither, so that the attribute is left out.
pub(super) fn described_by(id: &str, hint: bool, error: bool) -> Option<String> {
    match (hint, error) {
        (true, true) => Some(format!("{id}-hint {id}-error")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (false, false) => None,
    }
}

/// Hint and error of the field `id`.
pub(super) fn notes(
    id: &str,
    hint: OptText,
    error: OptText,
    words: FieldWords,
) -> impl IntoView + use<> {
    let hint = hint
        .into_option()
        .map(|hint| view! { <p class="field-hint" id=format!("{id}-hint")>{hint}</p> });
    let error = error.into_option().map(|error| {
        view! {
            <p class="field-error" id=format!("{id}-error")>
                <Icon name=IconName::Alert/>
                <span>
                    <span class="visually-hidden">{words.error} " "</span>
                    {error}
                </span>
            </p>
        }
    });
    (hint, error)
}

/// The words above a control, with "(optional)" where the field may stay empty.
pub(super) fn label_words(label: String, optional: bool, words: FieldWords) -> impl IntoView {
    let mark = optional.then(|| view! { " " <span class="field-optional">{words.optional}</span> });
    (label, mark)
}

/// Label, hint and error around one control whose `id` is the given one. Children are the control,
/// which sets its own `aria-invalid` and `aria-describedby` (`{id}-hint`, `{id}-error`).
#[component]
pub fn Field(
    /// The id of its control.
    #[prop(into)]
    id: String,
    /// What the field asks for.
    #[prop(into)]
    label: String,
    /// The words that every field needs.
    words: FieldWords,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
    children: Children,
) -> impl IntoView {
    let invalid = error.is_some().then_some("");
    let notes = notes(&id, hint, error, words);
    view! {
        <div class="field" data-invalid=invalid>
            <label class="field-label" for=id>
                {label_words(label, optional, words)}
            </label>
            {notes}
            {children()}
        </div>
    }
}

//! One yes or no. Without a tick the form sends nothing for it.

use leptos::prelude::*;

use super::field::{described_by, notes};
use super::{FieldWords, OptText};

/// A checkbox named `name` that sends `value` (default `yes`) when ticked.
#[component]
pub fn Checkbox(
    /// The field’s name, and its id.
    #[prop(into)]
    name: String,
    /// The words beside the box.
    #[prop(into)]
    label: String,
    /// The words that every field needs.
    words: FieldWords,
    /// What the form sends when it is ticked.
    #[prop(optional, into)]
    value: OptText,
    /// It is ticked already.
    #[prop(optional)]
    checked: bool,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
) -> impl IntoView {
    let invalid = error.is_some();
    let described = described_by(&name, hint.is_some(), error.is_some());
    let notes = notes(&name, hint, error, words);
    let id = name.clone();
    let label_for = id.clone();
    view! {
        <div class="field" data-invalid=invalid.then_some("")>
            {notes}
            <label class="choice choice-plain" for=label_for>
                <input
                    type="checkbox"
                    id=id
                    name=name
                    value=value.or("yes")
                    checked=checked
                    aria-invalid=invalid.then_some("true")
                    aria-describedby=described
                />
                <span>{label}</span>
            </label>
        </div>
    }
}

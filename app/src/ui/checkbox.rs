//! One yes or no. Without a tick the form sends nothing for it.

use leptos::prelude::*;

use super::field::{described_by, notes};
use super::{FieldWords, OptText};

/// A checkbox named `name` that sends `value` (default `yes`) when ticked.
#[component]
pub fn Checkbox(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    words: FieldWords,
    #[prop(optional, into)] value: OptText,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: OptText,
    #[prop(optional, into)] error: OptText,
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

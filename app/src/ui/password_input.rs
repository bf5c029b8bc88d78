//! A password field. Takes no value: a password is never sent back to the page.

use leptos::prelude::*;

use super::field::described_by;
use super::{Field, FieldWords, OptText};
use crate::island::ShowPassword;

/// A labelled password field, with a button to read what is typed where JavaScript runs.
#[component]
pub fn PasswordInput(
    /// The field’s name, and its id.
    #[prop(into)]
    name: String,
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
    /// A password being chosen, not one being entered.
    #[prop(optional)]
    fresh: bool,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let (id, control) = (name.clone(), name.clone());
    view! {
        <Field id=id label=label words=words hint=hint error=error optional=optional>
            <div class="password">
                <input
                    class="input"
                    id=control
                    name=name.clone()
                    type="password"
                    autocomplete=if fresh { "new-password" } else { "current-password" }
                    spellcheck="false"
                    autocapitalize="none"
                    aria-invalid=invalid
                    aria-describedby=described
                />
                <ShowPassword
                    field=name.clone()
                    show=words.show_password.to_owned()
                    hide=words.hide_password.to_owned()
                />
            </div>
        </Field>
    }
}

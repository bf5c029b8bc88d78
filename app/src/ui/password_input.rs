//! A password field. Takes no value: a password is never sent back to the page.

use leptos::prelude::*;

use super::field::described_by;
use super::{Field, FieldWords, OptText};

/// A labelled password field. The page's island may append a show/hide button to `.password`.
#[component]
pub fn PasswordInput(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    words: FieldWords,
    #[prop(optional, into)] hint: OptText,
    #[prop(optional, into)] error: OptText,
    #[prop(optional)] optional: bool,
    /// A password being chosen, not one being entered.
    #[prop(optional)]
    fresh: bool,
) -> impl IntoView {
    let described = described_by(&name, hint.is_some(), error.is_some());
    let invalid = error.is_some().then_some("true");
    let id = name.clone();
    view! {
        <Field id=name.clone() label=label words=words hint=hint error=error optional=optional>
            <div class="password">
                <input
                    class="input"
                    id=id
                    name=name
                    type="password"
                    autocomplete=if fresh { "new-password" } else { "current-password" }
                    spellcheck="false"
                    autocapitalize="none"
                    aria-invalid=invalid
                    aria-describedby=described
                />
            </div>
        </Field>
    }
}

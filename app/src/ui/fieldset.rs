//! Several fields that answer one question together.

use leptos::prelude::*;

use super::OptText;

/// A legend over its fields, which are the children.
#[component]
pub fn Fieldset(
    /// What the fields are about.
    #[prop(into)]
    legend: String,
    /// A quieter line under the legend.
    #[prop(optional, into)]
    hint: OptText,
    children: Children,
) -> impl IntoView {
    let hint = hint
        .into_option()
        .map(|hint| view! { <p class="field-hint">{hint}</p> });
    view! {
        <fieldset class="fieldset">
            <legend>{legend}</legend>
            {hint}
            {children()}
        </fieldset>
    }
}

//! The search at the top of staff pages.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// A GET form with one field named `q`; `label` is its hidden name and its placeholder.
#[component]
pub fn SearchField(
    /// Where it asks.
    #[prop(into)]
    action: String,
    /// Its hidden name and its placeholder.
    #[prop(into)]
    label: String,
    /// What was searched for.
    #[prop(optional, into)]
    value: OptText,
    /// The key that jumps here, where an island listens for it.
    #[prop(optional, into)]
    key: OptText,
) -> impl IntoView {
    let key = key
        .into_option()
        .map(|key| view! { <kbd aria-hidden="true">{key}</kbd> });
    view! {
        <form class="search-field" role="search" method="get" action=action>
            <label class="visually-hidden" for="search">{label.clone()}</label>
            <Icon name=IconName::Search/>
            <input
                class="input"
                id="search"
                name="q"
                type="search"
                value=value.into_option()
                placeholder=label
                autocomplete="off"
                spellcheck="false"
            />
            {key}
        </form>
    }
}

//! Codes and keys that a person copies by hand: each character apart from the next.

use leptos::prelude::*;

/// Several codes.
#[component]
pub fn CodeList(
    /// As they are written down.
    codes: Vec<String>,
) -> impl IntoView {
    let items = codes
        .into_iter()
        .map(|code| view! { <li><code>{code}</code></li> })
        .collect_view();
    view! { <ol class="code-list">{items}</ol> }
}

/// One long key, in groups.
#[component]
pub fn KeyText(
    /// With blanks between its groups.
    #[prop(into)]
    key: String,
) -> impl IntoView {
    view! { <p class="key-text"><code>{key}</code></p> }
}

//! More of something, for those who want it. Never the only place of a fact that matters.

use leptos::prelude::*;

/// A line that opens what the children say; the browser opens and closes it.
#[component]
pub fn Disclosure(
    /// The line that is always seen.
    #[prop(into)]
    summary: String,
    /// Open from the start: something in it went wrong.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=open>
            <summary>{summary}</summary>
            <div class="disclosure-body">{children()}</div>
        </details>
    }
}

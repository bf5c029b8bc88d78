//! What stands where a list has nothing to show: one line and at most one action.

use leptos::prelude::*;

/// The line, and the action as children.
#[component]
pub fn EmptyState(
    /// The one line.
    #[prop(into)]
    text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

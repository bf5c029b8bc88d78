//! The green panel at the end of a finished task.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A page's `h1` with a check, and what was done as children (`<p class="panel-main">` for the
/// fact itself). The heading can take the focus.
#[component]
pub fn Panel(
    /// What was done.
    #[prop(into)]
    title: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel">
            <h1 tabindex="-1">
                <Icon name=IconName::CheckCircle/>
                {title}
            </h1>
            {children()}
        </div>
    }
}

//! The way back, in one place of every page below another one: first on the page.

use leptos::prelude::*;

use super::{Icon, IconName};

/// A link to the page above; `label` names that page as its own heading does.
#[component]
pub fn BackLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Names the page it leads to.
    #[prop(into)]
    label: String,
    /// Read before the name: "Back to".
    #[prop(into)]
    hidden: String,
) -> impl IntoView {
    view! {
        <p class="back-link">
            <a href=href>
                <Icon name=IconName::ChevronLeft/>
                <span><span class="visually-hidden">{hidden} " "</span><bdi>{label}</bdi></span>
            </a>
        </p>
    }
}

//! The clinic's mark and name, as the link home.

use leptos::prelude::*;

use super::{Icon, IconName};

/// Mark and clinic name, linking to `href`.
#[component]
pub fn Wordmark(
    /// The clinic’s name.
    #[prop(into)]
    clinic: String,
    /// Where it leads.
    #[prop(into)]
    href: String,
) -> impl IntoView {
    view! {
        <a class="wordmark" href=href>
            <Icon name=IconName::Mark/>
            <span>{clinic}</span>
        </a>
    }
}

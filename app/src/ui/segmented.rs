//! Two to five filters of one list, as links.

use leptos::prelude::*;

use super::NavLink;

/// The filters; the current one is marked. `label` says what they filter: "Practitioner".
#[component]
pub fn Segmented(
    /// What they filter.
    #[prop(into)]
    label: String,
    /// The filters.
    links: Vec<NavLink>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| {
            view! {
                <a href=link.href aria-current=link.current.then_some("true")>
                    {link.label}
                </a>
            }
        })
        .collect_view();
    view! { <div class="segmented" role="group" aria-label=label>{links}</div> }
}

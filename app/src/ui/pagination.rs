//! The way through a list that is longer than a page.

use leptos::prelude::*;

use super::{Icon, IconName, NavLink, OptText};

/// Links to the neighbours of this page, and where it stands: "51 to 100 of 312". Nothing at all
/// when there is no other page.
#[component]
pub fn Pagination(
    /// The navigation’s name.
    #[prop(into)]
    label: String,
    /// "51 to 100 of 312".
    #[prop(optional, into)]
    position: OptText,
    /// The page before, if there is one.
    #[prop(optional_no_strip)]
    previous: Option<NavLink>,
    /// The page after, if there is one.
    #[prop(optional_no_strip)]
    next: Option<NavLink>,
) -> impl IntoView {
    (previous.is_some() || next.is_some()).then(|| {
        let previous = previous.map(|link| {
            view! {
                <a class="button button-dense" rel="prev" href=link.href>
                    <Icon name=IconName::ChevronLeft/>
                    {link.label}
                </a>
            }
        });
        let next = next.map(|link| {
            view! {
                <a class="button button-dense pagination-next" rel="next" href=link.href>
                    {link.label}
                    <Icon name=IconName::ChevronRight/>
                </a>
            }
        });
        let position = position.into_option().map(|text| view! { <p>{text}</p> });
        view! { <nav class="pagination" aria-label=label>{previous} {position} {next}</nav> }
    })
}

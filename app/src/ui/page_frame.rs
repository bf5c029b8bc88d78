//! What every page begins and ends with.

use leptos::prelude::*;

/// A link of a navigation.
#[derive(Clone, PartialEq, Eq)]
pub struct NavLink {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
    /// The page (or filter) the reader is at.
    pub current: bool,
    /// Left out of a phone's header, where another page leads there, too.
    pub roomy: bool,
}

impl NavLink {
    /// A link to another page.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            current: false,
            roomy: false,
        }
    }

    /// The same, current or not.
    pub fn current(self, current: bool) -> Self {
        Self { current, ..self }
    }

    /// The same, only where there is room.
    pub fn roomy(self) -> Self {
        Self {
            roomy: true,
            ..self
        }
    }
}

/// The first link of a page, seen once it has the focus. `target` is an id.
#[component]
pub fn SkipLink(
    /// Its words.
    #[prop(into)]
    text: String,
    /// The id that it leads to.
    #[prop(default = "main")]
    target: &'static str,
) -> impl IntoView {
    view! { <a class="skip-link" href=format!("#{target}")>{text}</a> }
}

/// The clinic's phone and the same few links at the foot of every patient page.
#[component]
pub fn PageFooter(
    /// "Questions? Call"
    #[prop(into)]
    help: String,
    /// As a person reads it.
    #[prop(into)]
    phone: String,
    /// As a device dials it: `tel:+1…`.
    #[prop(into)]
    phone_href: String,
    /// The navigation’s name.
    #[prop(into)]
    nav_label: String,
    /// The links, in their order.
    links: Vec<NavLink>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| {
            view! {
                <li>
                    <a href=link.href aria-current=link.current.then_some("page")>{link.label}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <footer class="page-footer">
            <div class="wrap">
                <p class="page-footer-help">{help} " " <a href=phone_href>{phone}</a></p>
                <nav aria-label=nav_label>
                    <ul>{links}</ul>
                </nav>
            </div>
        </footer>
    }
}

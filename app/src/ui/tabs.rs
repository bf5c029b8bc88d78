//! The parts of one subject, each a page of its own.

use leptos::prelude::*;

/// One part.
#[derive(Clone, PartialEq, Eq)]
pub struct TabLink {
    href: String,
    label: String,
    current: bool,
    count: Option<u32>,
}

impl TabLink {
    /// A part that one is not at.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            current: false,
            count: None,
        }
    }

    /// The same, current or not.
    pub fn current(self, current: bool) -> Self {
        Self { current, ..self }
    }

    /// The same with how many things are there.
    pub fn count(self, count: u32) -> Self {
        Self {
            count: Some(count),
            ..self
        }
    }
}

/// Links in a navigation, not an ARIA tab list: each part has its own address. `label` names whose
/// parts they are: "Leo Okafor".
#[component]
pub fn Tabs(
    /// Whose parts they are.
    #[prop(into)]
    label: String,
    /// The parts.
    links: Vec<TabLink>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| {
            let count = link
                .count
                .map(|count| view! { " " <span class="tab-count">{count.to_string()}</span> });
            view! {
                <li>
                    <a href=link.href aria-current=link.current.then_some("page")>
                        {link.label}{count}
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="tabs" aria-label=label>
            <ul>{links}</ul>
        </nav>
    }
}

//! Things that need a person's look: mail that came back, links that end soon.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// One thing; without `href` it is told but leads nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct LookItem {
    pub icon: IconName,
    pub title: String,
    pub detail: String,
    pub href: OptText,
}

/// The things as a list.
#[component]
pub fn LookList(items: Vec<LookItem>) -> impl IntoView {
    let items = items
        .into_iter()
        .map(|item| {
            let words = view! {
                <Icon name=item.icon/>
                <b>{item.title}</b>
                <span>{item.detail}</span>
            };
            let body = match item.href.into_option() {
                Some(href) => view! {
                    <a href=href>
                        {words}
                        <Icon name=IconName::ChevronRight class="look-go"/>
                    </a>
                }
                .into_any(),
                None => view! { <div class="look-item">{words}</div> }.into_any(),
            };
            view! { <li>{body}</li> }
        })
        .collect_view();
    view! { <ul class="look-list">{items}</ul> }
}

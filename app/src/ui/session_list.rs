//! Where an account is logged in: one row a browser.

use leptos::prelude::*;

use super::{Badge, Icon, IconName, OptText, Tone};

/// The list. Children are `SessionRow`s, this browser first.
#[component]
pub fn SessionList(children: Children) -> impl IntoView {
    view! { <ul class="session-list">{children()}</ul> }
}

/// One browser. Children are the form that ends it; this browser has none.
#[component]
pub fn SessionRow(
    /// "Firefox on Windows".
    #[prop(into)]
    title: String,
    /// "Last used today, 9:12 am".
    lines: Vec<String>,
    /// "This browser", at the one that reads this.
    #[prop(optional, into)]
    here: OptText,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    let here = here
        .into_option()
        .map(|here| view! { <Badge tone=Tone::Good icon=IconName::Check text=here/> });
    let action = children.map(|children| view! { <div class="session-action">{children()}</div> });
    view! {
        <li>
            <Icon name=IconName::Lock/>
            <div>
                <b>{title}</b>
                {here}
                {lines}
            </div>
            {action}
        </li>
    }
}

//! Things that need a person's look: mail that came back, links that end soon.

use leptos::prelude::*;

use super::{Icon, IconName};

/// The list. Children are `LookItem`s.
#[component]
pub fn LookList(children: Children) -> impl IntoView {
    view! { <ul class="look-list">{children()}</ul> }
}

/// One thing. Children are what can be done about it: buttons, each in its own form.
#[component]
pub fn LookItem(
    /// What kind of thing it is.
    icon: IconName,
    /// What happened.
    #[prop(into)]
    title: String,
    /// To whom, and what to do.
    #[prop(into)]
    detail: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let actions = children.map(|children| view! { <div class="cluster">{children()}</div> });
    view! {
        <li>
            <Icon name=icon/>
            <b>{title}</b>
            <p><bdi>{detail}</bdi></p>
            {actions}
        </li>
    }
}

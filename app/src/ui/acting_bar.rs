//! The marigold bar: for whom things are looked after, and the way back to oneself.

use leptos::prelude::*;

use super::{Avatar, OptText};

/// A region of its own, first after the header. Children are the form that switches back.
#[component]
pub fn ActingBar(
    /// The region's name: "Acting for".
    #[prop(into)]
    label: String,
    /// Before the name: "Booking for".
    #[prop(into)]
    text: String,
    /// Whose name it is; none where there is nobody to name.
    #[prop(optional, into)]
    name: OptText,
    /// What the hue comes from, preferably the person's id.
    #[prop(optional, into)]
    seed: OptText,
    children: Children,
) -> impl IntoView {
    let name = name.into_option();
    let avatar = name
        .clone()
        .map(|name| view! { <Avatar name=name seed=seed/> });
    let name = name.map(|name| view! { " " <b><bdi>{name}</bdi></b> });
    view! {
        <section class="acting-bar" aria-label=label>
            <div class="wrap">{avatar} <p>{text} {name}</p> {children()}</div>
        </section>
    }
}

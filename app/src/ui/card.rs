//! A box. White space comes first, a hairline second; use a box third.

use leptos::prelude::*;

/// Children in a bordered surface; `padded` unless the content brings its own rows.
#[component]
pub fn Card(
    /// With space inside.
    #[prop(optional)]
    padded: bool,
    children: Children,
) -> impl IntoView {
    view! { <div class=if padded { "card card-padded" } else { "card" }>{children()}</div> }
}

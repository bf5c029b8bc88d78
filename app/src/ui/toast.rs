//! The one-line result of what was just done, with a way back where there is one.

use leptos::prelude::*;

/// The result as a banner at the top of the page; announced when it appears. Children are the Undo
/// form or a link.
#[component]
pub fn Toast(
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="toast" role="status">
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

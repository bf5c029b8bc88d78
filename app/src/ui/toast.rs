//! The one-line result of what was just done, with a way back where there is one.

use leptos::prelude::*;

/// The result, announced when it appears. Children are the Undo form or a link.
///
/// It stands as a banner at the top of the page. A `passing` one floats at the foot of the window
/// where scripts run and goes after 8 seconds, unless it is pointed at or has the focus; so what
/// it says and offers stands elsewhere on the page, too. A page has at most one.
#[component]
pub fn Toast(
    /// The one line.
    #[prop(into)]
    text: String,
    /// It floats and goes, where scripts run.
    #[prop(optional)]
    passing: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=if passing { "toast toast-passing" } else { "toast" } role="status">
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}

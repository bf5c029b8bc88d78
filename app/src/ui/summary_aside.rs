//! What is being booked, beside the question that is asked.

use leptos::prelude::*;

use super::{OptText, SummaryList, SummaryRow};

/// Heading, the thing itself, one quiet line and the facts so far.
#[component]
pub fn SummaryAside(
    /// The quiet line on top.
    #[prop(into)]
    heading: String,
    /// The thing itself.
    #[prop(into)]
    title: String,
    /// "45 minutes · $95".
    #[prop(optional, into)]
    meta: OptText,
    /// The rows, in their order.
    rows: Vec<SummaryRow>,
) -> impl IntoView {
    let meta = meta
        .into_option()
        .map(|meta| view! { <p class="summary-meta">{meta}</p> });
    view! {
        <aside class="summary-aside" aria-labelledby="summary-aside-title">
            <h2 id="summary-aside-title">{heading}</h2>
            <p class="summary-title">{title}</p>
            {meta}
            <SummaryList rows=rows/>
        </aside>
    }
}

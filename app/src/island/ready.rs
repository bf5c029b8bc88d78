//! The mark that the page's islands are awake, the focus on what went wrong, and the word on
//! what was done.

use leptos::prelude::*;

/// Sets `data-hydrated` on the document and moves the focus to the error summary, which
/// `autofocus` does not do reliably after a redirect. Sets each result anew, too: readers
/// announce what changes in a `status`, not what stands in it from the start.
#[island]
pub fn Ready() -> impl IntoView {
    Effect::new(|| {
        #[cfg(feature = "hydrate")]
        {
            use web_sys::wasm_bindgen::JsCast;
            let page = document();
            if let Some(summary) = page.get_element_by_id("error-summary")
                && let Some(summary) = summary.dyn_ref::<web_sys::HtmlElement>()
            {
                // An element that can't be focused is no loss: it is announced anyway.
                drop(summary.focus());
            }
            if let Ok(Some(said)) = page.query_selector(".toast > p")
                && let (Some(place), Ok(again)) =
                    (said.parent_node(), said.clone_node_with_deep(true))
            {
                // Where it can't be set anew, it still stands there to be read.
                drop(place.replace_child(&again, &said));
            }
            if let Some(root) = page.document_element() {
                drop(root.set_attribute("data-hydrated", ""));
            }
        }
    });
}

//! The mark that the page's islands are awake, and the focus on what went wrong.

use leptos::prelude::*;

/// Sets `data-hydrated` on the document and moves the focus to the error summary, which
/// `autofocus` does not do reliably after a redirect.
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
            if let Some(root) = page.document_element() {
                drop(root.set_attribute("data-hydrated", ""));
            }
        }
    });
}

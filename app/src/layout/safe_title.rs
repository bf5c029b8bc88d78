//! The only `<title>` of the product.
//!
//! `leptos_meta` 0.8 writes it to the page as it is, so that a clinic named
//! `</title><script>` would run. Write no other `<Title>`; a test in the repository looks for
//! them.

use leptos::prelude::*;
use leptos_meta::Title;

/// What the window is called, as people read it.
pub(crate) fn safe_title(text: &str) -> impl IntoView + use<> {
    view! { <Title text=escape(text)/> }
}

/// `text` as it may stand between `<title>` and `</title>`.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

//! A QR code: dark on light in every colour scheme, since cameras want it so.

use leptos::prelude::*;

/// The squares as one path, in a picture that scales.
#[component]
pub fn QrCode(
    /// Width and height in squares, with the quiet margin.
    size: usize,
    /// What is dark, as an SVG path.
    path: String,
    /// What it is, in words.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <svg class="qr-code" viewBox=format!("0 0 {size} {size}") role="img" aria-label=label>
            <path d=path/>
        </svg>
    }
}

//! The browser's door: wakes the islands of `app`, and nothing else.

// Links the islands in; without a reference the linker leaves them out.
use app as _;

/// Called by the page once the module is loaded.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

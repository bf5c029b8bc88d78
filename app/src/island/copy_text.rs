//! Copies a field's text, at once and on a press.

use leptos::prelude::*;

/// Copies what stands in the field `field` as soon as it is awake, where the browser lets it,
/// and on each press of its button; then it says so. The text stands in the field in any case, and the button's
/// place is kept for it where scripts run, so that nothing moves when it comes.
#[island]
pub fn CopyText(field: String, copy: String, copied: String) -> impl IntoView {
    let awake = RwSignal::new(false);
    let done = RwSignal::new(false);
    let id = StoredValue::new(field);
    Effect::new(move || {
        awake.set(true);
        #[cfg(feature = "hydrate")]
        clipboard::copy(id.get_value(), done);
    });
    let press = move || {
        done.set(false);
        #[cfg(feature = "hydrate")]
        clipboard::copy(id.get_value(), done);
    };
    view! {
        <button
            class="button button-primary copy-text"
            class:copy-text-asleep=move || !awake.get()
            type="button"
            aria-controls=id.get_value()
            on:click=move |_| press()
        >
            {copy}
        </button>
        <span role="status">
            {move || done.get().then(|| copied.clone())}
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod clipboard {
    use leptos::prelude::*;
    use web_sys::HtmlInputElement;
    use web_sys::wasm_bindgen::closure::Closure;
    use web_sys::wasm_bindgen::{JsCast, JsValue};

    pub(super) fn copy(field: String, done: RwSignal<bool>) {
        let found = document().get_element_by_id(&field);
        let Some(input) = found.and_then(|found| found.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        input.select();
        let written = window().navigator().clipboard().write_text(&input.value());
        let yes = Closure::<dyn FnMut(JsValue)>::new(move |_| done.set(true));
        // Where it may not, the text is selected, and the button still there.
        let no = Closure::<dyn FnMut(JsValue)>::new(move |_| done.set(false));
        drop(written.then2(&yes, &no));
        yes.forget();
        no.forget();
    }
}

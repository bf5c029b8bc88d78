//! Sends the code form by itself once the sixth digit is there.

use leptos::prelude::*;

/// Wraps the code form: at the sixth digit it is sent, once. Without it, there is the
/// button.
#[island]
pub fn CodeField(children: Children) -> impl IntoView {
    let sent = StoredValue::new(false);
    let on_input = move |event: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        {
            use web_sys::wasm_bindgen::JsCast;
            let input = event
                .target()
                .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
            let Some(input) = input else { return };
            let digits = input.value().chars().filter(char::is_ascii_digit).count();
            if digits == 6
                && !sent.get_value()
                && let Some(form) = input.form()
            {
                sent.set_value(true);
                drop(form.request_submit());
            }
        }
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = (&event, sent);
        }
    };
    view! { <div on:input=on_input>{children()}</div> }
}

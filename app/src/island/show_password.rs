//! Lets somebody see the password that they type.

use leptos::prelude::*;

/// A button that shows what is typed into the password field `field`, and hides it again.
/// It is there only once it works; when the form is sent, the field hides its text, so that
/// no browser takes it for an ordinary one and remembers it.
#[island]
pub fn ShowPassword(field: String, show: String, hide: String) -> impl IntoView {
    let awake = RwSignal::new(false);
    let shown = RwSignal::new(false);
    Effect::new(move || awake.set(true));
    let id = StoredValue::new(field);
    let set = move |to: bool| {
        shown.set(to);
        #[cfg(feature = "hydrate")]
        input::set_kind(&id.get_value(), if to { "text" } else { "password" });
    };
    #[cfg(feature = "hydrate")]
    Effect::new(move || input::on_submit(&id.get_value(), move || set(false)));
    let words = StoredValue::new((show, hide));
    let word = move || {
        let (show, hide) = words.get_value();
        if shown.get() { hide } else { show }
    };
    move || {
        awake.get().then(|| {
            view! {
                <button
                    class="button button-quiet"
                    type="button"
                    aria-controls=id.get_value()
                    on:click=move |_| set(!shown.get_untracked())
                >
                    {word}
                </button>
            }
        })
    }
}

#[cfg(feature = "hydrate")]
mod input {
    use leptos::prelude::document;
    use web_sys::HtmlInputElement;
    use web_sys::wasm_bindgen::JsCast;
    use web_sys::wasm_bindgen::closure::Closure;

    fn find(id: &str) -> Option<HtmlInputElement> {
        document().get_element_by_id(id)?.dyn_into().ok()
    }

    pub(super) fn set_kind(id: &str, kind: &str) {
        if let Some(input) = find(id) {
            input.set_type(kind);
        }
    }

    pub(super) fn on_submit(id: &str, hide: impl Fn() + 'static) {
        let Some(form) = find(id).and_then(|input| input.form()) else {
            return;
        };
        let listener = Closure::<dyn Fn()>::new(hide).into_js_value();
        // Where it can't listen, the field stays as it is.
        drop(form.add_event_listener_with_callback("submit", listener.unchecked_ref()));
    }
}

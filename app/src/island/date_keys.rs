//! Arrow keys in the month grid.

use leptos::prelude::*;

/// Wraps the month grid: arrows move by day and week, Home and End to the ends of the
/// week. Days without times are skipped. Every day stays a plain button; Tab still works.
#[island]
pub fn DateKeys(children: Children) -> impl IntoView {
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        #[cfg(feature = "hydrate")]
        keys::press(&event);
        #[cfg(not(feature = "hydrate"))]
        let _ = &event;
    };
    view! { <div on:keydown=on_key>{children()}</div> }
}

#[cfg(feature = "hydrate")]
mod keys {
    use leptos::prelude::document;
    use web_sys::wasm_bindgen::JsCast;
    use web_sys::{HtmlElement, KeyboardEvent};

    /// Moves the focus for an arrow, Home or End key; other keys pass.
    pub(super) fn press(event: &KeyboardEvent) {
        let Some(target) = event
            .target()
            .and_then(|t| t.dyn_into::<HtmlElement>().ok())
        else {
            return;
        };
        if target.get_attribute("name").as_deref() != Some("date") {
            return;
        }
        let Ok(days) = document().query_selector_all(".date-grid td") else {
            return;
        };
        let cells: Vec<Option<HtmlElement>> = (0..days.length())
            .map(|at| {
                let cell = days.item(at)?.dyn_into::<HtmlElement>().ok()?;
                cell.query_selector("button")
                    .ok()??
                    .dyn_into::<HtmlElement>()
                    .ok()
            })
            .collect();
        let here = cells.iter().position(|cell| cell.as_ref() == Some(&target));
        let Some(here) = here.and_then(|at| i32::try_from(at).ok()) else {
            return;
        };
        let (from, step) = match event.key().as_str() {
            "ArrowRight" => (here + 1, 1),
            "ArrowLeft" => (here - 1, -1),
            "ArrowDown" => (here + 7, 7),
            "ArrowUp" => (here - 7, -7),
            "Home" => (here - here % 7, 1),
            "End" => (here - here % 7 + 6, -1),
            _ => return,
        };
        event.prevent_default();
        let mut at = from;
        while let Some(cell) = usize::try_from(at).ok().and_then(|at| cells.get(at)) {
            if let Some(button) = cell {
                // A button that can't take the focus leaves it where it was.
                drop(button.focus());
                return;
            }
            at += step;
        }
    }
}

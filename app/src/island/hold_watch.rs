//! Says once, two minutes before its end, that a held time will be given back.

#[cfg(feature = "hydrate")]
use domain::limits;
use leptos::prelude::*;

/// Shows and announces `text` with its children (the form that keeps the time longer)
/// when `seconds_left` has shrunk to two minutes. There is no ticking clock.
#[island]
pub fn HoldWatch(seconds_left: i64, text: String, children: Children) -> impl IntoView {
    let due = RwSignal::new(false);
    Effect::new(move || {
        #[cfg(feature = "hydrate")]
        {
            let wait = u64::try_from(seconds_left - limits::HOLD_WARNING_SECONDS).unwrap_or(0);
            set_timeout(move || due.set(true), std::time::Duration::from_secs(wait));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = seconds_left;
    });
    view! {
        <div class="hold-watch">
            <p role="status">{move || due.get().then(|| text.clone())}</p>
            <div hidden=move || !due.get()>{children()}</div>
        </div>
    }
}

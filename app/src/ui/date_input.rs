//! A remembered date, such as a birth date: three text fields, never a calendar to page through.

use leptos::prelude::*;

use super::field::{described_by, label_words, notes};
use super::{FieldWords, OptText};

/// The words above the three fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLabels {
    pub day: &'static str,
    pub month: &'static str,
    pub year: &'static str,
}

/// Day, month and year as `{name}_day`, `{name}_month`, `{name}_year`; ids are the same. An error
/// summary links to `#{name}_day`.
#[component]
pub fn DateInput(
    #[prop(into)] name: String,
    #[prop(into)] legend: String,
    labels: DateLabels,
    words: FieldWords,
    #[prop(optional, into)] day: OptText,
    #[prop(optional, into)] month: OptText,
    #[prop(optional, into)] year: OptText,
    #[prop(optional, into)] hint: OptText,
    #[prop(optional, into)] error: OptText,
    #[prop(optional)] optional: bool,
    /// Lets the browser fill in the reader's own birth date.
    #[prop(optional)]
    birthday: bool,
) -> impl IntoView {
    let invalid = error.is_some();
    let described = described_by(&name, hint.is_some(), error.is_some());
    let part = |suffix: &str, label: &'static str, value: OptText, class: &'static str| {
        let id = format!("{name}_{suffix}");
        let autocomplete = if birthday {
            format!("bday-{suffix}")
        } else {
            "off".to_owned()
        };
        view! {
            <div>
                <label for=id.clone()>{label}</label>
                <input
                    class=class
                    id=id.clone()
                    name=id
                    type="text"
                    inputmode="numeric"
                    autocomplete=autocomplete
                    spellcheck="false"
                    value=value.into_option()
                    aria-invalid=invalid.then_some("true")
                />
            </div>
        }
    };
    view! {
        <fieldset
            class="field"
            role="group"
            aria-describedby=described
            data-invalid=invalid.then_some("")
        >
            <legend class="field-label">{label_words(legend, optional, words)}</legend>
            {notes(&name, hint, error, words)}
            <div class="date-parts">
                {part("day", labels.day, day, "input input-day")}
                {part("month", labels.month, month, "input input-day")}
                {part("year", labels.year, year, "input input-year")}
            </div>
        </fieldset>
    }
}

//! A remembered date, such as a birth date: three text fields, never a calendar to page through.

use leptos::prelude::*;

use super::field::{described_by, label_words, notes};
use super::{FieldWords, OptText};

/// The words above the three fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateLabels {
    /// "Day".
    pub day: &'static str,
    /// "Month".
    pub month: &'static str,
    /// "Year".
    pub year: &'static str,
}

/// Day, month and year as `{name}_day`, `{name}_month`, `{name}_year`; ids are the same. An error
/// summary links to `#{name}_day`.
#[component]
pub fn DateInput(
    /// What the three names begin with.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The words above the three.
    labels: DateLabels,
    /// The words that every field needs.
    words: FieldWords,
    /// The day as it was typed.
    #[prop(optional, into)]
    day: OptText,
    /// The month as it was typed.
    #[prop(optional, into)]
    month: OptText,
    /// The year as it was typed.
    #[prop(optional, into)]
    year: OptText,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
    /// The field may stay empty, and says so.
    #[prop(optional)]
    optional: bool,
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

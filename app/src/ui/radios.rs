//! One choice out of a few, as radio buttons.

use leptos::prelude::*;

use super::field::{described_by, notes};
use super::{FieldWords, OptText};

/// One answer.
#[derive(Clone, PartialEq, Eq)]
pub struct RadioOption {
    /// What the form sends.
    pub value: String,
    /// The answer.
    pub label: String,
    /// A second, quieter line.
    pub hint: OptText,
}

impl RadioOption {
    /// An answer without a second line.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: OptText::default(),
        }
    }

    /// The same answer with a second line.
    pub fn hint(self, hint: impl Into<OptText>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }
}

/// A fieldset of radio buttons named `name`. The first has the id `name` (for error links), the
/// others `{name}-2` and on.
#[component]
pub fn Radios(
    /// The field’s name, and its id.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// The words that every field needs.
    words: FieldWords,
    /// The answers.
    options: Vec<RadioOption>,
    /// The value that is chosen already.
    #[prop(optional, into)]
    selected: OptText,
    /// A quieter line under the label.
    #[prop(optional, into)]
    hint: OptText,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: OptText,
    /// The legend is the page's heading (`h1`).
    #[prop(optional)]
    page_heading: bool,
    /// Between the legend and the hint.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let invalid = error.is_some().then_some("");
    let described = described_by(&name, hint.is_some(), error.is_some());
    let notes = notes(&name, hint, error, words);
    let selected = selected.into_option();
    let rows = options
        .into_iter()
        .zip(1..)
        .map(|(option, place)| {
            let id = if place == 1 {
                name.clone()
            } else {
                format!("{name}-{place}")
            };
            let label_for = id.clone();
            let checked = selected.as_deref() == Some(option.value.as_str());
            let hint = option
                .hint
                .into_option()
                .map(|hint| view! { <span class="choice-hint">{hint}</span> });
            view! {
                <label class="choice" for=label_for>
                    <input type="radio" id=id name=name.clone() value=option.value checked=checked/>
                    <span>
                        <bdi>{option.label}</bdi>
                        {hint}
                    </span>
                </label>
            }
        })
        .collect_view();
    let under = children.map(|children| children());
    if page_heading {
        // The mark of a mistake stands at the answers and leaves the heading in its place.
        return view! {
            <fieldset class="field field-question" aria-describedby=described>
                <legend><h1>{legend}</h1></legend>
                {under}
                <div class="field" data-invalid=invalid>
                    {notes}
                    <div class="choices">{rows}</div>
                </div>
            </fieldset>
        }
        .into_any();
    }
    view! {
        <fieldset class="field" aria-describedby=described data-invalid=invalid>
            <legend class="field-label">{legend}</legend>
            {under}
            {notes}
            <div class="choices">{rows}</div>
        </fieldset>
    }
    .into_any()
}

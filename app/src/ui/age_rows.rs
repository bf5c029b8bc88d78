//! A small table that somebody fills in: an age, and what happens from then on.

use leptos::prelude::*;

use super::field::{described_by, notes};
use super::{FieldWords, OptText};

/// One row: an age and a choice, each with its name, its label, and what is wrong with it.
#[derive(Clone, PartialEq, Eq)]
pub struct AgeRow {
    /// The name and id of the age.
    pub age_name: String,
    /// Read before it: "From age, row 1".
    pub age_label: String,
    /// What is typed.
    pub age: String,
    /// What is wrong with it.
    pub age_error: OptText,
    /// The name and id of the choice.
    pub effect_name: String,
    /// Read before it.
    pub effect_label: String,
    /// The value that is chosen.
    pub effect: String,
    /// What is wrong with it.
    pub effect_error: OptText,
}

/// The rows under one legend, with the heads of their two columns; `options` are the choices'
/// values and words.
#[component]
pub fn AgeRows(
    /// What the rows are about.
    #[prop(into)]
    legend: String,
    /// A quieter line under the legend.
    #[prop(into)]
    hint: String,
    /// The heads of the columns: only seen, since every field has a label of its own.
    heads: [&'static str; 2],
    /// The choices, of every row the same.
    options: Vec<(&'static str, &'static str)>,
    /// The rows.
    rows: Vec<AgeRow>,
    /// The words that every field needs.
    words: FieldWords,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| one(row, &options, words))
        .collect_view();
    let [age, effect] = heads;
    view! {
        <fieldset class="fieldset age-rows">
            <legend>{legend}</legend>
            <p class="field-hint">{hint}</p>
            <div class="age-rows-list">
                <div class="age-row age-heads" aria-hidden="true">
                    <span>{age}</span>
                    <span>{effect}</span>
                </div>
                {rows}
            </div>
        </fieldset>
    }
}

fn one(row: AgeRow, options: &[(&'static str, &'static str)], words: FieldWords) -> AnyView {
    let invalid = row.age_error.is_some() || row.effect_error.is_some();
    let mark = |error: &OptText| error.is_some().then_some("true");
    let (age_invalid, effect_invalid) = (mark(&row.age_error), mark(&row.effect_error));
    let age_described = described_by(&row.age_name, false, row.age_error.is_some());
    let effect_described = described_by(&row.effect_name, false, row.effect_error.is_some());
    let age_notes = notes(&row.age_name, OptText::default(), row.age_error, words);
    let effect_notes = notes(
        &row.effect_name,
        OptText::default(),
        row.effect_error,
        words,
    );
    let chosen = row.effect;
    let options = options
        .iter()
        .map(|(value, word)| {
            view! { <option value=*value selected=*value == chosen>{*word}</option> }
        })
        .collect_view();
    let (age, effect) = (row.age_name, row.effect_name);
    let (age_id, effect_id) = (age.clone(), effect.clone());
    let (age_for, effect_for) = (age.clone(), effect.clone());
    view! {
        <div class="field" data-invalid=invalid.then_some("")>
            {age_notes}
            {effect_notes}
            <div class="age-row">
                <label class="visually-hidden" for=age_for>{row.age_label}</label>
                <input
                    class="input"
                    id=age_id
                    name=age
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="3"
                    value=row.age
                    aria-invalid=age_invalid
                    aria-describedby=age_described
                />
                <label class="visually-hidden" for=effect_for>{row.effect_label}</label>
                <select
                    class="input"
                    id=effect_id
                    name=effect
                    aria-invalid=effect_invalid
                    aria-describedby=effect_described
                >
                    {options}
                </select>
            </div>
        </div>
    }
    .into_any()
}

//! Two people side by side and what there is of them afterwards: a row for each thing in which
//! they differ, with a choice in it.
//!
//! The last column follows the choice by style sheet alone; where a browser knows no `:has()`, it
//! shows what the server put there.

use leptos::prelude::*;

use super::field::notes;
use super::{Avatar, FieldWords, Icon, IconName, OptText};

/// The head of a column: whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct MergeHead {
    /// Whose initials the disc shows; a check for nobody's.
    pub name: OptText,
    /// What the disc's hue comes from.
    pub seed: String,
    /// "New sign-up".
    pub title: String,
    /// "Today, 8:12 am".
    pub lines: Vec<String>,
}

/// A part of a value, and whether it is what the other one has otherwise.
pub type MergePart = (String, bool);

/// One of the values of a row.
#[derive(Clone, PartialEq, Eq)]
pub struct MergeChoice {
    /// What the form sends for it.
    pub value: String,
    /// Whose it is, on a phone.
    pub source: String,
    /// The lines of it, in parts; none where nothing is known and nothing can be chosen.
    pub lines: Vec<Vec<MergePart>>,
}

/// A third value, which is typed.
pub struct MergeOther {
    /// What the form sends for it.
    pub value: &'static str,
    /// "Something else".
    pub label: String,
    /// In the last column while it is not known: "What you type".
    pub unknown: String,
    /// In the last column, as far as it is known.
    pub typed: String,
    /// The fields into which it is typed.
    pub fields: AnyView,
}

/// A row.
pub struct MergeRow {
    /// The name of its choice.
    pub name: &'static str,
    /// What the row is about.
    pub label: String,
    /// Read before what there is afterwards.
    pub after: String,
    /// The value that is chosen.
    pub chosen: String,
    /// In place of a value that isn't known.
    pub not_given: String,
    /// The values, in the order of the columns.
    pub choices: [MergeChoice; 2],
    /// A third one.
    pub other: Option<MergeOther>,
    /// What is wrong with the choice or with what was typed.
    pub error: OptText,
}

/// The table. Children stand in its last row.
#[component]
pub fn MergeTable(
    /// The heads: the two, and what there is afterwards.
    heads: [MergeHead; 3],
    /// A row for each thing in which they differ.
    rows: Vec<MergeRow>,
    /// The words that every field needs.
    words: FieldWords,
    children: Children,
) -> impl IntoView {
    let heads = heads.map(head).collect_view();
    let rows = rows.into_iter().map(|one| row(one, words)).collect_view();
    view! {
        <div class="merge-table">
            <div class="merge-heads">
                <div></div>
                {heads}
            </div>
            {rows}
            <div class="merge-same">{children()}</div>
        </div>
    }
}

fn head(of: MergeHead) -> AnyView {
    let lines = of
        .lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    let (class, disc) = match of.name.into_option() {
        Some(name) => ("", view! { <Avatar name=name seed=of.seed/> }.into_any()),
        None => (
            "merge-result",
            view! { <span class="merge-seal"><Icon name=IconName::Check/></span> }.into_any(),
        ),
    };
    view! {
        <div class=class>
            {disc}
            <h2>{of.title}</h2>
            <div class="merge-since">{lines}</div>
        </div>
    }
    .into_any()
}

fn row(row: MergeRow, words: FieldWords) -> AnyView {
    let MergeRow { name, chosen, .. } = row;
    let invalid = row.error.is_some().then_some("");
    let label_id = format!("{name}-label");
    let labelled = label_id.clone();
    let described = row.error.is_some().then(|| format!("{name}-error"));
    let notes = notes(name, OptText::default(), row.error, words);
    let mut first = true;
    let mut after = Vec::new();
    let mut cells = Vec::new();
    for choice in row.choices {
        let is_chosen = choice.value == chosen;
        if choice.lines.is_empty() {
            cells.push(nothing(choice.source, row.not_given.clone()));
            continue;
        }
        after.push(then(&choice.value, is_chosen, plain(&choice.lines)));
        let id = if first {
            name.to_owned()
        } else {
            format!("{name}-2")
        };
        first = false;
        cells.push(option(name, id, is_chosen, choice));
    }
    let other = row.other.map(|other| {
        let is_chosen = other.value == chosen;
        let shown = if other.typed.is_empty() {
            other.unknown
        } else {
            other.typed
        };
        after.push(then(other.value, is_chosen, vec![shown]));
        let id = format!("{name}-other-choice");
        let label_for = id.clone();
        view! {
            <details class="merge-other" open=is_chosen>
                <summary>{other.label.clone()}</summary>
                <div class="stack">
                    <label class="merge-option" for=label_for>
                        <input type="radio" id=id name=name value=other.value checked=is_chosen/>
                        <span>{other.label}</span>
                    </label>
                    {other.fields}
                </div>
            </details>
        }
    });
    view! {
        <div
            class="merge-row"
            role="radiogroup"
            aria-labelledby=labelled
            aria-describedby=described
            data-invalid=invalid
        >
            <div class="merge-about"><h3 id=label_id>{row.label}</h3> {notes}</div>
            {cells}
            <div class="merge-after">
                <span class="visually-hidden">{row.after} " "</span>
                {after}
            </div>
            {other}
        </div>
    }
    .into_any()
}

fn option(name: &'static str, id: String, chosen: bool, choice: MergeChoice) -> AnyView {
    let label_for = id.clone();
    let lines = choice
        .lines
        .into_iter()
        .map(|line| {
            let parts = line
                .into_iter()
                .map(|(text, differs)| {
                    if differs {
                        view! { <wbr/> <mark>{text}</mark> }.into_any()
                    } else {
                        text.into_any()
                    }
                })
                .collect_view();
            view! { <span class="merge-line"><bdi>{parts}</bdi></span> }
        })
        .collect_view();
    view! {
        <label class="merge-option" for=label_for>
            <input type="radio" id=id name=name value=choice.value checked=chosen/>
            <span><span class="merge-source">{choice.source}</span> {lines}</span>
        </label>
    }
    .into_any()
}

fn nothing(source: String, not_given: String) -> AnyView {
    view! {
        <div class="merge-option merge-nothing">
            <span></span>
            <span><span class="merge-source">{source}</span> {not_given}</span>
        </div>
    }
    .into_any()
}

fn plain(lines: &[Vec<MergePart>]) -> Vec<String> {
    let line = |parts: &Vec<MergePart>| parts.iter().map(|(text, _)| text.as_str()).collect();
    lines.iter().map(line).collect()
}

/// What there is afterwards if `value` is chosen.
fn then(value: &str, now: bool, lines: Vec<String>) -> AnyView {
    let lines = lines
        .into_iter()
        .map(|line| view! { <span class="merge-line"><bdi>{line}</bdi></span> })
        .collect_view();
    view! {
        <span class="merge-then" data-of=value.to_owned() data-now=now.then_some("")>{lines}</span>
    }
    .into_any()
}

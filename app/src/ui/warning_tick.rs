//! What speaks against an act, and the tick that does it anyway, with its reason.

use leptos::prelude::*;

use super::{Checkbox, FieldWords, Icon, IconName, OptText, TextInput};

/// The words of a `WarningTick`.
#[derive(Clone, PartialEq, Eq)]
pub struct WarningWords {
    /// "Priya is booked then".
    pub title: String,
    /// Further sentences, each a line.
    pub lines: Vec<String>,
    /// The tick: "Book anyway".
    pub tick: String,
    /// The field's label: "Reason".
    pub reason: String,
}

/// A warning with a checkbox named `name`; ticked, it asks why in a field named `{name}_reason`.
/// Without style sheets the field always stands there, and the form is whole either way.
#[component]
pub fn WarningTick(
    /// The tick’s name and id.
    #[prop(into)]
    name: String,
    /// What speaks against it.
    warning: WarningWords,
    /// The words that every field needs.
    words: FieldWords,
    /// It is ticked already.
    #[prop(optional)]
    ticked: bool,
    /// The reason as it was typed before.
    #[prop(optional, into)]
    reason: OptText,
    /// The most characters of the reason that fit.
    reason_maxlength: u32,
    /// What is wrong with the tick.
    #[prop(optional, into)]
    error: OptText,
    /// What is wrong with the reason; shows its field, ticked or not.
    #[prop(optional, into)]
    reason_error: OptText,
) -> impl IntoView {
    let lines = warning
        .lines
        .into_iter()
        .map(|line| view! { <p>{line}</p> })
        .collect_view();
    let reason_name = format!("{name}_reason");
    view! {
        <div class="notice notice-warn warning-tick">
            <Icon name=IconName::Alert/>
            <div class="notice-body">
                <p class="notice-title">{warning.title}</p>
                {lines}
                <Checkbox name=name label=warning.tick words=words checked=ticked error=error/>
                <div class="warning-reason">
                    <TextInput name=reason_name label=warning.reason words=words value=reason
                        error=reason_error maxlength=reason_maxlength/>
                </div>
            </div>
        </div>
    }
}

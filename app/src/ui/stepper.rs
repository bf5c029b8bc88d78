//! Where the reader is in a task of several pages.

use leptos::prelude::*;

use super::{Icon, IconName, OptText, Sends, Way};

/// Whether a step is behind, here or ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// Behind.
    Done,
    /// Here.
    Current,
    /// Still to come.
    Ahead,
}

/// One step; a done one may be a link back.
#[derive(Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is about.
    pub label: String,
    /// Where it stands.
    pub state: StepState,
    /// The way back to it.
    pub href: OptText,
}

/// The steps in order, and the words a phone shows instead ("Step 3 of 4").
#[component]
pub fn Stepper(
    /// Names the list: "Booking steps".
    #[prop(into)]
    label: String,
    /// "Step 3 of 4".
    #[prop(into)]
    position: String,
    /// The steps, in their order.
    steps: Vec<Step>,
    /// What goes along with whoever goes back.
    #[prop(default = None)]
    sends: Option<Sends>,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .map(|step| {
            let current = (step.state == StepState::Current).then_some("step");
            let inner = match (step.state, step.href.into_option()) {
                (StepState::Done, Some(href)) => view! {
                    <Way href=href sends=sends><Icon name=IconName::Check/>{step.label}</Way>
                }
                .into_any(),
                (StepState::Done, None) => view! {
                    <span class="stepper-done"><Icon name=IconName::Check/>{step.label}</span>
                }
                .into_any(),
                _ => step.label.into_any(),
            };
            view! { <li aria-current=current>{inner}</li> }
        })
        .collect_view();
    view! {
        <nav class="stepper" aria-label=label>
            <p class="stepper-position">{position}</p>
            <ol>{items}</ol>
        </nav>
    }
}

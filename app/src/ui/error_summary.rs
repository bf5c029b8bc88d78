//! The list at the top of a page whose form was refused.

use leptos::prelude::*;

use super::{Icon, IconName};

/// One refusal and the field it is about.
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorLink {
    /// Id of the control to jump to.
    pub field: String,
    /// The same words as at the field.
    pub text: String,
}

/// Title and one link per refusal; nothing at all when there are none. Takes the focus on load.
#[component]
pub fn ErrorSummary(
    /// "There’s a problem".
    #[prop(into)]
    title: String,
    /// What is wrong, and where.
    errors: Vec<ErrorLink>,
    /// Off where it is only shown, as on a sample sheet.
    #[prop(default = true)]
    focus: bool,
) -> impl IntoView {
    (!errors.is_empty()).then(|| {
        let links = errors
            .into_iter()
            .map(|error| view! { <li><a href=format!("#{}", error.field)>{error.text}</a></li> })
            .collect_view();
        view! {
            <div
                class="error-summary"
                id=if focus { "error-summary" } else { "error-summary-sample" }
                role="alert"
                tabindex="-1"
                autofocus=focus
                aria-labelledby="error-summary-title"
            >
                <h2 id="error-summary-title">
                    <Icon name=IconName::Alert/>
                    {title}
                </h2>
                <ul>{links}</ul>
            </div>
        }
    })
}

//! Buttons and the links that look like them. A screen has at most one `Look::Primary`.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Filled green: the thing this screen is for.
    Primary,
    /// Bordered: every other action.
    #[default]
    Outline,
    /// Text only, for the least of several actions.
    Quiet,
    /// Red border: takes something away.
    Danger,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => " button-primary",
            Self::Outline => "",
            Self::Quiet => " button-quiet",
            Self::Danger => " button-danger",
        }
    }
}

fn classes(look: Look, dense: bool, icon_only: bool) -> String {
    let dense = if dense { " button-dense" } else { "" };
    let icon_only = if icon_only { " button-icon" } else { "" };
    format!("button{}{dense}{icon_only}", look.class())
}

/// What stands inside: icon, words, and a hidden rest that tells two equal buttons apart.
fn inside(
    icon: Option<IconName>,
    icon_only: bool,
    hidden: OptText,
    children: Children,
) -> impl IntoView {
    let words = if icon_only {
        view! { <span class="visually-hidden">{children()}</span> }.into_any()
    } else {
        children().into_any()
    };
    let hidden = hidden
        .into_option()
        .map(|rest| view! { <span class="visually-hidden">" " {rest}</span> });
    (icon.map(|name| view! { <Icon name=name/> }), words, hidden)
}

/// A button that submits its form. Children are its words.
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    #[prop(optional)]
    look: Look,
    /// 36 px high under a fine pointer, for staff lists.
    #[prop(optional)]
    dense: bool,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Shows the icon alone; the children stay as its hidden name.
    #[prop(optional)]
    icon_only: bool,
    /// What the form sends for it, with `value`.
    #[prop(optional, into)]
    name: OptText,
    /// What the form sends under `name`.
    #[prop(optional, into)]
    value: OptText,
    /// The id of the form that it sends, where it stands in none.
    #[prop(optional, into)]
    form: OptText,
    /// Sends the form elsewhere than its own action.
    #[prop(optional, into)]
    formaction: OptText,
    /// Read after the words, never seen: " Amara Okafor" in a list of equal buttons.
    #[prop(optional, into)]
    hidden: OptText,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            class=classes(look, dense, icon_only)
            type="submit"
            name=name.into_option()
            value=value.into_option()
            form=form.into_option()
            formaction=formaction.into_option()
        >
            {inside(icon, icon_only, hidden, children)}
        </button>
    }
}

/// A link that looks like a button. Children are its words.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it asks to be pressed.
    #[prop(optional)]
    look: Look,
    /// 36 px high under a fine pointer, for staff lists.
    #[prop(optional)]
    dense: bool,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// Shows the icon alone; the children stay as its hidden name.
    #[prop(optional)]
    icon_only: bool,
    /// Read after the words, never seen.
    #[prop(optional, into)]
    hidden: OptText,
    /// Saves the target under its own name instead of opening it (`.ics`).
    #[prop(optional)]
    download: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=classes(look, dense, icon_only) href=href download=download.then_some("")>
            {inside(icon, icon_only, hidden, children)}
        </a>
    }
}

//! More actions for one row, behind a button. The browser opens and closes it (`popover`), so it
//! works without scripts; each item is a link or a form of its own. The roles and arrow keys of an
//! ARIA menu belong to an island, never to this markup.

use leptos::attr::{custom::custom_attribute, popover};
use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// What the button shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MenuTrigger {
    /// A black triangle, at the end of a table row.
    Triangle,
    /// Three dots, beside other buttons.
    #[default]
    Dots,
}

/// The button and its menu. `id` is unique on the page; `label` names the row: "More for Leo".
/// Children are `MenuForm`, `MenuLink` and `MenuRule`.
#[component]
pub fn RowMenu(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Names the row: "More for Leo".
    #[prop(into)]
    label: String,
    /// What the button shows.
    #[prop(optional)]
    trigger: MenuTrigger,
    children: Children,
) -> impl IntoView {
    let (class, icon) = match trigger {
        MenuTrigger::Triangle => ("row-menu-button", IconName::Triangle),
        MenuTrigger::Dots => ("row-menu-button row-menu-dots", IconName::More),
    };
    view! {
        <button class=class type="button" {..custom_attribute("popovertarget", id.clone())}>
            <Icon name=icon/>
            <span class="visually-hidden">{label}</span>
        </button>
        <Menu id=id>{children()}</Menu>
    }
}

/// The menu alone, for buttons that bring their own look.
#[component]
pub(super) fn Menu(#[prop(into)] id: String, children: Children) -> impl IntoView {
    view! {
        <div class="menu" id={id} {..popover("auto")}>
            {children()}
        </div>
    }
}

fn item_class(danger: bool) -> &'static str {
    if danger {
        "menu-item menu-item-danger"
    } else {
        "menu-item"
    }
}

/// An item that changes something: a form of one button, posting `fields` to `action`.
#[component]
pub fn MenuForm(
    /// Where it posts.
    #[prop(into)]
    action: String,
    /// Its words.
    #[prop(into)]
    label: String,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    /// Hidden fields, as name and value.
    #[prop(optional)]
    fields: Vec<(String, String)>,
    /// Read after the label, never seen.
    #[prop(optional, into)]
    hidden: OptText,
) -> impl IntoView {
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let hidden = hidden
        .into_option()
        .map(|rest| view! { <span class="visually-hidden">" " {rest}</span> });
    view! {
        <form method="post" action=action>
            {fields}
            <button class=item_class(danger) type="submit">
                {icon.map(|name| view! { <Icon name=name/> })}
                <span>{label}{hidden}</span>
            </button>
        </form>
    }
}

/// An item that goes on as this person, for whom the check and the word say that they are
/// the one now.
#[component]
pub fn MenuPerson(
    /// Where it posts.
    #[prop(into)]
    action: String,
    /// Who: "Leo, 7".
    #[prop(into)]
    label: String,
    /// The word beside the one who is it already.
    #[prop(optional, into)]
    now: OptText,
    /// Hidden fields, as name and value.
    fields: Vec<(String, String)>,
) -> impl IntoView {
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    let now = now.into_option();
    let icon = if now.is_some() {
        view! { <Icon name=IconName::Check/> }.into_any()
    } else {
        view! { <span class="menu-blank"></span> }.into_any()
    };
    let word = now.map(|word| view! { " " <span class="menu-now">{word}</span> });
    view! {
        <form method="post" action=action>
            {fields}
            <button class="menu-item" type="submit">
                {icon}
                <span><bdi>{label}</bdi> {word}</span>
            </button>
        </form>
    }
}

/// An item that leads somewhere.
#[component]
pub fn MenuLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Its words.
    #[prop(into)]
    label: String,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    /// A further class.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <a class=format!("{} {class}", item_class(danger)) href=href>
            {icon.map(|name| view! { <Icon name=name/> })}
            <span>{label}</span>
        </a>
    }
}

/// A line between items.
#[component]
pub fn MenuRule() -> impl IntoView {
    view! { <hr/> }
}

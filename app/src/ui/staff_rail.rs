//! The staff side's navigation: a rail from 56rem on, a bar at the foot of a phone.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use super::row_menu::Menu;
use super::{Avatar, Count, Icon, IconName, OptText, Wordmark};

/// Whether the reader is in a room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Here {
    /// In another one.
    #[default]
    Elsewhere,
    /// On a page below the room's own, such as one patient's.
    Within,
    /// On the room's own page.
    Page,
}

impl Here {
    /// The value of `aria-current`.
    fn token(self) -> Option<&'static str> {
        match self {
            Self::Elsewhere => None,
            Self::Within => Some("true"),
            Self::Page => Some("page"),
        }
    }
}

/// One room.
#[derive(Clone, PartialEq, Eq)]
pub struct RailLink {
    /// Where it leads.
    pub href: String,
    /// The room’s name.
    pub label: String,
    /// The room’s icon.
    pub icon: IconName,
    /// Whether one is there.
    pub here: Here,
    /// How many wait there; 0 shows nothing.
    pub count: u32,
    /// Read after the number: "new registrations".
    pub count_hidden: String,
    /// It adds something: on a phone a round button, whose label is only read.
    pub adds: bool,
}

impl RailLink {
    /// A room where nothing waits.
    pub fn new(href: impl Into<String>, label: impl Into<String>, icon: IconName) -> Self {
        Self {
            href: href.into(),
            label: label.into(),
            icon,
            here: Here::Elsewhere,
            count: 0,
            count_hidden: String::new(),
            adds: false,
        }
    }

    /// The same as the button that adds something.
    pub fn adds(self) -> Self {
        Self { adds: true, ..self }
    }

    /// The same, where one is or not.
    pub fn here(self, here: Here) -> Self {
        Self { here, ..self }
    }

    /// The same with how many wait there, and of what.
    pub fn count(self, count: u32, hidden: impl Into<String>) -> Self {
        Self {
            count,
            count_hidden: hidden.into(),
            ..self
        }
    }
}

/// The rail. Children are the items of the menu behind the person at its foot.
#[component]
pub fn StaffRail(
    /// The clinic’s name.
    #[prop(into)]
    clinic: String,
    /// Where the clinic’s name leads.
    #[prop(into)]
    home: String,
    /// The navigation’s name.
    #[prop(into)]
    nav_label: String,
    /// The rooms.
    links: Vec<RailLink>,
    /// Who is logged in.
    #[prop(into)]
    name: String,
    /// "Front desk".
    #[prop(into)]
    role: String,
    /// What the hue comes from, preferably an id.
    #[prop(optional, into)]
    seed: OptText,
    children: Children,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| {
            view! {
                <li>
                    <a href=link.href aria-current=link.here.token()>
                        <Icon name=link.icon/>
                        {link.label}
                        <Count number=link.count hidden=link.count_hidden/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <header class="staff-rail">
            <Wordmark clinic=clinic href=home/>
            <nav aria-label=nav_label>
                <ul>{links}</ul>
            </nav>
            <button
                class="staff-me"
                type="button"
                {..custom_attribute("popovertarget", "staff-menu")}
            >
                <Avatar name=name.clone() seed=seed/>
                <span>
                    <bdi>{name}</bdi>
                    <span>{role}</span>
                </span>
            </button>
            <Menu id="staff-menu">{children()}</Menu>
        </header>
    }
}

/// The bar on a phone: up to four rooms and "More", whose menu the children fill.
#[component]
pub fn StaffTabbar(
    /// The navigation’s name.
    #[prop(into)]
    nav_label: String,
    /// The rooms.
    links: Vec<RailLink>,
    /// "More".
    #[prop(into)]
    more: String,
    children: Children,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| {
            view! {
                <a
                    href=link.href
                    class=link.adds.then_some("staff-tabbar-add")
                    aria-current=link.here.token()
                >
                    <Icon name=link.icon/>
                    <span class=link.adds.then_some("visually-hidden")>{link.label}</span>
                </a>
            }
        })
        .collect_view();
    view! {
        <nav class="staff-tabbar" aria-label=nav_label>
            {links}
            <button type="button" {..custom_attribute("popovertarget", "more-menu")}>
                <Icon name=IconName::Menu/>
                {more}
            </button>
            <Menu id="more-menu">{children()}</Menu>
        </nav>
    }
}

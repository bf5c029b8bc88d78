//! Who a profile is about: the name, what tells two people of one name apart, how they are
//! reached, and what can be done for them.

use leptos::prelude::*;

use super::avatar::AvatarSize;
use super::{Avatar, Icon, IconName, OptText};

/// One thing about the person.
#[derive(Clone, PartialEq, Eq)]
pub struct HeadFact {
    icon: IconName,
    text: String,
    href: Option<String>,
}

impl HeadFact {
    /// A fact with its icon.
    pub fn new(icon: IconName, text: impl Into<String>) -> Self {
        Self {
            icon,
            text: text.into(),
            href: None,
        }
    }

    /// The same as a link.
    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }
}

/// The head of a profile, whose name is the heading of the page: so it is on no sheet of samples.
/// Children are the actions: one button, then a `RowMenu`.
#[component]
pub fn ProfileHead(
    /// Whose profile it is.
    #[prop(into)]
    name: String,
    /// What the avatar's hue comes from.
    #[prop(optional, into)]
    seed: OptText,
    /// What is known, in one line where there is room.
    facts: Vec<HeadFact>,
    /// How the record stands, as `Badge`s.
    #[prop(optional_no_strip)]
    marks: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let facts = facts
        .into_iter()
        .map(|fact| {
            let words = view! { <bdi>{fact.text}</bdi> };
            let words = match fact.href {
                Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                None => view! { <span>{words}</span> }.into_any(),
            };
            view! { <li><Icon name=fact.icon/> {words}</li> }
        })
        .collect_view();
    view! {
        <header class="staff-head profile-head">
            <Avatar name=name.clone() seed=seed size=AvatarSize::Large/>
            <div class="profile-who">
                <h1><bdi>{name}</bdi></h1>
                {marks.map(|marks| view! { <p class="profile-marks">{marks}</p> })}
                <ul class="profile-facts">{facts}</ul>
            </div>
            <div class="profile-actions">{children()}</div>
        </header>
    }
}

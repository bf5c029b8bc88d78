//! A question whose answers are links, each row one target: services, practitioners.

use leptos::prelude::*;

use super::{Avatar, Hue, Icon, IconName, OptText};

/// One answer.
#[derive(Clone, PartialEq, Eq)]
pub struct ChoiceRow {
    /// Where it leads.
    pub href: String,
    /// The answer.
    pub title: String,
    /// Quieter lines under the title.
    pub lines: Vec<String>,
    /// At the end of the row: price, length.
    pub meta: OptText,
    /// Shows the initials of `title` in this hue; for rows that are people.
    pub hue: Option<Hue>,
}

impl ChoiceRow {
    /// A row of one line.
    pub fn new(href: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            href: href.into(),
            title: title.into(),
            lines: Vec::new(),
            meta: OptText::default(),
            hue: None,
        }
    }

    /// The same with one more quiet line.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// The same with words at its end.
    pub fn meta(self, meta: impl Into<OptText>) -> Self {
        Self {
            meta: meta.into(),
            ..self
        }
    }

    /// The same as a person.
    pub fn person(self, hue: Hue) -> Self {
        Self {
            hue: Some(hue),
            ..self
        }
    }
}

/// The answers as a list of links.
#[component]
pub fn ChoiceList(
    /// The answers, in their order.
    rows: Vec<ChoiceRow>,
    /// The first one has the focus from the start: only where the answers are what was just
    /// asked for.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .enumerate()
        .map(|(at, row)| {
            let avatar = row
                .hue
                .map(|hue| view! { <Avatar name=row.title.clone() hue=hue/> });
            let lines = row
                .lines
                .into_iter()
                .map(|line| view! { <span>{line}</span> })
                .collect_view();
            let meta = row
                .meta
                .into_option()
                .map(|meta| view! { <span class="choice-meta">{meta}</span> });
            view! {
                <li>
                    <a href=row.href autofocus=autofocus && at == 0>
                        {avatar}
                        <span class="choice-text">
                            <b><bdi>{row.title}</bdi></b>
                            {lines}
                        </span>
                        {meta}
                        <Icon name=IconName::ChevronRight/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="choice-list">{rows}</ul> }
}

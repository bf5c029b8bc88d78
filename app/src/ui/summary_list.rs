//! Facts and the links that change them, for checking before something is done.

use leptos::prelude::*;

use super::{Sends, Way};

/// A link that changes one fact.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangeLink {
    /// Where it leads.
    pub href: String,
    /// Seen: "Change".
    pub text: String,
    /// Read after it: "time".
    pub hidden: String,
    /// What goes along, if anything does.
    pub sends: Option<Sends>,
}

/// One fact: what it is, its lines, and perhaps a way to change it.
#[derive(Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// What it is.
    pub term: String,
    /// The first line is the fact, the others are quieter.
    pub lines: Vec<String>,
    /// Whether the lines are facts of equal weight, as a list shows them.
    pub listed: bool,
    /// Where the first line leads, if it is a link.
    pub href: Option<String>,
    /// The way to change it.
    pub change: Option<ChangeLink>,
}

impl SummaryRow {
    /// A fact of one line that can't be changed here.
    pub fn new(term: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            term: term.into(),
            lines: vec![line.into()],
            listed: false,
            href: None,
            change: None,
        }
    }

    /// Several facts under one term, none before the others.
    pub fn list(term: impl Into<String>, facts: Vec<String>) -> Self {
        Self {
            term: term.into(),
            lines: facts,
            listed: true,
            href: None,
            change: None,
        }
    }

    /// The same with one more line.
    pub fn line(mut self, line: impl Into<String>) -> Self {
        self.lines.push(line.into());
        self
    }

    /// The same with its first line as a link.
    pub fn link(mut self, href: impl Into<String>) -> Self {
        self.href = Some(href.into());
        self
    }

    /// The same with a link to change it; `hidden` names the fact for screen readers.
    pub fn change(
        mut self,
        href: impl Into<String>,
        text: impl Into<String>,
        hidden: impl Into<String>,
    ) -> Self {
        self.change = Some(ChangeLink {
            href: href.into(),
            text: text.into(),
            hidden: hidden.into(),
            sends: None,
        });
        self
    }

    /// The same, where what is typed on the page goes along with the change.
    pub fn sending(mut self, sends: Sends) -> Self {
        if let Some(change) = &mut self.change {
            change.sends = Some(sends);
        }
        self
    }
}

/// The facts as a description list.
#[component]
pub fn SummaryList(
    /// The facts, in their order.
    rows: Vec<SummaryRow>,
) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let lines = if row.listed {
                facts(row.lines)
            } else {
                lines(row.lines, row.href)
            };
            let change = row.change.map(|change| {
                view! {
                    <dd class="summary-change">
                        <Way href=change.href sends=change.sends>
                            {change.text} <span class="visually-hidden">" " {change.hidden}</span>
                        </Way>
                    </dd>
                }
            });
            view! {
                <div>
                    <dt>{row.term}</dt>
                    <dd>{lines}</dd>
                    {change}
                </div>
            }
        })
        .collect_view();
    view! { <dl class="summary-list">{rows}</dl> }
}

/// A fact, which may lead somewhere, and what is said quietly under it.
fn lines(lines: Vec<String>, mut href: Option<String>) -> AnyView {
    let lines = lines.into_iter().map(|line| match href.take() {
        Some(href) => view! { <span><a href=href><bdi>{line}</bdi></a></span> }.into_any(),
        None => view! { <span><bdi>{line}</bdi></span> }.into_any(),
    });
    lines.collect_view().into_any()
}

/// Facts of equal weight.
fn facts(facts: Vec<String>) -> AnyView {
    let facts = facts.into_iter();
    let facts = facts.map(|fact| view! { <li><bdi>{fact}</bdi></li> });
    view! { <ul>{facts.collect_view()}</ul> }.into_any()
}

//! What was done on one day: when, who, and what.

use leptos::prelude::*;

/// One line.
#[derive(Clone, PartialEq, Eq)]
pub struct DiaryLine {
    time: String,
    machine: String,
    who: String,
    what: String,
    link: Option<(String, String)>,
}

impl DiaryLine {
    /// When, as people read it and as machines do; who, and what.
    pub fn new(
        (time, machine): (String, String),
        who: impl Into<String>,
        what: impl Into<String>,
    ) -> Self {
        Self {
            time,
            machine,
            who: who.into(),
            what: what.into(),
            link: None,
        }
    }

    /// The same with what it was done to: where that is, and its words.
    pub fn link(self, href: impl Into<String>, words: impl Into<String>) -> Self {
        Self {
            link: Some((href.into(), words.into())),
            ..self
        }
    }
}

/// A day under its date. `id` is unique on the page.
#[component]
pub fn DiaryDay(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The date.
    #[prop(into)]
    day: String,
    /// What was done, in its order.
    lines: Vec<DiaryLine>,
) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| {
            let link = line.link.map(|(href, words)| {
                view! { <p><a href=href>{words}</a></p> }
            });
            view! {
                <li>
                    <time datetime=line.machine>{line.time}</time>
                    <div>
                        <b><bdi>{line.who}</bdi></b>
                        <p>{line.what}</p>
                        {link}
                    </div>
                </li>
            }
        })
        .collect_view();
    let labelled = id.clone();
    view! {
        <section class="diary-day" aria-labelledby=labelled>
            <h2 id=id>{day}</h2>
            <ul>{lines}</ul>
        </section>
    }
}

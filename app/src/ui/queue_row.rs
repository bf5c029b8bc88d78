//! People who signed up and wait for the front desk.

use leptos::prelude::*;

use super::{Avatar, Badge, Icon, IconName, OptText, Tone};

/// The list. Children are `QueueRow`s.
#[component]
pub fn Queue(children: Children) -> impl IntoView {
    view! { <ul class="queue">{children()}</ul> }
}

/// What the desk should know about a row, in a word, and where it leads.
#[derive(Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The colour family of the word.
    pub tone: Tone,
    /// The word.
    pub text: String,
    /// Address and words of a link beside it.
    pub link: Option<(String, String)>,
}

/// A reason or a contact: "Same date of birth", "902 555 0117".
#[derive(Clone, PartialEq, Eq)]
pub struct QueueFact {
    /// A check for what agrees, an envelope for an address; nothing for the rest.
    pub icon: Option<IconName>,
    /// The reason or the contact.
    pub text: String,
}

/// The text with places where a long address may break: after `@`, before a dot.
fn breakable(text: &str) -> AnyView {
    let Some((name, host)) = text.split_once('@') else {
        return text.to_owned().into_any();
    };
    let mut labels = host.split('.');
    let first = labels.next().unwrap_or_default().to_owned();
    let rest = labels
        .map(|label| view! { <wbr/> {format!(".{label}")} })
        .collect_view();
    view! { {format!("{name}@")} <wbr/> {first} {rest} }.into_any()
}

/// One person. Children are the actions: one button, then a `RowMenu`.
#[component]
pub fn QueueRow(
    /// Who waits.
    #[prop(into)]
    name: String,
    /// Where the name leads, if it is a link.
    #[prop(optional, into)]
    href: OptText,
    /// What the avatar's hue comes from.
    #[prop(optional, into)]
    seed: OptText,
    /// "Signed up 8:12 am", "Booked Thursday, 10:15 am".
    lines: Vec<String>,
    /// What the desk should know first.
    #[prop(optional)]
    verdict: Option<Verdict>,
    /// Reasons or contacts.
    #[prop(optional)]
    facts: Vec<QueueFact>,
    children: Children,
) -> impl IntoView {
    let lines = lines
        .into_iter()
        .map(|line| view! { <span>{line}</span> })
        .collect_view();
    let verdict = verdict.map(|verdict| {
        let link = verdict
            .link
            .map(|(href, text)| view! { <a href=href><bdi>{text}</bdi></a> });
        view! { <p><Badge tone=verdict.tone text=verdict.text/> {link}</p> }
    });
    let facts = (!facts.is_empty()).then(|| {
        let facts = facts.into_iter().map(|fact| {
            view! {
                <li>
                    {fact.icon.map(|name| view! { <Icon name=name/> })}
                    <span><bdi>{breakable(&fact.text)}</bdi></span>
                </li>
            }
        });
        view! { <ul class="queue-reasons">{facts.collect_view()}</ul> }
    });
    let title = match href.into_option() {
        Some(href) => view! { <a href=href><bdi>{name.clone()}</bdi></a> }.into_any(),
        None => view! { <bdi>{name.clone()}</bdi> }.into_any(),
    };
    view! {
        <li class="queue-row">
            <div class="queue-person">
                <Avatar name=name seed=seed/>
                <h3>{title}</h3>
                <p>{lines}</p>
            </div>
            <div class="queue-match">{verdict} {facts}</div>
            <div class="queue-actions">{children()}</div>
        </li>
    }
}

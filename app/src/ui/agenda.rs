//! A day as a list: times, a bar in the practitioner's hue, names, and where now is.

use leptos::prelude::*;

use super::{Hue, OptText};

/// The list. Children are `AgendaRow`, `AgendaOpening` and one `NowLine`, in order of time.
#[component]
pub fn Agenda(children: Children) -> impl IntoView {
    view! { <ol class="agenda">{children()}</ol> }
}

/// One appointment. Children stand at the end: a badge or a button.
#[component]
pub fn AgendaRow(
    /// "10:15 am".
    #[prop(into)]
    time: String,
    /// ISO instant for `<time datetime>`.
    #[prop(into)]
    datetime: String,
    /// The practitioner's hue.
    hue: Hue,
    /// Who comes.
    #[prop(into)]
    name: String,
    /// Where the name leads; plain text without it.
    #[prop(optional, into)]
    href: OptText,
    /// "Sports massage with Wen Li".
    #[prop(into)]
    what: String,
    /// Over already: everything but the words steps back.
    #[prop(optional)]
    done: bool,
    /// Booked on purpose over another visit: hatched.
    #[prop(optional)]
    overbooked: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let name = match href.into_option() {
        Some(href) => view! { <a class="agenda-name" href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <span class="agenda-name"><bdi>{name}</bdi></span> }.into_any(),
    };
    let done = if done { " agenda-done" } else { "" };
    let over = if overbooked { " agenda-over" } else { "" };
    view! {
        <li class=format!("agenda-row {}{done}{over}", hue.class())>
            <time datetime=datetime>{time}</time>
            <span class="agenda-bar"></span>
            <div>
                {name}
                <p class="agenda-what">{what}</p>
            </div>
            {children.map(|children| children())}
        </li>
    }
}

/// Time that is still free.
#[component]
pub fn AgendaOpening(
    /// "4:30 pm".
    #[prop(into)]
    time: String,
    /// ISO instant for `<time datetime>`.
    #[prop(into)]
    datetime: String,
    /// "45 minutes open".
    #[prop(into)]
    title: String,
    /// "Wen Li · 2 people waiting for this".
    #[prop(into)]
    what: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <li class="agenda-row agenda-open">
            <time datetime=datetime>{time}</time>
            <span class="agenda-bar"></span>
            <div>
                <span class="agenda-name">{title}</span>
                <p class="agenda-what">{what}</p>
            </div>
            {children.map(|children| children())}
        </li>
    }
}

/// Where now is: "Now, 9:04 am".
#[component]
pub fn NowLine(
    /// What it says.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <li class="now-line">
            <span>{text}</span>
        </li>
    }
}

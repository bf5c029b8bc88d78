//! Small marks of state. The word is the meaning, the colour only repeats it.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// The colour family of a mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Marigold: something waits for a person.
    Warn,
    /// Something went wrong.
    Bad,
    /// Good to know.
    Info,
    /// A fact.
    #[default]
    Neutral,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Good => "badge badge-good",
            Self::Warn => "badge badge-warn",
            Self::Bad => "badge badge-bad",
            Self::Info => "badge badge-info",
            Self::Neutral => "badge",
        }
    }
}

/// A word in a pill, with an icon where one helps.
#[component]
pub fn Badge(
    /// Its colour family.
    #[prop(optional)]
    tone: Tone,
    /// Stands before the words.
    #[prop(optional)]
    icon: Option<IconName>,
    /// The word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {icon.map(|name| view! { <Icon name=name/> })}
            {text}
        </span>
    }
}

/// How a visit stands, as staff and patients see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitState {
    /// Asked for, and not confirmed yet.
    Requested,
    /// Ahead, as agreed.
    Booked,
    /// The patient is here.
    Arrived,
    /// Over, as agreed.
    Finished,
    /// The patient didn't come.
    Missed,
    /// Called off.
    Cancelled,
    /// Booked on purpose over another visit.
    Overbooked,
}

impl VisitState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Requested,
        Self::Booked,
        Self::Arrived,
        Self::Finished,
        Self::Missed,
        Self::Cancelled,
        Self::Overbooked,
    ];

    fn mark(self) -> (Tone, IconName) {
        match self {
            Self::Requested => (Tone::Warn, IconName::Clock),
            Self::Booked => (Tone::Neutral, IconName::Calendar),
            Self::Arrived => (Tone::Good, IconName::Check),
            Self::Finished => (Tone::Neutral, IconName::CheckCircle),
            Self::Missed => (Tone::Bad, IconName::Alert),
            Self::Cancelled => (Tone::Neutral, IconName::X),
            Self::Overbooked => (Tone::Warn, IconName::Layers),
        }
    }
}

/// The state of a visit: its icon and its word, everywhere the same.
#[component]
pub fn VisitBadge(
    /// How it stands.
    state: VisitState,
    /// Its word.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    let (tone, icon) = state.mark();
    view! { <Badge tone=tone icon=icon text=text/> }
}

/// How many wait, in marigold; nothing for zero. `hidden` says of what: "new registrations".
#[component]
pub fn Count(
    /// How many.
    number: u32,
    /// Of what; only read.
    #[prop(optional, into)]
    hidden: OptText,
) -> impl IntoView {
    (number > 0).then(|| {
        let hidden = hidden
            .into_option()
            .map(|what| view! { <span class="visually-hidden">" " {what}</span> });
        view! { <span class="count">{number.to_string()}{hidden}</span> }
    })
}

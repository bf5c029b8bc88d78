//! A paragraph set apart from the text: a rule, a warning, a reason.

use leptos::prelude::*;

use super::{Icon, IconName, OptText};

/// What the paragraph is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoticeKind {
    /// A bar alone: a rule to remember.
    #[default]
    Inset,
    /// Good to know.
    Info,
    /// Somebody should look.
    Warn,
    /// Something went wrong.
    Bad,
}

/// Title (where there is one) and children, which are paragraphs.
#[component]
pub fn Notice(
    /// What it is for.
    #[prop(optional)]
    kind: NoticeKind,
    /// A bold first line.
    #[prop(optional, into)]
    title: OptText,
    children: Children,
) -> impl IntoView {
    let (class, icon) = match kind {
        NoticeKind::Inset => ("notice notice-inset", None),
        NoticeKind::Info => ("notice notice-info", Some(IconName::Info)),
        NoticeKind::Warn => ("notice notice-warn", Some(IconName::Alert)),
        NoticeKind::Bad => ("notice notice-bad", Some(IconName::Alert)),
    };
    let title = title
        .into_option()
        .map(|title| view! { <p class="notice-title">{title}</p> });
    view! {
        <div class=class>
            {icon.map(|name| view! { <Icon name=name/> })}
            <div class="notice-body">{title} {children()}</div>
        </div>
    }
}

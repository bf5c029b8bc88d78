//! Help, privacy, accessibility: headings and paragraphs.

use leptos::prelude::*;

use crate::layout::{frame, load, narrow_page};
use crate::text::en::pages;

/// Contact and answers.
pub fn help() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::help(frame.phone(), &frame.clinic.email);
        Ok(narrow_page(frame, pages::HELP, prose(pages::HELP, parts)))
    })
}

/// What is kept of a person, and why.
pub fn privacy() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::privacy(&frame.clinic.name, &frame.clinic.email);
        Ok(narrow_page(
            frame,
            pages::PRIVACY,
            prose(pages::PRIVACY, parts),
        ))
    })
}

/// What works for whom, and the known gaps.
pub fn accessibility() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::accessibility(frame.phone());
        Ok(narrow_page(
            frame,
            pages::ACCESSIBILITY,
            prose(pages::ACCESSIBILITY, parts),
        ))
    })
}

fn prose(title: &'static str, parts: Vec<(&'static str, String)>) -> AnyView {
    let parts = parts
        .into_iter()
        .map(|(heading, text)| view! { <h2>{heading}</h2><p>{text}</p> });
    view! { <div class="prose"><h1>{title}</h1>{parts.collect_view()}</div> }.into_any()
}

//! Help, privacy, accessibility: headings and paragraphs.

use leptos::prelude::*;

use crate::layout::{frame, load, narrow_page, with_phone};
use crate::text::en::pages;

/// Contact and answers.
pub fn help() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::help(frame.phone(), &frame.clinic.email);
        let main = prose(pages::HELP, parts, frame.phone());
        Ok(narrow_page(frame, pages::HELP, main))
    })
}

/// What is kept of a person, and why.
pub fn privacy() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::privacy(&frame.clinic.name, &frame.clinic.email);
        let main = prose(pages::PRIVACY, parts, frame.phone());
        Ok(narrow_page(frame, pages::PRIVACY, main))
    })
}

/// What works for whom, and the known gaps.
pub fn accessibility() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let parts = pages::accessibility(frame.phone());
        let main = prose(pages::ACCESSIBILITY, parts, frame.phone());
        Ok(narrow_page(frame, pages::ACCESSIBILITY, main))
    })
}

fn prose(title: &'static str, parts: Vec<(&'static str, String)>, phone: &str) -> AnyView {
    let parts = parts
        .into_iter()
        .map(|(heading, text)| view! { <h2>{heading}</h2><p>{with_phone(text, phone)}</p> });
    view! { <div class="prose"><h1>{title}</h1>{parts.collect_view()}</div> }.into_any()
}

//! Rooms of demo mode: the mail that was written to files, and the style guide. Without
//! the demo mark these addresses don't exist.

use leptos::prelude::*;

use super::styleguide::Styleguide;
use crate::error::ApiError;
use crate::layout::{Frame, frame, load, narrow_page, param, patient_page};
use crate::text::en::dev as text;
use crate::ui::*;
use crate::{ctx, routes};

async fn demo_frame() -> Result<Frame, ApiError> {
    let frame = frame().await?;
    if frame.clinic.demo {
        Ok(frame)
    } else {
        Err(ApiError::NotFound)
    }
}

/// Every component in every state.
pub fn styleguide() -> impl IntoView {
    load(async {
        let frame = demo_frame().await?;
        Ok(patient_page(
            frame,
            text::STYLEGUIDE,
            "wrap page",
            view! { <Styleguide/> }.into_any(),
        ))
    })
}

/// All mail, newest first.
pub fn mail() -> impl IntoView {
    load(async {
        let frame = demo_frame().await?;
        let mails = match ctx::site()?.mail_dir {
            Some(dir) => clinic::saved_mail::list(&dir).await?,
            None => Vec::new(),
        };
        let empty = mails
            .is_empty()
            .then(|| view! { <EmptyState text=text::NO_MAIL/> });
        let rows = mails.into_iter().map(|mail| {
            ChoiceRow::new(format!("{}/{}", routes::DEV_MAIL, mail.file), mail.subject)
                .line(mail.to)
        });
        let main = view! { <h1>{text::MAIL}</h1> <ChoiceList rows=rows.collect()/> {empty} };
        Ok(narrow_page(frame, text::MAIL, main.into_any()))
    })
}

/// One mail, as text.
pub fn mail_file() -> impl IntoView {
    load(async {
        let frame = demo_frame().await?;
        let dir = ctx::site()?.mail_dir.ok_or(ApiError::NotFound)?;
        let mail = clinic::saved_mail::read(&dir, &param("file")).await?;
        let title = mail.subject.clone();
        let main = view! {
            <h1>{mail.subject}</h1>
            <p class="muted"><bdi>{mail.to}</bdi></p>
            <pre class="mail-text">{linked(&mail.text)}</pre>
            <p><a href=routes::DEV_MAIL>{text::MAIL}</a></p>
        };
        Ok(narrow_page(frame, &title, main.into_any()))
    })
}

/// The text with its addresses as links. A mail's lines end in two characters; a browser
/// would show each pair as two ends.
fn linked(text: &str) -> Vec<AnyView> {
    let word = |word: &str| {
        if word.starts_with("http://") || word.starts_with("https://") {
            view! { <a href=word.to_owned()>{word.to_owned()}</a> " " }.into_any()
        } else {
            format!("{word} ").into_any()
        }
    };
    let line = |line: &str| {
        if line.contains("://") {
            let words: Vec<_> = line.split_whitespace().map(word).collect();
            view! { {words} "\n" }.into_any()
        } else {
            format!("{line}\n").into_any()
        }
    };
    text.lines().map(line).collect()
}

//! The pages behind the links that go to an address about to change, or changed. Nothing
//! happens until a button is pressed, and nobody needs to be logged in.

use clinic::Failure;
use clinic::email_change;
use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{Frame, frame, load, narrow_page, summary, with_phone};
use crate::text::en::{common, errors, me as text};
use crate::ui::*;
use crate::{ctx, routes};

/// The present address agrees to another one, or refuses.
pub fn confirm() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let again = ctx::again(&["email/confirm", "email/refuse"]);
        let body = match ctx::query("done").as_deref() {
            Some("changed") => told(text::CHANGED, routes::LOG_IN, common::LOG_IN),
            Some("waiting") => told(text::AGREED, routes::EMAIL, text::TO_EMAIL),
            Some("refused") => told(text::REFUSED, routes::LOG_IN, common::LOG_IN),
            _ => question(&frame).await?,
        };
        let main = view! {
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{text::CONFIRM_EMAIL}</h1>
            {body}
        }
        .into_any();
        Ok(narrow_page(frame, text::CONFIRM_EMAIL, main))
    })
}

async fn question(frame: &Frame) -> Result<AnyView, ApiError> {
    let token = ctx::email_link().unwrap_or_default();
    let found = email_change::link_view(&ctx::clinic()?, &ctx::visitor()?, &token).await;
    let new_email = match found {
        Ok(new_email) => new_email.as_str().to_owned(),
        Err(failure) => return unusable(frame, failure),
    };
    Ok(view! {
        <p>{text::CONFIRM_ADDRESS} <b><bdi>{new_email}</bdi></b> {text::CONFIRM_AFTER}</p>
        <div class="cluster">
            <form method="post" action="/api/email/confirm">
                <Button look=Look::Primary>{text::AGREE}</Button>
            </form>
            <form method="post" action="/api/email/refuse">
                <Button look=Look::Danger>{text::REFUSE}</Button>
            </form>
        </div>
        <p class="muted">{text::REFUSE_HINT}</p>
    }
    .into_any())
}

/// The address that is gone takes the change back.
pub fn revert() -> impl IntoView {
    load(async {
        let frame = frame().await?;
        let again = ctx::again(&["email/revert"]);
        let body = if ctx::query("done").is_some() {
            told(text::REVERTED, routes::LOG_IN, common::LOG_IN)
        } else {
            take_back(&frame).await?
        };
        let main = view! {
            {summary(again.as_deref(), &[], frame.phone())}
            <h1>{text::REVERT_EMAIL}</h1>
            {body}
        }
        .into_any();
        Ok(narrow_page(frame, text::REVERT_EMAIL, main))
    })
}

async fn take_back(frame: &Frame) -> Result<AnyView, ApiError> {
    let token = ctx::email_revert_link().unwrap_or_default();
    let found = email_change::revert_view(&ctx::clinic()?, &ctx::visitor()?, &token).await;
    let old_email = match found {
        Ok(found) => found.old_email.as_str().to_owned(),
        Err(failure) => return unusable(frame, failure),
    };
    Ok(view! {
        <p>{text::REVERT_ADDRESS} <b><bdi>{old_email}</bdi></b> {text::REVERT_AFTER}</p>
        <form method="post" action="/api/email/revert">
            <Button look=Look::Primary>{text::REVERT}</Button>
        </form>
    }
    .into_any())
}

fn told(words: &'static str, href: &'static str, link: &'static str) -> AnyView {
    view! { <p>{words}</p> <p><a href=href>{link}</a></p> }.into_any()
}

/// The link was used, is too old, or never was.
fn unusable(frame: &Frame, failure: Failure) -> Result<AnyView, ApiError> {
    let phone = frame.phone();
    let words = match failure {
        Failure::Refused(Refusal::LinkUnusable) => text::link_unusable(phone),
        Failure::Refused(refusal) => errors::refusal(&refusal, phone),
        failure => return Err(failure.into()),
    };
    Ok(view! { <p>{with_phone(words, phone)}</p> }.into_any())
}

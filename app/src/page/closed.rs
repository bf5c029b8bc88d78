//! What somebody new reads where nobody signs up without an invitation, before anything is
//! typed: in place of the fields for who they are, outside of a booking and inside of one.

use clinic::registrations::policy;
use leptos::prelude::*;

use crate::error::ApiError;
use crate::layout::{Frame, with_phone};
use crate::text::en::{booking, common, sign_ups as text};
use crate::{ctx, routes};

/// Outside of a booking; none where somebody new may sign up.
pub(super) async fn sign_up(frame: &Frame) -> Result<Option<AnyView>, ApiError> {
    instead(frame, routes::LOG_IN.to_owned()).await
}

/// Inside of one; whoever logs in goes on with `next`.
pub(super) async fn in_booking(frame: &Frame, next: &str) -> Result<Option<AnyView>, ApiError> {
    instead(frame, routes::log_in_then(next)).await
}

async fn instead(frame: &Frame, log_in: String) -> Result<Option<AnyView>, ApiError> {
    let rule = policy::sign_ups(&ctx::clinic()?, &ctx::public()?).await?;
    if rule.policy.takes_sign_ups() {
        return Ok(None);
    }
    let phone = frame.phone();
    let words = with_phone(text::closed(&frame.clinic.name, phone), phone);
    let message = rule.message.map(|message| {
        view! { <p class="mail-text" dir="auto">{message}</p> }
    });
    let page = view! {
        <h1>{text::CLOSED}</h1>
        <p>{words}</p>
        {message}
        <p>{booking::HAVE_ACCOUNT} " " <a href=log_in>{common::LOG_IN}</a></p>
        <p>{text::HAVE_INVITATION}</p>
    };
    Ok(Some(page.into_any()))
}

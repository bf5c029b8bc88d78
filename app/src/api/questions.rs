//! The server function of the question whether somebody who signed up has been here before.
//! The token stands in a cookie of the question's own; the form carries its public id.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::Failure;
#[cfg(feature = "ssr")]
use clinic::registrations::answering::{self, Key, Typed};
#[cfg(feature = "ssr")]
use domain::id::QuestionId;
#[cfg(feature = "ssr")]
use domain::refusal::Refusal;

/// Answers it.
#[server(prefix = "/api", endpoint = "questions/answer")]
pub async fn answer(
    question: String,
    been_here: String,
    other_name: String,
    other_email: String,
    other_phone: String,
) -> Result<Next, ApiError> {
    let id: QuestionId = id(&question)?;
    let token = ctx::question_token(id).ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let typed = Typed {
        been_here: &been_here,
        other_name: &other_name,
        other_email: &other_email,
        other_phone: &other_phone,
    };
    let answer = typed.read().map_err(Failure::Invalid)?;
    let key = Key { id, token: &token };
    answering::answer(&ctx::clinic()?, &ctx::visitor()?, key, &answer).await?;
    Ok(Next::to(routes::question(id)))
}

//! Server functions behind the links that go to an address about to change, or changed.
//! Nobody needs to be logged in: the link's token, in its cookie, says who it is.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::Failure;
#[cfg(feature = "ssr")]
use clinic::email_change::{self, Confirmed};
#[cfg(feature = "ssr")]
use domain::refusal::Refusal;

/// The present address agrees to another one.
#[server(prefix = "/api", endpoint = "email/confirm")]
pub async fn confirm() -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::email_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let how_far = email_change::by_link(&clinic, &visitor, &token).await?;
    ctx::clear_cookie(ctx::EMAIL_LINK_COOKIE);
    Ok(Next::to(routes::email_confirm_after(match how_far {
        Confirmed::Waiting => "waiting",
        Confirmed::Done => "changed",
    })))
}

/// The present address refuses.
#[server(prefix = "/api", endpoint = "email/refuse")]
pub async fn refuse() -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::email_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    email_change::refuse(&clinic, &visitor, &token).await?;
    ctx::clear_cookie(ctx::EMAIL_LINK_COOKIE);
    Ok(Next::to(routes::email_confirm_after("refused")))
}

/// The address that is gone takes the change back.
#[server(prefix = "/api", endpoint = "email/revert")]
pub async fn revert() -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::email_revert_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    email_change::revert(&clinic, &visitor, &token).await?;
    ctx::clear_cookie(ctx::EMAIL_REVERT_COOKIE);
    Ok(Next::to(routes::email_reverted()))
}

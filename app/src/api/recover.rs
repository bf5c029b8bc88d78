//! Server functions of "Forgot your password?".

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::log_in::go_on;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{Failure, account_password::recover};
#[cfg(feature = "ssr")]
use domain::{person::EmailAddress, refusal::FieldErrors, refusal::Refusal};

/// Mails a link to set a new password. The answer is the same whether or not the address
/// is known.
#[server(prefix = "/api", endpoint = "recover/ask")]
pub async fn ask(email: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let email = EmailAddress::parse(&email)
        .map_err(|why| Failure::Invalid(FieldErrors::one("email", why)))?;
    recover::ask(&clinic, &visitor, email).await?;
    Ok(Next::to(routes::RECOVER_SENT))
}

/// Takes the link's token from its cookie, sets the password and signs this browser in.
#[server(prefix = "/api", endpoint = "recover/password")]
pub async fn password(password: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::recovery_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let log_in = recover::complete(&clinic, &visitor, &token, &password).await?;
    ctx::clear_cookie(ctx::RECOVERY_LINK_COOKIE);
    Ok(go_on(log_in))
}

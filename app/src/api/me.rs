//! Server functions of a person's own account.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::{NextPath, account_password, prove};

/// Sets the account's password and signs its other browsers out.
#[server(prefix = "/api", endpoint = "me/password")]
pub async fn password(password: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::recent().await?);
    account_password::set(&clinic, &account, &password).await?;
    Ok(Next::to(routes::PASSWORD_SAVED))
}

/// Mails a code to the account's own address.
#[server(prefix = "/api", endpoint = "me/prove/ask")]
pub async fn prove_ask(next: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let asked = prove::ask(&clinic, &account, &browser, NextPath::parse(&next)).await?;
    Ok(Next::to(routes::prove_code(asked.request)))
}

/// Mails another code.
#[server(prefix = "/api", endpoint = "me/prove/again")]
pub async fn prove_again(request: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let asked = prove::ask_again(&clinic, &account, &browser, id(&request)?).await?;
    Ok(Next::to(routes::prove_code(asked.request)))
}

/// Takes the code from the mail and goes on.
#[server(prefix = "/api", endpoint = "me/prove/code")]
pub async fn prove_code(request: String, code: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let proven = prove::by_code(&clinic, &account, &browser, id(&request)?, &code).await?;
    ctx::set_cookie(ctx::SESSION_COOKIE, proven.session.expose());
    Ok(Next::to(proven.next.as_str()))
}

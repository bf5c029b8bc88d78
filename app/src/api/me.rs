//! Server functions of a person's own account.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::contact::{self, Typed};
#[cfg(feature = "ssr")]
use clinic::email_change::{self, Confirmed};
#[cfg(feature = "ssr")]
use clinic::{Failure, NextPath, account_password, can, prove, security};
#[cfg(feature = "ssr")]
use domain::{person::EmailAddress, refusal::FieldErrors};

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

/// Saves how the account's own patient is reached.
#[server(prefix = "/api", endpoint = "me/details")]
pub async fn details(
    full_name: String,
    mobile: String,
    street: String,
    suburb: String,
    state: String,
    postcode: String,
    version: String,
) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    let acting = clinic.own_patient::<can::EditContact>(&account).await?;
    let typed = Typed {
        full_name: &full_name,
        mobile: &mobile,
        street: &street,
        suburb: &suburb,
        state: &state,
        postcode: &postcode,
        version: &version,
    };
    contact::update(&clinic, &acting, typed).await?;
    Ok(Next::to(routes::details_saved()))
}

/// Logs the account out of another of its browsers.
#[server(prefix = "/api", endpoint = "me/security/log-out")]
pub async fn log_out_of(session: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    security::log_out_of(&clinic, &account, id(&session)?).await?;
    Ok(Next::to(routes::security_after("out")))
}

/// Logs the account out everywhere else.
#[server(prefix = "/api", endpoint = "me/security/log-out-others")]
pub async fn log_out_others() -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    security::log_out_others(&clinic, &account).await?;
    Ok(Next::to(routes::security_after("out-others")))
}

/// Asks for another address to log in with.
#[server(prefix = "/api", endpoint = "me/email/ask")]
pub async fn email_ask(email: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::recent().await?, ctx::visitor()?);
    let email = EmailAddress::parse(&email)
        .map_err(|why| Failure::Invalid(FieldErrors::one("email", why)))?;
    email_change::ask(&clinic, &account, &browser, email).await?;
    Ok(Next::to(routes::EMAIL))
}

/// Mails the new address another code.
#[server(prefix = "/api", endpoint = "me/email/again")]
pub async fn email_again() -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    email_change::ask_again(&clinic, &account, &browser).await?;
    Ok(Next::to(routes::EMAIL))
}

/// Takes the code that the new address got.
#[server(prefix = "/api", endpoint = "me/email/code")]
pub async fn email_code(request: String, code: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let request = id(&request)?;
    let how_far = email_change::by_code(&clinic, &account, &browser, request, &code).await?;
    Ok(Next::to(match how_far {
        Confirmed::Waiting => routes::EMAIL.to_owned(),
        Confirmed::Done => routes::security_after("email"),
    }))
}

/// Gives the waiting change up.
#[server(prefix = "/api", endpoint = "me/email/stop")]
pub async fn email_stop() -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::account().await?);
    email_change::stop(&clinic, &account).await?;
    Ok(Next::to(routes::SECURITY))
}

/// Takes the account's password instead, and goes on.
#[server(prefix = "/api", endpoint = "me/prove/password")]
pub async fn prove_password(password: String, next: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let next = NextPath::parse(&next);
    let proven = prove::by_password(&clinic, &account, &browser, &password, next).await?;
    ctx::set_cookie(ctx::SESSION_COOKIE, proven.session.expose());
    Ok(Next::to(proven.next.as_str()))
}

/// Takes the account's second factor instead, and goes on.
#[server(prefix = "/api", endpoint = "me/prove/second-factor")]
pub async fn prove_second_factor(app_code: String, next: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let next = NextPath::parse(&next);
    let proven = prove::by_second_factor(&clinic, &account, &browser, &app_code, next).await?;
    ctx::set_cookie(ctx::SESSION_COOKIE, proven.session.expose());
    Ok(Next::to(proven.next.as_str()))
}

/// Takes the account's password away.
#[server(prefix = "/api", endpoint = "me/password/remove")]
pub async fn password_remove() -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::recent().await?);
    account_password::remove(&clinic, &account).await?;
    Ok(Next::to(routes::security_after("password")))
}

//! Server functions of logging in and out: codes by mail, and the link beside them.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::account_password;
#[cfg(feature = "ssr")]
use clinic::codes::{self, LogIn, SignedIn};
#[cfg(feature = "ssr")]
use clinic::{Failure, NextPath};
#[cfg(feature = "ssr")]
use domain::{person::EmailAddress, refusal::FieldErrors, refusal::Refusal};

/// Logs in with the password if one was typed; else mails a code. The answer is the same
/// whether or not the address is known.
#[server(prefix = "/api", endpoint = "log-in/start")]
pub async fn start(email: String, password: String, next: String) -> Result<Next, ApiError> {
    if password.is_empty() {
        return ask(email, next).await;
    }
    let (clinic, visitor, next) = (ctx::clinic()?, ctx::visitor()?, NextPath::parse(&next));
    let email = EmailAddress::parse(&email)
        .map_err(|why| Failure::Invalid(FieldErrors::one("email", why)))?;
    let log_in = account_password::log_in(&clinic, &visitor, &email, &password, next).await?;
    Ok(go_on(log_in))
}

/// Mails a code to the address. The answer is the same whether or not it is known.
#[server(prefix = "/api", endpoint = "log-in/ask")]
pub async fn ask(email: String, next: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let email = EmailAddress::parse(&email)
        .map_err(|why| Failure::Invalid(FieldErrors::one("email", why)))?;
    let asked = codes::ask(&clinic, &visitor, email, NextPath::parse(&next)).await?;
    Ok(Next::to(routes::log_in_code(asked.request)))
}

/// Mails another code.
#[server(prefix = "/api", endpoint = "log-in/again")]
pub async fn again(request: String) -> Result<Next, ApiError> {
    let (clinic, visitor, request) = (ctx::clinic()?, ctx::visitor()?, id(&request)?);
    let view = codes::view(&clinic, &visitor, request).await?;
    let asked = codes::ask_again(&clinic, &visitor, request).await?;
    Ok(Next::to(routes::code_for(&view.next, asked.request)))
}

/// Takes the code from the mail and signs this browser in.
#[server(prefix = "/api", endpoint = "log-in/code")]
pub async fn code(request: String, code: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let log_in = codes::enter(&clinic, &visitor, id(&request)?, &code).await?;
    Ok(go_on(log_in))
}

/// Takes the mailed link's token from its cookie and signs this browser in.
#[server(prefix = "/api", endpoint = "log-in/link")]
pub async fn link() -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::log_in_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let log_in = codes::open_link(&clinic, &visitor, &token).await?;
    ctx::clear_cookie(ctx::LOG_IN_LINK_COOKIE);
    Ok(go_on(log_in))
}

/// Signs this browser out and gives back the time it held.
#[server(prefix = "/api", endpoint = "log-in/out")]
pub async fn out() -> Result<Next, ApiError> {
    // First, so that the browser lets go of them also when nothing can be written.
    ctx::clear_cookie(ctx::SESSION_COOKIE);
    ctx::clear_cookie(ctx::VISITOR_COOKIE);
    if let Some(account) = ctx::account_if_any().await? {
        clinic::log_in::sign_out(&ctx::clinic()?, &account).await?;
    }
    Ok(Next::to(routes::HOME))
}

/// Takes the code of the authenticator app, or a recovery code, and signs this browser in.
#[server(prefix = "/api", endpoint = "log-in/second-factor")]
pub async fn second_factor(app_code: String) -> Result<Next, ApiError> {
    let (clinic, visitor, half) = (ctx::clinic()?, ctx::visitor()?, ctx::half());
    let signed_in = clinic::second_factor::enter(&clinic, &visitor, &half, &app_code).await?;
    ctx::clear_cookie(ctx::HALF_COOKIE);
    Ok(welcome(signed_in))
}

/// Signs in, or goes on to the second factor.
#[cfg(feature = "ssr")]
pub(super) fn go_on(log_in: LogIn) -> Next {
    match log_in {
        LogIn::Done(signed_in) => welcome(signed_in),
        LogIn::Half(token) => {
            ctx::set_cookie(ctx::HALF_COOKIE, token.expose());
            Next::to(routes::SECOND_FACTOR)
        }
    }
}

/// Gives the browser its new cookies and says where to go on; what was being written
/// before goes along, unless somebody else was signed in who wrote it.
#[cfg(feature = "ssr")]
fn welcome(signed_in: SignedIn) -> Next {
    if let (Ok(site), Ok(before)) = (ctx::site(), ctx::visitor()) {
        let nowhere = std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED);
        let after = site.clinic.visitor(signed_in.visitor.expose(), nowhere);
        if signed_in.after_other {
            site.kept.forget_note(before.key().0);
            site.kept.forget_details(before.key().0);
        } else {
            site.kept.move_note(before.key().0, after.key().0);
        }
    }
    ctx::set_cookie(ctx::SESSION_COOKIE, signed_in.session.expose());
    ctx::set_cookie(ctx::VISITOR_COOKIE, signed_in.visitor.expose());
    ctx::set_known_cookie(signed_in.known.expose());
    match signed_in.next.hold() {
        Some(hold) if signed_in.differs => Next::to(routes::whose(hold)),
        _ => Next::to(signed_in.next.as_str()),
    }
}

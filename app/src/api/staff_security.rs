//! Server functions of staff's authenticator apps: their own, and the roles that need one.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{id, staff::welcome};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::second_factor::staff;
#[cfg(feature = "ssr")]
use clinic::{Failure, can};
#[cfg(feature = "ssr")]
use domain::{person::Invalid, refusal::FieldErrors, role::Role};

/// Takes the code of the app, a recovery code, or the first code of the app that has to be
/// set up, and signs this browser in.
#[server(prefix = "/api", endpoint = "staff/log-in/second-factor")]
pub async fn enter(app_code: String) -> Result<Next, ApiError> {
    let (clinic, visitor, half) = (ctx::clinic()?, ctx::visitor()?, ctx::staff_half());
    let entered = staff::enter(&clinic, &visitor, &half, &app_code).await?;
    ctx::clear_cookie(ctx::STAFF_HALF_COOKIE);
    welcome(&entered.signed_in);
    let Some(codes) = entered.codes else {
        return Ok(Next::to(routes::TODAY));
    };
    let session = entered.signed_in.id;
    ctx::site()?.kept.show_codes(session, codes.texts());
    Ok(Next::to(routes::STAFF_CODES))
}

/// Makes a secret to be shown in this browser.
#[server(prefix = "/api", endpoint = "staff/security/start")]
pub async fn start(password: String) -> Result<Next, ApiError> {
    let (clinic, member, browser) = (ctx::clinic()?, ctx::member().await?, ctx::visitor()?);
    if password.is_empty() {
        return Err(Failure::Invalid(FieldErrors::one("password", Invalid::Missing)).into());
    }
    staff::start(&clinic, &member, &browser, &password).await?;
    Ok(Next::to(routes::STAFF_SECURITY))
}

/// Takes the first code: from now on it is asked for at each log-in.
#[server(prefix = "/api", endpoint = "staff/security/confirm")]
pub async fn confirm(app_code: String) -> Result<Next, ApiError> {
    let (clinic, member) = (ctx::clinic()?, ctx::member().await?);
    let codes = staff::confirm(&clinic, &member, &app_code).await?;
    if let Some(codes) = codes {
        ctx::site()?
            .kept
            .show_codes(member.session_id(), codes.texts());
    }
    Ok(Next::to(routes::STAFF_CODES))
}

/// Makes new recovery codes.
#[server(prefix = "/api", endpoint = "staff/security/codes")]
pub async fn codes(app_code: String) -> Result<Next, ApiError> {
    let (clinic, member, browser) = (ctx::clinic()?, ctx::member().await?, ctx::visitor()?);
    let codes = staff::new_codes(&clinic, &member, &browser, &app_code).await?;
    ctx::site()?
        .kept
        .show_codes(member.session_id(), codes.texts());
    Ok(Next::to(routes::STAFF_CODES))
}

/// The recovery codes are written down: they are shown no more.
#[server(prefix = "/api", endpoint = "staff/security/saved")]
pub async fn saved() -> Result<Next, ApiError> {
    let member = ctx::member().await?;
    ctx::site()?.kept.forget_codes(member.session_id());
    Ok(Next::to(routes::staff_security_after("app-on")))
}

/// Turns it off.
#[server(prefix = "/api", endpoint = "staff/security/off")]
pub async fn off(app_code: String) -> Result<Next, ApiError> {
    let (clinic, member, browser) = (ctx::clinic()?, ctx::member().await?, ctx::visitor()?);
    staff::turn_off(&clinic, &member, &browser, &app_code).await?;
    Ok(Next::to(routes::staff_security_after("app-off")))
}

/// Says which roles need an authenticator app.
#[server(prefix = "/api", endpoint = "staff/settings/second-factor")]
pub async fn policy(admin: String, practitioner: String, desk: String) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::Team>().await?;
    let ticked = [
        (Role::Admin, admin),
        (Role::Practitioner, practitioner),
        (Role::Desk, desk),
    ];
    let roles = ticked.into_iter().filter(|(_, ticked)| !ticked.is_empty());
    let roles: Vec<Role> = roles.map(|(role, _)| role).collect();
    staff::set_policy(&ctx::clinic()?, &who, &roles).await?;
    Ok(Next::to(routes::team_security_after("saved")))
}

/// Turns the authenticator app of a member off who has lost it.
#[server(prefix = "/api", endpoint = "staff/settings/second-factor/reset")]
pub async fn reset(member: String) -> Result<Next, ApiError> {
    let who = ctx::staff::<can::Team>().await?;
    staff::reset(&ctx::clinic()?, &who, id(&member)?).await?;
    Ok(Next::to(routes::team_security_after("reset")))
}

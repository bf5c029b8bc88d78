//! Server functions of an account's authenticator app.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::second_factor;

/// Makes a secret to be shown in this browser.
#[server(prefix = "/api", endpoint = "me/second-factor/start")]
pub async fn start() -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::recent().await?);
    second_factor::start(&clinic, &account).await?;
    Ok(Next::to(routes::APP))
}

/// Takes the first code: from now on it is asked for at each log-in.
#[server(prefix = "/api", endpoint = "me/second-factor/confirm")]
pub async fn confirm(app_code: String) -> Result<Next, ApiError> {
    let (clinic, account) = (ctx::clinic()?, ctx::recent().await?);
    let codes = second_factor::confirm(&clinic, &account, &app_code).await?;
    if let Some(codes) = codes {
        let session = account.who().session_id();
        ctx::site()?.kept.show_codes(session, codes.texts());
    }
    Ok(Next::to(routes::APP_CODES))
}

/// Makes new recovery codes.
#[server(prefix = "/api", endpoint = "me/second-factor/codes")]
pub async fn codes(app_code: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    let codes = second_factor::new_codes(&clinic, &account, &browser, &app_code).await?;
    let session = account.session_id();
    ctx::site()?.kept.show_codes(session, codes.texts());
    Ok(Next::to(routes::APP_CODES))
}

/// The recovery codes are written down: they are shown no more.
#[server(prefix = "/api", endpoint = "me/second-factor/saved")]
pub async fn saved() -> Result<Next, ApiError> {
    let account = ctx::account().await?;
    ctx::site()?.kept.forget_codes(account.session_id());
    Ok(Next::to(routes::security_after("app-on")))
}

/// Turns it off.
#[server(prefix = "/api", endpoint = "me/second-factor/off")]
pub async fn off(app_code: String) -> Result<Next, ApiError> {
    let (clinic, account, browser) = (ctx::clinic()?, ctx::account().await?, ctx::visitor()?);
    second_factor::turn_off(&clinic, &account, &browser, &app_code).await?;
    Ok(Next::to(routes::security_after("app-off")))
}

//! Server functions of the clinic's side.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::id;
#[cfg(feature = "ssr")]
use super::merge::{Came, go_on as going_on, ids};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::staff_log_in::{self, StaffLogIn, StaffSignedIn};
#[cfg(feature = "ssr")]
use clinic::{Failure, can, needs_a_look, registrations};
#[cfg(feature = "ssr")]
use domain::refusal::Refusal;
#[cfg(feature = "ssr")]
use domain::registration::requests::Requests;

/// Signs a member of staff in.
#[server(prefix = "/api", endpoint = "staff/log-in")]
pub async fn log_in(email: String, password: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let log_in = staff_log_in::log_in(&clinic, &visitor, &email, &password).await?;
    Ok(go_on(log_in))
}

/// Signs in, or goes on to the second factor.
#[cfg(feature = "ssr")]
fn go_on(log_in: StaffLogIn) -> Next {
    match log_in {
        StaffLogIn::Done(signed_in) => {
            welcome(&signed_in);
            Next::to(routes::TODAY)
        }
        StaffLogIn::Half(token) => {
            ctx::set_cookie(ctx::STAFF_HALF_COOKIE, token.expose());
            Next::to(routes::STAFF_SECOND_FACTOR)
        }
    }
}

/// Gives the browser its new cookies.
#[cfg(feature = "ssr")]
pub(super) fn welcome(signed_in: &StaffSignedIn) {
    ctx::set_cookie(ctx::STAFF_COOKIE, signed_in.session.expose());
    ctx::set_known_cookie(signed_in.known.expose());
}

/// Signs a member of staff out.
#[server(prefix = "/api", endpoint = "staff/log-out")]
pub async fn log_out() -> Result<Next, ApiError> {
    // First, so that the browser lets go of it also when nothing can be written.
    ctx::clear_cookie(ctx::STAFF_COOKIE);
    staff_log_in::sign_out(&ctx::clinic()?, &ctx::member().await?).await?;
    Ok(Next::to(routes::STAFF_LOG_IN))
}

/// Sets the password of the member of staff whose link was opened.
#[server(prefix = "/api", endpoint = "staff/password")]
pub async fn password(password: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let token = ctx::password_link().ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    let log_in = staff_log_in::set_password(&clinic, &visitor, &token, &password).await?;
    ctx::clear_cookie(ctx::PASSWORD_LINK_COOKIE);
    Ok(go_on(log_in))
}

/// Adds the person behind a registration as a new patient, who is somebody else than the profiles
/// that were `shown`; the `requests` that were shown are confirmed.
#[server(prefix = "/api", endpoint = "staff/registrations/add")]
pub async fn add_as_new(
    registration: String,
    shown: String,
    requests: String,
    queue: String,
) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::ResolveRegistrations>().await?;
    let shown = registrations::Shown {
        perhaps: ids(&shown)?,
        requests: Requests::parse(&requests).ok_or(Failure::NotFound)?,
    };
    registrations::add_as_new(&ctx::clinic()?, &staff, id(&registration)?, &shown).await?;
    let number = match Came::parse(&queue) {
        Came::Queue(number) => number,
        Came::Profile | Came::Duplicates => 1,
    };
    let news = [("done", String::from("added"))];
    Ok(Next::to(going_on(&staff, number + 1, None, &news).await?))
}

/// Asks the person behind a registration whether they have been here before.
#[server(prefix = "/api", endpoint = "staff/registrations/ask")]
pub async fn ask(registration: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::ResolveRegistrations>().await?;
    registrations::ask(&ctx::clinic()?, &staff, id(&registration)?).await?;
    Ok(Next::to(routes::registrations_after("asked")))
}

/// Blocks the account behind a registration.
#[server(prefix = "/api", endpoint = "staff/registrations/block")]
pub async fn block(registration: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::ResolveRegistrations>().await?;
    registrations::block(&ctx::clinic()?, &staff, id(&registration)?).await?;
    Ok(Next::to(routes::today_after("blocked")))
}

/// Sends an undeliverable mail once more.
#[server(prefix = "/api", endpoint = "staff/mail/again")]
pub async fn send_again(notice: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::MendMail>().await?;
    needs_a_look::send_again(&ctx::clinic()?, &staff, id(&notice)?).await?;
    Ok(Next::to(routes::today_after("sent-again")))
}

/// Puts an undeliverable mail aside.
#[server(prefix = "/api", endpoint = "staff/mail/dismiss")]
pub async fn dismiss(notice: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::MendMail>().await?;
    needs_a_look::dismiss(&ctx::clinic()?, &staff, id(&notice)?).await?;
    Ok(Next::to(routes::today_after("put-aside")))
}

//! Server functions of an invitation's page. The token stands in a cookie of the invitation's
//! own; the forms carry its public id.

#![expect(
    clippy::too_many_arguments,
    reason = "the fields of a form are the arguments of its server function"
)]

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use super::{id, log_in::go_on};
#[cfg(feature = "ssr")]
use crate::{ctx, routes};
#[cfg(feature = "ssr")]
use clinic::invitations::{self, Answers, Key, Way};
#[cfg(feature = "ssr")]
use clinic::{Clinic, Failure, NextPath, account_password, can, codes, front};
#[cfg(feature = "ssr")]
use domain::id::{InvitationId, InvitationNewsId};
#[cfg(feature = "ssr")]
use domain::invitation::Answer;
#[cfg(feature = "ssr")]
use domain::person::{BirthDate, PersonName};
#[cfg(feature = "ssr")]
use domain::refusal::{FieldErrors, Refusal};

/// The invitation that a form names, with its token.
#[cfg(feature = "ssr")]
fn key(text: &str) -> Result<(InvitationId, String), ApiError> {
    let id: InvitationId = id(text)?;
    let token = ctx::invitation_token(id).ok_or(Failure::Refused(Refusal::LinkUnusable))?;
    Ok((id, token))
}

/// Accepts an invitation.
#[server(prefix = "/api", endpoint = "invitations/accept")]
pub async fn accept(
    invitation: String,
    way: String,
    full_name: String,
    bday_day: String,
    bday_month: String,
    bday_year: String,
    desk_code: String,
    code: String,
) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let account = ctx::account_if_any().await?;
    let (id, token) = key(&invitation)?;
    let bday = [bday_day, bday_month, bday_year];
    let answers = answers(&clinic, &way, &full_name, &bday, &desk_code, code).await?;
    let key = Key { id, token: &token };
    let who = (&visitor, account.as_ref());
    let accepted = invitations::accept(&clinic, who, key, answers).await?;
    if let Some(signed_in) = accepted.signed_in {
        go_on(codes::LogIn::Done(signed_in));
    }
    Ok(Next::to(routes::accepted(accepted.was_linked)))
}

/// Reads the answers; what can't be one costs no try.
#[cfg(feature = "ssr")]
async fn answers(
    clinic: &Clinic,
    way: &str,
    full_name: &str,
    [day, month, year]: &[String; 3],
    desk_code: &str,
    code: String,
) -> Result<Answers, ApiError> {
    let mut errors = FieldErrors::default();
    let way = match way {
        "invited" => Some(Way::Invited),
        "other" => Some(Way::Other),
        "new" => errors
            .take("full_name", PersonName::parse(full_name))
            .map(Way::New),
        _ => return Err(Failure::NotFound.into()),
    };
    let check = if desk_code.is_empty() {
        let today = front::profile(clinic, &clinic.public()).await?.today;
        let born_on = BirthDate::parse(day, month, year, today);
        errors.take("bday", born_on).map(Answer::BirthDate)
    } else {
        Some(Answer::DeskCode(desk_code.to_owned()))
    };
    match (way, check) {
        (Some(way), Some(check)) => Ok(Answers { way, check, code }),
        _ => Err(Failure::Invalid(errors).into()),
    }
}

/// Mails a code to the invited address, where its link was copied.
#[server(prefix = "/api", endpoint = "invitations/code")]
pub async fn code(invitation: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let (id, token) = key(&invitation)?;
    invitations::ask_for_code(&clinic, &visitor, Key { id, token: &token }).await?;
    Ok(Next::to(routes::invitation_after(id, "code")))
}

/// Declines an invitation.
#[server(prefix = "/api", endpoint = "invitations/decline")]
pub async fn decline(invitation: String, reason: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let (id, token) = key(&invitation)?;
    let key = Key { id, token: &token };
    invitations::decline(&clinic, &visitor, key, &reason).await?;
    Ok(Next::to(routes::invitation_after(id, "declined")))
}

/// Asks the clinic for a new link.
#[server(prefix = "/api", endpoint = "invitations/ask")]
pub async fn ask(invitation: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let (id, token) = key(&invitation)?;
    invitations::ask_for_new(&clinic, &visitor, Key { id, token: &token }).await?;
    Ok(Next::to(routes::invitation_after(id, "asked")))
}

/// Logs the invited address in, by its password or a code, and comes back.
#[server(prefix = "/api", endpoint = "invitations/log-in")]
pub async fn log_in(invitation: String, password: String) -> Result<Next, ApiError> {
    let (clinic, visitor) = (ctx::clinic()?, ctx::visitor()?);
    let (id, token) = key(&invitation)?;
    let key = Key { id, token: &token };
    let email = invitations::log_in_address(&clinic, &visitor, key).await?;
    let next = NextPath::parse(&routes::invitation(id));
    if password.is_empty() {
        let asked = codes::ask(&clinic, &visitor, email, next).await?;
        return Ok(Next::to(routes::log_in_code(asked.request)));
    }
    let log_in = account_password::log_in(&clinic, &visitor, &email, &password, next).await?;
    Ok(go_on(log_in))
}

/// Logs this browser out, to go on with the invited address.
#[server(prefix = "/api", endpoint = "invitations/switch")]
pub async fn switch(invitation: String) -> Result<Next, ApiError> {
    let id: InvitationId = id(&invitation)?;
    ctx::clear_cookie(ctx::SESSION_COOKIE);
    ctx::clear_cookie(ctx::VISITOR_COOKIE);
    if let Some(account) = ctx::account_if_any().await? {
        clinic::log_in::sign_out(&ctx::clinic()?, &account).await?;
    }
    Ok(Next::to(routes::invitation(id)))
}

/// Staff put news of an invitation aside.
#[server(prefix = "/api", endpoint = "staff/invitations/put-aside")]
pub async fn put_aside(news: String) -> Result<Next, ApiError> {
    let staff = ctx::staff::<can::InviteUsers>().await?;
    let news: InvitationNewsId = id(&news)?;
    invitations::put_aside(&ctx::clinic()?, &staff, news).await?;
    Ok(Next::to(routes::today_after("put-aside")))
}

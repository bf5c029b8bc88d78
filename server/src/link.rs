//! Mailed links: the token leaves the address at once.
//!
//! A GET changes nothing (mail scanners open links too): it puts the token into a cookie
//! of its own for a few minutes and goes on to a page whose address carries nothing. That
//! page asks for a click, and only the click uses the token.

use app::{ctx, routes};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use clinic::registrations::answering;
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, StatusCode};

use crate::cookies;
use crate::problem::Problem;
use crate::rails::Rails;

/// Time enough to read a page and click, or to think of a password.
const MINUTES: u32 = 30;

/// The link of a log-in mail.
pub async fn log_in(Path(token): Path<String>) -> Response {
    put_away(ctx::LOG_IN_LINK_COOKIE, &token, routes::LOG_IN_LINK)
}

/// The link by which an address agrees to go.
pub async fn email_confirm(Path(token): Path<String>) -> Response {
    put_away(ctx::EMAIL_LINK_COOKIE, &token, routes::EMAIL_CONFIRM)
}

/// The link by which an address takes its going back.
pub async fn email_revert(Path(token): Path<String>) -> Response {
    put_away(ctx::EMAIL_REVERT_COOKIE, &token, routes::EMAIL_REVERT)
}

/// The link by which a member of staff sets their password.
pub async fn staff_password(Path(token): Path<String>) -> Response {
    put_away(ctx::PASSWORD_LINK_COOKIE, &token, routes::STAFF_PASSWORD)
}

/// The link by which an account's holder sets a new password.
pub async fn recover(Path(token): Path<String>) -> Response {
    put_away(ctx::RECOVERY_LINK_COOKIE, &token, routes::RECOVER_LINK)
}

/// The link of an invitation. Its token goes into a cookie of its own and its page's address
/// has the invitation's public id, so that two of them never mix. What is no link of ours
/// leads to a page of the same kind, which then knows of no invitation.
pub async fn invite(
    State(rails): State<Rails>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    let clinic = &rails.site.clinic;
    let found = match cookies::is_token(&token) {
        true => clinic::invitations::find_id(clinic, &token).await,
        false => Ok(None),
    };
    match found {
        Ok(Some(id)) => {
            let cookie = format!("{}{id}", ctx::INVITATION_COOKIES);
            put_away(&cookie, &token, &routes::invitation(id))
        }
        Ok(None) => {
            let nowhere = routes::invitation(clinic::invitations::no_id(clinic));
            (StatusCode::SEE_OTHER, [(LOCATION, nowhere)]).into_response()
        }
        Err(failure) => Problem::of(clinic, failure, &headers),
    }
}

/// The link of a question to somebody who signed up, as [`invite`].
pub async fn been_here(
    State(rails): State<Rails>,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    let clinic = &rails.site.clinic;
    let found = match cookies::is_token(&token) {
        true => answering::find_id(clinic, &token).await,
        false => Ok(None),
    };
    match found {
        Ok(Some(id)) => {
            let cookie = format!("{}{id}", ctx::QUESTION_COOKIES);
            put_away(&cookie, &token, &routes::question(id))
        }
        Ok(None) => {
            let nowhere = routes::question(answering::no_id(clinic));
            (StatusCode::SEE_OTHER, [(LOCATION, nowhere)]).into_response()
        }
        Err(failure) => Problem::of(clinic, failure, &headers),
    }
}

/// A token that can't be ours takes an older one's place all the same, so that the page
/// never acts on another link than the one that was opened.
fn put_away(cookie: &str, token: &str, page: &str) -> Response {
    let cookie = if cookies::is_token(token) {
        cookies::set(cookie, token, Some(MINUTES * 60))
    } else {
        cookies::set(cookie, "", Some(0))
    };
    let headers: [(HeaderName, String); 2] = [(LOCATION, page.to_owned()), (SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests;

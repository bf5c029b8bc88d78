//! Our cookies: read once for each request, and the visitor's is given out here.
//!
//! What they mean is settled in `clinic`; a value that can't be one of ours counts as
//! none. The cookies of log-ins are set by the server functions.

use std::str::FromStr;

use app::ctx;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};

use crate::assets;
use crate::health::is_health;
use crate::rails::Rails;

/// Longest token of ours; they have 43 characters.
const TOKEN_CHARS_MAX: usize = 64;

/// Puts the tokens of the request's cookies into its extensions. A browser without a
/// visitor's cookie gets one, unless the answer already sets or takes it. Assets and
/// probes of the process have nothing to do with cookies.
pub async fn cookies(State(rails): State<Rails>, mut request: Request, next: Next) -> Response {
    if assets::is_asset(request.uri().path()) || is_health(request.uri().path()) {
        return next.run(request).await;
    }
    let (visitor, fresh) = match token(request.headers(), ctx::VISITOR_COOKIE) {
        Some(token) => (token, false),
        None => (rails.site.clinic.new_token().expose().to_owned(), true),
    };
    request
        .extensions_mut()
        .insert(ctx::VisitorToken(visitor.clone()));
    put(&mut request, ctx::SESSION_COOKIE, ctx::SessionToken);
    put(&mut request, ctx::STAFF_COOKIE, ctx::StaffToken);
    put(&mut request, ctx::KNOWN_COOKIE, ctx::KnownToken);
    put(&mut request, ctx::DISPLAY_COOKIE, ctx::DisplayToken);
    put(&mut request, ctx::LOG_IN_LINK_COOKIE, ctx::LogInLinkToken);
    put(&mut request, ctx::HALF_COOKIE, ctx::HalfToken);
    put(&mut request, ctx::STAFF_HALF_COOKIE, ctx::StaffHalfToken);
    put(&mut request, ctx::EMAIL_LINK_COOKIE, ctx::EmailLinkToken);
    put(
        &mut request,
        ctx::EMAIL_REVERT_COOKIE,
        ctx::EmailRevertToken,
    );
    put(
        &mut request,
        ctx::PASSWORD_LINK_COOKIE,
        ctx::PasswordLinkToken,
    );
    put(
        &mut request,
        ctx::RECOVERY_LINK_COOKIE,
        ctx::RecoveryLinkToken,
    );
    put(&mut request, ctx::COPIED_LINK_COOKIE, ctx::CopiedLinkToken);
    let invitations = ctx::InvitationTokens(opened(request.headers(), ctx::INVITATION_COOKIES));
    let questions = ctx::QuestionTokens(opened(request.headers(), ctx::QUESTION_COOKIES));
    request.extensions_mut().insert(invitations);
    request.extensions_mut().insert(questions);

    let mut response = next.run(request).await;
    if fresh && !sets(response.headers(), ctx::VISITOR_COOKIE) {
        append(
            response.headers_mut(),
            &set(ctx::VISITOR_COOKIE, &visitor, None),
        );
    }
    response
}

fn put<T: Clone + Send + Sync + 'static>(
    request: &mut Request,
    name: &str,
    kind: impl FnOnce(String) -> T,
) {
    if let Some(token) = token(request.headers(), name) {
        request.extensions_mut().insert(kind(token));
    }
}

/// The tokens of links of one kind that were opened here, each by the public id of what it
/// leads to.
fn opened<I: FromStr>(headers: &HeaderMap, cookies: &str) -> Vec<(I, String)> {
    let read = |(name, value): (&str, &str)| {
        let id = name.strip_prefix(cookies)?;
        is_token(value).then_some((id.parse().ok()?, value.to_owned()))
    };
    pairs(headers).filter_map(read).collect()
}

/// Names and values of the request's cookies.
fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let values = headers.get_all(COOKIE).iter();
    let texts = values.filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|value| value.split(';'));
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name.trim(), value.trim()))
}

/// The value of a cookie of ours, if it can be a token.
#[must_use]
pub fn token(headers: &HeaderMap, name: &str) -> Option<String> {
    let (_, value) = pairs(headers).find(|(key, _)| *key == name)?;
    is_token(value).then(|| value.to_owned())
}

/// Whether a text can be a token of ours: base64url of a sensible length.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=TOKEN_CHARS_MAX).contains(&text.len()) && text.bytes().all(known)
}

/// A `Set-Cookie` value; without an age the cookie lives as long as the browser.
#[must_use]
pub fn set(name: &str, value: &str, age_s: Option<u32>) -> String {
    let age = age_s
        .map(|age| format!("; Max-Age={age}"))
        .unwrap_or_default();
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}")
}

/// Adds a cookie to an answer.
pub fn append(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}

fn sets(headers: &HeaderMap, name: &str) -> bool {
    let names = |value: &HeaderValue| {
        value
            .to_str()
            .ok()
            .and_then(|text| text.split('=').next().map(|key| key.trim() == name))
    };
    headers
        .get_all(SET_COOKIE)
        .iter()
        .any(|value| names(value) == Some(true))
}

#[cfg(test)]
mod tests;

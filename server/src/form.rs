//! Form posts, before and after the server function that takes them.
//!
//! Before: the body is read strictly. A field that is doubled, missing, unknown or not
//! text never reaches a use case. After: the function has answered JSON; a program gets
//! that, a browser gets a redirect, either to where the person goes on or back to the
//! form, which is kept for a few minutes so that nothing typed is lost.

use app::api::{self, Endpoint};
use app::ctx::{SessionToken, StaffToken, VisitorToken};
use app::error::ApiError;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, REFERER};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method};
use http_body_util::{BodyExt as _, LengthLimitError};

use crate::problem::{Problem, wants_html};
use crate::rails::Rails;
use crate::refusal::Posted;

mod answer;
mod owner;
mod raw;

pub use raw::decode;

const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// Names and values as they were sent, each name once.
pub(crate) type Fields = Vec<(String, String)>;

/// Reads form posts, and turns their answers into what the caller wants.
pub async fn form(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if *request.method() != Method::POST || !path.starts_with("/api/") {
        return next
            .run(owner::tell(&rails.site.clinic, request).await)
            .await;
    }
    let Some(endpoint) = api::endpoint(path) else {
        return Problem::NOT_FOUND.answer(request.headers());
    };
    let (parts, body) = request.into_parts();
    if !is_form(&parts.headers) {
        return Problem::NOT_A_FORM.answer(&parts.headers);
    }
    let bytes = match read(body).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.answer(&parts.headers),
    };
    let caller = Caller::of(&parts);
    match raw::read(&bytes, endpoint.fields, endpoint.choices, endpoint.lists) {
        Ok(fields) => {
            let mut request = inner(parts, &fields);
            request
                .extensions_mut()
                .insert(Posted::of(endpoint, &fields));
            let response = next.run(request).await;
            answer::adapt(&rails, &caller, endpoint, fields, response).await
        }
        Err(readable) => {
            tracing::info!(endpoint = endpoint.name(), "a form was malformed");
            answer::refuse(&rails, &caller, endpoint, readable, ApiError::Malformed).await
        }
    }
}

/// What the answer needs to know of the request.
pub(crate) struct Caller {
    headers: HeaderMap,
    html: bool,
    visitor: Option<String>,
    account: Option<String>,
    staff: Option<String>,
}

impl Caller {
    fn of(parts: &Parts) -> Self {
        let visitor = parts.extensions.get::<VisitorToken>();
        let account = parts.extensions.get::<SessionToken>();
        let staff = parts.extensions.get::<StaffToken>();
        Self {
            html: wants_html(&parts.headers),
            visitor: visitor.map(|VisitorToken(token)| token.clone()),
            account: account.map(|SessionToken(token)| token.clone()),
            staff: staff.map(|StaffToken(token)| token.clone()),
            headers: parts.headers.clone(),
        }
    }

    fn referer(&self) -> Option<&str> {
        self.headers.get(REFERER)?.to_str().ok()
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut kinds = headers.get_all(CONTENT_TYPE).iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else {
        return false;
    };
    let kind = kind.to_str().unwrap_or_default();
    let mut parts = kind.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    let utf8 = |part: &str| {
        let charset = part.to_ascii_lowercase();
        charset
            .strip_prefix("charset=")
            .is_none_or(|name| name.trim_matches('"') == "utf-8")
    };
    FORM.as_bytes().eq_ignore_ascii_case(essence.as_bytes()) && parts.all(utf8)
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    body.collect()
        .await
        .map(|whole| whole.to_bytes())
        .map_err(|error| {
            let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
            while let Some(error) = cause {
                if error.is::<LengthLimitError>() {
                    return Problem::TOO_LARGE;
                }
                cause = error.source();
            }
            Problem::BROKEN_OFF
        })
}

/// The request as the server function gets it: written anew from what was read, so that
/// it can't be understood in two ways, and never answered by a redirect of the framework.
fn inner(mut parts: Parts, fields: &Fields) -> Request {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    parts
        .headers
        .insert(ACCEPT, HeaderValue::from_static("application/json"));
    parts.headers.insert(CONTENT_TYPE, FORM);
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    parts.headers.remove(REFERER);
    Request::from_parts(parts, Body::from(body))
}

/// A form as kept: without the fields that must not be.
fn without_secrets(endpoint: &Endpoint, mut fields: Fields) -> Fields {
    fields.retain(|(name, _)| !endpoint.secret.contains(&name.as_str()));
    fields
}

#[cfg(test)]
mod tests;

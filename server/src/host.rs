//! The name under which the site was asked for. Links never come from it; a page asked
//! for under another name of the same machine is sent to the public address, so that
//! cookies and forms belong to one origin.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, LOCATION};
use http::{HeaderMap, Method, StatusCode, Uri};

use crate::health;
use crate::problem::Problem;
use crate::rails::Rails;

/// Lets requests for the public address pass, and those of the machine's own watchers.
pub async fn host(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    if health::is_health(request.uri().path()) {
        return next.run(request).await;
    }
    match asked_for(request.uri(), request.headers()) {
        None => Problem::NO_HOST.answer(request.headers()),
        Some(host) if rails.origin.is_host(host) => next.run(request).await,
        Some(_) if matches!(*request.method(), Method::GET | Method::HEAD) => {
            let rest = request
                .uri()
                .path_and_query()
                .map_or("/", |rest| rest.as_str());
            let there = format!("{}{rest}", rails.origin);
            (StatusCode::TEMPORARY_REDIRECT, [(LOCATION, there)]).into_response()
        }
        Some(_) => Problem::WRONG_HOST.answer(request.headers()),
    }
}

/// One host, or none at all: two that differ are an attack on whoever reads the other.
fn asked_for<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let mut named = headers.get_all(HOST).iter();
    let header = match (named.next(), named.next()) {
        (Some(host), None) => Some(host.to_str().ok()?),
        (None, _) => None,
        (Some(_), Some(_)) => return None,
    };
    match (uri.authority(), header) {
        (Some(authority), Some(host)) => (authority.as_str() == host).then_some(host),
        (Some(authority), None) => Some(authority.as_str()),
        (None, header) => header,
    }
}

#[cfg(test)]
mod tests;

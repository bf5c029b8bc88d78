//! Forged posts from other sites (CSRF): whatever may change something must say that it
//! comes from our own pages.
//!
//! Browsers send `Origin` with every post, and scripts can't set it. Requests with neither
//! it nor `Sec-Fetch-Site` are refused too: nothing of ours sends such.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, Method, header};

use crate::config::Origin;
use crate::problem::Problem;
use crate::rails::Rails;

const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Refuses posts that don't come from our pages.
pub async fn origin(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    if is_ours(request.method(), request.headers(), &rails.origin) {
        next.run(request).await
    } else {
        Problem::FOREIGN_ORIGIN.answer(request.headers())
    }
}

fn is_ours(method: &Method, headers: &HeaderMap, origin: &Origin) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    // All values must agree: two headers, one of them right, is nobody's honest mistake.
    let all = |name: &str, wanted: &str| {
        let mut values = headers.get_all(name).iter().peekable();
        let any = values.peek().is_some();
        any.then(|| values.all(|value| value.as_bytes() == wanted.as_bytes()))
    };
    match (
        all(header::ORIGIN.as_str(), origin.as_str()),
        all(SEC_FETCH_SITE, "same-origin"),
    ) {
        (None, None) => false,
        (origin, site) => origin.unwrap_or(true) && site.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests;

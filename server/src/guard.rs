//! Bounds around every request: its size, its time, and the panics that it may cause.
//!
//! A request that is dropped half way changes nothing: the store takes back what was not
//! committed.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use domain::limits::FORM_BYTES_MAX;
use futures::FutureExt;
use http::header::CONTENT_LENGTH;
use http_body_util::Limited;

use crate::problem::Problem;
use crate::rails::Rails;

/// Longest address that is taken; ours are far shorter.
const URI_BYTES_MAX: usize = 8 * 1024;
/// How long an answer may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Refuses requests that are too large: at once where they say so, else while reading.
pub async fn sizes(request: Request, next: Next) -> Response {
    let uri_bytes = request
        .uri()
        .path_and_query()
        .map_or(0, |rest| rest.as_str().len());
    if uri_bytes > URI_BYTES_MAX {
        return Problem::URI_TOO_LONG.answer(request.headers());
    }
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > FORM_BYTES_MAX as u64) {
        return Problem::TOO_LARGE.answer(request.headers());
    }
    next.run(request.map(|body| Body::new(Limited::new(body, FORM_BYTES_MAX))))
        .await
}

/// Gives up on an answer that takes too long.
pub async fn time(request: Request, next: Next) -> Response {
    within(ANSWER_WITHIN, request, next).await
}

/// Gives up on an answer that takes longer than `limit`.
pub async fn within(limit: Duration, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            tracing::warn!("a request took too long and was given up");
            Problem::UNAVAILABLE.answer(&headers)
        }
    }
}

/// Turns a panic into an answer with a number; the log has the rest under it.
pub async fn panics(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(cause) => {
            let incident = rails.site.clinic.incident();
            tracing::error!(%incident, cause = said(&*cause), "panic");
            Problem::fault(&headers, &incident)
        }
    }
}

/// A panic's message; our own never hold a person's data.
fn said(cause: &(dyn Any + Send)) -> &str {
    let text = cause.downcast_ref::<&str>().copied();
    text.or_else(|| cause.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

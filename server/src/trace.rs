//! The log of requests: method, route, status, time. Never a query, an id, an address or
//! a name: routes are logged as patterns.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::HeaderName;
use http::{HeaderValue, StatusCode};
use tracing::Instrument as _;

use crate::assets;
use crate::rails::Rails;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Logs the request under a number that its answer carries too.
pub async fn trace(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let id = rails.site.clinic.incident();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("(no route)", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    let quiet = assets::is_asset(request.uri().path());
    let span = tracing::info_span!("request", %id, %method, route);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status();
    span.in_scope(|| log(status, ms, quiet));
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

fn log(status: StatusCode, ms: u64, quiet: bool) {
    let status = status.as_u16();
    if quiet {
        tracing::debug!(status, ms, "answered");
    } else {
        tracing::info!(status, ms, "answered");
    }
}

//! What only a demo on this machine can be asked for: moving its clock, widening its
//! limits. Without the demo mark these routes don't exist.

use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use http::HeaderMap;
use serde::Deserialize;
use serde_json::json;

use crate::client_address::{peer, resolve};
use crate::problem::Problem;
use crate::rails::{DemoRails, Rails};

/// The routes of a demo; none without one.
pub fn routes(rails: &Rails) -> Router<Rails> {
    let Some(demo) = rails.demo.clone() else {
        return Router::new();
    };
    let move_clock = move |state, headers, body| clock(state, demo, headers, body);
    Router::new()
        .route("/dev/clock", post(move_clock))
        .route("/dev/limits", post(limits))
        .layer(from_fn_with_state(rails.clone(), this_machine_only))
}

/// A proxy that listens further is no way around.
async fn this_machine_only(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let peer = peer(&request);
    let client = resolve(peer, request.headers(), &rails.trusted_proxies);
    if peer.is_loopback() && client.is_loopback() {
        next.run(request).await
    } else {
        Problem::NOT_FOUND.answer(request.headers())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_s: u32,
}

/// Moves the clock forward, so that holds, codes and grace can be tried.
async fn clock(
    State(rails): State<Rails>,
    demo: DemoRails,
    caller: HeaderMap,
    body: Bytes,
) -> Response {
    let Ok(Advance { advance_s }) = serde_json::from_slice(&body) else {
        return Problem::MALFORMED.answer(&caller);
    };
    demo.clock.advance_s(advance_s);
    // Mail that was waiting for its time is due now.
    rails.site.clinic.wake_mail();
    Json(json!({ "now": rails.site.clinic.now().to_string() })).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    per_address_times: u32,
}

/// Multiplies the limits per network address, so that one machine can play many.
async fn limits(State(rails): State<Rails>, caller: HeaderMap, body: Bytes) -> Response {
    let Ok(Limits { per_address_times }) = serde_json::from_slice(&body) else {
        return Problem::MALFORMED.answer(&caller);
    };
    rails.site.clinic.set_address_limit_times(per_address_times);
    Json(json!({ "per_address_times": rails.site.clinic.address_limit_times() })).into_response()
}

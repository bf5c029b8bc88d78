//! For whoever watches the process: is it up, and can it work?

use axum::extract::State;
use clinic::Failure;
use http::StatusCode;

use crate::rails::Rails;

/// Up.
pub const LIVE: &str = "/healthz";
/// Up, and the database answers.
pub const READY: &str = "/readyz";

/// Watchers come by address, not by the site's name.
#[must_use]
pub fn is_health(path: &str) -> bool {
    path == LIVE || path == READY
}

/// The process runs.
pub async fn live() -> &'static str {
    "ok"
}

/// The database can be read; an empty one is fine.
pub async fn ready(State(rails): State<Rails>) -> (StatusCode, &'static str) {
    let clinic = &rails.site.clinic;
    match clinic::front::profile(clinic, &clinic.public()).await {
        Ok(_) | Err(Failure::NotFound) => (StatusCode::OK, "ok"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    }
}

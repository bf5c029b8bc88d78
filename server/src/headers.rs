//! Security headers on every answer, errors included.
//!
//! A rendered page brings its own Content-Security-Policy with its nonce; everything else
//! gets one that allows nothing. What may be kept by caches is settled here as well: only
//! assets say so themselves, public pages must be asked for again, the rest is not kept.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue};

use crate::cookies;
use crate::rails::Rails;
use app::ctx;

/// For whatever is no page of ours.
const NOTHING: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // Not `no-referrer`: forms need to say where they come from, within the site.
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=(), \
             browsing-topics=()",
        ),
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];
/// Two years; for this name only, since what else runs under it is not ours to decide.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000");

/// Completes the headers of every answer.
pub async fn headers(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let keep = Keep::of(request.uri().path(), request.headers());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, value);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    if rails.origin.is_https() {
        headers.insert(STRICT_TRANSPORT_SECURITY, HSTS);
    }
    headers.entry(CACHE_CONTROL).or_insert(keep.header());
    response
}

/// What browsers may keep of an answer that doesn't say so itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    /// Asked for again before it is shown again.
    Public,
    /// Not at all: Back must not show it after signing out.
    Nothing,
}

impl Keep {
    fn of(path: &str, headers: &HeaderMap) -> Self {
        let signed_in = [ctx::SESSION_COOKIE, ctx::STAFF_COOKIE]
            .iter()
            .any(|name| cookies::token(headers, name).is_some());
        if is_public(path) && !signed_in {
            Self::Public
        } else {
            Self::Nothing
        }
    }

    fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Public => "private, no-cache",
            Self::Nothing => "no-store",
        })
    }
}

/// Pages that show the same to everybody, but for the visitor's own held time.
fn is_public(path: &str) -> bool {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["" | "help" | "privacy" | "accessibility" | "book"] => true,
        ["book", "h" | "done", ..] => false,
        ["book", _] | ["book", _, _] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;

//! Answers that no page gives: what a layer refuses, and what breaks.
//!
//! For a browser a small page, for everybody else the code as JSON. Neither says more
//! than the code and, where something broke, the number under which the log has it.

use app::error::UNAVAILABLE_RETRY_S;
use axum::response::{IntoResponse, Response};
use clinic::{Clinic, Failure};
use http::header::{ACCEPT, CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};

mod words;

/// A fixed answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
}

/// The page's style and font come from the site; nothing else may.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors 'none'",
);

impl Problem {
    /// A post that doesn't come from our pages.
    pub const FOREIGN_ORIGIN: Self = Self::new(StatusCode::FORBIDDEN, "foreign_origin");
    /// No `Host`, or several.
    pub const NO_HOST: Self = Self::new(StatusCode::BAD_REQUEST, "no_host");
    /// A post under another name than the site's.
    pub const WRONG_HOST: Self = Self::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host");
    /// The body can't be read to its end.
    pub const BROKEN_OFF: Self = Self::new(StatusCode::BAD_REQUEST, "broken_off");
    /// Not JSON, or not the JSON that is wanted.
    pub const MALFORMED: Self = Self::new(StatusCode::BAD_REQUEST, "malformed");
    /// No such endpoint.
    pub const NOT_FOUND: Self = Self::new(StatusCode::NOT_FOUND, "not_found");
    /// Nobody is signed in.
    pub const UNAUTHENTICATED: Self = Self::new(StatusCode::UNAUTHORIZED, "unauthenticated");
    /// The body is too large.
    pub const TOO_LARGE: Self = Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    /// The address is too long.
    pub const URI_TOO_LONG: Self = Self::new(StatusCode::URI_TOO_LONG, "uri_too_long");
    /// Not a form.
    pub const NOT_A_FORM: Self = Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_a_form");
    /// The database can't work now, or took too long.
    pub const UNAVAILABLE: Self = Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable");

    const fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code }
    }

    /// The answer, as the caller with these headers wants it.
    #[must_use]
    pub fn answer(self, caller: &HeaderMap) -> Response {
        let body = if wants_html(caller) {
            Body::Page(words::page(self.code, None))
        } else {
            Body::Json(serde_json::json!(self.code).to_string())
        };
        let mut response = body.answer(self.status);
        if self == Self::UNAVAILABLE {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(UNAVAILABLE_RETRY_S));
        }
        if self == Self::TOO_LARGE {
            // What is still on its way isn't read.
            response
                .headers_mut()
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    /// The answer to a failure, where no page has its own words for it.
    #[must_use]
    pub fn of(clinic: &Clinic, failure: Failure, caller: &HeaderMap) -> Response {
        match failure {
            Failure::Fault(cause) => {
                let incident = clinic.incident();
                tracing::error!(%incident, cause = cause.chain(), "fault");
                Self::fault(caller, &incident)
            }
            Failure::Unavailable | Failure::TooMany { .. } => Self::UNAVAILABLE.answer(caller),
            Failure::Unauthenticated | Failure::Reauthenticate => {
                Self::UNAUTHENTICATED.answer(caller)
            }
            Failure::NotFound | Failure::Forbidden | Failure::Refused(_) | Failure::Invalid(_) => {
                Self::NOT_FOUND.answer(caller)
            }
        }
    }

    /// Something broke; `incident` is its number in the log.
    #[must_use]
    pub fn fault(caller: &HeaderMap, incident: &str) -> Response {
        let body = if wants_html(caller) {
            Body::Page(words::page("fault", Some(incident)))
        } else {
            Body::Json(serde_json::json!({ "fault": { "incident": incident } }).to_string())
        };
        body.answer(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Whether a person waits for the answer, rather than a program.
#[must_use]
pub fn wants_html(headers: &HeaderMap) -> bool {
    let mut accepted = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.to_ascii_lowercase().contains("text/html"))
}

enum Body {
    Page(String),
    Json(String),
}

impl Body {
    fn answer(self, status: StatusCode) -> Response {
        match self {
            Self::Page(html) => {
                let kind = HeaderValue::from_static("text/html; charset=utf-8");
                let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, POLICY)];
                (status, headers, html).into_response()
            }
            Self::Json(json) => {
                let kind = HeaderValue::from_static("application/json");
                (status, [(CONTENT_TYPE, kind)], json).into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests;

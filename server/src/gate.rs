//! Whole groups of pages behind a log-in: asked before anything is rendered.
//!
//! Not the check that counts. Each page and use case proves again who asks; this only
//! keeps a stranger's request from rendering a page, and sends people to the right door.

use app::{ctx, routes};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use clinic::Failure;
use http::header::LOCATION;
use http::{Method, StatusCode};

use crate::form::decode;
use crate::problem::Problem;
use crate::rails::Rails;

/// Who may ask for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Open,
    Account,
    Staff,
}

/// Sends those who are not signed in to the log-in, with an empty answer.
pub async fn gate(State(rails): State<Rails>, request: Request, next: Next) -> Response {
    let door = door(request.uri().path());
    if door == Door::Open || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let clinic = &rails.site.clinic;
    let extensions = request.extensions();
    let ctx::ClientAddress(address) = extensions.get().copied().unwrap_or_default();
    let known = match door {
        Door::Open => Ok(()),
        Door::Account => match extensions.get::<ctx::SessionToken>() {
            Some(token) => clinic.account(&token.0, address).await.map(drop),
            None => Err(Failure::Unauthenticated),
        },
        Door::Staff => match extensions.get::<ctx::StaffToken>() {
            Some(token) => clinic.member(&token.0, address).await.map(drop),
            None => Err(Failure::Unauthenticated),
        },
    };
    match known {
        Ok(()) => next.run(request).await,
        Err(failure @ (Failure::Unavailable | Failure::TooMany { .. } | Failure::Fault(_))) => {
            Problem::of(clinic, failure, request.headers())
        }
        Err(_) => to_log_in(door, request.uri().path()),
    }
}

fn door(path: &str) -> Door {
    // As the pages would understand it, should they ever decode more than the routes do.
    let path = decode(path.as_bytes()).unwrap_or_default();
    let segments: Vec<&str> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    match segments.as_slice() {
        ["staff", "log-in" | "password", ..] | ["me", "display"] => Door::Open,
        ["staff", ..] => Door::Staff,
        ["appointments" | "home" | "me", ..]
        | ["book", "h", _, "check", ..]
        | ["book", "done", ..] => Door::Account,
        _ => Door::Open,
    }
}

fn to_log_in(door: Door, path: &str) -> Response {
    let there = match door {
        Door::Staff => routes::STAFF_LOG_IN.to_owned(),
        Door::Account | Door::Open => routes::log_in_then(path),
    };
    (StatusCode::SEE_OTHER, [(LOCATION, there)]).into_response()
}

#[cfg(test)]
mod tests;

//! All form endpoints: the table that the server checks each form against
//! ([`ENDPOINTS`]), and the server functions by noun.
//!
//! A server function takes the form's fields as text, parses them, proves who asks and
//! calls one use case of `clinic`. It always answers JSON: [`crate::error::Next`] or
//! [`crate::error::ApiError`]; for a browser's plain form the server makes a redirect of it.

pub mod ages;
pub mod appointments;
pub mod booking;
pub mod desk;
#[cfg(feature = "ssr")]
mod details;
pub mod display;
pub mod email;
mod endpoint;
mod endpoints;
pub mod family;
mod fields;
pub mod invitations;
pub mod log_in;
pub mod me;
pub mod merge;
pub mod patients;
pub mod portal_accounts;
pub mod questions;
pub mod recover;
pub mod review;
pub mod safeguarding;
pub mod second_factor;
pub mod sign_up;
pub mod sign_ups;
pub mod staff;
pub mod staff_security;
pub mod together;

pub use endpoint::Endpoint;
pub use endpoints::{ENDPOINTS, endpoint};

/// Reads an id from a form; anything that is none can't exist.
///
/// # Errors
/// [`crate::error::ApiError::NotFound`].
#[cfg(feature = "ssr")]
pub(crate) fn id<I: std::str::FromStr>(text: &str) -> Result<I, crate::error::ApiError> {
    text.parse().map_err(|_| clinic::Failure::NotFound.into())
}

/// Reads `{unix milliseconds}.{practitioner}`, as the buttons of times carry it.
#[cfg(feature = "ssr")]
pub(crate) fn slot(text: &str) -> Option<(jiff::Timestamp, domain::id::PractitionerId)> {
    let (at, practitioner) = text.split_once('.')?;
    let at = jiff::Timestamp::from_millisecond(at.parse().ok()?).ok()?;
    Some((at, practitioner.parse().ok()?))
}

/// Reads which state of a thing a form was made of; anything else was never shown.
///
/// # Errors
/// [`crate::error::ApiError::NotFound`].
#[cfg(feature = "ssr")]
pub(crate) fn version(text: &str) -> Result<jiff::Timestamp, crate::error::ApiError> {
    let ms = text.parse::<i64>().ok();
    ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .ok_or_else(|| clinic::Failure::NotFound.into())
}

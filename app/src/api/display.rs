//! Server function of how pages look in this browser.

use leptos::prelude::*;

use crate::error::{ApiError, Next};

#[cfg(feature = "ssr")]
use crate::display::Display;
#[cfg(feature = "ssr")]
use crate::{ctx, routes};

/// Lets this browser remember how pages look. Nobody needs an account for it, and nothing of it
/// reaches the database.
#[server(prefix = "/api", endpoint = "display")]
pub async fn save(
    theme: String,
    size: String,
    letters: String,
    contrast: String,
    motion: String,
) -> Result<Next, ApiError> {
    let words = [&*theme, &*size, &*letters, &*contrast, &*motion];
    ctx::keep_display(Display::parse(words).ok_or(ApiError::Malformed)?);
    Ok(Next::to(routes::DISPLAY_SAVED))
}

//! Words of the answers that no page gives: a form we can't read, a page that broke.

use super::errors;

/// The way out of such a page.
pub const TO_THE_START: &str = "Go to the start";

/// Title and one sentence for a code.
#[must_use]
pub fn of(code: &str) -> (&'static str, &'static str) {
    match code {
        "not_found" => (
            errors::NOT_FOUND,
            "Check the link, or go back to the start.",
        ),
        "unauthenticated" => (errors::NO_ACCESS, "Go to the start and log in."),
        "fault" => (
            errors::BROKEN,
            "Nothing was booked or changed. Try again in a minute.",
        ),
        "unavailable" => (errors::BUSY, errors::BUSY_HINT),
        "too_large" | "uri_too_long" => (
            "That was too much to send",
            "Shorten what you typed and send it again.",
        ),
        "foreign_origin" | "wrong_host" => (
            "We couldn’t tell that this came from our pages",
            "Nothing was changed. Open the page again from the start.",
        ),
        _ => (
            "We couldn’t read what was sent",
            "Nothing was changed. Go back, load the page again and send the form once more.",
        ),
    }
}

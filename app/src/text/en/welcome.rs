//! Words of the page where a person starts who is logged in.

/// Heading.
pub const HEADING: &str = "Welcome back";
/// Heading for somebody who hasn't booked yet.
pub const HEADING_NEW: &str = "Welcome";
/// Heading.
pub const NEXT: &str = "Your next appointment";
/// Heading.
pub const BOOK_AGAIN: &str = "Book again";
/// Without any appointment.
pub const NONE_YET: &str = "No appointments yet. Book your first.";
/// Button.
pub const BOOK_FIRST: &str = "Book an appointment";
/// Under the times.
pub const ONE_TAP: &str = "A tap books it. You can undo it for 3 minutes.";

/// "Physiotherapy follow-up with Priya Raman, 45 minutes"
#[must_use]
pub fn once_more(service: &str, with: &str, minutes: &str) -> String {
    format!("{service} with {with}, {minutes}")
}

//! Words of the page where a person starts who is logged in.

/// Heading.
pub const HEADING: &str = "Welcome back";
/// Heading for somebody who hasn't booked yet.
pub const HEADING_NEW: &str = "Welcome";
/// Heading.
pub const NEXT: &str = "Your next appointment";
/// Heading.
pub const BOOK_AGAIN: &str = "Book again";
/// Button.
pub const BOOK_FIRST: &str = "Book an appointment";
/// Under the times.
pub const ONE_TAP: &str = "A tap books it. You can undo it for 3 minutes.";

/// The same where the clinic confirms what is booked.
pub const ONE_TAP_ASKS: &str =
    "A tap requests it, and the clinic confirms it. You can undo it for 3 minutes.";

/// Without any appointment, of somebody else or one's own.
#[must_use]
pub fn none_yet(of: Option<&str>) -> String {
    match of {
        Some(name) => format!("No appointments for {name} yet."),
        None => String::from("No appointments yet. Book your first."),
    }
}

/// "Physiotherapy follow-up with Priya Raman, 45 minutes"
#[must_use]
pub fn once_more(service: &str, with: &str, minutes: &str) -> String {
    format!("{service} with {with}, {minutes}")
}

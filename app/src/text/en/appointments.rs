//! Words of a patient's appointments.

/// Heading.
pub const UPCOMING: &str = "Coming up";
/// Heading.
pub const PAST: &str = "Past and cancelled";
/// Without appointments.
pub const NONE: &str = "Nothing coming up.";
/// Link.
pub const BOOK: &str = "Book an appointment";
/// Link and heading's verb.
pub const CANCEL: &str = "Cancel appointment";
/// Heading.
pub const CANCEL_IT: &str = "Cancel this appointment?";
/// Link back.
pub const KEEP: &str = "Keep appointment";
/// Banner.
pub const CANCELLED: &str = "Cancelled.";
/// Banner after the cancelling was taken back.
pub const BACK: &str = "Your appointment is back.";
/// State of an appointment.
pub const STATE_CANCELLED: &str = "Cancelled";
/// State of an appointment.
pub const STATE_MISSED: &str = "Missed";
/// Link.
pub const BOOK_ANOTHER: &str = "Book another time";
/// Row.
pub const NOTE: &str = "Your note";

/// Beside the banner's button.
#[must_use]
pub fn undo_until(time: &str) -> String {
    format!("You can undo this until {time}.")
}

/// In place of the button when it is too late.
#[must_use]
pub fn too_late(notice: &str, phone: &str) -> String {
    format!("This one can’t be cancelled online: it’s in less than {notice}. Call {phone}.")
}

/// While a booking can be taken back whatever its notice.
#[must_use]
pub fn grace(time: &str) -> String {
    format!("Booked by mistake? You can cancel until {time}.")
}

/// On the page that asks.
pub const TOLD: &str = "We free the time and email you. You can undo this for 3 minutes.";
/// The same for a booking of which no mail has left yet.
pub const TOLD_NOBODY: &str = "We free the time. You can undo this for 3 minutes.";

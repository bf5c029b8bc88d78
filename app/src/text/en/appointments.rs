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
pub const STATE_REQUESTED: &str = "Requested, not confirmed yet";
/// State of an appointment.
pub const STATE_MISSED: &str = "Missed";
/// Link.
pub const BOOK_ANOTHER: &str = "Book another time";
/// Link.
pub const CHANGE_TIME: &str = "Change time";
/// Button.
pub const MOVE: &str = "Move appointment";
/// Under it.
pub const MOVE_TOLD: &str =
    "You keep your time until the new one is yours. You can undo this for 3 minutes.";
/// Heading of three times that an appointment could move to instead.
pub const ANOTHER_TIME: &str = "Would another time work?";
/// Link.
pub const MORE_TIMES: &str = "More times";
/// Heading when a time can't be had.
pub const CHOOSE_ANOTHER: &str = "Choose another time";
/// Heading when an appointment can't be moved online.
pub const STAYS_AS_IT_IS: &str = "This appointment can’t be changed online";
/// Link.
pub const SEE: &str = "See the appointment";
/// Banner after a booking was taken back.
pub const BOOKING_UNDONE: &str = "Your booking is undone. Nothing was sent.";
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

/// The time an appointment has, over those it could have.
#[must_use]
pub fn now(moment: &str) -> String {
    format!("Now: {moment}")
}

/// Heading of the question.
#[must_use]
pub fn move_to(moment: &str) -> String {
    format!("Move to {moment}?")
}

/// Link that leaves an appointment where it is: "Keep Thursday".
#[must_use]
pub fn keep(time: &str) -> String {
    format!("Keep {time}")
}

/// "Times are Halifax time."
#[must_use]
pub fn times_are(zone: &str) -> String {
    format!("Times are {zone}.")
}

/// Banner.
#[must_use]
pub fn moved(moment: &str) -> String {
    format!("Moved to {moment}.")
}

/// In place of the button when it is too late to change the time.
#[must_use]
pub fn too_late_to_change(notice: &str, phone: &str) -> String {
    format!("This one can’t be changed online: it’s in less than {notice}. Call {phone}.")
}

/// Beside the button that takes a booking back.
#[must_use]
pub fn undo_booking_until(time: &str) -> String {
    format!("Booked by mistake? You can undo it until {time}, and nothing is sent.")
}

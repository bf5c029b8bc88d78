//! Words of setting up an account outside of a booking.

/// Heading.
pub const CREATE: &str = "Create an account";
/// Button.
pub const CREATE_BUTTON: &str = "Create account";
/// Hint of the address field.
pub const EMAIL_HINT: &str = "We send a code here.";
/// Hint of the password field.
pub const PASSWORD_HINT: &str = "Create a password, or leave it empty and we email you a code each \
                                 time you log in. 12 characters or more.";
/// Heading for somebody who is logged in.
pub const HAVE_ONE: &str = "You have an account";

/// Under it.
#[must_use]
pub fn logged_in(name: &str) -> String {
    format!("You’re logged in as {name}.")
}

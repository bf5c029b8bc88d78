//! Words of logging in, for patients and for staff.

/// Heading.
pub const LOG_IN: &str = "Log in";
/// Button.
pub const SEND_CODE: &str = "Email me a code";
/// Hint of the password field.
pub const PASSWORD_OR_CODE: &str = "Leave it empty and we email you a 6-digit code.";
/// Link, and heading of its page.
pub const FORGOT: &str = "Forgot your password?";
/// Under the form, before a link.
pub const NO_ACCOUNT: &str = "No account yet?";
/// That link.
pub const CREATE_ONE: &str = "Create one";
/// Heading.
pub const CHECK_EMAIL: &str = "Check your email";
/// Field.
pub const CODE: &str = "Code";
/// Button.
pub const SEND_AGAIN: &str = "Send it again";
/// Link.
pub const OTHER_EMAIL: &str = "Use a different email";
/// Heading of the page behind the mailed link.
pub const LINK: &str = "Log in on this device";
/// Before the address that is logged in by it.
pub const LINK_ADDRESS: &str = "You’re logging in as ";
/// Its text.
pub const LINK_HINT: &str = "This logs in the browser you’re using now. The page where you asked \
                             for the code stays as it is.";
/// Its button.
pub const LINK_BUTTON: &str = "Log in";
/// Link to ask for a new code.
pub const ASK_AGAIN: &str = "Ask for a new code";
/// Heading.
pub const STAFF: &str = "Staff log-in";
/// Field.
pub const PASSWORD: &str = "Password";
/// Heading.
pub const SET_PASSWORD: &str = "Set your password";
/// Hint.
pub const PASSWORD_HINT: &str = "12 characters or more. A few words that don’t belong together \
                                 work well.";
/// Button.
pub const SAVE_PASSWORD: &str = "Save and log in";

/// "We sent a 6-digit code to **…**." up to the address.
pub const SENT_BEFORE: &str = "We sent a 6-digit code to ";
/// After the address.
pub const SENT_AFTER: &str = ".";

/// Under the code field.
#[must_use]
pub fn nothing_came(phone: &str) -> String {
    format!("Nothing after a minute? Look in junk, or call {phone} and we’ll book you in.")
}

/// Beside the button, once it went out.
#[must_use]
pub fn sent_at(time: &str) -> String {
    format!("Sent at {time}.")
}

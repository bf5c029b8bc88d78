//! Words of a person's own account.

/// Heading.
pub const PROVE: &str = "Confirm it’s you";
/// Under it, up to the address.
pub const PROVE_HINT: &str = "You logged in a while ago. To be sure that it’s still you, we send \
                              a 6-digit code to ";
/// Button.
pub const SEND_CODE: &str = "Email me a code";
/// Over a form that waited while its sender confirmed that it's them.
pub const GO_ON: &str = "Thanks, it’s you. What you typed is still here: check it and go on.";
/// Link on the page of the code.
pub const ANOTHER_WAY: &str = "Go back";

/// Under the code field.
#[must_use]
pub fn nothing_came(phone: &str) -> String {
    format!("Nothing after a minute? Look in junk, or call {phone}.")
}

//! Words of creating, changing and recovering a password.

/// Heading.
pub const CREATE: &str = "Create a password";
/// Heading.
pub const CHANGE: &str = "Change your password";
/// Heading of the page behind the mailed link.
pub const SET_NEW: &str = "Set a new password";
/// Field.
pub const NEW: &str = "New password";
/// Button.
pub const SAVE: &str = "Save password";
/// Result.
pub const SAVED: &str = "Password saved";
/// Heading after it.
pub const NEXT_TIME: &str = "Next time, log in with your password";
/// Under the form.
pub const CODE_STILL_WORKS: &str = "A code by email works as well, always.";
/// Under the form.
pub const OTHERS_OUT: &str = "Saving it logs out every other browser that uses your account.";
/// Before the address whose account it is.
pub const FOR_ADDRESS: &str = "For the account of ";
/// Under the heading of the page that asks for the address.
pub const FORGOT_HINT: &str = "We email you a link to set a new one, also if you never had one.";
/// Button.
pub const SEND_LINK: &str = "Email me a link";
/// Before the link to log in.
pub const NOT_NEEDED: &str = "You can do without a password.";
/// That link.
pub const CODE_INSTEAD: &str = "Log in with a code";
/// Link after one that can't be used any more.
pub const NEW_LINK: &str = "Ask for a new link";
/// Before [`OFFER_LINK`], when an appointment is booked.
pub const OFFER: &str = "Log in faster next time:";
/// Link.
pub const OFFER_LINK: &str = "create a password";

/// Where the link went, without saying whether there is an account.
#[must_use]
pub fn sent(minutes: i64) -> String {
    format!(
        "We sent an email to the address you typed. The link in it works once, for {minutes} \
         minutes, in any browser."
    )
}

/// Under it.
#[must_use]
pub fn nothing_came(phone: &str) -> String {
    format!("Nothing after a minute? Look in junk, or call {phone}.")
}

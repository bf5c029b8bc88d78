//! Words of the frame around every page.

/// The first link of every page.
pub const SKIP: &str = "Skip to the page";
/// The main navigation.
pub const NAV: &str = "Main";
/// Navigation.
pub const HOME: &str = "Home";
/// Navigation and page title.
pub const MY_APPOINTMENTS: &str = "My appointments";
/// Navigation.
pub const HELP: &str = "Help";
/// Navigation.
pub const LOG_IN: &str = "Log in";
/// Navigation.
pub const CREATE_ACCOUNT: &str = "Create account";
/// Button.
pub const LOG_OUT: &str = "Log out";
/// Link.
pub const BOOK: &str = "Book";
/// Button.
pub const CONTINUE: &str = "Continue";
/// Link.
pub const CHANGE: &str = "Change";
/// Link to where one came from.
pub const BACK: &str = "Back";
/// Button.
pub const UNDO: &str = "Undo";
/// Hidden word before an error message.
pub const ERROR: &str = "Error:";
/// Mark of a field that may stay empty.
pub const OPTIONAL: &str = "(optional)";
/// A button beside a password field.
pub const SHOW_PASSWORD: &str = "Show password";
/// The same button while the password can be read.
pub const HIDE_PASSWORD: &str = "Hide password";
/// Footer.
pub const PRIVACY: &str = "Privacy";
/// Footer.
pub const ACCESSIBILITY: &str = "Accessibility";
/// Footer.
pub const STAFF: &str = "For staff";
/// Name of the footer's list of links.
pub const FOOTER_NAV: &str = "About this site";

/// "What this page is – Clinic".
#[must_use]
pub fn title(page: &str, clinic: &str) -> String {
    format!("{page} – {clinic}")
}

/// What a search engine shows below the title.
#[must_use]
pub fn description(page: &str, clinic: &str) -> String {
    format!("{page}: book a visit to {clinic} online, see your appointments and change them.")
}

/// The title of a page that shows an error.
#[must_use]
pub fn error_title(page: &str) -> String {
    format!("Error: {page}")
}

/// The name of the account menu.
#[must_use]
pub fn account_menu(name: &str) -> String {
    format!("{name}. Your account")
}

/// Halifax time, for America/Halifax.
#[must_use]
pub fn zone(city: &str) -> String {
    format!("{city} time")
}

/// Before the phone number in the footer.
pub const QUESTIONS: &str = "Questions? Call";

/// A link's name that opens the phone.
#[must_use]
pub fn call(phone: &str) -> String {
    format!("Call {phone}")
}

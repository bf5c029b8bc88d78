//! Words of those who signed up and wait to be matched with a profile.

/// Heading of their own page.
pub const TITLE: &str = "New registrations";
/// Under it, and on Today.
pub const HINT: &str =
    "They signed up online. Match each one to a profile so nobody ends up with two.";
/// Button.
pub const REVIEW: &str = "Review and merge";
/// Menu item.
pub const CHOOSE_ANOTHER: &str = "Choose another profile";
/// Without any.
pub const NOBODY: &str = "Nobody is waiting to be matched.";
/// In place of a verdict, where many wait.
pub const NOT_COMPARED: &str = "Not compared yet";

/// Heading of the page of one whom nobody is like.
pub const NO_MATCH: &str = "Nobody here looks like them";
/// Under it.
pub const NO_MATCH_HINT: &str =
    "No profile shares enough with this sign-up. Add them as a new patient, or search yourself.";
/// Heading there over who it is, only read.
pub const WHO: &str = "Who signed up";
/// Heading of the page of one who was dealt with.
pub const DEALT_WITH: &str = "This registration was dealt with already";
/// Under it.
pub const DEALT_WITH_HINT: &str = "Somebody else was faster, so there is nothing left to do here.";
/// Link from there.
pub const GO_ON: &str = "Go on with the others";
/// Over what else can be done beside merging.
pub const NOT_THEM: &str = "Not this profile?";

/// Beside the way back: "New registrations, 2 of 3".
#[must_use]
pub fn position(number: u32, of: u32) -> String {
    format!("{TITLE}, {number} of {of}")
}

/// Under a name in the list, where somebody else has the page open.
#[must_use]
pub fn at_work(name: &str) -> String {
    format!("{name} is working on it")
}

/// The same on the page itself: "Dana Whitfield opened this today, 8:12 am, and may be working
/// on it."
#[must_use]
pub fn at_work_since(name: &str, moment: &str) -> String {
    format!("{name} opened this {moment}, and may be working on it.")
}

/// Link of Today: "See all 5".
#[must_use]
pub fn see_all(count: u32) -> String {
    format!("See all {count}")
}

/// Whom a registration looks like: "Amara Okafor, born May 3, 1988".
#[must_use]
pub fn looks_like(name: &str, born: Option<&str>) -> String {
    match born {
        Some(born) => format!("{name}, born {born}"),
        None => name.to_owned(),
    }
}

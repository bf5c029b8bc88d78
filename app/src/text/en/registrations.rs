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

/// A reason as it begins a line: "Same birth date".
#[must_use]
pub fn capital(reason: &str) -> String {
    let mut letters = reason.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

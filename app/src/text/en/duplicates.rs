//! Words of the list of profiles that may be one person.

/// Heading, and menu item.
pub const TITLE: &str = "Possible duplicates";
/// Under the heading.
pub const HINT: &str = "Each pair may be one person with two profiles. Merge them, or say that they are two people: then they won’t be suggested again.";
/// Without any.
pub const NONE: &str = "No two profiles look like one person.";
/// The same on a later page.
pub const NO_MORE: &str = "No more pairs.";
/// While the worker has not looked at everybody.
pub const COMPARING: &str =
    "Some profiles are still being compared. More pairs may appear here in a few minutes.";
/// The pages of the list.
pub const PAGES: &str = "Pages of possible duplicates";
/// Link.
pub const LIKELIEST: &str = "Likeliest";
/// Link.
pub const LESS_LIKELY: &str = "Less likely";
/// Under a name.
pub const SIGN_UP: &str = "New sign-up";
/// Under a name without a birth date.
pub const BORN_UNKNOWN: &str = "No date of birth";
/// Link of the page that asks with which profile one is merged.
pub const ALL: &str = "Possible duplicates of the whole clinic";

/// Read after the words of a button: "Amara Okafor and Amara N. Okafor".
#[must_use]
pub fn both(one: &str, other: &str) -> String {
    format!("{one} and {other}")
}

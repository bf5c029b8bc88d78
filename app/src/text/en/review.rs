//! Words of the list of accesses that nobody has used for long.

/// Heading.
pub const TITLE: &str = "Access nobody has used";
/// Button.
pub const KEEP: &str = "Keep";
/// Banner.
pub const KEPT: &str = "Kept. We’ll ask again after as long a time.";
/// Without any.
pub const NOTHING: &str = "Nothing to look at.";
/// Under a list that is longer than the page.
pub const MORE: &str = "There are more. They come up when these are done.";
/// What an access gives that has ended by itself.
pub const GIVES_NOTHING: &str = "Can’t do anything any more";

/// Under the heading.
#[must_use]
pub fn lead(months: u8) -> String {
    let months = match months {
        1 => String::from("a month"),
        months => format!("{months} months"),
    };
    format!(
        "These people haven’t looked at or done anything for the patient for {months}. Keep what \
         is still needed, and remove the rest."
    )
}

/// "David Okafor, for Leo Okafor".
#[must_use]
pub fn whose(who: &str, whom: &str) -> String {
    format!("{who}, for {whom}")
}

/// "Books and gets emails. Last used March 3, 2024".
#[must_use]
pub fn unused(can: &str, since: &str) -> String {
    format!("{can}. Last used, given or kept {since}")
}

/// "3 people haven’t used their access for long".
#[must_use]
pub fn count(number: i64, most: i64) -> String {
    match number {
        1 => String::from("1 access hasn’t been used for long"),
        number if number > most => format!("More than {most} haven’t been used for long"),
        number => format!("{number} haven’t been used for long"),
    }
}

//! Words for visits of several people in one go.

/// Heading, and the link to it.
pub const TOGETHER: &str = "Book several people at once";
/// Under it.
pub const INTRO: &str = "Choose what each of them needs. We find times for all, and book all of \
                         them or none.";
/// For somebody who doesn't come this time.
pub const NOT_NOW: &str = "Nothing this time";
/// Question.
pub const HOW: &str = "How should they come?";
/// Answer.
pub const IN_TURN: &str = "One after the other";
/// Its hint.
pub const IN_TURN_HINT: &str = "With the same practitioner.";
/// Answer.
pub const AT_ONCE: &str = "At the same time";
/// Its hint.
pub const AT_ONCE_HINT: &str = "Each with a practitioner of their own.";
/// Button.
pub const SHOW: &str = "Show times";
/// Heading of the times.
pub const TIMES: &str = "Times for all of them";
/// In place of times.
pub const NONE: &str = "There are no such times online. Try the other way to come, or another \
                        service.";
/// Link.
pub const LATER: &str = "Later times";
/// When too few were chosen.
pub const TOO_FEW: &str = "Choose what at least two of them need.";
/// When there is only one to book for.
pub const NOBODY_ELSE: &str = "You book only for yourself so far. Add someone first.";
/// Button.
pub const BOOK_ALL: &str = "Book all appointments";
/// The same where the clinic confirms one of them first.
pub const REQUEST_ALL: &str = "Request all appointments";
/// Beside it.
pub const ALL_OR_NONE: &str = "We book all of them or none. Each can be changed or cancelled on \
                               its own.";
/// Link on the last page.
pub const OTHER_TIMES: &str = "Choose other times";
/// Heading of the page of a hold that is gone.
pub const CHECK: &str = "Check and book";
/// Heading of the offers under a booking.
pub const RIGHT_AFTER: &str = "Bring someone along";

/// When too many were chosen.
#[must_use]
pub fn too_many(most: usize) -> String {
    format!("At most {most} people can be booked at once.")
}

/// Why there are no times: "Leo can’t have this: …".
#[must_use]
pub fn cannot(name: &str, why: &str) -> String {
    format!("For {name}: {why}")
}

/// "Leo and Maya", "Ana, Leo and Maya".
#[must_use]
pub fn all(names: &[&str]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// Heading: "Check and book for Leo and Maya".
#[must_use]
pub fn check(names: &[&str]) -> String {
    format!("{CHECK} for {}", all(names))
}

/// Heading: "Leo and Maya are booked".
#[must_use]
pub fn booked(names: &[&str]) -> String {
    format!("{} are booked", all(names))
}

/// Heading: "Requested for Leo and Maya".
#[must_use]
pub fn requested(names: &[&str]) -> String {
    format!("Requested for {}", all(names))
}

/// "Leo 10:00 am, then Maya 10:45 am, with Priya Raman".
#[must_use]
pub fn in_turn(each: &[(String, String)], with: &str) -> String {
    let each: Vec<String> = each
        .iter()
        .map(|(name, time)| format!("{name} {time}"))
        .collect();
    format!("{}, with {with}", each.join(", then "))
}

/// "Leo with Priya Raman, Maya with Sam Lee".
#[must_use]
pub fn at_once(each: &[(String, String)]) -> String {
    let each: Vec<String> = each
        .iter()
        .map(|(name, with)| format!("{name} with {with}"))
        .collect();
    each.join(", ")
}

/// Button: "Book Maya right after, 11:00 am".
#[must_use]
pub fn right_after(name: Option<&str>, time: &str) -> String {
    match name {
        Some(name) => format!("Book {name} right after, {time}"),
        None => format!("Book yourself right after, {time}"),
    }
}

/// Under it: "Physiotherapy visit with Priya Raman".
#[must_use]
pub fn what_with(service: &str, name: &str) -> String {
    format!("{service} with {name}")
}

//! Words of what was merged, and of splitting it again.

use clinic::merge::Field;
use domain::access::Relation;

use super::merge::{capital, listed};

/// Heading, and menu item.
pub const MERGES: &str = "Merged profiles";
/// Without any.
pub const NO_MERGES: &str = "No merges yet.";
/// Columns of the list.
pub const COLUMNS: [&str; 4] = ["Profile", "When", "By", "Undo"];
/// Button.
pub const UNDO: &str = "Undo";
/// Badge.
pub const UNDONE: &str = "Undone";
/// In place of the button.
pub const ASK_AN_ADMIN: &str = "An admin can undo this.";
/// Link.
pub const DISCLOSED: &str = "What was seen";
/// The pages of the list.
pub const PAGES: &str = "Pages of merged profiles";
/// Link.
pub const NEWEST: &str = "Newest";
/// Link.
pub const OLDER: &str = "Older";
/// Heading over those who were said to be somebody else.
pub const MARKED: &str = "Known to be different people";
/// Button.
pub const SPLIT: &str = "Split them";
/// Link back.
pub const KEEP: &str = "Keep them merged";
/// Heading of what goes back by itself.
pub const BACK: &str = "Goes back by itself";
/// Heading of what was changed.
pub const CHANGED: &str = "Changed since the merge";
/// Heading of what is new.
pub const SINCE: &str = "New since the merge";
/// Where there is nothing of all that.
pub const NOTHING_ADDED: &str = "Nothing was added or changed since the merge.";
/// Under the password.
pub const PASSWORD_HINT: &str = "The merge isn’t from today, so we check that it’s really you.";
/// Under the heading of an undone merge.
pub const IS_UNDONE: &str = "This merge was undone. They are two profiles.";
/// What the split does besides.
pub const SPLIT_MEANS: &str = "They’ll be marked as different people, so they aren’t suggested again. Nobody can log in for more than before the merge. An appointment that the merge cancelled stays cancelled, one that it confirmed stays confirmed, and a time that was held for a booking isn’t held again.";

/// Heading.
pub const SEEN_TITLE: &str = "What was seen while they were one";
/// Under it.
pub const SEEN_MEANS: &str = "Accounts that opened something of the profile they had no access to before the merge, and who got mail about it. If they were two people, those people may have to be told.";
/// Without any.
pub const SEEN_NOTHING: &str = "Nobody saw anything of the other profile.";
/// Columns of that list.
pub const SEEN_COLUMNS: [&str; 4] = ["When", "Who", "Of whom", "What"];
/// A mail that told of it.
pub const SEEN_MAIL: &str = "Got an email about it";
/// Button.
pub const DOWNLOAD: &str = "Download as CSV";
/// Under the password.
pub const DOWNLOAD_HINT: &str = "The file names people, so we check that it’s really you.";

/// After a merge: "Merged into Amara N. Okafor."
#[must_use]
pub fn merged_into(name: &str) -> String {
    format!("Merged into {name}.")
}

/// A line about what was just done.
#[must_use]
pub fn done(code: &str) -> Option<&'static str> {
    match code {
        "split" => Some("Two profiles again."),
        "different" => Some("Noted. They won’t be suggested as the same person again."),
        "forgotten" => Some("Noted. They can be merged again."),
        _ => None,
    }
}

/// "Amara Okafor became part of Amara N. Okafor".
#[must_use]
pub fn became(absorbed: &str, survivor: &str) -> String {
    format!("{absorbed} became part of {survivor}")
}

/// "March 12, 10:15 am by Dana Whitfield".
#[must_use]
pub fn undone_by(moment: &str, by: &str) -> String {
    format!("Undone {moment} by {by}")
}

/// Heading.
#[must_use]
pub fn split_title(name: &str) -> String {
    format!("Split {name} back into two?")
}

/// Who it will be then.
#[must_use]
pub fn split_into(survivor: &str, absorbed: &str) -> String {
    format!("There will be two profiles again: {survivor} and {absorbed}.")
}

/// Where another merge stands on it.
#[must_use]
pub fn blocked_by(absorbed: &str, survivor: &str) -> String {
    format!("A later merge has to be undone first: {absorbed} into {survivor}.")
}

/// Fields that go back to what they were.
#[must_use]
pub fn fields_back(fields: &[Field]) -> String {
    format!("{}: back to what it was before", capital(&listed(fields)))
}

/// Fields that were edited since.
#[must_use]
pub fn fields_kept(fields: &[Field]) -> String {
    format!(
        "{}: changed since the merge, so it stays",
        capital(&listed(fields))
    )
}

/// The tick of a changed row.
#[must_use]
pub fn stays_with(what: &str, survivor: &str) -> String {
    format!("{what}: keep with {survivor}")
}

/// Under the heading of changed rows.
#[must_use]
pub fn changed_hint(absorbed: &str) -> String {
    format!("These came from {absorbed} and go back as they are now, unless you tick them.")
}

/// The tick of a new row.
#[must_use]
pub fn give_to(what: &str, absorbed: &str) -> String {
    format!("{what}: give to {absorbed}")
}

/// Under the heading of new rows.
#[must_use]
pub fn since_hint(survivor: &str) -> String {
    format!(
        "What you don’t tick stays with {survivor}. Whoever was let in by somebody who goes then \
         waits for the clinic."
    )
}

/// A visit of a list.
#[must_use]
pub fn visit(moment: &str, cancelled: bool) -> String {
    if cancelled {
        format!("Cancelled appointment {moment}")
    } else {
        format!("Appointment {moment}")
    }
}

/// Behind an access that is over.
pub const ENDED: &str = ", ended";
/// Behind an access that gives nothing until staff have looked.
pub const WAITS: &str = ", waits for the clinic";

/// An access of a list, with who gave it and whether it works.
#[must_use]
pub fn access(holder: &str, of: Relation, works: &str, giver: Option<&str>) -> String {
    let what = match of {
        Relation::Myself => "own portal account",
        Relation::Guardian => "acts for them",
    };
    let given = giver.map(|giver| format!(", let in by {giver}"));
    format!("{holder}: {what}{}{works}", given.unwrap_or_default())
}

/// A stop that nobody gives away.
#[must_use]
pub fn with_both(stop: &str) -> String {
    format!("{stop}: both profiles have it")
}

/// An invitation of a list.
#[must_use]
pub fn invitation(email: &str) -> String {
    format!("Invitation to {email}")
}

/// A safeguarding stop of a list.
#[must_use]
pub fn stop(moment: &str) -> String {
    format!("Safeguarding stop set {moment}")
}

/// "since March 12, 10:15 am, by Dana Whitfield".
#[must_use]
pub fn marked_by(moment: &str, by: &str) -> String {
    format!("since {moment}, by {by}")
}

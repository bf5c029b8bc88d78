//! Words of inviting many patients at once.

use domain::invitation::LeftOut;
use domain::limits;

/// Link on the list of patients.
pub const INVITE_SEVERAL: &str = "Invite several";
/// Over the list with its boxes.
pub const TICK: &str = "Tick whom to invite. You see who can be invited before anything is sent.";
/// Column of the boxes.
pub const TICK_COLUMN: &str = "Invite";
/// Button.
pub const GO_ON: &str = "Go on with those ticked";
/// Heading.
pub const INVITE: &str = "Invite to the portal";
/// Under it.
pub const MEANS: &str = "Each gets an email at the address on their profile, with a link to \
     their own portal. Nothing is sent before you press the button.";
/// When nobody was ticked.
pub const NOBODY_TICKED: &str = "Nobody is ticked.";
/// Link back to the list.
pub const CHOOSE: &str = "Choose patients";
/// When nobody of those chosen can be.
pub const NOBODY: &str = "None of them can be invited here.";
/// Heading.
pub const LEFT_OUT: &str = "Not invited";
/// Heading.
pub const INVITED: &str = "Invited";
/// Heading of a batch.
pub const INVITATIONS: &str = "Invitations";
/// Link while it goes on.
pub const SHOW_PROGRESS: &str = "Show progress";
/// Under the count while it goes on.
pub const GOES_ON: &str = "They are sent a few at a time. You can leave this page.";
/// Link back without a change.
pub const BACK: &str = "Cancel";

/// Link.
#[must_use]
pub fn everybody_found() -> String {
    format!(
        "Take everybody this search finds, up to {}",
        limits::BULK_INVITES_MAX
    )
}

/// Link.
#[must_use]
pub fn everybody() -> String {
    format!(
        "Take everybody in the list, up to {}",
        limits::BULK_INVITES_MAX
    )
}

/// Link to those behind the ones that go at once.
#[must_use]
pub fn the_next() -> String {
    format!("The next {}", limits::BULK_INVITES_MAX)
}

/// A box’s name.
#[must_use]
pub fn tick(name: &str) -> String {
    format!("Invite {name}")
}

/// Heading of those who will be.
#[must_use]
pub fn will_be(people: usize) -> String {
    match people {
        1 => String::from("1 person will be invited"),
        n => format!("{n} people will be invited"),
    }
}

/// Button.
#[must_use]
pub fn send(people: usize) -> String {
    match people {
        1 => String::from("Send 1 invitation"),
        n => format!("Send {n} invitations"),
    }
}

/// How far it has come.
#[must_use]
pub fn so_far(done: usize, all: usize) -> String {
    format!("{done} of {all} done")
}

/// What came of it.
#[must_use]
pub fn through(invited: usize, left_out: usize) -> String {
    format!("All done: {invited} invited, {left_out} not.")
}

/// Why somebody isn't, with how many.
#[must_use]
pub fn why(why: LeftOut, people: usize) -> String {
    format!("{} ({people})", left_out(why))
}

fn left_out(why: LeftOut) -> String {
    let words = match why {
        LeftOut::TooYoung => "Not of age: invite them, or a parent or guardian, from their profile",
        LeftOut::HasAccess => "Can log in already",
        LeftOut::Invited => "Invited before, not answered yet",
        LeftOut::NoEmail => "No email address on the profile",
        LeftOut::AgeUnknown => "No date of birth on the profile",
        LeftOut::SharedAddress => "The same address is on another profile",
        LeftOut::OthersAddress => "The address is or was somebody else’s log-in",
        LeftOut::Blocked => "The address’s account is blocked",
        LeftOut::Stopped => "A safeguarding stop stands",
        LeftOut::Gone => "Archived, merged or deceased",
        LeftOut::AddressChanged => "Changed since you looked: invite them from their profile",
        LeftOut::TooMany => "This address has had too many invitations today",
        LeftOut::SenderGone => "Whoever sent these may not invite any more",
        LeftOut::Failed => "It went wrong on our side: invite them from their profile",
    };
    words.to_owned()
}

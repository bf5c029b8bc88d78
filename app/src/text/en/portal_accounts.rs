//! Words of a patient's portal accounts: who can log in, who was invited, and what they may do.

use clinic::portal_accounts::State;
use domain::access::{EndedBy, Relation};
use domain::age_policy::AgeEffect;
use domain::invitation::InvitationState;

/// Tab and heading.
pub const PORTAL_ACCOUNTS: &str = "Portal accounts";
/// Field.
pub const EMAIL: &str = "Email address";
/// Under it.
pub const EMAIL_HINT: &str = "We email them a link to sign up or log in and accept.";
/// Button.
pub const ADD_USER: &str = "Add User";
/// Opens the choices.
pub const RELATION_AND_RIGHTS: &str = "Relationship and rights";
/// Question.
pub const WHOSE: &str = "Whose log-in is it?";
/// Answer.
pub const BY_ADDRESS: &str = "Decide by the address";
/// Question.
pub const KINSHIP: &str = "What are they to the patient? (optional)";
/// Answer.
pub const NOT_SAID: &str = "Not said";
/// Question.
pub const THEY_CAN: &str = "They can";
/// Answer.
pub const ONE_BY_ONE: &str = "Only what is ticked here";
/// Question.
pub const BASIS: &str = "Why may they act for the patient? (optional)";
/// Under it.
pub const BASIS_HINT: &str = "To manage who has access to a child, a reason must be recorded.";
/// Field.
pub const UNTIL: &str = "Last day";
/// Under it.
pub const UNTIL_HINT: &str = "Leave it empty for access without an end.";
/// The columns.
pub const PERSON: &str = "Person";
/// Column.
pub const RELATIONSHIP: &str = "Relationship";
/// Column.
pub const STATUS: &str = "Status";
/// Column, only read.
pub const ACTIONS: &str = "Actions";
/// Under an address.
pub const NOT_SIGNED_UP: &str = "Not signed up yet";
/// Badge.
pub const INVITED: &str = "Invited";
/// Badge.
pub const EXPIRED: &str = "Expired";
/// Badge.
pub const LOCKED: &str = "Locked";
/// Under it.
pub const LOCKED_HINT: &str = "Five wrong answers. Resending unlocks it.";
/// Badge.
pub const BOUNCED: &str = "Email bounced";
/// Under it, while we try.
pub const DELAYED: &str = "The email can’t leave yet. We keep trying.";
/// Menu item.
pub const RESEND: &str = "Resend invitation";
/// Menu item.
pub const COPY_LINK: &str = "Copy link";
/// Menu item.
pub const COPY_NEW_LINK: &str = "Copy new link";
/// Menu item.
pub const DELETE: &str = "Delete invitation";
/// Menu item.
pub const FIX_ADDRESS: &str = "Fix email address";
/// Menu item and button.
pub const GIVE_AGAIN: &str = "Give access again";
/// Menu item.
pub const CHANGE_RIGHTS: &str = "Change rights";
/// Menu item.
pub const SEND_LOG_IN_LINK: &str = "Send log-in link";
/// Menu item and button.
pub const REMOVE_ACCESS: &str = "Remove access";
/// Button.
pub const KEEP: &str = "Keep";
/// Button.
pub const SAVE: &str = "Save";
/// Button.
pub const SEND: &str = "Send to this address";
/// Heading over what has ended.
pub const EARLIER: &str = "Earlier";
/// The name of its table.
pub const EARLIER_TABLE: &str = "Earlier portal accounts and invitations";
/// Column.
pub const WHAT: &str = "What happened";
/// Column.
pub const WHEN: &str = "When";
/// Nobody logs in with a blocked account.
pub const NEVER_LOGGED_IN: &str = "Never logged in";
/// Notice.
pub const STOPPED: &str = "A safeguarding stop is set. Only the patient can be given access, and no \
     one else’s access works.";
/// Notice.
pub const AGE_UNKNOWN: &str = "We don’t know the date of birth, so no rule of age applies. Whoever \
     accepts an invitation needs the 6-digit code on its row.";
/// Tick on the page of rights.
pub const CONFIRM: &str = "I’ve looked at this access. It counts as given today.";
/// Heading of the page with the link.
pub const LINK_HEADING: &str = "Copy the invitation link";
/// Field.
pub const LINK: &str = "Invitation link";
/// Under it.
pub const LINK_HINT: &str = "Copy this and send it yourself. It’s shown only once.";
/// Button.
pub const COPY: &str = "Copy link";
/// Announced.
pub const COPIED: &str = "Link copied.";
/// Button.
pub const OPEN_MAIL: &str = "Open in my email app";
/// Link.
pub const BACK: &str = "Back to portal accounts";
/// When it can't be shown again.
pub const LINK_GONE: &str = "The link was shown once, or a newer one took its place. You can copy a \
     new one.";

/// It was deleted too long ago.
pub const UNDO_TOO_LATE: &str = "It’s too late to undo this. Add the address again instead.";

/// "on Sunday, March 8", inside a sentence.
#[must_use]
pub fn on(date: &str) -> String {
    format!("on {date}")
}

/// "These people can log in and manage Leo’s appointments online."
#[must_use]
pub fn lead(first: &str) -> String {
    format!("These people can log in and manage {first}’s appointments online.")
}

/// Nobody can.
#[must_use]
pub fn empty(first: &str) -> String {
    format!("No one can log in for {first} yet. Add an email address and we’ll send a link.")
}

/// The table's name.
#[must_use]
pub fn table(name: &str) -> String {
    format!("Portal accounts for {name}")
}

/// "Leo’s own log-in".
#[must_use]
pub fn own_of(first: &str) -> String {
    format!("{first}’s own")
}

/// "Someone who acts for Leo".
#[must_use]
pub fn guardian_of(first: &str) -> String {
    format!("Someone’s who acts for {first}")
}

/// Under "Decide by the address".
#[must_use]
pub fn by_address_hint(first: &str) -> String {
    format!(
        "{first}’s own if it’s the address on the profile and they’re old enough, else someone’s \
         who books for them."
    )
}

/// Badge of a live access.
#[must_use]
pub fn state(state: State) -> &'static str {
    match state {
        State::Active => "Active",
        State::Blocked => "Blocked",
        State::Stopped => "Stopped",
        State::Waiting => "Waits for you",
        State::Over => "Ended",
        State::Aged => "Paused by age",
    }
}

/// Under that badge, where there is something to say.
#[must_use]
pub fn state_hint(state: State) -> Option<&'static str> {
    match state {
        State::Active => None,
        State::Blocked => Some("The account is blocked"),
        State::Stopped => Some("By the safeguarding stop"),
        State::Waiting => Some("Confirm it under Change rights"),
        State::Over => Some("Its last day has passed"),
        State::Aged => Some("Confirm it under Change rights, or remove it"),
    }
}

/// "Last logged in today".
#[must_use]
pub fn last_logged_in(when: &str) -> String {
    format!("Last logged in {when}")
}

/// "Accepted by this account, sent to ngozi@example.com".
#[must_use]
pub fn sent_to(address: &str) -> String {
    format!("Invited as {address}")
}

/// "Until March 27".
#[must_use]
pub fn until(date: &str) -> String {
    format!("Until {date}")
}

/// "Sent today, link works until Tuesday, March 17 (7 days)".
#[must_use]
pub fn sent(when: &str, until: &str, days: i64) -> String {
    let days = match days {
        1 => String::from("1 day left"),
        n => format!("{n} days left"),
    };
    format!("Sent {when}, link works until {until} ({days})")
}

/// "Link stopped working March 1".
#[must_use]
pub fn stopped_working(date: &str) -> String {
    format!("Link stopped working {date}")
}

/// "Desk code 048213".
#[must_use]
pub fn desk_code(code: &str) -> String {
    format!("Code to tell them: {code}")
}

/// What the mail server said; a code.
#[must_use]
pub fn bounced(code: &str) -> String {
    match code.strip_prefix("smtp_") {
        Some(reply @ ("550" | "551" | "553")) => {
            format!("There’s no such address, says its mail server ({reply}).")
        }
        Some("552") => String::from("The mailbox is full, says its mail server (552)."),
        Some(reply) => format!("The mail server said {reply}."),
        None if code == "address" => String::from("No mail can go to this address."),
        None => String::from("The mail server couldn’t be reached for a long time."),
    }
}

/// "Actions for ngozi@example.com".
#[must_use]
pub fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

/// What was just done; `address` is whom it was about.
#[must_use]
pub fn done(what: &str, address: Option<&str>) -> Option<String> {
    match (what, address) {
        ("invited", Some(to)) => Some(format!("Invitation sent to {to}.")),
        ("resent", Some(to)) => Some(format!("Sent again to {to}. The old link stopped working.")),
        ("restored", Some(to)) => Some(format!(
            "Invitation back. A fresh link is on its way to {to}."
        )),
        ("taken-back", _) => Some(String::from(
            "Invitation deleted. The link no longer works.",
        )),
        ("rights", _) => Some(String::from("Rights changed. They count from now on.")),
        ("again", _) => Some(String::from("Access given again. We told them by email.")),
        ("guardianship", _) => Some(String::from("Legal guardianship goes on at any age.")),
        ("guardianship-ended", _) => Some(String::from(
            "Guardianship ended. The rules of age count again.",
        )),
        ("removed", _) => Some(String::from("Access removed.")),
        ("link-sent", _) => Some(String::from("A link to log in is on its way.")),
        _ => None,
    }
}

/// "amara@example.com already has access".
#[must_use]
pub fn has_access(address: &str) -> String {
    format!("{address} already has access.")
}

/// "Invited by Amara Okafor", where that isn't staff.
pub fn invited_by(name: &str) -> String {
    format!("Invited by {name}")
}

/// "We already invited ngozi@example.com on Sunday."
#[must_use]
pub fn already_invited(address: &str, when: &str) -> String {
    format!("We already invited {address} {when}.")
}

/// Too many at once.
#[must_use]
pub fn too_many(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match (seconds, minutes) {
        (1, _) => String::from("That’s a lot of invitations at once. Try again in a second."),
        (2..=90, _) => {
            format!("That’s a lot of invitations at once. Try again in {seconds} seconds.")
        }
        (_, 2..=90) => {
            format!("This was sent as often as we send it for now. Try again in {minutes} minutes.")
        }
        _ => String::from("This was sent as often as we send it in a day. Try again tomorrow."),
    }
}

/// "When Leo turns 12, in June 2030, …".
#[must_use]
pub fn coming(first: &str, age: u8, month: &str, effect: AgeEffect) -> String {
    let then = match effect {
        AgeEffect::BookingsOnly => "others can only book for them and get emails",
        AgeEffect::Ask => "we ask them who may go on acting for them",
        AgeEffect::Review => "you’re asked to look at this list again",
        AgeEffect::End => "everyone else’s access ends",
    };
    format!("When {first} turns {age}, in {month}, {then}.")
}

/// "Remove David Okafor’s access to Leo Okafor?"
#[must_use]
pub fn remove_heading(who: &str, patient: &str) -> String {
    format!("Remove {who}’s access to {patient}?")
}

/// "Give David Okafor access to Leo Okafor again?"
#[must_use]
pub fn again_heading(who: &str, patient: &str) -> String {
    format!("Give {who} access to {patient} again?")
}

/// What that means.
#[must_use]
pub fn again_means(who: &str, can: &str) -> String {
    format!(
        "{who} can do what they could before: {}.",
        can.to_lowercase()
    )
}

/// What it means.
#[must_use]
pub fn remove_means(relation: Relation, first: &str) -> String {
    match relation {
        Relation::Myself => format!(
            "{first} can’t see, book or change anything online any more. The account stays, and \
             the appointments do."
        ),
        Relation::Guardian => format!(
            "They can’t book, change or see {first}’s appointments, and emails about {first} no \
             longer go to them. The appointments stay."
        ),
    }
}

/// "Rights of David Okafor".
#[must_use]
pub fn rights_heading(who: &str, first: &str) -> String {
    format!("What {who} can do for {first}")
}

/// "Fix the address ngzi@example.com".
#[must_use]
pub fn fix_hint(address: &str) -> String {
    format!(
        "The invitation to {address} stops working, and a new one with the same rights goes to \
         the address you enter."
    )
}

/// The warning over a link.
#[must_use]
pub fn anyone(address: &str) -> String {
    format!("Anyone with this link can try to accept, so send it only to {address}.")
}

/// Subject of the desk's own mail.
#[must_use]
pub fn own_mail_subject(clinic: &str) -> String {
    format!("An invitation from {clinic}")
}

/// The text of the desk's own mail.
#[must_use]
pub fn own_mail(clinic: &str, link: &str) -> String {
    format!(
        "Hello,\n\n{clinic} invites you to book and change appointments online. Open this link \
         to accept:\n{link}\n\nThe link is for you alone. Don’t pass it on.\n"
    )
}

/// How an invitation ended.
#[must_use]
pub fn closed(state: InvitationState, reason: Option<&str>) -> String {
    match (state, reason) {
        (InvitationState::Declined, Some(reason)) => format!("Declined: {reason}"),
        (InvitationState::Declined, None) => String::from("Declined"),
        (InvitationState::Deleted, _) => String::from("Invitation deleted"),
        (InvitationState::Superseded, _) => String::from("Sent to another address instead"),
        (InvitationState::Accepted, _) => String::from("Accepted"),
        (InvitationState::Pending, _) => String::from("Invited"),
    }
}

/// How an access ended.
#[must_use]
pub fn ended(by: EndedBy) -> &'static str {
    match by {
        EndedBy::Staff => "Access removed by the clinic",
        EndedBy::Patient => "Access removed by the patient",
        EndedBy::Guardian => "Access removed by a guardian",
        EndedBy::Holder => "Gave the access up",
        EndedBy::Age => "Ended when the patient came of age",
        EndedBy::EndDate => "Its last day came",
        EndedBy::Safeguarding => "Ended by a safeguarding stop",
        EndedBy::Blocked => "The account was blocked",
        EndedBy::Merge => "Had another access when profiles were merged",
    }
}

//! Words of merging two profiles.

use clinic::merge::{Field, Moves, OverlapAnswer};
use domain::access::Relation;

/// Heading: two profiles side by side.
pub const TITLE: &str = "Are these the same person?";
/// Under the heading.
pub const INTRO: &str =
    "We filled in our best guess. Change anything that looks wrong, then merge.";
/// Under the heading, where the profiles can't be merged.
pub const INTRO_STOPPED: &str = "They can’t be merged as they are. Here is why.";
/// The head of a column, and before its values on a phone.
pub const SIGN_UP: &str = "New sign-up";
/// The head of its column for a profile that is no sign-up.
pub const OTHER: &str = "Other profile";
/// The head of the column of the profile that goes on.
pub const EXISTING: &str = "Existing profile";
/// The head of the column of what there is then.
pub const AFTER: &str = "After merging";
/// Under that head.
pub const ONE_PROFILE: &str = "One profile";
/// In place of a value.
pub const NOT_GIVEN: &str = "Not given";
/// A third choice.
pub const SOMETHING_ELSE: &str = "Something else";
/// In place of the value after merging, where the third choice is.
pub const WHAT_YOU_TYPE: &str = "What you type";
/// Beside the fields that are the same.
pub const KEPT: &str = "Kept as they are";
/// Opens their values.
pub const SHOW_SAME: &str = "Show them";
/// Where no field differs.
pub const NOTHING_DIFFERS: &str = "Both profiles say the same.";
/// Heading over what speaks against it.
pub const STOPS: &str = "Look at this first";
/// Tick.
pub const CONFIRMED: &str = "They are the same person all the same";
/// Field.
pub const REASON: &str = "Why you’re sure";
/// Under the field of the reason.
pub const REASON_HINT: &str =
    "For example: “Showed their health card, the date was a typing mistake.”";
/// Tick.
pub const IDENTITY: &str = "I’ve checked who this is";
/// Under the tick that somebody has checked who it is.
pub const IDENTITY_HINT: &str =
    "Nothing proves yet that this account belongs to the person. It will see the merged profile.";
/// Heading.
pub const ACCOUNTS: &str = "Who can log in afterwards";
/// Under the heading of who can log in.
pub const ACCOUNTS_HINT: &str = "Nobody sees more than before unless you tick them. Who isn’t ticked waits until you give access on the profile.";
/// Question where both have an account of their own.
pub const STAYS_SELF: &str = "Both have a portal account of their own. Which one stays?";
/// Under the question which account stays.
pub const STAYS_SELF_HINT: &str =
    "The other one sees nothing any more, and is told to call the clinic.";
/// The same where one of them acts for the other profile, too.
pub const STAYS_SELF_OR_ACTS_HINT: &str = "The other one sees nothing any more, and is told to call the clinic. One that also acts for \
     them goes on with that instead.";
/// Beside an access or an invitation that goes on only if it is ticked.
pub const IF_TICKED: &str = "Only if you tick it";
/// Under the question whether an account is the patient.
pub const WHICH_RELATION_HINT: &str =
    "The account has both, one of each profile. It goes on with the one you choose.";
/// A choice: the account is the patient's own.
pub const IS_THE_PATIENT: &str = "They are the patient";
/// A choice: the account acts for the patient.
pub const ACTS_FOR_THEM: &str = "They act for the patient";
/// A visit that the page doesn't know.
pub const A_VISIT: &str = "An appointment";
/// Beside an access that goes on.
pub const GOES_ON: &str = "Goes on";
/// Beside one whose account has one already.
pub const DOUBLED: &str = "Has access to the existing profile already";
/// Beside one that has run out, of an account with one that hasn't.
pub const RUN_OUT: &str = "Gives nothing any more, and ends: the one below is asked about";
/// Beside one that waits.
pub const WAITS: &str = "Waits for the clinic, as before";
/// Beside one that a stop keeps out.
pub const STOPPED: &str = "Kept out by the safeguarding stop";
/// Beside one that is the patient's own.
pub const CHOSEN_ABOVE: &str = "As you choose above";
/// Heading over invitations.
pub const INVITATIONS: &str = "Invitations without an answer";
/// Under the heading of invitations.
pub const INVITATIONS_HINT: &str = "What isn’t ticked is taken back.";
/// Beside an invitation that goes on.
pub const INVITED: &str = "Invited";
/// Beside one that the other has, too.
pub const INVITED_TWICE: &str = "Invited to the existing profile already";
/// Heading.
pub const OVERLAPS: &str = "Appointments at the same time";
/// The first choice, which is none.
pub const CHOOSE: &str = "Choose one";
/// Heading.
pub const EVERYTHING_ELSE: &str = "Everything else is kept";
/// Under the heading of what is kept, over what moves.
pub const NOTHING_DELETED: &str = "Nothing is deleted. The merged profile gets:";
/// Where nothing moves.
pub const NOTHING_MOVES: &str =
    "Nothing is deleted. There are no appointments or accounts to move.";
/// Heading.
pub const STAYS: &str = "What doesn’t move";
/// A line there.
pub const STAYS_SIGN_UP: &str = "The record of the sign-up";
/// A line there.
pub const STAYS_STOP: &str = "A second safeguarding stop: the one that stands stays";
/// A line there.
pub const STAYS_ADDRESS: &str = "The old address of the profile, which leads to the merged one";
/// Button.
pub const MERGE: &str = "Merge profiles";
/// Button.
pub const PREVIEW: &str = "Preview";
/// Button.
pub const DIFFERENT: &str = "They are different people";
/// Button where they were marked so.
pub const FORGET: &str = "They may be the same after all";
/// Link where the profiles stand the wrong way round.
pub const OTHER_WAY: &str = "Merge the other way round";
/// Link to a merged profile.
pub const OPEN_MERGED: &str = "Open the merged profile";
/// Above the tick of an admin.
pub const STOP_THERE: &str = "There is or was a safeguarding stop on one of the profiles.";
/// What speaks against it.
pub const BOTH_ACCOUNTS: &str = "Both have a portal account. Choose below which one stays.";

/// Menu item of a profile.
pub const MERGE_WITH: &str = "Merge with another profile";
/// Heading of the page that asks with which.
pub const WITH_WHOM: &str = "Merge with which profile?";
/// Label of its search.
pub const SEARCH: &str = "Name, date of birth, phone or email";
/// Button.
pub const FIND: &str = "Search";
/// Button of a found profile.
pub const COMPARE: &str = "Compare";
/// The column of those buttons, only read.
pub const COMPARE_COLUMN: &str = "Compare";
/// Caption of who was found.
pub const FOUND: &str = "Profiles found";
/// Where nobody was found.
pub const NO_ONE: &str = "No other profile was found.";

/// What a field is called.
#[must_use]
pub fn field(of: Field) -> &'static str {
    match of {
        Field::Name => "Name",
        Field::Born => "Date of birth",
        Field::Sex => "Sex",
        Field::Pronouns => "Pronouns",
        Field::Email => "Email",
        Field::Phone => "Mobile",
        Field::Address => "Address",
        Field::RecordNumber => "Record number",
    }
}

/// What a field is called inside a sentence.
fn field_inside(of: Field) -> &'static str {
    match of {
        Field::Name => "name",
        Field::Born => "date of birth",
        Field::Sex => "sex",
        Field::Pronouns => "pronouns",
        Field::Email => "email",
        Field::Phone => "mobile",
        Field::Address => "address",
        Field::RecordNumber => "record number",
    }
}

/// "name, email and mobile".
pub(super) fn listed(fields: &[Field]) -> String {
    let words: Vec<&str> = fields.iter().map(|one| field_inside(*one)).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A text as it begins a line: "Same birth date".
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// "Date of birth, mobile and record number are the same."
#[must_use]
pub fn same(fields: &[Field]) -> String {
    let words = capital(&listed(fields));
    match fields {
        [Field::Pronouns] => format!("{words} are the same."),
        [_] => format!("{words} is the same."),
        _ => format!("{words} are the same."),
    }
}

/// The label of the field for a third value.
#[must_use]
pub fn something_else(of: Field) -> String {
    format!("Another {}", field_inside(of))
}

/// "Name after merging: ", only read.
#[must_use]
pub fn after(of: Field) -> String {
    format!("{} after merging:", field(of))
}

/// A stored sex in words.
#[must_use]
pub fn sex(stored: &str) -> String {
    capital(stored)
}

/// "3 appointments · 1 portal account": what there is of one side.
#[must_use]
pub fn counts(visits: usize, accounts: usize) -> String {
    let visits = match visits {
        0 => String::from("No appointments"),
        count => format!("{count} {}", appointments(count)),
    };
    let accounts = match accounts {
        0 => String::from("nobody can log in"),
        1 => String::from("1 portal account"),
        count => format!("{count} portal accounts"),
    };
    format!("{visits}, {accounts}")
}

/// What isn't a date.
#[must_use]
pub fn as_given(text: &str) -> String {
    format!("{text}, as given")
}

/// A record number that staff have seen on a card.
#[must_use]
pub fn confirmed(number: &str) -> String {
    format!("{number}, confirmed")
}

/// "Today, 8:12 am".
#[must_use]
pub fn signed_up(moment: &str) -> String {
    capital(moment)
}

/// "Patient since 2021".
#[must_use]
pub fn patient_since(year: i16) -> String {
    format!("Patient since {year}")
}

/// "Last visit March 3, 2025".
#[must_use]
pub fn last_visit(date: &str) -> String {
    format!("Last visit {date}")
}

/// "Next visit Thursday, 10:15 am".
#[must_use]
pub fn next_visit(moment: &str) -> String {
    format!("Next visit {moment}")
}

/// What speaks against it.
#[must_use]
pub fn born_differs(one: &str, other: &str) -> String {
    format!("Born on different days: {one} and {other}. This could be a typo, or two people.")
}

/// What speaks against it.
#[must_use]
pub fn sex_differs(one: &str, other: &str) -> String {
    format!("The sex differs: {one} and {other}. This could be a typo, or two people.")
}

/// What speaks against it.
#[must_use]
pub fn overlap_on(date: &str) -> String {
    format!("They have appointments at the same time on {date}. Choose below what happens.")
}

/// The label of a choice: "March 12, 10:15 am: Physiotherapy with Priya, and ..."
#[must_use]
pub fn overlap(one: &str, other: &str) -> String {
    format!("{one}, and {other}")
}

/// What can be done about two visits.
#[must_use]
pub fn overlap_answer(answer: OverlapAnswer, one: &str, other: &str) -> String {
    match answer {
        OverlapAnswer::KeepBoth => String::from("Keep both, marked as booked over each other"),
        OverlapAnswer::CancelSurvivors => format!("Cancel {one} of the existing profile"),
        OverlapAnswer::CancelAbsorbed => format!("Cancel {other} of the other one"),
    }
}

/// Whose account it is: "Own account", "Acts for them".
#[must_use]
pub fn relation(of: Relation) -> &'static str {
    match of {
        Relation::Myself => "Their own account",
        Relation::Guardian => "Acts for them",
    }
}

/// Under whoever can log in: "New sign-up · Acts for them · Only if you tick it".
#[must_use]
pub fn about(column: &str, what: &str, fate: &str) -> String {
    format!("{column} · {what} · {fate}")
}

/// "Thursday, March 12, 10:15 am, Physiotherapy with Priya".
#[must_use]
pub fn visit_of(moment: &str, what: &str) -> String {
    format!("{moment}, {what}")
}

/// The question of an account that is the patient's own of one of the two and acts for the other.
#[must_use]
pub fn which_relation(holder: &str) -> String {
    format!("{holder}: are they the patient, or do they act for them?")
}

/// "Amara Okafor, amara@example.com".
#[must_use]
pub fn holder(name: &str, email: &str) -> String {
    format!("{name}, {email}")
}

/// What moves, a line for each.
#[must_use]
pub fn moves(of: &Moves) -> Vec<String> {
    let visits = match (of.upcoming, of.past) {
        (0, 0) => None,
        (0, past) => Some(format!("{past} past {}", appointments(past))),
        (ahead, 0) => Some(format!("{ahead} upcoming {}", appointments(ahead))),
        (ahead, past) => Some(format!("{ahead} upcoming and {past} past appointments")),
    };
    let some = |count: usize, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    [
        visits,
        some(of.accounts, "portal account", "portal accounts"),
        some(of.invitations, "invitation", "invitations"),
        some(of.stops, "safeguarding stop", "safeguarding stops"),
        some(
            of.requests,
            "request, which is confirmed by merging",
            "requests, which are confirmed by merging",
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn appointments(count: usize) -> &'static str {
    match count {
        1 => "appointment",
        _ => "appointments",
    }
}

/// How long it can be undone, for whoever merges.
#[must_use]
pub fn undo_line(any_time: bool) -> &'static str {
    if any_time {
        "You can undo this at any time."
    } else {
        "You can undo this today; later an admin can."
    }
}

/// The page that asks with whom: "Amara Okafor is the new sign-up".
#[must_use]
pub fn merge_whom(name: &str) -> String {
    format!("Search for the profile that is the same person as {name}.")
}

//! Words of authenticator apps and recovery codes, for patients and for staff.

use domain::limits;

/// What it is called: a row, and a heading.
pub const APP: &str = "Authenticator app";
/// Heading, between the first factor and being logged in.
pub const ASK: &str = "Enter the code from your app";
/// Under it.
pub const ASK_HINT: &str = "Open your authenticator app and type the 6 digits that it shows.";
/// Field.
pub const CODE: &str = "Code from your app";
/// Link there.
pub const NO_PHONE: &str = "I don’t have my phone";
/// Heading of the page behind it.
pub const ASK_RECOVERY: &str = "Enter a recovery code";
/// Under it.
pub const RECOVERY_HINT: &str = "You got them when you set up the app. Each works once.";
/// Field.
pub const RECOVERY: &str = "Recovery code";
/// Link back.
pub const USE_APP: &str = "Use the app";
/// Field that takes either.
pub const EITHER: &str = "Code from your app, or a recovery code";
/// Button beside other ways to go on.
pub const CONTINUE: &str = "Continue with this code";
/// Heading, when it took too long.
pub const OVER: &str = "Log in again";
/// Under it.
pub const OVER_WHY: &str = "That took too long, or there were too many tries.";
/// Heading.
pub const SET_UP: &str = "Set up an authenticator app";
/// Under it.
pub const WHY: &str = "When you log in, we then also ask for a 6-digit code that your phone \
                       shows. Somebody who knows your password or reads your mail can’t get in \
                       without it.";
/// Under that.
pub const WHICH: &str = "Any authenticator app works, and many password managers have one.";
/// The same for staff whose role needs it.
pub const NEEDED: &str = "Your role needs it, so set it up before you go on.";
/// Button.
pub const START: &str = "Set up";
/// Before the password of staff.
pub const START_PASSWORD: &str = "Your password, to show that it’s you";
/// Over the picture.
pub const SCAN: &str = "1. Scan this with the app";
/// What the picture is, for who can't see it.
pub const PICTURE: &str = "QR code with the key below";
/// Before the key.
pub const KEY_HINT: &str = "Or type this key into the app:";
/// Link, for an app on the same device.
pub const OPEN_APP: &str = "Open it in an app on this device";
/// Over the field.
pub const TYPE: &str = "2. Type the code that it shows";
/// Button.
pub const TURN_ON: &str = "Turn it on";
/// Under the form.
pub const OTHERS_OUT: &str = "This logs out your other browsers, and we email you.";
/// Heading.
pub const CODES: &str = "Save your recovery codes";
/// Under it.
pub const CODES_WHY: &str = "If you lose your phone, each of these logs you in once. Write them \
                             down or print this page: nobody can show them to you again.";
/// Button.
pub const CODES_SAVED: &str = "I’ve saved them";
/// Heading.
pub const NEW_CODES: &str = "New recovery codes";
/// Under it.
pub const NEW_CODES_HINT: &str = "The ones you have stop working.";
/// Button.
pub const MAKE_CODES: &str = "Make new codes";
/// Heading.
pub const TURN_OFF: &str = "Turn it off";
/// Under it.
pub const TURN_OFF_HINT: &str = "Logging in then asks for no code from an app.";
/// In its place, where the role needs it.
pub const CANT_TURN_OFF: &str = "Your role needs it, so it can’t be turned off.";
/// Row.
pub const OFF: &str = "Off";
/// Read after it, and after "Set up".
pub const HIDDEN: &str = "authenticator app";

/// "On since March 12, 2026".
#[must_use]
pub fn on_since(date: &str) -> String {
    format!("On since {date}")
}

/// "8 of 10 recovery codes left".
#[must_use]
pub fn codes_left(left: i64) -> String {
    format!("{left} of {} recovery codes left", limits::RECOVERY_CODES)
}

/// Under the field, for who has lost everything.
#[must_use]
pub fn lost(phone: &str) -> String {
    format!("No phone and no recovery codes? Call {phone}.")
}

/// The same for staff.
pub const LOST_STAFF: &str = "No phone and no recovery codes? Ask an admin of the clinic.";

/// What was just done, by its name in the address.
#[must_use]
pub fn done(name: &str) -> Option<&'static str> {
    match name {
        "app-on" => Some("Your authenticator app is on."),
        "app-off" => Some("Your authenticator app is off."),
        _ => None,
    }
}

/// Heading of a member's own page.
pub const OWN: &str = "How you log in";
/// Link from there, and heading of its page.
pub const TEAM: &str = "How the team logs in";
/// Over the roles.
pub const ROLES: &str = "Who needs an authenticator app";
/// Under that.
pub const ROLES_HINT: &str = "Members without one are logged out, and set it up when they log in \
                              again.";
/// Button.
pub const SAVE: &str = "Save";
/// Heading of the table.
pub const MEMBERS: &str = "The team";
/// Column.
pub const MEMBER: &str = "Name";
/// Column.
pub const ROLE: &str = "Role";
/// Column of buttons.
pub const ACTION: &str = "Action";
/// Button, for who has lost phone and codes.
pub const RESET: &str = "Turn off";
/// Beside one's own name.
pub const YOURS: &str = "Yours";

/// Read after the button.
#[must_use]
pub fn reset_of(name: &str) -> String {
    format!("the authenticator app of {name}")
}

/// What an admin just did, by its name in the address.
#[must_use]
pub fn team_done(name: &str) -> Option<&'static str> {
    match name {
        "saved" => Some("Saved."),
        "reset" => Some("Turned off. They set it up again when they like, or have to."),
        _ => None,
    }
}

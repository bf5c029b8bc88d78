//! Words of the clinic's side.

use domain::age_policy::AgeEffect;
use domain::invitation::InvitationNews;
use domain::role::Role;

/// Read before the name of the page that a way back leads to.
pub const BACK_TO: &str = "Back to";
/// Field, where a member of staff shows again that it is they.
pub const YOUR_PASSWORD: &str = "Your password";
/// Navigation.
pub const TODAY: &str = "Today";
/// The name of the navigation.
pub const NAV: &str = "Clinic";
/// Heading.
pub const REGISTRATIONS: &str = "New portal account registrations";
/// When there is none.
pub const ALL_MATCHED: &str = "All matched. Nice.";
/// Button.
pub const ADD_AS_NEW: &str = "Add as new patient";
/// Menu item.
pub const BLOCK: &str = "Block this account";
/// On the page that asks before an account is blocked.
pub const BLOCK_MEANS: &str = "They can’t log in or book online. Their appointments are cancelled.";
/// The same of somebody whom a guardian added.
pub const TURN_DOWN: &str = "Turn this down";
/// On the page that asks before that.
pub const TURN_DOWN_MEANS: &str = "Whoever added them can’t see or book for them any more. What was booked for them is cancelled. \
     The account itself stays.";
/// Link back.
pub const KEEP: &str = "Keep it";
/// Under a registration without an appointment.
pub const NO_BOOKING: &str = "No booking yet";
/// Heading.
pub const AGENDA: &str = "Today’s appointments";
/// Filter.
pub const EVERYONE: &str = "Everyone";
/// The name of the filter.
pub const FILTER: &str = "Show appointments of";
/// Without appointments.
pub const NO_APPOINTMENTS: &str = "No appointments today.";
/// Heading.
pub const NEEDS_A_LOOK: &str = "Needs a look";
/// Button.
pub const SEND_AGAIN: &str = "Send again";
/// Button.
pub const PUT_ASIDE: &str = "Put aside";
/// Heading, over birthdays that change what guardians may do.
pub const BIRTHDAYS: &str = "Birthdays that change access";
/// Heading, over accesses with their last day soon.
pub const LAST_DAYS: &str = "Access that ends soon";
/// Under such an access.
pub const LAST_DAYS_MEANS: &str = "Both sides got an email. Change rights to let it go on.";
/// Heading, over the link to accesses that nobody has used for long.
pub const UNUSED: &str = "Access nobody has used";
/// Link.
pub const REVIEW: &str = "Keep or remove";
/// Link.
pub const OPEN_ACCOUNTS: &str = "Portal accounts";
/// Link.
pub const OPEN_PATIENT: &str = "Open profile";
/// Badge.
pub const NEW_PATIENT: &str = "New patient";
/// The page's name in the browser.
pub const STAFF_ONLY: &str = "(staff only)";
/// The phone's menu of everything else.
pub const MORE: &str = "More";
/// Hidden words after the count beside Today.
pub const WAITING: &str = "new registrations";
/// Link.
pub const PORTAL: &str = "Patient pages";

/// What a role is called on screen.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Practitioner => "Practitioner",
        Role::Desk => "Front desk",
    }
}

/// The name of the bar over every page.
pub const BAR: &str = "Search and new booking";

/// "Block Leo Example's account?"
#[must_use]
pub fn block_it(name: &str) -> String {
    format!("Block {name}’s account?")
}

/// "Turn Leo Example down?"
#[must_use]
pub fn turn_down_it(name: &str) -> String {
    format!("Turn {name} down?")
}

/// Beside somebody whom a guardian added.
#[must_use]
pub fn added_by(name: &str) -> String {
    format!("Added by {name}")
}

/// "Good morning, Dana", by the clinic's hour.
#[must_use]
pub fn greeting(hour: i8, name: &str) -> String {
    let part = match hour {
        0..=11 => "Good morning",
        12..=16 => "Good afternoon",
        _ => "Good evening",
    };
    format!("{part}, {name}")
}

/// "Tuesday, March 10 · 14 appointments today, 2 openings left".
#[must_use]
pub fn day_line(date: &str, appointments: usize, openings: u32) -> String {
    let booked = if appointments == 1 {
        String::from("1 appointment today")
    } else {
        format!("{appointments} appointments today")
    };
    let open = match openings {
        0 => String::from("no openings left"),
        1 => String::from("1 opening left"),
        n => format!("{n} openings left"),
    };
    format!("{date} · {booked}, {open}")
}

/// "Signed up today, 8:12 am".
#[must_use]
pub fn signed_up(moment: &str) -> String {
    format!("Signed up {moment}")
}

/// "Booked Thursday, 10:15 am".
#[must_use]
pub fn booked(moment: &str) -> String {
    format!("Booked {moment}")
}

/// "Request for Thursday, 10:15 am".
#[must_use]
pub fn requested(moment: &str) -> String {
    format!("Request for {moment}")
}

/// What somebody who signed up has booked next, and how many more requests are confirmed when they
/// are added: "Request for Thursday, 10:15 am, and 2 more requests".
#[must_use]
pub fn next_and_requests(next: Option<&str>, is_request: bool, requests: u32) -> String {
    let more = requests.saturating_sub(u32::from(is_request));
    let first = match next {
        Some(moment) if is_request => requested(moment),
        Some(moment) => booked(moment),
        None => NO_BOOKING.to_owned(),
    };
    let word = match is_request {
        true => " more",
        false => "",
    };
    match more {
        0 => first,
        1 => format!("{first}, and 1{word} request"),
        more => format!("{first}, and {more}{word} requests"),
    }
}

/// "Born May 3, 1988".
#[must_use]
pub fn born(date: &str) -> String {
    format!("Born {date}")
}

/// "Now, 9:04 am".
#[must_use]
pub fn now(time: &str) -> String {
    format!("Now, {time}")
}

/// The second line of an appointment.
#[must_use]
pub fn service_with(service: &str, name: &str) -> String {
    format!("{service} with {name}")
}

/// The name of a registration's menu.
#[must_use]
pub fn actions_for(name: &str) -> String {
    format!("Actions for {name}")
}

/// "Leo Okafor turns 12 on Friday, May 1".
#[must_use]
pub fn birthday(name: &str, age: u8, on: &str) -> String {
    format!("{name} turns {age} on {on}")
}

/// "David Okafor, for Leo Okafor: last day Friday, May 1".
#[must_use]
pub fn last_day(who: &str, name: &str, on: &str) -> String {
    format!("{who}, for {name}: last day {on}")
}

/// "Invite Leo to their own account".
#[must_use]
pub fn invite_own(first: &str) -> String {
    format!("Invite {first} to their own account")
}

/// What that brings. Whoever it concerns has had an email.
#[must_use]
pub fn birthday_means(effect: AgeEffect) -> &'static str {
    match effect {
        AgeEffect::BookingsOnly => "From then on, guardians can only book and get emails.",
        AgeEffect::Ask => "From then on, the patient decides who goes on acting for them.",
        AgeEffect::Review => "Then guardians can do nothing until you confirm their access.",
        AgeEffect::End => "Then guardians’ access ends.",
    }
}

/// The first line of an undeliverable mail.
#[must_use]
pub fn bounced(kind: &str) -> &'static str {
    match kind {
        "booked" => "A booking email wasn’t delivered",
        "confirmed" => "The email that confirms an appointment wasn’t delivered",
        "moved" => "The email about a new time wasn’t delivered",
        "cancelled" => "A cancellation email wasn’t delivered",
        "recovery" | "password_changed" | "password_removed" => {
            "An email about a password wasn’t delivered"
        }
        "second_factor_on"
        | "second_factor_off"
        | "second_factor_reset"
        | "recovery_codes_new"
        | "recovery_code_used" => "An email about an authenticator app wasn’t delivered",
        "access_given" | "access_again" | "invitation_used" | "birthday" | "last_day" => {
            "An email about portal access wasn’t delivered"
        }
        "registration_question" => "A question to somebody who signed up wasn’t delivered",
        _ => "A code email wasn’t delivered",
    }
}

/// The second line of an undeliverable mail.
#[must_use]
pub fn check_address(who: &str, code: &str) -> String {
    format!("{who}. The mail server said {code}: check the address.")
}

/// The first line of news of an invitation.
#[must_use]
pub fn invitation_news(what: InvitationNews) -> &'static str {
    match what {
        InvitationNews::Accepted => "An invitation was accepted",
        InvitationNews::Declined => "An invitation was declined",
        InvitationNews::Locked => "An invitation is locked: 5 wrong answers",
        InvitationNews::Asked => "Somebody needs a new invitation link",
        InvitationNews::Refused => "An invitation couldn’t be accepted",
    }
}

/// The second line of it: for whom, sent where, by whom accepted, and why not.
#[must_use]
pub fn invitation_detail(
    patient: &str,
    address: &str,
    accepted_by: Option<(&str, Option<&str>)>,
    reason: Option<&str>,
) -> String {
    let mut text = match accepted_by {
        Some((name, Some(other))) => {
            format!("{patient}. Accepted by {name}, {other} (sent to {address}).")
        }
        Some((name, None)) => format!("{patient}. Accepted by {name}, {address}."),
        None => format!("{patient}. Sent to {address}."),
    };
    if let Some(reason) = reason {
        text.push_str(&format!(" They said: “{reason}”"));
    }
    text
}

/// What was just done, over the page.
#[must_use]
pub fn done(what: &str) -> Option<&'static str> {
    match what {
        "added" => Some("Added as a new patient."),
        "blocked" => Some("Account blocked. Its appointments are cancelled."),
        "said" => Some("Noted."),
        "sent-again" => Some("On its way again."),
        "put-aside" => Some("Put aside."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_says_how_much_is_confirmed_with_them() {
        let said = |next, is_request, requests| next_and_requests(next, is_request, requests);
        let at = Some("Thursday, 10:15 am");
        for (next, is_request, requests, expected) in [
            (at, true, 1, "Request for Thursday, 10:15 am"),
            (
                at,
                true,
                2,
                "Request for Thursday, 10:15 am, and 1 more request",
            ),
            (
                at,
                true,
                3,
                "Request for Thursday, 10:15 am, and 2 more requests",
            ),
            (at, false, 0, "Booked Thursday, 10:15 am"),
            (at, false, 1, "Booked Thursday, 10:15 am, and 1 request"),
            (at, false, 2, "Booked Thursday, 10:15 am, and 2 requests"),
            (None, false, 0, NO_BOOKING),
        ] {
            assert_eq!(said(next, is_request, requests), expected);
        }
    }
}
